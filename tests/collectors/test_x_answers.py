"""What X costs, counts and refuses, and how it says that a post still stands."""

from datetime import UTC, datetime, timedelta

import make
import pytest

from aggregator.collectors.x import BEARER_TOKEN
from aggregator.errors import BudgetSpent, CredentialsRejected, RateLimited, UnexpectedPayload
from aggregator.loopback import Reply
from aggregator.model import Counted, Query, Span
from aggregator.testing import walk

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
QUERY = Query("x", "reader", "search:#glassharbour -glassware -is:nullcast -is:retweet")
ALL = Span(QUERY, NOON - timedelta(hours=4), NOON)
POSTS = 41  # of the recording's 42 one holds the never-word


def asked(network):
    return [path for _, path in network.requests]


def problem(kind, status=403, **more):
    body = {"title": "T", "detail": f"X says {kind}", "type": f"https://api.x.com/2/problems/{kind}", **more}
    return Reply(status, body)


# ── money ──────────────────────────────────────────────────────────────────────


def test_a_page_is_booked_for_its_most_and_settled_to_the_posts_that_came(x, x_network, x_budget):
    booked = []
    spend = x_budget.spend

    def watch(*given, cost=None, **rest):
        booked.append(cost.amount)
        spend(*given, cost=cost, **rest)

    x_budget.spend = watch
    walk(x(post_price=0.01), ALL)

    assert booked == [100_000] * 5
    assert x_budget.costs == {"usd_micros": x_network.double("x").sold * 10_000}
    assert x_network.double("x").sold == POSTS
    assert x().page_cost.amount == 50_000


@pytest.mark.parametrize(
    "reply",
    [
        problem("usage-capped", 429),
        Reply(402, {"title": "CreditsDepleted"}),
        Reply(429, "no"),
        Reply(500, "x"),
    ],
    ids=lambda reply: str(reply.status),
)
def test_what_was_refused_is_not_paid(x, x_network, x_budget, reply):
    x_network.fail = lambda _path: reply
    with pytest.raises(Exception, match="x: "):
        walk(x(), ALL)
    assert x_budget.costs == {"usd_micros": 0}


@pytest.mark.parametrize(
    "body",
    ["<html>", '{"data": [{"id": "1"', "", "[]", {"odd": True}, {"data": "7"}, {"data": {"id": "1"}}],
    ids=str,
)
def test_a_page_that_was_served_and_can_not_be_read_is_paid_as_booked(x, x_network, x_budget, body):
    x_network.fail = lambda _path: Reply(200, body)
    with pytest.raises(UnexpectedPayload):
        walk(x(), ALL)
    assert x_budget.costs == {"usd_micros": 50_000}


@pytest.mark.parametrize("body", ['{"data": [', {"odd": True}], ids=str)
def test_counts_that_were_served_and_can_not_be_read_are_paid(x, x_network, x_budget, body):
    x_network.fail = lambda _path: Reply(200, body)
    with pytest.raises(UnexpectedPayload):
        x().counted(QUERY, ALL.low, ALL.high)
    assert x_budget.costs == {"usd_micros": 5_000}


def test_no_posts_cost_nothing(x, x_network, x_budget):
    x_network.fail = lambda _path: Reply(200, {"meta": {"result_count": 0}})
    walk(x(), ALL)
    assert x_budget.costs == {"usd_micros": 0}


def test_posts_are_counted_by_the_granularity_that_suits_the_window(x, x_network, x_budget):
    collector = x(count_price=0.02)

    hours = collector.counted(QUERY, NOON - timedelta(hours=3), NOON - timedelta(hours=1))
    day = collector.counted(QUERY, NOON - timedelta(hours=24), NOON)

    assert sum(piece.posts for piece in day) == POSTS
    assert len(hours) == 120
    assert Counted(NOON - timedelta(hours=3), NOON - timedelta(hours=2), 21) in day
    assert x_budget.costs == {"usd_micros": 40_000}
    assert "granularity=minute" in asked(x_network)[0]
    assert "granularity=hour" in asked(x_network)[1]


