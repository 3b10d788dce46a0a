from datetime import UTC, datetime, timedelta
from pathlib import Path

import make
import pytest

from aggregator.collectors.bluesky import APP_PASSWORD, IDENTIFIER
from aggregator.errors import CredentialsRejected, RateLimited, SourceUnavailable, UnexpectedPayload
from aggregator.fetcher import MemorySessionCache
from aggregator.loopback import Network, Reply
from aggregator.model import Query, Span
from aggregator.testing import play, walk

RECORDING = Path(__file__).parent.parent / "recordings" / "bluesky"
NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
KEYS = {IDENTIFIER: "fan.example", APP_PASSWORD: "canary-app-password"}
ALL = Span(Query("bluesky", "fan.example", "#glassharbour"), NOON - timedelta(hours=24), NOON)


@pytest.fixture
def network():
    with play(RECORDING) as network:
        yield network


@pytest.fixture
def build(network: Network, collect):
    """A collector as a new process would build it; sessions may be shared."""

    def make_one(*, keys=KEYS, sessions=None, page_size=7, **fetcher):
        collector = collect("bluesky", network.url, keys=keys, sessions=sessions, fetcher=fetcher)
        vars(collector)["page_size"] = page_size
        return collector

    return make_one


def methods(network):
    return [path.split("/xrpc/")[1].split("?")[0].rsplit(".", 1)[1] for _, path in network.requests]


def view(number=0, **fields):
    uri = f"at://did:plc:pim/app.bsky.feed.post/3inv{number}"
    record = {"text": "fog", "createdAt": NOON.isoformat(), **fields.pop("record", {})}
    return {"uri": uri, "author": {"did": "did:plc:pim", "handle": "pim.example"}, "record": record, **fields}


# ── pages ────────────────────────────────────────────────────────────────────


def test_a_hashtag_is_asked_as_words_and_as_a_tag_within_the_spans_bounds(build, network):
    low, high = NOON - timedelta(hours=2, microseconds=1), NOON - timedelta(hours=1, microseconds=1)

    walk(build(page_size=100), Span(ALL.query, low, high))

    assert network.requests[1] == (
        "GET",
        (
            "/xrpc/app.bsky.feed.searchPosts?q=%23glassharbour&tag=glassharbour&sort=latest&limit=100"
            "&since=2031-05-04T09%3A59%3A59.999Z&until=2031-05-04T11%3A00%3A00.000Z"
        ),
    )


def test_a_phrase_is_searched_in_quotes(build, network):
    asked = Span(Query("bluesky", "fan.example", '"not sure about the music"'), ALL.low, ALL.high)

    posts = walk(build(), asked).posts

    assert len(posts) > 2
    assert all("Not sure about the music" in post.text for post in posts)
    assert "q=%22not+sure+about+the+music%22" in network.requests[1][1]
    assert "tag=" not in network.requests[1][1]


def test_other_targets_are_not_asked_for(build, network):
    assert list(build().pages(ALL.query, Span(Query("bluesky", "", "r/films"), ALL.low, ALL.high))) != []
    assert list(build().pages(Query("bluesky", "", "r/films"), ALL)) == []


def test_a_search_that_is_cut_off_is_begun_again_below(build, network):
    whole = walk(build(), ALL)
    network.double("bluesky").cap = 10  # after ten posts no cursor is given, whatever there is

    capped = walk(build(), ALL)

    assert capped.left is None
    assert {post.key for post in capped.posts} == {post.key for post in whole.posts}
    assert len({post.key for post in whole.posts}) == 32


def test_more_posts_of_one_instant_than_the_network_gives_end_the_walk_there(build, network):
    network.double("bluesky").cap = 10

    def same_instant(path, body):
        for item in body.get("posts", ()) if "searchPosts" in path else ():
            item["record"]["createdAt"] = item["indexedAt"] = "2031-05-04T10:00:00.000Z"
        return body

    network.alter = same_instant

    capped = walk(build(), ALL)

    assert capped.left is not None
    assert capped.left.high == datetime(2031, 5, 4, 10, 0, 0, 1000, tzinfo=UTC)


def test_an_empty_page_with_a_cursor_is_not_the_end(build, network):
    emptied = []

    def empty_the_second(path, body):
        if "searchPosts" in path:
            emptied.append(1)
            if len(emptied) == 2:
                body["posts"] = []
        return body

    network.alter = empty_the_second

    walked = walk(build(), ALL)

    assert walked.left is None
    assert walked.pages[1].posts == ()
    assert walked.pages[1].reached == walked.pages[0].reached
    assert len({post.key for post in walked.posts}) == 32 - 7


