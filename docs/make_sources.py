"""Writes docs/sources/README.md: every network that can be collected from, as its collector describes it.

python docs/make_sources.py
"""

from pathlib import Path

from aggregator import collectors

PAGE = Path(__file__).parent / "sources" / "README.md"
HEAD = """# Networks

Made by `python docs/make_sources.py` from the collectors themselves; a test fails when it is stale.
"Counts": whether the network tells how many posts it holds. "Recheck": what it
tells of a post that was read before.
Posts can be added by their links too, without any key: [links](links.md).

| network | key? | cost | limits | asked for | goes back | counts | recheck | what may be quoted | facts of |
|---|---|---|---|---|---|---|---|---|---|
"""
NO_LINE_BREAK = str.maketrans({"|": "/", "\n": " "})


def page() -> str:
    """The whole page."""
    rows = []
    for name in collectors.names():
        about = collectors.find(name).about
        own = f"[{about.title}]({name}.md)" if (PAGE.parent / f"{name}.md").exists() else about.title
        cells = (
            own,
            about.key,
            about.cost,
            about.limits,
            about.asked_for,
            about.goes_back,
            "yes" if about.counts else "no",
            ", ".join(about.rechecks) or "no",
            about.quotes,
            about.as_of.isoformat(),
        )
        rows.append("| " + " | ".join(cell.translate(NO_LINE_BREAK) for cell in cells) + " |\n")
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
