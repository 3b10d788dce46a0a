"""Asks an ONNX sequence classifier about texts; onnxruntime and tokenizers come with the extra `deep`.

One post is asked at a time: an int8 model scales its numbers by all that it is given at once, so in a batch a
post's score would depend on its neighbours. One thread, for the same reason: equal posts, equal scores.
"""

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aggregator.errors import ConfigError
from aggregator.model import Label, Score

LABELS: tuple[Label, ...] = ("negative", "neutral", "positive")
UNSURE = 0.4
"""A post whose label is less probable than this is not judged, as with `fan`."""
WINDOWS = 4
"""Windows of a long post that are read, each as long as the model reads at once; the rest is not read."""

_NEEDED = ("onnxruntime", "tokenizers")


class Classifier:
    """A model file with its tokenizer. They are loaded at the first question, once in each process."""

    def __init__(self, model: Path, tokenizer: Path, *, outputs: int, most_tokens: int) -> None:
        """`outputs` is how many classes the model must have; `most_tokens` how many it reads at once.

        Raises:
            ConfigError: the extra is not installed, or there is no such file.
        """
        missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
        if missing:
            raise ConfigError(
                f"scorer: it needs {' and '.join(missing)}, not installed here",
                hint='pip install "fansreact[deep]"',
            )
        for path in (model, tokenizer):
            if not path.is_file():
                raise ConfigError(f"scorer: there is no file {path}", hint="is fansreact installed whole?")
        self._model, self._tokenizer = model, tokenizer
        self._outputs, self._most = outputs, most_tokens
        self._session: Any = None
        self._encoder: Any = None
        self._inputs: frozenset[str] = frozenset()

    def logits(self, texts: Sequence[str]) -> list[NDArray[np.float64]]:
        """One row of `outputs` numbers for each text, in their order; equal texts are asked about once.

        Fans pass each other's posts on: with names masked and links gone a tenth to a half of them are equal.

        Raises:
            ConfigError: a file can't be loaded, or is no classifier of that many classes.
        """
        if texts and self._session is None:
            self._load()
        rows = {text: self._asked(text) for text in dict.fromkeys(texts)}
        return [rows[text] for text in texts]

    def _asked(self, text: str) -> NDArray[np.float64]:
        """The mean over the windows, weighed by how much text each holds."""
        encoded = self._encoder.encode(text)
        windows = [encoded, *encoded.overflowing][:WINDOWS]
        rows = np.array([self._run(window) for window in windows])
        sizes = np.array([len(window.ids) for window in windows], dtype=np.float64)
        mean: NDArray[np.float64] = sizes @ rows / sizes.sum()
        return mean

    def _run(self, window: Any) -> NDArray[np.float64]:
        given = {
            "input_ids": window.ids,
            "attention_mask": window.attention_mask,
            "token_type_ids": window.type_ids,
        }
        feed = {name: np.array([given[name]], dtype=np.int64) for name in self._inputs}
        row: NDArray[np.float64] = self._session.run(None, feed)[0][0].astype(np.float64)
        return row

    def _load(self) -> None:
        import onnxruntime  # noqa: PLC0415 - heavy, and an extra
        import tokenizers  # noqa: PLC0415

        try:
            encoder = tokenizers.Tokenizer.from_file(str(self._tokenizer))
            encoder.no_padding()
            encoder.enable_truncation(self._most)
        except Exception as error:  # tokenizers raises nothing narrower
            raise ConfigError(
                f"scorer: {self._tokenizer} can't be read as a tokenizer: {_first_line(error)}",
                hint="it is the tokenizer.json that belongs to the model",
            ) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            session = onnxruntime.InferenceSession(
                str(self._model), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's errors share no base but this
            raise ConfigError(
                f"scorer: {self._model} can't be read as an ONNX model: {_first_line(error)}",
                hint="is the file whole? a copy that stopped half-way looks like this",
            ) from error
        self._check(session)
        self._session, self._encoder = session, encoder
        self._inputs = frozenset(one.name for one in session.get_inputs())

    def _check(self, session: Any) -> None:
        """Whether it takes a tokenizer's numbers and gives a row of the right length."""
        unknown = {one.name for one in session.get_inputs()} - {
            "input_ids",
            "attention_mask",
            "token_type_ids",
        }
        shape = session.get_outputs()[0].shape
        if unknown or len(shape) != 2:
            raise ConfigError(
                f"scorer: {self._model} is no sequence classifier",
                hint="it must take input_ids (attention_mask, token_type_ids) and give logits by class",
            )
        if isinstance(shape[1], int) and shape[1] != self._outputs:
            raise ConfigError(
                f"scorer: {self._model} tells {shape[1]} classes apart, but {self._outputs} labels are named",
                hint="name one label for each of its outputs, in their order",
            )


def chances(logits: NDArray[np.float64], temperature: float = 1.0) -> list[float]:
    """Probabilities that sum to 1; a temperature above 1 makes them less sure."""
    powers = np.exp((logits - logits.max()) / temperature)
    shares: list[float] = (powers / powers.sum()).tolist()
    return shares


def scored(scorer: str, shares: Sequence[float]) -> Score:
    """The score of probabilities for (negative, neutral, positive)."""
    negative, positive = round(shares[0], 4), round(shares[2], 4)
    rounded = (negative, round(1.0 - negative - positive, 4), positive)
    most = max(rounded)
    return Score(
        scorer,
        LABELS[rounded.index(most)],
        rounded,
        polarity=round(positive - negative, 4),
        abstained=most < UNSURE,
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
