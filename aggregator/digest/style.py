"""What an editor may set of a digest: the themes to look for. Values; nothing is read here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from aggregator.errors import did_you_mean
from aggregator.model.digests import DigestKind
from aggregator.model.languages import AMERICAN, Language

RULES = "3"  # version of the rules in this package: raised when the same posts may give another story
MAX_DAYS = "facts_max_days"  # the name under which a digest's provenance tells Style.facts_max_days


@dataclass(frozen=True, slots=True)
class ThemeWords:
    """A theme as an editor names it ("the stunts") and the words by which a post mentions it.

    `praised` is False where nobody praises or criticizes the thing itself, such as the box office. `general`
    is said of the film itself, of which no story tells as a subject: it is counted and charted alone. Its
    words may hold "{title}", for which each of the film's titles and hashtags stands, its label "{kind}", for
    which the film's kind does. `kinds`: the kinds of
    story that look for it, () for all; what a prize is given for is a subject of awards alone.
    """

    label: str
    words: tuple[str, ...]
    praised: bool = True
    general: bool = False
    kinds: tuple[DigestKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """How a newsroom wants its digests. `contact`: whom readers write to about mistakes, "" for nobody.

    Facts that were read more than `facts_max_days` before are marked as old. `language` is that of our own
    sentences: what others wrote is never changed.
    """

    themes: tuple[ThemeWords, ...] = ()
    contact: str = ""
    facts_max_days: int = 180
    language: Language = AMERICAN


def read_themes(data: Mapping[str, Any]) -> tuple[ThemeWords, ...]:
    """The themes of a parsed themes.toml: `[[themes]]` with `label`, `words` and, if it likes, `praised`,
    `general` and `kinds`.

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
        praised, general = entry.get("praised", True), entry.get("general", False)
        for key, value in (("praised", praised), ("general", general)):
            if not isinstance(value, bool):
                raise ValueError(f"themes[{index}].{key}: must be true or false")  # noqa: TRY004 - a file's mistake
        folded = tuple(sorted({word.strip().casefold() for word in words}))
        kinds = _kinds(entry.get("kinds", []), f"themes[{index}].kinds")
        themes.append(ThemeWords(label.strip(), folded, praised, general, kinds))
    labels = [theme.label for theme in themes]
    for index, label in enumerate(labels):
        if label in labels[:index]:
            raise ValueError(f"themes[{index}].label: {label!r} stands there already")
    return tuple(themes)


def _kinds(value: Any, where: str) -> tuple[DigestKind, ...]:
    known = get_args(DigestKind)
    if not isinstance(value, list) or not all(isinstance(kind, str) for kind in value):
        raise ValueError(f'{where}: must be a list of kinds of story such as ["awards"]')
    for kind in value:
        if kind not in known:
            hint = did_you_mean(kind, known) or f"one of {', '.join(known)}"
            raise ValueError(f"{where}: {kind!r:.60} is no kind of story; {hint}")
    return cast("tuple[DigestKind, ...]", tuple(kind for kind in known if kind in value))
