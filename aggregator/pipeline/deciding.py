"""What editors decide about posts: each decision is kept with who and when, can be undone, and reaches every
story that is made from then on.

A decision names the one that stood in its place when the editor looked. If another stands there by now that
says something else, nothing is stored: the editor is told what it is and by whom.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aggregator.errors import AggregatorError, EditConflict, did_you_mean
from aggregator.model import Film, Reaction
from aggregator.model.decisions import (
    AUTHOR_CLASSES,
    GIVEN_LABELS,
    KINDS,
    REASONS,
    Decision,
    Key,
    Wanted,
    slot_of,
)
from aggregator.model.editors import By
from aggregator.pipeline.context import Context
from aggregator.signals.decided import Decided
from aggregator.signals.flags import HELD_BACK, SPOILER
from aggregator.store import audit, decisions
from aggregator.text import printable

HARMS = tuple(name for name in HELD_BACK if name != SPOILER)
"""What a post may be marked as, so that it is never quoted."""

_VALUES: dict[str, tuple[str, ...]] = {
    "label": GIVEN_LABELS,
    "reject": REASONS,
    "harm": HARMS,
    "author_class": AUTHOR_CLASSES,
}
_MOST_WORDS = 500


def decide(ctx: Context, film: str, post: Key, wanted: Wanted, *, by: By) -> Decision:
    """Keep a decision about a post of a film. It takes the place of the one that stood for the same question.
    One that says just what stands there changes nothing, and that one is returned.

    Raises:
        EditConflict: another stands there than the one that the editor saw.
        AggregatorError: it is none, or the film has no such post.
        StoreError: the database refused.
    """
    checked = _checked(wanted)
    now = ctx.clock()
    with ctx.store.write() as session:
        decisions.lock(session, film)
        about = _subject(session, film, post)
        if checked.kind == "author_class" and about.author_id is None:
            raise AggregatorError(f"post {post[1]}: nobody is known to have written it", hint="leave it")
        made = Decision(
            0, film, post, None, checked.kind, checked.value, checked.reason, by.who, now, checked.drawn
        )
        former = _former(decisions.of_post(session, about), checked.kind)
        if former is not None and _says_the_same(former, made):
            return former
        _refuse_conflict(former, made, wanted.on)
        if former is not None:
            decisions.undo(session, former.id, now, by.who)
        number = decisions.add(session, about, made)
        # Which post it is about is told by the decision: the log outlives what is erased.
        detail = {"decision": number, "kind": made.kind, "value": made.value}
        audit.record(session, by, "post decided", film, at=now, detail=detail)
        return _found(session, film, number)


def undo(ctx: Context, film: str, number: int, *, by: By) -> Decision:
    """Undo a decision; what it took the place of stands again. One that is undone already stays so.

    Raises:
        AggregatorError: the film has no such decision.
        StoreError: the database refused.
    """
    now = ctx.clock()
    with ctx.store.write() as session:
        decisions.lock(session, film)
        gone = _found(session, film, number)
        if not decisions.undo(session, number, now, by.who):
            return gone
        detail = {"decision": number, "kind": gone.kind, "value": gone.value}
        audit.record(session, by, "decision undone", film, at=now, detail=detail)
        for former in _replaced_by(session, gone):
            decisions.revive(session, former.id)
        return _found(session, film, number)


def history(ctx: Context, film: str, post: Key) -> list[Decision]:
    """All that was ever decided about a post and its author, newest first, with what was undone.

    Raises:
        AggregatorError: the film has no such post.
        StoreError: the database refused.
    """
    with ctx.store.read() as session:
        return decisions.of_post(session, _subject(session, film, post))[::-1]


def of_film(session: Any, film: Film) -> Decided:
    """The decisions of a film that stand, to be laid over its posts."""
    return Decided(film, decisions.standing(session, film.slug))


def laid_over(session: Any, film: Film, found: Sequence[Reaction]) -> Sequence[Reaction]:
    """A film's reactions as its editors decided."""
    return of_film(session, film).reactions(found)


def _checked(wanted: Wanted) -> Wanted:
    """The same, with a value that its kind knows, and an editor's words that can be shown."""
    if wanted.kind not in KINDS:
        raise AggregatorError(
            f"decision {wanted.kind!r:.60}: there is none", hint=f"one of {', '.join(KINDS)}"
        )
    known = _VALUES.get(wanted.kind, ("",))
    if wanted.value not in known:
        hint = did_you_mean(wanted.value, known) or f"one of {', '.join(known)}"
        raise AggregatorError(f"{wanted.kind} {wanted.value!r:.60}: there is none", hint=hint)
    if wanted.drawn and wanted.kind != "label":
        raise AggregatorError("only labels are given to a drawn post", hint="decide it in the list of posts")
    return replace(wanted, reason=printable(wanted.reason, _MOST_WORDS))


def _subject(session: Any, film: str, post: Key) -> decisions.Subject:
    found = decisions.subject(session, film, post)
    if found is None:
        raise AggregatorError(
            f"post {post[1]:.200}: {film} has none of that id on {post[0]:.60}",
            hint="it may have been erased: read the list anew",
        )
    return found


def _former(made: Sequence[Decision], kind: str) -> Decision | None:
    """The one that stands in the slot of this kind."""
    standing = [one for one in made if one.undone_at is None and one.slot == slot_of(kind)]
    return standing[-1] if standing else None


def _says_the_same(former: Decision, made: Decision) -> bool:
    told = (former.kind, former.value, former.reason, former.drawn or not made.drawn)
    return told == (made.kind, made.value, made.reason, True)


def _refuse_conflict(former: Decision | None, made: Decision, on: int | None) -> None:
    stands = former.id if former is not None else 0
    if on is None or on == stands:
        return
    theirs = "nothing is decided" if former is None else f"{_told(former)}, by {former.editor}"
    conflict = EditConflict(
        f"post: its {made.slot.replace('_', ' ')} was decided by somebody else meanwhile",
        block=made.slot,
        mine=_told(made),
        theirs=theirs,
        version=stands,
    )
    conflict.hint = "look at what they decided, then decide again"
    raise conflict


def _told(one: Decision) -> str:
    return " ".join(filter(None, (one.kind.replace("_", " "), one.value, one.reason)))


def _found(session: Any, film: str, number: int) -> Decision:
    found = decisions.find(session, film, number)
    if found is None:
        raise AggregatorError(f"decision {number}: {film} has none of that number", hint="read the list anew")
    return found


def _replaced_by(session: Any, gone: Decision) -> list[Decision]:
    """What ended as this one was made: by the same person, in the same instant, about the same."""
    ended = (gone.at, gone.editor)
    return [
        one
        for one in decisions.beside(session, gone.id)
        if one.id < gone.id and one.slot == gone.slot and (one.undone_at, one.undone_by) == ended
    ][-1:]
