"""The stage "publish": a digest is rechecked, verified once more, rendered, and handed to a destination."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from aggregator import render
from aggregator.digest import HOW_TO_VERIFY, UNSUPPORTED, embargo_until, why_blocked
from aggregator.errors import AggregatorError, PublishError, VerificationFailed
from aggregator.model import Digest
from aggregator.model.digest_json import from_json
from aggregator.pipeline import states
from aggregator.pipeline.approving import check_approved, check_unchanged
from aggregator.pipeline.context import Context
from aggregator.pipeline.digest import stored_version, verify_digest
from aggregator.pipeline.recheck import Rechecked, recheck_digest
from aggregator.pipeline.standing import Asking
from aggregator.pipeline.versions import Making
from aggregator.publishers import Publisher
from aggregator.text import plural


@dataclass(frozen=True, slots=True)
class Published:
    """What was handed over and where it can be seen. It is the next version, where quotes had to be replaced
    or an embargo is over.
    """

    digest: Digest
    where: Path | str
    rechecked: Rechecked


def publish(
    ctx: Context,
    document: dict[str, Any],
    destination: Publisher,
    formats: Sequence[str],
    *,
    asking: Asking,
    making: Making,
    approved_by: Sequence[str] = (),
) -> Published:
    """Recheck a digest's quotes, verify it, and hand it over in these formats, as its published version.

    Quotes of a network that is not read here, or that can't tell, go out unchecked; the result names them.
    One of which its network should tell goes out only while it was seen lately, or the story is new. What is
    under embargo goes nowhere. `approved_by` are people who read this version and say that it may go out:
    the published version names them.

    Raises:
        VerificationFailed: a quote or number does not hold; nothing was handed over.
        PublishError: it is under embargo, what set it off is not verified, too few
            people approve it, too little of it stands, a network could not be asked, or the destination did
            not take it; it stays a draft.
        EditConflict: somebody approves a version that another has followed.
        AggregatorError: the story was withdrawn, in whichever version.
    """
    stored = stored_version(ctx, document)
    states.require_standing(ctx, stored.about.id)  # told before any network is asked
    if document != orjson.loads(stored.body):
        raise _does_not_hold(document, verify_digest(ctx, document))
    check_approved(from_json(document), approved_by, destination.name)
    _refuse_doubtful(document, destination, making)
    _refuse_under_embargo(ctx, document, destination.name, making)
    found = recheck_digest(ctx, stored, asking, making)
    if found.blocked:
        raise PublishError(
            destination.name,
            f"digest {found.id}: not published, {found.lost} of its posts do not stand any more: "
            f"{found.blocked}",
            hint="make the digest again, with later posts: fansreact digest FILM",
        )
    stale = [(one, remote_id) for one in found.unchecked for remote_id in one.stale]
    if stale:
        one, remote_id = stale[0]
        others = f" and {len(stale) - 1} others" if len(stale) > 1 else ""
        raise PublishError(
            destination.name,
            f"digest {found.id}: not published, {remote_id} ({one.seen_in_words(remote_id)}){others} "
            f"could not be checked and not seen for a day: {one.why}",
            hint="try again when the network answers, or make a digest of other hours: fansreact digest FILM",
        )
    if found.made is not None:
        read_by = [*approved_by, *(one.who for one in from_json(document).approvals)]
        check_unchanged(found.made.digest, found.lost, read_by, destination.name)
        document = orjson.loads(found.made.body)
        _refuse_doubtful(document, destination, making)
    failures = verify_digest(ctx, document)
    if failures:
        raise _does_not_hold(document, failures)
    sent = states.mark_published(ctx, from_json(document), approved_by=approved_by)
    try:
        made = bodies(sent.digest, sent.body, formats)
        return Published(sent.digest, destination.publish(sent.digest, made), found)
    except AggregatorError:
        states.unmark(ctx, sent)
        raise


def _refuse_under_embargo(ctx: Context, document: dict[str, Any], to: str, making: Making) -> None:
    """Whichever is later holds: what the digest was made with, or what films.toml says today."""
    story, now = from_json(document), ctx.clock()
    film = making.films.get(story.film.slug)
    today = None if film is None else embargo_until(film, story.window, now)
    until = max((one for one in (story.embargo_until, today) if one is not None and one > now), default=None)
    if until is not None:
        raise PublishError(
            to,
            f"digest {story.id}: embargoed until {until:%Y-%m-%dT%H:%M:%SZ}",
            hint="publish it then; where the embargo was lifted, mend embargo_until in films.toml and make "
            "the digest again: fansreact digest FILM",
        )


def _refuse_doubtful(document: dict[str, Any], destination: Publisher, making: Making) -> None:
    """Raises PublishError for a story on what an editor has to verify first."""
    film = document.get("film")
    slug = film.get("slug") if isinstance(film, dict) else None
    why = why_blocked(document, making.films.get(str(slug)))
    if why is not None:
        raise PublishError(
            destination.name, f"digest {document.get('id')}: not published, {why}", hint=HOW_TO_VERIFY
        )


def _does_not_hold(document: dict[str, Any], failures: Sequence[Any]) -> VerificationFailed:
    edited = all(one.kind == UNSUPPORTED for one in failures)
    return VerificationFailed(
        f"digest {document.get('id')}: not published, {plural(len(failures), 'thing')} "
        f"{'does' if len(failures) == 1 else 'do'} not hold",
        failures=failures,
        hint="change these edits, or say why they stand"
        if edited
        else "make the digest again: fansreact digest FILM",
    )


def bodies(digest: Digest, body: bytes, formats: Sequence[str]) -> dict[str, bytes]:
    """The digest in each of these formats; `body` is its stored digest.json, kept byte for byte.

    Raises ConfigError for an unknown format.
    """
    return {name: body if name == "json" else render.render(digest, name) for name in formats}
