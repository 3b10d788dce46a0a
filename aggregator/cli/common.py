"""What all commands share: the options that stand everywhere, and what they open.

A command is a function whose first parameter is the Call; `command` gives it the options --config, --db,
--json, -q and -v, so that each command's --help lists them.
"""

import functools
import inspect
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from aggregator.cli import logs
from aggregator.cli.output import Output
from aggregator.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aggregator.app import App
    from aggregator.config import Settings
    from aggregator.pipeline.context import Context

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="DIR",
        help="Folder of the configuration (./config).",
        rich_help_panel="Everywhere",
    ),
]
DbOption = Annotated[
    str | None,
    typer.Option(
        "--db",
        metavar="URL",
        help="Database to use instead of the configured one.",
        rich_help_panel="Everywhere",
    ),
]
JsonOption = Annotated[
    bool,
    typer.Option("--json", help="Print one JSON document on stdout.", rich_help_panel="Everywhere"),
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="No remarks, no progress.", rich_help_panel="Everywhere")
]
VerboseOption = Annotated[
    bool,
    typer.Option(
        "--verbose", "-v", help="Say more; show where an error came from.", rich_help_panel="Everywhere"
    ),
]

HERE = "command line"
"""Who did it, in the records: whoever may run commands on this machine may do all of this."""

# The output of the command that runs now: how main() reports its failure. Set once, when a command begins.
current = Output()


@dataclass(frozen=True, slots=True)
class Call:
    """One invocation of the command line: where to speak and what to open."""

    out: Output
    config_dir: Path | None
    db: str | None

    def settings(self) -> "Settings":
        """The checked configuration. Raises ConfigError with every mistake."""
        from aggregator import config

        return config.load(self.config_dir, os.environ, db=self.db)

    @contextmanager
    def database(self, *, create: bool = False) -> Iterator["Context"]:
        """The database alone, which is there already, or else made if `create` says so.

        With --db no configuration is needed for it.
        """
        import socket

        from aggregator.pipeline.context import Context
        from aggregator.store import open_store

        with open_store(self.database_url(), create=create) as store:
            yield Context(store, holder=f"{socket.gethostname()}:{os.getpid()}")

    def database_url(self) -> str:
        """Where the database is. Raises ConfigError where a configuration has to say it and is wrong."""
        if self.db is not None and self.config_dir is None:
            return self.db
        return self.settings().store.url

    @contextmanager
    def app(self) -> Iterator["App"]:
        """Everything built from the configuration; closed at the end."""
        from aggregator.app import App

        app = App.build(self.settings(), environ=os.environ)
        try:
            yield app
        finally:
            app.close()


def command(
    app: typer.Typer, name: str | None = None, **options: Any
) -> Callable[[Callable[..., None]], Any]:
    """Register a function as a command and give it the options that stand everywhere."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(function, eval_str=True)
        own = list(signature.parameters.values())[1:]
        shared = [
            inspect.Parameter(word, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
            for word, default, annotation in (
                ("config_dir", None, ConfigOption),
                ("db", None, DbOption),
                ("as_json", False, JsonOption),
                ("quiet", False, QuietOption),
                ("verbose", False, VerboseOption),
            )
        ]

        @functools.wraps(function)
        def run(**values: Any) -> None:
            global current  # noqa: PLW0603 - main() must know how to report a failure of this very command
            current = Output(
                as_json=values.pop("as_json"), quiet=values.pop("quiet"), verbose=values.pop("verbose")
            )
            logs.configure(verbose=current.verbose, quiet=current.quiet)
            call = Call(current, values.pop("config_dir"), values.pop("db"))
            function(call, **values)
            if current.exit_code:
                raise typer.Exit(current.exit_code)

        keyword = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
        run.__signature__ = inspect.Signature([*keyword, *shared])  # type: ignore[attr-defined] # read by typer
        run.__annotations__ = {one.name: one.annotation for one in [*keyword, *shared]}
        app.command(name, **options)(run)
        return run

    return register


_INSTANT = "write 2031-05-04 or 2031-05-04T12:00:00Z; --last takes 24h"


def parse_instant(text: str, option: str, *, hint: str = _INSTANT) -> datetime:
    """An instant as people write it: ISO 8601 with zone, or a bare date (00:00 UTC).

    Raises:
        ConfigError: no zone, or no date at all; says what would be right.
    """
    try:
        if len(text) == len("2031-05-04"):
            instant = datetime.combine(date.fromisoformat(text), time(), tzinfo=UTC)
        else:
            instant = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError(
            f"{option}: '{text}' is no date",
            hint=hint,
        ) from None
    if instant.tzinfo is None:
        raise ConfigError(
            f"{option}: '{text}' has no time zone", hint=f"write {text}Z for UTC, or an offset like +01:00"
        )
    if not 1990 <= instant.year <= 2100:
        raise ConfigError(f"{option}: '{text}' is no time of posts", hint="from 1990 to 2100")
    return instant.astimezone(UTC)


def parse_duration(text: str, option: str) -> timedelta:
    """A duration as people write it: 24h, 90s, 30 minutes.

    Raises:
        ConfigError: it is none; says what would be right.
    """
    from aggregator.model.schedule import parse_duration as read

    try:
        return read(text)
    except ValueError as error:
        raise ConfigError(f"{option}: {error}", hint="write it like 24h, 90s or '30 minutes'") from None
