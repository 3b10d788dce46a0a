"""What an editor may set of a digest: the themes to look for. Values; nothing is read here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

RULES = "3"  # version of the rules in this package: raised when the same posts may give another story


@dataclass(frozen=True, slots=True)
class ThemeWords:
    """A theme as an editor names it ("the stunts") and the words by which a post mentions it.

    `praised` is False where nobody praises or criticizes the thing itself, such as the box office.
    """

    label: str
    words: tuple[str, ...]
    praised: bool = True


@dataclass(frozen=True, slots=True)
class Style:
    """How a newsroom wants its digests. `contact`: whom readers write to about mistakes, "" for nobody."""

    themes: tuple[ThemeWords, ...] = ()
    contact: str = ""


def read_themes(data: Mapping[str, Any]) -> tuple[ThemeWords, ...]:
    """The themes of a parsed themes.toml: `[[themes]]` with `label`, `words` and, if it likes, `praised`.

    Raises ValueError ("themes[2].words: what is wrong") at the first mistake.
    """
    entries = data.get("themes", [])
    if not isinstance(entries, list):
        raise ValueError("themes: must be a list of tables, written [[themes]]")  # noqa: TRY004 - a file's mistake
    themes = []
    for index, entry in enumerate(entries):
        label, words = (entry.get("label"), entry.get("words")) if isinstance(entry, dict) else (None, None)
        if not isinstance(label, str) or not label.strip():
            raise ValueError(f'themes[{index}].label: must be a text such as "the stunts"')
        if (
            not isinstance(words, list)
            or not words
            or not all(isinstance(w, str) and w.strip() for w in words)
        ):
            raise ValueError(f'themes[{index}].words: must be a list of words such as ["stunt", "stunts"]')
        praised = entry.get("praised", True)
        if not isinstance(praised, bool):
            raise ValueError(f"themes[{index}].praised: must be true or false")  # noqa: TRY004 - a file's mistake
        folded = tuple(sorted({word.strip().casefold() for word in words}))
        themes.append(ThemeWords(label.strip(), folded, praised))
    labels = [theme.label for theme in themes]
    for index, label in enumerate(labels):
        if label in labels[:index]:
            raise ValueError(f"themes[{index}].label: {label!r} stands there already")
    return tuple(themes)
