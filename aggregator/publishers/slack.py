"""Slack: the story as a message, and alerts; by a bot's token, or by an incoming webhook.

https://docs.slack.dev/reference/methods/chat.postMessage, chat.update, conversations.history, and
https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks (read 2026-11).

A bot's message is brought up to date in place; whoever may read the channel's history finds again by its
metadata what a lost try left there. A webhook can do neither: it tells a correction in a message of its own,
and what may have arrived is not sent again unasked.
"""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson

from aggregator.errors import CredentialsRejected, PublishError, SourceError, UnexpectedPayload
from aggregator.fetcher import Fetcher
from aggregator.fetcher.answer import Answer
from aggregator.publishers.base import DEADLINE_S, Ask, Copy, Destination, Parcel, refused, variable

TELLING = frozenset({400, 404, 410})
EVENT_TYPE = "fansreact_story"

_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
_KEY = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope"}
)
_CHANNEL = frozenset(
    {"channel_not_found", "not_in_channel", "is_archived", "channel_is_archived", "restricted_action"}
)
_TOKEN, _URL = "bot_token", "webhook_url"

Json = dict[str, Any]


class Slack(Destination):
    """One channel. With a bot's token messages can be changed later; a webhook's address can only add."""

    name = "slack"
    takes = "slack"

    def __init__(self, fetcher: Fetcher, *, hook: str, channel: str) -> None:
        """`hook`: the path of an incoming webhook, "" where a bot writes to `channel`."""
        self._fetcher = fetcher
        self._hook = hook
        self._channel = channel

    @classmethod
    def lacks(cls, options: Mapping[str, Any], keys: Collection[str]) -> str:
        """A bot's token, or a webhook's address."""
        del options
        either = (variable(cls.name, _TOKEN), variable(cls.name, _URL))
        return "" if {_TOKEN, _URL} & set(keys) else " or ".join(either)

    @classmethod
    def opened(cls, options: Mapping[str, Any], keys: Mapping[str, str], ask: Ask) -> "Slack":
        """A bot's token goes before a webhook's address, which is a secret as a whole."""
        if keys.get(_TOKEN):
            headers = {"authorization": f"Bearer {keys[_TOKEN]}"}
            base_url, hook = options["base_url"], ""
            secrets = [keys[_TOKEN]]
        else:
            parts = urlsplit(keys[_URL])
            base_url, hook, headers = f"{parts.scheme}://{parts.netloc}", parts.path.lstrip("/"), {}
            secrets = [keys[_URL], parts.path, hook, *(one for one in hook.split("/") if len(one) > 8)]
        fetcher = ask(cls.name, base_url, headers=headers, secrets=secrets, deadline_s=DEADLINE_S)
        return cls(fetcher, hook=hook, channel=str(options["channel"]))

    def check(self) -> str:
        """Who the bot is. Of a webhook only a message would tell, so that only its server is asked."""
        if not self._hook:
            me = self._call("auth.test", {})
            return f"{me.get('team', '?')} as {me.get('user', '?')}"
        try:
            self._fetcher.get("", allow=frozenset(range(300, 500)))
        except SourceError as error:
            raise refused(self.name, error) from None
        return "an incoming webhook (only a message would tell whether it is valid)"

    def send(self, parcel: Parcel) -> Copy:
        """The story's message: written, or brought up to date."""
        message: Json = orjson.loads(parcel.body)
        if self._hook:
            return self._hooked(parcel, message)
        message["metadata"] = {"event_type": EVENT_TYPE, "event_payload": {"key": parcel.key}}
        before = parcel.before.remote_id if parcel.before else ""
        if parcel.lost is not None and not parcel.again and (arrived := self._arrived(parcel.lost.remote_id)):
            if parcel.lost.remote_id == parcel.key:
                return Copy(arrived, self._link(arrived), parcel.body)
            before = arrived
        channel, _, written_at = before.partition("/")
        if written_at:
            parcel.hold()
            place = {"channel": channel, "ts": written_at}
            changed = self._call("chat.update", {**message, **place}, sending=True, allow=_GONE)
            if changed["ok"]:
                return Copy(f"{channel}/{written_at}", self._link(f"{channel}/{written_at}"), parcel.body)
            message = _said_anew(message)
            if changed.get("error") != "message_not_found":
                message["thread_ts"] = written_at
        parcel.hold()
        return self._posted(parcel, message)

    def alert(self, message: bytes) -> None:
        """A message about the desk's work. It is not repeated where nobody knows whether it arrived.

        Raises:
            PublishError: it was not taken.
        """
        if self._hook:
            self._post_to_hook(orjson.loads(message))
        else:
            self._call("chat.postMessage", {**orjson.loads(message), "channel": self._channel}, sending=True)

    # ── by a bot ─────────────────────────────────────────────────────────────

    def _posted(self, parcel: Parcel, message: Json) -> Copy:
        said = self._call("chat.postMessage", {**message, "channel": self._channel}, sending=True)
        identity = f"{said.get('channel') or self._channel}/{said.get('ts', '')}"
        return Copy(identity, self._link(identity), parcel.body)

    def _arrived(self, key: str) -> str:
        """The message that the try of this key left there; "" where it left none.

        Raises:
            PublishError: the bot may not read the channel, so that nobody can tell.
        """
        try:
            asked = {"channel": self._channel, "include_all_metadata": "true", "limit": "100"}
            said = self._said(self._fetcher.get("conversations.history", asked, credential=self._variable))
        except SourceError as error:
            raise refused(self.name, error) from None
        if not said["ok"]:
            raise self._unknown(f"{said.get('error', '?')}: the bot lacks channels:history")
        for one in said.get("messages") or ():
            match one:
                case {
                    "ts": str(ts),
                    "metadata": {"event_type": str(kind), "event_payload": {"key": str(sent)}},
                }:
                    if (kind, sent) == (EVENT_TYPE, key):
                        return f"{self._channel}/{ts}"
        return ""

    def _link(self, identity: str) -> str:
        """Where people see a message; "" where Slack does not tell: the message stands all the same."""
        channel, _, written_at = identity.partition("/")
        try:
            answer = self._fetcher.get("chat.getPermalink", {"channel": channel, "message_ts": written_at})
            link = str(answer.json().get("permalink") or "")
            return "" if self._fetcher.knows(link) else link
        except (SourceError, AttributeError):
            return ""

    def _call(
        self, method: str, body: Json, *, sending: bool = False, allow: frozenset[str] = frozenset()
    ) -> Json:
        """A method of the API: its answer, if it is good or its error is in `allow`."""
        try:
            answer = self._fetcher.post(method, body, credential=self._variable)
            said = self._said(answer)
        except SourceError as error:
            raise refused(self.name, error, sending=sending) from None
        if said["ok"] or said.get("error") in allow:
            return said
        raise self._meant(str(said.get("error", "unknown")), str(said.get("needed", "")))

    def _said(self, answer: Answer) -> Json:
        said = answer.json()
        if not isinstance(said, dict) or not isinstance(said.get("ok"), bool):
            raise UnexpectedPayload(answer.source, f"{answer.url} answered with nothing of Slack's")
        return said

    @property
    def _variable(self) -> str:
        return variable(self.name, _TOKEN)

    def _meant(self, error: str, needed: str = "") -> PublishError:
        """What Slack means by one of its words for errors."""
        where = self._channel or "its channel"
        if error in _KEY:
            hint = f"give the app the scope {needed}" if needed else f"set {self._variable} to a valid token"
            return PublishError(self.name, f"the bot's token was refused ({error})", hint=hint)
        if error in _CHANNEL:
            return PublishError(
                self.name,
                f"can't write to {where} ({error})",
                hint="invite the app to the channel, or set another",
            )
        return PublishError(
            self.name, f"refused the message ({error})", hint="docs.slack.dev explains that word"
        )

    # ── by an incoming webhook ───────────────────────────────────────────────

    def _hooked(self, parcel: Parcel, message: Json) -> Copy:
        if parcel.lost is not None and not parcel.again:
            raise self._unknown("a webhook can't read its channel")
        parcel.hold()
        self._post_to_hook(_said_anew(message) if parcel.before is not None else message)
        return Copy("", "", parcel.body)

    def _post_to_hook(self, message: Json) -> None:
        hint = f"make a new incoming webhook in Slack, and set {variable(self.name, _URL)} to its address"
        try:
            answer = self._fetcher.post(
                self._hook, message, allow=TELLING, credential=variable(self.name, _URL)
            )
        except CredentialsRejected as error:
            raise refused(self.name, error, hint=hint) from None
        except SourceError as error:
            raise refused(self.name, error, sending=True) from None
        if answer.status >= 400:
            raise PublishError(
                self.name,
                f"the webhook was refused ({answer.status}: {answer.says or 'no reason'})",
                hint=hint,
            )
        if answer.body.strip() != b"ok":
            raise PublishError(
                self.name,
                "the webhook's address answered with nothing of Slack's",
                hint=f"check {variable(self.name, _URL)}",
                lost=True,
            )

    def _unknown(self, why: str) -> PublishError:
        return PublishError(
            self.name,
            f"an earlier try may have arrived, and that can't be found out ({why}): nothing was sent",
            hint="look into the channel; where it is not there, send it once more: --again",
        )


def _said_anew(message: Json) -> Json:
    """A message that takes the place of one that can't be changed."""
    words = "This takes the place of an earlier message on the same story."
    note = {"type": "context", "elements": [{"type": "plain_text", "text": words, "emoji": False}]}
    return {**message, "blocks": [note, *message["blocks"]][:50]}
