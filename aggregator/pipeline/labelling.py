"""Labels of a film's random sample, from which its shares are corrected.

Only a random sample says what a film's posts are on the whole: labels of posts that an editor came across,
which are the striking ones, are kept apart and correct nothing. The sample is drawn by chance, its posts come
one after another, and what the scorer says of a post is not told before a person has labelled it.

The scorer is the one that judged the newest post of the film: a calibration holds for one scorer alone.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from aggregator.errors import AggregatorError
from aggregator.measures.correction import lacking
from aggregator.model import Calibration, Film, Reaction
from aggregator.model.decisions import Decision, Key, Wanted
from aggregator.model.editors import By
from aggregator.model.scoring import LABELS
from aggregator.pipeline import evaluate
from aggregator.pipeline.context import Context
from aggregator.pipeline.deciding import decide
from aggregator.store import audit, decisions, draws, evaluations, reactions

SIZE, MORE, MOST = 200, 100, 1_000
"""Posts of a sample at first, how many are drawn beside them on demand, and at most."""


@dataclass(frozen=True, slots=True)
class Sample:
    """How far a film's sample is labelled.

    `scorer` is "" where no post is judged. `labels` counts the labels, also those of posts that are off
    topic, which correct nothing. `usable` are those from which shares would be corrected: of posts that the
    scorer judges now. `passed` were passed over. `next` is the post whose turn it is, None where all had
    theirs; `next_number` its place, `next_on` the label that it was given in the list (0: none). `missing`
    says what the labels lack to correct shares, None: nothing.
    `chosen` are labels beside the sample, which are never used.
    """

    film: str
    scorer: str
    size: int
    labels: Mapping[str, int]
    usable: int
    passed: int
    next: Reaction | None
    next_number: int
    next_on: int
    missing: str | None
    chosen: int
    calibrated: evaluations.Calibrated | None

    @property
    def done(self) -> int:
        """How many posts had their turn."""
        return sum(self.labels.values()) + self.passed


def look(ctx: Context, film: Film) -> Sample:
    """How far the labelling is.

    Raises:
        StoreError: the database refused.
    """
    with ctx.store.read() as session:
        scorer = draws.scorer(session, film.slug) or ""
        found = draws.drawn(session, film.slug)
        waiting = next((one for one in found if one.label is None and not one.passed), None)
        [reaction] = reactions.of_posts(session, film.slug, [waiting.post_id]) if waiting else [None]
        standing = decisions.standing(session, film.slug)
        calibrated = evaluations.calibrated(session, film.slug, scorer)
    stands = standing.posts.get(reaction.post.key, ()) if reaction is not None else ()
    given = [one for held in standing.posts.values() for one in held if one.kind == "label"]
    calibration = _calibration(found, scorer)
    return Sample(
        film=film.slug,
        scorer=scorer,
        size=len(found),
        labels=dict(sorted(Counter(one.label for one in found if one.label is not None).items())),
        usable=len(calibration.labels),
        passed=sum(one.passed and one.label is None for one in found),
        next=reaction,
        next_number=waiting.number if waiting else 0,
        next_on=next((one.id for one in stands if one.kind == "label"), 0),
        missing=lacking(calibration),
        chosen=sum(not one.drawn for one in given),
        calibrated=calibrated,
    )


def draw(ctx: Context, film: Film, *, more: int = SIZE) -> int:
    """Draw so many posts more by chance, among those that count in shares; how many there were.

    Raises:
        AggregatorError: none is left, or the sample is as long as it may be.
        StoreError: the database refused.
    """
    with ctx.store.read() as session:  # all posts are read: nobody who writes waits for that
        scorer = draws.scorer(session, film.slug) or ""
        size = len(draws.drawn(session, film.slug))
        wanted = min(max(more, 1), MOST - size)
        chosen = draws.lowest(session, film.slug, scorer, wanted) if wanted > 0 else []
    if wanted <= 0:
        raise AggregatorError(
            f"{film.slug}: {size:,} posts are drawn, which is enough",
            hint="correct the shares by their labels",
        )
    with ctx.store.write() as session:
        decisions.lock(session, film.slug)
        grown = draws.add(session, film.slug, chosen, ctx.clock())
    if not grown:
        raise AggregatorError(
            f"{film.slug}: no post is left to draw",
            hint="only posts that are judged and count are drawn: fansreact score, or collect more",
        )
    return grown


def label(ctx: Context, film: Film, post: Key, value: str, *, by: By, on: int | None = None) -> Decision:
    """The label of a drawn post.

    Raises:
        AggregatorError: it was not drawn, or there is no such label.
        EditConflict: somebody else labelled it meanwhile.
        StoreError: the database refused.
    """
    number = _number(ctx, film, post)
    made = decide(ctx, film.slug, post, Wanted("label", value, on=on, drawn=True), by=by)
    with ctx.store.write() as session:
        draws.pass_over(session, film.slug, number, None)
    return made


def pass_over(ctx: Context, film: Film, post: Key) -> None:
    """Note that a drawn post can't be labelled: it is told with the sample, since it may bend it.

    Raises:
        AggregatorError: it was not drawn.
        StoreError: the database refused.
    """
    number = _number(ctx, film, post)
    with ctx.store.write() as session:
        draws.pass_over(session, film.slug, number, ctx.clock())


def calibrate(ctx: Context, film: Film, *, by: By) -> int:
    """Correct the film's shares by the labels of its sample from now on, in place of any before; how many.

    Raises:
        AggregatorError: too few labels.
        StoreError: the database refused.
    """
    with ctx.store.read() as session:
        scorer = draws.scorer(session, film.slug) or ""
        calibration = _calibration(draws.drawn(session, film.slug), scorer)
    evaluate.calibrate(ctx, film, calibration)
    with ctx.store.write() as session:
        detail = {"labels": len(calibration.labels), "scorer": scorer}
        audit.record(session, by, "film calibrated", film.slug, at=ctx.clock(), detail=detail)
    return len(calibration.labels)


def _number(ctx: Context, film: Film, post: Key) -> int:
    with ctx.store.read() as session:
        about = decisions.subject(session, film.slug, post)
        if about is not None and draws.holds(session, film.slug, about.post_id):
            return about.post_id
    raise AggregatorError(
        f"post {post[1]:.200}: is not in the sample of {film.slug}", hint="label it in the list of posts"
    )


def _calibration(found: list[draws.Drawn], scorer: str) -> Calibration:
    """What the labels of the sample say of the scorer; a post that is off topic says nothing of a feeling."""
    labels, odds = [], []
    for one in found:
        label = next((known for known in LABELS if known == one.label), None)
        if label is not None and one.scorer == scorer and one.probabilities is not None:
            labels.append(label)
            odds.append(one.probabilities)
    return Calibration(scorer, tuple(labels), tuple(odds))
