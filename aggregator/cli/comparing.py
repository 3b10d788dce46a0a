"""The command that puts two moments of a film side by side: compare."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.common import Call, command, parse_instant
from aggregator.cli.story import kind_of, window_of
from aggregator.errors import ConfigError

if TYPE_CHECKING:
    from aggregator.model.comparisons import Comparison, Difference, ThemeChange


def add_to(app: typer.Typer) -> None:
    """Give the command line this command."""
    command(
        app,
        "compare",
        epilog='Example: fansreact compare the-glass-harbour --event "set photos" --event "trailer 1"',
    )(compare)


def compare(
    call: Call,
    film: Annotated[str, typer.Argument(metavar="FILM", help="A film's slug.")],
    event: Annotated[
        list[str], typer.Option("--event", help="An event of films.toml; give two, the earlier one first.")
    ],
    form: Annotated[
        list[str] | None, typer.Option("--format", help="html, md or json: written as files; several times.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder to write to (./digests).")
    ] = None,
    now: Annotated[
        str | None, typer.Option("--now", help="Pretend that it is this time (ISO 8601 with zone).")
    ] = None,
) -> None:
    """Put two moments of a film side by side: volume, shares, themes and quotes of each.

    Says which differences are more than chance. Without --format or --out nothing is written.
    """
    from aggregator.model.digest_json import plain
    from aggregator.pipeline.compare import compare as side_by_side
    from aggregator.pipeline.score import score
    from aggregator.render import comparison as rendering

    if len(event) != 2:
        raise ConfigError(
            f"--event: {len(event)} given, compare takes two", hint='--event "set photos" --event "trailer 1"'
        )
    forms = form or (list(rendering.FORMATS) if out else [])
    for name in forms:
        rendering.check(name)
    with call.app() as app:
        chosen = app.film(film)
        moment = parse_instant(now, "--now") if now else app.ctx.clock()
        moments = [window_of(chosen, moment, event=one) for one in event]
        if moments[0] == moments[1]:
            raise ConfigError(f"--event: '{event[0]}' is given twice", hint="name two different events")
        with call.out.progress("scoring"):
            score(app.ctx, app.pool, [chosen])
        with call.out.progress("comparing"):
            found = side_by_side(
                app.ctx,
                chosen,
                ((moments[0][0], kind_of(moments[0][1])), (moments[1][0], kind_of(moments[1][1]))),
                asked=app.asked(chosen),
                style=app.style,
                config_hash=app.settings.config_hash(chosen),
                made_at=moment,
            )
        folder = out or app.settings.digest.out
        paths = {name: str(rendering.write(found, name, folder)) for name in forms}
        call.out.result({"paths": paths, "comparison": plain(found)}, lambda: _tell(call, found, paths))


def _tell(call: Call, found: "Comparison", paths: dict[str, str]) -> None:
    out = call.out
    first, second = found.names
    out.line(f"{found.title}: {first} and {second}", style="bold")
    for sentence in found.summary:
        out.line(f"  - {sentence}")
    out.line("")
    out.table(
        ("", first, second),
        [
            ("posts that count", *(one.posts for one in found.volumes)),
            ("authors", *(one.authors for one in found.volumes)),
            ("posts an hour", *(round(one.per_hour, 1) for one in found.volumes)),
            ("read in full", *(one.complete for one in found.volumes)),
        ],
    )
    rows: list[tuple[object, ...]] = []
    for one in found.networks:
        if one.shares is None:
            rows.append((one.source, "", one.before, one.after, "", one.reason or ""))
            continue
        rows += [
            (one.source, label, _percent(share.before), _percent(share.after), *_moved(share))
            for label, share in one.shares.items()
        ]
    out.line("")
    out.table(("network", "posts", first, second, "change in points", ""), rows, title="Shares by network")
    if found.themes:
        out.line("")
        out.table(
            ("theme", first, second, "change in points", ""),
            [(one.label, one.before, one.after, *_theme(one)) for one in found.themes],
            title="Themes, in posts that mention them",
        )
    for name, digest in zip(found.names, found.moments, strict=True):
        out.line("")
        out.line(f"{name}: {digest.headline}", style="bold")
        for quote in digest.quotes[:3]:
            out.line(f"  “{' '.join(quote.display.split())}” @{quote.author.handle or quote.author.name}")
    for note in found.notes:
        out.note(note)
    out.note(found.method)
    for path in paths.values():
        out.line(path)


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _moved(share: "Difference") -> tuple[str, str]:
    change, low, high = (round(end * 100) for end in (share.change, share.low, share.high))
    return f"{change:+} ({low:+} to {high:+})", "differs" if share.differs else "within chance"


def _theme(one: "ThemeChange") -> tuple[str, str]:
    if one.share is None:
        return "", "too few to tell"
    return _moved(one.share)[0], {"unclear": "within chance"}.get(one.movement, one.movement)
