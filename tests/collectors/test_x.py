from datetime import UTC, datetime, timedelta

import make
import pytest

from aggregator.errors import UnexpectedPayload
from aggregator.loopback import Reply
from aggregator.model import Media, Query, Ref, Span
from aggregator.testing import walk

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
QUERY = Query("x", "reader", "search:#glassharbour -glassware -is:nullcast -is:retweet")
ALL = Span(QUERY, NOON - timedelta(hours=4), NOON)
POSTS = 41  # of the recording's 42 one holds the never-word


def asked(network):
    return [path for _, path in network.requests]


def test_the_archive_takes_longer_queries(x):
    words = make.film(hashtags=(), phrases=tuple(f"glass harbour part {number}" for number in range(30)))

    assert len(x().targets(words)) == 2
    assert len(x(archive=True).targets(words)) == 1
    assert all(target.startswith("search:(") for target in x().targets(words))


# ── pages ──────────────────────────────────────────────────────────────────────


def test_a_walk_is_asked_in_whole_seconds_around_the_span(x, x_network):
    low, high = NOON - timedelta(hours=2, microseconds=1), NOON - timedelta(hours=1, microseconds=1)

    walk(x(), Span(QUERY, low, high))

    assert (
        "/2/tweets/search/recent?query=%23glassharbour+-glassware+-is%3Anullcast+-is%3Aretweet"
        "&start_time=2031-05-04T09%3A59%3A59Z&end_time=2031-05-04T11%3A00%3A00Z&max_results=10&sort_order=recency"
        "&tweet.fields="
    ) in asked(x_network)[0]


@pytest.mark.parametrize("vocabulary", ["tweet", "post"])
@pytest.mark.parametrize("archive", [False, True])
def test_both_vocabularies_tell_the_same_posts(x, x_network, vocabulary, archive):
    x_network.double("x").speaks = {vocabulary}

    posts = {post.text: post for post in walk(x(archive=archive, vocabulary=vocabulary), ALL).posts}

    assert len(posts) > 5
    assert all(("/all?" if archive else "/recent?") in path for path in asked(x_network))
    (long,) = (post for text, post in posts.items() if text.startswith("A long thought"))
    assert (
        long.text == "A long thought about #GlassHarbour & the lamp, which goes on <for a while> #FogAndLamp"
    )
    assert long.hashtags == ("fogandlamp", "glassharbour")
    assert long.counts.reposts is not None


def test_what_x_tells_of_a_post_is_kept(x):
    posts = walk(x(), ALL).posts
    with_media = next(post for post in posts if post.media)
    quote = next(post for post in posts if post.ref is not None)

    assert len(posts) == POSTS
    assert with_media.media == (
        Media("photo", "https://pbs.twimg.com/media/invented.jpg", "a glass pier"),
        Media("video", "https://video.twimg.com/high.mp4"),
    )
    assert quote.ref == Ref("quoted", "77")
    assert sum(not post.quotable for post in posts) == 2  # one withheld, one of a protected account
    assert next(post for post in posts if post.author.handle is None).url.startswith(
        "https://x.com/i/status/"
    )


def test_all_versions_of_an_edited_post_are_one_post(x, x_network):
    edited = next(post for post in walk(x(), ALL).posts if post.edited_at is not None)
    raw = next(
        item for item in x_network.double("x").items if len(item.get("edit_history_tweet_ids", ())) > 1
    )

    assert edited.remote_id == raw["edit_history_tweet_ids"][0]
    assert edited.url.endswith(f"/status/{raw['id']}")
    assert abs(edited.edited_at - edited.created_at) < timedelta(seconds=1)


def test_what_x_left_out_is_noted_and_never_fatal(x):
    walked = walk(x(), ALL)

    assert {page.note for page in walked.pages} == {
        "",
        "X left out some posts or authors that others refer to (deleted, protected or withheld)",
    }


def test_no_hit_is_the_end_and_not_an_error(x, x_network):
    nobody = Query("x", "", "search:#nobodywritesthis -is:nullcast -is:retweet")

    walked = walk(x(), Span(nobody, ALL.low, ALL.high))

    assert (walked.posts, walked.left) == ([], None)
    assert len(x_network.requests) == 1


def test_a_token_is_sent_with_the_bounds_to_which_it_belongs(x, x_network):
    first = walk(x(), ALL, pages=2)
    assert first.left.high < ALL.high

    rest = walk(x(), first.left)

    assert "next_token=" in asked(x_network)[2]
    assert "end_time=2031-05-04T12%3A00%3A00Z" in asked(x_network)[2]
    assert len({post.key for post in [*first.posts, *rest.posts]}) == POSTS


