"""An editor's work survives whatever makes a story again, and of two editors neither loses a word."""

import threading
from dataclasses import replace
from datetime import timedelta

import bluesky_room
import pytest

from aggregator import render
from aggregator.errors import AggregatorError, EditConflict, StoreError
from aggregator.model.edits import Edit
from aggregator.pipeline import editing
from aggregator.pipeline.digest import find_digest, keep_digest, verify_digest
from aggregator.pipeline.forget import forget, look_up
from aggregator.pipeline.recheck import recheck_digest, told_of
from aggregator.store import digests

LEDE = "The Paper Lighthouse has its fans, and they have a lot to say"


def edit(block, value=None, action="text", **fields):
    return Edit(
        **{"block": block, "action": action, "value": value, "who": "Ana", "at": bluesky_room.NOW, "on": 1, **fields}
    )  # fmt: skip


def change(room, made, *edits):
    return editing.edit(room.app.ctx, made.digest.id, edits, room.app.making)


def block(quote):
    return f"quotes[{quote.source} {quote.id}]"


def recheck(room, made):
    with room.app.ctx.store.read() as session:
        stored = digests.load(session, made.digest.id)
    return recheck_digest(room.app.ctx, stored, room.app.asking(), room.app.making)


def faults(room, made):
    return verify_digest(room.app.ctx, find_digest(room.app.ctx, made.digest.id))


def test_an_edit_makes_the_next_version_which_holds(open_room):
    room = open_room()
    made = room.digest()

    second = change(room, made, edit("lede", LEDE))

    assert (second.digest.version, second.digest.lede) == (2, LEDE)
    assert [(one.block, one.who) for one in second.digest.locks] == [("lede", "Ana")]
    assert faults(room, second) == []
    with room.app.ctx.store.read() as session:
        assert digests.told(session, made.digest.id, 1).body == made.body


def test_a_second_digest_of_the_window_with_later_posts_keeps_the_edits(open_room):
    room = open_room()
    made = room.digest()
    change(room, made, edit("lede", LEDE), edit("headline", "Fans have a lot to say", on=1))
    room.write_later(201, 202, 203)

    third = room.digest()

    assert (third.new, third.digest.version) == (True, 3)
    assert third.digest.counted.posts == made.digest.counted.posts + 3
    assert (third.digest.lede, third.digest.headline) == (LEDE, "Fans have a lot to say")
    assert faults(room, third) == []


def test_a_scheduled_digest_that_is_made_twice_is_the_edited_one(open_room):
    room = open_room()
    made = room.digest(slot="2031-05-05")
    second = change(room, made, edit("lede", LEDE))
    room.write_later(201, 202)

    again = room.digest(slot="2031-05-05")

    assert (again.new, again.body) == (False, second.body)


def test_the_same_inputs_give_the_edited_version_again(open_room):
    room = open_room()
    second = change(room, room.digest(), edit("lede", LEDE))

    again = room.digest()

    assert (again.new, again.body) == (False, second.body)


def test_a_number_of_an_edit_that_holds_no_more_is_told_by_verify(open_room):
    room = open_room()
    made = room.digest()
    posts = made.digest.counted.posts
    second = change(room, made, edit("lede", f"In {posts} posts fans say what they think"))
    assert faults(room, second) == []
    room.write_later(201, 202)

    third = room.digest()

    [failure] = faults(room, third)
    assert (failure.where, failure.kind, failure.found) == ("lede", "unsupported", f"{posts} is not covered")


def test_a_recheck_keeps_edits_and_lets_those_fall_that_speak_of_the_lost_quote(open_room):
    room = open_room()
    made = room.digest()
    lost = made.digest.quotes[0]
    change(room, made, edit("lede", LEDE), edit("highlights[0]", f"It won @{lost.author.handle} over"))
    room.network.hide(lost.id)

    found = recheck(room, made)

    third = found.made.digest
    assert (third.version, third.lede) == (3, LEDE)
    assert lost.author.handle not in third.highlights[0]
    assert [one.block for one in third.locks] == ["lede"]
    assert found.made.fallen == (
        "highlights[0]: the edit of Ana (2031-05-05) fell: a post that it speaks of is not quoted any more",
    )
    assert "highlights[0]: the edit of Ana" in told_of(found)
    assert faults(room, found.made) == []


def test_a_recheck_quotes_the_runner_up_that_was_kept_beside_the_version(open_room):
    room = open_room()
    made = room.digest()
    lost = made.digest.quotes[0]
    listed = editing.look(room.app.ctx, made.digest.id).runners_up[lost.source, lost.id]
    room.network.hide(lost.id)

    assert recheck(room, made).replaced == {lost.id: listed[0][1]}


def test_a_runner_up_that_is_gone_too_gives_way_to_the_next(open_room):
    room = open_room()
    made = room.digest()
    lost = made.digest.quotes[0]
    listed = editing.look(room.app.ctx, made.digest.id).runners_up[lost.source, lost.id]
    room.network.hide(lost.id, listed[0][1])

    found = recheck(room, made)

    assert found.replaced == {lost.id: listed[1][1]}


