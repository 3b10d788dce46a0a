"""The pages of one digest that are only read: its story, its quotes, its checklist, previews, differences."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import PlainTextResponse

from aggregator import render
from aggregator.errors import AggregatorError, NotThere
from aggregator.model import Digest
from aggregator.model.digest_json import from_json
from aggregator.model.edits import key_of
from aggregator.pipeline import differences, ticking
from aggregator.pipeline.digest import find_digest
from aggregator.pipeline.digest_list import head_of, versions_of
from aggregator.pipeline.quoted_posts import whole_posts
from aggregator.render import article, embeds
from aggregator.render.email import html_part, text_part
from aggregator.render.fragment import fragment
from aggregator.render.shown import shown as shown_to_all
from aggregator.web.catalogue import text
from aggregator.web.digest_open import Opened, checks_of, common, opened, story_page
from aggregator.web.digest_out import out_page
from aggregator.web.views import ReaderView, View

router = APIRouter(include_in_schema=False)

PREVIEWS = ("html", "email", "wordpress", "md", "slack", "atom")
PAGES = ("html", "email")
"""Formats that a browser shows; the others are text."""
# The previewed page is sandboxed besides, and its own policy allows its own style alone.
PREVIEW_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)
Number = Annotated[int, Query(ge=0, lt=2**31)]


@router.get("/digests/{digest_id}")
def story(view: ReaderView, digest_id: str) -> Response:
    """The article as it will appear, beside its plan."""
    return story_page(view, opened(view, digest_id))


@router.get("/digests/{digest_id}/news")
def news(view: ReaderView, digest_id: str, version: Number = 0) -> Response:
    """Whether somebody made another version meanwhile."""
    head = head_of(view.desk.app.ctx, digest_id)
    newer = head if head is not None and head.version > version else None
    return view.part("digest_news.html", newer=newer, digest_id=digest_id, version=version)


@router.get("/digests/{digest_id}/quotes")
def quotes(view: ReaderView, digest_id: str) -> Response:
    """Each quote with its whole post, the least certain first, to be read and ticked."""
    found = opened(view, digest_id)
    return _only_line(view, found) if found.withdrawn else quotes_page(view, found)


def quotes_page(
    view: View, found: Opened, *, problem: AggregatorError | None = None, reason: str = "", status: int = 200
) -> Response:
    """The page of the quotes. `problem` is told above, `reason` stands in the form again."""
    asides = [
        one.edit
        for one in found.desk.edits
        if one.ended is None and one.edit.action in ("reject", "swap", "pin")
    ]
    rejected = [key for one in asides if (key := key_of(one.block)) is not None]
    keys = [(one.quote.source, one.quote.id) for one in found.read]
    runners_up = {key: found.desk.runners_up.get(key, ()) for key in keys}
    whole = whole_posts(view.desk.app.ctx, found.story, runners_up, rejected)
    return view.page(
        "digest_quotes.html",
        status=status,
        tab="quotes",
        whole=whole,
        runners_up=runners_up,
        asides=asides,
        key_of=key_of,
        problem=problem,
        reason=reason,
        embed=_embed,
        **common(found),
    )


@router.get("/digests/{digest_id}/out")
def out(view: ReaderView, digest_id: str) -> Response:
    """What keeps it in the house, and the ways out."""
    return out_page(view, opened(view, digest_id))


@router.get("/digests/{digest_id}/checklist")
def the_checklist(view: ReaderView, digest_id: str) -> Response:
    """The thirty points; computed anew, so that this page alone waits for it."""
    found = opened(view, digest_id)
    points = ticking.points(found.story, checks_of(view.desk, found), found.ticks)
    if view.partial:
        return view.part("digest_checklist.html", points=points, **common(found))
    return out_page(view, found, points=points)


@router.get("/digests/{digest_id}/preview")
def preview(view: ReaderView, digest_id: str, format: str = "html") -> Response:
    """The story in one of its formats, to look at and to copy."""
    found = opened(view, digest_id)
    chosen = format if format in PREVIEWS else "html"
    said = "" if chosen in PAGES else _text_of(found.story, chosen)
    return view.page(
        "digest_preview.html",
        tab="preview",
        formats=PREVIEWS,
        chosen=chosen,
        is_page=chosen in PAGES,
        said=said,
        rich=rich(found.story),
        plain=text_part(shown_to_all(found.story)),
        **common(found),
    )


@router.get("/digests/{digest_id}/preview/{format}")
def previewed(view: ReaderView, digest_id: str, format: str, version: Number = 0) -> Response:
    """A format by itself, for the frame of the page before: nothing in it runs, and nothing loads."""
    if format not in PREVIEWS:
        raise NotThere(text("digest.preview.unknown", format=format))
    found = _version(view, digest_id, version)
    headers = {"Content-Security-Policy": PREVIEW_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    if format not in PAGES:
        return PlainTextResponse(_text_of(found, format), headers=headers)
    page = html_part(shown_to_all(found)) if format == "email" else _text_of(found, format)
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)


@router.get("/digests/{digest_id}/changes")
def changes(view: ReaderView, digest_id: str, before: Number = 0, after: Number = 0) -> Response:
    """What a version says otherwise than another, or than what was generated."""
    found = opened(view, digest_id)
    if found.withdrawn:
        return _only_line(view, found)
    versions = versions_of(view.desk.app.ctx, digest_id)
    newer = after or found.story.version
    if newer not in versions or before not in (0, *versions):
        raise NotThere(text("digest.changes.unknown"), hint=text("digest.changes.unknown_hint"))
    return view.page(
        "digest_changes.html",
        tab="changes",
        versions=versions,
        difference=differences.between(view.desk.app.ctx, digest_id, before, newer),
        **common(found),
    )


def rich(story: Digest) -> str:
    """The story as simple HTML without our styles, for a text field of a CMS."""
    story = shown_to_all(story)
    heading = fragment([article.Heading(story.headline)])
    return f"{heading}\n{fragment(article.article(story))}\n"


def _embed(story: Digest, quote: object) -> str:
    """One quote as HTML: the address that a CMS embeds in a comment before the words that always show."""
    one = next(item for item in story.quotes if item is quote)
    media = tuple(item for item in story.media if item.post_id == one.id)
    said = str(fragment([article.Post(one, media, article.attribution(one, story.language))]))
    found = embeds.of_quote(one, media)
    return f"{found.url}\n\n{said}" if found is not None else said


def _only_line(view: View, found: Opened) -> Response:
    """Of a story that was withdrawn no page shows more than its line, and no version more than the newest."""
    return view.moved(f"/digests/{found.story.id}")


def _version(view: View, digest_id: str, version: int) -> Digest:
    head = head_of(view.desk.app.ctx, digest_id)
    if head is None or version not in (0, *versions_of(view.desk.app.ctx, digest_id)):
        raise NotThere(text("digest.unknown", id=digest_id), hint=text("digest.unknown_hint"))
    version = 0 if head.state == "withdrawn" else version
    return from_json(find_digest(view.desk.app.ctx, digest_id, version or None))


def _text_of(story: Digest, format: str) -> str:
    return render.render(story, format).decode("utf-8")
