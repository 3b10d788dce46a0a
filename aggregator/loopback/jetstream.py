"""Jetstream's double: a stream of v1 events, and the AppView that shows the posts in it."""

import copy
from datetime import UTC, datetime
from typing import Any

from aggregator.loopback.double import Asked, Double, Reply, Stream

_SMALLEST_CURSOR = 10**15
_AT_ONCE = 25


class Jetstream(Double):
    """/subscribe from a cursor on; getPosts and getProfiles of whoever wrote in the stream.

    `oldest` is the first time_us that is still held: an older cursor is moved there without a word. `drip_s`
    and `cut_after` spoil the stream (see Stream); `answers` False: the AppView is down.
    """

    def __init__(self, items: list[Any], url: str) -> None:
        super().__init__(sorted(items, key=_time), url)
        self.oldest = 0
        self.drip_s = 0.0
        self.cut_after: int | None = None
        self.answers = True

    def frames(self, asked: Asked) -> Stream | Reply | None:
        """The events from the cursor on; without one only what is still to come: nothing."""
        if asked.path != "/subscribe":
            return None
        if "permessage-deflate" in asked.headers.get("sec-websocket-extensions", ""):
            return Reply(400, "compression not supported together with permessage-deflate\n")
        cursor = asked.number("cursor", 0)
        wanted = asked.params.get("wantedCollections", [])
        largest = asked.number("maxMessageSizeBytes", 0)
        events = [
            event
            for event in self.items
            if cursor >= _SMALLEST_CURSOR  # a smaller one is taken for a number of the new wire
            and _time(event) >= max(cursor, self.oldest)
            and (event.get("kind") != "commit" or not wanted or event["commit"].get("collection") in wanted)
            and (not largest or len(str(event)) <= largest)
        ]
        return Stream(events, self.drip_s, self.cut_after)

    def answer(self, asked: Asked) -> Reply | None:
        """Answers getPosts and getProfiles, as the AppView answers without a login."""
        if asked.path not in {"/xrpc/app.bsky.feed.getPosts", "/xrpc/app.bsky.actor.getProfiles"}:
            return None
        if not self.answers:
            return Reply(502, "<html>Bad Gateway</html>")
        named = asked.params.get("uris", []) + asked.params.get("actors", [])
        if len(named) > _AT_ONCE:
            return Reply(400, {"error": "InvalidRequest", "message": "array too big (maximum 25)"})
        if asked.path.endswith("getProfiles"):
            return Reply(body={"profiles": [_profile(did) for did in named]})
        shown = self._shown()
        return Reply(body={"posts": [shown[uri] for uri in named if uri in shown]})

    def _shown(self) -> dict[str, Any]:
        """The posts that stand now, by their addresses."""
        views: dict[str, Any] = {}
        for event in self.items:
            commit = event.get("commit", {})
            uri = f"at://{event.get('did')}/app.bsky.feed.post/{commit.get('rkey')}"
            if commit.get("operation") == "delete":
                views.pop(uri, None)
            elif event.get("kind") == "account" and not event["account"]["active"]:
                views = {key: view for key, view in views.items() if view["author"]["did"] != event["did"]}
            elif isinstance(commit.get("record"), dict) and uri not in self.hidden:
                views[uri] = {
                    "uri": uri,
                    "cid": commit.get("cid", ""),
                    "author": {key: _profile(event["did"])[key] for key in ("did", "handle", "displayName")},
                    "record": copy.deepcopy(commit["record"]),
                    "replyCount": 1,
                    "repostCount": 2,
                    "likeCount": 3,
                    "quoteCount": 0,
                    "indexedAt": datetime.fromtimestamp(_time(event) / 1e6, UTC).isoformat(),
                    "labels": list(event.get("labels", [])),
                }
        return views


def _profile(did: str) -> dict[str, Any]:
    name = did.rsplit(":", 1)[-1]
    return {
        "did": did,
        "handle": f"{name}.example",
        "displayName": name.title(),
        "followersCount": 100 + len(name),
        "postsCount": 7,
    }


def _time(event: dict[str, Any]) -> int:
    return int(event["time_us"])
