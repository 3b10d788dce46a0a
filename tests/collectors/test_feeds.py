from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import make
import pytest

from aggregator.collectors.feeds import Feeds
from aggregator.errors import CredentialsRejected, SourceUnavailable, UnexpectedPayload
from aggregator.fetcher import MemorySessionCache
from aggregator.loopback import Network, Reply
from aggregator.model import Fact, Query, Review, Span
from aggregator.testing import play, walk

RECORDING = Path(__file__).parent.parent / "recordings" / "feeds"
NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
LOW = NOON - timedelta(hours=2, minutes=50)
SECRET = "canary-93af-hash"
PRIVATE = f"https://www.reddit.example/r/films/new.rss?feed={SECRET}&user=marlow"


@pytest.fixture
def network():
    with play(RECORDING) as network:
        yield network


@pytest.fixture
def build(network: Network, collect):
    def make_one(*, sessions=None, page_size=50, base_url="", **fetcher):
        options = {"urls": (f"{network.url}/rss/",)}
        collector = collect("feeds", base_url, sessions=sessions, options=options, fetcher=fetcher)
        vars(collector)["page_size"] = page_size
        return collector

    return make_one


def span_of(network, low=LOW, high=NOON):
    return Span(Query("feeds", "", f"feed:{network.url}/rss/"), low, high)


def sent(body, status=200, **headers):
    """A transport that answers every request so, and keeps the requests."""
    asked = []

    def reply(request):
        asked.append(request)
        return httpx.Response(status, content=body, headers=headers)

    return httpx.MockTransport(reply), asked


def rss(*items, head=""):
    return f"<?xml version='1.0'?>{head}<rss version='2.0'><channel>{''.join(items)}</channel></rss>".encode()


def item(number=1, at="Sun, 04 May 2031 10:00:00 GMT", title="The Glass Harbour, seen twice"):
    return f"<item><title>{title}</title><guid>{number}</guid><pubDate>{at}</pubDate></item>"


# ── what a feed lists ────────────────────────────────────────────────────────


def test_a_diary_gives_its_reviews_and_neither_lists_nor_films_seen_without_a_word(build, network):
    posts = walk(build(), span_of(network)).posts

    assert {post.source for post in posts} == {"letterboxd"}
    assert {post.remote_id.rsplit("-", 1)[0] for post in posts} == {"letterboxd-review"}
    assert len(posts) == 27


def test_a_review_counts_for_the_film_of_its_name_and_year_alone(build, network):
    collector, film = build(), make.film()
    posts = walk(collector, span_of(network)).posts

    ours = [post for post in posts if collector.belongs(post, film, span_of(network).query)]

    assert {post.film_title for post in ours} == {"The Glass Harbour"}
    assert {post.film_title for post in posts if post not in ours} == {"The Sunken Bell"}


@pytest.mark.parametrize(
    ("film", "released", "belongs"),
    [
        (("The Glass Harbour", 2031), "2031-04-30", True),
        (("The Glass Harbour!", 2030), "2031-01-15", True),  # a festival in the autumn before
        (("the glass  harbour", 2031), None, True),
        (("The Glass Harbour", 1984), None, False),
        (("The Glass Harbour", 2029), "2031-04-30", False),
        (("The Glass Harbour", 2032), "2031-04-30", False),
        (("The Glass Harbour 2", 2031), "2031-04-30", False),
        (("The Glass Harbour", None), "2031-04-30", False),
        (("Old Harbour", 2031), "2031-04-30", True),
        (("", 2031), "2031-04-30", False),
    ],
)
def test_a_film_of_the_same_name_is_told_by_its_year(build, film, released, belongs):
    facts = ()
    if released:
        value = {"date": released, "territory": "US"}
        facts = (Fact("release", value, "https://example.org", NOON.date(), "confirmed"),)
    watched = make.film(former_titles=("Old Harbour",), facts=facts)
    title, year = film
    words, key = "The Glass Harbour is it", "letterboxd-review-1"
    judged = Review("letterboxd", key, None, words, None, NOON, film_title=title, film_year=year)

    assert build().belongs(judged, watched, Query("feeds", "", "feed:x")) is belongs


