import itertools

import httpx
import pytest

from aggregator import paging
from aggregator.errors import UnexpectedPayload


@pytest.fixture
def ask(make_fetcher):
    """Asks a network that answers from a function of the query."""

    def make(answer):
        fetcher = make_fetcher(
            transport=httpx.MockTransport(lambda request: answer(dict(request.url.params)))
        )
        return lambda more: fetcher.get("x", {"q": "film", **more})

    return make


def test_tokens_are_followed_to_the_end_through_short_and_empty_pages(ask):
    pages = {None: ([1, 2], "a"), "a": ([], "b"), "b": ([3], None)}

    def answer(query):
        items, token = pages[query.get("cursor")]
        return httpx.Response(200, json={"posts": items, **({"cursor": token} if token else {})})

    sheets = list(paging.by_token(ask(answer), items="posts", mark="cursor"))

    assert [(sheet.items, sheet.token) for sheet in sheets] == [([1, 2], "a"), ([], "b"), ([3], None)]
    assert [
        sheet.items for sheet in paging.by_token(ask(answer), items="posts", mark="cursor", start="b")
    ] == [[3]]


@pytest.mark.parametrize("period", [1, 2, 5])
def test_a_loop_of_tokens_is_an_error(ask, period):
    tokens = itertools.cycle(range(period))
    walk = paging.by_token(
        ask(lambda _query: httpx.Response(200, json={"posts": [1], "cursor": str(next(tokens))})),
        items="posts",
        mark="cursor",
    )

    with pytest.raises(UnexpectedPayload, match="loop detected in pagination"):
        list(walk)


@pytest.mark.parametrize("body", [[], {"posts": {}}, {"other": []}, "x"])
def test_a_page_without_a_list_is_an_error(ask, body):
    with pytest.raises(UnexpectedPayload, match="without a list of posts"):
        list(
            paging.by_token(ask(lambda _query: httpx.Response(200, json=body)), items="posts", mark="cursor")
        )


def test_only_the_place_is_taken_from_a_link(ask):
    asked = []

    def answer(query):
        asked.append(query)
        link = '<https://evil.example/elsewhere?limit=2&max_id=%s>; rel="next", <https://x/?min_id=9>; rel="prev"'
        left = {None: "70", "70": "40"}.get(query.get("max_id"))
        return httpx.Response(200, json=[1], headers={"link": link % left} if left else {})

    assert [sheet.token for sheet in paging.by_link_header(ask(answer))] == ["70", "40", None]
    assert asked == [{"q": "film"}, {"q": "film", "max_id": "70"}, {"q": "film", "max_id": "40"}]


def test_a_link_that_leads_back_is_an_error(ask):
    same = {"link": '<https://x/?max_id=7>; rel="next"'}
    with pytest.raises(UnexpectedPayload, match="loop detected in pagination"):
        list(paging.by_link_header(ask(lambda _query: httpx.Response(200, json=[1], headers=same))))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ('<https://x/?max_id=7>; rel="next"', "7"),
        ("<https://x/?max_id=7>;rel=next", "7"),
        ('<https://x/?max_id=7&a=b,c>; title="a, b"; rel="last next"', "7"),
        ('<https://x/?max_id=01HX%2FZ>; rel="next"', "01HX/Z"),
        ('<https://x/?max_id=7>; rel="prev"', None),
        ('<https://x/?min_id=7>; rel="next"', None),
        ('<https://x/?max_id=7>; rel="nextish"', None),
        ("<https://[broken/?max_id=7>; rel=next", None),
        ("nonsense, <", None),
    ],
)
def test_link_headers_are_read(header, expected):
    assert paging.next_in_link(header, "max_id") == expected
