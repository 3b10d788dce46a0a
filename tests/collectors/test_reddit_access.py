import base64
from datetime import UTC, datetime, timedelta

import make
import pytest

from aggregator import __version__
from aggregator.errors import CredentialsRejected, RateLimited, SourceUnavailable, UnexpectedPayload
from aggregator.fetcher import MemorySessionCache
from aggregator.loopback import Reply
from aggregator.model import Query, Span
from aggregator.testing import walk

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
TITLES = Query("reddit", "", 'search:title:"the glass harbour"')
OWN = Query("reddit", "", "subreddit:glassharbour")
ALL = Span(TITLES, NOON - timedelta(hours=24), NOON)


@pytest.fixture
def network(reddit):
    return reddit


@pytest.fixture
def build(build_reddit):
    return build_reddit


def over(query, low=ALL.low, high=ALL.high):
    return Span(query, low, high)


def asked(network):
    return [path.partition("?")[0] for _, path in network.requests]


def notes(walked):
    return "; ".join(page.note for page in walked.pages)


# ── tokens and refusals ──────────────────────────────────────────────────────


def test_a_token_is_made_once_and_shared_by_processes(build, network):
    sessions = MemorySessionCache()

    walk(build(sessions=sessions), over(OWN))
    walk(build(sessions=sessions), over(OWN))

    assert asked(network).count("/api/v1/access_token") == 1


def test_a_token_near_its_end_is_renewed_before_it_is_refused(build, network):
    sessions = MemorySessionCache()
    walk(build(sessions=sessions, clock=lambda: NOON), over(OWN))
    network.requests.clear()

    tomorrow = NOON + timedelta(hours=23, minutes=59, seconds=30)
    walk(build(sessions=sessions, clock=lambda: tomorrow), over(OWN))

    assert asked(network)[0] == "/api/v1/access_token"


def test_a_refused_token_is_renewed_once(build, network):
    collector = build()
    walk(collector, over(OWN))
    network.double("reddit").expire_tokens()
    network.requests.clear()

    walk(collector, over(OWN))

    assert asked(network)[:3] == ["/r/glassharbour/new", "/api/v1/access_token", "/r/glassharbour/new"]


def test_a_token_that_never_works_is_not_asked_for_in_a_loop(build, network):
    refusal = Reply(401, {"message": "Unauthorized", "error": 401})
    network.fail = lambda path: refusal if path.startswith("/r/") else None

    with pytest.raises(CredentialsRejected, match="was refused"):
        walk(build(), ALL)

    assert asked(network) == ["/api/v1/access_token", "/r/all/search"] * 2


def test_the_application_is_sent_to_the_token_address_alone(build, network):
    seen = []
    double = network.double("reddit")
    answer = double.answer
    double.answer = lambda request: seen.append((request.path, request.login)) or answer(request)

    walk(build(), over(OWN))

    login = base64.b64encode(b"canary-client-id:canary-client-secret").decode()
    assert seen[0] == ("/api/v1/access_token", f"Basic {login}")
    assert {said for path, said in seen if path != "/api/v1/access_token"} == {
        "bearer token-1-of-the-application"
    }


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (Reply(200, {"error": "invalid_grant"}), CredentialsRejected, "was refused"),
        (Reply(200, {}), UnexpectedPayload, "without a token"),
        (Reply(200, {"access_token": "a\nb"}), UnexpectedPayload, "without a token"),
        (Reply(200, []), UnexpectedPayload, "without a token"),
        (Reply(401, {"message": "Unauthorized", "error": 401}), CredentialsRejected, "Unauthorized"),
        (Reply(429, {}, {"retry-after": "300"}), RateLimited, "asks us to wait"),
        (Reply(503, "<html>"), SourceUnavailable, "503"),
    ],
)
def test_a_strange_answer_about_a_token_ends_in_words(build, network, reply, error, words):
    network.fail = lambda _path: reply

    with pytest.raises(error, match=words) as caught:
        walk(build(), ALL)
    assert len(network.requests) == 1
    assert "canary" not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize(
    ("query", "reply", "expected"),
    [
        (TITLES, Reply(403, {"message": "Forbidden", "error": 403}), (CredentialsRejected, "Forbidden")),
        (OWN, Reply(403, "<html>blocked"), (CredentialsRejected, "blocks us")),
        (TITLES, Reply(429, {}, {"x-ratelimit-reset": "412"}), (RateLimited, "until 2031-05-04T13:06:52Z")),
        (TITLES, Reply(200, {"kind": "Listing"}), (UnexpectedPayload, "without a list of posts")),
        (TITLES, Reply(200, []), (UnexpectedPayload, "without a list of posts")),
    ],
)
def test_each_refusal_says_what_to_do(build, network, query, reply, expected):
    error, words = expected
    network.fail = lambda path: reply if path.startswith("/r/") else None

    with pytest.raises(error, match=words):
        walk(build(), over(query))


