"""Lemmy's double: an instance's search, and its single posts and comments, from a list of views."""

from typing import Any

from aggregator.loopback.double import Asked, Double, Reply


class Lemmy(Double):
    """Pages by number, at most 50; words are found in any order, as its database finds them."""

    def __init__(self, items: list[Any], url: str) -> None:
        super().__init__(sorted(items, key=lambda view: str(_said(view)["published"]), reverse=True), url)

    def answer(self, asked: Asked) -> Reply | None:
        """Answers below /api/v3."""
        if asked.path == "/api/v3/search":
            return self._search(asked)
        if asked.path in ("/api/v3/post", "/api/v3/comment"):
            return self._single(asked, asked.path.rsplit("/", 1)[1])
        return None

    def _standing(self) -> list[Any]:
        return [view for view in self.items if _said(view)["ap_id"] not in self.hidden]

    def _search(self, asked: Asked) -> Reply:
        sort, limit, page = asked.value("type_"), asked.number("limit", 10), asked.number("page", 1)
        if limit > 50 or page < 1:
            return Reply(400, {"error": "couldnt_get_posts"})
        words = asked.value("q").casefold().split()
        shown = [
            view
            for view in self._standing()
            if ("comment" in view) == (sort == "Comments") and all(word in _words(view) for word in words)
        ][: self.cap]
        found = shown[(page - 1) * limit : page * limit]
        lists: dict[str, Any] = {"posts": [], "comments": [], "communities": [], "users": []}
        return Reply(body={"type_": sort, **lists, sort.lower(): found})

    def _single(self, asked: Asked, kind: str) -> Reply:
        for view in self._standing():
            if ("comment" in view) == (kind == "comment") and str(_said(view)["id"]) == asked.value("id"):
                return Reply(body={f"{kind}_view": view})
        return Reply(404, {"error": f"couldnt_find_{kind}"})


def _said(view: dict[str, Any]) -> dict[str, Any]:
    return dict(view.get("comment") or view["post"])


def _words(view: dict[str, Any]) -> str:
    said = _said(view)
    return " ".join(str(said.get(name) or "") for name in ("name", "body", "content")).casefold()
