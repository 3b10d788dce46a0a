import gzip
import json
import tracemalloc
import zlib

import pytest

from aggregator.errors import UnexpectedPayload
from aggregator.fetcher import body

TEXT = json.dumps({"posts": ["Bonjour à tous"] * 50}).encode()


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("x-gzip", gzip.compress(TEXT, mtime=0)),
        ("GZIP", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", bare_deflate(TEXT)),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_a_body_is_decoded_whatever_its_pieces(encoding, packed, size):
    pieces = (packed[start : start + size] for start in range(0, len(packed), size))

    assert body.read(pieces, encoding, len(TEXT)) == TEXT


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "identity"])
def test_a_body_of_one_byte_too_many_is_refused(encoding):
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "identity": bytes}[encoding](TEXT)

    with pytest.raises(body.TooLarge):
        body.read(iter([packed]), encoding, len(TEXT) - 1)


def test_a_bomb_does_not_inflate():
    packer = zlib.compressobj(wbits=31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(80)) + packer.flush()  # 80 MB
    assert len(bomb) < 100_000
    tracemalloc.start()
    try:
        with pytest.raises(body.TooLarge):
            body.read(iter([bomb]), "gzip", 1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
def test_an_encoding_that_nobody_asked_for_is_refused(encoding):
    with pytest.raises(body.BadEncoding, match="content-encoding"):
        body.read(iter([b"x"]), encoding, 100)


def test_a_broken_or_cut_body_is_told_apart():
    with pytest.raises(body.BadEncoding):
        body.read(iter([b"this is no gzip"]), "gzip", 100)
    with pytest.raises(body.Truncated):
        body.read(iter([gzip.compress(TEXT, mtime=0)[:-9]]), "gzip", 10_000)


def test_a_bomb_over_http_is_an_unexpected_payload(make_fetcher, httpserver):
    bomb = gzip.compress(bytes(3_000_000))
    httpserver.expect_request("/x").respond_with_data(bomb, headers={"Content-Encoding": "gzip"})

    with pytest.raises(UnexpectedPayload, match="answered with more than 1,000,000 bytes"):
        make_fetcher(httpserver.url_for(""), max_bytes=1_000_000).get("x")


def test_brotli_over_http_is_an_unexpected_payload(make_fetcher, httpserver):
    httpserver.expect_request("/x").respond_with_data(b"x", headers={"Content-Encoding": "br"})

    with pytest.raises(UnexpectedPayload, match="content-encoding 'br'"):
        make_fetcher(httpserver.url_for("")).get("x")
