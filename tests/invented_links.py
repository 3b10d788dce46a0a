"""Invented posts behind links, as each network answers for them, and a player that serves them over loopback.

The shapes are those of NETWORKS' public documents, as each file of aggregator/collectors/links names them.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aggregator.loopback import Network, play

MOMENT = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
X_EPOCH = 1_288_834_974_657
DID = "did:plc:lighthousefan"
STRANGER = "lamp.example"  # a Mastodon server


def x_id(moment: datetime = MOMENT, number: int = 0) -> str:
    """A snowflake of that instant."""
    return str((int(moment.timestamp() * 1000) - X_EPOCH) << 22 | number)


def tiktok_id(moment: datetime = MOMENT, number: int = 0) -> str:
    """An id of TikTok's of that second."""
    return str(int(moment.timestamp()) << 32 | number)


def answer(host: str, path: str, body: Any, status: int = 200, **more: Any) -> dict[str, Any]:
    """One exchange, behind the gateway: /HOST/PATH."""
    request = {"path": f"/{host}{path}", **({"params": more["params"]} if "params" in more else {})}
    return {
        "request": request,
        "response": {"status": status, "body": body, "headers": more.get("headers", {})},
    }


def x(
    words: str, *, identity: str = "", handle: str = "kite_keeper", name: str = "Kite Keeper", **more: Any
) -> dict[str, Any]:
    """X's oEmbed for a post whose words are this HTML."""
    identity = identity or x_id()
    html = (
        f'<blockquote class="twitter-tweet" data-dnt="true"><p lang="en" dir="ltr">{words}</p>&mdash; {name} '
        f'(@{handle}) <a href="https://twitter.com/{handle}/status/{identity}?ref_src=twsrc%5Etfw">'
        "May 4, 2026</a></blockquote>\n\n"
    )
    body = {
        "url": f"https://twitter.com/{handle}/status/{identity}",
        "author_name": name,
        "author_url": f"https://twitter.com/{handle}",
        "html": html,
        "width": 550,
        "height": None,
        "type": "rich",
        "cache_age": "3153600000",
        "provider_name": "Twitter",
        "provider_url": "https://twitter.com",
        "version": "1.0",
        **more,
    }
    url = f"https://x.com/{handle}/status/{identity}"
    return answer("publish.x.com", "/oembed", body, params={"url": url})


def bluesky(words: str, *, key: str = "3kaa", did: str = DID, handle: str = "lamp.fan.example", **more: Any):
    """Bluesky's getPosts for one post."""
    uri = f"at://{did}/app.bsky.feed.post/{key}"
    view = {
        "uri": uri,
        "cid": "bafyinvented",
        "author": {"did": did, "handle": handle, "displayName": "Lamp Fan"},
        "record": {"$type": "app.bsky.feed.post", "text": words, "createdAt": _iso(MOMENT), "langs": ["en"]},
        "indexedAt": _iso(MOMENT),
        "likeCount": 4,
        **more,
    }
    return answer(
        "public.api.bsky.app", "/xrpc/app.bsky.feed.getPosts", {"posts": [view]}, params={"uris": uri}
    )


def bluesky_handle(handle: str = "lamp.fan.example", did: str = DID) -> dict[str, Any]:
    """Bluesky's resolveHandle."""
    path = "/xrpc/com.atproto.identity.resolveHandle"
    return answer("public.api.bsky.app", path, {"did": did}, params={"handle": handle})


def status(words: str, *, number: str = "112233445566", host: str = STRANGER, **more: Any) -> dict[str, Any]:
    """A status as its own Mastodon server gives it."""
    return {
        "id": number,
        "uri": f"https://{host}/users/wick/statuses/{number}",
        "url": f"https://{host}/@wick/{number}",
        "created_at": _iso(MOMENT),
        "content": f"<p>{words}</p>",
        "visibility": "public",
        "sensitive": False,
        "spoiler_text": "",
        "language": "en",
        "account": {"acct": "wick", "display_name": "Wick", "url": f"https://{host}/@wick"},
        **more,
    }


