"""What the client does with good and with failing networks."""

import time
from datetime import timedelta

import httpx
import pytest
from answers import answering
from make import NOON as NOW
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from aggregator import __version__
from aggregator.errors import (
    BudgetSpent,
    CredentialsRejected,
    RateLimited,
    SourceUnavailable,
    UnexpectedPayload,
)
from aggregator.fetcher import Cost


def test_a_request_carries_its_query_and_says_who_asks(make_fetcher, httpserver: HTTPServer):
    httpserver.expect_request("/api/v1/things", query_string="tag=a&tag=b%26c&limit=40").respond_with_json(
        [1]
    )
    fetcher = make_fetcher(httpserver.url_for("/api/"), contact="desk@news.example")

    answer = fetcher.get("/v1/things", {"tag": ["a", "b&c"], "limit": "40"})

    assert answer.json() == [1]
    request, _ = httpserver.log[0]
    assert request.headers["User-Agent"] == f"fansreact/{__version__} (+desk@news.example)"
    assert request.headers["Accept-Encoding"] == "gzip, deflate"


def test_cookies_are_not_sent_back(make_fetcher, httpserver: HTTPServer):
    httpserver.expect_request("/a").respond_with_json({}, headers={"Set-Cookie": "who=me"})
    fetcher = make_fetcher(httpserver.url_for(""))

    fetcher.get("a")
    fetcher.get("a")

    assert [request.headers.get("Cookie") for request, _ in httpserver.log] == [None, None]


def test_a_post_without_json_has_no_body(make_fetcher):
    transport, asked = answering(httpx.Response(200, json={}))

    make_fetcher(transport=transport).post("refresh")

    assert asked[0].content == b""
    assert "content-type" not in asked[0].headers


@pytest.mark.parametrize("passing", [500, 502, 503, 504, 408, 520])
def test_a_failure_that_passes_is_asked_again(make_fetcher, waits, passing):
    transport, asked = answering(httpx.Response(passing), httpx.Response(200, json={"ok": True}))

    answer = make_fetcher(transport=transport).get("x")

    assert answer.json() == {"ok": True}
    assert len(asked) == 2
    assert waits.asked == [0.5]


def test_a_failure_that_stays_ends_after_three_attempts(make_fetcher, waits):
    transport, asked = answering(httpx.Response(502, html="<html>Bad gateway</html>"))

    with pytest.raises(SourceUnavailable, match=r"^somewhere: .*/x answered 502: a page of HTML$"):
        make_fetcher(transport=transport).get("x")

    assert len(asked) == 3
    assert waits.asked == [0.5, 1.0]


def test_a_connection_that_fails_is_tried_again(make_fetcher):
    transport, asked = answering(httpx.ConnectError("refused"), httpx.Response(200, json={}))

    assert make_fetcher(transport=transport).get("x").status == 200
    assert len(asked) == 2


def test_a_post_that_may_have_arrived_is_not_sent_twice(make_fetcher):
    transport, asked = answering(httpx.ReadError("reset"))
    with pytest.raises(SourceUnavailable, match="did not finish its answer: reset"):
        make_fetcher(transport=transport).post("login", {"a": 1})
    assert len(asked) == 1

    transport, asked = answering(httpx.Response(500))
    with pytest.raises(SourceUnavailable):
        make_fetcher(transport=transport).post("login", {"a": 1})
    assert len(asked) == 1


def test_a_wish_to_stop_ends_the_wait_with_the_failure_it_waited_for(make_fetcher, waits):
    def fail_and_stop():
        waits.stop.set()
        return httpx.Response(500)

    transport, asked = answering(fail_and_stop)

    with pytest.raises(SourceUnavailable):
        make_fetcher(transport=transport).get("x")
    assert len(asked) == 1


def test_a_near_reset_is_waited_for(make_fetcher, waits):
    limited = httpx.Response(429, headers={"x-ratelimit-reset": "2031-05-04T12:00:07.500000Z"})
    transport, asked = answering(limited, httpx.Response(200, json={}))

    assert make_fetcher(transport=transport).get("x").status == 200
    assert waits.asked == [7.5]
    assert len(asked) == 2


