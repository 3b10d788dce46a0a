"""Near-duplicates on real posts: recall on planted edits, what is joined, speed against vaderSentiment.

FANSREACT_REAL_DATA=DIR python bench/near_duplicates.py [--seeds 5] [--rounds 5]
"""

import argparse
import gzip
import json
import os
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from aggregator.signals.near_duplicates import LONG, Forms, counted_once
from aggregator.signals.wording import bare, names_of

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from planted import EDITS, without_links

LIMIT_RATIO = 1.0
LEAST_RECALL = 0.99
ENOUGH_WORDS = 8  # a word of fewer is no small edit

Posts = list[tuple[str, str | None]]  # text and author


def main() -> int:
    """Print the three tables, exit 1 where a limit is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seeds", type=int, default=5)
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    real = os.environ.get("FANSREACT_REAL_DATA")
    if not real:
        print("FANSREACT_REAL_DATA is not set: it names the folder with real posts", file=sys.stderr)
        return 2
    files = sorted((Path(real) / "data" / "twitter_2017").glob("*.jsonl.gz"))
    good = _recall(files, given.seeds)
    _joined(files)
    return 0 if _speed(files, given.rounds) and good else 1


def _posts(path: Path) -> Posts:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [(one["text"], (one["author"] or {}).get("handle")) for one in found if one["text"]]


def _recall(files: list[Path], seeds: int) -> bool:
    """Edits of 300 real posts among 10,000, by other people, for each seed."""
    shown, once = defaultdict(list), defaultdict(list)
    for seed in range(seeds):
        dice = random.Random(seed)
        posts = [(without_links(text), who) for path in dice.sample(files, 2) for text, who in _posts(path)]
        posts = [one for one in posts if len(bare(one[0]).split()) >= ENOUGH_WORDS]
        planted = [
            (name, place, edit(posts[place][0], dice))
            for place in dice.sample(range(len(posts)), 300)
            for name, edit in EDITS.items()
        ]
        forms = Forms([*(text for text, _ in posts), *(text for _, _, text in planted)])
        people = [who for _, who in posts] + [f"another {n}" for n in range(len(planted))]
        counted = counted_once(forms, people)
        for number, (name, place, text) in enumerate(planted, start=len(posts)):
            shown[name].append(place in forms.like(text))
            if len(bare(posts[place][0])) >= LONG:
                once[name].append(counted[number] == counted[place])
    print(f"recall on edits of real posts of {ENOUGH_WORDS} words or more, {seeds} seeds")
    print(f"  {'':34} shown as one      counted once ({LONG} signs or more)")
    for name in EDITS:
        print(f"  {name:34} {statistics.mean(shown[name]):.4f} {len(shown[name]):6,}     "
              f"{statistics.mean(once[name]):.4f} {len(once[name]):6,}")  # fmt: skip
    of_all = [statistics.mean(one for found in each.values() for one in found) for each in (shown, once)]
    print(f"  {'all (at least ' + str(LEAST_RECALL) + ')':34} {of_all[0]:.4f}            {of_all[1]:.4f}")
    return min(of_all) >= LEAST_RECALL


def _joined(files: list[Path]) -> None:
    """How many real posts count for an earlier one; docs/signals.md says how many of them wrongly."""
    total = same = by_one = linked = bare_words = 0
    for path in files:
        posts = _posts(path)
        forms = Forms(text for text, _ in posts)
        film = path.name.removesuffix(".jsonl.gz").replace("_", " ")
        total += len(posts)
        for place, first in enumerate(counted_once(forms, [who for _, who in posts], names_of([film]))):
            if place == first:
                continue
            if forms.places[place] == forms.places[first]:
                same += 1
            elif posts[place][1] == posts[first][1]:
                by_one += 1
            elif any("http" in posts[one][0] for one in (place, first)):
                linked += 1
            else:
                bare_words += 1
    print(f"of {total:,} real posts count for an earlier one")
    print(f"  with the same words               {same:7,}")
    print(f"  nearly the same by one author     {by_one:7,}")
    print(f"  nearly the same, with a link      {linked:7,}")
    print(f"  nearly the same, without          {bare_words:7,}")


def _speed(files: list[Path], rounds: int) -> bool:
    """10,000 posts, by turns with the peer; CPU time, the best of the rounds, as the machine is shared."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    posts = [one for path in files[:3] for one in _posts(path)][:10_000]
    texts, people = [text for text, _ in posts], [who for _, who in posts]
    best: dict[str, float] = {}

    def timed(name: str, work: Callable[[], object]) -> None:
        begun = time.process_time()
        work()
        best[name] = min(best.get(name, 1e9), time.process_time() - begun)

    for _ in range(rounds):
        timed("vaderSentiment", lambda: [analyzer.polarity_scores(text) for text in texts])
        timed("counted once", lambda: counted_once(Forms(texts), people))
        timed("like eight quotes", lambda: list(map(Forms(texts).like, texts[:8])))
    peer = best.pop("vaderSentiment")
    print(f"{len(posts):,} posts, vaderSentiment {peer:.2f} s, best of {rounds}")
    for name, took in best.items():
        print(f"  {name:16} {took:5.2f} s   ratio {took / peer:.2f} (at most {LIMIT_RATIO})")
    return max(best.values()) <= peer * LIMIT_RATIO


if __name__ == "__main__":
    sys.exit(main())
