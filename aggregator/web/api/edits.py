"""Changes of a digest's story: blocks edited and taken back, quotes pinned, rejected, swapped, and read."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Response
from pydantic import Field, model_validator

from aggregator.digest import watch
from aggregator.model.edits import Edit, EditAction
from aggregator.pipeline import desk_work, ticking
from aggregator.web.api.digests import VersionTold, version_told
from aggregator.web.digest_blocks import shown
from aggregator.web.digest_open import Opened, checks_of, opened
from aggregator.web.films_shown import taken_up
from aggregator.web.routes import router_of
from aggregator.web.shapes import (
    DigestPath,
    Flag,
    Instant,
    Reason,
    RemoteId,
    Shape,
    Source,
    Text,
    Version,
    Wanted,
)
from aggregator.web.views import EditorView, ReaderView

router = router_of("digests")
BlockName = Annotated[str, Field(min_length=1, max_length=1_200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Names = Annotated[list[BlockName], Field(max_length=200)]


class LockTold(Shape):
    """A block that an editor changed. `unsupported`: what no claim covers in it."""

    block: str
    who: str
    at: datetime
    unsupported: list[str]
    reason: str


class BlockTold(Shape):
    """A text of the story that may be edited."""

    name: str
    kind: str
    text: str
    generated: str
    choices: list[str]
    longest: int


class TickTold(Shape):
    """Who vouches for it."""

    who: str
    at: datetime
    version: int


class QuoteTold(Shape):
    """A quote to be read. `tick` null: nobody read it yet. `runners_up`: posts that could stand there."""

    source: str
    id: str
    url: str
    text: str
    display: str
    stance: str | None
    confidence: float | None
    alive: bool
    tick: TickTold | None
    runners_up: list[tuple[str, str]]


class Plan(Shape):
    """What a story consists of, for whoever edits it. Quotes stand in the order in which they are read: the
    least certain first.
    """

    id: str
    version: int
    blocks: list[BlockTold]
    locks: list[LockTold]
    quotes: list[QuoteTold]


class EditWanted(Wanted):
    """One block's change. `value`: a text; names in their order; "SOURCE ID" of a swap; rights; null of a pin
    and a rejection. docs/digest.md, "Edits", tells the blocks.
    """

    block: BlockName
    action: EditAction
    value: Text | Names | None = None
    reason: Reason = ""


class EditsWanted(Wanted):
    """Edits made on a version, at most one a block."""

    version: Version
    edits: Annotated[list[EditWanted], Field(min_length=1, max_length=50)]


class TakeBackWanted(Wanted):
    """The block whose edit ends. `seen_at`: when the edit that was seen was made."""

    block: BlockName
    seen_at: Instant | None = None


class CheckWanted(Wanted):
    """A text that would stand in a block."""

    block: BlockName
    text: Text


class Watched(Shape):
    """What of a text the story's numbers and quotes do not bear out."""

    holds: bool
    faults: list[str]


class TickWanted(Wanted):
    """A quote that was read (source, id), or a point of the checklist; `undo` takes the tick back."""

    version: Version
    source: Source | None = None
    id: RemoteId | None = None
    point: Annotated[int, Field(strict=True, ge=1, le=30)] | None = None
    undo: Flag = False

    @model_validator(mode="after")
    def _one_thing(self) -> "TickWanted":
        if (self.point is None) == (self.source is None or self.id is None):
            raise ValueError("names a quote by source and id, or a point; just one of them")
        return self


class PointTold(Shape):
    """A point of the checklist. `command`: whether a command says that it holds, null where none can tell."""

    number: int
    asks: str
    holds: bool
    command: bool | None
    seen: str
    by_hand: bool
    tick: TickTold | None


class Checklist(Shape):
    """The thirty points. `left_open`: what keeps the story from being approved without a reason."""

    id: str
    version: int
    points: Annotated[list[PointTold], Field(max_length=30)]
    left_open: list[str]


