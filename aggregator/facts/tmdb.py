"""The Movie Database (TMDB), API version 3: director, writers, cast, release, synopsis and trailer.

Its users write it, so that all of it is reported, never confirmed. The page of a film is the source of its
facts.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from aggregator.errors import UnexpectedPayload
from aggregator.facts.base import (
    CHANGED,
    LONGEST_TEXT,
    MOST_NAMES,
    Candidate,
    FactsProvider,
    Page,
    compared,
    country,
    day,
    rows,
    table,
    words,
    youtube,
)
from aggregator.fetcher import Answer
from aggregator.model import Fact, Film

API_KEY = "FANSREACT_SOURCES__TMDB__API_KEY"

SITE = "https://www.themoviedb.org"
MOST_PAGES = 3
"""Pages of a search; exact titles stand on the first."""
LANGUAGE = "en-US"

_KEY = re.compile(r"[0-9a-fA-F]{32}")  # the older form, which TMDB takes as a parameter alone
_KINDS = {"film": "movie", "series": "tv"}
_MISSING = frozenset({404})
_NOT_THERE = 34  # TMDB's own number for it; a 404 without is some other server's
_IN_CINEMAS = (3, 2)  # types of release: theatrical, else limited; premieres and streaming do not "open"


class Tmdb(FactsProvider):
    """Finds a film by its ids, else by its exact title and year."""

    name = "tmdb"
    docs = "https://developer.themoviedb.org/reference/getting-started"
    needs_key = (API_KEY,)
    base_url = "https://api.themoviedb.org"
    id_key = "tmdb_id"

    def facts(self, film: Film, *, now: datetime) -> tuple[Fact, ...]:
        """What the film's page says: one request more where the film has to be found first."""
        kind = _KINDS[film.kind]
        number = self._number(film, kind)
        if number is None:
            return ()
        parts = "credits,release_dates,videos" if kind == "movie" else "aggregate_credits,videos"
        answer = self._get(
            f"/3/{kind}/{number}",
            {"append_to_response": parts, "language": LANGUAGE, "include_video_language": "en,null"},
        )
        entry = self._object(answer)
        if entry.get("status_code") == _NOT_THERE:
            raise self.unknown_id(film, number)
        if entry.get("id") != number:
            raise UnexpectedPayload(self.name, f"{answer.url} tells of another film", hint=CHANGED)
        page = Page(self.name, f"{SITE}/{kind}/{number}", now.date())
        found = [*_crew(entry, page), *_cast(entry, page), *self._release(entry, page)]
        return self.vouched([*found, *_synopsis(entry, page, film), *_trailer(entry, page)])

    def check(self) -> None:
        """Asks whether the key is valid."""
        self._object(self._get("/3/authentication"))

    def _number(self, film: Film, kind: str) -> int | None:
        """The film's number here; None where it is not here."""
        if film.tmdb_id is not None:
            return film.tmdb_id
        for name, given in (("imdb_id", film.imdb_id), ("wikidata_id", film.wikidata_id)):
            if given is not None:
                found = self._object(self._get(f"/3/find/{given}", {"external_source": name}))
                known = [_candidate(row) for row in rows(found.get(f"{kind}_results"))]
                chosen = self.only(film, [one for one in known if one is not None])
                if chosen is not None:
                    return int(chosen.id)
        chosen = self.only(film, [one for one in self._search(film, kind) if one.fits(film)])
        return None if chosen is None else int(chosen.id)

    def _search(self, film: Film, kind: str) -> Iterator[Candidate]:
        """Films of exactly that title."""
        wanted = compared(film.title)
        seen: set[str] = set()
        for number in range(1, MOST_PAGES + 1):
            params = {
                "query": film.title,
                "include_adult": "false",
                "language": LANGUAGE,
                "page": str(number),
            }
            found = self._object(self._get(f"/3/search/{kind}", params))
            for row in rows(found.get("results")):
                titles = [
                    words(row.get(name)) for name in ("title", "original_title", "name", "original_name")
                ]
                one = _candidate(row)
                if one is not None and one.id not in seen and wanted in {compared(t) for t in titles if t}:
                    seen.add(one.id)
                    yield one
            pages = found.get("total_pages")
            if not isinstance(pages, int) or pages <= number:
                return

    def _release(self, entry: Mapping[str, Any], page: Page) -> Iterator[Fact]:
        """The first day in cinemas of our territory, else of the film's own country."""
        homes = entry.get("origin_country")
        home = homes[0] if isinstance(homes, list) and homes else None
        told = {row.get("iso_3166_1"): row for row in rows(table(entry.get("release_dates")).get("results"))}
        for code in (self.territory, home):
            when = _opening(told.get(code))
            name = self._country(code) if when is not None and isinstance(code, str) else None
            if when is not None and name is not None:
                yield page.fact("release", {"date": when, "territory": name})
                return

    def _country(self, code: str) -> str | None:
        """The English name of a country."""
        listed = self._get("/3/configuration/countries", {"language": LANGUAGE}).json()
        return next(
            (country(row.get("english_name")) for row in rows(listed) if row.get("iso_3166_1") == code), None
        )

    def _get(self, path: str, params: Mapping[str, str] | None = None) -> Answer:
        """Ask. A read access token travels in a header; the older key is taken as a parameter alone."""
        key = self.keys.get(API_KEY, "")
        older = _KEY.fullmatch(key) is not None
        return self.fetcher.get(
            path,
            {**(params or {}), "api_key": key} if older else params,
            headers={} if older else {"authorization": f"Bearer {key}"},
            credential=API_KEY,
            allow=_MISSING,
        )

    def _object(self, answer: Answer) -> Mapping[str, Any]:
        found = answer.json()
        missing = answer.status == 404 and table(found).get("status_code") != _NOT_THERE
        if not isinstance(found, dict) or missing:
            raise UnexpectedPayload(
                self.name, f"{answer.url} is not what TMDB sends", sample=answer.sample, hint=CHANGED
            )
        return found


