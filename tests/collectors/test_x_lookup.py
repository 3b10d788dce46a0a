"""Posts of X asked for by their ids: for an editor's link, and when they were edited."""

from datetime import UTC, datetime, timedelta

import make
import pytest

from aggregator.errors import CredentialsRejected, UnexpectedPayload
from aggregator.loopback import Reply
from aggregator.model import Query, Span
from aggregator.testing import walk

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
QUERY = Query("x", "reader", "search:#glassharbour -glassware -is:nullcast -is:retweet")
ALL = Span(QUERY, NOON - timedelta(hours=4), NOON)
PRICE = 5_000  # millionths of a dollar
NEWER = "9" * 18


def asked(network):
    return [path for _, path in network.requests]


def raw(network, post):
    return next(item for item in network.double("x").items if item["id"] == post.remote_id)


def edit(network, post, words):
    """A newer version of the post, as X gives it from now on."""
    item = raw(network, post)
    item.update(edit_history_tweet_ids=[post.remote_id, NEWER], id=NEWER, text=words)


@pytest.fixture
def plain(x):
    """Posts that nobody edited or hid."""
    return [post for post in walk(x(), ALL).posts if post.quotable and post.edited_at is None]


@pytest.mark.parametrize("vocabulary", ["tweet", "post"])
def test_a_link_brings_the_whole_post_in_both_vocabularies(x, x_network, plain, vocabulary):
    x_network.double("x").speaks = {vocabulary}
    long = next(post for post in plain if post.text.startswith("A long thought"))

    assert x(vocabulary=vocabulary).by_link([long.remote_id]) == (long,)


def test_posts_are_asked_for_by_the_hundred_each_once_and_paid_where_x_gives_them(
    x, x_network, x_budget, plain
):
    x_network.requests.clear()
    before = x_budget.costs["usd_micros"]
    ids = [post.remote_id for post in plain[:3]]
    unknown = [str(10**17 + number) for number in range(150)]

    found = x().by_link([*ids, *ids, *unknown, "not a number", "٣", "1" * 20])

    assert {post.remote_id for post in found} == set(ids)
    assert len(x_network.requests) == 2
    assert x_budget.costs["usd_micros"] - before == 3 * PRICE


def test_what_x_does_not_give_is_no_post(x, x_network, plain):
    x_network.hide(plain[0].remote_id)

    assert x().by_link([plain[0].remote_id]) == ()


def test_an_edited_post_is_read_in_its_newest_words_and_known_by_its_first_id(x, x_network, plain):
    edit(x_network, plain[0], "I was wrong about the lamp")

    (now,) = x().reread([plain[0], make.post(source="bluesky")])

    assert (now.key, now.text, now.edited_at is not None) == (
        plain[0].key,
        "I was wrong about the lamp",
        True,
    )
    assert now.url.endswith(f"/status/{NEWER}")
    assert x().by_link([plain[0].remote_id]) == x().by_link([NEWER]) == (now,)


def older_by_its_id(network, post):
    """X as it may be: whoever asks by an older id gets that version, which names the newer ones."""
    before = {**raw(network, post), "edit_history_tweet_ids": [post.remote_id, NEWER]}
    edit(network, post, "I was wrong about the lamp")

    def twist(request, reply):
        if request.value("ids") == post.remote_id:
            known = set(reply.body["data"][0])
            reply.body["data"] = [{name: value for name, value in before.items() if name in known}]
        return reply

    network.twist = twist


def test_where_x_gives_an_older_version_the_newest_is_asked_for_and_paid_too(x, x_network, x_budget, plain):
    older_by_its_id(x_network, plain[0])
    x_network.requests.clear()
    before = x_budget.costs["usd_micros"]

    (now,) = x().reread([plain[0]])

    assert now.text == "I was wrong about the lamp"
    first, second = asked(x_network)
    assert (f"ids={plain[0].remote_id}&" in first, f"ids={NEWER}&" in second) == (True, True)
    assert x_budget.costs["usd_micros"] - before == 2 * PRICE


def test_words_that_are_known_to_be_old_are_not_given_for_new_ones(x, x_network, plain):
    older_by_its_id(x_network, plain[0])
    twist = x_network.twist

    def without_the_newest(request, reply):
        if request.value("ids") == NEWER:
            problem = {"resource_id": NEWER, "title": "Forbidden", "type": "about:blank"}
            return Reply(body={"errors": [problem]})
        return twist(request, reply)

    x_network.twist = without_the_newest

    assert x().reread([plain[0]]) == ()


def test_an_unreadable_post_is_left_out_and_nothing_else_is_an_error(x, x_network, plain):
    def spoil(_path, body):
        for item in body["data"]:
            if item["id"] == plain[0].remote_id:
                item["created_at"] = "yesterday"
        return body

    x_network.alter = spoil

    assert x().reread(plain[:2]) == (plain[1],)
    with pytest.raises(UnexpectedPayload, match="no post"):
        x().by_link([plain[0].remote_id])


def test_a_question_that_x_does_not_take_is_told(x, x_network, plain):
    x_network.fail = lambda _path: Reply(400, {"errors": [{"message": "no such thing"}]})

    with pytest.raises(UnexpectedPayload, match="no such thing"):
        x().reread(plain[:1])


def test_without_a_key_nobody_is_asked(x, x_network):
    with pytest.raises(CredentialsRejected):
        x(keys={}).by_link(["123"])
    assert x_network.requests == []
