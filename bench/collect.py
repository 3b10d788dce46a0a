"""How fast a network is collected, against a plain httpx loop that fetches the same pages and stores nothing.

A server on loopback, in a process of its own, gives invented posts in Bluesky's shape, 100 a page, each page
after the time that a near network needs (--latency, 50 ms; 0 shows what is left when the network is no
network). The peer asks for page after page with one httpx.Client and decodes their JSON. The collect does all
that it does for `fansreact collect`: session, budget rows, spans, parsing, one transaction a page, raw pages.

A second figure is the memory of one process that reads fifty accounts at once.

    python bench/collect.py [--pages 100] [--latency 0.05] [--rounds 5]
"""

import argparse
import json
import multiprocessing
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

LIMIT_RATIO = 1.3
LIMIT_MEGABYTES = 300
PAGE = 100
TOP = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
TAG = "glassharbour"
SENTENCE = "the fog over the harbour in that trailer was lovely and the lamp scene made me cry"


def main() -> int:
    """Run the rounds, print the figures, exit 1 where a limit is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=int, default=100)
    arguments.add_argument("--latency", type=float, default=0.05)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.one:
        what, url = given.one
        print(json.dumps({"loop": _loop, "collect": _collect, "fifty": _fifty}[what](url, given.pages)))
        return 0
    with _Server(given.pages, given.latency) as url:
        took: dict[str, list[float]] = {"loop": [], "collect": []}
        for _ in range(given.rounds):
            for what, figures in took.items():
                figures.append(_in_own_process(what, url, given.pages)["seconds"])
        memory = _in_own_process("fifty", url, min(given.pages, 10))["megabytes"]
    loop, ours = (statistics.median(figures) for figures in took.values())
    print(
        f"{given.pages} pages of {PAGE} posts, {given.latency * 1000:.0f} ms each, median of {given.rounds}"
    )
    print(f"  plain httpx loop   {loop:6.2f} s")
    print(f"  whole collect      {ours:6.2f} s")
    print(f"collect against the loop   {ours / loop:.2f}  (at most {LIMIT_RATIO})")
    print(f"memory of fifty accounts   {memory:.0f} MB  (at most {LIMIT_MEGABYTES})")
    return 0 if ours / loop <= LIMIT_RATIO and memory <= LIMIT_MEGABYTES else 1


def _in_own_process(what: str, url: str, pages: int) -> dict[str, float]:
    words = [sys.executable, __file__, "--one", what, url, "--pages", str(pages)]
    ran = subprocess.run(words, check=True, capture_output=True, text=True)
    answer: dict[str, float] = json.loads(ran.stdout)
    return {**answer}


def _figures(started: float) -> dict[str, float]:
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": time.perf_counter() - started, "megabytes": megabytes}


def _loop(url: str, pages: int) -> dict[str, float]:
    import httpx

    with httpx.Client() as client:
        started = time.perf_counter()
        cursor, read = "", 0
        while True:
            params = {"q": f"#{TAG}", "limit": str(PAGE), **({"cursor": cursor} if cursor else {})}
            body = client.get(f"{url}/xrpc/app.bsky.feed.searchPosts", params=params).json()
            read += len(body["posts"])
            cursor = body.get("cursor", "")
            if not cursor:
                break
        figures = _figures(started)
    if read != pages * PAGE:
        raise SystemExit(f"read {read} posts, expected {pages * PAGE}")
    return figures


def _collect(url: str, pages: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        app, film = _app(Path(folder), url, accounts=1)
        started = time.perf_counter()
        _read_all(app, film, workers=1, expected=pages * PAGE)
        figures = _figures(started)
        app.close()
    return figures


def _fifty(url: str, _pages: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        app, film = _app(Path(folder), url, accounts=50)
        started = time.perf_counter()
        _read_all(app, film, workers=50, expected=None)
        figures = _figures(started)
        app.close()
    return figures


def _app(folder: Path, url: str, *, accounts: int) -> tuple[Any, Any]:
    """An app over the server: one Bluesky login, or fifty Mastodon instances."""
    from aggregator import config
    from aggregator.app import App

    instances = [f"https://harbour{number}.example" for number in range(accounts)]
    bluesky = f'[sources.bluesky]\nbase_url = "{url}"\n'
    mastodon = f"[sources.mastodon]\ninstances = {json.dumps(instances)}\n"
    more = '[collect]\nfirst_run = "30 days"\npage_budget = 10000\n'
    (folder / "fansreact.toml").write_text((bluesky if accounts == 1 else mastodon) + more, encoding="utf-8")
    film = f'[[films]]\nslug = "harbour"\ntitle = "The Glass Harbour"\nhashtags = ["{TAG}"]\n'
    (folder / "films.toml").write_text(film, encoding="utf-8")
    keys = {
        "FANSREACT_SOURCES__BLUESKY__IDENTIFIER": "bench.example",
        "FANSREACT_SOURCES__BLUESKY__APP_PASSWORD": "no-secret-at-all",
    }
    settings = config.load(folder, keys if accounts == 1 else {}, db=f"sqlite:///{folder / 'bench.db'}")
    environ = {"XDG_STATE_HOME": str(folder)}
    addresses = dict.fromkeys(instances, url)
    app = App.build(settings, environ=environ, clock=lambda: TOP + timedelta(minutes=5), addresses=addresses)
    return app, app.film("harbour")


def _read_all(app: Any, film: Any, *, workers: int, expected: int | None) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from aggregator.pipeline.collect import collect_now

    def read(reading: Any) -> int:
        reports = collect_now(
            app.ctx,
            reading,
            [film],
            [film],
            keeper=app.keeper,
            duration=timedelta(minutes=2),
            longest_wait=timedelta(seconds=30),
        )
        for report in reports:
            if report.error:
                raise SystemExit(report.error.message)
        return sum(report.new for report in reports)

    with ThreadPoolExecutor(workers) as threads:
        new = sum(threads.map(read, app.readings.values()))
    if expected is not None and new != expected:
        raise SystemExit(f"stored {new} posts, expected {expected}")


# ── the network ──────────────────────────────────────────────────────────────


class _Server:
    """The invented network in a process of its own."""

    def __init__(self, pages: int, latency_s: float) -> None:
        self._said: Any = multiprocessing.get_context("spawn").Queue()
        self._process = multiprocessing.get_context("spawn").Process(
            target=_serve, args=(pages, latency_s, self._said), daemon=True
        )

    def __enter__(self) -> str:
        self._process.start()
        url: str = self._said.get(timeout=60)
        return url

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join(10)


def _serve(pages: int, latency_s: float, said: Any) -> None:
    bluesky = [
        _sheet([_view(page * PAGE + place) for place in range(PAGE)], page, pages) for page in range(pages)
    ]
    statuses = [
        json.dumps([_status(page * 40 + place) for place in range(40)]).encode() for page in range(10)
    ]
    session = json.dumps({"accessJwt": "access", "refreshJwt": "refresh", "did": "did:plc:bench"}).encode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            parts = urlsplit(self.path)
            params = parse_qs(parts.query)
            headers = {}
            if parts.path.endswith("createSession"):
                data = session
            elif parts.path.startswith("/xrpc/"):
                place = int(params.get("cursor", [_first_below(params)])[0])
                data = bluesky[place] if place < pages else b'{"posts": []}'
            else:
                place = params.get("max_id", [""])[0]
                number = 0 if not place else next(n for n in range(10) if _place(n * 40 + 39) == place) + 1
                data = statuses[number] if number < 10 else b"[]"
                if number < 10:
                    headers["Link"] = f'<https://x.example/?max_id={_place(number * 40 + 39)}>; rel="next"'
            time.sleep(latency_s)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET  # noqa: N815 - http.server's name

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    said.put(f"http://127.0.0.1:{server.server_address[1]}")
    server.serve_forever()


def _first_below(params: dict[str, list[str]]) -> str:
    """The page where `until` begins: whole pages, as no walk of this script is cut inside one."""
    until = params.get("until")
    number = 0 if until is None else int((TOP - datetime.fromisoformat(until[0])) / timedelta(seconds=1))
    return str(max(0, number) // PAGE)


def _sheet(posts: list[dict[str, Any]], page: int, pages: int) -> bytes:
    more = {"cursor": str(page + 1)} if page + 1 < pages else {}
    return json.dumps({"posts": posts, **more}).encode()


def _at(number: int) -> datetime:
    return TOP - timedelta(seconds=number + 1)


def _text(number: int) -> str:
    words = SENTENCE.split()
    return " ".join(words[(number * 7 + place * 3) % len(words)] for place in range(14)) + f" {number} #{TAG}"


def _view(number: int) -> dict[str, Any]:
    at, author = _at(number).isoformat().replace("+00:00", "Z"), f"did:plc:fan{number % 997}"
    facet = {
        "index": {"byteStart": 0, "byteEnd": 4},
        "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": TAG}],
    }
    return {
        "uri": f"at://{author}/app.bsky.feed.post/{number}",
        "cid": f"bafy{number}",
        "author": {
            "did": author,
            "handle": f"fan{number % 997}.example",
            "displayName": "A Fan",
            "labels": [],
        },
        "record": {
            "$type": "app.bsky.feed.post",
            "text": _text(number),
            "langs": ["en"],
            "createdAt": at,
            "facets": [facet],
        },
        "replyCount": number % 3,
        "repostCount": number % 5,
        "likeCount": number % 17,
        "quoteCount": 0,
        "indexedAt": at,
        "labels": [],
    }


def _place(number: int) -> str:
    return str(int(_at(number).timestamp() * 1000) << 16)


def _status(number: int) -> dict[str, Any]:
    name = f"fan{number % 97}"
    return {
        "id": _place(number),
        "uri": f"https://harbour.example/users/{name}/statuses/{number}",
        "url": f"https://harbour.example/@{name}/{number}",
        "created_at": _at(number).isoformat(),
        "visibility": "public",
        "content": f"<p>{_text(number)}</p>",
        "account": {"acct": f"{name}@harbour.example", "url": f"https://harbour.example/@{name}"},
        "tags": [{"name": TAG}],
    }


if __name__ == "__main__":
    sys.exit(main())
