from datetime import timedelta

import make
import pytest

from aggregator.model import Author, Counts, Post, Ref
from aggregator.payloads.youtube import parse, split

COMMENT = {
    "kind": "youtube#comment",
    "id": "UgA",
    "snippet": {
        "videoId": "vid_1",
        "textDisplay": "Lovely &amp; long<br>#GlassHarbour",
        "textOriginal": "Lovely & long\n#GlassHarbour",
        "authorDisplayName": "@harbourfan",
        "authorChannelId": {"value": "UC71"},
        "likeCount": 3,
        "publishedAt": "2031-05-04T12:00:00Z",
        "updatedAt": "2031-05-04T12:00:00Z",
    },
}
THREAD = {
    "kind": "youtube#commentThread",
    "id": "UgA",
    "snippet": {"videoId": "vid_1", "topLevelComment": COMMENT, "totalReplyCount": 2, "isPublic": True},
    "replies": {
        "comments": [
            {
                **COMMENT,
                "id": "UgA.1",
                "snippet": {k: v for k, v in COMMENT["snippet"].items() if k != "videoId"},
            }
        ]
    },
}


def parsed(record):
    return [parse(item) for item in split(record)]


def with_snippet(**fields):
    return {**COMMENT, "snippet": {**COMMENT["snippet"], **fields}}


def test_a_thread_is_its_comment_and_the_replies_it_carries():
    first = Post(
        source="youtube",
        remote_id="UgA",
        url="https://www.youtube.com/watch?v=vid_1&lc=UgA",
        text="Lovely & long\n#GlassHarbour",
        author=Author("UC71", "harbourfan"),
        created_at=make.NOON,
        hashtags=("glassharbour",),
        counts=Counts(likes=3, replies=2),
    )
    posts = parsed(THREAD)
    assert first == posts[0]
    assert (
        "UgA.1",
        Ref("replied_to", "UgA"),
        "https://www.youtube.com/watch?v=vid_1&lc=UgA.1",
        Counts(likes=3),
    ) == (
        posts[1].remote_id,
        posts[1].ref,
        posts[1].url,
        posts[1].counts,
    )
    assert len(posts) == 2


@pytest.mark.parametrize("kind", ["youtube#commentThreadListResponse", "youtube#commentListResponse"])
def test_a_page_gives_all_its_comments(kind):
    assert len(split({"kind": kind, "items": [THREAD, COMMENT]})) == 3
    assert split({"kind": kind}) == []


def test_html_is_read_where_there_is_no_original():
    assert parsed(with_snippet(textOriginal=None))[0].text == "Lovely & long\n#GlassHarbour"


def test_a_plain_name_is_no_handle():
    assert parsed(with_snippet(authorDisplayName="Harbour Fan"))[0].author == Author(
        "UC71", name="Harbour Fan"
    )
    assert parsed(with_snippet(authorDisplayName="Harbour Fan", authorChannelId=None))[0].author is None


def test_an_edited_comment_says_when():
    assert parsed(with_snippet(updatedAt="2031-05-04T12:01:00.000Z"))[0].edited_at == make.NOON + timedelta(
        minutes=1
    )


def test_a_hidden_comment_is_not_quotable():
    assert not parsed(with_snippet(moderationStatus="rejected"))[0].quotable
    assert not parsed({**THREAD, "snippet": {**THREAD["snippet"], "isPublic": False}})[0].quotable


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"kind": "youtube#searchListResponse", "items": []}, "no post: YouTube's kind searchListResponse"),
        ({"error": {"code": 403, "message": "quota"}}, "an error answer, no post: quota"),
    ],
)
def test_what_is_no_comment_says_so(record, reason):
    with pytest.raises(ValueError, match=reason):
        split(record)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({**COMMENT, "id": None}, "no id"),
        (with_snippet(publishedAt=None), "no zoned time"),
        (with_snippet(textOriginal=None, textDisplay=None), "no text"),
    ],
)
def test_an_unreadable_comment_is_rejected_with_its_reason(record, reason):
    with pytest.raises(ValueError, match=reason):
        parsed(record)
