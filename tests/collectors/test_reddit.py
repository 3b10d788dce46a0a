import re
from datetime import UTC, datetime, timedelta

import make
import pytest

from aggregator import __version__
from aggregator.fetcher import MemorySessionCache
from aggregator.loopback import Reply
from aggregator.model import Query, Span
from aggregator.testing import walk

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
TITLES = Query("reddit", "", 'search:title:"the glass harbour"')
OWN = Query("reddit", "", "subreddit:glassharbour")
MOVIES = Query("reddit", "", 'subreddit:movies "the glass harbour"')
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


def trees(network):
    return [path for path in asked(network) if path.startswith("/comments/")]


def ids(walked):
    return {post.remote_id for post in walked.posts}


def notes(walked):
    return "; ".join(page.note for page in walked.pages)


def recorded(network, kind=None):
    return [one["data"] for one in network.double("reddit").items if kind in (None, one["kind"])]


def kept(data):
    """Whether a recorded post is still there."""
    return data["author"] != "[deleted]"


# ── targets ──────────────────────────────────────────────────────────────────


def test_titles_are_searched_and_subreddits_read_whole_only_where_they_are_the_films_own(build):
    film = make.film(
        phrases=("harbour film", 'the "glass" harbour'), subreddits=("movies", "GlassHarbourMovie")
    )

    assert build().targets(film) == (
        'search:title:"harbour film" OR title:"the glass harbour"',
        "subreddit:glassharbourmovie",
        'subreddit:movies "harbour film" OR "the glass harbour"',
    )