def mastodon(
    words: str, *, number: str = "112233445566", host: str = STRANGER, **more: Any
) -> dict[str, Any]:
    """GET /api/v1/statuses/:id."""
    return answer(host, f"/api/v1/statuses/{number}", status(words, number=number, host=host, **more))


def reddit(title: str, words: str = "", *, post: str = "1abcde", author: str = "/u/tidewatcher"):
    """The feed of a submission's page: the submission, then a comment on it."""
    own = f'<!-- SC_OFF --><div class="md"><p>{words}</p></div><!-- SC_ON -->' if words else ""
    entries = _entry(f"t3_{post}", title, f"{own} submitted by <a>{author}</a>", author)
    entries += _entry("t1_zz9", "/u/other on it", '<div class="md"><p>a comment</p></div>', "/u/other")
    return _feed(f"/r/movies/comments/{post}/.rss", entries)


def reddit_comment(
    words: str, *, post: str = "1abcde", comment: str = "kx12345", author: str = "/u/harbourcat"
):
    """The feed of a comment's page."""
    entries = _entry(f"t3_{post}", "A title", "submitted", "/u/tidewatcher")
    entries += _entry(f"t1_{comment}", "/u/harbourcat on it", f'<div class="md"><p>{words}</p></div>', author)
    return _feed(f"/r/movies/comments/{post}/_/{comment}/.rss", entries)


def _feed(path: str, entries: str) -> dict[str, Any]:
    feed = f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'
    headers = {"Content-Type": "application/atom+xml"}
    return answer("www.reddit.com", path, feed, headers=headers)


def _entry(identity: str, title: str, content: str, author: str) -> str:
    escaped = content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        f"<entry><author><name>{author}</name><uri>https://www.reddit.com{author}</uri></author>"
        f'<category term="movies" label="r/movies"/><content type="html">{escaped}</content><id>{identity}</id>'
        f'<link href="https://www.reddit.com/r/movies/comments/1abcde/" /><updated>{MOMENT.isoformat()}</updated>'
        f"<published>{MOMENT.isoformat()}</published><title>{title}</title></entry>"
    )


def tiktok(caption: str, *, identity: str = "", handle: str = "fog.horn", **more: Any) -> dict[str, Any]:
    """TikTok's oEmbed."""
    body = {
        "version": "1.0",
        "type": "video",
        "title": caption,
        "author_url": f"https://www.tiktok.com/@{handle}",
        "author_name": "Fog Horn",
        "author_unique_id": handle,
        "html": '<blockquote class="tiktok-embed"></blockquote>',
        "provider_name": "TikTok",
        **more,
    }
    url = f"https://www.tiktok.com/@{handle}/video/{identity or tiktok_id()}"
    return answer("www.tiktok.com", "/oembed", body, params={"url": url})


def lemmy(
    words: str,
    *,
    number: int = 7,
    host: str = "tide.example",
    kind: str = "post",
    shown_by: str = "",
    shown_as: int = 0,
    writer: str = "",
    **more: Any,
) -> dict[str, Any]:
    """GET /api/v3/post or /api/v3/comment, at its own host, or as another one shows it under its number."""
    said = {"id": number, "ap_id": f"https://{host}/{kind}/{number}", "published": _iso(MOMENT), **more}
    post = {"id": 1, "name": "The Paper Lighthouse", "ap_id": f"https://{host}/post/1"}
    own = {"post": {**said, "name": words}} if kind == "post" else {"comment": {**said, "content": words}}
    creator = {"name": "marlow", "actor_id": writer or f"https://{host}/u/marlow"}
    view = {"post": post, "creator": creator, "community": {"visibility": "Public"}, **own}
    params = {"id": str(shown_as or number)}
    return answer(shown_by or host, f"/api/v3/{kind}", {f"{kind}_view": view}, params=params)


@contextmanager
def serve(folder: Path, *exchanges: dict[str, Any]) -> Iterator[Network]:
    """Serve these exchanges: `.url` is the gateway's address."""
    folder.mkdir(exist_ok=True)
    (folder / "exchanges.json").write_text(json.dumps(list(exchanges)), encoding="utf-8")
    with play(folder) as network:
        yield network


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


Build = Callable[..., dict[str, Any]]
