# ruff: noqa: INP001 - scripts beside the package, no part of it
"""The text that fan-deep is trained on and measured with, in the wording that it reads at run time."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import read_corpus
from lexicon_posts import lexicon_posts
from numpy.typing import NDArray

from aggregator.model import Fact, Film, Post
from aggregator.scorers.masking import Masker
from aggregator.scorers.wording import worded

LABELS = ("negative", "neutral", "positive")
NO_FILM = Film(slug="none", kind="film", title="\u2400")
KEPT_OUT_IN = 15
"""One tweet in so many of 2013-2016 is kept out of training for early checks."""

Row = tuple[str, int]
Matrix = NDArray[np.float64]


def rows(path: Path, film: Film = NO_FILM) -> list[Row]:
    """(text as the model reads it, label as 0, 1, 2) of each line."""
    masker = Masker(film)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        parsed = [json.loads(line) for line in lines]
    return [(worded(row["text"], masker), LABELS.index(row["label"])) for row in parsed]


def tweets_to_fit(real: Path) -> list[Row]:
    """All tweets of 2013-2016 but those kept out, and every second one of VADER's."""
    tweets = rows(real / "sentiment" / "semeval_2013_2016_train.jsonl.gz")
    rated = rows(real / "sentiment" / "vader_tweets.jsonl.gz")
    return [row for row in tweets if not _is_kept_out(row[0])] + rated[::2]


def tweets_kept_out(real: Path) -> list[Row]:
    """The rest of those of 2013-2016."""
    return [
        row for row in rows(real / "sentiment" / "semeval_2013_2016_train.jsonl.gz") if _is_kept_out(row[0])
    ]


def corpus_samples(*, held_out: bool) -> list[Row]:
    """Our invented posts with their films' names masked: families held out, or the others."""
    return [row for _, row in corpus_by_part(held_out=held_out)]


def corpus_by_part(*, held_out: bool) -> list[tuple[str, Row]]:
    """As corpus_samples, each behind the family's name."""
    found = []
    for sample in read_corpus.corpus():
        if read_corpus.is_held_out(sample.family) == held_out:
            film = invented(sample)
            found.append((sample.family, (worded(sample.text, Masker(film)), LABELS.index(sample.label))))
    return found


def invented(sample: read_corpus.Sample) -> Film:
    """The film that the sample is about, with its names."""
    actor, director = sample.people
    cast = {"actor": actor, "role": sample.characters[0]}
    facts = tuple(
        Fact(key, value, source="invented", as_of=date(2030, 1, 1), standing="confirmed")
        for key, value in (("cast", cast), ("director", director))
    )
    return Film(slug="invented", kind="film", title=sample.title, facts=facts)


def lexicon_samples(seed: int) -> list[Row]:
    """Posts made of the phrases of config/lexicon.toml."""
    masker = Masker(NO_FILM)
    return [(worded(text, masker), label) for text, label in lexicon_posts(seed)]


def batches(lengths: list[int], size: int, dice: np.random.Generator) -> Iterator[list[int]]:
    """One epoch in random order; posts of like length together, so that little is padding."""
    order = dice.permutation(len(lengths))
    made = []
    for start in range(0, len(order), size * 50):
        pool = sorted(order[start : start + size * 50].tolist(), key=lengths.__getitem__)
        made += [pool[at : at + size] for at in range(0, len(pool), size)]
    for at in dice.permutation(len(made)):
        yield made[at]


def _is_kept_out(text: str) -> bool:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest()) % KEPT_OUT_IN == 0


def posts(path: Path) -> list[Post]:
    """The lines of a file as the posts that a scorer gets."""
    at = datetime(2030, 1, 1, tzinfo=UTC)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [Post("x", str(n), None, json.loads(line)["text"], None, at) for n, line in enumerate(lines)]


def softmax(logits: Matrix) -> Matrix:
    """Rows that sum to 1."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def measured(logits: Matrix, truth: NDArray[np.intp]) -> str:
    """Macro-recall, accuracy, the three recalls and the calibration error in ten bins, as a line."""
    chances = softmax(logits)
    chosen, sure = chances.argmax(axis=1), chances.max(axis=1)
    recalls = [float((chosen[truth == label] == label).mean()) for label in np.unique(truth)]
    bins = np.minimum((sure * 10).astype(int), 9)
    ece = sum(
        abs(float((chosen[bins == k] == truth[bins == k]).mean()) - float(sure[bins == k].mean()))
        * float((bins == k).mean())
        for k in np.unique(bins)
    )
    each = "/".join(f"{recall:.3f}" for recall in recalls)
    right = float((chosen == truth).mean())
    return f"macro-recall {np.mean(recalls):.4f} ({each})  accuracy {right:.4f}  ece {ece:.3f}"
