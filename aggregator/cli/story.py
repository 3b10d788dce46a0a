"""Commands that make, check and hand over the story: digest, verify, publish."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, get_args

import orjson
import typer

from aggregator.cli.common import Call, command, parse_duration, parse_instant
from aggregator.errors import (
    AggregatorError,
    ConfigError,
    NotEnoughReactions,
    VerificationFailed,
    did_you_mean,
)
from aggregator.text import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aggregator.model import Film
    from aggregator.model.digests import Window
    from aggregator.pipeline.context import Context


def add_to(app: typer.Typer) -> None:
    """Give the command line these commands."""
    command(app, "digest", epilog="Example: fansreact digest the-glass-harbour --last 24h --format html")(
        digest
    )
    command(app, "verify", epilog="Example: fansreact verify digests/the-story-v1.json")(verify)
    command(app, "publish", epilog="Example: fansreact publish digests/the-story-v1.json --to folder")(
        publish
    )


def digest(
    call: Call,
    film: Annotated[str, typer.Argument(metavar="FILM", help="A film's slug.")],
    last: Annotated[
        str | None, typer.Option("--last", help="The last 24h (or 90m, 3 days ...) before now.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", help="Start of the window, ISO 8601 with zone.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", help="End of the window, not in it.")] = None,
    event: Annotated[
        str | None,
        typer.Option(
            "--event", help="Around an event of films.toml: 6 hours before to 24 hours after, or now."
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            help="Kind of story: trailer, first_look ... (that of an event in the window, else brief).",
        ),
    ] = None,
    form: Annotated[
        list[str] | None,
        typer.Option(
            "--format", help="html, md, json, wordpress, slack, email or atom; may be given several times."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder to write to (./digests).")
    ] = None,
    now: Annotated[
        str | None, typer.Option("--now", help="Pretend that it is this time (ISO 8601 with zone).")
    ] = None,
) -> None:
    """Compose a film's digest, store it and write it."""
    from aggregator import render
    from aggregator.model.digest_json import to_json
    from aggregator.pipeline.adding import window_of_picks
    from aggregator.pipeline.digest import make_digest
    from aggregator.pipeline.score import score

    with call.app() as app:
        chosen = app.film(film)
        forms = form or list(app.settings.digest.formats)
        for name in forms:
            render.find(name)  # an unknown format is told before any work is done
        moment = parse_instant(now, "--now") if now else app.ctx.clock()
        window, default_kind = window_of(chosen, moment, last=last, since=since, until=until, event=event)
        with call.out.progress("scoring"):
            score(app.ctx, app.pool, [chosen])
        make = partial(
            make_digest,
            app.ctx,
            chosen,
            asked=app.asked(chosen),
            kind=kind_of(kind or default_kind),
            style=app.style,
            config_hash=app.settings.config_hash(chosen),
            made_at=moment,
        )
        with call.out.progress("composing"):
            try:
                made = make(window)
            except NotEnoughReactions:
                wider = None if last or since or until or event else window_of_picks(app.ctx, chosen, window)
                if wider is None:
                    raise
                made = make(wider)
        paths = _write(made.digest, made.body, forms, out or app.settings.digest.out)
        document = {
            "id": made.digest.id,
            "version": made.digest.version,
            "paths": {name: str(path) for name, path in paths.items()},
            "digest": to_json(made.digest),
        }

        for line in made.fallen:
            call.out.note(line)

        def tell() -> None:
            call.out.line(made.digest.headline, style="bold")
            for highlight in made.digest.highlights:
                call.out.line(f"  - {highlight}")
            call.out.line("")
            call.out.line(
                f"{made.digest.id} version {made.digest.version}{'' if made.new else ' (stood already)'}"
            )
            for path in paths.values():
                call.out.line(str(path))

        call.out.result(document, tell)


def window_of(
    film: "Film",
    now: datetime,
    *,
    last: str | None = None,
    since: str | None = None,
    until: str | None = None,
    event: str | None = None,
) -> "tuple[Window, str]":
    """The window that was asked for, and the kind of story that fits it.

    Around an event that is not a day old the window ends at `now`. Raises ConfigError for what makes no
    window, and for an event that the film does not have or that is still to come.
    """
    from dataclasses import replace

    from aggregator.model.digests import Window
    from aggregator.pipeline import windows

    ways = [name for name, given in (("--last", last), ("--since", since), ("--event", event)) if given]
    if len(ways) > 1:
        raise ConfigError(f"{' and '.join(ways)}: only one of them can say the window")
    if event:
        found = next((one for one in film.events if one.name.casefold() == event.casefold()), None)
        if found is None:
            known = ", ".join(f"'{one.name}'" for one in film.events) or "none"
            guess = did_you_mean(event, [one.name for one in film.events])
            raise ConfigError(
                f"--event: {film.slug} has no event '{event}'" + (f"; {guess}" if guess else ""),
                hint=f"films.toml knows {known}",
            )
        now = windows.calendar(film, found, now)
        if found.at >= now:
            raise ConfigError(
                f"--event: '{found.name}' has not happened yet: films.toml has it at "
                f"{found.at:%Y-%m-%dT%H:%M:%SZ}",
                hint="fansreact run drafts it by itself when it has; what was written before it: --last 24h",
            )
        around = windows.around(found, parse_instant(until, "--until") if until else now)
        if until:
            around = replace(around, until=parse_instant(until, "--until"))
        if around.until <= found.at:
            ends = around.until.isoformat()
            raise ConfigError(f"--until: {ends} is not after the event, {found.at.isoformat()}")
        return around, found.kind
    if since:
        start = parse_instant(since, "--since")
        end = parse_instant(until, "--until") if until else now
    else:
        end = parse_instant(until, "--until") if until else now
        start = end - parse_duration(last or "24h", "--last")
    if start >= end:
        raise ConfigError(
            f"--since: {start.isoformat()} is not before {end.isoformat()}", hint="a window is [since, until)"
        )
    return Window(start, end), windows.kind_within(film, start, end)


