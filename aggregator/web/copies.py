"""After an editor corrected or withdrew a story: its copies outside are told at once, behind the page."""

from functools import partial

from aggregator.jobs.outside import keep_true
from aggregator.model import Digest, RunReport
from aggregator.pipeline.recheck import Rechecked
from aggregator.pipeline.upkeep import has_outdated
from aggregator.web.catalogue import text
from aggregator.web.desk import Desk
from aggregator.web.tasks import Line, Outcome, Tell, TooBusy, tasks_of
from aggregator.web.views import View


def begin_renewal(view: View, story: Digest) -> str | None:
    """Begin the task; its id. None where no copy lacks anything, or there is no room: the next scheduled
    recheck does the same.
    """
    desk = view.desk
    if not has_outdated(desk.app.ctx, story.id):
        return None
    try:
        return tasks_of(desk).submit(
            text("digest.copies.name", headline=story.headline),
            view.who.shown,
            partial(_renew, desk, story.id, view.by.who),
            key=f"digest {story.id} copies {story.version}",
            back=f"/digests/{story.id}",
        )
    except TooBusy:
        return None


def renewed(desk: Desk, digest_id: str, who: str, found: Rechecked | None = None) -> tuple[Line, ...]:
    """Tell the copies of a digest what its newest version says; a line for each. `found`: what a recheck
    found, of which Slack is told too, where posts are gone.
    """
    lost = [found] if found is not None and found.lost else []
    return tuple(map(_line, keep_true(desk.app, lost, digest_ids=[digest_id], who=who)))


def _renew(desk: Desk, digest_id: str, who: str, tell: Tell) -> Outcome:
    tell(text("digest.copies.telling"))
    lines = renewed(desk, digest_id, who)
    return Outcome(text("digest.copies.done"), lines, f"/digests/{digest_id}", text("digest.publish.back"))


def _line(report: RunReport) -> Line:
    if report.error is None:
        return Line(report.note)
    return Line(report.note, good=False, hint=report.error.hint)
