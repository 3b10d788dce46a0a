"""Editing a story: each change of an editor makes its next version, and nobody's work is lost.

An edit names the version that it was made on. If its block says something else by now, nothing is stored and
the editor gets both texts; a change of another block hinders nobody. Which posts are quoted is settled by
making the story again from its own inputs, so that its sentences fit its quotes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aggregator.digest import apply_edits, are_told, block_text, checked, dated
from aggregator.errors import AggregatorError, EditConflict
from aggregator.model import Digest
from aggregator.model.digest_json import to_bytes
from aggregator.model.edits import REPLACED, TAKEN_BACK, Edit, KeptEdit, Wishes, key_of, wishes_of
from aggregator.pipeline.context import Context
from aggregator.pipeline.digest import MadeDigest, quoted
from aggregator.pipeline.keeping import Note, WishesChanged, aside_of, newest, settled, unnoted
from aggregator.pipeline.stories import story_of
from aggregator.pipeline.versions import Making, Remade, remake
from aggregator.store import digests, edits
from aggregator.store.asides import Aside

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Desk:
    """What an editor sees of a digest: the newest version, the story before its edits, all edits of it, and
    for each quote the posts that could take its place.
    """

    digest: Digest
    generated: Digest
    edits: tuple[KeptEdit, ...]
    runners_up: Mapping[Key, tuple[Key, ...]]


def look(ctx: Context, digest_id: str) -> Desk:
    """The digest as an editor starts from it.

    Raises:
        AggregatorError: this database has no such digest.
    """
    with ctx.store.read() as session:
        told = newest(session, digest_id)
        kept = edits.all_of(session, digest_id)
    barred = wishes_of(kept).barred
    runners_up = {
        key: tuple(one for one in listed if one not in barred)
        for key, listed in told.aside.runners_up.items()
    }
    return Desk(story_of(told.body), story_of(told.generated), tuple(kept), runners_up)


def edit(
    ctx: Context, digest_id: str, wanted: Sequence[Edit], making: Making, *, note: Note = unnoted
) -> MadeDigest:
    """The next version of a digest, with these edits, at most one a block: a draft, to be approved anew.
    `note` is called with it in the transaction that keeps it.

    Raises:
        EditConflict: a block of them was changed since the version that its edit was made on.
        AggregatorError: an edit fits no block of the story, its value is none, or too few posts are left.
        StoreError: the database refused.
    """
    return settled(lambda: _change(ctx, digest_id, making, add=wanted, note=note))


def take_back(
    ctx: Context,
    digest_id: str,
    blocks: Sequence[str],
    making: Making,
    *,
    who: str,
    note: Note = unnoted,
) -> MadeDigest:
    """The next version without the edits of these blocks: what was generated stands there again, and a post
    that was rejected may be quoted again. `who` undid it.

    Raises as `edit`; AggregatorError where a block has no edit.
    """
    return settled(lambda: _change(ctx, digest_id, making, drop=blocks, who=who, note=note))


def _change(
    ctx: Context,
    digest_id: str,
    making: Making,
    *,
    add: Sequence[Edit] = (),
    drop: Sequence[str] = (),
    who: str = "",
    note: Note = unnoted,
) -> MadeDigest:
    at = ctx.clock()
    with ctx.store.read() as session:
        told = newest(session, digest_id)
        kept = edits.all_of(session, digest_id)
        _refuse_conflicts(session, digest_id, told, kept, add)
    previous, generated = story_of(told.body), story_of(told.generated)
    if previous.state == "withdrawn":
        raise AggregatorError(f"digest {digest_id}: was withdrawn", hint="make another: fansreact digest")
    wanted = [checked(one, generated) for one in add]
    blocks = [one.block for one in wanted]
    if len(set(blocks)) < len(blocks):
        raise AggregatorError(f"digest {digest_id}: two edits of one block", hint="send the one that counts")
    standing = {one.edit.block: one.edit for one in kept if one.ended is None}
    unknown = [block for block in drop if block not in standing]
    if unknown:
        raise AggregatorError(f"digest {digest_id}: {unknown[0]} has no edit", hint="read the story anew")
    after = [one for block, one in standing.items() if block not in {*blocks, *drop}] + wanted
    again: _Again | None = None
    if any(key_of(block) is not None for block in (*blocks, *drop)):
        again = _made_again(ctx, previous, making, wishes=_wishes(kept, wanted, drop))
        generated = again.made.digest
    number = told.version + 1
    generated = replace(
        generated, version=number, corrections=previous.corrections, state="draft", approvals=()
    )
    edited = apply_edits(generated, after, previous.quotes)
    refused = next((one for one in edited.fallen if one.edit in wanted), None)
    if refused is not None:
        raise AggregatorError(f"edit of {refused.edit.block}: {refused.why}", hint="choose another post")
    runners_up = told.aside.runners_up if again is None else again.made.runners_up
    made = dated(previous, edited.digest, at)
    body = to_bytes(made)
    aside = aside_of(edited, generated, runners_up)
    with ctx.store.write() as session:
        digests.lock(session)
        if digests.newest(session, digest_id) != told.version:
            raise WishesChanged
        edits.end(session, digest_id, blocks, number, REPLACED)
        edits.end(session, digest_id, drop, number, f"{TAKEN_BACK} by {who}")
        for one in edited.fallen:
            edits.end(session, digest_id, [one.edit.block], number, one.why)
        edits.add(session, digest_id, wanted, number)
        if again is None:
            digests.follow(
                session,
                digest_id,
                told.version,
                body=body,
                quoted=quoted(made),
                made_at=made.made_at,
                aside=aside,
            )
        else:
            _save(session, made, again, body=body, aside=aside)
        note(session, made)
    return MadeDigest(made, body, new=True, fallen=tuple(map(str, edited.fallen)))


@dataclass(frozen=True, slots=True)
class _Again:
    """A story that was made again, and the version whose inputs it was made from."""

    made: Remade
    stored: digests.StoredDigest


def _made_again(ctx: Context, previous: Digest, making: Making, *, wishes: Wishes) -> _Again:
    """The story with other quotes, by these wishes."""
    film = making.films.get(previous.film.slug)
    if film is None:
        raise AggregatorError(
            f"digest {previous.id}: {previous.film.slug} is in no configuration",
            hint="put it into films.toml",
        )
    with ctx.store.read() as session:
        stored = digests.load(session, previous.id, previous.version)
    if stored is None:
        raise WishesChanged
    return _Again(remake(ctx, stored, film, making, at=ctx.clock(), wishes=wishes), stored)


def _save(session: Any, made: Digest, again: _Again, *, body: bytes, aside: Aside) -> None:
    digests.save(
        session,
        digest_id=made.id,
        version=made.version,
        film=made.film.slug,
        kind=made.kind,
        since=made.window.since,
        until=made.window.until,
        made_at=made.made_at,
        inputs_hash=made.provenance.inputs_hash,
        config_hash=made.provenance.config_hash,
        body=body,
        frozen=again.made.frozen,
        quoted=quoted(made),
        yardstick=again.stored.yardstick,
        history=again.stored.history if are_told(made) else None,
        aside=aside,
    )


def _wishes(kept: Sequence[KeptEdit], wanted: Sequence[Edit], drop: Sequence[str]) -> Wishes:
    """The wishes of a digest once these edits came in and those of these blocks were taken back."""
    blocks = {one.block for one in wanted}
    after = []
    for one in kept:
        if one.ended is None and one.edit.block in drop:
            continue
        ends = one.ended is None and one.edit.block in blocks
        after.append(replace(one, ended=one.version, why=REPLACED) if ends else one)
    return wishes_of([*after, *(KeptEdit(one, 0) for one in wanted)])


def _refuse_conflicts(
    session: Any, digest_id: str, told: digests.Told, kept: Sequence[KeptEdit], wanted: Sequence[Edit]
) -> None:
    """Each block that an edit is about says what it said in the version that the edit was made on."""
    for edit in wanted:
        if edit.on == told.version:
            continue
        seen = digests.told(session, digest_id, edit.on) if 0 < edit.on < told.version else None
        if seen is None:
            raise AggregatorError(f"digest {digest_id}: has no version {edit.on}", hint="read the story anew")
        before, now = (_stands(one, kept, edit.block) for one in (seen, told))
        if before != now:
            raise EditConflict(
                f"digest {digest_id}: {edit.block} was changed since version {edit.on}",
                block=edit.block,
                mine=edit.value
                if isinstance(edit.value, str)
                else f"{edit.action} {edit.value or ''}".strip(),
                theirs=now,
                version=told.version,
            )


def _stands(told: digests.Told, kept: Sequence[KeptEdit], block: str) -> str:
    version = told.version
    held = [one.edit for one in kept if one.version <= version and (one.ended is None or one.ended > version)]
    return block_text(story_of(told.generated), held, block)