def test_a_server_that_knows_no_bounds_is_walked_all_the_same(build, network):
    """The development network's own search ignores since and until."""
    every = {post.key: post for post in walk(build(), ALL).posts}

    low, high = datetime(2031, 5, 4, 9, 30, tzinfo=UTC), datetime(2031, 5, 4, 10, 30, tzinfo=UTC)
    collector = build()
    collector._search = lambda *_: {"q": "#glassharbour", "tag": "glassharbour", "limit": "7"}

    walked = walk(collector, Span(ALL.query, low, high))

    assert walked.left is None
    assert {post.key for post in walked.posts} == {
        key for key, post in every.items() if low <= post.created_at < high
    }


def test_a_page_out_of_order_claims_only_what_lies_above_it(build, network):
    def shuffle(path, body):
        if "searchPosts" in path:
            body["posts"].reverse()
        return body

    network.alter = shuffle
    first = next(build().pages(ALL.query, ALL))

    assert first.reached > max(post.created_at for post in first.posts)


# ── the login ────────────────────────────────────────────────────────────────


def test_a_session_is_made_once_and_shared_by_processes(build, network):
    sessions = MemorySessionCache()

    walk(build(sessions=sessions, page_size=100), ALL)
    walk(build(sessions=sessions, page_size=100), ALL)

    assert methods(network) == ["createSession", "searchPosts", "searchPosts"]


def test_an_expired_session_is_renewed_not_made_anew(build, network):
    collector = build(page_size=100)
    walk(collector, ALL)
    network.double("bluesky").expire_sessions()

    walk(collector, ALL)

    assert methods(network)[2:] == ["searchPosts", "refreshSession", "searchPosts"]


def test_a_session_that_can_not_be_renewed_is_made_anew_once(build, network):
    collector = build(page_size=100)
    walk(collector, ALL)
    network.double("bluesky").drop_sessions()

    walk(collector, ALL)

    assert methods(network)[2:] == ["searchPosts", "refreshSession", "createSession", "searchPosts"]


def test_the_session_that_another_process_made_meanwhile_is_used(build, network):
    sessions = MemorySessionCache()
    ours, theirs = build(sessions=sessions, page_size=100), build(sessions=sessions, page_size=100)
    walk(ours, ALL)
    network.double("bluesky").expire_sessions()
    stale = sessions.load(ours._cache_key)
    walk(theirs, ALL)
    network.requests.clear()

    renewed = ours._renewed(stale)

    assert renewed == sessions.load(ours._cache_key) != stale
    assert network.requests == []


def test_a_login_that_never_works_is_not_asked_in_a_loop(build, network):
    refusal = Reply(400, {"error": "InvalidToken", "message": "Token could not be verified"})
    network.fail = lambda path: refusal if "feed" in path else None

    with pytest.raises(CredentialsRejected, match="was refused"):
        walk(build(), ALL)

    assert methods(network) == [
        "createSession",
        "searchPosts",
        "refreshSession",
        "searchPosts",
        "createSession",
        "searchPosts",
    ]


def test_a_wrong_password_is_said_once_without_telling_it(build, network):
    network.fail = lambda _path: Reply(
        401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}
    )

    with pytest.raises(CredentialsRejected) as caught:
        walk(build(), ALL)

    assert methods(network) == ["createSession"]
    assert IDENTIFIER in str(caught.value)
    assert "Invalid identifier or password" in str(caught.value)
    assert "canary" not in str(caught.value) + caught.value.hint


def test_too_many_logins_end_the_run_until_the_limit_resets(build, network):
    network.fail = lambda _path: Reply(429, {"error": "RateLimitExceeded"}, {"retry-after": "287"})

    with pytest.raises(RateLimited):
        walk(build(), ALL)
    assert methods(network) == ["createSession"]


def test_without_keys_nothing_is_asked(build, network):
    with pytest.raises(CredentialsRejected, match="needs a login"):
        walk(build(keys={}), ALL)
    assert network.requests == []


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (Reply(200, {"did": "did:plc:x"}), UnexpectedPayload, "without a session"),
        (Reply(200, []), UnexpectedPayload, "without a session"),
        (
            Reply(200, {"accessJwt": "a", "refreshJwt": "b", "active": False}),
            CredentialsRejected,
            "is not active",
        ),
        (Reply(500, "<html>"), SourceUnavailable, "answered 500"),
    ],
)
def test_a_strange_login_ends_in_words(build, network, reply, error, words):
    network.fail = lambda _path: reply

    with pytest.raises(error, match=words):
        walk(build(), ALL)