def test_a_search_that_is_too_long_is_asked_in_parts(build):
    film = make.film(
        phrases=tuple(f"a phrase of this film, number {number}" for number in range(30)),
        subreddits=("movies",),
    )

    targets = build().targets(film)
    in_movies = [target for target in targets if target.startswith("subreddit:movies ")]
    targets = [target for target in targets if target.startswith("search:")]

    assert sum(target.count('"') // 2 for target in in_movies) == 31
    assert len(targets) == 3
    assert all(len(target.removeprefix("search:")) <= 500 for target in targets)
    assert sum(target.count("title:") for target in targets) == 31


def test_signs_that_mean_something_in_a_search_are_left_out(build):
    film = make.film(title="Fog: Part (2)", phrases=(), hashtags=("fog2",))

    assert build().targets(film) == ('search:title:"fog part 2"',)


def test_other_targets_are_not_asked_for(build, network):
    assert list(build().pages(Query("reddit", "", "#glassharbour"), ALL)) == []
    assert network.requests == []


# ── posts and the trees under them ───────────────────────────────────────────


def test_a_search_is_asked_newest_first_with_a_token_and_our_name(build, network):
    walk(build(), ALL)

    assert asked(network)[:2] == ["/api/v1/access_token", "/r/all/search"]
    assert network.requests[1][1] == (
        "/r/all/search?q=title%3A%22the+glass+harbour%22&sort=new&t=all&type=link&limit=100&raw_json=1"
    )
    assert network.double("reddit").agents == {f"python:fansreact:v{__version__} (by /u/newsdesk)"}


def test_posts_and_every_comment_under_them_are_given_once_but_for_the_deleted(build, network):
    walked = walk(build(), ALL)

    wanted = {
        data["name"]
        for data in recorded(network)
        if kept(data) and data["subreddit"] != "GlassHarbour" and "blown" not in data.get("title", "")
    }
    assert ids(walked) == wanted
    assert len(walked.posts) == len(wanted)
    assert walked.rejected == []
    assert walked.left is None


def test_what_a_tree_leaves_out_is_asked_for(build, network):
    network.double("reddit").shown = 2
    whole = ids(walk(build(), ALL))
    network.double("reddit").shown = 200

    assert whole == ids(walk(build(), ALL))
    assert any(path.startswith("/api/morechildren") for path in asked(network))
    assert any("/_/" in path for path in asked(network))  # the thread that goes on seven deep


def test_more_than_a_hundred_left_out_are_asked_for_in_hundreds(build, network):
    double = network.double("reddit")
    comment = next(one for one in double.items if one["kind"] == "t1")
    link = next(one for one in double.items if one["data"]["name"] == comment["data"]["link_id"])
    link["data"]["num_comments"] += 250
    for number in range(250):
        data = {
            **comment["data"],
            "id": f"z{number}",
            "name": f"t1_z{number}",
            "parent_id": link["data"]["name"],
        }
        double.items.append({"kind": "t1", "data": data})
    double.shown = 12

    walked = walk(build(), ALL)

    assert len({name for name in ids(walked) if name.startswith("t1_z")}) == 250
    assert asked(network).count("/api/morechildren") == 3


def test_a_tree_that_is_too_large_says_what_was_not_read(build, network):
    def forest(path, body):
        if path.startswith("/comments/"):
            node = {
                "count": 5_000,
                "id": "a",
                "parent_id": "t3_a",
                "children": [f"c{n}" for n in range(5_000)],
            }
            body[1]["data"]["children"].append({"kind": "more", "data": node})
        return body

    network.alter = forest
    newest = over(TITLES, NOON - timedelta(hours=2), NOON)

    walked = walk(build(options={"comments_for": timedelta(0)}), newest)

    assert len(trees(network)) + asked(network).count("/api/morechildren") == 20
    assert "3,100 comments under t3_" in notes(walked)
    assert "the tree is too large" in notes(walked)


def test_a_late_comment_is_met_as_long_as_comments_are_read_for(build):
    """The post of 07:00 was answered at 10:30."""
    span = over(TITLES, NOON - timedelta(hours=2), NOON - timedelta(hours=1))

    with_it, without = walk(build(), span), walk(build(options={"comments_for": timedelta(hours=1)}), span)

    (late,) = ids(with_it) - ids(without)
    assert next(post.text for post in with_it.posts if post.remote_id == late) == "Late to this, but yes"
    assert "comments later than 48 hours after their post are not read" in notes(with_it)
    assert "comments later than 1 hour after their post are not read" in notes(without)


def test_nothing_is_claimed_before_the_last_tree(build):
    pages = walk(build(page_size=3), ALL).pages

    assert len(pages) > 6
    assert [page.reached for page in pages] == [None] * (len(pages) - 1) + [ALL.low]


@pytest.mark.parametrize("share", [1, 2])
@pytest.mark.parametrize("query", [TITLES, OWN], ids=["search", "subreddit"])
def test_a_walk_of_few_pages_a_run_comes_to_its_end(build, share, query):
    wanted, got, span, runs = ids(walk(build(), over(query))), set(), over(query), 0
    sessions = MemorySessionCache()

    while span is not None:
        part = walk(build(page_size=3, sessions=sessions), span, pages=share)
        got, span, runs = got | ids(part), part.left, runs + 1
        assert runs < 30

    assert got == wanted


def test_only_trees_that_grew_are_read_again(build, network):
    sessions, double = MemorySessionCache(), network.double("reddit")
    first = walk(build(sessions=sessions, clock=lambda: NOON), ALL)
    read = trees(network)
    network.requests.clear()
    grown = next(one for one in double.items if one["data"]["name"] == recorded(network, "t1")[0]["link_id"])
    grown["data"]["num_comments"] += 1
    comment = next(one for one in double.items if one["kind"] == "t1")
    new = {**comment["data"], "id": "new", "name": "t1_new", "link_id": grown["data"]["name"]}
    new |= {"parent_id": grown["data"]["name"], "created_utc": (NOON + timedelta(hours=1)).timestamp()}
    double.items.append({"kind": "t1", "data": new})
    later = NOON + timedelta(hours=2)

    second = walk(build(sessions=sessions, clock=lambda: later), over(TITLES, NOON, later))

    assert len(read) > 3
    assert trees(network) == [f"/comments/{grown['data']['id']}"]
    assert "t1_new" in ids(second)
    assert first.left is second.left is None


def test_a_number_of_comments_that_lags_loses_none(build, network):
    """The comment of 11:50 is counted only after the run that asked for that time."""
    sessions, double = MemorySessionCache(), network.double("reddit")
    walk(build(sessions=sessions, clock=lambda: NOON), ALL)
    link = next(one for one in double.items if one["kind"] == "t3" and one["data"]["num_comments"] == 0)
    new = {**recorded(network, "t1")[0], "id": "lag", "name": "t1_lag", "link_id": link["data"]["name"]}
    new |= {"parent_id": link["data"]["name"], "created_utc": (NOON - timedelta(minutes=10)).timestamp()}
    double.items.append({"kind": "t1", "data": new})
    link["data"]["num_comments"] = 1
    later = NOON + timedelta(minutes=30)

    walked = walk(build(sessions=sessions, clock=lambda: later), over(TITLES, NOON, later))

    assert "t1_lag" in ids(walked)


def test_what_was_noted_of_trees_never_hides_one_from_a_new_database(build, network):
    sessions = MemorySessionCache()
    first = walk(build(sessions=sessions, clock=lambda: NOON), ALL)
    later = NOON + timedelta(minutes=5)

    again = walk(build(sessions=sessions, clock=lambda: later), over(TITLES, ALL.low, later))

    assert ids(again) == ids(first)


@pytest.mark.parametrize(
    "kept", [{}, {"t3_a": 1}, {"t3_a": {"comments": 3}}, {"t3_a": {"comments": "x", "at": 1}}]
)
def test_what_was_noted_by_another_version_counts_as_unknown(build, network, kept):
    sessions = MemorySessionCache()
    sessions.save(f"reddit {network.url} comments {TITLES.target}", kept)

    assert ids(walk(build(sessions=sessions), ALL)) == ids(walk(build(), ALL))


def test_a_post_that_a_search_gives_twice_is_one(build, network):
    def twice(path, body):
        if path.endswith("/search"):
            body["data"]["children"] *= 2
        return body

    network.alter = twice
    walked = walk(build(), ALL)

    assert len(walked.posts) == len(ids(walked))
    assert len(trees(network)) == len(set(trees(network)))


def test_a_tree_that_vanished_meanwhile_is_passed_over(build, network):
    gone = Reply(404, {"message": "Not Found", "error": 404})
    network.fail = lambda path: gone if path.startswith("/comments/") else None

    walked = walk(build(), ALL)

    assert walked.left is None
    assert {name[:3] for name in ids(walked)} == {"t3_"}


# ── subreddits ───────────────────────────────────────────────────────────────


def test_a_subreddit_of_the_films_own_is_read_whole_by_its_two_listings(build, network):
    walked = walk(build(), over(OWN))

    wanted = {data["name"] for data in recorded(network) if data["subreddit"] == "GlassHarbour"}
    assert ids(walked) == wanted
    assert asked(network)[1:] == ["/r/glassharbour/new", "/r/glassharbour/comments"]
    assert "are not read" not in notes(walked)


def test_any_other_subreddit_is_searched_for_the_films_words(build, network):
    walked = walk(build(), over(MOVIES))

    assert "/r/movies/search?q=%22the+glass+harbour%22" in network.requests[1][1]
    assert "restrict_sr=true" in network.requests[1][1]
    subreddits = {data["name"]: data["subreddit"] for data in recorded(network)}
    assert {subreddits[name] for name in ids(walked)} == {"movies"}


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("private", r"private \(403\)"),
        ("quarantined", r"quarantined \(403\)"),
        ("banned", r"banned \(404\)"),
        ("missing", "there is none of that name"),
    ],
)
@pytest.mark.parametrize("query", [OWN, Query("reddit", "", 'subreddit:glassharbour "fog"')])
def test_a_closed_subreddit_claims_nothing_and_is_named(build, network, reason, words, query):
    network.double("reddit").closed["glassharbour"] = reason

    walked = walk(build(), over(query))

    assert walked.posts == []
    assert walked.left == over(query)
    assert re.search(f"r/glassharbour was not read: {words}", notes(walked))


