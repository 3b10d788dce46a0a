"""Near-duplicates among real posts: planted edits are found, and people who write alike stay people."""

import gzip
import json
import random

import planted
import pytest

from aggregator.signals.near_duplicates import LONG, Forms, counted_once
from aggregator.signals.wording import bare, names_of


def posts(real_data, name):
    with gzip.open(real_data / "data" / "twitter_2017" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [(planted.without_links(one["text"]), one["author"]["handle"]) for one in found if one["text"]]


@pytest.mark.parametrize("name", ["moana", "geostorm"])
def test_planted_edits_are_found_among_real_posts(real_data, name):
    dice = random.Random(f"edits of {name}")
    real = [one for one in posts(real_data, name) if len(bare(one[0]).split()) >= 8]
    made = [
        (at, edit(real[at][0], dice))
        for at in dice.sample(range(len(real)), 150)
        for edit in planted.EDITS.values()
    ]
    forms = Forms([*(text for text, _ in real), *(text for _, text in made)])
    once = counted_once(forms, [who for _, who in real] + [f"another {n}" for n in range(len(made))])
    found = [at in forms.like(text) for at, text in made]
    assert sum(found) >= 0.98 * len(found)
    found = [
        once[len(real) + n] == once[at] for n, (at, _) in enumerate(made) if len(bare(real[at][0])) >= LONG
    ]
    assert sum(found) >= 0.99 * len(found)


@pytest.mark.parametrize("name", ["hidden_figures", "only_the_brave"])
def test_short_posts_of_different_people_are_never_joined(real_data, name):
    real = [one for one in posts(real_data, name) if len(bare(one[0])) < 45]
    once = counted_once(
        Forms(text for text, _ in real), [who for _, who in real], names_of([name.replace("_", " ")])
    )
    assert all(real[at][1] == real[first][1] for at, first in enumerate(once))
