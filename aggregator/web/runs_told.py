"""What came of a run that somebody asked for by hand, as the lines of its task."""

from aggregator.model import RunReport
from aggregator.web.catalogue import text
from aggregator.web.tasks import Line


def lines_of(report: RunReport) -> list[Line]:
    """A run's own line, and one for each stretch of time that it could not read."""
    where = " ".join(word for word in (report.source, report.account, report.target) if word)
    if report.error is not None:
        return [Line(f"{where}: {report.error.message}", good=False, hint=report.error.hint)]
    told = [Line(text("films.collecting.line", where=where, n=report.new, fetched=report.fetched))]
    gaps = (
        text("films.collecting.gap", where=where, low=gap.low, high=gap.high, why=gap.why)
        for gap in report.gaps
    )
    return told + [Line(gap, good=False) for gap in gaps]
