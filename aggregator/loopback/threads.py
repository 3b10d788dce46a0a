"""Threads' double: keyword search and /me of the Graph API, from a list of media objects."""

from datetime import datetime
from typing import Any

from aggregator.loopback.double import Asked, Double, Reply


class Threads(Double):
    """Searches by topic tag or by words, with Graph's cursors and error codes.

    `owner` is the token's user; while `approved` is False, only that user's posts are searched. `error` is
    the Graph error, as (status, code, message), that answers every search.
    """

    owner = "harbour.desk"
    approved = True
    error: tuple[int, int, str] | None = None

    def __init__(self, items: list[Any], url: str) -> None:
        super().__init__(sorted(items, key=lambda post: str(post["timestamp"]), reverse=True), url)

    def answer(self, asked: Asked) -> Reply | None:
        """Answers /v1.0/keyword_search and /v1.0/me."""
        if asked.path not in ("/v1.0/keyword_search", "/v1.0/me"):
            return None
        if not asked.value("access_token"):
            return _refusal(400, 190, "An access token is required to request this resource.")
        if asked.path == "/v1.0/me":
            return Reply(body={"id": "31000000000000001", "username": self.owner})
        if self.error is not None:
            return _refusal(*self.error)
        return self._search(asked)

    def _search(self, asked: Asked) -> Reply:
        words, limit = asked.value("q").casefold(), asked.number("limit", 25)
        if not words or limit > 100:
            return _refusal(400, 100, "Invalid parameter")
        shown = [
            post
            for post in self.items
            if post["id"] not in self.hidden
            and (self.approved or post["username"] == self.owner)
            and asked.number("since", 0) <= _seconds(post) <= asked.number("until", 1 << 40)
            and _found(post, words, tag=asked.value("search_mode") == "TAG")
        ][: self.cap]
        start = asked.number("after", 0)
        page = shown[start : start + limit]
        body: dict[str, Any] = {"data": page}
        if page:
            cursors = {"before": str(start), "after": str(start + limit)}
            body["paging"] = {"cursors": cursors}
            if start + limit < len(shown):
                body["paging"]["next"] = f"{self.url}{asked.path}?after={cursors['after']}"
        return Reply(body=body)


def _seconds(post: dict[str, Any]) -> int:
    return int(datetime.fromisoformat(post["timestamp"]).timestamp())


def _found(post: dict[str, Any], words: str, *, tag: bool) -> bool:
    if tag:
        return str(post.get("topic_tag", "")).casefold() == words
    return all(word in str(post.get("text", "")).casefold() for word in words.split())


def _refusal(status: int, code: int, message: str) -> Reply:
    error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AInvented"}
    return Reply(status, {"error": error})