def test_a_rejected_post_never_comes_back_and_is_named_nowhere(open_room):
    room = open_room()
    made = room.digest()
    rejected = made.digest.quotes[0]

    second = change(room, made, edit(block(rejected), None, "reject", reason="a bot"))
    room.write_later(201, 202, 203)
    third = room.digest()
    room.network.hide(third.digest.quotes[0].id)
    fourth = recheck(room, third).made

    for version in (second, third, fourth):
        assert rejected.id.encode() not in version.body
        assert rejected.excerpt.encode() not in version.body
    assert [one.digest.version for one in (second, third, fourth)] == [2, 3, 4]
    assert second.digest.counted == made.digest.counted
    assert faults(room, fourth) == []
    desk = editing.look(room.app.ctx, made.digest.id)
    assert all((rejected.source, rejected.id) not in listed for listed in desk.runners_up.values())


def test_a_quote_is_swapped_for_a_named_runner_up_and_the_sentences_follow(open_room):
    room = open_room()
    made = room.digest()
    old = made.digest.quotes[0]
    new = editing.look(room.app.ctx, made.digest.id).runners_up[old.source, old.id][1]

    second = change(room, made, edit(block(old), " ".join(new), "swap"))

    told = {(one.source, one.id): one for one in second.digest.quotes}
    assert new in told
    assert (old.source, old.id) not in told
    assert (told[new].theme, told[new].stance) == (old.theme, old.stance)
    assert [one.block for one in second.digest.locks] == [f"quotes[{' '.join(new)}]"]
    assert old.author.handle.encode() not in second.body
    assert len(second.digest.quotes) == len(made.digest.quotes)
    assert faults(room, second) == []


def test_a_swap_for_a_post_that_may_not_be_quoted_is_refused(open_room):
    room = open_room()
    made = room.digest()

    with pytest.raises(AggregatorError, match="can't be quoted"):
        change(room, made, edit(block(made.digest.quotes[0]), "bluesky at://nobody", "swap"))


def test_a_pinned_quote_stays_when_others_would_be_chosen(open_room):
    room = open_room()
    made = room.digest()
    change(room, made, *[edit(block(one), None, "pin") for one in made.digest.quotes])
    room.write_later(*range(201, 230))

    second = room.digest()

    pinned = {one.id for one in made.digest.quotes}
    assert pinned <= {one.id for one in second.digest.quotes}
    assert {one.block for one in second.digest.locks} >= {block(one) for one in made.digest.quotes}


def test_a_pin_falls_with_its_post(open_room):
    room = open_room()
    made = room.digest()
    lost = made.digest.quotes[0]
    change(room, made, edit(block(lost), None, "pin"))
    room.network.hide(lost.id)

    found = recheck(room, made)

    assert ["the post is not quoted any more" in line for line in found.made.fallen] == [True]
    assert found.made.digest.locks == ()


def test_what_is_taken_back_stands_as_it_was_generated(open_room):
    room = open_room()
    made = room.digest()
    rejected = made.digest.quotes[0]
    change(room, made, edit("lede", LEDE))
    change(room, made, edit(block(rejected), None, "reject", reason="a bot"))

    fourth = editing.take_back(
        room.app.ctx, made.digest.id, ["lede", block(rejected)], room.app.making, who="Ben"
    )

    assert fourth.digest.version == 4
    assert fourth.digest.lede == made.digest.lede
    assert fourth.digest.locks == ()
    assert [one.why for one in editing.look(room.app.ctx, made.digest.id).edits] == ["taken back by Ben"] * 2
    with pytest.raises(AggregatorError, match="lede has no edit"):
        editing.take_back(room.app.ctx, made.digest.id, ["lede"], room.app.making, who="Ben")


def test_two_editors_of_one_block_get_both_texts_and_lose_none(open_room):
    room = open_room()
    made = room.digest()
    change(room, made, edit("lede", LEDE))

    with pytest.raises(EditConflict) as refused:
        change(room, made, edit("lede", "Fans have opinions", who="Ben"))

    error = refused.value
    assert (error.block, error.mine, error.theirs, error.version) == ("lede", "Fans have opinions", LEDE, 2)
    assert error.problems == ("yours: Fans have opinions", f"theirs: {LEDE}")
    assert find_digest(room.app.ctx, made.digest.id)["version"] == 2


def test_two_editors_of_two_blocks_hinder_each_other_in_nothing(open_room):
    room = open_room()
    made = room.digest()
    change(room, made, edit("lede", LEDE))

    third = change(room, made, edit("highlights[0]", "Fans have opinions", who="Ben"))

    assert (third.digest.lede, third.digest.highlights[0]) == (LEDE, "Fans have opinions")


def test_a_block_that_was_made_anew_meanwhile_is_a_conflict_too(open_room):
    room = open_room()
    made = room.digest()
    room.write_later(201, 202)
    second = room.digest()

    with pytest.raises(EditConflict) as refused:
        change(room, made, edit("lede", LEDE, on=1))

    assert refused.value.theirs == second.digest.lede


