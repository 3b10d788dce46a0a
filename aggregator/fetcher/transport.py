"""Sockets that know a deadline and a stop, and that refuse inner addresses where they are told to.

httpx's timeouts count from byte to byte: a body that drips never times out [1 byte every 0.1 s outlived
timeout=0.5]. Here every read of a connection looks at the request's own deadline and, four times a second,
whether we were asked to stop.
"""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import httpcore
import httpx

from aggregator.fetcher.addresses import is_public

_LOOK_S = 0.25  # how often a waiting read looks whether we were asked to stop
_CONNECT_S = 5.0

Resolver = Callable[[str, int], list[str]]
SocketOptions = Iterable[Any]


class DeadlinePassed(Exception):
    """The whole request took longer than it may."""


class Stopped(Exception):
    """We were asked to stop while waiting for an answer."""


class ForbiddenAddress(Exception):
    """A guarded request led to an address inside some network, not on the public internet."""


class Patience:
    """How long the request of this thread may still take, and whether we were asked to stop."""

    def __init__(self, wait: Callable[[float], bool]) -> None:
        self._wait = wait
        self._local = threading.local()

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Everything inside, in this thread, ends within these seconds."""
        self._local.until = time.monotonic() + seconds
        try:
            yield
        finally:
            del self._local.until

    @contextlib.contextmanager
    def among_strangers(self, on: bool) -> Iterator[None]:
        """While `on`, this thread connects to addresses of the public internet only."""
        self._local.strangers = on
        try:
            yield
        finally:
            self._local.strangers = False

    @property
    def guards(self) -> bool:
        """Whether this thread's request leads where somebody else's redirect points."""
        return bool(getattr(self._local, "strangers", False))

    def left(self) -> float:
        """Seconds left. Raises DeadlinePassed when there are none, Stopped when we were asked to stop."""
        if self._wait(0.0):
            raise Stopped
        until: float = getattr(self._local, "until", float("inf"))
        left = until - time.monotonic()
        if left <= 0:
            raise DeadlinePassed
        return left


class Transport(httpx.BaseTransport):
    """httpx over httpcore with our own sockets. `proxy` is not used together with `guard`."""

    def __init__(
        self,
        patience: Patience,
        *,
        guard: bool = False,
        proxy: str | None = None,
        resolve: Resolver | None = None,
        backend: httpcore.NetworkBackend | None = None,
    ) -> None:
        sockets = _Sockets(
            patience, backend or httpcore.SyncBackend(), (resolve or resolved) if guard else None
        )
        self._pool: httpcore.ConnectionPool
        if proxy and not guard:
            url = httpx.URL(proxy)
            login = (url.username.encode(), url.password.encode()) if url.username else None
            bare = str(url.copy_with(username=None, password=None))
            self._pool = httpcore.HTTPProxy(
                bare, proxy_auth=login, ssl_context=trust(), network_backend=sockets, keepalive_expiry=15.0
            )
        else:
            self._pool = httpcore.ConnectionPool(
                ssl_context=trust(), network_backend=sockets, keepalive_expiry=15.0
            )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send it; the body is read later, chunk by chunk."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        sent = httpcore.Request(
            request.method,
            url,
            headers=request.headers.raw,
            content=request.read(),
            extensions=request.extensions,
        )
        with _as_httpx():
            response = self._pool.handle_request(sent)
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Stream(response),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


@contextlib.contextmanager
def _as_httpx() -> Iterator[None]:
    """Our own exceptions pass; httpcore's become those that any other httpx transport raises."""
    try:
        yield
    except httpcore.ConnectTimeout as error:
        raise httpx.ConnectTimeout(str(error)) from error
    except (httpcore.ConnectError, httpcore.ProxyError) as error:
        raise httpx.ConnectError(str(error)) from error
    except httpcore.TimeoutException as error:
        raise httpx.ReadTimeout(str(error)) from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise httpx.ReadError(str(error)) from error


@cache
def trust() -> ssl.SSLContext:
    """Whom we believe."""
    # Reading the certificates takes some 20 ms: once. SSL_CERT_FILE adds a company's own authority.
    return httpx.create_ssl_context(trust_env=True)


class _Sockets(httpcore.NetworkBackend):
    def __init__(self, patience: Patience, inner: httpcore.NetworkBackend, resolve: Resolver | None) -> None:
        self._patience = patience
        self._inner = inner
        self._resolve = resolve

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions | None = None,
    ) -> httpcore.NetworkStream:
        """Connect; a guarded one to the very address that was looked at, so that a second answer of the name
        server can't lead elsewhere. The TLS name and the Host header stay those of the URL.
        """
        resolve = self._resolve or (resolved if self._patience.guards else None)
        addresses = [host] if resolve is None else guarded(resolve, host, port)
        for place, address in enumerate(addresses, start=1):
            within = min(self._patience.left(), _CONNECT_S if timeout is None else timeout)
            try:
                stream = self._inner.connect_tcp(address, port, within, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if place == len(addresses):
                    raise
                continue
            return _PatientStream(stream, self._patience)
        raise httpcore.ConnectError("the name has no address")


class _PatientStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, patience: Patience) -> None:
        self._inner = inner
        self._patience = patience

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        quiet_until = float("inf") if timeout is None else time.monotonic() + timeout
        while True:
            try:
                return self._inner.read(max_bytes, min(self._patience.left(), _LOOK_S))
            except httpcore.ReadTimeout:  # nothing came for a moment: left() says whether to go on
                if time.monotonic() >= quiet_until:
                    self._patience.left()  # that the whole took too long says more than that one read did
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._within(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._inner.start_tls(ssl_context, server_hostname, self._within(timeout))
        return _PatientStream(stream, self._patience)

    def _within(self, timeout: float | None) -> float:
        return min(self._patience.left(), _CONNECT_S if timeout is None else min(timeout, _CONNECT_S))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def resolved(host: str, port: int) -> list[str]:
    """All addresses of the name, in the system's order. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


def guarded(resolve: Resolver, host: str, port: int) -> list[str]:
    """The addresses of the name, if every single one is on the public internet. Raises ForbiddenAddress."""
    try:
        addresses = resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"the name is not known: {error}") from error
    for address in addresses:
        if not is_public(address):
            raise ForbiddenAddress(f"{host} leads to {address}")
    return addresses
