"""Whether a post means the film when the title is a common phrase: Gold, Life, American Made.

A search for such a title finds bed sheets. What tells a fan from a shop is how the title is written
(title_writing), what is said right beside it (title_talk) and what else the post speaks of; every rule was
read off real posts, and each post left out has a reason in words.
"""

import re
from itertools import islice
from typing import NamedTuple

from aggregator.model import Film, Post
from aggregator.signals import title_talk as talk
from aggregator.signals.names import SMALL_WORDS, people_pattern, squeeze
from aggregator.signals.text_words import words_of
from aggregator.signals.title_writing import (
    CINEMA_WORDS,
    Writing,
    has_capitals,
    has_determiner,
    makes_another_name,
)

_CINEMA_PHRASES = (
    "box office|academy awards?|golden globes?|rotten tomatoes|best picture|supporting act(?:or|ress)"
    "|(?:end|opening|closing) credits|credit scroll|plot (?:twist|hole)s?|blockbuster|sci-?fi|thriller"
    "|opening (?:weekend|night)|dialogue|cineworld|cinemark|drafthouse|amc theat(?:er|re)s|regal cinemas"
)
_CINEMA_PHRASES_HINTS_LIST = """
box academy golden rotten best supporting end opening closing credit plot blockbuster sci scifi thriller
dialogue cineworld cinemark drafthouse amc regal
"""
_CINEMA_PHRASES_HINTS = frozenset(_CINEMA_PHRASES_HINTS_LIST.split())
_PHRASES = re.compile(rf"(?<!\w)(?:{_CINEMA_PHRASES})(?!\w)", re.IGNORECASE)
_CINEMA_HANDLE = (
    r"@\w*(?:movie|film|cinema|cineworld|cineplex|cinepolis|cinemark|imax|theatre|theater|rottentomatoes)\w*"
)
_HANDLE = re.compile(_CINEMA_HANDLE, re.IGNORECASE)
_VAGUE_LIST = "acting director directors directed hollywood oscar oscars premiere popcorn"
_VAGUE = frozenset(_VAGUE_LIST.split())
"""Words of the cinema that don't vouch for a whole phrase, which stands beside everything."""
_NOT_SEEING = (
    r"(?!\s+(?:(?:our|your|my|profile|below|link|bio|why|how|you|for (?:yourself|more|details))\b"
    r"|more\s+[#@…]))"
)
_SEEING = (
    rf"(?:see|watch){_NOT_SEEING}|watched|watching|rewatch|rewatched|rewatching|saw|seen|seeing|scenes?|cast|plot"
    "|dvd|tickets?|netflix|reviewed|screened|characters"
    "|(?<!live )performances?"
)
_SEEING_IT = (  # beside one common word: what is seen must be said
    r"(?:see|saw|seen|seeing|(?:re)?watch(?:ed|ing)?)\s+(?:it|this|that|again)|must[- ](?:see|watch)|scenes?"
    r"|plot|(?:the|star|whole|great|amazing|supporting|ensemble) cast|cast of|tickets? (?:to|for)|screened"
    r"|dvd|characters|(?<!live )performances?"
)
_SEEING_ANY = re.compile(rf"(?<!\w)(?:{_SEEING})(?!\w)", re.IGNORECASE)
_SEEING_THIS = re.compile(rf"(?<!\w)(?:{_SEEING_IT})(?!\w)", re.IGNORECASE)
_SEEING_HINTS_LIST = """
see watch watched watching rewatch rewatched rewatching saw seen seeing scene scenes cast plot dvd ticket
tickets netflix reviewed screened characters performance performances
"""
_SEEING_HINTS = frozenset(_SEEING_HINTS_LIST.split())
_TAG_PARTS = (
    "movie", "film", "cinema", "trailer", "oscar", "theatre", "theater", "nowwatching", "fandango",
    "boxoffice", "justwatched", "nowshowing",
)  # fmt: skip
_LINK = re.compile(r"https?://\s?\S+(?:\s\S*[/?=&%]\S*)*|www\.\S+|pic\.twitter\.com/\S+", re.IGNORECASE)
_TAG = re.compile(r"[#＃]\w+")
_OWN_WORD = re.compile(r"(?<![\w#@])[^\W\d_]{2,}")
_PILE = 5
"""Hashtags from which a post with few own words is a pile of them: one of them says nothing."""


_BEFORE = 90
"""Signs before a title that are looked at."""

_MOST_PLACES = 12
"""Places of the title in one post that are looked at."""


class _Place(NamedTuple):
    """Where the title stands in a text, and what is before it (without the "#" of a hashtag)."""

    start: int
    end: int
    tagged: bool
    before: str


