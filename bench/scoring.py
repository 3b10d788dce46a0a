"""How fast the scorers are, against `TextBlob(text).sentiment` and vaderSentiment over the same posts.

    FANSREACT_REAL_DATA=DIR python bench/scoring.py [--posts 12000] [--rounds 5] [--scorers textblob,fan]

Each round of each scorer is a process of its own; the processes take turns, the garbage collector is as
Python sets it, the median counts. Before the clock starts each reads one short sentence, so that its
dictionary or model is loaded. "First" is the first reading of the posts, memories empty: what new posts cost.
"Again" is the second: TextBlob and vaderSentiment remember nothing between the two, our scorers do.

The scorers with a language model take many times as long: --posts 1000 --scorers fan-deep,cascade
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
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PEERS = ("TextBlob", "vaderSentiment")


def main() -> int:
    """Run the rounds and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--posts", type=int, default=12_000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--scorers", default="textblob,fan", help="names with commas between them")
    arguments.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.one:
        name, chosen = given.one
        print(*_seconds(_reader(name), json.loads(Path(chosen).read_text(encoding="utf-8"))))
        return 0
    real = os.environ.get("FANSREACT_REAL_DATA")
    if not real:
        print("FANSREACT_REAL_DATA is not set: it names the folder with real posts", file=sys.stderr)
        return 2
    compare(Path(real) / "data", given.scorers.split(","), given.posts, given.rounds)
    return 0


def compare(data: Path, scorers: Sequence[str], posts: int, rounds: int) -> None:
    """Print how fast these scorers and the peers read as many posts."""
    texts = _texts(data, posts)
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in (*PEERS, *scorers)}
    with tempfile.TemporaryDirectory() as folder:
        chosen = Path(folder) / "texts.json"
        chosen.write_text(json.dumps(texts), encoding="utf-8")
        for _ in range(rounds):
            for name, measured in seconds.items():
                command = [sys.executable, __file__, "--one", name, str(chosen)]
                told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                first, again = map(float, told.split())
                measured.append((first, again))
    print(f"{len(texts):,} posts, CPU time of fresh processes, median of {rounds}")
    print(
        f"{'':16} {'first: µs a post':>17} {'x TextBlob':>11} {'x VADER':>8}"
        f" {'again: µs':>11} {'x TextBlob':>11}"
    )
    took = {
        name: tuple(statistics.median(one[which] for one in measured) for which in (0, 1))
        for name, measured in seconds.items()
    }
    for name, (first, again) in took.items():
        print(
            f"  {name:14} {first / len(texts) * 1e6:17.1f} {took['TextBlob'][0] / first:11.2f}"
            f" {took['vaderSentiment'][0] / first:8.2f} {again / len(texts) * 1e6:11.1f}"
            f" {took['TextBlob'][1] / again:11.2f}"
        )


def _reader(name: str) -> Callable[[Sequence[str]], Callable[[], Any]]:
    """What takes texts and gives what reads them; all that is loaded once is loaded here."""
    if name == "TextBlob":
        from textblob import TextBlob

        TextBlob("read before").sentiment  # noqa: B018 - the dictionary is read at the first question
        return lambda texts: lambda: [TextBlob(text).sentiment for text in texts]
    if name == "vaderSentiment":
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        read = SentimentIntensityAnalyzer().polarity_scores
        return lambda texts: lambda: [read(text) for text in texts]
    from aggregator.model import Film, Post
    from aggregator.scorers import find

    scorer, film, at = find(name), Film("any-film", "film", "Any Film"), datetime(2030, 1, 1, tzinfo=UTC)

    def reading(texts: Sequence[str]) -> Callable[[], Any]:
        posts = [Post("x", str(number), None, text, None, at) for number, text in enumerate(texts)]
        return lambda: scorer.score(posts, film)

    reading(["read before"])()  # a language model is loaded at the first question
    return reading


def _seconds(reader: Callable[[Sequence[str]], Callable[[], Any]], texts: list[str]) -> tuple[float, float]:
    run = reader(texts)
    began = time.process_time()
    run()
    between = time.process_time()
    run()
    return between - began, time.process_time() - between


def _texts(data: Path, wanted: int) -> list[str]:
    texts: list[str] = []
    for path in sorted((data / "twitter_2017").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts += [json.loads(line)["text"] for line in lines]
        if len(texts) >= wanted:
            break
    return texts[:wanted]


if __name__ == "__main__":
    sys.exit(main())
