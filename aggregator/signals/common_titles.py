"""Whether a post means the film when the title is a common phrase: Gold, Life, American Made.

A search for such a title finds bed sheets. What tells a fan from a shop is how the title is written and what
stands beside it; every rule here was read off real posts, and each post left out has a reason in words.
"""

import re

from aggregator.model import Film, Post
from aggregator.signals.common_words import COMMON_WORDS
from aggregator.signals.names import SMALL_WORDS, people_pattern, squeeze

_CINEMA = """
movie movies film films filmmaker filmmakers filmmaking cinema cinemas cinematic cinematography
cinematographer cineplex theater theaters theatre theatres imax trailer trailers teaser screening screenings
premiere premiered premieres sequel prequel remake spoiler spoilers popcorn matinee actor actors actress
actresses acting costar starring director directors directed screenplay screenwriter soundtrack bluray imdb
letterboxd oscar oscars bafta baftas hollywood fandango flick biopic blu-ray
"""
_CINEMA_PHRASES = (
    "box office|academy awards?|golden globes?|rotten tomatoes|best picture|supporting act(?:or|ress)"
)
_SEEING = """
watch watched watching rewatch rewatched rewatching saw seen seeing see scene scenes cast plot dvd ticket
tickets netflix reviewed screened
"""
_TAG_PARTS = (
    "movie", "film", "cinema", "trailer", "oscar", "theatre", "theater", "nowwatching", "fandango",
    "boxoffice", "justwatched", "nowshowing",
)  # fmt: skip
_SEES = (
    "see|sees|seen|saw|seeing|watch|watched|watches|watching|rewatch|rewatched|rewatching|recommend|reviewed"
    "|screened|streamed"
)
_AFTER = (
    r"movie|film|trailer|teaser|soundtrack|premiere|screening|sequel|remake|dvd|blu-?ray|starring"
    r"|(?:movie|film)\s+review|\((?:19|20)\d\d(?=\))"
)
_BEFORE = (
    "movie|film|movie called|film called|trailer for|trailer of|review of|cast of|screening of|premiere of"
    "|scene in|soundtrack of"
)
_VERDICTS = (
    "good|great|amazing|awesome|excellent|fantastic|brilliant|incredible|fun|funny|hilarious|lit|fire|dope|solid"
    "|entertaining|enjoyable|bad|terrible|awful|horrible|boring|trash|garbage|meh|mediocre|overrated|underrated"
    "|disappointing|dumb|stupid|wild|crazy|intense|masterpiece|decent|okay|ok|alright|10/10|[0-9]/10|worth"
)
_VERB_OF_A_FILM = "was|looks|looked|made|had|deserves|deserved|got|might|did|broke|wrecked"
_DETERMINER_WORDS = "the a an my your his her our their this that these those no some any of real every whole"
_DETERMINERS = frozenset(_DETERMINER_WORDS.split())
_CLAUSE_ENDS = re.compile(  # what may follow a title in small letters: "saw life today", not "see life as"
    r"\s*(?:$|[.,!?;:)\n\"”'…#@]|(?:tonight|tonite|today|tomorrow|again|yet|now|with|at|this|last|on|by|and|when|but"
    r"|or|so|bc|because|yesterday|asap|soon|too|already|before|after|lol|omg|alone|it|was|is)\b)"
)
_LINK = re.compile(r"https?://\s?\S+(?:\s\S*[/?=&%]\S*)*|www\.\S+|pic\.twitter\.com/\S+", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"([^\W\d_][\w'’]*)\s$")
_WORD_AFTER = re.compile(r"\s([^\W\d_][\w'’]*)")
_SENTENCE_ENDS = ".!?:;\n…)|-–—>•"


