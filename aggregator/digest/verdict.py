"""Does a text say plainly that its author thinks well, or ill, of the film? Judged by its wording alone.

A second opinion beside the scorer's: the scorer weighs words, this reads how they stand. "It was a horrible
movie" is a verdict; "the bad movie demons in my brain" and "disappointed that they don't show it" hold the
words of one and are none. It knows few constructions, and misses more verdicts than it finds: a story has
thousands of posts to choose from.
"""

import re
from typing import Literal, NamedTuple

from aggregator.digest.own_names import as_written
from aggregator.digest.plain_words import (
    ANY_BAD,
    ANY_GOOD,
    BAD,
    EAGER,
    GOOD,
    HATES,
    LOVES,
    MOVED,
    NOUN,
    RECOMMENDS,
    WASTE,
)
from aggregator.model.films import Film
from aggregator.model.scoring import Label
from aggregator.signals.names import squeeze
from aggregator.text import word_pattern

Manner = Literal["sided", "moved", "eager"]
MANNERS: tuple[Manner, ...] = ("sided", "moved", "eager")
FILM, PERSON = "§", "¤"
"""What stands for the film's names and for its people and characters in the text that is judged."""

_MENTION = re.compile(r"[@#](?<!\w[@#])(\w+)")
_DROPPED = re.compile(
    r"\b(ca|do|did|is|was|does|wo|would|could|are|were|has|have|had|should|ai)nt\b", re.IGNORECASE
)  # "cant", "DIDNT"
_LINK = re.compile(r"https?://\s?(?:www\.\s?)?\S+")
_MARKS = re.compile(rf"[{FILM}{PERSON}]|[^\S\n]{{2,}}")
"""What we write for names is nobody's own; and patterns walk a row of blanks again from each of them."""
_DRAWN_OUT = re.compile(r"([A-Za-z])\1\1+(?=(\w?))")
_ASKED = re.compile(r"(?:^|(?<=[.!?…\n]))[^.!?…\n]*\?")
"""A question: no verdict, whatever its words ("was it that good?")."""
_OF_FILMS = re.compile(rf"\b(?:saw|seen|see(?:ing)?|watch\w*|{NOUN})\b", re.VERBOSE)
_SENTENCE = re.compile(r"[.!?…\n]+(?=\s|$)|[.!?]{2,}|\n")

# Atomic: a word that is in the list twice ("really" also ends in "ly") must not be tried twice.
_ADVERB = r"""(?>(?:
    so+|very+|real+y+|truly|absolutely|totally|just|pretty|honestly|such|quite|su+per|fuckin[g']?|freakin[g']?|damn
  | seriously|simply|all|the|a|an|one|of|my|most|much|too|beyond|and|both|every|bit|as|always|ever|hands|down
  | also|even|by|far|at\s+all|another|well|total|complete|absolute|utter|pure|straight|up|real|legit|massive
  | huge|big|literal|little|tad|around|\w+ly
)(?!\w))"""
_IS = r"(?:is|was|are|were|look(?:s|ed)?|feels?|felt|sound(?:s|ed)?|turned\s+out|has|had|been|'s)"
_NOT = r"(?:not|n't|never|hardly|no)"
_WORD = r"[^\s.!?,;:]+"
_POSSESSED = r"(?:'s?)?"
_SUBJECT = rf"""(?:{FILM}(?:\s+(?:movie|film|trailer|{NOUN}))? | {PERSON}{_POSSESSED}(?:\s+{NOUN})?
    | (?<!\byour\s)(?<!\bmy\s)(?<!\bour\s)(?<!\bother\s){NOUN})"""
_IT = r"(?:it|this|that|everything|both)"
_OTHER_SUBJECT = (
    r"(?:not|never|who|than|but|if|like|i|i'm|im|we|he|she|they|you|y'all|me|my|is|was|are|were|had|has|this|"
    r"these|your|their)"
)
_BETWEEN = rf"(?:\s+(?!{_OTHER_SUBJECT}\b|{FILM})[^\s.!?;:,]+){{0,4}}?"
_MARK = r"[^\w\s'@#§¤$%]"  # a sentence may begin after it: punctuation, a sign, an emoji
_LISTED = rf"(?:\s+{_WORD}\s*,){{0,4}}"


_NOT_OF_IT = (
    r"if(?!\s+you\s+ask\s+me)|that|when|how|people|to\s+(?:see|hear|know)|(?:weekend|day|night|week|evening|morning|"
    r"idea|question|point|reason|excuse|date|news|summer|year|month|song|book|novel|title|name)\b"
)
"""What follows a word of praise that is no praise of a film: "this is a good weekend"."""


