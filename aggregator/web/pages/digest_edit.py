"""Changes of a story: its texts, its order, which posts it quotes, the rights of its images.

Every change names the version that it was made on. Where somebody else changed the same block meanwhile, the
form comes back with both texts.
"""

from datetime import datetime
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Form, Response

from aggregator.digest import watch
from aggregator.digest.blocks import movable, section_names
from aggregator.errors import AggregatorError, EditConflict
from aggregator.model.edits import Edit, EditAction, quote_block
from aggregator.pipeline import desk_work
from aggregator.web.catalogue import text
from aggregator.web.digest_blocks import draft_of, moved, shown
from aggregator.web.digest_open import Opened, common, opened, story_page
from aggregator.web.films_shown import taken_up
from aggregator.web.pages.digest import quotes_page
from aggregator.web.views import EditorView, View

router = APIRouter(include_in_schema=False)

Block = Annotated[str, Form(max_length=1000)]
Text = Annotated[str, Form(max_length=20_000)]
Reason = Annotated[str, Form(max_length=1000)]
Short = Annotated[str, Form(max_length=40)]
Version = Annotated[int, Form(ge=1, lt=2**31)]


@router.post("/digests/{digest_id}/check")
def check(view: EditorView, digest_id: str, block: Block, value: Text = "") -> Response:
    """What of a text, while it is being typed, the story's numbers and quotes do not bear out."""
    found = opened(view, digest_id)
    said = " ".join(value.split())
    known = shown(found.desk).blocks.get(block)
    same = known is not None and said == known.generated
    faults = () if same or not said else watch(found.desk.generated, block, said)
    return view.part("digest_watch.html", faults=faults, said=said, known=known)


@router.post("/digests/{digest_id}/edit")
def edit(
    view: EditorView, digest_id: str, block: Block, version: Version, value: Text = "", reason: Reason = ""
) -> Response:
    """Another text in a block; it stays when the story is made again."""
    made = _edit(view, block, "text", " ".join(value.split()), version, reason)
    try:
        _keep(view, digest_id, made)
    except AggregatorError as error:
        return _back(view, digest_id, block, error, value, reason)
    if view.partial:
        return _block(view, opened(view, digest_id), block)
    return view.moved(f"/digests/{digest_id}", done="done.digest_edited")


@router.post("/digests/{digest_id}/take-back")
def take_back(
    view: EditorView,
    digest_id: str,
    block: Block,
    seen: Short = "",
    page: Short = "",
) -> Response:
    """What was generated stands there again."""
    taken_up(view.desk)
    app = view.desk.app
    try:
        at = datetime.fromisoformat(seen) if seen else None
    except ValueError:
        at = None
    try:
        desk_work.take_back(app.ctx, digest_id, block, app.making, view.by, seen_at=at)
    except AggregatorError as error:
        return _refused(view, digest_id, page, error)
    if view.partial and page != "quotes":
        return _block(view, opened(view, digest_id), block)
    return view.moved(_page(digest_id, page), done="done.digest_taken_back")


@router.post("/digests/{digest_id}/quote")
def quote(
    view: EditorView,
    digest_id: str,
    source: Block,
    id: Block,
    version: Version,
    action: Annotated[str, Form(max_length=10)],
    value: Block = "",
    reason: Reason = "",
    page: Short = "quotes",
) -> Response:
    """Pin a quote, reject it with a reason, or put another post in its place."""
    if action not in ("pin", "reject", "swap"):
        raise AggregatorError(text("digest.quote.unknown_action"))
    wanted: Any = value if action == "swap" else None
    made = _edit(view, quote_block(source, id), action, wanted, version, reason)
    try:
        _keep(view, digest_id, made)
    except AggregatorError as error:
        return _refused(view, digest_id, page, error, reason)
    return view.moved(_page(digest_id, page), done=f"done.digest_{action}")


@router.post("/digests/{digest_id}/rights")
def rights(
    view: EditorView,
    digest_id: str,
    post_id: Block,
    version: Version,
    value: Short,
) -> Response:
    """Whose an image or clip is, by an editor's word."""
    made = _edit(view, f"media[{post_id}]", "rights", value, version)
    try:
        _keep(view, digest_id, made)
    except AggregatorError as error:
        return _refused(view, digest_id, "quotes", error)
    return view.moved(_page(digest_id, "quotes"), done="done.digest_rights")


@router.post("/digests/{digest_id}/order")
def order(
    view: EditorView,
    digest_id: str,
    version: Version,
    section: Block,
    way: Annotated[str, Form(max_length=4)],
    id: Block = "",
) -> Response:
    """A quote further up or down in its section, or a section in the story."""
    found = opened(view, digest_id)
    parts = shown(found.desk).parts
    if id:
        part = next((one for one in parts if one.name == section), None)
        before = [one.quote.id for one in part.quotes] if part is not None else []
        made = _edit(view, f"sections[{section}].quotes", "order", moved(before, id, way), version)
    else:
        names = section_names(found.desk.generated)
        known = {names[place] for place in movable(found.desk.generated)}
        before = [one.name for one in parts if one.name in known]
        made = _edit(view, "order", "order", moved(before, section, way), version)
    try:
        _keep(view, digest_id, made)
    except AggregatorError as error:
        return _refused(view, digest_id, "", error)
    return view.moved(_page(digest_id, ""), done="done.digest_ordered")


def _edit(view: View, block: str, action: str, value: Any, version: int, reason: str = "") -> Edit:
    assert action in get_args(EditAction)  # noqa: S101 - ours
    return Edit(block, action, value, view.who.name, view.now, version, reason)  # type: ignore[arg-type]


def _keep(view: View, digest_id: str, made: Edit) -> None:
    opened(view, digest_id)  # there is one, else it is not there
    taken_up(view.desk)
    app = view.desk.app
    desk_work.edit(app.ctx, digest_id, [made], app.making, view.by)


def _back(view: View, digest_id: str, block: str, error: AggregatorError, said: str, reason: str) -> Response:
    """The form again, with what was typed and why it was not kept."""
    found = opened(view, digest_id)
    status = 409 if isinstance(error, EditConflict) else 400
    drafts = {block: draft_of(error, said, reason)}
    known = shown(found.desk, drafts).blocks
    if found.withdrawn or block not in known:  # it went with what it was about, or with the whole story
        if view.partial:
            raise error  # told above; the form stays where it is, with what was typed
        return story_page(view, found, problem=error, lost=said, status=status)
    if view.partial:
        return view.part("digest_block.html", status=status, block=known[block], **common(found))
    return story_page(view, found, drafts=drafts, status=status)


def _block(view: View, found: Opened, block: str) -> Response:
    made = shown(found.desk)
    if block not in made.blocks:
        return view.moved(_page(found.story.id, ""))
    known = made.blocks[block]
    return view.part("digest_block.html", block=known, shown=made, fresh=True, **common(found))


def _refused(view: View, digest_id: str, page: str, error: AggregatorError, reason: str = "") -> Response:
    """The page again, with why it did not work above it."""
    found = opened(view, digest_id)
    status = 409 if isinstance(error, EditConflict) else 400
    if page == "quotes":
        return quotes_page(view, found, problem=error, reason=reason, status=status)
    return story_page(view, found, problem=error, status=status)


def _page(digest_id: str, page: str) -> str:
    return f"/digests/{digest_id}/quotes" if page == "quotes" else f"/digests/{digest_id}"