def test_a_refused_search_tells_the_networks_words(build, network):
    refusal = Reply(400, {"error": "InvalidRequest", "message": "Invalid params: integer too big"})
    network.fail = lambda path: refusal if "feed" in path else None

    with pytest.raises(UnexpectedPayload, match="searchPosts answered 400: Invalid params: integer too big"):
        walk(build(), ALL)


# ── recheck ──────────────────────────────────────────────────────────────────


def test_a_deleted_edited_or_hidden_post_is_told_apart(build, network):
    collector = build()
    posts = walk(collector, ALL).posts
    gone, edited, hidden = posts[0], posts[1], posts[2]
    network.hide(gone.remote_id)

    def change(_path, body):
        for item in body["posts"]:
            if item["uri"] == edited.remote_id:
                item["record"]["text"] = "other words"
            if item["uri"] == hidden.remote_id:
                item["labels"] = [{"val": "!hide"}]
        return body

    network.alter = change
    network.requests.clear()

    standing = collector.recheck([*posts, make.post()])

    assert (standing[gone.key], standing[edited.key], standing[hidden.key]) == ("gone", "edited", "hidden")
    assert standing[posts[5].key] == "alive"
    assert methods(network) == ["getPosts", "getPosts"]  # 32 posts, 25 a request
    assert make.post().key not in standing


# ── counts, followers, edges ─────────────────────────────────────────────────


def test_the_network_is_asked_how_many_posts_it_holds(build, network):
    collector = build()

    (counted,) = collector.counted(ALL.query, ALL.low, ALL.high)

    assert (counted.low, counted.high) == (ALL.low, ALL.high)
    assert counted.posts == len({post.key for post in walk(collector, ALL).posts})
    assert "limit=1&" in network.requests[1][1]
    assert collector.counted(Query("bluesky", "", "video:1"), ALL.low, ALL.high) == ()


def test_a_network_that_does_not_say_how_many_is_not_guessed(build, network):
    network.alter = lambda _path, body: {key: value for key, value in body.items() if key != "hitsTotal"}

    assert build().counted(ALL.query, ALL.low, ALL.high) == ()


def test_followers_are_asked_for_once_for_each_author_where_that_is_wanted(network, collect):
    collector = collect("bluesky", network.url, keys=KEYS, options={"profiles": True})
    vars(collector)["page_size"] = 20  # two pages

    pages = list(collector.pages(ALL.query, ALL))

    posts = [post for page in pages for post in page.posts]
    assert len(pages) == 2
    asked = [path for _, path in network.requests if "getProfiles" in path]
    authors = {post.author.id for post in posts}
    assert sum(path.count("actors=") for path in asked) == len(authors)
    assert all(post.author.followers == 10 * len(post.author.id) for post in posts)


def test_followers_are_unknown_where_nobody_asks(build, network):
    assert {post.author.followers for post in walk(build(), ALL).posts} == {None}
    assert "getProfiles" not in methods(network)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404, {"error": "XRPCNotSupported"}),
        Reply(501, {"error": "MethodNotImplemented"}),
        Reply(403, "<html>Request forbidden"),
    ],
)
def test_a_server_that_takes_no_logins_is_named_with_what_to_set(build, network, reply):
    network.fail = lambda _path: reply

    with pytest.raises(UnexpectedPayload, match="takes no logins") as caught:
        walk(build(), ALL)

    assert "set sources.bluesky.base_url to the account's own server" in caught.value.hint


def test_a_web_page_from_the_edge_does_not_blame_the_key(build, network):
    network.fail = lambda path: (
        Reply(403, "<html><body>Request forbidden by administrative rules.") if "search" in path else None
    )

    with pytest.raises(SourceUnavailable, match="refuses us with a web page"):
        walk(build(), ALL)


def test_a_refusal_in_the_networks_own_words_blames_the_key(build, network):
    refused = Reply(403, {"error": "AccountTakedown", "message": "taken down"})
    network.fail = lambda path: refused if "search" in path else None

    with pytest.raises(CredentialsRejected, match="taken down"):
        walk(build(), ALL)
