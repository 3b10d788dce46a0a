"""What `films FILM` shows: each fact with its page, day and standing, and what others say instead."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from aggregator.cli.output import Output, stamp
from aggregator.text import plural, printable

if TYPE_CHECKING:
    from aggregator.app import App
    from aggregator.model import Conflict, Fact, Film, RunReport

WIDTH = 200


def refreshed(app: "App", films: Sequence["Film"]) -> list["RunReport"]:
    """Ask every provider that is on about these films, now.

    Raises:
        ConfigError: none is on, or none has its key.
    """
    from aggregator.errors import ConfigError
    from aggregator.pipeline.facts import learn

    if not app.providers:
        missing = [name for names in app.providers_without_key.values() for name in names]
        raise ConfigError(
            "no provider of facts can be asked",
            hint=f"set {' and '.join(missing)}" if missing else "add [sources.wikidata] to fansreact.toml",
        )
    return [report for _, one in sorted(app.providers.items()) for report in learn(app.ctx, one, films)]


def document(app: "App", session: Any, film: "Film") -> dict[str, Any]:
    """What is known of a film, and when each provider was asked last."""
    from aggregator.model.ageing import is_too_old
    from aggregator.pipeline.facts import known
    from aggregator.store import facts

    now = app.ctx.clock()
    told = known(app.ctx, session, film).facts
    most = app.settings.digest.facts_max_age.days
    return {
        "known": [
            {
                "name": fact.name,
                **_origin(fact),
                "disputed": fact.disputed,
                "too_old": is_too_old(fact, told, now.date(), most),
                "conflicts": [_origin(one) for one in fact.conflicts],
            }
            for fact in told
        ],
        "asked": [
            {"provider": one.provider, "at": one.at, "facts": len(one.facts)}
            for one in facts.of_film(session, film.slug, now)
            if one.provider in app.ctx.providers
        ],
    }


def _origin(one: "Fact | Conflict") -> dict[str, Any]:
    return {
        "value": one.value,
        "source": one.source,
        "as_of": one.as_of,
        "standing": one.standing,
        "provider": one.provider or None,
    }


def tell(out: Output, row: dict[str, Any]) -> None:
    """A film's facts as lines, those that need an editor in yellow."""
    from aggregator.model.credits import credits_for

    for fact in row["known"]:
        out.line(f"  {fact['name']}: {worded(fact['value'])} ({_whence(fact)})")
        if fact["too_old"]:
            how = "read it anew with --refresh" if fact["provider"] else "check it and renew its as_of"
            out.line(f"    old: {how}", style="yellow")
        for other in fact["conflicts"]:
            out.line(f"    but: {worded(other['value'])} ({_whence(other)})", style="yellow")
        if fact["disputed"]:
            out.line("    no digest tells it: write it into films.toml to decide", style="yellow")
    for asked in row["asked"]:
        out.line(
            f"  {asked['provider']} was asked {stamp(asked['at'])}: {plural(asked['facts'], 'fact')}", "dim"
        )
    every = [*row["known"], *(one for fact in row["known"] for one in fact["conflicts"])]
    for credit in credits_for(str(one["provider"]) for one in every):
        out.line(f"  {credit}", style="dim")


def _whence(one: dict[str, Any]) -> str:
    return f"{one['standing']}, {one['source']}, {_day(one['as_of'])}"


def _day(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def worded(value: Any) -> str:
    """A fact's value as one line."""
    if isinstance(value, dict):
        between = " as " if "actor" in value else ", "
        return printable(between.join(str(one) for one in value.values()), WIDTH)
    return printable(" and ".join(map(str, value)) if isinstance(value, list) else str(value), WIDTH)
