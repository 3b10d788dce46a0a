import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import make
import pytest

from aggregator.errors import CredentialsRejected, RateLimited, UnexpectedPayload
from aggregator.fetcher import Fetcher, MemoryBudget
from aggregator.loopback import Network, Reply
from aggregator.model import Query, Span
from aggregator.testing import play, walk

RECORDING = Path(__file__).parent.parent / "recordings" / "lemmy"
NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
ALL = Span(Query("lemmy", "reader", '"the glass harbour"'), NOON - timedelta(hours=3), NOON)


@pytest.fixture
def network():
    with play(RECORDING) as network:
        yield network


@pytest.fixture
def build(network: Network, collect):
    def make_one(page_size=5, elsewhere=None, **fetcher):
        collector = collect("lemmy", network.url, elsewhere=elsewhere, fetcher=fetcher)
        vars(collector)["page_size"] = page_size
        return collector

    return make_one


def asked(network, kind):
    return [path for _, path in network.requests if f"type_={kind}" in path]


def newest_comment(network):
    return next(view for view in network.double("lemmy").items if "comment" in view)


# ── pages ────────────────────────────────────────────────────────────────────


def test_posts_and_comments_come_together_newest_first_and_what_is_gone_not_at_all(build, network):
    posts = walk(build(), ALL).posts

    assert [post.created_at for post in posts] == sorted((post.created_at for post in posts), reverse=True)
    assert {post.ref is not None for post in posts} == {True, False}
    assert len(posts) == len({post.key for post in posts}) == 42  # of 44, one deleted and one removed
    assert network.requests[0][1] == (
        "/api/v3/search?q=the+glass+harbour&type_=Posts&sort=New&listing_type=All&page=1&limit=5"
    )


def test_a_hashtag_is_searched_as_it_is_written(build, network):
    walk(build(), dataclasses.replace(ALL, query=Query("lemmy", "", "#glassharbour")))

    assert {path.split("&")[0] for _, path in network.requests} == {"/api/v3/search?q=%23glassharbour"}
    assert len(network.requests) == 2


def test_what_only_holds_the_words_is_another_films(build, network):
    newest_comment(network)["comment"]["content"] = "Glass. The harbour of it."
    collector = build()

    theirs = [
        post for post in walk(collector, ALL).posts if not collector.belongs(post, make.film(), ALL.query)
    ]

    assert [post.text for post in theirs] == ["Glass. The harbour of it."]


def test_the_busier_of_both_searches_is_read_further(build, network):
    """A page of posts may reach back hours, and one of comments minutes."""
    double = network.double("lemmy")
    double.items = [view for view in double.items if "comment" in view or view["post"]["id"] % 12 == 4]

    walked = walk(build(), ALL)

    assert walked.left is None
    assert len(asked(network, "Posts")) < len(asked(network, "Comments"))


def test_a_featured_post_above_newer_ones_claims_nothing(build, network):
    double = network.double("lemmy")
    oldest = next(view for view in reversed(double.items) if "comment" not in view)
    double.items = [oldest, *(view for view in double.items if view is not oldest)]

    first, *_ = build().pages(ALL.query, ALL)
    walked = walk(build(), ALL)

    assert first.reached is None
    assert len({post.key for post in walked.posts}) == 42


def test_a_walk_goes_on_a_page_above_its_mark_as_deletions_move_everything_up(build, network):
    whole = {post.key for post in walk(build(), ALL).posts}
    first = walk(build(), ALL, pages=6)
    assert first.left.resume == "3,3"
    network.requests.clear()
    network.hide(*(post.remote_id for post in first.posts[:6]))

    rest = walk(build(), first.left)

    assert asked(network, "Posts")[0].endswith("page=2&limit=5")
    assert {post.key for post in first.posts} | {post.key for post in rest.posts} == whole


def test_what_arrives_meanwhile_is_not_given_twice(build, network):
    double, collector = network.double("lemmy"), build()
    pages, posts = collector.pages(ALL.query, ALL), []
    for number, page in enumerate(pages):
        posts += page.posts
        if number == 2:
            late = dict(newest_comment(network))
            late["comment"] = {**late["comment"], "ap_id": "https://late.example/comment/1"}
            double.items = [late, *double.items]

    assert len(posts) == len({post.key for post in posts})


def test_a_server_that_knows_no_pages_is_not_asked_for_ever(build, network):
    first: dict[str, object] = {}
    network.alter = lambda _path, body: first.setdefault(body["type_"], body)

    with pytest.raises(UnexpectedPayload, match="loop detected"):
        walk(build(), ALL)


# ── refusals ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("reply", "expected", "words"),
    [
        (Reply(400, {"error": "rate_limit_error"}), RateLimited, "has had too many searches"),
        (Reply(400, {"error": "instance_is_private"}), CredentialsRejected, "answers to its members only"),
        (Reply(403, "<html>no"), CredentialsRejected, "answers to its members only"),
        (Reply(404, "<html>no"), UnexpectedPayload, "did not search (404"),
        (Reply(400, {"error": "couldnt_get_posts"}), UnexpectedPayload, "couldnt_get_posts"),
        (Reply(200, {"posts": {}}), UnexpectedPayload, "without a list of posts"),
    ],
)
def test_refusals_are_told_apart(build, network, reply, expected, words):
    network.fail = lambda _path: reply

    with pytest.raises(expected) as caught:
        walk(build(), ALL)

    assert words in str(caught.value)
    assert len(network.requests) == 1


