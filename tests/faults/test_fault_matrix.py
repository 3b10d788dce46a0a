"""Each network x each fault on its second page: what is stored, what is said, and that the next run has it all.

The networks are the doubles that play the recordings of tests/recordings; the fault happens inside a real
answer, over loopback HTTP, under the real fetcher, pipeline and database. `pytest -s` prints the table.
"""

import copy
import gzip
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from source_room import HOUR, MAX_BYTES, RECORDINGS, Room

from aggregator import collectors
from aggregator.cli.data import exit_code_of
from aggregator.loopback import Reply, play

MOST_REQUESTS = 200


def networks() -> list[str]:
    """Every collector that reads by HTTP and whose posts a double serves."""
    found = (name for name in collectors.names() if (RECORDINGS / name / "recording.json").exists())
    return [name for name in found if not collectors.find(name).ascending]  # a stream has tests of its own


@dataclass(frozen=True)
class Fault:
    """What takes the place of a good answer. `lasts`: also of every further one of that run.

    `kinds` are the errors it may end in; None among them: the run goes on.
    """

    name: str
    make: Callable[["Room", Reply], Reply]
    kinds: tuple[str | None, ...]
    lasts: bool = True


def answer(status, body, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _room, _reply: Reply(status, body, named)


BOMB = gzip.compress(b" " * 40 * MAX_BYTES)


def bomb(_room, _reply):
    return Reply(200, BOMB, {"Content-Encoding": "gzip"})


def one_malformed(room, reply):
    body = copy.deepcopy(reply.body)
    room.network.posts_of(room.name, body).insert(0, {"unreadable": True})
    return replace(reply, body=body)


def the_first_again(room, reply):
    return room.earlier or reply


def empty(room, reply):
    body = copy.deepcopy(reply.body)
    room.network.posts_of(room.name, body).clear()
    return replace(reply, body=body)


# What such a page would have held is nothing that the network served; what comes after it must be there.
EMPTY = Fault("empty page, cursor", empty, (None,), lasts=False)
REPEATED = Fault("repeated page", the_first_again, ("payload", None), lasts=False)
WITHOUT_PAGES = frozenset({"feeds"})
BY_NUMBER = frozenset({"lemmy"})
"""Networks whose pages are numbered: an empty one is their end."""
FAULTS = (
    Fault("429, soon over", answer(429, {"error": "slow"}, retry_after="1"), (None,), lasts=False),
    Fault("429, far", answer(429, {"error": "slow"}, retry_after="3600"), ("rate_limited",)),
    Fault("401", answer(401, {"error": "no"}), ("credentials",)),
    Fault("403, HTML", answer(403, "<html>Request forbidden</html>"), ("credentials", "unavailable")),
    Fault("500", answer(500, "<html>oops</html>"), ("unavailable",)),
    Fault("503", answer(503, {"error": "down"}), ("unavailable",)),
    Fault("connection cut", lambda _room, reply: replace(reply, cut=True), ("unavailable",)),
    Fault("drip", lambda _room, reply: replace(reply, drip=0.2), ("unavailable",)),
    Fault("gzip bomb", bomb, ("payload",)),
    Fault("invalid JSON", answer(200, '{"posts": [{'), ("payload",)),
    Fault("one malformed item", one_malformed, (None,), lasts=False),
    REPEATED,
    EMPTY,
)


def twisted(room, fault, place):
    """The fault takes the place of the answer number `place` that holds posts."""
    seen = 0
    first = {}

    def twist(asked, reply):
        nonlocal seen
        if reply.status != 200 or not room.network.posts_of(room.name, reply.body):
            return reply
        question = (asked.path, asked.value("type_"))
        room.earlier = first.get(question)
        first.setdefault(question, reply)
        seen += fault is not REPEATED or room.earlier is not None
        due = 1 if fault is REPEATED else place
        if seen == due or (fault.lasts and seen > due):
            return fault.make(room, reply)
        return reply

    return twist


@pytest.fixture(scope="module")
def table():
    rows = []
    yield rows
    head = ("network", "fault", "stored", "of", "error", "exit", "then")
    shape = "{:10} {:20} {:>6} {:>4}  {:13} {:>4} {:>5}"
    lines = [shape.format(*map(str, row)) for row in [head, *sorted(rows)]]
    sys.stdout.write("\n" + "\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """How many posts each network holds, and in how many answers it gives them."""
    found = {}
    for name in networks():
        with play(RECORDINGS / name) as network:
            room = Room(name, network, tmp_path_factory.mktemp(name) / "whole.db")
            answers = 0

            def count(_asked, reply, room=room):
                nonlocal answers
                answers += reply.status == 200 and bool(room.network.posts_of(room.name, reply.body))
                return reply

            network.twist = count
            report = room.run()
            assert report.error is None, report.error
            found[name] = (room.stored(), answers)
            room.store.close()
    return found


CELLS = [
    pytest.param(name, fault, id=f"{name}-{fault.name}")
    for name in networks()
    for fault in FAULTS
    if not (fault is EMPTY and name in WITHOUT_PAGES)
]


@pytest.mark.parametrize(("name", "fault"), CELLS)
def test_nothing_is_lost_unnamed_and_the_next_run_has_it_all(name, fault, whole, table, tmp_path):
    every, answers = whole[name]
    with play(RECORDINGS / name) as network:
        room = Room(name, network, tmp_path / "fault.db")
        network.twist = twisted(room, fault, min(2, answers))
        room.deadline_s = 1.0 if fault.name == "drip" else 20.0
        report = room.run()
        kind = report.error.kind if report.error else None
        stored, unread = room.stored(), room.unread()
        assert kind in fault.kinds, report.error
        assert len(network.requests) < MOST_REQUESTS
        if report.error:
            assert report.error.message.startswith(f"{collectors.find(name).source}: ")
            assert "\n" not in report.error.message
            assert "key-of-" not in report.error.message + report.error.hint
        if stored < every and fault is not EMPTY:
            assert unread or report.rejected, "posts are missing that no span, gap or rejection names"
        code = exit_code_of([report])

        network.twist, room.deadline_s = None, 20.0
        room.now += 2 * HOUR
        after = room.run()
        assert after.error is None
        final = room.stored()
        table.append((name, fault.name, stored, every, kind or "-", code, final))
        room.store.close()
    assert final == every or (fault is EMPTY and final >= stored > (0 if name in BY_NUMBER else every / 2))
    if kind is None and fault.name == "429, soon over":
        assert stored == every
    else:
        assert code == 3 or stored == every or fault is EMPTY
