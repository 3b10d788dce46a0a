"""The command that shows what is watched, and carries it between films.toml and the database: films."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.cli.common import HERE, Call, command
from aggregator.cli.output import Output, stamp
from aggregator.cli.runs import tell_runs
from aggregator.errors import ConfigError
from aggregator.text import plural, printable

if TYPE_CHECKING:
    from aggregator.app import App
    from aggregator.model.kept import KeptFilm


def add_to(app: typer.Typer) -> None:
    """Give the command line this command."""
    command(app, "films", epilog="Example: fansreact films the-glass-harbour")(films)


def films(
    call: Call,
    film: Annotated[
        list[str] | None, typer.Argument(metavar="FILM...", help="Show what is known of these, fact by fact.")
    ] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Ask TMDB and Wikidata, as far as they are on, before.")
    ] = False,
    export: Annotated[
        bool, typer.Option("--export", help="Print a films.toml that holds them, those of the desk too.")
    ] = False,
    take_back: Annotated[
        bool, typer.Option("--take-back", help="Leave these to films.toml again; what the desk says ends.")
    ] = False,
) -> None:
    """Which films are watched, by which words, and what is known of them."""
    from aggregator.cli import facts
    from aggregator.pipeline.status import run_document
    from aggregator.store import reactions

    if refresh + export + take_back > 1:
        raise ConfigError("--refresh, --export, --take-back: only one at a time", hint="run them one by one")
    with call.app() as app:
        if export:
            _export(call, app, film or ())
            return
        if take_back:
            _take_back(call, app, film or ())
            return
        chosen = app.films_of(film or ())
        reports = facts.refreshed(app, app.watched(film or ())) if refresh else []
        with app.ctx.store.read() as session:
            counts = {film.slug: reactions.count(session, film.slug) for film in chosen}
            ranges = {film.slug: reactions.bounds(session, film.slug) for film in chosen}
            known = {film.slug: facts.document(app, session, film) for film in chosen}
        document = {
            **({"runs": [run_document(report) for report in reports]} if refresh else {}),
            "films": [
                {
                    "slug": film.slug,
                    "title": film.title,
                    "kind": film.kind,
                    "watched": not film.invented,
                    "kept": _kept(app.settings.kept.get(film.slug)),
                    "hashtags": list(film.hashtags),
                    "phrases": list(film.phrases),
                    "events": [
                        {"name": event.name, "at": event.at, "kind": event.kind} for event in film.events
                    ],
                    "facts": len(known[film.slug]["known"]),
                    **known[film.slug],
                    "posts": counts[film.slug],
                    "oldest": ranges[film.slug][0],
                    "newest": ranges[film.slug][1],
                }
                for film in chosen
            ],
        }

        def tell() -> None:
            if reports:
                tell_runs(call, reports)
            _tell_films(call, document["films"], facts.tell if film or refresh else None)

        call.out.result(document, tell)
        call.out.exit_code = 3 if any(report.error for report in reports) else 0


def _tell_films(
    call: Call, rows: list[dict[str, Any]], tell_facts: Callable[[Output, dict[str, Any]], None] | None
) -> None:
    for row in rows:
        call.out.line(f"{row['slug']}", style="bold")
        posts = plural(row["posts"], "post")
        if row["oldest"] is not None:
            posts += f" from {stamp(row['oldest'])} to {stamp(row['newest'])}"
        call.out.line(f"  {row['title']} ({row['kind']}), {posts}, {plural(row['facts'], 'fact')}")
        words = [f"#{tag}" for tag in row["hashtags"]] + [f'"{phrase}"' for phrase in row["phrases"]]
        call.out.line(f"  {' '.join(words)}")
        if tell_facts is not None:
            tell_facts(call.out, row)
        if row["kept"] is not None:
            kept = row["kept"]
            when = f"version {kept['version']}, {stamp(kept['changed_at'])}"
            call.out.line(f"  kept in the database: {when} by {printable(kept['changed_by'], 80)}", "dim")
        if not row["watched"]:
            call.out.line("  invented: no network is asked about it", style="dim")


def _kept(one: "KeptFilm | None") -> dict[str, Any] | None:
    """Which version of the database describes the film; None: films.toml does."""
    if one is None:
        return None
    return {"version": one.version, "changed_at": one.changed_at, "changed_by": one.changed_by}


def _export(call: Call, app: "App", slugs: Sequence[str]) -> None:
    from aggregator.config import films_toml

    text = films_toml(app.films_of(slugs), app.settings.everybody)
    call.out.result({"films_toml": text}, lambda: _print(text))


def _print(text: str) -> None:
    sys.stdout.write(text)


def _take_back(call: Call, app: "App", slugs: Sequence[str]) -> None:
    from aggregator.model.editors import By

    if not slugs:
        raise ConfigError("--take-back: names no film", hint="fansreact films lists those of the database")
    taken = [app.watchlist.take_back(slug, on=app.watchlist.version(slug), by=By(HERE)) for slug in slugs]
    left = {one.slug: app.watchlist.of_files(one.slug) is not None for one in taken}

    def tell() -> None:
        for slug, stays in left.items():
            after = "films.toml describes it again" if stays else "films.toml lacks it: it is watched no more"
            call.out.line(f"{slug}: {after}")

    call.out.result({"taken_back": [{"slug": slug, "watched": stays} for slug, stays in left.items()]}, tell)