def _said(word: str) -> str:
    """`SUBJECT is so WORD`, `what a WORD film`, a sentence of nothing but such words."""
    return rf"""
        (?:^|[-–—.!?,;:&]\s*|\ball\s+i\s+can\s+say\s+)(?:is|it's|was|looks|looked|sounds|feels
            |felt)(?:\s+{_ADVERB}){{0,5}}\s+{word}\b(?!\s+(?:{_NOT_OF_IT}))
      | (?<!\w)(?:(?:{_SUBJECT}){_BETWEEN}|{_IT})\s*(?<!n't){_IS}{_LISTED}(?:\s+(?!(?:not|n't|never|no
          |less)\b){_ADVERB}){{0,6}}\s+{word}\b(?!\s+(?:{_NOT_OF_IT}))
      | (?:^|{_MARK}\s*|{FILM}\s*|\b(?:and|with|what|such|is|was|are|were|has|had|'s|a|an|very|really|the|my
          |today|tonight|yesterday|night)\s+)
        (?:{_ADVERB}\s+){{0,5}}{word}(?:\s*,?\s+(?:and\s+)?{_WORD}){{0,2}}?\s+{NOUN}\b
        (?=\s*(?:[-–—.!?,;:&()…\#@❤-\U0001faff]|$)|\s+(?:of|in|and|by|from|i|i've|ever|about|with|that|to|go
            |for|on|all|as|made|is|was|are|were|at|this|has|it|you|we|out|so|{FILM}|{PERSON}))
    """  # fmt: skip


def _not_amid_words(pattern: str) -> re.Pattern[str]:
    """A pattern none of whose alternatives begins amid a word: so it is not tried there, which takes most of
    the time.
    """
    return re.compile(rf"(?!\B\w)(?:{pattern})", re.VERBOSE)


_PRAISED = _not_amid_words(
    rf"""{_said(GOOD)}
      | (?:^|{_MARK}\s*|\b(?:i|i've|we|and|to|in\s+me)\s+)(?:{_ADVERB}\s+){{0,3}}{LOVES}\s+
        (?:(?:so|very|absolutely|the|every|each|all|of|watching|seeing|about|entire|whole|new|second|minute
            |moment|bit|out|single)\s+){{0,6}}
        (?:{FILM}|{PERSON}{_POSSESSED}\s+{NOUN}|it\b|this\s+{NOUN}|(?:this|that)(?=\s*(?:[.!?,]|$))
            |{NOUN}\b|everything)
      | \bdid\s+(?:such\s+)?an?\s+(?:{_ADVERB}\s+)?{GOOD}\s+job\b
      | \bhad\s+(?:{_ADVERB}\s+){{0,3}}{GOOD}\s+(?:time\s+)?(?:watching|seeing|at)\s+(?:the\s+)?{FILM}
      | \b(?:is|was|are|were)\s+(?:{_ADVERB}\s+){{0,4}}{GOOD}\s+(?:\w+\s+){{0,2}}?in\s+(?:the\s+)?{FILM}
      | \b(?:saw|seen|watched|finished)\s+(?:the\s+)?{FILM}\s*[,:;–—-]+\s*(?:{_ADVERB}\s+){{0,4}}{GOOD}
        (?=\s*(?:[.!,]|$))
      | \b{RECOMMENDS}\b | \b{MOVED} | (?<!\w){EAGER}"""
)
_SCORNED = _not_amid_words(
    rf"""{_said(BAD)}
      | (?:(?:{_SUBJECT}){_BETWEEN}|\b{_IT})\s*{_IS}\s*{_NOT}(?:\s+(?:{_ADVERB}|that
          |worth)){{0,4}}\s+(?:{GOOD}|worth|impressed)\b
      | (?:^|{_MARK}\s*|\b(?:i|we|and)\s+)(?:{_ADVERB}\s+){{0,3}}(?:{HATES}|(?:didn't
          |did\s+not)\s+(?:\w+\s+)?(?:like|love|enjoy|care\s+for))\s+
        (?:(?:so|the|every|each|all|of|watching|seeing|paying|for|about|a|entire|whole|new|second|minute
            |moment|single)\s+){{0,6}}
        (?:{FILM}|it\b|this\s+(?:movie|film|trailer|show)|(?:this|that)(?=\s*(?:[.!?,]|$))|(?:movie|film
            |trailer|show|ending|story|plot|acting|cgi|script|writing|music)\b)
      | \b(?:is|was|are|were)\s+(?:{_ADVERB}\s+){{0,4}}{BAD}\s+in\s+(?:the\s+)?{FILM}
      | \bdisappointed\s+(?:in|by|with)\s+(?:the\s+|this\s+)?(?:{FILM}|it\b|{NOUN})
      | \bi\s+was\s+(?:{_ADVERB}\s+){{0,3}}(?:disappointed|bored|underwhelmed)\b(?!,?\s+(?:that|to|when|they
          |there|not|so|until|last|today|tonight|at\s+(?:home|work|school))\b)
      | ^not\s+(?:(?:{_ADVERB}|that)\s+){{0,3}}{GOOD}\W*$
      | \bnot\s+(?:{_ADVERB}\s+)?impressed\s+(?:with|by)\s+(?:the\s+)?(?:{FILM}|{NOUN}) |
          \bhow\s+bad\s+(?:{FILM}|(?:the|this)\s+{NOUN})\s+(?:is|was)\b
      | {_SUBJECT}\s+(?:is|was)\s+(?:{_ADVERB}\s+|way\s+){{0,3}}too\s+(?:long|slow|predictable)\b
      | (?<!\w){WASTE}"""
)
_MOVED, _CRIES = (
    re.compile(rf"(?<!\w){MOVED}", re.VERBOSE),
    re.compile(r"cr(?:y|ied)|tear|we(?:ep|pt)|sob|bawl"),
)
_LOOKS_FORWARD = re.compile(rf"(?<!\w){EAGER}", re.VERBOSE)
_CLAUSE = re.compile(r"[,;:]\s")
_NAMES = re.compile(
    rf"[{FILM}{PERSON}]|\b(?:movies?|films?|trailer|teaser|series|show|season|episode|finale)\b"
)


