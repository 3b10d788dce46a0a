"""What the networks' rate-limit headers say. Pure; every form was seen in recorded traffic (2026-11-22).

- `x-rate-limit-reset: 1795338554` (X): epoch seconds
- `x-ratelimit-reset`: Mastodon "2026-08-01T14:00:00.070144Z", GoToSocial "2026-11-22T09:14:50.000Z",
  Reddit seconds to go ("412", also "588.0" for -remaining), mastodon-mock epoch seconds
- `ratelimit-reset: 1795338554` (Bluesky): epoch seconds
- `retry-after: 287` (seconds) or an HTTP date
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_RESETS = ("x-rate-limit-reset", "x-ratelimit-reset", "ratelimit-reset")
_REMAINING = ("x-rate-limit-remaining", "x-ratelimit-remaining", "ratelimit-remaining")
_EPOCH = 1_000_000_000  # 2001; no network asks for thirty years of patience, so a larger number is an instant
_EPOCH_MS = 100_000_000_000
_FARTHEST = timedelta(hours=24)  # a nonsensical header must not silence a source for ever
_MOST_LEFT = 1_000_000_000  # no network gives that many requests, and every database can hold it
_UNSAID = timedelta(seconds=60)  # a 429 without any header (Pleroma)


@dataclass(frozen=True, slots=True)
class Limit:
    """What is left of the account's allowance, and when it renews (UTC). None = the network does not say."""

    remaining: int | None
    resets_at: datetime | None


def read(headers: Mapping[str, str], now: datetime) -> Limit:
    """The allowance after this answer; names are looked up in lower case."""
    left = next((headers[name] for name in _REMAINING if name in headers), None)
    resets = (_instant(headers[name], now) for name in _RESETS if name in headers)
    return Limit(_count(left), next((reset for reset in resets if reset is not None), None))


def resumes_at(headers: Mapping[str, str], now: datetime) -> datetime:
    """When to ask again after a 429: the later of Retry-After and reset; in a minute where none is said."""
    said = [_instant(headers[name], now) for name in (*_RESETS, "retry-after") if name in headers]
    known = [instant for instant in said if instant is not None]
    return max(known) if known else now + _UNSAID


def retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """What Retry-After says alone: the one header that a failing server (503) sends."""
    return _instant(headers["retry-after"], now) if "retry-after" in headers else None


def _count(value: str | None) -> int | None:
    try:
        number = float(value) if value is not None else math.nan
    except ValueError:
        return None
    return min(max(0, int(number)), _MOST_LEFT) if math.isfinite(number) else None


def _instant(value: str, now: datetime) -> datetime | None:
    value = value.strip()
    try:
        instant = _from_number(float(value), now)
    except ValueError:
        instant = _from_text(value)
    if instant is None:
        return None
    return min(max(instant, now + timedelta(seconds=1)), now + _FARTHEST)


def _from_number(number: float, now: datetime) -> datetime | None:
    if not math.isfinite(number) or number < 0:
        return None
    seconds = number / 1000 if number >= _EPOCH_MS else number
    try:
        if seconds >= _EPOCH:
            return datetime.fromtimestamp(seconds, UTC)
        return now + timedelta(seconds=seconds)
    except (OverflowError, OSError, ValueError):
        return None


def _from_text(value: str) -> datetime | None:
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            instant = parse(value)
            return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None
