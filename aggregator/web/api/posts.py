"""Posts of a film: listed by what is asked for, and what editors decide about them."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Path, Query
from pydantic import Field

from aggregator.errors import AggregatorError, ConfigError, NoSuchPage, NotThere
from aggregator.model import Film, Post, Reaction
from aggregator.model.decisions import Decision, DecisionKind
from aggregator.model.decisions import Wanted as WantedDecision
from aggregator.model.post_filters import COUNTED, LEFT_OUT, Made, Place, PostFilter, Stance
from aggregator.model.scoring import AuthorClass, Label
from aggregator.pipeline import deciding, post_list
from aggregator.text import safe_url
from aggregator.web.catalogue import text
from aggregator.web.cursors import cursor_of, place_of
from aggregator.web.films_shown import film_of
from aggregator.web.routes import router_of
from aggregator.web.shapes import (
    PRINTED,
    CursorQuery,
    Instant,
    Limit,
    Line,
    Next,
    Reason,
    RemoteId,
    RemoteIdQuery,
    Shape,
    SlugPath,
    Source,
    SourceQuery,
    Wanted,
)
from aggregator.web.views import EditorView, ReaderView, View

router = router_of("posts")
Word = Annotated[str | None, Query(min_length=1, max_length=100, pattern=PRINTED)]
DecisionPath = Annotated[int, Path(ge=1, lt=2**53, description="A decision's number.")]


class AuthorTold(Shape):
    """Who wrote a post, as the network tells it."""

    id: str | None
    handle: str | None
    name: str | None
    followers: int | None
    verified: bool | None
    bot: bool | None


class CountsTold(Shape):
    """What the network counts; null where it does not say."""

    likes: int | None
    reposts: int | None
    replies: int | None
    quotes: int | None
    views: int | None


class MediaTold(Shape):
    """An image or clip: its link, never a copy."""

    type: str | None
    url: str | None
    alt: str | None


class EvidenceTold(Shape):
    """A word that moved a score: above 0 towards positive."""

    words: str
    weight: float


class ScoreTold(Shape):
    """What a scorer makes of a post. `probabilities` are of negative, neutral and positive."""

    scorer: str
    label: Label
    confidence: float
    probabilities: tuple[float, float, float]
    polarity: float
    abstained: bool
    evidence: list[EvidenceTold]


class FlagTold(Shape):
    """A signal, and the sign that it was known by."""

    name: str
    because: str


class DecisionTold(Shape):
    """What an editor decided about a post or its author. It stands while `undone_at` is null."""

    id: int
    kind: DecisionKind
    value: str
    reason: str
    editor: str
    at: datetime
    drawn: bool
    undone_at: datetime | None
    undone_by: str | None


class RefTold(Shape):
    """The post that this one answers, quotes or repeats."""

    type: str
    id: str
    url: str | None
    text: str | None


class PostTold(Shape):
    """A post of a film with what we think of it and why. Its texts are strangers' words, as they stand."""

    source: str
    id: str
    url: str | None
    text: str
    spoiler_text: str | None
    language: str | None
    created_at: datetime
    edited_at: datetime | None
    author: AuthorTold | None
    author_class: AuthorClass
    hashtags: list[str]
    media: list[MediaTold]
    counts: CountsTold
    ref: RefTold | None
    quotable: bool
    score: ScoreTold | None
    excluded: str | None
    repost: bool
    flags: list[FlagTold]
    decisions: list[DecisionTold]


class PostPage(Shape):
    """A page of posts, newest first. `searched_to`: where only the last posts were looked through, back to
    this instant.
    """

    posts: Annotated[list[PostTold], Field(max_length=200)]
    next: Next
    searched_to: datetime | None


class DecisionWanted(Wanted):
    """A decision about a post. `value`: the label, the reason of a rejection, the kind of harm, the author
    class. `on`: the number of the decision that stood there when the editor looked, 0 for none; null:
    whatever stands there.
    """

    source: Source
    id: RemoteId
    kind: DecisionKind
    value: Line = ""
    reason: Reason = ""
    on: Annotated[int, Field(strict=True, ge=0, lt=2**53)] | None = None


class Decisions(Shape):
    """All that was ever decided about a post and its author, newest first."""

    decisions: list[DecisionTold]


def _filter(
    text: Annotated[
        str | None, Query(min_length=1, max_length=100, pattern=PRINTED, description="Held by its text.")
    ] = None,
    theme: Word = None,
    network: Word = None,
    language: Word = None,
    stance: Stance | None = None,
    signal: Word = None,
    excluded: Annotated[
        str | None,
        Query(
            min_length=1, max_length=100, pattern=PRINTED, description=f"{COUNTED}, {LEFT_OUT}, or a reason."
        ),
    ] = None,
    author_class: AuthorClass | None = None,
    decided: Made | None = None,
    since: Annotated[Instant | None, Query()] = None,
    until: Annotated[Instant | None, Query()] = None,
) -> dict[str, Any]:
    return {
        "text": text or "",
        "theme": theme,
        "network": network,
        "language": language,
        "stance": stance,
        "flag": signal,
        "excluded": excluded,
        "author_class": author_class,
        "decided": decided,
        "since": since,
        "until": until,
    }


