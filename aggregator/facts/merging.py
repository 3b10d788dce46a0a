"""One list of facts out of several: films.toml wins, providers fill what is missing, conflicts stay visible.

Nobody guesses who is right. Where an editor wrote a fact, it stands, and what others say instead is kept
beside it. Where only providers speak and contradict each other, what they agree on is told; the rest is
marked as disputed, and no story may print it until an editor decides.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from aggregator.facts.base import compared
from aggregator.model import Conflict, Fact

KEYS = ("director", "writers", "cast", "release", "synopsis", "trailer", "predecessor", "related")
_SAME_PLACE = {
    "us": "unitedstates",
    "usa": "unitedstates",
    "unitedstatesofamerica": "unitedstates",
    "uk": "unitedkingdom",
    "gb": "unitedkingdom",
    "greatbritain": "unitedkingdom",
}
Facts = tuple[Fact, ...]


def merged(own: Sequence[Fact], read: Sequence[Sequence[Fact]]) -> Facts:
    """The film's facts: `own` from films.toml, `read` those of each provider, the first before the others.

    Own facts keep their order and stand first. Of a key that films.toml has, nothing is added.
    """
    found: list[Fact] = []
    for key in dict.fromkeys(fact.key for fact in own):
        mine = [fact for fact in own if fact.key == key]
        found += _decided(key, mine, _told_by_each(read, key))
    for key in KEYS:
        told = _told_by_each(read, key)
        if told and not any(fact.key == key for fact in own):
            found += [replace(fact, index=index) for index, fact in enumerate(_undecided(key, told))]
    return tuple(found)


def _told_by_each(read: Sequence[Sequence[Fact]], key: str) -> list[list[Fact]]:
    every = ([fact for fact in facts if fact.key == key] for facts in read)
    return [facts for facts in every if facts]


def _decided(key: str, mine: list[Fact], told: list[list[Fact]]) -> list[Fact]:
    """An editor's facts, each with what providers say instead."""
    if key in _PEOPLE:
        others = tuple(_list_of(facts) for facts in told if _names(facts) != _names(mine))
        return [replace(mine[0], conflicts=others), *mine[1:]]
    contradicts = _CONTRADICTS.get(key)
    if contradicts is None:
        return mine
    every = [fact for facts in told for fact in facts]
    return [
        replace(fact, conflicts=tuple(_said(one) for one in every if contradicts(fact.value, one.value)))
        for fact in mine
    ]


def _undecided(key: str, told: list[list[Fact]]) -> list[Fact]:
    """What providers say where no editor did."""
    if key in _PEOPLE:
        return _people(told)
    if key == "cast":
        return [_agreed_role(fact, told[1:]) for fact in told[0]]
    if key == "release":
        return _releases([fact for facts in told for fact in facts])
    first = told[0][0]
    contradicts = _CONTRADICTS.get(key)
    if contradicts is None:  # any of several texts or videos will do
        return [first]
    others = tuple(_said(facts[0]) for facts in told[1:] if contradicts(first.value, facts[0].value))
    return [replace(first, conflicts=others, disputed=bool(others))]


# ── directors and writers: lists that are meant to be whole ──────────────────

_PEOPLE = frozenset({"director", "writers"})


def _people(told: list[list[Fact]]) -> list[Fact]:
    """Every name once: those that all name first, then each that somebody leaves out, as disputed."""
    every: dict[str, Fact] = {}
    for facts in told:
        for fact in facts:
            every.setdefault(compared(fact.value), fact)
    found = []
    for name, fact in every.items():
        without = tuple(_list_of(facts) for facts in told if name not in _names(facts))
        found.append(replace(fact, conflicts=without, disputed=bool(without)))
    return sorted(found, key=lambda fact: fact.disputed)


def _names(facts: Sequence[Fact]) -> set[str]:
    return {compared(fact.value) for fact in facts}


def _list_of(facts: list[Fact]) -> Conflict:
    names = [fact.value for fact in facts]
    return replace(_said(facts[0]), value=names[0] if len(names) == 1 else names)


# ── cast: lists that are cut, so that only roles can contradict each other ───


def _agreed_role(fact: Fact, others: Sequence[Sequence[Fact]]) -> Fact:
    """An actor without the role, where sources differ about it."""
    differing = [one for facts in others for one in facts if _other_role(fact.value, one.value)]
    if not differing:
        return fact
    conflicts = tuple(_said(one) for one in (fact, *differing))
    return replace(fact, value={"actor": fact.value["actor"]}, conflicts=conflicts)


def _other_role(one: Any, other: Any) -> bool:
    """Whether two entries give one actor roles of which neither is part of the other."""
    if compared(one["actor"]) != compared(other["actor"]) or not (one.get("role") and other.get("role")):
        return False
    roles = [
        {compared(word) for word in value["role"].split()} - {"", "the", "voice"} for value in (one, other)
    ]
    return not (roles[0] <= roles[1] or roles[1] <= roles[0])


# ── release: comparable within one territory ─────────────────────────────────


def _releases(facts: Sequence[Fact]) -> list[Fact]:
    places: dict[str, list[Fact]] = {}
    for fact in facts:
        places.setdefault(_place(fact.value), []).append(fact)
    return [_release(told) for told in places.values()]


def _release(told: list[Fact]) -> Fact:
    """One territory's release: the fullest, without the distributor where only that is in question."""
    fullest = max(told, key=lambda fact: len(fact.value))  # the first of several
    dates = {fact.value["date"] for fact in told}
    if len(dates) > 1:
        others = tuple(_said(fact) for fact in told if fact is not fullest)
        return replace(fullest, conflicts=others, disputed=True)
    if any(_other_distributor(fullest.value, fact.value) for fact in told):
        kept = {name: value for name, value in fullest.value.items() if name != "distributor"}
        return replace(fullest, value=kept, conflicts=tuple(_said(fact) for fact in told))
    return fullest


def _place(value: Any) -> str:
    place = compared(value.get("territory") or "")
    return _SAME_PLACE.get(place, place)


def _other_distributor(one: Any, other: Any) -> bool:
    names = [compared(value["distributor"]) for value in (one, other) if value.get("distributor")]
    return len(names) == 2 and not (names[0] in names[1] or names[1] in names[0])


def _other_release(one: Any, other: Any) -> bool:
    """Whether two releases of one territory (or of none that is named) differ."""
    places = {_place(one), _place(other)}
    if len(places) > 1 and "" not in places:
        return False
    return bool(one["date"] != other["date"]) or _other_distributor(one, other)


def _other_predecessor(one: Any, other: Any) -> bool:
    return compared(one["title"]) != compared(other["title"])


_CONTRADICTS: dict[str, Callable[[Any, Any], bool]] = {
    "cast": _other_role,
    "release": _other_release,
    "predecessor": _other_predecessor,
}


def _said(fact: Fact) -> Conflict:
    return Conflict(fact.value, fact.source, fact.as_of, fact.standing, fact.provider)
