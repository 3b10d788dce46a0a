"""The jobs that reach outside by themselves: alerts to the desk, and copies that are kept true."""

from collections.abc import Sequence

from aggregator.app import App
from aggregator.jobs.base import Done, Job, report_of
from aggregator.model import RunError, RunReport
from aggregator.pipeline import alerts
from aggregator.pipeline.recheck import Rechecked
from aggregator.pipeline.upkeep import renew_copies
from aggregator.publishers.slack import Slack
from aggregator.store import leases

STAGE = "publish"


def keep_true(
    app: App,
    found: Sequence[Rechecked],
    *,
    digest_ids: Sequence[str] | None = None,
    who: str = "",
) -> list[RunReport]:
    """Bring corrections and withdrawals to the copies of these digests, or of all; tell Slack of quotes that
    are gone. `who` had it done; "" is the schedule.

    One report for each thing that was told, or could not be: `target` is whom, `note` what.

    Raises:
        StoreError: the database refused.
    """
    started = app.ctx.clock()
    renewed = renew_copies(app.ctx, app.outlets, digest_ids, who=who)
    reports = [
        report_of(
            app,
            STAGE,
            started,
            one.digest.film.slug,
            note=str(one),
            error=one.error,
            target=one.destination,
        )
        for one in renewed
    ]
    to, wanted = _alerting(app)
    if to is None:
        return reports
    gone = [
        alert
        for one in found
        if (alert := alerts.of_recheck(app.ctx, one, renewed, wanted.desk_url)) is not None
    ]
    raised = alerts.raise_alerts(app.ctx, to.name, to.alert, wanted, gone)
    return [*reports, *_told(app, to.name, raised)]


def _alert(app: App, _claim: leases.Claim) -> Done:
    """Tell the desk of new spikes and drafts."""
    reports: list[RunReport] = []
    to, wanted = _alerting(app)
    if to is not None:
        titles = {film.slug: film.title for film in app.films}
        found = alerts.news(app.ctx, to.name, wanted.desk_url, titles)
        reports = _told(app, to.name, alerts.raise_alerts(app.ctx, to.name, to.alert, wanted, found))
    return Done(tuple(reports), app.settings.schedule.watch.next_after(app.ctx.clock()))


def _alerting(app: App) -> tuple[Slack | None, alerts.Wanted]:
    """Who takes alerts, and which: those of [publish.slack]. A class of somebody's own has no such keys."""
    table = app.settings.publish.get(Slack.name)
    to = None if table is None else app.outlets.get(Slack.name)
    if table is None or not isinstance(to, Slack):
        return None, alerts.Wanted((), 0)
    own = table.options
    return to, alerts.Wanted(own["alerts"], own["alerts_per_day"], own["desk_url"])


def _told(app: App, to: str, raised: Sequence[alerts.Raised]) -> list[RunReport]:
    reports = []
    for one in raised:
        error = None if one.error is None else RunError(one.error.kind, one.error.message, one.error.hint)
        came_of_it = f"told to {to}" if error is None else f"not told: {error.message}"
        note = f"{one.alert.title}: {came_of_it}"
        reports.append(report_of(app, "alert", app.ctx.clock(), "", note=note, error=error, target=to))
    return reports


def _takers(app: App) -> tuple[str, ...]:
    to, wanted = _alerting(app)
    return (to.name,) if to is not None and wanted.kinds and wanted.a_day else ()


ALERT = Job(
    "alert",
    keys=_takers,
    schedule=lambda app: app.settings.schedule.watch,
    perform=_alert,
    threads=1,
)
