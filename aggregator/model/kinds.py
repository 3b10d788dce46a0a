"""What a kind of story may say, whom it listens to, and how many must approve it (CONTRACT 2)."""

from dataclasses import dataclass

from aggregator.model.digests import DigestKind


@dataclass(frozen=True, slots=True)
class Manner:
    """The rules of a kind.

    `people`, `person`: who speaks in it. `critics`: it listens to critics and the press alone, all others to
    everybody but these. `mood`: whether it tells shares and camps at all. `verdict`: whether its headline may
    say "love" or "criticize", and its parts "praise" or "doubts". `both_sides`: the smaller camp is shown
    whatever its size. `approvals`: how many people must approve it before it is published.
    `internal`: for the desk alone.
    """

    people: str = "fans"
    person: str = "fan"
    critics: bool = False
    mood: bool = True
    verdict: bool = True
    both_sides: bool = False
    approvals: int = 0
    internal: bool = False


_USUAL = Manner()
_OWN: dict[DigestKind, Manner] = {
    "brief": Manner(internal=True),
    "controversy": Manner(verdict=False, both_sides=True, approvals=2),
    "death": Manner(mood=False, verdict=False),
    "critics": Manner(people="critics", person="critic", critics=True),
}


def manner_of(kind: DigestKind) -> Manner:
    """The rules of that kind."""
    return _OWN.get(kind, _USUAL)
