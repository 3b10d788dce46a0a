"""What the desk is told at once: a spike, a draft that waits for it, a quote that is gone.

Each alert is raised once, whoever notices it first, and a day has so many at most: the store keeps count.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

import orjson

from aggregator.errors import PublishError
from aggregator.model import Digest
from aggregator.model.digest_json import from_json
from aggregator.pipeline.context import Context
from aggregator.pipeline.recheck import Rechecked, told_of
from aggregator.pipeline.upkeep import Renewed
from aggregator.render.alert import Alert, alert_message
from aggregator.store import alerts, digests, publications, spikes
from aggregator.store.spikes import NoticedSpike
from aggregator.text import plural, safe_url

SPIKE, DRAFT, GONE = "spike", "draft ready", "quote deleted"

NEWS = timedelta(hours=6)
"""What is older is no news: a desk that was just set up is not told of last week."""

WAITS = timedelta(minutes=10)
"""How long a spike's alert waits for its draft, which has its posts and what set it off."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which alerts a destination gets, how many a day (UTC), and where the desk is ("": nowhere)."""

    kinds: tuple[str, ...]
    a_day: int
    desk_url: str = ""


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert that was sent, or could not be."""

    alert: Alert
    error: PublishError | None = None


def raise_alerts(
    ctx: Context, name: str, tell: Callable[[bytes], None], wanted: Wanted, found: Sequence[Alert]
) -> list[Raised]:
    """Send those of these alerts that are wanted, new, and within the day's number.

    `name` is the destination under which they are counted, `tell` sends a message or raises PublishError.

    One that surely did not arrive may be raised again; one that perhaps did is not.
    """
    now = ctx.clock()
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    done = []
    for alert in found:
        if alert.kind not in wanted.kinds:
            continue
        of_it = (name, alert.kind, alert.key)
        with ctx.store.write() as session:
            ours = alerts.claim(session, *of_it, at=now, day=day, most=wanted.a_day)
        if not ours:
            continue
        try:
            tell(alert_message(alert))
        except PublishError as error:
            done.append(Raised(alert, error))
            arrived = error.lost
        else:
            done.append(Raised(alert))
            arrived = True
        with ctx.store.write() as session:
            alerts.settle(session, *of_it, arrived=arrived)
    return done


def news(ctx: Context, destination: str, desk_url: str) -> list[Alert]:
    """The spikes and drafts of the last hours that were not told yet, oldest first."""
    now = ctx.clock()
    with ctx.store.read() as session:
        known = alerts.known(session, destination, now - 2 * NEWS)
        noticed = [one for one in spikes.begun_since(session, now - 2 * NEWS) if one.noticed_at >= now - NEWS]
        drafts = alerts.drafts(session, now - NEWS)
        stories = {
            digest_id: from_json(orjson.loads(told.body))
            for digest_id in sorted({one.draft for one in noticed if one.draft} | {one for one, _ in drafts})
            if (told := digests.told(session, digest_id)) is not None
        }
    found = [
        of_spike(one, stories.get(one.draft or ""), desk_url)
        for one in reversed(noticed)
        if one.draft or one.why or now - one.noticed_at >= WAITS
    ]
    ready = [one.draft for one in reversed(noticed) if one.draft] + [one for one, _ in drafts]
    found += [of_draft(stories[one], desk_url) for one in ready if one in stories]
    return [one for one in found if (one.kind, one.key) not in known]


def of_spike(spike: NoticedSpike, draft: Digest | None, desk_url: str) -> Alert:
    """That far more is written of a film than is usual: how much, what set it off, a few posts."""
    since = f"{spike.began_at:%H:%M} UTC"
    size = f"{plural(spike.posts, 'post')} since {since}, {spike.times:.1f} times what is usual"
    facts = [size, *_set_off(draft)]
    if draft is None and spike.why:
        facts.append(f"No draft: {spike.why}")
    link = _story_link(desk_url, draft) if draft else f"{desk_url}/films/{spike.film}" if desk_url else ""
    title = draft.film.title if draft is not None else spike.film
    key = f"{spike.film} {spike.began_at:%Y-%m-%dT%H:%M:%SZ}"
    return Alert(SPIKE, key, f"Spike: {title}", tuple(facts), _quotes(draft), link)


def of_draft(story: Digest, desk_url: str) -> Alert:
    """That a story waits to be read."""
    size = f"{plural(story.counted.posts, 'post')} by {plural(story.counted.authors, 'author')}"
    facts = (f"{story.film.title}: {size}", *_set_off(story))
    link = _story_link(desk_url, story)
    return Alert(DRAFT, story.id, f"Draft ready: {story.headline}", facts, _quotes(story), link)


def of_recheck(ctx: Context, found: Rechecked, renewed: Sequence[Renewed], desk_url: str) -> Alert | None:
    """That quoted posts do not stand any more, and what became of the copies; None where all stand."""
    if not found.lost:
        return None
    story = _newest(ctx, found.id)
    facts = [told_of(found), *(str(one) for one in renewed if one.digest.id == found.id)]
    with ctx.store.read() as session:
        sent = [one for one in publications.of_digest(session, found.id) if one.state == "sent"]
    out = sorted({one.destination for one in sent})
    if found.blocked and out:
        facts.append(f"It still stands as it was at {', '.join(out)}: withdraw it, or mend it there by hand")
    lost = " ".join(sorted((*found.edited, *found.gone, *found.hidden)))
    # No post's own id: its author may ask to be forgotten.
    key = f"{found.id} v{found.version} {sha256(lost.encode()).hexdigest()[:16]}"
    quotes = () if found.blocked else _quotes(story)
    title = f"{plural(found.lost, 'post')} of a story gone: {story.headline}"
    return Alert(GONE, key, title, tuple(facts), quotes, _story_link(desk_url, story))


def _newest(ctx: Context, digest_id: str) -> Digest:
    with ctx.store.read() as session:
        told = digests.told(session, digest_id)
    if told is None:
        raise LookupError(digest_id)  # it was rechecked a moment ago
    return from_json(orjson.loads(told.body))


def _quotes(story: Digest | None) -> tuple[Any, ...]:
    return (
        () if story is None or story.state == "withdrawn" else tuple(one for one in story.quotes if one.alive)
    )


def _set_off(story: Digest | None) -> list[str]:
    """What set off the last spike that a story tells."""
    spikes_told = story.spikes if story is not None else ()
    told = [one["trigger"] for one in spikes_told if isinstance(one, dict) and one.get("trigger")]
    if not told:
        return []
    last = told[-1]
    what = safe_url(last.get("url")) or f"{last.get('source')} {last.get('id')}"
    return [f"Set off, as far as we can tell, by {what} ({last.get('kind')} by {last.get('posts', 0):,})"]


def _story_link(desk_url: str, story: Digest) -> str:
    return f"{desk_url}/digests/{story.id}" if desk_url else ""
