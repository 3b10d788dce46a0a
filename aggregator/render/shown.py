"""What of a digest may be shown to anybody: nothing of a story that was withdrawn, nothing of a quote that
was.

Every format but the canonical one gets its digest through here, somebody's own formats too.
"""

from collections.abc import Collection
from dataclasses import fields, replace
from typing import Any

from aggregator.model import Digest
from aggregator.model.digests import Counted, Section, Sentence
from aggregator.model.pictures import DigestPicture

KEPT = frozenset(
    {
        "schema",
        "id",
        "version",
        "kind",
        "state",
        "made_at",
        "film",
        "language",
        "window",
        "method",
        "corrections",
        "provenance",
        "published_at",
        "date_modified",
    }
)
"""All that a withdrawn story still says of itself. What a later version of the model adds is not among it."""


def shown(digest: Digest) -> Digest:
    """The digest without what was withdrawn: its story, or the quotes that their network shows no more.

    With a quote go its media, the sentences that speak of it, and those that tell how many quotes there are.
    """
    if is_withdrawn(digest):
        return _notice(digest)
    gone = {quote.id for quote in digest.quotes if not quote.alive}
    if not gone:
        return digest
    return replace(
        _opening(digest, gone),
        quotes=tuple(quote for quote in digest.quotes if quote.alive),
        media=tuple(item for item in digest.media if item.post_id not in gone),
        pictures=tuple(_unnamed(one, gone) for one in digest.pictures),
        locks=tuple(one for one in digest.locks if not any(f"{name}]" in one.block for name in gone)),
        sections=tuple(_without(section, gone) for section in digest.sections),
    )


def _unnamed(picture: DigestPicture, gone: Collection[str]) -> DigestPicture:
    """A picture without its first post, if that is one of these; how often it was passed on stays."""
    if picture.first.id not in gone:
        return picture
    return replace(picture, alt=None, first=replace(picture.first, handle=None, url=None))


def is_withdrawn(digest: Digest) -> bool:
    """Whether the story as a whole is not to be used: then a format prints no more than that."""
    return digest.state == "withdrawn"


def _notice(digest: Digest) -> Digest:
    emptied = {
        part.name: _empty(getattr(digest, part.name)) for part in fields(digest) if part.name not in KEPT
    }
    return replace(
        digest,
        **emptied
        | {
            "headline": f"Withdrawn: a story on {digest.film.title}",
            "lede": "This story was withdrawn and is not to be used.",
        },
    )


def _empty(value: Any) -> Any:
    if isinstance(value, Counted):
        return Counted(0, 0, {}, 0, 0, {})
    return type(value)() if isinstance(value, str | tuple | list | dict | int) else None


def _opening(digest: Digest, gone: Collection[str]) -> Digest:
    """Headline, highlights and lede without what an editor wrote there of these posts."""
    speak = {
        sentence.text
        for section in digest.sections
        for sentence in section.sentences
        if _speaks_of(sentence, gone)
    }
    lines = [line for line in (digest.headline, *digest.headlines) if line not in speak]
    return replace(
        digest,
        headline=lines[0] if lines else f"Fans react to {digest.film.title}",
        headlines=tuple(lines[1:]),
        highlights=tuple(line for line in digest.highlights if line not in speak),
        lede="" if digest.lede in speak else digest.lede,
    )


def _without(section: Section, gone: Collection[str]) -> Section:
    return replace(
        section,
        sentences=tuple(one for one in section.sentences if not _speaks_of(one, gone)),
        quotes=tuple(one for one in section.quotes if one not in gone),
    )


def _speaks_of(sentence: Sentence, gone: Collection[str]) -> bool:
    return any(
        not set(gone).isdisjoint(claim.post_ids) or "quotes" in (claim.of or "") for claim in sentence.claims
    )
