"""The posts of a film as editors look through them: each with what we think of it and why, what was decided,
what it answers, and the ways to ask for some of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aggregator.digest.style import Style, ThemeWords
from aggregator.errors import AggregatorError
from aggregator.model import Film, Post, Reaction, Signals
from aggregator.model.decisions import Decision, Key
from aggregator.model.post_filters import Place, PostFilter
from aggregator.pipeline.context import Context
from aggregator.signals.decided import Decided
from aggregator.signals.flags import HELD_BACK
from aggregator.signals.judge import EXCLUSIONS
from aggregator.store import decisions, post_list, posts, reactions

PAGE = 50
"""Posts of a page."""
NEWER = 100
"""Up to how many newer posts are counted."""
SEARCHED = post_list.SEARCHED
FLAGS: tuple[str, ...] = HELD_BACK
"""The signals that a post may be asked for by."""
EXCLUDED: tuple[str, ...] = EXCLUSIONS
"""Why posts count in no number, as they may be asked for."""


@dataclass(frozen=True, slots=True)
class ListedPost:
    """A post of the list. `number` is the store's own. `reaction` is as editors decided, `found` what the
    signals alone say.

    `decisions` are those that stand, `parent` the post that it answers, quotes or repeats, if that is stored.
    """

    number: int
    reaction: Reaction
    found: Signals
    decisions: tuple[Decision, ...]
    parent: Post | None

    @property
    def post(self) -> Post:
        """The post."""
        return self.reaction.post

    def decided(self, slot: str) -> Decision | None:
        """What was decided of it in that slot ("quote", "label", "spoiler", "harm", "author_class")."""
        return next((one for one in self.decisions if one.slot == slot), None)


@dataclass(frozen=True, slots=True)
class PostPage:
    """A piece of the list. `first` is the place of its first post, `next` where the next piece begins, None
    at the end.

    `searched_to`: of what is rare only the last SEARCHED posts were looked through, back to this instant.
    """

    posts: tuple[ListedPost, ...]
    first: Place | None
    next: Place | None
    searched_to: datetime | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the posts of a film can be asked for by: networks with about how many posts each holds, languages,
    themes by their label.
    """

    networks: Mapping[str, int]
    languages: tuple[str, ...]
    themes: Mapping[str, tuple[str, ...]]


def page(
    ctx: Context, film: Film, wanted: PostFilter, *, after: Place | None = None, limit: int = PAGE
) -> PostPage:
    """Up to `limit` posts of a film, newest first, from behind `after`.

    Raises:
        StoreError: the database refused.
    """
    with ctx.store.read() as session:
        found = post_list.page(session, film.slug, wanted, after=after, limit=limit)
        listed = _listed(session, film, found.posts)
    first = found.posts[0].place if found.posts else None
    return PostPage(listed, first, found.next, found.searched_to)


def newer(ctx: Context, film: Film, than: Place | None) -> int:
    """How many posts of a film there are above a place (None: at all), up to NEWER.

    Raises:
        StoreError: the database refused.
    """
    with ctx.store.read() as session:
        return post_list.newer(session, film.slug, than, NEWER)


def one(ctx: Context, film: Film, key: Key) -> ListedPost:
    """One post of a film.

    Raises:
        AggregatorError: the film has no such post.
        StoreError: the database refused.
    """
    with ctx.store.read() as session:
        about = decisions.subject(session, film.slug, key)
        if about is not None:
            found = post_list.Listed(Place(0, about.post_id), key, about.author_id)
            return _listed(session, film, [found])[0]
    raise AggregatorError(
        f"post {key[1]:.200}: {film.slug} has none of that id on {key[0]:.60}",
        hint="it may have been erased: read the list anew",
    )


def choices(ctx: Context, film: Film, style: Style) -> Choices:
    """What the posts of a film can be asked for by; the film's people and characters are themes too.

    Raises:
        StoreError: the database refused.
    """
    with ctx.store.read() as session:
        networks = post_list.networks(session, film.slug)
        languages = tuple(post_list.languages(session, film.slug))
    return Choices(networks, languages, themes_of(film, style))


def themes_of(film: Film, style: Style) -> dict[str, tuple[str, ...]]:
    """The words of each theme: those of themes.toml, then the people and characters of the film's facts."""
    named = {theme.label: _words(theme, film) for theme in style.themes}
    for name in (*film.people, *film.characters):
        named.setdefault(name, (name,))
    return named


def _words(theme: ThemeWords, film: Film) -> tuple[str, ...]:
    titles = (film.title, *film.former_titles, *film.hashtags)
    return tuple(
        word.replace("{title}", title)
        for word in theme.words
        for title in (titles if "{title}" in word else ("",))
    )


def _listed(session: Any, film: Film, found: Sequence[post_list.Listed]) -> tuple[ListedPost, ...]:
    """The posts of these places, in their order, with what belongs to them: four statements in all."""
    if not found:
        return ()
    numbers = [each.place.post_id for each in found]
    by_number = {each.key: each.place.post_id for each in found}
    by_key = {each.post.key: each for each in reactions.of_posts(session, film.slug, numbers)}
    writers = {each.author_id for each in found if each.author_id is not None}
    decided = Decided(film, decisions.about(session, film.slug, numbers, writers))
    held = [by_key[each.key] for each in found if each.key in by_key]
    parents = posts.find(session, [(each.post.source, each.post.ref.id) for each in held if each.post.ref])
    return tuple(
        ListedPost(
            number=by_number[each.post.key],
            reaction=laid,
            found=each.signals,
            decisions=decided.about(each.post),
            parent=parents.get((each.post.source, each.post.ref.id)) if each.post.ref else None,
        )
        for each, laid in zip(held, decided.reactions(held), strict=True)
    )
