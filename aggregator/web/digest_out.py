"""The page on which a digest leaves the house: checklist, approval, destinations, correction, withdrawal."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from fastapi import Response

from aggregator.errors import AggregatorError, PublishError
from aggregator.model.kinds import manner_of
from aggregator.pipeline import ticking
from aggregator.pipeline.digest_list import Sent, sent_of, still_out
from aggregator.publishers import Folder
from aggregator.web.catalogue import known, text
from aggregator.web.desk import Desk
from aggregator.web.digest_open import Opened, common
from aggregator.web.tasks import Task, tasks_of
from aggregator.web.views import View

MOST_REFUSALS = 200


@dataclass(frozen=True, slots=True)
class Way:
    """A destination of this newsroom. `lacks`: the variable of a key that it needs. `sent`: what it has.
    `refusal`: why it did not take the story the last time, with the difference where its copy was changed.
    `folder`: where files are written, of the folder alone. `is_set_up`: whether anything can be sent there.
    """

    name: str
    lacks: str = ""
    sent: Sent | None = None
    refusal: PublishError | None = None
    folder: str = ""
    is_set_up: bool = True

    @property
    def title(self) -> str:
        """Its name for people."""
        return place_name(self.name)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into a form of this page that comes back."""

    form: str
    text: str
    kind: str = ""


NOTHING = Typed("", "")


def place_name(name: str) -> str:
    """A destination's name for people; somebody's own has none but its name."""
    key = f"digest.out.names.{name}"
    return text(key) if known(key) else name


def out_page(
    view: View,
    found: Opened,
    *,
    points: Sequence[ticking.Point] = (),
    problem: AggregatorError | None = None,
    typed: Typed = NOTHING,
    status: int = 200,
) -> Response:
    """The page. Without `points` the checklist comes in behind it; `problem` is told above."""
    return view.page(
        "digest_out.html",
        status=status,
        tab="out",
        points=points,
        problem=problem,
        typed=typed,
        ways=ways(view.desk, found),
        still_out=places_still_out(view.desk, found),
        tasks=running(view.desk, found.story.id),
        internal=manner_of(found.story.kind).internal,
        reasons=ticking.reasons(found.ticks),
        approved=any(one.who == view.who.name for one in found.story.approvals),
        **common(found),
    )


def ways(desk: Desk, found: Opened) -> list[Way]:
    """The destinations: the folder, which needs no table, and those that are set up."""
    outlets = desk.app.outlets
    sent = {one.destination: one for one in sent_of(desk.app.ctx, found.story.id)}
    names = [Folder.name, *sorted(outlets.tables)]
    return [
        Way(
            name,
            outlets.without_key.get(name, ""),
            sent.get(name),
            refusals_of(desk).get((found.story.id, name)),
            str(desk.app.settings.digest.out) if name == Folder.name else "",
        )
        for name in names
    ]


def places_still_out(desk: Desk, found: Opened) -> list[Way]:
    """The destinations at which a withdrawn story still stands, or may stand."""
    if not found.withdrawn:
        return []
    outlets = desk.app.outlets
    return [
        Way(
            one.destination,
            outlets.without_key.get(one.destination, ""),
            one,
            refusals_of(desk).get((found.story.id, one.destination)),
            is_set_up=one.destination in outlets.tables,
        )
        for one in still_out(desk.app.ctx, found.story.id)
    ]


def running(desk: Desk, digest_id: str) -> list[Task]:
    """What is being done with the digest just now."""
    return [one for one in tasks_of(desk).of_key(f"digest {digest_id} ") if not one.ended]


_making = Lock()


def refusals_of(desk: Desk) -> dict[tuple[str, str], PublishError]:
    """Why destinations did not take a digest the last time, by (id, destination), as long as we run."""
    with _making:
        found: Any = desk.shared.setdefault(__name__, {})
        while len(found) > MOST_REFUSALS:
            del found[next(iter(found))]
    return found  # type: ignore[no-any-return]  # made above
