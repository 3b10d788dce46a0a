"""What YouTube's API answered is read: every recorded comment by the parser and by the collector."""

import gzip
import hashlib
import html
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from aggregator.collectors.youtube import API_KEY, Youtube
from aggregator.collectors.youtube_api import Api, NothingThereError
from aggregator.errors import BudgetSpent, CredentialsRejected, SourceError
from aggregator.fetcher import Fetcher, MemoryBudget
from aggregator.model import Query, Span
from aggregator.payloads.youtube import parse, split
from aggregator.testing import walk

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
EVER = Span(Query("youtube", "", "video:VIDEO"), datetime(2005, 1, 1, tzinfo=UTC), NOW)
PAGED = "yt_Yt_Models_Video-associations-_comment_threads_each_cons-1_3_2_1.exchanges"
REPLIES = "pyyoutube_comments_comments_by_parent_paged_1"
SINGLE = "pyyoutube_comment_threads_comment_thread_single"

# remote_id, url, text, author, created_at, edited_at, likes, replies, ref: hashes of what stands in the answer
FIELDS = {
    (PAGED, 0): "803dbf81 d9306781 a7ca7b5c 9cbf7816 d7f096f8 79335eb8 34069224 34069224 79335eb8",
    (PAGED, 27): "a592a713 81c04919 a2c68875 5c4a636a 75de1e80 79335eb8 34069224 fc942c07 79335eb8",
    (PAGED, 33): "3ddd71eb a7d3193d 30222bc3 d21affe8 3d7fb870 efa50447 f6c78813 34069224 79335eb8",
    (REPLIES, 0): "18538ef6 18e5ae34 8f93e18b 28a1c400 6c681d4c 79335eb8 34069224 79335eb8 b0b87635",
    (REPLIES, 1): "d209d6d1 4ec5e637 9e36ce23 28a1c400 89bb6785 79335eb8 34069224 79335eb8 b0b87635",
    (SINGLE, 0): "b6b68a6a af4ab4ce 16805d18 156b70ef 94d8a80d 79335eb8 34069224 34069224 79335eb8",
}


@pytest.fixture(scope="module")
def recorded():
    """Every recorded body with its status, by its file's name; of a list of exchanges each is one."""
    folder = os.environ.get("FANSREACT_REAL_DATA")
    if not folder:
        pytest.skip(
            "FANSREACT_REAL_DATA is not set: the recordings of a real network are not part of the repository"
        )
    found = []
    for path in sorted((Path(folder) / "recordings" / "youtube").glob("*.json*")):
        data = path.read_bytes()
        content = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
        name = path.name.split(".json")[0]
        if isinstance(content, list):
            for exchange in content:
                response = exchange["response"]
                found.append((name, response["status"], response.get("body_json")))
        else:
            error = content.get("error")
            found.append((name, error["code"] if isinstance(error, dict) else 200, content))
    assert len(found) > 60
    return found


def listings(recorded):
    """The recorded answers that hold comments."""
    return [
        (name, body)
        for name, _, body in recorded
        if isinstance(body, dict) and str(body.get("kind")).startswith("youtube#comment")
    ]


def fetcher(reply):
    return Fetcher(
        "youtube",
        "https://youtube.googleapis.com/youtube/v3",
        budget=MemoryBudget(lambda: NOW),
        clock=lambda: NOW,
        wait=lambda _seconds: False,
        transport=httpx.MockTransport(reply),
    )


