"""What Threads, Tumblr and Letterboxd really sent is read; only shapes are compared, no words."""

import json
import os
from pathlib import Path

import pytest

from aggregator.payloads import feeds, threads, tumblr


@pytest.fixture(scope="module")
def recordings():
    folder = os.environ.get("FANSREACT_REAL_DATA")
    if not folder:
        pytest.skip(
            "FANSREACT_REAL_DATA is not set: the recordings of real networks are not in the repository"
        )
    return Path(folder) / "recordings"


@pytest.mark.parametrize("name", ["elrugger_me_threads_excerpt", "doc_keyword_search"])
def test_every_post_of_threads_is_read(recordings, name):
    record = json.loads((recordings / "threads" / f"{name}.json").read_text("utf-8"))
    items = threads.split(record)
    assert items
    for item in items:
        post = threads.parse(item)
        assert post.remote_id == item["id"]
        assert post.text == item["text"]
        assert post.created_at.strftime("%Y-%m-%dT%H:%M:%S+0000") == item["timestamp"]
        # The documentation writes <USER> for a name: no address that could be asked.
        assert (post.url is None) == ("<" in item["permalink"])
        assert (len(post.media) == 1) == ("media_url" in item)


@pytest.mark.parametrize(
    ("name", "reviews", "entries"), [("liburd_2023-05_real", 1, 1), ("zaccolley_rss-sample", 3, 5)]
)
def test_every_entry_of_letterboxd_is_read(recordings, name, reviews, entries):
    document = (recordings / "letterboxd" / f"{name}.xml").read_bytes()
    listed = feeds.parse_feed(document, host="letterboxd.com")
    posts = [feeds.parse(entry) for entry in listed if feeds.is_post(entry)]

    assert (len(posts), len(listed)) == (reviews, entries)
    for entry, post in zip(listed, posts, strict=False):
        assert post.remote_id == entry["id"]
        assert 10 * post.rating == 2 * float(entry["letterboxd_memberrating"])
        assert f"{post.film_title}, {post.film_year} - " in entry["title"]
        assert post.url.split("/")[3] == post.author.handle
        assert (post.spoiler_text is not None) == ("contains spoilers" in entry["title"])
        assert len(post.text) > 20
        assert "<" not in post.text
        assert "img" not in post.text
        assert post.created_at.utcoffset().total_seconds() == 0
        assert feeds.listed_at(entry) == post.created_at


@pytest.mark.parametrize("name", ["Photo", "Text", "Video"])
def test_every_post_of_tumblr_is_read(recordings, name):
    record = json.loads(
        (recordings / "tumblr" / f"mooserific_API-Old-{name}-Response.json").read_text("utf-8")
    )
    items = tumblr.split(record)
    assert items
    for item in items:
        post = tumblr.parse(item)
        assert post.remote_id == item["id_string"]
        assert post.url == f"https://www.tumblr.com/{item['blog_name']}/{item['id_string']}"
        assert int(post.created_at.timestamp()) == item["timestamp"]
        assert item["date"] == post.created_at.strftime("%Y-%m-%d %H:%M:%S GMT")
        assert post.author.id == item["blog"]["uuid"]
        assert len(post.hashtags) == len({tag.casefold().replace(" ", "") for tag in item["tags"]})
        assert "<" not in post.text
        assert (post.text != "") == any(item.get(part) for part in ("title", "body", "caption"))
        assert len(post.media) == len(item.get("photos", ())) + ("video_url" in item)
        assert post.ref is None
        assert post.quotable
