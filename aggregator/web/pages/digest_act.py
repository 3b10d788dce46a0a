"""What people decide about a story: tick, approve, recheck, publish, correct, withdraw."""

from functools import partial
from typing import Annotated, Any, cast

from fastapi import APIRouter, Form, Response

from aggregator.errors import AggregatorError, EditConflict, PublishError, StillOpen, VerificationFailed
from aggregator.model.editors import By
from aggregator.model.edits import CorrectionKind
from aggregator.pipeline import desk_work, ticking
from aggregator.pipeline.digest import find_digest, stored_version
from aggregator.pipeline.publish import publish as hand_over
from aggregator.pipeline.recheck import Rechecked, recheck_digest, told_of
from aggregator.pipeline.sending import Insisting
from aggregator.publishers import Folder
from aggregator.web.catalogue import text
from aggregator.web.copies import begin_renewal, begin_take_back, renewed
from aggregator.web.desk import Desk
from aggregator.web.digest_open import Opened, common, opened
from aggregator.web.digest_out import Typed, out_page, place_name, refusals_of
from aggregator.web.films_shown import taken_up
from aggregator.web.tasks import Line, Outcome, Tell, tasks_of
from aggregator.web.views import EditorView, PublisherView, View

router = APIRouter(include_in_schema=False)

KINDS = ("update", "clarification", "correction")
Words = Annotated[str, Form(max_length=1000)]
Version = Annotated[int, Form(ge=1, lt=2**31)]


@router.post("/digests/{digest_id}/tick")
def tick(
    view: EditorView,
    digest_id: str,
    version: Version,
    source: Words = "",
    id: Words = "",
    point: Annotated[int, Form(ge=0, le=30)] = 0,
    undo: bool = Form(False),
) -> Response:
    """A person read a quote, or vouches for a point; or takes that back."""
    opened(view, digest_id)
    ctx = view.desk.app.ctx
    if point:
        ticking.tick_point(ctx, digest_id, point, on=version, by=view.by, undo=undo)
        if not view.partial:
            return view.moved(f"/digests/{digest_id}/checklist", done="done.digest_ticked")
    else:
        ticking.tick_quote(ctx, digest_id, (source, id), on=version, by=view.by, undo=undo)
        if not view.partial:
            return view.moved(f"/digests/{digest_id}/quotes", done="done.digest_ticked")
    found = opened(view, digest_id)
    if point:
        return view.moved(f"/digests/{digest_id}/checklist")
    one = next(one for one in found.read if (one.quote.source, one.quote.id) == (source, id))
    return view.part("digest_tick.html", one=one, oob=True, **common(found))


@router.post("/digests/{digest_id}/approve")
def approve(view: PublisherView, digest_id: str, version: Version, reason: Words = "") -> Response:
    """The story may go out, says whoever asks. What is open needs a reason."""
    found = opened(view, digest_id)
    try:
        desk_work.approve(view.desk.app.ctx, digest_id, on=version, by=view.by, reason=reason)
    except AggregatorError as error:
        return _again(view, found.story.id, error, Typed("approve", reason))
    return view.moved(f"/digests/{digest_id}/out", done="done.digest_approved")


@router.post("/digests/{digest_id}/correct")
def correct(view: PublisherView, digest_id: str, version: Version, kind: Words, said: Words = "") -> Response:
    """A public line that tells readers what was changed."""
    opened(view, digest_id)
    typed = Typed("correct", said, kind)
    if kind not in KINDS:
        return _again(view, digest_id, AggregatorError(text("digest.out.no_kind")), typed)
    try:
        made = desk_work.correct(
            view.desk.app.ctx, digest_id, kind=cast("CorrectionKind", kind), text=said, on=version, by=view.by
        )
    except AggregatorError as error:
        return _again(view, digest_id, error, typed)
    task = begin_renewal(view, made.digest)
    if task is not None:
        return view.moved(f"/tasks/{task}")
    return view.moved(f"/digests/{digest_id}/out", done="done.digest_corrected")


@router.post("/digests/{digest_id}/withdraw")
def withdraw(view: PublisherView, digest_id: str, version: Version, said: Words = "") -> Response:
    """Nothing of the story stays but a line that says why."""
    opened(view, digest_id)
    try:
        made = desk_work.withdraw(view.desk.app.ctx, digest_id, why=said, on=version, by=view.by)
    except AggregatorError as error:
        return _again(view, digest_id, error, Typed("withdraw", said))
    task = begin_renewal(view, made.digest)
    if task is not None:
        return view.moved(f"/tasks/{task}")
    return view.moved(f"/digests/{digest_id}", done="done.digest_withdrawn")


@router.post("/digests/{digest_id}/recheck")
def recheck(view: EditorView, digest_id: str) -> Response:
    """Ask the networks about every quote now."""
    return view.moved(f"/tasks/{begin_recheck(view, opened(view, digest_id))}")


def begin_recheck(view: View, found: Opened) -> str:
    """Ask the networks about every quote; the task's id. Raises TooBusy."""
    digest_id = found.story.id
    return tasks_of(view.desk).submit(
        text("digest.recheck.name", headline=found.story.headline),
        view.who.shown,
        partial(_recheck, view.desk, digest_id, view.by),
        key=f"digest {digest_id} recheck",
        back=f"/digests/{digest_id}",
    )


