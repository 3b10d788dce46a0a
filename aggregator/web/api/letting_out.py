"""How a story leaves the house, and comes back: verify, recheck, approve, publish, correct, withdraw."""

from datetime import datetime
from typing import Annotated, Any, Literal

import orjson
from fastapi import Response
from pydantic import Field

from aggregator.model.edits import CorrectionKind
from aggregator.pipeline import desk_work
from aggregator.pipeline.digest import verify_digest
from aggregator.pipeline.sending import Insisting
from aggregator.pipeline.upkeep import copies_of
from aggregator.web.api.digests import VersionTold, stored_bytes, version_told
from aggregator.web.copies import begin_renewal
from aggregator.web.digest_open import opened
from aggregator.web.pages.digest_act import begin_publish, begin_recheck
from aggregator.web.routes import begun, router_of
from aggregator.web.shapes import DigestPath, Flag, Reason, Shape, TaskTold, Version, VersionQuery, Wanted
from aggregator.web.views import EditorView, PublisherView, ReaderView

router = router_of("digests")
PublicLine = Annotated[str, Field(min_length=1, max_length=1_000, pattern=r"^[^\x00-\x1f\x7f]+$")]
PlaceName = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
Correction = Literal["update", "clarification", "correction"]


class FailureTold(Shape):
    """One quote or number that does not hold."""

    where: str
    expected: str
    found: str


class Verified(Shape):
    """What `fansreact verify` says of a version."""

    id: str
    version: int
    ok: bool
    failures: list[FailureTold]


class ApprovalWanted(Wanted):
    """The version that was read. `reason`: why it may go out although something is open."""

    version: Version
    reason: Reason = ""


class PublicationWanted(Wanted):
    """The approved version and where it goes. `overwrite`: also over a copy that was changed there; `again`:
    also where an earlier sending may have arrived.
    """

    version: Version
    to: PlaceName
    overwrite: Flag = False
    again: Flag = False


class GoneWanted(Wanted):
    """The destination from which somebody took the story down."""

    to: PlaceName


class CorrectionWanted(Wanted):
    """A public line that tells readers what was changed."""

    version: Version
    kind: Correction
    text: PublicLine


class WithdrawalWanted(Wanted):
    """The public line that says why a story is taken back."""

    version: Version
    reason: PublicLine


class PublicationTold(Shape):
    """One sending of a version to a destination."""

    id: str
    version: int
    to: str
    event: str
    state: str
    remote_id: str | None
    where: str | None
    at: datetime
    by: str | None
    why: str | None


class Publications(Shape):
    """Every sending of a digest, oldest first."""

    publications: list[PublicationTold]


@router.get("/digests/{digest_id}/verification")
def verify(view: ReaderView, digest_id: DigestPath, version: VersionQuery = None) -> Verified:
    """Recompute every quote and number of a version.

    It takes seconds where its window holds many posts.
    """
    document: dict[str, Any] = orjson.loads(stored_bytes(view, digest_id, version))
    failures = verify_digest(view.desk.app.ctx, document)
    return Verified(
        id=digest_id,
        version=document["version"],
        ok=not failures,
        failures=[FailureTold.model_validate(one) for one in failures],
    )


@router.post("/digests/{digest_id}/recheck", status_code=202)
def recheck(view: EditorView, response: Response, digest_id: DigestPath) -> TaskTold:
    """Ask the networks whether each quoted post still stands.

    The answer is a task. What does not stand is replaced in a next version, or blocks the story.
    """
    return begun(view, response, begin_recheck(view, opened(view, digest_id)))


@router.post("/digests/{digest_id}/approvals", status_code=201)
def approve(view: PublisherView, digest_id: DigestPath, wanted: ApprovalWanted) -> VersionTold:
    """Say that a story may go out.

    It is refused while a quote is unread or a point of the checklist fails, unless a reason is given.
    """
    opened(view, digest_id)
    made = desk_work.approve(
        view.desk.app.ctx, digest_id, on=wanted.version, by=view.by, reason=wanted.reason
    )
    return version_told(made)


@router.post("/digests/{digest_id}/publications", status_code=202)
def publish(
    view: PublisherView, response: Response, digest_id: DigestPath, wanted: PublicationWanted
) -> TaskTold:
    """Recheck, verify, and hand an approved story over.

    The answer is a task. A withdrawn story is withdrawn once more at a destination where it still stands.
    """
    insisting = Insisting(wanted.overwrite, wanted.again)
    found = opened(view, digest_id)
    return begun(view, response, begin_publish(view, found, wanted.version, wanted.to, insisting))


@router.post("/digests/{digest_id}/publications/gone")
def gone(view: PublisherView, digest_id: DigestPath, wanted: GoneWanted) -> Publications:
    """Keep that a withdrawn story was taken down by hand, at a destination where it still stood.

    Nothing is sent. The answer is every sending of the digest.
    """
    opened(view, digest_id)
    desk_work.note_gone(view.desk.app.ctx, digest_id, wanted.to, view.by)
    return list_publications(view, digest_id)


@router.get("/digests/{digest_id}/publications")
def list_publications(view: ReaderView, digest_id: DigestPath) -> Publications:
    """Where a digest was sent, and what became of it."""
    opened(view, digest_id)
    found = copies_of(view.desk.app.ctx, digest_id)
    return Publications(publications=[PublicationTold.model_validate(one) for one in found])


@router.post("/digests/{digest_id}/corrections", status_code=201)
def correct(view: PublisherView, digest_id: DigestPath, wanted: CorrectionWanted) -> VersionTold:
    """Add a public line to a story.

    A published story stays published; every destination that has it is told at once.
    """
    opened(view, digest_id)
    kind: CorrectionKind = wanted.kind
    made = desk_work.correct(
        view.desk.app.ctx, digest_id, kind=kind, text=wanted.text, on=wanted.version, by=view.by
    )
    begin_renewal(view, made.digest)
    return version_told(made)


@router.post("/digests/{digest_id}/withdrawal", status_code=201)
def withdraw(view: PublisherView, digest_id: DigestPath, wanted: WithdrawalWanted) -> VersionTold:
    """Take a story back.

    Nothing of what it said stays, but a public line that says why; every destination that has it is told at
    once.
    """
    opened(view, digest_id)
    made = desk_work.withdraw(view.desk.app.ctx, digest_id, why=wanted.reason, on=wanted.version, by=view.by)
    begin_renewal(view, made.digest)
    return version_told(made)
