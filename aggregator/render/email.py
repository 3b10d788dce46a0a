"""The story as an e-mail (RFC 5322): plain text and HTML side by side, nothing loaded from elsewhere.

`Date` is when the digest was made, and all ids come from the digest: the same digest gives the same bytes.
Sender and receivers are for whoever sends it; the sender here is an address that can't exist (RFC 2606).
What a post says never reaches a header but through the subject, on one line and without control characters.
"""

import re
from collections.abc import Iterator
from datetime import UTC
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from aggregator.model import Digest
from aggregator.render import article, notices, words
from aggregator.render.article import (
    Block,
    Bullets,
    Details,
    Heading,
    Mood,
    Official,
    Paragraph,
    Post,
    Table,
    Trailer,
)
from aggregator.render.base import Renderer
from aggregator.render.email_style import dressed
from aggregator.render.fragment import fragment
from aggregator.render.page import environment
from aggregator.text import clean, safe_url

SENDER = "fansreact <no-reply@fansreact.invalid>"
_BOUNDARY = "=_fansreact_story"  # "=_" stands in no quoted-printable text (RFC 2045, 6.7)
_LONGEST_SUBJECT = 200
_LONGEST_BAR = 24


class Email(Renderer):
    """A message with a text and an HTML part, ready to be given a sender and receivers."""

    name = "email"
    suffix = "eml"

    def render(self, digest: Digest) -> bytes:
        """The message as it goes over the wire, lines ending in CRLF."""
        return bytes(message(digest))


def message(digest: Digest) -> EmailMessage:
    """The message, to which a sender may give other addresses. Pure."""
    made = EmailMessage(policy=SMTP)
    made["Subject"] = subject(digest)
    made["From"] = SENDER
    made["Date"] = format_datetime(digest.made_at.astimezone(UTC))
    made["Message-ID"] = f"<{_token(digest.id)}.v{digest.version}@fansreact.invalid>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    made["X-Unsent"] = "1"  # mail programs open the file as a draft
    made.set_content(text_part(digest), subtype="plain", charset="utf-8", cte="quoted-printable")
    made.add_alternative(html_part(digest), subtype="html", charset="utf-8", cte="quoted-printable")
    made.set_boundary(_BOUNDARY)
    return made


def subject(digest: Digest) -> str:
    """The headline on one line, with its mark and state before it unless it is published."""
    headline = _one_line(digest.headline)[:_LONGEST_SUBJECT]
    headline = headline.replace("=?", "= ?")  # else read as an encoded word, which can hold anything
    state = "" if digest.state in {"published", "withdrawn"} else f"[{digest.state}] "
    mark = notices.mark(digest)
    return f"{f'[{mark}] ' if mark else ''}{state}{headline}".strip()


def text_part(digest: Digest) -> str:
    """The story in plain text: headings underlined, quotes marked as in answers to mails."""
    headline = _one_line(digest.headline)
    mark = notices.mark(digest)
    parts = [mark.upper()] if mark else []
    parts.append(f"{headline}\n{'=' * min(len(headline), 72)}")
    parts += [part for block in article.article(digest) for part in _written(block)]
    return "\n\n".join(parts) + "\n"


def html_part(digest: Digest) -> str:
    """The story as one column of HTML with its styles inline."""
    template = environment().get_template("email.html")
    story = fragment(article.article(digest), dressed)
    return template.render(
        digest=digest,
        words=words,
        kind=words.kind(digest),
        round_up=notices.is_round_up(digest),
        story=story,
        dressed=dressed,
        mark=notices.mark(digest),
    )


def _written(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            line = _one_line(text)
            yield f"{line}\n{'-' * min(len(line), 72)}"
        case Paragraph(line):
            links = dict.fromkeys(run.link for run in line if safe_url(run.link))
            yield "\n".join([_one_line(article.text_of(line)), *(f"  {link}" for link in links)])
        case Bullets(lines):
            yield "\n".join(f"* {_one_line(article.text_of(line))}" for line in lines)
        case Mood():
            shares = (*block.lines, *block.by_network)
            yield "\n".join(f"* {words.capital(line)}" for line in shares)
            yield _one_line(block.method)
        case Official(text, source):
            yield f"{_marked(text)}\n>\n> ({_one_line(source)})"
        case Trailer():
            pass  # the sentence before it has the address
        case Post():
            yield _post(block)
        case Table():
            yield "\n".join(_rows(block))
        case Details(summary, inner):
            yield from (part for one in (Heading(summary), *inner) for part in _written(one))


def _rows(table: Table) -> Iterator[str]:
    """Columns of letters: names to the left, numbers to the right, then a bar."""
    cells = [tuple(map(_one_line, row)) for row in (table.columns, *table.rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    yield f"{_one_line(table.caption)}:"
    for (name, *numbers), size in zip(cells, (0.0, *table.bars), strict=True):
        told = (one.rjust(width) for one, width in zip(numbers, widths[1:], strict=True))
        bar = "=" * round(_LONGEST_BAR * size)
        yield "  ".join((name.ljust(widths[0]), *told, bar)).rstrip()


def _post(post: Post) -> str:
    said = [f"-- {post.by}", words.sentence(article.notes(post.quote))]
    said += [safe_url(post.quote.url) or ""]
    said += [article.text_of(article.medium(item)[:1]) for item in post.media]
    lines = [_one_line(line) for line in said if line not in {"", "."}]
    return "\n".join([_marked(post.quote.display), ">", *(f"> {line}" for line in lines)])


def _marked(text: str) -> str:
    """Somebody's words behind ">", so that nothing in them looks like a part of the story."""
    return "\n".join(f"> {line.rstrip()}".rstrip() for line in clean(text).split("\n"))


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


def _token(text: str) -> str:
    """An id as the left side of a Message-ID: letters, digits and a few signs (RFC 5322, 3.2.3)."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text)[:150] or "digest"
