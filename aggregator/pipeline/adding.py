"""The stage "add": an editor's links become posts that may be quoted and count in no number."""

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from aggregator.collectors import Collector
from aggregator.collectors.links import Link, Links, Refused
from aggregator.digest.picked import unquotable
from aggregator.errors import SourceError
from aggregator.model import Film, Post, RunReport
from aggregator.model.digests import Window
from aggregator.pipeline.context import Context
from aggregator.signals import judge
from aggregator.signals.flags import HELD_BACK
from aggregator.store import picks, posts, runs

STAGE = "add"
_WHOLE = "see that the whole address was copied"
_PAGE = re.compile(r"(?P<home>https://[^/]+)/@(?P<who>[\w.-]+)/(?P<number>\w+)")


@dataclass(frozen=True, slots=True)
class Added:
    """A link that brought a post. `new` is False where the film had it already, picked or collected."""

    url: str
    source: str
    id: str
    new: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """A link that brought none: why, and what would."""

    url: str
    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of each link, in their order."""

    film: str
    added: tuple[Added, ...]
    refused: tuple[Refusal, ...]


def add_links(
    ctx: Context,
    film: Film,
    urls: Iterable[str],
    links: Links,
    collectors: Sequence[Collector],
    *,
    on_progress: Callable[[int], None] = lambda _: None,
) -> AddReport:
    """Read posts by their links and pick them for a film. What can't be quoted is refused at once.

    `collectors` are those that are on: where one can look a post up, with its key, it is asked first.

    Raises:
        StoreError: the database refused.
    """
    started_at, clock_start = ctx.clock(), time.monotonic()
    added: list[Added] = []
    refused: list[Refusal] = []
    for url in urls:
        try:
            added.append(_added(ctx, film, url, links, collectors))
        except Refused as refusal:
            refused.append(Refusal(url, refusal.reason, refusal.hint))
        except SourceError as error:
            refused.append(Refusal(url, error.message, error.hint or "try again later"))
        on_progress(1)
    new = sum(one.new for one in added)
    with ctx.store.write() as session:
        runs.record(
            session,
            RunReport(
                stage=STAGE,
                started_at=started_at,
                took_s=round(time.monotonic() - clock_start, 3),
                film=film.slug,
                fetched=len(added),
                new=new,
                known=len(added) - new,
                rejected=len(refused),
            ),
        )
    return AddReport(film.slug, tuple(added), tuple(refused))


def window_of_picks(ctx: Context, film: Film, window: Window) -> Window | None:
    """The window that holds every post picked for the film, from the start of a day; None if `window` does.

    An editor who pastes links of last week, and names no window, means these posts.
    """
    with ctx.store.read() as session:
        found = picks.of_film(session, film.slug)
    if found.oldest is None or found.newest is None:
        return None
    day = found.oldest.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    until = max(window.until, found.newest + timedelta(seconds=1))
    wider = replace(window, since=min(day, window.since), until=until)
    return None if wider == window else wider


def _added(ctx: Context, film: Film, url: str, links: Links, collectors: Sequence[Collector]) -> Added:
    link = links.recognise(url)
    now: datetime = ctx.clock()
    post, seen_at = _stored(ctx, link), None
    if post is None:
        post, seen_at = _looked_up(link, collectors) or links.read(link), now
    reason = unquotable(post) or _held_back(post, film)
    if reason is not None:
        raise Refused(f"it can't be quoted: {reason}")
    with ctx.store.write() as session:
        new = picks.add(session, film.slug, post, at=now, seen_at=seen_at)
    if new is None:
        raise Refused("its author asked to be forgotten, or the post was erased here")
    return Added(url, post.source, post.remote_id, new)


def _held_back(post: Post, film: Film) -> str | None:
    held = judge(post, film).flagged(HELD_BACK)
    return None if held is None else f"{held.name} ({held.because})"


def _stored(ctx: Context, link: Link) -> Post | None:
    """The post as it is stored, if it can be quoted; if not, the network may know better by now."""
    if not link.id:
        return None
    with ctx.store.read() as session:
        ids = (link.id, *_own_ids(link))
        found = posts.find(session, [(link.source, one) for one in ids])
    return next((post for _, post in sorted(found.items()) if unquotable(post) is None), None)


def _own_ids(link: Link) -> tuple[str, ...]:
    """Mastodon's `uri` of the page that a link shows: what the post is stored by."""
    page = _PAGE.fullmatch(link.id)
    return () if page is None else (f"{page['home']}/users/{page['who']}/statuses/{page['number']}",)


def _looked_up(link: Link, collectors: Sequence[Collector]) -> Post | None:
    """The post by a network's own API, if a key opens it; its failure leaves the keyless way."""
    if not link.id:
        return None
    failed: Exception | None = None
    for collector in collectors:
        if collector.source != link.source:
            continue
        try:
            found = collector.by_link([link.id])
        except SourceError as error:
            failed = error
            continue
        if found:
            return found[0]
        if found is not None:
            failed = Refused("the network shows no such post: it is deleted, or never was", _WHOLE, gone=True)
    if failed is not None and not Links.is_keyless(link):
        raise failed
    return None
