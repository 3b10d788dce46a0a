"""The posts of a film: looked through, searched, decided about with a key or a click, and undone."""

from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Response

from aggregator.errors import AggregatorError, ConfigError, NotThere
from aggregator.model import Film
from aggregator.model.decisions import (
    AUTHOR_CLASSES,
    OFF_TOPIC,
    REASONS,
    Decision,
    Wanted,
    slot_of,
)
from aggregator.model.post_filters import Place
from aggregator.pipeline import deciding, labelling, post_list
from aggregator.signals.flags import HELD_BACK
from aggregator.web.asked_posts import COUNTS, DECIDED, STANCES, AskedPosts, read, read_back
from aggregator.web.catalogue import text
from aggregator.web.films_shown import taken_up
from aggregator.web.fresh import fresh_of
from aggregator.web.views import EditorView, ReaderView, View

router = APIRouter(include_in_schema=False)

Field = Annotated[str, Form(max_length=2_000)]
LABELS_IN_ORDER = ("positive", "neutral", "negative", OFF_TOPIC)
"""As their keys are numbered."""
_FRESH_FOR = timedelta(seconds=30)
OFFERED: dict[str, Any] = {
    "labels": LABELS_IN_ORDER,
    "reasons": REASONS,
    "harms": deciding.HARMS,
    "classes": AUTHOR_CLASSES,
    "held_back": HELD_BACK,
    "searched": post_list.SEARCHED,
}


@router.get("/films/{slug}/posts")
def posts(view: ReaderView, slug: str) -> Response:
    """The list; behind a place only its next piece, if a part is asked for."""
    film, ctx = _film(view, slug), view.desk.app.ctx
    choices = _choices(view, film)
    asked = read(view.request.query_params, choices)
    found = post_list.page(ctx, film, asked.filter, after=asked.after)
    values = {"film": film, "asked": asked, "found": found, "back": _back(asked), **OFFERED}
    if view.partial and asked.after is not None:
        return view.part("posts_piece.html", **values)
    return view.page(
        "posts.html",
        choices=choices,
        stances=STANCES,
        decided_kinds=DECIDED,
        flags=post_list.FLAGS,
        counts=COUNTS,
        stored=sum(choices.networks.values()),
        **values,
    )


@router.get("/films/{slug}/posts/newer")
def newer(view: ReaderView, slug: str, than: str = "") -> Response:
    """Whether posts came in since the list was read."""
    film = _film(view, slug)
    number = post_list.newer(view.desk.app.ctx, film, Place.read(than))
    return view.part("posts_newer.html", film=film, than=than, number=number, most=post_list.NEWER)


@router.get("/films/{slug}/posts/one")
def one(view: ReaderView, slug: str, source: str = "", post: str = "", back: str = "") -> Response:
    """One post, with all that was decided of it, by whom and when, and every way to decide."""
    film, ctx, key = _film(view, slug), view.desk.app.ctx, (source, post)
    try:
        shown = post_list.one(ctx, film, key)
    except AggregatorError as error:
        raise NotThere(error.message, hint=error.hint) from error
    values = {"film": film, "one": shown, "back": urlencode(read_back(back)), **OFFERED}
    if view.partial:
        return view.part("posts_alone.html", **values)
    return view.page("posts_one.html", history=deciding.history(ctx, film.slug, key), **values)


