"""A chart as a file of its own: an SVG with its colours for light and dark, that loads and runs nothing."""

import textwrap
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from aggregator.errors import AggregatorError, did_you_mean
from aggregator.model import Digest
from aggregator.render import by_hand, moments, notices, words
from aggregator.render.charts import mood, themes, timeline
from aggregator.render.charts.scene import PATTERNS, Drawing, Shape, Words, drawn, moved, number, visible
from aggregator.render.charts.style import style
from aggregator.render.shown import is_withdrawn, shown

WIDTH = 520
MARGIN = 18
LINE, BETWEEN = 16.0, 5.0
COLUMNS = 68
"""Letters of a line below a chart."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a picture: its heading, its drawing, and lines below."""

    heading: str
    drawing: Drawing
    notes: tuple[str, ...]


def names(digest: Digest) -> tuple[str, ...]:
    """The charts that this digest has, sorted by name; none of a withdrawn story, and none of a death."""
    digest = shown(digest)
    return tuple(name for name in sorted(_CHARTS) if _sheet(digest, name) is not None)


def chart(digest: Digest, name: str) -> bytes:
    """The chart of that name as an SVG document, UTF-8.

    Raises:
        AggregatorError: there is no such chart, or this digest has none of that name.
    """
    if name not in _CHARTS:
        hint = did_you_mean(name, _CHARTS) or f"the charts are {', '.join(sorted(_CHARTS))}"
        raise AggregatorError(f"no such chart: {name!r}", hint=hint)
    digest = shown(digest)
    found = _sheet(digest, name)
    if found is None:
        has = ", ".join(names(digest)) or "none"
        raise AggregatorError(f"digest {digest.id}: has no chart {name!r}", hint=f"its charts: {has}")
    return _document(found, digest).encode("utf-8")


def _sheet(digest: Digest, name: str) -> Sheet | None:
    return _CHARTS[name](digest) if drawable(digest) else None


def drawable(digest: Digest) -> bool:
    """Whether a story may have charts: nobody's death is charted, and nothing of a withdrawn story shown."""
    return digest.kind != "death" and not is_withdrawn(digest)


def _document(found: Sheet, digest: Digest) -> Markup:
    heading = visible(f"{digest.film.title}: {found.heading}")
    top = list(_lines(heading, 54))
    body: list[Shape] = [Words(0, 16 + 20 * place, line, "heading") for place, line in enumerate(top)]
    down = 20.0 * len(top) + 16
    body += [moved(shape, down) for shape in found.drawing.shapes]
    down += found.drawing.height + LINE + BETWEEN
    invented = [f"{notices.INVENTED} {notices.INVENTED_WHAT}"] if digest.film.invented else []
    for note in (*found.notes, *invented, _rests_on(digest)):
        for line in _lines(visible(note), COLUMNS):
            body.append(Words(0, down, line, "foot"))
            down += LINE
        down += BETWEEN
    height = number(down + 2 * MARGIN - LINE - BETWEEN + 4)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        'viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc">'
        '<title id="title">{title}</title><desc id="desc">{said}</desc><style>{style}</style>{patterns}'
        '<rect class="ground" width="100%" height="100%"/><svg class="chart" paint-order="stroke" '
        'x="{margin}" y="{margin}" width="{inner}" height="{height}" overflow="visible">{body}</svg></svg>\n'
    ).format(
        width=WIDTH,
        height=height,
        title=heading,
        said=visible(found.drawing.description),
        style=style(),
        patterns=PATTERNS,
        margin=MARGIN,
        inner=WIDTH - 2 * MARGIN,
        body=drawn(body),
    )


def _rests_on(digest: Digest) -> str:
    when = words.window(digest.window, digest.language)
    return f"{words.capital(by_hand.drawn_from(digest))}, {when}; not a survey."


def _lines(text: str, columns: int) -> Iterator[str]:
    """The text in lines of so many letters, half as many where some are wide."""
    wide = any(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    yield from textwrap.wrap(text, columns // 2 if wide else columns, break_on_hyphens=False)


def _volume(digest: Digest) -> Sheet | None:
    drawing = timeline.drawing(digest)
    if drawing is None:
        return None
    events = (
        f"{place}: {one.name}, {words.minute(one.at, digest.language)}."
        for place, one in timeline.numbered(digest)
    )
    spikes = (one.text for one in moments.moments(digest))
    return Sheet("when the posts were written", drawing, (*events, *spikes, *timeline.notes(digest)))


def _mood(digest: Digest) -> Sheet | None:
    if digest.sentiment is None:
        return None
    whole, apart = mood.bar(digest.sentiment), mood.by_network(digest)
    shapes = [*mood.key(), *(moved(shape, 20) for shape in whole.shapes)]
    down, said = 20 + whole.height, whole.description
    if apart is not None:
        shapes += [moved(shape, down + 14) for shape in apart.shapes]
        down, said = down + 14 + apart.height, f"{said} {apart.description}"
    drawing = Drawing(down, tuple(shapes), whole.title, said)
    return Sheet("the mood", drawing, tuple(mood.notes(digest)))


def _trend(digest: Digest) -> Sheet | None:
    drawing = mood.over_time(digest)
    if drawing is None or digest.trend is None:
        return None
    return Sheet("the mood over time", drawing, (mood.KEY, words.sentence(digest.trend.method)))


def _themes(digest: Digest) -> Sheet | None:
    if not digest.themes:
        return None
    shapes: list[Shape] = [
        Words(themes.MIDDLE, 10, "negative", anchor="end", off=-8),
        Words(themes.MIDDLE, 10, "positive", off=8),
    ]
    down, said = 18.0, []
    for group, heading in ((themes.told(digest), ""), (themes.general(digest), themes.itself(digest))):
        if group and heading:
            shapes.append(Words(0, down + 26, heading.upper(), "group"))
            down += 34
        for theme in group:
            label = textwrap.shorten(words.capital(visible(theme.label)), 44, placeholder=" …")
            shapes += [
                Words(0, down + 16, label, "name"),
                Words(100, down + 16, themes.total(theme), anchor="end"),
            ]
            made = themes.bar(theme, themes.longest(group))
            shapes += [moved(shape, down + 24) for shape in made.shapes]
            said.append(f"{theme.label}: {themes.total(theme)}; {made.title}.")
            down += 24 + made.height + 10
    drawing = Drawing(down, tuple(shapes), "What the posts talk about", " ".join(said))
    return Sheet("what fans talk about", drawing, ("A post may speak of several themes.",))


_CHARTS: dict[str, Callable[[Digest], Sheet | None]] = {
    "mood": _mood,
    "themes": _themes,
    "trend": _trend,
    "volume": _volume,
}
