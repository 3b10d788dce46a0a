"""Asking Reddit: its tokens, its name for us, and what its refusals mean. For reddit.py alone."""

import base64
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeGuard

from aggregator import __version__
from aggregator.errors import CredentialsRejected, UnexpectedPayload
from aggregator.fetcher import Answer, Fetcher, SessionCache
from aggregator.payloads.fields import mapping, optional_utc

CLIENT_ID = "FANSREACT_SOURCES__REDDIT__CLIENT_ID"
CLIENT_SECRET = "FANSREACT_SOURCES__REDDIT__CLIENT_SECRET"  # noqa: S105 - the variable's name
TOKEN_URL = "https://www.reddit.com/api/v1/access_token"  # noqa: S105 - an address

_CLOSED = frozenset({302, 400, 403, 404})
_TOKEN = re.compile(r"[!-~]{1,8192}")  # what a header may hold
_EARLY = timedelta(minutes=1)  # a token is renewed that long before its end


class ClosedError(Exception):
    """A subreddit, or a tree of comments, that nobody may read now, and why."""


class Api:
    """The API with an application's id and secret. Its token is kept, and renewed once when it is refused."""

    def __init__(
        self, fetcher: Fetcher, keys: Mapping[str, str], sessions: SessionCache, options: Mapping[str, Any]
    ) -> None:
        self._fetcher = fetcher
        self._source = fetcher.source
        self._id, self._secret = (keys.get(name, "") for name in (CLIENT_ID, CLIENT_SECRET))
        self._sessions = sessions
        self._token_url = str(options.get("token_url") or TOKEN_URL)
        name = options.get("username")
        self._agent = f"python:fansreact:v{__version__}" + (f" (by /u/{name})" if name else "")
        fetcher.add_address(self._token_url)
        for secret in (self._id, self._secret):
            fetcher.add_secret(secret)

    def get(self, path: str, params: Mapping[str, str], *, may_be_closed: bool = False) -> Answer:
        """One answer, its text not escaped.

        Raises:
            ClosedError: `may_be_closed`, and it is.
            SourceError: one of its kinds.
        """
        token = self._kept() or self._new()
        answer = self._ask(path, params, token, may_be_closed)
        if answer.status == 401:
            kept = self._kept()  # another process may have renewed it meanwhile
            token = kept if kept is not None and kept != token else self._new()
            answer = self._ask(path, params, token, may_be_closed)
        if answer.status == 401:
            raise self._rejected(answer)
        if answer.status in _CLOSED:
            raise self._closed(answer)
        return answer

    def _ask(self, path: str, params: Mapping[str, str], token: str, may_be_closed: bool) -> Answer:
        headers = {"authorization": f"bearer {token}", "user-agent": self._agent}
        allow = frozenset({401}) | (_CLOSED if may_be_closed else frozenset())
        return self._fetcher.get(
            path, {**params, "raw_json": "1"}, headers=headers, allow=allow, credential=CLIENT_SECRET
        )

    def _kept(self) -> str | None:
        session = mapping(self._sessions.load(self._key))
        token, ends = session.get("access_token"), optional_utc(session.get("ends"))
        if not _is_token(token) or ends is None or ends <= self._fetcher.clock() + _EARLY:
            return None
        self._fetcher.add_secret(token)
        return token

    def _new(self) -> str:
        if not self._id or not self._secret:
            raise CredentialsRejected(
                self._source, "needs an application", hint=f"set {CLIENT_ID} and {CLIENT_SECRET}"
            )
        login = base64.b64encode(f"{self._id}:{self._secret}".encode()).decode()
        answer = self._fetcher.post(
            self._token_url,
            form={"grant_type": "client_credentials"},
            headers={"authorization": f"Basic {login}", "user-agent": self._agent},
            allow=frozenset({400}),
            credential=CLIENT_SECRET,
        )
        body = mapping(answer.json())
        token, lasts = body.get("access_token"), body.get("expires_in")
        if "error" in body:
            raise self._rejected(answer)
        if answer.status != 200 or not _is_token(token):
            raise UnexpectedPayload(
                self._source, f"{answer.url} answered without a token", sample=answer.sample
            )
        self._fetcher.add_secret(token)
        seconds = lasts if isinstance(lasts, int) and 0 < lasts <= 31 * 86_400 else 3_600
        ends = self._fetcher.clock() + timedelta(seconds=seconds)
        self._sessions.save(self._key, {"access_token": token, "ends": ends.isoformat()})
        return token

    @property
    def _key(self) -> str:
        return f"{self._source} {self._token_url} {self._id}"

    def _rejected(self, answer: Answer) -> CredentialsRejected:
        return CredentialsRejected(
            self._source,
            f"the application in {CLIENT_ID} was refused ({answer.status}: {answer.says})",
            hint=f"set {CLIENT_ID} and {CLIENT_SECRET} to those of an application that Reddit approved",
        )

    def _closed(self, answer: Answer) -> Exception:
        """403 with a page of HTML is Reddit's door for programs that it blocks: that is no subreddit's."""
        if answer.status == 302:
            return ClosedError("there is none of that name")
        try:
            reason = mapping(answer.json()).get("reason")
        except UnexpectedPayload:
            return CredentialsRejected(
                self._source,
                f"blocks us ({answer.status}: {answer.says})",
                hint="set username in [sources.reddit]; Reddit must have approved the application",
            )
        said = reason if isinstance(reason, str) and reason.isalpha() else answer.says
        return ClosedError(f"{said} ({answer.status})")


def _is_token(token: Any) -> TypeGuard[str]:
    return isinstance(token, str) and _TOKEN.fullmatch(token) is not None
