"""The tables [publish.NAME]: where stories go beside folders. docs/publishing.md says what each does."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StrictBool

from aggregator.config.kinds import BaseUrl, Count, Host, MailBox, MailBoxes, SecureUrl, Texts
from aggregator.config.tables import Secret

PHRASE = "may hold blanks"
"""Marks a secret that people know as several words, as WordPress shows its application passwords."""


class WordpressTable(BaseModel, extra="forbid", frozen=True):
    """A site, and one of its users with an application password."""

    base_url: SecureUrl = ""
    user: str = ""
    categories: Texts = ()
    tags: Texts = ()
    tag_film: StrictBool = True
    on_withdrawal: Literal["draft", "private", "keep"] = "draft"
    application_password: Annotated[Secret, PHRASE] = None


class SlackTable(BaseModel, extra="forbid", frozen=True):
    """A channel, by a bot's token or by an incoming webhook; and which alerts it gets."""

    base_url: BaseUrl = "https://slack.com/api"
    channel: str = ""
    alerts: tuple[Literal["spike", "draft ready", "quote deleted"], ...] = (
        "spike",
        "draft ready",
        "quote deleted",
    )
    alerts_per_day: Annotated[Count, Field(ge=0, le=1_000)] = 20
    desk_url: BaseUrl = ""
    bot_token: Secret = None
    webhook_url: Secret = None


class EmailTable(BaseModel, extra="forbid", frozen=True):
    """A server that takes mail, a sender, and who receives it."""

    host: Host = ""
    port: Annotated[Count, Field(ge=1, le=65_535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    sender: MailBox = ""
    to: MailBoxes = ()
    password: Annotated[Secret, PHRASE] = None


class WebhookTable(BaseModel, extra="forbid", frozen=True):
    """An address of the newsroom's own, and the secret that signs what it gets."""

    url: SecureUrl = ""
    signing_secret: Secret = None


class OtherTable(BaseModel, extra="allow", frozen=True):
    """A destination of somebody's own, by its import path: it checks its keys itself."""


PUBLISHERS: dict[str, type[BaseModel]] = {
    "wordpress": WordpressTable,
    "slack": SlackTable,
    "email": EmailTable,
    "webhook": WebhookTable,
}
"""Every destination that has a table of its own. A folder needs none."""
