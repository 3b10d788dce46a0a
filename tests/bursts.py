"""Many posts in each network's own shape, made of one of its recorded (invented) ones: for bursts."""

import copy
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

RECORDINGS = Path(__file__).parent / "recordings"
A_SECOND = 10  # posts that are written in the same second: ties at every page's end

Clone = Callable[[dict[str, Any], int, datetime], dict[str, Any]]


def record(name: str, folder: Path, many: int, start: datetime) -> None:
    """Writes a recording of `many` posts from `start` on, and nothing but them, for `loopback.play`."""
    items = json.loads((RECORDINGS / name / f"{name}.json").read_text("utf-8"))
    model = next(item for item in items if TAKES[name](item))
    made = [
        CLONES[name](copy.deepcopy(model), n, start + timedelta(seconds=n // A_SECOND)) for n in range(many)
    ]
    rest = [item for item in items if item.get("kind") == "youtube#video"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps([*rest, *made]), encoding="utf-8")


def _snowflake(at: datetime, number: int) -> str:
    return str((int(at.timestamp() * 1000) << 16) + number % 65_536)


def _mastodon(item: dict[str, Any], number: int, at: datetime) -> dict[str, Any]:
    place = _snowflake(at, number)
    home = "https://recorded.invalid"
    return {
        **item,
        "id": place,
        "uri": f"{home}/users/marlow/statuses/{place}",
        "url": f"{home}/@marlow/{place}",
        "created_at": f"{at:%Y-%m-%dT%H:%M:%S}.000Z",
    }


def _bluesky(item: dict[str, Any], number: int, at: datetime) -> dict[str, Any]:
    stamp = f"{at:%Y-%m-%dT%H:%M:%S}.000Z"
    item["record"]["createdAt"] = item["indexedAt"] = stamp
    return {**item, "uri": f"at://did:plc:marlow/app.bsky.feed.post/3burst{number}", "cid": f"bafy{number}"}


def _x(item: dict[str, Any], number: int, at: datetime) -> dict[str, Any]:
    place = str((int(at.timestamp() * 1000) - 1_288_834_974_657) << 22 | number % 4_194_304)
    stamp = f"{at:%Y-%m-%dT%H:%M:%S}.000Z"
    return {**item, "id": place, "created_at": stamp, "edit_history_tweet_ids": [place]}


def _threads(item: dict[str, Any], number: int, at: datetime) -> dict[str, Any]:
    code = f"DBurst{number}"
    link = f"https://www.threads.com/@marlow.keeps/post/{code}"
    stamp = f"{at:%Y-%m-%dT%H:%M:%S}+0000"
    return {**item, "id": str(31 * 10**15 + number), "shortcode": code, "permalink": link, "timestamp": stamp}


def _tumblr(item: dict[str, Any], number: int, at: datetime) -> dict[str, Any]:
    place = 788_338_580_402_700_000 + number
    link = f"https://marlow-keeps.tumblr.com/post/{place}/x"
    about = {"id": place, "id_string": str(place), "post_url": link}
    return {**item, **about, "timestamp": int(at.timestamp()), "date": f"{at:%Y-%m-%d %H:%M:%S} GMT"}


def _lemmy(item: dict[str, Any], number: int, at: datetime) -> dict[str, Any]:
    stamp = f"{at:%Y-%m-%dT%H:%M:%S}.000000Z"
    item["post"] |= {"id": number, "ap_id": f"https://recorded.invalid/post/{number}", "published": stamp}
    return item


def _youtube(item: dict[str, Any], number: int, at: datetime) -> dict[str, Any]:
    stamp, place = f"{at:%Y-%m-%dT%H:%M:%S}Z", f"Ugburst{number}"
    top = item["snippet"]["topLevelComment"]
    top["id"] = place
    top["snippet"] |= {"publishedAt": stamp, "updatedAt": stamp}
    item["snippet"]["totalReplyCount"] = 0
    item.pop("replies", None)
    return {**item, "id": place}


def _reddit(item: dict[str, Any], number: int, at: datetime) -> dict[str, Any]:
    place = f"{10_000_000 + number}"
    about = {"name": f"t3_{place}", "id": place, "permalink": f"/r/movies/comments/{place}/x/"}
    item["data"] |= {**about, "created_utc": at.timestamp(), "num_comments": 0}
    return item


CLONES: dict[str, Clone] = {
    "mastodon": _mastodon,
    "bluesky": _bluesky,
    "x": _x,
    "threads": _threads,
    "tumblr": _tumblr,
    "lemmy": _lemmy,
    "youtube": _youtube,
    "reddit": _reddit,
}
SERVED = {"reddit": 1_000}
"""Of so many posts at most a network shows the newest, whatever is asked."""
TAKES: dict[str, Callable[[dict[str, Any]], bool]] = dict.fromkeys(CLONES, lambda _item: True) | {
    "lemmy": lambda item: "comment" not in item,
    "youtube": lambda item: item["kind"] == "youtube#commentThread",
    "reddit": lambda item: item["kind"] == "t3",
}
