import contextlib
import json
import re
from datetime import UTC, datetime, timedelta, timezone

import make
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import Author, Counts, Media, Post, Ref
from aggregator.payloads.fields import MEDIA
from aggregator.payloads.jsonl import SOURCES, parse_record, to_record
from aggregator.text import MAX_TEXT, clean, fold

LINE = {
    "source": "x",
    "id": "10000000000000007",
    "url": "https://x.com/harbourfan/status/10000000000000007",
    "author": {
        "id": "71",
        "handle": "harbourfan",
        "name": "Harbour Fan",
        "followers": 12,
        "verified": False,
        "created_at": "2029-01-02T03:04:05Z",
        "bot": None,
    },
    "text": "The #GlassHarbour trailer is lovely",
    "lang": "en",
    "created_at": "2031-05-04T12:00:00Z",
    "likes": 3,
    "reposts": 0,
    "replies": None,
    "quotes": None,
    "views": 100,
    "hashtags": ["GlassHarbour"],
    "media": [{"type": "photo", "url": "https://images.example/1.jpg", "alt": "a harbour"}],
    "ref": {"type": "quoted", "id": "5"},
    "sensitive": False,
    "spoiler_text": None,
    "film": "The Glass Harbour",
}
LEAST = {"source": "x", "id": "7", "text": "lovely", "created_at": "2031-05-04T12:00:00Z"}


def parsed(**fields):
    return parse_record({**LEAST, **fields})[0]


def test_every_key_of_the_form_is_read():
    expected = Post(
        source="x",
        remote_id="10000000000000007",
        url="https://x.com/harbourfan/status/10000000000000007",
        text="The #GlassHarbour trailer is lovely",
        author=Author(
            "71", "harbourfan", "Harbour Fan", 12, False, datetime(2029, 1, 2, 3, 4, 5, tzinfo=UTC)
        ),
        created_at=make.NOON,
        language="en",
        hashtags=("glassharbour",),
        media=(Media("photo", "https://images.example/1.jpg", "a harbour"),),
        counts=Counts(3, 0, None, None, 100),
        ref=Ref("quoted", "5"),
        sensitive=False,
    )
    assert (expected, "The Glass Harbour") == parse_record(LINE)


def test_what_is_missing_is_none_and_never_guessed():
    expected = Post("x", "7", None, "lovely", None, make.NOON)
    assert (expected, None) == parse_record(LEAST)
    nulls = dict.fromkeys(LINE) | LEAST
    assert (expected, None) == parse_record(nulls)


def test_unknown_keys_are_passed_over():
    assert parsed() == parsed(mood="good", retweeted=True)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": None}, "no id"),
        ({"id": ""}, "no id"),
        ({"id": "  "}, "no id"),
        ({"id": 1.5}, "id is a number, not text: 1.5"),
        ({"id": True}, "id is a truth value, not text: True"),
        ({"id": ["7"]}, "id is a list, not text: ['7']"),
        ({"id": "a b"}, "id has blanks or control characters: 'a b'"),
        ({"id": "a\x00"}, "id has blanks or control characters: 'a\\x00'"),
        ({"id": "7" * 1001}, "id of 1,001 characters, limit 1,000"),
        ({"created_at": None}, "no zoned time"),
        ({"created_at": "2031-05-04T12:00:00"}, "no zoned time: created_at is '2031-05-04T12:00:00'"),
        ({"created_at": "2031-05-04"}, "no zoned time: created_at is '2031-05-04'"),
        ({"created_at": "yesterday"}, "no zoned time: created_at is 'yesterday'"),
        ({"created_at": 1935748800}, "no zoned time: created_at is 1935748800"),
        ({"created_at": "0001-01-01T00:00:00+23:59"}, "created_at 0001-01-01T00:00:00+23:59 is before 1990"),
        (
            {"created_at": "9999-12-31T23:59:59-23:59"},
            "created_at 9999-12-31T23:59:59-23:59 lies in the future",
        ),
        ({"source": None}, "no source"),
        ({"source": "myspace"}, "unknown source: 'myspace'"),
        ({"source": ["x"]}, "unknown source: ['x']"),
        ({"text": None}, "no text"),
        ({"text": 7}, "text is a number, not text: 7"),
        ({"text": "x" * 1_000_000}, "text of 1,000,000 characters, limit 50,000"),
        ({"author": "harbourfan"}, "author is text, not an object: 'harbourfan'"),
        ({"author": {"id": 1.5}}, "author.id is a number, not text: 1.5"),
        ({"hashtags": "mi8"}, "hashtags is text, not a list: 'mi8'"),
        ({"hashtags": [7]}, "hashtags holds a number, not text: 7"),
        ({"hashtags": ["a"] * 1001}, "1,001 hashtags, limit 1,000"),
        ({"media": {"url": "x"}}, "media is an object, not a list: {'url': 'x'}"),
        ({"media": ["x"]}, "media holds text, not an object: 'x'"),
        ({"media": [{}] * 101}, "101 media, limit 100"),
        ({"ref": "5"}, "ref is text, not an object: '5'"),
        (
            {"ref": {"type": "boosted", "id": "5"}},
            "ref.type is 'boosted', must be one of retweeted, quoted, replied_to",
        ),
    ],
)
def test_a_line_that_is_no_post_is_rejected_with_its_reason(fields, reason):
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        parsed(**fields)