@router.post("/films/{slug}/posts/decide")
def decide(
    view: EditorView,
    slug: str,
    source: Field,
    post: Field,
    do: Field = "",
    undo: Field = "",
    back: Field = "",
    reject_value: Field = "",
    reject_reason: Field = "",
    harm_value: Field = "",
    class_value: Field = "",
    on_label: Field = "",
    on_quote: Field = "",
    on_spoiler: Field = "",
    on_harm: Field = "",
    on_author_class: Field = "",
) -> Response:
    """One decision about one post, or one that is undone: the post as it stands then, and news of it.

    `do` is the kind of decision, for a label with what it is: "label positive".
    """
    film, ctx, key = _film(view, slug), view.desk.app.ctx, (source, post)
    if undo:
        if not undo.isdecimal() or len(undo) > 18:
            raise AggregatorError(
                text("posts.no_decision", mark=undo[:60]), hint=text("posts.no_decision_hint")
            )
        made = deciding.undo(ctx, film.slug, int(undo), by=view.by)
    else:
        kind, _, label = do.partition(" ")
        value = {"reject": reject_value, "harm": harm_value, "author_class": class_value}.get(kind, label)
        seen = {
            "label": on_label,
            "quote": on_quote,
            "spoiler": on_spoiler,
            "harm": on_harm,
            "author_class": on_author_class,
        }
        wanted = Wanted(
            kind,  # type: ignore[arg-type]  # it is checked there
            value,
            reject_reason if kind == "reject" else "",
            on=_number(seen.get(slot_of(kind), "")),
        )
        made = deciding.decide(ctx, film.slug, key, wanted, by=view.by)
    if not view.partial:
        news = "done.undone" if undo else "done.decided"
        return view.moved(f"/films/{film.slug}/posts", news, **read_back(back))
    shown = post_list.one(ctx, film, key)
    values = {"film": film, "one": shown, "made": made, "back": urlencode(read_back(back)), **OFFERED}
    return view.part("posts_decided.html", **values)


@router.get("/films/{slug}/posts/sample")
def sample(view: ReaderView, slug: str) -> Response:
    """The film's random sample: the post whose turn it is, how far it is, what its labels are good for."""
    return _sample(view, _film(view, slug))


@router.post("/films/{slug}/posts/sample/draw")
def draw(view: EditorView, slug: str, more: Field = str(labelling.SIZE)) -> Response:
    """A sample, or a longer one."""
    film = _film(view, slug)
    labelling.draw(view.desk.app.ctx, film, more=_number(more) or labelling.MORE)
    return view.moved(f"/films/{film.slug}/posts/sample", "done.drawn")


@router.post("/films/{slug}/posts/sample/label")
def label(view: EditorView, slug: str, source: Field, post: Field, do: Field, on: Field = "") -> Response:
    """The label of the post whose turn it is, "pass" to pass it over, or "undo ID" of the label before."""
    film, ctx = _film(view, slug), view.desk.app.ctx
    made: Decision | None = None
    verb, _, number = do.partition(" ")
    if verb == "undo":
        deciding.undo(ctx, film.slug, _number(number) or 0, by=view.by)
    elif do == "pass":
        labelling.pass_over(ctx, film, (source, post))
    else:
        made = labelling.label(ctx, film, (source, post), do, by=view.by, on=_number(on))
    if view.partial:
        return _sample(view, film, made)
    return view.moved(f"/films/{film.slug}/posts/sample")


@router.post("/films/{slug}/posts/sample/calibrate")
def calibrate(view: EditorView, slug: str) -> Response:
    """From now on the film's shares are corrected by these labels."""
    film = _film(view, slug)
    labelling.calibrate(view.desk.app.ctx, film, by=view.by)
    return view.moved(f"/films/{film.slug}/posts/sample", "done.calibrated")


def _sample(view: View, film: Film, made: Decision | None = None) -> Response:
    found = labelling.look(view.desk.app.ctx, film)
    values: dict[str, Any] = {
        "film": film,
        "sample": found,
        "made": made,
        "labels": LABELS_IN_ORDER,
        "size": labelling.SIZE,
        "more": labelling.MORE,
    }
    if view.partial:
        return view.part("posts_sample_part.html", **values)
    return view.page("posts_sample.html", **values)


def _choices(view: View, film: Film) -> post_list.Choices:
    """What can be asked for, kept for a while: it takes longer to find than a page of posts."""
    app = view.desk.app

    def make() -> post_list.Choices:
        return post_list.choices(app.ctx, film, app.style)

    return fresh_of(view.desk).get(f"choices of posts {film.slug}", make, _FRESH_FOR)


def _film(view: View, slug: str) -> Film:
    taken_up(view.desk)
    try:
        return view.desk.app.film(slug)
    except ConfigError as error:
        raise NotThere(error.message, hint=error.hint) from error


def _back(asked: AskedPosts) -> str:
    """What the forms of a page bring back, so that without scripts one comes back to the same list."""
    return asked.address("", asked.after).removeprefix("?")


def _number(written: str) -> int | None:
    return int(written) if written.isdecimal() and written.isascii() and len(written) < 18 else None
