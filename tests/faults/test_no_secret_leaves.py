"""Every secret of every source is a canary: no command leaves one anywhere, whatever a server does with it.

The networks' doubles answer well, or repeat what they were sent: in errors, redirects, headers, pages of HTML,
in broken or oddly escaped JSON. A new secret in the configuration is tried here by itself.
"""

import base64
import contextlib
import html
import io
import json
import shutil
import sqlite3
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from pydantic import SecretStr

from aggregator import app, cli
from aggregator.config.publishing import PUBLISHERS
from aggregator.config.tables import NETWORKS
from aggregator.loopback import Reply, play

RECORDINGS = Path(__file__).parent.parent / "recordings"
NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
FILM = "the-glass-harbour"
SETTINGS = """
[store]
url = "sqlite:///fans.db"
[links]
base_url = "{url}"
[sources.mastodon]
instances = ["{url}"]
[sources.bluesky]
base_url = "{url}"
[sources.jetstream]
base_url = "{url}"
hydrate_url = "{url}"
[sources.x]
base_url = "{url}"
[sources.reddit]
base_url = "{url}"
token_url = "{url}/api/v1/access_token"
[sources.youtube]
base_url = "{url}/youtube/v3"
[sources.tumblr]
base_url = "{url}"
[sources.threads]
base_url = "{url}"
[sources.lemmy]
instances = ["{url}"]
[sources.feeds]
urls = ["{url}/rss/?feed={feed}"]
[sources.tmdb]
base_url = "{url}"
[sources.wikidata]
base_url = "{url}"
[publish.wordpress]
base_url = "{url}"
user = "newsdesk"
[publish.slack]
base_url = "{url}/slack/api"
channel = "C0FILMDESK"
[publish.webhook]
url = "{url}/in/fansreact"
[publish.email]
host = "127.0.0.1"
port = 9
user = "desk"
sender = "desk@paper.example"
to = ["mira@paper.example"]
"""
WORDPRESS = "FANSREACT_PUBLISH__WORDPRESS__APPLICATION_PASSWORD"
SLACK = "FANSREACT_PUBLISH__SLACK__BOT_TOKEN"
HOOK = "FANSREACT_PUBLISH__SLACK__WEBHOOK_URL"
FILMS = f"""
[[films]]
slug = "{FILM}"
kind = "film"
title = "The Glass Harbour"
hashtags = ["GlassHarbour"]
phrases = ["the glass harbour"]
youtube_videos = ["glassharbr1"]
subreddits = ["films"]
tmdb_id = 900000101
wikidata_id = "Q900000101"
"""
BUILD, FETCHER = app.App.build.__func__, app.App._fetcher
LINKS = (
    "https://x.com/kite1/status/1900000000000000001",
    "https://bsky.app/profile/lamp.fan.example/post/3kaa",
    "https://www.reddit.com/r/movies/comments/1abcde/the_keeper/",
    "https://www.youtube.com/watch?v=glassharbr1&lc=UgGlass",
    "https://www.tiktok.com/@fog1/video/7000000000000000001",
    "https://www.threads.net/@fog1/post/DAbcdefghij",
)


def core_of(number):
    """The part of a canary that no coding changes but base64."""
    return f"k{number:02}w8Zq4Rt7Lm2Xv9"


def canary(number):
    """A secret with what URLs, JSON, HTML and base64 write in another way."""
    return f"{core_of(number)}+/&=<Q{number:02}"


def secrets_of(url):
    """Every variable that may hold a secret, with its canary."""
    names = [
        f"FANSREACT_{group}__{network}__{field}".upper()
        for group, tables in (("sources", NETWORKS), ("publish", PUBLISHERS))
        for network, table in sorted(tables.items())
        for field, about in sorted(table.model_fields.items())
        if SecretStr in getattr(about.annotation, "__args__", ())
    ]
    names.remove(HOOK)  # a bot goes before it: tests/publishers/test_slack.py looks after it
    made = {name: canary(number) for number, name in enumerate(names)}
    made["FANSREACT_SOURCES__MASTODON__TOKENS"] = json.dumps({url: canary(len(names))})
    return made, [core_of(number) for number in range(len(names) + 2)]


