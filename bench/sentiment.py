"""How well and how fast the scorers judge: one table, on posts that none of them was fitted to.

    FANSREACT_REAL_DATA=DIR python bench/sentiment.py [--scorers textblob,fan] [--posts 12000]

Macro-recall (accuracy) in per cent: TweetEval's validation set, one in fifteen of SemEval 2013-2016, VADER's
tweets (the half held out) and movie snippets (5 % neutral: no fair test of three classes), the families of
training/corpus that are held out, the sample of film idioms (its phrases stand in the lexicon: no fair test
either), and posts on films that people labelled. Then: how often a label stays when the film has another
title, CPU time against `TextBlob(text).sentiment` and vaderSentiment over the same posts (bench/scoring.py,
in processes that have read nothing before), memory, size.

`--scorers textblob,fan,fan-deep,cascade --posts 1000` with the extra `deep`.
"""

import argparse
import gzip
import html
import json
import os
import re
import resource
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import scoring

from aggregator.measures.accuracy import accuracy
from aggregator.model import Film, Label, Post
from aggregator.scorers import Scorer, find

AT = datetime(2030, 1, 1, tzinfo=UTC)
NO_FILM = Film(slug="none", kind="film", title="\u2400")
HELD_OUT_IN = 15
ROUNDS = 3
TITLES = ("Mission: Impossible", "Evil Dead Boys", "Happy Gilmore", "Poor Perfect Things", "Dumb Love")
OF_EACH_FILM = 300
FILMS = {"beauty_and_the_beast": "Beauty and the Beast", "justice_league": "Justice League", "moana": "Moana"}
GOLD = {
    "inception_sentiment_agreed": "Inception",
    "thewitcher_sentiment_agreed": "The Witcher",
    "wolf_of_wall_street_sentiment_agreed": "The Wolf of Wall Street",
    "youtube_jurassic_world_dominion_sentiment": "Jurassic World Dominion",
}

Labelled = list[tuple[str, Label, Film]]


def main() -> int:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--scorers", default="textblob,fan")
    arguments.add_argument("--posts", type=int, default=12_000)
    given = arguments.parse_args()
    real = os.environ.get("FANSREACT_REAL_DATA")
    if not real:
        print("FANSREACT_REAL_DATA is not set: it names the folder with real posts", file=sys.stderr)
        return 2
    data = Path(real) / "data"
    names = given.scorers.split(",")
    scorers = {name: find(name) for name in names}
    print(f"{'macro-recall (accuracy), %':34} {'posts':>6}  " + "  ".join(f"{name:>13}" for name in names))
    for title, rows in _sets(data).items():
        cells = [_right(scorer, rows) for scorer in scorers.values()]
        print(f"{title:34} {len(rows):6}  " + "  ".join(f"{cell:>13}" for cell in cells), flush=True)
    kept = [_swapped(scorer, data) for scorer in scorers.values()]
    print(f"{'label kept under another title, %':34} {'':6}  " + "  ".join(f"{one:13.1f}" for one in kept))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    scoring.compare(data, names, given.posts, ROUNDS)
    print(f"memory of this process {peak:.0f} MB; weights:")
    for path in sorted((Path(__file__).parents[1] / "aggregator" / "scorers" / "models").iterdir()):
        print(f"  {path.name:28} {path.stat().st_size / 1e6:5.1f} MB")
    return 0


def _lines(path: Path) -> list[dict[str, Any]]:
    opened: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _rows(path: Path, film: Film = NO_FILM) -> Labelled:
    return [
        (html.unescape(one["text"].replace("\\u002c", ",").replace("\\u2019", "’")), one["label"], film)
        for one in _lines(path)
    ]


def _sets(data: Path) -> dict[str, Labelled]:
    sys.path.insert(0, str(Path(__file__).parents[1] / "training"))
    from read_corpus import corpus, is_held_out

    texts = data / "sentiment"
    invented = [one for one in corpus() if one.language == "en" and is_held_out(one.family)]
    rows: Labelled = [(one.text, one.label, Film("x", "film", one.title)) for one in invented]
    parts = [one.family.partition("/")[0] for one in invented]
    return {
        "tweeteval validation": _rows(texts / "tweeteval_val.jsonl.gz"),
        "semeval 2013-16, held out": _rows(texts / "semeval_2013_2016_train.jsonl.gz")[::HELD_OUT_IN],
        "vader's tweets, held out": _rows(texts / "vader_tweets.jsonl.gz")[1::2],
        "vader's movie snippets": _rows(texts / "vader_movieReviewSnippets.jsonl.gz"),
        "corpus, held-out families": rows,
        **{
            f"  {part}": [row for row, of in zip(rows, parts, strict=True) if of == part]
            for part in sorted(set(parts))
        },
        "idiom sample": _rows(texts / "film_idioms_sample.jsonl"),
        **{
            title: _rows(data / "gold" / f"{name}.jsonl.gz", Film("x", "film", title))
            for name, title in GOLD.items()
        },
    }


def _posts(texts: list[str]) -> list[Post]:
    return [Post("x", str(number), None, text, None, AT) for number, text in enumerate(texts)]


def _right(scorer: Scorer, rows: Labelled) -> str:
    by_film: dict[str, Labelled] = {}
    for row in rows:
        by_film.setdefault(row[2].title, []).append(row)
    truth, scores = [], []
    for some in by_film.values():
        truth += [row[1] for row in some]
        scores += scorer.score(_posts([row[0] for row in some]), some[0][2])
    found = accuracy(truth, scores)
    return f"{100 * found.macro_recall:.1f} ({100 * found.accuracy:.1f})"


def _swapped(scorer: Scorer, data: Path) -> float:
    """Of real posts that name their film: how many keep their label when it bears a loaded title."""
    kept = asked = 0
    for name, title in FILMS.items():
        named = re.compile(rf"(?<![#@\w]){re.escape(title)}(?!\w)")
        texts = [row["text"] for row in _lines(data / "twitter_2017" / f"{name}.jsonl.gz")]
        texts = [text for text in texts if named.search(text)][:OF_EACH_FILM]
        before = scorer.score(_posts(texts), Film("x", "film", title))
        for other in TITLES:
            posts = _posts([named.sub(other, text) for text in texts])
            after = scorer.score(posts, Film("x", "film", other))
            kept += sum(one.label == two.label for one, two in zip(before, after, strict=True))
            asked += len(texts)
    return 100 * kept / asked


if __name__ == "__main__":
    sys.exit(main())
