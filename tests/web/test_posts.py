"""The posts of a film on the desk: looked through, searched, decided about and undone, with scripts and without."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import make
import pytest
from desk_posts import HTMX, LIST, decide, numbered, save, standing
from desk_room import DeskRoom

from aggregator.model import Media, Ref

HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)> "quoted" \u202ebackwards'


@pytest.fixture
def three(desk: DeskRoom) -> Iterator[list]:
    made = numbered(3)
    save(desk, *made)
    return made


def test_list_shows_each_post_with_its_score_why_and_link_newest_first(desk, three):
    page = desk.browser("reader").get(LIST).text
    assert re.findall(r"said keeper (\d)", page) == ["2", "1", "0"]
    assert "positive, 80% sure" in page
    assert "lovely" in page
    assert "spoiler: tells how it ends" in page
    assert f'href="{three[0].url}" rel="nofollow ugc noopener noreferrer"' in page


def test_reader_is_offered_no_decision_and_may_make_none(desk, three):
    reader = desk.browser("reader")
    assert "/decide" not in reader.get(LIST).text
    assert decide(reader, three[0], "pin").status_code == 403
    assert standing(desk) == {}


def test_pages_of_fifty_follow_each_other_without_scripts(desk):
    save(desk, *numbered(120))
    browser = desk.browser()
    seen, address = [], LIST
    while address:
        page = browser.get(address).text
        seen += re.findall(r"said keeper (\d+)", page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = unescape(older[1]) if older else None
    assert seen == [str(n) for n in reversed(range(120))]


def test_piece_that_scripts_ask_for_holds_the_posts_alone(desk):
    save(desk, *numbered(60))
    browser = desk.browser()
    older = unescape(re.search(r'hx-get="([^"]+after[^"]+)"', browser.get(LIST).text)[1])
    piece = browser.get(older, headers=HTMX)
    assert "<html" not in piece.text
    assert len(re.findall(r'<article class="post', piece.text)) == 10


def test_filters_stay_in_the_address_of_the_next_page_and_in_the_form(desk):
    save(desk, *numbered(60))
    save(desk, make.post("Terrible", created_at=make.NOON), label="negative")
    page = desk.browser().get(LIST, params={"stance": "positive", "text": "LOVELY"}).text
    asked = parse_qs(urlsplit(unescape(re.search(r'rel="next" href="([^"]+)"', page)[1])).query)
    assert (asked["stance"], asked["text"]) == (["positive"], ["LOVELY"])
    assert '<option value="positive" selected>' in page
    assert 'value="LOVELY"' in page
    assert "Terrible" not in page


def test_what_can_not_be_asked_for_is_told_and_passed_over(desk, three):
    asked = {"stance": "furious", "network": "nowhere", "since": "soon", "text": "keeper"}
    page = desk.browser().get(LIST, params=asked).text
    assert "passed over: stance, network, since" in page
    assert "said keeper 2" in page


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ({"since": "2031-05-04T12:00:01Z"}, ["2", "1"]),
        ({"since": "2031-05-04T14:00:01+02:00", "until": "2031-05-04T12:00:02"}, ["1"]),
        ({"until": "2031-05-04"}, ["2", "1", "0"]),
        ({"until": "2031-05-03"}, []),
    ],
)
def test_times_are_days_or_instants_and_utc_where_they_name_no_zone(desk, three, asked, seen):
    assert re.findall(r"said keeper (\d)", desk.browser().get(LIST, params=asked).text) == seen


@pytest.mark.parametrize("asked", ["0001-01-01", "9999-12-31", "0001-01-01T00:00+14:00", "2031-13-01", "now"])
def test_times_that_can_not_be_asked_for_are_told(desk, three, asked):
    page = desk.browser().get(LIST, params={"until": asked, "since": asked})
    assert "passed over: since, until" in page.text


@pytest.mark.parametrize("after", ["nothing", "1.2.3", "9" * 60])
def test_place_that_is_none_is_the_beginning(desk, three, after):
    assert "said keeper 2" in desk.browser().get(LIST, params={"after": after}).text


def test_search_that_was_cut_says_how_far_it_went(desk, monkeypatch):
    monkeypatch.setattr("aggregator.store.post_list.SEARCHED", 20)
    save(desk, *numbered(50))
    page = desk.browser().get(LIST, params={"text": "keeper 7"}).text
    assert "newest posts before this point were searched, back to" in page
    assert "Search older posts" in page


def test_hostile_post_is_text_and_leads_nowhere(desk):
    save(
        desk,
        make.post(
            HOSTILE,
            remote_id=HOSTILE,
            url="javascript:alert(1)",
            author=make.author(HOSTILE, name=HOSTILE),
            media=(
                Media("image", "javascript:alert(3)", HOSTILE),
                Media(None, "https://media.example/1.jpg"),
            ),
            ref=Ref("replied_to", HOSTILE),
            spoiler_text=HOSTILE,
        ),
    )
    browser = desk.browser()
    page = browser.get(LIST).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "javascript:" not in page.replace(unescape("&#34;"), "")
    assert "no link that can be opened" in page
    alone = browser.get(f"{LIST}/one", params={"source": "x", "post": HOSTILE})
    assert alone.status_code == 200
    assert "<script>alert" not in alone.text


def test_reply_shows_what_it_answers(desk):
    parent = make.post("What did you think of The Paper Lighthouse?", remote_id="first")
    save(desk, parent, make.post("It was lovely", ref=Ref("replied_to", "first")))
    assert "<bdi>What did you think of The Paper Lighthouse?</bdi></q>" in desk.browser().get(LIST).text


def test_decision_without_scripts_comes_back_to_the_same_list(desk, three):
    answer = decide(desk.browser(), three[0], "label negative", back="stance=positive&evil=1")
    assert answer.status_code == 303
    place = urlsplit(answer.headers["location"])
    assert (place.path, parse_qs(place.query)) == (LIST, {"stance": ["positive"], "done": ["done.decided"]})
    assert standing(desk) == {three[0].key: [("label", "negative", "edgar")]}


def test_decision_with_scripts_gives_the_post_back_and_news_with_the_way_to_undo_it(desk, three):
    browser = desk.browser()
    data = {
        "source": "x",
        "post": "p0",
        "do": "reject",
        "reject_value": "too private",
        "reject_reason": "<b>",
    }
    part = browser.post(f"{LIST}/decide", data=data, headers=HTMX).text
    assert part.count('<article class="post has-reject"') == 1
    assert "too private: <bdi>&lt;b&gt;</bdi>" in part
    number = re.search(r'name="undo" value="(\d+)" data-undo', part)[1]
    undone = browser.post(
        f"{LIST}/decide", data={"source": "x", "post": "p0", "undo": number}, headers=HTMX
    ).text
    assert "has-reject" not in undone
    assert standing(desk) == {}


@pytest.mark.parametrize(
    ("do", "fields", "made"),
    [
        ("pin", {}, ("pin", "")),
        ("spoiler", {}, ("spoiler", "")),
        ("harm", {"harm_value": "abusive"}, ("harm", "abusive")),
        ("label off topic", {}, ("label", "off topic")),
    ],
)
def test_every_way_to_decide_is_kept_with_the_editors_name(desk, three, do, fields, made):
    assert decide(desk.browser(), three[1], do, **fields).status_code == 303
    assert standing(desk) == {three[1].key: [(*made, "edgar")]}


def test_class_of_an_author_is_set_on_the_page_of_one_post_which_tells_the_history(desk, three):
    browser = desk.browser()
    decide(browser, three[0], "author_class", class_value="critic")
    decide(browser, three[0], "pin")
    page = browser.get(f"{LIST}/one", params={"source": "x", "post": "p0"}).text
    assert "author is critic, says edgar" in page
    assert "pinned by edgar" in page
    assert "left out: critic or press" in page


def test_two_editors_at_one_post_see_what_the_other_decided_and_nothing_is_lost(desk, three):
    decide(desk.browser("editor"), three[0], "pin", on_quote="0")
    refused = desk.browser("admin").post(
        f"{LIST}/decide",
        data={"source": "x", "post": "p0", "do": "reject", "reject_value": "other", "on_quote": "0"},
        headers=HTMX,
    )
    assert refused.status_code == 409
    assert "theirs: pin, by edgar" in refused.text
    assert "yours: reject other" in refused.text
    assert standing(desk) == {three[0].key: [("pin", "", "edgar")]}


@pytest.mark.parametrize(
    "data",
    [
        {"source": "x", "post": "p0", "do": "burn"},
        {"source": "x", "post": "p0", "do": ""},
        {"source": "x", "post": "p0", "do": "label furious"},
        {"source": "x", "post": "p0", "do": "reject", "reject_value": ""},
        {"source": "x", "post": "no-such", "do": "pin"},
        {"source": "x", "post": "p0", "undo": "1; DROP TABLE decision"},
        {"source": "x", "post": "p0", "undo": "99999"},
    ],
)
def test_what_can_not_be_decided_is_refused_in_words(desk, three, data):
    answer = desk.browser().post(f"{LIST}/decide", data=data)
    assert answer.status_code == 400
    assert "there is none" in answer.text or "has none of that" in answer.text
    assert standing(desk) == {}


def test_unknown_films_and_posts_are_not_there(desk, three):
    browser = desk.browser()
    for address in ("/films/no-such/posts", "/films/no-such/posts/sample", f"{LIST}/one?source=x&post=none"):
        assert browser.get(address).status_code == 404


def test_another_sites_form_decides_nothing(desk, three):
    browser = desk.browser()
    answer = decide(browser, three[0], "pin", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert standing(desk) == {}


def test_newer_posts_are_told_and_an_unchanged_answer_is_not_sent_again(desk, three):
    browser = desk.browser()
    address = unescape(re.search(r'hx-get="([^"]+newer[^"]+)"', browser.get(LIST).text)[1])
    nothing = browser.get(address, headers=HTMX)
    assert "newer post" not in nothing.text
    again = browser.get(address, headers={**HTMX, "If-None-Match": nothing.headers["ETag"]})
    assert again.status_code == 304
    save(desk, make.post("News", created_at=make.NOON + timedelta(hours=1)))
    assert "1 newer post" in browser.get(address, headers=HTMX).text
