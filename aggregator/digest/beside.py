"""Feelings that are plain and yet none about the film: of its merchandise, of the house, of a video about it.

Each pattern was met in posts that the scorer and the wording had taken for praise or scorn of the film. All
look at the whole post as verdict.py masks it: lower case, "§" for the film, "¤" for its people.
"""

import re

from aggregator.digest.verdict import FILM
from aggregator.model.scoring import Label

_GOODS = re.compile(
    rf"\bbought\s+(?:the\s+)?{FILM}|"
    r"\b(?:stickers?|necklaces?|chains?|earrings|nail\s+polish|sneakers|shoes|asics|plush\w*|funko|"
    r"mugs?|t-?shirts?|hoodies?|dolls?|cereal|wallpapers?|ringtones?)\b"
)
_HOUSE = re.compile(
    r"\b(?:imax|theat(?:er|re)['’]?s?|cinema['’]?s?|auditorium|projector)\s+(?:\w+\s+)?(?:sounds?|screen|speakers?)\b"
    r"|\b(?:sound|volume|bass|speakers?|screen|projection)\b.{0,40}\b(?:fix|broken|turn(?:ed)?\s+(?:it\s+)?(?:up|down))\b"
    r"|\b(?:popcorn|snacks?|nachos|food|drinks?|seats?|seating|tickets?|queue|crowd|audience|staff|service|company|date)"
    rf"\s+(?:at|for|during|in|to|of|with)\s+(?:the\s+)?{FILM}(?:\s+\w+)?\s+(?:is|was|are|were|suck\w*)\b"
    rf"|{FILM}\s+(?:crowd|audience|tickets?|popcorn|seats?|queue|premiere|party)\s+(?:is|was|are|were|suck\w*)\b"
    rf"|\b(?:dinner|lunch|brunch|songs?|album)\s+(?:at|from)\s+(?:the\s+)?{FILM}(?:\s+\w+)?\s+(?:is|was|are|were|suck\w*)\b"
    rf"|{FILM}(?:\s+the)?\s+(?:cake|dress|restaurant|theat(?:er|re)|cinema|menu|merch)\s+(?:is|was|are|were|suck\w*)\b"
    r"|\bdisappointed\s+(?:in|by|with)\s+(?:the|this|my|our)\s+(?:theat(?:er|re)|cinema|seats?|crowd|audience|popcorn)\b"
    r"|\b(?:drive[\s-]in|fire\s?stick)\b|\bmins?\w*\s+of\s+(?:adds?|adverts?|commercials|trailers|previews)\b"
)
_ABOUT_IT = re.compile(
    rf"\b(?:summary|analysis|article|interview|re-?enactment|parody|impression|cover|essay|thread)\s+(?:of|about|on|with)\s+"
    rf"(?:the\s+)?{FILM}|\bsinging\s+(?:the\s+)?{FILM}|\bperformances?\s+(?:on|at)\b|\bbest\s+thing\s+i(?:['’]ve|\s+have)?\s+(?:seen|read|heard)\s+(?:all\s+day|today|this\s+week|on\s+)"
    r"|\b(?:adore|lo+ve[ds]?|like[ds]?)\s+(?:that|this)\s+(?:song|book|novel|game|album|article)\b"
    r"|\b(?:through\s+(?:this|the)\s+(?:\w+\s+)?|as\s+a\s+)(?:book|novel)\b|\bthe\s+(?:idea|thought|fact|notion|concept)\s+(?:of|that)\b"
    rf"|\btiming\s+of\s+(?:the\s+)?(?:movie|film|{FILM})|\b(?:filter|sticker|lens)\s+(?:on|from|for)\b"
    r"|\beverything\s+i(?:['’]?ve|\s+have)?\s+(?:\w+\s+)?(?:watched|seen)\b"
)
_LOOKS = re.compile(
    r"\b(?:the|all|these|those)\s+(?:\w+\s+)?(?:girls?|guys?|boys?|men|women|chicks?|dudes?)\b[^.!?]{0,40}\b(?:are|is|was|were)\b[^.!?]{0,15}"
    r"\b(?:cute|gorgeous|fine|pretty|beautiful|hot)\b"
)
_ANOTHER = re.compile(
    rf"^\W*(?:that|this|it)\s+sounds\b|\bthere(?:['’]s|\s+is)\s+also\s+{FILM}|\bstill\s+buzzing\s+from\b"
    r"|\bi['’]?d\s+both\b"
    rf"|\b(?:can['’]?t|cannot|can\s+not)\s+wait\s+to\s+(?:go\s+)?(?:see|watch)\s+{FILM}\W+(?:it|this)\s+was\b"
    r"|(?:^|[.!?]\s+)#\w+\s+(?:had|has|is|was|made)\b"
)
"""A reply to talk of another film; what stands for a film of another name."""
_AHEAD = re.compile(
    r"\b(?:about|bout)\s+to\s+(?:go\s+)?(?:see|watch)\b|\bsomeone\s+(?:go|wanna|want|come)\b"
    rf"|\bgoing\s+to\s+(?:the\s+\S+\s+)?(?:[^.!?]{{0,20}}\s)?to\s+see\b|\bmaybe\s+(?:it|this|{FILM})\b"
    r"|\b(?:will|going\s+to|gonna)\s+be\s+nominated\b|\bnominations?\s+for\b|\bmust\s+(?:not|wasn['’]t|have\s+been|of\s+been)\b"
)
_HALF_HEARTED = re.compile(
    r"\balmost\s+worth\b|\btarget\s+audience\b|\blaughed\s+(?:like\W*)?(?:once|twice)\b|\b(?:strong|solid)\s+[bc]\b"
    r"|\bwouldn['’]t\s+change\b|\blapped\b|\bworth\s+that\b"
)
_LACKS_A_WORD = re.compile(
    r"(?<!\bkinds\s)(?<!\bkind\s)\bof\s+(?:awful|terrible|horrible|bad|boring|great|amazing|awesome|incredible|good|"
    r"fantastic)\s*(?:[.,!?;]|$)"
)
_ASKS_HOW = re.compile(r"^\W*how\s+(?:i|you|we|he|she|they|does|do|did|is|are|come)\b")
_SHAKES_HEAD = re.compile(r"\bs+m+[df]?h+\b|🤦")
_TELLS_OF_ILLS = re.compile(r"\bbased\s+on\s+an?\s+(?:\w+\s+)?(?:terrible|horrible|awful|bad|pathetic)\b")
_SENDS_AWAY = re.compile(
    rf"(?<!n['’]t\s)(?<!not\s)(?<!never\s)\b(?:skip(?:ping)?|avoid(?:ing)?)\s+(?:it|this|that|the|{FILM})"
    rf"|\bstay(?:ing)?\s+away\b|\bnot\s+(?:to\s+)?(?:see|seeing|watch|watching)\s+"
    rf"(?:it(?!\s+coming)|this|that|the|{FILM})"
)
_OTHER_INSTEAD = re.compile(rf"\b(?:just|rather|better)\s+(?:go\s+)?(?:see|watch)\s+(?:the\s+)?{FILM}")
_LEFT_MOVED = re.compile(
    rf"\bwalk(?:ed|ing)\s+out\b[^.!?]{{0,60}}?(?:\blike\b|\bbecause\b|\bcause\b|\bcrying\b|\btears\b|\bfeeling\b|\bsmiling\b|\bhappy\b)"
    rf"|{FILM}\s+like\W*$"
)

