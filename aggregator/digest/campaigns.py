"""What in a window looks organised, what its posts weigh in the shares, and how the story says so.

All of it follows from the frozen inputs: `verify` finds the campaigns again.
"""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from aggregator.digest import of_columns
from aggregator.digest.prose import claim, count, say
from aggregator.errors import Failure
from aggregator.model.digest_json import plain
from aggregator.model.digests import ERASED, Campaign, Digest, FrozenInput, Sentence
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.model.quick import quick
from aggregator.model.scoring import Reaction
from aggregator.signals.brigading import Campaigns, Row, campaigns, is_new

MOST_COPIED = 2
"""Floods of copies that the story tells one by one; of more, only how many there were."""

COPY_PASTE, SINGLE_PURPOSE, NEW_ACCOUNTS = "copy-paste", "single purpose", "new accounts"

_SAID = {
    COPY_PASTE: "There were {because}.",
    SINGLE_PURPOSE: "There were {because}.",
    NEW_ACCOUNTS: "{because}.",
}


_row = quick(Row)


def ages(reactions: Sequence[Reaction]) -> NDArray[np.int8]:
    """Of each post whether its account was new, -1 where the network does not say."""
    told = (
        None if one.post.author is None else is_new(one.post.created_at, one.post.author.created_at)
        for one in reactions
    )
    return np.fromiter((-1 if new is None else new for new in told), np.int8, len(reactions))


def look(frozen: Sequence[FrozenInput], new: NDArray[np.int8] | None = None) -> Campaigns:
    """The findings over all posts that are neither reposts nor excluded; their keys are places.

    `new`: whether the accounts were new, by `ages` (None: as it is frozen).
    """
    if isinstance(frozen, FrozenColumns):
        return _look_at_columns(frozen, frozen.new_account if new is None else new)
    return campaigns(
        [
            _row(
                place,
                (one.source, one.author) if one.author is not None else None,
                one.created_at,
                one.new_account,
                one.text_key,
            )
            for place, one in enumerate(frozen)
            if not one.repost and one.excluded is None
        ]
    )


def _look_at_columns(frozen: FrozenColumns, new: NDArray[np.int8]) -> Campaigns:
    """The same of columns. `new` as their `new_account`."""
    places, dated = of_columns.suspects(frozen, new)
    some = frozen.take(places)
    ages = (None if one < 0 else bool(one) for one in new[places].tolist())
    rows = [
        _row(
            place,
            (one.source, one.author) if one.author is not None else None,
            one.created_at,
            age,
            one.text_key,
        )
        for place, one, age in zip(places.tolist(), some, ages, strict=True)
    ]
    return campaigns(rows, dated)


def weigh(frozen: FrozenColumns, found: Campaigns, new: NDArray[np.int8]) -> FrozenColumns:
    """The inputs with their weights; with the ages of accounts where a finding rests on them, else without:
    nothing is kept of people that no number needs.
    """
    if not found.weights:
        return frozen
    weight = np.ones(len(frozen))
    weight[list(found.weights)] = list(found.weights.values())
    if any(one.kind == NEW_ACCOUNTS for one in found.findings):
        return frozen.replace(weight=weight, new_account=new)
    return frozen.replace(weight=weight)


def _weights(frozen: Sequence[FrozenInput]) -> dict[int, float]:
    """What the posts weigh that do not weigh 1, by place."""
    if isinstance(frozen, FrozenColumns):
        light = np.flatnonzero(frozen.weight != 1.0)
        return dict(zip(light.tolist(), frozen.weight[light].tolist(), strict=True))
    return {place: one.weight for place, one in enumerate(frozen) if one.weight != 1.0}


def told(frozen: Sequence[FrozenInput], found: Campaigns) -> tuple[Campaign, ...]:
    """The findings as a digest holds them: floods of copies first, the largest before the others."""
    return tuple(
        Campaign(
            one.kind,
            len(one.keys),
            one.because,
            tuple(sorted(frozen[place].remote_id for place in one.keys)),
        )
        for one in found.findings
    )


def members(found: Campaigns) -> frozenset[int]:
    """The places of all posts that a finding is made of: none of them is quoted."""
    return frozenset(place for one in found.findings for place in one.keys)


def share_of_a_campaign(digest: Digest, frozen: Sequence[FrozenInput], since: datetime) -> float:
    """Of the posts written from `since` on that are neither reposts nor excluded, the share that belongs to
    the digest's campaigns; 0 where there are none.
    """
    own = [one for one in frozen if one.created_at >= since and not one.repost and one.excluded is None]
    part = {remote_id for campaign in digest.campaigns for remote_id in campaign.ids}
    return sum(one.remote_id in part for one in own) / len(own) if own else 0.0


def sentences(listed: Sequence[Campaign]) -> list[Sentence]:
    """What the story says of them."""
    said = []
    copied = [place for place, one in enumerate(listed) if one.kind == COPY_PASTE]
    for place, one in enumerate(listed):
        if place not in copied[MOST_COPIED:]:
            because = claim(one.because, "fact", one.because, f"campaigns[{place}].because")
            said.append(say(_SAID.get(one.kind, "{because}."), because=because))
    further = len(copied) - MOST_COPIED
    if further > 0:
        of = f"len(campaigns)-{len(listed) - further}"
        more = count(further, of, "more flood of copies", "more floods of copies")
        was = "was" if further == 1 else "were"
        said.insert(MOST_COPIED, say(f"{{more}} {was} counted once, too.", more=more))
    return said


def check(digest: Digest, frozen: Sequence[FrozenInput]) -> list[Failure]:
    """The findings and weights, made again; and none of these posts is quoted.

    Erased posts bear other names in the inputs than in the story; their number stays.
    """
    found = look(frozen)
    failures = []
    again, held = _comparable(told(frozen, found)), _comparable(digest.campaigns)
    if again != held:
        failures.append(Failure("campaigns", _short(again), _short(held)))
    weights = _weights(frozen)
    wanted = {place: weight for place, weight in found.weights.items() if weight != 1.0}
    if weights != wanted:
        failures.append(Failure("campaigns", f"{len(wanted)} posts weighed less", f"{len(weights)} posts"))
    part = {(frozen[place].source, frozen[place].remote_id) for place in members(found)}
    return failures + [
        Failure(f"quotes[{place}]", "a post that is part of no campaign", quote.id)
        for place, quote in enumerate(digest.quotes)
        if (quote.source, quote.id) in part
    ]


def _comparable(listed: Sequence[Campaign]) -> list[tuple[str, int, str, list[str]]]:
    return [
        (one.kind, one.posts, one.because, sorted(i for i in one.ids if not i.startswith(ERASED)))
        for one in listed
    ]


def _short(listed: Sequence[tuple[str, int, str, list[str]]]) -> str:
    return (
        "; ".join(f"{kind}: {posts}, {because}" for kind, posts, because, _ in plain(listed))[:120] or "none"
    )
