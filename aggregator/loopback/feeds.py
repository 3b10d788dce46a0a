"""Feeds' double: one RSS feed that lists its newest entries and knows conditional requests."""

import json
import re
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import Any
from xml.sax.saxutils import escape

from aggregator.loopback.double import Asked, Double, Reply

_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:letterboxd="https://letterboxd.com"><channel><title>Diary</title>'
)


class Feeds(Double):
    """The feed at /rss/, from a list of entries as {element: text}; `cap` is how many it lists."""

    def __init__(self, items: list[Any], url: str) -> None:
        newest_first = sorted(items, key=lambda item: parsedate_to_datetime(item["pubDate"]), reverse=True)
        super().__init__(newest_first, url)
        self.conditional = True

    def answer(self, asked: Asked) -> Reply | None:
        """Answers /rss/ and nothing else."""
        if asked.path != "/rss/":
            return None
        listed = [item for item in self.items if item["guid"] not in self.hidden][: self.cap]
        mark = f'"{blake2b(json.dumps(listed).encode(), digest_size=6).hexdigest()}"'
        headers = {"Content-Type": "application/rss+xml; charset=utf-8"}
        if self.conditional:
            headers["ETag"] = mark
            if asked.headers.get("if-none-match") == mark:
                return Reply(304, b"", headers)
        return Reply(body=listed, headers=headers, write=_rss)


def _rss(entries: list[Any]) -> str:
    items = "".join(
        "<item>" + "".join(f"<{name}>{_text(value)}</{name}>" for name, value in entry.items()) + "</item>"
        for entry in entries
    )
    return f"{_HEAD}{items}</channel></rss>"


def _text(value: Any) -> str:
    return "" if value is None else escape(_NO_XML.sub("", str(value)))
