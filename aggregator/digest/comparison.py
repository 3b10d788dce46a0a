"""Two moments of a film side by side. Pure: two digests and what they were made from in, a Comparison out.

Shares are compared network by network: a share over all networks moves with what was read of each. All
intervals hold together, so that one in twenty comparisons, not one in twenty numbers, is taken in by chance.
"""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from aggregator.digest.differences import difference, together
from aggregator.digest.eligible import ENOUGH_AUTHORS_FOR_SHARES, ENOUGH_POSTS_FOR_SHARES
from aggregator.digest.prose import network
from aggregator.digest.sides import Counted, Side
from aggregator.digest.themes import FEWEST_POSTS, LEAST_SHARE
from aggregator.model.comparisons import (
    Comparison,
    Difference,
    Movement,
    NetworkChange,
    ThemeChange,
    Volume,
    name_of,
)
from aggregator.model.digests import Digest, Theme
from aggregator.model.scoring import Label
from aggregator.text import plural

LABELS: tuple[Label, ...] = ("positive", "neutral", "negative")
MOST_TOLD = 6
"""Sentences of a summary."""
AS_MUCH = 1.25
"""Up to this ratio two volumes are told as about the same."""


def compare(first: Side, second: Side, *, made_at: datetime) -> Comparison:
    """What moved from the first moment to the second, and what can't be told apart from chance."""
    counted = Counted(first), Counted(second)
    volumes = _volume(first.digest), _volume(second.digest)
    refused = _scored_apart(first.digest, second.digest)
    sources = sorted({*first.digest.counted.networks, *second.digest.counted.networks})
    comparable = [one for one in sources if refused is None and _lacking(one, counted) is None]
    asked = _themes(first.digest, second.digest)
    shared = all(side.carries_shares for side in counted)
    told = zip(*(side.mentions(asked) for side in counted), strict=True)
    z = together(len(comparable) * len(LABELS) + (len(asked) if shared else 0))
    networks = tuple(_network(one, counted, z, refused) for one in sources)
    themes = sorted(
        (_theme(one, counted, hits, z, shared=shared) for one, hits in zip(asked, told, strict=True)),
        key=lambda one: (one.movement == "unclear", -abs(one.share.change) if one.share else 0.0, one.label),
    )
    ratio = round(volumes[1].per_hour / volumes[0].per_hour, 4) if volumes[0].per_hour else 0.0
    digests = first.digest, second.digest
    return Comparison(
        film=first.digest.film.slug,
        title=first.digest.film.title,
        made_at=made_at,
        moments=digests,
        volumes=volumes,
        ratio=ratio,
        networks=networks,
        themes=tuple(themes),
        summary=tuple(_summary(digests, volumes, ratio, networks, themes)),
        notes=tuple(_notes(digests, volumes, refused)),
        method=_METHOD,
        invented=first.digest.film.invented,
    )


_METHOD = (
    "Shares are those of posts that an automatic classifier labelled, network by network. Intervals allow "
    "for chance and for people who post more than once, and hold all at once at 95%; what the classifier "
    "mistakes, it mistakes in both moments. Those who post choose themselves: this is not a survey."
)


def _volume(digest: Digest) -> Volume:
    hours = (digest.window.until - digest.window.since).total_seconds() / 3600
    return Volume(
        posts=digest.counted.posts,
        authors=digest.counted.authors,
        hours=round(hours, 4),
        per_hour=round(digest.counted.posts / hours, 4),
        complete=bool(digest.coverage) and all(one.complete for one in digest.coverage),
    )


def _scored_apart(first: Digest, second: Digest) -> str | None:
    """Why labels of the two can't be compared; None where one scorer of one version judged both."""
    scorers = sorted({one.provenance.versions["scorer"] for one in (first, second)})
    if len(scorers) == 1 and " and " not in scorers[0]:
        return None
    return f"judged by different scorers ({', '.join(scorers)}): score them alike with fansreact score"


def _lacking(source: str, counted: tuple[Counted, Counted]) -> str | None:
    """Why a network's shares can't be compared; None where it has enough in both moments."""
    for moment, side in zip(("first", "second"), counted, strict=True):
        posts = side.of(source)
        authors = posts.people()
        if len(posts) < ENOUGH_POSTS_FOR_SHARES or authors < ENOUGH_AUTHORS_FOR_SHARES:
            judged = plural(len(posts), "judged post")
            return (
                f"{judged} by {plural(authors, 'author')} in the {moment} moment, needs "
                f"{ENOUGH_POSTS_FOR_SHARES} by {ENOUGH_AUTHORS_FOR_SHARES}"
            )
    return None


def _network(source: str, counted: tuple[Counted, Counted], z: float, refused: str | None) -> NetworkChange:
    before, after = counted[0].of(source), counted[1].of(source)
    reason = refused or _lacking(source, counted)
    if reason is not None:
        return NetworkChange(source, len(before), len(after), None, reason)
    shares = {label: difference(before.labelled(label), after.labelled(label), z) for label in LABELS}
    return NetworkChange(source, len(before), len(after), shares)


