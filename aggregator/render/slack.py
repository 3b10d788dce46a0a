"""The story as a Slack message: the JSON that chat.postMessage and incoming webhooks take, without channel.

Limits: https://docs.slack.dev/reference/block-kit (50 blocks; 150 characters in a header, 3,000 in a
section, 10 elements in a context); a whole message fails near 13,000 characters, which is documented
nowhere (slackapi/bolt-js#2509; read 2026-11). Words stand in `plain_text` objects, which know no
formatting, no mention and no link; `&`, `<` and `>` are escaped in them too, as Slack asks for all text
objects. Only our own links are `mrkdwn`. A quote is shown whole or not at all.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from aggregator.model import Digest
from aggregator.render import article, notices, words
from aggregator.render.article import (
    Block,
    Bullets,
    Details,
    Heading,
    Line,
    Mood,
    Official,
    Paragraph,
    Post,
    Trailer,
)
from aggregator.render.base import Renderer
from aggregator.text import clean, plural, safe_url

MOST_BLOCKS = 50
LONGEST_HEADER = 150
LONGEST_TEXT = 3_000
LONGEST_CONTEXT = 2_000
LONGEST_MESSAGE = 12_000
"""Characters of the whole JSON, escapes and keys included."""

_ROOM = 600  # kept free for the last block, which says what did not fit
_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_BLANK = re.compile(r"[^\S\n]+")
_CUT_SIGN = re.compile(r"&[a-z]{0,3}$")

Json = dict[str, Any]


class Slack(Renderer):
    """A message of Block Kit: headline, bullets, lede, the mood, and the quotes as far as they fit."""

    name = "slack"
    suffix = "slack.json"

    def render(self, digest: Digest) -> bytes:
        """The message, UTF-8 JSON on one line; `text` is what notifications show."""
        body = article.article(digest)
        mark = notices.mark(digest)
        opening: list[Json] = [*(_section(mark) if mark else ()), _header(digest.headline)]
        groups = [list(_written(group)) for group in _groups(body)]
        # The last part says how it was made, and is never what does not fit.
        ending = groups.pop() if isinstance(body[-1], Details) else []
        message = _message(digest, opening)
        left_out = 0
        for group in groups:
            longer = [*message["blocks"], *group]
            if left_out or not _fits(_message(digest, [*longer, *ending])):
                left_out += sum(1 for one in group if one["type"] == "context") or 1
            else:
                message = _message(digest, longer)
        rest = [_context([_plain(_rest(left_out), LONGEST_CONTEXT)])] if left_out else []
        return _bytes(_message(digest, [*message["blocks"], *rest, *ending]))


def escaped(text: str) -> str:
    """Words for any text object of Slack: cleaned, with its three signs written as references."""
    return re.sub("[&<>]", lambda found: _SIGNS[found.group()], _BLANK.sub(" ", clean(text)))


def _message(digest: Digest, blocks: list[Json]) -> Json:
    return {
        "text": _clipped(escaped(_notification(digest)), 2 * LONGEST_HEADER) or "fansreact",
        "blocks": blocks,
        "mrkdwn": False,  # of `text`: blocks say it for themselves
        "unfurl_links": False,  # or Slack would show the posts' images
        "unfurl_media": False,
    }


def _notification(digest: Digest) -> str:
    mark = notices.mark(digest)
    return f"{f'{mark}: ' if mark else ''}{' '.join(words.push(digest).split())}"


def _bytes(message: Json) -> bytes:
    return (json.dumps(message, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _fits(message: Json) -> bool:
    """Whether there is room left for the block that says what did not fit."""
    length = len(_bytes(message).decode())
    return len(message["blocks"]) < MOST_BLOCKS and length <= LONGEST_MESSAGE - _ROOM


def _rest(left_out: int) -> str:
    return (
        f"{plural(left_out, 'more part')} of the story did not fit here and can be read in the digest itself."
    )


def _groups(body: list[Block]) -> Iterator[list[Block]]:
    """Blocks that are only worth showing together: a heading with what follows it."""
    group: list[Block] = []
    for block in body:
        if group and not isinstance(group[-1], Heading):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _written(blocks: Iterable[Block]) -> Iterator[Json]:
    for block in blocks:
        match block:
            case Heading(text):
                yield _header(text)
            case Paragraph(line, "state" | "byline" | "sources" | "check"):
                yield _context(_elements(line))
            case Paragraph(line):
                yield from _section(article.text_of(line))
            case Bullets(lines):
                yield from _section("\n".join(f"• {article.text_of(line)}" for line in lines))
            case Mood():
                yield from _section(
                    "\n".join(words.capital(line) for line in (*block.lines, *block.by_network))
                )
                yield _context([_plain(block.method, LONGEST_CONTEXT)])
            case Official(text, source):
                yield from _section(f"“{text}”")
                yield _context([_plain(source, LONGEST_CONTEXT)])
            case Trailer(url):
                yield _context([_link(url, "Trailer")])
            case Post():
                yield from _post(block)
            case Details(summary, inner):
                yield _context([_plain(f"{summary}: {_details(inner)}", LONGEST_CONTEXT)])


def _details(blocks: Iterable[Block]) -> str:
    """The paragraphs of a method box in one: the lists behind it stay in the longer formats."""
    return " ".join(article.text_of(block.line) for block in blocks if isinstance(block, Paragraph))


def _post(post: Post) -> Iterator[Json]:
    quote = post.quote
    shown = escaped(quote.display)
    if len(shown) + 2 > LONGEST_TEXT:
        said = f"A post of {len(quote.display):,} characters, too long to be shown whole"
    else:
        said = ""
        yield {"type": "section", "text": _text(f"“{shown}”")}
    link = safe_url(quote.url)
    notes = article.notes(quote)
    elements = [_plain(post.by, LONGEST_CONTEXT)]
    elements += [_link(link, "View the post")] if link else []
    elements += [_plain(one, LONGEST_CONTEXT) for one in (said, notes) if one]
    for item in post.media[: 9 - len(elements)]:
        elements += [_plain(article.medium(item)[0].text, LONGEST_CONTEXT)]
    yield _context(elements)


def _elements(line: Line) -> list[Json]:
    """A line for a context: its words together, then its links, ten in all."""
    made = [_plain(article.text_of(line), LONGEST_CONTEXT)]
    links = dict.fromkeys((run.link, run.text) for run in line if safe_url(run.link))
    return [*made, *(_link(str(link), text) for link, text in links)][:10]


def _section(text: str) -> Iterator[Json]:
    words = escaped(text)
    if words:
        yield {"type": "section", "text": _text(_clipped(words, LONGEST_TEXT))}


def _header(text: str) -> Json:
    words = escaped(" ".join(text.split())) or "–"
    return {"type": "header", "text": _text(_clipped(words, LONGEST_HEADER))}


def _context(elements: list[Json]) -> Json:
    return {"type": "context", "elements": elements}


def _plain(text: str, longest: int) -> Json:
    return _text(_clipped(escaped(text), longest) or "–")


def _text(words: str) -> Json:
    return {"type": "plain_text", "text": words, "emoji": False}


def _link(url: str, text: str) -> Json:
    """A link of ours; Slack ends its address at "|" and ">", which no safe address holds."""
    words = re.sub(r"[^\w .-]", "", clean(text)) or "link"
    return {"type": "mrkdwn", "text": f"<{escaped(url)}|{words[:60]}>", "verbatim": True}


def _clipped(words: str, longest: int) -> str:
    """Escaped words of at most that many characters, no reference cut in two."""
    if len(words) <= longest:
        return words
    return _CUT_SIGN.sub("", words[: longest - 1]).rstrip() + "…"
