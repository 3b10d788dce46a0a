"""Websockets with the manners of every other request: deadlines, limits, redaction, errors by meaning.

Facts (websockets 17.4, https://websockets.readthedocs.io, 2026-11-22):
- It follows redirects to other hosts by itself: ours does not.
- It offers permessage-deflate unless told not to; Jetstream refuses that together with its own compression.
- Its own pings time out while we are slow to read (their answers wait behind what we have not read yet): the
  idle deadline replaces them.
- `max_size` ends the connection with 1009 before a larger frame is read.
"""

import contextlib
import logging
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

import httpx
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, reconnect

from aggregator.errors import SourceUnavailable, UnexpectedPayload
from aggregator.fetcher.answer import Answer
from aggregator.fetcher.asking import in_words
from aggregator.fetcher.verdict import Passing

OPEN_S = 5.0  # a stop may have to wait for this
MAX_FRAME = 2_000_000
_LOOK_S = 0.25  # how often a quiet stream looks whether we were asked to stop
_FAREWELL_S = 0.1  # its answer to our goodbye waits behind all that we have not read
_TOO_BIG = 1009
_NEXT_RUN = "nothing to do: it goes on there with the next run"

logging.getLogger("websockets.client").setLevel(logging.WARNING)  # it logs whole requests


class _Direct(reconnect):
    """Connects to the address that was given, and nowhere else. (Its name in the library tells of an iterator
    that reconnects, which is not used: the next run reconnects.)
    """

    def process_redirect(self, exc: Exception) -> Exception:
        """Every redirect is a refusal: its status says so."""
        return exc


class Asker(Protocol):
    """Whose stream it is: a Fetcher, as far as it matters here."""

    source: str

    def redact(self, text: str) -> str:
        """The text without secrets."""


class Frames:
    """One open stream: its frames in batches. `wait(0)` True: we were asked to stop."""

    def __init__(
        self,
        connection: ClientConnection,
        asker: "Asker",
        address: str,
        *,
        wait: Callable[[float], bool],
        idle_s: float,
    ) -> None:
        self._connection = connection
        self._source = asker.source
        self._redact = asker.redact
        self._shown = asker.redact(address)
        self._wait = wait
        self._idle_s = idle_s

    def batches(self, most: int, seconds: float) -> Iterator[list[bytes]]:
        """Batches of at most `most` frames; a shorter one after `seconds` or in a pause. Endless.

        Raises:
            SourceUnavailable: the stream ended, was quiet for too long, or we were asked to stop; what came
                before was given.
            UnexpectedPayload: a frame above the limit.
        """
        self._heard = time.monotonic()
        while True:
            batch: list[bytes] = []
            failure = self._fill(batch, most, time.monotonic() + seconds)
            if batch:
                yield batch
                self._heard = time.monotonic()  # whatever the reader did meanwhile, the stream was not asked
            if failure is not None:
                raise failure

    def _fill(self, batch: list[bytes], most: int, until: float) -> Exception | None:
        """Read into the batch; the failure that ended it, if one did."""
        while len(batch) < most:
            now = time.monotonic()
            if self._wait(0.0):
                return SourceUnavailable(self._source, "we were asked to stop while it streamed")
            if now - self._heard > self._idle_s:
                return SourceUnavailable(
                    self._source, f"{self._shown} sent nothing for {self._idle_s:g} s", hint=_NEXT_RUN
                )
            if batch and now >= until:
                return None  # so that little is read twice after a crash
            try:
                batch.append(self._connection.recv(_LOOK_S, decode=False))
                self._heard = now
            except TimeoutError:
                if batch:
                    return None
            except ConnectionClosed as closed:
                return self._ended(closed)
        return None

    def _ended(self, closed: ConnectionClosed) -> Exception:
        if closed.sent is not None and closed.sent.code == _TOO_BIG:
            return UnexpectedPayload(
                self._source, f"{self._shown} sent a frame of more than {MAX_FRAME:,} bytes"
            )
        said = closed.rcvd
        why = f" ({said.code} {self._redact(said.reason)}".rstrip() + ")" if said is not None else ""
        return SourceUnavailable(self._source, f"{self._shown} ended its stream{why}", hint=_NEXT_RUN)


def open_stream(
    stack: contextlib.ExitStack,
    source: str,
    url: httpx.URL,
    headers: Mapping[str, str],
    *,
    proxy: str | None,
    trust: ssl.SSLContext,
) -> ClientConnection | Answer:
    """Connects, until the stack is closed; what a server says that would not stream is its Answer.

    `url` is http(s) and spoken to as ws(s).

    Raises:
        Passing: no connection, or a broken handshake.
    """
    secure = url.scheme == "https"
    direct = _Direct(
        str(url.copy_with(scheme="wss" if secure else "ws")),
        ssl=trust if secure else None,
        compression=None,
        additional_headers={name: value for name, value in headers.items() if name != "user-agent"},
        user_agent_header=headers.get("user-agent"),
        proxy=proxy,
        open_timeout=OPEN_S,
        ping_interval=None,
        close_timeout=_FAREWELL_S,
        max_size=MAX_FRAME,
    )
    host = url.netloc.decode()
    try:
        return stack.enter_context(direct)
    except InvalidStatus as refused:
        said = refused.response
        names = {name.lower(): value for name, value in said.headers.raw_items()}
        return Answer(source, str(url.copy_with(query=None)), said.status_code, names, bytes(said.body))
    except OSError as error:  # a TimeoutError is one
        words = in_words(httpx.ConnectError(str(error)))
        failure = SourceUnavailable(
            source,
            f"{host} can't be reached: {words}",
            hint="check this machine's network, and the address in fansreact.toml",
        )
        raise Passing(failure) from error
    except (WebSocketException, EOFError) as error:
        failure = SourceUnavailable(source, f"{host} broke the stream off at its beginning: {error}")
        raise Passing(failure) from error


def no_stream(answer: Answer) -> UnexpectedPayload:
    """The error for a good answer where a stream was asked for."""
    what = "a page of HTML" if answer.is_html else "something that is no stream"
    return UnexpectedPayload(
        answer.source,
        f"{answer.url} answered with {what}",
        sample=answer.sample,
        hint="check the address of this source",
    )
