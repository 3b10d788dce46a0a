"""Wikidata's double: items by id, by label and by an id that a statement holds, from a list of entities."""

from typing import Any

from aggregator.loopback.double import Asked, Double, Reply

_MOST = 50


class Wikidata(Double):
    """An entity is what wbgetentities answers. `{"merged": {old: new}}` among them names merged ones.

    `lag_s`: so many seconds the servers lag behind, which `maxlag` does not accept.
    """

    def __init__(self, items: list[Any], url: str) -> None:
        super().__init__([one for one in items if "id" in one], url)
        merged = [one["merged"] for one in items if "merged" in one]
        self.merged: dict[str, str] = merged[0] if merged else {}
        self.lag_s = 0

    def answer(self, asked: Asked) -> Reply | None:
        """Answers what the provider asks of /w/api.php."""
        if asked.path != "/w/api.php":
            return None
        if self.lag_s > asked.number("maxlag", self.lag_s):
            info = f"Waiting for db1: {self.lag_s} seconds lagged."
            return Reply(
                200, {"error": {"code": "maxlag", "info": info, "lag": self.lag_s}}, {"Retry-After": "5"}
            )
        action = asked.value("action")
        if action == "wbgetentities":
            return self._entities(asked)
        if action == "wbsearchentities":
            return Reply(200, {"search": self._called(asked.value("search")), "success": 1})
        if action == "query" and asked.value("list") == "search":
            return Reply(
                200, {"batchcomplete": True, "query": {"search": self._stating(asked.value("srsearch"))}}
            )
        return _refused("badvalue", f'Unrecognized value for parameter "action": {action}.')

    def _entities(self, asked: Asked) -> Reply:
        ids = asked.value("ids").split("|")
        if len(ids) > _MOST:
            return _refused(
                "toomanyvalues", f"Too many values supplied for parameter 'ids'. The limit is {_MOST}."
            )
        props = asked.value("props").split("|")
        languages = set(asked.value("languages").split("|"))
        found = {one: self._entity(one, props, languages) for one in ids}
        return Reply(200, {"entities": found, "success": 1})

    def _entity(self, asked: str, props: list[str], languages: set[str]) -> dict[str, Any]:
        target = self.merged.get(asked, asked)
        for entity in self.items:
            if entity["id"] == target:
                shown: dict[str, Any] = {"type": "item", "id": target}
                if target != asked:
                    shown["redirects"] = {"from": asked, "to": target}
                for name in props:
                    value = entity.get(name, {})
                    told = {key: value[key] for key in value if name == "claims" or key in languages}
                    shown[name] = told or []  # PHP's empty object
                return shown
        return {"id": asked, "missing": ""}

    def _called(self, words: str) -> list[Any]:
        wanted = words.casefold()
        return [
            {"id": entity["id"], "title": entity["id"], "label": _names(entity)[0]}
            for entity in self.items
            if any(name.casefold().startswith(wanted) for name in _names(entity))
        ]

    def _stating(self, search: str) -> list[Any]:
        key, _, value = search.removeprefix("haswbstatement:").partition("=")
        return [
            {"ns": 0, "title": entity["id"]}
            for entity in self.items
            for one in entity.get("claims", {}).get(key, [])
            if one["mainsnak"].get("datavalue", {}).get("value") == value
        ]


def _names(entity: dict[str, Any]) -> list[str]:
    labels = [one["value"] for one in entity.get("labels", {}).values()]
    return [*labels, *(one["value"] for some in entity.get("aliases", {}).values() for one in some)] or [""]


def _refused(code: str, info: str) -> Reply:
    return Reply(200, {"error": {"code": code, "info": info}})
