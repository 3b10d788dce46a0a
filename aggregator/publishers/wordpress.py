"""WordPress by its REST API: one post for a digest, a draft at first, kept up to date, never overwritten.

https://developer.wordpress.org/rest-api/reference/posts/ and
https://developer.wordpress.org/advanced-administration/security/application-passwords/ (read 2026-11).

What makes a post ours: its number, which we keep; where the answer that told it was lost, the mark that the
first block of the text carries (its `metadata.name`, which editors see as the block's name). The site need
not know any field of ours; where it registered the meta `fansreact_digest`, that is set too.
"""

import base64
import html
import re
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import orjson

from aggregator.errors import CredentialsRejected, PublishError, SourceError, UnexpectedPayload
from aggregator.fetcher import Fetcher
from aggregator.fetcher.answer import Answer
from aggregator.publishers.base import DEADLINE_S, Ask, Copy, Destination, Parcel, refused, unified, variable
from aggregator.text import printable

API = "/wp-json/wp/v2"
STATUSES = "publish,future,draft,pending,private"  # "any" leaves out what a site hides from its search
TELLING = frozenset({400, 404, 405, 409, 410, 500, 501})
"""Statuses whose own words say more than the status does."""

MOVED = frozenset({301, 302, 303, 307, 308})
"""Not followed: on the way to another host the login would be left out, and a stranger sees no drafts."""

FIELDS = ("title", "excerpt", "content")
_OFF = (
    "set base_url under [publish.wordpress] to the site's own address, and see that its REST API is on and "
    "permalinks are not plain"
)
_PASSWORD = "application_password"  # noqa: S105 - the name of a setting

Json = dict[str, Any]


