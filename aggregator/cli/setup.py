"""Commands to begin with: demo, init, db."""

from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.common import Call, command
from aggregator.errors import SchemaOutOfDate


def add_to(app: typer.Typer) -> None:
    """Give the command line these commands."""
    command(app, "demo", epilog="Example: fansreact demo --out my-demo")(demo)
    command(app, "init", epilog="Example: fansreact init my-newsroom")(init)
    schema = typer.Typer(no_args_is_help=True, help="The database's schema.")
    command(schema, "upgrade", epilog="Example: fansreact db upgrade")(upgrade)
    command(schema, "current", epilog="Example: fansreact db current")(current)
    command(schema, "check", epilog="Example: fansreact db check")(check)
    app.add_typer(schema, name="db")


def demo(
    call: Call,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write to.")] = Path("demo"),
) -> None:
    """Make the digest of an invented film from a recording: no key, no network, no server needed."""
    from aggregator.demo import play_demo

    with call.out.progress("collecting the recording", None) as advance:
        made = play_demo(out, on_step=lambda: advance(1))
    document = {
        "id": made.digest.id,
        "version": made.digest.version,
        "paths": {name: str(path) for name, path in made.paths.items()},
        "posts": made.posts,
        "took_s": made.took_s,
    }

    def tell() -> None:
        out_ = call.out
        out_.line(made.digest.headline, style="bold")
        out_.line(made.mood)
        out_.line("")
        out_.line(
            "The film, its posts and its fans are invented; the pipeline that read them is the real one."
        )
        for path in made.paths.values():
            out_.line(f"  {path}")
        out_.line("")
        database = made.paths["json"].parent / "demo.db"
        out_.line(f"Every quote and number: fansreact verify {made.paths['json']} --db sqlite:///{database}")
        out_.line("Next: open the .html in a browser; then, for a film of your own,")
        out_.line(
            "  fansreact init, then describe it in config/films.toml, then fansreact collect --since 24h"
        )

    call.out.result(document, tell)


def init(
    call: Call,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write to.")] = Path("config"),
) -> None:
    """Write a commented configuration to start from; what stands there already is kept."""
    from aggregator.config import write_defaults

    written = write_defaults(folder)
    document = {
        "written": [str(path) for path in written.written],
        "kept": [str(path) for path in written.kept],
        "shipped": written.shipped,
    }

    def tell() -> None:
        for path in written.written:
            call.out.line(f"wrote {path}")
        for path in written.kept:
            call.out.line(f"kept  {path} (it stood there already)")
        if written.shipped:
            call.out.line(
                f"This is fansreact's own source: {folder} holds what ships with it, example films too."
            )
            call.out.line("To leave that as it is: fansreact init my-newsroom, then --config my-newsroom, or")
            call.out.line("export FANSREACT_CONFIG=my-newsroom")
        elif any(path.name == "films.toml" for path in written.written):
            call.out.line(
                "films.toml holds example films, which are collected too: take out what you do not watch."
            )
        call.out.line(f"Next: describe your film in {folder / 'films.toml'}, then: fansreact doctor")

    call.out.result(document, tell)


def upgrade(call: Call) -> None:
    """Bring the database to this version's schema."""
    from aggregator.store import upgrade_schema

    revision = upgrade_schema(call.database_url())
    call.out.result({"revision": revision}, lambda: call.out.line(f"the database is at revision {revision}"))


def current(call: Call) -> None:
    """Say which revision the database has, and which this version needs."""
    from aggregator.store import schema_revision

    has, needs = schema_revision(call.database_url())
    call.out.result(
        {"current": has, "head": needs},
        lambda: call.out.line(
            f"the database is at revision {has or 'none (empty)'}; this version needs {needs}"
        ),
    )


def check(call: Call) -> None:
    """Compare the database's tables with what this version expects; exit 1 if they differ."""
    from aggregator.store import check_schema, schema_revision

    url = call.database_url()
    has, needs = schema_revision(url)
    differences = check_schema(url) if has == needs else [f"it is at revision {has or 'none'}, not {needs}"]
    call.out.result(
        {"ok": not differences, "differences": differences},
        lambda: (
            call.out.line("the database has the tables that this version expects")
            if not differences
            else None
        ),
    )
    if differences and not call.out.as_json:
        call.out.complain(SchemaOutOfDate(f"database: {'; '.join(differences)}", hint="fansreact db upgrade"))
    call.out.exit_code = 1 if differences else 0
