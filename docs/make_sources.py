"""Writes docs/sources/README.md: every network that can be collected from, as its collector describes it.

python docs/make_sources.py
"""

from pathlib import Path

from aggregator import collectors

PAGE = Path(__file__).parent / "sources" / "README.md"
COLUMNS = (
    "network",
    "key?",
    "cost",
    "limits",
    "asked for",
    "goes back",
    "counts",
    "recheck",
    "edits",
    "by link",
    "what may be quoted",
    "facts of",
)
HEAD = f"""# Networks

Made by `python docs/make_sources.py` from the collectors themselves; a test fails when it is stale.
"Counts": whether the network tells how many posts it holds. "Recheck": what it
tells of a post that was read before. "Edits": whether the new words of an edited post are read with that.
"By link": whether this API reads a post that an editor pastes; many need no key: [links](links.md).

| {" | ".join(COLUMNS)} |
{"|---" * len(COLUMNS)}|
"""
NO_LINE_BREAK = str.maketrans({"|": "/", "\n": " "})


def page() -> str:
    """The whole page."""
    rows = []
    for name in collectors.names():
        kind = collectors.find(name)
        about = kind.about
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
            "no" if kind.reread is collectors.Collector.reread else "yes",
            "no" if kind.by_link is collectors.Collector.by_link else "yes",
            about.quotes,
            about.as_of.isoformat(),
        )
        rows.append("| " + " | ".join(cell.translate(NO_LINE_BREAK) for cell in cells) + " |\n")
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
