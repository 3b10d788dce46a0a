"""What the API answers to whoever means harm: paths that climb, headers that break lines, bodies of any size."""

import json
import socket
from urllib.parse import urlsplit

import pytest
import structlog
from desk_api import API, error

FILM = "the-paper-lighthouse"
CLIMBING = (
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%5c..%5cwindows",
    "%00",
    "a%0d%0aSet-Cookie:%20a=b",
    "%c0%ae%c0%ae%c0%af",
    "x" * 5_000,
    "%252e%252e",
    "{slug}",
    "'%20OR%201=1--",
)


@pytest.fixture
def program(desk):
    return desk.program("publish", role="admin")


@pytest.mark.parametrize("climbing", CLIMBING)
def test_path_that_climbs_finds_nothing(desk, program, climbing):
    """Names are looked up and never opened; nothing of a path gets into a header."""
    for path in (
        f"/films/{climbing}", f"/films/{climbing}/posts", f"/digests/{climbing}", f"/tasks/{climbing}",
        f"/digests/{climbing}/formats/html", f"/digests/x/formats/{climbing}", f"/{climbing}",
    ):  # fmt: skip
        answer = program.get(f"{API}{path}")
        told = error(answer, answer.status_code)
        assert answer.status_code in (404, 422), path
        assert "root:" not in answer.text
        assert "set-cookie" not in answer.headers
        assert set(told) == {"kind", "message", "hint", "problems"}


@pytest.mark.parametrize("lines", ["a\r\nSet-Cookie: stolen=1", "a\nX-Evil: 1", "a\x00b", "\u2028", "\ud800"])
def test_text_that_breaks_lines_gets_into_no_header(desk, program, lines):
    """Control signs are refused, and what is let through is never a header's value."""
    body = json.dumps({"name": lines, "scope": "read"})
    for client, path in ((desk.browser(), "/tokens"), (program, f"/films/{FILM}/decisions")):
        answer = client.post(f"{API}{path}", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in (201, 422)
        assert not {"x-evil", "set-cookie"} & set(answer.headers)
    answer = program.get(f"{API}/digests/a%0d%0aX-Evil:1/formats/md")
    assert answer.status_code in (404, 422)
    assert "x-evil" not in answer.headers


def test_body_that_is_too_large_is_refused(desk, program):
    """With its length told, and without."""
    large = b'{"urls": ["' + b"x" * 3_000_000 + b'"]}'
    where = f"{API}/films/{FILM}/links"
    as_json = {"Content-Type": "application/json"}
    error(program.post(where, content=large, headers=as_json), 413)
    error(program.get(f"{API}/films", headers={"Host": "evil.example"}), 421)

    def pieces():
        for at in range(0, len(large), 65_536):
            yield large[at : at + 65_536]

    answer = program.post(where, content=pieces(), headers=as_json)
    assert answer.status_code in (400, 413)
    assert desk.stranger().get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"urls": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", "application/json"),
        (b"\xff\xfe\x00", "application/json"),
        (b'{"urls": 1e999}', "application/json"),
        (b'{"urls": NaN}', "application/json"),
        (b'{"urls": ["https://a.example/1"], "urls": 1}', "application/json"),
        (b'{"__proto__": 1, "urls": ["https://a.example/1"]}', "application/json"),
        (b"urls=https://a.example/1", "application/x-www-form-urlencoded"),
        (b'{"urls": ["https://a.example/1"]}', "text/plain"),
        (b"<urls/>", "application/xml"),
    ],
)
def test_body_that_is_none_is_refused_in_words(desk, program, body, kind):
    """Never a 500, and no task begins."""
    answer = program.post(f"{API}/films/{FILM}/links", content=body, headers={"Content-Type": kind})
    told = error(answer, answer.status_code)
    assert answer.status_code in (400, 422)
    assert told["message"]
    assert "Traceback" not in answer.text


def test_failure_shows_nothing_of_us(desk, program, monkeypatch):
    """A fault of ours is told without a path, a class or a line of code; the log has it."""

    def broken(*_args, **_kwargs):
        raise RuntimeError("secret words at /srv/fansreact")

    from aggregator.web.api import spikes

    monkeypatch.setattr(spikes.noticed, "begun_since", broken)
    told = error(program.get(f"{API}/spikes"), 500)
    assert told["kind"] == "unexpected"
    assert "secret" not in str(told)


def test_failure_is_logged_in_words_whatever_the_logging_makes_of_exceptions(
    desk, program, monkeypatch, capfd, caplog
):
    """structlog as it comes prints each local variable of each call, for half a minute."""

    def broken(*_args, **_kwargs):
        token = "canary-of-a-local-variable"
        many = [f"{token} {n}" for n in range(50_000)]
        raise RuntimeError(f"{len(many)} things; https://x.example/?access_token=canary-in-an-address")

    from aggregator.web.api import spikes

    monkeypatch.setattr(spikes.noticed, "begun_since", broken)
    structlog.reset_defaults()
    answer = program.get(f"{API}/spikes")
    said = "".join(capfd.readouterr())

    assert error(answer, 500)["message"] == "the desk failed at this page"
    assert "default-src" in answer.headers["content-security-policy"]
    assert "a page failed" in said
    assert "RuntimeError: 50000 things; https://x.example/?access_token=***" in said
    assert "web/test_api_hostile.py" in said  # where it was raised
    assert "canary" not in said
    assert len(said) < 3_000
    assert [one for one in caplog.records if one.exc_info] == []  # nor does the server log it once more


def test_database_that_does_not_answer_is_503(desk, program, monkeypatch):
    from aggregator.errors import StoreError
    from aggregator.web.api import spikes

    def away(*_args, **_kwargs):
        raise StoreError("database: does not answer", hint="try again")

    monkeypatch.setattr(spikes.noticed, "begun_since", away)
    assert error(program.get(f"{API}/spikes"), 503)["kind"] == "store"


def test_too_many_tasks_are_too_many(desk, program, monkeypatch):
    """429, which a program may try again."""
    from aggregator.web import tasks

    monkeypatch.setattr(tasks, "MOST_WAITING", 0)
    wanted = {"urls": ["https://a.example/1"]}
    assert error(program.post(f"{API}/films/{FILM}/links", json=wanted), 429)["kind"] == "busy"


def test_two_lengths_and_bodies_are_one_request(desk):
    """Smuggling: what says its length twice is refused by the server, and no second request is read."""
    at = urlsplit(desk.url)
    with socket.create_connection((at.hostname, at.port), timeout=10) as raw:
        raw.sendall(
            f"POST {API}/films HTTP/1.1\r\nHost: {at.netloc}\r\nContent-Length: 4\r\n"
            "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/films HTTP/1.1\r\n"
            f"Host: {at.netloc}\r\nConnection: close\r\n\r\n".encode()
        )
        raw.shutdown(socket.SHUT_WR)
        told = b""
        while piece := raw.recv(65_536):
            told += piece
    assert b" 200 " not in told
