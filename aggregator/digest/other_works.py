"""Is a name that posts use often that of another film? Talk of another film is no theme of ours."""

import re
from collections.abc import Iterable

from aggregator.model.films import Film
from aggregator.text import word_pattern

ANOTHER_WORK = 0.22
"""Share of mentions in which a name stands as a film would. Over 206 names in posts about the films of 2017,
other films have 0.25 to 0.94; people and characters have up to 0.21, but for two that few posts name."""

_VIEWED = re.compile(
    r"\b(?:see|saw|seen|seeing|(?:re)?watch(?:ed|ing)?|bing(?:e|ed|ing))\s+(?:the\s+)?$", re.IGNORECASE
)
_KIND = re.compile(r"\s*(?:\d|(?:movie|film|trailer|series|season|episode)s?\b)", re.IGNORECASE)
_JOINED = re.compile(r"['\"”’]?\s*(?:,?\s*and|&|or|vs\.?|/|,|than|\+)\s*['\"“‘#]?(?:the\s+)?", re.IGNORECASE)


class OtherWorks:
    """Tells names of other films from names of people, by how posts about our film use them."""

    def __init__(self, film: Film) -> None:
        self._own = word_pattern((film.title, *film.former_titles, *film.hashtags, *film.phrases))

    def is_one(self, words: Iterable[str], texts: Iterable[str]) -> bool:
        """Whether these texts use a name as that of a film: "saw X", "X 2", "X and our film"."""
        pattern = word_pattern(words)
        mentions = as_work = 0
        for text in texts:
            own = [found.span() for found in self._own.finditer(text)]
            for found in pattern.finditer(text):
                start, end = found.span()
                mentions += 1
                as_work += bool(
                    _VIEWED.search(text[max(0, start - 30) : start])
                    or _KIND.match(text, end)
                    or any(_JOINED.fullmatch(text, end, low) for low, _ in own if low >= end)
                    or any(_JOINED.fullmatch(text, high, start) for _, high in own if high <= start)
                )
        return mentions > 0 and as_work >= ANOTHER_WORK * mentions
