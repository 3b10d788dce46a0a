"""Where a request may lead: redirects, and further addresses of a network."""

import httpx
import pytest
from answers import answering
from pytest_httpserver import HTTPServer
from werkzeug import Response

from aggregator.errors import UnexpectedPayload


def test_a_redirect_within_the_host_keeps_the_key(make_fetcher, httpserver: HTTPServer):
    httpserver.expect_request("/old").respond_with_response(
        Response(status=301, headers={"Location": "/new"})
    )
    httpserver.expect_request("/new").respond_with_json({"new": True})

    answer = make_fetcher(httpserver.url_for(""), headers={"Authorization": "Bearer canary-token"}).get("old")

    assert answer.json() == {"new": True}
    assert httpserver.log[1][0].headers["Authorization"] == "Bearer canary-token"


def test_a_redirect_to_another_host_never_carries_the_key(make_fetcher):
    transport, asked = answering(
        httpx.Response(302, headers={"location": "https://elsewhere.example/x"}), httpx.Response(200, json={})
    )
    fetcher = make_fetcher("https://here.example", transport=transport, headers={"X-Key": "canary"})

    fetcher.get("x", headers={"Authorization": "Bearer canary-token"})

    assert asked[1].url == "https://elsewhere.example/x"
    assert "authorization" not in asked[1].headers
    assert "x-key" not in asked[1].headers


def test_a_further_address_is_asked_whole_and_gets_the_headers_of_its_request_alone(make_fetcher):
    transport, asked = answering(httpx.Response(200, json={}), httpx.Response(200, json={}))
    fetcher = make_fetcher("https://here.example/v1", transport=transport, headers={"X-Key": "canary"})
    fetcher.add_address("https://tokens.example/token")

    fetcher.post("https://tokens.example/token", form={"a": "b"}, headers={"Authorization": "Basic canary"})
    fetcher.get("https://tokens.example/other")

    assert asked[0].url == "https://tokens.example/token"
    assert asked[0].headers["authorization"] == "Basic canary"
    assert "x-key" not in asked[0].headers
    assert asked[1].url.host == "here.example"  # any other address is a path, as before


@pytest.mark.parametrize(
    "location",
    [
        "http://here.example/x",
        "http://127.0.0.1/x",
        "ftp://here.example/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://user:secret@here.example/x",
        "https://",
        "",
    ],
)
def test_a_redirect_to_anything_but_https_is_not_followed(make_fetcher, location):
    transport, asked = answering(httpx.Response(302, headers={"location": location}))

    with pytest.raises(UnexpectedPayload, match="redirects to"):
        make_fetcher("https://here.example", transport=transport).get("x")
    assert len(asked) == 1


def test_the_fourth_redirect_is_one_too_many(make_fetcher):
    count = iter(range(100))
    transport, asked = answering(
        lambda: httpx.Response(302, headers={"location": f"https://here.example/{next(count)}"})
    )

    with pytest.raises(UnexpectedPayload, match="redirects more than 3 times"):
        make_fetcher("https://here.example", transport=transport).get("x")
    assert len(asked) == 4


def test_a_post_is_never_redirected(make_fetcher):
    transport, asked = answering(httpx.Response(307, headers={"location": "https://elsewhere.example/"}))

    with pytest.raises(UnexpectedPayload, match="not followed"):
        make_fetcher("https://here.example", transport=transport).post("login", {"password": "canary"})
    assert len(asked) == 1