def test_a_token_that_x_no_longer_takes_is_replaced_by_bounds(x, x_network):
    left = walk(x(), ALL, pages=2).left
    x_network.requests.clear()

    rest = walk(x(), Span(QUERY, left.low, left.high, left.resume + "gone"))

    assert rest.left is None
    assert "next_token=" in asked(x_network)[0]
    assert "next_token=" not in asked(x_network)[1]
    assert len(rest.posts) == POSTS - 20 + 1  # the posts of the last second are read again


@pytest.mark.parametrize("resume", ["b26v", "", "a b c d", "x y z"])
def test_a_resume_of_another_make_is_no_trap(x, resume):
    assert len(walk(x(), Span(QUERY, ALL.low, ALL.high, resume)).posts) == POSTS


def test_recent_search_ends_seven_days_back_and_says_so(x, x_network):
    week = Span(QUERY, NOON - timedelta(days=9), NOON)

    walked = walk(x(), week)

    horizon = NOON + timedelta(hours=1) - timedelta(days=7) + timedelta(minutes=1)
    assert walked.left.high == horizon
    assert (
        walked.pages[-1].note
        == "recent search goes back 7 days; [sources.x] archive = true reads older posts"
    )
    assert list(x().pages(QUERY, walked.left)) == []
    assert walk(x(archive=True), week).left is None


def test_a_page_out_of_order_claims_only_what_lies_above_it(x, x_network):
    def shuffle(_path, body):
        body["data"].reverse()
        return body

    x_network.alter = shuffle
    first = next(x().pages(QUERY, ALL))

    assert first.reached > max(post.created_at for post in first.posts)


def test_a_token_that_comes_again_ends_the_walk(x, x_network):
    (item, *_) = x_network.double("x").items
    page = {"data": [item], "meta": {"result_count": 1, "next_token": "same"}}
    x_network.fail = lambda _path: Reply(200, page)
    with pytest.raises(UnexpectedPayload, match="loop detected"):
        list(zip(range(5), x().pages(QUERY, ALL), strict=False))


def test_other_targets_are_not_asked_for(x, x_network):
    assert list(x().pages(Query("x", "", "video:1"), ALL)) == []
    assert x().counted(Query("x", "", "video:1"), ALL.low, ALL.high) == ()
    assert x_network.requests == []


# ── the vocabulary ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("configured", "spoken"), [("tweet", "post"), ("post", "tweet")])
def test_a_vocabulary_that_is_refused_is_exchanged_once_and_remembered(x, x_network, configured, spoken):
    x_network.double("x").speaks = {spoken}
    collector = x(vocabulary=configured)

    assert len(walk(collector, ALL).posts) == POSTS
    walk(collector, ALL)

    refused = [path for path in asked(x_network) if f"{configured}.fields" in path]
    assert len(refused) == 1
    assert "next_token" not in refused[0]


def test_fields_that_are_passed_over_try_the_other_vocabulary_too(x, x_network, x_budget):
    def only_default_fields(_path, body):
        if "edit_history_tweet_ids" in body["data"][0]:
            body["data"] = [{name: item[name] for name in ("id", "text")} for item in body["data"]]
        return body

    x_network.alter = only_default_fields

    assert len(walk(x(), ALL).posts) == POSTS


def test_any_other_refusal_is_told_in_xs_words_and_asked_once(x, x_network, x_budget):
    with pytest.raises(
        UnexpectedPayload, match="answered 400: The `query` query parameter is no query"
    ) as caught:
        walk(x(), Span(Query("x", "", f"search:{'#a OR ' * 100}#b"), ALL.low, ALL.high))

    assert "docs/sources/x.md" in caught.value.hint
    assert len(x_network.requests) == 1
    assert x_budget.costs == {"usd_micros": 0}


# ── the double itself is as strict as X ────────────────────────────────────────


@pytest.mark.parametrize(
    "path",
    [
        "/2/tweets/search/recent?query=%23a&max_results=9",
        "/2/tweets/search/recent?query=%23a&max_results=101",
        f"/2/tweets/search/recent?query={'a' * 513}",
        "/2/tweets/search/recent?query=%22a",
        "/2/tweets/search/recent?query=%23a&nonsense=1",
        "/2/tweets/search/recent?query=%23a&start_time=2031-05-04T12:00:00Z&end_time=2031-05-04T12:00:00Z",
        "/2/tweets/search/recent?query=%23a&start_time=2031-04-01T12:00:00Z",
        "/2/tweets/search/recent?query=%23a&end_time=2031-05-04T13:00:00Z",
        "/2/tweets/search/recent?query=%23a&next_token=nonsense",
        "/2/tweets?ids=NA",
    ],
)
def test_the_double_refuses_what_x_refuses(x_network, path):
    reply = x_network.answer("GET", path, {"authorization": "Bearer x"}, b"")

    assert reply.status == 400
    assert reply.body["type"].endswith("/invalid-request")
