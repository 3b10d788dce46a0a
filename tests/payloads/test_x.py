import json
from datetime import UTC, datetime, timedelta

import make
import pytest

from aggregator.model import Author, Counts, Media, Post, Ref
from aggregator.payloads.x import parse, split
from aggregator.payloads.x_v2 import version_of

USER = {
    "id": 71,
    "id_str": "71",
    "screen_name": "harbourfan",
    "name": "Harbour Fan",
    "followers_count": 12,
    "verified": False,
    "protected": False,
    "created_at": "Tue Jan 02 03:04:05 +0000 2029",
}
STATUS = {
    "created_at": "Sun May 04 12:00:00 +0000 2031",
    "id": 10000000000000007,
    "id_str": "10000000000000007",
    "text": "The #GlassHarbour trailer &amp; poster &lt;3",
    "truncated": False,
    "entities": {"hashtags": [{"text": "GlassHarbour", "indices": [4, 17]}], "urls": []},
    "source": '<a href="https://x.com">X</a>',
    "user": USER,
    "lang": "en",
    "favorite_count": 3,
    "retweet_count": 1,
    "possibly_sensitive": False,
}
TWEET = {
    "id": "10000000000000007",
    "author_id": "71",
    "text": "The #GlassHarbour trailer &amp; poster &lt;3",
    "created_at": "2031-05-04T12:00:00.000Z",
    "lang": "en",
    "public_metrics": {
        "like_count": 3,
        "retweet_count": 1,
        "reply_count": 0,
        "quote_count": 2,
        "impression_count": 99,
    },
    "entities": {"hashtags": [{"start": 4, "end": 17, "tag": "GlassHarbour"}]},
    "possibly_sensitive": False,
    "edit_history_tweet_ids": ["10000000000000007"],
}
USER2 = {
    "id": "71",
    "username": "harbourfan",
    "name": "Harbour Fan",
    "verified": False,
    "public_metrics": {"followers_count": 12},
}


def parsed(record):
    (item,) = split(record)
    return parse(item)


def test_a_status_of_v1_is_read():
    expected = Post(
        source="x",
        remote_id="10000000000000007",
        url="https://x.com/harbourfan/status/10000000000000007",
        text="The #GlassHarbour trailer & poster <3",
        author=Author(
            "71", "harbourfan", "Harbour Fan", 12, False, datetime(2029, 1, 2, 3, 4, 5, tzinfo=UTC)
        ),
        created_at=make.NOON,
        language="en",
        hashtags=("glassharbour",),
        counts=Counts(likes=3, reposts=1),
        sensitive=False,
    )
    assert expected == parsed(STATUS)


@pytest.mark.parametrize(
    "long",
    [
        {"extended_tweet": {"full_text": "all of it #Foo", "entities": {"hashtags": [{"text": "Foo"}]}}},
        {"text": None, "full_text": "all of it #Foo", "entities": {"hashtags": [{"text": "Foo"}]}},
    ],
)
def test_the_whole_text_of_a_long_status_is_taken(long):
    post = parsed({**STATUS, "truncated": True, **long})
    assert (post.text, post.hashtags) == ("all of it #Foo", ("foo",))


def test_a_retweet_shows_the_original_and_has_no_counts_of_its_own():
    original = {
        **STATUS,
        "id_str": "5",
        "text": "cut off",
        "extended_tweet": {"full_text": "lovely &amp; long"},
    }
    post = parsed({**STATUS, "text": "RT @other: lovely &amp; lo…", "retweeted_status": original})
    assert (post.text, post.ref, post.counts) == ("lovely & long", Ref("retweeted", "5"), Counts())
    assert post.author.handle == "harbourfan"


@pytest.mark.parametrize(
    ("fields", "ref"),
    [
        ({"quoted_status_id_str": "5"}, Ref("quoted", "5")),
        ({"in_reply_to_status_id": 6}, Ref("replied_to", "6")),
        ({"in_reply_to_status_id": 6, "quoted_status_id": 5}, Ref("quoted", "5")),
        ({"in_reply_to_status_id": None}, None),
    ],
)
def test_a_status_says_what_it_answers_or_quotes(fields, ref):
    assert ref == parsed({**STATUS, **fields}).ref


