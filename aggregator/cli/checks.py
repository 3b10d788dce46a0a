"""What `doctor` looks at. Each check says in a line what is wrong, and what mends it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aggregator.cli.common import Call
from aggregator.cli.runs import place
from aggregator.errors import AggregatorError, ConfigError, RateLimited, StoreError
from aggregator.jobs.health import Check, at_rest, disk, time_zones

if TYPE_CHECKING:
    from aggregator.app import App
    from aggregator.pipeline.collect import Reading

_FAULT = "this is a fault of fansreact: run fansreact collect -v and report what it prints"


def run_all(call: Call) -> list[Check]:
    """Every check that can be made; a broken configuration or database leaves out what rests on it."""
    try:
        settings = call.settings()
    except ConfigError as error:
        wrong = [str(mistake) for mistake in error.mistakes] or [error.message]
        return [Check("configuration", False, problem, error.hint) for problem in wrong]
    checks = [Check("configuration", True), disk(settings.store.url), time_zones()]
    try:
        with call.app() as app:
            checks.append(Check("database", True))
            checks += at_rest(app)
            checks += _sources(app)
            checks += _facts(app)
            checks += _pictures(app)
            checks += _destinations(app)
    except AggregatorError as error:
        checks.append(Check("database", False, error.message, error.hint))
    return checks


def _sources(app: "App") -> Iterator[Check]:
    for _, reading in sorted(app.readings.items()):
        yield _source(app, reading)
    for name, provider in sorted(app.providers.items()):
        yield _answers(f"source {name}", provider.check)
    if "wikidata" in app.providers and not app.settings.collect.contact:
        yield Check(
            "source wikidata",
            False,
            "it is asked by somebody whom nobody can write to",
            "set contact under [collect]: Wikimedia may block who names none",
        )


def _facts(app: "App") -> Iterator[Check]:
    """Of each watched film: facts that are old, and those about which only an editor can decide."""
    from aggregator.cli import facts

    with app.ctx.store.read() as session:
        known = {film.slug: facts.document(app, session, film)["known"] for film in app.films}
    for slug, told in known.items():
        old = [fact["name"] for fact in told if fact["too_old"]]
        disputed = [fact["name"] for fact in told if fact["disputed"]]
        fix = f"see fansreact films {slug}, then mend films.toml"
        if old:
            yield Check(f"facts {slug}", False, f"read long ago: {_few(old)}", fix)
        if disputed:
            yield Check(f"facts {slug}", False, f"sources differ about {_few(disputed)}", fix)


def _pictures(app: "App") -> Iterator[Check]:
    """Whether pictures can be looked at, where they should be."""
    if app.settings.media.hash:
        try:
            yield Check("pictures", app.pictures is not None)
        except ConfigError as error:
            yield Check("pictures", False, error.message, error.hint)


def _destinations(app: "App") -> Iterator[Check]:
    """Of each destination that is set up: whether it knows us. Nothing is changed there."""
    try:
        names = list(app.outlets)
    except ConfigError:  # an import path that leads nowhere: `at_rest` said so
        return
    for name in names:
        yield _answers(f"publish {name}", lambda name=name: app.outlets[name].check())  # type: ignore[misc]


def _few(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    rest = len(names) - 4
    return ", ".join(names[:4]) + (f" and {rest} more" if rest > 0 else "")


def _source(app: "App", reading: "Reading") -> Check:
    """Ask the network one small question, with the key that stands in the configuration."""
    from aggregator.model import Query, Span

    collector = reading.collector
    name = f"source {place(collector.source, collector.account)}"
    targets = [target for film in app.films for target in collector.targets(film)]
    query = Query(collector.source, collector.account, targets[0] if targets else "#film")
    now = datetime.now(UTC)
    span = Span(query, now - timedelta(minutes=5), now)
    return _answers(name, lambda: next(iter(collector.pages(query, span)), None))


def _answers(name: str, ask: Callable[[], object]) -> Check:
    """What comes of one small question."""
    try:
        ask()
    except RateLimited:
        return Check(name, True)
    except StoreError:
        raise
    except AggregatorError as error:  # also one of a folder for logins that can't be written
        return Check(name, False, error.message, error.hint)
    except Exception as error:  # noqa: BLE001 - a fault in reading one network must not hide the others
        return Check(name, False, f"its answer could not be read: {type(error).__name__}", _FAULT)
    return Check(name, True)
