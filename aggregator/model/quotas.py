"""What may be spent on a network in a run, a day or a month, and how far it will last. Pure.

Amounts are whole: requests, a network's units, searches, or millionths of a US dollar ("usd_micros").
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

Per = Literal["run", "day", "month"]

REQUESTS = "requests"
"""The bucket of requests themselves; others are named by a request's cost."""
MONEY = "usd_micros"
MICROS = 1_000_000  # of a dollar
_SETTING = re.compile(r"([a-z]+)_per_(run|day|month)")
_TELLING = 0.05  # of a period must be over before its forecast says anything


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `amount` of a bucket in each period. Days and months are those of `zone`: of its midnights.

    `setting` is the key that sets it ("sources.x.usd_per_day"); "" where it is the network's own rule.
    """

    bucket: str
    amount: int
    per: Per
    zone: str = "UTC"
    setting: str = ""

    def period(self, now: datetime) -> tuple[datetime, datetime]:
        """The day or month around `now`, UTC: [start, end). A run has no such period: (now, now)."""
        if self.per == "run":
            return now, now
        zone = ZoneInfo(self.zone)
        local = now.astimezone(zone)
        first = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        if self.per == "month":
            first = first.replace(day=1)
            later = first + timedelta(days=32)
            following = later.replace(day=1)
        else:
            following = first + timedelta(days=1)  # wall time: right where the clocks change
        return first.astimezone(UTC), following.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Spent:
    """What went of one quota in its present period [start, end)."""

    quota: Quota
    amount: int
    start: datetime
    end: datetime

    @property
    def left(self) -> int:
        """What may still be spent."""
        return max(0, self.quota.amount - self.amount)

    def forecast(self, now: datetime) -> int | None:
        """What will have been spent at the period's end, going on like this; None: too early to say."""
        whole, over = self.end - self.start, now - self.start
        if whole <= timedelta(0) or over / whole < _TELLING:
            return None
        return round(self.amount * (whole / over))

    def runs_out_at(self, now: datetime) -> datetime | None:
        """When nothing will be left, going on like this; None: not in this period, or too early to say."""
        if self.amount >= self.quota.amount:
            return now
        at_end = self.forecast(now)
        if at_end is None or at_end <= self.quota.amount or self.amount == 0:
            return None
        return self.start + (now - self.start) * (self.quota.amount / self.amount)


def with_settings(own: Sequence[Quota], options: Mapping[str, Any], source: str) -> tuple[Quota, ...]:
    """The network's own quotas, replaced or completed by settings such as `usd_per_day = 5.0`, sorted.

    A setting keeps the zone of the network's own quota; an amount of None is no quota.
    """
    found = {(quota.bucket, quota.per): quota for quota in own}
    zones = {quota.bucket: quota.zone for quota in own}
    for key, value in options.items():
        matched = _SETTING.fullmatch(key)
        if matched is None or value is None:
            continue
        is_money = matched[1] == "usd"
        bucket, per = MONEY if is_money else matched[1], cast("Per", matched[2])
        amount = round(value * MICROS) if is_money else int(value)
        found[bucket, per] = Quota(bucket, amount, per, zones.get(bucket, "UTC"), f"sources.{source}.{key}")
    return tuple(quota for _, quota in sorted(found.items()))


def worded(bucket: str, amount: int) -> str:
    """An amount as people say it: "$1.20", "300 requests"."""
    if bucket == MONEY:
        return f"${amount / MICROS:,.2f}"
    return f"{amount:,} {bucket}"
