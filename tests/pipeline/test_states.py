"""Approve, publish, withdraw, correct: each makes the next version, with its public line, and no trace of what
was taken back.
"""

from datetime import timedelta

import orjson
import pytest

from aggregator import render
from aggregator.errors import AggregatorError, EditConflict, PublishError, VerificationFailed
from aggregator.model.digest_json import from_json
from aggregator.model.edits import Edit
from aggregator.pipeline import editing, states
from aggregator.pipeline.digest import find_digest, verify_digest
from aggregator.pipeline.publish import publish
from aggregator.pipeline.recheck import recheck_digest
from aggregator.publishers import Folder
from aggregator.render.json_ld import news_article
from aggregator.store import digests


def send(room, document, folder="desk", **options):
    app = room.app
    return publish(
        app.ctx, document, Folder(room.tmp_path / folder), ("json", "html"), asking=app.asking(),
        making=app.making, **options,
    )  # fmt: skip


def newest(room, made):
    return find_digest(room.app.ctx, made.digest.id)


def recheck(room, made):
    with room.app.ctx.store.read() as session:
        stored = digests.load(session, made.digest.id)
    return recheck_digest(room.app.ctx, stored, room.app.asking(), room.app.making)


def test_an_approval_has_a_name_and_a_time_and_a_second_one_is_added(open_room):
    room = open_room()
    made = room.digest()

    states.approve(room.app.ctx, made.digest.id, who=" Ana\u200b ", on=1)
    third = states.approve(room.app.ctx, made.digest.id, who="Ben", on=2).digest

    assert (third.state, third.version) == ("approved", 3)
    assert [(one.who, one.at) for one in third.approvals] == [("Ana", room.now), ("Ben", room.now)]
    assert third.date_modified is None
    assert verify_digest(room.app.ctx, newest(room, made)) == []


def test_whoever_read_an_older_version_approves_nothing(open_room):
    room = open_room()
    made = room.digest()
    states.approve(room.app.ctx, made.digest.id, who="Ana", on=1)

    with pytest.raises(EditConflict, match="version 2 stands now, and you saw version 1"):
        states.approve(room.app.ctx, made.digest.id, who="Ben", on=1)
    with pytest.raises(AggregatorError, match="nobody is named"):
        states.approve(room.app.ctx, made.digest.id, who=" ", on=2)


def test_a_story_that_is_sent_is_published_since_then(open_room):
    room = open_room()
    made = room.digest()
    room.now += timedelta(hours=1)

    done = send(room, orjson.loads(made.body), approved_by=["Ana"])

    story = done.digest
    assert (story.state, story.published_at, story.version) == ("published", room.now, 2)
    assert [one.who for one in story.approvals] == ["Ana"]
    assert from_json(newest(room, made)) == story
    assert verify_digest(room.app.ctx, newest(room, made)) == []
    article = news_article(story)
    assert article["datePublished"] == "2031-05-05T07:00:00Z"
    assert article["dateModified"] == "2031-05-05T06:00:00Z"


def test_sending_it_again_by_whichever_file_makes_no_further_version(open_room):
    room = open_room()
    made = room.digest()
    first = send(room, orjson.loads(made.body))
    room.now += timedelta(hours=1)

    again = send(room, newest(room, made))
    by_draft = send(room, orjson.loads(made.body))

    assert again.digest == by_draft.digest == first.digest
    assert newest(room, made)["version"] == 2


def test_a_story_that_the_destination_does_not_take_stays_a_draft(open_room):
    room = open_room()
    made = room.digest()
    (room.tmp_path / "desk").write_text("a file", encoding="utf-8")

    with pytest.raises(PublishError):
        send(room, orjson.loads(made.body))

    assert newest(room, made) == orjson.loads(made.body)
    assert send(room, orjson.loads(made.body), "elsewhere").digest.version == 2


def test_a_story_with_an_edit_that_nothing_covers_is_not_sent(open_room):
    room = open_room()
    made = room.digest()
    wrong = Edit("headline", "text", "All 5,000 fans hate it", "Ana", room.now, 1)
    editing.edit(room.app.ctx, made.digest.id, [wrong], room.app.making)

    with pytest.raises(VerificationFailed) as refused:
        send(room, newest(room, made))

    assert refused.value.hint == "change these edits, or say why they stand"
    assert "headline: expected what the story's claims cover" in refused.value.problems[0]
    assert newest(room, made)["state"] == "draft"


def test_a_recheck_of_a_published_story_leaves_it_published_and_moves_its_date_only_for_a_finding(open_room):
    room = open_room()
    made = room.digest()
    sent = send(room, orjson.loads(made.body), approved_by=["Ana"]).digest
    room.now += timedelta(hours=2)

    assert recheck(room, made).made is None
    room.network.hide(sent.quotes[0].id)
    third = recheck(room, made).made.digest

    assert (third.state, third.version, third.published_at) == ("published", 3, sent.published_at)
    assert third.date_modified == room.now
    assert [one.who for one in third.approvals] == ["Ana"]


