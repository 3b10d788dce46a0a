"""What is under embargo, and a brief for the desk, say so before anything else, in every format; a story that may go
out says nothing of it.
"""

import email
import email.policy
import json
from datetime import UTC, datetime

import feedparser
import pytest
from sample_digest import full, round_up
from selectolax.lexbor import LexborHTMLParser
from valid_formats import faults_of_slack

from aggregator import render
from aggregator.model.digest_json import from_json, to_json
from aggregator.render.wordpress import wordpress_post

UNTIL = datetime(2031, 5, 6, 14, 0, tzinfo=UTC)
SAID = "Embargoed until May 6, 2031, 14:00 UTC"
HELD = full(embargo_until=UNTIL)
BRIEF = full(kind="brief")
INTERNAL = "Internal brief, not for publication"
MARKED = [(HELD, SAID), (BRIEF, INTERNAL), (full(kind="brief", embargo_until=UNTIL), f"{INTERNAL}. {SAID}")]
FORMATS = ("html", "md", "wordpress", "slack", "email", "atom")


def written(digest, form):
    body = render.render(digest, form)
    if form == "email":
        parts = email.message_from_bytes(body, policy=email.policy.default).walk()
        return "\n".join(one.get_content() for one in parts if not one.is_multipart())
    return body.decode("utf-8")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("story", [HELD, round_up(embargo_until=UNTIL)])
def test_every_format_says_until_when_it_may_not_go_out(form, story):
    assert SAID in written(story, form)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("state", ["published", "withdrawn"])
def test_what_is_out_or_withdrawn_says_nothing_of_it(form, state):
    assert SAID not in written(full(embargo_until=UNTIL, state=state), form)


@pytest.mark.parametrize("form", FORMATS)
def test_without_an_embargo_none_is_spoken_of(form):
    assert "mbargo" not in written(full(), form).replace(".embargo", "")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("state", ["draft", "published", "withdrawn"])
def test_a_brief_is_marked_whatever_became_of_it(form, state):
    assert INTERNAL.casefold() in written(full(kind="brief", state=state), form).casefold()
    assert INTERNAL not in written(full(state=state), form)


@pytest.mark.parametrize(("digest", "mark"), MARKED)
def test_an_email_says_it_first(digest, mark):
    message = email.message_from_bytes(render.render(digest, "email"), policy=email.policy.default)
    assert message["Subject"].startswith(f"[{mark}] [draft] ")
    assert message.get_body(("plain",)).get_content().startswith(mark.upper())
    page = LexborHTMLParser(message.get_body(("html",)).get_content())
    assert page.css_first("td.sheet p").text() == mark


@pytest.mark.parametrize(("digest", "mark"), MARKED)
def test_a_slack_message_says_it_first_and_in_its_notification(digest, mark):
    body = render.render(digest, "slack")
    message = json.loads(body)
    assert message["blocks"][0]["text"]["text"] == mark
    assert message["text"].startswith(f"{mark}: ")
    assert faults_of_slack(body) == []


@pytest.mark.parametrize(("digest", "mark"), MARKED)
def test_a_post_of_wordpress_begins_with_it_its_title_and_excerpt_too(digest, mark):
    post = wordpress_post(digest)
    for content in (post.content, written(digest, "wordpress")):
        assert LexborHTMLParser(content).css_first("p").text() == mark
    assert post.title.startswith(f"{mark}: ")
    assert post.excerpt.startswith(f"{mark}: ")
    assert post.status == "draft"


@pytest.mark.parametrize(("digest", "mark"), MARKED)
def test_an_entry_of_a_feed_begins_with_it(digest, mark):
    [entry] = feedparser.parse(render.render(digest, "atom")).entries
    assert entry.title.startswith(f"{mark}: ")
    assert entry.summary.startswith(f"{mark}: ")
    assert LexborHTMLParser(entry.content[0].value).css_first("p").text() == mark


@pytest.mark.parametrize(("digest", "mark"), MARKED)
def test_markdown_begins_with_it(digest, mark):
    assert written(digest, "md").startswith(f"**{mark}**\n\n# ")


def test_the_page_of_a_brief_begins_with_it():
    body = LexborHTMLParser(written(BRIEF, "html")).css_first("body")
    skip, first = [node for node in body.iter() if node.tag != "svg"][:2]
    assert (skip.attributes["class"], first.text(strip=True)) == ("skip", f"{INTERNAL}.")


def test_the_canonical_file_holds_it_and_older_files_lack_it():
    document = to_json(HELD)
    assert document["embargo_until"] == "2031-05-06T14:00:00Z"
    assert from_json(document) == HELD
    del document["embargo_until"]
    assert from_json(document).embargo_until is None
