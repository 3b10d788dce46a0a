"""How often a quote is given the stance that people gave it: chosen quotes and the gate, on labelled posts.

    FANSREACT_REAL_DATA=DIR python bench/quote_stance.py [--scorer fan] [--subsets 30] [--misread FILE]

No post of these sets was fitted to (training/fan.md). First the films: of each, 30 random subsets become
stories, and their themes are asked for one quote of each side. Slots, how many were filled, the share of
quotes whose label is that of a person (stance precision), of those whose label is the opposite (wrong sign),
how many different posts were quoted, and how alike a story's quotes are (cosine of the most alike other one,
mean). Then the gate by itself, on films and on posts about anything, where nothing names a film; and whether
the confidence of quotes is that which it says (reliability).

`--misread FILE` writes the quotes whose label differs, for reading. Keep that file out of the repository.
"""

import argparse
import gzip
import hashlib
import itertools
import json
import os
import random
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from aggregator import config
from aggregator.digest import Style, compose, read_themes
from aggregator.digest.certainty import certainty
from aggregator.digest.gate import FAIRLY_SURE, Gate, Passed
from aggregator.digest.quotable import Quotable
from aggregator.digest.quotes import Candidate, Pool, build_pool
from aggregator.digest.themes import find_themes
from aggregator.digest.vocabulary import Vocabulary
from aggregator.model import Author, Film, Label, Post, Reaction, Signals
from aggregator.model.digests import Window
from aggregator.scorers import Scorer, find
from aggregator.signals.judge import Judge
from aggregator.text import clean

AT = datetime(2030, 1, 1, tzinfo=UTC)
SUBSET, PART = 800, 2 / 3  # as in the prototype; of a smaller set, this part of it
THEMES = 10
SIDES: tuple[Label, ...] = ("positive", "negative")
BINS = (0.0, 0.95, 0.97, 0.99, 1.01)
NO_FILM = Film(slug="none", kind="film", title="\u2400")
FILMS = {
    "youtube_jurassic_world_dominion_sentiment": Film(
        "jurassic", "film", "Jurassic World Dominion", hashtags=("JurassicWorldDominion",)
    ),
    "inception_sentiment": Film("inception", "film", "Inception", hashtags=("Inception",)),
    "thewitcher_sentiment": Film("witcher", "series", "The Witcher", hashtags=("TheWitcher", "Witcher")),
    "wolf_of_wall_street_sentiment": Film(
        "wolf", "film", "The Wolf of Wall Street", hashtags=("WolfOfWallStreet", "TheWolfOfWallStreet")
    ),
}


@dataclass
class Tally:
    """Quotes against labels."""

    slots: int = 0
    filled: int = 0
    right: int = 0
    opposite: int = 0
    posts: set[str] = field(default_factory=set)
    alike: list[float] = field(default_factory=list)

    def add(self, stance: Label, label: Label, text: str) -> None:
        """One quote."""
        self.filled += 1
        self.right += stance == label
        self.opposite += {stance, label} == {"positive", "negative"}
        self.posts.add(text)

    def row(self, title: str) -> str:
        """A line of the table."""
        shares = [f"{one / self.filled:.3f}" if self.filled else "-" for one in (self.right, self.opposite)]
        alike = f"{np.mean(self.alike):.3f}" if self.alike else "-"
        return (
            f"{title:40} {self.slots:6} {self.filled:6} {shares[0]:>9} {shares[1]:>7} "
            f"{len(self.posts):6} {alike:>6}"
        )


Labelled = list[tuple[Reaction, Label]]
Misread = dict[tuple[str, str], tuple[Label, Label, float]]


