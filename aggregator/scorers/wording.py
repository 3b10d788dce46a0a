"""Puts a post into the words that a BERT model knows: the same when it is trained and when it reads.

The uncased vocabulary holds hardly an emoji, so each becomes one or two plain words; the film's names become
"movie", mentions "user"; "soooo" becomes "soo".
"""

import html
import re
import unicodedata

from aggregator.scorers.masking import NAME, Masker

FOR_NAME = "movie"
FOR_MENTION = "user"

EMOJI = {
    "😂": "laughing", "🤣": "laughing hard", "😭": "sobbing", "😢": "crying", "🥲": "bittersweet smile",
    "😍": "love eyes", "🥰": "adoring", "😘": "kiss", "😊": "smile", "😁": "grin", "😀": "grin",
    "😃": "happy", "😄": "happy", "😆": "laughing", "😅": "nervous laugh", "🙂": "thin smile",
    "🙃": "ironic smile", "😉": "wink", "😎": "cool", "🤩": "star struck", "🥳": "party", "😏": "smirk",
    "😌": "relieved", "😋": "yummy", "😜": "silly", "🤪": "crazy face", "🤗": "hug", "🤭": "giggle",
    "🫶": "love hands", "😐": "blank face", "😑": "unimpressed", "😶": "speechless", "🫥": "empty face",
    "😒": "unamused", "🙄": "eye roll", "😬": "cringe", "😔": "sad", "😞": "disappointed",
    "😟": "worried", "😕": "confused", "🙁": "sad", "☹": "sad", "😣": "suffering", "😖": "suffering",
    "😫": "exhausted", "😩": "wailing", "🥺": "pleading", "😤": "huffing", "😠": "angry",
    "😡": "furious", "🤬": "swearing", "😱": "screaming", "😨": "scared", "😰": "anxious",
    "😳": "stunned", "🤯": "mind blown", "🥵": "hot", "🥶": "cold", "🤔": "thinking", "🤨": "doubt",
    "🧐": "doubt", "😴": "asleep", "💤": "asleep", "🥱": "yawn", "😪": "sleepy", "🤤": "drooling",
    "🤢": "disgusted", "🤮": "vomit", "🤧": "sniffing", "🤡": "clown", "💀": "dead", "☠": "dead",
    "👻": "ghost", "💩": "crap", "🗑": "trash", "🚮": "trash", "🚩": "red flag", "🔥": "fire",
    "💥": "boom", "✨": "sparkles", "⭐": "star", "🌟": "star", "💫": "dizzy", "💯": "hundred percent",
    "❤": "love", "🧡": "love", "💛": "love", "💚": "love", "💙": "love", "💜": "love", "🖤": "love",
    "🤍": "love", "🤎": "love", "💕": "love", "💖": "love", "💗": "love", "💘": "love", "💓": "love",
    "💞": "love", "🩷": "love", "♥": "love", "💔": "broken heart", "👍": "thumbs up",
    "👎": "thumbs down", "👏": "applause", "🙌": "hooray", "🙏": "thank you", "🤝": "handshake",
    "💪": "strong", "👌": "perfect", "🤌": "perfect", "✌": "peace", "🤞": "fingers crossed",
    "🤷": "shrug", "🤦": "facepalm", "👀": "looking", "🫠": "melting", "🫡": "salute", "🐐": "goat",
    "👑": "crown", "🏆": "trophy", "🎉": "party", "🥂": "cheers", "🎬": "film", "🎥": "film",
    "🍿": "popcorn", "📺": "tv", "🎟": "ticket", "🎫": "ticket", "🚨": "alert", "📉": "falling",
    "📈": "rising", "🍅": "rotten tomato", "🧢": "lie", "💸": "wasted money", "💰": "money",
    "✅": "yes", "❌": "no", "🚫": "no", "⚠": "warning", "👇": "", "👉": "", "➡": "", "🔗": "",
    "📸": "photo", "🤠": "cowboy", "😇": "angel", "😈": "devil", "👿": "devil", "🙈": "embarrassed",
    "🙀": "scared", "😻": "love eyes", "😹": "laughing", "😿": "crying", "🕺": "dance", "💃": "dance",
    "🎶": "music", "🎵": "music", "🎧": "music", "🪦": "grave", "⚰": "coffin", "🧊": "cold",
    "🫣": "peeking", "🫢": "shocked", "😲": "astonished", "😮": "astonished", "😯": "astonished",
    "😦": "shocked", "😧": "shocked", "🥹": "tearful joy", "🤓": "nerd", "😷": "sick", "🤒": "sick",
    "🤕": "hurt", "🤑": "money", "🤫": "hush", "🤐": "silent", "🤥": "liar", "😓": "sweating",
    "😥": "sad", "😚": "kiss", "😗": "kiss", "😙": "kiss", "😝": "silly", "😛": "silly", "😵": "dizzy",
}  # fmt: skip
"""What fans write most, in words; of all others the first words of the Unicode name are taken."""

_MENTION = re.compile(r"(?<!\w)@\w+")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_EMOJI = re.compile(
    "[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f1e6-\U0001f1ff\U0001f300-\U0001f5ff"
    "\U0001f600-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7ff\U0001f900-\U0001faff]"
)
_SILENT = re.compile("[\u200b-\u200f\u20e3\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_LONG = re.compile(r"([^\W\d_])\1{2,}")
_MANY = re.compile(r"([!?.,*~=_-])\1{3,}")


def worded(text: str, masker: Masker) -> str:
    """The post in plain words; may be empty where it holds nothing but links."""
    text = named(text, masker)
    if not text.isascii():
        text = _EMOJI.sub(_in_words, _SILENT.sub("", text))
    text = _LONG.sub(r"\1\1", text)
    return " ".join(_MANY.sub(r"\1\1\1", text).split())


def named(text: str, masker: Masker) -> str:
    """The post without links, its names and mentions as plain words; what an archive escaped is back."""
    if "&" in text:
        text = html.unescape(text)
    if "\\u" in text:
        text = _ESCAPED.sub(_unescaped, text)
    text = text.replace(NAME, NAME.lower())  # who shouts "MY NAME IS" names no film
    text = _MENTION.sub(FOR_MENTION, text)
    return masker.mask(text).replace(NAME, FOR_NAME)


def _unescaped(found: re.Match[str]) -> str:
    sign = chr(int(found.group(1), 16))
    return " " if "\ud800" <= sign <= "\udfff" else sign


def _in_words(found: re.Match[str]) -> str:
    sign = found.group()
    words = EMOJI.get(sign)
    if words is None:
        words = " ".join(unicodedata.name(sign, "").lower().split()[:3])
    return f" {words} "
