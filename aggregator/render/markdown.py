"""The digest as a CommonMark draft: for a text editor, a wiki or a pull request.

What strangers wrote is escaped, so that it can be nothing but text: no link, heading, image, HTML, and no way
out of its quotation. Written in Python and not as a template, because in Markdown every blank counts.
"""

import re
from collections.abc import Iterable, Iterator

from aggregator.model import Digest
from aggregator.model.digests import Quote, Section, Sentence, Shares
from aggregator.render import by_hand, words
from aggregator.render.base import Renderer
from aggregator.text import clean, plural, safe_url

_SPECIAL = re.compile(r"([\\`*_\[\]<|~])|(&)(?=#?\w{1,32};)|(#)(?=#*$)")
_AUTOLINK = re.compile(r"(?<=[a-zA-Z])(:)(?=//)|(?<=www)(\.)", re.IGNORECASE)
_LINE_START = re.compile(r"^(\d{0,9})([-+=>#.)])")


class Markdown(Renderer):
    """A CommonMark draft with everything that the page holds."""

    name = "md"
    suffix = "md"

    def render(self, digest: Digest) -> bytes:
        """The draft, UTF-8, one blank line between blocks."""
        return ("\n\n".join(_blocks(digest)) + "\n").encode("utf-8")


def plain(text: str) -> str:
    """Somebody's words on one line, with every sign escaped that Markdown would read."""
    line = " ".join(clean(text).split())
    for pattern in (_SPECIAL, _AUTOLINK):
        line = pattern.sub(lambda found: "\\" + found.group(), line)
    return _LINE_START.sub(r"\1\\\2", line)


def quoted(text: str) -> str:
    """Somebody's words as a quotation that keeps their line breaks."""
    paragraphs: list[list[str]] = [[]]
    for line in clean(text).splitlines():
        if line.strip():
            paragraphs[-1].append(plain(line))
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n>\n".join("> " + "\\\n> ".join(lines) for lines in paragraphs if lines)


def link(text: str, url: str | None) -> str:
    """A link if the address is one that a reader may be sent to, else its words alone."""
    address = safe_url(url)
    return f"[{plain(text)}](<{address}>)" if address else plain(text)


def _blocks(digest: Digest) -> Iterator[str]:
    yield f"# {plain(digest.headline)}"
    yield f"**{digest.state.capitalize()}, version {digest.version}:** {words.state(digest)}."
    if digest.film.invented:
        yield (
            "**Invented for demonstration.** This film, its makers and every post and handle in this draft "
            "are made up."
        )
    if digest.highlights:
        yield _list(plain(line) for line in digest.highlights)
    yield _byline(digest)
    yield plain(digest.lede)
    yield from _mood(digest)
    for section in words.body(digest):
        yield from _section(digest, section)
    yield from _themes(digest)
    yield from _facts(digest)
    yield from _counted(digest)
    yield from _coverage(digest)
    if words.headlines(digest):
        yield "## Other headlines"
        yield _list(plain(line) for line in words.headlines(digest))
    yield "## How this was made"
    yield from (plain(paragraph) for paragraph in words.how(digest))
    if digest.corrections:
        yield "### Corrections"
        yield _list(plain(words.correction(entry)) for entry in digest.corrections)
    yield "---"
    yield from _provenance(digest)


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _byline(digest: Digest) -> str:
    return (
        f"*Drafted from {by_hand.drawn_from(digest)}, "
        f"written {words.window(digest.window)}. Draft made {words.minute(digest.made_at)}.*"
    )


def _mood(digest: Digest) -> Iterator[str]:
    mood = digest.sentiment
    if mood is None:
        yield f"**A round-up, without shares.** {plain(digest.sentiment_reason or '')}".rstrip()
        return
    yield "## The mood"
    yield _list(
        f"{camp}: {plural(one.posts, 'post')}, {words.percent(one.share)} "
        f"(95% interval {words.interval(one)})"
        for camp, one in ((camp, getattr(mood, camp)) for camp in words.CAMPS)
    )
    if len(mood.by_network) > 1:
        yield "By network:"
        yield _list(
            f"{words.network(name)}: {_camps(mood.by_network[name])}" for name in sorted(mood.by_network)
        )
    yield plain(words.sentence(mood.method))


def _camps(shares: Shares) -> str:
    told = ((camp, getattr(shares, camp)) for camp in words.CAMPS)
    return ", ".join(f"{words.percent(one.share)} {camp} ({words.interval(one)})" for camp, one in told)


