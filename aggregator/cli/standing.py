"""Commands that keep what was quoted true, and let people go: recheck, forget."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from aggregator.cli.common import HERE, Call, command
from aggregator.cli.output import stamp
from aggregator.text import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aggregator.app import App
    from aggregator.model import RunReport
    from aggregator.pipeline.recheck import Rechecked


def add_to(app: typer.Typer) -> None:
    """Give the command line these commands."""
    command(app, "recheck", epilog="Example: fansreact recheck digests/the-story-v1.json")(recheck)
    command(app, "forget", epilog="Example: fansreact forget @mira@reelchat.example --dry-run")(forget)


def recheck(
    call: Call,
    digest_name: Annotated[
        str, typer.Argument(metavar="DIGEST", help="A digest's id, or the path of its digest.json.")
    ],
) -> None:
    """Ask the networks whether each quoted post still stands; replace what does not, or exit 1.

    Copies of the story at its destinations are brought up to date, and Slack is told of dead quotes.
    """
    from aggregator.cli.story import document_of
    from aggregator.jobs.outside import keep_true
    from aggregator.pipeline.digest import stored_version
    from aggregator.pipeline.recheck import recheck_digest, told_of

    with call.app() as app:
        stored = stored_version(app.ctx, document_of(app.ctx, digest_name))
        with call.out.progress("asking"):
            found = recheck_digest(app.ctx, stored, app.asking(), app.making)
        with call.out.progress("telling"):
            told = keep_true(app, [found], digest_ids=[found.id], who=HERE)

        def tell() -> None:
            call.out.line(f"{found.id} version {found.version}: {told_of(found)}")
            for old, new in found.replaced.items():
                call.out.line(f"  {old} is replaced by {new}")
            if found.made is not None:
                for line in found.made.fallen:
                    call.out.note(line)
                call.out.line(f"publish it anew: fansreact publish {found.id} --to folder")
            for report in told:
                call.out.line(f"  {report.note}", style="" if report.error is None else "yellow")

        tell_unchecked(call, found)
        for report in told:
            if report.error is not None and report.error.hint:
                call.out.note(f"{report.target}: {report.error.hint}")
        call.out.result({**rechecked_document(found), "told": [_told(report) for report in told]}, tell)
        if found.blocked:
            call.out.exit_code = 1
        elif any(one.fault for one in found.unchecked) or any(report.error for report in told):
            call.out.exit_code = 3


def tell_unchecked(call: Call, found: "Rechecked") -> None:
    """A remark for each network that said nothing of its quotes."""
    for one in found.unchecked:
        call.out.note(f"{plural(len(one.ids), 'quote')} not checked: {one.why}")
        for remote_id in one.silent:
            call.out.note(f"  {remote_id}, {one.seen_in_words(remote_id)}")


def rechecked_document(found: "Rechecked") -> dict[str, Any]:
    """A recheck as `--json` prints it."""
    return {
        "id": found.id,
        "version": found.version,
        "checked": found.checked,
        "alive": found.alive,
        "edited": list(found.edited),
        "gone": list(found.gone),
        "hidden": list(found.hidden),
        "replaced": found.replaced,
        "blocked": bool(found.blocked),
        "why": found.blocked or None,
        "new_version": None if found.made is None else found.made.digest.version,
        "unchecked": [
            {
                "source": one.source,
                "why": one.why,
                "ids": list(one.ids),
                "last_seen": {
                    remote_id: None if at is None else stamp(at)
                    for remote_id, at in zip(one.ids, one.seen, strict=True)
                },
            }
            for one in found.unchecked
        ],
    }


def _told(report: "RunReport") -> dict[str, Any]:
    """What was told to a destination, or why it could not be, as `--json` prints it."""
    error = report.error
    return {
        "to": report.target,
        "what": report.note,
        "error": None
        if error is None
        else {"kind": error.kind, "message": error.message, "hint": error.hint},
    }


def forget(
    call: Call,
    who: Annotated[
        str,
        typer.Argument(
            metavar="AUTHOR_OR_POST",
            help="A handle, @name@instance, source:handle, a post's id, or the link of a profile or a post.",
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Take a person's posts, or one post, out of everything for good, digests included."""
    from aggregator.pipeline import forget as stage

    with call.app() as app:
        # What a terminal passes on may be no text; it is then nobody's name, and said so.
        meant = stage.look_up(app.ctx, who.encode("utf-8", "backslashreplace").decode("utf-8"))
        would = stage.take_out(app.ctx, meant, dry=True)
        if dry_run:
            call.out.result(_document(app, would, would.versions), lambda: _tell(call, app, would))
            return
        making = app.making  # a configuration that can make no story is told before anything is erased
        if not yes and sys.stdin.isatty() and not call.out.as_json:
            _tell(call, app, would)
            if not typer.confirm("Erase this for good?", err=True):
                call.out.note("nothing was erased")
                call.out.exit_code = 1
                return
        with call.out.progress("erasing"):
            done = stage.forget(app.ctx, meant, making)
        made = [one.digest for one in done.made]

        def tell() -> None:
            _tell(call, app, done)
            for story in made:
                state = "withdrawn" if story.state == "withdrawn" else "made again without them"
                call.out.line(f"  {story.id} version {story.version}: {state}")

        call.out.result(_document(app, done, [(story.id, story.version) for story in made]), tell)


def _document(app: "App", told: Any, stories: Iterable[tuple[str, int]]) -> dict[str, Any]:
    return {
        "name": told.name,
        "dry_run": told.dry,
        "posts": told.posts,
        "authors": told.authors,
        "digests": [{"id": digest_id, "version": version} for digest_id, version in stories],
        "rejected": told.rejected,
        "raw_pages": told.raw_pages,
        "files": [str(path) for path in _files(app, told.versions)],
    }


def _tell(call: Call, app: "App", told: Any) -> None:
    what = f"{plural(told.posts, 'post')} and {plural(told.authors, 'author')}"
    places = (
        plural(len(told.versions), "version") + " of digests",
        plural(told.rejected, "rejected record"),
        plural(told.raw_pages, "raw page"),
    )
    call.out.line(f"{told.name}: {what} {'would be' if told.dry else 'were'} erased")
    call.out.line(f"  also taken out of {', '.join(places)}")
    files = _files(app, told.versions)
    if files:
        call.out.note("written files still hold them; delete these, and publish the stories anew:")
    for path in files:
        call.out.note(f"  {path}")


def _files(app: "App", versions: Iterable[tuple[str, int]]) -> list[Path]:
    """Files of these versions where stories are written usually; others nobody can know of."""
    from aggregator.publishers.folder import safe_name

    folder = app.settings.digest.out
    stems = [safe_name(f"{digest_id}-v{version}") for digest_id, version in versions]
    return sorted(path for stem in stems for path in folder.glob(f"{stem}.*"))
