from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from mastodon_instance import HERE, NOON, Instance, snowflake, span, status

from aggregator.collectors.mastodon import TOKENS, Mastodon
from aggregator.errors import CredentialsRejected, RateLimited, SourceUnavailable, UnexpectedPayload
from aggregator.fetcher import Answer
from aggregator.model import Query, Span
from aggregator.payloads.mastodon import parse_status
from aggregator.testing import play, walk

RECORDING = Path(__file__).parent.parent / "recordings" / "mastodon"


@pytest.fixture
def instance_collector(collect):
    def build(instance, **options):
        return collect("mastodon", HERE, fetcher={"transport": httpx.MockTransport(instance)}, **options)

    return build


# ── pages ────────────────────────────────────────────────────────────────────


def test_only_the_place_is_taken_from_a_link_and_the_tag_is_quoted(instance_collector):
    instance = Instance(
        [status(snowflake(NOON - timedelta(minutes=n)), NOON - timedelta(minutes=n)) for n in range(60)],
        order=int,
    )

    walked = walk(
        instance_collector(instance),
        span(NOON - timedelta(hours=2), NOON + timedelta(minutes=1), "#straße/é"),
    )

    assert walked.left is None
    assert len(walked.posts) == 60
    assert instance.asked[0].url.raw_path == b"/api/v1/timelines/tag/stra%C3%9Fe%2F%C3%A9?limit=40"
    assert [set(request.url.params) for request in instance.asked] == [
        {"limit"},
        {"limit", "max_id"},
        {"limit", "max_id"},
    ]


def test_a_span_far_below_is_gone_to_directly_where_ids_are_snowflakes(instance_collector):
    instants = [NOON - timedelta(hours=n) for n in range(500)]
    instance = Instance([status(snowflake(at) + 5, at) for at in instants], order=int)
    low, high = NOON - timedelta(hours=460), NOON - timedelta(hours=440)

    walked = walk(instance_collector(instance), span(low, high))

    assert walked.left is None
    assert [post.created_at for post in walked.posts] == [NOON - timedelta(hours=n) for n in range(441, 461)]
    assert len(instance.asked) == 2
    assert walked.pages[0].reached is None
    assert walked.pages[0].resume == str(snowflake(high + timedelta(minutes=10)))


def test_ids_of_another_make_are_walked_from_the_top(instance_collector):
    instants = [NOON - timedelta(hours=n) for n in range(90)]
    instance = Instance([status(f"01J{9000 - n:05}", at) for n, at in enumerate(instants)])
    low, high = NOON - timedelta(hours=80), NOON - timedelta(hours=60)

    walked = walk(instance_collector(instance), span(low, high))

    assert walked.left is None
    assert {post.created_at for post in walked.posts} >= {NOON - timedelta(hours=n) for n in range(61, 81)}
    assert [request.url.params.get("max_id") for request in instance.asked] == [
        None,
        "01J08961",
        "01J08921",
        "01J08911",
    ]


def test_a_late_post_among_ids_of_another_make_does_not_end_the_walk(instance_collector):
    instants = [NOON - timedelta(minutes=n) for n in range(90)]
    instants[39] = NOON - timedelta(days=3)  # arrived just now, written long ago
    instance = Instance([status(f"01J{9000 - n:05}", at) for n, at in enumerate(instants)])

    walked = walk(instance_collector(instance), span(NOON - timedelta(hours=24), NOON + timedelta(minutes=1)))

    assert len(walked.posts) == 89


def test_a_post_that_arrived_late_on_mastodon_is_not_claimed_as_missing(instance_collector):
    """Ids follow arrival: a page reaches down to its last id's moment, not to its oldest post's time."""
    posts = [status(snowflake(NOON - timedelta(minutes=n)), NOON - timedelta(minutes=n)) for n in range(90)]
    posts[20] = status(snowflake(NOON - timedelta(minutes=20)), NOON - timedelta(hours=9))
    instance = Instance(posts, order=int)

    walked = walk(instance_collector(instance), span(NOON - timedelta(hours=1), NOON + timedelta(minutes=1)))

    assert len(walked.posts) == 61
    assert walked.pages[0].reached == NOON - timedelta(minutes=39) + timedelta(seconds=2)


