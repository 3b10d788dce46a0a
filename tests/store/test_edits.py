"""Edits are kept with the versions that have them; of two writers at once one is first, on both databases."""

import threading
from datetime import timedelta

import make
import orjson
import pytest

from aggregator.model import Author
from aggregator.model.edits import Edit
from aggregator.store import digests, edits, erase
from aggregator.store.asides import NO_ASIDE, Aside, pack_aside, unpack_aside

FILM = "the-glass-harbour"
NOON = make.NOON


def edit(block="lede", value="Fans spoke of it", action="text", **fields):
    return Edit(**{"block": block, "action": action, "value": value, "who": "Ana", "at": NOON, "on": 1, **fields})  # fmt: skip


def keep(store, body=b"{}", *, version=1, inputs=(), aside=NO_ASIDE, quoted=()):
    with store.write() as s:
        return digests.save(
            s, digest_id="d", version=version, film=FILM, kind="brief", since=NOON - timedelta(hours=1),
            until=NOON + timedelta(hours=2), made_at=NOON, inputs_hash="i", config_hash="c", body=body,
            frozen=inputs, quoted=quoted, aside=aside,
        )  # fmt: skip


def follow(store, version, body=b"next", **fields):
    with store.write() as s:
        digests.lock(s)
        return digests.follow(s, "d", version, body=body, quoted=[], made_at=NOON, **fields)


def test_edits_come_back_as_they_were_made_in_their_order(store):
    many = [
        edit(reason="the studio said so", confirmed=("5,000 is not covered",)),
        edit("order", ["dissent", "voices"], "order"),
        edit("quotes[x 1]", None, "reject", reason="a bot"),
    ]
    with store.write() as s:
        edits.add(s, "d", many, 2)
        edits.add(s, "other", [edit("headline")], 2)
    with store.read() as s:
        assert edits.standing(s, "d") == many
        assert [(one.edit, one.version, one.ended) for one in edits.all_of(s, "d")] == [
            (one, 2, None) for one in many
        ]


def test_a_version_has_the_edits_that_came_in_with_it_or_before_and_had_not_ended(store):
    first, second, other = edit(value="one"), edit(value="two"), edit("headline")
    with store.write() as s:
        edits.add(s, "d", [first, other], 2)
        edits.end(s, "d", ["lede"], 4, "replaced")
        edits.add(s, "d", [second], 4)
    with store.read() as s:
        told = {version: [one.value for one in edits.of_version(s, "d", version)] for version in range(1, 6)}
        assert told == {
            1: [],
            2: ["one", other.value],
            3: ["one", other.value],
            4: [other.value, "two"],
            5: [other.value, "two"],
        }
        assert [one.why for one in edits.all_of(s, "d")] == ["replaced", "", ""]


def test_a_version_follows_the_newest_alone_and_keeps_its_inputs(store):
    assert keep(store, b"one", aside=Aside(b"{}\n", {("x", "1"): (("x", "2"),)}))
    assert follow(store, 1, b"two")
    assert not follow(store, 1, b"late")
    assert follow(store, 2, b"three", aside=Aside(b"{}\n"))
    assert not follow(store, 9)
    with store.read() as s:
        assert [digests.load(s, "d", version).body for version in (1, 2, 3)] == [b"one", b"two", b"three"]
        assert digests.load(s, "d", 3).frozen == digests.load(s, "d", 1).frozen
        told = [digests.told(s, "d", version) for version in (1, 2, 3)]
        assert [one.generated for one in told] == [b"{}\n", b"two", b"{}\n"]
        assert told[0].aside.runners_up == {("x", "1"): (("x", "2"),)}
        assert (digests.newest(s, "d"), digests.newest(s, "nowhere"), digests.told(s, "nowhere")) == (
            3,
            0,
            None,
        )


def test_of_two_writers_at_once_one_is_first_and_the_other_learns_it(store):
    keep(store)
    won: list[str] = []
    start = threading.Barrier(6)

    def write(name):
        start.wait()
        if follow(store, 1, name.encode()):
            won.append(name)

    threads = [threading.Thread(target=write, args=(f"writer {n}",)) for n in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(won) == 1
    with store.read() as s:
        assert (digests.newest(s, "d"), digests.told(s, "d").body.decode()) == (2, won[0])


def test_a_version_that_did_not_go_out_is_taken_back_with_its_edits(store):
    keep(store)
    follow(store, 1)
    with store.write() as s:
        edits.add(s, "d", [edit(value="one")], 1)
        edits.end(s, "d", ["lede"], 2, "replaced")
        edits.add(s, "d", [edit(value="two")], 2)
        assert not digests.take_back(s, "d", 1)
        assert digests.take_back(s, "d", 2)
    with store.read() as s:
        assert digests.newest(s, "d") == 1
        assert [(one.edit.value, one.ended) for one in edits.all_of(s, "d")] == [("one", None)]


@pytest.mark.parametrize("aside", [NO_ASIDE, Aside(b'{"a": 1}\n'), Aside(None, {("x", "1"): ()})])
def test_what_stands_beside_a_version_comes_back(aside):
    assert unpack_aside(pack_aside(aside)) == aside


def test_what_a_forgotten_person_wrote_is_gone_from_edits_and_from_the_generated_story(store, save):
    person = Author("m-77", "mira.k", "Mira Koch")
    post = make.post("so lovely that it truly hurts", author=person, created_at=NOON, remote_id="777001")
    other = make.post("The harbour is lovely", created_at=NOON, remote_id="888001")
    save(post, other)
    quote = {
        "id": post.remote_id, "source": "x", "url": None, "text": post.text, "excerpt": post.text, "display": post.text,
        "author": {"handle": "mira.k", "name": "Mira Koch", "url": None, "class": "fan"}, "content_hash": "h", "alive": True,
    }  # fmt: skip
    locks = [{"block": f"quotes[x {post.remote_id}]"}, {"block": "lede"}]
    body = orjson.dumps({"quotes": [quote], "lede": f"“{post.text}”", "locks": locks})
    keep(
        store, body, quoted=[post.key],
        aside=Aside(body, {post.key: (other.key,), other.key: (post.key, ("x", "9"))}),
    )  # fmt: skip
    with store.write() as s:
        edits.add(
            s, "d",
            [
                edit("lede", "One found it lovely that it truly hurts"),
                edit("highlights[0]", "As @mira.k has it"),
                edit("highlights[1]", "A lovely day"),
                edit("highlights[2]", "It stands", reason="Mira Koch said so"),
                edit(f"quotes[x {post.remote_id}]", None, "pin"),
                edit("quotes[x 888001]", f"x {post.remote_id}", "swap"),
                edit("sections[voices].quotes", ["5", post.remote_id], "order"),
                edit(f"media[{post.remote_id}]", "studio", "rights"),
            ],
            2,
        )  # fmt: skip
    with store.write() as s:
        found = erase.find(s, "@mira.k")
        erase.erase(s, found.posts, at=NOON, authors=found.authors)
    with store.read() as s:
        assert [one.edit.block for one in edits.all_of(s, "d")] == ["highlights[1]"]
        stored = digests.load(s, "d")
    for text in (stored.body, stored.aside.generated, repr(stored.aside.runners_up).encode()):
        for trace in (b"777001", b"mira", b"Mira", b"hurts"):
            assert trace not in text
    assert stored.aside.runners_up == {other.key: (("x", "9"),)}