@pytest.mark.parametrize(
    ("record", "reason"),
    [([], "a list"), (None, "null"), (7, "a number"), ("x", "text"), (True, "a truth value")],
)
def test_what_is_no_object_is_rejected(record, reason):
    with pytest.raises(ValueError, match=f"not an object but {reason}"):
        parse_record(record)


def test_a_number_as_id_keeps_every_digit():
    assert parsed(id=1234567890123456789).remote_id == "1234567890123456789"


@pytest.mark.parametrize("value", [-1, 1.5, True, "3", [], 2**63])
def test_what_is_no_count_is_unknown(value):
    assert Counts(likes=None, views=1) == parsed(likes=value, views=1).counts


def test_a_time_with_another_zone_is_the_same_instant_in_utc():
    post = parsed(created_at="2031-05-04T14:00:00.5+02:00")
    assert post.created_at == make.NOON + timedelta(seconds=0.5)
    assert post.created_at.tzinfo is UTC


def test_a_post_may_run_a_day_ahead_of_our_clock_and_no_more():
    now = make.NOON - timedelta(hours=23)
    assert parse_record(LEAST, now=now)[0].created_at == make.NOON
    with pytest.raises(ValueError, match="lies in the future"):
        parse_record(LEAST, now=now - timedelta(hours=2))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://twitter.com/a/status/7", "https://twitter.com/a/status/7"),
        ("http://www.youtube.com/watch?v=1", "https://www.youtube.com/watch?v=1"),
        ("http://social.example/7", None),
        ("http://nottwitter.com/7", None),
        ("javascript:alert(1)", None),
        ("https://social.example/7", "https://social.example/7"),
        (7, None),
    ],
)
def test_a_link_is_https_or_none(url, expected):
    assert expected == parsed(url=url).url


def test_hashtags_come_from_the_text_only_where_the_line_has_no_list():
    text = "#GlassHarbour and #Foo"
    assert parsed(text=text).hashtags == ("foo", "glassharbour")
    assert parsed(text=text, hashtags=[]).hashtags == ()
    assert parsed(text=text, hashtags=["#FOO", "foo", "É"]).hashtags == ("foo", "é")


@pytest.mark.parametrize(
    "author", [None, {}, {"id": None, "handle": None, "name": "Someone"}, {"id": "", "handle": ""}]
)
def test_an_author_without_id_and_handle_is_unknown(author):
    assert parsed(author=author).author is None


def test_a_handle_stands_without_its_at_sign():
    assert Author(handle="harbourfan") == parsed(author={"handle": "@harbourfan"}).author


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "en"),
        ("pt-BR", "pt-BR"),
        ("und", None),
        ("iw", "he"),
        ("in", "id"),
        ("qme", None),
        ("", None),
        (7, None),
        ("klingon!", None),
    ],
)
def test_a_language_is_a_code_or_none(lang, expected):
    assert expected == parsed(lang=lang).language


@pytest.mark.parametrize(
    ("word", "expected"), [("image", "image"), ("gifv", "gifv"), ("<script>", None), ([], None), (5, None)]
)
def test_what_a_medium_is_stands_in_a_networks_word_or_is_unknown(word, expected):
    (medium,) = parsed(media=[{"type": word, "url": "https://images.example/1.jpg"}]).media
    assert expected == medium.type


