"""The digests as a list shows them: those that need somebody first, and where each was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from aggregator.errors import NoSuchPage
from aggregator.model.digests import DigestKind
from aggregator.model.kinds import manner_of
from aggregator.pipeline.context import Context
from aggregator.store import heads, posts, publications
from aggregator.store.heads import ANY, Asked, Head

Need = Literal["still_out", "quote_gone", "not_sent", "second_approval", "draft_ready", "embargo"]
NEEDS: tuple[Need, ...] = (
    "still_out",
    "quote_gone",
    "not_sent",
    "second_approval",
    "draft_ready",
    "embargo",
)
"""The most urgent first."""

LOOKED_AT = 100  # digests, the last made, among which those that need somebody are looked for
MOST_URGENT = 12
NEWS = timedelta(days=3)  # a draft that nobody took up for so long is none any more
PAGE = 30


@dataclass(frozen=True, slots=True)
class Sent:
    """The newest sending of a digest to one destination; `state` is the publication's, `why` what hindered it
    ("": nothing).
    """

    destination: str
    version: int
    state: str
    url: str
    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A digest in the list: its newest version. `needs` is why somebody has to look at it."""

    head: Head
    sent: tuple[Sent, ...]
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the list, and the mark of the next one, "" behind the last."""

    listed: tuple[Listed, ...]
    after: str


def list_page(ctx: Context, asked: Asked = ANY, *, after: str = "", limit: int = PAGE) -> ListPage:
    """A page of the digests that are asked for, the last made first. `after` is a mark of an earlier page.

    Raises:
        NoSuchPage: `after` is no such mark.
    """
    with ctx.store.read() as session:
        found = heads.listed(session, asked, limit=limit + 1, after=_place(after))
        shown = found[:limit]
        sent = _sent(session, shown)
    mark = f"{shown[-1].made_at.isoformat()}~{shown[-1].id}" if len(found) > limit else ""
    return ListPage(tuple(Listed(one, sent[one.id]) for one in shown), mark)


def needing(ctx: Context, asked: Asked = ANY) -> tuple[Listed, ...]:
    """The digests that need somebody now, the most urgent first: among the last made of those asked for, and
    every withdrawn one that still stands somewhere.
    """
    now = ctx.clock()
    with ctx.store.read() as session:
        still_out = {digest_id for digest_id, _ in publications.still_out(session)}
        withdrawn = heads.among(session, still_out, asked)
        found = [one for one in heads.listed(session, asked, limit=LOOKED_AT) if one.state != "withdrawn"]
        quoted = heads.quoted(session, found)
        lost = posts.withdrawn(session, set().union(*quoted.values()) if quoted else set())
        sent = _sent(session, [*withdrawn, *found])
    listed = [Listed(one, sent[one.id], ("still_out",)) for one in withdrawn]
    listed += [
        Listed(one, sent[one.id], _needs(one, now, sent[one.id], gone=not quoted[one.id].isdisjoint(lost)))
        for one in found
    ]
    urgent = sorted((one for one in listed if one.needs), key=lambda one: NEEDS.index(one.needs[0]))
    return tuple(urgent[:MOST_URGENT])


def head_of(ctx: Context, digest_id: str) -> Head | None:
    """The newest version of that digest; None if there is none."""
    with ctx.store.read() as session:
        return heads.find(session, digest_id)


def versions_of(ctx: Context, digest_id: str) -> list[int]:
    """The numbers of a digest's versions, the newest first."""
    with ctx.store.read() as session:
        return heads.versions(session, digest_id)


def sent_of(ctx: Context, digest_id: str) -> tuple[Sent, ...]:
    """The newest sending of a digest to each destination, sorted by name."""
    with ctx.store.read() as session:
        return tuple(
            Sent(one.destination, one.version, one.state, one.url, one.at, one.why)
            for one in publications.newest_of(session, [digest_id])
        )


def still_out(ctx: Context, digest_id: str) -> tuple[Sent, ...]:
    """The newest sending of a withdrawn digest to each destination where it still stands, or may stand."""
    with ctx.store.read() as session:
        places = {destination for _, destination in publications.still_out(session, [digest_id])}
    return tuple(one for one in sent_of(ctx, digest_id) if one.destination in places)


def films_with_digests(ctx: Context) -> list[str]:
    """The slugs of films that have a digest, sorted."""
    with ctx.store.read() as session:
        return heads.films(session)


def _needs(head: Head, now: datetime, sent: Sequence[Sent], *, gone: bool) -> tuple[Need, ...]:
    """Why somebody has to look at one that was not withdrawn, the most urgent first."""
    news = now - head.made_at < NEWS
    under_embargo = head.embargo_until is not None and head.embargo_until > now
    two = manner_of(cast("DigestKind", head.kind)).approvals > 1
    holds = {
        "still_out": False,
        "quote_gone": gone,
        "not_sent": any(one.state in ("changed", "lost", "failed") for one in sent),
        "second_approval": head.state == "draft" and two and bool(head.approved_by),
        "draft_ready": head.state == "draft" and news,
        "embargo": under_embargo and head.state != "published",
    }
    return tuple(need for need in NEEDS if holds[need])


def _sent(session: Any, found: Sequence[Head]) -> dict[str, tuple[Sent, ...]]:
    by_id: dict[str, list[Sent]] = {one.id: [] for one in found}
    for one in publications.newest_of(session, by_id):
        by_id[one.digest_id].append(Sent(one.destination, one.version, one.state, one.url, one.at))
    return {digest_id: tuple(sent) for digest_id, sent in by_id.items()}


def _place(mark: str) -> tuple[datetime, str] | None:
    if not mark:
        return None
    at, _, digest_id = mark.partition("~")
    try:
        made_at = datetime.fromisoformat(at)
    except ValueError:
        made_at = None
    if made_at is None or made_at.tzinfo is None or not digest_id:
        raise NoSuchPage("digests: there is no such page", hint="begin at the first one")
    return made_at, digest_id
