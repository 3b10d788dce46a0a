"""How central a text is among others: what it says, many of them say.

Two measures together. LexRank (Erkan and Radev 2004, https://doi.org/10.1613/jair.1523) over TF-IDF asks how
much a text is like those that are like many. Coverage (as in SumBasic, Nenkova and Vanderwende 2005) asks how
many of its words and pairs of words others use too. On the Opinosis topics the two together come to ROUGE-1
.331, LexRank alone to .324 (bench/opinosis.py).
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from aggregator.digest.words import SMALL_WORDS

Matrix = NDArray[np.float64]

LEXRANK = 0.6
"""How much LexRank weighs beside coverage."""
VARIETY = 0.7
"""How much a text loses by being like one already chosen (MMR, Carbonell and Goldstein 1998)."""
DAMPING = 0.85
_ROUNDS = 40
_STEEP = 1.5  # a word that twice as many use counts nearly three times
_PAIRS = 2.0
_LENGTH = 0.3  # long texts hold more words: their sum is divided by their length to this power
_BEGINNING = 6  # letters by which "scene" and "scenes", "acting" and "acted" hold together
_WORD = re.compile(r"[^\W_]+")


def tokens(text: str) -> list[str]:
    """The words of a text by their first six letters, lower case."""
    return shortened_words(_WORD.findall(text.lower()))


def shortened_words(words: Sequence[str]) -> list[str]:
    """Words by their first six letters."""
    return [word[:_BEGINNING] for word in words]


def shortened(words: Collection[str]) -> frozenset[str]:
    """Words that carry no meaning, as those of texts are written."""
    return frozenset(word[:_BEGINNING] for word in words)


def vectors(texts: Sequence[Sequence[str]], silent: frozenset[str] = SMALL_WORDS) -> Matrix:
    """TF-IDF rows of length 1; words in `silent` carry no meaning. Shape (texts, words)."""
    columns: dict[str, int] = {}
    rows = [
        Counter(columns.setdefault(word, len(columns)) for word in words if word not in silent)
        for words in texts
    ]
    matrix = np.zeros((len(rows), max(1, len(columns))))
    for index, row in enumerate(rows):
        matrix[index, list(row)] = list(row.values())
    present = (matrix > 0).sum(axis=0)
    matrix *= np.log((1 + len(rows)) / (1 + present)) + 1.0
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(norms > 0, norms, 1.0))


def cosines(rows: Matrix) -> Matrix:
    """How like each text is to each, given their `vectors`. Shape (texts, texts).

    Two texts share few words, so only these are multiplied. A product of matrices would wake the threads of
    BLAS, which then keep the other cores busy with waiting: a tenth of a digest's CPU time on a busy machine.
    """
    many = len(rows)
    words, texts = np.nonzero(rows.T)
    values, holders = rows[texts, words], np.bincount(words, minlength=rows.shape[1])
    partners = holders[words]  # each place of a word stands beside every place of that word
    first = np.repeat(np.arange(len(words)), partners)
    from_own = np.arange(len(first)) - np.repeat(np.cumsum(partners) - partners, partners)
    second = (np.cumsum(holders) - holders)[words[first]] + from_own
    codes = texts[first] * many + texts[second]
    sums: Matrix = np.bincount(codes, values[first] * values[second], many * many).astype(np.float64)
    return sums.reshape(many, many)


def centrality(texts: Sequence[Sequence[str]], like: Matrix, silent: frozenset[str] = SMALL_WORDS) -> Matrix:
    """How central each text is, 0 to 1. `like` holds the cosines between them."""
    return np.asarray(LEXRANK * lexrank(like) + (1 - LEXRANK) * _coverage(texts, silent))


def lexrank(like: Matrix) -> Matrix:
    """How much each text is like those that are like many, 1 for the most central."""
    if not len(like):
        return np.zeros(0)
    steps = like / np.maximum(like.sum(axis=1, keepdims=True), 1e-12)
    rank = np.full(len(like), 1.0 / max(1, len(like)))
    for _ in range(_ROUNDS):
        rank = (1 - DAMPING) / len(like) + DAMPING * np.einsum("ij,i->j", steps, rank)  # as in cosines
    highest = rank.max(initial=0.0)
    return np.asarray(rank / highest if highest > 0 else rank)


def _coverage(texts: Sequence[Sequence[str]], silent: frozenset[str]) -> Matrix:
    """How many others use each text's words and pairs of words, 1 for the one that shares most."""
    words = [{word for word in text if word not in silent} for text in texts]
    pairs = [{pair for pair in pairwise(text) if not silent.issuperset(pair)} for text in texts]
    of_words = Counter(word for one in words for word in one)
    of_pairs = Counter(pair for one in pairs for pair in one)
    shared = np.array(
        [
            (
                sum((of_words[word] / len(texts)) ** _STEEP for word in sorted(own) if of_words[word] > 1)
                + _PAIRS
                * sum((of_pairs[pair] / len(texts)) ** _STEEP for pair in sorted(both) if of_pairs[pair] > 1)
            )
            / max(1, len(text)) ** _LENGTH
            for text, own, both in zip(texts, words, pairs, strict=True)
        ]
    )
    most = shared.max(initial=0.0)
    return np.asarray(shared / most if most > 0 else shared)


def varied(worth: Matrix, like: Matrix, amount: int) -> list[int]:
    """The places of up to `amount` texts of most worth, each losing by being like one before it."""
    chosen: list[int] = []
    while len(chosen) < min(amount, len(worth)):
        now = worth - (VARIETY * like[:, chosen].max(axis=1) if chosen else 0.0)
        now[chosen] = -np.inf
        chosen.append(int(np.argmax(np.round(now, 9))))
    return chosen