class CommonTitle:
    """The judgement for one film with such a title, its patterns built once.

    Any of these makes a post the film's:

    1. "saw Gold", "the movie Gold", "Gold trailer", "Gold (2016)", whatever the case; a plural with
       a singular verb ("Fences was");
    2. a title of several words with a verdict in the past ("American Made was so good");
    3. the title beside the name of somebody who made the film;
    4. the title written as a name - a hashtag, in quotes, or with capitals inside a sentence, and not as part
       of another name ("Stevie Wonder", "Lion King") - beside a word of the cinema. Words of seeing
       ("watched") are enough only beside a title in quotes, as a hashtag or of two words.
    """

    def __init__(self, film: Film) -> None:
        self._title = film.title
        self._words = film.title.split()
        self._tags = frozenset(squeeze(name) for name in (film.title, *film.former_titles))
        self._people = people_pattern(film)
        own = {word.casefold() for word in self._words}
        title = r"\s+".join(map(re.escape, self._words))
        self._mention = re.compile(rf"(?<![\w@/#.-]){title}(?![\w@/-]|['’](?!s\b))", re.IGNORECASE)
        self._quoted = re.compile(rf"[\"“'‘*_]\s?{title}\s?[\"”'’*_.,!]", re.IGNORECASE)
        self._seen = re.compile(
            rf"(?i:\b(?:{_SEES})\s+(?:the (?:movie|film)\s+)?[\"“'‘#]?\s?(?P<title>{title}))\b"
        )
        is_plural = self._words[-1].casefold().endswith("s")
        singular_verb = rf"(?<!\w){title}\s+(?:was|is|has|wasn['’]t|isn['’]t)\b"
        self._plural = re.compile(singular_verb, re.IGNORECASE) if is_plural else None
        # Of two words or more, a verdict in the past tells a film from a thing: "American Made was so good".
        judged = (
            rf"(?<![\w@/#-]){title}(?:\s?[\"”'’])?\s+(?:was|wasn['’]t)\s+(?:[a-z]+\s+){{0,3}}"
            rf"(?:{_VERDICTS})(?!\w)"
        )
        self._judged = re.compile(judged, re.IGNORECASE) if len(self._words) > 1 else None
        self._named = re.compile(
            rf"(?<!\w)(?:(?P<title>{title})(?:\s?[\"”'’])?\s+(?:{_AFTER})|(?:{_BEFORE})\W{{1,3}}(?:{title})"
            rf"|{title}\s(?:was|is)\b.{{0,40}}\b(?:movie|film)|[\"”’']\s?{title}\s?[\"”’']\s(?:was|is))\b",
            re.IGNORECASE,
        )
        cinema = "|".join(sorted(set(_CINEMA.split()) - own))
        self._cinema = re.compile(rf"(?<!\w)(?:{cinema}|{_CINEMA_PHRASES})(?!\w)", re.IGNORECASE)
        seeing = "|".join(sorted(set(_SEEING.split()) - own))
        self._seeing = re.compile(rf"(?<!\w)(?:{seeing})(?!\w)", re.IGNORECASE)

    def reason_off_topic(self, post: Post) -> str | None:
        """Why the post does not mean the film, in words; None where it does."""
        text = post.text
        tagged = not self._tags.isdisjoint(post.hashtags)
        if self._mention.search(text) is None and not tagged:
            return "does not name the film"
        if "://" in text or "www." in text or "pic.tw" in text:
            text = _LINK.sub(" ", text)
        if (self._people is not None and self._people.search(text) is not None) or self._plainly(text):
            return None
        marked = tagged or self._quoted.search(text) is not None
        if not marked and not any(self._as_name(text, found) for found in self._mention.finditer(text)):
            return f"{self._title!r} is a common phrase, and is not written as a name here"
        if (
            self._cinema.search(text) is not None
            or any(part in tag for tag in post.hashtags for part in _TAG_PARTS)
            or ((marked or len(self._words) > 1) and self._seeing.search(text) is not None)
        ):
            return None
        return f"{self._title!r} is a common phrase, and nothing beside it speaks of a film"

    def _plainly(self, text: str) -> bool:
        """Rule 1."""
        seen = self._seen.search(text)
        if seen is not None:
            start, end = seen.span("title")
            small = text[start:end].islower()
            sure = not small or (
                self._words[0].casefold() not in SMALL_WORDS
                and (len(self._words) > 1 or _CLAUSE_ENDS.match(text, end) is not None)
            )
            if sure and not _makes_another_name(text, start, end):
                return True
        # "Fences is amazing": a plural with a singular verb is a title, if it is written as a name.
        plural = None if self._plural is None else self._plural.search(text)
        if plural is not None:
            inside = self._mention.search(text, plural.start())
            if inside is not None and self._as_name(text, inside) and "&" not in text[: inside.start()][-3:]:
                return True
        judged = None if self._judged is None else self._judged.search(text)
        if judged is not None and not _has_determiner(text, judged.start()):
            return True
        named = self._named.search(text)
        if named is None:
            return False
        inside = self._mention.search(text, named.start())
        return inside is None or not _makes_another_name(text, inside.start(), inside.end())

    def _as_name(self, text: str, found: re.Match[str]) -> bool:
        """With capitals where the title has them, where a common phrase would have none."""
        start, end = found.span()
        for word, own in zip(text[start:end].split(), self._words, strict=False):
            if own[:1].isupper() and not word[:1].isupper():
                return False
        before = _WORD_BEFORE.search(text, max(0, start - 30), start)
        after = _WORD_AFTER.match(text, end, end + 30)
        if before is not None and before.group(1).casefold() in _DETERMINERS:
            return False
        if _begins_sentence(text, start) and len(self._words) == 1 and after is not None:
            verb = after.group(1)
            if verb.islower() and verb not in _VERB_OF_A_FILM.split("|"):
                return False
        return not _makes_another_name(text, start, end)


def _makes_another_name(text: str, start: int, end: int) -> bool:
    """Whether a neighbour with a capital makes another name with the title: "Wonder Woman", "NO WONDER"."""
    shouted = text[start:end].isupper()
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
        if found.start(1) < start and _begins_sentence(text, found.start(1)) and _is_plain(lower):
            continue
        return True
    return False


_NEIGHBOUR_WORDS = """
i just saw see seen watch watched watching seeing review movie film trailer teaser cast official new this
but so if when why how what or also going really finally loved love director star stars starring
"""
CINEMA_WORDS = frozenset(_CINEMA.split())
"""Words that speak of films, whichever film: they vouch for no particular one."""
_PLAIN_NEIGHBOURS = frozenset((_NEIGHBOUR_WORDS + _CINEMA).split())


def _has_determiner(text: str, at: int) -> bool:
    before = _WORD_BEFORE.search(text, max(0, at - 30), at)
    return before is not None and before.group(1).casefold() in _DETERMINERS


def _is_plain(word: str) -> bool:
    """A word that has its capital from the beginning of the sentence, not from being a name."""
    return word in COMMON_WORDS or word.endswith(("ing", "ed", "ly"))


def _begins_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip()
    return not before or before[-1] in _SENTENCE_ENDS
