"""Addresses that came from posts: nothing inside a network is ever asked."""

import ssl

import httpcore
import pytest

from aggregator.errors import RateLimited, SourceUnavailable, UnexpectedPayload
from aggregator.fetcher import transport
from aggregator.fetcher.addresses import is_public

PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f.1",
        "017700000001",
        "127.1",
        "[::ffff:127.0.0.1]",
        "[::1]",
        "[::]",
        "0.0.0.0",  # noqa: S104 - asked for, never bound
        "localhost",
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[fe80::1]",
        "[fd00::1]",
        "[fec0::1]",
        "[64:ff9b::7f00:1]",
        "[::7f00:1]",
        "[2002:7f00:1::]",
        "224.0.0.1",
        "255.255.255.255",
    ],
)
def test_no_spelling_of_an_inner_address_is_asked(make_fetcher, host):
    with pytest.raises((UnexpectedPayload, SourceUnavailable)) as caught:
        make_fetcher("", guard_addresses=True, attempts=1).get(f"https://{host}/x")

    refused = "it was not asked" in str(caught.value) or "is no address" in str(caught.value)
    # musl and some name servers refuse these spellings themselves; glibc takes them for 127.0.0.1
    assert refused or "the name is not known" in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        PUBLIC,
        "1.1.1.1",
        "100.128.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "198.20.0.1",
        "223.255.255.255",
        "2606:2800:220:1:248:1893:25c8:1946",
        "2001:4860:4860::8888",
        "2a00:1450:4001::1",
        "64:ff9b::5db8:d822",
        "::ffff:93.184.216.34",
    ],
)
def test_what_the_whole_world_reaches_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - asked for, never bound
        "0.1.2.3",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.255.255.254",
        "169.254.169.254",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.0.9",
        "192.0.0.170",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::a00:1",
        "::5db8:d822",  # even of a public one: nobody lives at an IPv4-compatible address
        "::ffff:0.0.0.0",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::6440:1",
        "64:ff9b:1::5db8:d822",
        "100::1",
        "100:0:0:1::1",
        "2001::1",
        "2001:0:5db8:d822:0:0:f5ff:fffe",  # Teredo: the client is 10.0.0.1
        "2001:0:a00:1:0:0:a247:27dd",  # Teredo: the server is 10.0.0.1
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:a00:1::",
        "2002:5db8:d822::1",
        "3fff::1",
        "5f00::1",
        "4000::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "febf::1",
        "fec0::1",
        "feff::1",
        "ff02::1",
        "ff0e::1",
        "nonsense",
        "",
        "1.2.3",
    ],
)
def test_what_lies_inside_some_network_or_nowhere_is_not_public(address):
    assert not is_public(address)


def test_one_inner_address_among_public_ones_is_one_too_many():
    with pytest.raises(transport.ForbiddenAddress, match=r"mixed\.example leads to 10\.0\.0\.7"):
        transport.guarded(lambda *_: [PUBLIC, "10.0.0.7"], "mixed.example", 443)


class Recorder(httpcore.NetworkBackend):
    """Answers every connection with the same bytes, and remembers where it should have gone."""

    def __init__(self, answers):
        self.answers = answers
        self.connected = []
        self.tls_names = []
        self.sent = b""

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.connected.append((host, port))
        return RecordedStream(self, list(self.answers.pop(0)))


class RecordedStream(httpcore.MockStream):
    def __init__(self, recorder, buffer):
        super().__init__(buffer)
        self.recorder = recorder

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname=None, timeout=None):
        self.recorder.tls_names.append(server_hostname)
        return self

    def write(self, buffer, timeout=None):
        self.recorder.sent += buffer


def guarded_fetcher(make_fetcher, waits, names, answers):
    recorder = Recorder(answers)
    sockets = transport.Transport(
        transport.Patience(waits), guard=True, resolve=lambda host, _port: names[host], backend=recorder
    )
    return make_fetcher("", guard_addresses=True, attempts=1, transport=sockets), recorder