@pytest.mark.parametrize("name", ["tweet_count", "post_count"])
def test_counts_are_read_in_both_vocabularies_and_page_by_page(x, x_network, name):
    pages = [
        {"data": [piece(2, 5, name)], "meta": {"next_token": "older"}},
        {"data": [piece(1, 3, name)], "meta": {f"total_{name}": 3}},
    ]
    x_network.fail = lambda _path: Reply(200, pages.pop(0))

    counted = x(archive=True).counted(QUERY, NOON - timedelta(days=40), NOON)

    assert [one.posts for one in counted] == [3, 5]
    assert "/counts/all?" in asked(x_network)[0]
    assert "granularity=day" in asked(x_network)[0]
    assert "next_token=older" in asked(x_network)[1]


def piece(hour, posts, name="tweet_count"):
    return {
        "start": f"2031-05-04T0{hour}:00:00.000Z",
        "end": f"2031-05-04T0{hour + 1}:00:00.000Z",
        name: posts,
    }


@pytest.mark.parametrize(
    "body",
    [
        {"data": [{"start": "x"}]},
        {"data": [piece(1, None)]},
        {"data": 5},
        {},
        [],
        {"errors": [{"detail": "no"}]},
    ],
)
def test_a_count_that_is_none_is_told(x, x_network, body):
    x_network.fail = lambda _path: Reply(200, body)
    with pytest.raises(UnexpectedPayload, match="answered without what was asked"):
        x().counted(QUERY, ALL.low, ALL.high)


def test_what_lies_beyond_recent_search_is_not_counted(x, x_network):
    assert x().counted(QUERY, NOON - timedelta(days=20), NOON - timedelta(days=10)) == ()
    assert x_network.requests == []


# ── refusals ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("period", "words"), [("Daily", "daily"), ("Monthly", "monthly"), (None, "monthly")])
def test_a_usage_cap_is_a_budget_that_no_waiting_cures(x, x_network, period, words):
    x_network.fail = lambda _path: problem("usage-capped", 429, period=period)

    with pytest.raises(BudgetSpent, match=f"its {words} usage cap is reached") as caught:
        walk(x(), ALL)

    assert caught.value.until == datetime(2031, 5, 5, tzinfo=UTC)
    assert len(x_network.requests) == 1


def test_credits_that_are_used_up_are_a_budget(x, x_network):
    x_network.fail = lambda _path: Reply(402, {"title": "CreditsDepleted", "detail": "no credits"})

    with pytest.raises(BudgetSpent, match="nothing left to spend"):
        walk(x(), ALL)
    assert len(x_network.requests) == 1


def test_a_rate_limit_is_waited_for_until_its_reset(x, x_network):
    reset = NOON + timedelta(hours=1, minutes=12)
    headers = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(reset.timestamp()))}
    x_network.fail = lambda _path: Reply(429, {"title": "Too Many Requests"}, headers)

    with pytest.raises(RateLimited) as caught:
        walk(x(), ALL)
    assert caught.value.until == reset


def test_more_than_a_request_a_second_is_slowed_down_not_given_up(x, x_network):
    headers = {"x-rate-limit-remaining": "290", "x-rate-limit-reset": str(int(NOON.timestamp()) + 4000)}
    replies = [Reply(429, {"title": "Too Many Requests"}, headers)]
    x_network.fail = lambda _path: replies.pop() if replies else None

    assert len(walk(x(archive=True), ALL).posts) == POSTS


@pytest.mark.parametrize(
    ("reply", "words", "hint"),
    [
        (
            Reply(401, {"title": "Unauthorized"}),
            "the key in FANSREACT_SOURCES__X__BEARER_TOKEN was refused",
            "set ",
        ),
        (
            problem("client-forbidden", reason="client-not-enrolled"),
            "belongs to no project",
            "add the app to a project",
        ),
        (problem("unsupported-authentication"), "is no app's bearer token", "not of a user"),
        (problem("client-forbidden"), "may not read what is asked", "developer console"),
        (Reply(403, "<html>blocked"), "was refused (403: a page of HTML)", "set "),
    ],
)
def test_a_refused_key_says_what_to_do(x, x_network, reply, words, hint):
    x_network.fail = lambda _path: reply

    with pytest.raises(CredentialsRejected) as caught:
        walk(x(), ALL)

    assert words in str(caught.value)
    assert hint in caught.value.hint
    assert BEARER_TOKEN in str(caught.value)
    assert "canary" not in f"{caught.value}{caught.value.hint}"
    assert len(x_network.requests) == 1


