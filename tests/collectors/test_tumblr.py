from datetime import UTC, datetime, timedelta
from pathlib import Path

import make
import pytest

from aggregator.collectors.tumblr import API_KEY, FULL_SECOND
from aggregator.errors import CredentialsRejected, RateLimited, SourceUnavailable, UnexpectedPayload
from aggregator.loopback import Network, Reply
from aggregator.model import Query, Span
from aggregator.testing import play, walk

RECORDING = Path(__file__).parent.parent / "recordings" / "tumblr"
NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
KEY = "canary-consumer-key"
ALL = Span(Query("tumblr", "reader", "#glassharbour"), NOON - timedelta(hours=3), NOON)


@pytest.fixture
def network():
    with play(RECORDING) as network:
        yield network


@pytest.fixture
def build(network: Network, collect):
    def make_one(page_size=7, **fetcher):
        collector = collect("tumblr", network.url, keys={API_KEY: KEY}, fetcher=fetcher)
        vars(collector)["page_size"] = page_size
        return collector

    return make_one


def asked(network):
    return [path for _, path in network.requests]


# ── pages ────────────────────────────────────────────────────────────────────


def test_hashtags_and_phrases_are_asked_for_as_tags(build, network):
    film = make.film(hashtags=("GlassHarbour",), phrases=("The Glass Harbour",))
    collector = build(page_size=20)

    assert collector.targets(film) == ('"the glass harbour"', "#glassharbour")
    posts = walk(collector, Span(Query("tumblr", "", '"the glass harbour"'), ALL.low, ALL.high)).posts

    assert len({post.key for post in posts}) == 36
    assert asked(network)[0] == (
        f"/v2/tagged?tag=the+glass+harbour&before={int(NOON.timestamp())}&limit=20&npf=true&api_key={KEY}"
    )


def test_a_post_is_given_once_though_its_second_is_asked_for_again(build):
    posts = walk(build(), ALL).posts

    assert len(posts) == len({post.key for post in posts}) == 36


def test_after_a_hole_the_walk_goes_on_further_back(build, network):
    hole = (datetime(2031, 5, 4, 10, 0, tzinfo=UTC), datetime(2031, 5, 4, 11, 0, tzinfo=UTC))
    network.double("tumblr").hole = tuple(int(at.timestamp()) for at in hole)

    walked = walk(build(), ALL)

    assert walked.left is None
    assert min(post.created_at for post in walked.posts) == datetime(2031, 5, 4, 9, 0, tzinfo=UTC)
    assert any(page.posts == () for page in walked.pages)


def test_a_tag_that_nobody_used_ends_after_two_silent_days(build, network):
    span = Span(Query("tumblr", "", "#nobody"), NOON - timedelta(days=300), NOON)

    walked = walk(build(), span)

    assert walked.left is None
    assert len(network.requests) == 10


def test_posts_newer_than_asked_for_claim_nothing_and_are_kept(build, network):
    """Some pages hold a post from above, as the real network's do."""
    pinned = network.double("tumblr").items[0]

    def pin(_path, body):
        body["response"].append(pinned)
        return body

    network.alter = pin
    walked = walk(build(), ALL)

    assert walked.left is None
    assert len({post.key for post in walked.posts}) == 36


def test_a_page_out_of_order_loses_nothing(build, network):
    def shuffle(_path, body):
        body["response"].reverse()
        return body

    network.alter = shuffle
    first = next(build().pages(ALL.query, ALL))

    assert first.reached > max(post.created_at for post in first.posts)
    assert len({post.key for post in walk(build(), ALL).posts}) == 36


def test_where_a_tag_is_curated_its_order_is_that_of_featuring(build, network):
    for post in network.double("tumblr").items:
        post["featured_timestamp"] = post["timestamp"]
        post["timestamp"] -= 86_400

    walked = walk(build(page_size=20), ALL)

    assert {post.created_at.day for post in walked.posts} == {3}
    assert len({post.key for post in walked.posts}) == 20  # the double itself pages by the other time


def test_more_posts_of_one_second_than_a_page_holds_are_said_to_be_missing(build, network):
    for post in network.double("tumblr").items[:12]:
        post["timestamp"] = int(NOON.timestamp()) - 60

    walked = walk(build(), ALL)

    assert walked.left is None
    assert {page.note for page in walked.pages} == {"", FULL_SECOND}


def test_texts_among_the_posts_are_rejected_and_a_page_of_nothing_else_is_an_error(build, network):
    def mix(_path, body):
        body["response"].insert(0, "Internal error")
        return body

    network.alter = mix
    page = next(build().pages(ALL.query, ALL))
    assert (len(page.posts), len(page.rejected)) == (7, 1)

    network.alter = lambda _path, body: {**body, "response": ["Internal error"]}
    with pytest.raises(UnexpectedPayload, match="no post of a page could be read"):
        walk(build(), ALL)

    network.alter = lambda _path, body: {**body, "response": {}}
    with pytest.raises(UnexpectedPayload, match="without a list of posts"):
        walk(build(), ALL)


