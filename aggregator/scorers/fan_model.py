"""The weights of `fan`: a multinomial logistic model over hashed words and some numbers, on numpy alone.

Neutral's weights are 0; the model holds those of negative and positive. The weights of the words are whole
numbers (int16) with one scale: their sums are exact, so that no order of words or posts changes a last digit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from aggregator.errors import ConfigError
from aggregator.scorers.fan_features import BUCKETS, NUMBERS, Numbers, Read, buckets_of_posts, numbers_of

SHIPPED = Path(__file__).parent / "models" / "fan.npz"
FORMAT = 1


@dataclass(frozen=True, eq=False)
class FanModel:
    """`words` (BUCKETS, 2) int16 times `scale`, `numbers` (len(NUMBERS), 2); columns: negative, positive.

    `version` tells these weights from others.
    """

    words: NDArray[np.int16]
    scale: float
    numbers: Numbers
    version: str

    def logits(self, posts: Sequence[Read]) -> Numbers:
        """(posts, 2): negative and positive against neutral, which is 0."""
        flat, sizes = buckets_of_posts(posts)
        # Each post has at least the pair of its two edges.
        sums = np.add.reduceat(self.words[flat].astype(np.int64), np.cumsum(sizes) - sizes, axis=0)
        numbers = numbers_of([post.numbers for post in posts])
        # Not a matrix product: its last digits would depend on how many posts stand together.
        straight = (numbers[:, :, None] * self.numbers).sum(axis=1)
        return np.asarray(sums * (self.scale / np.sqrt(sizes)[:, None]) + straight)

    def deltas(self) -> list[float]:
        """How much each bucket speaks for positive, before the division by the post's length."""
        whole = self.words.astype(np.int64)
        listed: list[float] = ((whole[:, 1] - whole[:, 0]) * self.scale).tolist()
        return listed

    def save(self, path: Path) -> None:
        """Writes the weights, always the same bytes for the same weights."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            np.savez_compressed(
                out,
                format=np.int64(FORMAT),
                words=self.words,
                scale=np.float64(self.scale),
                numbers=self.numbers,
                version=np.array(self.version),
            )


def probabilities(logits: Numbers) -> Numbers:
    """(posts, 3): negative, neutral, positive, rounded to 4 places and summing to 1."""
    whole = np.column_stack([logits[:, 0], np.zeros(len(logits)), logits[:, 1]])
    powers = np.exp(whole - whole.max(axis=1, keepdims=True))
    chances = np.round(powers / powers.sum(axis=1, keepdims=True), 4)
    chances[:, 1] = np.round(1.0 - chances[:, 0] - chances[:, 2], 4)
    return np.asarray(chances)


def load(path: Path = SHIPPED) -> FanModel:
    """The weights of a file.

    Raises:
        ConfigError: there is no such file, or it holds no weights of this form. Never another model instead.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            parts: dict[str, Any] = {name: held[name] for name in held.files}
        model = _model_of(parts)
    except (OSError, ValueError, KeyError, BadZipFile, EOFError) as error:
        why = (
            str(error)
            if isinstance(error, ValueError)
            else getattr(error, "strerror", None) or "it is damaged"
        )
        raise ConfigError(
            f"{path}: the model can't be loaded: {why}", hint="make it again with: fansreact train FILE"
        ) from error
    return model


def _model_of(parts: dict[str, Any]) -> FanModel:
    """The model that a file's arrays make. Raises ValueError or KeyError where they make none."""
    model = FanModel(parts["words"], float(parts["scale"]), parts["numbers"], str(parts["version"]))
    if (
        int(parts["format"]) != FORMAT
        or model.words.shape != (BUCKETS, 2)
        or model.words.dtype != np.int16
        or model.numbers.shape != (len(NUMBERS), 2)
        or not np.isfinite(model.numbers).all()
        or not np.isfinite(model.scale)
    ):
        raise ValueError("made for another version of fansreact")
    return model


def quantised(words: Numbers, numbers: Numbers, version: str) -> FanModel:
    """A model of these weights: those of the words (BUCKETS, 2) rounded to whole steps of their largest."""
    largest = float(np.abs(words).max()) or 1.0
    scale = largest / 32_000
    return FanModel(np.round(words / scale).astype(np.int16), scale, np.round(numbers, 6), version)
