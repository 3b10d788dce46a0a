from datetime import timedelta

import make
import pytest

from aggregator.model import Author, Counts, Media, Post, Ref
from aggregator.payloads.reddit import parse, split

NOON = make.NOON.timestamp()
LINK = {
    "name": "t3_abc",
    "id": "abc",
    "title": "The Glass Harbour &amp; its trailer",
    "selftext": "What did you think? #GlassHarbour",
    "author": "harbourfan",
    "author_fullname": "t2_71",
    "created": NOON + 28_800,
    "created_utc": NOON,
    "permalink": "/r/GlassHarbour/comments/abc/the_glass_harbour/",
    "score": 12,
    "num_comments": 3,
    "num_crossposts": 0,
    "over_18": False,
    "spoiler": False,
    "edited": False,
}
COMMENT = {
    "id": "def",
    "body": "Lovely &gt; dull",
    "author": "other",
    "created_utc": NOON,
    "permalink": "/r/GlassHarbour/comments/abc/_/def/",
    "parent_id": "t3_abc",
    "link_id": "t3_abc",
    "score": -4,
    "replies": "",
    "edited": NOON + 60,
}


def thing(kind, data):
    return {"kind": kind, "data": data}


def listing(*children):
    return thing("Listing", {"children": list(children), "after": None})


def parsed(record):
    return [parse(item) for item in split(record)]


def test_a_submission_is_read():
    expected = Post(
        source="reddit",
        remote_id="t3_abc",
        url="https://www.reddit.com/r/GlassHarbour/comments/abc/the_glass_harbour/",
        text="The Glass Harbour & its trailer\n\nWhat did you think? #GlassHarbour",
        author=Author("t2_71", "harbourfan"),
        created_at=make.NOON,
        hashtags=("glassharbour",),
        counts=Counts(likes=12, reposts=0, replies=3),
        sensitive=False,
    )
    assert [expected] == parsed(thing("t3", LINK))
    assert [expected] == parsed(LINK)


def test_a_comment_is_a_post_that_answers():
    expected = Post(
        source="reddit",
        remote_id="t1_def",
        url="https://www.reddit.com/r/GlassHarbour/comments/abc/_/def/",
        text="Lovely > dull",
        author=Author(handle="other"),
        created_at=make.NOON,
        edited_at=make.NOON + timedelta(minutes=1),
        ref=Ref("replied_to", "t3_abc"),
    )
    assert [expected] == parsed(thing("t1", COMMENT))
    assert [expected] == parsed(COMMENT)


def test_a_comment_tree_gives_every_comment_in_order():
    reply = thing("t1", {**COMMENT, "id": "ghi", "parent_id": "t1_def"})
    tree = thing("t1", {**COMMENT, "replies": listing(reply, thing("more", {"count": 5, "children": ["j"]}))})
    last = thing("t1", {**COMMENT, "id": "xyz"})
    assert [post.remote_id for post in parsed(listing(tree, last))] == ["t1_def", "t1_ghi", "t1_xyz"]


def test_a_deep_tree_needs_no_deep_stack():
    tree = thing("t1", COMMENT)
    for _ in range(5_000):
        tree = thing("t1", {**COMMENT, "replies": listing(tree)})
    assert len(split(listing(tree))) == 5_001


def test_more_comments_come_flat():
    assert [
        post.remote_id
        for post in parsed({"json": {"errors": [], "data": {"things": [thing("t1", COMMENT)]}}})
    ] == ["t1_def"]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({**LINK, "author": "[deleted]"}, "the author is [deleted]"),
        ({**LINK, "selftext": "[removed]"}, "the text is [removed]"),
        ({**LINK, "removed_by_category": "moderator"}, "the text is [removed]"),
        ({**COMMENT, "body": "[deleted]"}, "the text is [deleted]"),
        ({**LINK, "created_utc": None}, "no zoned time"),
        ({**LINK, "created_utc": "soon"}, "no zoned time: created_utc is 'soon'"),
        ({**LINK, "created_utc": 1e300}, "no zoned time: created_utc is 1e+300"),
        ({**LINK, "id": None, "name": None}, "no id"),
        ({**LINK, "title": None, "selftext": None}, "no text"),
    ],
)
def test_deleted_and_unreadable_posts_are_passed_over_with_the_reason(record, reason):
    (item,) = split(record)
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole reason is compared
        parse(item)
    assert reason == str(caught.value)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (thing("t2", {}), "no post: Reddit's kind t2"),
        ({"message": "Forbidden", "error": 403}, "an error answer, no post: 403"),
    ],
)
def test_what_is_no_post_of_reddit_says_so(record, reason):
    with pytest.raises(ValueError, match=reason):
        split(record)


def test_text_that_came_unescaped_stays_as_it_is():
    (post,) = parsed(
        thing("t1", {**COMMENT, "body": "the &amp; entity", "body_html": "<div>the &amp;amp; entity</div>"})
    )
    assert post.text == "the &amp; entity"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"media": {"reddit_video": {"fallback_url": "https://v.redd.it/1/clip.mp4"}}},
            (Media("video", "https://v.redd.it/1/clip.mp4"),),
        ),
        (
            {"post_hint": "image", "url_overridden_by_dest": "https://i.redd.it/1.jpg"},
            (Media("image", "https://i.redd.it/1.jpg"),),
        ),
        (
            {
                "is_gallery": True,
                "gallery_data": {"items": [{"media_id": "m", "caption": "a pier"}]},
                "media_metadata": {"m": {"s": {"u": "https://preview.redd.it/1.jpg?a=1&amp;b=2"}}},
            },
            (Media("image", "https://preview.redd.it/1.jpg?a=1&b=2", "a pier"),),
        ),
        ({"is_gallery": True, "gallery_data": None, "media_metadata": None}, ()),
        ({"url": "https://elsewhere.example/"}, ()),
    ],
)
def test_pictures_and_clips_of_a_submission(fields, expected):
    assert expected == parsed({**LINK, **fields})[0].media


def test_what_reddit_says_of_a_post_is_kept():
    post = parsed(
        {
            **LINK,
            "spoiler": True,
            "over_18": True,
            "quarantine": True,
            "score_hidden": True,
            "crosspost_parent": "t3_old",
        }
    )[0]
    assert (post.spoiler_text, post.sensitive, post.quotable, post.counts.likes, post.ref) == (
        "Spoiler",
        True,
        False,
        None,
        Ref("quoted", "t3_old"),
    )


def test_the_moderators_program_is_known_as_one():
    assert parsed({**COMMENT, "author": "AutoModerator"})[0].author == Author(
        handle="AutoModerator", bot=True
    )


def test_links_are_built_where_old_records_have_none():
    link, comment = {**LINK, "permalink": None}, {**COMMENT, "permalink": None}
    assert [parsed(link)[0].url, parsed(comment)[0].url] == [
        "https://www.reddit.com/comments/abc/",
        "https://www.reddit.com/comments/abc/_/def/",
    ]
    assert parsed({**comment, "link_id": None})[0].url is None