def test_a_far_reset_ends_the_run_at_once_and_says_when_to_come_back(make_fetcher, waits):
    transport, asked = answering(httpx.Response(429, headers={"retry-after": "287"}))

    with pytest.raises(RateLimited) as caught:
        make_fetcher(transport=transport).get("x")

    assert caught.value.until == NOW + timedelta(seconds=287)
    assert str(caught.value) == "somewhere: asks us to wait until 2031-05-04T12:04:47Z"
    assert len(asked) == 1
    assert waits.asked == []


def test_an_overloaded_server_that_names_a_far_time_is_believed(make_fetcher):
    transport, asked = answering(httpx.Response(503, headers={"retry-after": "120"}))

    with pytest.raises(RateLimited) as caught:
        make_fetcher(transport=transport).get("x")

    assert caught.value.until == NOW + timedelta(seconds=120)
    assert len(asked) == 1


def test_an_exhausted_account_is_not_asked(make_fetcher, budget):
    transport, asked = answering(
        httpx.Response(200, json={}, headers={"ratelimit-remaining": "0", "ratelimit-reset": "300"})
    )
    fetcher = make_fetcher(transport=transport)

    fetcher.get("x")
    with pytest.raises(RateLimited) as caught:
        fetcher.get("x")

    assert caught.value.until == NOW + timedelta(seconds=300)
    assert len(asked) == 1
    assert budget.spent == {("somewhere", "fan.example"): 1}


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_named_by_its_variable(make_fetcher, status):
    transport, _ = answering(httpx.Response(status, json={"error": "The access token is invalid"}))

    with pytest.raises(CredentialsRejected) as caught:
        make_fetcher(transport=transport).get("x", credential="FANSREACT_SOURCES__X__BEARER_TOKEN")

    expected = f"somewhere: the key in FANSREACT_SOURCES__X__BEARER_TOKEN was refused ({status}: The access token is invalid)"
    assert str(caught.value) == expected


def test_an_address_that_wants_a_login_says_so(make_fetcher):
    transport, _ = answering(
        httpx.Response(403, html="<html>Request forbidden by administrative rules</html>")
    )

    with pytest.raises(CredentialsRejected, match=r"answers only to a login \(403: a page of HTML\)"):
        make_fetcher(transport=transport).get("x")


def test_an_account_without_money_has_spent_its_budget(make_fetcher):
    transport, _ = answering(httpx.Response(402, json={"title": "CreditsDepleted"}))

    with pytest.raises(BudgetSpent, match=r"nothing left to spend \(402: CreditsDepleted\)"):
        make_fetcher(transport=transport).get("x")


@pytest.mark.parametrize("status", [400, 404, 410, 422, 501])
def test_other_refusals_are_never_repeated(make_fetcher, status):
    transport, asked = answering(httpx.Response(status, json={"errors": [{"message": "no such thing"}]}))

    with pytest.raises(UnexpectedPayload, match=f"answered {status}: no such thing") as caught:
        make_fetcher(transport=transport).get("x")

    assert caught.value.sample == '{"errors":[{"message":"no such thing"}]}'
    assert len(asked) == 1


def test_a_caller_may_read_an_error_status_itself(make_fetcher):
    transport, _ = answering(httpx.Response(404, json={"error": "Record not found"}))

    answer = make_fetcher(transport=transport).get("x", allow=frozenset({404}))

    assert (answer.status, answer.says) == (404, "Record not found")