_OF_BOTH_SIDES = (
    (_GOODS, "of things, and not of the film"),
    (_HOUSE, "of the cinema, and not of the film"),
    (_ABOUT_IT, "of something about the film"),
    (_LOOKS, "of looks"),
    (_ANOTHER, "of another film"),
    (_AHEAD, "of what is to come"),
    (_HALF_HEARTED, "of two minds"),
    (_LACKS_A_WORD, "lacks a word"),
    (_ASKS_HOW, "a question"),
)
_OF_ONE: dict[Label, tuple[tuple[re.Pattern[str], str], ...]] = {
    "positive": ((_SHAKES_HEAD, "may be irony"), (_SENDS_AWAY, "tells others to skip it")),
    "negative": (
        (_TELLS_OF_ILLS, "of what the film tells"),
        (_OTHER_INSTEAD, "of another film"),
        (_LEFT_MOVED, "moved, and no complaint"),
    ),
    "neutral": (),
}

_HEADLINE = re.compile(r"^\W*(?:\w[\w.]*\s*:\s*)?(?:how|why)\b.*https?://", re.DOTALL)
_BROKEN_OFF = re.compile(
    r"\b(?:(?:the|an?|and|or|my|our|your|its)\W*|(?:of|to|from|like)\s*)$|\(cont\.?\)\s*$"
)


def beside(masked: str, stance: Label) -> str | None:
    """Why the feeling of a post may be none about the film; None where nothing speaks for that."""
    patterns = (*_OF_BOTH_SIDES, *_OF_ONE[stance])
    return next((reason for pattern, reason in patterns if pattern.search(masked)), None)


def is_headline(masked: str) -> bool:
    """Whether it hands on an article by its headline ("How Ana Ruiz made one of the best films <link>")."""
    return _HEADLINE.search(masked) is not None


def breaks_off(excerpt: str) -> bool:
    """Whether it ends amid a sentence: "she is truly the"."""
    return _BROKEN_OFF.search(excerpt) is not None
