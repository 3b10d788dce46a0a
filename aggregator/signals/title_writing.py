"""How a title that is a common phrase is written in a post: as a name, or as the words that it is made of.

Capitals tell a name from a phrase - unless everything around has them too, as in a headline, or the title is
part of a longer name ("Stevie Wonder", "Life of Pi").
"""

import re

from aggregator.signals.common_words import COMMON_WORDS
from aggregator.signals.names import SMALL_WORDS

_CINEMA = """
movie movies film films filmmaker filmmakers filmmaking cinema cinemas cinematic cinematography
cinematographer cineplex theater theaters theatre theatres imax trailer trailers teaser screening screenings
premiere premiered premieres sequel prequel remake spoiler spoilers popcorn matinee actor actors actress
actresses acting costar starring director directors directed screenplay screenwriter soundtrack bluray imdb
letterboxd oscar oscars bafta baftas hollywood fandango flick biopic blu-ray
"""
CINEMA_WORDS = frozenset(_CINEMA.split())
"""Words that speak of films, whichever film: they vouch for no particular one."""

_NEIGHBOUR_WORDS = """
i just saw see seen watch watched watching seeing review movie film trailer teaser cast official new this
but so if when why how what or also going really finally loved love director star stars starring
nowwatching nw my your our is was has damn omg wow yes lol man hey and because go need gotta y'all yall
"""
_PLAIN_NEIGHBOURS = frozenset((*_NEIGHBOUR_WORDS.split(), *CINEMA_WORDS))
_VERDICT_LIST = "great good best excellent amazing awesome brilliant must worth loved"
_VERDICTS_AFTER = frozenset(_VERDICT_LIST.split())
_PARTS_OF_A_FILM_LIST = "review reviews cast scene making ending premise plot twist story end"
_OF_A_FILM = CINEMA_WORDS | frozenset(_PARTS_OF_A_FILM_LIST.split())
_DETERMINER_WORDS = "the a an my your his her our their this that these those no some any of real every whole"
_DETERMINERS = frozenset(_DETERMINER_WORDS.split())
_ASSERTS_LIST = "is are was were be being s re pure absolute total comedy"
_ASSERTS = frozenset(_ASSERTS_LIST.split())
_VERBS_LIST = "was looks looked made had deserves deserved got might did broke wrecked"
_VERBS_OF_A_FILM = frozenset(_VERBS_LIST.split())

_WORD_BEFORE = re.compile(r"([^\W\d_][\w'’]*)\s$")
_WORD_AFTER = re.compile(r"\s([^\W\d_][\w'’]*)")
_OF_AFTER = re.compile(r"\sof\b(?!\s(?:course|all)\b)", re.IGNORECASE)
_NAME_OF_BEFORE = re.compile(r"([A-Z][\w'’]+)\s(?:[Oo]f|[Ff]rom|OF|FROM)\s$")
_NAME_FILM_BEFORE = re.compile(r"([A-Z][\w'’]+)\s(?:Film|Movie)\s$")
_WORDS = re.compile(r"(?<![\w@#/])[^\W\d_][\w'’]*")
_LISTED_SOURCE = re.compile(r"[-–—|]\s['\"“‘]?$")
_ENDS_AFTER = re.compile(r"[\s'\"”’]*(?:$|[#@…|]|,?\s?(?:see more|via)\b)", re.IGNORECASE)
_SENTENCE_ENDS = ".!?:;\n…)|-–—>•"
_HEADLINE_WORDS = 5
_HEADLINE_SHARE = 0.9