def test_entries_of_other_feeds_count_where_they_name_the_film(build, network):
    transport, _ = sent(rss(item(1), item(2, title="The Sunken Bell, seen once")))
    collector = build(transport=transport)

    posts = next(collector.pages(span_of(network).query, span_of(network))).posts

    assert [collector.belongs(post, make.film(), span_of(network).query) for post in posts] == [True, False]
    assert {post.remote_id for post in posts} == {"127.0.0.1/1", "127.0.0.1/2"}


# ── how far it reaches ───────────────────────────────────────────────────────


def test_what_fell_off_the_end_of_a_feed_is_left_unread(build, network):
    network.double("feeds").cap = 10

    walked = walk(build(), span_of(network))

    assert walked.left is not None
    assert walked.left.high == min(post.created_at for post in walked.posts) + timedelta(seconds=1)


def test_a_list_of_old_does_not_stand_for_the_diarys_end(build, network):
    network.double("feeds").items[-1]["guid"] = "letterboxd-list-701"  # the oldest entry
    network.double("feeds").cap = None
    low = datetime(2031, 5, 4, 9, 2, tzinfo=UTC)

    assert walk(build(), span_of(network, low)).left is not None


def test_an_empty_feed_holds_nothing_back(build, network):
    network.double("feeds").cap = 0

    assert walk(build(), span_of(network)).left is None


# ── asking only for news ─────────────────────────────────────────────────────


def statuses(network, collector):
    seen = []
    get = collector.fetcher.get

    def watched(*args, **options):
        answer = get(*args, **options)
        seen.append(answer.status)
        return answer

    collector.fetcher.get = watched
    return seen


def test_an_unchanged_feed_is_not_read_again_and_all_is_known_to_be_there(build, network):
    sessions = MemorySessionCache()
    walk(build(sessions=sessions), span_of(network))
    collector = build(sessions=sessions)
    seen = statuses(network, collector)

    again = walk(collector, span_of(network, NOON - timedelta(hours=1), NOON + timedelta(minutes=10)))

    assert seen == [304]
    assert (again.posts, again.left) == ([], None)


def test_a_changed_feed_is_read(build, network):
    sessions = MemorySessionCache()
    walk(build(sessions=sessions), span_of(network))
    network.hide("letterboxd-review-9029")
    collector = build(sessions=sessions)
    seen = statuses(network, collector)

    walk(collector, span_of(network))

    assert seen == [200]


def test_a_span_further_down_is_read_whole_though_the_feed_is_unchanged(build, network):
    sessions = MemorySessionCache()
    walk(build(sessions=sessions), span_of(network, NOON - timedelta(hours=2)))
    collector = build(sessions=sessions)
    seen = statuses(network, collector)

    posts = walk(collector, span_of(network)).posts

    assert seen == [200]
    assert len(posts) == 27


def test_an_entry_newer_than_the_span_is_not_lost_behind_an_unchanged_feed(build, network):
    """A run ends a minute before now: what the feed lists of that minute belongs to the next run."""
    sessions = MemorySessionCache()
    walk(build(sessions=sessions), span_of(network, high=NOON - timedelta(hours=1)))

    later = walk(build(sessions=sessions), span_of(network)).posts

    assert len(later) == 27


def test_a_run_that_dies_with_a_page_unsaved_gets_it_again(build, network):
    sessions = MemorySessionCache()
    pages = build(sessions=sessions, page_size=7).pages(span_of(network).query, span_of(network))
    next(pages)
    pages.close()

    assert len(walk(build(sessions=sessions), span_of(network)).posts) == 27


def test_without_marks_of_the_server_every_run_reads_the_feed(build, network):
    network.double("feeds").conditional = False
    sessions = MemorySessionCache()

    assert len(walk(build(sessions=sessions), span_of(network)).posts) == 27
    assert len(walk(build(sessions=sessions), span_of(network)).posts) == 27


def test_an_answer_without_news_that_nobody_asked_for_is_no_success(build, network):
    transport, _ = sent(b"", 304)

    with pytest.raises(UnexpectedPayload, match="was not asked for news"):
        walk(build(transport=transport), span_of(network))


# ── addresses ────────────────────────────────────────────────────────────────


def test_each_feed_is_an_account_with_its_own_target(collect):
    options = {"urls": ("https://b.example/feed", "https://a.example/feed")}

    assert Feeds.accounts((), options) == ("https://b.example/feed", "https://a.example/feed")
    collector = collect("feeds", "", options=options, fetcher={"account": "https://a.example/feed"})
    assert collector.targets(make.film()) == ("feed:https://a.example/feed",)


