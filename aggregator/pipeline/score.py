"""The stage "score": every reaction without a score of this scorer for its present text is judged and scored.

The signals are made here and not when a post comes in: both need the text, and an import has no time for it.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from aggregator.model import Film
from aggregator.pipeline.context import Context
from aggregator.scorers.pool import ScorePool
from aggregator.signals.judge import Judge
from aggregator.store import reactions

SAVE_AT_ONCE = 1_000  # the store's longest transaction


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """What the stage did. `positive`, `neutral` and `negative` do not count the abstained."""

    scored: int
    scorer: str
    positive: int
    neutral: int
    negative: int
    abstained: int
    took_s: float


def score(
    ctx: Context,
    pool: ScorePool,
    films: Iterable[Film],
    *,
    again: bool = False,
    on_progress: Callable[[int], None] = lambda _: None,
) -> ScoreReport:
    """Score what is unscored or stale of these films (`again`: everything).

    Scores are saved in batches, so that a run that is stopped keeps what it did. Text that changes while it
    is being scored stays stale and is scored the next time.

    Raises:
        StoreError: the database refused.
    """
    started_at, clock_start = ctx.clock(), time.monotonic()
    labels: Counter[str] = Counter()
    for film in films:
        judge = Judge(film)
        last: reactions.Unscored | None = None
        while not ctx.stopping.is_set():
            with ctx.store.read() as session:
                waiting = reactions.unscored(
                    session,
                    pool.id,
                    film=film.slug,
                    limit=pool.at_once,
                    again_before=started_at if again else None,
                    after=last,
                )
            if not waiting:
                break
            last = waiting[-1]
            signals = [judge.judge(item.post) for item in waiting]
            # In the language that its words are in: what no scorer reads is never mis-scored as English.
            posts = [
                item.post if item.post.language == one.language else replace(item.post, language=one.language)
                for item, one in zip(waiting, signals, strict=True)
            ]
            made = pool.score(posts, film)
            scored = [
                reactions.Scored(item.film, item.post_id, item.post.content_hash, score, one)
                for item, score, one in zip(waiting, made, signals, strict=True)
            ]
            for at in range(0, len(scored), SAVE_AT_ONCE):
                with ctx.store.write() as session:
                    reactions.save_scores(session, scored[at : at + SAVE_AT_ONCE], at=ctx.clock())
            labels.update("abstained" if one.abstained else one.label for one in made)
            on_progress(len(waiting))
    return ScoreReport(
        scored=sum(labels.values()),
        scorer=pool.id,
        positive=labels["positive"],
        neutral=labels["neutral"],
        negative=labels["negative"],
        abstained=labels["abstained"],
        took_s=round(time.monotonic() - clock_start, 3),
    )
