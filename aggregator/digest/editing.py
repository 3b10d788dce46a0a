"""An editor's edits on a generated story: applied, locked, and let go where what they were about is gone.

Pure. Edits rest on the generated story and on each other, never on an earlier edited version: the same edits
on the same story give the same text, so that `verify` can hold a version against them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from aggregator.digest.blocks import (
    ACTIONS,
    Place,
    movable,
    own_claims,
    place_of,
    section_names,
    seo_of,
    stands_in,
)
from aggregator.digest.watched import claims_of, findings, headline_fault
from aggregator.errors import AggregatorError
from aggregator.model.digest_json import plain
from aggregator.model.digests import Digest, Lock, Quote, Section, Sentence
from aggregator.model.edits import Edit, Key, key_of, quote_block, said_anyway, speaks_of, split_key
from aggregator.text import clean

RIGHTS = ("poster_made", "agency", "studio", "leaked", "unknown")
LONGEST = {"headline": 200, "lede": 1200}  # characters of an editor's text
LONGEST_TEXT = 600

_NO_BLOCK = "the story has no such block"


@dataclass(frozen=True, slots=True)
class Fallen:
    """An edit that holds no more, and why: what it was about is gone."""

    edit: Edit
    why: str

    def __str__(self) -> str:
        return f"{self.edit.block}: the edit of {self.edit.who} ({self.edit.at:%Y-%m-%d}) fell: {self.why}"


@dataclass(frozen=True, slots=True)
class Edited:
    """A story with its edits, and those that no longer fit it."""

    digest: Digest
    fallen: tuple[Fallen, ...] = ()


def apply_edits(generated: Digest, edits: Iterable[Edit], lost: Sequence[Quote] = ()) -> Edited:
    """The generated story with these edits, at most one a block; each block that one changed is locked.

    Which posts are quoted was settled when the story was made (`Wishes`): a pin or a swap only locks its
    quote here, and a rejected post leaves no lock, since that would name it. `lost` are quotes of an earlier
    version: an edit that speaks of one that is not in this story falls.
    """
    here = {(one.source, one.id) for one in generated.quotes}
    gone = [one for one in lost if (one.source, one.id) not in here]
    fallen: list[Fallen] = []
    locks: list[Lock] = []
    made = generated
    # Where sections stand is settled last: until then they have the places of the generated story.
    for edit in sorted(edits, key=lambda one: (one.block == "order", one.block)):
        why = None if edit.action == "reject" else _unfit(edit, generated, gone)
        if why is not None:
            fallen.append(Fallen(edit, why))
        elif edit.action != "reject":
            made = _applied(made, edit, generated)
            found = watch(generated, edit.block, edit.value) if edit.action == "text" else ()
            key = _wanted(edit)
            block = edit.block if key is None else quote_block(*key)
            reason = edit.reason if found else ""
            locks.append(Lock(block, edit.who, edit.at, unsupported=found, reason=reason))
    return Edited(replace(made, locks=tuple(locks)), tuple(fallen))


def watch(generated: Digest, block: str, text: str) -> tuple[str, ...]:
    """What of an edited text the generated story's claims do not cover, in words; empty if all of it is."""
    found = findings(text, claims_of(text, own_claims(generated, block), generated), generated)
    if block in ("headline", "seo.title"):
        fault = headline_fault(text, generated)
        found += [fault] if fault else []
    return tuple(found)


def checked(edit: Edit, generated: Digest) -> Edit:
    """The edit as it is stored: its text cleaned, and with a reason what of it that reason confirms.

    Raises AggregatorError where the story has no such block, or the value is none for it.
    """
    place = place_of(edit.block)
    if place is None or edit.action not in ACTIONS.get(place.kind, ("text",)):
        raise _refused(edit.block, _NO_BLOCK)
    if stands_in(generated, edit.block) is None:
        gone = "the post is not quoted in this version" if place.kind == "quote" else _NO_BLOCK
        raise _refused(edit.block, gone)
    fault = _faulty(edit)
    if fault is not None:
        raise _refused(edit.block, fault)
    if edit.action != "text":
        value = list(edit.value) if edit.action == "order" else edit.value
        return replace(edit, value=value, reason=edit.reason.strip())
    text = _cleaned(edit.value)
    found = watch(generated, edit.block, text) if edit.reason.strip() else ()
    return replace(edit, value=text, reason=edit.reason.strip(), confirmed=found)


def block_text(generated: Digest, edits: Iterable[Edit], block: str) -> str:
    """What stands in a block of a version, for people who have to compare: its edit, or what was generated;
    "" where the version has no such block.
    """
    edit = next((one for one in edits if one.block == block), None)
    if edit is None:
        return stands_in(generated, block) or ""
    value = edit.value if isinstance(edit.value, str) else ", ".join(edit.value or ())
    return value if edit.action in ("text", "order", "rights") else f"{edit.action} {value}".strip()


