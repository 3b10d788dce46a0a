"""A look before anything is bought: how many posts a collect would bring, at what cost, and some of them.

Nothing is stored. Where reading is free, the samples are the first page's; where it costs money, they are
posts of the film that are stored already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from aggregator.errors import SourceError
from aggregator.model import Film, Post, Query, RunError, Span
from aggregator.model.quotas import MONEY
from aggregator.pipeline.capture import ask
from aggregator.pipeline.collect import Reading, queries
from aggregator.pipeline.context import Context
from aggregator.store import budgets, posts, spans

SAMPLES = 20


@dataclass(frozen=True, slots=True)
class Preview:
    """One query, looked at. `posts` None: the network does not count.

    `cost` is in millionths of a US dollar, None: reading is free, or its amount is not known. `left` is what
    the tightest budget of money still allows.
    """

    query: Query
    films: tuple[str, ...]
    low: datetime
    high: datetime
    posts: int | None
    cost: int | None
    is_paid: bool
    left: int | None
    samples: tuple[Post, ...]
    error: RunError | None = None


def preview(
    ctx: Context,
    reading: Reading,
    films: Sequence[Film],
    everyone: Sequence[Film],
    *,
    since: datetime | None = None,
) -> list[Preview]:
    """What a collect of these films would meet on this account, query by query; failures stand in them."""
    return [
        _look(ctx, reading, query, asking, since=since) for query, asking in queries(reading, films, everyone)
    ]


def _look(
    ctx: Context, reading: Reading, query: Query, films: Sequence[Film], *, since: datetime | None
) -> Preview:
    collector, now = reading.collector, ctx.clock()
    with ctx.store.read() as session:
        state = spans.query_state(session, query)
        spent = budgets.spent(session, query.source, query.account, reading.quotas, now)
    high = now - reading.depths.settle
    low = since or (state.top - reading.depths.overlap if state else now - reading.depths.first)
    low = min(low, high - timedelta(seconds=1))
    is_paid = collector.price(1) is not None
    left = [one.left for one in spent if one.quota.bucket == MONEY]
    left += [quota.amount for quota in reading.quotas if quota.bucket == MONEY and quota.per == "run"]
    slugs = tuple(film.slug for film in films)
    number: int | None = None
    samples: tuple[Post, ...] = ()
    error: RunError | None = None
    try:
        counts = ask(collector, query, low, high)
        number = sum(one.posts for one in counts) if counts else None
        from_store = is_paid or collector.reads_together  # a stream's first page holds the posts of all films
        samples = _stored(ctx, query, slugs) if from_store else _first_page(reading, Span(query, low, high))
    except SourceError as failure:
        error = RunError(failure.kind, failure.message, failure.hint)
    price = None if number is None else collector.price(number)
    return Preview(
        query,
        slugs,
        low,
        high,
        number,
        None if price is None else price.amount,
        is_paid,
        min(left, default=None),
        samples,
        error,
    )


def _first_page(reading: Reading, span: Span) -> tuple[Post, ...]:
    """Some of the newest posts: of the first page that holds any, of the first three."""
    for page in islice(reading.collector.pages(span.query, span), 3):
        if page.posts:
            return page.posts[:SAMPLES]
    return ()


def _stored(ctx: Context, query: Query, slugs: Sequence[str]) -> tuple[Post, ...]:
    with ctx.store.read() as session:
        found = [post for slug in slugs for post in posts.newest(session, slug, query.source, SAMPLES)]
    each = {post.key: post for post in found}
    return tuple(sorted(each.values(), key=lambda post: post.created_at, reverse=True)[:SAMPLES])
