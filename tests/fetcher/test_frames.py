"""Websockets, against a server that we did not write (websockets' own): batches, limits, errors by meaning."""

import threading
from http import HTTPStatus

import pytest
from websockets.sync.server import serve

from aggregator.errors import CredentialsRejected, RateLimited, SourceUnavailable, UnexpectedPayload
from aggregator.fetcher import frames


@pytest.fixture
def stream():
    """Starts a server whose connections are handled by a function; `refuse` answers before any stream."""
    running = []

    def start(handle, refuse=None):
        server = serve(handle, "127.0.0.1", 0, process_request=refuse)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.socket.getsockname()[1]}"

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join(timeout=5)


def refusing(status, text="no", **headers):
    """Answers every handshake with a status; counts them."""
    seen = []

    def refuse(connection, request):
        seen.append(request.path)
        response = connection.respond(status, text)
        for name, value in headers.items():
            response.headers[name.replace("_", "-")] = value
        return response

    return refuse, seen


def quiet(connection):
    """Sends nothing until the client goes."""
    for _ in connection:
        pass


def read(fetcher, *, most=100, seconds=5.0):
    """All frames up to the error that ends the stream, and the error."""
    got = []
    try:
        for batch in fetcher.frames("/s", {"cursor": "7"}, most=most, seconds=seconds):
            assert 0 < len(batch) <= most
            got += batch
    except Exception as error:  # noqa: BLE001 - the test looks at it
        return got, error
    raise AssertionError("a stream has no end")


def test_frames_come_in_their_order_in_batches_and_the_address_is_the_one_asked(stream, make_fetcher):
    asked = []

    def handle(connection):
        asked.append((connection.request.path, connection.request.headers.get("User-Agent")))
        for number in range(25):
            connection.send(str(number))

    got, error = read(make_fetcher(stream(handle)), most=10)

    assert got == [str(number).encode() for number in range(25)]
    assert isinstance(error, SourceUnavailable)
    assert "ended its stream (1000)" in str(error)
    assert asked[0][0] == "/s?cursor=7"
    assert asked[0][1].startswith("fansreact/")


def test_what_came_before_a_broken_connection_is_given(stream, make_fetcher):
    def handle(connection):
        connection.send("one")
        connection.send("two")
        connection.close_socket()

    got, error = read(make_fetcher(stream(handle)))

    assert got == [b"one", b"two"]
    assert isinstance(error, SourceUnavailable)


def test_a_stream_that_falls_silent_ends_after_the_deadline(stream, make_fetcher):
    def handle(connection):
        connection.send("one")
        quiet(connection)

    got, error = read(make_fetcher(stream(handle), deadline_s=0.6))

    assert got == [b"one"]
    assert "sent nothing for 0.6 s" in str(error)


def test_a_slow_stream_is_handed_on_frame_by_frame_not_when_a_batch_is_full(stream, make_fetcher):
    handed_on = threading.Event()

    def handle(connection):
        connection.send("one")
        assert handed_on.wait(20)  # the second comes only when the first was handed on
        connection.send("two")

    batches = make_fetcher(stream(handle)).frames("/s", most=100, seconds=5.0)

    assert next(batches) == [b"one"]
    handed_on.set()
    assert next(batches) == [b"two"]
    batches.close()


def test_a_stop_ends_a_silent_stream(stream, make_fetcher, waits):
    connected = threading.Event()

    def handle(connection):
        connected.set()
        quiet(connection)

    def stop():
        connected.wait(20)
        waits.stop.set()

    stopper = threading.Thread(target=stop)
    stopper.start()
    got, error = read(make_fetcher(stream(handle)))
    stopper.join()

    assert got == []
    assert "asked to stop" in str(error)


def test_a_frame_above_the_limit_is_not_read(stream, make_fetcher):
    def handle(connection):
        connection.send("small")
        connection.send("x" * (frames.MAX_FRAME + 1))
        quiet(connection)

    got, error = read(make_fetcher(stream(handle)))

    assert got == [b"small"]
    assert isinstance(error, UnexpectedPayload)
    assert "more than 2,000,000 bytes" in str(error)


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (HTTPStatus.TOO_MANY_REQUESTS, {"Retry_After": "3600"}, RateLimited),
        (HTTPStatus.UNAUTHORIZED, {}, CredentialsRejected),
        (HTTPStatus.SERVICE_UNAVAILABLE, {}, SourceUnavailable),
        (HTTPStatus.NOT_FOUND, {}, UnexpectedPayload),
        (HTTPStatus.OK, {}, UnexpectedPayload),
        (HTTPStatus.FOUND, {"Location": "ws://127.0.0.1:9/elsewhere"}, UnexpectedPayload),
    ],
)
def test_a_refused_handshake_is_judged_like_any_answer(stream, make_fetcher, status, headers, expected):
    refuse, seen = refusing(status, **headers)

    got, error = read(make_fetcher(stream(quiet, refuse)))

    assert got == []
    assert isinstance(error, expected)
    assert seen == ["/s?cursor=7"] * (3 if status == HTTPStatus.SERVICE_UNAVAILABLE else 1)


def test_nobody_there_is_unavailable_and_asked_as_often_as_any_request(make_fetcher, waits, budget):
    got, error = read(make_fetcher("http://127.0.0.1:1"))

    assert got == []
    assert isinstance(error, SourceUnavailable)
    assert "127.0.0.1:1 can't be reached: it refuses the connection" in str(error)
    assert len(waits.asked) == 2
    assert budget.spent == {("somewhere", "fan.example"): 3}


def test_a_server_that_is_no_websocket_is_unavailable(raw_server, make_fetcher):
    got, error = read(
        make_fetcher(raw_server(lambda connection: connection.sendall(b"220 smtp.example\r\n")))
    )

    assert got == []
    assert isinstance(error, SourceUnavailable)


def test_no_secret_stands_in_what_a_closing_server_says(stream, make_fetcher):
    def handle(connection):
        connection.close(1008, "no such key canary-1234")

    got, error = read(make_fetcher(stream(handle), secrets=["canary-1234"]))

    assert got == []
    assert "1008 no such key ***" in str(error)


def test_compression_is_not_offered(stream, make_fetcher):
    offered = []

    def handle(connection):
        offered.append(connection.request.headers.get("Sec-WebSocket-Extensions"))

    read(make_fetcher(stream(handle)))

    assert offered == [None]
