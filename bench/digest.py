"""How fast 10,000 scored posts become a digest, against vaderSentiment reading the same texts once.

FANSREACT_REAL_DATA=DIR python bench/digest.py [--posts 10000] [--rounds 5]
"""

import argparse
import gc
import os
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

LIMIT_RATIO = 1.0
LIMIT_MEGABYTES = 300
FILMS = (
    "beauty_and_the_beast",
    "justice_league",
    "guardians_of_the_galaxy_vol_2",
    "war_for_the_planet_of_the_apes",
)


def main() -> int:
    """Run the rounds, print the figures, exit 1 where a limit is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--posts", type=int, default=10_000)
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    real = os.environ.get("FANSREACT_REAL_DATA")
    if not real:
        print("FANSREACT_REAL_DATA is not set: it names the folder with real posts", file=sys.stderr)
        return 2
    from tomllib import loads

    from aggregator import config
    from aggregator.collectors.archive import read_archive
    from aggregator.digest import Style, read_themes
    from aggregator.model import Film, Post
    from aggregator.model.digests import Window
    from aggregator.pipeline.context import Context
    from aggregator.pipeline.digest import make_digest
    from aggregator.pipeline.importing import import_archive
    from aggregator.pipeline.score import score
    from aggregator.scorers.pool import ScorePool
    from aggregator.store import films, open_store, reactions

    style = Style(
        themes=read_themes(loads((config.defaults_dir() / "themes.toml").read_text(encoding="utf-8")))
    )
    film = Film("beauty-and-the-beast", "film", "Beauty and the Beast", hashtags=("BeautyAndTheBeast",))
    start = datetime(2017, 3, 24, tzinfo=UTC)
    window = Window(start, start.replace(day=31))

    def found():
        """Posts of several films, as if all were about one: a digest of this size needs so many voices."""
        kept = 0
        for name in FILMS:
            for record in read_archive(Path(real) / "data" / "twitter_2017" / f"{name}.jsonl.gz"):
                if isinstance(record, Post) and kept < given.posts:
                    kept += 1
                    yield replace(record, created_at=start.replace(day=25 + kept % 6, hour=kept % 24))

    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/bench.db") as store:
        with store.write() as session:
            films.sync(session, [film])
        ctx = Context(store, "bench")
        import_archive(ctx, "posts", found(), film)
        with ScorePool("fan", lexicon=config.defaults_dir() / "lexicon.toml", workers=1) as pool:
            score(ctx, pool, [film])
        with store.read() as session:
            texts = [
                one.post.text for one in reactions.window(session, film.slug, window.since, window.until)
            ]
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        ours, vader = [], []
        for number in range(given.rounds):
            gc.collect()
            begun = _clocks()
            made = make_digest(
                ctx,
                film,
                window,
                asked=(),
                kind="brief",
                style=style,
                config_hash=str(number),
                made_at=window.until,
            )
            ours.append(_since(begun))
            megabytes = max(megabytes, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
            vader.append(_vader(texts))
    return _tell(len(texts), made.digest.counted.posts, ours, vader, megabytes)


Times = tuple[float, float]
"""Seconds of wall time, and of CPU time."""


def _clocks() -> Times:
    return time.perf_counter(), time.process_time()


def _since(begun: Times) -> Times:
    wall, cpu = _clocks()
    return wall - begun[0], cpu - begun[1]


def _tell(posts: int, eligible: int, ours: list[Times], vader: list[Times], megabytes: float) -> int:
    digest, peer = (statistics.median(wall for wall, _ in one) for one in (ours, vader))
    digest_cpu, peer_cpu = (min(cpu for _, cpu in one) for one in (ours, vader))
    print(f"{posts:,} scored posts, {eligible:,} eligible, median of {len(ours)} rounds")
    print(f"  vaderSentiment over them  {peer:6.2f} s")
    print(f"  digest of them            {digest:6.2f} s   ratio {digest / peer:.2f} (at most {LIMIT_RATIO})")
    print(f"  CPU time, least of rounds        ratio {digest_cpu / peer_cpu:.2f}")
    print(f"  memory                    {megabytes:6.0f} MB  (at most {LIMIT_MEGABYTES})")
    return 0 if digest / peer <= LIMIT_RATIO and megabytes <= LIMIT_MEGABYTES else 1


def _vader(texts: list[str]) -> Times:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    begun = _clocks()
    for text in texts:
        analyzer.polarity_scores(text)
    return _since(begun)


if __name__ == "__main__":
    sys.exit(main())
