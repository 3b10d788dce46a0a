"""The story's blocks as simple HTML, for e-mail and feeds: paragraphs, headings, lists and quotations, no
more.

Whatever a post says is text. `dress` gives an element its attributes by what it is for ("lede", "post"), so
that an e-mail can carry its styles inline and a feed none.
"""

from collections.abc import Callable, Iterable, Iterator

from markupsafe import Markup

from aggregator.render import article, words
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
from aggregator.text import safe_url

Dress = Callable[[str], Markup]
_REL = Markup('rel="nofollow ugc noopener noreferrer"')


def bare(_: str) -> Markup:
    """No attributes at all."""
    return Markup()


def fragment(blocks: Iterable[Block], dress: Dress = bare) -> Markup:
    """The blocks one after another, a line for each element."""
    return Markup("\n").join(part for block in blocks for part in _block(block, dress))


def _block(block: Block, dress: Dress) -> Iterator[Markup]:
    match block:
        case Paragraph(line, role):
            yield Markup("<p{}>{}</p>").format(dress(role), _line(line, dress))
        case Heading(text):
            yield Markup("<h2{}>{}</h2>").format(dress("heading"), _visible(text))
        case Bullets(lines):
            yield _list((_line(line, dress) for line in lines), dress)
        case Mood():
            yield from _mood(block, dress)
        case Official(text, source):
            yield Markup("<blockquote{}>{}<p{}>{}</p></blockquote>").format(
                dress("official"), _paragraphs(text, dress), dress("cite"), _visible(source)
            )
        case Trailer():
            pass  # the sentence before it links it
        case Post():
            yield _post(block, dress)
        case Table():
            yield _table(block, dress)
        case Details(summary, inner):
            yield Markup("<h2{}>{}</h2>").format(dress("details"), _visible(summary))
            for one in inner:
                yield from _block(one, lambda role: dress(f"small {role}"))


def _mood(mood: Mood, dress: Dress) -> Iterator[Markup]:
    bar = _bar(mood, dress)
    if bar:
        yield bar
    yield _list((_visible(words.capital(line)) for line in mood.lines), dress)
    if mood.by_network:
        yield _list((_visible(line) for line in mood.by_network), dress)
    yield Markup("<p{}>{}</p>").format(dress("byline"), _visible(mood.method))


def _bar(mood: Mood, dress: Dress) -> Markup:
    """The three shares as a bar, where a format can colour it; the list after it says the same in words."""
    if not dress("bar"):
        return Markup()
    cells = Markup().join(
        Markup("<td{}>{}</td>").format(dress(f"{piece.camp} {piece.width}"), piece.label)
        for piece in mood.bar
        if piece.width > 0
    )
    return Markup('<table role="presentation" aria-hidden="true"{}><tr>{}</tr></table>').format(
        dress("bar"), cells
    )


def _table(table: Table, dress: Dress) -> Markup:
    """Its bars only where a format can colour them; the numbers beside them say the same."""
    colours = bool(dress("bar"))
    heads = [
        Markup('<th scope="col"{}>{}</th>').format(dress("cell"), _visible(one)) for one in table.columns
    ]
    heads += [Markup("<td{}></td>").format(dress("meter"))] if colours else []
    rows = [Markup("<thead><tr>{}</tr></thead>\n<tbody>").format(Markup().join(heads))]
    for (name, *numbers), size in zip(table.rows, table.bars, strict=True):
        cells = [Markup('<th scope="row"{}>{}</th>').format(dress("cell"), _visible(name))]
        cells += [Markup("<td{}>{}</td>").format(dress("cell"), _visible(one)) for one in numbers]
        if colours:
            bar = Markup("<div{}></div>").format(dress(f"bar {round(100 * size, 1)}")) if size else Markup()
            cells.append(Markup('<td aria-hidden="true"{}>{}</td>').format(dress("meter"), bar))
        rows.append(Markup("<tr>{}</tr>").format(Markup().join(cells)))
    return Markup("<table{}><caption{}>{}</caption>\n{}</tbody></table>").format(
        dress("table"), dress("caption"), _visible(table.caption), Markup("\n").join(rows)
    )


def _list(items: Iterable[Markup], dress: Dress) -> Markup:
    inner = Markup("\n").join(Markup("<li{}>{}</li>").format(dress("item"), item) for item in items)
    return Markup("<ul{}>\n{}\n</ul>").format(dress("list"), inner)


def _post(post: Post, dress: Dress) -> Markup:
    quote = post.quote
    link = safe_url(quote.url)
    cite = Markup(' cite="{}"').format(link) if link else Markup()
    said = _line((Run("— "), Run(post.by, link)), dress)
    lines = [Markup("<p{}>{}</p>").format(dress("cite"), said)]
    notes = article.notes(quote)
    if notes:
        lines.append(Markup("<p{}>{}</p>").format(dress("cite"), _visible(words.sentence(notes))))
    lines += [
        Markup("<p{}>{}</p>").format(dress("cite"), _line(article.medium(item), dress)) for item in post.media
    ]
    return Markup("<blockquote{}{}>{}{}</blockquote>").format(
        cite, dress("post"), _paragraphs(quote.display, dress), Markup().join(lines)
    )


def _paragraphs(text: str, dress: Dress) -> Markup:
    """Somebody's words in paragraphs, their line breaks kept."""
    return Markup().join(
        Markup('<p dir="auto"{}>{}</p>').format(
            dress("words"), Markup("<br>").join(_visible(line) for line in lines)
        )
        for lines in article.paragraphs(text)
    )


def _line(line: Line, dress: Dress) -> Markup:
    return Markup().join(_run(run, dress) for run in line)


def _run(run: Run, dress: Dress) -> Markup:
    text = _visible(run.text)
    link = safe_url(run.link)
    if link:
        text = Markup('<a href="{}" {}{}>{}</a>').format(link, _REL, dress("link"), text)
    return Markup("<strong>{}</strong>").format(text) if run.strong else text


def _visible(text: str) -> Markup:
    """Words as article.visible has them, escaped."""
    return Markup("{}").format(article.visible(text))
