"""A comparison as files that people or programs read: html, md and json, each a pure function of it."""

import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from aggregator.errors import AggregatorError, ConfigError, did_you_mean
from aggregator.model.comparisons import Comparison, Difference, ThemeChange
from aggregator.model.digest_json import document_bytes, plain
from aggregator.model.digests import Quote
from aggregator.render import by_hand, pictures, words
from aggregator.render.markdown import link, quoted
from aggregator.render.markdown import plain as escaped
from aggregator.render.page import page_of

MOST_QUOTES = 4
"""Quotes of each moment, the first of its story."""
MOVEMENTS = {
    "gained": "new",
    "lost": "gone quiet",
    "more": "a larger part",
    "less": "a smaller part",
    "unclear": "no clear change",
}


def html(found: Comparison) -> bytes:
    """The two moments as one self-contained page: no script, nothing loaded from elsewhere."""
    return page_of(
        "comparison.html",
        ("palette.css", "digest.css", "comparison.css"),
        found=found,
        by_hand=by_hand,
        pictures=pictures,
        words=words,
        names=found.names,
        quotes=[quotes_of(found, place) for place in (0, 1)],
        points=points,
        interval=interval,
        mark=mark,
        reach=reach,
        movements=MOVEMENTS,
    )


def markdown(found: Comparison) -> bytes:
    """The two moments as a CommonMark draft."""
    return ("\n\n".join(_blocks(found)) + "\n").encode("utf-8")


def json(found: Comparison) -> bytes:
    """All of it, with both digests whole."""
    return document_bytes(plain(found))


FORMATS: dict[str, Callable[[Comparison], bytes]] = {"html": html, "json": json, "md": markdown}


def check(name: str) -> None:
    """Raises ConfigError for a format that no comparison has."""
    if name not in FORMATS:
        hint = did_you_mean(name, FORMATS) or f"a comparison's formats are {', '.join(sorted(FORMATS))}"
        raise ConfigError(f"no such format: {name!r}; {hint}")


def write(found: Comparison, name: str, folder: Path) -> Path:
    """Write that format into the folder, named after both digests; returns the file.

    Raises:
        AggregatorError: the folder can't be written.
    """
    path = folder / f"{found.film}-compare-{found.moments[0].id[-8:]}-{found.moments[1].id[-8:]}.{name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(FORMATS[name](found))
    except OSError as error:
        raise AggregatorError(
            f"{path}: can't be written: {error.strerror or error}", hint="name another folder with --out"
        ) from error
    return path


def points(found: Difference) -> str:
    """A change in points: "+17", "−3", "0"."""
    change = round(found.change * 100)
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{abs(change)}"


def interval(found: Difference) -> str:
    """Its interval in points: "+8 to +26"."""
    low, high = (f"{'+' if end > 0 else '−' if end < 0 else ''}{abs(end)}" for end in _ends(found))
    return f"{low} to {high}"


def _ends(found: Difference) -> tuple[int, int]:
    return round(found.low * 100), round(found.high * 100)


def reach(shares: Iterable[Difference]) -> int:
    """How far to either side of 0 the lines of one table go, in points: a multiple of 5."""
    furthest = max((max(abs(one.low), abs(one.high)) for one in shares), default=0.0)
    return min(100, 5 * max(1, math.ceil(furthest * 20)))


def mark(found: Difference, ends: int) -> dict[str, float]:
    """A change and its interval as places on a line from -`ends` to `ends` points: 0 to 100 from its left."""
    return {
        name: round(50 + value * 5000 / ends, 2)
        for name, value in (("low", found.low), ("high", found.high), ("at", found.change))
    }


def quotes_of(found: Comparison, place: int) -> list[Quote]:
    """What is quoted of a moment: the first quotes of its story that still stand."""
    return [quote for quote in found.moments[place].quotes if quote.alive][:MOST_QUOTES]


def _blocks(found: Comparison) -> Iterator[str]:
    first, second = map(escaped, found.names)
    yield f"# {escaped(found.title)}: {first} and {second}"
    yield "**Draft:** put side by side automatically, not yet read by an editor."
    if found.invented:
        yield "**Invented for demonstration.** This film and every post and handle in this draft are made up."
    yield "\n".join(f"- {escaped(sentence)}" for sentence in found.summary)
    yield "## How much was written"
    yield _table(
        ("", first, second),
        [
            ("posts that count", *(words.number(one.posts) for one in found.volumes)),
            ("authors", *(words.number(one.authors) for one in found.volumes)),
            ("posts an hour", *(f"{one.per_hour:,.1f}" for one in found.volumes)),
            ("window", *(words.window(digest.window) for digest in found.moments)),
        ],
    )
    yield "## Shares by network"
    rows: list[tuple[str, ...]] = []
    for one in found.networks:
        name = words.network(one.source)
        for label, share in (one.shares or {}).items():
            rows.append(
                (
                    f"{name}, {label}",
                    words.percent(share.before),
                    words.percent(share.after),
                    f"{points(share)} ({interval(share)})",
                    "differs" if share.differs else "within chance",
                )
            )
        if one.shares is None:
            rows.append(
                (name, words.number(one.before), words.number(one.after), "", escaped(one.reason or ""))
            )
    yield _table(("", first, second, "change in points", ""), rows)
    if found.themes:
        yield "## Themes"
        yield _table(
            ("", first, second, "change in points", ""),
            [
                (escaped(one.label), words.number(one.before), words.number(one.after), *_theme(one))
                for one in found.themes
            ],
        )
    for place, name in enumerate((first, second)):
        yield f"## What fans said: {name}"
        quotes = quotes_of(found, place)
        if not quotes:
            yield "No post passed the checks for quoting."
        for quote in quotes:
            who = " ".join(filter(None, (f"**{escaped(words.who(quote))}**", escaped(words.handle(quote)))))
            where = link(f"View on {words.network(quote.source)}", quote.url)
            yield f"{quoted(quote.display)}\n>\n> — {who}, {words.minute(quote.created_at)}: {where}"
    yield "## How this was made"
    if found.notes:
        yield "\n".join(f"- {escaped(note)}" for note in found.notes)
    yield escaped(found.method)


def _theme(one: ThemeChange) -> tuple[str, str]:
    if one.share is None:
        return "", "too few to tell"
    return f"{points(one.share)} ({interval(one.share)})", MOVEMENTS[one.movement]


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
