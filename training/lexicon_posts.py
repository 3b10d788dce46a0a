# ruff: noqa: INP001 - scripts beside the package, no part of it
"""Posts made of config/lexicon.toml: each phrase of film talk by itself or in a few words that say nothing.

The tweets with labels are older than most of it. Half of a post's meaning may stand in one such phrase.
"""

import random
import re
import tomllib
from collections.abc import Iterator

from aggregator.scorers.lexicon import shipped_path
from aggregator.scorers.masking import NAME
from aggregator.scorers.phrases import forms

NEGATIVE, NEUTRAL, POSITIVE = 0, 1, 2
TABLES = (
    ("praise", ("strong", "clear", "mild"), POSITIVE),
    ("damning", ("strong", "clear", "mild"), NEGATIVE),
    ("sarcasm", ("phrases",), NEGATIVE),
    ("neutral", ("words",), NEUTRAL),
    ("positive", ("strong", "clear"), POSITIVE),
    ("negative", ("strong", "clear"), NEGATIVE),
)
FORMS = 4
"""Of an entry that stands for many phrases, so many are taken."""
SLANG_POSTS = 400
BARE = 0.5
AROUND = (
    "{}!", "{}!!", "{}.", "ngl {}", "{} ngl", "{} fr", "tbh {}", "{} tbh", "honestly {}", "omg {}", "{} lol",
    "just saw it. {}", "saw movie last night. {}", "movie: {}", "movie. {}.", "the trailer, {}", "ok so {}",
    "and {}", "yeah {}", "{} honestly", "so i watched movie and {}", "about movie: {}", "user {}",
    "i mean {}",
)  # fmt: skip
SLANG = ("that {about} was {word}", "the {about} is {word}", "this {about} looks {word}", "{word} {about}")


def lexicon_posts(seed: int) -> list[tuple[str, int]]:
    """(text, label as 0, 1, 2), in the wording that the model reads but for emoji."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    with shipped_path().open("rb") as file:
        words = tomllib.load(file)
    labels: dict[str, int] = {}
    for table, keys, label in TABLES:  # the first table that has a phrase decides, as in the scorer
        for key in keys:
            for phrases in _entries(words[table].get(key, "")):
                for phrase in dice.sample(phrases, min(FORMS, len(phrases))):
                    text = re.sub(r"\b0\b", lambda _: str(dice.choice((2, 3, 5, 10, 20))), phrase)
                    labels.setdefault(text.replace(NAME, "movie"), label)
    posts = [
        (text if dice.random() < BARE else dice.choice(AROUND).format(text), label)
        for text, label in labels.items()
    ]
    praise, about = (
        [phrase for phrases in _entries(words["slang"][key]) for phrase in phrases]
        for key in ("praise", "about")
    )
    for _ in range(SLANG_POSTS):
        text = dice.choice(SLANG).format(about=dice.choice(about), word=dice.choice(praise))
        posts.append((text, POSITIVE))
    for table, label in (("positive", POSITIVE), ("negative", NEGATIVE)):
        for key in ("strong", "clear"):
            for sign in words["emoji"][table].get(key, "").split():
                posts += [(sign, label), (sign * 3, label), (f"movie {sign}", label)]
    return posts


def _entries(written: str) -> Iterator[list[str]]:
    for entry in re.split(r"[,\n]", written):
        if entry.strip():
            yield sorted({" ".join(words) for words in forms(entry.strip())})