def collected(body):
    """What the collector makes of one answer, as page of threads and as page of replies."""

    def reply(request):
        threads = request.url.path.endswith("commentThreads")
        given = {name: value for name, value in body.items() if name != "nextPageToken"}
        mine = threads == (body["kind"] == "youtube#commentThreadListResponse")
        if not mine and not threads:
            given = {"kind": "youtube#commentListResponse", "items": []}
        if not mine and threads:  # the answer holds replies: under a thread that carries none of them
            parent = body["items"][0]["snippet"].get("parentId", "parent")
            first = {
                "id": parent,
                "snippet": {"publishedAt": "2010-01-01T00:00:00Z", "textDisplay": "?", "textOriginal": "?"},
            }
            snippet = {"topLevelComment": first, "videoId": "VIDEO", "totalReplyCount": len(body["items"])}
            given = {"kind": "youtube#commentThreadListResponse", "items": [{"snippet": snippet}]}
        return httpx.Response(200, json=given)

    collector = Youtube(fetcher(reply), keys={API_KEY: "canary-key"})
    return walk(collector, EVER)


def test_every_recorded_comment_is_read_by_the_parser(recorded):
    seen = 0
    for name, body in listings(recorded):
        for item in split(body):
            post = parse(item)
            assert post.author is not None, name
            assert post.created_at < NOW, name
            assert post.url is None or post.url.startswith("https://www.youtube.com/watch?v="), name
            assert (post.ref is None) == ("parentId" not in item["snippet"]), name
            seen += 1
    assert seen > 210


def test_every_recorded_comment_is_read_by_the_collector(recorded):
    seen = set()
    for name, body in listings(recorded):
        if "items" not in body:
            continue  # the answer to writing one
        walked = collected(body)
        assert walked.rejected == [], name
        assert walked.left is None, name
        got = {post.remote_id for post in walked.posts}
        assert {item["id"] for item in split(body)} <= got, name
        seen |= got
    assert len(seen) > 110


@pytest.mark.parametrize(("place", "expected"), FIELDS.items(), ids=str)
def test_fields_of_a_recorded_comment_are_what_stands_in_the_answer(recorded, place, expected):
    name, number = place
    body = next(body for known, body in listings(recorded) if known == name)
    wanted = split(body)[number]["id"]

    post = next(post for post in collected(body).posts if post.remote_id == wanted)

    edited = post.edited_at and post.edited_at.replace(tzinfo=None).isoformat()
    values = (
        post.remote_id,
        post.url,
        post.text,
        [post.author.id, post.author.handle, post.author.name],
        post.created_at.replace(tzinfo=None).isoformat(),
        edited,
        post.counts.likes,
        post.counts.replies,
        post.ref and post.ref.id,
    )
    assert " ".join(digest(value) for value in values) == expected
    assert (post.language, post.media, post.counts.reposts, post.quotable) == (None, (), None, True)


def digest(value):
    return hashlib.blake2b(json.dumps(value).encode(), digest_size=4).hexdigest()


def test_recorded_searches_name_their_videos(recorded):
    seen = 0
    for _, _, body in recorded:
        if isinstance(body, dict) and body.get("kind") == "youtube#searchListResponse":
            collector = Youtube(
                fetcher(lambda _request, body=body: httpx.Response(200, json=body)),
                keys={API_KEY: "canary-key"},
                options={"videos_per_search": 50},
            )
            for item in body["items"]:
                if "videoId" in item["id"]:
                    words = html.unescape(item["snippet"]["title"])  # titles come as HTML
                    assert item["id"]["videoId"] in collector._search(words, NOW)
                    seen += 1
    assert seen > 10


def test_recorded_refusals_end_in_an_error_of_their_kind(recorded):
    kinds = {}
    for name, status, body in recorded:
        if status < 400 or not isinstance(body, dict):
            continue
        api = Api(fetcher(lambda _r, s=status, b=body: httpx.Response(s, json=b)), "canary-key")
        with pytest.raises((SourceError, NothingThereError)) as caught:
            api.items("commentThreads", {})
        assert "canary" not in str(caught.value), name
        kinds.setdefault(type(caught.value), []).append((name, caught.value))
    ((_, spent),) = kinds[BudgetSpent]
    assert spent.until - NOW == timedelta(hours=20)  # 08:00 UTC
    assert len(kinds[CredentialsRejected]) >= 2
    assert len(kinds[NothingThereError]) >= 2
