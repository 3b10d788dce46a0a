"""What the desk is told at once: a spike, a draft that waits for it, a quote that is gone.

Each alert is raised once, whoever notices it first, and a day has so many at most: the store keeps count.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson

from aggregator.errors import PublishError
from aggregator.model import Digest
from aggregator.model.digest_json import from_json
from aggregator.pipeline.context import Context
from aggregator.pipeline.recheck import Rechecked, told_of
from aggregator.pipeline.spikes import PassedOn, as_seen, passed_on
from aggregator.pipeline.upkeep import Renewed
from aggregator.render.alert import Alert, Linked, alert_message
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
    day = _day(now)
    done = []
    for alert in found:
        if alert.kind not in wanted.kinds:
            continue
        of_it = (name, alert.kind, alert.key)
        with ctx.store.write() as session:
            left = alerts.claim(session, *of_it, at=now, day=day, most=wanted.a_day)
        if left is None:
            continue
        last = f"Further alerts of today (UTC) are held back: the cap is {wanted.a_day}"
        told = alert if left else replace(alert, facts=(*alert.facts, last))
        try:
            tell(alert_message(told))
        except PublishError as error:
            done.append(Raised(alert, error))
            arrived = error.lost
        else:
            done.append(Raised(alert))
            arrived = True
        with ctx.store.write() as session:
            alerts.settle(session, *of_it, arrived=arrived)
    return done


def news(ctx: Context, destination: str, desk_url: str, titles: Mapping[str, str]) -> list[Alert]:
    """The spikes and drafts of the last hours that were not told yet, oldest first. `titles` are the films',
    by slug.
    """
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
        due = [
            one
            for one in reversed(noticed)
            if (SPIKE, _key(one)) not in known and (one.draft or one.why or now - one.noticed_at >= WAITS)
        ]
        seen = {
            _key(one): passed_on(session, one.film, as_seen(one)) for one in due if one.draft not in stories
        }
    found = [
        of_spike(one, stories[one.draft], desk_url)
        if one.draft in stories
        else of_undrafted(one, seen[_key(one)], desk_url, titles.get(one.film, one.film))
        for one in due
    ]
    ready = [one.draft for one in reversed(noticed) if one.draft] + [one for one, _ in drafts]
    found += [of_draft(stories[one], desk_url) for one in ready if one in stories]
    return [one for one in found if (one.kind, one.key) not in known]


def today(ctx: Context) -> list[alerts.Counted]:
    """How many alerts each destination got today (UTC), and how many were held back; those that had any."""
    with ctx.store.read() as session:
        return alerts.counted(session, _day(ctx.clock()))


def of_spike(spike: NoticedSpike, draft: Digest, desk_url: str) -> Alert:
    """That far more is written of a film than is usual: how much, what set it off, a few posts."""
    facts = (_size(spike), *_set_off(_last_trigger(draft)))
    link = _story_link(desk_url, draft)
    return Alert(SPIKE, _key(spike), f"Spike: {draft.film.title}", facts, _quotes(draft), link)


def of_undrafted(spike: NoticedSpike, seen: PassedOn, desk_url: str, title: str) -> Alert:
    """The same of a spike that has no draft: what it passes on, and why there is none. Of posts only their
    permalinks, as nobody chose their words.
    """
    facts = [_size(spike), *_set_off(seen.trigger)]
    facts += [f"No draft: {spike.why}"] if spike.why else []
    told = None if seen.trigger is None else seen.trigger["url"]
    linked = tuple(Linked(one.source, one.url, one.times) for one in seen.shared if one.url != told)
    link = f"{desk_url}/films/{spike.film}" if desk_url else ""
    return Alert(SPIKE, _key(spike), f"Spike: {title}", tuple(facts), link=link, linked=linked)


def of_draft(story: Digest, desk_url: str) -> Alert:
    """That a story waits to be read."""
    size = f"{plural(story.counted.posts, 'post')} by {plural(story.counted.authors, 'author')}"
    facts = (f"{story.film.title}: {size}", *_set_off(_last_trigger(story)))
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


def _quotes(story: Digest) -> tuple[Any, ...]:
    return () if story.state == "withdrawn" else tuple(one for one in story.quotes if one.alive)


def _day(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _key(spike: NoticedSpike) -> str:
    return f"{spike.film} {spike.began_at:%Y-%m-%dT%H:%M:%SZ}"


def _size(spike: NoticedSpike) -> str:
    since = f"{spike.began_at:%H:%M} UTC"
    return f"{plural(spike.posts, 'post')} since {since}, {spike.times:.1f} times what is usual"


def _last_trigger(story: Digest) -> Mapping[str, Any] | None:
    """What set off the last spike that a story tells."""
    told = [one["trigger"] for one in story.spikes if isinstance(one, dict) and one.get("trigger")]
    return told[-1] if told else None


def _set_off(trigger: Mapping[str, Any] | None) -> list[str]:
    if trigger is None:
        return []
    what = safe_url(trigger.get("url")) or f"{trigger.get('source')} {trigger.get('id')}"
    return [
        f"Set off, as far as we can tell, by {what} ({trigger.get('kind')} by {trigger.get('posts', 0):,})"
    ]


def _story_link(desk_url: str, story: Digest) -> str:
    return f"{desk_url}/digests/{story.id}" if desk_url else ""
