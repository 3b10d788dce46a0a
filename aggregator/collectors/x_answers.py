"""What X's answers mean beside their posts: refusals, problems inside a good answer, how a post stands.

Problem types: https://docs.x.com/x-api/fundamentals/response-codes-and-errors and the schemas of OpenAPI
2.159 and 2.167 (read 2026-11-22). A type's address differs by host; only its last piece is looked at.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from aggregator.collectors import Standing
from aggregator.errors import BudgetSpent, CredentialsRejected, RateLimited, SourceError, UnexpectedPayload
from aggregator.fetcher import Answer, redact
from aggregator.model import Post
from aggregator.payloads.fields import count, items_of, line, mapping, objects
from aggregator.payloads.x_v2 import parse_tweet, version_of, versions

_FIELD_NAMES = ("tweet.fields", "post.fields", "expansions")
_LONGEST_WORDS = 300
_FORBIDDEN = 403


def refusal(answer: Answer, credential: str, *, now: datetime, archive: bool) -> SourceError | None:
    """What X means by a 403 or a 429; None where the status says it all (402: no credits are left)."""
    if answer.status not in {_FORBIDDEN, 429}:
        return None
    try:
        said = mapping(answer.json())
    except UnexpectedPayload:
        return None
    if answer.status == _FORBIDDEN:
        return _forbidden(answer, said, credential, archive=archive)
    if _kind(said) == "usage-capped":
        period = (line(said.get("period")) or "monthly").lower()
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return BudgetSpent(
            answer.source,
            f"its {period} usage cap is reached (429: {answer.says})",
            until=midnight + timedelta(days=1),
            hint="raise the cap in X's developer console; X is asked again tomorrow",
        )
    left = answer.headers.get("x-rate-limit-remaining", "")
    if left.isdecimal() and int(left) > 0:  # the allowance of 15 minutes is not used up: it went too fast
        return RateLimited(answer.source, "takes one request a second", until=now + timedelta(seconds=1))
    return None


def _forbidden(
    answer: Answer, said: Mapping[str, Any], credential: str, *, archive: bool
) -> CredentialsRejected | None:
    says = f"(403: {answer.says})"
    if said.get("reason") == "client-not-enrolled":
        return CredentialsRejected(
            answer.source,
            f"the app of {credential} belongs to no project {says}",
            hint="add the app to a project in X's developer console and set its new bearer token",
        )
    if _kind(said) == "unsupported-authentication":
        return CredentialsRejected(
            answer.source,
            f"the key in {credential} is no app's bearer token {says}",
            hint=f"set {credential} to the bearer token of an app, not of a user",
        )
    if not said:
        return None
    what = "the full archive" if archive else "what is asked"
    return CredentialsRejected(
        answer.source,
        f"the key in {credential} may not read {what} {says}",
        hint="see what the app may read in X's developer console"
        + ("; the archive needs pay-per-use or Enterprise" if archive else ""),
    )


def not_understood(answer: Answer, body: Mapping[str, Any]) -> UnexpectedPayload:
    """An answer without what was asked for, in X's own words where it has some."""
    said = [str(one.get("message") or one.get("detail") or "") for one in problems(body)]
    words = [
        line(redact(one, answer.secrets)) for one in said
    ]  # before it is cut: half a secret is still one
    says = "; ".join(one for one in words if one)[:_LONGEST_WORDS] or answer.says
    where = answer.url.split("?")[0]
    if answer.status == 400:
        return UnexpectedPayload(
            answer.source,
            f"{where} answered 400: {says}",
            sample=answer.sample,
            hint="X did not take what it was asked: docs/sources/x.md says what that is",
        )
    return UnexpectedPayload(
        answer.source, f"{where} answered without what was asked: {says}", sample=answer.sample
    )


def problems(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What X says went wrong, also inside a good answer."""
    return objects(body.get("errors"))


def given(body: Mapping[str, Any]) -> int | None:
    """How many posts a good answer gives; None where it is none that X would send."""
    if isinstance(body.get("data"), list):
        return len(items_of(body["data"]))
    none = count(mapping(body.get("meta")).get("result_count")) == 0 or problems(body)
    return 0 if none and "data" not in body else None


def has_fields(body: Mapping[str, Any]) -> bool:
    """Whether the posts came with the fields that were asked for, if any post came."""
    posts = items_of(body.get("data"))
    return not posts or any("created_at" in post for post in objects(posts))


def blames_fields(body: Mapping[str, Any]) -> bool:
    """Whether a refusal is about the names of fields: another vocabulary may help."""
    for problem in [*problems(body), dict(body)]:
        words = f"{problem.get('message', '')} {problem.get('detail', '')}"
        if any(name in mapping(problem.get("parameters")) or name in words for name in _FIELD_NAMES):
            return True
    return False


def standing(post: Post, item: Any, problem: Mapping[str, Any] | None) -> Standing | None:
    """How a post stands, from what the lookup of its id gave or said; None where it tells nothing."""
    if item is None:
        if problem is None:
            return None
        gone = _kind(problem) == "resource-not-found" and problem.get("title") == "Not Found Error"
        return "gone" if gone else "hidden"  # protected, withheld, suspended: it may come back
    try:
        now = parse_tweet(item)
    except ValueError:
        return None
    if not now.quotable:
        return "hidden"
    read, newest = version_of(post), versions(item)[-1]
    if read != newest:
        return "edited"
    # X may give an older version to whoever asks by its id: its words say nothing of the one that was read.
    same = version_of(now) != newest or now.content_hash == post.content_hash
    return "alive" if same else "edited"


def _kind(problem: Mapping[str, Any]) -> str:
    return str(problem.get("type", "")).rsplit("/", 1)[-1]