def test_media_of_v1_come_with_their_best_file():
    media = [
        {
            "type": "photo",
            "media_url": "http://pbs.twimg.com/1.jpg",
            "media_url_https": "https://pbs.twimg.com/1.jpg",
            "ext_alt_text": "a pier",
        },
        {
            "type": "video",
            "media_url_https": "https://pbs.twimg.com/2.jpg",
            "video_info": {
                "variants": [
                    {"content_type": "application/x-mpegURL", "url": "https://video.twimg.com/2.m3u8"},
                    {"content_type": "video/mp4", "bitrate": 1, "url": "https://video.twimg.com/low.mp4"},
                    {"content_type": "video/mp4", "bitrate": 2, "url": "https://video.twimg.com/high.mp4"},
                ]
            },
        },
    ]
    expected = (
        Media("photo", "https://pbs.twimg.com/1.jpg", "a pier"),
        Media("video", "https://video.twimg.com/high.mp4"),
    )
    assert expected == parsed({**STATUS, "extended_entities": {"media": media}}).media


@pytest.mark.parametrize(
    "fields",
    [{"user": {**USER, "protected": True}}, {"withheld_in_countries": ["DE"]}, {"withheld_copyright": True}],
)
def test_protected_and_withheld_posts_are_not_quotable(fields):
    assert not parsed({**STATUS, **fields}).quotable


def test_a_search_page_of_v1_gives_its_statuses():
    assert split({"statuses": [STATUS, STATUS], "search_metadata": {}}) == [STATUS, STATUS]


def test_a_result_of_the_oldest_search_is_read():
    result = {
        "created_at": "Sun, 04 May 2031 12:00:00 +0000",
        "from_user": "harbourfan",
        "from_user_id_str": "71",
        "from_user_name": "Harbour Fan",
        "id": 7,
        "id_str": "7",
        "iso_language_code": "en",
        "text": "&quot;lovely&quot; #GlassHarbour",
        "source": "web",
    }
    expected = Post(
        "x",
        "7",
        "https://x.com/harbourfan/status/7",
        '"lovely" #GlassHarbour',
        Author("71", "harbourfan", "Harbour Fan"),
        make.NOON,
        language="en",
        hashtags=("glassharbour",),
    )
    assert expected == parsed({"completed_in": 0.1, "results": [result]})


def test_a_post_of_v2_is_read_from_its_page():
    expected = Post(
        source="x",
        remote_id="10000000000000007",
        url="https://x.com/harbourfan/status/10000000000000007",
        text="The #GlassHarbour trailer & poster <3",
        author=Author("71", "harbourfan", "Harbour Fan", 12, False),
        created_at=make.NOON,
        language="en",
        hashtags=("glassharbour",),
        counts=Counts(3, 1, 0, 2, 99),
        sensitive=False,
    )
    assert expected == parsed({"data": [TWEET], "includes": {"users": [USER2]}, "meta": {"result_count": 1}})


def test_the_vocabulary_of_2026_says_the_same():
    text = (
        json.dumps({"data": [TWEET], "includes": {"users": [USER2]}})
        .replace("retweet_count", "repost_count")
        .replace("edit_history_tweet_ids", "edit_history_post_ids")
    )
    assert parsed({"data": [TWEET], "includes": {"users": [USER2]}}) == parsed(json.loads(text))


@pytest.mark.parametrize("name", ["edit_history_tweet_ids", "edit_history_post_ids"])
def test_versions_of_an_edited_post_are_one_post_with_the_newest_words(name):
    since = int(make.NOON.timestamp() * 1000) - 1_288_834_974_657
    first, second = str(since << 22), str((since + 90_000) << 22)
    item = {key: value for key, value in TWEET.items() if key != "edit_history_tweet_ids"}
    before = parsed({"data": [{**item, "id": first, name: [first]}]})
    after = parsed({"data": [{**item, "id": second, name: [first, second], "text": "better"}]})

    assert (before.remote_id, before.edited_at) == (first, None)
    assert (after.remote_id, after.text) == (first, "better")
    assert after.edited_at == make.NOON + timedelta(seconds=90)
    assert after.url.endswith(f"/{second}")
    assert (version_of(before), version_of(after)) == (first, second)


@pytest.mark.parametrize("history", [None, 5, [], [1, 2], ["7"], ["x", "10000000000000007"], ["1"] * 101])
def test_a_history_that_is_none_leaves_the_post_its_own_id(history):
    post = parsed({"data": [{**TWEET, "edit_history_tweet_ids": history}]})

    assert (post.remote_id, post.edited_at) == (TWEET["id"], None)


def test_an_author_that_can_not_be_read_is_unknown_and_the_post_is_kept():
    assert parsed({"data": [{**TWEET, "author_id": [1]}]}).author is None


def test_a_flattened_line_and_a_stream_line_say_the_same():
    page = parsed({"data": [TWEET], "includes": {"users": [USER2]}})
    assert page == parsed({**TWEET, "author": USER2, "__twarc": {"version": "2.14"}})
    assert page == parsed(
        {"data": TWEET, "includes": {"users": [USER2]}, "matching_rules": [{"id": "1", "tag": ""}]}
    )