class CommonTitle:
    """The judgement for one film with such a title, its patterns built once.

    Any of these makes a post the film's:

    1. "saw Gold", "the movie Gold", "Gold trailer", "Gold (2016)", "Gold 8/10", whatever the case; a plural
       with a singular verb ("Fences was");
    2. a title of several words with a verdict in the past ("American Made was so good"), and one that is
       written as a name with a verdict ("#GoldMine is great") or after a verb of opinion;
    3. the title beside the name of somebody who made the film;
    4. the title written as a name - a hashtag, in quotes, or with capitals inside a sentence, and not as part
       of another name ("Stevie Wonder", "Life of Pi") - beside a word of the cinema. Words of seeing
       ("watched") are enough only beside a title of two words, or in quotes or as a hashtag;
    5. a whole phrase ("Thank You for Your Service") beside a word of the cinema, or as the subject of a verb.
    """

    def __init__(self, film: Film) -> None:
        self._title = film.title
        self._words = film.title.rstrip("!?.… ").split() or film.title.split()
        content = [word for word in self._words if word.casefold() not in SMALL_WORDS]
        self._several = len(content) > 1
        self._phrase = len(content) > 2
        self._small_first = self._words[0].casefold() in SMALL_WORDS
        self._plural = not self._several and self._words[-1].casefold().endswith("s")
        self._clause_ends = talk.CLAUSE_ENDS_OF_SEVERAL if self._several else talk.CLAUSE_ENDS
        self._tags = frozenset(squeeze(name) for name in (film.title, *film.former_titles))
        self._people = people_pattern(film)
        title = r"\s+".join(map(re.escape, self._words))
        joined = "".join(map(re.escape, self._words))
        self._mention = re.compile(
            rf"(?<![\w@/.-])(?:#?{title}|#{joined})(?![\w@/-]|['’](?!s\b)\w|\s-[^\W\d_])", re.IGNORECASE
        )
        self._quoted = re.compile(rf"[\"“'‘*_]\s?{title}\s?[\"”'’*_.,!]", re.IGNORECASE)
        own = {word.casefold() for word in self._words}
        self._cinema = CINEMA_WORDS - own - (_VAGUE if self._phrase else frozenset[str]())

    def reason_off_topic(self, post: Post) -> str | None:
        """Why the post does not mean the film, in words; None where it does."""
        text = post.text
        tagged = not self._tags.isdisjoint(post.hashtags)
        if self._mention.search(text) is None and not tagged:
            return "does not name the film"
        linked = "://" in text or "www." in text or "pic.tw" in text
        if linked:
            text = _LINK.sub(" ", text)
        if self._people is not None and self._people.search(text) is not None:
            return None
        writing = Writing(text, linked)
        places = self._places(text)
        if any(self._is_meant(writing, place) for place in places):
            return None
        return self._reason_by_company(post, writing, places, tagged)

    def _reason_by_company(
        self, post: Post, writing: Writing, places: list[_Place], tagged: bool
    ) -> str | None:
        """Rule 4 and the first half of rule 5: how the title is written, and what else is spoken of."""
        text = writing.text
        words = words_of(text).words
        cinema = self._speaks_of_cinema(text, words)
        if self._phrase and cinema:
            return None
        quoted = self._quoted.search(text) is not None
        marked = quoted or (tagged and not _is_pile(text))
        if not marked and not any(
            writing.is_name(place.start, place.end, self._words) for place in places if not place.tagged
        ):
            return f"{self._title!r} is a common phrase, and is not written as a name here"
        seen = not _SEEING_HINTS.isdisjoint(words) and (
            ((quoted or self._several) and _SEEING_ANY.search(text) is not None)
            or (marked and _SEEING_THIS.search(text) is not None)
        )
        if seen or cinema or any(part in tag for tag in post.hashtags for part in _TAG_PARTS):
            return None
        return f"{self._title!r} is a common phrase, and nothing beside it speaks of a film"

    def _places(self, text: str) -> list[_Place]:
        places = []
        for found in islice(self._mention.finditer(text), _MOST_PLACES):
            start, end = found.span()
            tagged = text[start] == "#"
            before = text[max(0, start - _BEFORE) : start]
            places.append(_Place(start + tagged, end, tagged, before))
        return places

    def _speaks_of_cinema(self, text: str, words: frozenset[str]) -> bool:
        return (
            not self._cinema.isdisjoint(words)
            or (not _CINEMA_PHRASES_HINTS.isdisjoint(words) and _PHRASES.search(text) is not None)
            or ("@" in text and _HANDLE.search(text) is not None)
        )

    def _is_meant(self, writing: Writing, place: _Place) -> bool:
        """Rules 1 and 2, and the second half of rule 5, at one place of the title."""
        text, end = writing.text, place.end
        return (
            (self._phrase and talk.SUBJECT.match(text, end) is not None)
            or self._is_judged(text, place)
            or (self._plural and self._is_judged_as_one(text, place))
            or self._is_rated(text, place)
            or (talk.SEEN.search(place.before) is not None and self._is_seen(writing, place))
            or self._is_called_a_film(text, place)
            or (self._is_spoken_of(text, place) and self._is_marked_or_name(writing, place))
        )

    def _is_judged(self, text: str, place: _Place) -> bool:
        """Of two words or more, a verdict in the past tells a film from a thing: "Gold Mine was so good"."""
        return (
            len(self._words) > 1
            and not place.tagged
            and talk.JUDGED.match(text, place.end) is not None
            and not has_determiner(text, place.start)
        )

    def _is_judged_as_one(self, text: str, place: _Place) -> bool:
        """A plural with a verdict in the singular: "fences was good"."""
        return talk.JUDGED_AS_NAME.match(text, place.end) is not None and not has_determiner(
            text, place.start
        )

    def _is_rated(self, text: str, place: _Place) -> bool:
        """With a rating: "Gold 8/10", "gold mine: 7/10", not "this gold. 10/10"."""
        return (
            talk.RATED.match(text, place.end) is not None
            and (self._several or self._plural or self._has_capitals(text, place))
            and not has_determiner(text, place.start)
        )

    def _is_called_a_film(self, text: str, place: _Place) -> bool:
        """Such as "the movie Gold", "Gold (2016)", "the Gold soundtrack", but not "my gold soundtrack"."""
        end = place.end
        called = (
            talk.FILM_AFTER.match(text, end) is not None
            or talk.IS_A_FILM.match(text, end) is not None
            or talk.FILM_BEFORE.search(place.before) is not None
        )
        if not called and not self._phrase and talk.IS_AFTER_QUOTE.match(text, end) is not None:
            # A whole phrase is quoted as such: "'Thank you for your service' is worn out".
            called = talk.QUOTE_BEFORE.search(place.before) is not None
        if not called and talk.PART_AFTER.match(text, end) is not None:
            called = self._has_capitals(text, place) or place.before.lower().endswith("the ")
        return called and not makes_another_name(text, place.start, end)

    def _is_spoken_of(self, text: str, place: _Place) -> bool:
        """What says nothing beside small letters, but much beside a name."""
        end = place.end
        # "Fences is amazing": a plural with a singular verb is a title, if it is written as a name.
        return (
            (self._plural and talk.SINGULAR.match(text, end) is not None)
            or (self._several and talk.JUDGED_AS_NAME.match(text, end) is not None)
            or talk.LIVES_UP.match(text, end) is not None
            or talk.EQUALS.match(text, end) is not None
            or talk.SPOKEN_OF.search(place.before) is not None
            or talk.SEEN_WITH_OTHERS.search(place.before) is not None
            or ((self._plural or self._several) and talk.SEEN_THE.search(place.before) is not None)
            or (place.tagged and talk.SEEN_AND_TAGGED.search(place.before) is not None)
        )

    def _is_seen(self, writing: Writing, place: _Place) -> bool:
        text, start, end = writing.text, place.start, place.end
        quoted = talk.QUOTE_BEFORE.search(place.before) is not None
        if place.tagged or (quoted and talk.QUOTE_AFTER.match(text, end) is not None):
            return True
        shouting = text[start:end].isupper() and writing.capitals_say_nothing(start, end)
        sure = (
            quoted
            or (self._has_capitals(text, place) and not shouting)
            or (not self._small_first and self._clause_ends.match(text, end) is not None)
            or (not self._small_first and talk.GO_SEE.search(place.before) is not None)
        )
        return sure and not makes_another_name(text, start, end, shouting=shouting)

    def _is_marked_or_name(self, writing: Writing, place: _Place) -> bool:
        text = writing.text
        if place.tagged:
            return not _is_pile(text)
        if "&" in place.before[-3:]:
            return False
        if not self._has_capitals(text, place):
            # "tickets to gold mine", not "tickets to gold mine tours", and not "my gold mine is good"
            return (
                self._several
                and not self._small_first
                and self._clause_ends.match(text, place.end) is not None
                and not has_determiner(text, place.start)
            )
        return talk.QUOTE_BEFORE.search(place.before) is not None or writing.is_name(
            place.start, place.end, self._words, said=True
        )

    def _has_capitals(self, text: str, place: _Place) -> bool:
        return has_capitals(text[place.start : place.end], self._words)


def _is_pile(text: str) -> bool:
    """Whether a text is mostly hashtags."""
    if text.count("#") < _PILE:
        return False
    tags = len(_TAG.findall(text))
    return tags >= _PILE and len(_OWN_WORD.findall(text)) <= tags
