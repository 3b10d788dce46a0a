"""What is odd about Jetstream: it walks up, takes posts back, moves cursors without a word, shows half a post."""

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import make
import pytest

from aggregator.errors import SourceUnavailable, UnexpectedPayload
from aggregator.loopback import Reply
from aggregator.model import Gap, Query, Span, rest_of
from aggregator.testing import play, walk

RECORDING = Path(__file__).parent.parent / "recordings" / "jetstream"
LOW = datetime(2031, 5, 4, 9, 10, tzinfo=UTC)
HIGH = datetime(2031, 5, 4, 11, 30, tzinfo=UTC)
ALL = Span(Query("bluesky", "jetstream", "stream:#glassharbour"), LOW, HIGH)
FIRST = "at://did:plc:marlow/app.bsky.feed.post/3inv0001"


@pytest.fixture
def network():
    with play(RECORDING) as network:
        yield network


@pytest.fixture
def double(network):
    return network.double("jetstream")


@pytest.fixture
def build(network, collect):
    def make_one(*, page_size=1000, **fetcher):
        options = {"hydrate_url": network.url}
        collector = collect("jetstream", network.url, options=options, fetcher=fetcher)
        vars(collector)["page_size"] = page_size
        return collector

    return make_one


def micros(moment):
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


def event(at, did="did:plc:piper", **fields):
    return {"did": did, "time_us": micros(at), **fields}


def commit(at, rkey, text=None, *, did="did:plc:piper", operation="create", tag="GlassHarbour", **record):
    made = {"rev": "3r", "operation": operation, "collection": "app.bsky.feed.post", "rkey": rkey}
    if text is not None:
        made["cid"] = "bafynew"
        made["record"] = {"text": text, "createdAt": at.isoformat(), "tags": [tag] if tag else [], **record}
    return event(at, did, kind="commit", commit=made)


def add(double, *events):
    double.items = sorted([*double.items, *events], key=lambda each: each["time_us"])


def by_key(walked):
    return {post.remote_id.rsplit("/", 1)[1]: post for post in walked.posts}


# ── the walk ─────────────────────────────────────────────────────────────────


def test_it_asks_for_posts_alone_from_a_little_before_the_span_in_microseconds(build, network):
    walk(build(), ALL)

    assert network.requests[0][1] == (
        "/subscribe?wantedCollections=app.bsky.feed.post&cursor=1935652195000000&maxMessageSizeBytes=1000000"
    )
    assert micros(LOW) - 1935652195000000 == 5_000_000


def test_several_hashtags_and_phrases_are_sifted_out_of_one_stream(build, double, network):
    add(
        double,
        commit(LOW + timedelta(minutes=2), "lantern", "Lanterns!", tag="PaperLanterns"),
        commit(LOW + timedelta(minutes=3), "phrase", "they say Paper\nLanterns is next", tag=None),
        commit(LOW + timedelta(minutes=4), "none", "paper and lanterns", tag=None),
    )
    query = Query("bluesky", "jetstream", 'stream:#glassharbour #paperlanterns "paper lanterns"')

    posts = by_key(walk(build(), dataclasses.replace(ALL, query=query)))

    assert {"lantern", "phrase"} < set(posts)
    assert "none" not in posts
    assert len(posts) == 32
    assert len([path for _, path in network.requests if path.startswith("/subscribe")]) == 1


def test_a_post_belongs_to_the_films_whose_own_words_it_has(build):
    collector = build()
    query = Query("bluesky", "jetstream", 'stream:#glassharbour #paperlanterns "paper lanterns"')
    lanterns = make.film(
        slug="lanterns", title="Up", hashtags=("PaperLanterns",), phrases=("Paper Lanterns",)
    )
    harbour = make.film()
    post = make.post("Up and up: paper lanterns", source="bluesky")

    assert collector.belongs(post, lanterns, query)
    assert not collector.belongs(post, harbour, query)
    assert not collector.belongs(make.post("going Up"), lanterns, query)  # no title: they are everyday words


def test_a_post_that_is_dated_back_is_found_when_it_comes(build, double):
    old = LOW - timedelta(days=900)
    add(double, commit(LOW + timedelta(minutes=2), "old", "found in a drawer", createdAt=old.isoformat()))

    assert by_key(walk(build(), ALL))["old"].created_at == old


