"""Import over real archives and recordings: nothing crashes, and only what the origin lacks is rejected."""

import gzip
import io
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from aggregator.collectors.archive import Tally, read_archive
from aggregator.model import Post, Rejected
from aggregator.payloads.jsonl import parse_record, to_record

# What data/README.md says of the origins: these gave posts no id, or no time of day.
NO_ID = ("twitter_engagement/", "youtube_f1_trailer2025", "youtube_jurassic_world_dominion", "gold/")
NO_TIME = ("reddit_askreddit_magical_movies",)
LINES_THAT_ARE_NO_POSTS = {  # raw objects: what else the networks sent
    "raw_full_objects/twitter_search10_pages_Muppets.jsonl.gz": {
        "an error answer, no post: Invalid query": 2
    },
    "raw_full_objects/twitter_v11_stream_generic2015.jsonl.gz": {"a notice of the stream, no post: limit": 1},
}
POSTS_IN_RAW_OBJECTS = {
    "raw_full_objects/mastodon_statuses.jsonl.gz": 27,
    "raw_full_objects/twitter_search10_pages_Muppets.jsonl.gz": 1500,
    "raw_full_objects/twitter_v11_rest_tweepy_cassettes.jsonl.gz": 58,
    "raw_full_objects/twitter_v11_stream_generic2015.jsonl.gz": 167,
    "raw_full_objects/twitter_v11_stream_generic2019.jsonl.gz": 134,
    "raw_full_objects/youtube_commentThreads_v3.jsonl.gz": 100,
}


@pytest.fixture(scope="module")
def shared():
    folder = os.environ.get("FANSREACT_REAL_DATA")
    if not folder:
        pytest.skip("FANSREACT_REAL_DATA is not set: no real posts to read")
    return Path(folder)


def test_every_archive_is_read_and_only_what_has_no_id_or_time_is_rejected(shared):
    data = shared / "data"
    paths = sorted(path for path in data.rglob("*.jsonl.gz") if path.parent.name != "sentiment")
    assert paths
    for path in paths:
        name, tally = path.relative_to(data).as_posix(), Tally()
        reasons: Counter[str] = Counter()
        for one in read_archive(path, tally=tally):
            if isinstance(one, Rejected):
                reasons[one.reason] += 1
        if name.startswith("raw_full_objects/"):
            assert reasons == LINES_THAT_ARE_NO_POSTS.get(name, {}), name
            assert tally.posts == POSTS_IN_RAW_OBJECTS.get(name, tally.posts) > 0, name
        elif name.startswith(NO_ID) and "shangchi" not in name:
            assert reasons == {"no id": tally.records}, name
        elif name.startswith(NO_TIME):
            assert reasons == {"no zoned time": tally.records}, name
        else:
            assert (reasons, tally.posts) == ({}, tally.records), name


def test_real_posts_are_the_same_after_an_export(shared):
    for path in sorted((shared / "data" / "twitter_2011_search10").glob("*.jsonl.gz")):
        for post in read_archive(path):
            assert isinstance(post, Post)
            assert post == parse_record(json.loads(json.dumps(to_record(post))))[0]


def bodies(path):
    """The answers in a recording, as the bytes that an archive of them would hold."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if ".jsonl" in path.name or not content.strip():
        return [content]
    recorded = json.loads(content)
    found = []
    for exchange in recorded if isinstance(recorded, list) else [recorded]:
        answer = exchange.get("response", exchange) if isinstance(exchange, dict) else exchange
        for key in ("body_json", "body", "body_text"):
            if isinstance(answer, dict) and key in answer:
                answer = answer[key]
                break
        found.append(answer.encode() if isinstance(answer, str) else json.dumps(answer).encode())
    return found


def test_no_recorded_answer_crashes_the_reader(shared):
    posts: Counter[str] = Counter()
    for path in sorted((shared / "recordings").rglob("*.json*")):
        network = path.relative_to(shared / "recordings").parts[0]
        for body in bodies(path):
            for one in read_archive(io.BytesIO(body)):
                if isinstance(one, Post):
                    posts[network] += 1
                    one.text.encode()
                    assert one == parse_record(to_record(one))[0]
                else:
                    assert one.reason
    least = {"x": 5_000, "reddit": 5_000, "mastodon": 300, "bluesky": 200, "youtube": 200, "gotosocial": 80}
    least |= {"threads": 3, "tumblr": 3}
    assert {name: count for name, count in least.items() if posts[name] < count} == {}
    assert set(posts) <= set(least)
