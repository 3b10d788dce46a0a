"""What a network answered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from aggregator.errors import UnexpectedPayload
from aggregator.fetcher.redaction import hide, redact

SAMPLE = 200  # characters of an answer that are kept for whoever mends the parser


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, read to its end. `headers` are looked up in lower case; `url` is redacted."""

    source: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def json(self) -> Any:
        """The body as JSON. Raises UnexpectedPayload, with a redacted sample, for anything else."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            pass  # lone surrogates, NaN, very large integers: the standard library reads them
        try:
            return json.loads(self.body.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            what = "a page of HTML" if self.is_html else "something that is no JSON"
            raise UnexpectedPayload(
                self.source,
                f"{self.url} answered with {what}",
                sample=self.sample,
                hint="check the address of this source; a proxy or a login page may stand in the way",
            ) from error

    @property
    def kept(self) -> bytes:
        """The body without our secrets: what may be stored. A server may echo what we sent."""
        return hide(self.body, self.secrets)

    @property
    def is_html(self) -> bool:
        """Whether this is a web page, whatever the header says."""
        return self.body[:200].lstrip().lower().startswith((b"<!doctype html", b"<html", b"<head", b"<body"))

    @property
    def sample(self) -> str:
        """The beginning of the body in one line, redacted."""
        # Redact before cutting: half a secret is still one.
        text = redact(self.body[:8192].decode("utf-8", "replace"), self.secrets)
        return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:SAMPLE]

    @property
    def says(self) -> str:
        """The network's own words about an error, in one line, redacted; "" where there are none."""
        try:
            said = self.json()
        except UnexpectedPayload:
            return "a page of HTML" if self.is_html else self.sample[:80]
        words = _words(said)
        line = " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
        return redact(line, self.secrets)[:SAMPLE]


def _words(said: Any) -> str:
    """The first text under one of the names that networks give to an error's words."""
    if isinstance(said, list) and said:
        return _words(said[0])
    if not isinstance(said, dict):
        return said if isinstance(said, str) else ""
    for name in (
        "error_description",
        "message",
        "detail",
        "msg",
        "title",
        "reason",
        "error",
        "errors",
        "meta",
        "status_message",
    ):
        words = _words(said[name]) if name in said else ""
        if words:
            return words
    return ""
