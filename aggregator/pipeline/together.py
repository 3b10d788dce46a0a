"""Reading all targets of an account in one walk: a stream carries everything, and is read once for all.

Each hashtag and phrase stays a query of its own, with its own spans and coverage, exactly as where every one
is asked for by itself; only the walk is shared. So a hashtag that a film gets later begins its own history
then, says so in its coverage, and disturbs nobody else's. Queries that are due for the same time are walked
together from the oldest instant that any of them still needs, upwards; each page's one transaction saves the
posts and moves every query's span that the page has passed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.collectors import Collector, together
from aggregator.errors import SourceError
from aggregator.model import Film, Page, Query, RunError, RunReport, Span, rest_of
from aggregator.pipeline.context import Context
from aggregator.pipeline.intervals import Depths
from aggregator.pipeline.walk import (
    STOPPED,
    Run,
    StoppedEarly,
    Stopwatch,
    Tally,
    claim_interval,
    failed,
    leave,
    report_of,
)
from aggregator.store import leases, posts, raw_pages, rejects, spans, withdrawals

BUDGET_USED = "page budget of this run is used up"


@dataclass(frozen=True, slots=True)
class _Due:
    """A span that is still to be read, and the run of its query."""

    run: Run
    span: Span


def read_together(
    ctx: Context,
    collector: Collector,
    asked: Sequence[tuple[Query, Sequence[Film]]],
    *,
    claim: leases.Claim,
    depths: Depths,
    since: datetime | None = None,
    pages: int | None = None,
) -> list[RunReport]:
    """Read what is due of all these queries of an account, in shared walks upwards; a report for each query.

    A post is counted in the report of the first query that it answers, the pages in the first report.

    Raises:
        LeaseLost: another process took this account over; what was saved stands.
        StoreError: the database refused.
    """
    clock = Stopwatch(ctx)
    runs = [Run(ctx, collector, query, films, claim, Tally()) for query, films in asked]
    windows = [claim_interval(run, depths, since, now=clock.started) for run in runs]
    errors: list[RunError | None] = [None] * len(runs)
    try:
        _walk_all(runs, pages, now=clock.started)
    except SourceError as failure:
        errors = [failed(run, failure) for run in runs]
    except StoppedEarly:
        for run in runs:
            run.tally.notes.append(STOPPED)
    for run in runs[1:]:
        run.tally.notes.append(f"read together with {runs[0].query.target}")
    return [
        report_of(run, clock, window, error) for run, window, error in zip(runs, windows, errors, strict=True)
    ]


def _walk_all(runs: Sequence[Run], budget: int | None, *, now: datetime) -> None:
    """Walk everything that is due, oldest first: a stream forgets it first."""
    if not runs:
        return
    with runs[0].ctx.store.read() as session:
        due = [_Due(run, stored.span) for run in runs for stored in spans.todo(session, run.query, now)]
    left = budget
    for group in _touching(due):
        taken = _walk(runs, group, left)
        left = None if left is None else left - taken


def _touching(due: Sequence[_Due]) -> Iterator[list[_Due]]:
    """Spans that overlap or touch, in groups, oldest first: what lies between two groups is not read."""
    group: list[_Due] = []
    for one in sorted(due, key=lambda each: (each.span.low, each.span.high, each.run.query.target)):
        if group and one.span.low > max(each.span.high for each in group):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _walk(runs: Sequence[Run], group: list[_Due], budget: int | None) -> int:
    """Walk one group's time, from its lowest instant to its highest; how many pages that took."""
    first = runs[0]
    query = Query(first.query.source, first.query.account, together(run.query.target for run in runs))
    lowest = min(group, key=lambda one: one.span.low).span
    span = Span(query, lowest.low, max(one.span.high for one in group), lowest.resume)
    taken = 0
    while True:
        begun_at = span.low
        if budget is not None and taken >= budget:
            _leave(group, why=BUDGET_USED)
            return taken
        for page in first.collector.pages(query, span):
            taken += 1
            group = _save_page(runs, group, page, query)
            span = rest_of(span, page, ascending=True)
            if span.low >= span.high:
                return taken
            if first.ctx.stopping.is_set():
                _leave(group, why="the run was stopped")
                raise StoppedEarly
            if budget is not None and taken >= budget:
                _leave(group, why=BUDGET_USED)
                return taken
        if span.low == begun_at:
            _leave(group, why=f"{query.source} served nothing newer than this", gap=True)
            return taken
        span = replace(span, resume=None)  # again, by its bounds alone


def _save_page(runs: Sequence[Run], group: list[_Due], page: Page, query: Query) -> list[_Due]:
    """One transaction: the page's posts, what it takes back, and how far each span has come; what is left."""
    first = runs[0]
    now = first.ctx.clock()
    sightings: dict[int, list[posts.Sighting]] = {}
    edited = {post.key: post for post in page.posts if post.edited_at is not None}
    for post in page.posts:
        found = [(place, slugs) for place, run in enumerate(runs) if (slugs := run.films_of(post))]
        if found:
            edited.pop(post.key, None)
            films = tuple(sorted({slug for _, slugs in found for slug in slugs}))
            sightings.setdefault(found[0][0], []).append(posts.Sighting(post, films))
    moved: list[_Due] = []
    saved: dict[int, posts.Saved] = {}
    with first.ctx.store.write() as session:
        leases.check(session, first.claim)
        for place, mine in sorted(sightings.items()):
            saved[place] = posts.save(session, mine, seen_at=now)
        # An edit may have taken the words out by which we hold a post.
        held = posts.seen(session, edited)
        posts.save(session, [posts.Sighting(edited[key]) for key in sorted(held)], seen_at=now)
        withdrawn = withdrawals.apply(session, query.source, page, at=now)
        if page.rejected:
            rejects.keep(session, query.source, page.rejected, at=now)
        if page.raw and not any(one.refused for one in saved.values()):
            raw_pages.keep(session, query, page.raw, at=now)
        for one in group:
            left = rest_of(one.span, page, ascending=True)
            withdrawals.name_gap(session, one.span, page)
            if left.low >= left.high:
                spans.close(session, left.id)
                continue
            if left.low != one.span.low:
                spans.advance(session, left.id, low=left.low, resume=page.resume)
            moved.append(_Due(one.run, left))
    first.tally.add(replace(page, posts=()))
    first.tally.withdrawn += withdrawn
    for place, mine in sightings.items():
        tally = runs[place].tally
        tally.fetched += len(mine)
        tally.new += saved[place].new
        tally.known += saved[place].known
    return moved


def _leave(group: Sequence[_Due], *, why: str, gap: bool = False) -> None:
    for one in group:
        leave(one.run, one.span, why=why, gap=gap)
