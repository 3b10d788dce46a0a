"""What a person's labels said of a scorer: the last figures for a file, and the calibration of a film."""

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from aggregator.model import Calibration
from aggregator.store import films
from aggregator.store.tables import FilmRow
from aggregator.store.work_tables import CalibrationRow, EvaluationRow


@dataclass(frozen=True, slots=True)
class Former:
    """What the same labels said the last time: of which version of the scorer, when, the figures (0-1)."""

    scorer: str
    at: datetime
    figures: dict[str, Any]


def last(s: Session, mark: str, scorer: str, film: str) -> Former | None:
    """The last figures of a scorer (its name) for labels; `film`: whose names were masked."""
    row = s.execute(
        select(EvaluationRow.version, EvaluationRow.at, EvaluationRow.figures).where(
            EvaluationRow.mark == mark, EvaluationRow.scorer == scorer, EvaluationRow.film == film
        )
    ).one_or_none()
    return None if row is None else Former(row[0], row[1], orjson.loads(row[2]))


def keep(s: Session, mark: str, scorer: str, film: str, found: Former) -> None:
    """Keeps figures in place of the former ones."""
    s.execute(
        delete(EvaluationRow).where(
            EvaluationRow.mark == mark, EvaluationRow.scorer == scorer, EvaluationRow.film == film
        )
    )
    s.execute(
        insert(EvaluationRow).values(
            mark=mark,
            scorer=scorer,
            film=film,
            version=found.scorer,
            at=found.at,
            figures=orjson.dumps(found.figures, option=orjson.OPT_SORT_KEYS).decode(),
        )
    )


def calibrate(s: Session, film: str, calibration: Calibration, at: datetime) -> None:
    """Keeps a film's calibration in place of the one that it has for the same scorer and version."""
    number = films.ids(s, [film])[film]
    s.execute(
        delete(CalibrationRow).where(
            CalibrationRow.film_id == number, CalibrationRow.scorer == calibration.scorer
        )
    )
    labels = {"labels": calibration.labels, "probabilities": calibration.probabilities}
    s.execute(
        insert(CalibrationRow).values(
            film_id=number,
            scorer=calibration.scorer,
            at=at,
            labels=zlib.compress(orjson.dumps(labels), 6),
        )
    )


@dataclass(frozen=True, slots=True)
class Calibrated:
    """By how many labels a film's shares are corrected, and since when."""

    at: datetime
    labels: int


def calibrated(s: Session, film: str, scorer: str) -> Calibrated | None:
    """How a film is calibrated for that scorer and version, None where it is not."""
    found = calibration(s, film, scorer)
    if found is None:
        return None
    number = films.ids(s, [film])[film]
    asked = select(CalibrationRow.at).where(CalibrationRow.film_id == number, CalibrationRow.scorer == scorer)
    return Calibrated(s.scalars(asked).one(), len(found.labels))


def calibration(s: Session, film: str, scorer: str) -> Calibration | None:
    """A film's calibration for that scorer and version ("fan/1"), None where it has none."""
    packed = s.scalar(
        select(CalibrationRow.labels)
        .join(FilmRow, FilmRow.id == CalibrationRow.film_id)
        .where(FilmRow.slug == film, CalibrationRow.scorer == scorer)
    )
    if packed is None:
        return None
    held: dict[str, Any] = orjson.loads(zlib.decompress(packed))
    return Calibration(scorer, tuple(held["labels"]), tuple(map(tuple, held["probabilities"])))


__all__ = ["Calibrated", "Former", "calibrate", "calibrated", "calibration", "keep", "last"]
