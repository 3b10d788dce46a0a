"""Pure string work on what strangers wrote: cleaning, hashtags, words, HTML, addresses, terminal lines.

Posts are hostile input: everything here is linear in its input, and nothing raises but where it says so.
Facts: bidirectional controls are Unicode's property Bidi_Control; emoji are joined by ZWJ, Persian and the
Indic scripts need ZWNJ and ZWJ inside words (Unicode 16, chapters 9, 12 and 23; UTS #51, read 2026-11);
runs of combining marks end at 30 as in UAX #15 "Stream-Safe Text Format".
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

MAX_TEXT = 50_000
"""Characters of a post's text; parsers refuse longer ones. The longest network allows half of it."""

MAX_MARKS = 30
_LONG = 2_000  # above, runs of marks are cut before NFC, whose sorting of marks is quadratic
_MAX_TAGS = 10_000
_MAX_HASHTAG = 300
_MAX_URL = 4_096

# Never kept: C0 and C1 controls, soft hyphen, bidi controls, zero-width space and the invisible operators,
# BOM, interlinear marks, noncharacters, tag characters (outside flags).
_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff0-\ufffb\ufffe\uffff"
)
_TAGS = "\U000e0000-\U000e007f"
_BREAKS = "\r\x0b\x0c\x85\u2028\u2029"
_SUSPECT = re.compile(f"[{_INVISIBLE}{_TAGS}{_BREAKS}\u200c\u200d\ud800-\udfff]")
_LINE_BREAK = re.compile(f"\r\n|[{_BREAKS}]")
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,8}\U000e007f"  # black flag, letters, end
_DROPPED = re.compile(f"({_FLAG})|[{_INVISIBLE}{_TAGS}]")
_JOINING = (  # scripts in which ZWNJ and ZWJ change how a word is read
    "\u0600-\u0605\u0610-\u061a\u0620-\u074f\u0750-\u077f\u07ca-\u07fa\u0840-\u085b\u0860-\u086a\u08a0-\u0963"
    "\u0966-\u0df3\u0f00-\u0fbc\u1000-\u109f\u1780-\u17d3\u1820-\u18aa\ua840-\ua873\ufb50-\ufdfb\ufe70-\ufefc"
)
_EMOJI = (
    "\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23fa\u24c2\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\U0001f000-\U0001faff"
)
_JOINER = re.compile(
    f"(?<=[{_JOINING}])[\u200c\u200d]|(?<=[{_EMOJI}\ufe0f\U000e007f])\u200d(?=[{_EMOJI}])|([\u200c\u200d])"
)
_ANY_JOINER = re.compile("[\u200c\u200d]")

# A hashtag goes on over letters, digits, "_" and the marks that complete letters, which \w lacks.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u0900-\u0963\u0971-\u0df3\u0e31"
    "\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ece\u0f71-\u0f84\u0f90-\u0fbc\u102b-\u103e\u1056-\u1059"
    "\u17b4-\u17d3\u1dc0-\u1dff\u3099\u309a\u200c\u200d"
)
_HASHTAG = re.compile(rf"(?<![\w&/#＃{_MARKS}])[#＃]([\w{_MARKS}]+)")

_NEWLINE_TAG = re.compile(r"<br\s*/?>|</(?:div|li|blockquote|h[1-6])>", re.IGNORECASE)
_PARAGRAPH_END = re.compile(r"</p>", re.IGNORECASE)
_MANY_NEWLINES = re.compile(r"\n[ \t]*\n[ \t\n]*")
_URL = re.compile(r"https?://[\w\-.]+(?::\d{1,5})?(?:[/?#][^\s\"<>\\^`{|}]*)?", re.IGNORECASE)


_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?:/[!#-;=?-\[\]_a-z~]*)?")  # nearly every permalink


def clean(raw: str) -> str:
    """The text as a reader saw it: NFC, without what is invisible or turns text round.

    Line breaks become newlines. Removed: C0 and C1 controls but newline and tab, lone surrogates (halves of
    one character are put together), bidirectional controls, BOM, zero-width space and its kin, soft hyphens,
    tag characters; joiners stay where a script or an emoji sequence needs them. The result encodes to UTF-8,
    and cleaning it again changes nothing. Ordinary text costs about a microsecond.
    """
    # str.isprintable is False for every character that is removed here, and the fastest look at a text.
    if len(raw) <= _LONG and (raw.isprintable() or _SUSPECT.search(raw) is None):
        if raw.isascii() or unicodedata.is_normalized("NFC", raw):
            return raw.strip()
        return unicodedata.normalize("NFC", raw).strip()
    return _clean_slowly(raw)


def _clean_slowly(raw: str) -> str:
    text = raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = _DROPPED.sub(r"\1", _LINE_BREAK.sub("\n", text))
    if len(text) > _LONG and not text.isascii():
        text = _cut_marks(text)
    once = _join(text)
    if _join(once) != once:  # marks changed places around a joiner: too odd to need it
        once = unicodedata.normalize("NFC", _ANY_JOINER.sub("", once))
    return once.strip()


def _join(text: str) -> str:
    """`text` in NFC, with joiners only where they mean something."""
    text = unicodedata.normalize("NFC", text)
    kept = _JOINER.sub(lambda found: "" if found.group(1) else found.group(), text)
    return text if kept == text else unicodedata.normalize("NFC", kept)


def _cut_marks(text: str) -> str:
    kept, run = [], 0
    for letter in text:
        run = run + 1 if unicodedata.combining(letter) else 0
        if run <= MAX_MARKS:
            kept.append(letter)
    return "".join(kept)


def fold(word: str) -> str:
    """The form in which words and hashtags are compared: case-folded, NFC."""
    if word.isascii():
        return word.lower()
    if len(word) > _LONG:
        word = _cut_marks(word)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).casefold())


