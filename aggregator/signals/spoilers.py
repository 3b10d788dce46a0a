"""Posts that give the story away: held back from quotes, counted, shown to an editor who asks."""

import re
from collections.abc import Iterator
from datetime import UTC

from aggregator.model import Film, Flag, Post
from aggregator.signals.flags import SPOILER
from aggregator.signals.names import squeeze
from aggregator.signals.text_words import TextWords
from aggregator.text import word_pattern

_FREE = re.compile(  # "no spoilers": the word that promises the opposite
    r"""\b(?:no|non|not?\s+a|without|w/o|zero|any|avoid(?:ing|ed)?|hate|don'?t\s+want|stop(?:\s+with)?
        |dodg(?:e|ed|ing)|mute|muting|minor|before|until|because\s+of|by|of|from|miss(?:ed)?|escaped
        |thanks?\s+for|needs?|sin|sem|sans|senza|ohne|zonder|utan|uden)
        (?:\s+(?:the|all|more|any|major|big|huge|posting|your|these))*[\s-]*spoil\w*
      | spoilers?\s+(?:deleted|removed|redacted|omitted) | spoiler[\s-]?(?:free|less)
      | \#(?:no|avoid)\w*spoil\w* | \#spoilerfree\w*""",
    re.VERBOSE,
)
# A site's or somebody's name ("spoilers.example.com", "@SpoilerTown") gives nothing away.
_NOT_SAID = re.compile(
    r"https?://\s?\S+|www\.\s?\S+|(?<![\w.-])[\w.-]{0,40}spoilers?[\w-]{0,40}\.(?:com|net|org|eu|nl|co|tv)\b\S*"
    r"|@\w+|#\d\w*"
)
_MARK = re.compile(
    r"""\#\w*spoilers?(?:alert|warning|ahead)?\b
      | \bspoilers?\s*(?:alert|warning|ahead|below|incoming|territory|:|!)
      | [\[(*]\s*spoilers?\b | ^\W*spoilers?\b""",
    re.VERBOSE,
)
_CUE = re.compile(
    r"""\b(?:
        (?:dies?|died|killed(?:\s+off)?|dead)\s+(?:at|in|by|near)\s+the\s+(?:very\s+)?end
      | (?:the\s+)?(?:ending|end|last\s+scene|final\s+scene)
        \s+(?:where|when|in\s+which|with\s+\w+\s+(?:dying|dead))(?!\s+(?:you|i|we)\b)
      | (?:post|mid|after|end)[\s-]?credits?\s+(?:scenes?|stinger)
        \s+(?:shows?|reveals?|where|when|with|has|had|is\s+(?:of|about)|sets?\s+up)
      | (?:turns|turned)\s+out\s+(?:that\s+)?(?:he|she|they|it|the\s+\w+)\s+(?:was|is|were|are)\s+(?:the\s+)?
        (?:killer|murderer|villain|traitor|mole|bad\s+guy|father|mother|brother|sister|dead|alive
        |a\s+ghost|behind)
      | (?:the\s+)?(?:killer|murderer|traitor|mole)\s+(?:is|was|turns\s+out\s+to\s+be)(?:\s+actually)?
        (?!\s+(?:on|in|so|very|really|such|a\s+great|amazing|good|terrific|terrifying|creepy|scary)\b)
      | (?:the\s+)?(?:big\s+)?(?:plot\s+)?twist\s+(?:is|was)\s+(?:that|how|when|he|she)
      | (?:he|she|they)\s+(?:was|were|is|are)\s+(?:dead|alive|a\s+ghost)
        \s+(?:all\s+along|the\s+whole\s+time|all\s+this\s+time)
      | when\s+(?:he|she|they)\s+(?:finally\s+)?
        (?:dies?|died|gets?\s+killed|got\s+killed|kills\s+(?:him|her))
        (?!\s+at\s+\d)
    )(?!\w)""",
    re.VERBOSE,
)
_CUE_HINTS_LIST = """
end ending scene scenes credits credit stinger turns turned killer murderer traitor mole twist along whole
time dies die died killed kills kill
"""
_CUE_HINTS = frozenset(_CUE_HINTS_LIST.split())
_FATE_HINTS_LIST = "death dies died dead killed survives kills alive rip r"
_FATE_HINTS = frozenset(_FATE_HINTS_LIST.split())
_ON_FILM = re.compile(
    r"\b(?:spoil\w*|films?|movies?|cinema|series|episodes?|finale|ending|season)\b", re.IGNORECASE
)


class Spoilers:
    """The judgement for one film, its patterns built once."""

    def __init__(self, film: Film) -> None:
        self._secrets = word_pattern(film.secrets) if film.secrets else None
        self._until = film.secret_until
        self._own = tuple(sorted({squeeze(name) for name in (film.title, *film.hashtags)} - {""}))
        whole = {name.lower() for name in film.characters}
        first = {name.split()[0].lower() for name in film.characters}
        first = {
            name for name in first if len(name) > 3 and name not in ("captain", "doctor", "agent", "king")
        }
        names = sorted(whole | first, key=lambda one: (-len(one), one))
        self._fates: re.Pattern[str] | None = None
        if names:
            who = "|".join(map(re.escape, names))
            self._fates = re.compile(
                rf"""\b(?:{who})(?:'s\s+death\b|\s+(?:actually\s+|really\s+)?(?:
                        dies|died|is\s+(?:dead|killed|alive)|gets\s+killed|(?:got|was)\s+killed|survives|kills))
                   | \b(?:death\s+of|kill(?:s|ed)(?:\s+off)?|r\.?i\.?p\.?)\s+(?:{who})\b""",
                re.VERBOSE,
            )

    def flags(self, post: Post, said: TextWords) -> Iterator[Flag]:
        """At most one: why the post is taken to give something away."""
        reason = self._reason(post, said)
        if reason:
            yield Flag(SPOILER, reason)

    def _reason(self, post: Post, said: TextWords) -> str:
        if self._secrets is not None and (
            self._until is None or post.created_at.astimezone(UTC).date() < self._until
        ):
            covered = f"{post.spoiler_text or ''}\n{post.text}"
            if self._secrets.search(covered) is not None:
                return "holds one of the film's secrets"
        if post.spoiler_text and (
            _ON_FILM.search(post.spoiler_text) is not None
            or any(name in squeeze(post.spoiler_text) for name in self._own)
        ):
            return "stands behind a warning that speaks of the film"
        folded = said.folded
        if "spoiler" in folded:
            left = _FREE.sub(" ", _NOT_SAID.sub(" ", folded))
            if "spoiler" in left and _MARK.search(left) is not None:
                return "marked as a spoiler by its author"
        if not _CUE_HINTS.isdisjoint(said.words) and _CUE.search(folded) is not None:
            return "tells how something ends"
        fated = self._fates is not None and not _FATE_HINTS.isdisjoint(said.words)
        if fated and self._fates is not None and self._fates.search(folded) is not None:
            return "tells a character's fate"
        return ""
