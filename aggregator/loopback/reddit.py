"""Reddit's double: tokens, searches, subreddits and comment trees, from a flat list of t3 and t1 things."""

import base64
import re
from typing import Any

from aggregator.loopback.double import Asked, Double, Reply

_PATH = re.compile(
    r"/r/(?P<subreddit>\w+)/(?P<listing>new|comments|search)/?"
    r"|/comments/(?P<link>\w+)(?:/_/(?P<comment>\w+))?/?"
    r"|/api/(?P<api>info|morechildren)/?"
)
_TERM = re.compile(r'(title:)?"([^"]+)"')


class Reddit(Double):
    """`cap` ends a listing (as Reddit's thousand does); a tree shows `shown` comments, and four levels.

    `closed` names subreddits with the reason why nobody may read them; `agents` are the names that we gave.
    """

    def __init__(self, items: list[Any], url: str) -> None:
        super().__init__(sorted(items, key=lambda item: -item["data"]["created_utc"]), url)
        self.cap = 1_000
        self.shown = 200
        self.closed: dict[str, str] = {}
        self.agents: set[str] = set()
        self._answers: dict[str, list[dict[str, Any]]] = {}
        self._made = 0
        self._valid = ""

    def expire_tokens(self) -> None:
        """No token works any more; a new one can be had."""
        self._valid = ""

    def answer(self, asked: Asked) -> Reply | None:
        """Answers at /api/v1/access_token, and to a token below /r, /comments and /api."""
        if asked.path == "/api/v1/access_token":
            return self._token(asked)
        match = _PATH.fullmatch(asked.path)
        if match is None:
            return None
        self.agents.add(asked.headers.get("user-agent", ""))
        if not self._valid or asked.login != f"bearer {self._valid}":
            realm = {"www-authenticate": 'Bearer realm="reddit", error="invalid_token"'}
            return Reply(401, {"message": "Unauthorized", "error": 401}, realm)
        headers = {"x-ratelimit-remaining": "588.0", "x-ratelimit-used": "12", "x-ratelimit-reset": "412"}
        reply = self._listed(match, asked) if match["listing"] else self._things(match, asked)
        return Reply(reply.status, reply.body, {**headers, **reply.headers})

    def posts_of(self, body: Any) -> list[Any]:
        """The things of a listing, of a tree or of morechildren."""
        listing = body[-1] if isinstance(body, list) and body else body
        data = listing.get("data") if isinstance(listing, dict) else None
        if isinstance(listing, dict) and "json" in listing:
            data = listing["json"].get("data")
        found = [data[name] for name in ("children", "things") if isinstance(data, dict) and name in data]
        return found[0] if found and isinstance(found[0], list) else []

    def _token(self, asked: Asked) -> Reply:
        login = base64.b64decode(asked.login.removeprefix("Basic ")).decode()
        if asked.method != "POST" or not all(login.partition(":")):
            return Reply(401, {"message": "Unauthorized", "error": 401})
        if asked.body != b"grant_type=client_credentials":
            return Reply(200, {"error": "unsupported_grant_type"})
        self._made += 1
        self._valid = f"token-{self._made}-of-the-application"
        return Reply(
            body={"access_token": self._valid, "token_type": "bearer", "expires_in": 86_400, "scope": "*"}
        )

    def _listed(self, match: re.Match[str], asked: Asked) -> Reply:
        subreddit, listing = match["subreddit"].casefold(), match["listing"]
        if subreddit in self.closed:
            reason = self.closed[subreddit]
            if reason == "missing":
                return Reply(302, "", {"location": f"{self.url}/subreddits/search?q={subreddit}"})
            status = 404 if reason == "banned" else 403
            return Reply(status, {"reason": reason, "message": "Forbidden", "error": status})
        kind = "t1" if listing == "comments" else "t3"
        shown = [
            item
            for item in self.items
            if item["kind"] == kind
            and subreddit in ("all", item["data"]["subreddit"].casefold())
            and (listing != "search" or _says(item["data"], asked.value("q")))
        ][: self.cap]
        names = [item["data"]["name"] for item in shown]
        start = names.index(asked.value("after")) + 1 if asked.value("after") in names else 0
        limit = min(100, asked.number("limit", 25))
        page = [self._now(item) for item in shown[start : start + limit]]
        after = names[start + limit - 1] if start + limit < len(names) else None
        return Reply(body=_listing(page, after))

    def _things(self, match: re.Match[str], asked: Asked) -> Reply:
        if match["api"] == "info":
            ids = asked.value("id").split(",")
            return Reply(body=_listing([self._now(one) for one in self.items if one["data"]["name"] in ids]))
        if match["api"] == "morechildren":
            wanted = [f"t1_{one}" for one in asked.value("children").split(",")]
            if len(wanted) > 100:
                return Reply(400, {"message": "Bad Request", "error": 400})
            things = [self._now(one) for one in self.items if one["data"]["name"] in wanted]
            flat = [{**one, "data": {**one["data"], "replies": ""}} for one in things]
            return Reply(body={"json": {"errors": [], "data": {"things": flat}}})
        link = next((one for one in self.items if one["data"]["name"] == f"t3_{match['link']}"), None)
        if link is None:
            return Reply(404, {"message": "Not Found", "error": 404})
        self._answers = {}
        for one in self.items:
            if one["kind"] == "t1":
                self._answers.setdefault(one["data"]["parent_id"], []).append(one)
        if match["comment"]:
            top = [one for one in self.items if one["data"]["name"] == f"t1_{match['comment']}"]
            return Reply(body=[_listing([self._now(link)]), _listing([self._tree(one, 0) for one in top])])
        return Reply(body=[_listing([self._now(link)]), _listing(self._under(link, 0))])

    def _under(self, parent: dict[str, Any], depth: int) -> list[dict[str, Any]]:
        """The comments that answer `parent`; those that are left out stand in a "more" node at the end."""
        name = parent["data"]["name"]
        replies = self._answers.get(name, [])
        if replies and depth >= 4:
            return [_more(name, [], depth)]
        shown = [self._tree(one, depth) for one in replies[: self.shown]]
        rest = [one["data"]["id"] for one in self._below(replies[self.shown :])]
        return [*shown, _more(name, rest, depth)] if rest else shown

    def _tree(self, comment: dict[str, Any], depth: int) -> dict[str, Any]:
        replies, now = self._under(comment, depth + 1), self._now(comment)
        return {**now, "data": {**now["data"], "replies": _listing(replies) if replies else ""}}

    def _below(self, comments: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = list(comments)
        for comment in found:
            found += self._answers.get(comment["data"]["name"], [])
        return found

    def _now(self, item: dict[str, Any]) -> dict[str, Any]:
        """The thing as it stands: what was deleted stays in its place."""
        data = {**item["data"], "replies": ""} if item["kind"] == "t1" else dict(item["data"])
        if data["name"] in self.hidden:
            data |= {"author": "[deleted]", "body": "[deleted]", "selftext": "[deleted]"}
            data.pop("author_fullname", None)
        return {**item, "data": data}


def _says(data: dict[str, Any], words: str) -> bool:
    title, text = data["title"].casefold(), data["selftext"].casefold()
    return any(term in title or (not field and term in text) for field, term in _TERM.findall(words))


def _listing(children: list[Any], after: str | None = None) -> dict[str, Any]:
    data = {"after": after, "before": None, "dist": len(children), "modhash": None, "children": children}
    return {"kind": "Listing", "data": data}


def _more(parent: str, children: list[str], depth: int) -> dict[str, Any]:
    first = children[0] if children else "_"
    data = {"count": len(children), "name": f"t1_{first}", "id": first, "parent_id": parent, "depth": depth}
    return {"kind": "more", "data": {**data, "children": children}}
