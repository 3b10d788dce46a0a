"""One post before the gate: what it says of a text about the invented film."""

import make
from digest import crowd

from aggregator.digest.gate import Gate, Passed
from aggregator.digest.other_works import OtherNames
from aggregator.model import Fact, Score

CAST = (
    Fact("cast", {"actor": "Mara Lindqvist", "role": "Captain Orla"}, "https://example.org", make.NOON.date(), "confirmed", 0),
    Fact("predecessor", {"title": "The Salt Road"}, "https://example.org", make.NOON.date(), "confirmed", 0),
)  # fmt: skip


def sure(label):
    """A scorer that is sure, and names no words: the wording alone decides."""
    rest = 0.02
    chances = (0.96, rest, rest) if label == "negative" else (rest, rest, 0.96)
    return Score("invented/1", label, chances, 0.9 if label == "positive" else -0.9)


def judge(text, label="positive", *, strict=True, otherwise=False, texts=(), of=None, **fields):
    film = of or crowd.film(facts=CAST)
    names = OtherNames(film, lambda name: [one for one in texts if name in one])
    gate = Gate(film, 0.6, released=None, strict=strict, names=names, said_otherwise=otherwise)
    one = crowd.reaction(text, None, **fields)
    found = gate.judge(type(one)(one.film, one.post, sure(label), one.signals))
    return "passed" if isinstance(found, Passed) else found