def test_an_unknown_hashtag_is_an_empty_span_read_to_its_end(instance_collector):
    for unknown in (
        {"page": httpx.Response(200, json=[])},
        {"page": httpx.Response(404, json={"error": "Record not found"})},
    ):
        walked = walk(instance_collector(Instance(**unknown)), span(NOON - timedelta(hours=1), NOON))
        assert (walked.left, walked.posts) == (None, [])


def test_a_phrase_is_not_asked_for(instance_collector):
    instance = Instance()
    asked = span(NOON, NOON + timedelta(hours=1), '"glass harbour"')

    assert list(instance_collector(instance).pages(asked.query, asked)) == []
    assert instance.asked == []


@pytest.mark.parametrize(
    ("status_code", "error"),
    [(401, "The access token is invalid"), (422, "This method requires an authenticated user"), (403, "no")],
)
def test_an_instance_for_members_only_is_named(instance_collector, status_code, error):
    closed = Instance(page=httpx.Response(status_code, json={"error": error}))

    with pytest.raises(CredentialsRejected) as caught:
        walk(instance_collector(closed), span(NOON, NOON + timedelta(hours=1)))
    assert (
        str(caught.value) == f"mastodon: {HERE} shows hashtags to its members only ({status_code}: {error})"
    )
    assert TOKENS in caught.value.hint

    with pytest.raises(CredentialsRejected, match="refused its token") as caught:
        walk(instance_collector(closed, keys={TOKENS: "canary-token"}), span(NOON, NOON + timedelta(hours=1)))
    assert closed.asked[-1].headers["authorization"] == "Bearer canary-token"
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("access", "error", "words"),
    [
        (
            {"local": "disabled", "remote": "disabled"},
            SourceUnavailable,
            "has switched its hashtag feeds off",
        ),
        (
            {"local": "authenticated", "remote": "disabled"},
            CredentialsRejected,
            "shows hashtags to its members only",
        ),
        ({"local": "public", "remote": "authenticated"}, None, ""),
        ({}, None, ""),
        ("nonsense", None, ""),
    ],
)
def test_an_empty_timeline_may_be_a_closed_one(instance_collector, access, error, words):
    about = {"configuration": {"timelines_access": {"hashtag_feeds": access}}}
    instance = Instance(page=httpx.Response(200, json=[]), instance=httpx.Response(200, json=about))
    collector = instance_collector(instance)

    if error is None:
        assert walk(collector, span(NOON, NOON + timedelta(hours=1))).left is None
        assert walk(collector, span(NOON, NOON + timedelta(hours=1))).left is None
        assert len(instance.asked) == 3  # the instance is asked about itself once
    else:
        # Twice: `run` keeps one collector, and what it learnt must not make the second walk "complete".
        for _ in range(2):
            with pytest.raises(error, match=words):
                walk(collector, span(NOON, NOON + timedelta(hours=1)))


def test_an_instance_that_is_gone_says_so(instance_collector):
    with pytest.raises(SourceUnavailable, match="is gone for good"):
        walk(instance_collector(Instance(page=httpx.Response(410))), span(NOON, NOON + timedelta(hours=1)))


def test_an_address_that_is_no_mastodon_says_so(instance_collector):
    with pytest.raises(UnexpectedPayload, match="has no hashtag timelines"):
        walk(
            instance_collector(Instance(page=httpx.Response(404, html="<html>"))),
            span(NOON, NOON + timedelta(hours=1)),
        )


# ── recheck ──────────────────────────────────────────────────────────────────


def homes(answers):
    return httpx.MockTransport(
        lambda request: answers.get(str(request.url), httpx.Response(404, html="<html>"))
    )


