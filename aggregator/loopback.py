"""A network on this machine: plays a recording over loopback HTTP, for the demo and for collectors' tests.

A recording is a folder with any of:
- `mastodon.json`: a list of statuses in Mastodon's own shape, served as an instance's hashtag timelines;
- `bluesky.json`: a list of postViews in Bluesky's own shape, served as a PDS with its search;
- `exchanges.json`: a list of `{"request": {"method", "path", "params"}, "response": {"status", "headers",
  "body"}}` for anything else. The same request again gets the next answer, the last one for ever.
`https://recorded.invalid` in it becomes the server's own address, for posts that are at home there.
The two networks are paged as the real ones are (limits, Link, cursors, rate-limit headers).
"""

import copy
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

Params = dict[str, list[str]]

HERE = "https://recorded.invalid"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answers: `body` as JSON, or as it is if it is a text."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class Network:
    """The recorded networks and what a test may do to them.

    `requests` lists what was asked, as (method, path with query). `alter(path, body)` may change a good
    answer, `fail(path)` may replace any answer. `search_cap` ends every search after so many posts.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self.url = url
        self.requests: list[tuple[str, str]] = []
        self.alter: Callable[[str, Any], Any] | None = None
        self.fail: Callable[[str], Reply | None] | None = None
        self.search_cap: int | None = None
        self._lock = threading.Lock()
        self._hidden: set[str] = set()
        self._statuses = sorted(self._load(folder / "mastodon.json"), key=_id_order, reverse=True)
        self._posts = sorted(self._load(folder / "bluesky.json"), key=_sort_at, reverse=True)
        self._exchanges = self._load(folder / "exchanges.json")
        self._played: set[int] = set()
        self._sessions = 0
        self._valid: set[str] = set()

    def _load(self, path: Path) -> list[Any]:
        if not path.exists():
            return []
        return list(json.loads(path.read_text("utf-8").replace(HERE, self.url)))

    def hide(self, *ids: str) -> None:
        """These posts (Mastodon's uri, Bluesky's at:// uri) are deleted from now on."""
        with self._lock:
            self._hidden |= set(ids)

    def expire_sessions(self) -> None:
        """All access tokens are stale from now on; refresh tokens still work."""
        with self._lock:
            self._valid = {token for token in self._valid if token.startswith("refresh-")}

    def drop_sessions(self) -> None:
        """No token works any more."""
        with self._lock:
            self._valid = set()

    def answer(self, method: str, target: str, login: str, body: bytes) -> Reply:
        """One request, as the network would answer it."""
        parts = urlsplit(target)
        params = parse_qs(parts.query, keep_blank_values=True)
        with self._lock:
            self.requests.append((method, target))
            failed = self.fail(parts.path) if self.fail else None
            if failed is not None:
                return failed
            reply = self._route(method, parts.path, params, login, body)
            if self.alter and reply.status == 200:
                return Reply(reply.status, self.alter(parts.path, copy.deepcopy(reply.body)), reply.headers)
            return reply

    def _route(self, method: str, path: str, params: Params, login: str, body: bytes) -> Reply:
        recorded = self._recorded(method, path, params)
        if recorded is not None:
            return recorded
        if path.startswith("/api/v1/timelines/tag/"):
            return self._timeline(path, unquote(path.rsplit("/", 1)[1]).casefold(), params)
        if path.startswith("/api/v1/statuses/"):
            return self._status(path.rsplit("/", 1)[1])
        if path == "/api/v2/instance":
            access = {"local": "public", "remote": "public"}
            return Reply(
                body={"configuration": {"timelines_access": {"hashtag_feeds": access}}},
                headers=_allowance(300),
            )
        if path.startswith("/xrpc/"):
            return self._xrpc(path.removeprefix("/xrpc/"), params, login, body)
        return Reply(404, {"error": "Record not found"})

    def _recorded(self, method: str, path: str, params: Params) -> Reply | None:
        found = None
        for place, exchange in enumerate(self._exchanges):
            asked = exchange["request"]
            wanted = {
                name: value if isinstance(value, list) else [value]
                for name, value in asked.get("params", {}).items()
            }
            if (asked.get("method", "GET"), asked["path"]) != (method, path) or any(
                params.get(name) != value for name, value in wanted.items()
            ):
                continue
            found = place
            if place not in self._played:
                break
        if found is None:
            return None
        self._played.add(found)
        response = self._exchanges[found]["response"]
        return Reply(response.get("status", 200), response.get("body"), response.get("headers", {}))

    # ── Mastodon ─────────────────────────────────────────────────────────────

    def _timeline(self, path: str, tag: str, params: Params) -> Reply:
        shown = [
            status
            for status in self._statuses
            if status["uri"] not in self._hidden
            and status.get("visibility", "public") == "public"
            and any(known["name"].casefold() == tag for known in status.get("tags", ()))
        ]
        limit = max(1, min(40, _number(params, "limit", 20)))
        for name, below in (("max_id", True), ("since_id", False), ("min_id", False)):
            if params.get(name):
                edge = _id_order({"id": params[name][0]})
                shown = [
                    status
                    for status in shown
                    if (_id_order(status) < edge) == below and _id_order(status) != edge
                ]
        page = shown[-limit:] if params.get("min_id") else shown[:limit]
        headers = _allowance(300)
        if page:
            kept = {"limit": str(limit)} if params.get("limit") else {}
            older, newer = ({**kept, "max_id": page[-1]["id"]}, {**kept, "min_id": page[0]["id"]})
            links = [(older, "next")] if len(page) == limit else []
            headers["Link"] = ", ".join(
                f'<{self.url}{path}?{urlencode(query)}>; rel="{rel}"'
                for query, rel in [*links, (newer, "prev")]
            )
        return Reply(body=page, headers=headers)

    def _status(self, identity: str) -> Reply:
        for status in self._statuses:
            if status["id"] == identity and status["uri"] not in self._hidden:
                return Reply(body=status, headers=_allowance(300))
        return Reply(404, {"error": "Record not found"}, _allowance(300))

    # ── Bluesky ──────────────────────────────────────────────────────────────

    def _xrpc(self, method: str, params: Params, login: str, body: bytes) -> Reply:
        token = login.removeprefix("Bearer ")
        if method.startswith("com.atproto.server."):
            return self._log_in(method.removeprefix("com.atproto.server."), token, body)
        if not token:
            return _refusal(401, "AuthMissing", "Authentication Required")
        if token not in self._valid:
            known = token.startswith("access-")
            return _refusal(400, "ExpiredToken" if known else "InvalidToken", "Token could not be verified")
        if method == "app.bsky.feed.searchPosts":
            return self._search(params)
        if method == "app.bsky.feed.getPosts":
            return self._get_posts(params)
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
        return Reply(body=session, headers=_allowance(limit, "ratelimit"))

    def _search(self, params: Params) -> Reply:
        words, limit = params.get("q", [""])[0], _number(params, "limit", 25)
        if not words:
            return _refusal(400, "InvalidRequest", 'Missing required key "q"')
        if not 1 <= limit <= 100:
            return _refusal(400, "InvalidRequest", f"integer too big (maximum 100, got {limit})")
        since, until = (params.get(name, [""])[0] for name in ("since", "until"))
        shown = [
            post
            for post in self._posts
            if post["uri"] not in self._hidden
            and (not since or _sort_at(post) >= datetime.fromisoformat(since))
            and (not until or _sort_at(post) < datetime.fromisoformat(until))
            and all(tag.casefold() in _tags(post) for tag in params.get("tag", ()))
            and (
                words.startswith("#")
                or words.strip('"').casefold() in post["record"].get("text", "").casefold()
            )
        ][: self.search_cap]
        start = _number(params, "cursor", 0)
        body: dict[str, Any] = {"posts": shown[start : start + limit]}
        if start + limit < len(shown):
            body["cursor"] = str(start + limit)
        return Reply(body=body, headers=_allowance(3000, "ratelimit"))

    def _get_posts(self, params: Params) -> Reply:
        uris = params.get("uris", [])
        if len(uris) > 25:
            return _refusal(400, "InvalidRequest", "array too big (maximum 25)")
        found = [post for post in self._posts if post["uri"] in uris and post["uri"] not in self._hidden]
        return Reply(body={"posts": found}, headers=_allowance(3000, "ratelimit"))


@contextmanager
def play(folder: Path) -> Iterator[Network]:
    """Serve the recording on a free port of 127.0.0.1 while the block runs; `.url` says where."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length)
            reply = network.answer(self.command, self.path, self.headers.get("authorization", ""), body)
            said = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
            self.send_response(reply.status)
            headers = {"Content-Type": "application/json; charset=utf-8", **reply.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            data = said.encode("utf-8", "surrogatepass")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET  # noqa: N815 - http.server's name

        def log_message(self, *_: object) -> None:
            """Say nothing: `requests` tells what was asked."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    network = Network(folder, f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield network
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def _id_order(status: dict[str, Any]) -> tuple[int, str]:
    """Numbers by their size (Mastodon), others as the texts they are (ULIDs)."""
    identity = str(status["id"])
    return (len(identity), identity) if identity.isdecimal() else (0, identity)


def _sort_at(post: dict[str, Any]) -> datetime:
    times = (post["record"].get("createdAt"), post.get("indexedAt"))
    return min(datetime.fromisoformat(time) for time in times if time)


def _tags(post: dict[str, Any]) -> set[str]:
    record = post["record"]
    features = (feature for facet in record.get("facets", ()) for feature in facet.get("features", ()))
    return {
        tag.casefold() for tag in [*record.get("tags", ()), *(feature.get("tag", "") for feature in features)]
    }


def _number(params: Params, name: str, default: int) -> int:
    value = params.get(name, [""])[0]
    return int(value) if value.isdecimal() else default


def _allowance(limit: int, prefix: str = "x-ratelimit") -> dict[str, str]:
    resets_at = datetime.now(UTC) + timedelta(minutes=5)
    epoch = prefix == "ratelimit"
    return {
        f"{prefix}-limit": str(limit),
        f"{prefix}-remaining": str(limit - 1),
        f"{prefix}-reset": str(int(resets_at.timestamp()))
        if epoch
        else resets_at.isoformat().replace("+00:00", "Z"),
    }


def _refusal(status: int, error: str, message: str, limit: int = 3000) -> Reply:
    return Reply(status, {"error": error, "message": message}, _allowance(limit, "ratelimit"))
