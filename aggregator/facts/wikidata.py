"""Wikidata: director, writers, cast, release, trailer and predecessor, by its Action API.

Its users write it, so that all of it is reported; what a statement itself calls uncertain is rumoured.
Requests go one after the other and give way when its servers lag, as its operators ask.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from aggregator.errors import RateLimited, UnexpectedPayload
from aggregator.facts.base import (
    CHANGED,
    MOST_NAMES,
    Candidate,
    FactsProvider,
    Page,
    compared,
    country,
    rows,
    table,
    words,
    youtube,
)
from aggregator.facts.statements import ITEM, Item, Statement
from aggregator.fetcher import limits
from aggregator.model import Fact, Film

SITE = "https://www.wikidata.org/wiki"
PATH = "/w/api.php"
AT_ONCE = 50
"""Items that one request may ask for."""
SEARCHED = 20
_WAIT = frozenset({"maxlag", "ratelimited"})
_KINDS = {
    "film": {
        "Q11424": "film",
        "Q24869": "feature film",
        "Q202866": "animated film",
        "Q29168811": "animated feature film",
        "Q20650540": "anime film",
        "Q506240": "television film",
        "Q24862": "short film",
        "Q93204": "documentary film",
        "Q226730": "silent film",
        "Q229390": "3D film",
    },
    "series": {
        "Q5398426": "television series",
        "Q1259759": "miniseries",
        "Q526877": "web series",
        "Q581714": "animated series",
        "Q117467246": "animated television series",
        "Q63952888": "anime television series",
        "Q1366112": "drama series",
    },
}
_TMDB = {"film": "P4947", "series": "P4983"}
_TRAILER = "Q622550"


class Wikidata(FactsProvider):
    """Finds a film by its ids, else by its exact title, kind and year."""

    name = "wikidata"
    docs = "https://www.wikidata.org/w/api.php?action=help&modules=wbgetentities"
    base_url = "https://www.wikidata.org"
    id_key = "wikidata_id"

    def facts(self, film: Film, *, now: datetime) -> tuple[Fact, ...]:
        """What the film's item says: a request for it, and some for the names of those whom it names."""
        item = self._item(film)
        if item is None:
            return ()
        page = Page(self.name, f"{SITE}/{item.id}", now.date())
        cast = item.all("P161")[:MOST_NAMES]
        places = self._places(item)
        release, distributor = _release(item, places), _distributor(item, places)
        before = _predecessor(item)
        people = [*_items(item.best("P57")), *_items(item.best("P58")), *_items(cast)]
        roles = [role for one in cast for role in one.items("P453")[:1]]
        named = [one for one in ([release[1]] if release else []) + [distributor] if one is not None]
        labels = {asked: one.label for asked, one in self._asked([*people, *roles, *named], "labels").items()}
        found = [
            *page.people("director", _names(item.best("P57"), labels)),
            *page.people("writers", _names(item.best("P58"), labels)),
            *_cast(cast, labels, page),
            *_trailer(item, page),
        ]
        if release is not None:
            found += _released(release, country(labels.get(release[1])), labels.get(distributor or ""), page)
        if before is not None:
            found += _followed(self._items([before[0]], "labels|claims"), before[1], page)
        return self.vouched(found)

    def check(self) -> None:
        """Asks for the item of the encyclopaedia's own example."""
        self._items(["Q42"], "labels")

    # ── which item ───────────────────────────────────────────────────────────

    def _item(self, film: Film) -> Item | None:
        """The film's item; None where there is none."""
        if film.wikidata_id is not None:
            found = self._items([film.wikidata_id], "labels|claims")
            if not found:
                raise self.unknown_id(film, film.wikidata_id)
            return found[0]
        for key, given in (("P345", film.imdb_id), (_TMDB[film.kind], film.tmdb_id)):
            ids = self._with_statement(key, given) if given is not None else []
            chosen = self.only(film, [Candidate(one) for one in ids])
            if chosen is not None:
                return next(iter(self._items([chosen.id], "labels|claims")), None)
        called = {one.id: one for one in self._called(film)}
        candidates = [Candidate(one.id, one.released()) for one in called.values()]
        chosen = self.only(film, [one for one in candidates if one.fits(film)])
        return None if chosen is None else called[chosen.id]

    def _called(self, film: Film) -> list[Item]:
        """Items of exactly that title and kind; none that has another id than films.toml says."""
        params = {
            "action": "wbsearchentities", "search": film.title, "language": "en", "type": "item",
            "limit": str(SEARCHED),
        }  # fmt: skip
        ids = [str(row.get("id")) for row in rows(self._ask(params).get("search"))]
        wanted, kinds = compared(film.title), _KINDS[film.kind].keys()
        return [
            one
            for one in self._items(ids, "labels|aliases|claims")
            if wanted in {compared(name) for name in one.names}
            and not kinds.isdisjoint(_items(one.all("P31")))
            and self._may_be(one, film.imdb_id)
        ]

    def _may_be(self, item: Item, imdb_id: str | None) -> bool:
        told = [one.text for one in item.all("P345")]
        return imdb_id is None or not told or imdb_id in told

    def _with_statement(self, key: str, value: object) -> list[str]:
        """Items that have this id of somebody else's."""
        params = {
            "action": "query", "list": "search", "srsearch": f"haswbstatement:{key}={value}",
            "srlimit": str(SEARCHED), "srprop": "", "srinfo": "",
        }  # fmt: skip
        found = [str(row.get("title")) for row in rows(table(self._ask(params).get("query")).get("search"))]
        return [one for one in found if ITEM.fullmatch(one)]

    def _places(self, item: Item) -> list[list[str]]:
        """The items that stand for our territory, then those of the film's own country."""
        if not any(one.items("P291") for one in item.all("P577")):
            return []
        return [self._with_statement("P297", self.territory), _items(item.best("P495"))]

    # ── asking ───────────────────────────────────────────────────────────────

    def _items(self, ids: Iterable[str], parts: str) -> list[Item]:
        """These items, each once, in the order asked; what is not there is left out."""
        return list(self._asked(ids, parts).values())

    def _asked(self, ids: Iterable[str], parts: str) -> dict[str, Item]:
        """These items by the ids they were asked by: one that was merged into another has that one's."""
        wanted = list(dict.fromkeys(one for one in ids if ITEM.fullmatch(one)))
        found: dict[str, Item] = {}
        for start in range(0, len(wanted), AT_ONCE):
            params = {
                "action": "wbgetentities", "ids": "|".join(wanted[start : start + AT_ONCE]), "props": parts,
                "languages": "en|mul",
            }  # fmt: skip
            for name, raw in table(self._ask(params).get("entities")).items():
                entity = table(raw)
                if "missing" not in entity and ITEM.fullmatch(str(entity.get("id"))):
                    asked = str(table(entity.get("redirects")).get("from") or name)
                    found[asked] = Item(str(entity["id"]), entity)
        return {one: found[one] for one in wanted if one in found}

    def _ask(self, params: Mapping[str, str]) -> Mapping[str, Any]:
        shared = {"format": "json", "formatversion": "2", "maxlag": "5"}
        answer = self.fetcher.get(PATH, {**params, **shared})
        found = answer.json()
        if not isinstance(found, dict):
            raise UnexpectedPayload(
                self.name, f"{answer.url} answered with no object", sample=answer.sample, hint=CHANGED
            )
        error = table(found.get("error"))
        if error.get("code") in _WAIT:
            until = limits.resumes_at(answer.headers, self.fetcher.clock())
            raise RateLimited(
                self.name, f"is busy and asks us to wait until {until:%Y-%m-%dT%H:%M:%SZ}", until=until
            )
        if error and error.get("code") != "no-such-entity":
            said = self.fetcher.redact(words(error.get("info")) or "an unknown error")
            raise UnexpectedPayload(
                self.name, f"refuses what it is asked: {said}", sample=answer.sample, hint=CHANGED
            )
        return found


