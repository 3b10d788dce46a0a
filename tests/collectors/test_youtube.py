from datetime import UTC, datetime, timedelta

import make
import pytest

from aggregator.collectors.youtube import API_KEY
from aggregator.errors import (
    BudgetSpent,
    CredentialsRejected,
    RateLimited,
    SourceUnavailable,
    UnexpectedPayload,
)
from aggregator.loopback import Reply
from aggregator.model import Query, Span
from aggregator.testing import walk

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
TRAILER = Query("youtube", "", "video:glassharbr1")
ALL = Span(TRAILER, NOON - timedelta(hours=24), NOON)


@pytest.fixture
def network(youtube):
    return youtube


@pytest.fixture
def build(build_youtube):
    return build_youtube


def asked(network):
    return [path.removeprefix("/youtube/v3/").partition("?")[0] for _, path in network.requests]


def refusal(reason, status=403, message="No.", **more):
    error = {"code": status, "message": message, "errors": [{"reason": reason, "message": message}], **more}
    return Reply(status, {"error": error})


def ids(walked):
    return {post.remote_id for post in walked.posts}


def notes(walked):
    return "; ".join(page.note for page in walked.pages)


# ── targets ──────────────────────────────────────────────────────────────────


def test_given_videos_are_read_and_others_searched_for_by_title_and_phrases(build):
    film = make.film(youtube_videos=("glassharbr1",), phrases=("the glass harbour", "harbour film"))

    assert build().targets(film) == ('"harbour film"', '"the glass harbour"', "video:glassharbr1")
    assert build(options={"search": False}).targets(film) == ("video:glassharbr1",)


def test_other_targets_are_not_asked_for(build, network):
    assert list(build().pages(Query("youtube", "", "#glassharbour"), ALL)) == []
    assert network.requests == []


# ── threads and replies ──────────────────────────────────────────────────────


def test_a_page_of_threads_is_asked_as_plain_text_newest_first_with_the_key_in_a_header(build, network):
    seen = []
    double = network.double("youtube")
    answer = double.answer
    double.answer = lambda request: seen.append(request) or answer(request)

    walk(build(), ALL)

    assert network.requests[0] == (
        "GET",
        (
            "/youtube/v3/commentThreads?part=snippet%2Creplies&videoId=glassharbr1&order=time"
            "&textFormat=plainText&maxResults=100"
        ),
    )
    assert {request.headers["x-goog-api-key"] for request in seen} == {"canary-api-key"}
    assert "canary" not in str(network.requests)


def test_all_replies_are_given_those_that_threads_do_not_carry_among_them(build, network):
    walked = walk(build(), ALL)

    replies = [post for post in walked.posts if post.ref is not None]
    assert len(walked.posts) == len(ids(walked)) == 24 + 7 + 2 + 9 + 1
    assert asked(network) == ["commentThreads", "comments", "comments"]
    assert all(post.remote_id.startswith(f"{post.ref.id}.") for post in replies)
    assert all(
        post.url == f"https://www.youtube.com/watch?v=glassharbr1&lc={post.remote_id}"
        for post in walked.posts
    )


def test_a_late_reply_is_met_as_long_as_replies_are_read_for(build):
    """The thread of 06:54 got seven replies from 10:00 on: three hours later."""
    span = Span(TRAILER, NOON - timedelta(hours=2), NOON - timedelta(hours=1))

    with_it, without = walk(build(), span), walk(build(options={"replies_for": timedelta(hours=3)}), span)

    assert {post.remote_id for post in with_it.posts} - ids(without) == {
        "UgInv0002AaABAg.r5",
        "UgInv0002AaABAg.r6",  # the first five came along with the thread
    }
    assert "replies later than 6 hours after their comment are not read" in notes(with_it)
    assert "replies later than 3 hours after their comment are not read" in notes(without)
    assert without.left is None


def test_nothing_is_claimed_before_the_last_thread_that_may_hold_a_reply(build):
    pages = walk(build(page_size=4), ALL).pages

    assert len(pages) > 6
    assert [page.reached for page in pages] == [None] * (len(pages) - 1) + [ALL.low]
    assert all(page.resume for page in pages[:-1])


@pytest.mark.parametrize("share", [1, 2])
def test_a_walk_of_few_pages_a_run_comes_to_its_end(build, share):
    wanted, got, span, runs = ids(walk(build(page_size=4), ALL)), set(), ALL, 0

    while span is not None:
        part = walk(build(page_size=4), span, pages=share)
        got, span, runs = got | ids(part), part.left, runs + 1
        assert runs < 30

    assert got == wanted


def test_a_mark_that_the_network_no_longer_takes_begins_at_the_top(build):
    wanted = ids(walk(build(page_size=4), ALL))
    stale = Span(TRAILER, ALL.low, ALL.high, '["glassharbr1","after.UgGone",0,0]'.replace(",0,0]", ',"",0]'))

    walked = walk(build(page_size=4), stale)

    assert ids(walked) == wanted
    assert walked.left is None


