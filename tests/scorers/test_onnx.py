"""A classifier of one's own, by the path of its file."""

import make
import pytest
from scorers import tiny_model

from aggregator.errors import ConfigError
from aggregator.model import OwnModel
from aggregator.scorers import find
from aggregator.scorers.onnx import MOST_TOKENS
from aggregator.scorers.pool import ScorePool

THREE = ("negative", "neutral", "positive")


def own(folder, labels=THREE, **shape):
    return OwnModel(*tiny_model.write(folder, **shape), labels)


def labels_of(scorer, *texts):
    return [score.label for score in scorer.score([make.post(text) for text in texts], make.film())]


def test_a_models_outputs_become_scores_that_sum_to_one(tmp_path):
    scorer = find("onnx", model=own(tmp_path))
    scores = scorer.score([make.post(text) for text in ("peak", "so mid", "when is it out")], make.film())
    assert [score.label for score in scores] == ["positive", "negative", "neutral"]
    assert all(sum(score.probabilities) == pytest.approx(1) for score in scores)
    assert scores[0].polarity > 0.9
    assert {score.scorer for score in scores} == {scorer.id}


def test_several_outputs_may_mean_one_label(tmp_path):
    stars = [[0] * 5, [0, 0, 0, 2, 2.1], [0, 2, 2.1, 2, 0], [0] * 5, [0] * 5, [0] * 5]
    five = ("negative", "negative", "neutral", "positive", "positive")
    assert labels_of(find("onnx", model=own(tmp_path, five, rows=stars)), "peak") == ["positive"]


def test_another_model_or_another_meaning_is_another_version(tmp_path):
    first = find("onnx", model=own(tmp_path)).id
    turned = find("onnx", model=own(tmp_path, THREE[::-1])).id
    other = find("onnx", model=own(tmp_path, rows=[[1, 2, 3]] * 6)).id
    assert len({first, turned, other}) == 3
    assert first == find("onnx", model=own(tmp_path)).id


def test_a_long_posts_end_is_read_too(tmp_path):
    text = "movie " * (MOST_TOKENS + 10) + "peak"
    assert labels_of(find("onnx", model=own(tmp_path)), text) == ["positive"]


def test_names_and_mentions_are_masked_and_what_is_not_english_is_not_judged(tmp_path):
    scorer = find("onnx", model=own(tmp_path))
    film = make.film(title="Mid", hashtags=("Mid",), phrases=())
    scores = scorer.score([make.post("Mid is peak @mid"), make.post("peak", language="es")], film)
    assert [(score.label, score.abstained) for score in scores] == [("positive", False), ("neutral", True)]


@pytest.mark.timeout(120)
def test_worker_processes_load_the_model_for_themselves(tmp_path):
    model = own(tmp_path)
    posts = [make.post(text) for text in ("peak", "mid", "out") for _ in range(5)]
    with ScorePool("onnx", model=model, workers=2, in_process_below=5) as pool:
        assert pool.score(posts, make.film()) == find("onnx", model=model).score(posts, make.film())
        assert not pool.note


def test_a_scorer_without_its_model_says_what_to_set():
    with pytest.raises(ConfigError, match="no model is named") as caught:
        find("onnx")
    assert "[score]" in caught.value.hint


@pytest.mark.parametrize("broken", ["model", "tokenizer"])
def test_a_broken_file_is_one_clear_error(tmp_path, broken):
    model = own(tmp_path)
    getattr(model, broken).write_bytes(b"half a file")
    with pytest.raises(
        ConfigError, match=rf"scorer: .*{getattr(model, broken).name} can't be read"
    ) as caught:
        labels_of(find("onnx", model=model), "peak")
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_model_with_another_number_of_outputs_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="tells 3 classes apart, but 2 labels are named"):
        labels_of(find("onnx", model=own(tmp_path, ("negative", "positive"))), "peak")


def test_a_model_that_is_no_classifier_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="is no sequence classifier"):
        labels_of(find("onnx", model=own(tmp_path, output_rank=3)), "peak")


def test_without_the_extra_the_error_names_the_line_that_adds_it(tmp_path, monkeypatch):
    model = own(tmp_path)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ConfigError, match="needs onnxruntime and tokenizers") as caught:
        find("onnx", model=model)
    assert caught.value.hint == 'pip install "fansreact[deep]"'
    assert caught.value.exit_code == 2
