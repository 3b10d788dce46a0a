"""What is watched: a film (also a series, person, franchise or event), its facts and its moments."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from aggregator.model.scoring import AuthorClass

FilmKind = Literal["film", "series", "person", "franchise", "event"]
Standing = Literal["confirmed", "reported", "rumoured"]
Rights = Literal["poster_made", "agency", "studio", "leaked", "unknown"]
"""Whose an image or clip is: its poster's own, a picture agency's, the makers', nobody's to pass on."""

MadeBy = Literal["studio", "fan", "ai"]
"""Who made what fans react to: the film's makers, a fan, or a machine."""

MAY_BE_EMBEDDED: frozenset[Rights] = frozenset({"poster_made", "studio"})
"""Rights with which a post's images and clips may stand on the page. All others: its words alone."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What another source says instead of a fact's value; a list where it names several people."""

    value: Any
    source: str
    as_of: date
    standing: Standing
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known of a film, and from where.

    `value` is plain JSON in the shape of its key: a text (director, writer, plot), `{"actor", "role"}`
    (cast), `{"date", "territory", "distributor"}` (release), `{"text", "of_film"}` (synopsis), `{"url"}`
    (trailer), `{"title", "released"}` (predecessor), `{"title", "url"}` (related). A key may come several
    times (one fact for each member of the cast); `index` counts them from 0.

    `provider` read it ("tmdb"); "": an editor wrote it into films.toml. `conflicts` are what other sources
    say instead. `disputed`: they contradict each other, no editor has decided, and nobody may print it.
    """

    key: str
    value: Any
    source: str
    as_of: date
    standing: Standing
    index: int = 0
    provider: str = ""
    conflicts: tuple[Conflict, ...] = ()
    disputed: bool = False

    @property
    def name(self) -> str:
        """How a claim refers to this fact: `director`, `cast[2]`; a second director is `director[1]`."""
        return f"{self.key}[{self.index}]" if self.key in LISTED_FACTS or self.index else self.key


LISTED_FACTS = frozenset({"writers", "cast", "plot"})


@dataclass(frozen=True, slots=True)
class Event:
    """A moment around which fans write: set photos, trailer 1, the opening night. `at` is UTC.

    `shows`: what there was to see or hear, in an editor's words, `source`: where it is from ("": nothing).
    `embargo_until`: no story around it is published before.
    """

    name: str
    at: datetime
    kind: str
    embargo_until: datetime | None = None
    shows: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class KnownMedia:
    """What an editor knows of one image or clip.

    It is the one at `url` (its own address, or that of a post with it), or the one that the event of that
    name is about. `source` is the page by which its `rights` are known. `verified`: whether an editor knows
    that it is what it seems; `made_by`: who made it. None: nobody has said.
    """

    url: str | None
    rights: Rights | None = None
    source: str | None = None
    verified: bool | None = None
    made_by: MadeBy | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """An account whose owner an editor knows. `handle` is folded and without "@"; `source` is its network.

    `outlet` is the paper, site or station that a critic's words are for, "" where nobody wrote it down.
    """

    source: str
    handle: str
    kind: AuthorClass
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Film:
    """What is watched, and by which words its posts are found.

    `hashtags` stand without "#", as the config writes them (display case); compare them case-folded.
    `must_any` are context words of which one must stand beside an ambiguous hashtag or phrase;
    `never` are words that make a post another's. `secrets` are words that give the story away: until the day
    `secret_until` (UTC; None: for good) nobody who writes them is quoted. `accounts` are those whose owners
    are known, the film's own before everybody's. `zone` is the time zone ("America/New_York") by whose clock
    its fans wake and sleep. `invented` marks the demo's film. The three ids are those of the film at TMDB,
    Wikidata ("Q42") and IMDb ("tt0000042"), where an editor gave them. `embargo_until`: no story of it is
    published before. `media` is what an editor knows of images and clips that are passed on.
    """

    slug: str
    kind: FilmKind
    title: str
    former_titles: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    must_any: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    youtube_videos: tuple[str, ...] = ()
    subreddits: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    events: tuple[Event, ...] = ()
    invented: bool = False
    secrets: tuple[str, ...] = ()
    secret_until: date | None = None
    accounts: tuple[Account, ...] = ()
    zone: str = "UTC"
    tmdb_id: int | None = None
    wikidata_id: str | None = None
    imdb_id: str | None = None
    embargo_until: datetime | None = None
    media: tuple[KnownMedia, ...] = ()

    def facts_for(self, key: str) -> tuple[Fact, ...]:
        """All facts of that key, in their order."""
        return tuple(fact for fact in self.facts if fact.key == key)

    def fact(self, key: str) -> Fact | None:
        """The first fact of that key, or None where nothing is known."""
        return next((fact for fact in self.facts if fact.key == key), None)

    @property
    def people(self) -> tuple[str, ...]:
        """Names of the cast, director and writers, sorted: words that carry no feeling of their own."""
        names = {fact.value["actor"] for fact in self.facts_for("cast") if "actor" in fact.value}
        names |= {fact.value for key in ("director", "writers") for fact in self.facts_for(key)}
        return tuple(sorted(names))

    @property
    def characters(self) -> tuple[str, ...]:
        """Names of the roles that the cast plays, sorted."""
        return tuple(
            sorted({fact.value["role"] for fact in self.facts_for("cast") if fact.value.get("role")})
        )
