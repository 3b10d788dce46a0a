"""What a person decides about a story: approve, publish, withdraw, correct. Each makes the next version.

A version never changes, so that what went out stays as it was; the next one is made from the same inputs,
says the same but for what was decided, and is kept only if nobody else was there first.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import orjson

from aggregator.digest import by_editor, dated, substantive
from aggregator.errors import AggregatorError, EditConflict
from aggregator.model import Digest
from aggregator.model.digest_json import from_json, to_bytes
from aggregator.model.digests import DigestState
from aggregator.model.edits import CorrectionKind
from aggregator.model.kinds import manner_of
from aggregator.model.letting_out import Approval
from aggregator.pipeline.approving import is_same, named, not_yet
from aggregator.pipeline.context import Context
from aggregator.pipeline.digest import MadeDigest, quoted
from aggregator.pipeline.keeping import WITHDRAWAL, Note, WishesChanged, newest, settled, unnoted
from aggregator.render.shown import shown
from aggregator.store import digests
from aggregator.store.asides import NO_ASIDE
from aggregator.text import clean

LONGEST_LINE = 600  # characters of a correction


def approve(ctx: Context, digest_id: str, *, who: str, on: int, note: Note = unnoted) -> MadeDigest:
    """The story may go out, says `who`, who read version `on`. A second person's approval is added; the story
    is approved when as many did as its kind needs.

    `note` is called with the version in the transaction that keeps it, as in all of these.

    Raises:
        EditConflict: the story says something else by now.
        AggregatorError: there is no such digest, it was withdrawn, or nobody is named.
    """
    return decide(ctx, digest_id, on, lambda story, at: _approved(story, named(who), at), note)


def withdraw(
    ctx: Context, digest_id: str, *, why: str, who: str, on: int | None = None, note: Note = unnoted
) -> MadeDigest:
    """Takes the story back, with a public line that says why. Of what it said nothing stays in the version,
    in any format; no later post brings it back.

    Raises as `approve`.
    """
    line, name = _line(why), named(who)

    def change(story: Digest, at: datetime) -> Digest:
        told = by_editor(WITHDRAWAL, line, who=name, at=at, language=story.language)
        withdrawn = replace(story, state="withdrawn", corrections=(*story.corrections, told))
        return replace(shown(withdrawn), made_at=at)

    return decide(ctx, digest_id, on, change, note)


def correct(
    ctx: Context,
    digest_id: str,
    *,
    kind: CorrectionKind,
    text: str,
    who: str,
    on: int | None = None,
    note: Note = unnoted,
) -> MadeDigest:
    """Adds a public line to the story: `Correction, 4 May 2031: an earlier version said ...`.

    What was wrong itself is mended by an edit; a withdrawal withdraws. A story that is published stays so.

    Raises as `approve`.
    """
    if kind == WITHDRAWAL:
        return withdraw(ctx, digest_id, why=text, who=who, on=on, note=note)
    line, name = _line(text), named(who)

    def change(story: Digest, at: datetime) -> Digest:
        told = by_editor(kind, line, who=name, at=at, language=story.language)
        return replace(story, corrections=(*story.corrections, told))

    return decide(ctx, digest_id, on, change, note)


def mark_published(ctx: Context, story: Digest, *, approved_by: Sequence[str] = ()) -> MadeDigest:
    """The version of a story that goes out: published, since when it first was, with the approvals of those
    who are named, and without the embargo that is over.

    A story that is published already goes out as it is, and the draft that it was goes out as that. So does
    a version that others followed, if nobody is to approve it: which is out is told by the newest alone. Of a
    story that was withdrawn no version does.

    Raises as `approve`.
    """
    require_standing(ctx, story.id)
    with ctx.store.read() as session:
        told = digests.told(session, story.id)
    out_already = story.state == "published" and story.embargo_until is None
    if told is None or (told.version == story.version and out_already and not not_yet(story, approved_by)):
        return MadeDigest(story, to_bytes(story), new=False)
    if told.version != story.version:
        out = from_json(orjson.loads(told.body))
        same = out.state == "published" and out.sections == story.sections and not substantive(story, out)
        if same and not not_yet(out, approved_by):
            return MadeDigest(out, told.body, new=False)
        if not approved_by:
            return MadeDigest(story, to_bytes(story), new=False)

    def change(draft: Digest, at: datetime) -> Digest:
        approved = draft
        for name in not_yet(draft, approved_by):
            approved = _approved(approved, name, at)
        return replace(approved, state="published", published_at=draft.published_at or at, embargo_until=None)

    return decide(ctx, story.id, story.version, change)


def require_standing(ctx: Context, digest_id: str) -> None:
    """Raises AggregatorError for a story that was withdrawn, whichever of its versions somebody still has."""
    with ctx.store.read() as session:
        told = digests.told(session, digest_id)
    if told is not None and from_json(orjson.loads(told.body)).state == "withdrawn":
        raise _withdrawn(digest_id)


def unmark(ctx: Context, sent: MadeDigest) -> None:
    """The version did not go out after all: it is taken out again, unless somebody went on from it."""
    if sent.new:
        with ctx.store.write() as session:
            digests.lock(session)
            digests.take_back(session, sent.digest.id, sent.digest.version)


def _approved(story: Digest, who: str, at: datetime) -> Digest:
    others = tuple(one for one in story.approvals if not is_same(one.who, who))
    approvals = (*others, Approval(who, at, story.version))
    enough = len(approvals) >= manner_of(story.kind).approvals
    state: DigestState = "approved" if enough and story.state == "draft" else story.state
    return replace(story, state=state, approvals=approvals)


def decide(
    ctx: Context,
    digest_id: str,
    on: int | None,
    change: Callable[[Digest, datetime], Digest],
    note: Note = unnoted,
) -> MadeDigest:
    """The next version of a digest, which says what `change` makes of the newest one at that time; blocks
    that edits can change stay as they are. `on` is the version that was read; None: whichever is the newest.

    Raises as `approve`.
    """
    return settled(lambda: _once(ctx, digest_id, on, change, note))


def _once(
    ctx: Context,
    digest_id: str,
    on: int | None,
    change: Callable[[Digest, datetime], Digest],
    note: Note,
) -> MadeDigest:
    at = ctx.clock()
    with ctx.store.read() as session:
        told = newest(session, digest_id)
    story = from_json(orjson.loads(told.body))
    if story.state == "withdrawn":
        raise _withdrawn(digest_id)
    if on is not None and on != told.version:
        raise EditConflict(
            f"digest {digest_id}: version {told.version} stands now, and you saw version {on}",
            block="state",
            mine=f"version {on}",
            theirs=f"version {told.version}, {story.state}",
            version=told.version,
        )
    made = replace(dated(story, change(story, at), at), version=told.version + 1)
    aside = NO_ASIDE if made.state == "withdrawn" else told.aside
    body = to_bytes(made)
    with ctx.store.write() as session:
        digests.lock(session)
        if not digests.follow(
            session,
            digest_id,
            told.version,
            body=body,
            quoted=quoted(made),
            aside=aside,
            made_at=made.made_at,
        ):
            raise WishesChanged
        note(session, made)
    return MadeDigest(made, body, new=True)


def _withdrawn(digest_id: str) -> AggregatorError:
    return AggregatorError(f"digest {digest_id}: was withdrawn", hint="make another: fansreact digest")


def _line(text: str) -> str:
    line = " ".join(clean(text).split())
    if not line or len(line) > LONGEST_LINE:
        raise AggregatorError(
            f"correction: has {len(line)} characters", hint=f"write 1 to {LONGEST_LINE}, for readers"
        )
    return line
