"""The next version of a story: made again from what is left of its frozen inputs.

Nothing new comes in: posts that came after it was made are another story. What was withdrawn since is left
out of every number under that reason, what was erased is not there at all; the other quotes and the phrases
stay as they were, as far as the numbers let them.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from aggregator.digest import Style, compose_whole
from aggregator.digest.material import Sampled, Whole
from aggregator.digest.pictures import passing
from aggregator.model import PICKED, WITHDRAWN, Digest, Film, Post, Reaction, Score, Signals
from aggregator.model.digest_json import from_json
from aggregator.model.digests import DigestState, FrozenInput
from aggregator.model.edits import Wishes, wishes_of
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.pipeline import deciding, thaw_columns, window_posts
from aggregator.pipeline.context import Context
from aggregator.pipeline.digest import no_collections, prints
from aggregator.pipeline.facts import as_then
from aggregator.signals.decided import is_marked, unmarked
from aggregator.store import digests, edits, reactions

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Making:
    """What it takes to make a story again: the films that are known, the style, a film's config hash."""

    films: Mapping[str, Film]
    style: Style
    config_hash: Callable[[Film], str]


def newest_versions(
    ctx: Context, since: datetime | None = None, *, blanked: bool = False
) -> list[digests.StoredDigest]:
    """The newest version of each digest, sorted by id; none that is withdrawn, none made before `since`.

    `blanked`: only those out of which something was erased.
    """
    with ctx.store.read() as session:
        newest: dict[str, digests.StoredVersion] = {}
        for row in digests.list_digests(session):
            if row.id not in newest or row.version > newest[row.id].version:
                newest[row.id] = row
        loaded = [
            digests.load(session, row.id, row.version)
            for row in sorted(newest.values(), key=lambda one: one.id)
            if (since is None or row.made_at >= since) and (row.erased_at is not None or not blanked)
        ]
    return [one for one in loaded if one is not None and orjson.loads(one.body).get("state") != "withdrawn"]


@dataclass(frozen=True, slots=True)
class Remade:
    """A story that was made again and is not kept yet: what it rests on, its quotes' runners-up, and the
    editors' wishes that it was made by.
    """

    digest: Digest
    frozen: Sequence[FrozenInput]
    runners_up: Mapping[Key, tuple[Key, ...]]
    wishes: Wishes


@no_collections()
def remake(
    ctx: Context,
    stored: digests.StoredDigest,
    film: Film,
    making: Making,
    *,
    at: datetime,
    withdrawn: Mapping[Key, str] | None = None,
    wishes: Wishes | None = None,
    instead: Collection[Key] = (),
) -> Remade:
    """The story of this version's inputs as they stand now, without its edits; nothing is stored.

    `withdrawn` are standings (gone, hidden, edited) beyond those that the store knows. `wishes` are those of
    the editors (None: as they are stored), `instead` posts that come before all that are not quoted yet. A
    published story stays published: what is taken out of it has to go out at once. Any other is a draft.

    Raises:
        NotEnoughReactions: too few of its posts are left.
        StoreError: the database refused.
    """
    old = from_json(orjson.loads(stored.body))
    with ctx.store.read() as session:
        if wishes is None:
            wishes = wishes_of(edits.all_of(session, old.id))
        kept = {*((quote.source, quote.id) for quote in old.quotes), *wishes.kept, *instead}
        left = _material(session, stored, film, old, withdrawn or {})
        made = compose_whole(
            as_then(film, old.facts),
            left,
            window=old.window,
            coverage=old.coverage,
            kind=old.kind,
            made_at=at,
            style=making.style,
            config_hash=making.config_hash(film),
            wording=old.provenance.versions.get("wording", old.provenance.inputs_hash),
            kept=kept - wishes.barred,
            barred=wishes.barred,
            yardstick=stored.yardstick,
            history=stored.history,
            prints=prints(
                session, [one.post for one in left] if isinstance(left, list) else left.showing().values()
            ),
            passed_on={(one.source, one.remote_id): one.pictures for one in passing(stored.frozen)},
        )
    state: DigestState = "published" if old.state == "published" else "draft"
    digest = replace(made.digest, corrections=old.corrections, state=state)
    return Remade(digest, made.frozen, made.runners_up, wishes)


