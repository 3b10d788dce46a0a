"""What of a post is nobody's business: mail addresses, phone numbers, where somebody lives, and that somebody
may be a child.
"""

import re

_MAIL = re.compile(r"@[\w-]+\.[a-z]{2,}", re.IGNORECASE)
_BEFORE_MAIL = re.compile(r"\w[\w.+-]{0,63}$")
# Archives hold links with blanks inside: what follows one and looks like a piece of it is one.
_LINK = re.compile(r"(?:https?://|www\.)\s?\S+(?:\s\S*[/?=&%\d]\S*)*", re.IGNORECASE)
_NUMBER = re.compile(r"\d(?=\d\d|[a-d]?\s+[A-Z]|\d[ .]\d\d[ .]\d\d)")
_PHONE = re.compile(r"(?<![\w#$£€/.:,-])\+?\(?\d[\d\s().-]{7,}\d(?![\w/:%])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PRICES = re.compile(r"\d\.\d\b|^\d{1,3}(?:\.\d{3})+$")
_COUNTS = re.compile(
    r"\s*(?:years?|times?|people|days?|hours?|%|million|billion|movies?|films?|dollars?|euros?)\b",
    re.IGNORECASE,
)
_BOOK = re.compile(r"(?:isbn|ean|asin|upc|item|code|sku)(?:-1[03])?\W{0,3}$", re.IGNORECASE)
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
            and sum(_YEAR.fullmatch(part) is not None for part in parts) < min(2, len(parts))
            and not _is_day(parts)
            and not _is_something_else(found.group(), parts)
            and _COUNTS.match(shown, found.end()) is None
            and _BOOK.search(shown, max(0, found.start() - 12), found.start()) is None
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


def _is_something_else(number: str, parts: list[str]) -> bool:
    """Times of showings ("130 400 630", "12.45 15.30"), prices, the number of a thing in a shop."""
    if len(parts) == 1:  # nobody writes a phone number of twelve digits as one run, unless with its 0 or +
        return len(parts[0]) not in (10, 11) and number[0] != "+" and parts[0][0] != "0"
    if len(parts) >= 3 and "-" not in number and "+" not in number:
        if all(len(part) in (3, 4) and int(part[-2:]) < 60 and int(part[-2:]) % 5 == 0 for part in parts):
            return True
        if (
            "." in number
            and len(parts) % 2 == 0
            and all(len(part) == 2 and int(part) < (60 if at % 2 else 24) for at, part in enumerate(parts))
        ):
            return True
    return (
        (len(parts) == 2 and "." in number and number[0] not in "0+(")
        or _PRICES.search(number) is not None
        or (len(parts[0]) == 6 and len(parts[1]) == 3)
    )


def _is_day(parts: list[str]) -> bool:
    """2031-05-04 or 04.05.2031, also with something behind it."""
    if len(parts) < 3 or len(parts[1]) > 2:
        return False
    return _YEAR.fullmatch(parts[0] if len(parts[0]) == 4 else parts[2]) is not None


# Someone who may be a child: IPSO Clause 6 asks for their parents' consent, so they are never quoted.
_AGE = r"""(?:[5-9]|1[0-7]|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)
    (?!\s*(?:%|/|out\s+of
      |foot|feet|ft|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|times?|bucks|dollars|movies?|films?
      |people|seconds?|\d|-\d|['’]\d|years?\s+(?!old)))\b"""
_GRADE = (
    r"(?:[1-9]|1[0-2])(?:st|nd|rd|th)\s+grade(?:rs?)?|(?:sixth|seventh|eighth|ninth|tenth)\s+grade(?:rs?)?"
)
# What only somebody says who is one today.
_TODAY = re.compile(
    rf"""\b(?:i\s?['’]?a?m|im|me\s+being|turn(?:ing)?)\s+
          (?:(?:about\s+to|going\s+to|gonna|tur[nis]{{1,6}}g?|be|becoming)\s+){{0,3}}(?:only\s+|just\s+|like\s+|almost\s+|an?\s+)*{_AGE}
          (?!(?:\s+years?[\s-]old)?\s+(?:all\s+over\s+)?again)
      | \b(?:[5-9]|1[0-7])[\s-]?(?:yo|y/o|y\.o|yrs?[\s-]?old|years?[\s-]?old)\s+(?:here|and\s+i)\b
      | \b(?:i\s?['’]?a?m|im|turn(?:ing)?)\s+(?:almost\s+|nearly\s+)?18\s+
          (?:in\s+(?:an?\s+|the\s+)?(?:few|couple|\d+|next)|next\s+(?:week|month|year)|tomorrow|soon)\b
      | \b(?:i\s?['’]?a?m|im|we['’]?re)\s+(?:\w+\s+){{0,2}}(?:in|a|an|starting|into)\s+(?:\w+\s+){{0,1}}
          (?:{_GRADE}|middle\s+school(?:er)?)\b
      | \bmy\s+(?:homework|math\s+teacher|classmates?)\b | \b(?:my|our)\s+homeroom\b
      | \bmy\s+class\s+and\s+(?:i|me|moi)\b | \bme\s+and\s+my\s+class\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# What a child may say of today and anybody of long ago, of somebody else, or as a teacher.
_PERHAPS = re.compile(
    rf"""\b(?:as\s+an?|(?<!ice\s)age[d]?|turned)\s+(?:only\s+|just\s+|like\s+|almost\s+|an?\s+)*{_AGE}
      | \b(?:[5-9]|1[0-7])[\s-]?(?:yo|y/o|y\.o|yrs?[\s-]?old|years?[\s-]?old)\b
      | \b(?:my|our)\s+(?:class|classmates?|students?)\b | \bmiddle\s+school(?:er)?\b
      | \bhomeroom\b | \bfield\s+trip\b | \b(?:{_GRADE})\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NOT_TODAY = re.compile(
    r"""\b(?:was|were|used\s+to|remember|since|ago|back|childhood|when|as\s+a\s+kid|first\s+time|had|did|grew
          |growing\s+up|old\s+enough|always|memor(?:y|ies)|nostalgi\w+|vhs|19[4-9]\d)\b
      | \b(?:loved|watched|saw|took|made|scared|showed|read|blew|thought|cried|got|felt|hit|changed)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_GROWN_UP = re.compile(
    r"""\b(?:my|our|the|some|these)\s+(?:\w+\s+)?(?:students?|pupils|kids|children|sons?|daughters?|nieces?|nephews?
          |grandkids|grandsons?|granddaughters?|class\s+wife)\b
      | \b(?:teach(?:er|ers|ing|es)?|classroom|kids|parents?|veterans?|honou?rs?|students?|graders|watching
          |loves?)\b
      | \b(?:show|showed|showing|took|taking|taught)\s+(?:this\s+to\s+|it\s+to\s+)?(?:my|our)\s+class\b
      | \#\w*(?:kids|code|edu|stem|teach)\w*""",
    re.IGNORECASE | re.VERBOSE,
)
_AGE_WORDS = """
eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen homework math class classmate
classmates student students middle homeroom field grade grader graders
"""
AGES = frozenset(_AGE_WORDS.split()) | frozenset(
    f"{age}{unit}" for age in range(5, 19) for unit in ("", "y", "yo", "yr", "yrs")
)
# "when I was 9", "my 6 year old", "brought me back to being 13"; "8 year old me": nobody's age of today.
_LONG_AGO = re.compile(
    r"""(?:\b(?:i|you|we|he|she|they)\s+(?:was|were)\s+(?:\S+\s+){0,3}
      | \bback\s+to\s+(?:being\s+)?(?:an?\s+)?
      | \b(?:my|our|his|her|your|their|the|this|(?:by|like|for|of|than)\s+an?|over|under|age|kids)\s+)$""",
    re.IGNORECASE | re.VERBOSE,
)
_ANOTHER = re.compile(
    r"""[\s-]*(?:years?[\s-]old\s+)?(?:me|self|myself|version|sons?|daughters?|nieces?|nephews?|kids?
      | child(?:ren)?|boys?|girls?|brothers?|sisters?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_CHILD_NAMED = re.compile(
    r"\b(?:[5-9]|1[0-7])[\s-]?[Yy](?:r|ear)s?[\s-]?[Oo]ld\s+(?:@\w|[A-Z][a-z])"
    r"|\b(?:rap\w+|molest\w+|abus\w+|assault\w+)\b.{0,60}\b(?:[5-9]|1[0-7])[\s-]?(?:yr|year)s?[\s-]?old\b"
)
_YEARS_IN_NAME = re.compile(r"(?<!\d)1[0-7]\s?(?:yo|y/o|yrs?)\b|[|(•]\s*1[0-7]\s*(?:$|[|)•])", re.IGNORECASE)


def may_be_a_child(text: str, words: frozenset[str]) -> bool:
    """Whether somebody speaks of their age or school as a child would; `words` are the text's, lower case.

    A child who is named with an age ("hosted by 12 year old @name") counts too: see `_CHILD_NAMED`.
    """
    if AGES.isdisjoint(words):
        return False
    if _says(_TODAY, text) or _CHILD_NAMED.search(text) is not None:
        return True
    return _says(_PERHAPS, text) and _NOT_TODAY.search(text) is None and _GROWN_UP.search(text) is None


def _says(pattern: re.Pattern[str], text: str) -> bool:
    return any(
        not (
            found.group()[0].isdigit()
            and _LONG_AGO.search(text, max(0, found.start() - 40), found.start()) is not None
        )
        and _ANOTHER.match(text, found.end()) is None
        for found in pattern.finditer(text)
    )


def is_a_childs_name(name: str | None) -> bool:
    """Whether a display name tells an age below 18 ("wren | 15")."""
    return bool(name) and _YEARS_IN_NAME.search(name or "") is not None
