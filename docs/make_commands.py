"""Renews the help texts in docs/commands.md: run it after changing a command (a test says when to)."""

import os
import re
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

PAGE = Path(__file__).parent / "commands.md"
BLOCK = re.compile(r"(?<=^```help )(?P<command>[a-z ]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def help_of(command: str) -> str:
    """What `fansreact COMMAND --help` prints, without colours, 100 columns wide."""
    os.environ.update({"COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1", "TERM": "dumb"})
    from aggregator.cli import main

    said = StringIO()
    with redirect_stdout(said):
        main([*command.split(), "--help"])
    return "\n".join(line.rstrip() for line in said.getvalue().strip().splitlines()) + "\n"


def renewed(page: str) -> str:
    """The page with every help text as it is now."""
    return BLOCK.sub(lambda found: f"{found['command']}\n{help_of(found['command'])}```", page)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.exit(0)
