"""Slack's double: one workspace's channel by the Web API, and an incoming webhook that writes into it.

https://docs.slack.dev/reference/methods (read 2026-11). The API answers 200 also to what it refuses, with
`"ok": false` and a word for why; a webhook answers plain text.
"""

import json
from typing import Any

from aggregator.loopback.double import Asked, Double, Reply

Json = dict[str, Any]

_API, _HOOKS = "/slack/api/", "/services/"


class Slack(Double):
    """Its recording is `[{"channel", "token", "hook"}]`: the channel, the bot's token, the hook's path.

    `messages` are those of the channel, oldest first. `scopes` are what the bot may do, `closed` the times of
    messages that can't be changed any more.
    """

    def __init__(self, items: list[Any], url: str) -> None:
        super().__init__(items, url)
        self.room: Json = items[0] if items else {}
        self.messages: list[Json] = []
        self.scopes = {"chat:write", "channels:history"}
        self.closed: set[str] = set()

    def answer(self, asked: Asked) -> Reply | None:
        """Answers below /slack/api/ and /services/."""
        if asked.path.startswith(_HOOKS):
            return self._hook(asked)
        if not asked.path.startswith(_API):
            return None
        if asked.login != f"Bearer {self.room['token']}":
            return _no("invalid_auth" if asked.login else "not_authed")
        method = asked.path.removeprefix(_API)
        if method == "auth.test":
            return _yes(team="Newsroom", user="fansreact", url=f"{self.url}/")
        return self._read(asked, method) if asked.method == "GET" else self._write(asked, method)

    def _read(self, asked: Asked, method: str) -> Reply:
        if method == "chat.getPermalink":
            return _yes(
                permalink=f"{self.url}/archives/{asked.value('channel')}/p{asked.value('message_ts')}"
            )
        if "channels:history" not in self.scopes:
            return _no("missing_scope", needed="channels:history")
        return _yes(messages=list(reversed(self.messages)))

    def _write(self, asked: Asked, method: str) -> Reply:
        body = json.loads(asked.body or b"{}")
        if body.get("channel") != self.room["channel"]:
            return _no("channel_not_found")
        return self._update(body) if method == "chat.update" else self._post(body)

    def _post(self, body: Json) -> Reply:
        if "chat:write" not in self.scopes:
            return _no("missing_scope", needed="chat:write")
        if len(body.get("blocks", ())) > 50:
            return _no("invalid_blocks")
        return _yes(channel=self.room["channel"], ts=self._written(body))

    def _update(self, body: Json) -> Reply:
        message = next((one for one in self.messages if one["ts"] == body["ts"]), None)
        if message is None:
            return _no("message_not_found")
        if body["ts"] in self.closed:
            return _no("edit_window_closed")
        message.update(body)
        return _yes(channel=self.room["channel"], ts=body["ts"])

    def _hook(self, asked: Asked) -> Reply:
        if asked.path != f"/{self.room['hook']}":
            return Reply(404, "no_service", {"Content-Type": "text/html"})
        if asked.method != "POST":
            return Reply(400, "invalid_payload", {"Content-Type": "text/html"})
        self._written(json.loads(asked.body))
        return Reply(200, "ok", {"Content-Type": "text/html"})

    def _written(self, body: Json) -> str:
        at = f"1935740000.{len(self.messages):06}"
        self.messages.append({**body, "ts": at})
        return at


def _yes(**said: Any) -> Reply:
    return Reply(200, {"ok": True, **said})


def _no(error: str, **said: Any) -> Reply:
    return Reply(200, {"ok": False, "error": error, **said})
