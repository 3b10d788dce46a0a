"""How runs and the accounts that they read are told: in the tables of collect, run and status."""

from collections.abc import Sequence
from typing import Any

from aggregator.cli.common import Call
from aggregator.errors import AggregatorError
from aggregator.text import plural

_WAITS = {"rate_limited": "waits: rate limited", "budget": "waits: budget spent", "busy": "busy"}


def place(source: str | None, account: str | None) -> str:
    """An account as people know it: its network, and the instance or login if there is one.

    A second way of reading a network ("jetstream" of bluesky) is named first, as in the configuration.
    """
    from aggregator import collectors

    name = (account or "").removeprefix("https://")
    if source and name != source and name in collectors.names():
        return f"{name} ({source})"
    return " ".join(word for word in (source, name) if word)


def outcome(run: dict[str, Any]) -> str:
    """How a run ended, as `--json` prints it; a failure never looks like a run that found nothing."""
    error = run["error"]
    if error is not None and not run["note"]:
        kind = error["kind"]
        return _WAITS.get(kind) or f"failed: {kind.replace('_', ' ')}"
    return run["note"] or ("joined" if run["joined"] else "")


def tell_runs(call: Call, reports: Sequence[Any]) -> None:
    """Runs as a table, each failure and each gap in a line of its own below it."""
    from aggregator.pipeline.status import run_document

    out = call.out
    if not reports:
        out.line("nothing was due")
        return
    out.table(
        ("stage", "source", "target", "film", "fetched", "new", "known", "took s", ""),
        [
            (
                report.stage,
                place(report.source, report.account),
                report.target or "",
                report.film or "",
                report.fetched,
                report.new,
                report.known,
                report.took_s,
                outcome(run_document(report)),
            )
            for report in reports
        ],
        failed=[number for number, report in enumerate(reports) if report.error],
    )
    told: set[str] = set()
    for report in reports:
        where = f"{place(report.source, report.account)} {report.target}"
        if report.error and report.error.message not in told:
            told.add(report.error.message)
            out.complain(AggregatorError(report.error.message, hint=report.error.hint))
        for gap in report.gaps:
            if report.error is None:
                out.note(f"{where}: not read {gap.low} to {gap.high}: {gap.why}")
        if report.rejected:
            out.note(f"{where}: {plural(report.rejected, 'post')} could not be read")
