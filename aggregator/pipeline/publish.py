"""The stage "publish": a digest is rechecked, verified once more, rendered, and handed to a destination."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from aggregator import render
from aggregator.digest import HOW_TO_VERIFY, why_blocked
from aggregator.errors import PublishError, VerificationFailed
from aggregator.model import Digest
from aggregator.model.digest_json import document_bytes, from_json
from aggregator.pipeline.context import Context
from aggregator.pipeline.digest import stored_version, verify_digest
from aggregator.pipeline.recheck import Rechecked, recheck_digest
from aggregator.pipeline.standing import Asking
from aggregator.pipeline.versions import Making
from aggregator.publishers.folder import Folder


@dataclass(frozen=True, slots=True)
class Published:
    """What was handed over (the next version, where quotes had to be replaced) and where it can be seen."""

    digest: Digest
    where: Path
    rechecked: Rechecked


def publish(
    ctx: Context,
    document: dict[str, Any],
    destination: Folder,
    formats: Sequence[str],
    *,
    asking: Asking,
    making: Making,
) -> Published:
    """Recheck a digest's quotes, verify it, and hand it over in these formats.

    Quotes of a network that is not read here, or that can't tell, go out unchecked; the result names them.
    One of which its network should tell goes out only while it was seen lately, or the story is new.

    Raises:
        VerificationFailed: a quote or number does not hold; nothing was handed over.
        PublishError: what set it off is not verified, too little of it stands, a network could not be asked,
            or the destination did not take it; the digest stays a draft.
    """
    stored = stored_version(ctx, document)
    if document != orjson.loads(stored.body):  # told before any network is asked
        raise _does_not_hold(document, verify_digest(ctx, document))
    _refuse_doubtful(document, destination, making)
    found = recheck_digest(ctx, stored, asking, making)
    if found.blocked:
        raise PublishError(
            destination.name,
            f"digest {found.id}: not published, {found.lost} quoted posts do not stand any more: "
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
        document = orjson.loads(found.made.body)
        _refuse_doubtful(document, destination, making)
    failures = verify_digest(ctx, document)
    if failures:
        raise _does_not_hold(document, failures)
    story = from_json(document)
    made = bodies(story, document_bytes(document), formats)
    return Published(story, destination.publish(story, made), found)


def _refuse_doubtful(document: dict[str, Any], destination: Folder, making: Making) -> None:
    """Raises PublishError for a story on what an editor has to verify first."""
    film = document.get("film")
    slug = film.get("slug") if isinstance(film, dict) else None
    why = why_blocked(document, making.films.get(str(slug)))
    if why is not None:
        raise PublishError(
            destination.name, f"digest {document.get('id')}: not published, {why}", hint=HOW_TO_VERIFY
        )


def _does_not_hold(document: dict[str, Any], failures: Sequence[Any]) -> VerificationFailed:
    return VerificationFailed(
        f"digest {document.get('id')}: not published, {len(failures)} things do not hold",
        failures=failures,
        hint="make the digest again: fansreact digest FILM",
    )


def bodies(digest: Digest, body: bytes, formats: Sequence[str]) -> dict[str, bytes]:
    """The digest in each of these formats; `body` is its stored digest.json, kept byte for byte.

    Raises ConfigError for an unknown format.
    """
    return {name: body if name == "json" else render.render(digest, name) for name in formats}