def _items(statements: Iterable[Statement]) -> list[str]:
    return [one.item for one in statements if one.item is not None]


def _names(statements: Sequence[Statement], labels: Mapping[str, str | None]) -> list[Any]:
    """Who is named, as far as there is a name in letters that we can print."""
    return [(labels[one.item], one.standing) for one in statements if one.item and labels.get(one.item)]


def _cast(statements: Sequence[Statement], labels: Mapping[str, str | None], page: Page) -> Iterator[Fact]:
    """Actors in the order of the item, each with the first role that it names."""
    index = 0
    for one in statements:
        actor = labels.get(one.item or "")
        if actor is None:
            continue
        known = [labels.get(role) for role in one.items("P453")[:1]] + one.texts("P4633")[:1]
        role = next((name for name in known if name), None)
        yield page.fact(
            "cast", {"actor": actor, "role": role} if role else {"actor": actor}, index, one.standing
        )
        index += 1


def _release(item: Item, places: Sequence[Sequence[str]]) -> tuple[str, str] | None:
    """The first day in the first of these territories that has one, and the territory's item.

    Only where a statement names the place: a date without one may be that of any festival.
    """
    for wanted in places:
        told = [(one.preferred, one.day, place) for one in item.all("P577") for place in one.items("P291")]
        days = [(not best, when, place) for best, when, place in told if when and place in wanted]
        if days:
            return min(days)[1:]
    return None


def _distributor(item: Item, places: Sequence[Sequence[str]]) -> str | None:
    """Who distributes it: the one company that is named, or the one that is named for the territory."""
    every = item.best("P750")
    known = {place for wanted in places[:1] for place in wanted}
    here = [one for one in every if known & {*one.items("P291"), *one.items("P3005"), *one.items("P1001")}]
    named = _items(here or [one for one in every if not one.qualifiers])
    return named[0] if len(set(named)) == 1 and (here or len(every) == 1) else None


def _released(
    release: tuple[str, str], place: str | None, distributor: str | None, page: Page
) -> Iterator[Fact]:
    if place is not None:
        more = {"distributor": distributor} if distributor else {}
        yield page.fact("release", {"date": release[0], "territory": place, **more})


def _trailer(item: Item, page: Page) -> Iterator[Fact]:
    """The first video on YouTube whose role is to be the trailer."""
    for one in item.all("P1651"):
        url = youtube(one.text)
        if url is not None and _TRAILER in one.items("P3831"):
            yield page.fact("trailer", {"url": url})
            return


def _predecessor(item: Item) -> tuple[str, Any] | None:
    """The one item that this one follows, by itself or within its series, and how sure that is."""
    told = [(one.item, one.standing) for one in item.best("P155") if one.item]
    if not told:
        told = [(before, one.standing) for one in item.best("P179") for before in one.items("P155")]
    return told[0] if len({before for before, _ in told}) == 1 else None


def _followed(found: Sequence[Item], standing: Any, page: Page) -> Iterator[Fact]:
    """The predecessor's title, with its day where all of its statements agree on one."""
    for item in found:
        if item.label is not None:
            days = {one.day for one in item.best("P577")}
            when = days.pop() if len(days) == 1 else None
            more = {"released": when} if when else {}
            yield page.fact("predecessor", {"title": item.label, **more}, 0, standing)
