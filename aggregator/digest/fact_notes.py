"""What a digest says about its facts: which are old, about which sources differ, who wants a credit."""

from collections.abc import Sequence
from dataclasses import replace

from aggregator.digest.prose import Piece, claim, joined
from aggregator.digest.voice import Voice
from aggregator.model.credits import credits_for
from aggregator.model.digests import DigestFact, Section, Sentence

_LABELS = {"director": "who directs", "writers": "who wrote it", "release": "the release"}


def with_notes(method: Section, facts: Sequence[DigestFact], voice: Voice) -> Section:
    """The method with what has to be said of the facts; unchanged where there is nothing."""
    return replace(method, sentences=(*method.sentences, *notes(facts, voice)))


def notes(facts: Sequence[DigestFact], voice: Voice) -> list[Sentence]:
    """A sentence each for facts that are old and for those about which sources differ, and the credits."""
    said = []
    old: dict[str, list[int]] = {}
    for place, fact in enumerate(facts):
        if fact.too_old:
            old.setdefault(_label(fact), []).append(place)
    if old:
        said.append(
            voice.say("Read long ago, and to be checked again: {facts}.", facts=_dated(old, facts, voice))
        )
    differing = list(dict.fromkeys(_label(fact) for fact in facts if fact.conflicts))
    if differing:
        about = joined([Piece(label) for label in differing])
        said.append(voice.say("Sources differ about {about}; the facts name each of them.", about=about))
    conflicts = [one for fact in facts for one in fact.conflicts]
    asked_for = credits_for([fact.provider for fact in facts], conflicts)
    return said + [voice.say("{credit}", credit=Piece(credit)) for credit in asked_for]


def _label(fact: DigestFact) -> str:
    return _LABELS.get(fact.key, f"the {fact.key.replace('_', ' ')}")


def _dated(old: dict[str, list[int]], facts: Sequence[DigestFact], voice: Voice) -> Piece:
    """Each kind of fact with the oldest day on which one of it was read."""
    pieces = []
    for label, places in old.items():
        oldest = min(places, key=lambda place: facts[place].as_of)
        read = facts[oldest].as_of
        when = claim(voice.day(read), "fact", read.isoformat(), f"facts[{oldest}].as_of")
        pieces.append(Piece(f"{label} ({when.text})", when.claims))
    return joined(pieces)
