"""Commands that show: films, sources, status, doctor."""

from datetime import timedelta
from typing import Any

import typer

from aggregator.cli.common import Call, command
from aggregator.cli.output import stamp


def add_to(app: typer.Typer) -> None:
    """Give the command line these commands."""
    command(app, "films", epilog="Example: fansreact films --json")(films)
    command(app, "sources", epilog="Example: fansreact sources")(sources)
    command(app, "status", epilog="Example: fansreact status")(status)
    command(app, "doctor", epilog="Example: fansreact doctor")(doctor)


def films(call: Call) -> None:
    """Which films are watched, by which words."""
    from aggregator.store import reactions

    with call.app() as app:
        with app.ctx.store.read() as session:
            counts = {film.slug: reactions.count(session, film.slug) for film in app.settings.films}
        document = {
            "films": [
                {
                    "slug": film.slug,
                    "title": film.title,
                    "kind": film.kind,
                    "watched": not film.invented,
                    "hashtags": list(film.hashtags),
                    "phrases": list(film.phrases),
                    "events": [
                        {"name": event.name, "at": event.at, "kind": event.kind} for event in film.events
                    ],
                    "facts": len(film.facts),
                    "posts": counts[film.slug],
                }
                for film in app.settings.films
            ]
        }
        call.out.result(
            document,
            lambda: call.out.table(
                ("slug", "title", "kind", "hashtags", "facts", "posts", ""),
                [
                    (
                        film.slug,
                        film.title,
                        film.kind,
                        " ".join(f"#{tag}" for tag in film.hashtags),
                        len(film.facts),
                        counts[film.slug],
                        "invented: not collected" if film.invented else "",
                    )
                    for film in app.settings.films
                ],
            ),
        )


def sources(call: Call) -> None:
    """Which networks are on, which need a key, and what they still allow."""
    from aggregator.store import budgets

    with call.app() as app:
        with app.ctx.store.read() as session:
            limits = {(limit.source, limit.account): limit for limit in budgets.limits(session)}
        rows = source_rows(app, limits)

        def tell() -> None:
            call.out.table(
                ("source", "account", "state", "requests", "left", "resets at"),
                [
                    (
                        row["source"],
                        row["account"],
                        row["state"],
                        row["requests"],
                        row["remaining"],
                        row["resets_at"],
                    )
                    for row in rows
                ],
            )
            for row in rows:
                if row["needs"]:
                    call.out.note(f"{row['source']}: set {' and '.join(row['needs'])}")

        call.out.result({"sources": rows}, tell)


def source_rows(app: Any, limits: Any) -> list[dict[str, Any]]:
    """One row for each account of a network that is on, and one for each network that is not."""
    from aggregator.app import PLANNED

    rows = []
    for name, source in app.settings.sources.items():
        accounts = [
            reading.collector.account for reading in app.readings.values() if reading.collector.name == name
        ]
        if not source.on:
            state = "off"
        elif name in PLANNED:
            state = "not in this version"
        elif name in app.without_key:
            state = "needs key"
        else:
            state = "on"
        for account in accounts or [""]:
            limit = limits.get((name, account))
            rows.append(
                {
                    "source": name,
                    "account": account,
                    "state": state,
                    "needs": list(app.without_key.get(name, ())),
                    "requests": limit.spent if limit else 0,
                    "remaining": limit.remaining if limit else None,
                    "resets_at": limit.resets_at if limit else None,
                }
            )
    return rows


def status(call: Call) -> None:
    """How it stands: last runs, lag, gaps, what is due, digests, database."""
    from aggregator.pipeline.status import status as state_of

    with call.app() as app:
        asked = [(film, query) for film in app.films for query in app.asked(film)]
        document = state_of(app.ctx, asked, app.pool.id)
        call.out.result(document, lambda: _tell_status(call, document))


def _tell_status(call: Call, state: dict[str, Any]) -> None:
    out = call.out
    database = state["database"]
    out.line(
        f"{database['posts']:,} posts, {database['reactions']:,} reactions to "
        f"{len(database['films'])} films, {database['unscored']:,} waiting to be scored"
    )
    out.line("")
    out.table(
        ("source", "account", "target", "read up to", "lag", "unread"),
        [
            (
                row["source"],
                row["account"].removeprefix("https://"),
                row["target"],
                row["top"],
                "never read" if row["lag_s"] is None else str(timedelta(seconds=max(0, row["lag_s"]))),
                "; ".join(
                    f"{stamp(gap['from'])} to {stamp(gap['to'])}: {gap['why'] or 'not yet read'}"
                    for gap in row["unread"][:3]
                ),
            )
            for row in state["queries"]
        ],
        title="Coverage",
    )
    if not state["queries"]:
        out.line("no network is on, or no film is watched: see fansreact sources and fansreact films")
    out.line("")
    out.table(
        ("task", "for", "due", "held by", "failures", "last error"),
        [
            (task["name"], task["key"], task["due_at"], task["held_by"], task["failures"], task["last_error"])
            for task in state["tasks"]
        ],
        title="Scheduled work",
    )
    if not state["tasks"]:
        out.line("nothing is scheduled yet: fansreact run begins it")
    out.line("")
    out.table(
        ("run", "of", "target", "at", "fetched", "new", "took s", ""),
        [
            (
                run["stage"],
                run["source"] or run["film"] or "",
                run["target"] or "",
                run["started_at"],
                run["fetched"],
                run["new"],
                run["took_s"],
                run["error"]["message"] if run["error"] else run["note"],
            )
            for run in state["runs"]
        ],
        title="Last runs",
    )
    if state["digests"]:
        out.line("")
        out.table(
            ("digest", "version", "film", "since", "until"),
            [
                (row["id"], row["version"], row["film"], row["since"], row["until"])
                for row in state["digests"]
            ],
            title="Digests",
        )


def doctor(call: Call) -> None:
    """Check configuration, database, keys, networks, clock and disk; every problem with its fix."""
    from aggregator.cli import checks

    results = checks.run_all(call)
    document = {
        "checks": [
            {"name": one.name, "ok": one.ok, "problem": one.problem, "fix": one.fix} for one in results
        ]
    }

    def tell() -> None:
        for one in results:
            mark, style = ("ok", "green") if one.ok else ("problem", "bold red")
            call.out.line(
                f"{mark:8} {one.name}{f': {one.problem}' if one.problem else ''}",
                style="" if one.ok else style,
            )
            if one.fix:
                call.out.line(f"         fix: {one.fix}")

    call.out.result(document, tell)
    call.out.exit_code = 0 if all(one.ok for one in results) else 1
