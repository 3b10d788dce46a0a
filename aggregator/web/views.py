"""How pages and parts of pages are made: templates in, answers out; everything that comes in is text."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aggregator.model.editors import By, Who
from aggregator.render.page import visible
from aggregator.render.words import network
from aggregator.text import safe_url
from aggregator.web.access import CSRF_FIELD, Right, by, may, who_may
from aggregator.web.catalogue import known, text
from aggregator.web.desk import Desk, desk_of
from aggregator.web.statics import address
from aggregator.web.words import fact_words, host_of, short_time, shortened

_UNITS = (("days", timedelta(days=1)), ("hours", timedelta(hours=1)), ("minutes", timedelta(minutes=1)))
PARTIAL = "HX-Request"
"""The header by which htmx says that it wants a part of a page."""


@cache
def environment() -> Environment:
    """The desk's templates. `t` gives a text of the catalogue, `static("desk.css")` an address."""
    made = Environment(
        loader=PackageLoader("aggregator.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(t=text, static=address)
    made.filters.update(
        href=safe_url,
        at=_at,
        day=_day,
        ago=_ago,
        percent=_percent,
        iso=_iso,
        network=network,
        query=urlencode,
    )
    made.filters.update(fact=fact_words, host=host_of, shortened=shortened, short=short_time)
    return made


@dataclass(frozen=True, slots=True)
class View:
    """One request of one person: who asks, of which desk, and the ways to answer."""

    desk: Desk
    request: Request
    who: Who

    @property
    def now(self) -> datetime:
        """The desk's own time, UTC."""
        return self.desk.app.ctx.clock()

    @property
    def by(self) -> By:
        """Who changes something, and from where, as the audit log keeps it."""
        return by(self.request, self.who)

    def may(self, right: Right) -> bool:
        """Whether the person has that right: what they can't do is not offered."""
        return may(self.who, right)

    @property
    def csrf(self) -> Markup:
        """The hidden field that every form of theirs has; empty where no cookie brought them."""
        field = Markup('<input type="hidden" name="{}" value="{}">')
        return field.format(CSRF_FIELD, self.who.csrf) if self.who.csrf else Markup("")

    @property
    def partial(self) -> bool:
        """Whether a part of the page is asked for, and not the page."""
        return PARTIAL in self.request.headers

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """A whole page. `?done=KEY` of its address shows that text of the catalogue as news."""
        return HTMLResponse(self._filled(template, values), status)

    def part(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """A piece of a page, for htmx. Unchanged since it was last asked for: 304 and nothing else."""
        body = self._filled(template, values).encode("utf-8")
        tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        if status == 200 and self.request.headers.get("If-None-Match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        return HTMLResponse(body, status, headers={"ETag": tag, "Cache-Control": "private, no-cache"})

    def moved(self, path: str, done: str = "", **query: str) -> Response:
        """After something was done: go to that page of ours, which tells it by `done`, a key of texts."""
        asked = {**query, "done": done} if done else query
        address = f"{path}?{urlencode(asked)}" if asked else path
        if self.partial:
            return Response(status_code=204, headers={"HX-Redirect": address})
        return RedirectResponse(address, 303)

    def _filled(self, template: str, values: dict[str, Any]) -> str:
        done = self.request.query_params.get("done", "")
        return (
            environment()
            .get_template(template)
            .render(
                view=self,
                who=self.who,
                now=self.now,
                path=self.request.url.path,
                done=text(done) if done.startswith("done.") and known(done) else "",
                **values,
            )
        )


def viewing(right: Right) -> Callable[..., View]:
    """A dependency: the view of somebody who has that right."""

    def view(request: Request, who: Annotated[Who, Depends(who_may(right))]) -> View:
        return View(desk_of(request), request, who)

    return view


ReaderView = Annotated[View, Depends(viewing("read"))]
EditorView = Annotated[View, Depends(viewing("write"))]
PublisherView = Annotated[View, Depends(viewing("publish"))]
AdminView = Annotated[View, Depends(viewing("admin"))]


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _at(at: datetime) -> str:
    """26 Nov 2031, 14:02 UTC."""
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


def _day(at: datetime) -> str:
    """26 Nov 2031."""
    return f"{at.day} {at:%b %Y}"


def _ago(at: datetime, now: datetime) -> str:
    """How long before or after `now`, in the largest unit that is not zero."""
    apart = abs(now - at)
    for unit, size in (
        ("days", timedelta(days=1)),
        ("hours", timedelta(hours=1)),
        ("minutes", timedelta(minutes=1)),
    ):
        if apart >= size:
            return text(f"common.{'ago' if at <= now else 'ahead'}.{unit}", n=apart // size)
    return text("common.now")


def _percent(share: float) -> str:
    return f"{share:.0%}"
