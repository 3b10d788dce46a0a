"""What was usual at each hour of a series: for tests and benchmarks, which look at more than the last."""

from aggregator.signals.baselines import Baseline, History
from aggregator.signals.bursts import WARM_UP, hour_by_hour


def baselines(counts, start, zone, holes=()) -> tuple[Baseline, ...]:
    """What is usual by hour of the day, as it was known when each hour began, spikes and `holes` left out.

    The first is of the hour start + WARM_UP h, the last of the hour that follows the counts: the running one.
    Fewer than WARM_UP counts give none.
    """
    past = History(counts, start, zone, holes)
    return tuple(past.baseline() for now in hour_by_hour(past, []) if now >= WARM_UP)