def test_a_secret_in_an_address_is_sent_and_never_shown(collect):
    options = {"urls": (PRIVATE, PRIVATE.replace("93af", "77ee"))}
    account, other = Feeds.accounts((), options)
    transport, asked = sent(b"no", 404)
    collector = collect("feeds", "", options=options, fetcher={"account": account, "transport": transport})
    (target,) = collector.targets(make.film())

    with pytest.raises(SourceUnavailable) as caught:
        walk(collector, Span(Query("feeds", account, target), LOW, NOON))

    assert account != other
    assert str(asked[0].url) == PRIVATE
    assert "canary" not in f"{account} {other} {target} {caught.value} {caught.value.hint}"
    assert "user=marlow" in account


def test_a_feed_that_repeats_its_secret_gets_it_into_no_entry_and_no_kept_answer(collect):
    options = {"urls": (PRIVATE,)}
    transport, _ = sent(rss(item(1), item(2, title=f"see {SECRET}")))
    collector = collect("feeds", "", options=options, fetcher={"account": "", "transport": transport})
    (target,) = collector.targets(make.film())

    page = next(collector.pages(Query("feeds", "", target), Span(Query("feeds", "", target), LOW, NOON)))

    assert [post.remote_id for post in page.posts] == ["www.reddit.example/1"]
    assert "canary" not in repr(page)


def test_a_target_that_left_the_configuration_is_not_asked(build, network):
    query = Query("feeds", "", "feed:https://gone.example/rss")

    assert list(build().pages(query, Span(query, LOW, NOON))) == []
    assert network.requests == []


def test_each_server_has_limits_of_its_own(build, network):
    network.fail = lambda _path: Reply(
        200, "<rss version='2.0'/>", {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "300"}
    )
    collector = build()
    walk(collector, span_of(network))

    assert list(collector.fetcher._budget.spent) == [("feeds", "127.0.0.1")]


# ── failures and hostile feeds ───────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "expected", "words"),
    [
        (404, SourceUnavailable, "is not there (404)"),
        (410, SourceUnavailable, "is not there (410)"),
        (500, SourceUnavailable, "answered 500"),
        (403, CredentialsRejected, "answers only to a login"),
    ],
)
def test_a_feed_that_is_not_there_is_asked_again_later(build, network, status, expected, words):
    network.fail = lambda _path: Reply(status, "<html>oops")

    with pytest.raises(expected) as caught:
        walk(build(attempts=1), span_of(network))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!DOCTYPE html><html><p>hello", "a page of HTML"),
        (b"", "neither RSS nor Atom"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "neither RSS nor Atom"),
        (b"/etc/passwd", "neither RSS nor Atom"),
        (b"https://example.org/feed", "neither RSS nor Atom"),
        (b"\x00\xff\xfe" * 40, "neither RSS nor Atom"),
        (b"<rss>" + b"<a>" * 100_000, "a feed of 300,005 bytes and 100,001 tags"),
        (b"<rss>" + b"a" * 5_000_000, "a feed of 5,000,005 bytes"),
    ],
    ids=["html", "empty", "json feed", "a file's name", "an address", "bytes", "deep", "large"],
)
def test_what_is_no_feed_is_refused_with_the_reason(build, network, body, words):
    transport, asked = sent(body)

    with pytest.raises(UnexpectedPayload, match=words):
        walk(build(transport=transport), span_of(network))
    assert len(asked) == 1


@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_entities_are_neither_multiplied_nor_read_from_files(build, network, coding):
    many = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 7))
    bomb = f'<!DOCTYPE r [<!ENTITY l0 "lol">{many}<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    body = rss(item(1, title="&l6; &x;"), head=bomb).decode().replace("'1.0'", f"'1.0' encoding='{coding}'")
    transport, _ = sent(body.encode(coding))
    collector = build(transport=transport)

    with pytest.raises(UnexpectedPayload, match="a feed that declares entities"):
        walk(collector, span_of(network))


def test_a_redirect_to_another_scheme_is_not_followed(build, network):
    transport, asked = sent(b"", 302, location="file:///etc/passwd")

    with pytest.raises(UnexpectedPayload, match="is not followed"):
        walk(build(transport=transport), span_of(network))
    assert len(asked) == 1
