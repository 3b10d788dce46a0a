"""TMDB's double: films and series by id, by the ids of others and by title, from a list of their entries."""

import re
from typing import Any

from aggregator.loopback.double import Asked, Double, Reply

_APPENDED = ("credits", "aggregate_credits", "release_dates", "videos")
_PAGE = 20


class Tmdb(Double):
    """An entry is what /3/movie/ID answers with everything appended, and its `media_type`.

    `{"countries": [...]}` among the entries is the list of countries. `wrong_key`: every key is refused.
    """

    def __init__(self, items: list[Any], url: str) -> None:
        super().__init__([one for one in items if "id" in one], url)
        countries = [one["countries"] for one in items if "countries" in one]
        self.countries: list[Any] = countries[0] if countries else []
        self.wrong_key = False

    def answer(self, asked: Asked) -> Reply | None:
        """Answers what the provider asks below /3/."""
        found = re.fullmatch(
            r"/3/(authentication|configuration/countries|find|search|movie|tv)(?:/([\w-]+))?", asked.path
        )
        if found is None:
            return None
        if self.wrong_key or not (asked.login.startswith("Bearer ") or asked.value("api_key")):
            return _refused(401, 7, "Invalid API key: You must be granted a valid key.")
        what, which = found[1], found[2]
        if what == "authentication":
            return Reply(200, {"success": True, "status_code": 1, "status_message": "Success."})
        if what == "configuration/countries":
            return Reply(200, self.countries)
        if what == "find":
            return Reply(200, self._found(asked.value("external_source"), which))
        return self._search(asked, which) if what == "search" else self._entry(asked, what, which)

    def _found(self, key: str, value: str) -> dict[str, list[Any]]:
        fitting = [one for one in self.items if value == one.get("external_ids", {}).get(key)]
        return {
            f"{kind}_results": [_row(one) for one in fitting if one["media_type"] == kind]
            for kind in ("movie", "person", "tv", "tv_episode", "tv_season")
        }

    def _search(self, asked: Asked, kind: str) -> Reply:
        wanted = set(asked.value("query").casefold().split())
        rows = [
            _row(one)
            for one in self.items
            if one["media_type"] == kind and wanted & set(_title(one).casefold().split())
        ]
        page = asked.number("page", 1)
        pages = -(-len(rows) // _PAGE)
        shown = rows[(page - 1) * _PAGE : page * _PAGE]
        return Reply(200, {"page": page, "results": shown, "total_pages": pages, "total_results": len(rows)})

    def _entry(self, asked: Asked, kind: str, number: str) -> Reply:
        for one in self.items:
            if one["media_type"] == kind and str(one["id"]) == number:
                appended = asked.value("append_to_response").split(",")
                hidden = {"media_type", "external_ids", *(set(_APPENDED) - set(appended))}
                return Reply(200, {name: value for name, value in one.items() if name not in hidden})
        return _refused(404, 34, "The resource you requested could not be found.")


def _title(one: dict[str, Any]) -> str:
    return str(one.get("title") or one.get("name"))


def _row(one: dict[str, Any]) -> dict[str, Any]:
    names = (
        "id",
        "title",
        "original_title",
        "name",
        "original_name",
        "release_date",
        "first_air_date",
        "overview",
    )
    return {"adult": False, "media_type": one["media_type"]} | {
        name: one[name] for name in names if name in one
    }


def _refused(status: int, code: int, message: str) -> Reply:
    return Reply(status, {"success": False, "status_code": code, "status_message": message})