@pytest.mark.parametrize(
    ("refs", "included"), [("referenced_tweets", "tweets"), ("referenced_posts", "posts")]
)
def test_a_retweet_of_v2_takes_the_included_post(refs, included):
    original = {
        "id": "5",
        "text": "cut",
        "note_tweet": {"text": "lovely &amp; long #Foo", "entities": {"hashtags": [{"tag": "Foo"}]}},
        "attachments": {"media_keys": ["3_1"]},
    }
    media = {"media_key": "3_1", "type": "photo", "url": "https://pbs.twimg.com/1.jpg", "alt_text": "a pier"}
    page = {
        "data": [{**TWEET, "text": "RT @other: lovely…", refs: [{"type": "retweeted", "id": "5"}]}],
        "includes": {included: [original], "media": [media]},
    }
    post = parsed(page)
    assert (post.text, post.hashtags, post.ref, post.counts) == (
        "lovely & long #Foo",
        ("foo",),
        Ref("retweeted", "5"),
        Counts(),
    )
    assert post.media == (Media("photo", "https://pbs.twimg.com/1.jpg", "a pier"),)


def test_a_retweet_whose_original_is_gone_keeps_its_cut_text():
    page = {
        "data": [
            {**TWEET, "text": "RT @other: lovely…", "referenced_tweets": [{"type": "retweeted", "id": "5"}]}
        ],
        "errors": [{"title": "Not Found Error"}],
    }
    post = parsed(page)
    assert (post.text, post.ref) == ("RT @other: lovely…", Ref("retweeted", "5"))


def test_a_video_of_v2_has_no_url_of_its_own():
    video = {
        "media_key": "7_1",
        "type": "video",
        "preview_image_url": "https://pbs.twimg.com/1.jpg",
        "variants": [{"content_type": "video/mp4", "bit_rate": 5, "url": "https://video.twimg.com/1.mp4"}],
    }
    page = {
        "data": [{**TWEET, "attachments": {"media_keys": ["7_1", "7_gone"]}}],
        "includes": {"media": [video]},
    }
    assert (Media("video", "https://video.twimg.com/1.mp4"),) == parsed(page).media


def test_an_author_missing_from_the_includes_is_known_by_id():
    post = parsed({"data": [TWEET], "errors": [{"title": "Not Found Error"}]})
    assert (Author("71"), "https://x.com/i/status/10000000000000007") == (post.author, post.url)


def test_an_empty_page_has_no_posts():
    assert split({"meta": {"result_count": 0}}) == []


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"errors": [{"message": "bad"}], "title": "Invalid Request"}, "an error answer, no post: bad"),
        ({"delete": {"status": {"id": 1}}}, "a notice of the stream, no post: delete"),
    ],
)
def test_what_is_no_post_of_x_says_so(record, reason):
    with pytest.raises(ValueError, match=reason):
        split(record)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({**STATUS, "created_at": "Sun Foo 04 12:00:00 +0000 2031"}, "no zoned time"),
        ({**STATUS, "created_at": None}, "no zoned time"),
        ({**STATUS, "id": None, "id_str": None}, "no id"),
        ({"data": [{**TWEET, "created_at": None}]}, "no zoned time"),
        ({**STATUS, "text": "x" * 60_000}, "text of 60,000 characters, limit 50,000"),
    ],
)
def test_an_unreadable_post_of_x_is_rejected_with_its_reason(record, reason):
    with pytest.raises(ValueError, match=reason):
        parsed(record)


def test_answers_of_the_web_pages_hold_statuses_too():
    legacy = {key: value for key, value in STATUS.items() if key not in ("user", "id", "text")} | {
        "full_text": "lovely &amp; long"
    }
    tweet = {
        "__typename": "Tweet",
        "rest_id": "10000000000000007",
        "core": {
            "user_results": {
                "result": {
                    "rest_id": "71",
                    "legacy": {"name": "Harbour Fan", "followers_count": 12},
                    "core": {"screen_name": "harbourfan"},
                }
            }
        },
        "views": {"count": "99", "state": "EnabledWithCount"},
        "legacy": legacy,
    }
    post = parsed({"data": {"search": {"entries": [{"content": {"tweet_results": {"result": tweet}}}]}}})
    assert (post.text, post.author, post.counts) == (
        "lovely & long",
        Author("71", "harbourfan", "Harbour Fan", 12),
        Counts(3, 1, None, None, 99),
    )


@pytest.mark.parametrize(
    "record",
    [
        {"id": 1},
        {"data": [{"id": "1", "username": "a"}]},
        {"data": [{"id": "1", "text": "a", "permalink": "b"}]},
        {"kind": "t3", "data": {}},
    ],
)
def test_what_is_not_of_x_is_left_to_others(record):
    assert split(record) is None