def kind_of(word: str) -> Any:
    """That kind of story. Raises ConfigError for an unknown one."""
    from aggregator.model.digests import DigestKind

    kinds = get_args(DigestKind)
    if word not in kinds:
        hint = did_you_mean(word, kinds) or f"one of {', '.join(kinds)}"
        raise ConfigError(f"--kind: '{word}' is no kind of story", hint=hint)
    return word


def _write(made: Any, body: bytes, forms: Sequence[str], out: Path) -> dict[str, Path]:
    """One file for each format, `<id>-v<version>.<suffix>`."""
    from aggregator import render
    from aggregator.pipeline.publish import bodies
    from aggregator.publishers.folder import Folder

    folder = Folder(out, suffixes=render.suffixes(forms))
    folder.publish(made, bodies(made, body, forms))
    return folder.paths(made, forms)


def document_of(ctx: "Context", digest_name: str) -> dict[str, Any]:
    """The digest.json that a person means: a file's content, or the newest stored version of an id."""
    from aggregator.pipeline.digest import find_digest

    path = Path(digest_name)
    if path.is_file():
        try:
            document = orjson.loads(path.read_bytes())
        except ValueError as error:
            raise AggregatorError(
                f"{path}: not JSON: {error}", hint="name a digest.json, or a digest's id"
            ) from None
        if not isinstance(document, dict) or "provenance" not in document:
            raise AggregatorError(
                f"{path}: not a digest.json", hint="name the file that digest --format json wrote"
            )
        return document
    if path.suffix or "/" in digest_name:
        raise ConfigError(f"{digest_name}: no such file", hint="name a digest.json, or a digest's id")
    numbered = re.fullmatch(r"(.+)-v(\d+)", digest_name)  # as the files are named
    if numbered is not None:
        return find_digest(ctx, numbered[1], int(numbered[2]))
    return find_digest(ctx, digest_name)


def verify(
    call: Call,
    digest_name: Annotated[
        str, typer.Argument(metavar="DIGEST", help="A digest's id, or the path of its digest.json.")
    ],
) -> None:
    """Recompute every quote and number of a digest; exit 1 naming each that fails."""
    from aggregator.pipeline.digest import on_their_word, verify_digest

    with call.database() as ctx:
        document = document_of(ctx, digest_name)
        failures = verify_digest(ctx, document)
        result = {
            "ok": not failures,
            "failures": [
                {"where": one.where, "expected": one.expected, "found": one.found} for one in failures
            ],
        }

        def tell() -> None:
            if failures:
                number = plural(len(failures), "thing does", "things do")
                call.out.complain(
                    VerificationFailed(
                        f"digest {document.get('id')}: {number} not hold",
                        failures=failures,
                    )
                )
            else:
                call.out.line(
                    f"{document.get('id')} version {document.get('version')}: every quote and number holds "
                    f"({plural(len(document.get('quotes', [])), 'quote')})"
                )
            for lock in on_their_word(document):
                found = "; ".join(lock.unsupported)
                call.out.line(f"  {lock.block}: {found}. It stands on the word of {lock.who}: {lock.reason}")

        call.out.result(result, tell)
        call.out.exit_code = 1 if failures else 0


def publish(
    call: Call,
    digest_name: Annotated[
        str, typer.Argument(metavar="DIGEST", help="A digest's id, or the path of its digest.json.")
    ],
    to: Annotated[
        str,
        typer.Option("--to", metavar="NAME", help="Destination: folder, wordpress, slack, email or webhook."),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder to write to (./digests).")
    ] = None,
    approved_by: Annotated[
        list[str] | None,
        typer.Option(
            "--approved-by",
            metavar="NAME",
            help="Who read it and says that it may go out; may be given several times. A controversy needs "
            "two people.",
        ),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a copy that was changed or deleted there.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Send once more what may have arrived already.")
    ] = False,
) -> None:
    """Recheck a digest's quotes, verify it, then hand it over. One that does not hold stays where it is."""
    from aggregator.cli.standing import rechecked_document, tell_unchecked
    from aggregator.pipeline.publish import publish as hand_over
    from aggregator.pipeline.sending import Insisting

    with call.app() as app:
        formats = app.settings.digest.formats
        destination = app.outlets.to(
            to,
            folder=out or app.settings.digest.out,
            formats=formats,
            who=" and ".join(approved_by or ()),
            insisting=Insisting(overwrite=overwrite, again=again),
        )
        document = document_of(app.ctx, digest_name)
        done = hand_over(
            app.ctx,
            document,
            destination,
            formats if to == "folder" else ("json",),
            asking=app.asking(),
            making=app.making,
            approved_by=approved_by or (),
        )
        story, found = done.digest, done.rechecked
        tell_unchecked(call, found)
        if found.made is not None:
            call.out.note(
                f"version {found.version} quoted or named {plural(found.lost, 'post')} no longer standing"
            )
            for line in found.made.fallen:
                call.out.note(line)
        call.out.result(
            {
                "id": story.id,
                "version": story.version,
                "to": to,
                "where": str(done.where),
                "approved_by": [one.who for one in story.approvals],
                "recheck": rechecked_document(found),
            },
            lambda: call.out.line(f"{story.id} version {story.version}: published to {done.where}"),
        )
