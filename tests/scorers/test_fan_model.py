"""The model behind `fan`: exact sums, whatever stands beside a post, and a fit that goes where labels point."""

import dataclasses

import make
import numpy as np
import pytest

from aggregator.errors import ConfigError
from aggregator.scorers import fan_model, find, fitting
from aggregator.scorers.fan_features import BUCKETS, NUMBERS, SIMPLE, FanReader, buckets_of_posts, numbers_of
from aggregator.scorers.lexicon import load

READER = FanReader(load())
TEXTS = (
    "they cooked with this one 🔥",
    "a snoozefest. I want my two hours back",
    "NAME opens on friday",
    "",
    "NAME",
    "so\nmany\n\nlines!!",
    "ünïcödé wörds ﬁne \ud83d",
)


def read(*texts):
    return [READER.read(text, text) for text in texts]


def test_a_posts_numbers_do_not_depend_on_its_neighbours():
    together = fan_model.load().logits(read(*TEXTS))
    alone = np.vstack([fan_model.load().logits(read(text)) for text in TEXTS])
    assert (together == alone).all()


def test_scores_do_not_depend_on_the_batch():
    posts = [make.post(f"{text} {number}") for number, text in enumerate(TEXTS * 60)]
    fan, film = find("fan"), make.film()
    assert fan.score(posts, film) == [fan.score([post], film)[0] for post in posts]


def test_every_post_has_a_bucket_and_all_lie_within():
    flat, sizes = buckets_of_posts(read(*TEXTS))
    assert sizes.min() >= 1
    assert len(flat) == sizes.sum()
    assert (flat.min() >= 0, flat.max() < BUCKETS) == (True, True)


def test_buckets_of_a_post_are_those_it_has_alone():
    flat, sizes = buckets_of_posts(read(*TEXTS))
    ends = np.cumsum(sizes)
    for place, text in enumerate(TEXTS):
        own, _ = buckets_of_posts(read(text))
        assert own.tolist() == flat[ends[place] - sizes[place] : ends[place]].tolist()


def test_the_numbers_are_those_that_are_named():
    posts = read(*TEXTS)
    assert {len(post.numbers) for post in posts} == {len(SIMPLE)}
    assert numbers_of([post.numbers for post in posts]).shape == (len(TEXTS), len(NUMBERS))


def test_probabilities_sum_to_one_and_are_rounded():
    chances = fan_model.probabilities(np.array([[5.0, -5.0], [0.0, 0.0], [900.0, 901.0]]))
    assert chances.sum(axis=1).tolist() == pytest.approx([1.0, 1.0, 1.0], abs=1e-12)
    assert chances[1].tolist() == [0.3333, 0.3334, 0.3333]


def test_a_model_comes_back_as_it_was_saved(tmp_path):
    model = fan_model.load()
    model.save(tmp_path / "own.npz")
    again = fan_model.load(tmp_path / "own.npz")
    assert (again.words == model.words).all()
    assert (again.numbers == model.numbers).all()
    assert (again.scale, again.version) == (model.scale, model.version)


@pytest.mark.parametrize("what", ["missing", "text", "cut off", "other form"])
def test_a_model_that_can_not_be_loaded_is_one_clear_error(tmp_path, what):
    path = tmp_path / f"{what}.npz"
    if what == "text":
        path.write_text("weights")
    elif what == "cut off":
        path.write_bytes(fan_model.SHIPPED.read_bytes()[:1000])
    elif what == "other form":
        short = dataclasses.replace(fan_model.load(), words=np.zeros((8, 2), dtype=np.int16))
        short.save(path)
    with pytest.raises(ConfigError, match=r"the model can't be loaded: "):
        fan_model.load(path)


def test_a_fit_learns_what_it_is_shown_and_stays_near_its_start():
    texts = [
        f"{word} film number {number}" for number in range(60) for word in ("grumbulous", "snorfle", "friday")
    ]
    labels = np.array([2, 0, 1] * 60)
    samples = fitting.Samples(read(*texts), fitting.one_hot(labels), fitting.balanced(labels, 1.0))
    shipped = fan_model.load()

    model = fitting.fit(
        samples, "3", start=shipped, pace=fitting.Pace(rounds=10, words=0.1, numbers=0.005, back=0.1)
    )

    said = fan_model.probabilities(model.logits(read("a grumbulous film", "a snorfle film", "friday film")))
    assert said.argmax(axis=1).tolist() == [2, 0, 1]
    assert fitting.fit(samples, "3", start=shipped, pace=fitting.Pace(rounds=1)).scale != shipped.scale
    far = read("they cooked with this one 🔥", "what a snoozefest, I want my money back")
    assert fan_model.probabilities(model.logits(far)).argmax(axis=1).tolist() == [2, 0]


def test_the_same_samples_give_the_same_weights():
    labels = np.array([2, 0, 1] * 20)
    samples = fitting.Samples(read(*["up", "down", "so"] * 20), fitting.one_hot(labels), np.ones(60))
    one, two = (fitting.fit(samples, "3") for _ in range(2))
    assert (one.words == two.words).all()
    assert (one.numbers == two.numbers).all()


def test_tempering_makes_a_model_as_sure_as_it_is_right():
    posts = read(*["grumbulous", "grumbulous", "grumbulous", "snorfle"] * 25)
    labels = np.array([2, 2, 0, 0] * 25)  # right three times in four
    shipped = fan_model.load()
    loud = dataclasses.replace(shipped, scale=shipped.scale * 20, numbers=shipped.numbers * 20)

    calm = fitting.tempered(loud, posts, labels)

    assert (
        fan_model.probabilities(calm.logits(posts)).max() < fan_model.probabilities(loud.logits(posts)).max()
    )


@pytest.mark.parametrize(
    "swapped", ["Evil Dead Boys", "Happy Perfect Love", "The Disaster", "Mission: Impossible"]
)
def test_the_label_does_not_hang_on_the_title(swapped):
    fan = find("fan")
    plain, loaded = make.film(title="The Glass Harbour"), make.film(title=swapped)
    for text in ("saw {} last night", "{} was a masterpiece", "{} bored me to tears", "is {} out yet?"):
        one = fan.score([make.post(text.format("The Glass Harbour"))], plain)[0]
        other = fan.score([make.post(text.format(swapped))], loaded)[0]
        assert one.label == other.label
