import pytest

from aggregator.model import Counts, Media, Ref
from aggregator.payloads.tumblr import parse, placed_at, split

ID = 788_338_580_402_716_673


def post(**fields):
    return {
        "id": ID,
        "id_string": str(ID),
        "blog_name": "tessareads",
        "blog": {"name": "tessareads", "title": "Tessa reads", "uuid": "t:AAinvented1"},
        "post_url": "https://tessa.example/post/1/x",
        "timestamp": 1_935_662_400,
        "tags": ["The Glass Harbour", "fog"],
        "note_count": 41,
        **fields,
    }


def blocks(*content, **fields):
    return post(type="blocks", content=list(content), **fields)


def words(text):
    return {"type": "text", "text": text}


def test_a_post_of_blocks_is_read_with_its_blog_and_without_counts():
    read = parse(
        blocks(
            words("Fog."), {"type": "link", "url": "https://a.example", "title": "A harbour"}, words("Lovely")
        )
    )

    assert read.key == ("tumblr", str(ID))
    assert read.url == f"https://www.tumblr.com/tessareads/{ID}"
    assert read.text == "Fog.\n\nA harbour\n\nLovely"
    assert (read.author.id, read.author.handle, read.author.name) == (
        "t:AAinvented1",
        "tessareads",
        "Tessa reads",
    )
    assert read.hashtags == ("fog", "theglassharbour")
    assert read.counts == Counts()
    assert (read.ref, read.sensitive, read.quotable) == (None, None, True)


def test_an_id_beyond_what_a_float_holds_stays_whole():
    assert parse(blocks(words("x"), id_string=None)).remote_id == "788338580402716673"
    with pytest.raises(ValueError, match="id is a number, not text"):
        parse(blocks(words("x"), id_string=None, id=float(ID)))


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"type": "text", "title": "Fog", "body": "<p>and <b>boats</b></p>"}, "Fog\n\nand boats"),
        ({"type": "text", "title": None, "body": "<p>a</p><p>b &amp; c</p>"}, "a\n\nb & c"),
        ({"type": "photo", "caption": "<p>a pier</p>"}, "a pier"),
        (
            {"type": "quote", "text": "A held breath.", "source": "The <i>Bell</i>"},
            "A held breath.\n\nThe Bell",
        ),
        ({"type": "link", "title": "Harbours", "description": "<p>all</p>"}, "Harbours\n\nall"),
        ({"type": "answer", "question": "Why?", "answer": "<p>Because.</p>"}, "Because."),
        ({"type": "video", "caption": ""}, ""),
        ({"type": "a new one", "body": "<p>fog</p>"}, "fog"),
    ],
)
def test_older_posts_have_their_words_where_their_type_puts_them(fields, text):
    assert parse(post(**fields)).text == text


@pytest.mark.parametrize(
    ("fields", "ref", "text"),
    [
        (
            {
                "content": [],
                "trail": [{"content": [words("theirs")]}],
                "parent_post_url": "https://o.tumblr.com/post/12/x",
            },
            Ref("retweeted", "12"),
            "theirs",
        ),
        (
            {
                "content": [words("mine")],
                "trail": [{"content": [words("theirs")]}],
                "parent_post_url": "https://www.tumblr.com/o/13",
                "reblogged_root_id": "11",
                "reblogged_from_id": "12",
            },
            Ref("quoted", "12"),
            "mine",
        ),
        (
            {
                "type": "text",
                "body": "<p>theirs</p>",
                "reblog": {"comment": ""},
                "reblogged_from_id": 12,
                "reblogged_root_id": 11,
            },
            Ref("retweeted", "11"),
            "theirs",
        ),
        (
            {
                "type": "text",
                "body": "<p>theirs and mine</p>",
                "reblog": {"comment": "<p>mine</p>"},
                "reblogged_from_url": "x",
            },
            Ref("quoted", ""),
            "mine",
        ),
    ],
)
def test_a_reblog_without_words_repeats_a_post_and_with_words_quotes_it(fields, ref, text):
    read = parse(post(**fields))

    assert (read.ref, read.text) == (ref, text)


def test_pictures_and_clips_are_found_in_both_forms():
    new = blocks(
        {
            "type": "image",
            "media": [{"url": "https://m.example/1.png"}, {"url": "https://m.example/1s.png"}],
            "alt_text": "a pier",
        },
        {"type": "video", "media": {"url": "https://m.example/2.mp4"}},
        {"type": "image", "media": []},
    )
    old = post(type="photo", photos=[{"original_size": {"url": "https://m.example/3.jpg"}}, "x"])

    assert parse(new).media == (
        Media("image", "https://m.example/1.png", "a pier"),
        Media("video", "https://m.example/2.mp4"),
    )
    assert parse(old).media == (Media("image", "https://m.example/3.jpg"),)
    assert parse(post(type="video", video_url="https://m.example/4.mp4")).media == (
        Media("video", "https://m.example/4.mp4"),
    )


def test_a_label_makes_a_post_sensitive_and_another_state_keeps_it_from_being_quoted():
    assert parse(blocks(words("x"), community_labels={"has_community_label": True})).sensitive is True
    assert parse(blocks(words("x"), community_labels={"has_community_label": False})).sensitive is False
    assert parse(blocks(words("x"), is_nsfw=True)).sensitive is True
    assert not parse(blocks(words("x"), state="private")).quotable


def test_an_odd_blog_gives_no_author_and_no_address_of_our_making():
    read = parse(blocks(words("x"), blog_name="a/../b", blog="x", post_url="javascript:alert(1)"))

    assert (read.author, read.url) == (None, None)


@pytest.mark.parametrize(
    ("fields", "why"), [({"id": None, "id_string": None}, "no id"), ({"timestamp": None}, "no zoned time")]
)
def test_what_has_no_id_or_time_is_refused_with_the_reason(fields, why):
    with pytest.raises(ValueError, match=why):
        parse(blocks(words("x"), **fields))


def test_a_posts_place_in_a_tag_is_when_it_was_featured_there():
    assert placed_at(post(featured_timestamp=1_935_662_460)).minute == 1
    assert placed_at(post()).minute == 0
    assert placed_at({}) is None


def test_an_archive_tells_its_posts_and_pages():
    meta = {"status": 200, "msg": "OK"}

    assert split(post()) == [post()]
    assert split({"meta": meta, "response": [post(), "x"]}) == [post(), "x"]
    assert split({"meta": meta, "response": {"blog": {}, "posts": [post()]}}) == [post()]
    assert split({"meta": meta, "response": {"user": {}}}) is None
    assert split({"blog": {}, "posts": [post(), "x"], "total_posts": 2}) == [post(), "x"]
    assert split({"posts": [{"uri": "at://did:plc:pim/app.bsky.feed.post/1"}]}) is None
    assert split({"response": [post()]}) is None
