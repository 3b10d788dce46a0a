"""What the fetcher writes into logs: never a secret, and nothing of httpx below warnings."""

import logging

import pytest
from pytest_httpserver import HTTPServer

from aggregator.errors import (
    SourceUnavailable,
)


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


def test_httpx_and_httpcore_stay_silent_below_warnings():
    assert logging.getLogger("httpx").level == logging.WARNING
    assert logging.getLogger("httpcore").level == logging.WARNING
