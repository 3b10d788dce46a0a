"""What an edited post says now comes in with its recheck, whichever network it is on."""

import pytest
from source_room import RECORDINGS, Room

from aggregator.loopback import play
from aggregator.pipeline.collect import Reading
from aggregator.pipeline.intervals import Depths
from aggregator.pipeline.standing import Asking
from aggregator.store import posts

WORDS = "On reflection the lamp was only fine"


def of_x(items, post):
    raw = next(item for item in items if item["id"] == post.remote_id)
    newer = str(int(post.remote_id) + (60_000 << 22))  # an id holds the millisecond: a minute later
    raw.update(id=newer, edit_history_tweet_ids=[post.remote_id, newer], text=WORDS)


def of_youtube(items, post):
    for thread in items:
        for one in (thread["snippet"]["topLevelComment"], *thread.get("replies", {}).get("comments", ())):
            if one["id"] == post.remote_id:
                one["snippet"] |= {"textOriginal": WORDS, "updatedAt": "2031-05-04T11:30:00Z"}


def of_reddit(items, post):
    raw = next(item["data"] for item in items if item["data"]["name"] == post.remote_id)
    raw |= {"body" if post.ref else "selftext": WORDS, "title": "", "edited": raw["created_utc"] + 60}


def of_lemmy(items, post):
    for view in items:
        said = view.get("comment") or view["post"]
        if said["ap_id"] == post.remote_id:
            said |= {"name": WORDS, "body": "", "content": WORDS, "updated": "2031-05-04T11:30:00Z"}


def of_tumblr(items, post):
    raw = next(item for item in items if item["id_string"] == post.remote_id)
    raw["content"] = [{"type": "text", "text": WORDS}]


def of_bluesky(items, post):
    raw = next(item for item in items if item["uri"] == post.remote_id)
    raw["record"]["text"] = WORDS


EDITS = {
    "bluesky": of_bluesky,
    "lemmy": of_lemmy,
    "reddit": of_reddit,
    "tumblr": of_tumblr,
    "x": of_x,
    "youtube": of_youtube,
}


def told(room, key):
    """How a post stands by a new round of asking."""
    depths = Depths(room.low - room.low, room.low - room.low, room.low - room.low)
    asking = Asking(room.ctx, [Reading(room.collector(), depths)], lambda source: f"{source} is off")
    asking.ask([key])
    return asking.standing.get(key)


@pytest.mark.parametrize("name", sorted(EDITS))
def test_an_edited_post_comes_in_with_its_new_words_and_stands_with_them(name, tmp_path):
    with play(RECORDINGS / name) as network:
        room = Room(name, network, tmp_path / "reread.db")
        assert room.run().error is None
        with room.store.read() as session:
            home = [
                one
                for one in posts.newest(session, "harbour", name, 100)
                if one.edited_at is None and one.quotable and one.at_home
            ]
        post = home[0]
        EDITS[name](network.double(name).items, post)

        first, second = told(room, post.key), told(room, post.key)

        with room.store.read() as session:
            now = posts.find(session, [post.key])[post.key]
            earlier = [one.text for one in posts.earlier_texts(session, post.key)]
            withdrawn = posts.withdrawn(session, [post.key])
        room.store.close()
    assert (first, second) == ("edited", "alive")
    assert (now.text, earlier, withdrawn) == (WORDS, [post.text], {})
    assert (now.url is None, now.counts) == (post.url is None, post.counts)
