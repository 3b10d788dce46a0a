"""What an editor changes in a story, as values: one block's change by one person, and what became of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

EditAction = Literal["text", "order", "pin", "reject", "swap", "rights"]
CorrectionKind = Literal["update", "clarification", "correction", "withdrawal"]

TAKEN_BACK = "taken back"
"""How the reason begins why an edit ended that somebody undid: what it rejected may come back."""
REPLACED = "replaced"
"""Why an edit ended that a later one of the same block took the place of."""

Key = tuple[str, str]
_WORD = re.compile(r"\w+")
_RUN, _FEWEST = 5, 3  # so many words in a row are somebody's own; a post of fewer than three has none
_SHORT = 5  # a display name of fewer letters ("Fan") may be any word


@dataclass(frozen=True, slots=True)
class Edit:
    """One block's change.

    `block` is where it stands (docs/digest.md, "Edits"), `value` what `action` asks for: a text; a list of
    names (order); None (pin, reject); "SOURCE ID" (swap); a word (rights). `on` is the version that the
    editor saw. `reason` says why a post is rejected, or why what no claim covers stands; `confirmed` are
    the findings that it stands for.
    """

    block: str
    action: EditAction
    value: Any
    who: str
    at: datetime
    on: int
    reason: str = ""
    confirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptEdit:
    """An edit as it is stored: the first version that has it, the first without it (None: it holds), why."""

    edit: Edit
    version: int
    ended: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What edits ask of the choice of quotes: posts that go first, and posts that may not be quoted."""

    kept: frozenset[Key] = frozenset()
    barred: frozenset[Key] = frozenset()


def quote_block(source: str, remote_id: str) -> str:
    """The block of a quote: `quotes[bluesky at://...]`."""
    return f"quotes[{source} {remote_id}]"


def key_of(block: str) -> Key | None:
    """The post that a quote's block is about."""
    if not block.startswith("quotes[") or not block.endswith("]"):
        return None
    return split_key(block[len("quotes[") : -1])


def split_key(words: object) -> Key | None:
    """(source, id) of "SOURCE ID"; None where it is none."""
    source, _, remote_id = words.partition(" ") if isinstance(words, str) else ("", "", "")
    return (source, remote_id) if source and remote_id else None


def wishes_of(kept: Sequence[KeptEdit]) -> Wishes:
    """What all edits of a digest together ask for, ended ones too: a rejected post never comes back, unless
    the editor took that back.
    """
    first: set[Key] = set()
    barred: set[Key] = set()
    for one in kept:
        key = key_of(one.edit.block)
        if key is None or one.why.startswith(TAKEN_BACK):
            continue
        holds = one.ended is None
        if one.edit.action == "pin" and holds:
            first.add(key)
        elif one.edit.action == "reject":
            barred.add(key)
        elif one.edit.action == "swap":
            barred.add(key)
            instead = split_key(one.edit.value)
            if instead is not None and holds:
                first.add(instead)
    return Wishes(frozenset(first - barred), frozenset(barred))


def speaks_of(text: str, quote: Mapping[str, Any], besides: str = "") -> bool:
    """Whether a text names the author or the link of a quote (as digest.json has it), or holds its words:
    all of them, or five in a row. Words that stand in `besides` too are nobody's: "the trailer for The Glass
    Harbour".
    """
    author = quote.get("author") or {}
    folded = text.casefold()
    name = author.get("name") or ""
    names = [f"@{author['handle']}" if author.get("handle") else "", name if len(name) >= _SHORT else ""]
    own = [name.casefold() for name in names if name and name.casefold() not in besides.casefold()]
    if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded) for name in own):
        return True
    if quote.get("url") and quote["url"] in text:
        return True
    said, common = _words(text), _words(besides)
    for words in {_words(quote.get(part) or "") for part in ("text", "excerpt", "display")}:
        size = min(_RUN, len(words))
        runs = [words[at : at + size] for at in range(len(words) - size + 1)] if size >= _FEWEST else []
        if any(_holds(said, run) and not _holds(common, run) for run in runs):
            return True
    return False


def said_anyway(document: Mapping[str, Any]) -> str:
    """What a digest.json says in its own words, as `besides` of `speaks_of`: titles and headlines."""
    film = document.get("film") or {}
    names = [film.get("title"), *(film.get("former_titles") or ())]
    return " / ".join(filter(None, [*names, document.get("headline"), *(document.get("headlines") or ())]))


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _holds(said: tuple[str, ...], run: tuple[str, ...]) -> bool:
    return any(said[at : at + len(run)] == run for at in range(len(said) - len(run) + 1))
