"""Links whose answers are hostile: markup, wrong types, size, and hosts that lead inside a network."""

import re
from datetime import timedelta

import invented_links as made
import make
import pytest
from invented_links import STRANGER, answer, serve, tiktok_id, x_id

from aggregator.collectors.links import Links, Refused
from aggregator.errors import SourceError, SourceUnavailable, UnexpectedPayload
from aggregator.fetcher import transport

X, TT = x_id(), tiktok_id()
URI = f"at://{made.DID}/app.bsky.feed.post/3kaa"


def read(links, url):
    return links.read(links.recognise(url))


def test_markup_in_an_embed_is_only_ever_words(links):
    words = (
        '<script>alert(1)</script><img src=x onerror="alert(2)"><style>p{}</style>Fine &lt;b&gt;film&lt;/b&gt;'
        '<iframe src="https://evil.example"></iframe> <a href="javascript:alert(3)">click</a>\u202e\u0000'
    )
    post = read(links(made.x(words)), f"https://x.com/kite_keeper/status/{X}")

    assert post.text == "Fine <b>film</b> click"


@pytest.mark.parametrize(
    "more",
    [
        {"html": None},
        {"html": 7},
        {"html": []},
        {"html": "<p>no blockquote</p>"},
        {"html": "<blockquote class='twitter-tweet'>" + "<p>" * 20_000},
        {"html": "x" * 200_000},
        {"author_url": None},
        {"author_url": "javascript:alert(1)"},
        {"author_url": "https://evil.example/kite_keeper"},
        {"author_url": f"https://twitter.com/{'a' * 500}"},
    ],
)
def test_an_embed_of_the_wrong_kind_is_refused(links, more):
    with pytest.raises((Refused, UnexpectedPayload)):
        read(links(made.x("Lovely", **more)), f"https://x.com/kite_keeper/status/{X}")


@pytest.mark.parametrize(
    "body", ["[]", "null", '"text"', "7", "<html>", "{", '{"posts": 3}', '{"posts": [null, 4]}']
)
@pytest.mark.parametrize(
    ("host", "path", "url"),
    [
        ("publish.x.com", "/oembed", f"https://x.com/kite_keeper/status/{X}"),
        ("www.tiktok.com", "/oembed", f"https://www.tiktok.com/@fog.horn/video/{TT}"),
        (
            "public.api.bsky.app",
            "/xrpc/app.bsky.feed.getPosts",
            f"https://bsky.app/profile/{made.DID}/post/3kaa",
        ),
        (STRANGER, "/api/v1/statuses/77", f"https://{STRANGER}/@wick/77"),
        ("www.reddit.com", "/comments/1abcde/.rss", "https://redd.it/1abcde"),
        ("tide.example", "/api/v3/post", "https://tide.example/post/7"),
    ],
)
def test_an_answer_of_any_other_shape_costs_that_link_alone(links, host, path, url, body):
    with pytest.raises((Refused, UnexpectedPayload)):
        read(links(answer(host, path, body)), url)


def test_an_answer_that_is_too_large_is_not_read(fetch, tmp_path):
    with serve(tmp_path / "links", made.x("Lovely " * 50_000)) as network:
        reader = Links(
            lambda source, origin, _: fetch(source, f"{network.url}/{origin[8:]}", max_bytes=100_000)
        )
        with pytest.raises(UnexpectedPayload, match="more than"):
            read(reader, f"https://x.com/kite_keeper/status/{X}")


@pytest.mark.parametrize("title", [None, 3, ["a"], "a" * 200_000])
def test_a_caption_of_the_wrong_kind_is_refused_or_cut(links, title):
    try:
        post = read(links(made.tiktok("", title=title)), f"https://www.tiktok.com/@fog.horn/video/{TT}")
    except (Refused, UnexpectedPayload):
        return
    assert len(post.text) <= 10_000


def test_an_id_from_the_future_is_refused(links):
    later = x_id(make.NOON + timedelta(days=900))

    with pytest.raises(Refused, match="no time of a post"):
        read(links(made.x("Lovely", identity=later)), f"https://x.com/kite_keeper/status/{later}")


def test_a_feeds_entities_are_never_expanded(links):
    bomb = '<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;">]>'
    exchange = made.reddit("What a lamp", "&b;")
    exchange["response"]["body"] = bomb + exchange["response"]["body"]
    post = read(links(exchange), "https://www.reddit.com/r/movies/comments/1abcde/")

    assert "boom" not in post.text


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.0.0.8", "169.254.169.254"])
def test_a_server_whose_name_leads_inside_a_network_is_never_asked(fetch, monkeypatch, inner):
    monkeypatch.setattr(transport.socket, "getaddrinfo", lambda *_a, **_k: [(2, 1, 6, "", (inner, 443))])
    reader = Links(
        lambda source, origin, stranger: fetch(source, origin, guard_addresses=stranger, attempts=1)
    )

    with pytest.raises(SourceError, match=re.escape("address inside a network")):
        read(reader, "https://rebound.example/@wick/112233")


def test_only_hosts_that_stand_in_links_alone_are_strangers(links, fetch):
    seen = {}

    def sites(source, origin, stranger):
        seen[origin] = stranger
        return fetch(source, "http://127.0.0.1:9", attempts=1)

    for url in (f"https://x.com/kite/status/{X}", "https://redd.it/1abcde", f"https://{STRANGER}/@wick/77"):
        with pytest.raises(SourceUnavailable):
            read(Links(sites), url)

    assert seen == {
        "https://publish.x.com": False,
        "https://www.reddit.com": False,
        f"https://{STRANGER}": True,
    }
