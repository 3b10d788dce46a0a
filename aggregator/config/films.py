"""films.toml: what is watched, by which words its posts are found, and what is known of it."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, StrictBool

from aggregator.config.accounts import read_accounts
from aggregator.config.facts import read_facts
from aggregator.config.kinds import (
    SLUG,
    Count,
    Day,
    Hashtags,
    ImdbId,
    Link,
    Moment,
    Slug,
    Subreddits,
    Text,
    Texts,
    WikidataId,
    YoutubeVideos,
    Zone,
)
from aggregator.config.mistakes import Mistakes, dotted, shown
from aggregator.errors import ConfigError, did_you_mean
from aggregator.model import Event, Film
from aggregator.model.digests import DigestKind
from aggregator.model.films import MAY_BE_EMBEDDED, FilmKind, KnownMedia, MadeBy, Rights

LONGEST = 200
"""Characters of a title, a hashtag, a phrase or an event's name: they stand in headlines and in requests."""

MOST = 200
"""Hashtags, and phrases: each network is asked for each."""


def _short(value: str) -> str:
    if len(value) > LONGEST:
        raise ValueError(f"{value!r:.40} has {len(value):,} characters; at most {LONGEST}")
    return value


def _short_and_few(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(values) > MOST:
        raise ValueError(f"has {len(values):,} entries; at most {MOST}")
    return tuple(_short(value) for value in values)


Title = Annotated[Text, AfterValidator(_short)]


class EventEntry(BaseModel, extra="forbid", frozen=True):
    """[[films.events]]: a moment around which fans write, and what is known of its image or clip."""

    name: Title
    at: Moment
    kind: DigestKind = "brief"
    shows: Text | None = None
    source: Link | None = None
    embargo_until: Moment | None = None
    rights: Rights | None = None
    verified: StrictBool | None = None
    made_by: MadeBy | None = None


class MediaEntry(BaseModel, extra="forbid", frozen=True):
    """[[films.media]]: what is known of one image or clip."""

    url: Link
    rights: Rights | None = None
    source: Link | None = None
    verified: StrictBool | None = None
    made_by: MadeBy | None = None


class FilmEntry(BaseModel, extra="forbid", frozen=True):
    """[[films]]"""

    slug: Slug
    kind: FilmKind = "film"
    title: Title
    former_titles: Annotated[Texts, AfterValidator(_short_and_few)] = ()
    hashtags: Annotated[Hashtags, AfterValidator(_short_and_few)] = ()
    phrases: Annotated[Texts, AfterValidator(_short_and_few)] = ()
    must_any: Annotated[Texts, AfterValidator(_short_and_few)] = ()
    never: Annotated[Texts, AfterValidator(_short_and_few)] = ()
    youtube_videos: YoutubeVideos = ()
    subreddits: Subreddits = ()
    tmdb_id: Annotated[Count, Field(ge=1, le=2_000_000_000)] | None = None
    wikidata_id: WikidataId | None = None
    imdb_id: ImdbId | None = None
    facts: dict[str, Any] = {}
    events: tuple[EventEntry, ...] = ()
    media: tuple[MediaEntry, ...] = ()
    secrets: Annotated[Texts, AfterValidator(_short_and_few)] = ()
    secret_until: Day | None = None
    zone: Zone = "UTC"
    accounts: dict[str, Any] = {}
    invented: StrictBool = False
    embargo_until: Moment | None = None


def read_films(raw: Any, file: str, mistakes: Mistakes) -> tuple[Film, ...]:
    """The films of a parsed films.toml, in its order; what is wrong is noted and left out."""
    if not isinstance(raw, list):
        mistakes.add(file, "films", f"is {shown(raw)}", "write each film under a line [[films]]")
        return ()
    films: list[Film] = []
    taken: dict[str, str] = {}
    for number, entry in enumerate(raw):
        if not isinstance(entry, dict):
            mistakes.add(
                file, f"films[{number}]", f"is {shown(entry)}", "write each film under a line [[films]]"
            )
            continue
        slug = entry.get("slug")
        where = f"films[{number}]"
        if isinstance(slug, str):
            if slug in taken:
                mistakes.add(
                    file,
                    f"{where}.slug",
                    f"{slug!r:.90} is that of {taken[slug]} too",
                    "each film needs its own",
                )
            elif SLUG.fullmatch(slug):
                where = f"films[{slug:.80}]"
            taken.setdefault(slug, f"films[{number}]")
        film = _read_film(entry, file, where, mistakes)
        if film is not None:
            films.append(film)
    return tuple(films)


def _read_film(entry: dict[str, Any], file: str, where: str, mistakes: Mistakes) -> Film | None:
    checked = mistakes.check(FilmEntry, entry, lambda loc: (file, f"{where}.{dotted(loc)}"))
    facts = entry.get("facts", {})
    known = read_facts(facts, file, f"{where}.facts", mistakes) if isinstance(facts, dict) else ()
    accounts = read_accounts(entry.get("accounts", {}), file, f"{where}.accounts", mistakes)
    if not entry.get("hashtags") and not entry.get("phrases"):
        mistakes.add(
            file,
            where,
            "has neither hashtags nor phrases",
            'nothing can be found: write hashtags = ["MyFilm"]',
        )
    if not isinstance(checked, FilmEntry):
        return None
    for index, event in enumerate(checked.events):
        if event.source and not event.shows and event.rights is None:
            mistakes.add(
                file,
                f"{where}.events[{index}].source",
                "is the source of nothing",
                'write what there was to see: shows = "The first two minutes of the film"',
            )
    names = [event.name for event in checked.events]
    for index, name in enumerate(names):
        if name.casefold() in [earlier.casefold() for earlier in names[:index]]:
            mistakes.add(
                file,
                f"{where}.events[{index}].name",
                f"{name!r:.90} stands there already",
                "each event needs its own name",
            )
    _check_rights(checked, file, where, mistakes)
    return Film(
        **{
            name: getattr(checked, name)
            for name in FilmEntry.model_fields
            if name not in ("facts", "events", "media", "accounts")
        },
        facts=known,
        accounts=accounts,
        events=tuple(
            Event(
                event.name,
                event.at,
                event.kind,
                shows=event.shows or "",
                source=event.source or "",
                embargo_until=event.embargo_until,
            )
            for event in checked.events
        ),
        media=(
            *(KnownMedia(**dict(one)) for one in checked.media),
            *(_of_event(one) for one in checked.events if _says_something(one)),
        ),
    )


def _of_event(one: EventEntry) -> KnownMedia:
    return KnownMedia(None, one.rights, one.source, one.verified, one.made_by, event=one.name)


def _says_something(one: EventEntry | MediaEntry) -> bool:
    return any(value is not None for value in (one.rights, one.verified, one.made_by))


def _check_rights(film: FilmEntry, file: str, where: str, mistakes: Mistakes) -> None:
    """Rights that let an image be embedded need a page that grants them; an entry has to say something."""
    entries: list[tuple[str, EventEntry | MediaEntry]] = [
        (f"{where}.events[{number}]", one) for number, one in enumerate(film.events)
    ]
    entries += [(f"{where}.media[{number}]", one) for number, one in enumerate(film.media)]
    for place, one in entries:
        if one.rights in MAY_BE_EMBEDDED and one.source is None:
            mistakes.add(
                file, f"{place}.source", "is missing", f"name the page by which its rights are {one.rights!r}"
            )
        if isinstance(one, MediaEntry) and not _says_something(one):
            mistakes.add(file, place, "says nothing of it", "write rights, verified or made_by")


def film_by_slug(films: Sequence[Film], slug: str) -> Film:
    """The film of that slug.

    Raises ConfigError, naming the nearest slugs: `unknown film 'x'; did you mean 'y'?`
    """
    for film in films:
        if film.slug == slug:
            return film
    guess = did_you_mean(slug, [film.slug for film in films])
    listed = ", ".join(sorted(film.slug for film in films)) or "none yet"
    raise ConfigError(
        f"unknown film {slug!r:.90}" + (f"; {guess}" if guess else ""),
        hint=f"films that are known: {listed}",
    )