class Writing:
    """One text, looked at for one title: what its capitals are worth is found out once, when asked for."""

    __slots__ = ("_plain_capitals", "linked", "text")

    def __init__(self, text: str, linked: bool) -> None:
        self.text = text
        self.linked = linked
        self._plain_capitals: bool | None = None

    def capitals_say_nothing(self, start: int, end: int) -> bool:
        """Whether nearly every word but the title has its capital: a headline, or shouting."""
        if self._plain_capitals is None:
            around = _WORDS.findall(self.text, 0, start) + _WORDS.findall(self.text, end)
            listed = [word for word in around if word.lower() not in SMALL_WORDS]
            capitals = sum(word[0].isupper() for word in listed)
            self._plain_capitals = len(listed) >= _HEADLINE_WORDS and capitals >= _HEADLINE_SHARE * len(
                listed
            )
        return self._plain_capitals

    def is_source(self, start: int, end: int) -> bool:
        """Whether a link's title ends with it, as with the name of a newspaper: "Snow to come - The Star"."""
        return (
            self.linked
            and _LISTED_SOURCE.search(self.text, max(0, start - 4), start) is not None
            and _ENDS_AFTER.match(self.text, end) is not None
        )

    def is_name(self, start: int, end: int, words: list[str], *, said: bool = False) -> bool:
        """With capitals where the title has them, where a common phrase would have none.

        `said`: what stands beside it makes it a title already ("the end of Gold"), only its capitals count.
        """
        text = self.text
        if not has_capitals(text[start:end], words) or self.capitals_say_nothing(start, end):
            return False
        if said:
            return not makes_another_name(text, start, end)
        before = _WORD_BEFORE.search(text, max(0, start - 30), start)
        after = _WORD_AFTER.match(text, end, end + 30)
        if before is not None:
            lower = before.group(1).casefold()
            if lower in _DETERMINERS:
                return False
            emphasised = len(words) == 1 and len(words[0]) > 1 and text[start:end].isupper()
            if emphasised and (lower in _ASSERTS or lower in CINEMA_WORDS):
                return False  # "cinema GOLD", "such films are GOLD"
        if begins_sentence(text, start) and len(words) == 1 and after is not None:
            verb = after.group(1)
            if verb.islower() and verb not in _VERBS_OF_A_FILM:
                return False
        return not makes_another_name(text, start, end) and not self.is_source(start, end)


def has_capitals(found: str, words: list[str]) -> bool:
    """Whether the words of the title as they were found have their capitals."""
    return all(
        word[:1].isupper() or not own[:1].isupper() for word, own in zip(found.split(), words, strict=False)
    )


def makes_another_name(text: str, start: int, end: int, *, shouting: bool = False) -> bool:
    """Whether the title is part of a longer name: "Wonder Woman", "NO WONDER", "Life of Pi", "Film Gold".

    `shouting`: all of the text is in capitals, so that those of its neighbours say nothing.
    """
    if _OF_AFTER.match(text, end) is not None:
        return True
    for pattern in (_NAME_OF_BEFORE, _NAME_FILM_BEFORE):
        longer = pattern.search(text, max(0, start - 40), start)
        if longer is not None and longer.group(1).casefold() not in _OF_A_FILM:
            plain = begins_sentence(text, longer.start(1)) and _is_plain(longer.group(1).casefold())
            if not plain and longer.group(1).casefold() not in SMALL_WORDS:
                return True
    shouted = text[start:end].isupper() and not shouting
    for found in (
        _WORD_BEFORE.search(text, max(0, start - 30), start),
        _WORD_AFTER.match(text, end, end + 30),
    ):
        if found is None:
            continue
        word = found.group(1)
        lower = word.casefold()
        if len(word) > 1 and word.isupper() and shouted and lower not in _PLAIN_NEIGHBOURS:
            return True
        if not word[:1].isupper() or word.isupper() or lower in SMALL_WORDS or lower in _PLAIN_NEIGHBOURS:
            continue
        if found.start(1) < start and begins_sentence(text, found.start(1)) and _is_plain(lower):
            continue
        if lower in _VERDICTS_AFTER if found.start(1) > start else lower.endswith(("'s", "’s")):
            continue
        return True
    return False


def has_determiner(text: str, at: int) -> bool:
    """Whether an article, a pronoun or "of" stands before: "my country made was ..."."""
    before = _WORD_BEFORE.search(text, max(0, at - 30), at)
    return before is not None and before.group(1).casefold() in _DETERMINERS


def begins_sentence(text: str, at: int) -> bool:
    """Whether a word has its capital from the beginning of a sentence."""
    before = text[:at].rstrip()
    return not before or before[-1] in _SENTENCE_ENDS


def _is_plain(word: str) -> bool:
    """A word that has its capital from the beginning of the sentence, not from being a name."""
    return word in COMMON_WORDS or word.endswith(("ing", "ed", "ly"))
