"""What may be quoted of a post: a contiguous slice of its text that says what the whole says, or nothing."""

import re
from dataclasses import dataclass

from aggregator.digest.mask import has_slur
from aggregator.signals.privacy import may_be_a_child, private_data
from aggregator.signals.text_words import words_of

SHORTEST, LONGEST = 24, 240
FEWEST_WORDS, FEWEST_LONG_WORDS = 3, 5

_LINK = re.compile(
    r"(?:https?://|www\.|pic\.twitter\.com/)\S*|(?<![\w-])[\w-]++\.(?:com|co|ly|be|tv|net|org|gl)/\S+",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(?:\.?@[\w.-]+[\s,:]+)+")
_MENTION = re.compile(r"(?<!\w)@\w")
_HASHTAG = re.compile(r"(?<!\w)#\w+")
_TRAILING_TAGS = re.compile(r"(?:\s*#\w+){2,}\s*$")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SENTENCE = re.compile(r"[^.!?…\n]*(?:[.!?…]+[\"”’')]*|\n+|$)")

_IRONY = re.compile(
    r"#(?:sarcas\w+|subtle\w*|not|irony|kidding|(?:jk)+|joking)\b|(?<!\S)/s\b|"
    r"\b(?:jk|just kidding|said no one ever)\b|🙄",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"""\b(?:but|however|though|tho|although|altho|except|yet|unless|despite|nevertheless|nonetheless|whereas|still|instead|
    otherwise|not|never|no|n['’]t|then\s+again|other\s+than|apart\s+from|aside\s+from|shame|unfortunately|sadly|
    (?:do|did|does|is|was|were|are|ca|could|would|wo|should|have|has|had)n['’]?t)\b|n['’]t\b""",
    re.IGNORECASE | re.VERBOSE,
)
_LEANS_BACK = re.compile(
    r"\s*(?:[-–—…,;:&]|(?:and|but|or|so|because|cause|which|then|also|plus|yet|though|that said|it|this|he|"
    r"she|they|those|these|same)\b)",
    re.IGNORECASE,
)
_FACES = re.compile(r"[:;=8xX][-'^o]?[()]+|\(+[-'^o]?[:;=]")  # ":)" opens and closes nothing
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]{0,200}>")
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\(cont\.?\))\s*$")


@dataclass(frozen=True, slots=True)
class Cut:
    """A slice [start, end) of a post's text; `whole`: nothing but links, mentions or tags lies outside."""

    start: int
    end: int
    whole: bool


def cut(text: str) -> Cut | str:
    """The slice of a post that may be shown, or why none may be.

    The whole post where it fits, without mentions before it and links or a row of hashtags after it; else the
    first whole sentences of 24 to 240 signs, if nothing that is left out could turn their meaning.
    """
    reason = _unfit(text)
    if reason is not None:
        return reason
    start, end, tail = _core(text)
    if start is None:
        return tail
    if end - start < SHORTEST:
        return "too short"
    found = Cut(start, end, whole=True) if end - start <= LONGEST else _sentences(text, start, end)
    if isinstance(found, str):
        return found
    return _unreadable(text[found.start : found.end]) or found


def without_links(text: str) -> str:
    """A post's own words, and whatever else stands beside its links."""
    return _LINK.sub(" ", text)


def forbidden(text: str) -> str | None:
    """Why no slice of a post may be shown, whoever would like to; None if one may."""
    if has_slur(text):
        return "slur"
    if private_data(text):
        return "mail address or phone number"
    return "may be a child" if may_be_a_child(text, words_of(text).words) else None


def _unfit(text: str) -> str | None:
    reason = forbidden(text)
    if reason is not None:
        return reason
    if _IRONY.search(text) or "spoiler" in text.casefold():
        return "marked as irony or spoiler"
    return None


