"""Asking the YouTube Data API: one request, its cost, and what its refusals mean. For youtube.py alone."""

import dataclasses
import json
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aggregator import paging
from aggregator.errors import (
    BudgetSpent,
    CredentialsRejected,
    RateLimited,
    SourceUnavailable,
    UnexpectedPayload,
)
from aggregator.fetcher import Answer, Cost, Fetcher
from aggregator.model.quotas import Quota
from aggregator.paging import Sheet
from aggregator.payloads.fields import mapping, objects

API_KEY = "FANSREACT_SOURCES__YOUTUBE__API_KEY"
UNIT, SEARCH = Cost("units", 1), Cost("searches", 1)

_READ_HERE = frozenset({400, 403, 404})
_ZONE = "America/Los_Angeles"
_PACIFIC = ZoneInfo(_ZONE)
QUOTAS = (Quota("searches", 100, "day", _ZONE), Quota("units", 10_000, "day", _ZONE))

_SPENT = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
_NOTHING_THERE = {
    "commentsDisabled": "its comments are switched off",
    "videoNotFound": "it is gone or private",
    "forbidden": "its comments are for members only",
    "commentNotFound": "the comment is gone",
    "commentThreadNotFound": "the comment is gone",
}
_STALE = frozenset({"invalidPageToken", "processingFailure"})  # the second also "for now"


class NothingThereError(Exception):
    """The network says that this one thing can't be read; the others can. `gone`: it is there no more."""

    def __init__(self, reason: str) -> None:
        super().__init__(_NOTHING_THERE[reason])
        self.gone = reason.endswith("NotFound")


class _StaleError(Exception):
    """The network no longer takes the mark of a page, or fails at it for now."""


class Api:
    """The API with one key. Costs are booked before each request, as refused ones count too."""

    def __init__(self, fetcher: Fetcher, key: str) -> None:
        self._fetcher = fetcher
        self._source = fetcher.source
        self._key = key
        fetcher.add_secret(key)

    def items(self, method: str, params: dict[str, str], *, cost: Cost = UNIT) -> list[dict[str, Any]]:
        """The items of one answer that are objects.

        Raises:
            NothingThereError: this one thing can't be read.
            SourceError: one of its kinds.
        """
        try:
            answer = self._ask(method, params, cost)
        except _StaleError as why:
            raise self._broken_off(method, why) from why
        body = mapping(answer.json())
        if not str(body.get("kind")).endswith("ListResponse"):  # else every comment would seem to be gone
            raise UnexpectedPayload(
                self._source, f"{answer.url} answered without a list", sample=answer.sample
            )
        return objects(body.get("items"))

    def pages(self, method: str, params: dict[str, str], mark: str | None = None) -> Iterator[Sheet]:
        """A listing from `mark` on; from its top where the network does not take that mark any more.

        Raises:
            NothingThereError: this one thing can't be read.
            SourceError: one of its kinds.
        """

        def ask(more: dict[str, str]) -> Answer:
            token = more.get("nextPageToken")
            try:
                return _with_items(self._ask(method, {**params, **({"pageToken": token} if token else {})}))
            except _StaleError as why:
                if token is None or token != mark:
                    raise self._broken_off(method, why) from why
                return _with_items(self._ask(method, params))

        try:
            yield from paging.by_token(ask, items="items", mark="nextPageToken", start=mark)
        except _StaleError as why:
            raise self._broken_off(method, why) from why

    def _ask(self, method: str, params: dict[str, str], cost: Cost = UNIT) -> Answer:
        if not self._key:
            raise CredentialsRejected(self._source, "needs an API key", hint=f"set {API_KEY}")
        headers = {"x-goog-api-key": self._key}
        answer = self._fetcher.get(
            method, params, headers=headers, allow=_READ_HERE, credential=API_KEY, cost=cost
        )
        if answer.status != 200:
            raise self._refused(answer)
        return answer

    def _refused(self, answer: Answer) -> Exception:
        reasons, now = _reasons(answer), self._fetcher.clock()
        if reasons & _SPENT:
            until = midnight_pacific(now)
            return BudgetSpent(
                self._source,
                f"the day's quota is used up until {until:%Y-%m-%dT%H:%M:%SZ}",
                until=until,
                hint="it renews at midnight Pacific time; read fewer videos, or less often",
            )
        if reasons & _TOO_FAST:
            until = now + timedelta(minutes=1)
            return RateLimited(self._source, f"asks us to wait ({answer.says})", until=until)
        for reason in sorted(reasons & _NOTHING_THERE.keys()):
            return NothingThereError(reason)
        if reasons & _STALE:
            return _StaleError(answer.says)
        if answer.status == 403 or any("key" in reason.casefold() for reason in reasons):
            return CredentialsRejected(
                self._source,
                f"the key in {API_KEY} was refused ({answer.status}: {answer.says})",
                hint="at console.cloud.google.com, switch on the YouTube Data API v3, or make a new key",
            )
        where = f"{answer.url} answered {answer.status}: {answer.says}"
        return UnexpectedPayload(self._source, where, sample=answer.sample)

    def _broken_off(self, method: str, why: Exception) -> SourceUnavailable:
        return SourceUnavailable(
            self._source, f"broke off {method}: {why}", hint="it is asked again next time"
        )


def midnight_pacific(now: datetime) -> datetime:
    """When the day's quota renews next, UTC."""
    tomorrow = now.astimezone(_PACIFIC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), _PACIFIC).astimezone(UTC)


def _reasons(answer: Answer) -> set[str]:
    """Why the network refused, in its words for programs; none where a web page answers."""
    try:
        error = mapping(mapping(answer.json()).get("error"))
    except UnexpectedPayload:
        return set()
    told = [one.get("reason") for name in ("errors", "details") for one in objects(error.get(name))]
    return {reason for reason in told if isinstance(reason, str)}


def _with_items(answer: Answer) -> Answer:
    """An empty list of this network may lack its items altogether."""
    body = answer.json()
    if isinstance(body, dict) and "items" not in body and str(body.get("kind")).endswith("ListResponse"):
        return dataclasses.replace(answer, body=json.dumps({**body, "items": []}).encode())
    return answer
