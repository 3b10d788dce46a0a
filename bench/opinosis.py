"""Does what we take for central say what people would say? ROUGE on Opinosis (Ganesan et al. 2010).

FANSREACT_REAL_DATA=DIR python bench/opinosis.py

51 topics of hotels, cars and gadgets, some 140 sentences each, with about five summaries by people. Two
sentences are taken out of each topic; their ROUGE F is the mean over the summaries, words by Porter's stems.
Beside ours: the first two, LexRank alone, and sumy's LexRank where that is installed.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from nltk.stem import PorterStemmer

from aggregator.digest import central

LIMIT = 0.33
SENTENCES = 2
SHORT, LONG = 4, 10
TOO_LONG = 40.0
"""Words of a sentence: fewer say nothing; every one beyond the tenth costs a fortieth."""

_stem = cache(PorterStemmer().stem)


def main() -> int:
    """Print the table; exit 1 where ROUGE-1 is below the limit."""
    real = os.environ.get("FANSREACT_REAL_DATA")
    if not real:
        print("FANSREACT_REAL_DATA is not set: it names the folder with real posts", file=sys.stderr)
        return 2
    topics = _topics(Path(real) / "data" / "opinosis")
    ways: dict[str, Callable[[Sequence[str]], list[str]]] = {
        "first two": lambda sentences: list(sentences[:SENTENCES]),
        "LexRank alone": lambda sentences: chosen(sentences, alone=True),
        "ours": chosen,
    }
    sumy = _sumy()
    if sumy is not None:
        ways["sumy LexRank"] = sumy
    print(f"{len(topics)} topics, {SENTENCES} sentences of each\n{'':16} ROUGE-1  ROUGE-2")
    first = 0.0
    for name, way in ways.items():
        taken = [" ".join(way(sentences)) for sentences, _ in topics]
        one, two = (
            float(
                np.mean([_rouge(text, golds, size) for text, (_, golds) in zip(taken, topics, strict=True)])
            )
            for size in (1, 2)
        )
        first = one if name == "ours" else first
        print(f"{name:16} {one:7.3f}  {two:7.3f}")
    print(f"ours at least {LIMIT}: {'yes' if first >= LIMIT else 'NO'}")
    return 0 if first >= LIMIT else 1


def chosen(sentences: Sequence[str], *, alone: bool = False) -> list[str]:
    """The most central sentences by what quotes are chosen by; short ones first, as quotes are."""
    texts = [central.tokens(one) for one in sentences]
    vectors = central.vectors(texts)
    like = central.cosines(vectors)
    worth = central.lexrank(like) if alone else central.centrality(texts, like)
    words = np.array([len(one) for one in texts])
    worth = worth - np.where(words < SHORT, 1.0, np.maximum(0, words - LONG) / TOO_LONG)
    return [sentences[place] for place in central.varied(worth, like, SENTENCES)]


def _topics(folder: Path) -> list[tuple[list[str], list[str]]]:
    topics = []
    for path in sorted((folder / "topics").iterdir()):
        name = path.name.split(".txt")[0]
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        golds = sorted((folder / "summaries-gold" / name).glob("*.gold"))
        topics.append(
            (
                [line.strip() for line in lines if line.strip()],
                [one.read_text(encoding="utf-8", errors="replace") for one in golds],
            )
        )
    return topics


def _rouge(text: str, golds: Sequence[str], size: int) -> float:
    return float(np.mean([_overlap(_grams(text, size), _grams(gold, size)) for gold in golds]))


def _grams(text: str, size: int) -> Counter[tuple[str, ...]]:
    words = [_stem(word) for word in re.findall(r"[a-z0-9]+", text.lower())]
    return Counter(zip(*(words[start:] for start in range(size)), strict=False))


def _overlap(ours: Counter[tuple[str, ...]], theirs: Counter[tuple[str, ...]]) -> float:
    common = (ours & theirs).total()
    return 2 * common / (ours.total() + theirs.total()) if common else 0.0


def _sumy() -> Callable[[Sequence[str]], list[str]] | None:
    """LexRank by sumy over the same sentences; None where sumy is not installed."""
    try:
        from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
        from sumy.summarizers.lex_rank import LexRankSummarizer
    except ImportError:
        return None

    class Words:
        """sumy's own tokenizer asks for a corpus that is not there."""

        def to_words(self, text: str) -> list[str]:
            return re.findall(r"[a-z0-9']+", text.lower())

    def taken(sentences: Sequence[str]) -> list[str]:
        tokenizer = Words()
        document = ObjectDocumentModel([Paragraph([Sentence(one, tokenizer) for one in sentences])])
        return [str(one) for one in LexRankSummarizer()(document, SENTENCES)]

    return taken


if __name__ == "__main__":
    sys.exit(main())
