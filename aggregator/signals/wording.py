"""The words that a text is known by, and what of them tells two texts apart that look the same.

Pure string work for near_duplicates: no text is compared here.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

_HEAD = re.compile(r"^\W{0,3}[rm]t\s*@\w+\s*:?\s*")
# Some archives broke links up by blanks: "http://www. example.org/2031/a-lo ng-way/ …".
_LINK = r"https?://(?:www\.)?(?:\s\S+(?:\s\S+\s…)?|\S+)"
_LINKS = re.compile(rf"{_LINK}|www\.\s?\S+|pic\.twitter\.com/\S+|@(?<!\w@)[\w.-]+")
# A pattern that begins with letters is sought three times as fast as one of several beginnings.
_PLAIN_LINKS = re.compile(_LINK)
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(r"#?[^\W_]+")
_SIGN_OR_TOKEN = re.compile(rf"#?(?:[{_UNSPACED}]|[^\W_{_UNSPACED}]+)")
_OTHER_TOKENS = re.compile(rf"[^\W\x00-\x7f]|[{_UNSPACED}]")
_ANY_UNSPACED = re.compile(f"[{_UNSPACED}]")
_PARTED = bytes(  # ASCII as _TOKEN parts it
    ord(" ") if code < 128 and not chr(code).isalnum() and chr(code) != "#" else code for code in range(256)
)
_BLANK, _NEW_LINE = ord(" "), ord("\n")
_PARTED_LINES = bytes(code if code == _NEW_LINE else parted for code, parted in enumerate(_PARTED))
_ENOUGH_WORDS = 4  # with fewer left, hashtags are part of what is said
_LONGEST_NUMBER = 4  # "8/10" and "2031" say something; longer digits are serial numbers

_NEGATIONS_LIST = """
no not never nobody nothing none hardly without dont doesnt didnt isnt wasnt arent werent aint cant
cannot couldnt wont wouldnt shouldnt hasnt havent hadnt
"""
_PRAISE_LIST = """
best better good great love loved loves loving like liked amazing awesome brilliant excellent perfect
beautiful fantastic wonderful masterpiece enjoyed happy excited win wins glad funny thrilling worth
"""
_SCORN_LIST = """
worst worse bad terrible hate hated hates hating dislike disliked awful boring horrible trash garbage
ugly overrated disappointing disappointed lousy mediocre flop fail fails sad angry dull unfunny waste
"""

_AUXILIARIES_LIST = "a an any can could do does did had has have is am are was were will would should some"
_STOCK_LIST = """
3d a about absolutely actually after again all already also am amp an and any anyone are as at back be
because been before being but by can cinema cinemas come could day de definitely did do does done down
easily el else en end enough even ever every everybody everyone extremely far feel few film films
finally find first for friday from fucking get getting give go going gonna got gotta guys had hands has
have he her here highly him his holy honestly hope how i id if ill im imax in into is it its ive just
keep kids know la last least less let life literally little ll lol long look lot made make man many
maybe me mean might minutes month more most movie movies much must my need new next night now of off oh
ok okay omg on once one only opening or other our out over part people personally possibly pretty
probably que rather re really recommend recommended right rt s same saturday saw say scene second see
seeing seen she shit should show since so some someone something still story such sunday super sure t
take tell than thanks that thats the theater theaters theatre their them then there these they thing
things think this those though thought through ticket tickets time to today together tomorrow tonight
too totally trailer truly trying two u up ur us very via wait waiting wanna want wanted wants was watch
watched watching way we week weekend well went were what when where which while who why will wish with
worth would wow year years yes yesterday yet you your youre
"""
_NEGATIONS = frozenset(_NEGATIONS_LIST.split())
_AUXILIARIES = frozenset(_AUXILIARIES_LIST.split())
_PRAISE = frozenset(_PRAISE_LIST.split())
_SCORN = frozenset(_SCORN_LIST.split())
STOCK = frozenset(_STOCK_LIST.split()) | _NEGATIONS | _PRAISE | _SCORN
"""Words of which anybody's verdict on any film is made ("one of the best movies I have ever seen")."""


class Traits(NamedTuple):
    """A text's different words, and those that may turn its meaning. `numbers`: short ones."""

    words: frozenset[str]
    numbers: frozenset[str]
    negations: frozenset[str]
    praise: frozenset[str]
    scorn: frozenset[str]


