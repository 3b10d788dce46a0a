from datetime import UTC, datetime, timedelta
from pathlib import Path

import make
import pytest

from aggregator.collectors.threads import ACCESS_TOKEN, ONLY_OWN
from aggregator.errors import CredentialsRejected, RateLimited, SourceUnavailable, UnexpectedPayload
from aggregator.fetcher import MemoryBudget
from aggregator.loopback import Network, Reply
from aggregator.model import Query, Span
from aggregator.testing import play, walk

RECORDING = Path(__file__).parent.parent / "recordings" / "threads"
NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
TOKEN = "canary-THAA-token"
ALL = Span(Query("threads", "reader", "#glassharbour"), NOON - timedelta(hours=24), NOON)
WORDS = Span(Query("threads", "reader", '"glass harbour"'), ALL.low, ALL.high)


@pytest.fixture
def network():
    with play(RECORDING) as network:
        yield network


@pytest.fixture
def build(network: Network, collect):
    def make_one(page_size=7, **fetcher):
        collector = collect("threads", network.url, keys={ACCESS_TOKEN: TOKEN}, fetcher=fetcher)
        vars(collector)["page_size"] = page_size
        return collector

    return make_one


def paths(network):
    return [path.split("?")[0] for _, path in network.requests]


def test_a_hashtag_is_asked_as_a_topic_tag_within_the_spans_bounds(build, network):
    walk(build(page_size=100), Span(ALL.query, NOON - timedelta(hours=2), NOON - timedelta(seconds=0.5)))

    asked = network.requests[0][1]
    assert asked.startswith(
        "/v1.0/keyword_search?q=glassharbour&search_mode=TAG&search_type=RECENT&fields=id%2C"
    )
    assert f"&since={int(NOON.timestamp()) - 7200}&until={int(NOON.timestamp())}&" in asked


def test_a_phrase_is_asked_as_words_and_what_only_holds_the_words_is_another_films(build, network):
    collector, film = build(), make.film()

    posts = walk(collector, WORDS).posts

    assert "q=glass+harbour&search_mode=KEYWORD" in network.requests[0][1]
    theirs = [post for post in posts if not collector.belongs(post, film, WORDS.query)]
    assert [post.text for post in theirs] == ["The Sunken Bell, then? Not harbour of glass"]
    assert len(posts) > 20


def test_a_tagged_post_belongs_to_the_film_whose_tag_was_asked(build):
    posts = walk(build(), ALL).posts

    assert all(build().belongs(post, make.film(), ALL.query) for post in posts)


def test_no_time_before_the_networks_first_is_asked(build, network):
    walk(build(), Span(ALL.query, datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)))

    assert "since=1688540400&until=1688540401" in network.requests[0][1]


def test_the_empty_page_behind_the_last_cursor_is_the_end(build, network):
    walked = walk(build(page_size=100), ALL)

    assert walked.left is None
    assert len(network.requests) == 2
    assert [len(page.posts) for page in walked.pages] == [31, 0]


def test_a_search_that_is_cut_off_is_begun_again_below(build, network):
    whole = {post.key for post in walk(build(), ALL).posts}
    network.double("threads").cap = 10

    capped = walk(build(), ALL)

    assert capped.left is None
    assert {post.key for post in capped.posts} == whole


def test_an_answer_of_ones_own_posts_only_is_said_so(build, network):
    network.double("threads").approved = False

    (page, last) = walk(build(), ALL).pages

    assert [post.author.handle for post in page.posts] == ["harbour.desk"]
    assert page.note == ONLY_OWN
    assert last.note == ""
    assert paths(network).count("/v1.0/me") == 1


def test_a_page_by_one_stranger_is_no_warning(build, network):
    network.double("threads").owner = "somebody.else"

    def by_one(_path, body):
        for post in body.get("data", ()):
            post["username"] = "tessa_reads"
        return body

    network.alter = by_one

    pages = list(build().pages(ALL.query, ALL))

    assert {page.note for page in pages} == {""}
    assert len(pages) > 3
    assert paths(network).count("/v1.0/me") == 1


def test_without_an_answer_to_who_owns_the_token_the_posts_are_kept(build, network):
    network.double("threads").approved = False
    network.fail = lambda path: Reply(500, "<html>") if path == "/v1.0/me" else None

    walked = walk(build(attempts=1), ALL)

    assert (len(walked.posts), walked.left) == (1, None)


def test_each_query_is_booked_but_for_those_that_find_nothing(build, network):
    budget = MemoryBudget(lambda: NOON)

    walk(build(page_size=100, budget=budget), ALL)

    assert budget.costs == {"searches": 1}
    assert len(network.requests) == 2


def test_a_missing_permalink_is_kept_but_not_quoted(build):
    (claimed,) = [post for post in walk(build(), ALL).posts if post.url is None]

    assert not claimed.quotable
    assert {post.url.split("/@")[0] for post in walk(build(), ALL).posts if post.url} == {
        "https://www.threads.com"
    }


@pytest.mark.parametrize(
    ("error", "expected", "words"),
    [
        ((400, 190, "Error validating access token"), CredentialsRejected, "was refused"),
        ((401, 190, "Error validating access token"), CredentialsRejected, "was refused"),
        ((400, 10, "Application does not have permission"), CredentialsRejected, "lacks a permission"),
        ((403, 200, "Permissions error"), CredentialsRejected, "lacks a permission"),
        ((400, 4, "Application request limit reached"), RateLimited, "too many queries"),
        ((403, 613, "Calls to this api have exceeded the rate limit."), RateLimited, "too many queries"),
        ((500, 2, "Service temporarily unavailable"), SourceUnavailable, "temporarily unavailable"),
        ((400, 100, "Invalid parameter"), UnexpectedPayload, "Invalid parameter"),
    ],
)
def test_graph_errors_are_told_apart_by_their_code(build, network, error, expected, words):
    network.double("threads").error = error

    with pytest.raises(expected, match=words) as caught:
        walk(build(attempts=1), ALL)

    assert "canary" not in f"{caught.value} {caught.value.hint} {getattr(caught.value, 'sample', '')}"
    assert error[2] in str(caught.value)


def test_the_limit_of_a_day_ends_the_run_for_an_hour(build, network):
    network.double("threads").error = (400, 4, "Application request limit reached")
    collector = build()

    with pytest.raises(RateLimited) as caught:
        walk(collector, ALL)

    assert caught.value.until - collector.fetcher.clock() == timedelta(hours=1)
    assert len(network.requests) == 1


def test_the_token_is_in_no_page_and_no_address_that_is_kept(build, network):
    def echo(_path, body):
        body["paging"] = {"cursors": {}, "next": f"https://graph.threads.net/?access_token={TOKEN}"}
        body["data"][0]["text"] = f"see {TOKEN}"
        return body

    network.alter = echo
    (page,) = walk(build(page_size=5), ALL).pages

    assert len(page.rejected) == 1
    assert TOKEN not in repr(page)