def main() -> int:
    """Print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--scorer", default="fan")
    arguments.add_argument("--subsets", type=int, default=30)
    arguments.add_argument("--misread", type=Path)
    given = arguments.parse_args()
    real = os.environ.get("FANSREACT_REAL_DATA")
    if not real:
        print("FANSREACT_REAL_DATA is not set: it names the folder with real posts", file=sys.stderr)
        return 2
    data, scorer = Path(real) / "data", find(given.scorer)
    themes = read_themes(tomllib.loads((config.defaults_dir() / "themes.toml").read_text(encoding="utf-8")))
    style = Style(themes=themes)
    misread: Misread = {}
    films = {name: (film, _film_posts(data, name, film, scorer)) for name, film in FILMS.items()}
    head = f"{'slots':>6} {'filled':>6} {'precision':>9} {'opposite':>7} {'posts':>5} {'alike':>6}"
    print(f"{'chosen quotes':39} {head}")
    for name, (film, rows) in films.items():
        for agreed in (False, True) if (data / "gold" / f"{name}_agreed.jsonl.gz").exists() else (False,):
            kept = _agreed(data, name, rows) if agreed else rows
            story, slots = _choose(film, kept, style, given.subsets, misread)
            title = f"{film.title}{', both annotators' if agreed else ''}"
            print(story.row(f"{title}: stories") + "\n" + slots.row(f"{title}: themes x sides"), flush=True)
    print(f"\n{'the gate by itself':39} {head}")
    pairs: list[tuple[float, bool]] = []
    for film, rows in films.values():
        total = Tally()
        _gate(film, rows, pairs, misread, total)
        print(total.row(film.title), flush=True)
    for title, parts in _others(data, scorer).items():
        total = Tally()
        for film, rows in parts:
            _gate(film, rows, pairs, misread, total)
        print(total.row(title), flush=True)
    _reliability(pairs)
    if given.misread:
        told = [[*key, *value] for key, value in sorted(misread.items())]
        given.misread.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in told))
    return 0


# ── labelled posts ───────────────────────────────────────────────────────────


def _lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _film_posts(data: Path, name: str, film: Film, scorer: Scorer) -> Labelled:
    """A film's labelled posts. A retweet is taken for the words that it repeats: labels are of the words."""
    rows = _lines(data / "gold" / f"{name}.jsonl.gz")
    return _judged(film, [(_words(one["text"]), one["label"]) for one in rows], scorer, rows[0]["source"])


def _words(text: str) -> str:
    head, _, rest = text.partition(": ")
    return rest if head.startswith("RT @") and " " not in head[4:] else text


def _agreed(data: Path, name: str, rows: Labelled) -> Labelled:
    sure = {clean(_words(one["text"])) for one in _lines(data / "gold" / f"{name}_agreed.jsonl.gz")}
    return [one for one in rows if one[0].post.text in sure]


def _judged(film: Film, labelled: Iterable[tuple[str, Label]], scorer: Scorer, source: str = "x") -> Labelled:
    """Each different text once, as the post of an author of its own; texts with two labels are left out."""
    labels: dict[str, set[Label]] = {}
    for text, label in labelled:
        labels.setdefault(clean(text), set()).add(label)
    kept = [(text, one) for text, found in labels.items() if len(found) == 1 for one in found]
    posts = [_post(text, number, source) for number, (text, _) in enumerate(kept)]
    judge, scores = Judge(film), scorer.score(posts, film)
    if film is NO_FILM:  # of these, nothing is off topic
        return [
            (Reaction(film.slug, post, score, Signals("")), label)
            for post, score, (_, label) in zip(posts, scores, kept, strict=True)
        ]
    return [
        (Reaction(film.slug, post, score, judge.judge(post)), label)
        for post, score, (_, label) in zip(posts, scores, kept, strict=True)
    ]


def _post(text: str, number: int, source: str) -> Post:
    name = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    author = Author(id=name, handle=f"fan{name}")
    return Post(source, name, f"https://example.org/{name}", text, author, AT + timedelta(seconds=number))


