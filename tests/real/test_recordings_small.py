"""What Threads, Tumblr and Letterboxd really sent is read; only shapes are compared, no words."""

import json
import os
from pathlib import Path

import pytest

from aggregator.payloads import threads


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
