"""What an editor does to a digest at the desk: each change with its line in the audit log, or neither."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aggregator.digest.blocks import place_of
from aggregator.errors import EditConflict, StillOpen
from aggregator.model import Digest
from aggregator.model.editors import By
from aggregator.model.edits import CorrectionKind, Edit
from aggregator.pipeline import editing, states, ticking, upkeep
from aggregator.pipeline.context import Context
from aggregator.pipeline.digest import MadeDigest
from aggregator.pipeline.keeping import Note
from aggregator.pipeline.versions import Making
from aggregator.store import audit, digests, edits
from aggregator.text import clean, plural


def edit(ctx: Context, digest_id: str, wanted: Sequence[Edit], making: Making, by: By) -> MadeDigest:
    """As `editing.edit`."""
    # A quote's block names its post, and the log holds nothing of a fan.
    told = [f"{one.action} {_kind(one.block)}" for one in wanted]
    return editing.edit(ctx, digest_id, wanted, making, note=_noted(ctx, by, "digest edited", changes=told))


def take_back(
    ctx: Context, digest_id: str, block: str, making: Making, by: By, *, seen_at: datetime | None = None
) -> MadeDigest:
    """As `editing.take_back`, for one block. `seen_at` is when the edit that was seen was made.

    Raises:
        EditConflict: another edit stands there by now.
    """
    if seen_at is not None:
        with ctx.store.read() as session:
            standing = {one.block: one for one in edits.standing(session, digest_id)}
            now = digests.newest(session, digest_id)
        other = standing.get(block)
        if other is not None and other.at != seen_at:
            raise EditConflict(
                f"digest {digest_id}: {other.who} changed it at {other.at:%H:%M} UTC",
                block=block,
                mine="what was generated",
                theirs=other.value if isinstance(other.value, str) else other.action,
                version=now,
            )
    blocks = [block]
    note = _noted(ctx, by, "edit taken back", blocks=[_kind(one) for one in blocks])
    return editing.take_back(ctx, digest_id, blocks, making, who=by.who, note=note)


def approve(ctx: Context, digest_id: str, *, on: int, by: By, reason: str = "") -> MadeDigest:
    """`by` read version `on`, and it may go out. `reason`: why, although quotes are unread or a point of the
    checklist does not hold; it is kept beside the approval.

    Raises:
        EditConflict: the story says something else by now.
        StillOpen: something is open, and there is no reason.
        AggregatorError: there is no such digest, or it was withdrawn.
    """
    why = " ".join(clean(reason).split())
    story, checks = ticking.look_over(ctx, digest_id)
    read = ticking.to_read(story, ticking.ticks_of(ctx, digest_id))
    left = ticking.left_open(read, checks) if story.state != "withdrawn" else ()
    if left and not why and story.version == on:
        raise StillOpen(
            f"digest {digest_id}: not approved, {plural(len(left), 'thing is', 'things are')} open",
            left=left,
            hint="settle it, or give a reason why the story may go out all the same",
        )
    tell = _noted(ctx, by, "digest approved", left_open=len(left))

    def note(session: Any, made: Digest) -> None:
        tell(session, made)
        if left:
            ticking.keep_reason(session, made, by, ctx.clock(), why)

    return states.approve(ctx, digest_id, who=by.who, on=on, note=note)


def withdraw(ctx: Context, digest_id: str, *, why: str, on: int, by: By) -> MadeDigest:
    """As `states.withdraw`."""
    return states.withdraw(
        ctx, digest_id, why=why, who=by.who, on=on, note=_noted(ctx, by, "digest withdrawn")
    )


def correct(ctx: Context, digest_id: str, *, kind: CorrectionKind, text: str, on: int, by: By) -> MadeDigest:
    """As `states.correct`."""
    note = _noted(ctx, by, "digest corrected", kind=kind)
    return states.correct(ctx, digest_id, kind=kind, text=text, who=by.who, on=on, note=note)


def note_published(ctx: Context, digest_id: str, *, version: int, to: str, by: By) -> None:
    """A line of the log for what was handed over; the sending has its own record."""
    at = ctx.clock()
    with ctx.store.write() as session:
        detail = {"version": version, "to": to}
        audit.record(session, by, "digest published", digest_id, at=at, detail=detail)


def note_gone(ctx: Context, digest_id: str, to: str, by: By) -> None:
    """As `upkeep.note_gone`."""
    upkeep.note_gone(ctx, digest_id, to, who=by.who)
    note_taken_back(ctx, digest_id, to=to, by=by, by_hand=True)


def note_taken_back(ctx: Context, digest_id: str, *, to: str, by: By, by_hand: bool = False) -> None:
    """A line of the log for a withdrawn story that is gone from a destination where it stood on."""
    at = ctx.clock()
    with ctx.store.write() as session:
        detail = {"to": to, "by_hand": by_hand}
        audit.record(session, by, "digest taken down", digest_id, at=at, detail=detail)


def note_rechecked(ctx: Context, digest_id: str, by: By) -> None:
    """A line of the log for a recheck that somebody asked for."""
    at = ctx.clock()
    with ctx.store.write() as session:
        audit.record(session, by, "digest rechecked", digest_id, at=at)


def _noted(ctx: Context, by: By, what: str, **detail: object) -> Note:
    def note(session: Any, made: Digest) -> None:
        told = {**detail, "version": made.version}
        audit.record(session, by, what, made.id, at=ctx.clock(), detail=told)

    return note


def _kind(block: str) -> str:
    place = place_of(block)
    return place.kind if place is not None else "unknown"
