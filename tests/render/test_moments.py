"""Spikes on the page and in the draft: hours, size, and a link to what was passed on, if it may be shown."""

import html
import json
from email import message_from_bytes
from email.policy import default

import pytest
from sample_digest import full
from selectolax.lexbor import LexborHTMLParser

from aggregator import render
from aggregator.render.moments import moments, spikes, times

TRIGGER = {"kind": "linked", "source": "x", "id": "1", "url": "https://www.example.org/trailer", "posts": 300}


def spike(start="2031-05-04T14:00:00Z", end="2031-05-04T16:00:00Z", **fields):
    return {
        "kind": "spike", "start": start, "end": end, "first_minute": "2031-05-04T14:02:00Z", "posts": 812,
        "expected": 135.0, "times": 6.0, "trigger": TRIGGER, **fields,
    }  # fmt: skip


def lines(*spikes):
    return [one.text for one in moments(full(spikes=spikes))]


SAID = (
    "From 14:00 to 16:00 UTC on May 4, 2031: 812 posts, reposts and copies among them, about 6 times what is usual."
    " It began at 14:02."
)


def test_the_page_says_when_far_more_was_written_and_links_what_was_passed_on():
    page = LexborHTMLParser(render.render(full(spikes=(spike(),)), "html").decode("utf-8"))
    (line,) = page.css("aside .spike")
    assert " ".join(line.text().split()) == f"{SAID} Passed on most: example.org"
    assert line.css_first("a").attributes["href"] == TRIGGER["url"]


def test_the_draft_says_it_too():
    draft = render.render(full(spikes=(spike(),)), "md").decode("utf-8")
    assert f"- {SAID} [Passed on most: example.org](<{TRIGGER['url']}>)" in draft


@pytest.mark.parametrize("name", ["wordpress", "email", "atom"])
def test_the_article_says_it_in_every_format_that_prints_it(name):
    body = render.render(full(spikes=(spike(),)), name)
    if name == "email":
        text = message_from_bytes(body, policy=default).get_body(("plain",)).get_content()
    else:
        text = html.unescape(body.decode("utf-8"))
    assert SAID in " ".join(text.split())
    assert TRIGGER["url"] in text


def test_slack_says_it_where_it_says_how_the_story_was_made():
    blocks = json.loads(render.render(full(spikes=(spike(),)), "slack"))["blocks"]
    assert SAID in blocks[-1]["elements"][0]["text"]


def test_all_spikes_are_marked_in_the_order_of_time_though_only_three_are_told():
    many = [
        spike(f"2031-05-04T{hour}:00:00Z", f"2031-05-04T{hour + 1}:00:00Z", posts=900 - hour)
        for hour in (20, 14, 18, 16)
    ]
    assert [one.start.hour for one in spikes(full(spikes=many))] == [14, 16, 18, 20]


@pytest.mark.parametrize(
    ("kind", "said"),
    [("reposted", "Passed on most: a post on X"), ("repeated", "Repeated most: a post on X")],
)
def test_a_post_that_set_it_off_is_named_by_its_network(kind, said):
    (made,) = moments(full(spikes=(spike(trigger={**TRIGGER, "kind": kind}),)))
    assert (made.link, made.link_words) == (TRIGGER["url"], said)


@pytest.mark.parametrize("url", [None, "javascript:alert(1)", "https://user:pw@evil.example", 7])
def test_what_may_not_be_shown_is_no_link(url):
    (made,) = moments(full(spikes=(spike(trigger={**TRIGGER, "url": url}),)))
    assert made.link is None
    assert "Passed" not in made.text


def test_a_spike_over_midnight_names_both_days_and_an_unknown_minute_is_not_told():
    (said,) = lines(spike("2031-05-04T22:00:00Z", "2031-05-05T02:00:00Z", first_minute=None))
    assert said.startswith("From 22:00 UTC on May 4, 2031 to 02:00 UTC on May 5, 2031: 812 posts, ")
    assert said.endswith("about 6 times what is usual.")


def test_of_many_spikes_the_three_largest_stand_in_the_order_of_time():
    many = [
        spike(f"2031-05-0{day}T10:00:00Z", f"2031-05-0{day}T11:00:00Z", posts=posts)
        for day, posts in ((1, 50), (2, 900), (3, 40), (4, 700), (5, 800))
    ]
    assert [text.split(": ")[1].split()[0] for text in lines(*many)] == ["900", "700", "800"]


@pytest.mark.parametrize(
    "entry",
    [
        {"day": "2031-05-04", "posts": 220},
        {},
        "a spike",
        None,
        spike(start="noon"),
        spike(end=None),
        spike(posts="many"),
        spike(times=None),
        spike(start="0001-01-01T00:00:00+14:00"),
    ],
)
def test_other_entries_are_passed_over(entry):
    assert lines(entry) == []


def test_strange_triggers_and_minutes_leave_the_line():
    for odd in ("x", 3, [], {"kind": "sung", "url": TRIGGER["url"]}):
        assert lines(spike(trigger=odd)) == [SAID]
    assert lines(spike(first_minute="soon")) == [SAID.removesuffix(" It began at 14:02.")]


def test_factors_read_as_people_say_them():
    assert [times(one) for one in (2.5, 6.0, 1.8, 12.4, 1234.0)] == [
        "2.5 times", "6 times", "1.8 times", "12 times", "1,234 times",
    ]  # fmt: skip


def test_when_the_trigger_was_first_seen_stands_beside_it():
    (found,) = moments(full(spikes=(spike(trigger={**TRIGGER, "first_seen": "2031-05-04T14:02:31Z"}),)))
    assert found.link_words == "Passed on most: example.org, first seen 14:02"