def test_a_caller_may_say_what_a_refusal_means_and_else_the_status_does(make_fetcher):
    transport, asked = answering(httpx.Response(429, json={"type": "capped"}), httpx.Response(429, json={}))

    def refused(answer):
        return BudgetSpent("x", "is capped") if "type" in answer.json() else None

    with pytest.raises(BudgetSpent, match="is capped"):
        make_fetcher(transport=transport).get("x", refused=refused)
    assert len(asked) == 1
    with pytest.raises(RateLimited):
        make_fetcher(transport=transport).get("x", refused=refused)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<!DOCTYPE html><title>Log in</title>", "a page of HTML"),
        ('{"error": "truncated', "something that is no JSON"),
        ("", "something that is no JSON"),
        ("[" * 100_000, "something that is no JSON"),
    ],
)
def test_a_page_that_is_no_json_is_an_unexpected_payload(make_fetcher, body, words):
    transport, _ = answering(httpx.Response(200, text=body))

    with pytest.raises(UnexpectedPayload, match=f"answered with {words}") as caught:
        make_fetcher(transport=transport).get("x").json()
    assert len(caught.value.sample) <= 200


def test_json_with_lone_surrogates_is_read(make_fetcher):
    transport, _ = answering(
        httpx.Response(200, content=b'{"text": "\\ud800", "n": 123456789012345678901234567890}')
    )

    assert make_fetcher(transport=transport).get("x").json() == {
        "text": "\ud800",
        "n": 123456789012345678901234567890,
    }


# ── what takes too long, or too much ─────────────────────────────────────────

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def drip(connection, start: bytes, drop: bytes) -> None:
    connection.sendall(start)
    if not drop:
        connection.recv(1)  # until the client goes away
        return
    for _ in range(200):
        connection.sendall(drop)
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("start", "drop"),
    [(HEAD + b"Content-Length: 1000\r\n\r\n", b" "), (HEAD + b"X-Slow: ", b"a"), (b"", b"")],
    ids=["body", "header", "silence"],
)
def test_a_dripping_answer_ends_at_the_deadline(make_fetcher, raw_server, start, drop):
    address = raw_server(lambda connection: drip(connection, start, drop))
    began = time.monotonic()

    with pytest.raises(SourceUnavailable, match=r"took longer than 0.3 s"):
        make_fetcher(address, deadline_s=0.3).get("x")

    assert time.monotonic() - began < 3  # the drip goes on for 4 s


def test_a_wish_to_stop_ends_a_dripping_answer(make_fetcher, raw_server, waits):
    def answer(connection):
        waits.stop.set()
        drip(connection, HEAD + b"Content-Length: 1000\r\n\r\n", b" ")

    address = raw_server(answer)
    began = time.monotonic()

    with pytest.raises(SourceUnavailable, match="asked to stop"):
        make_fetcher(address).get("x")
    assert time.monotonic() - began < 3  # the drip goes on for 4 s


def test_a_connection_that_breaks_off_is_asked_again_and_then_unavailable(make_fetcher, raw_server):
    connections = []

    def answer(connection):
        connections.append(1)
        connection.sendall(HEAD + b"Content-Length: 1000\r\n\r\n{")

    with pytest.raises(SourceUnavailable, match="did not finish its answer"):
        make_fetcher(raw_server(answer)).get("x")
    assert len(connections) == 3


def test_a_port_without_a_server_is_unavailable(make_fetcher):
    with pytest.raises(SourceUnavailable, match=r"127\.0\.0\.1:1 can't be reached: it refuses"):
        make_fetcher("http://127.0.0.1:1").get("x")


def test_a_request_that_was_never_sent_costs_nothing(make_fetcher, budget):
    with pytest.raises(SourceUnavailable, match="can't be reached"):
        make_fetcher("http://127.0.0.1:9").get("/posts", cost=Cost("usd_micros", 500_000))

    assert budget.costs == {"usd_micros": 0}


def test_a_fetcher_serves_several_threads(make_fetcher, httpserver: HTTPServer):
    from concurrent.futures import ThreadPoolExecutor

    def echo(request: Request) -> Response:
        return Response(request.args["n"])

    httpserver.expect_request("/echo").respond_with_handler(echo)
    fetcher = make_fetcher(httpserver.url_for(""))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: fetcher.get("echo", {"n": str(n)}).json(), range(40)))

    assert answers == list(range(40))