def _only(word: str) -> re.Pattern[str]:
    """A sentence of nothing else: "So good", "Absolutely amazing, a must see"."""
    filler = rf"(?:{_ADVERB}|(?:it|this|that|what|was|is|{FILM}|&|i)(?!\w))"
    return re.compile(
        rf"(?:(?>{filler})[\s,]+)*(?>{word}(?!\w))(?:[\s,]+(?>{word}(?!\w)|{filler}))*\W*", re.VERBOSE
    )


class _Side(NamedTuple):
    """How one of the two verdicts is worded."""

    sign: re.Pattern[str]
    """What no sentence of this side can do without. Most have none, and the rest asks ten times as long."""
    said: re.Pattern[str]
    only: re.Pattern[str]

    def says(self, sentence: str) -> bool:
        """Whether a masked sentence says so."""
        return self.sign.search(sentence) is not None and (
            self.said.search(sentence) is not None or self.only.fullmatch(sentence) is not None
        )


_PRAISE = _Side(
    re.compile(rf"(?<!\w)(?:{GOOD}|{LOVES}|{RECOMMENDS}|{MOVED}|{EAGER})", re.VERBOSE),
    _PRAISED,
    _only(rf"(?:{GOOD}|{LOVES}|{RECOMMENDS})"),
)
_SCORN = _Side(
    re.compile(
        rf"""(?<!\w)(?:{BAD}|{HATES}|{WASTE}|didn't\s|did\s+not\s|too\s+(?:long|slow|predictable))
          | {_NOT}(?:\s+(?:{_ADVERB}|that|worth)){{0,4}}\s+(?:{GOOD}|worth|impressed)\b""",
        re.VERBOSE,
    ),
    _SCORNED,
    _only(rf"(?!crap|shit|disappointed|bored){BAD}"),
)
_DENIED_GOOD = re.compile(
    rf"(?:{_NOT}|n't)(?:\s+(?:{_ADVERB}|that|worth|a)){{0,4}}\s+(?:{GOOD}|like[ds]?|enjoy(?:ed)?)\b",
    re.VERBOSE,
)
_DENIED_BAD = re.compile(
    rf"(?:{_NOT}|n't)(?:\s+(?:{_ADVERB}|that|a)){{0,4}}\s+{BAD}\b|\b(?:nothing|nobody|none|no\s+one|"
    rf"far\s+from|anything\s+but|neither|not\s+(?:a\s+)?(?:single|one))\b[^.!?]*\b{BAD}\b|(?:\b(?:not|"
    rf"never|no)|n't)\b[^.!?,;]*\b{BAD}\b",
    re.VERBOSE,
)
# "§ is my favorite Tupac song", "the crowd for § is wild": the words are the film's, the thing is not.
_NO_FILM = re.compile(
    rf"{FILM}[^.!?]*\b(?:is|was|are|'s)\s+(?:{_ADVERB}\s+)*(?:{GOOD}\s+)?(?:\w+\s+){{0,2}}(?:song|album|"
    rf"track|record|single|book|novel|game|"
    rf"restaurant|school|team|player|cat|dog|band|word|ride|city|place)\b"
    rf"|{FILM}\s+(?:\w+\s+)?(?:albums?|books?|comics?|games?|cartoons?|anime|manga|novels?|rides?)\b"
    rf"|\b(?:crowds?|audiences?|showing|screening|turnout)\b[^.!?,]*(?:{FILM}|\bthis\b)[^.!?,]*\b(?:is|was|are|were)\b",
    re.VERBOSE,
)


