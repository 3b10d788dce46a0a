"""What a version of a digest says otherwise than another one, or than what was generated: block by block."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from aggregator.digest import section_names
from aggregator.digest.word_diff import Piece, word_diff
from aggregator.errors import AggregatorError
from aggregator.model import Digest
from aggregator.pipeline.context import Context
from aggregator.pipeline.stories import story_of
from aggregator.store import digests

GENERATED = 0
"""In the place of a version's number: the story as it was generated, before the edits of the other."""


@dataclass(frozen=True, slots=True)
class Change:
    """A block that says something else. `block` is a text of the story, "quote", "media", "correction" or
    "state"; `name` tells several apart: a section's name, a number, a quote's author.
    """

    block: str
    name: str
    kind: Literal["changed", "added", "removed"]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What of version `before` (0: as generated) is otherwise in version `after`."""

    before: int
    after: int
    changes: tuple[Change, ...]


def between(ctx: Context, digest_id: str, before: int, after: int) -> Difference:
    """Compare two versions, or with `before` 0 a version with what was generated.

    Raises:
        AggregatorError: the digest has no such version.
    """
    with ctx.store.read() as session:
        new = _told(session, digest_id, after)
        old = new if before == GENERATED else _told(session, digest_id, before)
    first = story_of(old.generated if before == GENERATED else old.body)
    return Difference(before, after, differences(first, story_of(new.body)))


def differences(old: Digest, new: Digest) -> tuple[Change, ...]:
    """What is otherwise in the new one, in its order; what it lacks stands at the end."""
    before, after = _texts(old), _texts(new)
    found = []
    for (block, name), text in after.items():
        was = before.get((block, name))
        if was is None:
            found.append(Change(block, name, "added", (Piece("ins", text),)))
        elif was != text:
            found.append(Change(block, name, "changed", word_diff(was, text)))
    gone = [key for key in before if key not in after]
    found += [Change(*key, "removed", (Piece("del", before[key]),)) for key in gone]
    return tuple(found)


def _texts(story: Digest) -> Mapping[tuple[str, str], str]:
    """Each block's text by block and name, in the order in which a reader meets them."""
    said = {("headline", ""): story.headline, ("lede", ""): story.lede}
    said |= {("highlights", str(n)): text for n, text in enumerate(story.highlights, start=1)}
    quotes = {quote.id: quote for quote in story.quotes}
    for name, section in zip(section_names(story), story.sections, strict=True):
        if section.kind in ("headline", "highlights", "lede", "seo"):
            continue
        said["heading", name] = section.heading or ""
        said["sentences", name] = " ".join(one.text for one in section.sentences)
        for one in section.quotes:
            if one in quotes:
                quote = quotes[one]
                said["quote", f"{quote.author.name or quote.author.handle or ''} {quote.id}"] = quote.display
    order = [
        section.heading or name
        for name, section in zip(section_names(story), story.sections, strict=True)
        if section.heading
    ]
    said["order", ""] = " · ".join(order)
    said |= {("media", f"{one.post_id} {one.url or ''}"): one.rights for one in story.media}
    if story.seo is not None:
        said |= {("seo", name): getattr(story.seo, name) for name in ("title", "description", "slug", "push")}
    said |= {
        ("correction", str(n)): str(one.get("text") if isinstance(one, dict) else one)
        for n, one in enumerate(story.corrections, start=1)
    }
    said["state", ""] = story.state
    return {key: text for key, text in said.items() if text}


def _told(session: Any, digest_id: str, version: int) -> digests.Told:
    found = digests.told(session, digest_id, version) if 0 < version < 2**31 else None
    if found is None:
        raise AggregatorError(f"digest {digest_id}: has no version {version}", hint="choose another")
    return found