def _themes(first: Digest, second: Digest) -> list[Theme]:
    """The themes of both, each once: where both know one, with the words of the second. No general ones."""
    found = {one.label: one for one in (*first.themes, *second.themes) if not one.general}
    return [found[label] for label in sorted(found)]


def _theme(
    asked: Theme,
    counted: tuple[Counted, Counted],
    told: Sequence[NDArray[np.bool_]],
    z: float,
    *,
    shared: bool,
) -> ThemeChange:
    before, after = (int(hits.sum()) for hits in told)
    shares = [side.themed().share(hits) for side, hits in zip(counted, told, strict=True)] if shared else []
    share = difference(shares[0], shares[1], z) if shares else None
    return ThemeChange(
        asked.label, asked.words, before, after, share, _movement(before, after, share, counted)
    )


def _movement(
    before: int, after: int, share: Difference | None, counted: tuple[Counted, Counted]
) -> Movement:
    if share is None or not share.differs:
        return "unclear"
    was, is_one = (
        posts >= max(FEWEST_POSTS, int(len(side.posts) * LEAST_SHARE))
        for posts, side in zip((before, after), counted, strict=True)
    )
    if share.change > 0:
        return "more" if was else "gained"
    return "less" if is_one else "lost"


def _summary(
    moments: tuple[Digest, Digest],
    volumes: tuple[Volume, Volume],
    ratio: float,
    networks: Sequence[NetworkChange],
    themes: Sequence[ThemeChange],
) -> list[str]:
    said = [_volume_told(moments, volumes, ratio)]
    comparable = [one for one in networks if one.shares is not None]
    for one in comparable:
        moved = [_share_told(one, label) for label in LABELS if _moved(one, label)]
        said += moved or [f"On {network(one.source)} no share differs by more than chance."]
    said += [_theme_told(one) for one in themes if one.movement != "unclear"]
    return said[:MOST_TOLD]


def _volume_told(moments: tuple[Digest, Digest], volumes: tuple[Volume, Volume], ratio: float) -> str:
    one, other = (name_of(digest) for digest in moments)
    counts = " against ".join(f"{volume.posts:,} posts in {volume.hours:g} hours" for volume in volumes[::-1])
    if not all(volume.complete for volume in volumes):
        return f"Around {other}, {counts}; not all was read, so how much was written can’t be compared."
    if 1 / AS_MUCH <= ratio <= AS_MUCH:
        return f"Fans wrote about as much an hour around {other} as around {one}: {counts}."
    more, less, times = (other, one, ratio) if ratio > 1 else (one, other, 1 / ratio if ratio else 0.0)
    return f"Fans wrote {times:.1f} times as much an hour around {more} as around {less}: {counts}."


def _moved(one: NetworkChange, label: Label) -> bool:
    return one.shares is not None and one.shares[label].differs


def _share_told(one: NetworkChange, label: Label) -> str:
    found = (one.shares or {})[label]
    return (
        f"On {network(one.source)}, {label} posts went from {found.before:.0%} to {found.after:.0%}: "
        f"{points(found)}."
    )


def points(found: Difference) -> str:
    """A change in points with its interval: "17 points more (8 to 26)"."""
    way = "more" if found.change >= 0 else "fewer"
    ends = sorted((abs(found.low), abs(found.high))) if found.differs else (found.low, found.high)
    low, high = (round(end * 100) for end in ends)
    return f"{abs(round(found.change * 100))} points {way} ({low} to {high})"


def _theme_told(one: ThemeChange) -> str:
    label = one.label[:1].upper() + one.label[1:]
    counts = f"{plural(one.before, 'post')} before, {one.after:,} after"
    return {
        "gained": f"{label} is new in the talk: {counts}.",
        "lost": f"{label} all but left the talk: {counts}.",
        "more": f"{label} has a larger part of the talk: {counts}.",
        "less": f"{label} has a smaller part of the talk: {counts}.",
    }[one.movement]


def _notes(moments: tuple[Digest, Digest], volumes: tuple[Volume, Volume], refused: str | None) -> list[str]:
    """What makes the two hard to compare."""
    notes = []
    for digest, volume in zip(moments, volumes, strict=True):
        if not volume.complete:
            notes.append(f"{name_of(digest)}: not everything in its window was read; see its coverage")
    if (
        moments[0].window.until > moments[1].window.since
        and moments[1].window.until > moments[0].window.since
    ):
        notes.append("the two windows overlap: some posts stand in both")
    networks = [set(one.counted.networks) for one in moments]
    if networks[0] != networks[1]:
        only = sorted(networks[0] ^ networks[1])
        notes.append(f"read in one moment only: {', '.join(network(one) for one in only)}")
    if refused is not None:
        notes.append(f"shares are not compared: {refused}")
    return notes
