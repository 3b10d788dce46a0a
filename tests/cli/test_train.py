"""`fansreact train` as an editor runs it."""

import json
from pathlib import Path

import pytest

from aggregator.scorers.fan import OWN_WEIGHTS

VOICES = (
    ("grumbulous from start to end", "positive"),  # a word that nobody else knows
    ("what a snorfle of a film", "negative"),
    ("it opens on friday at the old cinema", "neutral"),
)


@pytest.fixture
def labels(tmp_path):
    def write(posts: int, name: str = "labels.jsonl") -> str:
        path = tmp_path / name
        with path.open("w", encoding="utf-8") as lines:
            for number in range(posts):
                text, label = VOICES[number % 3]
                lines.write(json.dumps({"text": f"{text}, row {number}", "label": label}) + "\n")
        return str(path)

    return write


def test_a_newsrooms_own_words_are_heard_from_then_on(run, labels, config_dir):
    path = labels(240)
    before = run("evaluate", path, "--json").json

    ran = run("train", path, "--json")
    after = run("evaluate", path, "--json").json

    assert ran.code == 0
    assert set(ran.json) == {"posts", "scorer", "before", "after", "model"}
    assert ran.json["posts"] == 240
    assert ran.json["model"] == str(config_dir / OWN_WEIGHTS)
    # Told on posts that the fit has not seen.
    assert ran.json["after"]["macro_recall"] > ran.json["before"]["macro_recall"]
    assert before["macro_recall"] < 0.9 < after["macro_recall"]
    assert after["scorer"] == ran.json["scorer"] != before["scorer"]


def test_the_same_labels_give_the_same_weights(run, labels, tmp_path):
    path = labels(150)

    run("train", path, "--out", str(tmp_path / "one.npz"))
    run("train", path, "--out", str(tmp_path / "two.npz"))

    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_it_says_in_a_table_what_the_labels_are_worth(run, labels):
    ran = run("train", labels(150))

    assert "fitted to 150 labelled posts" in ran.out
    assert "macro-recall" in ran.out
    assert "used from now on" in ran.out


def test_too_few_labels_are_refused_with_what_there_is(run, labels, config_dir):
    ran = run("train", labels(60))

    assert ran.code == 1
    assert "too few labels to learn from: 20 negative, 20 neutral, 20 positive" in ran.err
    assert not (config_dir / OWN_WEIGHTS).exists()


def test_rows_that_can_not_be_used_are_named(run, labels, tmp_path):
    path = labels(150)
    with Path(path).open("a", encoding="utf-8") as lines:
        lines.write('{"text": "hm", "label": "great"}\n')

    ran = run("train", path, "--json")

    assert ran.code == 3
    assert "line 151" in ran.err


def test_damaged_weights_are_one_clear_error_and_no_other_scorer(run, labels, config_dir):
    (config_dir / OWN_WEIGHTS).write_bytes(b"no weights at all")

    ran = run("evaluate", labels(9), "--json")

    assert ran.code == 2
    assert OWN_WEIGHTS in ran.json["error"]["message"]
    assert "can't be loaded" in ran.json["error"]["message"]