@pytest.mark.parametrize("kind", ["update", "clarification", "correction"])
def test_an_editors_line_stands_in_every_format_and_moves_the_date(open_room, kind):
    room = open_room()
    made = room.digest()
    send(room, orjson.loads(made.body))
    room.now += timedelta(hours=2)

    third = states.correct(
        room.app.ctx, made.digest.id, kind=kind, text="an earlier version said twelve.", who="Ana"
    ).digest

    line = f"{kind.capitalize()}, May 5, 2031: an earlier version said twelve."
    assert (third.state, third.date_modified) == ("published", room.now)
    assert third.corrections[-1]["text"] == line
    for name in render.formats():
        assert line.encode() in render.render(third, name).replace(b"=\n", b"")
    assert {"@type": "CorrectionComment", "text": line} in news_article(third)["correction"]
    assert verify_digest(room.app.ctx, newest(room, made)) == []


def test_an_editors_line_stays_when_the_story_is_made_again(open_room):
    room = open_room()
    made = room.digest()
    states.correct(room.app.ctx, made.digest.id, kind="update", text="more came in.", who="Ana")
    room.network.hide(made.digest.quotes[0].id)

    third = recheck(room, made).made.digest

    assert [one["kind"] for one in third.corrections] == ["update", "quote"]


def test_a_withdrawn_story_leaves_its_line_and_nothing_else_in_any_format(open_room):
    room = open_room()
    made = room.digest()
    send(room, orjson.loads(made.body))

    gone = states.withdraw(room.app.ctx, made.digest.id, why="the trailer was made by a fan.", who="Ana")

    assert (gone.digest.state, gone.digest.version) == ("withdrawn", 3)
    line = b"Withdrawal, May 5, 2031: the trailer was made by a fan."
    for name in render.formats():
        body = render.render(gone.digest, name)
        assert line in body.replace(b"=\n", b"")
        for quote in made.digest.quotes:
            assert quote.excerpt.encode() not in body
            assert quote.author.handle.encode() not in body
            assert quote.id.encode() not in body
        for text in (made.digest.headline, made.digest.lede, *made.digest.highlights):
            assert text.encode() not in body
    assert verify_digest(room.app.ctx, newest(room, made)) == []


def test_no_older_version_of_a_withdrawn_story_is_sent_even_while_it_is_withdrawn(open_room, monkeypatch):
    room = open_room()
    made = room.digest()
    states.withdraw(room.app.ctx, made.digest.id, why="The trailer was a fake.", who="Ada Quill")
    asked = len(room.network.requests)
    with pytest.raises(AggregatorError, match="was withdrawn"):
        send(room, orjson.loads(made.body))
    assert len(room.network.requests) == asked

    other = room.digest(kind="trailer")

    def recheck_while_somebody_withdraws(ctx, stored, *rest):
        found = recheck_digest(ctx, stored, *rest)
        states.withdraw(ctx, other.digest.id, why="The trailer was a fake.", who="Ada Quill")
        return found

    monkeypatch.setattr("aggregator.pipeline.publish.recheck_digest", recheck_while_somebody_withdraws)
    with pytest.raises(AggregatorError, match="was withdrawn"):
        send(room, orjson.loads(other.body))
    assert not (room.tmp_path / "desk").exists()


def test_what_an_editor_withdrew_no_later_post_brings_back(open_room):
    room = open_room()
    made = room.digest()
    gone = states.correct(room.app.ctx, made.digest.id, kind="withdrawal", text="it was wrong.", who="Ana")
    room.write_later(201, 202)

    again = room.digest()

    assert (again.new, again.body) == (False, gone.body)
    for act in (
        lambda: states.approve(room.app.ctx, made.digest.id, who="Ana", on=2),
        lambda: send(room, newest(room, made)),
        lambda: states.withdraw(room.app.ctx, made.digest.id, why="twice", who="Ana"),
    ):
        with pytest.raises(AggregatorError, match="was withdrawn"):
            act()


def test_a_correction_without_words_is_refused(open_room):
    room = open_room()
    made = room.digest()

    with pytest.raises(AggregatorError, match="has 0 characters"):
        states.correct(room.app.ctx, made.digest.id, kind="update", text=" \n", who="Ana")


def test_a_quote_that_was_replaced_leaves_no_trace_in_any_format_of_the_new_version(open_room):
    room = open_room()
    made = room.digest()
    lost = made.digest.quotes[0]
    room.network.hide(lost.id)

    new = recheck(room, made).made.digest

    for name in render.formats():
        body = render.render(new, name)
        for trace in (lost.id, lost.excerpt, lost.author.handle, lost.url):
            assert trace.encode() not in body
