"""What is said right before and after a title that tells it from the words that it is made of.

Each pattern is tried only where the title stands, on the few words before it or from its end on: that costs a
tenth of a search through the whole post.
"""

import re

_SEES = (
    "see|sees|seen|saw|seeing|watch|watched|watches|watching|rewatch|rewatched|rewatching|recommend|reviewed"
    "|screened|streamed|now ?watching|(?:(?<=^)|(?<=#))nw"
)
_OPINES = (
    "loved|enjoyed|liked|hated|disliked|adored|recommend|reviewed|(?:would|will|gonna|you['’]ll) love"
    "|didn['’]t like"
)
_AFTER = r"movie|film|trailer|teaser|starring|(?:movie|film)\s+review|\((?:19|20)\d\d(?=\))"
_AFTER_AS_NAME = r"review(?!\s+of)|soundtrack|premiere|screening|sequel|remake|dvd|blu-?ray"
_BEFORE = (
    "movie|film|movie called|film called|trailer for|trailer of|review of|cast of|screening of|premiere of"
    "|scene in|soundtrack of"
)
_BEFORE_AS_NAME = (
    "premise of|ending of|plot of|twist in|end of the|spoilers? for|tickets? (?:to|for)|poster for"
    "|reviews? for|credits for|adaptation of|performances? in|acting in|director of|plot ?line of"
    "|story ?line of|showing of|got out of|came out of|walked out of|back from|head(?:ed|ing) (?:in)?to"
    "|(?:sat|slept) through|fell asleep (?:during|in|at)|cr(?:ied|ying) (?:during|at|over|watching)"
    "|played in|starred in|can['’]?t wait for|(?:excited|hyped|ready) for|looking forward to|thinking about"
    "|roles? in|(?:parts?|bits|scenes?|analysis) of|heard of|check(?:ed|ing)? out|th(?:ink|ought) of"
    "|thoughts on|(?:rant|ramble|rambling|ranting) (?:on|about)"
)
_VERDICTS = (
    "good|great|amazing|awesome|excellent|fantastic|brilliant|incredible|fun|funny|hilarious|lit|fire|dope|solid"
    "|entertaining|enjoyable|bad|terrible|awful|horrible|boring|trash|garbage|meh|mediocre|overrated|underrated"
    "|disappointing|dumb|stupid|wild|crazy|intense|masterpiece|decent|okay|ok|alright|10/10|[0-9]/10|worth"
)
_VERDICTS_AS_NAME = rf"{_VERDICTS}|problematic|sick|the (?:best|worst)|a must|must"
_ENDS_LIST = (
    "tonight|tonite|today|tomorrow|again|yet|now|with|at|this|last|on|by|and|when|but|or|so|bc|because|yesterday"
    "|asap|soon|too|already|before|after|lol|omg|alone|it|was|is|makes|made me|had me|if|then|while|rn|w|bro"
    "|dude|some(?:one|body)|pls|please"
)
_MORE_ENDS = "i|i['’]m|we|n|tn|man|guys|til|till|until|to|the|a|my|in|for the|first|right|lmao|just|really"
_AFTER_END = r"\s*(?:$|[.,!?;:)\n\"”'’…#@]|(?:{})\b)"
# What may follow a title in small letters: "saw life today", not "see life as"; more after two words.
CLAUSE_ENDS = re.compile(_AFTER_END.format(_ENDS_LIST), re.IGNORECASE)
CLAUSE_ENDS_OF_SEVERAL = re.compile(_AFTER_END.format(f"{_ENDS_LIST}|{_MORE_ENDS}"), re.IGNORECASE)

_QUOTE = r"[\"“”'‘’]"
_OR_QUOTE = rf"(?:\s?{_QUOTE})?"


def _before(words: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})$", flags)


def _after(words: str) -> re.Pattern[str]:
    return re.compile(_OR_QUOTE + words, re.IGNORECASE)


SEEN = _before(rf"(?:{_SEES})\s?[:\s]\s*(?:the (?:movie|film)\s+)?{_QUOTE}?\s?")
"""Before it: "saw", "watching the movie"."""

_OTHERS = r"(?:(?:[A-Z][\w:'’.-]*|the|of|and|or)[\s,&]+){0,8}[A-Z][\w:'’.-]*"
SEEN_WITH_OTHERS = _before(
    rf"(?i:{_SEES})\s+{_OTHERS}(?:\s?[,&]|\s(?:and|or))\s+(?:(?:and|or)\s+)?", re.NOFLAG
)
"""Before it: "must see Glass Harbour and"."""

