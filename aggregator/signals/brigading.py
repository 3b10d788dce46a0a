"""Is a window's mood made by a campaign? Copy-paste, new accounts, accounts of one purpose, posts in step.

Pure, over rows of what is known of each post. A finding says what was seen, with its numbers, and what it
does to the counting: copies count once anyway (near_duplicates); posts that a campaign is made of weigh
less. A sign of which a network tells nothing (no account dates) is not taken for absent: it is not looked
at.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LEAST_COPIES = 12
"""Near-identical posts by so many people, in `IN_STEP`, are a campaign's."""

IN_STEP = timedelta(minutes=20)

LEAST_DATED = 50
"""Posts whose accounts' age is known, below which no share of new accounts is told."""

NEW_ACCOUNT = timedelta(days=30)
MUCH_NEW = 0.2
"""Share of new accounts that is much; anniversaries and premieres bring some, never so many."""

SINGLE_PURPOSE = 5
"""Posts of one author in the window, nearly all the same words: the account is there to say this."""

SAME_WORDS = 0.8

WEIGHT_IN_CAMPAIGN = 0.0
"""Of further copies in a campaign: the first counts, the others are copies."""

WEIGHT_DOUBTFUL = 0.5
"""Of a new account's post where new accounts are many, and of a single-purpose account's first post."""


@dataclass(frozen=True, slots=True)
class Row:
    """A post as this looks at it. `cluster`: equal for what counts once
    (near_duplicates.counted_once; look-alikes make one of fans who write "time to watch it").

    `key` is a number of its own, which decides between posts of one instant. `author` and `new_account` are
    None where the network does not say. Instants are UTC.
    """

    key: int
    author: Hashable | None
    created_at: datetime
    new_account: bool | None
    cluster: Hashable


@dataclass(frozen=True, slots=True)
class Finding:
    """One sign of a campaign: its kind, the posts it is made of, and what a story may say of it."""

    kind: str
    keys: tuple[int, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Campaigns:
    """All findings, and the weight of every post that does not count in full, 0 to 1."""

    findings: tuple[Finding, ...]
    weights: dict[int, float]
    copied_share: float
    new_share: float | None


def is_new(written: datetime, account_created: datetime | None) -> bool | None:
    """Whether an account was new when it wrote a post; None where the network does not say how old it is."""
    return None if account_created is None else written - account_created < NEW_ACCOUNT


def campaigns(rows: Sequence[Row], dated: int | None = None) -> Campaigns:
    """What in a window looks organised. The order of the rows does not matter.

    Of a million posts it is enough to look at those whose text or author comes often or whose account is new,
    with `dated`: of how many of all posts the account's age is known. Only the share of copies is then one of
    these rows.
    """
    weights: dict[int, float] = {}
    of_cluster = Counter([row.cluster for row in rows])
    findings = [*_copied(rows, of_cluster, weights), *_single_purpose(rows, weights)]
    if dated is None:
        dated = sum(row.new_account is not None for row in rows)
    new = sorted((row for row in rows if row.new_account), key=_place)
    new_share = len(new) / dated if dated >= LEAST_DATED else None
    if new_share is not None and new_share >= MUCH_NEW:
        for row in new:
            weights[row.key] = min(weights.get(row.key, 1.0), WEIGHT_DOUBTFUL)
        findings.append(
            Finding(
                "new accounts",
                tuple(row.key for row in new),
                f"{len(new):,} of {dated:,} posts come from accounts that were less than"
                f" {NEW_ACCOUNT.days} days old, weighed half",
            )
        )
    copied = sum(number for number in of_cluster.values() if number > 1)
    return Campaigns(tuple(findings), weights, copied / len(rows) if rows else 0.0, new_share)


def _place(row: Row) -> tuple[datetime, int]:
    return (row.created_at, row.key)


def _copied(rows: Sequence[Row], of_cluster: Counter[Hashable], weights: dict[int, float]) -> list[Finding]:
    """Clusters that many people posted in step: the densest twenty minutes of each."""
    # Of a million posts nearly all stand alone: only what is large enough is gathered.
    clusters: dict[Hashable, list[Row]] = {
        cluster: [] for cluster, number in of_cluster.items() if number >= LEAST_COPIES
    }
    for row in rows if clusters else ():
        if row.cluster in clusters:
            clusters[row.cluster].append(row)
    found = []
    for members in clusters.values():
        members.sort(key=_place)
        dense = _densest(members)
        if _people(dense) < LEAST_COPIES:
            continue
        minutes = max(1, -(-int((dense[-1].created_at - dense[0].created_at).total_seconds()) // 60))
        for row in members[1:]:
            weights[row.key] = WEIGHT_IN_CAMPAIGN
        found.append(
            Finding(
                "copy-paste",
                tuple(row.key for row in members),
                f"{len(dense):,} near-identical posts within {minutes} minute{'s' * (minutes > 1)},"
                " counted once",
            )
        )
    return sorted(found, key=lambda one: (-len(one.keys), one.keys[0]))


def _densest(members: Sequence[Row]) -> Sequence[Row]:
    """The most of these rows, in the order of time, that lie within `IN_STEP`."""
    best: tuple[int, int] = (0, 0)
    first = 0
    for last, row in enumerate(members):
        while row.created_at - members[first].created_at > IN_STEP:
            first += 1
        if last + 1 - first > best[1] - best[0]:
            best = (first, last + 1)
    return members[best[0] : best[1]]


def _people(rows: Sequence[Row]) -> int:
    """Different authors; of an unknown one nobody can say that it is another's."""
    return len({row.author if row.author is not None else ("unknown", row.key) for row in rows})


def _single_purpose(rows: Sequence[Row], weights: dict[int, float]) -> list[Finding]:
    """Accounts that say one thing over and over, those who began first before the others."""
    numbers = Counter([row.author for row in rows])
    by_author: dict[Hashable, list[Row]] = {
        author: [] for author, number in numbers.items() if author is not None and number >= SINGLE_PURPOSE
    }
    for row in rows if by_author else ():
        if row.author in by_author:
            by_author[row.author].append(row)
    for own in by_author.values():
        own.sort(key=_place)
    keys: list[int] = []
    authors = 0
    for own in sorted(by_author.values(), key=lambda own: _place(own[0])):
        most = Counter(row.cluster for row in own).most_common(1)[0][1]
        if most >= SAME_WORDS * len(own):
            authors += 1
            for place, row in enumerate(own):
                keys.append(row.key)
                weights[row.key] = min(weights.get(row.key, 1.0), WEIGHT_DOUBTFUL if not place else 0.0)
    if not authors:
        return []
    by = "1 account that repeats" if authors == 1 else f"{authors:,} accounts that repeat"
    said = f"{len(keys):,} posts by {by} nearly the same words"
    return [Finding("single purpose", tuple(keys), f"{said}; one of each counts half, the others nothing")]
