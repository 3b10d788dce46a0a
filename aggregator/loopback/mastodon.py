"""Mastodon's double: an instance's hashtag timelines, from a list of statuses."""

from typing import Any
from urllib.parse import unquote, urlencode

from aggregator.loopback.double import Asked, Double, Reply, allowance


class Mastodon(Double):
    """Timelines with their Link header, single statuses, and what the instance says of itself."""

    def __init__(self, items: list[Any], url: str) -> None:
        super().__init__(sorted(items, key=_id_order, reverse=True), url)

    def answer(self, asked: Asked) -> Reply | None:
        """Answers below /api/v1/timelines/tag, /api/v1/statuses and /api/v2/instance."""
        if asked.path.startswith("/api/v1/timelines/tag/"):
            return self._timeline(asked, unquote(asked.path.rsplit("/", 1)[1]).casefold())
        if asked.path.startswith("/api/v1/statuses/"):
            return self._status(asked.path.rsplit("/", 1)[1])
        if asked.path == "/api/v2/instance":
            access = {"local": "public", "remote": "public"}
            return Reply(
                body={"configuration": {"timelines_access": {"hashtag_feeds": access}}},
                headers=allowance(300),
            )
        return None

    def _timeline(self, asked: Asked, tag: str) -> Reply:
        params = asked.params
        shown = [
            status
            for status in self.items
            if status["uri"] not in self.hidden
            and status.get("visibility", "public") == "public"
            and any(known["name"].casefold() == tag for known in status.get("tags", ()))
        ]
        limit = max(1, min(40, asked.number("limit", 20)))
        for name, below in (("max_id", True), ("since_id", False), ("min_id", False)):
            if params.get(name):
                edge = _id_order({"id": params[name][0]})
                shown = [
                    status
                    for status in shown
                    if (_id_order(status) < edge) == below and _id_order(status) != edge
                ]
        page = shown[-limit:] if params.get("min_id") else shown[:limit]
        headers = allowance(300)
        if page:
            kept = {"limit": str(limit)} if params.get("limit") else {}
            older, newer = ({**kept, "max_id": page[-1]["id"]}, {**kept, "min_id": page[0]["id"]})
            links = [(older, "next")] if len(page) == limit else []
            headers["Link"] = ", ".join(
                f'<{self.url}{asked.path}?{urlencode(query)}>; rel="{rel}"'
                for query, rel in [*links, (newer, "prev")]
            )
        return Reply(body=page, headers=headers)

    def _status(self, identity: str) -> Reply:
        for status in self.items:
            if status["id"] == identity and status["uri"] not in self.hidden:
                return Reply(body=status, headers=allowance(300))
        return Reply(404, {"error": "Record not found"}, allowance(300))


def _id_order(status: dict[str, Any]) -> tuple[int, str]:
    """Numbers by their size (Mastodon), others as the texts they are (ULIDs)."""
    identity = str(status["id"])
    return (len(identity), identity) if identity.isdecimal() else (0, identity)
