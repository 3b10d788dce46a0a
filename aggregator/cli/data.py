"""Commands that bring posts in and score them: collect, add, import, score."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from aggregator.cli.common import Call, command, parse_duration, parse_instant
from aggregator.errors import AggregatorError, ConfigError
from aggregator.text import plural, printable

_SINCE = "write 24h, '3 days', 2031-05-04 or 2031-05-04T12:00:00Z"
FilmsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILM...", help="Slugs of films; all that are watched if none is named."),
]


def add_to(app: typer.Typer) -> None:
    """Give the command line these commands."""
    command(
        app, "collect", epilog="Example: fansreact collect the-glass-harbour --source mastodon --since 24h"
    )(collect)
    command(
        app,
        "add",
        epilog="Example: fansreact add the-glass-harbour https://bsky.app/profile/fan.example/post/3k2a",
    )(add)
    command(app, "import", epilog="Example: fansreact import posts.jsonl.gz --film the-glass-harbour")(
        import_
    )
    command(app, "score", epilog="Example: fansreact score the-glass-harbour --again")(score)


def collect(
    call: Call,
    films: FilmsArgument = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Only this network; may be given several times.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", help="Read back to this time: 24h, or ISO 8601 with zone.")
    ] = None,
    wait: Annotated[
        str, typer.Option("--wait", help="How long to wait for another process that reads the same source.")
    ] = "60s",
    preview: Annotated[
        bool, typer.Option("--preview", help="Show counts, cost and samples; buy and store nothing.")
    ] = False,
) -> None:
    """Fetch posts now."""
    from aggregator.cli.runs import tell_runs
    from aggregator.pipeline.collect import collect_now
    from aggregator.pipeline.status import run_document

    longest = parse_duration(wait, "--wait")
    with call.app() as app:
        start = _since(since, app.ctx.clock()) if since else None
        readings = app.readings_of(source or ())
        watched = app.watched(films or ())
        if preview:
            _preview(call, app, readings, watched, since=start)
            return
        reports = []
        with call.out.progress("collecting", len(readings)) as advance:
            for reading in readings:
                reports += collect_now(
                    app.ctx,
                    reading,
                    watched,
                    app.films,
                    keeper=app.keeper,
                    duration=app.settings.schedule.lease,
                    longest_wait=longest,
                    since=start,
                )
                advance(1)
        for name, variables in sorted(app.without_key.items()) if not source else ():
            call.out.note(f"{name}: passed over, needs key: set {' and '.join(variables)}")
        call.out.result(
            {"runs": [run_document(report) for report in reports]}, lambda: tell_runs(call, reports)
        )
        call.out.exit_code = exit_code_of(reports)


def exit_code_of(reports: Sequence[Any]) -> int:
    """3 where something failed, was rejected or is unread; else 0."""
    return 3 if any(report.error or report.gaps or report.rejected for report in reports) else 0


def _preview(
    call: Call, app: Any, readings: Sequence[Any], watched: Sequence[Any], *, since: datetime | None
) -> None:
    from aggregator.cli import previewing
    from aggregator.pipeline.preview import preview

    looked = []
    with call.out.progress("looking", len(readings)) as advance:
        for reading in readings:
            looked += preview(app.ctx, reading, watched, app.films, since=since)
            advance(1)
    call.out.result(previewing.document(looked), lambda: previewing.tell(call.out, looked))
    if any(one.error for one in looked):
        call.out.exit_code = 3


def _since(text: str, now: datetime) -> datetime:
    if text[:1].isdigit() and text[4:5] != "-":
        return now - parse_duration(text, "--since")
    return parse_instant(text, "--since", hint=_SINCE)


def add(
    call: Call,
    film: Annotated[str, typer.Argument(metavar="FILM", help="The film these posts are about.")],
    urls: Annotated[
        list[str], typer.Argument(metavar="URL...", help="Links to posts, as copied from a browser.")
    ],
) -> None:
    """Pick posts by their links: they can be quoted, and count in no number."""
    from dataclasses import asdict

    from aggregator.pipeline.adding import add_links

    with call.app() as app:
        chosen = app.film(film)
        collectors = [reading.collector for _, reading in sorted(app.readings.items())]
        with call.out.progress("reading", len(urls)) as advance:
            report = add_links(app.ctx, chosen, urls, app.links, collectors, on_progress=advance)
        call.out.result(asdict(report), lambda: _tell_added(call, report))
        if report.refused:
            call.out.exit_code = 3 if report.added else 1


def _tell_added(call: Call, report: Any) -> None:
    for one in report.added:
        call.out.line(f"{'added' if one.new else 'known'}    {one.source}  {printable(one.url, 200)}")
    for one in report.refused:
        call.out.line(f"refused  {printable(one.url, 200)}")
        call.out.line(f"         {printable(one.reason, 500)}")
        if one.hint:
            call.out.line(f"         hint: {printable(one.hint, 500)}", style="dim")


def import_(
    call: Call,
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Archives, plain or .gz; - for stdin.")
    ],
    film: Annotated[
        str, typer.Option("--film", help="The film these posts are about (a slug of films.toml).")
    ],
    form: Annotated[
        str, typer.Option("--format", help="auto, or the form of the records (see docs/archives.md).")
    ] = "auto",
) -> None:
    """Read archives: our JSONL form, X, twarc, Reddit, YouTube, Mastodon and Bluesky JSON."""
    from aggregator.collectors.archive import read_stretches
    from aggregator.pipeline.importing import import_archive

    with call.app() as app:
        chosen = app.film(film)
        reports = []
        for name in files:  # all of them, before the first is read; a pipe is a file too
            if name != "-" and (not Path(name).exists() or Path(name).is_dir()):
                raise ConfigError(
                    f"{name}: no such file", hint="name a file that can be read, or - for stdin"
                )
        now = None if chosen.invented else app.ctx.clock()  # an invented film's posts may be of any time
        for name in files:
            stream: BinaryIO | Path = sys.stdin.buffer if name == "-" else Path(name)
            with call.out.progress(f"importing {Path(name).name}") as advance:
                reports.append(
                    import_archive(
                        app.ctx,
                        "stdin" if name == "-" else Path(name).name,
                        read_stretches(stream, format=form, now=now),
                        chosen,
                        on_progress=advance,
                    )
                )
        document = {
            "files": [
                {
                    "file": report.file,
                    "read": report.read,
                    "new": report.new,
                    "known": report.known,
                    "refused": report.refused,
                    "rejected": [{"line": _line(one.where), "reason": one.reason} for one in report.rejected],
                    "rejected_count": report.rejected_count,
                    "took_s": report.took_s,
                }
                for report in reports
            ]
        }
        call.out.result(document, lambda: _tell_imports(call, reports))
        if not any(report.usable for report in reports):
            call.out.exit_code = 1
        elif any(report.rejected_count for report in reports):
            call.out.exit_code = 3


def _line(where: str) -> int | str:
    """The line's number; a place inside a line ("line 3, post 2") stays in words."""
    number = where.removeprefix("line ")
    return int(number) if number.isdigit() else where


