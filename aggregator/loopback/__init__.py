"""Networks on this machine: plays a recording over loopback HTTP, for the demo and for collectors' tests.

A recording is a folder with any of:
- `<network>.json`: a list of raw posts in that network's own shape, served by its double (a file of this
  package) with the real one's paging, limits and refusals;
- `exchanges.json`: a list of `{"request": {"method", "path", "params"}, "response": {"status", "headers",
  "body"}}` for anything else. The same request again gets the next answer, the last one for ever.
`https://recorded.invalid` in it becomes the server's own address, for posts that are at home there.
"""

import contextlib
import copy
import importlib
import json
import pkgutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.datastructures import Headers
from websockets.http11 import Request
from websockets.server import ServerProtocol

from aggregator.loopback.double import Asked, Double, Reply, Stream

__all__ = ["HERE", "Asked", "Double", "Network", "Reply", "Stream", "play"]

HERE = "https://recorded.invalid"
_PATIENCE_S = 60.0  # a stream that nobody closes ends all the same


class Network:
    """The recorded networks and what a test may do to them.

    `requests` lists what was asked, as (method, path with query). `alter(path, body)` may change a good
    answer, `fail(path)` may replace any answer, and so may `twist(request, answer)` when it is known.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self.url = url
        self.requests: list[tuple[str, str]] = []
        self.alter: Callable[[str, Any], Any] | None = None
        self.fail: Callable[[str], Reply | None] | None = None
        self.twist: Callable[[Asked, Reply], Reply] | None = None
        self._lock = threading.Lock()
        self._doubles = {
            name: kind(self._load(folder / f"{name}.json"), url)
            for name, kind in sorted(_doubles().items())
            if (folder / f"{name}.json").exists()
        }
        self._exchanges = self._load(folder / "exchanges.json")
        self._played: set[int] = set()

    def _load(self, path: Path) -> list[Any]:
        if not path.exists():
            return []
        return list(json.loads(path.read_text("utf-8").replace(HERE, self.url)))

    def double(self, name: str) -> Any:
        """The double of that network, to be changed by a test."""
        return self._doubles[name]

    def hide(self, *ids: str) -> None:
        """These posts (Mastodon's uri, Bluesky's at:// uri, others' ids) are deleted from now on."""
        with self._lock:
            for double in self._doubles.values():
                double.hidden |= set(ids)

    def posts_of(self, name: str, body: Any) -> list[Any]:
        """The raw posts in an answer of that network (Double.posts_of)."""
        double = self._doubles.get(name)
        return Double([], self.url).posts_of(body) if double is None else double.posts_of(body)

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Reply:
        """One request, as the network would answer it."""
        parts = urlsplit(target)
        asked = Asked(method, parts.path, parse_qs(parts.query, keep_blank_values=True), headers, body)
        with self._lock:
            self.requests.append((method, target))
            failed = self.fail(asked.path) if self.fail else None
            if failed is not None:
                return failed
            reply = self._recorded(asked) or self._played_by_a_double(asked)
            if self.alter and reply.status == 200:
                reply = replace(reply, body=self.alter(asked.path, copy.deepcopy(reply.body)))
            return self.twist(asked, reply) if self.twist else reply

    def stream(self, target: str, headers: dict[str, str]) -> Stream | Reply:
        """What a websocket at this address sends, or how it is refused."""
        parts = urlsplit(target)
        asked = Asked("GET", parts.path, parse_qs(parts.query, keep_blank_values=True), headers, b"")
        with self._lock:
            self.requests.append(("GET", target))
            failed = self.fail(asked.path) if self.fail else None
            if failed is not None:
                return failed
            for double in self._doubles.values():
                found = double.frames(asked)
                if isinstance(found, Stream) and self.alter:
                    return replace(found, events=self.alter(asked.path, copy.deepcopy(found.events)))
                if found is not None:
                    return found
            return Reply(404, "404 page not found\n")

    def _played_by_a_double(self, asked: Asked) -> Reply:
        for double in self._doubles.values():
            reply = double.answer(asked)
            if reply is not None:
                return reply
        return Reply(404, {"error": "Record not found"})

    def _recorded(self, asked: Asked) -> Reply | None:
        found = None
        for place, exchange in enumerate(self._exchanges):
            request = exchange["request"]
            wanted = {
                name: value if isinstance(value, list) else [value]
                for name, value in request.get("params", {}).items()
            }
            if (request.get("method", "GET"), request["path"]) != (asked.method, asked.path) or any(
                asked.params.get(name) != value for name, value in wanted.items()
            ):
                continue
            found = place
            if place not in self._played:
                break
        if found is None:
            return None
        self._played.add(found)
        response = self._exchanges[found]["response"]
        return Reply(response.get("status", 200), response.get("body"), response.get("headers", {}))


def _serve(handler: BaseHTTPRequestHandler, stream: Stream) -> None:
    """Speak websocket on this connection until the client goes."""
    protocol = ServerProtocol(max_size=None)
    socket = handler.connection
    socket.settimeout(_PATIENCE_S)
    handler.close_connection = True
    with contextlib.suppress(OSError):
        protocol.send_response(protocol.accept(Request(handler.path, Headers(list(handler.headers.items())))))
        socket.sendall(b"".join(protocol.data_to_send()))
        for number, event in enumerate(stream.events):
            if number == stream.cut_after:
                return
            frame = event if isinstance(event, str | bytes) else json.dumps(event)
            protocol.send_text(frame if isinstance(frame, bytes) else frame.encode("utf-8", "surrogatepass"))
            socket.sendall(b"".join(protocol.data_to_send()))
            if stream.drip_s:
                time.sleep(stream.drip_s)
        socket.recv(4096)  # quiet, but open; whatever the client sends is its farewell
        protocol.send_close(1000)
        socket.sendall(b"".join(protocol.data_to_send()))


def _doubles() -> dict[str, type[Double]]:
    """Every network's double by its file's name."""
    found: dict[str, type[Double]] = {}
    for module in pkgutil.iter_modules(__path__):
        path = f"{__name__}.{module.name}"
        for value in vars(importlib.import_module(path)).values():
            own = isinstance(value, type) and value.__module__ == path
            if own and issubclass(value, Double) and value is not Double:
                found[module.name] = value
    return found


def _drip(out: BufferedIOBase, data: bytes, pause_s: float) -> None:
    """Byte by byte, until all is sent or nobody listens any more."""
    with suppress(OSError):
        for place in range(len(data)):
            out.write(data[place : place + 1])
            time.sleep(pause_s)


@contextmanager
def play(folder: Path) -> Iterator[Network]:
    """Serve the recording on a free port of 127.0.0.1 while the block runs; `.url` says where."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length)
            headers = {name.lower(): value for name, value in self.headers.items()}
            if headers.get("upgrade", "").lower() == "websocket":
                found = network.stream(self.path, headers)
                if isinstance(found, Stream):
                    _serve(self, found)
                    return
                reply = found
            else:
                reply = network.answer(self.command, self.path, headers, body)
            written = reply.write or json.dumps
            said = reply.body if isinstance(reply.body, str | bytes) else written(reply.body)
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json; charset=utf-8", **reply.headers}.items():
                self.send_header(name, value)
            data = said if isinstance(said, bytes) else said.encode("utf-8", "surrogatepass")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Connection", "close")
            self.end_headers()
            if reply.cut:
                data = data[: len(data) // 2]
            if reply.drip:
                _drip(self.wfile, data, reply.drip)
            else:
                self.wfile.write(data)

        do_POST = do_GET  # noqa: N815 - http.server's name

        def log_message(self, *_: object) -> None:
            """Say nothing: `requests` tells what was asked."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    network = Network(folder, f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield network
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