def test_a_post_of_another_server_is_asked_at_home_by_the_guarded_fetcher(collect, fetch):
    away = parse_status(status(1, NOON, uri="https://tide.example/users/ana/statuses/77"), HERE)
    path = "https://tide.example/api/v1/statuses/77"
    same = status(77, NOON, uri=away.remote_id)
    answers = {}
    elsewhere = fetch("mastodon", "", transport=homes(answers), guard_addresses=True)
    collector = collect("mastodon", HERE, fetcher={"transport": homes({})}, elsewhere=elsewhere)

    for answer, expected in [
        (httpx.Response(200, json=same), {away.key: "alive"}),
        (httpx.Response(200, json={**same, "content": "<p>other words</p>"}), {away.key: "edited"}),
        (httpx.Response(200, json={**same, "visibility": "private"}), {away.key: "hidden"}),
        (httpx.Response(200, json={**same, "uri": "https://tide.example/users/eve/statuses/77"}), {}),
        (httpx.Response(404, json={"error": "Record not found"}), {away.key: "gone"}),
        (httpx.Response(410, json={"error": "Gone"}), {away.key: "gone"}),
        (httpx.Response(404, html="<html>no such page</html>"), {}),
        (httpx.Response(401, json={"error": "members only"}), {}),
        (httpx.Response(500), {}),
        (httpx.Response(200, html="<html>"), {}),
    ]:
        answers[path] = answer
        assert collector.recheck([away]) == expected


def test_what_an_edited_post_says_now_is_read_at_its_home(collect, fetch):
    away = parse_status(status(1, NOON, uri="https://tide.example/users/ana/statuses/77"), HERE)
    edited = status(77, NOON, uri=away.remote_id, content="<p>clear</p>", edited_at="2031-05-04T13:00:00Z")
    answers = {"https://tide.example/api/v1/statuses/77": httpx.Response(200, json=edited)}
    elsewhere = fetch("mastodon", "", transport=homes(answers), guard_addresses=True)
    collector = collect("mastodon", HERE, fetcher={"transport": homes({})}, elsewhere=elsewhere)
    unknown = parse_status(status(2, NOON, uri="https://tide.example/users/ana/statuses/78"), HERE)

    [now] = collector.reread([away, unknown])

    assert (now.key, now.text, now.at_home) == (away.key, "clear", True)
    assert now.edited_at == NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    "uri", ["https://pleroma.example/objects/1f9a", "tag:x,2031:1", "https://[broken/users/a/statuses/1"]
)
def test_an_address_that_does_not_tell_its_id_can_not_be_rechecked(collect, uri):
    post = parse_status(status(1, NOON, uri=uri), HERE)

    assert collect("mastodon", HERE, fetcher={"transport": homes({})}).recheck([post]) == {}


def test_posts_of_other_networks_are_not_asked_about(collect):
    import make

    assert collect("mastodon", HERE, fetcher={"transport": homes({})}).recheck([make.post()]) == {}


# ── over mastodon-mock ───────────────────────────────────────────────────────


def mock_span(tag):
    now = datetime.now(UTC)
    return Span(Query("mastodon", "mock", tag), now - timedelta(hours=1), now + timedelta(minutes=1))


@pytest.fixture
def mock_collector(mock, collect) -> Mastodon:
    return collect("mastodon", mock.url, fetcher={"clock": lambda: datetime.now(UTC), "attempts": 2})


def test_a_timeline_of_mastodon_mock_is_read_to_its_end_and_again_from_any_place(mock, mock_collector):
    sent = [mock.toot(f"lamp {n} in the fog #PagingHarbour")["uri"] for n in range(45)]
    vars(mock_collector)["page_size"] = 10
    whole_span = mock_span("#pagingharbour")

    walked = walk(mock_collector, whole_span)
    first = walk(mock_collector, whole_span, pages=2)
    rest = walk(mock_collector, first.left)

    assert [post.remote_id for post in walked.posts] == sent[::-1]
    assert [post.remote_id for post in first.posts + rest.posts] == sent[::-1]


