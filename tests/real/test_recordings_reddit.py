"""What Reddit really answered is read: every recorded post and comment by the parser and by the collector."""

import gzip
import hashlib
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from aggregator.collectors.reddit import CLIENT_ID, CLIENT_SECRET, Reddit
from aggregator.collectors.reddit_api import Api, ClosedError
from aggregator.errors import CredentialsRejected, SourceError, SourceUnavailable
from aggregator.fetcher import Fetcher, MemoryBudget, MemorySessionCache, limits
from aggregator.model import Query, Span
from aggregator.payloads.reddit import is_deleted, parse, split, tree
from aggregator.testing import walk

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BEGAN = datetime(2005, 1, 1, tzinfo=UTC)
KEYS = {CLIENT_ID: "canary-id", CLIENT_SECRET: "canary-secret"}
TOKEN = {"access_token": "canary-token", "token_type": "bearer", "expires_in": 3_600, "scope": "*"}
NOTHING = {"kind": "Listing", "data": {"children": [], "after": None}}

# remote_id, url, text, author, created_at, edited_at, likes, replies, ref, sensitive: hashes of what stands in
# the answer; a post is named by the first.
FIELDS = {
    ("praw_TestCommentForest.test_comment_forest_refresh_error", "a35fac06"): (
        "a35fac06 c266cd56 43c17b96 d8e5c554 524cf982 7cc958d8 72442ba2 69143555 79335eb8 d1e359f5"
    ),
    ("asyncpraw_TestSubreddit.test_search", "76b73b0c"): (
        "76b73b0c b9cc98bd 6192a711 76ab8c7e 1e581d1a ac54739b 397b6e68 11bada88 79335eb8 d1e359f5"
    ),
    ("asyncpraw_TestSubredditListings.test_new", "aaee7d09"): (
        "aaee7d09 1146c166 1a2295f3 fd9affe7 7500ab3d 79335eb8 397b6e68 397b6e68 79335eb8 d1e359f5"
    ),
    ("asyncpraw_TestSubredditStreams.test_comments", "cc695585"): (
        "cc695585 f05fcce1 2ed52345 9fab124e 72202fbe 79335eb8 fc942c07 79335eb8 9c60807f d1e359f5"
    ),
    ("praw_TestPollData.test_get_attrs", "eac641f7"): (
        "eac641f7 53383331 9f516ce5 aed84b51 86a9fa2a 8576b683 b38593e6 79335eb8 0b255109 79335eb8"
    ),
}


@pytest.fixture(scope="module")
def exchanges():
    """Every recorded exchange, with its file's name."""
    folder = os.environ.get("FANSREACT_REAL_DATA")
    if not folder:
        pytest.skip(
            "FANSREACT_REAL_DATA is not set: the recordings of a real network are not part of the repository"
        )
    found = []
    for path in sorted((Path(folder) / "recordings" / "reddit").glob("*.exchanges.json*")):
        data = path.read_bytes()
        content = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
        found += [(path.name.split(".exchanges")[0], exchange) for exchange in content]
    assert len(found) > 300
    return found


@pytest.fixture(scope="module")
def answers(exchanges):
    """The recorded bodies that hold posts or comments."""
    bodies = [
        (name, exchange["response"].get("body_json"))
        for name, exchange in exchanges
        if exchange["response"]["status"] == 200
    ]
    return [(name, body) for name, body in bodies if things(body)]


def things(body):
    """Every t1 and t3 anywhere in an answer, by a walk of our own."""
    found, waiting = [], [body]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if value.get("kind") in ("t1", "t3") and isinstance(value.get("data"), dict):
                found.append(value)
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return found


def names(body):
    """The fullnames of what is to be read, and of what was deleted."""
    kept, deleted = set(), set()
    for thing in things(body):
        item = {**thing["data"], "kind": thing["kind"]}
        (deleted if is_deleted(item) else kept).add(f"{thing['kind']}_{thing['data']['id']}")
    return kept, deleted


def fetcher(reply):
    return Fetcher(
        "reddit",
        "https://oauth.reddit.com",
        budget=MemoryBudget(lambda: NOW),
        clock=lambda: NOW,
        wait=lambda _seconds: False,
        transport=httpx.MockTransport(reply),
    )