SEEN_THE = _before(rf"(?:{_SEES})\s+the\s+")
"""Before a plural or several words: "saw the Fences"."""

SEEN_AND_TAGGED = _before(
    rf"(?i:{_SEES})\s+(?:[^\s.!?…]+\s+){{0,2}}(?:in|and|&|[#@]\S+|[A-Z][\w'’]*)\s+", re.NOFLAG
)
"""Before its hashtag: "ready to see them in"."""

_PRAISED_IN = (
    "(?:enjoyed|loved|liked|hated|good|great|amazing|brilliant|awesome|perfect|excellent|phenomenal|incredible"
    r"|outstanding|genius|terrific|superb|killed it|killing it)\s+(?!luck)(?:[\w'’.]+\s+){0,3}in"
)
SPOKEN_OF = _before(rf"(?:{_OPINES}|{_BEFORE_AS_NAME}|{_PRAISED_IN})\s+{_QUOTE}?\s?")
"""Before it, where it is written as a name: "loved", "the end of the"."""

FILM_BEFORE = _before(rf"(?:{_BEFORE})\W{{1,3}}")
"""Before it, however it is written: "the movie", "trailer for"."""

FILM_AFTER = _after(rf"\s+(?:{_AFTER})\b")
"""After it, however it is written: "movie", "(2016)"."""

IS_A_FILM = re.compile(
    r"\s(?:was|is|(?:may|might|must|has to) be)\b.{0,40}\b(?:movie|film)s?\b", re.IGNORECASE
)
PART_AFTER = _after(rf"\s+(?:{_AFTER_AS_NAME})\b")
"""After it, where it is written as a name: "soundtrack"."""

IS_AFTER_QUOTE = re.compile(rf"\s?{_QUOTE}\s(?:was|is)\b", re.IGNORECASE)
QUOTE_AFTER = re.compile(rf"\s?[.,!?]?{_QUOTE}")
QUOTE_BEFORE = re.compile(rf"{_QUOTE}\s?$")

_SINGULAR = r"(?:was|is|has|looks|makes|deserves|sucks|rocks|(?:was|is)n['’]t)"
SINGULAR = re.compile(rf"\s+{_SINGULAR}\b", re.IGNORECASE)
"""After a plural: "Fences is"."""

SUBJECT = re.compile(rf"\s+(?:{_SINGULAR}|made|would (?:have|of|be)|had me|broke|wrecked)\b", re.IGNORECASE)
"""After a whole phrase."""

JUDGED = _after(rf"\s+(?:was|wasn['’]t)\s+(?:[a-z]+\s+){{0,3}}(?:{_VERDICTS})(?!\w)")
"""A verdict in the past, which tells a film from a thing."""

_THING_SEEN = r"(?:movie|film|flick|watch|time|ride|story|one|piece|fun)"
JUDGED_AS_NAME = _after(
    r"\s+(?:is|was|looks|looked|isn['’]t|wasn['’]t)"
    rf"(?:(?:\s+(?!an?\b)[a-z]+){{0,2}}\s+(?:{_VERDICTS_AS_NAME})(?!\w)(?!\s+for\b)"
    rf"|\s+(?:[a-z]+\s+)?an?\s+(?:[a-z]+\s+)?(?:masterpiece\b|(?:{_VERDICTS})(?:\s+{_THING_SEEN}\b|\s*(?:[.!,]|$))))"
)
EQUALS = _after(rf"\s?[=–-]\s?(?:[a-z]+\s+){{0,2}}(?:{_VERDICTS})(?!\w)|\sblew my mind\b")
"""Such as "Gold = excellent", "Gold - surprisingly good"."""

GO_SEE = _before(rf"(?:go see|gone see|went and saw)\s+{_QUOTE}?\s?")
"""Before it, however it is written: what one goes to see is shown somewhere."""

LIVES_UP = _after(
    r"\s+(?:did(?: not|n['’]t) (?:live up|disappoint)|lived up|disappointed"
    r"|(?:for the )?(?:second|third) time)\b"
)
RATED = _after(
    r"(?:\s(?:is|was|gets))?(?:\san?)?[\s:,.(-]{1,4}\d{1,2}(?:\.\d)?\s?(?:/\s?(?:10|5)(?!\d)|stars\b)"
)
