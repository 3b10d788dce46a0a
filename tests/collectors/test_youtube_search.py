from datetime import UTC, datetime, timedelta

import make
import pytest

from aggregator.errors import UnexpectedPayload
from aggregator.fetcher import MemoryBudget, MemorySessionCache
from aggregator.loopback import Reply
from aggregator.model import Query, Span
from aggregator.testing import walk

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
TRAILER = Query("youtube", "", "video:glassharbr1")
PHRASE = Query("youtube", "", '"the glass harbour"')
ALL = Span(TRAILER, NOON - timedelta(hours=24), NOON)
FOUND = Span(PHRASE, ALL.low, ALL.high)


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


# ── what a search finds, and what it costs ───────────────────────────────────


def test_comments_are_read_under_the_videos_whose_title_says_the_phrase(build, network):
    walked = walk(build(), FOUND)

    assert {post.url.split("v=")[1].split("&")[0] for post in walked.posts} == {"glassharbr1", "glassharbr2"}
    assert "video silentglas4 was not read: its comments are switched off" in notes(walked)
    assert walked.left is None
    assert asked(network)[0] == "search"
    assert "q=the+glass+harbour" in network.requests[0][1]
    assert "publishedAfter=2031-04-04T13%3A00%3A00Z" in network.requests[0][1]


def test_a_search_and_each_other_request_are_booked_where_they_belong(build):
    budget = MemoryBudget(lambda: NOON)

    walk(build(budget=budget), FOUND)

    assert budget.costs == {"searches": 1, "units": 5}  # three videos, and replies of two threads


def test_a_phrase_is_searched_for_again_only_after_some_hours(build, network):
    sessions, times = MemorySessionCache(), []

    for hours in (0, 1, 5.9, 6.1, 7):
        now = NOON + timedelta(hours=hours)
        walk(build(sessions=sessions, clock=lambda now=now: now), FOUND)
        times.append(asked(network).count("search"))

    assert times == [1, 1, 1, 2, 2]


def test_a_video_that_is_found_later_is_read_back_to_where_the_others_were(build, network):
    sessions, double = MemorySessionCache(), network.double("youtube")
    reaction = next(video for video in double.videos if video["id"] == "glassharbr2")
    double.videos.remove(reaction)
    walk(build(sessions=sessions), FOUND)
    double.videos.append(reaction)
    next_run = Span(PHRASE, NOON, NOON + timedelta(hours=7))
    later = {"sessions": sessions, "clock": lambda: NOON + timedelta(hours=7)}

    first, again = walk(build(**later), next_run), walk(build(**later), next_run)

    assert {post.url.split("v=")[1][:11] for post in first.posts} == {"glassharbr2"}
    assert len(first.posts) == 3  # all of them older than the span
    assert first.left is None
    assert again.posts == []


def test_catching_up_that_was_cut_off_is_begun_again(build, network):
    sessions, double = MemorySessionCache(), network.double("youtube")
    reaction = next(video for video in double.videos if video["id"] == "glassharbr2")
    double.videos.remove(reaction)
    walk(build(sessions=sessions), FOUND)
    double.videos.append(reaction)
    later = {"sessions": sessions, "clock": lambda: NOON + timedelta(hours=7)}
    span, got = Span(PHRASE, NOON, NOON + timedelta(hours=7)), []

    while span is not None:
        part = walk(build(**later), span, pages=1)
        got, span = got + part.posts, part.left

    assert len({post.key for post in got}) == 3


def test_without_searches_left_the_videos_that_are_known_are_read(build, network):
    sessions = MemorySessionCache()
    walk(build(sessions=sessions), FOUND)
    network.double("youtube").quota["searches"] = 0
    later = NOON + timedelta(hours=7)

    walked = walk(build(sessions=sessions, clock=lambda: later), FOUND)

    assert walked.left is None
    assert len(ids(walked)) > 40
    assert "no videos were searched for: the day's quota is used up until 2031-05-05T07:00:00Z" in notes(
        walked
    )


def test_without_searches_and_known_videos_nothing_is_claimed(build, network):
    network.double("youtube").quota["searches"] = 0

    walked = walk(build(), FOUND)

    assert walked.left == FOUND
    assert "no videos were searched for" in notes(walked)


def test_a_phrase_without_videos_is_read_to_its_end(build):
    nothing = Query("youtube", "", '"an unknown film"')

    walked = walk(build(), Span(nothing, ALL.low, ALL.high))

    assert (walked.posts, walked.left) == ([], None)


@pytest.mark.parametrize("kept", [{}, {"at": 1}, {"at": "2031-05-04T12:00:00+00:00"}, {"videos": ["x"]}])
def test_what_was_kept_by_another_version_is_searched_for_anew(build, network, kept):
    sessions = MemorySessionCache()
    collector = build(sessions=sessions)
    sessions.save(collector._shelf_key("the glass harbour"), kept)

    walk(collector, FOUND)

    assert asked(network)[0] == "search"