FOLDED_TO_ASCII = {
    "ß": "ss", "ẞ": "ss", "ſ": "s", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl",
    "ﬅ": "st", "ﬆ": "st", "ŉ": "n", "ẚ": "a", "İ": "i", "\u212a": "k",
}  # fmt: skip
"""The letters beyond ASCII that `fold` turns into letters of ASCII, and into which (Unicode 16)."""


def hashtags_in(text: str) -> tuple[str, ...]:
    """The hashtags of a cleaned text, without "#", folded, sorted, each once.

    A "#" (or "＃") after a letter, digit, "&", "/" or another "#" begins none, and digits alone are none.
    """
    if "#" not in text and "＃" not in text:
        return ()
    return hashtag_list(tag for tag in _HASHTAG.findall(text) if not tag.isdigit())


def hashtag_list(words: Iterable[str]) -> tuple[str, ...]:
    """Hashtags as a network lists them ("#Mi8", "Mi8"), as a Post holds them: folded, sorted, each once.

    What is longer than 300 characters is none.
    """
    found = {_tag(word) for word in words if len(word) <= _MAX_HASHTAG}
    found.discard("")
    return tuple(sorted(found))


@lru_cache(maxsize=16_384)
def _tag(word: str) -> str:
    return fold(clean(word).lstrip("#＃"))


def html_to_text(html: str) -> str:
    """What a browser would show of a network's HTML, cleaned: links whole, paragraphs apart by an empty line.

    Raises ValueError for HTML that is too long or has too many tags to be a post (10,000).
    """
    if "<" not in html and "&" not in html:
        return clean(html)
    if len(html) > 4 * MAX_TEXT or html.count("<") > _MAX_TAGS:
        raise ValueError(f"html of {len(html):,} characters and {html.count('<'):,} tags")
    html = clean(html).replace("\n", " ")
    html = _PARAGRAPH_END.sub("\n\n</p>", _NEWLINE_TAG.sub("\n", html))
    tree = LexborHTMLParser(html)
    tree.strip_tags(["script", "style", "template", "noscript"])
    text = tree.body.text() if tree.body is not None else ""
    return clean(_MANY_NEWLINES.sub("\n\n", clean(text)))


def safe_url(url: str | None) -> str | None:
    """`url` if a reader may be sent there: http or https, a host, no login, nothing invisible. Else None."""
    if not isinstance(url, str):
        return None
    if len(url) <= _MAX_URL and _PLAIN_URL.fullmatch(url) is not None:
        return url
    url = url.strip()
    if len(url) > _MAX_URL or not url.isprintable() or _URL.fullmatch(url) is None:
        return None
    try:
        return url if urlsplit(url).hostname and urlsplit(url).port != 0 else None
    except ValueError:
        return None


def word_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Finds whole words and phrases in any case: the one rule by which "N posts mention X" is counted.

    Blanks of a phrase match any white space, a straight apostrophe also a curly one. "Whole" means: no
    letter, digit or "_" before or after. No words: a pattern that never matches.
    """
    return _pattern_of(frozenset(words))


@lru_cache(maxsize=512)
def _pattern_of(words: frozenset[str]) -> re.Pattern[str]:
    """The pattern; a story asks for those of its themes again and again."""
    parts = {r"\s+".join(_escape(part) for part in word.split()) for word in words} - {""}
    if not parts:
        return re.compile(r"(?!)")
    choice = "|".join(sorted(parts, key=lambda part: (-len(part), part)))
    return re.compile(rf"(?<!\w)(?:{choice})(?!\w)", re.IGNORECASE)


def _escape(word: str) -> str:
    return re.escape(word.replace("’", "'")).replace("'", "['’]")


def contains_phrase(text: str, phrase: str) -> bool:
    """Whether `text` says `phrase` as whole words, whatever the case and the white space."""
    haystack, needle = _spread(text), _spread(phrase)
    if not needle:
        return False
    at = haystack.find(needle)
    while at >= 0:
        end = at + len(needle)
        if not (at and _is_word(haystack[at - 1])) and not (end < len(haystack) and _is_word(haystack[end])):
            return True
        at = haystack.find(needle, at + 1)
    return False


@lru_cache(maxsize=512)
def _spread(text: str) -> str:
    """Folded, one blank between words. One text is asked for many phrases: remembered."""
    return " ".join(fold(text).split())


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun: "1 post", "12,304 posts"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def printable(text: str, width: int) -> str:
    """One line for a terminal, at most `width` columns wide: no control sequences, cut with "…"."""
    line = " ".join(clean(text[: width * 40 + 200]).split())
    line = "".join(letter for letter in line if letter.isprintable() or letter == "\u200d")
    if line.isascii() and len(line) <= width:
        return line
    kept: list[str] = []
    columns, limit = 0, max(width - 1, 0)
    for at, letter in enumerate(line):
        wide = _columns(letter)
        if columns + wide > limit:
            rest = sum(map(_columns, line[at : at + width + 1]))
            fits = columns + rest <= width and len(line) - at <= width + 1
            return line if fits else "".join(kept) + ("…" if width else "")
        columns += wide
        kept.append(letter)
    return line


def _columns(letter: str) -> int:
    if unicodedata.combining(letter) or letter in "\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
