"""Which pictures are one, and who passes them on."""

from datetime import timedelta

import make
import pytest

from aggregator.model import Media, Ref
from aggregator.signals.fingerprint import ALIKE
from aggregator.signals.shared_pictures import is_still, passed_on, picture_mark, post_mark

CID = "bafkreiabcdefghijklmnopqrstuvwx"


def post(number, text="Look at this", url=None, **fields):
    media = fields.pop("media", (Media("image", url),) if url else ())
    return make.post(
        text,
        remote_id=str(number),
        url=f"https://x.com/i/status/{number}",
        created_at=make.NOON + timedelta(minutes=number),
        media=media,
        **fields,
    )


@pytest.mark.parametrize(
    "addresses",
    [
        (
            "https://pbs.twimg.com/media/Ab-1_x.jpg:large",
            "https://pbs.twimg.com/media/Ab-1_x?format=jpg&name=small",
        ),
        (
            "https://video.twimg.com/ext_tw_video/12/pu/vid/720x1280/x.mp4?tag=1",
            "https://pbs.twimg.com/ext_tw_video_thumb/12/pu/img/y.jpg",
        ),
        (
            f"https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:aa/{CID}@jpeg",
            f"https://cdn.bsky.app/img/feed_thumbnail/plain/did%3Aplc%3Abb/{CID}",
        ),
        (
            "https://i.redd.it/abcd1234efgh.jpg",
            "https://preview.redd.it/a-name-v0-abcd1234efgh.jpg?width=640&s=1",
        ),
        ("https://www.youtube.com/watch?v=abcdefghijk&t=9", "https://youtu.be/abcdefghijk"),
        ("https://m.example/files/1/small/a.png", "https://m.example/files/1/original/a.png"),
        ("https://img.example/a.jpg?w=100&id=4", "https://img.example/a.jpg?id=4&w=900"),
    ],
)
def test_sizes_and_servers_of_one_picture_have_one_mark(addresses):
    marks = {picture_mark(address) for address in addresses}
    assert len(marks) == 1
    assert None not in marks


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "https://media.tenor.com/x/y.gif",
        "https://giphy.com/gifs/1",
        "https://[x",
        "a\0b",
    ],
)
def test_no_address_and_stock_clips_have_no_mark(url):
    assert picture_mark(url) is None


def test_other_pictures_of_one_host_have_other_marks():
    marks = {picture_mark(f"https://img.example/{n}.jpg?id={n}") for n in range(5)}
    assert len(marks) == 5


def test_a_post_is_known_by_any_of_its_addresses():
    same = (
        "https://twitter.com/a/status/12?s=20",
        "https://x.com/i/web/status/12/photo/1",
        "https://x.com/b/status/12",
    )
    assert {post_mark(url) for url in same} == {"x 12"}
    assert post_mark("https://bsky.app/profile/a.example/post/3k") == post_mark(
        "https://bsky.app/profile/did:plc:a/post/3k"
    )
    assert post_mark("https://example.org/") is None


def test_reposts_quotes_and_links_pass_a_picture_on():
    first = post(1, url="https://img.example/a.jpg")
    repost = post(2, ref=Ref("retweeted", "1"))
    quoting = post(3, "So good", ref=Ref("quoted", "1"))
    linking = post(4, "see https://twitter.com/somebody/status/1, wow")
    to_it = post(5, "https://img.example/a.jpg?w=600")
    answer = post(6, "Thanks!", ref=Ref("replied_to", "1"))
    other = post(7, url="https://img.example/b.jpg")
    (found,) = passed_on([first, repost, quoting, linking, to_it, answer, other])
    assert found.posts == (0, 1, 2, 3, 4)
    assert found.holders == (0,)


def test_a_link_to_a_networks_clip_is_as_good_as_the_clip():
    links = [post(n, f"look {n} https://youtu.be/abcdefghijk") for n in range(1, 4)]
    pages = [post(n, "read https://example.org/story") for n in range(4, 8)]
    (only,) = passed_on([*links, *pages])
    assert only.posts == (0, 1, 2)
    assert only.marks == {"youtube abcdefghijk"}


def test_a_quote_with_a_picture_of_its_own_passes_both_on_and_makes_them_not_one():
    first = post(1, url="https://img.example/a.jpg")
    quoting = [post(n, ref=Ref("quoted", "1"), url=f"https://img.example/own{n}.jpg") for n in range(2, 7)]
    (found,) = passed_on([first, *quoting])
    assert found.posts == (0, 1, 2, 3, 4, 5)
    assert found.marks == {"img.example/a.jpg"}


def test_a_set_of_pictures_is_told_as_one():
    four = tuple(Media("image", f"https://img.example/{n}.jpg") for n in range(4))
    posts = [post(n, media=four) for n in range(1, 10)]
    (only,) = passed_on(posts)
    assert only.items == 4
    assert len(only.posts) == 9


def test_pictures_that_look_alike_are_one_and_others_are_not():
    urls = [f"https://img.example/{n}.jpg" for n in range(4)]
    near = 2**ALIKE - 1  # so many bits differ
    prints = {picture_mark(urls[0]): 0, picture_mark(urls[1]): near, picture_mark(urls[2]): near << 20 | 1}
    found = passed_on([post(n + 1, url=url) for n, url in enumerate(urls)], prints)
    assert [one.posts for one in found] == [(0, 1)]


def test_looks_do_not_chain():
    """What is near the second, but not near the first, is a picture of its own."""
    urls = [f"https://img.example/{n}.jpg" for n in range(3)]
    step = 2**ALIKE - 1
    prints = dict(zip(map(picture_mark, urls), (0, step, step | step << ALIKE), strict=True))
    found = passed_on([post(n + 1, url=url) for n, url in enumerate(urls)], prints)
    assert [one.posts for one in found] == [(0, 1)]


def test_nothing_is_passed_on_where_there_is_nothing():
    assert passed_on([]) == []
    assert passed_on([post(1), post(2, "https://t.co/abc")]) == []


@pytest.mark.parametrize(
    ("media", "still"),
    [
        (Media("image", "https://img.example/a"), True),
        (Media("video", "https://img.example/thumb.jpg"), True),
        (Media("video", "https://img.example/a.mp4"), False),
        (Media("image", "https://img.example/a.gif"), False),
        (Media("image", "https://img.example/a.svg"), False),
        (Media("image", "http://img.example/a.jpg"), False),
        (Media("image", None), False),
    ],
)
def test_only_stills_at_https_are_looked_at(media, still):
    assert is_still(media) is still
