"""Digests: listed, read byte for byte and in every format, compared version by version."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

import orjson
from fastapi import Path, Query, Request, Response
from pydantic import Field

from aggregator import render
from aggregator.errors import AggregatorError, NotThere
from aggregator.model.digest_json import from_json
from aggregator.model.digests import DigestKind, DigestState
from aggregator.pipeline import differences
from aggregator.pipeline.digest import MadeDigest, stored_version
from aggregator.pipeline.digest_list import Listed, list_page, versions_of
from aggregator.store.heads import Asked
from aggregator.web.catalogue import text
from aggregator.web.cursors import cursor_of, place_of
from aggregator.web.routes import router_of, tagged
from aggregator.web.shapes import CursorQuery, DigestPath, Limit, Next, Shape, SlugQuery, VersionQuery
from aggregator.web.views import ReaderView, View

router = router_of("digests")
MEDIA_TYPES = {
    "atom": "application/atom+xml",
    "eml": "message/rfc822",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "slack.json": "application/json",
    "wordpress.html": "text/html; charset=utf-8",
}
"""By the suffix of a format's file."""
Format = Literal["atom", "email", "html", "json", "md", "slack", "wordpress"]
# A story in HTML is for a CMS: opened at this address it is saved, and shown it could do nothing.
AS_FILE = "default-src 'none'; frame-ancestors 'none'; sandbox"
DOCUMENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The digest.json, as docs/digest.md tells it.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["schema", "id", "version", "kind", "state"],
                    "properties": {
                        "schema": {"type": "string", "const": "fansreact.digest/1"},
                        "id": {"type": "string"},
                        "version": {"type": "integer", "minimum": 1},
                        "kind": {"type": "string"},
                        "state": {"enum": ["draft", "approved", "published", "withdrawn"]},
                    },
                }
            }
        },
    },
    304: {"description": "Unchanged since it was asked for with this ETag."},
}
IN_FORMATS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The story in that format.",
        "content": {
            kind: {"schema": {} if kind == "application/json" else {"type": "string"}}
            for kind in sorted({one.partition(";")[0] for one in MEDIA_TYPES.values()})
        },
    },
    304: {"description": "Unchanged since it was asked for with this ETag."},
}


class SentTold(Shape):
    """The newest sending to one destination."""

    destination: str
    version: int
    state: str
    url: str
    at: datetime


class DigestTold(Shape):
    """A digest of the list, by its newest version."""

    id: str
    version: int
    film: str
    kind: DigestKind
    state: DigestState
    headline: str
    since: datetime
    until: datetime
    made_at: datetime
    embargo_until: datetime | None
    approved_by: list[str]
    sent: list[SentTold]


class DigestPage(Shape):
    """A page of digests, the last made first."""

    digests: Annotated[list[DigestTold], Field(max_length=200)]
    next: Next


class VersionTold(Shape):
    """The version of a digest that came of a change. `fallen`: edits that fit it no more, and why."""

    id: str
    version: int
    state: DigestState
    headline: str
    fallen: list[str]


class Versions(Shape):
    """The versions of a digest, the newest first."""

    id: str
    versions: list[int]


class PieceTold(Shape):
    """A stretch of words: in both, in the new one alone ("ins"), in the old one alone ("del")."""

    kind: Literal["same", "ins", "del"]
    text: str


class ChangeTold(Shape):
    """A block that says something else."""

    block: str
    name: str
    kind: Literal["changed", "added", "removed"]
    pieces: list[PieceTold]


class DifferenceTold(Shape):
    """What of version `before` (0: as it was generated) is otherwise in version `after`."""

    before: int
    after: int
    changes: list[ChangeTold]


@router.get("/digests")
def list_digests(
    view: ReaderView,
    film: SlugQuery = None,
    kind: DigestKind | None = None,
    state: DigestState | None = None,
    limit: Limit = 30,
    cursor: CursorQuery = None,
) -> DigestPage:
    """The digests, the last made first."""
    listed = ("digests", film, kind, state)
    asked = Asked(film or "", kind or "", state or "")
    page = list_page(view.desk.app.ctx, asked, after=place_of(cursor, *listed) or "", limit=limit)
    return DigestPage(
        digests=[_told(one) for one in page.listed],
        next=cursor_of(page.after, *listed) if page.after else None,
    )


@router.get("/digests/{digest_id}", response_class=Response, responses=DOCUMENT)
def get_digest(
    view: ReaderView, request: Request, digest_id: DigestPath, version: VersionQuery = None
) -> Response:
    """The digest.json of a digest, byte for byte as it is stored."""
    return tagged(request, stored_bytes(view, digest_id, version), "application/json")


@router.get("/digests/{digest_id}/versions")
def list_versions(view: ReaderView, digest_id: DigestPath) -> Versions:
    """The versions of a digest, each of which can be read."""
    found = versions_of(view.desk.app.ctx, digest_id)
    if not found:
        raise _unknown(digest_id)
    return Versions(id=digest_id, versions=found)


@router.get("/digests/{digest_id}/formats/{format}", response_class=Response, responses=IN_FORMATS)
def render_digest(
    view: ReaderView,
    request: Request,
    digest_id: DigestPath,
    format: Annotated[Format, Path()],
    version: VersionQuery = None,
) -> Response:
    """A digest in one of its formats, as `fansreact digest --format` writes it."""
    body = stored_bytes(view, digest_id, version)
    story = from_json(orjson.loads(body))
    made = body if format == "json" else render.render(story, format)
    suffix = render.formats()[format]
    answer = tagged(request, made, MEDIA_TYPES[suffix])
    answer.headers["Content-Disposition"] = f'attachment; filename="{digest_id}.{suffix}"'
    answer.headers["Content-Security-Policy"] = AS_FILE
    return answer


@router.get("/digests/{digest_id}/changes")
def compare_versions(
    view: ReaderView,
    digest_id: DigestPath,
    before: Annotated[
        int, Query(ge=0, lt=2**31, description="A version; 0: the story before its edits.")
    ] = 0,
    after: VersionQuery = None,
) -> DifferenceTold:
    """What a version says otherwise than another one."""
    versions = versions_of(view.desk.app.ctx, digest_id)
    if not versions:
        raise _unknown(digest_id)
    newer = after or versions[0]
    if newer not in versions or before not in (0, *versions):
        raise NotThere(text("digest.changes.unknown"), hint=text("digest.changes.unknown_hint"))
    found = differences.between(view.desk.app.ctx, digest_id, before, newer)
    return DifferenceTold.model_validate(found)


def version_told(made: MadeDigest) -> VersionTold:
    """What came of a change, as the API tells it."""
    story = made.digest
    return VersionTold(
        id=story.id,
        version=story.version,
        state=story.state,
        headline=story.headline,
        fallen=list(made.fallen),
    )


def _told(one: Listed) -> DigestTold:
    return DigestTold.model_validate({**asdict(one.head), "sent": one.sent})


def stored_bytes(view: View, digest_id: str, version: int | None) -> bytes:
    """The digest.json of a version, or of the newest. Raises NotThere: there is none."""
    try:
        found = stored_version(view.desk.app.ctx, {"id": digest_id, "version": version})
    except AggregatorError as error:
        raise _unknown(digest_id) from error
    return found.body


def _unknown(digest_id: str) -> NotThere:
    return NotThere(text("digest.unknown", id=digest_id), hint=text("digest.unknown_hint"))
