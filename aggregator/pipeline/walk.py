"""Reading one query: claim an interval, walk its spans page by page, and leave every hole with a name.

Each page is one transaction: its posts, how far it reached, and the check that the work is still ours. A run
that dies between two pages has lost nothing, and the next one pays for no page twice.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aggregator.collectors import Collector
from aggregator.errors import BudgetSpent, RateLimited, SourceError, UnexpectedPayload
from aggregator.model import Counted, Film, Gap, Page, Post, Query, RunError, RunReport, Span, rest_of
from aggregator.pipeline.capture import ask, compare
from aggregator.pipeline.context import Context
from aggregator.pipeline.intervals import Claimed, Depths, page_shares, plan_run
from aggregator.pipeline.spread import cut, is_worth_counting, turns
from aggregator.store import leases, posts, raw_pages, rejects, spans, withdrawals
from aggregator.text import plural

# A network that ends a walk early (a cap) is asked again for the rest after this long: some caps are loads,
# some are for ever; after the first day the answer no longer changes.
GAP_RETRY = timedelta(hours=6)
GAP_GIVEN_UP = timedelta(days=1)
STOPPED = "stopped; goes on with the next run"
SPENT = "page budget of this run is used up"
IN_TURN = "read in part; the rest waits for its turn"


@dataclass(slots=True)
class Tally:
    """What a run has done so far."""

    fetched: int = 0
    new: int = 0
    known: int = 0
    rejected: int = 0
    pages: int = 0
    withdrawn: int = 0
    notes: list[str] = field(default_factory=list)
    counted: tuple[Counted, ...] | None = None  # what the network was asked to count; None: it was not

    @property
    def note(self) -> str:
        """What whoever reads the report should know beside the numbers."""
        taken_back = f"{plural(self.withdrawn, 'post')} deleted, hidden or shown again since first read"
        return "; ".join([*self.notes, taken_back] if self.withdrawn else self.notes)

    def add(self, page: Page) -> None:
        """Counts a page, but for what was new of it."""
        self.pages += 1
        self.fetched += len(page.posts)
        self.rejected += len(page.rejected)
        if page.note and page.note not in self.notes:
            self.notes.append(page.note)


class Stopwatch:
    """When a run began, by the clock of the reports, and how long it takes, by one that never jumps."""

    def __init__(self, ctx: Context) -> None:
        self.started = ctx.clock()
        self._begun = time.monotonic()

    @property
    def took_s(self) -> float:
        """Seconds since then."""
        return round(time.monotonic() - self._begun, 3)


@dataclass(frozen=True, slots=True)
class Run:
    """One query's run: what it reads with, under which claim, for which films."""

    ctx: Context
    collector: Collector
    query: Query
    films: Sequence[Film]
    claim: leases.Claim
    tally: Tally

    def films_of(self, post: Post) -> tuple[str, ...]:
        """The films for which a post stands that this query brought."""
        belongs = self.collector.belongs
        return tuple(film.slug for film in self.films if belongs(post, film, self.query))


class StoppedEarly(Exception):
    """The process was asked to end; the span stays where the last page left it."""


def read_query(
    ctx: Context,
    collector: Collector,
    query: Query,
    films: Sequence[Film],
    *,
    claim: leases.Claim,
    depths: Depths,
    since: datetime | None = None,
    pages: int | None = None,
) -> RunReport:
    """Read what is due of one query and report; a network's failure is in the report, never raised.

    `films` are those that ask for this target. `pages` limits the requests of this run (None: no limit).

    Raises:
        LeaseLost: another process took this account over; what was saved stands.
        StoreError: the database refused.
    """
    clock = Stopwatch(ctx)
    run = Run(ctx, collector, query, films, claim, Tally())
    window = claim_interval(run, depths, since, now=clock.started)
    error: RunError | None = None
    try:
        _walk_all(run, pages, now=clock.started)
    except SourceError as failure:
        error = failed(run, failure)
    except StoppedEarly:
        run.tally.notes.append(STOPPED)
    else:
        note = compare(ctx, collector, query, films, claim=claim, counted=run.tally.counted)
        run.tally.notes += [note] if note else []
    return report_of(run, clock, window, error)


def failed(run: Run, failure: SourceError) -> RunError | None:
    """Name what a failure leaves unread, and say it for the report; None where we stopped it ourselves."""
    if run.ctx.stopping.is_set():  # a request that our stop cut short is no failure of the network
        run.tally.notes.append(STOPPED)
        return None
    name_the_rest(run, failure, now=run.ctx.clock())
    return RunError(failure.kind, str(failure), failure.hint, _until(failure))


