"""Mastodon and compatible servers: posts by their links, from the server that they are at home on.

Facts (https://docs.joinmastodon.org/methods/statuses/#get and running servers, 2026-11-22):
- GET /api/v1/statuses/:id gives a public post to anybody; some servers show posts to members only (401, 422).
- A link to another server's post ("/@name@elsewhere/1") holds an id that only the server in the link knows.
- A server says whatever it likes about others' posts: only the home server's word is taken.
"""

import re
from urllib.parse import urlsplit

from aggregator.collectors.links.address import COPY, Address, Refused
from aggregator.collectors.links.network import REFUSALS, Link, Network, Site, matched
from aggregator.errors import UnexpectedPayload
from aggregator.fetcher import Answer
from aggregator.model import Post
from aggregator.payloads.mastodon import home_of, parse_status

_ID = r"(?P<id>(?=[^/]*[0-9])[0-9A-Za-z]{1,64})(?:/(?:embed|reblogs|favourites))?/?"
_FORMS = tuple(
    re.compile(form + _ID, re.ASCII)
    for form in (
        r"/@[\w.-]{1,64}(?:@[A-Za-z0-9.-]{1,253})?/(?:statuses/)?",
        r"/(?:ap/)?users/[^/]{1,64}/statuses/",
        r"/(?:web|deck)/(?:@[\w.-]{1,64}(?:@[A-Za-z0-9.-]{1,253})?|statuses)/",
        r"/notice/",
    )
)
TOKENS = "FANSREACT_SOURCES__MASTODON__TOKENS"


class Mastodon(Network):
    """Posts, as their own server gives them. Any host may be one: they are told by the form of the path."""

    source, title = "mastodon", "Mastodon"

    def recognise(self, address: Address) -> Link | None:
        """The forms of Mastodon, GoToSocial and Pleroma, on any host."""
        for form in _FORMS:
            found = matched(form, address.path)
            if found is not None:
                url = f"https://{address.host}{address.path}"
                at_home = re.match(r"/(?:@[\w.-]+/|users/|ap/users/)", address.path, re.ASCII)
                return Link(self.source, url if at_home else "", url, (address.host, found["id"]))
        return None

    def read(self, link: Link, site: Site) -> Post:
        """The post, asked at the server of the link, and where it is at home elsewhere, there."""
        host, number = link.parts
        post = self._asked(host, number, site)
        home = home_of(post.remote_id)
        if home != host:
            found = next((form for form in _FORMS if form.fullmatch(urlsplit(post.remote_id).path)), None)
            again = matched(found, urlsplit(post.remote_id).path) if found is not None else None
            if again is None or not post.remote_id.startswith("https://"):
                raise Refused(f"{host} shows it for another server, which can't be asked", COPY)
            uri, post = post.remote_id, self._asked(home, again["id"], site)
            if post.remote_id != uri:
                raise Refused(f"its own server, {home}, does not confirm it")
        author = post.author
        if (
            author is None
            or home_of(author.id or "") != home
            or not (author.handle or "").endswith(f"@{home}")
            or home_of(post.url or "") != home
        ):
            raise Refused(f"{home} speaks for another server's account")
        return post

    def _asked(self, host: str, number: str, site: Site) -> Post:
        answer = site(f"https://{host}").get(f"/api/v1/statuses/{number}", allow=REFUSALS)
        if answer.status in (401, 403, 422):
            raise Refused(
                f"{host} shows posts to its members only", f"set {TOKENS} to a token of it", hidden=True
            )
        if answer.status != 200 and not _said_by_an_api(answer):
            raise Refused(f"{host} is no network that is read by its links", COPY)
        if answer.status != 200:
            raise Refused(f"{host} shows no such post: it is deleted, or never was", COPY, gone=True)
        return parse_status(answer.json(), f"https://{host}")


def _said_by_an_api(answer: Answer) -> bool:
    try:
        body = answer.json()
    except UnexpectedPayload:
        return False
    return isinstance(body, dict) and isinstance(body.get("error"), str)
