"""The destinations that are set up, checked beyond what each key tells alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, SecretStr

from aggregator.config.kinds import secure_url
from aggregator.config.known import variable_of_key
from aggregator.config.mistakes import Mistakes, Place
from aggregator.config.publishing import EmailTable, SlackTable, WordpressTable
from aggregator.config.tables import Secret

_NEEDED = {"wordpress": ("base_url", "user"), "email": ("host", "sender", "to"), "webhook": ("url",)}


@dataclass(frozen=True, slots=True)
class DestinationSettings:
    """One destination that is set up. `options` are its keys that are no secrets, `secrets` the others."""

    name: str
    options: dict[str, Any]
    secrets: dict[str, SecretStr] = field(default_factory=dict)

    def keys(self) -> dict[str, str]:
        """The secrets in clear text, by key; only those that are set."""
        return {key: secret.get_secret_value() for key, secret in self.secrets.items()}


def destination_settings(
    name: str, table: BaseModel, secrets: Mapping[str, str] | None = None
) -> DestinationSettings:
    """A checked table in the shape that all destinations share; `secrets` are those of somebody's own, by
    variable.
    """
    values = dict(table)
    values.update(table.model_extra or {})
    found = {key: value for key, value in values.items() if isinstance(value, SecretStr)}
    found.update(
        {
            variable.rpartition("__")[2].lower(): SecretStr(value)
            for variable, value in (secrets or {}).items()
        }
    )
    known = type(table).model_fields
    options = {
        key: value for key, value in values.items() if key not in found and not _is_secret(known.get(key))
    }
    return DestinationSettings(name, options, found)


def _is_secret(known: Any) -> bool:
    return known is not None and known.annotation == Secret


def check_destination(name: str, table: BaseModel | None, place: Place, mistakes: Mistakes) -> None:
    """What one key alone does not tell: what is missing, and what goes together with what."""
    if table is None:
        return
    for key in _NEEDED.get(name, ()):
        if not getattr(table, key):
            mistakes.add(*place(("publish", name, key)), "is missing", f"[publish.{name}] needs it")
    if isinstance(table, EmailTable):
        _check_email(table, place, mistakes)
    if isinstance(table, SlackTable):
        _check_slack(table, place, mistakes)
    if isinstance(table, WordpressTable) and ":" in table.user:
        mistakes.add(*place(("publish", name, "user")), "holds a colon", "write the user's name in WordPress")


def _check_email(table: EmailTable, place: Place, mistakes: Mistakes) -> None:
    near = table.host in {"localhost", "127.0.0.1", "::1"}
    if table.security == "none" and not near:
        mistakes.add(
            *place(("publish", "email", "security")),
            "is 'none'",
            'write "starttls" or "tls"; without either only a server on this machine is spoken to',
        )
    if table.password is not None and not table.user:
        mistakes.add(*place(("publish", "email", "user")), "is missing", "a password needs its user")


def _check_slack(table: SlackTable, place: Place, mistakes: Mistakes) -> None:
    if table.bot_token is not None and not table.channel:
        mistakes.add(
            *place(("publish", "slack", "channel")),
            "is missing",
            'a bot writes to a channel, like "C0123456789"',
        )
    if table.webhook_url is not None:
        try:
            whole = secure_url(table.webhook_url.get_secret_value())
        except ValueError:
            whole = ""
        if whole.count("/") < 4:  # the address is a secret, and not repeated
            mistakes.add(
                "environment",
                variable_of_key("publish.slack.webhook_url"),
                "is no address of an incoming webhook",
                "copy it whole, like https://hooks.slack.com/services/...",
            )
