"""Bluesky's double: a PDS with its logins and its search, from a list of postViews."""

import json
from datetime import datetime
from typing import Any

from aggregator.loopback.double import Asked, Double, Reply, allowance


class Bluesky(Double):
    """Sessions that expire, searchPosts with its cursor, getPosts."""

    def __init__(self, items: list[Any], url: str) -> None:
        super().__init__(sorted(items, key=_sort_at, reverse=True), url)
        self._sessions = 0
        self._valid: set[str] = set()

    def expire_sessions(self) -> None:
        """All access tokens are stale from now on; refresh tokens still work."""
        self._valid = {token for token in self._valid if token.startswith("refresh-")}

    def drop_sessions(self) -> None:
        """No token works any more."""
        self._valid = set()

    def answer(self, asked: Asked) -> Reply | None:  # noqa: PLR0911 - each refusal is one
        """Answers below /xrpc/."""
        if not asked.path.startswith("/xrpc/"):
            return None
        method, token = asked.path.removeprefix("/xrpc/"), asked.login.removeprefix("Bearer ")
        if method.startswith("com.atproto.server."):
            return self._log_in(method.removeprefix("com.atproto.server."), token, asked.body)
        if not token:
            return _refusal(401, "AuthMissing", "Authentication Required")
        if token not in self._valid:
            known = token.startswith("access-")
            return _refusal(400, "ExpiredToken" if known else "InvalidToken", "Token could not be verified")
        if method == "app.bsky.feed.searchPosts":
            return self._search(asked)
        if method == "app.bsky.feed.getPosts":
            return self._get_posts(asked)
        if method == "app.bsky.actor.getProfiles":
            return self._get_profiles(asked)
        return _refusal(501, "MethodNotImplemented", "Method Not Implemented")

    def _log_in(self, method: str, token: str, body: bytes) -> Reply:
        if method == "createSession":
            asked = json.loads(body or b"{}")
            if not asked.get("identifier") or not asked.get("password"):
                return _refusal(401, "AuthenticationRequired", "Invalid identifier or password", 30)
            return self._session(str(asked["identifier"]), 30)
        if body:
            return _refusal(400, "InvalidRequest", "A request body was provided when none was expected")
        if token not in self._valid or not token.startswith("refresh-"):
            return _refusal(400, "ExpiredToken", "Token has been revoked")
        return self._session("fan.example", 3000)

    def _session(self, handle: str, limit: int) -> Reply:
        self._sessions += 1
        tokens = {
            "accessJwt": f"access-{self._sessions}-token",
            "refreshJwt": f"refresh-{self._sessions}-token",
        }
        self._valid = set(tokens.values())
        session = {**tokens, "did": "did:plc:reader", "handle": handle, "active": True}
        return Reply(body=session, headers=allowance(limit, "ratelimit"))

    def _search(self, asked: Asked) -> Reply:
        words, limit = asked.value("q"), asked.number("limit", 25)
        if not words:
            return _refusal(400, "InvalidRequest", 'Missing required key "q"')
        if not 1 <= limit <= 100:
            return _refusal(400, "InvalidRequest", f"integer too big (maximum 100, got {limit})")
        since, until = asked.value("since"), asked.value("until")
        shown = [
            post
            for post in self.items
            if post["uri"] not in self.hidden
            and (not since or _sort_at(post) >= datetime.fromisoformat(since))
            and (not until or _sort_at(post) < datetime.fromisoformat(until))
            and all(tag.casefold() in _tags(post) for tag in asked.params.get("tag", ()))
            and (
                words.startswith("#")
                or words.strip('"').casefold() in post["record"].get("text", "").casefold()
            )
        ][: self.cap]
        start = asked.number("cursor", 0)
        body: dict[str, Any] = {"posts": shown[start : start + limit], "hitsTotal": len(shown)}
        if start + limit < len(shown):
            body["cursor"] = str(start + limit)
        return Reply(body=body, headers=allowance(3000, "ratelimit"))

    def _get_posts(self, asked: Asked) -> Reply:
        uris = asked.params.get("uris", [])
        if len(uris) > 25:
            return _refusal(400, "InvalidRequest", "array too big (maximum 25)")
        found = [post for post in self.items if post["uri"] in uris and post["uri"] not in self.hidden]
        return Reply(body={"posts": found}, headers=allowance(3000, "ratelimit"))

    def _get_profiles(self, asked: Asked) -> Reply:
        actors = asked.params.get("actors", [])
        if len(actors) > 25:
            return _refusal(400, "InvalidRequest", "array too big (maximum 25)")
        known = {post["author"]["did"]: post["author"] for post in self.items}
        found = [{**known[did], "followersCount": 10 * len(did)} for did in actors if did in known]
        return Reply(body={"profiles": found}, headers=allowance(3000, "ratelimit"))


def _sort_at(post: dict[str, Any]) -> datetime:
    times = (post["record"].get("createdAt"), post.get("indexedAt"))
    return min(datetime.fromisoformat(time) for time in times if time)


def _tags(post: dict[str, Any]) -> set[str]:
    record = post["record"]
    features = (feature for facet in record.get("facets", ()) for feature in facet.get("features", ()))
    return {
        tag.casefold() for tag in [*record.get("tags", ()), *(feature.get("tag", "") for feature in features)]
    }


def _refusal(status: int, error: str, message: str, limit: int = 3000) -> Reply:
    return Reply(status, {"error": error, "message": message}, allowance(limit, "ratelimit"))
