"""After an editor corrected or withdrew a story: its copies outside are told at once, behind the page.

What a destination refuses of a withdrawal is done again when somebody asks for it.
"""

from functools import partial

from aggregator.errors import PublishError, TooBusy
from aggregator.jobs.outside import keep_true
from aggregator.model import Digest, RunReport
from aggregator.pipeline import desk_work
from aggregator.pipeline.recheck import Rechecked
from aggregator.pipeline.sending import Insisting
from aggregator.pipeline.upkeep import has_outdated, take_back
from aggregator.web.catalogue import text
from aggregator.web.desk import Desk
from aggregator.web.digest_open import Opened
from aggregator.web.digest_out import place_name, refusals_of
from aggregator.web.tasks import Line, Outcome, Tell, tasks_of
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


def begin_take_back(view: View, found: Opened, to: str, insisting: Insisting) -> str:
    """Have a withdrawn story withdrawn at a place where it still stands; the task's id. Raises TooBusy."""
    story = found.story
    return tasks_of(view.desk).submit(
        text("digest.still_out.name", headline=story.headline, to=place_name(to)),
        view.who.shown,
        partial(_take_back, view, story.id, to, insisting),
        key=f"digest {story.id} publish {to}",
        back=f"/digests/{story.id}/out",
    )


def _take_back(view: View, digest_id: str, to: str, insisting: Insisting, tell: Tell) -> Outcome:
    app, by, refusals = view.desk.app, view.by, refusals_of(view.desk)
    refusals.pop((digest_id, to), None)
    tell(text("digest.still_out.telling"))
    back, words = f"/digests/{digest_id}/out", text("digest.publish.back")
    try:
        take_back(app.ctx, app.outlets, digest_id, to, who=by.who, insisting=insisting)
    except PublishError as error:
        refusals[digest_id, to] = error
        said = text("digest.publish.refused", to=place_name(to))
        return Outcome(said, (Line(error.message, good=False, hint=error.hint),), back, words)
    desk_work.note_taken_back(app.ctx, digest_id, to=to, by=by)
    return Outcome(text("digest.still_out.done", to=place_name(to)), (), back, words)


def _renew(desk: Desk, digest_id: str, who: str, tell: Tell) -> Outcome:
    tell(text("digest.copies.telling"))
    lines = renewed(desk, digest_id, who)
    return Outcome(text("digest.copies.done"), lines, f"/digests/{digest_id}", text("digest.publish.back"))


def _line(report: RunReport) -> Line:
    if report.error is None:
        return Line(report.note)
    return Line(report.note, good=False, hint=report.error.hint)
