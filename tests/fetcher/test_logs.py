"""What the fetcher writes into logs: never a secret, and nothing of httpx below warnings."""

import logging

import pytest
from pytest_httpserver import HTTPServer

from aggregator.errors import (
    SourceUnavailable,
)
from aggregator.fetcher import redact
from aggregator.fetcher.causes import causes_logged


def test_no_secret_is_logged_even_when_everything_is(make_fetcher, httpserver: HTTPServer, caplog):
    secret = "canary/secret+value"
    httpserver.expect_request("/x").respond_with_data(f"no: {secret}", status=500)
    caplog.set_level(logging.DEBUG)
    fetcher = make_fetcher(
        httpserver.url_for(""), secrets=[secret], headers={"Authorization": f"Bearer {secret}"}
    )

    with pytest.raises(SourceUnavailable) as caught:
        fetcher.get("x", {"access_token": "another-canary", "q": secret})

    assert "trying again" in caplog.text
    mine = "\n".join(record.getMessage() for record in caplog.records if "werkzeug" not in record.name)
    for text in (mine, str(caught.value), repr(caught.value), caught.value.hint):
        assert "canary" not in text


def test_what_lies_behind_a_failure_is_logged_without_secrets(make_fetcher, caplog):
    caplog.set_level(logging.INFO)
    fetcher = make_fetcher("http://127.0.0.1:9", secrets=["canary-value"], attempts=1)

    with pytest.raises(SourceUnavailable):
        fetcher.get("canary-value", {"access_token": "another-canary"})

    [told] = [record.getMessage() for record in caplog.records if "behind it" in record.getMessage()]
    assert "can't be reached: it refuses the connection; behind it: ConnectError: " in told
    assert "ConnectionRefusedError: " in told
    assert "canary" not in told


def test_the_causes_of_a_failure_are_told_from_the_nearest_to_the_deepest_and_without_secrets(caplog):
    caplog.set_level(logging.INFO)

    def deepest():
        raise OSError("key=canary-value\nsecond line")

    def fail():
        try:
            try:
                deepest()
            except OSError as error:
                raise ValueError("halfway") from error
        except ValueError as error:
            raise SourceUnavailable("x", "no answer") from error

    with pytest.raises(SourceUnavailable), causes_logged(redact):
        fail()

    assert "x: no answer; behind it: ValueError: halfway <- OSError: key=***" in caplog.text
    assert "canary" not in caplog.text


def test_httpx_and_httpcore_stay_silent_below_warnings():
    assert logging.getLogger("httpx").level == logging.WARNING
    assert logging.getLogger("httpcore").level == logging.WARNING
