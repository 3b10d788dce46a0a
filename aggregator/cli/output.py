"""What a command prints: results to stdout, progress and complaints to stderr, JSON for programs.

With --json stdout holds one JSON document and nothing else. Progress bars appear on a terminal only.
"""

import json
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from aggregator.errors import AggregatorError
from aggregator.text import printable

PROBLEMS_SHOWN = 20
PIPE_WIDTH = 240


@dataclass(slots=True)
class Output:
    """Where a command speaks. `exit_code` is what it ends with if nothing is raised."""

    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    exit_code: int = 0
    stdout: Console = field(default_factory=lambda: _console(sys.stdout))
    stderr: Console = field(default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True))

    def result(self, document: Any, human: Callable[[], None]) -> None:
        """The command's answer: the document for programs, or what `human` prints for people."""
        if self.as_json:
            sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, default=plain) + "\n")
            sys.stdout.flush()
        else:
            human()

    def line(self, text: str, style: str = "") -> None:
        """A line of the answer, never taken for markup."""
        self.stdout.print(Text(text, style=style))

    def table(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[Any]],
        *,
        title: str = "",
        failed: Collection[int] = (),
    ) -> None:
        """A table of the answer; cells are text, never markup, and can't move the cursor.

        The `failed` rows, by number, are shown in red.
        """
        table = Table(
            title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold"
        )
        for place, column in enumerate(columns):
            values = [row[place] for row in rows if row[place] not in ("", None)]
            numbers = bool(values) and all(isinstance(value, int | float) for value in values)
            # Names and slugs come first and are copied; instants and numbers broken in two can't be read.
            whole = place == 0 or numbers or any(isinstance(value, datetime) for value in values)
            table.add_column(column, justify="right" if numbers else "left", overflow="fold", no_wrap=whole)
        for number, row in enumerate(rows):
            table.add_row(*[Text(cell(value)) for value in row], style="red" if number in failed else None)
        self.stdout.print(table)

    def note(self, text: str) -> None:
        """A remark on stderr; silent with -q."""
        if not self.quiet:
            self.stderr.print(Text(text, style="dim"))

    def complain(self, error: AggregatorError) -> None:
        """An error and its hint on stderr, one line each; its single problems below."""
        self.stderr.print(Text(f"fansreact: {printable(error.message, 500)}", style="bold red"))
        for problem in error.problems[:PROBLEMS_SHOWN]:
            self.stderr.print(Text(f"  {printable(problem, 500)}"))
        if len(error.problems) > PROBLEMS_SHOWN:
            self.stderr.print(Text(f"  ... and {len(error.problems) - PROBLEMS_SHOWN} more"))
        if error.hint:
            self.stderr.print(Text(f"  hint: {printable(error.hint, 500)}", style="dim"))

    @contextmanager
    def progress(self, what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """A progress bar around long work; yields the function that advances it."""
        shown = self.stderr.is_terminal and not self.quiet and not self.as_json
        columns = [
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        ]
        with Progress(*columns, console=self.stderr, transient=True, disable=not shown) as bar:
            task = bar.add_task(what, total=total)
            yield lambda steps: bar.advance(task, steps)


def _console(stream: TextIO) -> Console:
    """A console for results. Into a file or a pipe tables are as wide as they need, not as a terminal is."""
    return Console(highlight=False, soft_wrap=True, width=None if stream.isatty() else PIPE_WIDTH)


def cell(value: Any) -> str:
    """A table's cell as one safe line."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.1f}"
    return printable(str(value), 200)


def stamp(instant: datetime) -> str:
    """An instant as ISO 8601 in UTC, to the second: 2031-05-04T12:00:00Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def plain(value: Any) -> Any:
    """JSON for what json does not know."""
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, bytes):
        return value.decode("utf-8")
    raise TypeError(f"{type(value).__name__} has no JSON form")


def error_document(error: AggregatorError) -> dict[str, Any]:
    """What a failed command prints with --json."""
    return {
        "error": {
            "kind": error.kind,
            "message": error.message,
            "hint": error.hint,
            "problems": list(error.problems),
        }
    }
