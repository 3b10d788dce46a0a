# ruff: noqa: INP001, T201 - a script that prints what it measured
"""Turns WORK_FOLDER/weights.pt into the shipped int8 model, and prints temperature and threshold to put in.

    FANSREACT_REAL_DATA=... PYTHONPATH=. .venv-deep/bin/python training/export_fan_deep.py WORK_FOLDER
        [--blend EARLIER_WEIGHTS]

Writes aggregator/scorers/models/fan_deep.onnx and fan_deep.tokenizer.json. Weights are stored in 7 of 8 bits
(`reduce_range`): processors without VNNI would otherwise overflow, and give other scores than those with it.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import deep_data
import deep_model
import numpy as np
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from tokenizers import Tokenizer

from aggregator.model import Film
from aggregator.scorers import cascade, fan_deep
from aggregator.scorers.classifier import Classifier

MOST_BYTES = 25_000_000
FAN_SENDS_ON = 0.3


def main() -> int:
    """Exports, measures both models on what is held out, and prints the constants."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--blend", type=Path, help="earlier weights of the same training")
    parser.add_argument("--share", type=float, default=0.3, help="of the earlier weights in the mean")
    wanted = parser.parse_args()
    data = os.environ.get("FANSREACT_REAL_DATA")
    if not data:
        print("FANSREACT_REAL_DATA is not set: it names the folder with data/sentiment", file=sys.stderr)
        return 2
    torch.set_num_threads(1)
    model = deep_model.pretrained()
    weights = torch.load(wanted.folder / "weights.pt")
    if wanted.blend is not None:
        earlier = torch.load(wanted.blend)
        weights = {
            key: (1 - wanted.share) * value + wanted.share * earlier[key] for key, value in weights.items()
        }
    model.load_state_dict(weights)
    export(model, fan_deep.MODEL)
    tokenizer = Tokenizer.from_file(str(deep_model.base() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(fan_deep.TOKENIZER), pretty=False)
    size = fan_deep.MODEL.stat().st_size
    print(f"{fan_deep.MODEL.name}: {size / 1e6:.1f} MB")
    if size > MOST_BYTES:
        print("too large to ship", file=sys.stderr)
        return 1

    val = deep_data.rows(Path(data) / "data" / "sentiment" / "tweeteval_val.jsonl.gz")
    ours = deep_data.corpus_samples(held_out=True)
    encode = deep_model.encoder()
    small = Classifier(fan_deep.MODEL, fan_deep.TOKENIZER, outputs=3, most_tokens=deep_model.MOST_TOKENS)
    kept: list[NDArray[np.float64]] = []
    for name, rows in (("tweeteval val", val), ("corpus held out", ours)):
        truth = np.array([label for _, label in rows])
        before = deep_model.logits(model, [encode(text) for text, _ in rows])
        after = np.array(small.logits([text for text, _ in rows]))
        same = float((before.argmax(axis=1) == after.argmax(axis=1)).mean())
        print(f"{name:16} fp32 {deep_data.measured(before, truth)}")
        print(f"{name:16} int8 {deep_data.measured(after, truth)}  same label {same:.4f}")
        kept.append(after)
    both, truth = np.concatenate(kept), np.array([label for _, label in val + ours])
    temperature = fitted(both, truth)
    print(f"TEMPERATURE = {temperature:.2f}")
    for name, logits, rows in (("tweeteval val", kept[0], val), ("corpus held out", kept[1], ours)):
        labels = np.array([label for _, label in rows])
        print(f"{name:16} int8, tempered {deep_data.measured(logits / temperature, labels)}")
    print(f"cascade: SURE = {threshold(Path(data)):.2f}")
    return 0


def export(model: deep_model.Model, target: Path) -> None:
    """Writes the model as int8, embeddings too."""
    model.eval()
    target.parent.mkdir(exist_ok=True)
    ids, mask = deep_model.padded([[101, 2023, 2003, 102], [101, 2023, 102]])
    with tempfile.TemporaryDirectory() as name:
        whole, tidy = Path(name) / "whole.onnx", Path(name) / "tidy.onnx"
        torch.onnx.export(
            model,
            (ids, mask),
            str(whole),
            dynamo=False,
            opset_version=17,
            input_names=["input_ids", "attention_mask"],
            output_names=["logits"],
            dynamic_axes={
                "input_ids": {0: "posts", 1: "tokens"},
                "attention_mask": {0: "posts", 1: "tokens"},
                "logits": {0: "posts"},
            },
        )
        quant_pre_process(str(whole), str(tidy), skip_symbolic_shape=True)
        quantize_dynamic(
            tidy,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        )


def fitted(logits: NDArray[np.float64], truth: NDArray[np.intp]) -> float:
    """The temperature under which the labels are likeliest."""
    tried = np.arange(0.5, 3.0, 0.01)
    losses = [
        -np.log(deep_data.softmax(logits / value)[np.arange(len(truth)), truth] + 1e-12).mean()
        for value in tried
    ]
    return float(tried[int(np.argmin(losses))])


def threshold(real: Path) -> float:
    """Below which confidence of `fan` lie FAN_SENDS_ON of the validation tweets."""
    posts = deep_data.posts(real / "data" / "sentiment" / "tweeteval_val.jsonl.gz")
    scores = cascade.find("fan").score(posts, Film(slug="none", kind="film", title="\u2400"))
    sure = [score.confidence for score in scores]
    return float(np.quantile(sure, FAN_SENDS_ON))


if __name__ == "__main__":
    raise SystemExit(main())