class Wordpress(Destination):
    """A site, and one of its users: an author's rights are enough for drafts, an editor's for terms."""

    name = "wordpress"
    takes = "wordpress"
    compares = True

    def __init__(self, fetcher: Fetcher, options: Mapping[str, Any]) -> None:
        """`options`: those of [publish.wordpress]."""
        self._fetcher = fetcher
        self._site = str(options["base_url"])
        self._terms = {"categories": options["categories"], "tags": options["tags"]}
        self._tag_film = bool(options["tag_film"])
        self._on_withdrawal = str(options["on_withdrawal"])

    @classmethod
    def lacks(cls, options: Mapping[str, Any], keys: Collection[str]) -> str:
        """Its application password."""
        del options
        return "" if _PASSWORD in keys else variable(cls.name, _PASSWORD)

    @classmethod
    def opened(cls, options: Mapping[str, Any], keys: Mapping[str, str], ask: Ask) -> "Wordpress":
        """A Basic login in each request, never sent to another host."""
        password = keys[_PASSWORD]
        login = base64.b64encode(f"{options['user']}:{password}".encode()).decode()
        secrets = (password, "".join(password.split()), login)
        fetcher = ask(
            cls.name,
            options["base_url"],
            headers={"authorization": f"Basic {login}"},
            secrets=secrets,
            deadline_s=DEADLINE_S,
        )
        return cls(fetcher, options)

    def check(self) -> str:
        """Who we are there, and that we may write posts."""
        me = self._ask("/users/me", {"context": "edit"})
        rights = me.get("capabilities")  # PHP writes an empty table as []
        if not isinstance(rights, dict) or not rights.get("edit_posts"):
            raise PublishError(
                self.name,
                f"the user {me.get('slug', '?')} may not write posts",
                hint="give it the role Author in WordPress, or Editor",
            )
        return f"{urlsplit(self._site).netloc} as {me.get('slug', '?')}"

    def stands(self, body: bytes) -> bytes:
        """Title, excerpt and content, as the site gives them back for editing."""
        return _raw_of(orjson.loads(body))

    def send(self, parcel: Parcel) -> Copy:
        """The digest's post: made as a draft, or brought up to date."""
        wanted = orjson.loads(parcel.body)
        there = self._there(parcel, wanted)
        if there is None and parcel.event == "withdrawn":  # people took it down: nothing to withdraw
            number = "" if parcel.before is None else parcel.before.remote_id
            return Copy(number, note="no post of it was there any more")
        if there is None:
            return self._made(parcel, wanted)
        if not parcel.overwrite:
            self._refuse_changed(parcel, there, wanted)
        fields = {name: wanted[name] for name in FIELDS}
        if parcel.event == "withdrawn" and self._on_withdrawal != "keep":
            fields["status"] = self._on_withdrawal
        if _raw(there) == _raw_of(wanted) and fields.get("status", there.get("status")) == there.get(
            "status"
        ):
            return self._copy(there)  # an earlier try arrived after all
        parcel.hold()
        # Only what is ours: where the post is online, under which address and in which place, they decide.
        return self._copy(self._write(f"/posts/{there['id']}", fields), wanted)

    # ── finding the post ─────────────────────────────────────────────────────

    def _there(self, parcel: Parcel, wanted: Json) -> Json | None:
        """The digest's post as it stands there now; None where there is none yet, or none any more."""
        if parcel.before is None:
            return self._found(wanted)
        number = parcel.before.remote_id
        answer = self._get(f"/posts/{number}", {"context": "edit"})
        post: Json = self._json(answer)
        deleted = answer.status == 404 and post.get("code") == "rest_post_invalid_id"
        if deleted or post.get("status") == "trash":
            if parcel.overwrite or parcel.event == "withdrawn":
                return self._found(wanted) if deleted else None
            raise PublishError(
                self.name,
                f"post {number} was deleted there since we sent it",
                hint="leave it so, or make a new post of the story: --overwrite",
                changed=True,
            )
        if answer.status >= 400:
            raise self._refused(answer)
        if not isinstance(post.get("id"), int):
            raise PublishError(self.name, f"{answer.url} answered with no post of WordPress", hint=_OFF)
        return post

    def _found(self, wanted: Json) -> Json | None:
        """The post that carries this digest's mark, by its address or, if that was changed, by the mark."""
        mark = str(wanted["mark"])
        for search in ({"slug": wanted["slug"]}, {"search": mark}):
            asked = {"context": "edit", "status": STATUSES, "per_page": "100", **search}
            answer = self._get("/posts", asked)
            if answer.status >= 400:
                raise self._refused(answer)
            for post in self._json(answer, list):
                if isinstance(post, dict) and _is_ours(post, mark):
                    return post
        return None

    def _refuse_changed(self, parcel: Parcel, there: Json, wanted: Json) -> None:
        """Raises PublishError where the text there is neither ours nor the one that is to stand there."""
        raw = _raw(there)
        known = [one for one in (parcel.before, parcel.lost) if one is not None]
        ours = [raw == one.sent or sha256(raw).hexdigest() == one.sent_hash for one in known]
        if raw == _raw_of(wanted) or any(ours):
            return
        # Of a lost try WordPress may have kept another form than we sent: its stamp says nobody touched it.
        if (
            parcel.before is None
            and parcel.lost is not None
            and there.get("modified_gmt") == there.get("date_gmt")
        ):
            return
        when = there.get("modified_gmt") or "an unknown time"
        before = next((one.sent for one in known if one.sent), None)
        raise PublishError(
            self.name,
            f"post {there['id']} was changed there ({when} UTC) since we sent it: it was not overwritten",
            hint="bring their changes into the digest by edits, then replace the post: --overwrite; or mend "
            f"it by hand: {self._edit_link(there['id'])}",
            changed=True,
            difference=[self._fetcher.redact(line) for line in unified(_shown(before), _shown(raw))]
            if before
            else ("what we sent was erased: the difference can't be shown",),
        )

    # ── writing ──────────────────────────────────────────────────────────────

    def _made(self, parcel: Parcel, wanted: Json) -> Copy:
        named = {**self._terms, "tags": (*self._terms["tags"], *([wanted["film"]] if self._tag_film else []))}
        terms = {
            kind: [self._term(kind, name, parcel) for name in dict.fromkeys(names)]
            for kind, names in named.items()
        }
        fields = {name: wanted[name] for name in (*FIELDS, "slug", "meta")}
        fields |= {kind: ids for kind, ids in terms.items() if ids}
        parcel.hold()
        return self._copy(self._write("/posts", {**fields, "status": "draft"}), wanted)

    def _term(self, kind: str, name: str, parcel: Parcel) -> int:
        """The number of a category or tag of that name, made where it is missing."""
        # WordPress keeps "&" as "&amp;" and searches for what it is given: a word of the name finds it.
        # (Not in the context "edit", which authors may not have for terms.)
        word = max(re.findall(r"\w+", name), key=len, default=name)
        answer = self._get(f"/{kind}", {"search": word, "per_page": "100"})
        if answer.status >= 400:
            raise self._refused(answer)
        for term in self._json(answer, list):
            if isinstance(term, dict) and html.unescape(str(term.get("name"))).casefold() == name.casefold():
                return self._number(answer, term.get("id"))
        parcel.hold()
        try:
            answer = self._fetcher.post(
                f"{API}/{kind}", {"name": name}, allow=TELLING, credential=self._variable
            )
        except SourceError as error:
            hint = f"make '{name}' in WordPress, or take it out of [publish.wordpress] {kind}"
            raise refused(self.name, error, hint=hint) from None
        term = self._json(answer)
        if answer.status == 400 and term.get("code") == "term_exists":
            data = term.get("data")  # by another spelling, or made a moment ago
            return self._number(answer, data.get("term_id") if isinstance(data, dict) else None)
        if answer.status >= 400:
            raise self._refused(answer)
        return self._number(answer, term.get("id"))

    def _number(self, answer: Answer, value: Any) -> int:
        """The number of a category or tag. Raises PublishError for what is none."""
        if isinstance(value, int) or (isinstance(value, str) and value.isascii() and value.isdecimal()):
            return int(value)
        raise PublishError(self.name, f"{answer.url} answered with no term of WordPress", hint=_OFF)

    def _write(self, path: str, fields: Json) -> Json:
        """Make or change something. Without an answer that can be read nobody knows whether it was done."""
        try:
            answer = self._fetcher.post(f"{API}{path}", fields, allow=TELLING, credential=self._variable)
        except SourceError as error:
            raise refused(self.name, error, sending=True, hint=_rights(error)) from None
        if answer.status >= 400:
            raise self._refused(answer, sending=True)
        made: Json = self._json(answer, sending=True)
        return made

    # ── asking ───────────────────────────────────────────────────────────────

    @property
    def _variable(self) -> str:
        return variable(self.name, _PASSWORD)

    def _get(self, path: str, params: Mapping[str, str]) -> Answer:
        allow = (TELLING - {500}) | MOVED
        try:
            answer = self._fetcher.get(f"{API}{path}", params, allow=allow, credential=self._variable)
        except SourceError as error:
            raise refused(self.name, error, hint=_rights(error)) from None
        if answer.status in MOVED:
            to = self._fetcher.redact(answer.headers.get("location", "").partition("?")[0])
            raise PublishError(
                self.name,
                f"{answer.url.partition('?')[0]} redirects to {printable(to, 200)}, which is not followed",
                hint="set base_url under [publish.wordpress] to the address that the site itself uses",
            )
        return answer

    def _ask(self, path: str, params: Mapping[str, str]) -> Json:
        answer = self._get(path, params)
        if answer.status >= 400:
            raise self._refused(answer)
        said: Json = self._json(answer)
        return said

    def _json(self, answer: Answer, kind: type = dict, *, sending: bool = False) -> Any:
        """The answer as what WordPress would send: anything else came from somebody before it."""
        try:
            said = answer.json()
        except UnexpectedPayload as error:
            raise PublishError(
                self.name, error.message.removeprefix(f"{error.source}: "), hint=_OFF, lost=sending
            ) from None
        if answer.status < 400 and not isinstance(said, kind):
            raise PublishError(
                self.name, f"{answer.url} answered with no post of WordPress", hint=_OFF, lost=sending
            )
        return said if isinstance(said, kind) else kind()

    def _refused(self, answer: Answer, *, sending: bool = False) -> PublishError:
        """What WordPress means by an error status."""
        code = self._json(answer).get("code")
        where = f"{answer.url} answered {answer.status}"
        if code == "rest_no_route" or (answer.status == 404 and code is None):
            return PublishError(self.name, f"{where}: there is no REST API for posts", hint=_OFF)
        says = f": {answer.says}" if answer.says else ""
        if answer.status == 500:
            return PublishError(
                self.name,
                f"{where}{says}",
                hint="try again: a second try finds what the first one left there; the site's log says more",
                lost=sending,
            )
        return PublishError(self.name, f"{where}{says}", hint="the site's administrator can say why")

    def _copy(self, post: Json, wanted: Json | None = None) -> Copy:
        """What stands there by this answer; its text is what the site made of ours."""
        number = post.get("id")
        if not isinstance(number, int):
            raise PublishError(self.name, "its answer names no post", hint=_OFF, lost=True)
        told = all(isinstance(post.get(name), dict) and "raw" in post[name] for name in FIELDS)
        # What is kept holds no key of ours, though a site may put into a post what it was sent.
        ours = wanted is not None and (not told or self._fetcher.knows(_shown(_raw(post))))
        sent = _raw_of(wanted) if wanted is not None and ours else _raw(post)
        return Copy(str(number), self._edit_link(number), sent, modified=str(post.get("modified_gmt") or ""))

    def _edit_link(self, number: int) -> str:
        return f"{self._site}/wp-admin/post.php?post={number}&action=edit"