def _material(
    session: Any, stored: digests.StoredDigest, film: Film, old: Digest, withdrawn: Mapping[Key, str]
) -> list[Reaction] | Whole | Sampled:
    """What is left of the inputs: of a large window its columns, and a sample that is read."""
    scorers = old.provenance.versions.get("scorer", "").split(" and ")
    window, frozen = old.window, stored.frozen
    if not isinstance(frozen, FrozenColumns):
        found = reactions.window(session, film.slug, window.since, window.until)
        then = thaw(frozen, found, scorers=scorers, withdrawn=withdrawn)
        return list(deciding.laid_over(session, film, then))
    now = window_posts.read(session, film.slug, window)
    left = window_posts.laid_over(
        session, film, thaw_columns.thaw(frozen, now, scorers=scorers, withdrawn=withdrawn)
    )

    def as_then_read(read: Mapping[int, Reaction]) -> dict[int, Reaction]:
        thawed = thaw(
            [left.frozen[place] for place in read], list(read.values()), scorers=scorers, withdrawn=withdrawn
        )
        return dict(zip(read, thawed, strict=True))

    return window_posts.material(session, film, window, left, old.kind, thaw=as_then_read)


def thaw(
    frozen: Sequence[FrozenInput],
    found: Sequence[Reaction],
    *,
    scorers: Sequence[str],
    withdrawn: Mapping[Key, str],
) -> list[Reaction]:
    """The reactions that were frozen, with labels and signals as they were; an erased post is not among them.

    A post that says something else now, or that is withdrawn, is excluded. One that another scorer judges
    otherwise today keeps the label of then, but nothing vouches for a quote of it any more. What editors had
    decided is taken back: they may decide otherwise by now.
    """
    held = {one.post.key: one for one in found}
    thawed = []
    for one in frozen:
        now = held.get((one.source, one.remote_id))
        if now is None:
            continue
        if is_marked(one.flags):
            one = _undecided(one, now.signals)  # noqa: PLW2901 - one row, cleaned in two steps
        reason = WITHDRAWN.get(withdrawn.get(now.post.key, ""))
        if now.post.content_hash != one.content_hash:
            reason = WITHDRAWN["edited"]
        elif now.signals.excluded in WITHDRAWN.values():
            reason = now.signals.excluded
        # That it is withdrawn goes before that an editor picked it: it is quoted no more.
        excluded = reason if reason and one.excluded in (None, PICKED) else one.excluded
        signals = Signals(one.text_key, one.repost, excluded, one.author_class, one.language, one.flags)
        post = _of_then(one, now.post)
        thawed.append(replace(now, post=post, score=_score_of(one, now.score, scorers), signals=signals))
    return thawed


def _undecided(one: FrozenInput, now: Signals) -> FrozenInput:
    """The input without what editors had decided: as the signals judge its post today, if they do."""
    if now.text_key:
        return replace(one, excluded=now.excluded, author_class=now.author_class, flags=now.flags)
    signals = unmarked(Signals(one.text_key, excluded=one.excluded, flags=one.flags))
    return replace(one, excluded=signals.excluded, flags=signals.flags)


def _of_then(one: FrozenInput, post: Post) -> Post:
    """The post, with no more known of its account's age than was known then."""
    if one.new_account is not None or post.author is None or post.author.created_at is None:
        return post
    return replace(post, author=replace(post.author, created_at=None))


def _score_of(one: FrozenInput, now: Score | None, scorers: Sequence[str]) -> Score | None:
    """The score of then. What it does not hold (polarity, evidence) is today's, if that agrees with it."""
    if one.label is None or one.probabilities is None:
        return now if now is not None and now.abstained and now.scorer in scorers else None
    if now is None or now.abstained or now.label != one.label:
        return Score(scorers[0], one.label, one.probabilities, 0.0)
    name = now.scorer if now.scorer in scorers else scorers[0]
    return replace(now, scorer=name, probabilities=one.probabilities)
