"""What the stages reported."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy import Select, delete, insert, select
from sqlalchemy.orm import Session

from aggregator.model import Gap, RunError, RunReport
from aggregator.store.columns import from_micros, to_micros
from aggregator.store.work_tables import RunRow

MOST_OUTCOMES = 20_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: seconds that it took, and the kind of its error, None where it had none."""

    stage: str
    source: str | None
    took_s: float
    error_kind: str | None


def record(s: Session, report: RunReport) -> None:
    """Keeps a report."""
    error = report.error
    s.execute(
        insert(RunRow).values(
            stage=report.stage,
            started_at=report.started_at,
            took_s=report.took_s,
            source=report.source,
            account=report.account,
            film=report.film,
            target=report.target,
            fetched=report.fetched,
            new=report.new,
            known=report.known,
            rejected=report.rejected,
            pages=report.pages,
            gaps=orjson.dumps(
                [(to_micros(gap.low), to_micros(gap.high), gap.why) for gap in report.gaps]
            ).decode(),
            joined=report.joined,
            error_kind=None if error is None else error.kind,
            error_message=None if error is None else error.message,
            error_hint=None if error is None else error.hint,
            note=report.note,
        )
    )


def latest(s: Session, limit: int = 20, stage: str | None = None) -> list[RunReport]:
    """The newest reports, newest first, of one stage or of all."""
    return _reports(s, _of(stage).order_by(RunRow.started_at.desc(), RunRow.id.desc()).limit(limit))


def ended_since(s: Session, at: datetime, stage: str) -> list[RunReport]:
    """The reports of a stage's runs that ended at `at` or later, in the order of their ends.

    Reports are kept when their work ends, so of runs that began a day before none is looked for.
    """
    begun = at - timedelta(days=1)
    recent = _reports(s, _of(stage).where(RunRow.started_at >= begun).order_by(RunRow.id))
    return [report for report in recent if report.started_at + timedelta(seconds=report.took_s) >= at]


def outcomes(s: Session, since: datetime) -> list[Outcome]:
    """How the runs ended that began at `since` or later: the last MOST_OUTCOMES of them, newest first."""
    wanted = select(RunRow.stage, RunRow.source, RunRow.took_s, RunRow.error_kind)
    wanted = wanted.where(RunRow.started_at >= since).order_by(RunRow.started_at.desc()).limit(MOST_OUTCOMES)
    return [Outcome(*row) for row in s.execute(wanted)]


def drop_older(s: Session, at: datetime) -> int:
    """Forgets the runs that began before `at`; how many."""
    return len(s.execute(delete(RunRow).where(RunRow.started_at < at).returning(RunRow.id)).all())


def _of(stage: str | None) -> Select[RunRow]:
    every = select(RunRow)
    return every if stage is None else every.where(RunRow.stage == stage)


def _reports(s: Session, statement: Select[RunRow]) -> list[RunReport]:
    return [_report(row) for row in s.scalars(statement)]


def _report(row: RunRow) -> RunReport:
    error = None
    if row.error_kind is not None:
        error = RunError(row.error_kind, row.error_message or "", row.error_hint or "")
    return RunReport(
        stage=row.stage,
        started_at=row.started_at,
        took_s=row.took_s,
        source=row.source,
        account=row.account,
        film=row.film,
        target=row.target,
        fetched=row.fetched,
        new=row.new,
        known=row.known,
        rejected=row.rejected,
        pages=row.pages,
        gaps=tuple(
            Gap(from_micros(low), from_micros(high), why) for low, high, why in orjson.loads(row.gaps)
        ),
        joined=row.joined,
        error=error,
        note=row.note,
    )