def traces(core):
    """What would give a canary away: a good half of it, in any case, and in base64."""
    half = core[:10]
    yield half.lower().encode()
    for before in range(3):
        packed = base64.b64encode(b"\0" * before + half.encode()).decode()
        yield packed[4:12].lower().encode()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """The networks, and a folder with a database that read them and a story made of it."""
    folder = tmp_path_factory.mktemp("prepared")
    recordings = tmp_path_factory.mktemp("recordings")
    for path in RECORDINGS.glob("*/*.json"):
        if path.name != "recording.json":
            shutil.copy(path, recordings / path.name)
    secrets, _ = secrets_of("")
    site = [{"user": {"slug": "newsdesk", "password": secrets[WORDPRESS], "role": "editor"}}]
    (recordings / "wordpress.json").write_text(json.dumps(site), "utf-8")
    channel = [{"channel": "C0FILMDESK", "token": secrets[SLACK], "hook": "services/none"}]
    (recordings / "slack.json").write_text(json.dumps(channel), "utf-8")
    with play(recordings) as network, pytest.MonkeyPatch.context() as monkeypatch:
        room = Newsroom(network, folder, monkeypatch)
        assert room.run("collect")[0] in (0, 3)
        code, out, _ = room.run(
            "digest", FILM, "--since", "2031-05-04", "--until", "2031-05-05", "--kind", "trailer", "--json"
        )
        assert code == 0
        assert room.leaks() == []
        yield network, folder, json.loads(out)["id"]


@pytest.fixture
def newsroom(prepared, tmp_path, monkeypatch):
    """A newsroom that reads everything from one server; `leaks()` says where a canary stands."""
    network, folder, story = prepared
    shutil.copy(folder / "fans.db", tmp_path / "fans.db")
    room = Newsroom(network, tmp_path, monkeypatch)
    room.story = story
    yield room
    network.twist = None


class Newsroom:
    def __init__(self, network, folder, monkeypatch):
        self.network, self.folder = network, folder
        self.said = []
        secrets, self.cores = secrets_of(network.url)
        config = folder / "config"
        config.mkdir()
        feed = quote(canary(len(self.cores) - 1), safe="")
        config.joinpath("fansreact.toml").write_text(SETTINGS.format(url=network.url, feed=feed), "utf-8")
        config.joinpath("films.toml").write_text(FILMS, "utf-8")
        for name in ("lexicon.toml", "themes.toml"):
            shutil.copy(Path(__file__).parents[2] / "config" / name, config / name)
        for name, value in secrets.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
        monkeypatch.chdir(folder)

        def at_noon(kind, settings, **given):
            made = BUILD(kind, settings, **given, clock=lambda: NOON)
            made.ctx.stopping.wait = lambda *_: False  # no pause between two tries of a request
            return made

        def impatient(self, *given, **options):
            return FETCHER(self, *given, **{**options, "deadline_s": 1.0})  # a stream that is quiet ends soon

        monkeypatch.setattr(app.App, "build", classmethod(at_noon))
        monkeypatch.setattr(app.App, "_fetcher", impatient)

    def run(self, *words):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = cli.main(list(words))
        self.said += [(f"what {words} printed", f"{out.getvalue()} {err.getvalue()}".encode())]
        return code, out.getvalue(), err.getvalue()

    def places(self):
        """All that commands leave behind, by where it stands."""
        yield from self.said
        for path in sorted(self.folder.rglob("*")):
            inside = path.relative_to(self.folder).parts[0]
            if path.is_file() and inside not in ("config", "recordings"):
                yield str(path.relative_to(self.folder)), path.read_bytes()
        database = sqlite3.connect(self.folder / "fans.db")
        for (body,) in database.execute("SELECT body FROM raw_page"):
            yield "raw page", zlib.decompress(body)
        for (body,) in database.execute("SELECT sent FROM publication WHERE sent IS NOT NULL"):
            yield "what was sent", zlib.decompress(body)
        for (body,) in database.execute("SELECT frozen FROM digest"):
            yield "a digest's inputs", bytes(body)
        database.close()

    def leaks(self):
        found = set()
        for place, held in self.places():
            data = held.lower()
            for trace in (trace for core in self.cores for trace in traces(core)):
                at = data.find(trace)
                if at >= 0:
                    found.add((place, held[max(0, at - 80) : at + 40]))
        return sorted(found)


