"""One machine: APScheduler ticks, what is due lives in rows, jobs run in threads.

APScheduler only wakes us up. Its own job stores fire twice under two schedulers and lose the run of a killed
process (measured on 3.11.3, 2026-11-22), so the claim of a row decides who works, here as in a cluster.
"""

import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC
from functools import partial

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from aggregator import jobs
from aggregator.app import App
from aggregator.errors import AggregatorError
from aggregator.fetcher import unforeseen
from aggregator.model import RunReport
from aggregator.store import leases

log = structlog.get_logger(__name__)

TICK_SECONDS = 1
END_WITHIN_SECONDS = 6.0  # leaves a loaded machine time to end the process itself within ten


class LocalRunner:
    """Runs what is due until it is asked to stop. `on_report` is told of each finished run, from a thread."""

    def __init__(self, app: App, *, on_report: Callable[[RunReport], None] = lambda _: None) -> None:
        self._app = app
        self._on_report = on_report
        self._active: dict[str, set[Future[None]]] = {name: set() for name in jobs.JOBS}
        self._lock = threading.Lock()
        self._workers = {
            name: ThreadPoolExecutor(job.threads, thread_name_prefix=name) for name, job in jobs.JOBS.items()
        }

    def run(self) -> bool:
        """Dispatch until `stopping` is set; then wait some seconds for the jobs at hand.

        Returns whether all of them ended in time. What did not is rolled back, and taken up by the next
        process when its lease ends.
        """
        jobs.plan(self._app)
        scheduler = BackgroundScheduler(timezone=UTC)
        scheduler.add_job(
            self._dispatch,
            "interval",
            seconds=TICK_SECONDS,
            next_run_time=self._app.ctx.clock(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        scheduler.start()
        self._app.ctx.stopping.wait()
        scheduler.shutdown(wait=False)
        with self._lock:
            active = set[Future[None]]().union(*self._active.values())
        _, late = wait(active, timeout=END_WITHIN_SECONDS)
        for workers in self._workers.values():
            workers.shutdown(wait=not late, cancel_futures=True)
        return not late

    def run_once(self) -> list[RunReport]:
        """Do what is due now, stage after stage, each task at most once, and end."""
        jobs.plan(self._app)
        reports: list[RunReport] = []
        for name, job in jobs.JOBS.items():
            for done in self._workers[name].map(partial(self._once, job), sorted(job.keys(self._app))):
                reports += done
        for workers in self._workers.values():
            workers.shutdown()
        return reports

    def _once(self, job: jobs.Job, key: str) -> tuple[RunReport, ...]:
        """Claim a task only when a thread is free for it: a claim that waits in a queue would run out."""
        done: tuple[RunReport, ...] = ()
        if not self._app.ctx.stopping.is_set():
            for claim in jobs.due(self._app, job, 1, only=key):
                done = jobs.perform(self._app, claim)
        for report in done:
            self._on_report(report)
        return done

    def _dispatch(self) -> None:
        """One tick: claim as many due tasks of each job as it has free threads."""
        try:
            jobs.refresh(self._app)
            for name, job in jobs.JOBS.items():
                if self._app.ctx.stopping.is_set():
                    return
                active = self._active[name]
                with self._lock:
                    free = job.threads - len(active)
                for claim in jobs.due(self._app, job, limit=free) if free > 0 else ():
                    future = self._workers[name].submit(self._perform, claim)
                    with self._lock:
                        active.add(future)
                    future.add_done_callback(partial(self._forget, active))
        except AggregatorError as error:
            log.warning("nothing dispatched in this tick", why=error.message, hint=error.hint)

    def _perform(self, claim: leases.Claim) -> None:
        for report in jobs.perform(self._app, claim):
            self._on_report(report)

    def _forget(self, active: "set[Future[None]]", future: "Future[None]") -> None:
        with self._lock:
            active.discard(future)
        error = future.exception() if not future.cancelled() else None
        if error is not None:
            # The task's lease runs out by itself and it is taken up again: the message is all that is owed.
            log.error("job ended by an unexpected error", **unforeseen(error))


def stop_on_signals(app: App) -> None:
    """SIGTERM and SIGINT set `stopping`; the jobs look at it between two pages."""

    def stop(_signal: int, _frame: object) -> None:
        app.ctx.stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
