"""YouTube's double: comment threads, replies and searches, from a list of commentThreads and videos.

A recorded thread holds all its replies; the double carries the first five along, as the network does. A video
(`{"kind": "youtube#video", "id", "snippet": {"title", "publishedAt"}}`) may say why its comments are refused:
`"refusal": "commentsDisabled"`.
"""

from typing import Any

from aggregator.loopback.double import Asked, Double, Reply

_CARRIED = 5
_STATUS = {"videoNotFound": 404, "commentNotFound": 404, "invalidPageToken": 400, "keyInvalid": 400}


class Youtube(Double):
    """commentThreads, comments, search. `quota` is what is left of the day, by bucket.

    `tells_videos`: comments asked for by their ids name their video, which the documents do not promise.
    """

    def __init__(self, items: list[Any], url: str) -> None:
        threads = [item for item in items if item["kind"] == "youtube#commentThread"]
        super().__init__(sorted(threads, key=_published, reverse=True), url)
        self.videos = [item for item in items if item["kind"] == "youtube#video"]
        self.quota = {"searches": 100, "units": 10_000}
        self.tells_videos = True

    def answer(self, asked: Asked) -> Reply | None:
        """Answers at /youtube/v3 and, for tests that know no path, at the top."""
        method = asked.path.removeprefix("/youtube/v3").strip("/")
        methods = {"search": self._search, "commentThreads": self._threads, "comments": self._comments}
        if method not in methods:
            return None
        key = asked.headers.get("x-goog-api-key") or asked.value("key")
        if not key:
            return _refusal("forbidden", "Method doesn't allow unregistered callers.", domain="global")
        if key == "invalid":
            return _refusal("keyInvalid", "Bad Request")
        bucket = "searches" if method == "search" else "units"
        if self.quota[bucket] <= 0:
            return _refusal(
                "quotaExceeded", "The request cannot be completed because you have exceeded your quota."
            )
        self.quota[bucket] -= 1
        return methods[method](asked)

    def _search(self, asked: Asked) -> Reply:
        limit, since = asked.number("maxResults", 5), asked.value("publishedAfter")
        words = asked.value("q").casefold().split()
        found = [
            {
                "kind": "youtube#searchResult",
                "id": {"kind": "youtube#video", "videoId": video["id"]},
                "snippet": video["snippet"],
            }
            for video in self.videos
            if any(word in video["snippet"]["title"].casefold() for word in words)
            and video["snippet"]["publishedAt"] >= since
        ]
        body: dict[str, Any] = {"kind": "youtube#searchListResponse", "items": found[:limit]}
        body["pageInfo"] = {"totalResults": 1_000_000, "resultsPerPage": limit}
        return Reply(body=body)

    def _threads(self, asked: Asked) -> Reply:
        if asked.value("id"):
            return self._threads_of(asked.value("id").split(","))
        video = next((one for one in self.videos if one["id"] == asked.value("videoId")), None)
        if video is None:
            return _refusal(
                "videoNotFound", "The video identified by the videoId parameter could not be found."
            )
        if "refusal" in video:
            return _refusal(video["refusal"], "The comments of this video can't be retrieved.")
        shown = [
            thread
            for thread in self.items
            if thread["snippet"]["videoId"] == video["id"] and thread["id"] not in self.hidden
        ]
        limit = asked.number("maxResults", 20)
        if not 1 <= limit <= 100:
            return _refusal(
                "invalidParameter", f"Invalid value '{limit}'. Values must be within [1, 100]", 400
            )
        start = _start(shown, asked.value("pageToken"))
        if start is None:
            return _refusal("invalidPageToken", "The request specifies an invalid page token.")
        body: dict[str, Any] = {"kind": "youtube#commentThreadListResponse"}
        body["items"] = [self._carrying(thread) for thread in shown[start : start + limit]]
        if start + limit < len(shown):
            body["nextPageToken"] = f"after.{shown[start + limit - 1]['id']}"
        return Reply(body=body)

    def _threads_of(self, ids: list[str]) -> Reply:
        """Threads by their ids: these are the ids of their first comments."""
        found = [one for one in self.items if one["id"] in ids and one["id"] not in self.hidden]
        items = [self._carrying(thread) for thread in found]
        return Reply(body={"kind": "youtube#commentThreadListResponse", "items": items})

    def _carrying(self, thread: dict[str, Any]) -> dict[str, Any]:
        replies = self._replies(thread)
        shown = {**thread, "snippet": {**thread["snippet"], "totalReplyCount": len(replies)}}
        shown.pop("replies", None)
        return {**shown, "replies": {"comments": replies[:_CARRIED]}} if replies else shown

    def _replies(self, thread: dict[str, Any]) -> list[dict[str, Any]]:
        comments = thread.get("replies", {}).get("comments", [])
        return [reply for reply in comments if reply["id"] not in self.hidden]

    def _comments(self, asked: Asked) -> Reply:
        ids, parent = asked.value("id"), asked.value("parentId")
        if ids:
            found = [self._alone(comment) for comment in self._every() if comment["id"] in ids.split(",")]
            return Reply(body={"kind": "youtube#commentListResponse", "items": found})
        thread = next((one for one in self.items if one["id"] == parent), None)
        if thread is None or parent in self.hidden:
            return _refusal("commentNotFound", "One or more of the specified comments cannot be found.")
        shown = self._replies(thread)
        limit = asked.number("maxResults", 20)
        start = _start(shown, asked.value("pageToken")) or 0
        body: dict[str, Any] = {"kind": "youtube#commentListResponse", "items": shown[start : start + limit]}
        if start + limit < len(shown):
            body["nextPageToken"] = f"after.{shown[start + limit - 1]['id']}"
        return Reply(body=body)

    def _alone(self, comment: dict[str, Any]) -> dict[str, Any]:
        """A comment without its thread, as its id alone brings it."""
        left_out = {"totalReplyCount"} if self.tells_videos else {"totalReplyCount", "videoId"}
        told = {name: value for name, value in comment["snippet"].items() if name not in left_out}
        return {**comment, "snippet": told}

    def _every(self) -> list[dict[str, Any]]:
        firsts = [one["snippet"]["topLevelComment"] for one in self.items if one["id"] not in self.hidden]
        return [*firsts, *(reply for thread in self.items for reply in self._replies(thread))]

    def posts_of(self, body: Any) -> list[Any]:
        """The threads or comments of an answer."""
        return list_of(body)


def list_of(body: Any) -> list[Any]:
    """An answer's items, itself and no copy."""
    items = body.get("items") if isinstance(body, dict) else None
    return items if isinstance(items, list) else []


def _start(shown: list[dict[str, Any]], token: str) -> int | None:
    """Where the page of that mark begins; None for a mark that is none of ours."""
    if not token:
        return 0
    places = [place for place, one in enumerate(shown, start=1) if token == f"after.{one['id']}"]
    return places[0] if places else None


def _published(thread: dict[str, Any]) -> str:
    return str(thread["snippet"]["topLevelComment"]["snippet"]["publishedAt"])


def _refusal(reason: str, message: str, status: int = 403, *, domain: str = "youtube") -> Reply:
    code = _STATUS.get(reason, status)
    error = {
        "code": code,
        "message": message,
        "errors": [{"message": message, "domain": domain, "reason": reason}],
    }
    return Reply(code, {"error": error})