def _others(data: Path, scorer: Scorer) -> dict[str, list[tuple[Film, Labelled]]]:
    """Posts about anything, and the invented corpus's held-out families."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "training"))
    from read_corpus import corpus, is_held_out

    texts = data / "sentiment"
    invented: dict[str, list[tuple[str, Label]]] = {}
    for one in corpus():
        if one.language == "en" and is_held_out(one.family):
            invented.setdefault(one.title, []).append((one.text, one.label))
    sets = {
        "anything: tweeteval validation": _lines(texts / "tweeteval_val.jsonl.gz"),
        "anything: semeval, held out": _lines(texts / "semeval_2013_2016_train.jsonl.gz")[::15],
        "anything: vader's tweets, held out": _lines(texts / "vader_tweets.jsonl.gz")[1::2],
        "anything: movie snippets": _lines(texts / "vader_movieReviewSnippets.jsonl.gz"),
    }
    titled = [(Film("x", "film", title), rows) for title, rows in sorted(invented.items())]
    return {
        "corpus, held-out families": [(film, _judged(film, rows, scorer)) for film, rows in titled],
        **{
            title: [(NO_FILM, _judged(NO_FILM, [(one["text"], one["label"]) for one in rows], scorer))]
            for title, rows in sets.items()
        },
    }


# ── what is chosen of them ───────────────────────────────────────────────────


def _choose(film: Film, rows: Labelled, style: Style, subsets: int, misread: Misread) -> tuple[Tally, Tally]:
    """Stories of random subsets, and one quote of each theme and side of the same subsets."""
    usable = [one for one in rows if one[0].signals.excluded is None and not one[0].signals.repost]
    labels = {reaction.post.key: label for reaction, label in usable}
    story, slots = Tally(), Tally()
    for number in range(subsets):
        size = min(SUBSET, int(len(usable) * PART))
        some = [one for one, _ in random.Random(number).sample(usable, size)]
        some.sort(key=lambda one: (one.post.created_at, one.post.key))
        pool, asked = _ask(film, some, style)
        slots.slots += asked
        _tally(slots, [pool.candidates[one] for one in pool.taken], pool, labels, misread)
        window = Window(AT, AT + timedelta(days=1))
        digest, _ = compose(
            film,
            some,
            window=window,
            coverage=(),
            kind="brief",
            made_at=window.until,
            style=style,
            config_hash="",
        )
        story.slots += 8
        quotes = {(one.source, one.id) for one in digest.quotes}
        quoted = [one for one in pool.candidates if one.key in quotes]
        _tally(story, quoted, pool, labels, misread)
    return story, slots


def _ask(film: Film, some: Sequence[Reaction], style: Style) -> tuple[Pool, int]:
    """A pool that was asked for one quote of each theme and side, and how many it was asked for."""
    texts = [one.post.text for one in some]
    vocabulary = Vocabulary(texts)
    found = find_themes(
        texts,
        [one.score.label if one.score is not None else None for one in some],
        vocabulary,
        film=film,
        kind="brief",
        editor=style.themes,
        with_shares=True,
    )[:THEMES]
    pool = build_pool(Quotable.of(some), vocabulary, found, film=film, released=None)
    for one in found:
        for side in SIDES:
            pool.take(side, [one], 1)
    return pool, len(found) * len(SIDES)


def _tally(
    tally: Tally,
    quoted: Sequence[Candidate],
    pool: Pool,
    labels: dict[tuple[str, str], Label],
    misread: Misread,
) -> None:
    places = [next(at for at, other in enumerate(pool.candidates) if other is one) for one in quoted]
    for one, place in zip(quoted, places, strict=True):
        label, score = labels[one.key], one.reaction.score
        tally.add(one.passed.stance, label, one.reaction.post.text)
        if label != one.passed.stance and score is not None:
            misread["quoted", one.reaction.post.text] = (one.passed.stance, label, score.confidence)
        others = [float(pool.like[place, other]) for other in places if other != place]
        if others:
            tally.alike.append(max(others))


def _gate(
    film: Film, rows: Labelled, pairs: list[tuple[float, bool]], misread: Misread, total: Tally
) -> None:
    """Every post that has a side, put to the gate as a story with enough posts does it."""
    gate = Gate(film, FAIRLY_SURE, released=None, strict=True)
    for reaction, label in rows:
        score = reaction.score
        if score is None or score.label == "neutral" or reaction.signals.excluded is not None:
            continue
        total.slots += 1
        passed = gate.judge(reaction)
        if isinstance(passed, Passed):
            total.add(passed.stance, label, reaction.post.text)
            pairs.append((certainty(score.label, score.probabilities), passed.stance == label))
            if passed.stance != label:
                misread[f"gate, {film.title}", reaction.post.text] = (passed.stance, label, score.confidence)


def _reliability(pairs: Sequence[tuple[float, bool]]) -> None:
    print(f"\n{'confidence of what passed':28} {'posts':>6} {'says':>6} {'is':>6}")
    gap = 0.0
    for low, high in itertools.pairwise(BINS):
        inside = [one for one in pairs if low <= one[0] < high]
        if inside:
            said, true = (float(np.mean([one[at] for one in inside])) for at in (0, 1))
            gap += abs(said - true) * len(inside)
            print(f"  {low:.2f} to {min(high, 1.0):.2f}{'':14} {len(inside):6} {said:6.3f} {true:6.3f}")
    if pairs:
        print(f"  expected calibration error {gap / len(pairs):.3f}")


if __name__ == "__main__":
    sys.exit(main())