@pytest.mark.parametrize("resume", ["x", "[]", "null", '["other","m","",0]', "[1,2,3,4]", "[" * 2000])
def test_a_resume_of_another_make_begins_at_the_top(build, resume):
    span = Span(TRAILER, ALL.low, ALL.high, resume)

    assert ids(walk(build(), span)) == ids(walk(build(), ALL))


def test_an_old_comment_that_stands_above_the_others_does_not_end_the_walk(build, network):
    def pin(path, body):
        if "commentThreads" in path and len(network.requests) == 1:
            first = body["items"][0]["snippet"]["topLevelComment"]["snippet"]
            first["publishedAt"] = "2030-01-01T00:00:00Z"
        return body

    whole = ids(walk(build(page_size=4), ALL))
    network.requests.clear()
    network.alter = pin

    assert whole - ids(walk(build(page_size=4), ALL)) == {"UgInv0022AaABAg"}


def test_an_answer_without_items_is_an_empty_one(build, network):
    network.alter = lambda _path, body: {key: value for key, value in body.items() if key != "items"}

    walked = walk(build(), ALL)

    assert (walked.posts, walked.left) == ([], None)


def test_an_answer_without_items_that_is_no_listing_is_refused(build, network):
    network.alter = lambda _path, _body: {"hello": 1}

    with pytest.raises(UnexpectedPayload, match="without a list of posts"):
        walk(build(), ALL)


def test_text_is_what_its_author_wrote(build, network):
    def plain(_path, body):
        for item in body["items"]:
            snippet = item["snippet"].get("topLevelComment", item)["snippet"]
            del snippet["textOriginal"]  # only sure for one's own comments
        return body

    network.alter = plain

    assert "<3 this & the fog" in {post.text for post in walk(build(), ALL).posts}


# ── refusals ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("commentsDisabled", "its comments are switched off"),
        ("videoNotFound", "it is gone or private"),
        ("forbidden", "its comments are for members only"),
    ],
)
def test_a_video_without_comments_is_named_and_passed_over(build, network, reason, words):
    next(one for one in network.double("youtube").videos if one["id"] == "glassharbr1")["refusal"] = reason

    walked = walk(build(), ALL)

    assert (walked.posts, walked.left) == ([], None)
    assert f"video glassharbr1 was not read: {words}" in notes(walked)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (datetime(2031, 5, 4, 13, 0, tzinfo=UTC), datetime(2031, 5, 5, 7, 0, tzinfo=UTC)),
        (datetime(2031, 5, 4, 6, 59, tzinfo=UTC), datetime(2031, 5, 4, 7, 0, tzinfo=UTC)),
        (datetime(2031, 1, 4, 13, 0, tzinfo=UTC), datetime(2031, 1, 5, 8, 0, tzinfo=UTC)),
        (
            datetime(2031, 3, 9, 9, 0, tzinfo=UTC),
            datetime(2031, 3, 10, 7, 0, tzinfo=UTC),
        ),  # 23 hours that day
        (datetime(2031, 11, 2, 8, 0, tzinfo=UTC), datetime(2031, 11, 3, 8, 0, tzinfo=UTC)),  # 25 hours
    ],
)
def test_a_spent_quota_waits_for_midnight_in_california(build, network, now, until):
    network.fail = lambda _path: refusal("quotaExceeded")

    with pytest.raises(BudgetSpent) as caught:
        walk(build(clock=lambda: now), ALL)

    assert caught.value.until == until
    assert len(network.requests) == 1


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (refusal("rateLimitExceeded"), RateLimited, "asks us to wait"),
        (Reply(429, {"error": {"message": "slow"}}, {"retry-after": "300"}), RateLimited, "asks us to wait"),
        (refusal("keyInvalid", 400, "Bad Request"), CredentialsRejected, f"the key in {API_KEY} was refused"),
        (
            refusal("badRequest", 400, "API key not valid.", details=[{"reason": "API_KEY_INVALID"}]),
            CredentialsRejected,
            "API key not valid",
        ),
        (refusal("accessNotConfigured"), CredentialsRejected, "was refused"),
        (Reply(403, "<html>Forbidden"), CredentialsRejected, "403: a page of HTML"),
        (refusal("processingFailure", 400), SourceUnavailable, "broke off commentThreads"),
        (refusal("unknownPart", 400, "{0}"), UnexpectedPayload, "answered 400"),
        (Reply(404, "<html>"), UnexpectedPayload, "answered 404"),
    ],
)
def test_each_refusal_says_what_to_do(build, network, reply, error, words):
    network.fail = lambda _path: reply

    with pytest.raises(error, match=words) as caught:
        walk(build(), ALL)
    assert "canary" not in f"{caught.value} {caught.value.hint}"


def test_without_a_key_nothing_is_asked(build, network):
    with pytest.raises(CredentialsRejected, match="needs an API key"):
        walk(build(keys={}), ALL)
    assert network.requests == []