def collected(body):
    """What the collector makes of one answer: as a subreddit's listing, as a tree, or as what a tree left out."""

    def reply(request):
        path, given = request.url.path, NOTHING
        if path.endswith("access_token"):
            given = TOKEN
        elif path.endswith("/new") and isinstance(body, dict) and "json" not in body:
            given = {**body, "data": {**body["data"], "after": None}} if "data" in body else NOTHING
        elif path.endswith("/search") and (isinstance(body, list) or "json" in body):
            post = {"id": "a", "title": "?", "created_utc": BEGAN.timestamp(), "num_comments": 1}
            given = {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": post}], "after": None}}
        elif path.startswith("/comments/") and isinstance(body, list):
            given = body if "/_/" not in path else [NOTHING, NOTHING]
        elif path.startswith("/comments/"):
            node = {"kind": "more", "data": {"count": 1, "children": ["b"], "parent_id": "t3_a"}}
            given = [NOTHING, {"kind": "Listing", "data": {"children": [node]}}]
        elif path.endswith("/morechildren"):
            given = {"json": {"errors": [], "data": {"things": []}}} if isinstance(body, list) else body
        return httpx.Response(200, json=given)

    in_tree = isinstance(body, list) or "json" in body
    target = "search:x" if in_tree else "subreddit:x"
    span = Span(Query("reddit", "", target), BEGAN, NOW)
    return walk(Reddit(fetcher(reply), keys=KEYS), span)


def test_every_recorded_post_is_read_and_every_deleted_one_passed_over(answers):
    read = passed_over = 0
    for name, body in answers:
        for thing in things(body):
            item = {**thing["data"], "kind": thing["kind"]}
            if is_deleted(item):
                with pytest.raises(ValueError, match=r"\[|removed|deleted"):
                    parse(item)
                passed_over += 1
                continue
            post = parse(item)
            assert post.remote_id == f"{thing['kind']}_{thing['data']['id']}", name
            assert post.author is not None, name
            assert post.url is None or post.url.startswith("https://www.reddit.com/"), name
            assert post.created_at.timestamp() == thing["data"]["created_utc"], name
            assert post.url is not None or thing["kind"] == "t1", name
            read += 1
    assert read > 5_000
    assert passed_over > 130


def test_the_parsers_own_walk_finds_every_thing_that_stands_in_an_answer(answers):
    for name, body in answers:
        records = body if isinstance(body, list) else [body]
        found = [item for record in records for item in split(record)]
        assert sorted(f"{item['kind']}_{item['id']}" for item in found) == sorted(
            f"{thing['kind']}_{thing['data']['id']}" for thing in things(body)
        ), name


def test_every_recorded_post_is_read_by_the_collector(answers):
    read = set()
    for name, body in answers:
        walked = collected(body)
        kept, deleted = names(body)
        got = {post.remote_id for post in walked.posts}
        if isinstance(body, list) or "json" in body:
            kept = {one for one in kept if one.startswith("t1_")}  # the post itself comes from a listing
        assert kept <= got, name
        assert not (deleted - kept) & got, name
        assert walked.rejected == [], name
        read |= got
    assert len(read) > 3_000


@pytest.mark.parametrize(("place", "expected"), FIELDS.items(), ids=lambda value: str(value)[:60])
def test_fields_of_a_recorded_post_are_what_stands_in_the_answer(answers, place, expected):
    name, wanted = place
    bodies = (body for known, body in answers if known == name)
    post = next(
        post for body in bodies for post in collected(body).posts if digest(post.remote_id) == wanted
    )  # the first answer that has it: later ones have other counts

    values = (
        post.remote_id,
        post.url,
        post.text,
        [post.author.id, post.author.handle],
        post.created_at.replace(tzinfo=None).isoformat(),
        post.edited_at and post.edited_at.replace(tzinfo=None).isoformat(),
        post.counts.likes,
        post.counts.replies,
        post.ref and post.ref.id,
        post.sensitive,
    )
    assert " ".join(digest(value) for value in values) == expected
    assert (post.language, post.quotable, post.counts.views) == (None, True, None)


def digest(value):
    return hashlib.blake2b(json.dumps(value).encode(), digest_size=4).hexdigest()


def test_every_recorded_more_node_leads_somewhere(answers):
    named = elsewhere = 0
    for _, body in answers:
        _, left_out = tree(body if isinstance(body, list) else [body])
        for node in left_out:
            named += len(node["children"])
            elsewhere += node["children"] == []
            assert node["children"] or node["parent_id"].startswith("t1_")
    assert named > 2_000
    assert elsewhere > 10


def test_every_recorded_rate_limit_is_read(exchanges):
    seen = 0
    for name, exchange in exchanges:
        headers = {key.lower(): value for key, value in exchange["response"]["headers"].items()}
        remaining = headers.get("x-ratelimit-remaining")
        if isinstance(remaining, str):
            limit = limits.read(headers, NOW)
            assert limit.remaining == int(float(remaining)), name
            assert limit.resets_at == NOW + max(
                timedelta(seconds=float(headers["x-ratelimit-reset"])), timedelta(seconds=1)
            ), name
            seen += 1
    assert seen > 100


def test_recorded_refusals_end_in_an_error_of_their_kind(exchanges):
    kinds = set()
    for name, exchange in exchanges:
        status, said = exchange["response"]["status"], exchange["response"].get("body_json")
        host = urlsplit(exchange["request"]["uri"]).hostname
        if status < 302 or host != "oauth.reddit.com":
            continue
        refusal = httpx.Response(status, json=said) if said is not None else httpx.Response(status)

        def reply(request, refusal=refusal):
            token = request.url.path.endswith("access_token")
            return httpx.Response(200, json=TOKEN) if token else refusal

        api = Api(fetcher(reply), KEYS, MemorySessionCache(), {})
        with pytest.raises((SourceError, ClosedError)) as caught:
            api.get("r/x/new", {}, may_be_closed=True)
        assert "canary" not in str(caught.value), name
        kinds.add((status, type(caught.value)))
    assert {
        (401, CredentialsRejected),
        (403, ClosedError),
        (404, ClosedError),
        (500, SourceUnavailable),
    } <= kinds
