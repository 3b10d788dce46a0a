"""A desk on which everything that comes from outside is hostile: names, texts, alternative texts, links, words of
the film's description and of editors. What a page does with it is seen in a browser.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bluesky_room
import httpx
import publishing_room
from desk_room import DeskRoom
from fastapi.routing import APIRoute, iter_route_contexts
from story_desk import StoryDesk

from aggregator.loopback import play
from aggregator.pipeline import states
from aggregator.store import alerts, publications
from aggregator.web.routes import PREFIX

FILM = bluesky_room.FILM
TURNED = chr(0x202E)
LONG = "Wonderful" * 60
SCRIPT = "<script>window.ran=1</script>"
IMAGE = '<img src="https://evil.example/x.png" onerror="window.ran=1">'
BREAKS_OUT = "\"'><svg onload=window.ran=1> ' onmouseover='window.ran=1' {{7*7}} ${7*7}"
HOSTILE = f"{SCRIPT} {IMAGE} {BREAKS_OUT} {TURNED}"
LINK = "javascript:window.ran=1//"
TITLE = f"The Paper Lighthouse {SCRIPT}"
FILMS = f"""[[films]]
slug = "{FILM}"
kind = "film"
title = '''{TITLE}'''
former_titles = ['''{IMAGE}''']
hashtags = ["PaperLighthouse"]
phrases = ["the paper lighthouse"]
[films.facts]
director = {{value = '''{HOSTILE}''', source = "https://example.org/", as_of = 2031-05-01, standing = "reported"}}
[[films.events]]
name = '''{BREAKS_OUT}'''
at = {bluesky_room.DAY:%Y-%m-%d}T14:00:00Z
kind = "trailer"
"""
# What a browser shows of each address; those that are none are named with why.
NO_PAGE = {
    "/static/{mark}/{name}": "a file",
    "/healthz": "text",
    "/readyz": "text",
    "/metrics": "text",
    "/feeds/published.atom": "a feed",
    "/digests/{digest_id}/news": "a part",
    "/films/{slug}/posts/newer": "a part",
}


class HostileDesk(StoryDesk):
    """The desk, its story, and the addresses of all its pages."""

    def prepare(self) -> None:
        """Do once what fills each page: decide, draw, compare, recheck, add an editor and a token."""
        edgar, ada = self.desk.browser("editor"), self.desk.browser("admin")
        quote = self.story.quotes[0]
        data = {"source": quote.source, "post": quote.id, "do": "reject", "reject_value": "out of context"}
        assert edgar.post(f"/films/{FILM}/posts/decide", data={**data, "reject_reason": HOSTILE}).is_redirect
        assert edgar.post(f"/films/{FILM}/posts/sample/draw").is_redirect
        reason = {"block": "headline", "value": f"Fans are split {HOSTILE}"[:190], "reason": HOSTILE}
        assert self.post(edgar, "/edit", **reason).is_redirect
        self.task = edgar.post(self.path("/recheck")).headers["location"]
        self.finished(edgar, httpx.Response(303, headers={"Location": self.task}))
        assert edgar.post("/settings/you/tokens", data={"name": BREAKS_OUT[:40], "scope": "read"}).is_success
        moments = {
            "film": FILM,
            "first_since": "2031-05-04T00:00",
            "first_until": "2031-05-04T05:00",
            "second_since": "2031-05-04T05:00",
            "second_until": "2031-05-04T12:00",
        }
        began = edgar.post("/compare", data=moments)
        self.desk.ended(edgar, began)
        self.compared = f"/compare?{httpx.QueryParams(moments)}"
        self.withdrawn = self._withdrawn_and_still_out()
        ada.get("/settings/log")

    def _withdrawn_and_still_out(self) -> str:
        """A withdrawn story that a destination holds on to with hostile words, beside alerts that were held back."""
        ctx, now = self.room.app.ctx, self.room.now
        story = self.room.digest(kind="first_look").digest
        with ctx.store.write() as session:
            for state in ("sent", "changed"):
                claim = publications.claim(
                    session, digest_id=story.id, version=1, destination="wordpress", event="published",
                    sent=b"", at=now, who="ada",
                )  # fmt: skip
                assert isinstance(claim, int)
                publications.settle(session, claim, state, at=now, url=LINK, why=HOSTILE)
            for key in ("a", "b"):
                alerts.claim(session, "wordpress", "spike", key, at=now, day=now.replace(hour=0), most=1)
        states.withdraw(ctx, story.id, why=HOSTILE, who="ada")
        return story.id

    def addresses(self) -> list[str]:
        """Every page of the desk, made from its routes: one that is added is looked at too."""
        quote = self.story.quotes[-1]
        one = httpx.QueryParams({"source": quote.source, "post": quote.id})
        filled = {
            "slug": FILM,
            "digest_id": self.id,
            "task_id": self.task.rpartition("/")[2],
            "format": "html",
        }
        more = {
            "/films/{slug}/posts/one": f"/films/{FILM}/posts/one?{one}",
            "/compare": self.compared,
        }
        found = []
        for context in iter_route_contexts(self.desk.site.routes):
            route, path = context.original_route, context.path or ""
            if not isinstance(route, APIRoute) or "GET" not in route.methods or path.startswith(PREFIX):
                continue
            if path not in NO_PAGE:
                found.append(more.get(path, path.format(**filled)))
        extra = (f"/films/{FILM}/posts?text=lighthouse&stance=positive&since={HOSTILE}", f"/films/{SCRIPT}")
        gone = (f"/digests/{self.withdrawn}", f"/digests/{self.withdrawn}/out")
        return sorted({*found, self.path("/preview?format=wordpress"), *extra, *gone})

    def desk_addresses(self) -> list[str]:
        """Those that are the desk's own: a previewed article is framed, and runs nothing, not even a test."""
        return [one for one in self.addresses() if not one.startswith(self.path("/preview/"))]