def report_of(
    run: Run, clock: Stopwatch, window: tuple[datetime, datetime], error: RunError | None
) -> RunReport:
    """What the run did, and what it leaves unread of its window."""
    query, tally = run.query, run.tally
    return RunReport(
        stage="collect",
        source=query.source,
        account=query.account,
        film=", ".join(film.slug for film in run.films) or None,
        target=query.target,
        started_at=clock.started,
        took_s=clock.took_s,
        fetched=tally.fetched,
        new=tally.new,
        known=tally.known,
        rejected=tally.rejected,
        pages=tally.pages,
        gaps=_unread(run.ctx, query, window),
        error=error,
        note=tally.note,
    )


def claim_interval(
    run: Run, depths: Depths, since: datetime | None, *, now: datetime
) -> tuple[datetime, datetime]:
    """Open what this run asks for, in one transaction, and say from when to when the report speaks."""
    query = run.query
    with run.ctx.store.write() as session:
        leases.check(session, run.claim)
        state = spans.query_state(session, query)
        claimed = Claimed(state.bottom, state.top, state.clean_top or state.bottom) if state else None
        unread = [stored for stored in spans.todo(session, query, now) if stored.state == "open"]
        plan = plan_run(
            claimed,
            now=now,
            depths=depths,
            unread_highs=tuple(stored.span.high for stored in unread),
            since=since,
        )
        spans.set_state(
            session,
            query,
            bottom=plan.claimed.bottom,
            top=plan.claimed.top,
            clean_top=plan.claimed.clean_top,
        )
        for place, (low, high) in enumerate(plan.intervals):
            untouched = next(
                (
                    stored.span
                    for stored in unread
                    if place == 0
                    and plan.extends
                    and stored.span.high == low
                    # Walking up, what was read lies at the other end.
                    and (stored.span.resume is None or run.collector.ascending)
                ),
                None,
            )
            if untouched is not None and untouched.id is not None:
                spans.advance(session, untouched.id, high=high, resume=untouched.resume)
            else:
                spans.open(session, query, low, high)
        lows = [low for low, _ in plan.intervals] + [stored.span.low for stored in unread]
        lows += [since] if since is not None else []
        return min(lows, default=now), plan.claimed.top


def _walk_all(run: Run, budget: int | None, *, now: datetime) -> None:
    """Walk the newest span, then the others from the oldest on, which keep half of the page budget.

    From the oldest on: a burst that outruns the budget leaves a new remainder in every run, and newest first
    would never come to the end of them. Of a network that is read upwards the oldest comes first of all: a
    stream forgets it first.
    """
    with run.ctx.store.read() as session:
        by_age = [stored.span for stored in spans.todo(session, run.query, now)]
    if budget != 0 and run.collector.page_cost is not None and is_worth_counting(by_age):
        slices = _slice(run, by_age)
        if slices is not None:
            _walk_in_turn(run, slices, budget)
            return
    todo = by_age[::-1] if run.collector.ascending else by_age[:1] + by_age[:0:-1]
    shares = page_shares(budget, len(todo))
    unfinished: list[Span] = []
    for span, share in zip(todo, shares, strict=True):
        left = None if budget is None else budget - run.tally.pages
        allowed = share if left is None or share is None else min(share, left)
        rest = _walk_span(run, span, allowed)
        if rest is not None:
            unfinished.append(rest)
    for span in unfinished:  # pages that older spans left over
        if budget is not None and run.tally.pages < budget:
            _walk_span(run, span, budget - run.tally.pages)


def _slice(run: Run, unread: Sequence[Span]) -> list[Span] | None:
    """Cut what is unread into spans of about equally many posts; what the network counts as empty is closed.

    None where the network can't count.
    """
    low, high = min(span.low for span in unread), max(span.high for span in unread)
    try:
        counted = ask(run.collector, run.query, low, high)
    except UnexpectedPayload as failure:
        run.tally.notes.append(f"could not be counted: {failure.message}")
        run.tally.counted = ()
        return None
    run.tally.counted = counted
    if not counted:
        return None
    sliced: list[Span] = []
    with run.ctx.store.write() as session:
        leases.check(session, run.claim)
        for span, slices in zip(unread, cut(unread, counted, run.collector.page_size), strict=True):
            if len(slices) == 1:
                sliced.append(span)
                continue
            spans.close(session, span.id)
            sliced += [spans.open(session, run.query, *one) for one in slices]
    return sliced