def test_editors_who_write_at_the_same_moment_all_get_their_block(open_room):
    room = open_room()
    made = room.digest()
    blocks = ["lede", "highlights[0]", "highlights[1]", "highlights[2]"]
    start = threading.Barrier(len(blocks))
    failed = []

    def write(name):
        start.wait()
        try:
            change(room, made, edit(name, f"Fans have much to say of {name.partition('[')[0]}"))
        except AggregatorError as error:  # pragma: no cover - told below
            failed.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in blocks]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert failed == []
    document = find_digest(room.app.ctx, made.digest.id)
    assert document["version"] == 1 + len(blocks)
    assert sorted(one["block"] for one in document["locks"]) == sorted(blocks)
    assert verify_digest(room.app.ctx, document) == []


def test_an_edit_that_comes_in_while_the_story_is_made_again_is_in_the_new_version(open_room, monkeypatch):
    from aggregator.pipeline import digest as stage

    room = open_room()
    made = room.digest()
    room.write_later(201, 202)
    rejected = made.digest.quotes[0]
    compose, came = stage.compose_window, []

    def slow(*args, **options):
        composed = compose(*args, **options)
        if not came:
            came.append(change(room, made, edit("lede", LEDE), edit(block(rejected), None, "reject", reason="no")))  # fmt: skip
        return composed

    monkeypatch.setattr(stage, "compose_window", slow)

    third = room.digest()

    assert (third.digest.version, third.digest.lede) == (3, LEDE)
    assert rejected.id.encode() not in third.body


def test_forgetting_a_person_takes_the_edits_that_speak_of_them(open_room):
    room = open_room()
    made = room.digest()
    person = made.digest.quotes[0].author.handle
    change(room, made, edit("lede", LEDE), edit("highlights[0]", f"It won @{person} over"))

    done = forget(room.app.ctx, look_up(room.app.ctx, person), room.app.making)

    third = done.made[0].digest
    assert (third.version, third.lede) == (3, LEDE)
    with room.app.ctx.store.read() as session:
        for version in (1, 2, 3):
            told = digests.told(session, made.digest.id, version)
            assert person.encode() not in told.body + told.generated
    assert [one.edit.block for one in editing.look(room.app.ctx, made.digest.id).edits] == ["lede"]
    assert faults(room, done.made[0]) == []


def test_an_edited_story_reads_in_every_format_as_its_editor_wrote_it(open_room):
    room = open_room()
    second = change(room, room.digest(), edit("headline", "Fans have a lot to say"))

    for name in render.formats():
        body = render.render(second.digest, name)
        assert b"Fans have a lot to say" in body
        assert name == "json" or b"Ana" not in body


def test_an_edited_version_that_something_is_added_to_keeps_its_edits_and_holds(open_room):
    room = open_room()
    second = change(room, room.digest(), edit("lede", LEDE), edit("headline", "Fans have a lot to say"))
    with room.app.ctx.store.read() as session:
        stored = digests.load(session, second.digest.id)
    said = replace(second.digest, corrections=({"at": "2031-05-05", "text": "One more thing."},))
    said = replace(said, provenance=replace(said.provenance, config_hash="another"))

    third = keep_digest(room.app.ctx, said, stored.frozen, stored.yardstick, stored.history)

    assert (third.digest.version, third.digest.lede) == (3, LEDE)
    assert third.digest.headlines == second.digest.headlines
    assert faults(room, third) == []
    with pytest.raises(StoreError, match="was changed meanwhile"):
        keep_digest(
            room.app.ctx, replace(said, provenance=replace(said.provenance, config_hash="a third")),
            stored.frozen, stored.yardstick, stored.history,
        )  # fmt: skip


def test_edits_of_nothing_and_of_one_block_twice_are_refused(open_room):
    room = open_room()
    made = room.digest()

    with pytest.raises(AggregatorError, match="not in this database"):
        editing.edit(room.app.ctx, "no-such-story", [edit("lede", LEDE)], room.app.making)
    with pytest.raises(AggregatorError, match="two edits of one block"):
        change(room, made, edit("lede", LEDE), edit("lede", "Other"))
    with pytest.raises(AggregatorError, match="has no version 9"):
        change(room, made, edit("lede", LEDE, on=9))


def test_an_edit_makes_a_draft_of_an_approved_story_and_moves_no_date_for_words(open_room):
    from aggregator.pipeline import states

    room = open_room()
    made = room.digest()
    states.approve(room.app.ctx, made.digest.id, who="Ben", on=1)
    room.now += timedelta(hours=1)

    third = change(room, made, edit("sections[voices].heading", "What they said"))
    fourth = change(room, made, edit("headline", "Fans have a lot to say"))

    assert (third.digest.state, third.digest.approvals, third.digest.date_modified) == ("draft", (), None)
    assert fourth.digest.date_modified == room.now