def test_the_very_address_that_was_checked_is_asked_under_the_names_of_the_url(make_fetcher, waits):
    answer = [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"]
    fetcher, recorder = guarded_fetcher(make_fetcher, waits, {"fan.example": [PUBLIC]}, [answer])

    assert fetcher.get("https://fan.example/x").json() == {}
    assert recorder.connected == [(PUBLIC, 443)]
    assert recorder.tls_names == ["fan.example"]
    assert b"Host: fan.example\r\n" in recorder.sent


def test_a_redirect_into_a_network_is_not_followed(make_fetcher, waits):
    answer = [b"HTTP/1.1 302 Found\r\nLocation: https://inner.example/x\r\nContent-Length: 0\r\n\r\n"]
    names = {"fan.example": [PUBLIC], "inner.example": ["169.254.169.254"]}
    fetcher, recorder = guarded_fetcher(make_fetcher, waits, names, [answer])

    with pytest.raises(UnexpectedPayload, match=r"inner\.example leads to 169\.254\.169\.254"):
        fetcher.get("https://fan.example/x")
    assert recorder.connected == [(PUBLIC, 443)]


@pytest.mark.parametrize(
    "address", ["http://fan.example/x", "file:///etc/passwd", "gopher://fan.example/", "x"]
)
def test_only_https_is_asked_when_an_address_came_from_a_post(make_fetcher, waits, address):
    fetcher, recorder = guarded_fetcher(make_fetcher, waits, {"fan.example": [PUBLIC]}, [])

    with pytest.raises(UnexpectedPayload, match="is no address"):
        fetcher.get(address)
    assert recorder.connected == []


def test_a_guarded_fetcher_uses_no_proxy(monkeypatch, make_fetcher):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with pytest.raises(UnexpectedPayload, match="it was not asked"):
        make_fetcher("", guard_addresses=True, proxy="http://127.0.0.1:9").get("https://127.0.0.1/x")


def test_a_proxy_is_asked_where_one_is_given(make_fetcher, raw_server):
    address = raw_server(
        lambda connection: connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"proxied"')
    )

    assert make_fetcher("http://far.example", proxy=address).get("x").json() == "proxied"


def test_an_exhausted_stranger_does_not_silence_the_others(make_fetcher, waits, budget):
    empty = b"HTTP/1.1 200 OK\r\nX-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 3600\r\nContent-Length: 2\r\n\r\n{}"
    names = {"one.example": [PUBLIC], "two.example": [PUBLIC]}
    fetcher, _ = guarded_fetcher(make_fetcher, waits, names, [[empty], [empty]])

    fetcher.get("https://one.example/x")
    with pytest.raises(RateLimited):
        fetcher.get("https://one.example/x")

    assert fetcher.get("https://two.example/x").status == 200
    assert budget.spent == {("somewhere", "one.example"): 1, ("somewhere", "two.example"): 1}


@pytest.mark.parametrize("target", ["https://127.0.0.1:1/x", "https://169.254.169.254/x", "https://[::1]/x"])
def test_a_redirect_of_a_plain_fetcher_leads_to_no_inner_address_either(make_fetcher, raw_server, target):
    address = raw_server(
        lambda connection: connection.sendall(
            f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()
        )
    )
    with pytest.raises(UnexpectedPayload, match="an address inside a network: it was not asked"):
        make_fetcher(address).get("x")


def test_a_redirect_to_another_port_of_this_machine_is_not_followed(make_fetcher, raw_server):
    asked = []
    inner = raw_server(asked.append)
    address = raw_server(
        lambda connection: connection.sendall(
            f"HTTP/1.1 302 Found\r\nLocation: {inner}/x\r\nContent-Length: 0\r\n\r\n".encode()
        )
    )
    with pytest.raises(UnexpectedPayload, match="which is not followed"):
        make_fetcher(address).get("x")
    assert asked == []


def test_behind_a_proxy_a_redirect_to_another_host_is_not_followed(make_fetcher, raw_server):
    address = raw_server(
        lambda connection: connection.sendall(
            b"HTTP/1.1 302 Found\r\nLocation: https://inner.example/x\r\nContent-Length: 0\r\n\r\n"
        )
    )
    with pytest.raises(UnexpectedPayload, match="which is not followed"):
        make_fetcher("http://far.example", proxy=address).get("x")