def test_an_archive_that_may_not_be_read_says_for_whom_it_is(x, x_network):
    x_network.fail = lambda _path: problem("client-forbidden")

    with pytest.raises(CredentialsRejected, match="may not read the full archive") as caught:
        walk(x(archive=True), ALL)
    assert "Enterprise" in caught.value.hint


def test_without_a_key_nothing_is_asked(x, x_network):
    with pytest.raises(CredentialsRejected, match="needs a bearer token"):
        walk(x(keys={}), ALL)
    assert x_network.requests == []


def test_a_wrong_address_is_said_to_be_one(collect, x_network):
    collector = collect(
        "x",
        f"{x_network.url}/elsewhere",
        keys={BEARER_TOKEN: "canary-bearer-token"},
        fetcher={"clock": lambda: NOON},
    )

    with pytest.raises(UnexpectedPayload, match="answered 404"):
        walk(collector, ALL)


def test_a_good_answer_with_problems_alone_is_told_in_xs_words(x, x_network):
    x_network.fail = lambda _path: Reply(200, {"errors": [{"title": "T", "detail": "the index is away"}]})

    with pytest.raises(UnexpectedPayload, match="without what was asked: the index is away"):
        walk(x(), ALL)


# ── recheck ────────────────────────────────────────────────────────────────────


def test_a_deleted_edited_or_hidden_post_is_told_apart(x, x_network, x_budget):
    collector = x()
    posts = [post for post in walk(collector, ALL).posts if post.quotable and post.edited_at is None]
    by_id = {item["id"]: item for item in x_network.double("x").items}
    gone, edited, versioned, protected, withheld, refused, suspended, unknown, alive = posts[:9]
    x_network.hide(gone.remote_id)
    by_id[edited.remote_id]["text"] = "other words"
    by_id[versioned.remote_id]["edit_history_tweet_ids"] = [versioned.remote_id, "9" * 18]
    by_id[withheld.remote_id]["withheld"] = {"country_codes": ["ZZ"]}
    by_id[protected.remote_id]["author_id"] = "72"
    by_id[protected.remote_id]["author"] = {"id": "72", "username": "pier", "protected": True}
    x_network.requests.clear()

    def leave_out(_path, body):
        kinds = {refused.remote_id: "not-authorized-for-resource", suspended.remote_id: "resource-not-found"}
        body["data"] = [item for item in body["data"] if item["id"] not in {*kinds, unknown.remote_id}]
        body.setdefault("errors", []).extend(
            {"resource_id": one, "title": "Forbidden", "type": f"https://api.twitter.com/2/problems/{kind}"}
            for one, kind in kinds.items()
        )
        return body

    x_network.alter = leave_out
    standing = collector.recheck([*posts, make.post(source="bluesky")])

    assert [standing.get(post.key) for post in posts[:9]] == [
        "gone", "edited", "edited", "hidden", "hidden", "hidden", "hidden", None, "alive",
    ]  # fmt: skip
    assert standing[alive.key] == "alive"
    assert len(x_network.requests) == 1


def test_posts_are_rechecked_by_the_hundred_and_paid_where_they_stand(x, x_network, x_budget):
    posts = [make.post(remote_id=str(10**17 + number)) for number in range(150)]

    standing = x().recheck(posts)

    assert set(standing.values()) == {"gone"}
    assert len(standing) == 150
    assert len(x_network.requests) == 2
    assert x_budget.costs == {"usd_micros": 0}


def test_an_edited_post_is_asked_for_by_the_version_that_was_read(x, x_network):
    collector = x()
    edited = next(post for post in walk(collector, ALL).posts if post.edited_at is not None)

    assert collector.recheck([edited]) == {edited.key: "alive"}
    assert f"ids={edited.url.rsplit('/', 1)[1]}&" in asked(x_network)[-1]


def test_an_older_version_that_x_gives_says_nothing_of_the_newest_words(x, x_network):
    """Whoever asks by an older id may get that version: what was read of the newest one still stands."""
    collector = x()
    edited = next(post for post in walk(collector, ALL).posts if post.edited_at is not None)

    def older(_path, body):
        body["data"][0] |= {"id": edited.remote_id, "text": "as it was first"}
        return body

    x_network.alter = older
    assert collector.recheck([edited]) == {edited.key: "alive"}


def test_posts_of_other_makes_are_not_asked_for(x, x_network):
    odd = make.post(remote_id="not a number")
    assert x().recheck([odd]) == {}
    assert x_network.requests == []
