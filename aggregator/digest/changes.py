"""Whether a story says something else than the version before: only that moves its `date_modified`."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from aggregator.digest.claims import NUMBER
from aggregator.model.digest_json import plain
from aggregator.model.digests import Digest


def substantive(before: Digest, after: Digest) -> bool:
    """Whether a number, a quote, the headline, a fact, or a correction differs.

    Other words, another order, rights of media, titles for search engines, states, approvals, and when a
    quote was last seen are none of it.
    """
    return bool(_substance(before) != _substance(after))


def dated(before: Digest | None, after: Digest, at: datetime) -> Digest:
    """`after` with the dates that it has as the version behind `before`, made at `at`."""
    if before is None:
        return after
    modified = at if substantive(before, after) else before.date_modified
    return replace(after, published_at=after.published_at or before.published_at, date_modified=modified)


def _substance(digest: Digest) -> Any:
    texts = [*digest.highlights, digest.lede, digest.method]
    texts += [one.text for section in digest.sections for one in section.sentences]
    texts += [section.heading or "" for section in digest.sections]
    return plain(
        {
            "kind": digest.kind,
            "withdrawn": digest.state == "withdrawn",
            "headline": digest.headline,
            "numbers": sorted(number for text in texts for number in NUMBER.findall(text)),
            "counted": digest.counted,
            "sentiment": digest.sentiment,
            "themes": digest.themes,
            "over time": (digest.volume, digest.trend),
            "quotes": sorted((one.source, one.id, one.excerpt) for one in digest.quotes),
            "facts": digest.facts,
            "spikes": digest.spikes,
            "corrections": digest.corrections,
        }
    )