def test_the_limit_of_an_instance_ends_the_run_for_its_window(build, network):
    network.fail = lambda _path: Reply(400, {"error": "rate_limit_error"})
    collector = build()

    with pytest.raises(RateLimited) as caught:
        walk(collector, ALL)
    assert caught.value.until - collector.fetcher.clock() == timedelta(minutes=10)


# ── recheck ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changed", "standing"),
    [
        ({}, "alive"),
        ({"name": "Changed my mind", "content": "Changed my mind"}, "edited"),
        ({"deleted": True}, "gone"),
        ({"removed": True}, "hidden"),
    ],
)
def test_a_post_is_asked_for_at_home_by_the_id_in_its_address(build, network, changed, standing):
    posts = walk(build(), ALL).posts
    ours = [post for post in posts if post.remote_id.startswith(network.url)]
    post, comment = (
        next(post for post in ours if (post.ref is not None) == is_comment) for is_comment in (False, True)
    )
    for view in network.double("lemmy").items:
        said = view.get("comment") or view["post"]
        if said["ap_id"] in (post.remote_id, comment.remote_id):
            said.update(changed)

    assert set(build().recheck([post, comment]).values()) == {standing}


def test_a_post_of_another_instance_is_asked_for_there_and_a_failure_there_says_nothing(build, network):
    asked_there = []

    def reply(request):
        asked_there.append(str(request.url))
        if request.url.host == "down.example":
            return httpx.Response(500)
        return httpx.Response(404, json={"error": "couldnt_find_comment"})

    elsewhere = Fetcher(
        "lemmy",
        "",
        budget=MemoryBudget(lambda: NOON),
        clock=lambda: NOON,
        wait=lambda _seconds: False,
        guard_addresses=True,
        attempts=1,
        transport=httpx.MockTransport(reply),
    )
    gone, down, other = (
        make.post(source="lemmy", remote_id=remote_id)
        for remote_id in (
            "https://fjord.example/comment/7",
            "https://down.example/post/8",
            "https://piefed.example/c/films/p/9",
        )
    )

    assert build(elsewhere=elsewhere).recheck([gone, down, other, make.post()]) == {gone.key: "gone"}
    assert build().recheck([gone]) == {}
    assert asked_there == [
        "https://fjord.example/api/v3/comment?id=7",
        "https://down.example/api/v3/post?id=8",
    ]


# ── posts and comments by their addresses ────────────────────────────────────


def ours(network, posts):
    """A post and a comment that are at home on the instance that is asked."""
    home = [post for post in posts if post.remote_id.startswith(network.url)]
    return [next(post for post in home if (post.ref is not None) == answers) for answers in (False, True)]


def change(network, post, **fields):
    for view in network.double("lemmy").items:
        said = view.get("comment") or view["post"]
        if said["ap_id"] == post.remote_id:
            said.update(fields)


def test_a_link_brings_a_post_or_comment_of_the_instance_itself(build, network):
    post, comment = ours(network, walk(build(), ALL).posts)

    assert build().by_link([post.remote_id, comment.remote_id]) == (post, comment)


def test_a_link_to_another_instance_is_left_to_whoever_asks_there(build, network):
    network.requests.clear()

    assert build().by_link(["https://fjord.example/post/7"]) is None
    assert build().by_link([f"{network.url}/c/films"]) is None
    assert network.requests == []


def test_a_deleted_post_is_none_and_a_removed_one_is_not_for_quoting(build, network):
    post, comment = ours(network, walk(build(), ALL).posts)
    change(network, post, deleted=True)
    change(network, comment, removed=True)

    assert build().by_link([post.remote_id, f"{network.url}/post/999999"]) == ()
    assert [one.quotable for one in build().by_link([comment.remote_id])] == [False]


def test_a_copy_of_another_instances_post_is_not_taken_for_its_own(build, network):
    post, _ = ours(network, walk(build(), ALL).posts)
    number = post.remote_id.rsplit("/", 1)[1]
    change(network, post, ap_id="https://fjord.example/post/7")

    assert build().by_link([f"{network.url}/post/{number}"]) == ()


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply(400, {"error": "instance_is_private"}), CredentialsRejected),
        (Reply(400, {"error": "rate_limit_error"}), RateLimited),
        (Reply(404, "<!DOCTYPE html><p>hello"), UnexpectedPayload),
        (Reply(200, {"hello": 1}), UnexpectedPayload),
    ],
)
def test_an_answer_that_says_nothing_of_a_post_does_not_say_that_there_is_none(
    build, network, reply, expected
):
    network.fail = lambda _path: reply

    with pytest.raises(expected):
        build().by_link([f"{network.url}/post/7"])


def test_what_edited_posts_say_now_is_read_and_what_can_not_be_had_left_out(build, network):
    post, comment = ours(network, walk(build(), ALL).posts)
    change(network, post, name="Other", body="words", updated="2031-05-05T00:00:00Z")
    change(network, comment, deleted=True)
    away = make.post(source="lemmy", remote_id="https://fjord.example/post/7")
    odd = make.post(source="lemmy", remote_id="https://piefed.example/c/films/p/9")

    (now,) = build().reread([post, comment, away, odd, make.post()])

    assert (now.key, now.text, now.edited_at is not None) == (post.key, "Other\n\nwords", True)
