"""What X is asked for a film: its hashtags and phrases, without its never-words, within X's length.

Facts (https://docs.x.com/x-api/posts/search/integrate/build-a-query and .../operators, read 2026-11-22):
- A query has at most 512 characters for recent search and 1,024 for the archive; counting takes the same.
- A blank means AND and binds before OR; "-" negates one operator, never a group, and can't stand alone.
- Words and hashtags are matched whatever their case, but letter by letter: "ß" is not "ss".
- Retweets are not found by keyword since 2026-05-04 (changelog). `-is:retweet` keeps the counts, which may
  know them, comparable with what search gives; `-is:nullcast` leaves out posts made as advertisements.

Whatever an editor wrote stays a word: it is a plain hashtag, or it stands in double quotes, where operators
mean nothing, and no quote is left in it that could end them.
"""

import re
import unicodedata
from collections.abc import Iterable

from aggregator.model import Film
from aggregator.text import clean, fold, hashtags_in

_NOT_WANTED = ("-is:nullcast", "-is:retweet")
_CLOSING = re.compile(r'["“”„‟«»＂\\]')  # what may end a quotation, or hide its end
_OPERATORS = frozenset({"and", "or", "not"})


def compile_queries(film: Film, limit: int) -> tuple[str, ...]:
    """Queries of at most `limit` characters that together ask for all of the film's hashtags and phrases.

    Each carries the same never-words, the shortest first, in at most half of its length. What of them finds
    no room is left to the judgement of relevance, which looks at all of them anyway. A phrase that is too
    long for a query is asked by its beginning. The same for the same words in any order and case.
    """
    tail = " ".join((*_never(film.never, limit // 2), *_NOT_WANTED))
    room = limit - _length(tail) - len("() ")
    terms = {_hashtag(tag) or _quoted(tag, room) for tag in film.hashtags}
    terms |= {_quoted(phrase, room) for phrase in film.phrases}
    groups: list[list[str]] = []
    for term in sorted(terms - {""}, key=lambda term: (not term.startswith("#"), term)):
        if groups and _length(" OR ".join((*groups[-1], term))) <= room:
            groups[-1].append(term)
        else:
            groups.append([term])
    return tuple(f"{_any_of(group)} {tail}" for group in groups)


def _any_of(terms: list[str]) -> str:
    return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"


def _never(words: Iterable[str], room: int) -> tuple[str, ...]:
    found = {_hashtag(word) if word.startswith("#") else _quoted(word, room, bare=True) for word in words}
    kept: list[str] = []
    for word in sorted(found - {""}, key=lambda word: (len(word), word)):
        if _length(" ".join((*kept, f"-{word}"))) > room:
            break
        kept.append(f"-{word}")
    return tuple(sorted(kept))


def _hashtag(tag: str) -> str:
    """`#tag`, or "" for what X would not read as one hashtag."""
    word = clean(tag).lstrip("#＃")
    return f"#{_small(word)}" if hashtags_in(f"#{word}") == (fold(word),) else ""


def _quoted(phrase: str, room: int, *, bare: bool = False) -> str:
    """The phrase in double quotes, cut between words to `room`; "" for one without any letter or digit.

    `bare`: a single plain word needs no quotes, and leaves more room without them.
    """
    words = _small(_CLOSING.sub(" ", clean(phrase))).split()
    while len(words) > 1 and _length(" ".join(words)) > room - 2:
        words.pop()
    said = " ".join(words)
    if not any(sign.isalnum() for sign in said) or _length(said) > room - 2:
        return ""
    return said if bare and said.isalnum() and said not in _OPERATORS else f'"{said}"'


def _small(word: str) -> str:
    """In small letters, but none becomes two: X compares letter by letter."""
    return "".join(
        sign.lower() if len(sign.lower()) == 1 else sign for sign in unicodedata.normalize("NFC", word)
    )


def _length(text: str) -> int:
    """In UTF-16 units: X does not say how it counts emoji, and this is the longest it can mean."""
    return len(text.encode("utf-16-le")) // 2
