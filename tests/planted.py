"""Small edits of a post, as people make them who pass a text on: what near-duplicates are measured with."""

import re
from collections.abc import Callable
from random import Random

_OTHER_WORDS = [
    "actually",
    "lantern",
    "quiet",
    "seriously",
    "weird",
    "gravy",
    "kinda",
    "corner",
    "marble",
    "velvet",
    "teapot",
    "orchard",
]
_ADDED = (
    "#filmtwitter",
    "#nowwatching",
    "@lantern_fan",
    "https://example.org/p/99",
    "https://example.org/Ab3xYz",
)
_BEFORE = ("omg ", "this. ", "so true: ", "ok but ", "RT @lantern_fan: ")
_AFTER = (" lol", " just saying", " tbh", " and that is that")
_LINKS = re.compile(r"https?://(?:\s?www\.)?\s?\S+(?:\s\S+\s…)?|pic\.twitter\.com/\S+|…")


def without_links(text: str) -> str:
    """The text alone: some archives broke links up by blanks, and an edit inside one is no edit of a post."""
    return " ".join(_LINKS.sub(" ", text).split())


def word(text: str, dice: Random) -> str:
    """One word is another."""
    words = text.split()
    places = [at for at, one in enumerate(words) if one.isascii() and one.isalpha() and len(one) > 1]
    if places:
        words[dice.choice(places)] = dice.choice(_OTHER_WORDS)
    return " ".join(words)


def typo(text: str, dice: Random) -> str:
    """One word lost, doubled or turned a letter."""
    words = text.split()
    places = [at for at, one in enumerate(words) if one.isascii() and one.isalpha() and len(one) > 3]
    if places:
        at = dice.choice(places)
        old, cut = words[at], dice.randrange(1, len(words[at]) - 1)
        words[at] = dice.choice(
            [
                old[:cut] + old[cut + 1 :],
                old[:cut] + old[cut + 1] + old[cut] + old[cut + 2 :],
                old[:cut] + old[cut] + old[cut:],
            ]
        )
    return " ".join(words)


def tag(text: str, dice: Random) -> str:
    """A hashtag, a mention or a link more."""
    words, added = text.split(), dice.choice(_ADDED)
    middle = len(words) // 2
    return dice.choice(
        [f"{text} {added}", f"{added} {text}", " ".join([*words[:middle], added, *words[middle:]])]
    )


def signs(text: str, dice: Random) -> str:
    """Other punctuation, case or emoji."""
    return dice.choice(
        [
            text.upper(),
            text.lower(),
            f"{text}!!!",
            f"{text} 😂😂",
            re.sub(r"[.,](?=\s|$)", "", text) + " ❤️",
            f"“{text}”",
            text.replace(" ", "  "),
        ]
    )


def ends(text: str, dice: Random) -> str:
    """Words before or after."""
    return dice.choice(_BEFORE) + text if dice.random() < 0.5 else text + dice.choice(_AFTER)


def cut(text: str, dice: Random) -> str:
    """Cut off after nine tenths or more, as old clients did."""
    kept = text[: int(len(text) * dice.uniform(0.9, 1))]
    whole, blank, _ = kept.rpartition(" ")
    return f"{whole if blank and len(kept) - len(whole) < 12 else kept}…"


def three(text: str, dice: Random) -> str:
    """Three edits at once."""
    for edit in dice.sample([word, tag, signs, ends], 3):
        text = edit(text, dice)
    return text


EDITS: dict[str, Callable[[str, Random], str]] = {
    "a word changed": word,
    "a typo": typo,
    "a hashtag, mention or link added": tag,
    "punctuation, case, emoji": signs,
    "a prefix or suffix": ends,
    "cut off": cut,
    "three of these at once": three,
}
