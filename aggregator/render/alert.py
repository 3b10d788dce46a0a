"""An alert for the desk as a Slack message: what happened, how large, a few posts, a link. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.model.digests import Quote
from aggregator.render import words
from aggregator.render.slack import LONGEST_HEADER, LONGEST_TEXT, escaped
from aggregator.text import plural, safe_url

MOST_POSTS = 3


@dataclass(frozen=True, slots=True)
class Linked:
    """A post that is only linked: its network, its permalink, and how often it was passed on."""

    source: str
    url: str
    times: int


@dataclass(frozen=True, slots=True)
class Alert:
    """What the desk should look at now. `kind` and `key` name it for good: each is raised once.

    `facts` are lines in our own words, `quotes` posts that stand in the story; the first MOST_POSTS of
    them are shown; so it is with `linked`, posts of which nothing is shown. `link` leads to the desk, ""
    where it has no address.
    """

    kind: str
    key: str
    title: str
    facts: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    link: str = ""
    linked: tuple[Linked, ...] = ()


def alert_message(alert: Alert) -> bytes:
    """The message, UTF-8 JSON without a channel. A post that is too long is only linked."""
    blocks: list[dict[str, object]] = [{"type": "header", "text": _plain(alert.title, LONGEST_HEADER)}]
    if alert.facts:
        blocks.append({"type": "section", "text": _plain("\n".join(alert.facts), LONGEST_TEXT)})
    for quote in alert.quotes[:MOST_POSTS]:
        blocks += _post(quote)
    for one in alert.linked[:MOST_POSTS]:
        shared = f"{words.network(one.source)}, passed on {plural(one.times, 'time')}"
        elements = [_plain(shared, LONGEST_HEADER), _link(one.url, "View the post")]
        blocks.append({"type": "context", "elements": elements})
    if alert.link and safe_url(alert.link):
        blocks.append({"type": "context", "elements": [_link(alert.link, "Open it on the desk")]})
    message = {
        "text": _cut(escaped(f"{alert.title}: {' '.join(alert.facts[:1])}".rstrip(": ")), 2 * LONGEST_HEADER),
        "blocks": blocks,
        "mrkdwn": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _post(quote: Quote) -> Sequence[dict[str, object]]:
    shown = escaped(f"“{quote.display}”")
    elements: list[object] = [_plain(f"{words.who(quote)}, {words.network(quote.source)}", LONGEST_HEADER)]
    if quote.url and safe_url(quote.url):
        elements.append(_link(quote.url, "View the post"))
    by: dict[str, object] = {"type": "context", "elements": elements}
    if len(shown) > LONGEST_TEXT:
        return [by]
    return [{"type": "section", "text": {"type": "plain_text", "text": shown, "emoji": False}}, by]


def _plain(text: str, longest: int) -> dict[str, object]:
    return {"type": "plain_text", "text": _cut(escaped(text), longest) or "–", "emoji": False}


def _link(url: str, text: str) -> dict[str, object]:
    return {"type": "mrkdwn", "text": f"<{escaped(url)}|{text}>", "verbatim": True}


def _cut(text: str, longest: int) -> str:
    """At most so many characters, no reference ("&amp;") cut in two."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    at = kept.rfind("&")
    return (kept[:at] if at >= 0 and ";" not in kept[at:] else kept).rstrip() + "…"
