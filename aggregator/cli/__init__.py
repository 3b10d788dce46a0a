"""The command line: one file per group of commands, and one place where every failure gets its exit code."""

import errno
import signal
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from aggregator import __version__
from aggregator.cli import (
    common,
    comparing,
    data,
    export,
    films,
    look,
    sentiment,
    service,
    serving,
    setup,
    standing,
    story,
    users,
)
from aggregator.cli.output import Output, error_document
from aggregator.errors import AggregatorError, ConfigError

# typer bundles its own click; the base of its usage errors is only reachable through a public child.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]

_EVERYWHERE = {"--config": 1, "--db": 1, "--json": 0, "-q": 0, "--quiet": 0, "-v": 0, "--verbose": 0}

INTERRUPTED = 128 + signal.SIGINT

app = typer.Typer(
    name="fansreact",
    help="Collects what fans post about a film and drafts a publishable, checkable digest of it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog="Start with: fansreact demo. Options --config DIR, --db URL, --json, -q and -v work everywhere.",
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"fansreact {__version__}")
        raise typer.Exit


_HINTS = (
    ({errno.ENOSPC, errno.EDQUOT, errno.EFBIG}, "free some space, or look at a quota or limit (ulimit -f)"),
    (
        {errno.EACCES, errno.EPERM, errno.EROFS},
        "check who owns it and its folder, and what may be written there",
    ),
)


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Collects what fans post about a film and drafts a publishable, checkable digest of it."""


for group in (
    setup,
    films,
    look,
    data,
    sentiment,
    export,
    story,
    comparing,
    standing,
    service,
    serving,
    users,
):
    group.add_to(app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; every failure is one line and a hint, never a traceback."""
    words = everywhere_last(list(sys.argv[1:] if arguments is None else arguments)) or ["--help"]
    common.current = Output(as_json="--json" in words, verbose="-v" in words or "--verbose" in words)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that can't show an emoji still shows the rest
    try:
        ended = app(words, prog_name="fansreact", standalone_mode=False)
        if ended == INTERRUPTED:  # typer makes an exit of Ctrl-C
            return _interrupted()
        return ended if isinstance(ended, int) else 0
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted()
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone (head, less): nobody is left to tell
        return 128 + signal.SIGPIPE
    except Exception as error:  # noqa: BLE001 - the last line of defence: a person never meets a traceback
        return _failed(_explained(error))


def _interrupted() -> int:
    common.current.stderr.print("fansreact: interrupted; everything saved so far stands")
    return INTERRUPTED


def _explained(error: Exception) -> AggregatorError:
    """Any failure as one that can be told: a line and a hint."""
    if isinstance(error, AggregatorError):
        return error
    if isinstance(error, _UsageError):
        message = error.format_message() if hasattr(error, "format_message") else str(error)
        return ConfigError(_lowered(message), hint="see fansreact --help, or COMMAND --help")
    if isinstance(error, OSError):
        hint = next((hint for numbers, hint in _HINTS if error.errno in numbers), "")
        return AggregatorError(
            f"{error.filename or 'output'}: {_lowered(error.strerror or str(error))}", hint=hint
        )
    return AggregatorError(
        f"unexpected error: {type(error).__name__}: {error}",
        hint="this is a fault of fansreact: run it again with -v and report what it prints",
    )


def everywhere_last(words: list[str]) -> list[str]:
    """Let the options that work everywhere stand before the command too: move them behind it."""
    if words[:1] in (["db"], ["users"]):  # their commands have two words
        return [words[0], *everywhere_last(words[1:])]
    moved: list[str] = []
    while words and words[0].split("=", 1)[0] in _EVERYWHERE:
        option = words.pop(0)
        moved.append(option)
        if _EVERYWHERE[option.split("=", 1)[0]] and "=" not in option and words:
            moved.append(words.pop(0))
    if not words:
        return moved
    at = words.index("--") if "--" in words else len(words)
    return [*words[:at], *moved, *words[at:]]


def _failed(error: AggregatorError) -> int:
    out = common.current
    try:
        if out.as_json:
            out.result(error_document(error), lambda: None)
        else:
            out.complain(error)
    except OSError:  # where the answer should go there is no room for its error either
        if out.as_json:
            out.complain(error)
    if out.verbose:
        traceback.print_exc(file=sys.stderr)
    return error.exit_code


def _lowered(message: str) -> str:
    message = " ".join(message.split()).rstrip(".")
    return message[:1].lower() + message[1:]