def _core(text: str) -> tuple[int | None, int, str]:
    """Where the post's own words begin and end; (None, 0, reason) where links stand amid them."""
    leading = _LEADING.match(text)
    start = leading.end() if leading else 0
    if leading and text[start : start + 1].islower():
        start = 0  # "@name is a genius": the name is the sentence's subject
    if leading and len(_MENTION.findall(leading.group())) > 2:
        return None, 0, "talk among several people"
    end = len(text)
    link = _LINK.search(text, start)
    if link is not None:
        # "http://www. x" has a blank inside, so what follows a link may still belong to it.
        rest = _HASHTAG.sub("", _LINK.sub("", text[link.start() :]))
        if link.start() - start < SHORTEST or len(_WORD.findall(rest)) > 3:
            return None, 0, "a link amid its words"
        end = link.start()
        if _CUT_OFF.search(text[start:end]):
            return None, 0, "cut off by its network"
    tags = _TRAILING_TAGS.search(text, start, end)
    if tags is not None and tags.start() - start >= SHORTEST:
        end = tags.start()
    return (*_stripped(text, start, end), "")


def _sentences(text: str, start: int, end: int) -> Cut | str:
    """The longest run of whole sentences that fits, from the first one if possible, where nothing turns.

    Nothing that is left out may hold a "but" or a "not"; a run that leaves out the beginning may hold none
    itself, since it could be what the beginning was turned by.
    """
    bounds = [found.span() for found in _SENTENCE.finditer(text, start, end) if found.group().strip()]
    for first in range(min(len(bounds), 3)):
        best: Cut | None = None
        for last in range(first, len(bounds)):
            low, high = _stripped(text, bounds[first][0], bounds[last][1])
            if high - low > LONGEST:
                break
            outside = f"{text[start:low]} {text[high:end]}"
            own = text[low:high] if first else ""
            if high - low >= SHORTEST and not _CONTRAST.search(outside) and not _CONTRAST.search(own):
                best = Cut(low, high, whole=False)
        if best is not None and not (first and _LEANS_BACK.match(text[best.start : best.end])):
            return best
    return "no sentence can stand alone"


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds without the white space at their ends."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _unreadable(excerpt: str) -> str | None:
    """Why nobody would like to read it, if so."""
    words = _WORD.findall(excerpt)
    letters = sum(map(str.isalpha, excerpt))
    plain = _FACES.sub("", excerpt)
    faults = {
        "fewer than three words": len(words) < FEWEST_WORDS,
        "talk among several people": len(_MENTION.findall(excerpt)) > 1,
        "more signs than words": len(_HASHTAG.findall(excerpt)) > 3 or letters < 0.6 * len(excerpt),
        "all capitals": sum(map(str.isupper, excerpt)) > 0.6 * max(20, letters),
        "an open quotation": excerpt.count('"') % 2 == 1 or excerpt.count("“") != excerpt.count("”"),
        "an open bracket": plain.count("(") != plain.count(")"),
        "markup": _MARKUP.search(excerpt) is not None,
    }
    return next((fault for fault, found in faults.items() if found), None)


def turns(text: str) -> bool:
    """Whether the words hold a turn ("but", "except"), after which a feeling may be its opposite."""
    if text.isascii():
        return _TURN.search(text.lower()) is not None
    return _TURN_IN_ANY_CASE.search(text) is not None


_TURN = re.compile(
    r"\b(?:but|however|though|tho|although|altho|except|yet|despite|unless|if only|other than|apart from|"
    r"exception|instead|whereas|rather|until|wish(?:ed)?|"
    r"(?:should|could|would)(?:['’]ve| have| of)|supposed to)\b",
)
_TURN_IN_ANY_CASE = re.compile(_TURN.pattern, re.IGNORECASE)  # three times as slow


def letters_case(excerpt: str) -> float:
    """Share of longer words with a capital: near 1 in headlines and promotion, low in plain talk.

    0 of fewer than five such words: "Best. Movie. Ever." is no headline.
    """
    words = [word for word in _WORD.findall(excerpt) if len(word) > 3]
    return sum(word[0].isupper() for word in words) / len(words) if len(words) >= FEWEST_LONG_WORDS else 0.0
