"""X's double: search, counts and lookup of API version 2, from a list of posts with all that belongs to them.

A recorded post holds its `author`, its `media` and the posts it refers to (`references`), as twarc flattens
them; in an answer they stand in `includes`, and what is missing there is told in `errors`.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from aggregator.loopback.double import Asked, Double, Reply, allowance

_PROBLEMS = "https://api.x.com/2/problems"
_RENAMED = {
    "edit_history_tweet_ids": "edit_history_post_ids",
    "note_tweet": "note_post",
    "referenced_tweets": "referenced_posts",
    "retweet_count": "repost_count",
    "total_tweet_count": "total_post_count",
    "tweet_count": "post_count",
    "tweets": "posts",
}
_OWN = ("author", "media", "references")
_ALWAYS = ("id", "text", "edit_history_tweet_ids")
_SEARCH = {
    "query",
    "start_time",
    "end_time",
    "since_id",
    "until_id",
    "max_results",
    "next_token",
    "sort_order",
}
_COUNTS = {"query", "start_time", "end_time", "since_id", "until_id", "next_token", "granularity"}
_FIELDS = {"expansions", "user.fields", "media.fields", "poll.fields", "place.fields"}
_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z")
_TOKEN = re.compile(r'-?"[^"]*"|-?[#\w:]+|[()]|\S', re.UNICODE)


class X(Double):
    """One app's view: `speaks` are the vocabularies it takes, `now` its clock (None: recent has no end).

    `sold` counts the posts that were delivered, which is what the real one bills.
    """

    def __init__(self, items: list[Any], url: str) -> None:
        super().__init__(sorted(items, key=lambda item: int(item["id"]), reverse=True), url)
        self.speaks = {"tweet", "post"}
        self.now: datetime | None = None
        self.sold = 0

    def posts_of(self, body: Any) -> list[Any]:
        """The posts under `data`."""
        found = body.get("data") if isinstance(body, dict) else None
        return found if isinstance(found, list) else []

    def answer(self, asked: Asked) -> Reply | None:
        """Answers below /2/tweets."""
        if asked.path != "/2/tweets" and not asked.path.startswith("/2/tweets/"):
            return None
        if not re.fullmatch(r"Bearer \S+", asked.login):
            refusal = {
                "title": "Unauthorized",
                "type": "about:blank",
                "status": 401,
                "detail": "Unauthorized",
            }
            return Reply(401, refusal)  # without any rate-limit header
        what, _, reach = asked.path.removeprefix("/2/tweets").strip("/").partition("/")
        if what == "search" and reach in {"recent", "all"}:
            return self._search(asked, archive=reach == "all")
        if what == "counts" and reach in {"recent", "all"}:
            return self._count(asked, archive=reach == "all")
        return self._lookup(asked) if not what else Reply(404, "<!DOCTYPE html><html>no such page</html>")

    # ── search and counts ────────────────────────────────────────────────────

    def _search(self, asked: Asked, *, archive: bool) -> Reply:
        wrong = self._refuse(asked, _SEARCH | _FIELDS, archive=archive)
        most, limit = (
            (500, asked.number("max_results", 10)) if archive else (100, asked.number("max_results", 10))
        )
        if wrong is None and not 10 <= limit <= most:
            wrong = _invalid("max_results", str(limit), f"value [{limit}] is not between 10 and {most}")
        if wrong is not None:
            return wrong
        found, start = self._matching(asked), self._start(asked)
        if start is None:
            return _invalid("next_token", asked.value("next_token"), "value is not valid")
        page = found[start : start + limit]
        meta: dict[str, Any] = {"result_count": len(page)}
        if page:
            meta |= {"newest_id": page[0]["id"], "oldest_id": page[-1]["id"]}
        if start + limit < len(found):
            meta["next_token"] = self._token(asked, start + limit)
        body = self._page(asked, page)
        return Reply(body={**body, "meta": meta}, headers=allowance(300 if archive else 450, "x-rate-limit"))

    def _count(self, asked: Asked, *, archive: bool) -> Reply:
        wrong = self._refuse(asked, _COUNTS, archive=archive)
        if wrong is not None:
            return wrong
        step = {"minute": 60, "hour": 3600, "day": 86_400}[asked.value("granularity", "hour")]
        found = [_moment(item["created_at"]) for item in self._matching(asked)]
        low, high = _moment(asked.value("start_time")), _moment(asked.value("end_time"))
        pieces = []
        while low < high:
            end = min(high, datetime.fromtimestamp((int(low.timestamp()) // step + 1) * step, UTC))
            number = sum(low <= moment < end for moment in found)
            pieces.append({"start": _written(low), "end": _written(end), "tweet_count": number})
            low = end
        return Reply(
            body={"data": pieces, "meta": {"total_tweet_count": len(found)}},
            headers=allowance(300, "x-rate-limit"),
        )

    def _matching(self, asked: Asked) -> list[dict[str, Any]]:
        wanted, unwanted = _terms(asked.value("query"))
        low, high = asked.value("start_time"), asked.value("end_time")
        return [
            item
            for item in self.items
            if not self._deleted(item)
            and (not low or _moment(item["created_at"]) >= _moment(low))
            and (not high or _moment(item["created_at"]) < _moment(high))
            and any(_holds(item, term) for term in wanted)
            and not any(_holds(item, term) for term in unwanted)
        ]

    def _refuse(  # noqa: PLR0911 - each refusal is one
        self, asked: Asked, known: set[str], *, archive: bool
    ) -> Reply | None:
        """A 400 for what X would not take; None where all is well."""
        fields = {f"{words}.fields" for words in self.speaks} if "expansions" in known else set()
        for name in asked.params:
            if name not in known | fields:
                return _invalid(name, asked.value(name), f"is not one of {sorted(known | fields)}")
        if "post.fields" not in fields and "referenced_posts" in asked.value("expansions"):
            return _invalid("expansions", asked.value("expansions"), "value is not one of those that exist")
        query, most = asked.value("query"), 1_024 if archive else 512
        if not query or len(query) > most or query.count('"') % 2 or query.count("(") != query.count(")"):
            return _invalid("query", query, f"is no query of 1 to {most} characters")
        low, high = asked.value("start_time"), asked.value("end_time")
        for name in ("start_time", "end_time"):
            if asked.value(name) and not _WRITTEN.fullmatch(asked.value(name)):
                return _invalid(name, asked.value(name), "value is no time like YYYY-MM-DDTHH:mm:ssZ")
        if low and high and _moment(low) >= _moment(high):
            return _invalid("start_time", low, "must be before 'end_time'")
        if low and self.now and not archive and _moment(low) < self.now - timedelta(days=7):
            return _invalid("start_time", low, "must be on or after 7 days ago")
        if high and self.now and _moment(high) > self.now - timedelta(seconds=10):
            return _invalid("end_time", high, "must be a minimum of 10 seconds prior to the request time")
        return None

    # A token holds the place, and what was asked: X takes it back for the same question only.

    def _token(self, asked: Asked, place: int) -> str:
        return base64.b32hexencode(f"{place} {_question(asked)}".encode()).decode().strip("=").lower()

    def _start(self, asked: Asked) -> int | None:
        token = asked.value("next_token").upper()
        if not token:
            return 0
        try:
            place, _, question = base64.b32hexdecode(token + "=" * (-len(token) % 8)).decode().partition(" ")
        except ValueError:
            return None
        return int(place) if question == _question(asked) else None

    # ── posts as they are sent ───────────────────────────────────────────────

    def _lookup(self, asked: Asked) -> Reply:
        ids = asked.value("ids").split(",")
        wrong = [one for one in ids if not re.fullmatch(r"[0-9]{1,19}", one)]
        if wrong or len(ids) > 100:
            return _invalid("ids", asked.value("ids"), f"value {wrong[:1]} does not match ^[0-9]{{1,19}}$")
        by_id = {one: item for item in self.items for one in _versions(item) if not self._deleted(item)}
        shown = {one: by_id[one] for one in ids if one in by_id}
        body = self._page(asked, list({item["id"]: item for item in shown.values()}.values()))
        lost = [_not_found("ids", "tweet", one) for one in ids if one not in shown]
        if lost or "errors" in body:
            body["errors"] = [*lost, *body.get("errors", [])]
        return Reply(body=body, headers=allowance(3500, "x-rate-limit"))

    def _deleted(self, item: Mapping[str, Any]) -> bool:
        """Who deletes one version deletes all."""
        return not self.hidden.isdisjoint(_versions(item))

    def _page(self, asked: Asked, items: list[dict[str, Any]]) -> dict[str, Any]:
        """`data`, `includes`, `errors`: the fields that were asked for, in the words they were asked in."""
        words = "post" if "post.fields" in asked.params else "tweet"
        fields = {*_ALWAYS, *asked.value(f"{words}.fields").split(",")}
        expansions = set(asked.value("expansions").split(","))
        if words == "post":
            fields = {next((old for old, new in _RENAMED.items() if new == one), one) for one in fields}
            fields |= {"author_id"} & expansions
            fields |= {"referenced_tweets"} if "referenced_posts" in expansions else set()
        references = [one for item in items for one in item.get("references", ())]
        includes: dict[str, list[Any]] = {}
        errors = []
        if "author_id" in expansions:
            includes["users"] = _once(item["author"] for item in items if item.get("author"))
            errors += [
                _not_found("author_id", "user", item["author_id"]) for item in items if not item.get("author")
            ]
        if "attachments.media_keys" in expansions:
            includes["media"] = _once(one for item in [*items, *references] for one in item.get("media", ()))
        if {"referenced_tweets.id", "referenced_posts"} & expansions:
            includes["tweets"] = [_sent(one, fields) for one in _once(references)]
            known = {one["id"] for one in references}
            errors += [
                _not_found("referenced_tweets.id", "tweet", ref["id"])
                for item in items
                for ref in item.get("referenced_tweets", ())
                if ref["id"] not in known
            ]
        self.sold += len(items)
        body: dict[str, Any] = {"data": [_sent(item, fields) for item in items]} if items else {}
        if any(includes.values()):
            body["includes"] = {name: found for name, found in includes.items() if found}
        if errors:
            body["errors"] = errors
        return _renamed(body) if words == "post" else body


def _terms(query: str) -> tuple[list[str], list[str]]:
    """What a query of the form `(a OR b) -c -is:d` wants and does not want."""
    words = [word for word in _TOKEN.findall(query) if word not in {"(", ")", "OR"}]
    wanted = [word.strip('"') for word in words if not word.startswith("-")]
    unwanted = [word[1:].strip('"') for word in words if word.startswith("-") and not word.startswith("-is:")]
    return [word.lower() for word in wanted], [word.lower() for word in unwanted]


def _holds(item: Mapping[str, Any], term: str) -> bool:
    if term.startswith("#"):
        tags = item.get("entities", {}).get("hashtags", ())
        return any(tag["tag"].lower() == term[1:] for tag in tags)
    words = re.findall(r"\w+", item.get("note_tweet", item).get("text", "").lower())
    sought = re.findall(r"\w+", term)
    return any(words[place : place + len(sought)] == sought for place in range(len(words)))


def _versions(item: Mapping[str, Any]) -> list[str]:
    return list(item.get("edit_history_tweet_ids", [item["id"]]))


def _sent(item: Mapping[str, Any], fields: set[str]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name in fields and name not in _OWN}


def _renamed(value: Any) -> Any:
    if isinstance(value, list):
        return [_renamed(one) for one in value]
    if isinstance(value, dict):
        return {_RENAMED.get(name, name): _renamed(one) for name, one in value.items()}
    return value


def _once(found: Any) -> list[Any]:
    return list({one.get("id") or one.get("media_key"): one for one in found}.values())


def _question(asked: Asked) -> str:
    same = "\n".join(asked.value(name) for name in ("query", "start_time", "end_time"))
    return hashlib.blake2b(same.encode(), digest_size=4).hexdigest()


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _not_found(parameter: str, kind: str, identity: str) -> dict[str, Any]:
    return {
        "value": identity,
        "detail": f"Could not find {kind} with {parameter}: [{identity}].",
        "title": "Not Found Error",
        "resource_type": kind,
        "parameter": parameter,
        "resource_id": identity,
        "type": f"{_PROBLEMS}/resource-not-found",
    }


def _invalid(parameter: str, value: str, why: str) -> Reply:
    problem = {
        "errors": [
            {"parameters": {parameter: [value]}, "message": f"The `{parameter}` query parameter {why}"}
        ],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": f"{_PROBLEMS}/invalid-request",
    }
    return Reply(400, problem, allowance(450, "x-rate-limit"))
