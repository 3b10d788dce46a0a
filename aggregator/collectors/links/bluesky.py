"""Bluesky: posts by their links, from its public address, which asks for no login.

Facts (lexicons app.bsky.feed.getPosts and com.atproto.identity.resolveHandle,
https://github.com/bluesky-social/atproto d6296a1; a running network; 2026-11-22):
- https://public.api.bsky.app answers getPosts and resolveHandle to anybody; what is deleted is left out.
- A handle in an at:// address may fail: handles are resolved to the account's DID first.
"""

import re
from typing import Any

from aggregator.collectors.links.address import COPY, Address, Refused
from aggregator.collectors.links.network import REFUSALS, Link, Network, Site, matched, refuse
from aggregator.fetcher import Answer
from aggregator.model import Post
from aggregator.payloads.bluesky import parse_post_view
from aggregator.payloads.fields import mapping, objects

_POST = re.compile(
    r"/profile/(?P<who>did:[a-z]+:[A-Za-z0-9._:%-]{1,256}|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
    r"/post/(?P<key>[A-Za-z0-9._:~-]{1,512})/?",
    re.ASCII,
)
_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]{1,256}", re.ASCII)


class Bluesky(Network):
    """Posts, as the API gives them."""

    source, title = "bluesky", "Bluesky"
    sites = frozenset({"bsky.app"})

    def recognise(self, address: Address) -> Link | None:
        """bsky.app, by handle or DID; at:// addresses come as these."""
        found = matched(_POST, address.path)
        if found is None:
            return None
        who, key = found["who"], found["key"]
        url = f"https://bsky.app/profile/{who}/post/{key}"
        return Link(self.source, _uri(who, key) if who.startswith("did:") else "", url, (who, key))

    def read(self, link: Link, site: Site) -> Post:
        """The post with its author and counts."""
        fetcher = site("https://public.api.bsky.app")
        who, key = link.parts
        if not who.startswith("did:"):
            told = _body(
                fetcher.get("/xrpc/com.atproto.identity.resolveHandle", {"handle": who}, allow=REFUSALS)
            )
            did = told.get("did")
            if not isinstance(did, str) or not _DID.fullmatch(did):
                raise Refused(f"Bluesky knows nobody called {who}", COPY, gone=True)
            who = did
        uri = _uri(who, key)
        body = _body(fetcher.get("/xrpc/app.bsky.feed.getPosts", {"uris": [uri]}, allow=REFUSALS))
        view = next((view for view in objects(body.get("posts")) if view.get("uri") == uri), None)
        if view is None:
            raise Refused("Bluesky shows no such post: it is deleted, or never was", COPY, gone=True)
        return parse_post_view(view)


def _uri(who: str, key: str) -> str:
    return f"at://{who}/app.bsky.feed.post/{key}"


def _body(answer: Answer) -> dict[str, Any]:
    refuse(answer, "Bluesky")
    return dict(mapping(answer.json()))
