"""What is passed on without a word of one's own: headlines and news with their link, programmes, box office.

Whoever passes them on may well be a fan; but the words are a newspaper's or a cinema's, and no feeling of the
sender's can be read off them. Only forms that hardly anybody writes by hand are taken: a headline is known by
its capitals, one in plain sentences by how news is written (plain_news).
"""

import re
from typing import Literal, NamedTuple

from aggregator.model import Film
from aggregator.signals.plain_news import PlainNews
from aggregator.signals.text_words import TextWords

HEADLINE = "a headline and its link, without words of the sender's own"
PROGRAMME = "the programme of a cinema"
BOX_OFFICE = "figures of the box office"
BROADCAST = "points to a review or a broadcast of its own"


class Found(NamedTuple):
    """What a post passes on: the exclusion that follows, and the sign it was known by, in words."""

    kind: Literal["critic or press", "promotion"]
    because: str


_FEWEST_WORDS, _FEWEST_OTHERS = 5, 3
_SHARE = 0.8
_LINK = re.compile(r"https?://\s?\S+(?:\s\S*[/?=&%]\S*)*|www\.\S+|pic\.twitter\.com/\S+", re.IGNORECASE)
_PERSONAL_LINK = re.compile(
    r"(?:instagram|swarmapp|4sq|path|letterboxd|goodreads|(?<!pic\.)twitter|flixster)\.com/"
    r"|\bx\.com/|\bbsky\.app/",
    re.IGNORECASE,
)
_APART = re.compile(r"[#@]\w+|\b[Vv]ia\b|[|/…]")
_WORD = re.compile(r"(?<![\w'’])[^\W\d_](?:\w|['’](?=\w))*|(?<=['’])(?<!\w['’])[^\W\d_](?:\w|['’](?=\w))*")
_OWN = re.compile(  # a person's words, in whatever case
    r"\bI\b|\bI['’]|[!?]{2}|\.\.\.|[:;]-?[()DP]|[\u2600-\u27bf\U0001f300-\U0001faff]"
    r"|(?i:\b(?:lol|omg|lmao|wow|yay|ugh|y['’]all|just (?:saw|seen|watched)|can['’]?t wait"
    r"|so (?:good|excited|bad)|(?:off|going|went|want|wanna|need|about) (?:to )?(?:see|watch)|go\W+see"
    r"|must see|at the (?:movies|cinema)|watching|my|loved?|tonight)\b)"
)
_FELT = re.compile(
    r"[!?★☆⭐]|<3|:\)|[:;]-?[DP(]|\b\d{1,2}(?:\.\d)?\s?/\s?(?:5|10)\b|:\s*\d{1,2}(?:\.\d)?\b"
    r"|#(?!(?i:imdb|movies?|films?|news|music|review|moviereview|trailer)\b)[A-Za-z]\w*"
    r"|[\u2600-\u27bf\U0001f300-\U0001faff]|(?:instagram|twitter|letterboxd|swarmapp|path|trakt)\."
    r"|\bx\.com|\bbsky\.app"
)
"""By what somebody says a word beside a bare title: a mark, a sign, a hashtag, a page of their own."""
_OWN_SMALL = re.compile(r"\b(?:i|im|me|we|our|us|you|your|u|ur|this|it)\b")
_SHORT_LIST = "a an and as at but by for from in is of on or the to with vs"
_SHORT_WORDS = frozenset(_SHORT_LIST.split())
_TIME = re.compile(r"\b\d{1,2}(?:[:.]\d\d\s?(?:[ap]\.?m\b)?|\s?[ap]\.?m\b)", re.IGNORECASE)
_SHOWING = re.compile(
    r"\bnow (?:playing|showing) (?:at|in)\b|\bshowing(?: today| this week| all day)?[:(]|\bwill be showing\b"
    r"|\bscreen \d|\bshowtimes?\b.{0,40}:|\bin theat(?:er|re)s (?:now|today|friday)\W.{0,60}\b(?:tix|tickets)"
    r"|\bget (?:your )?(?:tix|tickets)\b|\balso screening|\((?:R|PG|PG-?13|12A|U)\)"
    r"|#now(?:playing|showing)\b.{0,40}(?:theat|cinema|tix|ticket|\bat\b)|\bsee\b.{0,60}#now(?:playing|showing)"
    r"|\bfree (?:advance )?(?:movie |film )?(?:preview )?screening\b|\bplaying (?:this week )?at the\b"
    r"|\b(?:opens|starts|starting|beginning) (?:this )?(?:today|tomorrow|friday|weekend)\b",
    re.IGNORECASE,
)
_SHOWING_LIST = """
playing showing screen showtime showtimes theaters theatres tix tickets screening r pg pg13 12a u nowplaying
nowshowing opens starts starting beginning
"""
_SHOWING_HINTS = frozenset(_SHOWING_LIST.split())
_AT_THE_CINEMA = re.compile(r"\d\s?[ap]\.?m\.?\s+(?:matinee\s+)?at\s+(?:the\s+)?@\w", re.IGNORECASE)
_OUR_REVIEW = r"\bour (?:\w+ ){0,2}reviews?\b|\b(?:new|latest|this week['’]s) podcast\b"
_EPISODE = r"|\b(?:new|latest|this week['’]s) (?:episode|ep)\b|\bepisode \d|\bep\.?\s?\d{2,}"
_BROADCAST_LIST = "our podcast episode ep"
_BROADCAST_HINTS = frozenset(_BROADCAST_LIST.split())
_FIRST_PERSON_LIST = "i im me my we us"
_FIRST_PERSON = frozenset(_FIRST_PERSON_LIST.split())
_MONEY = re.compile(
    r"[$£€]\s?\d[\d.]*\s?(?:k|m|mil|million|bn?|billion)\b|[$£€]\s?\d{1,3}(?:,\d{3})+", re.IGNORECASE
)
_WORDS_AN_AMOUNT = 5
"""With more words to each amount of money somebody speaks about them."""
_KINDS_LIST = """
movie film review reviews trailer trailers teaser clip clips featurette interview soundtrack spot tv official
original motion picture final international poster roll
"""
_KINDS = frozenset(_KINDS_LIST.split())
_BESIDE_LIST = "new hd the a an of for on video watch b full post first look"
_BESIDE_KINDS = frozenset(_BESIDE_LIST.split())