def test_faults_of_mastodon_mock_end_in_errors_that_say_what_to_do(mock, mock_collector):
    mock.toot("one #FaultHarbour")
    asked = mock_span("#faultharbour")

    mock.fault({"type": "status", "status": 503})
    assert len(walk(mock_collector, asked).posts) == 1  # passed with the second attempt
    mock.fault({"type": "status", "status": 500}, count=2)
    with pytest.raises(SourceUnavailable, match="answered 500"):
        walk(mock_collector, asked)
    mock.fault({"type": "malformed"})
    with pytest.raises(UnexpectedPayload, match="no JSON"):
        walk(mock_collector, asked)
    mock.fault({"type": "ratelimit"})
    with pytest.raises(RateLimited) as caught:
        walk(mock_collector, asked)
    assert timedelta(minutes=4) < caught.value.until - datetime.now(UTC) <= timedelta(minutes=5)


def test_a_post_deleted_at_mastodon_mock_is_gone(mock, mock_collector):
    kept, deleted = mock.toot("kept #RecheckHarbour"), mock.toot("deleted #RecheckHarbour")
    posts = walk(mock_collector, mock_span("#recheckharbour")).posts

    mock.delete(deleted["id"])

    standing = mock_collector.recheck(posts)
    assert standing == {("mastodon", kept["uri"]): "alive", ("mastodon", deleted["uri"]): "gone"}


def test_an_instance_asked_through_another_address_keeps_its_name(collect):
    with play(RECORDING) as network:
        collector = collect("mastodon", network.url, fetcher={"account": "https://recorded.example"})
        posts = walk(collector, span(NOON - timedelta(hours=24), NOON)).posts

    assert {post.author.handle for post in posts if "@" in post.author.handle} >= {"marlow@recorded.example"}


def test_a_recording_is_played_with_its_own_address(collect):
    with play(RECORDING) as network:
        answer = collect("mastodon", network.url).fetcher.get(
            "/api/v1/timelines/tag/GlassHarbour", {"limit": "99"}
        )

    assert isinstance(answer, Answer)
    assert len(answer.json()) == 32
    assert answer.json()[0]["account"]["url"].startswith((network.url, "https://"))


def test_a_post_written_before_the_span_that_arrived_within_it_is_kept(instance_collector):
    arrived = NOON - timedelta(minutes=5)
    late = status(snowflake(arrived), NOON - timedelta(minutes=100))
    others = [status(snowflake(NOON - timedelta(minutes=n)), NOON - timedelta(minutes=n)) for n in (1, 2, 3)]
    collector = instance_collector(Instance([*others, late], order=int))
    asked = span(NOON - timedelta(minutes=60), NOON)

    given = [post for page in collector.pages(asked.query, asked) for post in page.posts]

    assert NOON - timedelta(minutes=100) in [post.created_at for post in given]


def test_a_members_only_instance_gives_a_post_by_its_link_for_its_token(instance_collector):
    asked = []

    def instance(request):
        asked.append(request)
        return httpx.Response(200, json=status(7, NOON))

    (post,) = instance_collector(instance, keys={TOKENS: "pass"}).by_link([f"{HERE}/@pim/7"])

    assert post.remote_id == f"{HERE}/users/pim/statuses/7"
    assert asked[0].url.path == "/api/v1/statuses/7"
    assert asked[0].headers["authorization"] == "Bearer pass"


def test_a_post_of_another_instance_or_without_a_token_is_left_to_whoever_asks_there(instance_collector):
    elsewhere = ["https://lamp.example/@wick/7"]

    assert instance_collector(Instance(), keys={TOKENS: "pass"}).by_link(elsewhere) is None
    assert instance_collector(Instance()).by_link([f"{HERE}/@pim/7"]) is None
