"""Lemmy: posts and comments by their links, from the instance that they are at home on; it asks for no key.

Facts (https://join-lemmy.org/docs/contributors/04-api.html, LemmyNet/lemmy 439734d; 2026-11-22):
- GET /api/v3/post?id= and /api/v3/comment?id= give a post or comment to anybody; private instances don't.
- A number means a post on one instance alone; `ap_id` is the address at home, on its author's own instance.
- "rate_limit_error" may come with status 400.
- An instance says whatever it likes about others' posts: only the home instance's word is taken.
"""

import re

from aggregator.collectors.links.address import COPY, Address, Refused
from aggregator.collectors.links.network import REFUSALS, Link, Network, Site, matched
from aggregator.errors import SourceUnavailable, UnexpectedPayload
from aggregator.fetcher import Answer
from aggregator.model import Post
from aggregator.payloads.lemmy import NOT_FOUND, PRIVATE, at_home, error_of, host_of, parse, standing, viewed

_FORMS = (
    re.compile(r"/(?P<kind>post|comment)/(?P<id>[1-9][0-9]{0,18})/?", re.ASCII),
    re.compile(r"/post/[1-9][0-9]{0,18}/(?P<id>[1-9][0-9]{0,18})/?", re.ASCII),  # a comment under its post
)


class Lemmy(Network):
    """Posts (title and words) and comments. Any host may be one: they are told by the form of the path."""

    source, title = "lemmy", "Lemmy"

    def recognise(self, address: Address) -> Link | None:
        """/post/1, /comment/2 and /post/1/2, on any host."""
        for form in _FORMS:
            found = matched(form, address.path)
            if found is not None:
                url = f"https://{address.host}/{found.get('kind', 'comment')}/{found['id']}"
                return Link(self.source, url, url)
        return None

    def read(self, link: Link, site: Site) -> Post:
        """The post, asked at the instance of the link, and where it is at home elsewhere, there."""
        host = host_of(link.id)
        post = self._asked(link.id, site)
        home = host_of(post.remote_id)
        if home != host:
            if at_home(post.remote_id) is None or not post.remote_id.startswith("https://"):
                raise Refused(f"{host} shows it for another server, which can't be asked", COPY)
            uri, post = post.remote_id, self._asked(post.remote_id, site)
            if post.remote_id != uri:
                raise Refused(f"its own server, {home}, does not confirm it")
        if post.author is None or host_of(post.author.id or "") != home:
            raise Refused(f"{home} speaks for another server's account")
        return post

    def _asked(self, uri: str, site: Site) -> Post:
        host, place = host_of(uri), at_home(uri)
        if place is None:
            raise Refused(f"no link to a single post on {self.title}", COPY)
        answer = site(f"https://{host}").get(f"/api/v3/{place[0]}", {"id": place[1]}, allow=REFUSALS)
        error = _error(answer)
        if error in PRIVATE:
            raise Refused(f"{host} shows posts to its members only", hidden=True)
        if error in NOT_FOUND:
            raise Refused(f"{host} shows no such post: it is deleted, or never was", COPY, gone=True)
        if answer.status != 200 and not error:
            raise Refused(f"{host} is no network that is read by its links", COPY)
        if answer.status != 200:  # too many requests, too (400): that says nothing of the post
            raise SourceUnavailable(
                self.source,
                f"{host} did not show it ({answer.status}: {answer.says})",
                hint="try again later",
            )
        view = viewed(answer.json())
        how = standing(view)
        if how == "gone":
            raise Refused(f"{host} shows no such post: its author deleted it", gone=True)
        if how == "hidden":
            raise Refused(f"{host} does not show it any more: it was removed", hidden=True)
        return parse(view, f"https://{host}")


def _error(answer: Answer) -> str:
    try:
        return error_of(answer.json())
    except UnexpectedPayload:
        return ""
