"""How posts stand now: each network is asked in batches, and what it says is kept.

What an edited post says now comes in with its answer; what it said before stays beside it. A network that
can't be asked leaves its posts unchecked, with the reason: nothing is taken for alive that nobody saw.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

import structlog

from aggregator.collectors import Collector, Standing
from aggregator.errors import AggregatorError, BudgetSpent, RateLimited, SourceError, StoreError
from aggregator.fetcher import unforeseen
from aggregator.model import Post, RunError, RunReport
from aggregator.pipeline.collect import Reading
from aggregator.pipeline.context import Context
from aggregator.store import posts, runs

log = structlog.get_logger(__name__)

STAGE = "recheck"
AT_ONCE = 100  # posts; what was learnt of them is saved before the next are asked about
CANT_TELL = "their network does not say how they stand"
STOPPED = "stopped before it was asked"

Key = tuple[str, str]


class Asking:
    """Asks about posts, each once, and keeps what came of it.

    `standing` is what was said; `unchecked` why nothing was said of a post; `silent` are those of them whose
    network tells such things, and told nothing. `faults` are networks that should have answered and did not.
    `reports` has one for each network and time that it was asked.
    """

    def __init__(
        self,
        ctx: Context,
        readings: Iterable[Reading],
        why_not: Callable[[str], str],
        by_link: Callable[[Sequence[Post]], Mapping[Key, Standing]] = lambda _: {},
    ) -> None:
        """Ask by these accounts; `why_not` says why a network is not read here at all.

        `by_link` asks about posts of such networks by their links, without any key, as far as that tells.
        """
        self._ctx = ctx
        self._ready = sorted(readings, key=lambda reading: (reading.collector.name, reading.key))
        self._why_not = why_not
        self._by_link = by_link
        for reading in self._ready:
            reading.begin()  # a round of asking is a run of its own
        self.standing: dict[Key, Standing] = {}
        self.unchecked: dict[Key, str] = {}
        self.silent: set[Key] = set()
        self.faults: dict[str, RunError] = {}
        self.reports: list[RunReport] = []

    def ask(self, keys: Iterable[Key]) -> None:
        """Ask about those of these posts that were not asked about yet. What is not stored is passed over.

        Raises:
            StoreError: the database refused.
        """
        new = {key for key in keys if key not in self.standing and key not in self.unchecked}
        if not new:
            return
        with self._ctx.store.read() as session:
            stored = sorted(posts.find(session, new).values(), key=lambda post: post.key)
        for source, group in groupby(stored, key=lambda post: post.source):
            asked = list(group)
            fit = [one.collector for one in self._ready if one.collector.vouches_for(source)]
            if fit:
                fit.sort(key=lambda collector: collector.source != source)  # its own first, by name within
                self._ask_one(source, asked, fit)
            else:
                self._ask_by_link(source, asked)

    def _ask_by_link(self, source: str, asked: Sequence[Post]) -> None:
        """Posts of a network that no account here reads: what their links tell; the rest is unchecked."""
        ctx = self._ctx
        started, clock_start = ctx.clock(), time.monotonic()
        told = {} if ctx.stopping.is_set() else self._by_link(asked)
        found = {post.key: told[post.key] for post in asked if post.key in told}
        if found:
            _save(ctx, {}, found, {})
        self.standing |= found
        left = [post.key for post in asked if post.key not in found]
        self.unchecked |= dict.fromkeys(left, self._why_not(source))
        report = RunReport(
            stage=STAGE,
            source=source,
            started_at=started,
            took_s=round(time.monotonic() - clock_start, 3),
            fetched=len(asked),
            known=len(found),
            note=summary(found, len(left)),
        )
        if found:
            self.reports.append(report)
            with ctx.store.write() as session:
                runs.record(session, report)

    def _ask_one(self, source: str, asked: Sequence[Post], fit: Sequence[Collector]) -> None:
        """One network: collector after collector, until none of its posts is left to ask about."""
        ctx = self._ctx
        started, clock_start = ctx.clock(), time.monotonic()
        found: dict[Key, Standing] = {}
        fault: RunError | None = None
        for _, kin in groupby(fit, key=lambda collector: collector.name):
            accounts = list(kin)
            by_account: dict[str, list[Post]] = {}
            for post in asked:
                if post.key not in found:
                    by_account.setdefault(_nearest(accounts, post).account, []).append(post)
            for collector in accounts:
                failed = _ask_in_batches(ctx, collector, by_account.get(collector.account, []), found)
                fault = fault or failed
        left = [post.key for post in asked if post.key not in found]
        if left and fault is not None:
            self.faults[source] = fault
        why = STOPPED if ctx.stopping.is_set() else CANT_TELL if fault is None else fault.message
        self.unchecked |= dict.fromkeys(left, why)
        if any(type(collector).recheck is not Collector.recheck for collector in fit):
            self.silent |= set(left)
        self.standing |= found
        report = RunReport(
            stage=STAGE,
            source=source,
            started_at=started,
            took_s=round(time.monotonic() - clock_start, 3),
            fetched=len(asked),
            known=len(found),
            error=fault if left else None,
            note=summary(found, len(left)),
        )
        self.reports.append(report)
        with ctx.store.write() as session:
            runs.record(session, report)


def summary(found: Mapping[Key, Standing], unchecked: int) -> str:
    """`4 alive, 1 gone, 2 not checked`."""
    values = list(found.values())
    numbers = [(values.count(name), name) for name in ("alive", "edited", "gone", "hidden")]
    return ", ".join(f"{number} {name}" for number, name in [*numbers, (unchecked, "not checked")] if number)


def _nearest(accounts: Sequence[Collector], post: Post) -> Collector:
    """The account that is the post's own server, where the network has several; else the first."""
    return next(
        (one for one in accounts if one.account and post.remote_id.startswith(f"{one.account}/")), accounts[0]
    )


