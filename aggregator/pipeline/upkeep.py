"""Keeping copies true: a correction or a withdrawal goes to every destination that has the story.

It runs after each recheck, and when an editor corrects or withdraws. What a destination refuses is told, and
tried again with the next scheduled recheck; a copy that was changed there is left to people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from aggregator.errors import AggregatorError, PublishError
from aggregator.model import Digest, RunError
from aggregator.model.digest_json import from_json, plain
from aggregator.model.kinds import manner_of
from aggregator.pipeline.context import Context
from aggregator.pipeline.digest import verify_digest
from aggregator.pipeline.sending import Insisting, event_of, send
from aggregator.publishers.base import Copy, Destination
from aggregator.store import digests, publications
from aggregator.store.publications import Publication
from aggregator.text import plural


@dataclass(frozen=True, slots=True)
class Renewed:
    """What became of one copy that had to be renewed. `event` is what it was told of."""

    digest: Digest
    destination: str
    event: str
    where: str = ""
    error: RunError | None = None

    def __str__(self) -> str:
        """`the-story-... version 3: corrected at wordpress`, or why it is not."""
        done = f"{self.digest.id} version {self.digest.version}"
        if self.error is None:
            return f"{done}: {self.event} at {self.destination}"
        return f"{done}: not {self.event} at {self.destination}: {self.error.message}"


@dataclass(frozen=True, slots=True)
class _Due:
    """A version that a copy lacks, and what it tells."""

    story: Digest
    body: bytes
    event: str


@dataclass(frozen=True, slots=True)
class _By:
    """Who renews the copies, and what they ask for."""

    who: str
    insisting: Insisting


def renew_copies(
    ctx: Context,
    destinations: Mapping[str, Destination],
    digest_ids: Sequence[str] | None = None,
    *,
    who: str = "",
    insisting: Insisting = Insisting(),  # noqa: B008 - frozen
) -> list[Renewed]:
    """Bring every copy up to date that lacks a correction or a withdrawal; of these digests, or of all.

    A story that more than one person must let out is only taken back by itself: its corrections wait for
    them. What was changed at a destination is tried once for each version, and then waits for a person.

    Raises:
        StoreError: the database refused.
    """
    with ctx.store.read() as session:
        outdated = publications.outdated(session, digest_ids)
    done = []
    for digest_id, name in outdated:
        if ctx.stopping.is_set():
            break
        due = _due(ctx, digest_id, name, asked_for=insisting.overwrite)
        if due is not None:
            done.append(_renewed(ctx, destinations, name, due, _By(who, insisting)))
    return done


def _due(ctx: Context, digest_id: str, name: str, *, asked_for: bool) -> _Due | None:
    """The newest version of a digest, where its copy there lacks what it has to say."""
    with ctx.store.read() as session:
        copy = publications.copy_of(session, digest_id, name)
        last = publications.last_of(session, digest_id, name)
        if copy is None or last is None or digests.newest(session, digest_id) == copy.version:
            return None
        told = digests.told(session, digest_id)
        if told is None:
            return None
        story = from_json(orjson.loads(told.body))
        event = event_of(session, story, copy)
    if story.state not in {"published", "withdrawn"} or event == "published":
        return None
    waits = last.version == story.version and last.state == "changed" and not asked_for
    return None if waits else _Due(story, told.body, event)


def _renewed(ctx: Context, destinations: Mapping[str, Destination], name: str, due: _Due, by: _By) -> Renewed:
    story = due.story
    try:
        found = _may_go(ctx, destinations.get(name), name, due)
        copy = send(ctx, found, story, due.body, who=by.who, insisting=by.insisting)
    except AggregatorError as error:
        return Renewed(story, name, due.event, error=RunError(error.kind, error.message, error.hint))
    return Renewed(story, name, due.event, copy.url or copy.remote_id)


def _may_go(ctx: Context, destination: Destination | None, name: str, due: _Due) -> Destination:
    """Where it goes, if it may go without a person. Raises AggregatorError."""
    story = due.story
    if destination is None:
        raise AggregatorError(
            f"{name}: is not set up any more", hint=f"add [publish.{name}], or mend the copy there"
        )
    if due.event != "corrected":
        return destination
    people = manner_of(story.kind).approvals
    if people > 1:
        raise AggregatorError(
            f"a {story.kind} is read by {people} people again before it goes out",
            hint=f"let them read it, then publish it: fansreact publish {story.id} --to {name}",
        )
    failures = verify_digest(ctx, orjson.loads(due.body))
    if failures:
        raise AggregatorError(
            f"{plural(len(failures), 'thing does', 'things do')} not hold in it",
            hint=f"fansreact verify {story.id} names them",
        )
    return destination


def take_back(
    ctx: Context,
    destinations: Mapping[str, Destination],
    digest_id: str,
    name: str,
    *,
    who: str,
    insisting: Insisting = Insisting(),  # noqa: B008 - frozen
) -> Copy:
    """Have a withdrawn story withdrawn at one destination where it still stands, because a person says so.

    Raises:
        PublishError: the destination did not take it.
        AggregatorError: the story is not withdrawn or does not stand there, or the destination is not set up.
        StoreError: the database refused.
    """
    due = _still_out(ctx, digest_id, name)
    destination = _may_go(ctx, destinations.get(name), name, due)
    return send(ctx, destination, due.story, due.body, who=who, insisting=insisting)


def note_gone(ctx: Context, digest_id: str, name: str, *, who: str) -> None:
    """Keep that a withdrawn story is gone from a destination: somebody took it down there by hand.

    Raises:
        PublishError: a sending of it to there is under way.
        AggregatorError: the story is not withdrawn, or does not stand there.
        StoreError: the database refused.
    """
    due, at = _still_out(ctx, digest_id, name), ctx.clock()
    with ctx.store.write() as session:
        copy = publications.copy_of(session, digest_id, name)
        claim = publications.claim(
            session,
            digest_id=digest_id,
            version=due.story.version,
            destination=name,
            event=due.event,
            sent=b"",
            at=at,
            who=who,
        )
        if isinstance(claim, datetime):
            raise PublishError(
                name, f"digest {digest_id}: is being sent since {plain(claim)}", hint="wait for it"
            )
        publications.settle(
            session,
            claim,
            "sent",
            at=at,
            remote_id="" if copy is None else copy.remote_id,
            why="somebody took it down by hand",
        )


def _still_out(ctx: Context, digest_id: str, name: str) -> _Due:
    """The withdrawal that a destination lacks. Raises AggregatorError: it lacks none."""
    with ctx.store.read() as session:
        told = digests.told(session, digest_id)
        places = [place for _, place in publications.still_out(session, [digest_id])]
    if told is None or name not in places:
        raise AggregatorError(
            f"digest {digest_id}: is no withdrawn story that still stands at {name}",
            hint=f"it stands at {', '.join(places)}" if places else "",
        )
    return _Due(from_json(orjson.loads(told.body)), told.body, "withdrawn")


def has_outdated(ctx: Context, digest_id: str) -> bool:
    """Whether a destination has a copy of a digest that may lack what its newest version says."""
    with ctx.store.read() as session:
        return bool(publications.outdated(session, [digest_id]))


def copies_of(ctx: Context, digest_id: str) -> list[dict[str, Any]]:
    """Every sending of a digest, oldest first, as `--json` prints it."""
    with ctx.store.read() as session:
        return [publication_document(one) for one in publications.of_digest(session, digest_id)]


def publication_document(one: Publication) -> dict[str, Any]:
    """One sending as `--json` prints it; without what was sent."""
    return {
        "id": one.digest_id,
        "version": one.version,
        "to": one.destination,
        "event": one.event,
        "state": one.state,
        "remote_id": one.remote_id or None,
        "where": one.url or None,
        "at": one.at,
        "by": one.who or None,
        "why": one.why or None,
    }
