"""A webhook: digest.json to an address of the newsroom's own, signed by the rules of Standard Webhooks.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md (read 2026-11).
A second try has the id of the first, by which a receiver knows it: it may be sent again safely.
"""

import base64
import binascii
import hmac
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from aggregator.errors import PublishError, SourceError
from aggregator.fetcher import Fetcher
from aggregator.model.digest_json import plain
from aggregator.publishers.base import DEADLINE_S, Ask, Copy, Destination, Parcel, refused, variable

PREFIX = "whsec_"
_SECRET, _URL = "signing_secret", "url"
_ANY_ANSWER = frozenset({*range(300, 500), 501})  # 405 and 501: it takes POST alone, as it should


class Webhook(Destination):
    """One address that takes `digest.published`, `digest.corrected` and `digest.withdrawn`."""

    name = "webhook"
    takes = "json"

    def __init__(self, fetcher: Fetcher, *, url: str, key: bytes) -> None:
        self._fetcher = fetcher
        self._url = url
        self._key = key

    @classmethod
    def lacks(cls, options: Mapping[str, Any], keys: Collection[str]) -> str:
        """What signs its messages."""
        del options
        return "" if _SECRET in keys else variable(cls.name, _SECRET)

    @classmethod
    def opened(cls, options: Mapping[str, Any], keys: Mapping[str, str], ask: Ask) -> "Webhook":
        """The address is whole, and nothing else of its server is ever asked."""
        url, secret = str(options[_URL]), keys[_SECRET]
        parts = urlsplit(url)
        fetcher = ask(
            cls.name,
            f"{parts.scheme}://{parts.netloc}",
            secrets=(secret, secret.removeprefix(PREFIX), *([parts.query] if parts.query else [])),
            deadline_s=DEADLINE_S,
        )
        return cls(fetcher, url=url if parts.path else f"{url}/", key=key_of(secret))

    def check(self) -> str:
        """Whether somebody answers there; whether it would take a digest only a digest would tell."""
        try:
            self._fetcher.get(self._url, allow=_ANY_ANSWER)
        except SourceError as error:
            raise refused(self.name, error) from None
        return urlsplit(self._url).netloc

    def send(self, parcel: Parcel) -> Copy:
        """One event about the story, with the whole digest."""
        body = b'{"type":"digest.%s","timestamp":"%s","data":%s}' % (
            parcel.event.encode(),
            plain(parcel.at).encode(),
            parcel.body.strip(),
        )
        stamp = str(int(parcel.at.timestamp()))
        headers = {
            "webhook-id": parcel.key,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(self._key, parcel.key, stamp, body),
        }
        parcel.hold()
        try:
            self._fetcher.post(self._url, body, headers=headers, credential=variable(self.name, _SECRET))
        except SourceError as error:
            hint = "try again: the receiver knows a second try by its webhook-id"
            raise refused(self.name, error, sending=True, hint=hint) from None
        return Copy(parcel.key, "", parcel.body)


def key_of(secret: str) -> bytes:
    """The key that a secret means: base64 behind "whsec_", else its letters.

    Raises PublishError for a secret that begins with whsec_ and is no base64.
    """
    if not secret.startswith(PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise PublishError(
            "webhook",
            f"{variable('webhook', _SECRET)} begins with {PREFIX} and goes on with no base64",
            hint="copy it whole",
        ) from None


def signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    """The header webhook-signature: "v1," and the HMAC-SHA256 of "id.timestamp.body" in base64."""
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    return f"v1,{base64.b64encode(hmac.digest(key, signed, sha256)).decode()}"
