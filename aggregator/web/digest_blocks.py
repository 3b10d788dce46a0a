"""A story as the page of a digest shows it: blocks that may be edited, in the order of reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any, Literal

from aggregator.digest import section_names
from aggregator.digest.blocks import OPENINGS, seo_of, stands_in
from aggregator.digest.editing import LONGEST, LONGEST_TEXT
from aggregator.errors import AggregatorError, EditConflict
from aggregator.model import Digest
from aggregator.model.digests import DigestMedia, Lock, Quote, Section
from aggregator.model.edits import quote_block
from aggregator.pipeline.editing import Desk
from aggregator.web.catalogue import text

SEO = ("title", "description", "push")
"""What may be edited of what stands outside the page; the address stays the same for good."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed and what became of it: it was not kept, and nothing of it is lost. `theirs` is what
    stands there now, None where nobody else was there.
    """

    text: str
    reason: str = ""
    message: str = ""
    hint: str = ""
    theirs: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One text of the story. `choices` are texts to choose from, `generated` what stood there before any
    edit; `draft` is a form that comes back.
    """

    name: str
    kind: Literal["headline", "highlights", "lede", "heading", "sentences", "seo"]
    label: str
    text: str
    generated: str
    lock: Lock | None = None
    choices: tuple[str, ...] = ()
    draft: Draft | None = None

    @property
    def id(self) -> str:
        """Its name on the page."""
        return mark("b", self.name)

    @property
    def longest(self) -> int:
        """How many characters fit."""
        return LONGEST.get(self.name, LONGEST_TEXT)


@dataclass(frozen=True, slots=True)
class QuoteShown:
    """A quote where it stands. `first`, `last`: it can't be moved further up or down."""

    quote: Quote
    block: str
    media: tuple[DigestMedia, ...]
    lock: Lock | None
    first: bool
    last: bool

    @property
    def id(self) -> str:
        """Its name on the page."""
        return mark("q", self.block)


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the story. `name` is that of its blocks; `movable`: an editor may put it elsewhere."""

    name: str
    kind: str
    heading: Block | None
    sentences: tuple[Block, ...]
    quotes: tuple[QuoteShown, ...]
    movable: bool
    first: bool = False
    last: bool = False

    @property
    def id(self) -> str:
        """Its name on the page."""
        return mark("s", self.name)


@dataclass(frozen=True, slots=True)
class Shown:
    """The story in blocks."""

    headline: Block
    highlights: tuple[Block, ...]
    lede: Block
    parts: tuple[Part, ...]
    method: str
    seo: tuple[Block, ...]

    @property
    def blocks(self) -> dict[str, Block]:
        """Every text that may be edited, by its name."""
        of_parts = [
            block
            for part in self.parts
            for block in (*((part.heading,) if part.heading else ()), *part.sentences)
        ]
        found = (self.headline, *self.highlights, self.lede, *of_parts, *self.seo)
        return {one.name: one for one in found}


def shown(desk: Desk, drafts: Mapping[str, Draft] | None = None) -> Shown:
    """The newest version in blocks; `drafts` are forms that come back, by the name of their block."""
    story, generated = desk.digest, desk.generated
    locks = {one.block: one for one in story.locks}
    held = drafts or {}

    def block(name: str, kind: Any, label: str, said: str, choices: tuple[str, ...] = ()) -> Block:
        was = stands_in(generated, name) or ""
        return Block(name, kind, label, said, was, locks.get(name), choices, held.get(name))

    headline = block(
        "headline", "headline", text("digest.blocks.headline"), story.headline, story.headlines[:6]
    )
    highlights = tuple(
        block(f"highlights[{n}]", "highlights", text("digest.blocks.highlight", n=n + 1), said)
        for n, said in enumerate(story.highlights)
    )
    lede = block("lede", "lede", text("digest.blocks.lede"), story.lede)
    parts = [
        _part(story, section, name, block, locks)
        for name, section in _named(story, generated)
        if section.kind not in (*OPENINGS, "method")
    ]
    moving = [place for place, part in enumerate(parts) if part.movable]
    for place in moving:
        parts[place] = replace(parts[place], first=place == moving[0], last=place == moving[-1])
    seo = seo_of(story)
    outside = tuple(
        block(f"seo.{name}", "seo", text(f"digest.blocks.seo.{name}"), getattr(seo, name))
        for name in SEO
        if seo is not None
    )
    method = " ".join(
        one.text for section in story.sections if section.kind == "method" for one in section.sentences
    )
    return Shown(headline, highlights, lede, tuple(parts), method or story.method, outside)


def draft_of(error: AggregatorError, said: str, reason: str = "") -> Draft:
    """A form that comes back with the reason why."""
    theirs = error.theirs if isinstance(error, EditConflict) else None
    return Draft(said, reason, error.message, error.hint, theirs)


def mark(letter: str, name: str) -> str:
    """A name for an element of the page: block names hold whatever a network's ids hold."""
    return f"{letter}-{blake2b(name.encode('utf-8'), digest_size=5).hexdigest()}"


def moved(order: Sequence[str], name: str, way: str) -> list[str]:
    """The names in order with this one a place further up or down."""
    made = [*order]
    at = made.index(name) if name in made else -1
    to = at - 1 if way == "up" else at + 1
    if at >= 0 and 0 <= to < len(made):
        made[at], made[to] = made[to], made[at]
    return made


def _part(story: Digest, section: Section, name: str, block: Any, locks: Mapping[str, Lock]) -> Part:
    where = section.heading or text("digest.blocks.opening")
    heading = None
    if section.heading:
        label = text("digest.blocks.heading", where=section.heading)
        heading = block(f"sections[{name}].heading", "heading", label, section.heading)
    sentences = tuple(
        block(
            f"sections[{name}].sentences[{n}]",
            "sentences",
            text("digest.blocks.sentence", n=n + 1, where=where),
            one.text,
        )
        for n, one in enumerate(section.sentences)
    )
    by_id = {one.id: one for one in story.quotes}
    listed = [by_id[one] for one in section.quotes if one in by_id]
    quotes = tuple(
        QuoteShown(
            one,
            quote_block(one.source, one.id),
            tuple(item for item in story.media if item.post_id == one.id),
            locks.get(quote_block(one.source, one.id)),
            first=place == 0,
            last=place == len(listed) - 1,
        )
        for place, one in enumerate(listed)
    )
    return Part(name, section.kind, heading, sentences, quotes, movable=True)


def _named(story: Digest, generated: Digest) -> list[tuple[str, Section]]:
    """The sections of the story, each by its name in the generated one: edits go by these."""
    left = list(zip(section_names(generated), generated.sections, strict=True))
    found = []
    for section in story.sections:
        like = [
            (one.sentences == section.sentences, name, one)
            for name, one in left
            if one.kind == section.kind and set(one.quotes) == set(section.quotes)
        ]
        if not like:
            continue
        _, name, one = max(like, key=lambda item: item[0])
        left.remove((name, one))
        found.append((name, section))
    return found