def test_a_page_claims_less_than_its_newest_event_as_others_may_be_out_of_order(build):
    collector = build(page_size=7)

    first = next(iter(collector.pages(ALL.query, ALL)))

    newest = max(post.created_at for post in first.posts)
    assert first.reached < newest
    assert first.reached > newest - timedelta(minutes=1)


def test_an_event_from_the_future_claims_nothing(build, double):
    now = HIGH + timedelta(hours=1)
    add(double, commit(HIGH + timedelta(days=9), "mad", "the clock is mad"))
    double.items.insert(3, double.items.pop())  # it comes early

    walked = walk(build(clock=lambda: now), ALL)

    assert len(walked.posts) == 30
    assert [rejected.reason.split(",")[1] for rejected in walked.rejected] == [" later than now"]


def test_a_frame_that_can_not_be_read_is_rejected_alone(build, network):
    def spoil(path, body):
        return (
            [*body[:2], "{broken", '"a text"', json.dumps({"time_us": 5}), *body[2:]]
            if path == "/subscribe"
            else body
        )

    network.alter = spoil
    walked = walk(build(), ALL)

    assert len(walked.posts) == 30
    assert len(walked.rejected) == 3


def test_frames_of_nothing_readable_are_an_error(build, network):
    network.alter = lambda _path, _body: ["<html>"] * 3

    with pytest.raises(UnexpectedPayload, match="no event of the stream could be read"):
        walk(build(), ALL)


# ── what is lost, and what is not ────────────────────────────────────────────


def test_a_cursor_that_was_moved_leaves_a_gap_with_a_name(build, double):
    oldest = LOW + timedelta(minutes=45)
    add(double, commit(oldest, "oldest", "still there"))
    double.oldest = micros(oldest)

    walked = walk(build(), ALL)

    assert walked.left is None
    assert walked.pages[0].gap == Gap(LOW, oldest, "the stream no longer holds what came before")
    assert [page.gap for page in walked.pages[1:]] == [None] * (len(walked.pages) - 1)
    assert "oldest" in by_key(walked)


def test_a_stream_that_breaks_off_keeps_its_place(build, double):
    double.cut_after = 20
    collector = build(page_size=7)
    taken = []

    with pytest.raises(SourceUnavailable, match="ended its stream"):
        taken.extend(collector.pages(ALL.query, ALL))  # what came before the error stays
    double.cut_after = None
    rest = walk(build(), Span(ALL.query, taken[-1].reached, HIGH))

    first = {post.key for page in taken for post in page.posts}
    assert 0 < len(first) < 30
    assert len(first | {post.key for post in rest.posts}) == 30


def test_a_quiet_moment_where_a_walk_goes_on_is_no_gap(build):
    first = next(iter(build(page_size=7).pages(ALL.query, ALL)))
    left = rest_of(ALL, first, ascending=True)

    from_its_place = walk(build(), left)
    from_its_bounds = walk(build(), dataclasses.replace(left, resume=None))

    assert [page.gap for page in from_its_place.pages if page.gap] == []
    # Without the last event that was seen nobody can tell whether the stream was quiet or has forgotten.
    assert len([page.gap for page in from_its_bounds.pages if page.gap]) == 1


def test_a_quiet_stream_ends_without_a_claim(build, double):
    double.items = []

    with pytest.raises(SourceUnavailable, match="sent nothing for"):
        walk(build(deadline_s=0.5), ALL)


def test_a_stream_that_drips_is_read_to_its_end(build, double):
    double.drip_s = 0.01

    walked = walk(build(deadline_s=2), ALL)

    assert (len(walked.posts), walked.left) == (30, None)


# ── what is taken back ───────────────────────────────────────────────────────


def test_deletions_of_anyones_posts_are_told(build, double):
    add(
        double,
        commit(HIGH - timedelta(minutes=9), "3inv0001", did="did:plc:marlow", operation="delete"),
        commit(LOW + timedelta(minutes=1), "short", "gone soon"),
        commit(LOW + timedelta(minutes=2), "short", operation="delete"),
    )

    walked = walk(build(), ALL)

    deleted = {uri for page in walked.pages for uri in page.deleted}
    assert FIRST in deleted
    assert "at://did:plc:stranger/app.bsky.feed.post/3gone" in deleted
    assert "short" not in by_key(walked)  # it came and went within one page