class Reader:
    """Reads verdicts on one film; its patterns are built once."""

    def __init__(self, film: Film) -> None:
        titles = (film.title, *film.former_titles, *film.phrases)
        self._titles = as_written(titles)
        self._tags = {squeeze(name) for name in (*titles, *film.hashtags)} - {""}
        self._tags |= {f"{tag}{end}" for tag in self._tags for end in ("movie", "film")}
        named = {name for name in (*film.people, *film.characters) if len(name) > 2}
        self._people = word_pattern(named)
        self._people_tags = {squeeze(name) for name in named}
        self._known_tags: dict[str, str | None] = {}

    def masked(self, text: str) -> str:
        """Lower case, straight apostrophes; the film's names as "§", its people and characters as "¤".

        Letters drawn out ("doooope", "sooo gooood") stand as the word is spelt.
        """
        if "  " in text or not (text.isascii() and text.isprintable()):
            text = _MARKS.sub(" ", text)
        text = self._titles.sub(FILM, text.replace("’", "'"))
        text = _DRAWN_OUT.sub(_spelt, text)
        if "nt" in text or "NT" in text:
            text = _DROPPED.sub(r"\1n't", text)
        text = _MENTION.sub(self._tag, text.replace(f"#{FILM}", FILM).replace(f"@{FILM}", FILM))
        return self._people.sub(PERSON, text).lower().replace('"', " ")

    def _tag(self, found: re.Match[str]) -> str:
        tag = found[1]
        if tag not in self._known_tags:
            name = squeeze(tag)
            known = FILM if name in self._tags else PERSON if name in self._people_tags else None
            self._known_tags[tag] = known  # the same few tags stand in many posts
        return self._known_tags[tag] or found[0]


def _spelt(found: re.Match[str]) -> str:
    letter, after = found[1], found[2]
    return letter * (2 if letter in "oO" and after and after in "dDlLkKzZ" else 1)  # "nooot" is no "noot"


def says(masked: str, stance: Label, *, alone: bool = False) -> bool:
    """Whether a masked text says plainly that its author is of this side, and nowhere that of the other.

    `alone`: what "it" and "that" are cannot be known, so only clauses count that name film or person.
    """
    own, other = (_PRAISE, _SCORN) if stance == "positive" else (_SCORN, _PRAISE)
    if "http" in masked:
        masked = _LINK.sub(" . ", masked)
    if "?" in masked:
        masked = _ASKED.sub(". ", masked)
    said = [(one, one) for one in sentences(masked)]
    if alone:
        said = [(one, clause) for one, _ in said for clause in _CLAUSE.split(one) if _NAMES.search(clause)]

    def of_film(sentence: str) -> bool:
        if _NO_FILM.search(sentence) is not None:
            return False
        # "Great! We will keep you on the list": of whatever was said before.
        return " " in sentence or FILM in sentence or _OF_FILMS.search(masked) is not None

    # Few sentences say anything: only of those it is asked what they speak of.
    return any(own.says(words) and of_film(one) for one, words in said) and not any(
        other.says(words) and of_film(one) for one, words in said
    )


def manner_of_praise(masked: str) -> Manner:
    """Whether a masked text is for the film by a verdict, or by nothing but tears, or a wish to see it."""
    dry = _MOVED.sub(lambda found: " . " if _CRIES.search(found[0]) else found[0], masked)
    judged = _LOOKS_FORWARD.sub(" . ", dry)
    if judged == masked or says(judged, "positive"):
        return "sided"
    return "moved" if dry != masked else "eager"


def sentences(masked: str) -> list[str]:
    """The sentences of a text, without the blanks around them."""
    return [one for part in _SENTENCE.split(masked) if (one := part.strip())]


def holds_other_side(masked: str, stance: Label) -> bool:
    """Whether any plain word of the other side stands anywhere in the text, meant or not."""
    if stance == "positive":
        return ANY_BAD.search(masked) is not None or _DENIED_GOOD.search(masked) is not None
    return (
        ANY_GOOD.search(_DENIED_GOOD.sub(" ", masked)) is not None or _DENIED_BAD.search(masked) is not None
    )
