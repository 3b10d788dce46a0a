"""A story under embargo says so before anything else, in every format; one that may go out says nothing of it."""

import email
import email.policy
import json
from datetime import UTC, datetime

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


def test_an_email_says_it_first():
    message = email.message_from_bytes(render.render(HELD, "email"), policy=email.policy.default)
    assert message["Subject"].startswith(f"[{SAID}] [draft] ")
    assert message.get_body(("plain",)).get_content().startswith(SAID.upper())
    page = LexborHTMLParser(message.get_body(("html",)).get_content())
    assert page.css_first("td.sheet p").text() == SAID


def test_a_slack_message_says_it_first_and_in_its_notification():
    body = render.render(HELD, "slack")
    message = json.loads(body)
    assert message["blocks"][0]["text"]["text"] == SAID
    assert message["text"].startswith(f"{SAID}: ")
    assert faults_of_slack(body) == []


def test_a_post_of_wordpress_begins_with_it():
    page = LexborHTMLParser(wordpress_post(HELD).content)
    assert page.css_first("p").text() == SAID


def test_the_canonical_file_holds_it_and_older_files_lack_it():
    document = to_json(HELD)
    assert document["embargo_until"] == "2031-05-06T14:00:00Z"
    assert from_json(document) == HELD
    del document["embargo_until"]
    assert from_json(document).embargo_until is None
