"""What of a post is nobody's business: mail addresses, phone numbers, where somebody lives, and that somebody
may be a child.
"""

import re

_MAIL = re.compile(r"@[\w-]+\.[a-z]{2,}", re.IGNORECASE)
_BEFORE_MAIL = re.compile(r"[\w.+-]{1,64}$")
# Archives hold links with blanks inside: what follows one and looks like a piece of it is one.
_LINK = re.compile(r"(?:https?://|www\.)\s?\S+(?:\s\S*[/?=&%\d]\S*)*", re.IGNORECASE)
_NUMBER = re.compile(r"\d(?=\d\d|[a-d]?\s+[A-Z])")
_PHONE = re.compile(r"(?<![\w#$£€/.:,-])\+?\(?\d[\d\s().-]{7,}\d(?![\w/:%])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ADDRESS = re.compile(
    r"""\b\d{1,5}[a-d]?\s+(?:[A-Z][\w'’]+\s+){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Court
      |Ct|Boulevard|Blvd|Close|Crescent|Terrace)\b\.?
        (?:,?\s*(?:\#|Apt|Apartment|Unit|Flat)\.?\s*\w+|,\s*[A-Z][\w ]+,?\s+(?:[A-Z]{2}\s+)?(?:\d{5}\b
          |[A-Z]{1,2}\d))
      | \b(?:lives?|living|home|house|address)\s+(?:is\s+)?(?:at|on|:)\s*\d{1,5}[a-d]?\s+[A-Z]\w+""",
    re.VERBOSE,
)


def private_data(text: str) -> str | None:
    """Whether a text holds a mail address, a phone number or where somebody lives: which, in words."""
    if "@" in text and _holds_mail(text):
        return "a mail address"
    if _NUMBER.search(text) is None:
        return None
    if _ADDRESS.search(text) is not None:
        return "where somebody lives"
    shown = _LINK.sub(" ", text) if "://" in text or "www." in text else text
    for found in _PHONE.finditer(shown):
        digits = "".join(filter(str.isdigit, found.group()))
        parts = re.findall(r"\d+", found.group())
        if (
            9 <= len(digits) <= 15
            and len(set(digits)) > 2
            and not all(_YEAR.fullmatch(part) for part in parts)
            and not _is_day(parts)
        ):
            return "a phone number"
    return None


def _holds_mail(text: str) -> bool:
    """name@host, and not the @name@host of a mention."""
    for found in _MAIL.finditer(text):
        local = _BEFORE_MAIL.search(text, max(0, found.start() - 64), found.start())
        if local is not None and text[local.start() - 1 : local.start()] != "@":
            return True
    return False


def _is_day(parts: list[str]) -> bool:
    """2031-05-04, also with a time behind it."""
    return len(parts) >= 3 and _YEAR.fullmatch(parts[0]) is not None and len(parts[1]) <= 2


# Someone who may be a child: IPSO Clause 6 asks for their parents' consent, so they are never quoted.
_UNDER_AGE = re.compile(
    r"""\b(?:i\s?['’]?a?m|im|me\s+being|as\s+an?|age[d]?|turn(?:ed|ing)?)\s+(?:only\s+|just\s+|like\s+
      |almost\s+|an?\s+)*
        (?:[5-9]|1[0-7]|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)
        (?!\s*(?:%|/|out\s+of|
        foot|feet|ft|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|times?|bucks|dollars|movies?|films?
          |people|seconds?|\d))\b
      | \b(?:i\s?['’]?a?m|im|turn(?:ing)?)\s+(?:almost\s+|nearly\s+)?18\s+
          (?:in\s+(?:an?\s+|the\s+)?(?:few|couple|\d+|next)
          |next\s+(?:week|month|year)|tomorrow|soon)\b
      | \b(?:[5-9]|1[0-7])[\s-]?(?:yo|y/o|y\.o|yrs?[\s-]?old|years?[\s-]?old)\b
      | \b(?:my|our)\s+(?:homework|math\s+teacher|class(?:mates)?|students?) | \bmiddle\s+school(?:er)?\b
      | \bhomeroom\b | \bfield\s+trip\b | \b[1-9](?:st|nd|rd|th)\s+grade(?:rs?)?\b
      | \b(?:6th|7th|8th|9th|10th|11th|sixth|seventh|eighth|ninth|tenth)\s+grade\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_AGE_WORDS = """
eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen homework math class classmates
student students middle homeroom field grade grader graders
"""
AGES = frozenset(_AGE_WORDS.split()) | frozenset(
    f"{age}{unit}" for age in range(5, 19) for unit in ("", "y", "yo", "yr", "yrs")
)
# "when I was 9", "my 6 year old", "brought me back to being 13"; "8 year old me": nobody's age of today.
_LONG_AGO = re.compile(
    r"""(?:\b(?:i|you|we|he|she|they)\s+(?:was|were)\s+(?:\S+\s+){0,3}
      | \bback\s+to\s+(?:being\s+)?(?:an?\s+)?
      | \b(?:my|our|his|her|your|their|the|this|(?:by|like|for|of|than)\s+an?)\s+)$""",
    re.IGNORECASE | re.VERBOSE,
)
_ANOTHER = re.compile(
    r"""[\s-]*(?:years?[\s-]old\s+)?(?:me|self|myself|version|sons?|daughters?|nieces?|nephews?|kids?
      | child(?:ren)?|boys?|girls?|brothers?|sisters?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_YEARS_IN_NAME = re.compile(r"(?<!\d)1[0-7]\s?(?:yo|y/o|yrs?)\b|[|(•]\s*1[0-7]\s*(?:$|[|)•])", re.IGNORECASE)


def may_be_a_child(text: str, words: frozenset[str]) -> bool:
    """Whether somebody speaks of their age or school as a child would; `words` are the text's, lower case."""
    if AGES.isdisjoint(words):
        return False
    return any(
        not (
            found.group()[0].isdigit()
            and _LONG_AGO.search(text, max(0, found.start() - 40), found.start()) is not None
        )
        and _ANOTHER.match(text, found.end()) is None
        for found in _UNDER_AGE.finditer(text)
    )


def is_a_childs_name(name: str | None) -> bool:
    """Whether a display name tells an age below 18 ("wren | 15")."""
    return bool(name) and _YEARS_IN_NAME.search(name or "") is not None