def repeated(asked):
    """Everything that the client told."""
    told = json.dumps({"path": asked.path, "params": asked.params, "headers": asked.headers})
    return f"{told} {asked.body.decode('utf-8', 'replace')}"


def told(asked):
    """The first secret in it, if any."""
    return next((canary(number) for number in range(40) if core_of(number) in repeated(asked)), "")


def in_errors(status):
    def answer(asked, _reply):
        said = repeated(asked)
        body = {"error": said, "message": said, "errors": [{"message": said}], "meta": {"msg": said}}
        return Reply(status, body)

    return answer


def oddly_escaped(asked, _reply):
    """As PHP and Go write JSON, and as some write everything."""
    said = repeated(asked)
    forms = (
        json.dumps(said).replace("/", "\\/"),
        "".join(f"\\u{ord(sign):04x}" if sign in "+/&=<>" else sign for sign in json.dumps(said)),
        said.upper(),
        json.dumps(quote(quote(said))),
    )
    return Reply(400, '{"error": ' + ", ".join(forms))


def as_html(asked, _reply):
    said = html.escape(repeated(asked))
    numbered = "".join(f"&#{ord(sign)};" if sign in "+/&=<>" else sign for sign in repeated(asked))
    return Reply(200, f"<!doctype html><p>{said}<p>{numbered}", {"Content-Type": "text/html"})


def broken(asked, _reply):
    return Reply(200, '{"data": [{"text": ' + json.dumps(repeated(asked)))


def elsewhere(asked, _reply):
    said, host = quote(repeated(asked), safe="")[:3_000], told(asked).partition("+")[0] or "none"
    return Reply(302, "", {"Location": f"https://{host}.example/{said}?q={said}#{said}"})


def round_and_round(asked, _reply):
    return Reply(307, "", {"Location": f"{asked.path}?again={quote(repeated(asked)[:500], safe='')}"})


def in_headers(asked, reply):
    said = "".join(sign if " " <= sign <= "~" else " " for sign in f"{told(asked)} {repeated(asked)}")
    names = ("Content-Encoding", "Content-Type", "ETag", "Link", "Retry-After", "X-RateLimit-Reset")
    return replace(reply, headers={**reply.headers, **dict.fromkeys(names, said)})


def beside_the_posts(asked, reply):
    said = repeated(asked)
    return replace(reply, body={**reply.body, "echo": said}) if isinstance(reply.body, dict) else reply


def in_the_posts(asked, reply):
    return replace(reply, body=_with(reply.body, repeated(asked)))


def _with(body, said):
    if isinstance(body, dict):
        return {name: _with(value, said) for name, value in body.items()} | {"echo": said}
    return [_with(one, said) for one in body] if isinstance(body, list) else body


def in_the_words(asked, reply):
    if isinstance(reply.body, dict | list):
        return replace(
            reply,
            body=json.loads(json.dumps(reply.body).replace("lovely", json.dumps(repeated(asked))[1:-1])),
        )
    return reply


@pytest.mark.parametrize(
    "answer",
    [
        lambda _asked, reply: reply,
        *(in_errors(status) for status in (401, 403, 429, 503)),
        oddly_escaped,
        as_html,
        broken,
        elsewhere,
        round_and_round,
        in_headers,
        beside_the_posts,
        in_the_posts,
        in_the_words,
    ],
    ids=lambda answer: getattr(answer, "__name__", ""),
)
def test_no_secret_leaves(newsroom, answer):
    newsroom.network.twist = answer
    for words in (
        ("collect", "--json", "-v", "--since", "2031-05-04T06:00:00Z"),
        ("collect", "--preview"),
        ("doctor",),
        ("status", "--json"),
        ("sources",),
        ("films", "--refresh"),
        ("add", FILM, *LINKS),
        ("recheck", newsroom.story, "-v"),
        ("publish", newsroom.story, "--to", "folder", "--out", "desk"),
        ("publish", newsroom.story, "--to", "wordpress", "-v"),
        ("publish", newsroom.story, "--to", "slack", "-v"),
        ("publish", newsroom.story, "--to", "webhook", "-v"),
        ("publish", newsroom.story, "--to", "email", "-v"),
        ("status", "--json"),
    ):
        code, _, err = newsroom.run(*words)
        assert code in (0, 1, 2, 3), err
        assert "unexpected" not in err, err

    leaks = newsroom.leaks()
    assert not leaks, leaks