def posts(loved: int, hated: int) -> list[dict[str, Any]]:
    """A crowd whose every field is hostile."""
    made = bluesky_room.crowd(loved, hated)
    for number, one in enumerate(made):
        one["author"]["displayName"] = (SCRIPT, f"{TURNED}{BREAKS_OUT}", LONG[:300])[number % 3]
        one["record"]["text"] += (f" {SCRIPT}", f" {BREAKS_OUT}", f" {LONG[:150]}", "")[number % 4]
        image = {"alt": HOSTILE, "fullsize": LINK, "thumb": LINK}
        one["embed"] = {"$type": "app.bsky.embed.images#view", "images": [image]}
        one["record"]["embed"] = {"$type": "app.bsky.embed.images", "images": [{"alt": HOSTILE}]}
    return made


@contextmanager
def opened(tmp_path: Path) -> Iterator[HostileDesk]:
    """The desk, while the block runs."""
    config_dir = tmp_path / "config"
    config_dir.mkdir()
    (config_dir / "fansreact.toml").write_text(
        f'[store]\nurl = "sqlite:///{tmp_path}/fansreact.db"\n', encoding="utf-8"
    )
    (config_dir / "films.toml").write_text(FILMS, encoding="utf-8")
    for name in ("lexicon.toml", "themes.toml"):
        shutil.copy(Path(__file__).parent.parent / "config" / name, config_dir / name)
    folder = bluesky_room.record(tmp_path / "recording", posts(100, 40))
    (folder / "wordpress.json").write_text(json.dumps(publishing_room.SITE), encoding="utf-8")
    with play(folder) as network:
        room = publishing_room.PublishingRoom(
            network, config_dir, tmp_path, publishing_room.WORDPRESS, publishing_room.WORDPRESS_KEYS
        )
        room.collect()
        environ = {**bluesky_room.KEYS, **publishing_room.WORDPRESS_KEYS, "XDG_STATE_HOME": str(tmp_path)}
        with DeskRoom(config_dir, environ=environ, clock=lambda: room.now) as desk:
            made = HostileDesk(room, desk, "trailer")
            made.prepare()
            yield made
        room.app.close()
