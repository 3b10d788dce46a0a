"""The stage "digest": a window's reactions become a story whose inputs are frozen beside it."""

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import orjson

from aggregator.digest import Style, are_told, compose_whole, confirmed, digest_id, verify
from aggregator.errors import AggregatorError, Failure, NotEnoughReactions
from aggregator.measures.topics import topic_error
from aggregator.model import Digest, Event, Film, Query, Yardstick
from aggregator.model.digest_json import from_json, to_bytes
from aggregator.model.digests import DigestKind, FrozenInput, History, Lock, Window
from aggregator.model.edits import Wishes
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.model.glimpses import Glimpse
from aggregator.model.posts import Post
from aggregator.pipeline import keeping, spikes, window_posts
from aggregator.pipeline.context import Context
from aggregator.pipeline.coverage import coverage_of
from aggregator.pipeline.facts import known
from aggregator.signals.shared_pictures import picture_mark
from aggregator.store import (
    digests,
    edits,
    evaluations,
    heads,
    pictures,
    posts,
    reactions,
)
from aggregator.store.asides import NO_ASIDE
from aggregator.text import plural

_VERSIONS = 2**31  # what the database can be asked for
EMBARGO = "embargo_until"
NO_WISHES = Wishes()
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class MadeDigest:
    """A stored digest: `body` is its canonical digest.json. `new` is False where it already stood there.

    `fallen` tells of editors' edits that it could not keep, a line each.
    """

    digest: Digest
    body: bytes
    new: bool
    fallen: tuple[str, ...] = ()