# ── limits and the key ───────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"x-ratelimit-perhour-remaining": "0", "x-ratelimit-perhour-reset": "1200"}, 1200),
        (
            {
                "x-ratelimit-perhour-remaining": "7",
                "x-ratelimit-perhour-reset": "1200",
                "x-ratelimit-perday-remaining": "0",
                "x-ratelimit-perday-reset": "40000",
            },
            40_000,
        ),
        ({"retry-after": "300"}, 300),
        ({"x-ratelimit-perday-remaining": "0", "x-ratelimit-perday-reset": "9" * 30}, 60),
        ({}, 60),
    ],
)
def test_the_limit_that_is_used_up_says_when_to_ask_again(build, network, headers, wait):
    body = {"meta": {"status": 429, "msg": "Limit Exceeded"}, "response": []}
    network.fail = lambda _path: Reply(429, body, headers)
    collector = build()

    with pytest.raises(RateLimited, match="Limit Exceeded") as caught:
        walk(collector, ALL)

    assert (caught.value.until - collector.fetcher.clock()).total_seconds() == wait
    assert len(network.requests) == 1


def test_a_refused_key_is_named_and_not_told(build, network):
    network.fail = lambda _path: Reply(401, {"meta": {"status": 401, "msg": f"Unauthorized {KEY}"}})

    with pytest.raises(CredentialsRejected, match=API_KEY) as caught:
        walk(build(), ALL)
    assert "canary" not in f"{caught.value} {caught.value.hint}"


# ── recheck ──────────────────────────────────────────────────────────────────


def test_a_post_is_asked_for_at_its_blog_by_the_name_that_survives_renaming(build, network):
    posts = walk(build(), ALL).posts[:2]
    network.requests.clear()

    assert set(build().recheck(posts).values()) == {"alive"}
    assert asked(network)[0].startswith("/v2/blog/t%3AAAinvented")


def test_an_edited_a_hidden_and_a_deleted_post_are_told_apart(build, network):
    posts = walk(build(), ALL).posts
    edited, hidden, gone, other_form = posts[:4]
    raw = {post["id_string"]: post for post in network.double("tumblr").items}
    raw[edited.remote_id]["content"] = [{"type": "text", "text": "Changed my mind"}]
    raw[hidden.remote_id]["state"] = "private"
    network.hide(gone.remote_id)
    raw[other_form.remote_id].update(type="text", body=f"<p>{other_form.text.replace(' ', '  ')}</p>")
    raw[other_form.remote_id].pop("content", None)

    found = build().recheck([edited, hidden, gone, other_form])

    assert [found[post.key] for post in (edited, hidden, gone, other_form)] == [
        "edited",
        "hidden",
        "gone",
        "alive",
    ]


def test_what_can_not_be_asked_or_is_answered_by_a_web_page_is_not_said(build, network):
    post = walk(build(), ALL).posts[0]
    nobody = make.post(source="tumblr", author=make.author(id=None, handle=None))
    network.fail = lambda _path: Reply(404, "<!DOCTYPE html><p>not found")

    assert build().recheck([nobody, make.post(), post]) == {}


# ── posts by their blog and id ───────────────────────────────────────────────


def test_a_link_brings_the_post_of_a_blog(build, network):
    post = walk(build(), ALL).posts[0]
    network.requests.clear()

    assert build().by_link([f"{post.author.handle}/{post.remote_id}", post.remote_id, "/1", "x/"]) == (post,)
    (path,) = asked(network)
    assert path.startswith(f"/v2/blog/{post.author.handle}/posts?id={post.remote_id}&")


def test_a_deleted_post_or_another_blogs_is_none(build, network):
    gone, other, *_ = walk(build(), ALL).posts
    network.hide(gone.remote_id)

    assert build().by_link([f"{gone.author.handle}/{gone.remote_id}", f"nobody/{other.remote_id}"]) == ()


@pytest.mark.parametrize(
    ("reply", "expected", "words"),
    [
        (Reply(403, {"meta": {"status": 403, "msg": "Forbidden"}}), SourceUnavailable, "the blog marlow"),
        (Reply(404, "<!DOCTYPE html><p>not found"), UnexpectedPayload, "without a list of posts"),
        (Reply(200, {"hello": 1}), UnexpectedPayload, "without a list of posts"),
    ],
)
def test_an_answer_that_says_nothing_of_a_post_does_not_say_that_there_is_none(
    build, network, reply, expected, words
):
    network.fail = lambda _path: reply

    with pytest.raises(expected, match=words) as caught:
        build().by_link(["marlow/1"])
    assert "canary" not in f"{caught.value} {caught.value.hint}"


def test_what_edited_posts_say_now_is_read_at_their_blogs(build, network):
    edited, gone, *_ = walk(build(), ALL).posts
    raw = {post["id_string"]: post for post in network.double("tumblr").items}
    raw[edited.remote_id]["content"] = [{"type": "text", "text": "Changed my mind"}]
    network.hide(gone.remote_id)
    nobody = make.post(source="tumblr", author=make.author(id=None, handle=None))

    (now,) = build().reread([edited, gone, nobody, make.post()])

    assert (now.key, now.text) == (edited.key, "Changed my mind")
