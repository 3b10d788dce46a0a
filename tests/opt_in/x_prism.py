"""Holds every kind of request that our X collector makes against X's own OpenAPI document. Run by hand.

    python tests/opt_in/x_prism.py OPENAPI.json [--words tweet|post] [--prism "npx --yes @stoplight/prism-cli"]

prism (https://github.com/stoplightio/prism) plays the document on this machine and says in the header
`sl-violations` what a request breaks: this script ends with 1 if it says anything of one of ours. The document is
https://github.com/xdevplatform/docs openapi.json (the `post` words) or an older one (`tweet`); without --words
it is seen from the document. prism knows no paging and lets unknown parameters pass: so these are compared here.
Beware: X's document gives 4,096 as the longest query, which holds for Enterprise only.
"""

import argparse
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import httpx

from aggregator.collectors.x import BEARER_TOKEN, X
from aggregator.errors import SourceError
from aggregator.fetcher import Fetcher, MemoryBudget
from aggregator.model import Film, Post, Query, Span
from aggregator.testing import walk

NOW = datetime.now(UTC)
FILM = Film(
    "the-glass-harbour", "film", "The Glass Harbour", hashtags=("GlassHarbour",), never=("glassware",)
)
TOKEN = "b26v89c19zqg8o3fpdg86gydw1jb3a0hds1buktdv26il"  # the form of X's own


class Watched(httpx.HTTPTransport):
    """Sends requests as they are, and notes what prism says of them."""

    def __init__(self, document):
        super().__init__()
        self.document = document
        self.asked = []
        self.broken = []

    def handle_request(self, request):
        response = super().handle_request(request)
        self.asked.append(f"{request.url.path}?{request.url.query.decode()}")
        said = json.loads(response.headers.get("sl-violations", "[]"))
        self.broken += [(request.url.path, one) for one in said if one.get("location", [""])[0] == "request"]
        if response.status_code in {400, 404, 422}:
            self.broken.append((request.url.path, f"answered {response.status_code}"))
        known = {parameter["name"] for parameter in parameters(self.document, request.url.path)}
        self.broken += [
            (request.url.path, f"no such parameter: {name}")
            for name in request.url.params
            if name not in known
        ]
        return response


def parameters(document, path):
    def resolved(value):
        while "$ref" in value:
            found = document
            for key in value["$ref"].split("/")[1:]:
                found = found[key]
            value = found
        return value

    return [resolved(one) for one in document["paths"][path]["get"]["parameters"]]


def ask_everything(url, words, document):
    """Every path and parameter that the collector uses. The answers are prism's inventions: they don't matter."""
    transport = Watched(document)
    budget = MemoryBudget(lambda: NOW)
    fetcher = Fetcher(
        "x", url, budget=budget, clock=lambda: NOW, wait=lambda _: False, transport=transport, attempts=1
    )
    for archive in (False, True):
        collector = X(
            fetcher,
            keys={BEARER_TOKEN: "invented-token-4711"},
            options={"archive": archive, "vocabulary": words},
        )
        for ask in requests_of(collector):
            with suppress(SourceError, ValueError):
                ask()
    return transport


def requests_of(collector):
    (target,) = collector.targets(FILM)
    query, high = Query("x", "", target), NOW - timedelta(minutes=1)
    first = Span(query, high - timedelta(hours=2), high)
    later = Span(query, first.low, first.high, f"2031-05-04T09:10:00Z 2031-05-04T11:30:00Z {TOKEN}")
    posts = [Post("x", str(10**18 + number), None, "", None, NOW) for number in range(100)]
    yield lambda: walk(collector, first, pages=1)
    yield lambda: walk(collector, later, pages=1)
    for long in (timedelta(hours=1), timedelta(days=2), timedelta(days=6)):
        yield partial(collector.counted, query, high - long, high)
    yield lambda: collector.recheck(posts)


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def main():
    """Start prism, ask, say what is broken."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("document", type=Path)
    parser.add_argument("--words", choices=("tweet", "post"))
    parser.add_argument("--prism", default="npx --yes @stoplight/prism-cli")
    given = parser.parse_args()
    text = given.document.read_text("utf-8")
    document = json.loads(text)
    found = {one["name"] for one in parameters(document, "/2/tweets/search/recent")}
    words = given.words or ("post" if "post.fields" in found else "tweet")
    port = free_port()
    command = [*shlex.split(given.prism), "mock", "-h", "127.0.0.1", "-p", str(port), str(given.document)]
    prism = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, start_new_session=True
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, prism)
        watched = ask_everything(url, words, document)
    finally:
        os.killpg(prism.pid, signal.SIGTERM)
        prism.wait(timeout=20)
    print(f"{len(watched.asked)} requests in the words of `{words}`, {document['info']['version']}:")
    for one in watched.asked:
        print(f"  {one[:160]}")
    for path, what in watched.broken:
        print(f"BROKEN {path}: {what}")
    print("nothing is broken" if not watched.broken else f"{len(watched.broken)} are broken")
    return 1 if watched.broken or not watched.asked else 0


def wait_for(url, prism):
    for _ in range(240):
        if prism.poll() is not None:
            sys.exit("prism did not start: is it installed?")
        try:
            urlopen(f"{url}/", timeout=2)  # noqa: S310 - our own address
        except OSError as error:
            if hasattr(error, "code"):  # it answers, if only that there is no such page
                return
            time.sleep(0.5)
        else:
            return
    sys.exit("prism does not answer")


if __name__ == "__main__":
    sys.exit(main())