def test_a_post_that_is_written_again_after_its_deletion_stands(build, double):
    minute = timedelta(minutes=1)
    add(
        double,
        commit(LOW + minute, "again", "first words"),
        commit(LOW + 2 * minute, "again", operation="delete"),
        commit(LOW + 3 * minute, "again", "second words"),
    )

    walked = walk(build(), ALL)

    assert by_key(walked)["again"].text == "second words"
    assert not any("again" in uri for page in walked.pages for uri in page.deleted)


def test_of_an_account_the_last_word_of_a_page_counts(build, double):
    def account(minutes, did, active):
        at = LOW + timedelta(minutes=minutes)
        return event(at, did, kind="account", account={"active": active, "did": did, "status": "deactivated"})

    add(
        double,
        account(1, "did:plc:quill", active=False),
        account(1, "did:plc:tamsin", active=False),
        account(2, "did:plc:tamsin", active=True),
    )

    (page, *_) = walk(build(), ALL).pages

    assert page.hidden_authors == ("did:plc:quill",)
    assert "did:plc:tamsin" in page.shown_authors


def test_an_edit_carries_its_time_and_comes_also_when_our_words_are_gone(build, double):
    at = HIGH - timedelta(minutes=9)
    add(double, commit(at, "3inv0001", "never mind", did="did:plc:marlow", operation="update", tag=None))

    walked = walk(build(page_size=20), ALL)

    edited = [post for post in walked.posts if post.edited_at is not None]
    assert [(post.remote_id, post.edited_at, post.text) for post in edited] == [(FIRST, at, "never mind")]


# ── half a post ──────────────────────────────────────────────────────────────


def test_posts_are_asked_for_in_25s_and_get_handle_counts_and_labels(build, network):
    posts = walk(build(), ALL).posts

    asked = [path for _, path in network.requests if "getPosts" in path]
    assert [path.count("uris=") for path in asked] == [25, 5]
    assert {post.author.handle for post in posts} == {
        f"{name}.example" for name in ("marlow", "piper", "quill", "tamsin")
    }
    assert all(post.counts.likes == 3 and post.quotable and post.at_home for post in posts)


@pytest.mark.parametrize("how", ["down", "html", "nonsense"])
def test_a_failing_appview_costs_handles_and_quotes_but_no_post(build, network, double, how):
    if how == "down":
        double.answers = False
    else:
        said = Reply(200, "<!doctype html>" if how == "html" else {"posts": None})
        network.fail = lambda path: said if "getPosts" in path else None

    walked = walk(build(page_size=7, attempts=1), ALL)

    assert len(walked.posts) == 30
    assert not any(post.quotable or post.at_home for post in walked.posts)
    assert {post.author.id for post in walked.posts} == {
        f"did:plc:{name}" for name in ("marlow", "piper", "quill", "tamsin")
    }
    assert walked.posts[0].counts.likes is None
    kind = "unavailable" if how == "down" else "payload"
    assert walked.pages[-1].note == f"the AppView could not be asked ({kind}): these posts are not quoted"
    assert (
        len([path for _, path in network.requests if "getPosts" in path]) == 1
    )  # it is not asked for each page


def test_a_post_that_the_appview_does_not_show_is_counted_but_never_quoted(build, network):
    network.hide(FIRST)

    posts = by_key(walk(build(), ALL))

    assert not posts["3inv0001"].quotable
    assert posts["3inv0002"].quotable


def test_who_asks_not_to_be_shown_to_strangers_is_not_quoted(build, double):
    double.items[1]["labels"] = [{"val": "!hide"}]

    assert [post.remote_id for post in walk(build(), ALL).posts if not post.quotable] == [FIRST]


def test_records_as_their_servers_hold_them_keep_answers_quotes_and_tags_beside_the_text(build, double):
    double.answers = False

    posts = by_key(walk(build(), ALL))

    assert [post.hashtags for post in posts.values() if "cinema" in post.hashtags] == [
        ("cinema", "glassharbour")
    ]
    refs = {post.ref.type: post.ref.id.rsplit("/", 1)[1] for post in posts.values() if post.ref}
    assert refs == {"replied_to": "3inv0001", "quoted": "3inv0002"}


def test_recheck_needs_no_login(build, network):
    posts = walk(build(), ALL).posts[:3]
    network.hide(posts[0].remote_id)
    changed = dataclasses.replace(posts[2], text="other words")

    found = build().recheck([posts[0], posts[1], changed, make.post()])

    assert [found[post.key] for post in (posts[0], posts[1], changed)] == ["gone", "alive", "edited"]
    assert len(found) == 3