# ── listings that end early ──────────────────────────────────────────────────


@pytest.fixture
def crowded(network):
    """300 more posts, a minute apart, before 11:00; only 250 are ever listed."""
    double = network.double("reddit")
    link = next(one for one in double.items if one["kind"] == "t3")
    for number in range(300):
        at = (NOON - timedelta(hours=1, minutes=number)).timestamp()
        name = f"x{number}"
        data = {**link["data"], "id": name, "name": f"t3_{name}", "created_utc": at, "num_comments": 0}
        double.items.append({"kind": "t3", "data": {**data, "title": f"The Glass Harbour, again ({number})"}})
    double.items.sort(key=lambda item: -item["data"]["created_utc"])
    double.cap = 250
    return double


def test_a_search_that_ends_early_claims_no_more_than_it_showed(build, crowded):
    walked = walk(build(), ALL)

    oldest = min(post.created_at for post in walked.posts if post.remote_id.startswith("t3_"))
    assert walked.left.high == oldest + timedelta(microseconds=1)
    assert f"no comments are read under posts before {oldest:%Y-%m-%dT%H:%M:%SZ}" in notes(walked)


def test_a_subreddit_that_ends_early_claims_what_both_listings_reached(build, crowded):
    for item in crowded.items:
        item["data"]["subreddit"] = "GlassHarbour"

    walked = walk(build(page_size=100), over(OWN))

    posts = [post.created_at for post in walked.posts if post.remote_id.startswith("t3_")]
    assert walked.left.high == min(posts) + timedelta(microseconds=1)
    assert any(post.remote_id.startswith("t1_") for post in walked.posts)


def test_a_listing_that_ends_below_the_span_is_enough(build, crowded):
    newest = over(OWN, NOON - timedelta(hours=2), NOON)
    for item in crowded.items:
        item["data"]["subreddit"] = "GlassHarbour"

    assert walk(build(), newest).left is None
