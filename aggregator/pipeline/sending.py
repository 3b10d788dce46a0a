"""Sending a version to a destination outside, and keeping what came of it.

Before anything leaves the house a claim is written: two processes never send one digest to one place at
once, and whoever dies or gets no answer in between leaves a sending of which nobody knows whether it
arrived. The next try is told of it, and finds out or refuses.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from aggregator.errors import AggregatorError, PublishError, StoreError
from aggregator.model import Digest
from aggregator.model.digest_json import from_json, plain
from aggregator.pipeline import parcels
from aggregator.pipeline.context import Context
from aggregator.publishers.base import Copy, Destination, Event, Parcel
from aggregator.store import digests, publications
from aggregator.store.publications import Publication


@dataclass(frozen=True, slots=True)
class Insisting:
    """What a person asked for knowingly: replace a copy that was changed or deleted there; send once more
    what may have arrived already.
    """

    overwrite: bool = False
    again: bool = False


class Outlet:
    """A destination as `publish` hands stories to it. `who` sends; "" is the schedule."""

    def __init__(
        self,
        ctx: Context,
        destination: Destination,
        *,
        who: str = "",
        insisting: Insisting = Insisting(),
    ) -> None:
        self.name = destination.name
        self._ctx = ctx
        self._destination = destination
        self._who = who
        self._insisting = insisting

    def publish(self, digest: Digest, bodies: Mapping[str, bytes]) -> str:
        """Send it; where it can be seen, or its name there, or the destination's.

        Raises:
            PublishError: it was not taken.
        """
        done = send(
            self._ctx,
            self._destination,
            digest,
            bodies.get("json"),
            who=self._who,
            insisting=self._insisting,
        )
        return done.url or done.remote_id or self.name


def send(
    ctx: Context,
    destination: Destination,
    digest: Digest,
    body: bytes | None = None,
    *,
    who: str = "",
    insisting: Insisting = Insisting(),
) -> Copy:
    """Make or renew the copy of a digest at a destination, and keep what was sent.

    Neither rechecks nor verifies: `publish` and `upkeep` do so first.

    Raises:
        PublishError: another process is sending it, or the destination did not take it.
        StoreError: the database refused.
    """
    form = parcels.form(destination.takes, digest, body)
    name, at = destination.name, ctx.clock()
    with ctx.store.write() as session:
        before = publications.copy_of(session, digest.id, name)
        event = event_of(session, digest, before)
        done = before is not None and (before.version, before.event) == (digest.version, event)
        if before is not None and done and not destination.compares and not insisting.again:
            return _copy(before)  # it stands there already, and what stands in a mailbox does not change
        claim = publications.claim(
            session,
            digest_id=digest.id,
            version=digest.version,
            destination=name,
            event=event,
            sent=destination.stands(form),
            at=at,
            who=who,
        )
        first = publications.first_of(session, digest.id, name)
        lost = publications.lost_of(session, digest.id, name)
    if isinstance(claim, datetime):
        raise PublishError(
            name,
            f"digest {digest.id}: is being sent by another process since {plain(claim)}",
            hint="wait for it; where it died, its claim ends after "
            f"{publications.HELD_FOR.total_seconds() / 60:.0f} minutes",
        )

    def hold() -> None:
        with ctx.store.write() as session:
            if not publications.hold(session, claim, ctx.clock()):
                raise PublishError(name, f"digest {digest.id}: another process took it over")

    parcel = Parcel(
        digest,
        form,
        event,
        key_of(digest.id, digest.version, event),
        at,
        before=None if before is None else _copy(before),
        first=None if first is None else _copy(first),
        lost=None if lost is None else _try(lost),
        overwrite=insisting.overwrite,
        again=insisting.again,
        hold=hold,
    )
    try:
        copy = destination.send(parcel)
    except PublishError as error:
        state: publications.State = "lost" if error.lost else "changed" if error.changed else "failed"
        with ctx.store.write() as session:
            publications.settle(session, claim, state, at=ctx.clock(), why=error.message)
        raise
    except BaseException as error:  # stopped in the middle, or a fault: what was sent may have arrived
        with suppress(StoreError), ctx.store.write() as session:
            publications.settle(session, claim, "lost", at=ctx.clock(), why="it was stopped while it sent")
        if isinstance(error, AggregatorError) or not isinstance(error, Exception):
            raise
        # An answer that nobody foresaw, or a destination of somebody's own: the story has to stay a draft.
        raise PublishError(
            name,
            f"met what it does not know ({type(error).__name__})",
            hint="try again: a second try is told of the first; -v shows what it was",
            lost=True,
        ) from error
    with ctx.store.write() as session:
        publications.settle(
            session,
            claim,
            "sent",
            at=ctx.clock(),
            remote_id=copy.remote_id,
            url=copy.url,
            sent=copy.sent,
            modified=copy.modified,
            why=copy.note,
        )
    return copy


def key_of(digest_id: str, version: int, event: str) -> str:
    """The name of a sending for good: a second try has the same."""
    return f"{digest_id}.v{version}.{event}"


def event_of(session: Any, digest: Digest, before: Publication | None) -> Event:
    """What a version tells those who have the copy `before`."""
    if digest.state == "withdrawn":
        return "withdrawn"
    if before is None:
        return "published"
    if before.version == digest.version:
        return "corrected" if before.event == "corrected" else "published"
    told = digests.told(session, digest.id, before.version)
    known = len(from_json(orjson.loads(told.body)).corrections) if told is not None else 0
    return "corrected" if len(digest.corrections) > known else "published"


def _copy(one: Publication) -> Copy:
    return Copy(one.remote_id, one.url, one.sent, one.sent_hash, one.modified)


def _try(lost: Publication) -> Copy:
    key = key_of(lost.digest_id, lost.version, lost.event)
    return Copy(key, "", lost.sent, lost.sent_hash)