def test_only_the_videos_found_last_are_read(build, network):
    collector = build(options={"videos_per_search": 1}, sessions=(sessions := MemorySessionCache()))

    walk(collector, FOUND)

    kept = sessions.load(collector._shelf_key("the glass harbour"))
    assert kept["videos"] == {"glassharbr1": True}


# ── recheck ──────────────────────────────────────────────────────────────────


def test_a_deleted_edited_or_hidden_comment_is_told_apart(build, network):
    collector = build()
    posts = sorted(walk(collector, ALL).posts, key=lambda post: post.remote_id)
    gone, edited, hidden = posts[0], posts[1], posts[2]
    network.hide(gone.remote_id)

    def change(_path, body):
        for item in body["items"]:
            if item["id"] == edited.remote_id:
                item["snippet"]["textOriginal"] = "other words"
            if item["id"] == hidden.remote_id:
                item["snippet"]["moderationStatus"] = "heldForReview"
        return body

    network.alter = change
    network.requests.clear()

    standing = collector.recheck([*posts, make.post()])

    assert (standing[gone.key], standing[edited.key], standing[hidden.key]) == ("gone", "edited", "hidden")
    assert standing[posts[5].key] == "alive"
    assert asked(network) == ["comments", "comments"]  # 43 comments at once, and once more what was missing
    assert make.post().key not in standing


def test_an_answer_that_leaves_out_too_much_is_no_deletion(build, network):
    collector = build()
    posts = walk(collector, ALL).posts

    network.alter = lambda _path, body: {**body, "items": body["items"][:10]}

    assert set(collector.recheck(posts).values()) == {"alive"}


def test_a_refusal_of_all_for_one_that_is_gone_is_asked_in_halves(build, network):
    collector = build()
    posts = walk(collector, ALL).posts[:9]
    gone = posts[4]
    double = network.double("youtube")
    answer = double.answer

    def refuse(request):
        if gone.remote_id in request.value("id").split(","):
            return refusal("commentNotFound", 404)
        return answer(request)

    double.answer = refuse

    standing = collector.recheck(posts)

    assert {key for key, how in standing.items() if how == "gone"} == {gone.key}
    assert len(standing) == 9


def test_an_answer_of_another_make_makes_no_comment_gone(build, network):
    collector = build()
    posts = walk(collector, ALL).posts
    network.alter = lambda _path, _body: {"hello": 1}

    with pytest.raises(UnexpectedPayload, match="without a list"):
        collector.recheck(posts)


# ── comments by their ids ────────────────────────────────────────────────────


@pytest.mark.parametrize("tells_videos", [True, False])
def test_a_link_brings_a_comment_or_reply_with_the_address_that_its_thread_knows(
    build, network, tells_videos
):
    posts = walk(build(), ALL).posts
    first = next(post for post in posts if post.ref is None)
    reply = next(post for post in posts if post.ref is not None)
    network.double("youtube").tells_videos = tells_videos
    network.requests.clear()

    found = {post.key: post for post in build().by_link([first.remote_id, reply.remote_id, "at://x", "a:b"])}

    assert {key: (post.text, post.url, post.author) for key, post in found.items()} == {
        post.key: (post.text, post.url, post.author) for post in (first, reply)
    }
    assert asked(network) == (["comments"] if tells_videos else ["comments", "commentThreads"])


def test_a_comment_whose_video_nobody_tells_has_no_address(build, network):
    comment = walk(build(), ALL).posts[0]
    network.double("youtube").tells_videos = False
    network.fail = lambda path: refusal("commentThreadNotFound", 404) if path.endswith("Threads") else None

    (found,) = build().by_link([comment.remote_id])

    assert (found.key, found.url) == (comment.key, None)


def test_what_edited_comments_say_now_is_read_fifty_at_once_and_the_deleted_are_left_out(build, network):
    posts = walk(build(), ALL).posts
    edited, gone, *_ = posts
    network.hide(gone.remote_id)
    strangers = [make.post(source="youtube", remote_id=f"Ugx{number:020}") for number in range(60)]

    def change(_path, body):
        for item in body["items"]:
            if item["id"] == edited.remote_id:
                item["snippet"] |= {"textOriginal": "other words", "updatedAt": "2031-05-05T00:00:00Z"}
        return body

    network.alter = change
    collector = build()
    network.requests.clear()
    units = network.double("youtube").quota["units"]

    now = {post.key: post for post in collector.reread([edited, gone, *strangers, make.post()])}

    assert set(now) == {edited.key}
    assert now[edited.key].text == "other words"
    assert now[edited.key].edited_at is not None
    assert units - network.double("youtube").quota["units"] == len(asked(network)) <= 4


def test_a_comment_that_is_gone_is_no_post(build, network):
    comment = walk(build(), ALL).posts[0]
    network.hide(comment.remote_id)

    assert build().by_link([comment.remote_id]) == ()