def _candidate(row: Mapping[str, Any]) -> Candidate | None:
    number = row.get("id")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        return None
    return Candidate(str(number), day(row.get("release_date") or row.get("first_air_date")))


def _crew(entry: Mapping[str, Any], page: Page) -> Iterator[Fact]:
    """Director and script; who wrote a book or a story behind it wrote no script."""
    crew = rows(table(entry.get("credits")).get("crew"))
    for key, jobs in (("director", ("Director",)), ("writers", ("Screenplay", "Writer"))):
        named = [words(row.get("name")) for row in crew if row.get("job") in jobs]
        yield from page.people(key, [(name, "reported") for name in named if name])


def _cast(entry: Mapping[str, Any], page: Page) -> Iterator[Fact]:
    """The first names of the billing, with their roles."""
    every = rows(table(entry.get("credits") or entry.get("aggregate_credits")).get("cast"))
    billed = sorted(every, key=lambda row: row["order"] if isinstance(row.get("order"), int) else 10_000)
    index = 0
    for row in billed:
        actor = words(row.get("name"))
        roles = rows(row.get("roles"))
        role = words(roles[0].get("character") if roles else row.get("character"))
        if actor is None or (role and "(uncredited)" in role) or index == MOST_NAMES:
            continue
        yield page.fact("cast", {"actor": actor, "role": role} if role else {"actor": actor}, index)
        index += 1


def _opening(told: Mapping[str, Any] | None) -> str | None:
    """The first day of the widest release that a country knows."""
    dates = rows(table(told).get("release_dates"))
    for kind in _IN_CINEMAS:
        days = [when for row in dates if row.get("type") == kind and (when := day(row.get("release_date")))]
        if days:
            return min(days)
    return None


def _synopsis(entry: Mapping[str, Any], page: Page, film: Film) -> Iterator[Fact]:
    """The overview, marked with the title that it stands under where that is not the film's."""
    text = words(entry.get("overview"), LONGEST_TEXT)
    title = words(entry.get("title") or entry.get("name"))
    if text and title:
        other = {} if compared(title) == compared(film.title) else {"of_film": title}
        yield page.fact("synopsis", {"text": text, **other})


def _trailer(entry: Mapping[str, Any], page: Page) -> Iterator[Fact]:
    """The newest official trailer on YouTube."""
    official = [
        row
        for row in rows(table(entry.get("videos")).get("results"))
        if row.get("type") == "Trailer" and row.get("official") is True and row.get("site") == "YouTube"
    ]
    for row in sorted(official, key=lambda row: str(row.get("published_at")), reverse=True):
        url = youtube(row.get("key"))
        if url is not None:
            yield page.fact("trailer", {"url": url})
            return
