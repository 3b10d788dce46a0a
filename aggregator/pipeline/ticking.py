"""What people vouch for before a story goes out: each quote is read, and what no command can tell is ticked.

A tick belongs to what was read, not to a version: a later version that says the same there keeps it, and one
that says something else has to be read anew.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from aggregator.digest.checklist import Check, checklist
from aggregator.errors import AggregatorError, EditConflict
from aggregator.model import Digest
from aggregator.model.digests import Quote
from aggregator.model.editors import By
from aggregator.model.ticks import BY_HAND, BY_QUOTES, Tick, TickKind, approval_mark, point_mark, quote_mark
from aggregator.pipeline.context import Context
from aggregator.pipeline.digest import stored_version, verify_digest
from aggregator.pipeline.keeping import newest
from aggregator.pipeline.stories import story_of
from aggregator.store import audit, digests, ticks

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ReadQuote:
    """A quote, and who read it; None: nobody yet."""

    quote: Quote
    tick: Tick | None


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the checklist. `check.holds` is what a command says, `tick` who vouches for the rest; of a
    point that no person is asked about there is no tick. `holds`: both do.
    """

    check: Check
    tick: Tick | None
    by_hand: bool
    holds: bool


def ticks_of(ctx: Context, digest_id: str) -> dict[str, Tick]:
    """Every tick of a digest by its mark."""
    with ctx.store.read() as session:
        return {one.mark: one for one in ticks.of_digest(session, digest_id)}


def to_read(story: Digest, kept: Mapping[str, Tick]) -> tuple[ReadQuote, ...]:
    """The quotes of a story in the order in which they are read: the least certain first."""

    def doubt(quote: Quote) -> tuple[float, str, str]:
        return quote.confidence if quote.confidence is not None else 0.0, quote.source, quote.id

    return tuple(ReadQuote(one, kept.get(quote_mark(story, one))) for one in sorted(story.quotes, key=doubt))


def points(story: Digest, checks: Sequence[Check], kept: Mapping[str, Tick]) -> tuple[Point, ...]:
    """The thirty points with what people ticked. `checks` are those of `look_over`."""
    read = [one.tick for one in to_read(story, kept)]
    last = max((one for one in read if one is not None), key=lambda one: one.at, default=None)
    made = []
    for check in checks:
        if check.number == BY_QUOTES:
            tick = last if read and all(read) else None
            made.append(Point(check, tick, by_hand=False, holds=tick is not None))
        elif check.number in BY_HAND:
            tick = kept.get(point_mark(story, check.number))
            made.append(Point(check, tick, by_hand=True, holds=tick is not None and check.holds is not False))
        else:
            made.append(Point(check, None, by_hand=False, holds=check.holds is True))
    return tuple(made)


def look_over(ctx: Context, digest_id: str) -> tuple[Digest, tuple[Check, ...]]:
    """The newest version, and what commands say of its thirty points. Everything is computed anew: seconds,
    where a window holds many posts.

    Raises:
        AggregatorError: this database has no such digest.
    """
    stored = stored_version(ctx, {"id": digest_id})
    document = orjson.loads(stored.body)
    failures = verify_digest(ctx, document)
    story = story_of(stored.body)
    return story, checklist(story, stored.frozen, failures, ctx.clock())


def left_open(read: Sequence[ReadQuote], checks: Sequence[Check]) -> tuple[str, ...]:
    """What keeps a story from being approved without a reason: quotes that nobody read, and points that a
    command can tell and that do not hold. In words, a line each.
    """
    unread = sum(one.tick is None for one in read)
    found = [f"{unread} of {len(read)} quotes are not read yet"] if unread else []
    return (
        *found,
        *(f"{one.number}. {one.asks}: {one.seen}" for one in checks if one.holds is False),
    )


def tick_quote(ctx: Context, digest_id: str, key: Key, *, on: int, by: By, undo: bool = False) -> None:
    """`by` read this quote of version `on` with its whole post: it means what its lead-in says. `undo` takes
    that back.

    Raises:
        EditConflict: it says something else by now.
        AggregatorError: there is no such digest or version, or it quotes no such post.
    """

    def mark_in(story: Digest) -> str | None:
        found = next((one for one in story.quotes if (one.source, one.id) == key), None)
        return None if found is None else quote_mark(story, found)

    _tick(ctx, digest_id, what="quote", mark_in=mark_in, on=on, by=by, undo=undo, block="a quote")


def tick_point(ctx: Context, digest_id: str, number: int, *, on: int, by: By, undo: bool = False) -> None:
    """`by` vouches for a point of the checklist that no command can tell. `undo` takes that back.

    Raises as `tick_quote`; AggregatorError for a point that no person ticks.
    """
    if number not in BY_HAND:
        raise AggregatorError(
            f"point {number}: no person ticks it", hint=f"by hand are {', '.join(map(str, BY_HAND))}"
        )
    _tick(
        ctx,
        digest_id,
        what="point",
        mark_in=lambda story: point_mark(story, number),
        on=on,
        by=by,
        undo=undo,
        block=f"point {number}",
    )


def _tick(
    ctx: Context,
    digest_id: str,
    *,
    what: TickKind,
    mark_in: Callable[[Digest], str | None],
    on: int,
    by: By,
    undo: bool,
    block: str,
) -> None:
    at = ctx.clock()
    with ctx.store.write() as session:
        told = newest(session, digest_id)
        story = story_of(told.body)
        mark = mark_in(story)
        if on != told.version:
            seen = _version(session, digest_id, on)
            if mark is None or mark_in(seen) != mark:
                raise EditConflict(
                    f"digest {digest_id}: {block} was changed since version {on}",
                    block=block,
                    mine=f"version {on}",
                    theirs=f"version {told.version}",
                    version=told.version,
                )
        if mark is None:
            raise AggregatorError(f"digest {digest_id}: does not quote that post", hint="read it anew")
        if story.state == "withdrawn":
            raise AggregatorError(f"digest {digest_id}: was withdrawn", hint="make another")
        if undo:
            done = ticks.remove(session, digest_id, [mark]) > 0
        else:
            done = ticks.add(session, digest_id, Tick(what, mark, told.version, by.who, at))
        if done:
            audit.record(
                session,
                by,
                f"{what} tick taken back" if undo else f"{what} ticked",
                digest_id,
                at=at,
                detail={"what": block, "version": told.version},
            )


def keep_reason(session: Any, made: Digest, by: By, at: datetime, reason: str) -> None:
    """Beside an approval in spite of what does not hold: why."""
    mark = approval_mark(made.version, by.who)
    ticks.add(session, made.id, Tick("approval", mark, made.version, by.who, at, reason))


def reasons(kept: Mapping[str, Tick]) -> list[Tick]:
    """The approvals that were given in spite of something, oldest first."""
    return sorted((one for one in kept.values() if one.what == "approval"), key=lambda one: one.at)


def _version(session: Any, digest_id: str, version: int) -> Digest:
    told = digests.told(session, digest_id, version) if 0 < version < 2**31 else None
    if told is None:
        raise AggregatorError(f"digest {digest_id}: has no version {version}", hint="read it anew")
    return story_of(told.body)
