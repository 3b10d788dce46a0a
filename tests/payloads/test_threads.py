import pytest

from aggregator.model import Media, Ref
from aggregator.payloads.threads import parse, split


def item(**fields):
    return {
        "id": "31000000000000001",
        "permalink": "https://www.threads.net/@marlow.keeps/post/DInv-1_",
        "username": "marlow.keeps",
        "text": "lovely fog #GlassHarbour",
        "timestamp": "2031-05-04T12:00:00+0000",
        **fields,
    }


def test_a_post_is_read_with_what_the_network_tells_and_no_more():
    post = parse(item(topic_tag="Film Twitter", is_verified=True))

    assert post.key == ("threads", "31000000000000001")
    assert post.url == "https://www.threads.com/@marlow.keeps/post/DInv-1_"
    assert (post.author.key, post.author.verified) == ("@marlow.keeps", True)
    assert post.hashtags == ("filmtwitter", "glassharbour")
    assert post.created_at.isoformat() == "2031-05-04T12:00:00+00:00"
    assert {post.counts.likes, post.counts.reposts, post.counts.replies, post.counts.views} == {None}
    assert post.quotable


@pytest.mark.parametrize(
    "link",
    [
        None,
        "http://www.threads.net/@a/post/b",
        "https://www.threads.net.evil.example/@a/post/b",
        "https://evil.example/@a/post/b",
        "https://www.threads.com/@a\u202e/post/b",
        7,
    ],
)
def test_a_post_without_a_good_permalink_has_none_and_is_not_quoted(link):
    post = parse(item(permalink=link))

    assert (post.url, post.quotable) == (None, False)


@pytest.mark.parametrize(
    ("fields", "ref"),
    [
        ({}, None),
        ({"is_quote_post": True, "quoted_post": {"id": "7"}}, Ref("quoted", "7")),
        ({"is_quote_post": True}, Ref("quoted", "")),
        ({"is_reply": True, "replied_to": {"id": "8"}}, Ref("replied_to", "8")),
        ({"media_type": "REPOST_FACADE"}, Ref("retweeted", "")),
        ({"reposted_post": {"id": "9"}}, Ref("retweeted", "9")),
    ],
)
def test_reposts_quotes_and_replies_name_the_other_post_where_they_can(fields, ref):
    assert parse(item(**fields)).ref == ref


def test_pictures_are_those_of_an_album_or_its_own():
    alone = parse(item(media_type="IMAGE", media_url="https://m.example/1.jpg", alt_text="a pier"))
    album = {"data": [{"media_type": "VIDEO", "media_url": "https://m.example/2.mp4"}, {"id": "3"}]}

    assert alone.media == (Media("image", "https://m.example/1.jpg", "a pier"),)
    assert parse(item(media_type="CAROUSEL_ALBUM", children=album)).media == (
        Media("video", "https://m.example/2.mp4"),
    )
    assert parse(item(is_spoiler_media=True)).sensitive is True
    assert parse(item(is_spoiler_media=False)).sensitive is None


@pytest.mark.parametrize(
    ("fields", "why"), [({"id": None}, "no id"), ({"timestamp": "2031-05-04"}, "no zoned time")]
)
def test_what_has_no_id_or_time_is_refused_with_the_reason(fields, why):
    with pytest.raises(ValueError, match=why):
        parse(item(**fields))


def test_an_archive_tells_its_posts_and_pages_by_their_links():
    assert split(item()) == [item()]
    assert split({"data": [item(), "x"]}) == [item(), "x"]
    assert split({"data": []}) is None
    assert split(item(permalink="https://www.instagram.com/p/1/")) is None
    assert split(item(permalink=None, media_product_type="THREADS")) is not None