def test_an_old_style_repost_stays_text():
    post = parsed(text="RT @harbourfan: lovely")
    assert (post.text, post.ref) == ("RT @harbourfan: lovely", None)


def test_a_repost_of_an_unnamed_post_stays_a_repost():
    post = parsed(ref={"type": "retweeted", "id": None})
    assert Ref("retweeted", "") == post.ref
    assert to_record(post)["ref"] == {"type": "retweeted", "id": None}


def test_hostile_text_is_cleaned_everywhere():
    post = parsed(
        text="\u202ea\x00b\ud800",
        author={"handle": "h\u202ex", "name": "n\x1b\nm"} | {"handle": "hx"},
        spoiler_text="\x00",
    )
    assert (post.text, post.author, post.spoiler_text) == ("ab", Author(handle="hx", name="n m"), None)


def test_export_writes_the_keys_of_the_form_in_their_order():
    record = to_record(parse_record(LINE)[0], "the-glass-harbour")
    assert list(LINE) == list(record)
    assert record["film"] == "the-glass-harbour"
    assert record["created_at"] == "2031-05-04T12:00:00Z"
    assert record["author"]["handle"] == "harbourfan"


def test_a_post_that_may_not_be_shown_stays_so_through_an_export():
    post = make.post(quotable=False, at_home=False, edited_at=make.NOON)
    assert post == parse_record(to_record(post))[0]


@pytest.mark.parametrize(
    ("said", "rating"),
    [(0, 0.0), (1, 1.0), (0.9, 0.9), (4.5, None), (-0.1, None), (90, None), ("0.5", None), (True, None),
     (None, None), ([], None), (float("nan"), None)],
)  # fmt: skip
def test_a_rating_lies_between_0_and_1_or_is_unknown(said, rating):
    assert parsed(rating=said).rating == rating


def test_a_rating_is_exported_where_there_is_one():
    assert "rating" not in to_record(make.post())
    assert to_record(make.post(rating=0.0))["rating"] == 0.0


NAME = (
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
    .map(lambda raw: " ".join(clean(raw).split()))
    .filter(bool)
)
ID = st.text(st.sampled_from("abcXYZ019:/._-é"), min_size=1, max_size=20).map(clean).filter(bool)
TIME = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5))])).map(
    lambda at: at.replace(year=2000 + at.year % 88).astimezone(UTC)
)
COUNT = st.none() | st.integers(0, 2**63 - 1)
TAGS = st.sets(st.text(st.sampled_from("abZé8映"), min_size=1, max_size=6).map(fold)).map(
    lambda tags: tuple(sorted(tags))
)
AUTHOR = st.builds(
    Author,
    ID,
    st.none() | ID,
    st.none() | NAME,
    COUNT,
    st.none() | st.booleans(),
    st.none() | TIME,
    st.none() | st.booleans(),
)
POST = st.builds(
    Post,
    st.sampled_from(sorted(SOURCES)),
    ID,
    st.none() | st.just("https://social.example/@a/1"),
    st.text().map(clean),
    st.none() | AUTHOR,
    TIME,
    st.none() | TIME,
    st.sampled_from([None, "en", "pt-BR"]),
    TAGS,
    st.lists(
        st.builds(
            Media,
            st.sampled_from(sorted(MEDIA)),
            st.none() | st.just("https://images.example/1"),
            st.none() | NAME,
        ),
        max_size=2,
    ).map(tuple),
    st.builds(Counts, COUNT, COUNT, COUNT, COUNT, COUNT),
    st.none() | st.builds(Ref, st.sampled_from(["retweeted", "quoted", "replied_to"]), ID | st.just("")),
    st.none() | st.booleans(),
    st.none() | NAME,
    st.booleans(),
    st.booleans(),
    st.none() | st.floats(0, 1),
)


@settings(max_examples=60)
@given(POST, st.none() | NAME)
def test_what_is_exported_is_imported_as_the_same_post(post, film):
    record = json.loads(json.dumps(to_record(post, film)))
    assert (post, film) == parse_record(record)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from([*LINE, "edited_at", "quotable", "rating"]), JSON))
def test_no_line_crashes_the_reader(record):
    for whole in (record, {**LEAST, **record}, {**record, "source": "x"}):
        with contextlib.suppress(ValueError):
            post, _ = parse_record(whole)
            assert len(post.text) <= MAX_TEXT
            json.dumps(to_record(post), ensure_ascii=False).encode()
