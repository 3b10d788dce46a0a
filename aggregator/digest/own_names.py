"""How people write a film's names: without its apostrophes and colons, "&" for "and", without its article.

That a post is on topic was decided before (signals.relevance); here its words are read once more, and what is
written a little otherwise than in films.toml must not be taken for another film's name, or for no name.
"""

import re
from collections.abc import Iterable

from aggregator.signals.names import SMALL_WORDS, is_common_phrase, squeeze

_PARTS = re.compile(r"&|\w+(?:['’]\w+)*")
_ARTICLES = frozenset(["the", "a", "an"])
_BETWEEN = r"(?:\s*[.:,!–—-]+\s*|\s+)"


def as_written(names: Iterable[str]) -> re.Pattern[str]:
    """Finds the names, whatever the case and in the forms that people give them, as whole words.

    Names of one word are sought as they are. No names: a pattern that never matches.
    """
    forms = {_form(name) for name in names} - {""}
    if not forms:
        return re.compile(r"(?!)")
    choice = "|".join(sorted(forms, key=lambda form: (-len(form), form)))
    return re.compile(rf"(?<!\w)(?:{choice})(?!\w)", re.IGNORECASE)


def written_as_title(titles: Iterable[str]) -> re.Pattern[str]:
    """Finds titles of two words and more (small ones not counted) in capitals, or run together as a hashtag.

    So nobody writes words that mean what they say ("American made cars"). No such title: never matches.
    """
    forms = set()
    for title in titles:
        parts = _PARTS.findall(title)
        if sum(part.casefold() not in SMALL_WORDS for part in parts) > 1:
            forms.add(_BETWEEN.join(map(_capitalised, parts)))
            forms.add(f"#(?i:{re.escape(squeeze(title))}(?:movie|film)?)")
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(forms))})(?!\w)" if forms else r"(?!)")


def _capitalised(part: str) -> str:
    if part.casefold() in SMALL_WORDS:
        return f"(?i:{_loosely(part)})"
    return f"(?:{_loosely(part[:1].upper() + part[1:])}|{_loosely(part.upper())})"


def _form(name: str) -> str:
    parts = _PARTS.findall(name)
    if len(parts) < 2:
        return r"\s+".join(_apostrophes(re.escape(part)) for part in name.split())
    first, rest = parts[0].casefold(), parts[1:]
    form = _BETWEEN.join(map(_loosely, rest))
    optional = first in _ARTICLES and len(rest) > 1 and not is_common_phrase(" ".join(rest))
    head = f"{_loosely(parts[0])}{_BETWEEN}"
    return f"(?:{head})?{form}" if optional else f"{head}{form}"


def _loosely(part: str) -> str:
    if part == "&" or part.casefold() == "and":
        return "(?:&|and)"
    bare = re.sub("['’]", "", part)
    if len(bare) > 3 and bare[-1] in "sS":
        return f"{re.escape(bare[:-1])}['’]?s"
    return _apostrophes(re.escape(part))


def _apostrophes(word: str) -> str:
    return word.replace("’", "'").replace("'", "['’]")
