"""The story as blocks of WordPress' editor, and as the fields of its REST API.

Markup: npm @wordpress/block-library, `save` of each block; how attributes are written: @wordpress/blocks,
`serializeAttributes` (read 2026-11). What strangers wrote is text: besides HTML's own signs, those that
WordPress reads in finished HTML are written as references: `[` (shortcodes run on any "[name]"), "://" (an
address alone in its paragraph would be fetched and embedded) and smileys (replaced by images). So no
comment `<!-- wp:` and no shortcode can come out of a post. No image of a user is ever in a block.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import escape

from aggregator.model import Digest
from aggregator.model.digests import DigestMedia
from aggregator.render import article, embeds, notices, words
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
    Run,
    Table,
    Trailer,
)
from aggregator.render.base import Renderer
from aggregator.render.shown import is_withdrawn, shown
from aggregator.text import clean, safe_url

_READ_BY_WORDPRESS = re.compile(r"[\[\]]|:(?=[^\w\s])|(?<!\w):(?=\S)|;(?=[-)])|(?<=[;8])\)")
_REL = "nofollow ugc noopener noreferrer"
_SLUG = re.compile(r"[^a-z0-9-]+")
_LONGEST_SLUG = 190  # wp_posts.post_name holds 200


class Wordpress(Renderer):
    """Blocks to paste into the code editor: a note for the editor, then the article without its headline."""

    name = "wordpress"
    suffix = "wordpress.html"

    def render(self, digest: Digest) -> bytes:
        """The blocks, UTF-8, and nothing outside of a block."""
        return (
            "\n\n".join(
                [*_mark(digest), _for_the_editor(digest), *_written(article.article(digest))]
            ).encode()
            + b"\n"
        )


@dataclass(frozen=True, slots=True)
class WordpressPost:
    """What WordPress' REST API takes for a post (POST wp/v2/posts), without categories and credentials.

    Always a draft: whether it is published, a person decides there. `slug` stays the same over all versions.
    """

    title: str
    slug: str
    excerpt: str
    content: str
    status: Literal["draft"] = "draft"


def wordpress_post(digest: Digest) -> WordpressPost:
    """The fields of a post; title and excerpt are HTML, as the API takes them. Pure.

    The note for the editor is not in the content: title, state and other headlines have places of their own.
    """
    slug = digest.seo.slug if digest.seo is not None else digest.id  # also of a story that was withdrawn
    digest = shown(digest)
    mark = notices.mark(digest)
    before = f"{mark}: " if mark else ""
    return WordpressPost(
        title=_text(f"{before}{digest.headline}"),
        slug=_SLUG.sub("-", slug.lower())[:_LONGEST_SLUG].strip("-"),
        excerpt=_text(f"{before}{words.summary(digest)}"),
        content="\n\n".join([*_mark(digest), *_written(article.article(digest))]) + "\n",
    )


def attributes(values: Mapping[str, Any]) -> str:
    """A block's attributes as WordPress' serializer writes them: JSON that can't end a comment."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    for sign, reference in (
        ("\\\\", "\\u005c"),  # first, or the quotation mark after one would be taken for an escaped one
        ("--", "\\u002d\\u002d"),
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ('\\"', "\\u0022"),
    ):
        text = text.replace(sign, reference)
    return text


def _text(text: str) -> str:
    """Anybody's words as HTML on one line that WordPress reads as nothing but words."""
    return _words(" ".join(clean(text).split()))


def _words(text: str) -> str:
    """Words as `_text`, with their blanks kept."""
    pieces = []
    at = 0
    for found in _READ_BY_WORDPRESS.finditer(text):
        pieces += [str(escape(text[at : found.start()])), f"&#{ord(found.group())};"]
        at = found.end()
    return "".join([*pieces, str(escape(text[at:]))])


def _line(line: Line) -> str:
    return "".join(_run(run) for run in line).strip()


def _run(run: Run) -> str:
    text = _words(article.visible(run.text))
    link = safe_url(run.link)
    if link:
        text = f'<a href="{_address(link)}" rel="{_REL}">{text}</a>'
    return f"<strong>{text}</strong>" if run.strong else text


def _address(url: str) -> str:
    """An address for an attribute. Brackets would be read as a shortcode there too."""
    return str(escape(url.replace("[", "%5B").replace("]", "%5D")))


def _block(name: str, inner: str, given: Mapping[str, Any] | None = None) -> str:
    said = f" {attributes(given)}" if given else ""
    return f"<!-- wp:{name}{said} -->\n{inner}\n<!-- /wp:{name} -->"


def _paragraph(html: str) -> str:
    return _block("paragraph", f"<p>{html}</p>")


def _heading(html: str) -> str:
    return _block("heading", f'<h2 class="wp-block-heading">{html}</h2>')