def _ask_in_batches(
    ctx: Context, collector: Collector, asked: Sequence[Post], found: dict[Key, Standing]
) -> RunError | None:
    """Ask about these posts and save each batch's answers; why it ended early, if it did."""
    for at in range(0, len(asked), AT_ONCE):
        batch = asked[at : at + AT_ONCE]
        if ctx.stopping.is_set():
            return None
        try:
            standing = collector.recheck(batch)
            edited = [post for post in batch if standing.get(post.key) == "edited"]
            shown = _reread(collector, edited) if edited else {}
        except StoreError:
            raise
        except AggregatorError as failure:  # a network's, or a folder of sessions that can't be written
            until = failure.until if isinstance(failure, RateLimited | BudgetSpent) else None
            return RunError(failure.kind, failure.message, failure.hint, until)
        except Exception as failure:  # noqa: BLE001 - what a network sends is hostile, and our parsers have faults
            told = unforeseen(failure)
            log.error("a collector failed", source=collector.source, account=collector.account, **told)
            return RunError(
                "unexpected",
                f"{collector.source}: its answer could not be read: {type(failure).__name__}",
                "this is a fault of fansreact: run it with -v and report what it prints",
            )
        answers = {post.key: standing[post.key] for post in batch if post.key in standing}
        _save(ctx, {post.key: post for post in batch}, answers, shown)
        found |= answers
    return None


def _reread(collector: Collector, edited: Sequence[Post]) -> dict[Key, Post]:
    """What edited posts say now, as far as the network tells; that they are edited is known without it."""
    wanted = {post.key for post in edited}
    try:
        return {post.key: post for post in collector.reread(edited) if post.key in wanted}
    except SourceError as failure:
        log.info("what edited posts say now is not known", source=collector.source, why=failure.message)
        return {}


def _save(
    ctx: Context, before: Mapping[Key, Post], answers: Mapping[Key, Standing], shown: Mapping[Key, Post]
) -> None:
    """One transaction: the new words of edited posts, and how all of them stand."""
    now = ctx.clock()
    news = [
        posts.Sighting(_edited_after(before[key], post, now))
        for key, post in sorted(shown.items())
        if post.content_hash != before[key].content_hash
    ]
    settled = dict(answers) | {one.post.key: "alive" for one in news}  # with its new words it stands
    with ctx.store.write() as session:
        posts.save(session, news, seen_at=now)
        posts.set_standing(session, settled, now)


def _edited_after(before: Post, post: Post, now: datetime) -> Post:
    """The post with a time of its edit. Where the network tells none that fits, it is when we met it."""
    said = post.edited_at
    fits = said is not None and (before.edited_at is None or said > before.edited_at)
    return post if fits else replace(post, edited_at=now)