def test_a_tree_of_another_make_is_refused(build, network):
    network.fail = lambda path: Reply(200, {"hello": 1}) if path.startswith("/comments/") else None

    with pytest.raises(UnexpectedPayload, match="without comments"):
        walk(build(), ALL)


def test_without_an_application_nothing_is_asked(build, network):
    with pytest.raises(CredentialsRejected, match="needs an application"):
        walk(build(keys={}), ALL)
    assert network.requests == []


def test_without_a_name_the_report_asks_for_one(build, network):
    walked = walk(build(options={"username": ""}), over(OWN))

    assert "set username in [sources.reddit]" in notes(walked)
    assert network.double("reddit").agents == {f"python:fansreact:v{__version__}"}


# ── recheck ──────────────────────────────────────────────────────────────────


def test_a_deleted_edited_hidden_or_vanished_post_is_told_apart(build, network):
    collector = build()
    posts = sorted(walk(collector, ALL).posts, key=lambda post: post.remote_id)
    gone, edited, hidden, vanished = posts[0], posts[1], posts[2], posts[3]
    network.hide(gone.remote_id)

    def change(_path, body):
        children = body["data"]["children"]
        for item in children:
            if item["data"]["name"] == edited.remote_id:
                item["data"]["body"] = "other words"
            if item["data"]["name"] == hidden.remote_id:
                item["data"]["quarantine"] = True
        body["data"]["children"] = [one for one in children if one["data"]["name"] != vanished.remote_id]
        return body

    network.alter = change
    network.requests.clear()

    standing = collector.recheck([*posts, make.post()])

    assert [standing[post.key] for post in (gone, edited, hidden, vanished)] == [
        "gone",
        "edited",
        "hidden",
        "hidden",  # Reddit gives a deleted post as "[deleted]": what it does not give, nobody may see
    ]
    assert standing[posts[5].key] == "alive"
    assert asked(network) == ["/api/info"]
    assert make.post().key not in standing


def test_an_answer_of_another_make_makes_no_post_hidden(build, network):
    collector = build()
    posts = walk(collector, over(OWN)).posts
    network.alter = lambda _path, _body: {"hello": 1}

    with pytest.raises(UnexpectedPayload, match="without a list of posts"):
        collector.recheck(posts)


# ── posts and comments by their names ────────────────────────────────────────


def test_a_link_brings_a_post_or_comment_and_none_that_was_deleted(build, network):
    posts = walk(build(), ALL).posts
    post = next(one for one in posts if one.remote_id.startswith("t3_"))
    comment, gone, *_ = (one for one in posts if one.remote_id.startswith("t1_"))
    network.hide(gone.remote_id)
    network.requests.clear()

    found = build().by_link([post.remote_id, comment.remote_id, gone.remote_id, "t3_zzzz", "t5_2qh3s", "1"])

    assert {(one.key, one.text, one.url, one.author) for one in found} == {
        (one.key, one.text, one.url, one.author) for one in (post, comment)
    }
    (path,) = (path for _, path in network.requests if path.startswith("/api/info"))
    assert path.startswith(
        f"/api/info?id={post.remote_id}%2C{comment.remote_id}%2C{gone.remote_id}%2Ct3_zzzz&"
    )


def test_what_edited_posts_say_now_is_read_a_hundred_at_once(build, network):
    posts = walk(build(), ALL).posts
    edited, broken, *_ = (one for one in posts if one.remote_id.startswith("t1_"))
    strangers = [make.post(source="reddit", remote_id=f"t3_{number:03}") for number in range(150)]

    def change(_path, body):
        for item in network.posts_of("reddit", body):
            if item["data"]["name"] == edited.remote_id:
                item["data"] |= {"body": "other words", "edited": 1_935_700_000.0}
            if item["data"]["name"] == broken.remote_id:
                item["data"]["created_utc"] = "yesterday"
        return body

    network.alter = change
    collector = build()
    network.requests.clear()

    (now,) = collector.reread([edited, broken, *strangers, make.post()])

    assert (now.key, now.text, now.edited_at is not None) == (edited.key, "other words", True)
    assert asked(network).count("/api/info") == 2
