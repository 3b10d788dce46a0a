"""What Reddit is asked for a film: titles to search, and how a subreddit is read. For reddit.py alone."""

import re
from collections.abc import Iterable

from aggregator.model import Film
from aggregator.text import fold

_LONGEST = 500  # characters of a search; Reddit takes 512
_SHORTEST_NAME = 5  # a shorter name may stand in any other by chance


def search_targets(film: Film) -> tuple[str, ...]:
    """`search:title:"the glass harbour" OR title:"harbour film"`, in as many as their length asks for."""
    return tuple(f"search:{words}" for words in _joined(f'title:"{name}"' for name in _names(film)))


def subreddit_targets(name: str, film: Film) -> tuple[str, ...]:
    """`subreddit:glassharbour` for one that bears the film's name; any other with the words to look for."""
    ours = {_squashed(word) for word in (*_names(film), *film.hashtags)}
    folded = fold(name)
    if any(len(word) >= _SHORTEST_NAME and word in _squashed(folded) for word in ours):
        return (f"subreddit:{folded}",)
    return tuple(f"subreddit:{folded} {words}" for words in _joined(f'"{word}"' for word in _names(film)))


def _names(film: Film) -> list[str]:
    """What people call the film, folded, without signs that mean something in a search."""
    said = (film.title, *film.former_titles, *film.phrases)
    names = {" ".join(re.sub(r'["()\[\]{}\\:*?~^+!|&]', " ", fold(name)).split()) for name in said}
    return sorted(name for name in names if name)


def _joined(terms: Iterable[str]) -> list[str]:
    """The terms with OR between them, each text short enough for a search."""
    found: list[str] = []
    for term in terms:
        longer = f"{found[-1]} OR {term}" if found else term
        if found and len(longer) <= _LONGEST:
            found[-1] = longer
        else:
            found.append(term)
    return found


def _squashed(word: str) -> str:
    return re.sub(r"[\W_]+", "", fold(word))
