"""The stage "forget": a person's posts, or one post, are gone everywhere and for good.

First one transaction takes them out of every table and puts up the tombstones. Then each story that quoted or
counted them gets a version without them, or is withdrawn where too little is left. A process that dies in
between loses nothing: such stories are known by their newest version, which was blanked, and whoever comes
next (another `forget`, the scheduled recheck) makes them again.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import orjson

from aggregator.digest import posts_taken_out
from aggregator.errors import NotEnoughReactions
from aggregator.model.digest_json import from_json
from aggregator.pipeline import keeping
from aggregator.pipeline.context import Context
from aggregator.pipeline.digest import MadeDigest, keep_digest
from aggregator.pipeline.versions import Making, newest_versions, remake
from aggregator.pipeline.whom import Meant, resolve
from aggregator.render.shown import shown
from aggregator.store import digests, erase

Version = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased (`dry`: what would be), and the versions (id, number) of digests that held it.

    `made` are the versions that took their place.
    """

    name: str
    posts: int
    authors: int
    rejected: int
    raw_pages: int
    versions: tuple[Version, ...]
    dry: bool = False
    made: tuple[MadeDigest, ...] = ()


class _OnlyLooking(Exception):
    """Rolls an erasure back after it told what it would do."""


def look_up(ctx: Context, text: str) -> Meant:
    """The one stored person or post that this handle, id or link stands for.

    Raises:
        ConfigError: it may be several; they are listed.
        AggregatorError: nothing stored answers to it.
    """
    with ctx.store.read() as session:
        return resolve(session, text)


def forget(ctx: Context, meant: Meant, making: Making) -> Forgotten:
    """Erase them from every table, make the stories again that held them, and free the bytes in the file.

    Raises:
        StoreError: the database refused; what was done before stands, and the rest is done by the next.
    """
    told = take_out(ctx, meant)
    made = remake_blanked(ctx, making)
    ctx.store.sweep()
    return replace(told, made=tuple(made))


def take_out(ctx: Context, meant: Meant, *, dry: bool = False) -> Forgotten:
    """Erase them from every table, or only tell what that would be (`dry`); stories are left blanked.

    Raises:
        StoreError: the database refused; nothing was erased.
    """
    told: erase.Erased | None = None
    try:
        with ctx.store.write() as session:
            told = erase.erase(session, meant.posts, authors=meant.authors, at=ctx.clock())
            if dry:
                raise _OnlyLooking  # noqa: TRY301 - it rolls the transaction back
    except _OnlyLooking:
        pass
    return Forgotten(
        name=meant.name,
        posts=told.posts if told else 0,
        authors=told.authors if told else 0,
        rejected=told.rejected if told else 0,
        raw_pages=told.raw_pages if told else 0,
        versions=told.digests if told else (),
        dry=dry,
    )


def remake_blanked(ctx: Context, making: Making) -> list[MadeDigest]:
    """The next version of every digest whose newest one was blanked: without the erased posts, or withdrawn.

    Raises:
        StoreError: the database refused; what was made before stands.
    """
    blanked = newest_versions(ctx, blanked=True)
    return [keeping.settled(partial(_remake, ctx, stored, making, ctx.clock())) for stored in blanked]


def _remake(ctx: Context, stored: digests.StoredDigest, making: Making, at: datetime) -> MadeDigest:
    old = from_json(orjson.loads(stored.body))
    film = making.films.get(old.film.slug)
    if film is not None:
        try:
            again = remake(ctx, stored, film, making, at=at)
        except NotEnoughReactions:
            pass
        else:
            taken = posts_taken_out(len(stored.frozen) - len(again.frozen), at=at, withdrawn=False)
            corrected = replace(again.digest, corrections=(*again.digest.corrections, taken))
            return keep_digest(
                ctx,
                corrected,
                again.frozen,
                stored.yardstick,
                stored.history,
                runners_up=again.runners_up,
                wishes=again.wishes,
            )
    erased = sum(not one.content_hash for one in stored.frozen)
    taken = posts_taken_out(erased, at=at, withdrawn=True)
    # Nothing of it stays in its digest.json either: what formats show of a withdrawn story is all there is.
    empty = shown(replace(old, state="withdrawn", made_at=at, corrections=(*old.corrections, taken)))
    return keep_digest(ctx, empty, stored.frozen, stored.yardstick, stored.history)