def _faulty(edit: Edit) -> str | None:
    """What is wrong with the value of an edit."""
    value, action = edit.value, edit.action
    if action == "text":
        text = _cleaned(value)
        longest = LONGEST.get(edit.block, LONGEST_TEXT)
        if len(text) > longest:
            return f"has {len(text)} characters, at most {longest} fit"
        return None if any(map(str.isalnum, text)) else "a text must have words"
    if action == "order":
        named = isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
        return None if named else "an order is a list of names"
    if action == "swap":
        return None if split_key(value) else "name the post that takes its place as SOURCE ID"
    if action == "rights":
        return None if value in RIGHTS else f"rights are one of {', '.join(RIGHTS)}"
    return "say why the post is rejected" if action == "reject" and not edit.reason.strip() else None


def _cleaned(value: Any) -> str:
    return " ".join(clean(value).split()) if isinstance(value, str) else ""


def _unfit(edit: Edit, generated: Digest, gone: Sequence[Quote]) -> str | None:
    """Why an edit does not fit the story; None if it does."""
    wanted = _wanted(edit)
    if wanted is not None:
        if any((one.source, one.id) == wanted for one in generated.quotes):
            return None
        swap = "the post that was to take its place can't be quoted"
        return swap if edit.action == "swap" else "the post is not quoted any more"
    if stands_in(generated, edit.block) is None:
        return _NO_BLOCK
    besides = said_anyway(plain(generated)) if gone else ""
    if edit.action == "text" and any(speaks_of(str(edit.value), plain(one), besides) for one in gone):
        return "a post that it speaks of is not quoted any more"
    return None


def _wanted(edit: Edit) -> Key | None:
    """The post that a quote's edit wants to see in the story; None for any other edit."""
    return split_key(edit.value) if edit.action == "swap" else key_of(edit.block)


def _applied(made: Digest, edit: Edit, generated: Digest) -> Digest:
    place = place_of(edit.block)
    if place is None or place.kind == "quote":
        return made
    if place.kind == "order":
        return replace(made, sections=_ordered(made, edit.value, generated))
    if place.kind == "media":
        changed = (
            replace(one, rights=edit.value) if one.post_id == place.name else one for one in made.media
        )
        return replace(made, media=tuple(changed))
    if place.kind == "seo":
        seo = replace(seo_of(made), **{place.name: edit.value})
        return cast("Digest", replace(cast("Any", made), seo=seo))
    if place.kind in ("heading", "sentences", "quotes"):
        sections = [*made.sections]
        at = section_names(generated).index(place.name)
        sections[at] = _section(sections[at], edit, place, generated)
        return replace(made, sections=tuple(sections))
    return _opening(made, edit, place, generated)


def _opening(made: Digest, edit: Edit, place: Place, generated: Digest) -> Digest:
    """Headline, highlight or lede, and the section that holds its claims."""
    sentence = _sentence(edit, generated)

    def held(section: Section) -> Section:
        if section.kind != place.kind:
            return section
        sentences = [*section.sentences]
        if place.kind == "lede":
            sentences = [sentence]
        elif place.kind == "headline":  # the generated one stays on offer
            sentences = [sentence, *(one for one in sentences if one.text != edit.value)]
        else:
            sentences[place.number] = sentence
        return replace(section, sentences=tuple(sentences))

    made = replace(made, sections=tuple(map(held, made.sections)))
    if place.kind == "headline":
        others = (made.headline, *made.headlines)
        return replace(made, headline=edit.value, headlines=tuple(one for one in others if one != edit.value))
    if place.kind == "lede":
        return replace(made, lede=edit.value)
    bullets = [*made.highlights]
    bullets[place.number] = edit.value
    return replace(made, highlights=tuple(bullets))


def _section(section: Section, edit: Edit, place: Place, generated: Digest) -> Section:
    if place.kind == "heading":
        return replace(section, heading=edit.value)
    if place.kind == "quotes":
        rank = {one: at for at, one in enumerate(edit.value)}
        quotes = sorted(section.quotes, key=lambda one: rank.get(one, len(rank)))
        return replace(section, quotes=tuple(quotes))
    sentences = [*section.sentences]
    sentences[place.number] = _sentence(edit, generated)
    return replace(section, sentences=tuple(sentences))


def _sentence(edit: Edit, generated: Digest) -> Sentence:
    """The edited text with its claims; one that was generated, an alternative headline say, keeps its own."""
    for section in generated.sections:
        for sentence in section.sentences:
            if sentence.text == edit.value:
                return sentence
    return Sentence(edit.value, claims_of(edit.value, own_claims(generated, edit.block), generated))


def _ordered(made: Digest, wanted: Sequence[str], generated: Digest) -> tuple[Section, ...]:
    """The sections in the wanted order; one that the editor did not know stays behind the one before it."""
    names, places = section_names(generated), movable(generated)
    rank = {name: at for at, name in enumerate(wanted)}
    keyed: list[tuple[int, int]] = []
    last = -1
    for place in places:
        last = rank.get(names[place], last)
        keyed.append((last, place))
    moved = iter([place for _, place in sorted(keyed)])
    return tuple(
        made.sections[next(moved)] if place in places else one for place, one in enumerate(made.sections)
    )


def _refused(block: str, why: str) -> AggregatorError:
    return AggregatorError(f"edit of {block}: {why}", hint="read the story anew, and make the edit on that")
