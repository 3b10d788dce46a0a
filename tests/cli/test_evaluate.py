"""`fansreact evaluate` as an editor runs it."""

import gzip
import json

import pytest

GOOD = "text,label\nI loved it so much,positive\nwhat a terrible bore,negative\nout on Friday,neutral\n"
KEYS = {"posts", "scorer", "macro_recall", "macro_f1", "accuracy", "confusion", "ece", "posts_per_second"}


@pytest.fixture
def labels(tmp_path):
    def write(content: str, name: str = "labels.csv") -> str:
        (tmp_path / name).write_text(content, encoding="utf-8")
        return str(tmp_path / name)

    return write


@pytest.fixture
def many(tmp_path):
    """300 invented labels of a film's posts, of which every seventh disagrees with what the words say."""
    voices = [
        ("I loved every minute, brilliant", "positive"),
        ("terrible, boring and a waste of time", "negative"),
        ("it opens on Friday at the old cinema", "neutral"),
    ]
    path = tmp_path / "film.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for number in range(300):
            text, label = voices[number % 3]
            label = label if number % 7 else voices[(number + 1) % 3][1]
            lines.write(json.dumps({"source": "x", "text": f"{text} ({number})", "label": label}) + "\n")
    return str(path)


def test_json_holds_the_eight_figures_and_nothing_else(run, labels):
    ran = run("evaluate", labels(GOOD), "--json")

    assert ran.code == 0
    assert set(ran.json) == KEYS
    assert (ran.json["posts"], ran.json["accuracy"], ran.json["macro_recall"]) == (3, 1.0, 1.0)
    assert ran.json["confusion"]["negative"] == {"negative": 1, "neutral": 0, "positive": 0}
    assert ran.json["posts_per_second"] > 0


def test_another_scorer_and_a_films_names_can_be_asked_for(run, labels):
    file = labels("text,label\nThe Paper Lighthouse is beautiful,positive\n")

    ran = run("evaluate", file, "--scorer", "textblob", "--film", "the-paper-lighthouse", "--json")

    assert ran.json["scorer"] == "textblob/2"
    assert run("evaluate", file, "--scorer", "fam", "--json").code == 2
    assert run("evaluate", file, "--film", "the-paper-lamp", "--json").code == 2


def test_bad_rows_are_named_with_line_and_reason(run, labels):
    ran = run("evaluate", labels(GOOD + "fine,good\n,neutral\n"))

    assert ran.code == 3
    assert "line 5: label is 'good', must be one of negative, neutral, positive" in ran.err
    assert "line 6: no text" in ran.err
    assert "2 rows could not be used" in ran.out


def test_a_file_without_a_usable_row_fails(run, labels):
    ran = run("evaluate", labels("text,label\nfine,good\n"), "--json")

    assert ran.code == 1
    assert "no usable row: line 2: label is 'good'" in ran.json["error"]["message"]
    assert run("evaluate", labels("")).code == 1
    assert run("evaluate", "nowhere.csv").code == 2


def test_the_table_says_what_a_newsroom_wants_to_know(run, many):
    ran = run("evaluate", many, "--film", "the-paper-lighthouse")

    assert ran.code == 0
    for words in (
        "macro-recall",
        "mistaken for",
        "calibration error",
        "plain counts of labels",
        "corrected by",
    ):
        assert words in ran.out
    assert "before" not in ran.out


def test_the_second_time_it_says_what_changed(run, many):
    run("evaluate", many)
    ran = run("evaluate", many)

    assert "before: fan/3" in ran.out
    assert "+0.0" in ran.out


def test_posts_that_are_not_judged_are_told(run, labels):
    ran = run("evaluate", labels("text,label\nпрекрасный фильм,positive\n" + GOOD.split("\n", 1)[1]))

    assert "1 of them are not judged" in ran.out


def test_calibrating_needs_a_film_and_enough_labels(run, labels, many):
    assert run("evaluate", many, "--calibrate").code == 2
    few = run("evaluate", labels(GOOD), "--film", "the-paper-lighthouse", "--calibrate")
    assert few.code == 1
    assert "has 3 labels of posts that are judged, needs 150" in few.err

    ran = run("evaluate", many, "--film", "the-paper-lighthouse", "--calibrate")

    assert ran.code == 0
    assert "correct their shares by these labels" in ran.out


def test_a_calibrated_films_digest_says_so_and_holds_and_forgetting_keeps_it_so(run, many, archive, tmp_path):
    film = "the-paper-lighthouse"
    run("import", str(archive(posts=420, people=400)), "--film", film)
    run("evaluate", many, "--film", film, "--calibrate")

    made = run(
        "digest", film, "--since", "2026-05-04", "--until", "2026-05-06", "--out", str(tmp_path), "--json"
    ).json
    mood = made["digest"]["sentiment"]
    again = run("verify", made["id"], "--json")

    assert mood["calibrated"] is True
    assert "corrected by what it made of 300 posts" in mood["method"]
    assert "shares are corrected by posts that a person labeled" in made["digest"]["method"]
    assert (again.code, again.json) == (0, {"ok": True, "failures": []})

    quoted = made["digest"]["quotes"][0]["url"]
    assert run("forget", quoted, "--yes").code == 0
    assert run("verify", made["id"], "--json").json["ok"] is True
