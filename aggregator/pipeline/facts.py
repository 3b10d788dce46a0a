"""The stage "facts": what providers say of the films, and what is known of a film by all of them together."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import structlog

from aggregator.errors import AggregatorError, BudgetSpent, ConfigError, RateLimited, StoreError
from aggregator.facts import FactsProvider, checked, merged
from aggregator.fetcher import unforeseen
from aggregator.model import Fact, Film, RunError, RunReport
from aggregator.model.digests import DigestFact
from aggregator.pipeline.context import Context
from aggregator.store import facts, runs
from aggregator.text import plural

STAGE = "facts"

log = structlog.get_logger(__name__)


def learn(ctx: Context, provider: FactsProvider, films: Sequence[Film]) -> list[RunReport]:
    """Ask a provider about these films and keep what it says; what it can't know of is passed over.

    A film that is not found there, or of which there are several, holds up no other one; a site that can't be
    asked ends the run. Returns one report for each film that was asked about.

    Raises:
        StoreError: the database refused.
    """
    reports = []
    for film in films:
        if film.kind not in provider.kinds:
            continue
        if ctx.stopping.is_set():
            break
        report = _learn(ctx, provider, film)
        reports.append(report)
        if report.error is not None and report.error.kind != ConfigError.kind:
            break
    return reports


def _learn(ctx: Context, provider: FactsProvider, film: Film) -> RunReport:
    started, clock_start = ctx.clock(), time.monotonic()
    found: tuple[Fact, ...] = ()
    changed, error = 0, None
    try:
        found = checked(provider.name, provider.facts(film, now=started))
    except StoreError:
        raise
    except AggregatorError as failure:
        until = failure.until if isinstance(failure, RateLimited | BudgetSpent) else None
        error = RunError(failure.kind, failure.message, failure.hint, until)
    except Exception as failure:  # noqa: BLE001 - what a site sends is hostile, and our readers have faults
        told = unforeseen(failure)
        log.error("a provider of facts failed", source=provider.name, film=film.slug, **told)
        error = RunError(
            "unexpected",
            f"{provider.name}: its answer could not be read: {type(failure).__name__}",
            "this is a fault of fansreact: run it with -v and report what it prints",
        )
    with ctx.store.write() as session:
        if error is None:
            before = [
                one for one in facts.of_film(session, film.slug, started) if one.provider == provider.name
            ]
            changed = len(_said(found) ^ _said(before[0].facts if before else ()))
            facts.keep(session, film.slug, provider.name, found, started)
        report = RunReport(
            stage=STAGE,
            source=provider.name,
            film=film.slug,
            started_at=started,
            took_s=round(time.monotonic() - clock_start, 3),
            fetched=len(found),
            new=changed,
            error=error,
            note="" if error else _note(provider, film, found),
        )
        runs.record(session, report)
    return report


def _note(provider: FactsProvider, film: Film, found: Sequence[Fact]) -> str:
    """How many facts there are; where there are none, what an editor can do about it."""
    if found or not provider.id_key or getattr(film, provider.id_key, None):
        return plural(len(found), "fact")
    return f"not found by this title: if it is there, put {provider.id_key} = ... into films.toml"


def _said(told: Sequence[Fact]) -> set[str]:
    """What facts say, whenever it was read."""
    return {repr((fact.name, fact.value, fact.standing)) for fact in told}


def known(ctx: Context, session: Any, film: Film) -> Film:
    """The film with all that is known of it: films.toml, then the providers that are on."""
    readings = facts.of_film(session, film.slug, ctx.clock())
    read = [one.facts for one in readings if one.provider in ctx.providers]
    return replace(film, facts=merged(film.facts, read)) if read else film


def as_then(film: Film, then: Sequence[DigestFact]) -> Film:
    """The film with the facts that a story had: of providers those of then, of films.toml today's.

    An editor who mends films.toml means it; what a provider says today is for another story.
    """
    told = [
        Fact(fact.key, fact.value, fact.source, fact.as_of, fact.standing, 0, fact.provider,
             fact.conflicts, fact.disputed)
        for fact in then
    ]  # fmt: skip
    own = []
    for fact in film.facts:
        same = (one for one in told if not one.provider and (one.key, one.value) == (fact.key, fact.value))
        was = next(same, None)
        own.append(replace(fact, conflicts=was.conflicts) if was is not None else fact)
    keys = {fact.key for fact in own}
    counted: dict[str, int] = {}
    for fact in told:
        if fact.provider and fact.key not in keys:
            index = counted.get(fact.key, 0)
            counted[fact.key] = index + 1
            own.append(replace(fact, index=index))
    return replace(film, facts=tuple(own))
