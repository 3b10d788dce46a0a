# ruff: noqa: INP001, T201 - a script that prints what it did
"""Lets `fan-deep` judge posts without labels, for `training/fit_fan.py --teacher`.

The smaller model learns from the larger one's doubts (distillation: https://arxiv.org/abs/1503.02531).

    FANSREACT_REAL_DATA=... python training/ask_teacher.py OUT.jsonl.gz

Needs the extra `deep`. Reads unlabelled tweets and tweets on films from the folder in FANSREACT_REAL_DATA;
what it writes holds their text and stays outside this repository.
"""

import gzip
import html
import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from aggregator.model import Film, Post
from aggregator.scorers import find

TWEETS = 30_000
OF_EACH_FILM = 400
NO_FILM = Film(slug="none", kind="film", title="\u2400")
AT = datetime(2030, 1, 1, tzinfo=UTC)


def texts(path: Path, most: int) -> list[str]:
    """Evenly spread over the file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        found = [html.unescape(json.loads(line)["text"]) for line in lines]
    step = max(1, len(found) // most)
    return found[::step][:most]


def parts(data: Path) -> Iterator[tuple[Film, list[str]]]:
    """Texts with the film whose names are masked in them."""
    yield NO_FILM, texts(data / "sentiment" / "unlabelled_tweets.jsonl.gz", TWEETS)
    for path in sorted((data / "twitter_2017").glob("*.jsonl.gz")):
        title = path.name.removesuffix(".jsonl.gz").replace("_", " ").title()
        yield Film(path.name, "film", title), texts(path, OF_EACH_FILM)


def main() -> int:
    """Writes one line for each post: text, title, probabilities."""
    folder = os.environ.get("FANSREACT_REAL_DATA")
    if not folder or len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    teacher = find("fan-deep")
    with gzip.open(sys.argv[1], "wt", encoding="utf-8") as out:
        for film, some in parts(Path(folder) / "data"):
            for first in range(0, len(some), 1000):
                batch = some[first : first + 1000]
                posts = [Post("x", str(number), None, text, None, AT) for number, text in enumerate(batch)]
                for post, score in zip(posts, teacher.score(posts, film), strict=True):
                    if not score.abstained:
                        row = {"text": post.text, "title": film.title, "probabilities": score.probabilities}
                        out.write(json.dumps(row, ensure_ascii=False) + "\n")
            print(film.title, len(some), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
