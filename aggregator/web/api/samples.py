"""The random sample of a film's posts, by whose labels its shares are corrected."""

from typing import Annotated, Literal

from fastapi import Response
from pydantic import Field

from aggregator.pipeline import labelling
from aggregator.web.api.posts import DecisionTold, PostTold, decision_told, post_told
from aggregator.web.films_shown import film_of
from aggregator.web.routes import router_of
from aggregator.web.shapes import RemoteId, Shape, SlugPath, Source, Wanted
from aggregator.web.views import EditorView, ReaderView, View

router = router_of("posts")
Number = Annotated[int, Field(ge=0)]


class SampleTold(Shape):
    """How far the labelling is. `next` is the post whose turn it is, told without what the scorer says.

    `usable` labels correct shares; `missing` says what they lack for that, null: nothing. `chosen` are labels
    beside the sample, which are never used.
    """

    film: str
    scorer: str
    size: Number
    labels: dict[str, int]
    usable: Number
    passed: Number
    done: Number
    chosen: Number
    missing: str | None
    next: PostTold | None
    next_on: Number


class DrawWanted(Wanted):
    """How many posts more to draw."""

    more: Annotated[int, Field(strict=True, ge=1, le=labelling.MOST)] = labelling.SIZE


class LabelWanted(Wanted):
    """The label of the post whose turn it is. `on` as in decisions."""

    source: Source
    id: RemoteId
    label: Literal["negative", "neutral", "positive", "off topic"]
    on: Annotated[int, Field(strict=True, ge=0, lt=2**53)] | None = None


class PassWanted(Wanted):
    """A drawn post that can't be labelled."""

    source: Source
    id: RemoteId


class Calibrated(Shape):
    """By how many labels the film's shares are corrected from now on."""

    labels: Number


@router.get("/films/{slug}/sample")
def get_sample(view: ReaderView, slug: SlugPath) -> SampleTold:
    """The film's random sample, and the post whose turn it is."""
    return _told(view, slug)


@router.post("/films/{slug}/sample/draw")
def draw_sample(view: EditorView, slug: SlugPath, wanted: DrawWanted) -> SampleTold:
    """Draw posts by chance, among those that count in shares."""
    labelling.draw(view.desk.app.ctx, film_of(view.desk, slug), more=wanted.more)
    return _told(view, slug)


@router.post("/films/{slug}/sample/labels", status_code=201)
def label_drawn(view: EditorView, slug: SlugPath, wanted: LabelWanted) -> DecisionTold:
    """Label a drawn post."""
    film, key = film_of(view.desk, slug), (wanted.source, wanted.id)
    made = labelling.label(view.desk.app.ctx, film, key, wanted.label, by=view.by, on=wanted.on)
    return decision_told(made)


@router.post("/films/{slug}/sample/passed", status_code=204)
def pass_over(view: EditorView, slug: SlugPath, wanted: PassWanted) -> Response:
    """Pass a drawn post over.

    How many were is told with the sample, since that may bend it.
    """
    labelling.pass_over(view.desk.app.ctx, film_of(view.desk, slug), (wanted.source, wanted.id))
    return Response(status_code=204)


@router.post("/films/{slug}/sample/calibration", status_code=201)
def calibrate_film(view: EditorView, slug: SlugPath) -> Calibrated:
    """Correct the film's shares by the labels of its sample from now on."""
    return Calibrated(labels=labelling.calibrate(view.desk.app.ctx, film_of(view.desk, slug), by=view.by))


def _told(view: View, slug: str) -> SampleTold:
    found = labelling.look(view.desk.app.ctx, film_of(view.desk, slug))
    waits = None
    if found.next is not None:
        # What the scorer says would lead whoever labels.
        waits = post_told(found.next).model_copy(update={"score": None})
    return SampleTold(
        film=found.film,
        scorer=found.scorer,
        size=found.size,
        labels=dict(found.labels),
        usable=found.usable,
        passed=found.passed,
        done=found.done,
        chosen=found.chosen,
        missing=found.missing,
        next=waits,
        next_on=found.next_on,
    )
