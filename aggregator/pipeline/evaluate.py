"""How well a scorer does on labels that a person gave: reads them, scores the texts, compares."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

import orjson

from aggregator.collectors.archive_bytes import Readable, blocks_of, lines_of
from aggregator.errors import AggregatorError
from aggregator.measures.accuracy import Accuracy, accuracy, said_of
from aggregator.measures.correction import lacking
from aggregator.measures.trial import Trial, trial
from aggregator.model import Calibration, Film, Post, Rejected, Score
from aggregator.payloads.labelled import Labelled, parse_lines
from aggregator.pipeline.context import Context
from aggregator.scorers import Scorer
from aggregator.store import evaluations

NO_FILM = Film("none", "film", "\u2400")  # a title that no text holds: nothing is masked
AT = datetime(2000, 1, 1, tzinfo=UTC)  # no scorer asks when
SAMPLE, DRAWS = 500, 200
REASONS = 1_000


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of it. `former` is what the same labels said before; `trial` how far shares would be off."""

    scorer: str
    figures: Accuracy
    posts_per_second: float
    trial: Trial | None
    rejected: tuple[Rejected, ...]
    rejected_count: int
    former: evaluations.Former | None
    calibration: Calibration


def read_labels(stream: Readable, name: str) -> tuple[list[Labelled], list[Rejected], int]:
    """The labelled texts of a file (plain or gzipped), what can't be used (at most REASONS), and how many.

    Raises AggregatorError where no row can be used.
    """
    rows: list[Labelled] = []
    rejected: list[Rejected] = []
    count = 0
    for one in parse_lines(lines_of(blocks_of(stream))):
        if isinstance(one, Labelled):
            rows.append(one)
        else:
            count += 1
            rejected += [one] if len(rejected) < REASONS else []
    if not rows:
        why = f": {rejected[0].where}: {rejected[0].reason}" if rejected else ""
        more = f" (and {count - 1} more)" if count > 1 else ""
        raise AggregatorError(
            f"{name}: no usable row{why}{more}",
            hint="a CSV with the columns text and label, or JSON lines with these keys; "
            "labels are negative, neutral, positive",
        )
    return rows, rejected, count


def evaluate(
    ctx: Context, stream: Readable, name: str, scorer: Scorer, film: Film | None, *, with_trial: bool = True
) -> Evaluation:
    """Hold a scorer against the labels of a file; the figures are kept for the next time.

    `film`: whose names are masked. `with_trial`: whether to measure how far shares would be off.

    Raises:
        AggregatorError: no row can be used.
        StoreError: the database refused.
    """
    rows, rejected, count = read_labels(stream, name)
    posts = [
        Post(row.source or "unknown", str(row.line), None, row.text, None, AT, language=row.language)
        for row in rows
    ]
    scorer.score(posts[:20], film or NO_FILM)  # what is read at first use is not what scoring costs
    began = time.process_time()
    scores = scorer.score(posts, film or NO_FILM)
    took = time.process_time() - began  # how fast one core is, whatever else the machine does
    truth = [row.label for row in rows]
    figures = accuracy(truth, scores)
    mark, slug = _mark(rows), film.slug if film is not None else ""
    with ctx.store.write() as session:
        former = evaluations.last(session, mark, scorer.name, slug)
        now = evaluations.Former(scorer.id, ctx.clock(), kept_figures(figures))
        evaluations.keep(session, mark, scorer.name, slug, now)
    judged = [place for place, one in enumerate(scores) if not one.abstained]
    return Evaluation(
        scorer=scorer.id,
        figures=figures,
        posts_per_second=len(posts) / max(took, 1e-9),
        trial=_trial(rows, scores, judged, mark) if with_trial else None,
        rejected=tuple(rejected),
        rejected_count=count,
        former=former,
        calibration=Calibration(
            scorer.id,
            tuple(truth[place] for place in judged),
            tuple(scores[place].probabilities for place in judged),
        ),
    )


def calibrate(ctx: Context, film: Film, calibration: Calibration) -> None:
    """Keep what labels of a film's posts said of a scorer: the film's digests correct their shares by it.

    Raises:
        AggregatorError: too few labels.
        StoreError: the database refused.
    """
    missing = lacking(calibration)
    if missing is not None:
        raise AggregatorError(
            f"{film.slug}: not calibrated: {missing}",
            hint="label 200 to 500 posts of this film, taken at random, not the striking ones",
        )
    with ctx.store.write() as session:
        evaluations.calibrate(session, film.slug, calibration, ctx.clock())


def kept_figures(figures: Accuracy) -> dict[str, Any]:
    """The figures that are compared with those of the next time."""
    return {
        "macro_recall": round(figures.macro_recall, 4),
        "macro_f1": round(figures.macro_f1, 4),
        "accuracy": round(figures.accuracy, 4),
        "ece": round(figures.ece, 4),
        "recall": {label: None if one is None else round(one, 4) for label, one in figures.recall.items()},
    }


def document(found: Evaluation) -> dict[str, Any]:
    """What `fansreact evaluate --json` prints."""
    figures = found.figures
    return {
        "posts": figures.posts,
        "scorer": found.scorer,
        "macro_recall": round(figures.macro_recall, 4),
        "macro_f1": round(figures.macro_f1, 4),
        "accuracy": round(figures.accuracy, 4),
        "confusion": {truth: dict(said) for truth, said in figures.confusion.items()},
        "ece": round(figures.ece, 4),
        "posts_per_second": round(found.posts_per_second, 1),
    }


def _mark(rows: Sequence[Labelled]) -> str:
    """Tells these labels from any others, whatever the file's form and name."""
    told = orjson.dumps([(row.text, row.label) for row in rows])
    return blake2b(told, digest_size=16).hexdigest()


def _trial(
    rows: Sequence[Labelled], scores: Sequence[Score], judged: Sequence[int], mark: str
) -> Trial | None:
    """How far shares would be off; None where the labels do not hold enough of each kind."""
    truth = [rows[place].label for place in judged]
    if min((truth.count(label) for label in ("negative", "neutral", "positive")), default=0) < 4:
        return None
    return trial(
        truth,
        [said_of(scores[place]) for place in judged],
        [scores[place].probabilities for place in judged],
        labels=len(judged) // 2,
        size=SAMPLE,
        draws=DRAWS,
        seed=int(mark[:8], 16),
    )