def _rights(error: SourceError) -> str:
    if not isinstance(error, CredentialsRejected):
        return ""
    return (
        f"make an application password in the profile of the user in WordPress, set "
        f"{variable(Wordpress.name, _PASSWORD)} to it, and see that the user may write posts; some servers "
        "have to be told to pass the Authorization header on"
    )


def _is_ours(post: Json, mark: str) -> bool:
    if not isinstance(post.get("id"), int):
        return False
    meta = post.get("meta")
    digest = meta.get("fansreact_digest") if isinstance(meta, dict) else None
    content = _field(post, "content")
    written = content.replace("\\u002d", "-")  # WordPress writes "--" so inside a comment
    return digest == mark.removeprefix("fansreact ") or orjson.dumps(mark).decode() in written


def _field(post: Json, name: str) -> str:
    value = post.get(name)
    return str(value.get("raw", "")) if isinstance(value, dict) else ""


def _raw(post: Json) -> bytes:
    """What a post says, without what the site makes of it: the same text gives the same bytes."""
    return _raw_of({name: _field(post, name) for name in FIELDS})


def _raw_of(fields: Mapping[str, Any]) -> bytes:
    # A site may store line ends its own way, and the ends of a text are nobody's change.
    return orjson.dumps({name: re.sub(r"\r\n?", "\n", str(fields[name])).strip() for name in FIELDS})


def _shown(sent: bytes) -> str:
    said: Mapping[str, str] = orjson.loads(sent)
    return f"{said['title']}\n\n{said['excerpt']}\n\n{said['content']}"
