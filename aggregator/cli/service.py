"""The command that stays: run."""

import os
import sys
from typing import Annotated

import typer

from aggregator.cli.common import Call, command
from aggregator.cli.output import stamp


def add_to(app: typer.Typer) -> None:
    """Give the command line this command."""
    command(app, "run", epilog="Example: fansreact run, or from cron: fansreact run --once")(run)


def run(
    call: Call,
    once: Annotated[bool, typer.Option("--once", help="Do what is due now and end.")] = False,
) -> None:
    """Collect, score, digest and recheck by the schedule, until it is asked to stop (Ctrl-C, SIGTERM)."""
    from aggregator import jobs
    from aggregator.cli.runs import place, tell_runs
    from aggregator.model import RunReport
    from aggregator.pipeline.status import run_document
    from aggregator.runners.local import LocalRunner, stop_on_signals
    from aggregator.store import leases

    def tell(report: RunReport) -> None:
        what = " ".join(
            word
            for word in (
                report.stage,
                place(report.source, report.account) or report.film or "",
                report.target or "",
            )
            if word
        )
        end = report.error.message if report.error else report.note or f"{report.new} new of {report.fetched}"
        call.out.note(f"{stamp(report.started_at)} {what}: {end}")

    with call.app() as app:
        stop_on_signals(app)
        if once:
            reports = LocalRunner(app).run_once()
            call.out.result(
                {"runs": [run_document(report) for report in reports]}, lambda: tell_runs(call, reports)
            )
            if any(report.error or report.gaps or report.rejected for report in reports):
                call.out.exit_code = 3
            return
        call.out.note(
            f"running: collect {app.settings.schedule.collect}, score {app.settings.schedule.score}, "
            f"watch {app.settings.schedule.watch}, digest {app.settings.schedule.digest}, "
            f"recheck {app.settings.schedule.recheck}; Ctrl-C ends it"
        )
        jobs.plan(app)
        with app.ctx.store.read() as session:
            for task in leases.tasks(session):
                call.out.note(f"next: {task.name} {task.key} at {stamp(task.due_at)}")
        if not LocalRunner(app, on_report=tell).run():
            # A thread hangs in a request. Its transaction was never begun or will never commit, and the next
            # process takes its lease over: leaving at once is safe, waiting longer is not what was asked.
            call.out.note("ended; a job that did not stop in time is taken up again when its lease ends")
            sys.stderr.flush()
            os._exit(0)
        call.out.note("ended")
