"""Keeping versions: the editors' edits stay when a story is made again, and nobody's work is lost."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import takewhile
from typing import Any, Final, TypeVar

from aggregator.digest import Edited, apply_edits, dated
from aggregator.errors import AggregatorError, StoreError
from aggregator.model import Digest
from aggregator.model.digest_json import to_bytes
from aggregator.model.edits import Wishes, wishes_of
from aggregator.model.kinds import manner_of
from aggregator.pipeline.context import Context
from aggregator.store import digests, edits
from aggregator.store.asides import NO_ASIDE, Aside

MOST_TRIES = 5
WITHDRAWAL: Final = "withdrawal"  # the kind of the correction with which an editor withdraws a story

Key = tuple[str, str]
Note = Callable[[Any, Digest], None]
"""What else is written in the transaction that keeps a version: (session, version)."""
T = TypeVar("T")


class WishesChanged(Exception):
    """While a story was being made, an editor changed it, or asked for other quotes: make it again."""


def settled(make: Callable[[], T]) -> T:
    """What `make` gives, made again where editors changed the story meanwhile.

    Raises:
        StoreError: they did so each of five times.
    """
    for _ in range(MOST_TRIES):
        try:
            return make()
        except WishesChanged:
            continue
    raise StoreError("digest: was changed by others again and again", hint="try again: nothing was written")


def unnoted(session: Any, made: Digest) -> None:
    """No more than the version."""
    del session, made


def newest(session: Any, digest_id: str) -> digests.Told:
    """What the newest version of a digest says.

    Raises:
        AggregatorError: this database has no such digest.
    """
    found = digests.told(session, digest_id)
    if found is None:
        hint = "name the database that it was made in with --db"
        raise AggregatorError(f"digest {digest_id}: not in this database", hint=hint)
    return found


def wishes(ctx: Context, digest_id: str) -> Wishes:
    """What editors asked for the quotes of a digest."""
    with ctx.store.read() as session:
        return wishes_of(edits.all_of(session, digest_id))


def stays_withdrawn(newest: Digest | None) -> bool:
    """Whether an editor withdrew the story: then no later post brings it back."""
    if newest is None or newest.state != "withdrawn":
        return False
    return any(isinstance(one, dict) and one.get("kind") == WITHDRAWAL for one in newest.corrections)


def with_edits(
    session: Any, previous: Digest | None, digest: Digest, number: int, made_by: Wishes | None
) -> Edited:
    """The version of that number: a generated story with the edits that stand, and with what goes on from
    the version before.

    Edits that fit no more end with it. Corrections stay for good, approvals as long as the story is
    published and of a kind that needs none: any other has to be approved anew.

    A digest that has its edits already (it was read from the store, and says something more now) keeps them.

    Raises:
        WishesChanged: the quotes were chosen by other wishes than those that are stored.
        StoreError: a digest that has its edits was read from a version that is not the newest any more.
    """
    generated = replace(digest, version=number)
    kept = edits.all_of(session, generated.id)
    if made_by is not None and wishes_of(kept) != made_by:
        raise WishesChanged
    standing = [one.edit for one in kept if one.ended is None]
    lost = previous.quotes if previous is not None else ()
    if generated.locks:
        if previous is None or previous.version != digest.version:
            raise StoreError(f"digest {generated.id}: was changed meanwhile", hint="try again")
        edited = Edited(generated)
    else:
        edited = apply_edits(generated, standing, lost)
    for one in edited.fallen:
        edits.end(session, generated.id, [one.edit.block], generated.version, one.why)
    made = edited.digest
    if previous is not None:
        told = takewhile(
            lambda pair: pair[0] == pair[1], zip(made.corrections, previous.corrections, strict=False)
        )
        fresh = made.corrections[len(list(told)) :]
        stay = made.state == "published" and not manner_of(made.kind).approvals
        made = replace(
            made,
            corrections=(*previous.corrections, *fresh),
            approvals=made.approvals or (previous.approvals if stay else ()),
        )
    return replace(edited, digest=dated(previous, made, generated.made_at))


def aside_of(
    edited: Edited,
    generated: Digest,
    runners_up: Mapping[Key, tuple[Key, ...]] | None,
    before: Aside = NO_ASIDE,
) -> Aside:
    """What is kept beside an edited story: the generated one only where they differ. What is not given is
    that of the version before.
    """
    text = None
    if edited.digest.locks:
        text = before.generated if generated.locks else to_bytes(generated)
    return Aside(text, before.runners_up if runners_up is None else runners_up)
