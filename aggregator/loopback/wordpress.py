"""WordPress' double: a site's posts and terms by its REST API, with drafts, editing and its refusals.

https://developer.wordpress.org/rest-api/reference/posts/, .../tags/, .../users/ (read 2026-11). As the real
one it takes application passwords with their blanks or without, gives raw texts for context=edit alone,
keeps drafts from strangers, and ignores meta that nobody registered.
"""

import base64
import binascii
import html
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from aggregator.loopback.double import Asked, Double, Reply

Json = dict[str, Any]

_STATUSES = ("publish", "future", "draft", "pending", "private")
_MOST = 100  # posts or terms of a page
_CAPABILITIES = {
    "subscriber": {"read": True},
    "author": {"read": True, "edit_posts": True, "publish_posts": True},
    "editor": {"read": True, "edit_posts": True, "publish_posts": True, "manage_categories": True},
}


class Wordpress(Double):
    """One site. Its recording lists `{"user": {slug, password, role}}` and `{"category": name}`.

    `posts` are its posts by number, their texts raw; `terms` the names of its categories and tags.
    `registered` are the keys of meta that it knows. `rewrite` is what it makes of a content that it is given
    (a site filters the HTML of users whom it does not trust).
    """

    def __init__(self, items: list[Any], url: str) -> None:
        super().__init__(items, url)
        self.users = {one["user"]["slug"]: one["user"] for one in items if "user" in one}
        self.posts: dict[int, Json] = {}
        names = [one["category"] for one in items if "category" in one]
        self.terms: dict[str, dict[int, str]] = {"categories": dict(enumerate(names, start=1)), "tags": {}}
        self.registered: set[str] = set()
        self.rewrite: Callable[[str], str] = lambda content: content
        self.now = datetime(2031, 5, 5, 9, tzinfo=UTC)

    # ── what people do there ─────────────────────────────────────────────────

    def edit(self, number: int, **fields: Any) -> None:
        """A person changes a post in the editor: title, content, excerpt, status, slug ..."""
        self._change(self.posts[number], fields)

    def trash(self, number: int) -> None:
        """A person moves a post to the trash."""
        self._change(
            self.posts[number], {"status": "trash", "slug": f"{self.posts[number]['slug']}__trashed"}
        )

    def delete(self, number: int) -> None:
        """A person deletes a post for good."""
        del self.posts[number]

    # ── the API ──────────────────────────────────────────────────────────────

    def answer(self, asked: Asked) -> Reply | None:
        """Answers below /wp-json; of the site's pages only that nothing is found."""
        if not asked.path.startswith("/wp-json"):
            return None
        found = re.fullmatch(r"/wp-json/wp/v2/(posts|categories|tags|users)(?:/(\d+|me))?", asked.path)
        if found is None:
            return _error(404, "rest_no_route", "No route was found matching the URL and request method.")
        user, wrong = self._user(asked)
        return wrong or self._routed(asked, found[1], found[2], user)

    def _routed(self, asked: Asked, kind: str, which: str | None, user: Json | None) -> Reply:
        if kind == "users":
            return self._me(user)
        if kind != "posts":
            return self._terms(asked, kind, user)
        if which is None:
            return self._made(asked, user) if asked.method == "POST" else self._listed(asked, user)
        return self._one(asked, int(which), user)

    def _user(self, asked: Asked) -> tuple[Json | None, Reply | None]:
        """Who asks (None: a stranger), or that the login is wrong."""
        if not asked.login.startswith("Basic "):
            return None, None
        try:
            name, _, password = base64.b64decode(asked.login[6:]).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            name, password = "", ""
        user = self.users.get(name)
        if user is None:
            return None, _error(401, "invalid_username", "Unknown username. Check again or try your email.")
        if _bare(password) != _bare(user["password"]):
            words = "The provided password is an invalid application password."
            return None, _error(401, "incorrect_password", words)
        return user, None

    def _me(self, user: Json | None) -> Reply:
        if user is None:
            return _error(401, "rest_not_logged_in", "You are not currently logged in.")
        me = {"id": 1, "name": user["slug"].title(), "slug": user["slug"]}
        return Reply(200, {**me, "capabilities": _CAPABILITIES[user["role"]]})

    def _listed(self, asked: Asked, user: Json | None) -> Reply:
        size = asked.number("per_page", 10)
        if not 1 <= size <= _MOST:
            return _error(400, "rest_invalid_param", "Invalid parameter(s): per_page")
        statuses = asked.value("status", "publish").split(",")
        if any(one not in (*_STATUSES, "any") for one in statuses):
            return _error(400, "rest_invalid_param", "Invalid parameter(s): status")
        edits = asked.value("context") == "edit"
        if (edits or statuses != ["publish"]) and not _may(user, "edit_posts"):
            return _error(401 if user is None else 403, "rest_forbidden_context", _FORBIDDEN)
        rows = [one for one in self.posts.values() if "any" in statuses or one["status"] in statuses]
        if asked.value("slug"):
            rows = [one for one in rows if one["slug"] == asked.value("slug")]
        for word in asked.value("search").split():
            rows = [one for one in rows if word.casefold() in f"{one['title']} {one['content']}".casefold()]
        rows.sort(key=lambda one: (one["date"], one["id"]), reverse=True)
        return Reply(200, [self._shown(one, edits=edits) for one in rows[:size]])

    def _made(self, asked: Asked, user: Json | None) -> Reply:
        if not _may(user, "edit_posts"):
            words = "Sorry, you are not allowed to create posts as this user."
            return _error(401 if user is None else 403, "rest_cannot_create", words)
        given = json.loads(asked.body or b"{}")
        wrong = self._wrong(given)
        if wrong is not None:
            return wrong
        number = max(self.posts, default=40) + 1
        empty = {"title": "", "content": "", "excerpt": "", "slug": "", "status": "draft", "meta": {}}
        post: Json = {"id": number, **empty, "categories": [], "tags": []}
        self._change(post, given)
        post["date"] = post["modified"]
        self.posts[number] = post
        reply = self._shown(post, edits=True)
        return Reply(201, reply, {"Location": f"{self.url}/wp-json/wp/v2/posts/{number}"})

    def _one(self, asked: Asked, number: int, user: Json | None) -> Reply:
        post = self.posts.get(number)
        if post is None:
            return _error(404, "rest_post_invalid_id", "Invalid post ID.")
        edits = asked.method == "POST" or asked.value("context") == "edit"
        if (edits or post["status"] != "publish") and not _may(user, "edit_posts"):
            code = "rest_cannot_edit" if asked.method == "POST" else "rest_forbidden_context"
            return _error(401 if user is None else 403, code, _FORBIDDEN)
        if asked.method == "POST":
            given = json.loads(asked.body or b"{}")
            wrong = self._wrong(given)
            if wrong is not None:
                return wrong
            self._change(post, given)
        return Reply(200, self._shown(post, edits=edits))

    def _wrong(self, given: Json) -> Reply | None:
        if given.get("status", "draft") not in _STATUSES:
            return _error(400, "rest_invalid_param", "Invalid parameter(s): status")
        for kind, known in self.terms.items():
            if not set(given.get(kind, ())) <= known.keys():
                return _error(400, "rest_invalid_param", f"Invalid parameter(s): {kind}")
        return None

    def _change(self, post: Json, given: Json) -> None:
        self.now += timedelta(seconds=7)
        for name in ("title", "content", "excerpt", "slug", "status", "categories", "tags"):
            if name in given:
                post[name] = given[name]
        if "content" in given:
            post["content"] = self.rewrite(post["content"])
        known = {key: value for key, value in given.get("meta", {}).items() if key in self.registered}
        post["meta"] = {**post.get("meta", {}), **known}
        post["modified"] = self.now

    def _shown(self, post: Json, *, edits: bool) -> Json:
        def text(name: str) -> Json:
            rendered = {"rendered": post[name]}
            return {"raw": post[name], **rendered} if edits else rendered

        moments = {"date_gmt": post["date"], "modified_gmt": post["modified"]}
        return {
            "id": post["id"],
            **{name: f"{at:%Y-%m-%dT%H:%M:%S}" for name, at in moments.items()},
            "slug": post["slug"],
            "status": post["status"],
            "type": "post",
            "link": f"{self.url}/?p={post['id']}",
            **{name: text(name) for name in ("title", "content", "excerpt")},
            "categories": post["categories"],
            "tags": post["tags"],
            "meta": post["meta"] or [],  # PHP writes an empty table as a list
        }

    def _terms(self, asked: Asked, kind: str, user: Json | None) -> Reply:
        known = self.terms[kind]
        if asked.method != "POST":
            if asked.value("context") == "edit" and not _may(user, "manage_categories"):
                words = "Sorry, you are not allowed to edit terms in this taxonomy."
                return _error(401 if user is None else 403, "rest_forbidden_context", words)
            word = asked.value("search").casefold()
            rows = [_term(number, name) for number, name in known.items()]
            rows = [one for one in rows if word in one["name"].casefold() or word in one["slug"]]
            return Reply(200, rows[: asked.number("per_page", 10)])
        if not _may(user, "manage_categories" if kind == "categories" else "edit_posts"):
            words = "Sorry, you are not allowed to create terms in this taxonomy."
            return _error(401 if user is None else 403, "rest_cannot_create", words)
        name = str(json.loads(asked.body)["name"])
        for number, other in known.items():
            if _slug(other) == _slug(name):
                words = "A term with the name provided already exists in this taxonomy."
                return _error(400, "term_exists", words, term_id=number)
        number = max(known, default=0) + 1
        known[number] = name
        return Reply(201, _term(number, name))


_FORBIDDEN = "Sorry, you are not allowed to edit posts in this post type."


def _may(user: Json | None, what: str) -> bool:
    return user is not None and bool(_CAPABILITIES[user["role"]].get(what))


def _bare(password: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", password)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")


def _term(number: int, name: str) -> Json:
    return {"id": number, "name": html.escape(name, quote=False), "slug": _slug(name), "count": 0}


def _error(status: int, code: str, message: str, **more: Any) -> Reply:
    return Reply(status, {"code": code, "message": message, "data": {"status": status, **more}})