@router.get("/digests/{digest_id}/plan")
def get_plan(view: ReaderView, digest_id: DigestPath) -> Plan:
    """What a story consists of: its blocks, edits, quotes and who read them."""
    found = opened(view, digest_id)
    return Plan(
        id=found.story.id,
        version=found.story.version,
        blocks=[BlockTold.model_validate(one) for one in _blocks(found)],
        locks=[LockTold.model_validate(one) for one in found.story.locks],
        quotes=[
            QuoteTold.model_validate({**_quote(one), "runners_up": _runners_up(found, one)})
            for one in found.read
        ],
    )


@router.post("/digests/{digest_id}/edits", status_code=201)
def edit_digest(view: EditorView, digest_id: DigestPath, wanted: EditsWanted) -> VersionTold:
    """Edit blocks of a story.

    They stay when the story is made again. Where a block was changed since `version`, nothing is kept, and
    the answer is 409 with both texts.
    """
    opened(view, digest_id)
    taken_up(view.desk)
    app, now = view.desk.app, view.now
    edits = [
        Edit(
            one.block,
            one.action,
            " ".join(one.value.split()) if isinstance(one.value, str) else one.value,
            view.who.name,
            now,
            wanted.version,
            one.reason,
        )
        for one in wanted.edits
    ]
    return version_told(desk_work.edit(app.ctx, digest_id, edits, app.making, view.by))


@router.post("/digests/{digest_id}/edits/take-back", status_code=201)
def take_edit_back(view: EditorView, digest_id: DigestPath, wanted: TakeBackWanted) -> VersionTold:
    """Take the edit of a block back.

    What was generated stands there again; a post that was rejected may be quoted again.
    """
    opened(view, digest_id)
    taken_up(view.desk)
    app = view.desk.app
    made = desk_work.take_back(app.ctx, digest_id, wanted.block, app.making, view.by, seen_at=wanted.seen_at)
    return version_told(made)


@router.post("/digests/{digest_id}/check")
def check_text(view: ReaderView, digest_id: DigestPath, wanted: CheckWanted) -> Watched:
    """Whether the story's numbers and quotes bear a text out.

    Nothing is kept.
    """
    found = opened(view, digest_id)
    said = " ".join(wanted.text.split())
    faults = watch(found.desk.generated, wanted.block, said) if said else ()
    return Watched(holds=not faults, faults=list(faults))


@router.post("/digests/{digest_id}/ticks", status_code=204)
def tick(view: EditorView, digest_id: DigestPath, wanted: TickWanted) -> Response:
    """Vouch for a quote that was read with its whole post, or for a point of the checklist."""
    opened(view, digest_id)
    ctx = view.desk.app.ctx
    if wanted.point is not None:
        ticking.tick_point(ctx, digest_id, wanted.point, on=wanted.version, by=view.by, undo=wanted.undo)
    else:
        key = (wanted.source or "", wanted.id or "")
        ticking.tick_quote(ctx, digest_id, key, on=wanted.version, by=view.by, undo=wanted.undo)
    return Response(status_code=204)


@router.get("/digests/{digest_id}/checklist")
def get_checklist(view: ReaderView, digest_id: DigestPath) -> Checklist:
    """The thirty points of the checklist.

    What commands say of them is worked out once for a version, and anew after ten minutes.
    """
    found = opened(view, digest_id)
    checks = checks_of(view.desk, found)
    return Checklist(
        id=found.story.id,
        version=found.story.version,
        points=[
            PointTold(
                number=one.check.number,
                asks=one.check.asks,
                holds=one.holds,
                command=one.check.holds,
                seen=one.check.seen,
                by_hand=one.by_hand,
                tick=None if one.tick is None else TickTold.model_validate(one.tick),
            )
            for one in ticking.points(found.story, checks, found.ticks)
        ],
        left_open=list(ticking.left_open(found.read, checks)),
    )


def _blocks(found: Opened) -> list[Any]:
    return list(shown(found.desk).blocks.values())


def _quote(one: ticking.ReadQuote) -> dict[str, Any]:
    quote = one.quote
    names = ("source", "id", "url", "text", "display", "stance", "confidence", "alive")
    return {**{name: getattr(quote, name) for name in names}, "tick": one.tick}


def _runners_up(found: Opened, one: ticking.ReadQuote) -> list[tuple[str, str]]:
    return list(found.desk.runners_up.get((one.quote.source, one.quote.id), ()))