@contextmanager
def no_collections() -> Iterator[None]:
    """Keeps the garbage collector still while one digest is made.

    A window's posts and scores hold no cycles and go all at once at the end. Its usual rhythm looks through
    each of these hundred thousand values while they are being used: a sixth of the time (measured).
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def make_digest(
    ctx: Context,
    film: Film,
    window: Window,
    *,
    asked: Sequence[Query],
    kind: DigestKind,
    style: Style,
    config_hash: str,
    made_at: datetime,
    slot: str | None = None,
) -> MadeDigest:
    """Compose the digest of a window and store it with its inputs.

    The same inputs and settings give the digest that already stands there, byte for byte. `asked` are the
    queries whose coverage is told. `slot` names a scheduled moment ("2026-03-29"): a film gets one digest
    for each. Editors' edits of an earlier version stay in the new one; what an editor withdrew stays so.

    Raises:
        NotEnoughReactions: too few eligible posts for a story.
        StoreError: the database refused.
    """

    def make() -> MadeDigest:
        wishes = keeping.wishes(ctx, digest_id(film, kind, window))
        made = compose_window(
            ctx,
            film,
            window,
            asked=asked,
            kind=kind,
            style=style,
            config_hash=config_hash,
            made_at=made_at,
            wishes=wishes,
        )
        return keep_digest(
            ctx,
            made.digest,
            made.frozen,
            made.yardstick,
            made.history,
            slot=slot,
            runners_up=made.runners_up,
            wishes=wishes,
            inputs=made.body,
        )

    return keeping.settled(make)


@dataclass(frozen=True, slots=True)
class Composed:
    """A digest that is stored nowhere, and what it rests on. `body`: see `Composition`."""

    digest: Digest
    frozen: FrozenColumns
    yardstick: Yardstick
    history: History | None
    runners_up: Mapping[Key, tuple[Key, ...]]
    body: bytes | None


@no_collections()
def compose_window(
    ctx: Context,
    film: Film,
    window: Window,
    *,
    asked: Sequence[Query],
    kind: DigestKind,
    style: Style,
    config_hash: str,
    made_at: datetime,
    wishes: Wishes = NO_WISHES,
) -> Composed:
    """Compose the digest of a window, and store nothing. The arguments are those of `make_digest`; `wishes`
    are what editors asked for quotes.

    Of more than LARGE posts a sample is looked at.

    Raises:
        NotEnoughReactions: too few eligible posts for a story.
    """
    with ctx.store.read() as session:
        film = known(ctx, session, film)
        rows = window_posts.laid_over(session, film, window_posts.read(session, film.slug, window))
        found = window_posts.material(session, film, window, rows, kind)
        coverage = coverage_of(session, film, window, asked)
        yardstick = _yardstick(session, film, rows.scorers)
        history = spikes.history(session, film, window, asked, rows.frozen)
        try:
            made = compose_whole(
                film,
                found,
                window=window,
                coverage=coverage,
                kind=kind,
                made_at=made_at,
                style=style,
                config_hash=config_hash,
                kept=wishes.kept,
                barred=wishes.barred,
                yardstick=yardstick,
                history=history,
                prints=prints(session, found.showing().values()),
            )
        except NotEnoughReactions as few:
            raise _with_range(ctx, film, few) from few
    return Composed(made.digest, made.frozen, yardstick, history, made.runners_up, made.body)


def keep_digest(
    ctx: Context,
    digest: Digest,
    frozen: Sequence[FrozenInput],
    yardstick: Yardstick | None,
    history: History | None = None,
    *,
    slot: str | None = None,
    runners_up: Mapping[Key, tuple[Key, ...]] | None = None,
    wishes: Wishes | None = None,
    inputs: bytes | None = None,
) -> MadeDigest:
    """Store a digest as the next version of its id, unless one of just its inputs and settings stands there.

    The editors' edits of the version before stay, as far as they fit. `runners_up` are kept beside it,
    `wishes` are those that its quotes were chosen by. `inputs` are the bytes of `frozen`, yardstick and
    history as they were hashed, where somebody has them. One whose embargo is over makes place for one
    without.

    Raises:
        StoreError: the database refused, or a post of it was erased meanwhile.
        WishesChanged: an editor asked for other quotes meanwhile; nothing was stored.
    """
    config_hash, inputs_hash = digest.provenance.config_hash, digest.provenance.inputs_hash
    with ctx.store.write() as session:
        digests.lock(session)
        before = digests.told(session, digest.id)
        previous = None if before is None else from_json(orjson.loads(before.body))
        standing = None
        if before is not None and keeping.stays_withdrawn(previous):
            standing = before.body
        elif digest.state != "withdrawn":
            standing = digests.existing(session, digest.id, inputs_hash, config_hash)
        if standing is not None and digest.embargo_until is None and orjson.loads(standing).get(EMBARGO):
            standing = None  # its embargo is over: the next version says nothing of it
        if standing is None and slot is not None:
            standing = digests.of_slot(session, digest.film.slug, slot)
        if standing is not None:
            return MadeDigest(from_json(orjson.loads(standing)), standing, new=False)
        number = digests.next_version(session, digest.id)
        edited = keeping.with_edits(session, previous, digest, number, wishes)
        body = to_bytes(edited.digest)
        digests.save(
            session,
            digest_id=digest.id,
            version=number,
            film=digest.film.slug,
            kind=digest.kind,
            since=digest.window.since,
            until=digest.window.until,
            made_at=digest.made_at,
            inputs_hash=inputs_hash,
            config_hash=config_hash,
            body=body,
            frozen=frozen,
            quoted=quoted(digest),
            slot=slot,
            yardstick=yardstick,
            history=history if are_told(digest) else None,
            inputs=inputs,
            aside=keeping.aside_of(edited, digest, runners_up, before.aside if before else NO_ASIDE),
        )
    return MadeDigest(edited.digest, body, new=True, fallen=tuple(map(str, edited.fallen)))


def quoted(digest: Digest) -> list[Key]:
    """The posts that a digest quotes, and those that it names as triggers: `forget` has to find them all."""
    return [*((quote.source, quote.id) for quote in digest.quotes), *_named(digest)]


def _named(digest: Digest) -> list[tuple[str, str]]:
    triggers = [spike.get("trigger") for spike in digest.spikes if isinstance(spike, dict)]
    named = [(one["source"], one["id"]) for one in triggers if one]
    return named + [(one.first.source, one.first.id) for one in digest.pictures]


def prints(session: Any, some: Iterable[Post | Glimpse]) -> dict[str, int]:
    """What is known of how the pictures of these posts look."""
    marks = {picture_mark(item.url) for one in some if one.media for item in one.media}
    return pictures.prints(session, [mark for mark in marks if mark is not None])


def _with_range(ctx: Context, film: Film, few: NotEnoughReactions) -> NotEnoughReactions:
    """The same, with when the film's posts are of: an archive's are seldom of the last day."""
    with ctx.store.read() as session:
        stored = reactions.count(session, film.slug)
        oldest, newest = reactions.bounds(session, film.slug)
    if oldest is None or newest is None:
        return few
    days = f"{oldest:%Y-%m-%d} to {newest:%Y-%m-%d}"
    hint = f"{plural(stored, 'post')} stored, of {days}: choose the window with --since and --until"
    return NotEnoughReactions(film.title, has=few.has, needs=few.needs, hint=hint)


def kind_of_event(event: Event) -> DigestKind:
    """The kind of story that an event asks for; films.toml was checked."""
    return cast("DigestKind", event.kind)


def verify_digest(ctx: Context, document: dict[str, Any]) -> list[Failure]:
    """Hold a digest.json against the frozen inputs and the stored posts: everything that does not hold.

    Raises:
        AggregatorError: this database has no such digest.
    """
    stored = stored_version(ctx, document)
    if isinstance(stored.frozen, FrozenColumns):
        with ctx.store.read() as session:
            return window_posts.verify_digest(session, document, stored, stored.frozen)
    with ctx.store.read() as session:
        keys = sorted({(item.source, item.remote_id) for item in stored.frozen})
        texts = posts.texts(session, keys)
        changed = edits.of_version(session, stored.about.id, stored.about.version)
    return verify(
        document,
        stored=stored.body,
        frozen=stored.frozen,
        texts=texts,
        yardstick=stored.yardstick,
        history=stored.history,
        generated=stored.aside.generated,
        edits=changed,
    )


def on_their_word(document: dict[str, Any]) -> list[Lock]:
    """The edited blocks of a digest.json that say what no claim covers, for a reason that their editor gave;
    none where the document is no digest.
    """
    try:
        return confirmed(from_json(document))
    except ValueError:
        return []


def stored_version(ctx: Context, document: dict[str, Any]) -> digests.StoredDigest:
    """The stored version that a digest.json says it is; the newest, where it names none that can be.

    Raises:
        AggregatorError: this database has no such digest.
    """
    digest_id, version = str(document.get("id")), document.get("version")
    digest_id = digest_id.encode("utf-8", "backslashreplace").decode("utf-8")  # a file may hold anything
    if not isinstance(version, int) or not 0 < version < _VERSIONS:
        version = None
    with ctx.store.read() as session:
        stored = digests.load(session, digest_id, version)
    if stored is None:
        raise AggregatorError(
            f"digest {digest_id}: not in this database",
            hint="name the database that it was made in with --db",
        )
    return stored


def find_digest(ctx: Context, digest_id: str, version: int | None = None) -> dict[str, Any]:
    """A stored digest, as its digest.json: that version, or the newest.

    Raises:
        AggregatorError: this database has no such digest.
    """
    with ctx.store.read() as session:
        body = digests.body(session, digest_id, version)
        if body is None:
            known = [head.id for head in heads.listed(session, limit=3)]
            raise AggregatorError(
                f"digest {digest_id}: not in this database",
                hint=f"the newest are {', '.join(known)}"
                if known
                else "make one with: fansreact digest FILM",
            )
    document: dict[str, Any] = orjson.loads(body)
    return document


def _yardstick(session: Any, film: Film, who: Collection[str]) -> Yardstick:
    """What is known of the mistakes of the scorers that judged a window's posts.

    A calibration holds for one scorer and version: where two judged, nothing is corrected.
    """
    scorers = sorted(who)
    calibration = evaluations.calibration(session, film.slug, scorers[0]) if len(scorers) == 1 else None
    return Yardstick(topic_error(scorers), calibration)
