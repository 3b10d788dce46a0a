"""Strings that no one writes, and some that people do: what a rewrite of a lexicon's rules must read as the original.

FANSREACT_FUZZED says how many a test reads (10,000 unless it is set).
"""

import os
import random
import sys
from collections.abc import Iterator

COUNT = int(os.environ.get("FANSREACT_FUZZED", "10000"))

_WORDS = (  # noqa: SIM905 - words are read as a text
    "good bad great awful terrible lovely boring funny sad nice best worst love hate hates loved amazing fucking crap sucks "
    "happy very really extremely hardly barely quite so too incredibly absolutely not no never n't nor without doubt "
    "don't can't isn't won't shouldn't DON'T couldn't it's I'm they're we've he'll she'd y'all rock'n'roll ain't cannot "
    "well-made old-fashioned over-the-top thought-provoking f*cking film movie actor is a an the to of in it at least but BUT "
    "kind sort of this just enough the shit bomb bad ass bus stop yeah right kiss of death to die for beating heart badass "
    "GREAT BAD LOVE Very VERY NOT No NO U.S. Mr. Dr. etc. e.g. i.e. a.m. T. Hmm. Tv. w/ vs. THX1138 2018 8 3 10/10 4.5 "
    "or nor never so this without doubt least At Least VERY least ever friendly early ugly only real much overboard ok lol"
).split()
_SMILES = (  # noqa: SIM905
    "<3 ♥ >:D :-D :D =-D =D X-D x-D XD xD 8-D >:P :-P :P :-p :p :-b :b :c) :o) :^) >:) :-) :) =) =] :] :} :> :3 8) 8-) "
    ">;] ;-) ;) ;-] ;] ;D ;^) *-) *) >:o :-O :O :o :-o o_O o.O °O° °o° >:/ :-/ :/ :\\ >:\\ :-. :-s :s :S :-S >.> "
    ">:[ :-( :( =( :-[ :[ :{ :-< :c :-c =/ :'( :'''( ;'( (!) ( ! ) (! !) D ) ( : ; - -) '( o O _ . / \\ ] [ { } > < 8 x X"
).split()
_MARKS = [
    *".,;:!?()[]{}`'\"@#$^&*+-|=~_/\\%<>",
    "...",
    "....",
    "!!",
    "!!!",
    "?!",
    "??",
    "????",
    "“",
    "”",
    "‘",
    "’",
    "–",
    "…",
    "''",
]
_SPACES = [" "] * 12 + [
    "",
    "",
    "",
    "  ",
    "\n",
    "\n\n",
    "\n\n\n",
    "\r\n",
    "\r\n\r\n",
    "\t",
    "\xa0",
    "\u2003",
    "\x1c",
    "\x85",
    "\u200b",
]
_ODD = [
    "é", "İ", "ß", "ﬁ", "Ǆ", "Σ", "ς", "ı", "\x00", "\x07", "\ufeff", "\u202e", "🔥", "😂", "😍😍", "👍🏽", "❤️", "🔛", "🆙", "👨‍👩‍👧", "☺", "中文", "Привет", "١٢",
    "𝓰𝓸𝓸𝓭", "END-OF-SENTENCE", "end-of-sentence", "http://t.co/xD", "https://a.b/c:D", "@good", "#awful", "@_x_", "#not", "&amp;", "a" * 300,
    "!" * 60, "." * 50, "good" * 40, "(" * 30 + "!" + ")" * 30, "-" * 40, "n't" * 20, "\ud83d", "½", "Ⅷ", "ª", "²",
]  # fmt: skip


def strings(count: int = COUNT, seed: int = 2014) -> Iterator[str]:
    """That many strings, the same for the same seed."""
    draw = random.Random(seed)
    for number in range(count):
        if number % 10 == 9:
            yield "".join(_sign(draw) for _ in range(draw.randint(0, 40)))
        else:
            weights = draw.choice([(8, 1, 1, 0.3), (4, 3, 3, 1), (2, 6, 2, 0.5), (10, 0.2, 2, 0.1)])
            pieces = []
            for _ in range(draw.randint(0, 22)):
                piece = draw.choice(draw.choices((_WORDS, _SMILES, _MARKS, _ODD), weights)[0])
                shape = draw.random()
                pieces.append(piece.upper() if shape < 0.05 else piece.title() if shape < 0.1 else piece)
                pieces.append(draw.choice(_SPACES))
            yield "".join(pieces)


def _sign(draw: random.Random) -> str:
    kind = draw.random()
    if kind < 0.75:
        return chr(draw.randint(0, 0x7F))
    return chr(
        draw.randint(0x80, 0x2FFF) if kind < 0.95 else draw.randint(0x1F000, min(0x1FBFF, sys.maxunicode))
    )
