"""Archives of what Threads, Tumblr and Lemmy answered: told apart from each other and from all others."""

import io
import json
from pathlib import Path

import pytest

from aggregator.collectors.archive import read_archive
from aggregator.model import Post, Rejected
from aggregator.payloads.jsonl import parse_record, to_record

RECORDINGS = Path(__file__).parent.parent / "recordings"
PAGES = {
    "threads": lambda items: {"data": items, "paging": {"cursors": {"after": "x"}}},
    "tumblr": lambda items: {"meta": {"status": 200, "msg": "OK"}, "response": items},
    "lemmy": lambda items: {
        "type_": "All",
        "posts": [item for item in items if "comment" not in item],
        "comments": [item for item in items if "comment" in item],
    },
}


def items_of(network):
    return json.loads((RECORDINGS / network / f"{network}.json").read_text("utf-8"))


def read(documents, **options):
    lines = "\n".join(json.dumps(document) for document in documents)
    return list(read_archive(io.BytesIO(lines.encode()), **options))


@pytest.mark.parametrize("network", sorted(PAGES))
def test_posts_one_a_line_and_as_a_page_are_the_same_posts(network):
    items = items_of(network)

    singly, paged = read(items), read([PAGES[network](items)])

    posts = [one for one in singly if isinstance(one, Post)]
    assert {post.source for post in posts} == {network}
    assert {post.key for post in posts} == {post.key for post in paged if isinstance(post, Post)}
    assert len(posts) == len(items) - (2 if network == "lemmy" else 0)
    assert read(items, format=network) == singly


@pytest.mark.parametrize("network", sorted(PAGES))
def test_their_posts_are_the_same_after_an_export(network):
    posts = [one for one in read(items_of(network)) if isinstance(one, Post)]

    assert [parse_record(json.loads(json.dumps(to_record(post))))[0] for post in posts] == posts


def test_what_was_deleted_or_removed_at_lemmy_is_rejected_in_its_place():
    reasons = [one.reason for one in read(items_of("lemmy")) if isinstance(one, Rejected)]

    assert reasons == ["deleted by its author or removed by a moderator"] * 2