def _list(items: Iterable[str]) -> str:
    inner = "\n\n".join(_block("list-item", f"<li>{item}</li>") for item in items)
    return _block("list", f'<ul class="wp-block-list">{inner}</ul>')


def _quote(paragraphs: Iterable[str], cite: str) -> str:
    inner = "\n\n".join(_paragraph(one) for one in paragraphs)
    return _block("quote", f'<blockquote class="wp-block-quote">{inner}<cite>{cite}</cite></blockquote>')


def _table(table: Table) -> str:
    """Numbers alone: a bar of letters would be read out, and no style or drawing survives WordPress."""
    heads = "".join(f'<th scope="col">{_text(one)}</th>' for one in table.columns)
    rows = "".join(
        f'<tr><th scope="row">{_text(name)}</th>{"".join(f"<td>{_text(one)}</td>" for one in numbers)}</tr>'
        for name, *numbers in table.rows
    )
    return _block(
        "table",
        '<figure class="wp-block-table"><table class="has-fixed-layout">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        f'<figcaption class="wp-element-caption">{_text(table.caption)}</figcaption></figure>',
    )


def _details(summary: str, blocks: Iterable[str]) -> str:
    inner = "\n\n".join(blocks)
    return _block(
        "details", f'<details class="wp-block-details"><summary>{summary}</summary>{inner}</details>'
    )


def _embed(embed: embeds.Embed, caption: str = "") -> str:
    given: dict[str, Any] = {"url": embed.url, "type": embed.type, "providerNameSlug": embed.provider}
    classes = ["wp-block-embed", f"is-type-{embed.type}", f"is-provider-{embed.provider}"]
    classes.append(f"wp-block-embed-{embed.provider}")
    if embed.responsive:
        given["responsive"] = True
    if embed.provider == "youtube":
        given["className"] = "wp-embed-aspect-16-9 wp-has-aspect-ratio"
        classes.append(given["className"])
    said = f'<figcaption class="wp-element-caption">{caption}</figcaption>' if caption else ""
    return _block(
        "embed",
        f'<figure class="{" ".join(classes)}"><div class="wp-block-embed__wrapper">\n'
        f"{_address(embed.url)}\n</div>{said}</figure>",
        given,
    )


def _mark(digest: Digest) -> Iterator[str]:
    """Also in the content: a draft that is put online all the same must not look as if it were meant so."""
    mark = notices.mark(digest)
    if mark:
        yield _paragraph(f"<strong>{_text(mark)}</strong>")


def _written(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(_, "state" | "byline" | "check"):
                pass  # the editor's note says it, and the post's own status
            case Paragraph(line):
                yield _paragraph(_line(line))
            case Heading(text):
                yield _heading(_text(text))
            case Bullets(lines):
                yield _list(_line(line) for line in lines)
            case Mood():
                yield _list(_text(words.capital(line)) for line in (*block.lines, *block.by_network))
                yield _paragraph(_text(block.method))
            case Official(text, source):
                yield _quote(_paragraphs(text), _text(source))
            case Trailer(url):
                yield from map(_embed, filter(None, [embeds.of_video(url)]))
            case Post():
                yield _post(block)
            case Table():
                yield _table(block)
            case Details(summary, inner):
                yield _details(_text(summary), _written(inner))


def _post(post: Post) -> str:
    embed = embeds.of_quote(post.quote, post.media)
    said = article.notes(post.quote)
    note = f". {words.sentence(said)}" if said else ""
    if embed is not None:
        return _embed(embed, _text(f"{post.by}{note}"))
    cite = _line((Run(post.by, post.quote.url), Run(note)))
    return _quote(_paragraphs(post.quote.display), cite)


def _paragraphs(text: str) -> list[str]:
    """Somebody's words in paragraphs, their line breaks kept."""
    return ["<br>".join(map(_text, lines)) for lines in article.paragraphs(text)]


def _for_the_editor(digest: Digest) -> str:
    """What an editor must know and readers must not see, in a block that is to be taken out."""
    inner = [_paragraph(_text(notices.state(digest)))]
    if not is_withdrawn(digest):
        inner += [_paragraph(_text(said)) for said in (notices.drawn(digest), notices.checked(digest))]
    inner.append(_paragraph(f"Headline: {_text(digest.headline)}"))
    if words.headlines(digest):
        inner += [_paragraph("Other headlines:"), _list(_text(one) for one in words.headlines(digest))]
    not_shown = [_line(_told(digest, item)) for item in digest.media]
    if not_shown:
        inner += [
            _paragraph("Images and clips of the quoted posts, none of them copied:"),
            _list(not_shown),
        ]
    return _details("For the editor: take this block out before publishing", inner)


def _told(digest: Digest, item: DigestMedia) -> Line:
    by = next((words.who(quote) for quote in digest.quotes if quote.id == item.post_id), "")
    return (Run(f"{by}: " if by else ""), *article.medium(item))
