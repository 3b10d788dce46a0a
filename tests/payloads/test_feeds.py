from datetime import UTC, datetime

import pytest

from aggregator.model import Review
from aggregator.payloads.feeds import SPOILERS, is_post, listed_at, parse, parse_feed, title_key

LETTERBOXD = """<?xml version='1.0' encoding='utf-8'?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:letterboxd="https://letterboxd.com"><channel>
<title>Letterboxd - Lamplighter</title><item>
<title>The Keeper&#039;s Lamp, 2031 - ★★★★½{suffix}</title>
<link>https://letterboxd.com/lamplighter/film/the-keepers-lamp/1/</link>
<guid isPermaLink="false">{guid}</guid>
<pubDate>Sun, 4 May 2031 11:00:10 +1200</pubDate>
<letterboxd:filmTitle>The Keeper&#039;s Lamp</letterboxd:filmTitle>
<letterboxd:filmYear>2031</letterboxd:filmYear>
<letterboxd:memberRating>{rating}</letterboxd:memberRating>
<description><![CDATA[ <p><img src="https://a.example/p.jpg"/></p> {html} ]]></description>
<dc:creator>Lamp Lighter</dc:creator></item></channel></rss>"""

ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:yt="http://www.youtube.com/xml/schemas/2015"
 xmlns:media="http://search.yahoo.com/mrss/"><title>Harbour Films</title>{entry}</feed>"""

VIDEO = """<entry><id>yt:video:aB3-_567890</id><yt:videoId>aB3-_567890</yt:videoId>
<yt:channelId>UCinvented</yt:channelId><title>The Glass Harbour: I wept</title>
<link rel="alternate" href="https://www.youtube.com/watch?v=aB3-_567890"/>
<author><name>Marlow Reviews</name><uri>https://www.youtube.com/channel/UCinvented</uri></author>
<published>2031-05-04T09:00:00+00:00</published><updated>2031-05-04T10:30:00+00:00</updated>
<media:group><media:title>The Glass Harbour: I wept</media:title>
<media:description>Of fog and boats #GlassHarbour</media:description>
<media:community><media:starRating count="7" average="5.00" min="1" max="5"/>
<media:statistics views="1234"/></media:community></media:group></entry>"""

SUBMISSION = """<entry><author><name>/u/marlow</name><uri>https://www.reddit.com/user/marlow</uri></author>
<category term="films" label="r/films"/><content type="html">&lt;!-- SC_OFF --&gt;&lt;div class=&quot;md&quot;&gt;
&lt;p&gt;Too much fog.&lt;/p&gt; &lt;/div&gt;&lt;!-- SC_ON --&gt; submitted by &lt;a href=&quot;x&quot;&gt; /u/marlow &lt;/a&gt;</content>
<id>t3_abc12</id><link href="https://www.reddit.com/r/films/comments/abc12/the_glass_harbour/"/>
<updated>2031-05-04T09:00:00+00:00</updated><published>2031-05-04T09:00:00+00:00</published>
<title>The Glass Harbour &amp; I</title></entry>"""


def one(text, host="films.example", **options):
    (entry,) = parse_feed(text.encode(), host=host, **options)
    return entry


def diary(guid="letterboxd-review-77", suffix="", rating="4.5", html="<p>I leaned in.</p><p>Lovely.</p>"):
    return one(LETTERBOXD.format(guid=guid, suffix=suffix, rating=rating, html=html), "letterboxd.com")


def article(**fields):
    given = {
        "title": "The Glass Harbour, reviewed",
        "link": "https://films.example/2031/glass",
        "guid": "https://films.example/?p=7",
        "pubDate": "Sun, 04 May 2031 09:00:00 +0200",
        "description": "&lt;p&gt;Fog &lt;b&gt;and&lt;/b&gt; boats&lt;/p&gt;&lt;script&gt;evil()&lt;/script&gt;",
        **fields,
    }
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in given.items() if value is not None)
    return one(f"<rss version='2.0'><channel><title>Film Pages</title><item>{inside}</item></channel></rss>")


# ── Letterboxd ───────────────────────────────────────────────────────────────


def test_a_review_has_its_members_words_and_rating_and_names_its_film():
    post = parse(diary())

    assert isinstance(post, Review)
    assert post.key == ("letterboxd", "letterboxd-review-77")
    assert post.url == "https://letterboxd.com/lamplighter/film/the-keepers-lamp/1/"
    assert post.text == "I leaned in.\n\nLovely."
    assert (post.author.handle, post.author.name) == ("lamplighter", "Lamp Lighter")
    assert post.created_at == datetime(2031, 5, 3, 23, 0, 10, tzinfo=UTC)
    assert (post.film_title, post.film_year, post.rating) == ("The Keeper's Lamp", 2031, 0.9)
    assert post.spoiler_text is None


@pytest.mark.parametrize(
    "spoilt",
    [
        {"suffix": " (contains spoilers)"},
        {"html": f"<p><em>{SPOILERS}</em></p> <p>I leaned in.</p>"},
    ],
)
def test_a_warning_of_spoilers_stands_before_the_text_and_not_in_it(spoilt):
    post = parse(diary(**spoilt))

    assert post.spoiler_text == SPOILERS
    assert post.text.startswith("I leaned in.")


@pytest.mark.parametrize(
    ("stars", "rating"),
    [
        ("0.5", 0.1),
        ("3.0", 0.6),
        ("5.0", 1.0),
        ("5", 1.0),
        ("", None),
        ("5.5", None),
        ("0.0", None),
        ("nan", None),
    ],
)
def test_a_rating_lies_between_0_and_1_or_is_unknown(stars, rating):
    assert parse(diary(rating=stars)).rating == rating


def test_lists_and_films_seen_without_a_word_are_no_posts_and_only_the_latter_have_a_place():
    seen, listed = diary(guid="letterboxd-watch-77"), diary(guid="letterboxd-list-5")

    assert not is_post(seen)
    assert not is_post(listed)
    assert listed_at(seen) == datetime(2031, 5, 3, 23, 0, 10, tzinfo=UTC)
    assert listed_at(listed) is None


def test_titles_are_compared_by_letters_and_digits():
    assert title_key("The Keeper’s Lamp – Part 2") == title_key("the keeper's lamp: part 2")


# ── YouTube and Reddit ───────────────────────────────────────────────────────


def test_a_channels_video_is_a_post_of_its_channel():
    post = parse(one(ATOM.format(entry=VIDEO), "www.youtube.com"))

    assert post.key == ("youtube", "yt:video:aB3-_567890")
    assert post.url == "https://www.youtube.com/watch?v=aB3-_567890"
    assert post.text == "The Glass Harbour: I wept\n\nOf fog and boats #GlassHarbour"
    assert (post.author.id, post.author.name) == ("UCinvented", "Marlow Reviews")
    assert (post.counts.views, post.counts.likes) == (1234, None)
    assert post.hashtags == ("glassharbour",)
    assert post.edited_at == datetime(2031, 5, 4, 10, 30, tzinfo=UTC)


def test_a_submission_is_read_as_reddits_own_api_gives_it_and_yields_to_that():
    post = parse(one(ATOM.format(entry=SUBMISSION), "www.reddit.com"))

    assert post.key == ("reddit", "t3_abc12")
    assert post.text == "The Glass Harbour & I\n\nToo much fog."
    assert post.author.handle == "marlow"
    assert not post.at_home


def test_what_only_looks_like_reddits_is_the_feeds_own():
    entry = ATOM.format(entry=SUBMISSION.replace("www.reddit.com/r/", "reddit.com.evil.example/r/"))

    assert parse(one(entry)).key == ("feeds", "films.example/t3_abc12")


# ── any feed ─────────────────────────────────────────────────────────────────


def test_an_article_is_its_title_and_summary_without_what_is_no_text():
    post = parse(article())

    assert post.key == ("feeds", "https://films.example/?p=7")
    assert post.text == "The Glass Harbour, reviewed\n\nFog and boats"
    assert post.url == "https://films.example/2031/glass"
    assert post.created_at == datetime(2031, 5, 4, 7, 0, tzinfo=UTC)


def test_an_articles_writer_is_known_within_the_feed_and_else_the_feed_itself_is():
    signed = parse(article(author="tessa@films.example (Tessa Wren)"))

    assert (signed.author.id, signed.author.name) == ("films.example/Tessa%20Wren", "Tessa Wren")
    assert (parse(article()).author.id, parse(article()).author.name) == ("films.example", "Film Pages")


@pytest.mark.parametrize(
    ("guid", "link", "expected"),
    [
        ("7", "https://films.example/7", "films.example/7"),
        ("a b", "https://films.example/7", "films.example/a%20b"),
        (None, "https://films.example/7", "https://films.example/7"),
        ("tag:films.example,2031:7", None, "tag:films.example,2031:7"),
    ],
)
def test_an_id_that_means_something_in_its_feed_only_gets_the_feeds_name(guid, link, expected):
    assert parse(article(guid=guid, link=link)).remote_id == expected


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"guid": None, "link": None}, "no id"),
        ({"pubDate": None}, "no zoned time"),
        ({"pubDate": "Sun, 04 May 2031 09:00:00"}, "no zoned time"),
        ({"pubDate": "yesterday"}, "no zoned time"),
    ],
)
def test_an_entry_without_id_or_zoned_time_is_refused(fields, why):
    entry = article(**fields)

    assert listed_at(entry) is None or "guid" in fields
    with pytest.raises(ValueError, match=why):
        parse(entry)


def test_a_summary_too_long_for_a_post_leaves_the_title():
    assert parse(article(description="fog " * 60_000)).text == "The Glass Harbour, reviewed"


def test_an_address_that_no_reader_can_be_sent_to_is_none():
    assert parse(article(link="javascript:alert(1)")).url is None


@pytest.mark.parametrize("text", ["", "hello", "{}", "<html><p>x</p></html>", "<rss", "\x00"])
def test_what_is_no_feed_is_refused(text):
    with pytest.raises(ValueError, match=r"neither RSS nor Atom|no feed"):
        parse_feed(text.encode(), host="films.example")


def test_a_broken_feed_gives_what_can_be_read():
    whole = "<rss version='2.0'><channel><item><title>A & B &nbsp; C</title><guid>7</guid></item><item>"

    assert "7" in {entry.get("id") for entry in parse_feed(whole.encode(), host="films.example")}


def test_the_servers_word_on_the_coding_counts():
    text = "<rss version='2.0'><channel><item><title>Fjørd</title><guid>7</guid></item></channel></rss>"

    (entry,) = parse_feed(text.encode("latin-1"), host="h", content_type="text/xml; charset=iso-8859-1")

    assert entry["title"] == "Fjørd"


def test_a_feed_speaks_for_a_network_only_from_that_networks_own_host():
    review = LETTERBOXD.format(
        guid="letterboxd-review-77", suffix="", rating="4.5", html="<p>Never said.</p>"
    )

    assert parse(one(review, "evil.example")).source == "feeds"
    assert parse(one(review, "letterboxd.com.evil.example")).source == "feeds"
    assert parse(one(ATOM.format(entry=VIDEO), "evil.example")).source == "feeds"
    assert parse(one(ATOM.format(entry=SUBMISSION), "evilreddit.com")).source == "feeds"


@pytest.mark.parametrize("shape", ["<author>{}</author>", "<dc:creator><![CDATA[{}]]></dc:creator>"])
def test_a_name_of_many_letters_is_refused_before_anybody_looks_for_a_mail_address_in_it(shape):
    item = f"<item><title>a</title>{shape.format('a' * 200_000)}</item>"
    feed = f"<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>{item}</channel></rss>"

    with pytest.raises(ValueError, match="a name of more than 400 letters"):
        parse_feed(feed.encode(), host="films.example")