def bare(text: str) -> str:
    """The words of a text, case-folded, joined by blanks.

    Without "RT @name:", links, mentions, emoji and punctuation, and without hashtags where four other words
    are left. Scripts without blanks give a word a sign.
    """
    return _joined_words(_own_words(text))


def bares(texts: Iterable[str]) -> list[str]:
    """The same of many texts. Most have no hashtags and no letters beyond ASCII: those are parted at once."""
    found = [_own_words(text) for text in texts]
    plain = [place for place, own in enumerate(found) if "#" not in own and _is_of_ascii(own)]
    parted = _parted([found[place] for place in plain])
    for place in set(range(len(found))).difference(plain):
        found[place] = _joined_words(found[place])
    for place, words in zip(plain, parted, strict=True):
        found[place] = words
    return found


def _own_words(text: str) -> str:
    """A text without "RT @name:", links, mentions and apostrophes, case-folded."""
    folded = text.casefold()
    mentions = "@" in folded
    if mentions and ("t @" in folded or "t@" in folded):
        folded = _HEAD.sub("", folded)
    if mentions or "www." in folded or "pic.tw" in folded:
        folded = _LINKS.sub(" ", folded)
    elif "://" in folded:
        folded = _PLAIN_LINKS.sub(" ", folded)
    if "'" in folded:
        folded = folded.replace("'", "")
    return folded if folded.isascii() else folded.replace("’", "")


def _is_of_ascii(own: str) -> bool:
    """Whether all its words are."""
    return own.isascii() or _OTHER_TOKENS.search(own) is None


def _joined_words(own: str) -> str:
    tagged = "#" in own
    if _is_of_ascii(own):
        spread = own.replace("#", " #") if tagged else own
        words = (
            spread.encode("ascii", "replace").translate(_PARTED).decode().split()
        )  # as emoji, "?" parts them
    else:
        token = _SIGN_OR_TOKEN if _ANY_UNSPACED.search(own) is not None else _TOKEN
        words = token.findall(own)
    if tagged:
        said = [word for word in words if word[0] != "#"]
        words = said if len(said) >= _ENOUGH_WORDS else [word.lstrip("#") for word in words if word != "#"]
    return " ".join(words)


def _parted(texts: list[str]) -> list[str]:
    """The words of texts without hashtags, whose words are all of ASCII, joined by blanks."""
    if not texts:
        return []
    lines = "\n".join([text.replace("\n", " ") for text in texts]).encode("ascii", "replace")
    signs = np.frombuffer(lines.translate(_PARTED_LINES), np.uint8)
    # Of a row of blanks the last one stays, and none at the end of a line; then none at its beginning.
    signs = signs[(signs != _BLANK) | (np.append(signs[1:], _NEW_LINE) > _BLANK)]
    signs = signs[(signs != _BLANK) | (np.append(_NEW_LINE, signs[:-1]) != _NEW_LINE)]
    words: str = signs.tobytes().decode()
    return words.split("\n")


def names_of(phrases: Iterable[str]) -> frozenset[str]:
    """The words of titles, hashtags and names, written apart and together: they tell no text from another."""
    words = [bare(phrase).split() for phrase in phrases]
    return frozenset(word for each in words for word in (*each, "".join(each)))


def traits(words: str) -> Traits:
    """What `differ_in_meaning` needs of a text, given its bare words."""
    own = frozenset(words.split())
    numbers = frozenset(word for word in own if word.isdigit() and len(word) <= _LONGEST_NUMBER)
    return Traits(own, numbers, own & _NEGATIONS, own & _PRAISE, own & _SCORN)


def differ_in_meaning(one: Traits, other: Traits) -> bool:
    """Whether two nearly equal texts say different things.

    Each has a number that the other lacks ("8/10", "3/10"), one praises where the other scorns, or one has a
    "not" for which the other has nothing, or no more than "is" for "isn't".
    """
    return (
        bool(one.numbers - other.numbers and other.numbers - one.numbers)
        or bool(one.praise - other.praise and other.scorn - one.scorn)
        or bool(one.scorn - other.scorn and other.praise - one.praise)
        or _denied(one, other)
        or _denied(other, one)
    )


def _denied(denying: Traits, other: Traits) -> bool:
    return len(denying.negations) > len(other.negations) and other.words - denying.words <= _AUXILIARIES
