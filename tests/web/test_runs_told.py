"""The lines of a task that collected: nothing that is unread goes unsaid."""

import make

from aggregator.model import RunReport
from aggregator.model.collecting import Gap
from aggregator.web.runs_told import lines_of


def test_run_with_a_gap_says_what_is_unread_and_why():
    gap = Gap(make.NOON, make.NOON.replace(hour=13), "the budget is spent")
    report = RunReport(
        stage="collect", started_at=make.NOON, took_s=1.0, source="x", target="#a", new=3, gaps=(gap,)
    )
    told = lines_of(report)
    assert [line.good for line in told] == [True, False]
    assert "3 new" in told[0].text
    assert "the budget is spent" in told[1].text