def _walk_in_turn(run: Run, todo: Sequence[Span], budget: int | None) -> None:
    """One page of each span in turn, the turns spread over the whole time, until all is read or paid for."""
    waiting = [todo[place] for place in turns(len(todo))]
    while waiting and (budget is None or run.tally.pages < budget):
        due, waiting = waiting, []
        for place, span in enumerate(due):
            left = None if budget is None else budget - run.tally.pages
            if left == 0:
                waiting += due[place:]
                break
            rest = _walk_span(run, span, 1, why=IN_TURN)
            if rest == span:  # its posts of one instant fill more than a page: it needs several at once
                rest = _walk_span(run, span, None if left is None else left - 1)
            if rest is not None:
                waiting.append(rest)
    for span in waiting:
        leave(run, span, why=SPENT)


def _walk_span(run: Run, span: Span, budget: int | None, *, why: str = SPENT) -> Span | None:
    """Walk one span, down or up. Returns what is left of it when the page budget ends, None when nothing is.

    A network that ends a walk before the span's end is asked once more from where it stopped, by the span's
    own bounds; if that brings it no further, the rest is a gap with a name.
    """
    taken = 0
    while True:
        begun_with, by_bounds = (span.low, span.high), span.resume is None
        if budget is not None and taken >= budget:
            leave(run, span, why=why)
            return span
        for page in run.collector.pages(span.query, span):
            taken += 1
            span = _save_page(run, page, span)
            if span.low >= span.high:
                return None
            if run.ctx.stopping.is_set():
                leave(run, span, why="the run was stopped")
                raise StoppedEarly
            if budget is not None and taken >= budget:
                leave(run, span, why=why)
                return span
        if (span.low, span.high) == begun_with and by_bounds:
            side = "newer" if run.collector.ascending else "older"
            leave(
                run,
                span,
                why=f"{span.query.source} served nothing {side} than this",
                gap=True,
                next_try=_next_try(span, run.ctx.clock()),
            )
            return None
        span = Span(span.query, span.low, span.high, None, span.id)  # again, by its bounds alone


def _next_try(span: Span, now: datetime) -> datetime | None:
    """When a gap is asked for again; None, never, once its posts are older than a day."""
    return now + GAP_RETRY if span.high > now - GAP_GIVEN_UP else None


def _save_page(run: Run, page: Page, span: Span) -> Span:
    """One transaction: the page's posts and how far it reached. Returns the span that is left."""
    left = rest_of(span, page, ascending=run.collector.ascending)
    now = run.ctx.clock()
    # What a wide query (a subreddit, a feed) brings of no film that asked is nothing to keep.
    sightings = [posts.Sighting(post, films) for post in page.posts if (films := run.films_of(post))]
    with run.ctx.store.write() as session:
        leases.check(session, run.claim)
        saved = posts.save(session, sightings, seen_at=now)
        withdrawn = withdrawals.apply(session, span.query.source, page, at=now)
        if page.rejected:
            rejects.keep(session, span.query.source, page.rejected, at=now)
        if page.raw and not saved.refused:  # what was forgotten must not come back in another form
            raw_pages.keep(session, span.query, page.raw, at=now)
        if span.id is not None:
            if left.low >= left.high:
                spans.close(session, span.id)
            else:
                spans.advance(session, span.id, low=left.low, high=left.high, resume=left.resume)
            withdrawals.name_gap(session, span, page)
    run.tally.add(page)
    run.tally.withdrawn += withdrawn
    run.tally.new += saved.new
    run.tally.known += saved.known
    return left


def leave(run: Run, span: Span, *, why: str, gap: bool = False, next_try: datetime | None = None) -> None:
    """Say why a span stays unread, under our claim."""
    if span.id is None:
        return
    with run.ctx.store.write() as session:
        leases.check(session, run.claim)
        spans.leave(session, span.id, why=why, gap=gap, next_try=next_try)


def name_the_rest(run: Run, failure: SourceError, *, now: datetime) -> None:
    """Write the failure's name on everything of this query that stays unread."""
    until = _until(failure)
    with run.ctx.store.write() as session:
        leases.check(session, run.claim)
        for stored in spans.todo(session, run.query, now):
            if stored.state == "open" and stored.span.id is not None:
                spans.leave(session, stored.span.id, why=failure.message, next_try=until)


def _until(failure: SourceError) -> datetime | None:
    """When the network, or our own budget, lets us go on."""
    return failure.until if isinstance(failure, RateLimited | BudgetSpent) else None


def _unread(ctx: Context, query: Query, window: tuple[datetime, datetime]) -> tuple[Gap, ...]:
    with ctx.store.read() as session:
        return spans.coverage(session, query, *window)
