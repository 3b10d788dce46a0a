"""How fast the scorers are, against `TextBlob(text).sentiment` over the same posts in the same run.

FANSREACT_REAL_DATA=DIR python bench/scoring.py [--posts 12000] [--rounds 5] [--scorers textblob,fan]

The scorers with a language model take many times as long: --posts 1000 --scorers fan-deep,cascade
"""

import argparse
import gzip
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any


def main() -> int:
    """Time each scorer and TextBlob in turns, and print the ratios."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--posts", type=int, default=12_000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--scorers", default="textblob,fan", help="names with commas between them")
    given = arguments.parse_args()
    real = os.environ.get("FANSREACT_REAL_DATA")
    if not real:
        print("FANSREACT_REAL_DATA is not set: it names the folder with real posts", file=sys.stderr)
        return 2
    from textblob import TextBlob

    from aggregator.model import Film, Post
    from aggregator.scorers import find

    at = datetime(2017, 1, 1, tzinfo=UTC)
    posts = [
        Post("x", str(number), None, text, None, at)
        for number, text in enumerate(_texts(Path(real), given.posts))
    ]
    film = Film("any-film", "film", "Any Film")
    runs: dict[str, Callable[[], Any]] = {
        "TextBlob": lambda: [TextBlob(post.text).sentiment for post in posts],
    }
    for name in given.scorers.split(","):
        scorer = find(name)
        scorer.score(posts[:10], film)  # a model is loaded at the first question
        runs[name] = partial(scorer.score, posts, film)
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(given.rounds):
        for name, run in runs.items():
            began = time.process_time()
            run()
            seconds[name].append(time.process_time() - began)
    peer = statistics.median(seconds["TextBlob"])
    print(f"{len(posts):,} posts, median of {given.rounds} rounds, CPU time")
    for name, measured in seconds.items():
        ours = statistics.median(measured)
        print(f"  {name:9} {ours:6.2f} s   {peer / ours:5.2f} x TextBlob(text).sentiment")
    return 0


def _texts(real: Path, wanted: int) -> list[str]:
    texts: list[str] = []
    for path in sorted((real / "data" / "twitter_2017").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts += [json.loads(line)["text"] for line in lines]
        if len(texts) >= wanted:
            break
    return texts[:wanted]


if __name__ == "__main__":
    sys.exit(main())