def _tell_imports(call: Call, reports: Sequence[Any]) -> None:
    call.out.table(
        ("file", "read", "new", "known", "rejected", "took s"),
        [(one.file, one.read, one.new, one.known, one.rejected_count, one.took_s) for one in reports],
    )
    for report in reports:
        for rejected in report.rejected[:20]:
            call.out.note(f"{report.file}: {rejected.where}: {rejected.reason}")
        if report.rejected_count > 20:
            call.out.note(f"{report.file}: ... and {report.rejected_count - 20} more; --json names them")
        if report.refused:
            call.out.note(
                f"{report.file}: {plural(report.refused, 'post')} left out: their authors asked to be "
                "forgotten"
            )
        if not report.usable:
            call.out.complain(
                AggregatorError(
                    f"{report.file}: no usable post", hint="see docs/archives.md for the forms that are read"
                )
            )


def score(
    call: Call,
    films: FilmsArgument = None,
    again: Annotated[bool, typer.Option("--again", help="Score everything anew.")] = False,
) -> None:
    """Score what is unscored or stale."""
    from dataclasses import asdict

    from aggregator.pipeline.score import score as score_films
    from aggregator.store import reactions

    with call.app() as app:
        chosen = app.films_of(films or ())
        with app.ctx.store.read() as session:
            waiting = sum(
                reactions.count(session, film.slug)
                if again
                else reactions.count_unscored(session, app.pool.id, film=film.slug)
                for film in chosen
            )
        with call.out.progress("scoring", waiting) as advance:
            report = score_films(app.ctx, app.pool, chosen, again=again, on_progress=advance)
        call.out.result(
            asdict(report),
            lambda: call.out.line(
                f"scored {plural(report.scored, 'post')} with {report.scorer} in {report.took_s:.1f} s: "
                f"{report.positive:,} positive, {report.neutral:,} neutral, {report.negative:,} negative, "
                f"{report.abstained:,} not judged"
            ),
        )
