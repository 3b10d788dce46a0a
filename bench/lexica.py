"""How fast our lexica are, against the libraries whose numbers they give, over the same real posts.

Each run is a process of its own, so that every memory begins empty; the runs take turns, the garbage
collector is as Python sets it, the median counts.

    FANSREACT_REAL_DATA=DIR python bench/lexica.py [--posts 12000] [--rounds 7]
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

LIMITS = {"polarity": 8.0, "vader": 3.0}
POLARITY = ("TextBlob(text).sentiment", "textblob.en.sentiment", "polarity.asked", "polarity.assess")
VADER = ("vaderSentiment", "vader.scores")


def main() -> int:
    """Run the rounds, print the table, exit 1 where a limit is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--posts", type=int, default=12_000)
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.one:
        name, chosen = given.one
        print(_seconds(_reader(name), json.loads(Path(chosen).read_text(encoding="utf-8"))))
        return 0
    real = os.environ.get("FANSREACT_REAL_DATA")
    if not real:
        print("FANSREACT_REAL_DATA is not set: it names the folder with real posts", file=sys.stderr)
        return 2
    texts = _texts(Path(real), given.posts)
    names = (*POLARITY, *VADER, "both, split once")
    seconds: dict[str, list[float]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        chosen = Path(folder) / "texts.json"
        chosen.write_text(json.dumps(texts), encoding="utf-8")
        for _ in range(given.rounds):
            for name in names:
                command = [sys.executable, __file__, "--one", name, str(chosen)]
                told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                seconds[name].append(float(told))
    return _tell(len(texts), {name: statistics.median(measured) for name, measured in seconds.items()})


def _tell(posts: int, seconds: dict[str, float]) -> int:
    print(f"{posts:,} posts, CPU time of fresh processes, median")
    textblob, vader = seconds[POLARITY[0]], seconds[VADER[0]]
    for name, measured in seconds.items():
        ratios = f"{textblob / measured:6.1f} x TextBlob {vader / measured:6.1f} x vaderSentiment"
        print(f"  {name:25} {measured / posts * 1e6:7.1f} µs a post {ratios}")
    held = {
        "polarity": textblob / seconds["polarity.asked"],
        "vader": vader / seconds["vader.scores"],
    }
    missed = [
        f"{name}: {held[name]:.1f}, at least {least} asked"
        for name, least in LIMITS.items()
        if held[name] < least
    ]
    print(
        "\n".join(missed)
        or f"limits held: polarity {LIMITS['polarity']:.0f} x, vader {LIMITS['vader']:.0f} x"
    )
    return 1 if missed else 0


def _reader(name: str) -> Callable[[str], Any]:
    """What reads one text; all that is loaded once is loaded here, before the clock starts."""
    if name == "TextBlob(text).sentiment":
        from textblob import TextBlob

        TextBlob("warm").sentiment  # noqa: B018 - the dictionary is read at the first question
        return lambda text: TextBlob(text).sentiment
    if name == "textblob.en.sentiment":
        from textblob.en import sentiment

        sentiment("warm")
        return sentiment
    if name == "vaderSentiment":
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        return SentimentIntensityAnalyzer().polarity_scores
    from aggregator.scorers import polarity

    if name.startswith("polarity"):
        return polarity.asked if name == "polarity.asked" else polarity.assess
    from aggregator.scorers import vader

    if name == "vader.scores":
        return vader.scores

    def both(text: str) -> Any:
        tokens = text.split()
        return polarity.asked_tokens(text, tokens), vader.scores_tokens(text, tokens)

    return both


def _seconds(read: Callable[[str], Any], texts: list[str]) -> float:
    began = time.process_time()
    for text in texts:
        read(text)
    return time.process_time() - began


def _texts(real: Path, wanted: int) -> list[str]:
    """Posts of all films by turns: as many as asked for, from every part of the archive."""
    texts: list[str] = []
    for path in sorted((real / "data" / "twitter_2017").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts += [json.loads(line)["text"] for line in lines]
    return texts[:: max(1, len(texts) // wanted)][:wanted]


if __name__ == "__main__":
    sys.exit(main())