def _section(digest: Digest, section: Section) -> Iterator[str]:
    if section.heading:
        yield f"## {plain(section.heading)}"
    said: list[str] = []
    for sentence in section.sentences:
        fact = words.official(digest, sentence)
        if fact is None:
            said.append(_sentence(sentence))
            continue
        if said:
            yield " ".join(said)
            said = []
        yield f"{quoted(fact.value['text'])}\n>\n> — {plain(words.fact_line(fact).value)}"
    if said:
        yield " ".join(said)
    for quote in words.quotes_of(digest, section):
        yield _quote(digest, quote)
    sources = [
        f"{link(words.host(one.url), one.url)} ({', '.join(filter(None, (one.hedge, words.day(one.as_of))))})"
        for one in words.sources_of(digest, section)
    ]
    if sources:
        yield f"*Sources: {'; '.join(sources)}*"


def _sentence(sentence: Sentence) -> str:
    pieces = (
        _spaced(text, link(text, address)) if address else _spaced(text, plain(text))
        for text, address in words.linked(sentence)
    )
    return "".join(pieces)


def _spaced(text: str, written: str) -> str:
    """`written` with the blanks that stood around the text."""
    before = " " if text[:1].isspace() else ""
    after = " " if len(text) > 1 and text[-1:].isspace() else ""
    return f"{before}{written}{after}"


def _quote(digest: Digest, quote: Quote) -> str:
    name = " ".join(filter(None, (f"**{plain(words.who(quote))}**", plain(words.handle(quote)))))
    notes = [words.author_class(quote), words.minute(quote.created_at)]
    line = ", ".join([name, words.network(quote.source), *filter(None, notes)])
    if safe_url(quote.url):
        line += f": {link(f'View on {words.network(quote.source)}', quote.url)}"
    small = [by_hand.note(quote), words.same_words(quote), words.excerpt_note(quote), words.standing(quote)]
    parts = [quoted(quote.display), f"> — {line}", f"> *{'; '.join(filter(None, small))}*"]
    for item in words.media_of(digest, quote):
        described = f" Described by its author as: {plain(item.alt)}." if item.alt else ""
        where = f" {link('Open the original', item.url)}" if safe_url(item.url) else ""
        parts.append(f"> \\[{plain(words.medium(item))}.{described}{where}\\]")
    return "\n>\n".join(part for part in parts if part)


def _themes(digest: Digest) -> Iterator[str]:
    if not digest.themes:
        return
    yield "## What they talk about"
    yield _list(
        f"{plain(one.label)}: {plural(one.posts, 'post')}, of which {words.number(one.positive)} "
        f"positive and {words.number(one.negative)} negative"
        for one in digest.themes
    )


def _facts(digest: Digest) -> Iterator[str]:
    if not digest.facts:
        return
    yield "## Film facts"
    lines = []
    for fact in digest.facts:
        one = words.fact_line(fact)
        value = link(one.value, one.link)
        source = link(words.host(one.source), one.source)
        known = ", ".join(filter(None, (one.hedge, source, f"as of {words.day(one.as_of)}")))
        known = "; ".join((known, *map(plain, one.notes)))
        lines.append(f"**{plain(one.label)}:** {value} ({known})")
    yield _list(lines)


def _counted(digest: Digest) -> Iterator[str]:
    counted = digest.counted
    yield "## What was counted"
    networks = (
        f"{words.network(name)}: {words.number(counted.networks[name])}" for name in sorted(counted.networks)
    )
    left_out = {
        "reposts": counted.reposts,
        "copies": counted.duplicates,
        **dict(sorted(counted.excluded.items())),
    }
    yield _list(
        [
            f"{plural(counted.posts, 'post')} by {plural(counted.authors, 'author')}",
            *networks,
            *(
                f"{by_hand.not_counted(reason).lower()}, {plain(reason)}: {words.number(posts)}"
                for reason, posts in left_out.items()
            ),
            *(
                f"counted, never quoted, {plain(one.reason)}: {words.number(one.posts)}"
                for one in digest.held_back
            ),
        ]
    )


def _coverage(digest: Digest) -> Iterator[str]:
    yield "## Coverage"
    yield plain(words.whole(digest.coverage))
    lines = []
    for one in digest.coverage:
        lines.append(f"{words.network(one.source)} {plain(one.target)}: {plain(words.covered(one))}")
        lines += [f"{words.network(one.source)} {plain(one.target)}, {plain(gap)}" for gap in words.gaps(one)]
    if lines:
        yield _list(lines)


def _provenance(digest: Digest) -> Iterator[str]:
    made = digest.provenance
    versions = ", ".join(f"{plain(part)} {plain(made.versions[part])}" for part in sorted(made.versions))
    yield (
        "Drafted automatically by fansreact and to be read by an editor before it is published. Every quote "
        f"is verbatim and every number can be counted again: `fansreact verify {_code(digest.id)}`"
    )
    yield f"Versions: {versions}. Settings {_code(made.config_hash)}, inputs {_code(made.inputs_hash)}."


def _code(text: str) -> str:
    """An id for a code span or the running text: letters, digits and a few signs only."""
    return re.sub(r"[^\w.-]", "-", text)