@router.post("/digests/{digest_id}/publish")
def publish(
    view: PublisherView,
    digest_id: str,
    version: Version,
    to: Words,
    overwrite: bool = Form(False),
    again: bool = Form(False),
) -> Response:
    """Recheck, verify, and hand the approved story over."""
    found = opened(view, digest_id)
    insisting = Insisting(overwrite, again)
    try:
        task = begin_publish(view, found, version, to, insisting)
    except AggregatorError as error:
        return _again(view, digest_id, error, Typed("", ""))
    return view.moved(f"/tasks/{task}")


@router.post("/digests/{digest_id}/gone")
def gone(view: PublisherView, digest_id: str, to: Words) -> Response:
    """Somebody took a withdrawn story down by hand, at a place where it still stood."""
    opened(view, digest_id)
    try:
        desk_work.note_gone(view.desk.app.ctx, digest_id, to, view.by)
    except AggregatorError as error:
        return _again(view, digest_id, error, Typed("", ""))
    return view.moved(f"/digests/{digest_id}/out", done="done.digest_gone")


def begin_publish(view: View, found: Opened, version: int, to: str, insisting: Insisting) -> str:
    """Recheck, verify and hand the story over; the task's id. A withdrawn one is taken back there once more.

    Raises EditConflict: another version stands; StillOpen: nobody approved it; ConfigError: there is no
    such destination; TooBusy.
    """
    digest_id = found.story.id
    _require_ready(found, version, to)
    if found.withdrawn:
        return begin_take_back(view, found, to, insisting)
    _outlet(view.desk, to, view.by, insisting)
    return tasks_of(view.desk).submit(
        text("digest.publish.name", headline=found.story.headline, to=place_name(to)),
        view.who.shown,
        partial(_publish, view.desk, digest_id, version, to, view.by, insisting),
        key=f"digest {digest_id} publish {to}",
        back=f"/digests/{digest_id}/out",
    )


def _again(view: View, digest_id: str, error: AggregatorError, typed: Typed) -> Response:
    """The page again with what was typed, and why it did not work."""
    status = 409 if isinstance(error, EditConflict) else 400
    return out_page(view, opened(view, digest_id), problem=error, typed=typed, status=status)


def _require_ready(found: Opened, version: int, to: str) -> None:
    """What is sent is what was read, and somebody approved it."""
    story = found.story
    if story.version != version:
        raise EditConflict(
            text("digest.out.changed", now=story.version, seen=version),
            block="state",
            mine=text("digest.version", n=version),
            theirs=text("digest.version", n=story.version),
            version=story.version,
        )
    if story.state not in ("approved", "published", "withdrawn"):
        raise StillOpen(text("digest.out.not_approved", to=to), hint=text("digest.out.not_approved_hint"))


def _outlet(desk: Desk, to: str, by: By, insisting: Insisting) -> Any:
    settings = desk.app.settings.digest
    return desk.app.outlets.to(
        to, folder=settings.out, formats=settings.formats, who=by.who, insisting=insisting
    )


def _recheck(desk: Desk, digest_id: str, by: By, tell: Tell) -> Outcome:
    taken_up(desk)
    tell(text("digest.recheck.asking"))
    stored = stored_version(desk.app.ctx, {"id": digest_id})
    found = recheck_digest(desk.app.ctx, stored, desk.app.asking(), desk.app.making)
    desk_work.note_rechecked(desk.app.ctx, digest_id, by)
    lines = _lines(found) + renewed(desk, digest_id, by.who, found)
    return Outcome(told_of(found), lines, f"/digests/{digest_id}/quotes", text("digest.recheck.open"))


def _lines(found: Rechecked) -> tuple[Line, ...]:
    """What a recheck found that somebody has to know."""
    lines = [Line(found.blocked, good=False)] if found.blocked else []
    lines += [
        Line(text("digest.recheck.unchecked", n=len(one.ids), why=one.why), good=not one.fault)
        for one in found.unchecked
    ]
    if found.made is not None:
        lines.append(
            Line(
                text("digest.recheck.made", n=found.lost, version=found.made.digest.version),
                good=False,
                hint=text("digest.recheck.made_hint"),
            )
        )
        lines += [Line(one, good=False) for one in found.made.fallen]
    return tuple(lines)


def _publish(
    desk: Desk, digest_id: str, version: int, to: str, by: By, insisting: Insisting, tell: Tell
) -> Outcome:
    taken_up(desk)
    app = desk.app
    tell(text("digest.publish.rechecking"))
    document = find_digest(app.ctx, digest_id, version)
    formats = app.settings.digest.formats if to == Folder.name else ("json",)
    refusals = refusals_of(desk)
    refusals.pop((digest_id, to), None)
    back = f"/digests/{digest_id}/out"
    try:
        done = hand_over(
            app.ctx,
            document,
            _outlet(desk, to, by, insisting),
            formats,
            asking=app.asking(),
            making=app.making,
        )
    except VerificationFailed as error:
        failed = tuple(Line(one, good=False) for one in error.problems)
        words = text("digest.publish.back")
        return Outcome(error.message, (*failed, Line(error.hint, good=False)), back, words)
    except PublishError as error:
        refusals[digest_id, to] = error
        said = text("digest.publish.refused", to=place_name(to))
        words = text("digest.publish.difference" if error.changed else "digest.publish.back")
        return Outcome(said, (Line(error.message, good=False, hint=error.hint),), back, words)
    desk_work.note_published(app.ctx, digest_id, version=done.digest.version, to=to, by=by)
    lines = _lines(done.rechecked)
    said = text("digest.publish.done", to=place_name(to), version=done.digest.version, where=str(done.where))
    return Outcome(said, lines, back, text("digest.publish.back"), done="done.digest_sent")