class PassedOn:
    """The judgement for one film."""

    def __init__(self, film: Film) -> None:
        names = (film.title, *film.former_titles, *film.hashtags)
        titles = "|".join(re.escape(name) for name in (film.title, *film.former_titles) if name.strip())
        self._review = re.compile(
            rf"(?<!\w)(?:{titles})\s?[\"”'’]?\s+(?:(?:movie|film)\s+)?review\s?[:–—|-]", re.IGNORECASE
        )
        own_episodes = film.kind == "series"  # whose fans speak of episodes themselves
        self._broadcast = re.compile(_OUR_REVIEW + ("" if own_episodes else _EPISODE), re.IGNORECASE)
        self._own = frozenset(word.lower() for name in names for word in _WORD.findall(name))
        self._news = PlainNews(names)

    def found(self, said: TextWords) -> Found | None:
        """What a post passes on, None where somebody may speak for themselves."""
        text = said.text
        linked = "http" in said.folded or "www." in said.folded
        if linked and (self._news.is_news(said) or (_may_be_headline(said) and self._is_headline(said))):
            return Found("critic or press", HEADLINE)
        if ("$" in text or "£" in text or "€" in text) and _is_list_of_figures(text):
            return Found("critic or press", BOX_OFFICE)
        if (
            linked
            and not _BROADCAST_HINTS.isdisjoint(said.words)
            and self._broadcast.search(text) is not None
        ):
            return Found("critic or press", BROADCAST)
        if _FIRST_PERSON.isdisjoint(said.words) and _is_programme(said, linked):
            return Found("promotion", PROGRAMME)
        return None

    def _is_headline(self, said: TextWords) -> bool:
        """No word of a person's, and capitals throughout, "<title> review:", or nothing but a title."""
        text = said.text
        words_alone = _APART.sub(" ", _LINK.sub(" ", text))
        if "http" in said.folded and self._is_bare(words_alone) and _FELT.search(text) is None:
            return True
        if _OWN_SMALL.search(words_alone) is not None:
            return False
        looks = (not said.words.isdisjoint(_KINDS) and self._is_label(words_alone)) or (
            "review" in said.folded and self._review.search(text) is not None
        )
        if not looks and (not self._has_capitals(words_alone) or _PERSONAL_LINK.search(text) is not None):
            return False
        return _OWN.search(words_alone) is None

    def _is_bare(self, words_alone: str) -> bool:
        """Nothing but the title: whoever passes a page on by its name alone says no word on it."""
        words = [word.lower() for word in _WORD.findall(words_alone)]
        return bool(words) and self._own.issuperset(words)

    def _is_label(self, words_alone: str) -> bool:
        """Nothing but the title and what kind of thing is linked: "Gold: official trailer"."""
        words = {word.lower() for word in _WORD.findall(words_alone)} - self._own
        return words <= _KINDS | _BESIDE_KINDS and not words.isdisjoint(_KINDS)

    def _has_capitals(self, words_alone: str) -> bool:
        """Whether the words beside the title begin with capitals throughout."""
        words = [word for word in _WORD.findall(words_alone) if word.lower() not in _SHORT_WORDS]
        if len(words) < _FEWEST_WORDS or words_alone.isupper():
            return False
        others = [word for word in words if word.lower() not in self._own]
        capitals = len([word for word in others if word[0].isupper()])
        return len(others) >= _FEWEST_OTHERS and capitals >= _SHARE * len(others)


def _is_programme(said: TextWords, linked: bool) -> bool:
    text = said.text
    if " at " in said.folded and "@" in text and _AT_THE_CINEMA.search(text) is not None:
        return True
    return (
        not _SHOWING_HINTS.isdisjoint(said.words)
        and (linked or len(_TIME.findall(text)) >= 2)
        and _SHOWING.search(text) is not None
    )


def _may_be_headline(said: TextWords) -> bool:
    """Quickly: not if most words of a longer text begin with small letters."""
    words = said.text.split()
    small = sum(word[0].islower() for word in words)
    return 2 * small <= len(words) or len(words) < 14 or "review" in said.folded


def _is_list_of_figures(text: str) -> bool:
    amounts = len(_MONEY.findall(text))
    return amounts >= 3 and len(_WORD.findall(_LINK.sub(" ", text))) <= _WORDS_AN_AMOUNT * amounts