@router.get("/films/{slug}/posts")
def list_posts(
    view: ReaderView,
    slug: SlugPath,
    asked: Annotated[dict[str, Any], Depends(_filter)],
    limit: Limit = post_list.PAGE,
    cursor: CursorQuery = None,
) -> PostPage:
    """A film's posts, newest first, by what is asked for."""
    film = film_of(view.desk, slug)
    listed = ("posts", slug, *asked.values())
    after = _place(place_of(cursor, *listed))
    found = post_list.page(view.desk.app.ctx, film, _wanted(view, film, asked), after=after, limit=limit)
    return PostPage(
        posts=[_told(one) for one in found.posts],
        next=None if found.next is None else cursor_of(str(found.next), *listed),
        searched_to=found.searched_to,
    )


@router.get("/films/{slug}/posts/one")
def get_post(view: ReaderView, slug: SlugPath, source: SourceQuery, id: RemoteIdQuery) -> PostTold:
    """One post of a film."""
    return _told(_one(view, film_of(view.desk, slug), (source, id)))


@router.get("/films/{slug}/decisions")
def list_decisions(view: ReaderView, slug: SlugPath, source: SourceQuery, id: RemoteIdQuery) -> Decisions:
    """All that was ever decided about a post."""
    film = film_of(view.desk, slug)
    _one(view, film, (source, id))
    found = deciding.history(view.desk.app.ctx, film.slug, (source, id))
    return Decisions(decisions=[decision_told(one) for one in found])


@router.post("/films/{slug}/decisions", status_code=201)
def decide(view: EditorView, slug: SlugPath, wanted: DecisionWanted) -> DecisionTold:
    """Decide something about a post.

    It takes the place of what stood for the same question, and reaches every story that is made from then on.
    """
    film, key = film_of(view.desk, slug), (wanted.source, wanted.id)
    _one(view, film, key)
    made = WantedDecision(wanted.kind, wanted.value, wanted.reason, wanted.on)
    return decision_told(deciding.decide(view.desk.app.ctx, film.slug, key, made, by=view.by))


@router.delete("/films/{slug}/decisions/{number}")
def undo_decision(view: EditorView, slug: SlugPath, number: DecisionPath) -> DecisionTold:
    """Undo a decision.

    What it took the place of stands again.
    """
    film = film_of(view.desk, slug)
    return decision_told(deciding.undo(view.desk.app.ctx, film.slug, number, by=view.by))


def decision_told(one: Decision) -> DecisionTold:
    """A decision as the API tells it."""
    return DecisionTold.model_validate(one)


def post_told(
    film_post: Reaction, decisions: tuple[Decision, ...] = (), parent: Post | None = None
) -> PostTold:
    """A post with what we think of it, as the API tells it."""
    post, signals = film_post.post, film_post.signals
    ref = None
    if post.ref is not None:
        ref = RefTold(
            type=post.ref.type,
            id=post.ref.id,
            url=None if parent is None else safe_url(parent.url),
            text=None if parent is None else parent.text,
        )
    return PostTold(
        source=post.source,
        id=post.remote_id,
        url=safe_url(post.url),
        text=post.text,
        spoiler_text=post.spoiler_text,
        language=signals.language or post.language,
        created_at=post.created_at,
        edited_at=post.edited_at,
        author=None if post.author is None else AuthorTold.model_validate(post.author),
        author_class=signals.author_class,
        hashtags=list(post.hashtags),
        media=[MediaTold(type=one.type, url=safe_url(one.url), alt=one.alt) for one in post.media],
        counts=CountsTold.model_validate(post.counts),
        ref=ref,
        quotable=post.quotable,
        score=None if film_post.score is None else ScoreTold.model_validate(film_post.score),
        excluded=signals.excluded,
        repost=signals.repost,
        flags=[FlagTold.model_validate(one) for one in signals.flags],
        decisions=[decision_told(one) for one in decisions],
    )


def _told(one: post_list.ListedPost) -> PostTold:
    return post_told(one.reaction, one.decisions, one.parent)


def _one(view: View, film: Film, key: tuple[str, str]) -> post_list.ListedPost:
    try:
        return post_list.one(view.desk.app.ctx, film, key)
    except AggregatorError as error:
        raise NotThere(error.message, hint=error.hint) from error


def _place(written: str | None) -> Place | None:
    if written is None:
        return None
    found = Place.read(written)
    if found is None:
        raise NoSuchPage(text("api.no_such_page"), hint=text("api.no_such_page_hint"))
    return found


def _wanted(view: View, film: Film, asked: dict[str, Any]) -> PostFilter:
    """The filter. Raises ConfigError for a theme, signal or reason that there is none of."""
    themes = post_list.themes_of(film, view.desk.app.style)
    _known("theme", asked["theme"], themes)
    _known("signal", asked["flag"], post_list.FLAGS)
    _known("excluded", asked["excluded"], (COUNTED, LEFT_OUT, *post_list.EXCLUDED))
    words = themes[asked["theme"]] if asked["theme"] is not None else ()
    return PostFilter(words=words, **{name: value for name, value in asked.items() if name != "theme"})


def _known(name: str, value: str | None, listed: Any) -> None:
    if value is not None and value not in listed:
        raise ConfigError(
            text("api.unknown_value", name=name, value=value),
            hint=text("api.one_of", listed=", ".join(listed)),
        )
