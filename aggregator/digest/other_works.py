"""Is a name that of another film? Talk of another film is no theme of ours, and praise of one no quote."""

import re
from collections.abc import Callable, Iterable

from aggregator.digest.given_names import GIVEN_NAMES, reads_as_person
from aggregator.digest.own_names import as_written
from aggregator.digest.words import FEELINGS, STOP_WORDS, SUBJECTS
from aggregator.model.films import Film
from aggregator.signals.names import SMALL_WORDS, squeeze
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
        self._own = as_written((film.title, *film.former_titles, *film.hashtags, *film.phrases))

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


# ── in one post ──────────────────────────────────────────────────────────────

KNOWN_FROM = 3
"""Texts that must use a name before the window can tell whose it is."""

_CAPITAL = r"[A-Z][\w’'&-]*"
_NAME = re.compile(
    rf"(?<![\w@#.’'&-]){_CAPITAL}(?:(?:\s+(?:of|the|and|in|to|a|for|on|vs\.?))*:?\s+(?:{_CAPITAL}|\d+\b))*"
)
_LINKED = re.compile(r"^(?!The\b|A\b|An\b)[A-Z]\w+\s+(?:of|to|in|for|on)\s+(?:the\s+)?[A-Z]")
_TAG = re.compile(r"(?<!\w)#(\w+)")
_HUMPS = re.compile(r"[A-Z][a-z]+(?:[A-Z0-9][a-z0-9]*)+")
_HUMP = re.compile(r"[A-Z][a-z]+|[A-Z0-9]+")
_OF_NO_WORK_LIST = """
night day date time thoughts thought review reviews monday tuesday wednesday thursday friday saturday
sunday weekend weekends love lover lovers fun family life fan fans fandom team awards award oscar oscars
must see watch go best favorite favourite good great so not now playing cinema theater theatre screening
disappointed disappointing excited amazing awesome boring waste happy sad cry crying mind blown hype
worth recommend recommended throwback wcw mcm tbt
"""
_OF_NO_WORK = frozenset(_OF_NO_WORK_LIST.split())
"""Words within hashtags that name no work: #DateNight, #ThursdayThoughts, #MustSee."""
SHORTEST_TAG = 5  # of a name that is cut short, its letters
_TRAILER_OF = re.compile(r"(?<!\w)(\w+)(?:'s)?\s+(?:trailer|teaser)\b")
_OF_OURS_LIST = """
the this that new first second third final last a an official teaser movie film full whole latest every
and its great good best amazing awesome incredible entire only one another red band main
"""
_OF_OURS = frozenset(_OF_OURS_LIST.split())

# Capitals that name no work: studios, days, countries, prizes, what people shout.
_NO_WORK_LIST = """
marvel disney dc pixar netflix hollywood imax oscar oscars academy award awards god lord jesus christ
christmas monday tuesday wednesday thursday friday saturday sunday january february march april may june
july august september october november december american america british english french african hbo cgi
vfx dvd omg wow lol btw fyi tbh imo ost uk usa us ny la nyc lgbt iq tv pg hd bluray mcu ii iii iv best
actor actress picture director supporting globe globes emmy emmys bafta sundance cannes tiff amc regal
dolby dreamworks universal warner bros brothers sony fox paramount lionsgate thx afi sag rip ok oh my
highly recommend see it must loved love definitely
"""
_NO_WORK = frozenset(_NO_WORK_LIST.split())
_DULL = STOP_WORDS | FEELINGS | SUBJECTS | _NO_WORK
_TITLED = re.compile(r"[\"“'‘]\s*([A-Z][\w’' ]{3,40}?)\s*[\"”'’](?!\w)")
_THAT_FILM = re.compile(
    r"\band\s+that\s+(?:\w+\s+){1,3}(?:movie|film)\b|\b(?:the\s+)?other\s+(?:movie|film)s?\b"
)
_SUBJECT = re.compile(
    r"(?:^|\n|[.!?]\s)([A-Z][\w’']+)\s+(?:is|was)\s+(?:still\s+)?(?:one\s+of\s+|my\s+|the\s+|such\s+|an?\s+|also\s+)"
    r"[^.!?§]*\b(?:movies?|films?|ones?)\b"
)
"""A lone name at the head of a sentence that calls it a film: "Beacons is one of my favorite movies"."""
_SUCKED = re.compile(r"(?:^|\n|[.!?]\s)([A-Z][\w’']+)(?:\s+\w+)?\s+suck(?:ed|s)\b")
_BLANKS = re.compile(r"\s+")
"""Rows of blanks become one: what looks for names would walk a long row once more from each of its places."""
_LONGEST_WORD = 40
_WORD_BEFORE = re.compile(r"(?<![\w’'])([A-Z][\w’']+)\s$")
_WORD_AFTER = re.compile(r"\s(?:(?:of|in|and|the|to)\s)*([A-Z][\w’']+)")
_COMPANY = re.compile(
    r"\b(?:like|than|since|after|before|unlike|between|from\s+the\s+makers\s+of|(?:sequel|prequel)\s+to|remake\s+of)\s+"
    r"(?:the\s+)?$",
    re.IGNORECASE,
)


