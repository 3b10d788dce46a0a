"""How long the desk takes for its pages while 20 people read, with 300,000 posts stored and more coming in.

    python bench/web.py [--posts 300000] [--readers 20] [--seconds 40] [--pause 1.0] [--db FOLDER]

Three processes: the desk as `fansreact serve` runs it, a collector that saves 100 posts a second, and the
readers, each on one page after another, with a pause between two as people (and the pages' own polling) have;
--pause 0 has none. The time is the server's own, from a request's arrival to the end of its answer. Held are:
the 95th percentile of each page at most 10 times that of /healthz in the same run and at most 250 ms, and at
most 150 kB transferred for what a page needs to be painted first. Exit 1 where a limit is missed.

The posts are invented (bench/million.py), the digests are made of them by the product. With --db the folder
is kept and used again where it stands.
"""

import argparse
import gzip
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import million

TIMES, LONGEST_MS, HEAVIEST_KB = 10, 250, 150
FILM, OTHERS = "the-glass-harbour", 9
NOW = million.SINCE + timedelta(days=million.DAYS)
A_SECOND = 100
NAME, PASSWORD = "bench", "four invented words together"
HTMX = {"HX-Request": "true", "X-Polling": "1"}


def main() -> int:
    """Make the newsroom if it is not there, measure, print the table."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--posts", type=int, default=300_000)
    arguments.add_argument("--readers", type=int, default=20)
    arguments.add_argument("--seconds", type=float, default=40)
    arguments.add_argument("--pause", type=float, default=1.0)
    arguments.add_argument("--db", type=Path)
    arguments.add_argument("--do", choices=("serve", "collect"), help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.do:
        return serve(given.db) if given.do == "serve" else collect(given.db)
    with ExitStack() as opened:
        folder = given.db or Path(opened.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "digest").exists():
            begun = time.perf_counter()
            build(folder, given.posts)
            print(f"{given.posts:,} invented posts, {time.perf_counter() - begun:.0f} s to make")
        return measure(folder, given)


# ── the newsroom ─────────────────────────────────────────────────────────────


def opened_app(folder: Path) -> Any:
    """The app over the folder, on the evening of the last post."""
    from aggregator import config
    from aggregator.app import App

    begun = time.monotonic()
    return App.build(
        config.load(folder / "config", {}),
        environ={"XDG_STATE_HOME": str(folder)},
        clock=lambda: NOW + timedelta(seconds=time.monotonic() - begun),
    )


def build(folder: Path, number: int) -> None:
    """Configuration, posts of ten films (three in five of one), digests, and somebody who may read them."""
    from aggregator import config
    from aggregator.model.digests import Window
    from aggregator.model.editors import By
    from aggregator.pipeline import accounts
    from aggregator.pipeline.digest import make_digest
    from aggregator.pipeline.entrance import Entrance
    from aggregator.store import reactions, rollups

    settings = folder / "config"
    settings.mkdir(exist_ok=True)
    (settings / "fansreact.toml").write_text(
        f'[store]\nurl = "sqlite:///{folder}/bench.db"\n[sources.mastodon]\ninstances = ["http://127.0.0.1:9"]\n',
        encoding="utf-8",
    )
    slugs = (FILM, *(f"film-{n}" for n in range(OTHERS)))
    (settings / "films.toml").write_text("".join(map(_table, slugs)), encoding="utf-8")
    for name in ("lexicon.toml", "themes.toml"):
        (settings / name).write_bytes((config.defaults_dir() / name).read_bytes())
    chance = random.Random(million.SEED)
    app = opened_app(folder)
    store = app.ctx.store
    batch: list[Any] = []
    for post in million.invented(number):
        batch.append((post, FILM if chance.random() < 0.6 else chance.choice(slugs[1:])))
        if len(batch) == 1000:
            save(store, batch)
            batch = []
    save(store, batch)
    for slug in slugs:
        after = None
        while True:
            with store.read() as session:
                some = reactions.unscored(session, app.pool.id, film=slug, limit=1000, after=after)
            if not some:
                break
            with store.write() as session:
                scored = [million.judged(one, app.pool.id) for one in some]
                reactions.save_scores(session, scored, at=NOW)
            after = some[-1]
        with store.write() as session:
            rollups.refresh(session, slug)
    film, made = app.film(FILM), None
    lengths = (timedelta(minutes=20) * max(1, 300_000 / number),) * 30 + (timedelta(hours=24),)
    for n, length in enumerate(lengths):
        until = NOW - timedelta(hours=n % 30)
        made = make_digest(
            app.ctx, film, Window(until - length, until), asked=app.asked(film), kind="trailer",
            style=app.style, config_hash=app.settings.config_hash(film), made_at=NOW,
        )  # fmt: skip
    accounts.add_editor(Entrance(store), NAME, PASSWORD, NOW, By("bench"), role="admin")
    app.close()
    assert made is not None  # noqa: S101 - there are lengths
    (folder / "digest").write_text(made.digest.id, encoding="utf-8")


def save(store: Any, batch: list[Any]) -> None:
    """These posts of their films, in one transaction."""
    from aggregator.store import posts

    with store.write() as session:
        posts.save(session, [posts.Sighting(post, (slug,)) for post, slug in batch], seen_at=NOW)


def _table(slug: str) -> str:
    title = slug.replace("-", " ").title()
    event = f"at = {NOW - timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}"
    return (
        f'[[films]]\nslug = "{slug}"\nkind = "film"\ntitle = "{title}"\n'
        f'hashtags = ["{title.replace(" ", "")}"]\n'
        f'[[films.events]]\nname = "trailer"\n{event}\nkind = "trailer"\n'
    )


# ── the processes ────────────────────────────────────────────────────────────


def serve(folder: Path) -> int:
    """The desk, with a clock around it: what each request took, by its header X-Page, is told at the end."""
    import uvicorn

    from aggregator import web

    took: dict[str, list[float]] = {}
    app = opened_app(folder)
    desk = web.create(app)

    async def timed(scope: Any, receive: Any, send: Any) -> None:
        begun = time.perf_counter()
        await desk(scope, receive, send)
        page = dict(scope.get("headers", ())).get(b"x-page", b"").decode()
        took.setdefault(page, []).append(time.perf_counter() - begun)

    server = uvicorn.Server(
        uvicorn.Config(timed, port=0, log_config=None, access_log=False, lifespan="off", proxy_headers=False)
    )

    def tell() -> None:
        while not server.started:
            time.sleep(0.01)
        print(server.servers[0].sockets[0].getsockname()[1], flush=True)

    threading.Thread(target=tell, daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn raises it once more when it has ended
    server.run()
    (folder / "took.json").write_text(json.dumps(took), encoding="utf-8")
    app.close()
    return 0


def collect(folder: Path) -> int:
    """Save a batch four times a second, until asked to stop."""
    from dataclasses import replace

    app = opened_app(folder)
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    run, saved, begun = time.time_ns(), 0, time.monotonic()
    some = iter(million.invented(1_000_000))
    while not stopping.wait(max(0.0, begun + saved / A_SECOND - time.monotonic())):
        batch = [
            (replace(next(some), remote_id=f"late-{run}-{saved + n}", created_at=app.ctx.clock()), FILM)
            for n in range(A_SECOND // 4)
        ]
        save(app.ctx.store, batch)
        saved += len(batch)
    print(f"{saved / (time.monotonic() - begun):.0f}", flush=True)
    app.close()
    return 0


@contextmanager
def process(do: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """One of ours in a process of its own, while the block runs."""
    command = [sys.executable, __file__, "--do", do, "--db", str(folder)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield running
    finally:
        if running.poll() is None:
            running.send_signal(signal.SIGTERM)
            running.wait(30)


# ── readers ──────────────────────────────────────────────────────────────────


class Reader:
    """A person's browser: one connection, a cookie, and the tags of parts it has seen."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = cookie
        self.tags: dict[str, str] = {}

    def get(self, address: str, page: str = "", *, part: bool = False) -> tuple[int, Any, bytes]:
        """(status, headers, body as it came) of an address."""
        headers = {"Cookie": self.cookie, "Accept-Encoding": "gzip", "X-Page": page, **(HTMX if part else {})}
        if part and address in self.tags:
            headers["If-None-Match"] = self.tags[address]
        self.connection.request("GET", address, headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        self.tags[address] = answer.headers.get("ETag", "")
        return answer.status, answer.headers, body

    def log_in(self) -> None:
        """Through the door."""
        body = f"name={NAME}&password={PASSWORD.replace(' ', '+')}"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST", "/login", body, headers)
        answer = self.connection.getresponse()
        answer.read()
        self.cookie = answer.headers["Set-Cookie"].partition(";")[0]


def pages_of(digest_id: str) -> dict[str, tuple[str, bool]]:
    """What is read: its name in the table, its address, and whether it is a part that a page polls."""
    film = f"/films/{FILM}"
    return {
        "/healthz": ("/healthz", False),
        "/films": ("/films", False),
        "/films, polled": ("/films", True),
        "/films/FILM": (film, False),
        "/films/FILM, polled": (f"{film}?part=now", True),
        "posts": (f"{film}/posts", False),
        "posts, filtered": (f"{film}/posts?text=storm&stance=negative&network=bluesky", False),
        "/digests": ("/digests", False),
        "/digests/ID": (f"/digests/{digest_id}", False),
        "/digests/ID/quotes": (f"/digests/{digest_id}/quotes", False),
        "/digests/ID/out": (f"/digests/{digest_id}/out", False),
        "/sources": ("/sources", False),
        "/settings": ("/settings", False),
        "API, films": ("/api/v1/films", False),
        "API, posts": (f"/api/v1/films/{FILM}/posts?limit=50", False),
        "API, digests": ("/api/v1/digests", False),
    }


def measure(folder: Path, given: argparse.Namespace) -> int:
    """Read for a while, and say what held."""
    pages = pages_of((folder / "digest").read_text(encoding="utf-8"))
    faults: list[str] = []
    with process("serve", folder) as desk, process("collect", folder) as collector:
        assert desk.stdout is not None and collector.stdout is not None  # noqa: S101, PT018 - they are piped
        port = int(desk.stdout.readline())
        first = Reader(port)
        first.log_in()
        heavy = {name: _painted(first, address) for name, (address, part) in pages.items() if not part}
        for address, part in pages.values():
            first.get(address, part=part)  # once before: what is read once a minute or once a version
        ends = time.monotonic() + given.seconds

        def read(number: int) -> None:
            chance, reader = random.Random(number), Reader(port, first.cookie)
            time.sleep(chance.random() * given.pause)
            while time.monotonic() < ends:
                name = chance.choice(list(pages))
                address, part = pages[name]
                status, _, body = reader.get(address, name, part=part)
                if status not in (200, 304):
                    faults.append(f"{name}: {status} {body[:200]!r}")
                time.sleep(given.pause * 2 * chance.random())

        readers = [threading.Thread(target=read, args=(number,)) for number in range(given.readers)]
        for one in readers:
            one.start()
        for one in readers:
            one.join()
        collector.send_signal(signal.SIGTERM)
        came = collector.stdout.readline().strip()
    took = json.loads((folder / "took.json").read_text(encoding="utf-8"))
    took.pop("", None)
    print(
        f"{given.readers} readers, {given.seconds:.0f} s, {sum(map(len, took.values()))} requests, "
        f"{came} posts a second came in; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    return table(took, heavy, faults)


def table(took: dict[str, list[float]], heavy: dict[str, float], faults: list[str]) -> int:
    """Print what each page took; 1 where a limit is missed."""
    peer = _percentile(took["/healthz"], 0.95)
    print(f"{'page':22} {'n':>5} {'median ms':>10} {'p95 ms':>8} {'x /healthz':>11} {'kB':>6}")
    missed = [*faults[:5]]
    for name, seconds in took.items():
        p95, weight = _percentile(seconds, 0.95), heavy.get(name)
        shown = "" if weight is None else f"{weight:6.1f}"
        print(
            f"{name:22} {len(seconds):5} {_percentile(seconds, 0.5) * 1000:10.1f} {p95 * 1000:8.1f} "
            f"{p95 / peer:11.1f} {shown:>6}"
        )
        if p95 > TIMES * peer or p95 * 1000 > LONGEST_MS:
            missed.append(f"{name}: {p95 * 1000:.0f} ms, {p95 / peer:.1f} times /healthz")
        if weight is not None and weight > HEAVIEST_KB:
            missed.append(f"{name}: {weight:.0f} kB")
    print(f"held: at most {TIMES} x /healthz, {LONGEST_MS} ms, {HEAVIEST_KB} kB" if not missed else "missed:")
    print("".join(f"  {one}\n" for one in missed), end="")
    return 1 if missed else 0


def _painted(reader: Reader, address: str) -> float:
    """The kB that travel: the page, and the styles and scripts that it names."""
    _, headers, body = reader.get(address)
    total = len(body)
    if "html" in headers["Content-Type"]:
        page = gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body
        found = re.findall(rb'<(?:link rel="(?:stylesheet|icon)" href|script src)="([^"]+)"', page)
        total += sum(len(reader.get(one.decode())[2]) for one in found)
    return total / 1000


def _percentile(seconds: list[float], share: float) -> float:
    ranked = sorted(seconds)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


if __name__ == "__main__":
    sys.exit(main())
