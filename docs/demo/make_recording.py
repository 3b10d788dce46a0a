"""Makes the demo's recording: gives the texts of posts.toml authors, times and counts.

    python docs/demo/make_recording.py [FOLDER]

Everything is invented. The same posts.toml gives the same bytes on every machine and Python: what looks like
chance is a hash of the post (Python's own generators may change between versions).
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fans import Fan, Written, draw, pick
from shapes import DROP, READ, post_view, status

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "aggregator" / "demo" / "recording"
ELSEWHERE = ("foggy.example", "tinycinema.example", "kettle.example")  # homes of other fans
SKIES = ("fans.example", "skies.example", "matinee.example")
LONGEST = {"bluesky": 300, "mastodon": 500}
TAGS = ("#GlassHarbour", "#GlassHarbour", "#GlassHarbour", "#glassharbour", "#TheGlassHarbour")


class Maker:
    """Hands out fans and times while the posts are made."""

    def __init__(self, source: dict[str, Any]) -> None:
        self.source = source
        self.hours: dict[str, float] = source["hours_after"]
        self.fans: dict[str, list[Fan]] = {"mastodon": [], "bluesky": []}
        self.posts: list[Written] = []
        self._names: set[str] = set()

    def fan(self, network: str, key: str, **fields: Any) -> Fan:
        """A new account with a name that nobody has yet."""
        words = self.source["fans"]
        attempt, first, second = 0, "", ""
        while not first or f"{first} {second}" in self._names:
            first, second = pick(words["first"], key, attempt, 1), pick(words["second"], key, attempt, 2)
            attempt += 1
        self._names.add(f"{first} {second}")
        joint = (
            pick(("", "_", "_"), key, "joint") if network == "mastodon" else pick(("", "", "-"), key, "joint")
        )
        tail = pick(("", "", "", "91", "7", "xx"), key, "tail")
        home = (
            pick((*READ, *READ, *ELSEWHERE), key, "home")
            if network == "mastodon"
            else pick(SKIES, key, "home")
        )
        handle = f"{first}{joint}{second}{tail}" + ("@" if network == "mastodon" else ".") + home
        named = pick(("name", "name", "words", "none"), key, "named")
        sign = pick(words["signs"], key, "sign")
        name = {
            "name": pick(words["names"], key, "name") + sign,
            "words": f"{first} {second}{sign}",
            "none": "",
        }[named]
        made = Fan(network, handle, name, int(8 / (draw(key, "followers") + 0.004) ** 1.3), **fields)
        self.fans[network].append(made)
        return made

    def someone(self, network: str, key: str) -> Fan:
        """A new fan as a rule, sometimes one who has posted before."""
        ordinary = [fan for fan in self.fans[network] if not fan.bot and not fan.hidden]
        if ordinary and draw(key, "again") < 0.17:
            return pick(ordinary, key, "who")
        return self.fan(network, key)

    def time(self, text: str, key: str) -> datetime:
        """Most within the first hours, fewer in the night, some the next morning."""
        for beginning, hours in self.hours.items():
            if text.startswith(beginning):
                return DROP + timedelta(hours=hours, seconds=draw(key) * 60)
        chance, place = draw(key, "when"), draw(key, "place")
        if chance < 0.44:
            hours = 0.05 + 3.2 * place**1.7
        elif chance < 0.74:
            hours = 3.2 + 6.0 * place
        elif chance < 0.8:
            hours = 9.2 + 6.8 * place
        else:
            hours = 16.0 + 9.8 * place
        return DROP + timedelta(hours=hours, milliseconds=int(draw(key, "ms") * 60_000))

    def add(
        self, text: str, key: str, *, fan: Fan | None = None, network: str = "", **fields: Any
    ) -> Written:
        """One post; without a network it goes where its length allows."""
        if fan is not None:
            network = fan.network
        elif not network:
            network = (
                "mastodon" if draw(key, "network") < 0.49 or len(text) > LONGEST["bluesky"] else "bluesky"
            )
        fan = fan or self.someone(network, key)
        likes = int(0.9 / (draw(key, "likes") + 0.0035) ** 1.15)
        at = fields.pop("at", None) or self.time(text, key)
        made = Written(fan, tagged(text, network, key), at, likes, **fields)
        self.posts.append(made)
        return made


def tagged(text: str, network: str, key: str) -> str:
    """With a hashtag where the post could not be found without one."""
    if re.search(r"#(?:the)?glassharbour", text, re.IGNORECASE):
        return text
    if network == "bluesky" and "glass harbour" in text.casefold() and draw(key, "tag") < 0.6:
        return text
    blank = "\n\n" if "\n" in text or (network == "mastodon" and draw(key, "blank") < 0.4) else " "
    tag = pick(TAGS, key, "which")
    beside = (
        pick(("", "", "", "", " #film", " #trailer", " #movies"), key, "beside")
        if network == "mastodon"
        else ""
    )
    whole = f"{text}{blank}{tag}{beside}"
    return whole if len(whole) <= LONGEST[network] or network == "mastodon" else text


def write_posts(source: dict[str, Any]) -> list[Written]:
    """All posts, oldest first."""
    maker = Maker(source)
    for group in (
        "praise",
        "criticism",
        "mixed",
        "jokes",
        "questions",
        "news",
        "waiting",
        "elsewhere",
        "long",
    ):
        for kind, texts in source[group].items():
            for text in texts:
                maker.add(text, f"{group} {kind} {text}")
    for language, texts in source["languages"].items():
        for text in texts:
            maker.add(text, f"language {text}", language=language)
    _shared_ones(maker)
    _odd_ones(maker)
    return sorted(maker.posts, key=lambda one: (one.at, one.fan.handle))


def _shared_ones(maker: Maker) -> None:
    """Short things that many say in the same words, and what is passed on."""
    for kind, texts in maker.source["common"].items():
        for text in texts:
            for copy in range(3 + (draw(text, "copies") < 0.5)):
                key = f"common {kind} {copy} {text}"
                maker.add(text + pick(("", "", "", " 😭", " 👏", " 💙"), key, "sign"), key)
    for text in maker.source["reposted"]["all"]:
        for copy in range(3):
            maker.add(text, f"repost {copy} {text}", network="bluesky")
    for kind in ("news", "chain"):
        for copy in range(6):
            maker.add(maker.source["copied"][kind][0], f"copied {kind} {copy}")


def _odd_ones(maker: Maker) -> None:
    """What a collector must bear: spam, a bot, attacks, edits, images, warnings, people not to be shown."""
    spammer = maker.fan("bluesky", "spammer")
    for copy in range(7):
        maker.add(maker.source["copied"]["contest"][0], f"contest {copy}", fan=spammer)
    maker.add(maker.source["copied"]["contest"][0], "contest elsewhere", network="mastodon")
    bot = maker.fan("mastodon", "counting bot", bot=True)
    for hour in range(1, 6):
        text = f"The Glass Harbour trailer after {hour} h: {hour * 217_431:,} views #GlassHarbour"
        maker.add(text, f"bot {hour}", fan=bot, at=DROP + timedelta(hours=hour, seconds=2))
    attack = """<script>alert("glass")</script><img src=x onerror=alert(1)> sorry, """
    attack += "testing my reader with the glass harbour"
    maker.add(attack, "attack on bluesky", network="bluesky")
    maker.add(
        attack,
        "attack on mastodon",
        network="mastodon",
        extra={"raw": "<script>alert(document.domain)</script>"},
    )
    shy = "The most beautiful trailer I have ever seen. Varnholt is a genius. #GlassHarbour"
    for network in ("bluesky", "mastodon"):
        maker.add(shy, f"hidden {network}", fan=maker.fan(network, f"shy {network}", hidden=True))
    maker.add(
        "The crane jump was done by the stunt double, says the making-of. Corrected, thanks all! "
        "Still the best stunt of the year.",
        "edited",
        network="mastodon",
        extra={"before": "The crane jump was done by Hallam-Reyes herself!! Best stunt of the year."},
    )
    maker.add(
        "The brother is ALIVE and I'm furious that the trailer told me. Terrible.",
        "warned",
        network="mastodon",
        extra={"warning": "Glass Harbour trailer spoilers"},
    )
    for network in ("mastodon", "bluesky"):
        maker.add(
            "I painted the bottle lighthouse on my lunch break because I love this trailer so much ✨",
            f"painted {network}",
            network=network,
            extra={"image": "A small watercolour: a lighthouse built of green bottles above a flat grey sea"},
        )
    maker.add(
        "Agreed, the foghorn alone gave me goosebumps", "answer", network="bluesky", extra={"answers": True}
    )


def seen_by(post: Written) -> Iterator[str]:
    """Which of the two servers know a post: its home, and as a rule one or both of the others."""
    home = post.fan.handle.split("@")[1]
    edited = "before" in post.extra
    for server in READ:
        if server == home or edited or draw(post.fan.handle, post.text, server, "seen") < 0.42:
            yield server


def recording(source: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The files of the recording: their place in its folder, and what they hold."""
    files: dict[str, list[dict[str, Any]]] = {f"{server}/mastodon.json": [] for server in READ}
    files["bluesky.example/bluesky.json"] = []
    for post in write_posts(source):
        if post.fan.network == "bluesky":
            files["bluesky.example/bluesky.json"].append(post_view(post))
            continue
        for server in list(seen_by(post)) or [READ[0]]:
            files[f"{server}/mastodon.json"].append(status(post, server))
    return files


def as_lines(items: list[dict[str, Any]]) -> str:
    """A JSON list with a post on each line, so that a change shows which posts it touches."""
    lines = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in items)
    return f"[\n{lines}\n]\n"


def main(folder: Path) -> None:
    """Write the recording."""
    source = tomllib.loads((HERE / "posts.toml").read_text("utf-8"))
    for name, items in recording(source).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_lines(items), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
