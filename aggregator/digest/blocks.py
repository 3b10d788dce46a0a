"""The blocks of a story that an editor may change, by their names: where each stands, and what stands there.

"headline", "lede", "highlights[0]", "sections[theme:the stunts].heading", "sections[dissent].sentences[1]",
"sections[voices].quotes" (their order), "order" (of the sections), "quotes[SOURCE ID]", "media[POST_ID]",
"seo.title". Names and places are those of the generated story, before any edit.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, is_dataclass
from typing import Any, Literal

from aggregator.model.digests import Claim, Digest, Section, Sentence
from aggregator.model.edits import EditAction, key_of

OPENINGS = ("headline", "highlights", "lede", "seo")
"""Kinds of the sections that hold the claims of the texts of these names."""

BlockKind = Literal[
    "headline", "lede", "highlights", "seo", "heading", "sentences", "quotes", "order", "quote", "media"
]
_FORMS: tuple[tuple[BlockKind, re.Pattern[str]], ...] = (
    ("headline", re.compile("headline")),
    ("lede", re.compile("lede")),
    ("order", re.compile("order")),
    ("highlights", re.compile(r"highlights\[(?P<place>\d{1,3})\]")),
    ("seo", re.compile(r"seo\.(?P<name>[a-z_]+)")),
    ("heading", re.compile(r"sections\[(?P<name>.+)\]\.heading")),
    ("quotes", re.compile(r"sections\[(?P<name>.+)\]\.quotes")),
    ("sentences", re.compile(r"sections\[(?P<name>.+)\]\.sentences\[(?P<place>\d{1,3})\]")),
    ("media", re.compile(r"media\[(?P<name>.+)\]")),
)
ACTIONS: dict[BlockKind, tuple[EditAction, ...]] = {
    "order": ("order",),
    "quotes": ("order",),
    "media": ("rights",),
    "quote": ("pin", "reject", "swap"),
}
"""What may be done with the blocks that are no texts."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands: what kind of block, the name of its section, post or field, its number."""

    kind: BlockKind
    name: str = ""
    number: int = 0


def place_of(block: str) -> Place | None:
    """Where the block of that name stands; None where no block has such a name."""
    if key_of(block) is not None:
        return Place("quote")
    for kind, form in _FORMS:
        found = form.fullmatch(block)
        if found is not None:
            parts = found.groupdict()
            return Place(kind, parts.get("name") or "", int(parts.get("place") or 0))
    return None


def section_names(digest: Digest) -> tuple[str, ...]:
    """A name for each section that stays when the story is made again: "lede", "theme:the stunts"; of
    several alike the second is "awards:2".
    """
    themes = {quote.id: quote.theme for quote in digest.quotes}
    seen: dict[str, int] = {}
    names = []
    for section in digest.sections:
        theme = next((themes[one] for one in section.quotes if themes.get(one)), None)
        name = f"theme:{theme}" if section.kind == "theme" and theme else section.kind
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}:{seen[name]}")
    return tuple(names)


def section_at(digest: Digest, name: str) -> Section | None:
    """The section of that name, if an editor may change it."""
    named = zip(section_names(digest), digest.sections, strict=True)
    return next((one for own, one in named if own == name and one.kind not in OPENINGS), None)


def movable(digest: Digest) -> list[int]:
    """The places of the sections that an editor may put in another order."""
    fixed = (*OPENINGS, "method")
    return [place for place, one in enumerate(digest.sections) if one.kind not in fixed]


def seo_of(digest: Digest) -> Any:
    """What search engines and phones show of the story, None where it has no such part."""
    seo = getattr(digest, "seo", None)
    return seo if is_dataclass(seo) else None


def stands_in(digest: Digest, block: str) -> str | None:
    """What a generated story says in a block: a text, an order as names, the rights, a quote's words; None
    where it has no such block.
    """
    place = place_of(block)
    if place is None:
        return None
    if place.kind in ("sentences", "heading", "quotes"):
        return _in_section(section_at(digest, place.name), place)
    found: Any = None
    if place.kind in ("headline", "lede"):
        found = getattr(digest, place.kind)
    elif place.kind == "highlights":
        found = dict(enumerate(digest.highlights)).get(place.number)
    elif place.kind == "seo":
        found = getattr(seo_of(digest), place.name, None)
    elif place.kind == "order":
        names = section_names(digest)
        found = ", ".join(names[at] for at in movable(digest))
    elif place.kind == "media":
        found = next((one.rights for one in digest.media if one.post_id == place.name), None)
    else:
        key = key_of(block)
        found = next((one.excerpt for one in digest.quotes if (one.source, one.id) == key), None)
    return found if isinstance(found, str) else None


def own_claims(digest: Digest, block: str) -> tuple[Claim, ...]:
    """The claims of what was generated in a block; of a headline, those of its alternatives too."""
    place = place_of(block)
    sentences: Sequence[Sentence] = ()
    if place is not None and place.kind in OPENINGS:
        sentences = [one for part in digest.sections if part.kind == place.kind for one in part.sentences]
    elif place is not None and place.kind in ("heading", "sentences"):
        section = section_at(digest, place.name)
        sentences = section.sentences if section is not None else ()
    if place is not None and place.kind in ("highlights", "sentences"):
        sentences = sentences[place.number : place.number + 1]
    return tuple(claim for one in sentences for claim in one.claims)


def _in_section(section: Section | None, place: Place) -> str | None:
    if section is None:
        return None
    if place.kind == "heading":
        return section.heading
    if place.kind == "quotes":
        return ", ".join(section.quotes)
    return dict(enumerate(one.text for one in section.sentences)).get(place.number)
