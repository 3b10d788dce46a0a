# ruff: noqa: INP001, T201 - a script that prints what it measured
"""Measures scorers, as the product runs them, on labelled posts that trained none of them.

    FANSREACT_REAL_DATA=... PYTHONPATH=. python training/measure.py fan fan-deep cascade

The folder in FANSREACT_REAL_DATA is not part of this repository; the families of training/corpus that are
held out are.
"""

import gzip
import json
import os
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import deep_data
import numpy as np
import read_corpus

from aggregator.model import Film, Post
from aggregator.scorers import find

Case = tuple[str, int, Film]
AT = datetime(2030, 1, 1, tzinfo=UTC)
GOLD = (
    "inception_sentiment_agreed",
    "thewitcher_sentiment_agreed",
    "wolf_of_wall_street_sentiment_agreed",
    "youtube_jurassic_world_dominion_sentiment",
)


def main() -> int:
    """Prints a line for each set and scorer."""
    folder = os.environ.get("FANSREACT_REAL_DATA")
    if not folder:
        print("FANSREACT_REAL_DATA is not set: it names the folder with data/sentiment", file=sys.stderr)
        return 2
    sets = cases(Path(folder) / "data")
    for scorer in [find(name) for name in sys.argv[1:] or ["fan"]]:
        print(f"\n{scorer.id}")
        for name, part in sets.items():
            by_film: dict[str, list[int]] = defaultdict(list)
            for at, (_, _, film) in enumerate(part):
                by_film[repr(film)].append(at)
            chances = np.zeros((len(part), 3))
            for places in by_film.values():
                posts = [Post("x", str(at), None, part[at][0], None, AT) for at in places]
                for at, score in zip(places, scorer.score(posts, part[places[0]][2]), strict=True):
                    chances[at] = score.probabilities
            truth = np.array([label for _, label, _ in part])
            print(
                f"  {name:46} {len(part):5}  {deep_data.measured(np.log(chances + 1e-9), truth)}", flush=True
            )
    return 0


def cases(data: Path) -> dict[str, list[Case]]:
    """All sets by name."""
    none = deep_data.NO_FILM
    sentiment = data / "sentiment"
    sets: dict[str, list[Case]] = {
        "tweeteval val": _read(sentiment / "tweeteval_val.jsonl.gz"),
        "vader tweets, second half": _read(sentiment / "vader_tweets.jsonl.gz")[1::2],
    }
    for name in GOLD:
        sets[name] = _read(data / "gold" / f"{name}.jsonl.gz")
    with (sentiment / "film_idioms_sample.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    sets["film idioms, sample"] = [(row["text"], deep_data.LABELS.index(row["label"]), none) for row in rows]
    for sample in read_corpus.corpus():
        if read_corpus.is_held_out(sample.family):
            case = (sample.text, deep_data.LABELS.index(sample.label), deep_data.invented(sample))
            part = sample.family.partition("/")[0] if sample.language == "en" else "other languages"
            for name in (f"corpus held out: {part}", "corpus held out, all"):
                sets.setdefault(name, []).append(case)
    return sets


def _read(path: Path) -> list[Case]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return [(row["text"], deep_data.LABELS.index(row["label"]), _film(row.get("film"))) for row in rows]


def _film(title: str | None) -> Film:
    return deep_data.NO_FILM if title is None else Film(slug="gold", kind="film", title=title)


if __name__ == "__main__":
    raise SystemExit(main())
