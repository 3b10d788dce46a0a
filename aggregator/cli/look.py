"""Commands that show: sources, status, doctor."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import typer

from aggregator.cli.common import Call, command
from aggregator.cli.output import stamp
from aggregator.cli.runs import outcome, place
from aggregator.text import plural

BARS = " ▁▂▃▄▅▆▇█"


def add_to(app: typer.Typer) -> None:
    """Give the command line these commands."""
    command(app, "sources", epilog="Example: fansreact sources")(sources)
    command(app, "status", epilog="Example: fansreact status")(status)
    command(app, "doctor", epilog="Example: fansreact doctor")(doctor)


def sources(call: Call) -> None:
    """Which networks and providers of facts are on, which need a key, and what they still allow."""
    from aggregator.jobs.sources_now import sources_now

    with call.app() as app:
        rows: list[dict[str, Any]] = [
            {
                "source": one.name,
                "account": account.account if account else "",
                "state": one.state,
                "gives": one.gives,
                "needs": list(one.needs),
                "requests": account.requests if account else 0,
                "remaining": account.remaining if account else None,
                "resets_at": account.resets_at if account else None,
                "quotas": list(account.quotas) if account else [],
                "failing": account.failing if account else None,
            }
            for one in sources_now(app, whole=False)
            for account in one.accounts or (None,)
        ]

        def tell() -> None:
            call.out.table(
                ("source", "account", "state", "gives", "requests", "left", "resets at"),
                [
                    (
                        row["source"],
                        row["account"],
                        row["state"],
                        row["gives"],
                        row["requests"],
                        row["remaining"],
                        row["resets_at"],
                    )
                    for row in rows
                ],
            )
            for row in rows:
                for quota in row["quotas"]:
                    call.out.line(quota_line(quota))
                if row["failing"]:
                    call.out.line(row["failing"], style="yellow")
                if row["needs"]:
                    call.out.note(f"{row['source']}: set {' and '.join(row['needs'])}")

        call.out.result({"sources": rows}, tell)


def quota_line(quota: dict[str, Any]) -> str:
    """A quota as a sentence: "x: $1.20 of $5.00 this day, about $3.10 by its end"."""

    def worded(amount: float) -> str:
        return f"${amount:,.2f}" if quota["bucket"] == "usd" else f"{round(amount):,}"

    what = "" if quota["bucket"] == "usd" else f" {quota['bucket']}"
    name = place(quota["source"], quota["account"])
    line = f"{name}: {worded(quota['spent'])} of {worded(quota['limit'])}{what} this {quota['per']}"
    if quota["spent"] >= quota["limit"]:
        return f"{line}: spent until {stamp(quota['resets_at'])}"
    if quota["forecast"] is None:
        return line
    out = quota["runs_out_at"]
    return f"{line}, about {worded(quota['forecast'])} by its end" + (
        f": spent at {stamp(out)}, going on like this" if out else ""
    )


def status(call: Call) -> None:
    """How it stands: last runs, lag, gaps, what is due, digests, database."""
    from aggregator.pipeline.status import status as state_of

    with call.app() as app:
        asked = [(film, query) for film in app.films for query in app.asked(film)]
        zones = {film.slug: film.zone for film in app.settings.films}
        document = state_of(app.ctx, asked, app.pool.id, app.quotas, zones)
        call.out.result(document, lambda: _tell_status(call, document))


def _tell_status(call: Call, state: dict[str, Any]) -> None:
    out = call.out
    database = state["database"]
    out.line(
        f"{plural(database['posts'], 'post')}, {plural(database['reactions'], 'reaction')} to "
        f"{plural(len(database['films']), 'film')}, {database['unscored']:,} waiting to be scored"
    )
    for film in state["films"]:
        if sum(film["posts_by_hour"]):
            bars = _bars(film["posts_by_hour"])
            out.line(f"{film['slug']}: {plural(sum(film['posts_by_hour']), 'post')} in the last day |{bars}|")
        for spike in film["spikes"]:
            out.line(f"{film['slug']}: {spike_line(spike)}")
    out.line("")
    out.table(
        ("source", "target", "complete up to", "behind"),
        [
            (
                place(row["source"], row["account"]),
                row["target"],
                row["complete_to"],
                _behind(row),
            )
            for row in state["queries"]
        ],
        title="Coverage",
    )
    for line in _unread(state["queries"]):
        out.line(line, style="yellow")
    if not state["queries"]:
        out.line("no network is on, or no film is watched: see fansreact sources and fansreact films")
    for quota in state["quotas"]:
        out.line(quota_line(quota))
    for line in _failing(state):
        out.line(line, style="yellow")
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
        ("run", "of", "at", "fetched", "new", "took s", ""),
        [
            (
                run["stage"],
                " ".join(
                    word
                    for word in (place(run["source"], run["account"]) or run["film"], run["target"])
                    if word
                ),
                run["started_at"],
                run["fetched"],
                run["new"],
                run["took_s"],
                outcome(run),
            )
            for run in state["runs"]
        ],
        failed=[number for number, run in enumerate(state["runs"]) if run["error"]],
        title="Last runs",
    )
    if state["noticed"]:
        out.line("")
        out.table(
            ("spike", "noticed", "ended", "posts", "times the usual", "draft", "later draft"),
            [
                (
                    f"{row['film']} {stamp(row['began_at'])}",
                    row["noticed_at"],
                    row["ended_at"] or "goes on",
                    row["posts"],
                    row["times"],
                    row["draft"] or f"none: {row['why']}",
                    row["later_draft"],
                )
                for row in state["noticed"]
            ],
            title="Drafts made by spikes",
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
    if state["publications"]:
        out.line("")
        out.table(
            ("sent", "version", "to", "at", "state", "by", "where"),
            [
                (
                    row["id"],
                    row["version"],
                    row["to"],
                    row["at"],
                    row["state"],
                    row["by"],
                    row["where"] or row["why"],
                )
                for row in state["publications"]
            ],
            failed=[
                n for n, row in enumerate(state["publications"]) if row["state"] not in ("sent", "sending")
            ],
            title="Sent to destinations",
        )


def _failing(state: dict[str, Any]) -> Iterator[str]:
    """Accounts that failed last time, and alerts of which nobody heard."""
    for broken in state["breakers"]:
        until = "" if broken["open_until"] is None else f", left in peace until {stamp(broken['open_until'])}"
        yield f"failing: {broken['message']}{until}"
    for told in state["alerts"]:
        if told["held_back"]:
            held = plural(told["held_back"], "alert")
            yield f"{told['to']}: {held} of today held back, as {told['sent']:,} went out (alerts_per_day)"


def spike_line(spike: dict[str, Any]) -> str:
    """A spike as a line: when, how many posts, how many times the usual, and what set it off."""
    ends = "goes on" if spike["goes_on"] else f"to {stamp(spike['end'])}"
    line = (
        f"spike from {stamp(spike['start'])} ({ends}): {plural(spike['posts'], 'post')}, "
        f"{spike['times']:g} times the usual"
    )
    found = spike["trigger"]
    if found is None:
        return line
    named = found["url"] or f"{found['source']} {found['id']}"
    return f"{line}; {found['kind']} by {found['posts']:,}: {named}"


def _behind(row: dict[str, Any]) -> str:
    """How far behind a query is."""
    if row["lag_s"] is None:
        return "never read" if row["never_read"] else "begun"
    return str(timedelta(seconds=max(0, row["lag_s"])))


def _bars(hours: list[int]) -> str:
    """Numbers as a row of bars, the highest the largest."""
    most = max(hours)
    return "".join(BARS[-(-number * (len(BARS) - 1) // most)] for number in hours)


def _unread(rows: list[dict[str, Any]]) -> list[str]:
    """What is missing, once for each account and reason: an outage of thirteen hashtags is one line."""
    told: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        for gap in row["unread"]:
            where = place(row["source"], row["account"])
            told.setdefault((where, gap["why"]), []).append({**gap, "target": row["target"]})
    lines = []
    for (where, why), gaps in sorted(told.items()):
        targets = sorted({gap["target"] for gap in gaps})
        what = targets[0] if len(targets) == 1 else f"{len(targets)} targets"
        since, until = min(gap["from"] for gap in gaps), max(gap["to"] for gap in gaps)
        lines.append(f"unread of {where}, {what}, {stamp(since)} to {stamp(until)}: {why}")
    return lines


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
