"""What programs send to the API and get from it: values with their bounds, and the shapes that many share.

What comes in is strict: no unknown key, no text in a number's place, no control signs, nothing of any length.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import Path, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, WithJsonSchema

PRINTED = r"^[^\x00-\x1f\x7f]*$"
_NO_NUL = r"^[^\x00]*$"
_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_INSTANT = r"^(199[0-9]|20[0-9]{2})-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2}))?$"  # fmt: skip  # noqa: E501
MOST = 200


class Shape(BaseModel):
    """What the API tells."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Wanted(BaseModel):
    """What a program asks for in the body of a request."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _instant(written: Any) -> datetime:
    """An instant with its zone, or a day that begins at 00:00 UTC. Raises ValueError."""
    if isinstance(written, datetime):
        return written
    if not isinstance(written, str):
        raise ValueError("is no text; write it like 2031-05-04T12:00:00Z")  # noqa: TRY004 - pydantic's way
    found = datetime.fromisoformat(written)
    if found.tzinfo is None:
        if len(written) > len("2031-05-04"):
            raise ValueError("has no zone; write it like 2031-05-04T12:00:00Z")
        found = found.replace(tzinfo=UTC)
    told = found.astimezone(UTC)
    if not 1990 <= told.year < 2100:
        raise ValueError("lies in no year from 1990 to 2099")
    return told


Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": _INSTANT,
            "maxLength": 40,
            "examples": ["2031-05-04T12:00:00Z"],
            "description": "An instant with its zone, or a day, which begins at 00:00 UTC.",
        }
    ),
]
Flag = StrictBool
Line = Annotated[str, Field(max_length=600, pattern=PRINTED)]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=PRINTED)]
Text = Annotated[str, Field(max_length=20_000, pattern=_NO_NUL)]
Reason = Annotated[str, Field(max_length=1_000, pattern=PRINTED)]
Source = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z][a-z0-9_]*$")]
RemoteId = Annotated[str, Field(min_length=1, max_length=1_000, pattern=PRINTED)]
Version = Annotated[int, Field(strict=True, ge=1, lt=2**31)]

SlugPath = Annotated[str, Path(min_length=1, max_length=100, pattern=_SLUG, description="A film's slug.")]
DigestPath = Annotated[
    str, Path(min_length=1, max_length=200, pattern=r"^[\w.-]+$", description="A digest's id.")
]
VersionQuery = Annotated[
    int | None, Query(ge=1, lt=2**31, description="That version; the newest where none is named.")
]
SlugQuery = Annotated[str | None, Query(min_length=1, max_length=100, pattern=_SLUG)]
SourceQuery = Annotated[str, Query(min_length=1, max_length=60, pattern=r"^[a-z][a-z0-9_]*$")]
RemoteIdQuery = Annotated[str, Query(min_length=1, max_length=1_000, pattern=PRINTED)]
Limit = Annotated[int, Query(ge=1, le=MOST, description="At most so many.")]
CursorQuery = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=400,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="`next` of the page before; it says nothing to anybody else.",
    ),
]
Next = Annotated[str | None, Field(max_length=400, description="The cursor of the next page; null: the end.")]


class Told(Shape):
    """What went wrong: `kind` for programs, the rest for people."""

    kind: Annotated[str, Field(max_length=60, examples=["not_found"])]
    message: str
    hint: str
    problems: list[str]


class Problem(Shape):
    """The answer of every request that failed."""

    error: Told


class LineTold(Shape):
    """One thing that came of a task. `good` false: it did not work, and `hint` says what would."""

    text: str
    good: bool
    hint: str


class TaskTold(Shape):
    """Work that goes on behind an answer: ask for it again until `state` is done or failed.

    `result` is where what it brought is found in this API, `page` the same on the desk.
    """

    id: str
    name: str
    state: Literal["waiting", "running", "done", "failed"]
    asked_at: datetime
    ended_at: datetime | None
    progress: str
    said: str
    lines: list[LineTold]
    error: str
    hint: str
    result: str | None
    page: str | None


class GapTold(Shape):
    """A piece of time that is not read, and why."""

    low: Annotated[datetime, Field(serialization_alias="from")]
    high: Annotated[datetime, Field(serialization_alias="to")]
    why: str
