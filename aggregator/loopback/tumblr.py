"""Tumblr's double: the posts of a tag and a blog's single posts, from a list of posts."""

from typing import Any
from urllib.parse import unquote

from aggregator.loopback.double import Asked, Double, Reply


class Tumblr(Double):
    """Pages by `before`, at most 20 posts. `hole` is (from, to): asked for a time in it, it gives nothing."""

    def __init__(self, items: list[Any], url: str) -> None:
        super().__init__(sorted(items, key=lambda post: int(post["timestamp"]), reverse=True), url)
        self.hole: tuple[int, int] | None = None

    def answer(self, asked: Asked) -> Reply | None:
        """Answers /v2/tagged and /v2/blog/BLOG/posts."""
        if not asked.path.startswith("/v2/"):
            return None
        if not asked.value("api_key"):
            return _said(401, "Unauthorized", [])
        if asked.path == "/v2/tagged":
            return _said(200, "OK", self._tagged(asked))
        if asked.path.startswith("/v2/blog/") and asked.path.endswith("/posts"):
            blog = unquote(asked.path.split("/")[3])
            found = [
                post
                for post in self._standing()
                if blog in (post["blog_name"], post["blog"].get("uuid"))
                and post["id_string"] == asked.value("id")
            ]
            return _said(200, "OK", {"posts": found}) if found else _said(404, "Not Found", [])
        return None

    def _standing(self) -> list[Any]:
        return [post for post in self.items if post["id_string"] not in self.hidden]

    def _tagged(self, asked: Asked) -> list[Any]:
        tag, before = asked.value("tag").casefold(), asked.number("before", 1 << 40)
        if self.hole is not None and self.hole[0] < before <= self.hole[1]:
            return []
        shown = [
            post
            for post in self._standing()
            if post["timestamp"] < before and tag in {known.casefold() for known in post["tags"]}
        ]
        return shown[: max(1, min(20, asked.number("limit", 20)))]


def _said(status: int, message: str, response: Any) -> Reply:
    return Reply(status, {"meta": {"status": status, "msg": message}, "response": response})