class OtherNames:
    """Finds names of other works in single posts. `mentions` gives the window's texts that hold a phrase."""

    def __init__(self, film: Film, mentions: Callable[[str], Iterable[str]]) -> None:
        own = (film.title, *film.former_titles, *film.hashtags, *film.phrases)
        self._own = as_written(own)
        self._people = word_pattern((*film.people, *film.characters))
        self._known_words = {
            word.casefold()
            for name in (*own, *film.people, *film.characters)
            for word in re.findall(r"\w+", name)
        }
        self._tags = {squeeze(name) for name in (*own, *film.people, *film.characters)}
        self._works, self._mentions = OtherWorks(film), mentions
        before = {
            str(one.value.get("title"))
            for one in film.facts
            if one.key == "predecessor" and isinstance(one.value, dict)
        }
        self._before = word_pattern(name for name in before if name.casefold() != film.title.casefold())
        self._one_word = len(film.title.split()) == 1
        self._told: dict[str, bool] = {}

    def in_text(self, text: str) -> bool:
        """Whether a post names a work that is not ours, or a name that nobody can place."""
        text = _BLANKS.sub(lambda found: "\n" if "\n" in found[0] else " ", text)
        if any(self._is_other_tag(text, found) for found in _TAG.finditer(text)):
            return True
        plain = self._people.sub("¤", self._own.sub("§", text))
        if any(
            found[1] not in _OF_OURS and not found[1].isdigit() and found[1] not in self._known_words
            for found in _TRAILER_OF.finditer(plain.lower().replace("’", "'"))
        ):
            return True
        if self._before.search(plain) or self._begins_with_another(plain):
            return True
        if self._one_word and any(self._is_part(plain, *found.span()) for found in re.finditer("§", plain)):
            return True
        if any(self._is_other(plain, *found.span(1)) for found in _TITLED.finditer(plain)):
            return True
        return _THAT_FILM.search(plain.lower()) is not None or any(
            self._is_other(plain, *span) for span in _names(plain)
        )

    def _is_other_tag(self, text: str, found: re.Match[str]) -> bool:
        folded = squeeze(found[1])
        humps = _HUMP.findall(found[1]) if _HUMPS.fullmatch(found[1]) is not None else []
        words = {hump.casefold() for hump in humps}
        named = bool(humps) and humps[0].casefold() not in GIVEN_NAMES and words.isdisjoint(_OF_NO_WORK)
        viewed = (
            _VIEWED.search(text[max(0, found.start() - 30) : found.start()]) is not None and len(folded) > 2
        )
        if folded in self._tags or not (named or viewed):
            return False
        return not any(own and own in folded for own in self._tags) and not self._is_short_for_ours(folded)

    def _is_short_for_ours(self, tag: str) -> bool:
        """Whether a tag is the beginning of one of our names with "movie" or "film" behind it."""
        short = re.sub(r"(?:the)?(?:movie|film)$", "", tag)
        return short != tag and len(short) > SHORTEST_TAG and any(own.startswith(short) for own in self._tags)

    def _is_other(self, plain: str, start: int, end: int) -> bool:
        name = plain[start:end]
        words = re.findall(r"\w+", name.casefold())
        if all(word in self._known_words or word in _DULL or word.isdigit() for word in words):
            return False
        before = plain[max(0, start - 30) : start]
        stands = (
            _VIEWED.search(before) is not None
            or _COMPANY.search(before) is not None
            or _KIND.match(plain, end) is not None
            or re.search(r"§\s*(?:and|&|or|,|vs\.?|/|\+)\s*(?:the\s+)?[\"“'‘]?$", before) is not None
            or re.match(r"[\"”'’]?\s*(?:and|&|or|vs\.?|/|\+)\s*[\"“'‘]?(?:the\s+)?§", plain[end:]) is not None
        )
        if stands:
            return not self._is_person(name)
        if not SMALL_WORDS.isdisjoint(words[1:-1]):
            return True  # "Lords of Salt": nobody is called so
        return len(words) > 1 and not reads_as_person(words) and not self._is_person(name)

    def _begins_with_another(self, plain: str) -> bool:
        """Whether a sentence begins with a name of its own, and calls that a film."""
        heads = (*_SUBJECT.findall(plain), *_SUCKED.findall(plain))
        folded = {head.casefold() for head in heads if not head.endswith("ly")}
        return bool(folded - self._known_words - _DULL)

    def _is_part(self, plain: str, start: int, end: int) -> bool:
        """Whether the title, a single word, stands within a longer name: "Tide of Ashes" for Tide."""
        before = _WORD_BEFORE.search(plain[max(0, start - _LONGEST_WORD) : start])
        if before is not None and before[1].casefold() not in _DULL:
            lead = plain[: start - len(before[0])].rstrip(" ")
            if lead and lead[-1] not in ".!?:\n":
                return True
        after = _WORD_AFTER.match(plain, end)
        return after is not None and after[1].casefold() not in _DULL

    def _is_person(self, name: str) -> bool:
        """Whether the window's posts use a name as they use those of people."""
        known = self._told.get(name)
        if known is None:
            texts = list(self._mentions(name))
            known = len(texts) >= KNOWN_FROM and not self._works.is_one((name,), texts)
            self._told[name] = known
        return known


def _names(plain: str) -> Iterable[tuple[int, int]]:
    """Where runs of capitals stand, without common words at their ends; lone ones only in mid-sentence."""
    for found in _NAME.finditer(plain):
        parts = [
            (one.start() + found.start(), one.end() + found.start())
            for one in re.finditer(r"[^\s:]+", found[0])
        ]
        dull = [plain[low:high].casefold().strip("’'") in _DULL for low, high in parts]
        if not (_LINKED.search(found[0]) and not all(dull)):  # "Days of Salt" is one name
            while parts and dull[0]:
                parts, dull = parts[1:], dull[1:]
            while parts and dull[-1]:
                parts, dull = parts[:-1], dull[:-1]
        if not parts:
            continue
        start, end = parts[0][0], parts[-1][1]
        opens = not plain[:start].strip() or plain[:start].rstrip()[-1] in '.!?…:\n"“”-–—('
        if len(parts) > 1 or not opens:
            yield start, end
