"""/metrics, in Prometheus' text form: what this process answered, and what stands in the database.

A scrape costs one look at the database; its figures are as fresh as FRESH_FOR. Whoever is on this machine may
read them without a token, unless the desk stands behind a proxy: then every request comes from this machine.
"""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aggregator import __version__
from aggregator.pipeline.metrics import QUANTILES, Measured, measure
from aggregator.web.access import address_of, who_may
from aggregator.web.desk import Desk, desk_of
from aggregator.web.films_shown import taken_up
from aggregator.web.fresh import fresh_of
from aggregator.web.headers import host_of

router = APIRouter(include_in_schema=False)
FRESH_FOR = timedelta(seconds=10)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
LOCAL_NAMES = frozenset({"127.0.0.1", "::1", "localhost"})
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
_LAST_DAY = "within the last 24 hours"


class Answered:
    """What this desk answered since it began: a registry of its own, so that two desks count apart."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self.requests = Counter(
            "fansreact_web_requests",
            "Requests answered, by route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "fansreact_web_request_seconds",
            "Time from a request to the end of its answer.",
            ("route",),
            buckets=BUCKETS,
            registry=self.registry,
        )


class Timed:
    """Counts each request and its time: the outermost layer of the site."""

    def __init__(self, app: ASGIApp, *, answered: Answered) -> None:
        self._app = app
        self._answered = answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began = 500, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            # Names of routes, never addresses: a stranger who asks for many makes no many series.
            route = getattr(scope.get("route"), "path", None) or "none"
            method = scope["method"] if scope["method"] in METHODS else "other"
            self._answered.requests.labels(method, route, str(status)).inc()
            self._answered.seconds.labels(route).observe(time.perf_counter() - began)


async def _may_measure(request: Request) -> None:
    """Whoever is on this machine, or has the right to read."""
    if not _is_near(request):
        await who_may("read")(request)


@router.get("/metrics")
def metrics(request: Request, _: Annotated[None, Depends(_may_measure)]) -> Response:
    """Everything that is measured."""
    desk = desk_of(request)
    taken_up(desk)
    stored = fresh_of(desk).get("metrics", lambda: _measured(desk), FRESH_FOR)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Stored(stored))
    body = generate_latest(registry) + generate_latest(answered_of(desk).registry)
    return Response(body, headers={"Content-Type": CONTENT_TYPE_LATEST})


_making = threading.Lock()


def answered_of(desk: Desk) -> Answered:
    """What this desk answered, begun when it is first asked for."""
    with _making:
        found = desk.shared.get(__name__)
        if not isinstance(found, Answered):
            found = desk.shared[__name__] = Answered()
        return found


def _is_near(request: Request) -> bool:
    """Whether somebody on this machine asks, and nobody from elsewhere through a proxy on it."""
    desk = desk_of(request).app.settings.desk
    if desk.public_url or desk.proxy_header or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        here = ip_address(address_of(request)).is_loopback
    except ValueError:
        here = False
    return here and host_of(Headers(scope=request.scope).get("host", "")) in LOCAL_NAMES


def _measured(desk: Desk) -> Measured:
    app = desk.app
    asked = [query for film in app.films for query in app.asked(film)]
    return measure(app.ctx, asked, app.quotas, [film.slug for film in app.settings.films])


class _Stored:
    """What stands in the database, as a collector of Prometheus' client."""

    def __init__(self, found: Measured) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        """Every family, in one order."""
        found = self._found
        yield _gauge("info", "The version that runs.", ("version",), {(__version__,): 1})
        yield _gauge("posts_stored", "Posts in the database.", (), {(): found.posts})
        yield _gauge("posts_unscored", "Posts that wait to be judged.", ("film",), _by(found.unscored))
        digests = _by(found.digests)
        yield _gauge("digests", "Digests by the state of their newest version.", ("state",), digests)
        where = ("source", "account", "target")
        keys = {(one.query.source, one.query.account, one.query.target): one for one in found.queries}
        lags = {key: one.lag_s for key, one in keys.items() if one.lag_s is not None}
        yield _gauge("query_lag_seconds", "Everything older than so long ago is read.", where, lags)
        unread = {key: int(one.lag_s is None) for key, one in keys.items()}
        yield _gauge("query_never_read", "1: no network has answered it yet.", where, unread)
        gaps = {key: one.gaps for key, one in keys.items()}
        yield _gauge("query_gaps", "Pieces of time that were given up.", where, gaps)
        seconds = {key: one.unread_s for key, one in keys.items()}
        yield _gauge("query_unread_seconds", "Time that is not read, gaps and all.", where, seconds)
        budget = ("source", "account", "bucket", "per")
        spent = {(one.source, one.account, one.bucket, one.per): one for one in found.budgets}
        used = {key: one.spent for key, one in spent.items()}
        yield _gauge("budget_used", "Spent in the running period; usd is US dollars.", budget, used)
        limits = {key: one.limit for key, one in spent.items()}
        yield _gauge("budget_limit", "What may be spent in a period.", budget, limits)
        failing = ("source", "account")
        yield _gauge("account_failures", "Failures in a row.", failing, dict(found.failing_accounts))
        yield _gauge("task_late_seconds", "How late the latest task is.", ("task",), _by(found.late_s))
        kinds = ("stage", "source", "kind")
        yield _gauge("run_errors", f"Runs that failed {_LAST_DAY}.", kinds, dict(found.errors))
        number = {(one.stage,): one.runs for one in found.stages}
        yield _gauge("stage_runs", f"Runs {_LAST_DAY}.", ("stage",), number)
        total = {(one.stage,): one.took_s for one in found.stages}
        yield _gauge("stage_seconds_sum", f"Time that all runs took {_LAST_DAY}.", ("stage",), total)
        took = {
            (one.stage, f"{q:g}"): seconds
            for one in found.stages
            for q, seconds in zip(QUANTILES, one.seconds, strict=True)
        }
        by_stage = ("stage", "quantile")
        yield _gauge("stage_seconds", f"How long a run took {_LAST_DAY}.", by_stage, took)


def _by(values: Mapping[str, float]) -> dict[tuple[str, ...], float]:
    return {(name,): value for name, value in values.items()}


def _gauge(
    name: str, says: str, labels: Sequence[str], values: Mapping[Any, float | int]
) -> GaugeMetricFamily:
    made = GaugeMetricFamily(f"fansreact_{name}", says, labels=list(labels))
    for key, value in values.items():
        made.add_metric(list(key), value)
    return made
