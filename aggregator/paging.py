"""Walks through a network's pages: generators that end with the pages, and never run in a circle.

Each takes a function that asks for one page, so that a collector may do its own around it (a session, an
allowed status).
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aggregator.errors import UnexpectedPayload
from aggregator.fetcher import Answer

_LINK = re.compile(r'<([^<>]*)>\s*((?:;[^,<>"]*(?:"[^"]*"[^,<>"]*)*)+)')
_NEXT = re.compile(r';\s*rel\s*=\s*"?(?:[^"]*\s)?next(?:\s[^"]*)?"?\s*(?:;|$)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One answer of a listing: its items as JSON, and the network's mark of the next (None: the last)."""

    answer: Answer
    items: list[Any]
    token: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a walk stands that reads listings and what hangs under their items: replies, comment trees.

    As text it is a span's `resume`. `part` is which of several listings (a video's id), `mark` the network's
    mark of the page in it (None: the first), `under` the item whose own answers come next ("": the page
    itself), `seen` how many items the pages before it held.
    """

    part: str = ""
    mark: str | None = None
    under: str = ""
    seen: int = 0

    def __str__(self) -> str:
        return json.dumps([self.part, self.mark, self.under, self.seen], separators=(",", ":"))

    @classmethod
    def read(cls, resume: str | None) -> "Place":
        """What was written; the very beginning for anything else."""
        try:
            part, mark, under, seen = json.loads(resume or "")
        except (ValueError, TypeError, RecursionError):
            return cls()
        kinds_fit = isinstance(part, str) and isinstance(mark, str | None) and isinstance(under, str)
        return cls(part, mark, under, seen) if kinds_fit and isinstance(seen, int) else cls()


def by_token(
    ask: Callable[[dict[str, str]], Answer],
    *,
    items: str,
    mark: str,
    start: str | None = None,
    inside: str | None = None,
) -> Iterator[Sheet]:
    """Pages whose body holds the items and the next one's mark, sent back under the same name.

    `inside` names the object of the body in which both stand.
    A page may be short or empty and still have a successor: only a missing mark is the end.

    Raises:
        UnexpectedPayload: no list under `items`, or a mark that came before.
    """

    def read(answer: Answer) -> Sheet:
        body = answer.json()
        if inside is not None and isinstance(body, dict):
            body = body.get(inside)
        found = body.get(items) if isinstance(body, dict) else None
        if not isinstance(found, list):
            raise _not_a_list(answer)
        following = body.get(mark)
        return Sheet(answer, found, following if isinstance(following, str) and following else None)

    return by_sheets(lambda token: read(ask({mark: token} if token is not None else {})), start=start)


def by_link_header(
    ask: Callable[[dict[str, str]], Answer], *, param: str = "max_id", start: str | None = None
) -> Iterator[Sheet]:
    """Pages that are a list, with the next one's `param` in the Link header.

    Only that parameter is taken from the link: Mastodon forgets others there (any[], all[], none[]), and an
    address that a server names is none that we asked for.

    Raises:
        UnexpectedPayload: the body is no list, or a place that came before.
    """

    def read(answer: Answer) -> Sheet:
        found = answer.json()
        if not isinstance(found, list):
            raise _not_a_list(answer)
        return Sheet(answer, found, next_in_link(answer.headers.get("link", ""), param))

    return by_sheets(lambda mark: read(ask({param: mark} if mark is not None else {})), start=start)


def by_sheets(ask: Callable[[str | None], Sheet], *, start: str | None = None) -> Iterator[Sheet]:
    """Pages that the caller reads itself: given the mark of a page, its sheet.

    Raises:
        UnexpectedPayload: a mark that came before.
    """
    seen = {start}
    mark = start
    while True:
        sheet = ask(mark)
        yield sheet
        mark = sheet.token
        if mark is None:
            return
        if mark in seen:
            raise UnexpectedPayload(sheet.answer.source, "loop detected in pagination", sample=mark[:80])
        seen.add(mark)


def by_cursor(ask: Callable[[dict[str, str]], Answer]) -> Iterator[Sheet]:
    """Pages of Meta's Graph API: {"data", "paging": {"cursors": {"after"}, "next"}}; `after` is sent back.

    The last page may still have a cursor, but then it has no `next`: there an empty page is the end.

    Raises:
        UnexpectedPayload: no list under `data`, or a cursor that came before.
    """

    def read(answer: Answer) -> Sheet:
        body = answer.json()
        found = body.get("data") if isinstance(body, dict) else None
        if not isinstance(found, list):
            raise _not_a_list(answer)
        about = body.get("paging")
        cursors = about.get("cursors") if isinstance(about, dict) else None
        after = cursors.get("after") if isinstance(cursors, dict) else None
        goes_on = isinstance(after, str) and bool(after) and (bool(found) or bool(about.get("next")))
        return Sheet(answer, found, after if goes_on else None)

    return by_sheets(lambda mark: read(ask({"after": mark} if mark is not None else {})))


def complete_from(times: Sequence[datetime], tick: timedelta) -> datetime:
    """From which instant on a page of posts of these times leaves nothing out, newest first.

    A twin of the oldest post may open the next page, so that its instant (`tick` wide) is not complete yet. A
    page out of order claims its newest alone.
    """
    in_order = all(later >= earlier for later, earlier in pairwise(times))
    return (times[-1] if in_order else max(times)) + tick


def next_in_link(header: str, param: str) -> str | None:
    """The value of `param` in the rel="next" link of a Link header (RFC 8288)."""
    for match in _LINK.finditer(header):
        if _NEXT.search(match[2]):
            try:
                values = parse_qs(urlsplit(match[1]).query).get(param)
            except ValueError:
                return None
            return values[0] if values else None
    return None


def _not_a_list(answer: Answer) -> UnexpectedPayload:
    return UnexpectedPayload(
        answer.source, f"{answer.url} answered without a list of posts", sample=answer.sample
    )
