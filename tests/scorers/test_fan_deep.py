"""The small language model and the cascade in front of it: what they say of invented posts."""

from dataclasses import replace

import make
import pytest

from aggregator.errors import ConfigError
from aggregator.scorers import cascade, fan_deep, find
from aggregator.scorers.classifier import scored
from aggregator.scorers.masking import Masker
from aggregator.scorers.pool import ScorePool
from aggregator.scorers.wording import worded

FILM = make.film()
DEEP = find("fan-deep")
POSTS = [
    make.post(text)
    for text in (
        "The Glass Harbour is a masterpiece, I cried twice",
        "two hours of my life that I will never get back",
        "When does The Glass Harbour open in Spain?",
        "not one joke landed. what a waste of that cast",
        "best thing I have seen all year, go go go",
        "🔥🔥🔥",
    )
]
FELT = ["positive", "negative", "neutral", "negative", "positive", "positive"]


def test_plain_feelings_are_heard():
    scores = DEEP.score(POSTS, FILM)
    assert [score.label for score in scores] == FELT
    assert all(sum(score.probabilities) == pytest.approx(1) for score in scores)
    assert {score.scorer for score in scores} == {DEEP.id}


def test_a_score_does_not_depend_on_the_posts_beside_it():
    together = DEEP.score(POSTS, FILM)
    assert together == [DEEP.score([post], FILM)[0] for post in POSTS]
    assert together[::-1] == DEEP.score(POSTS[::-1], FILM)


def test_equal_posts_are_asked_about_once(monkeypatch):
    deep, film = find("fan-deep"), make.film()
    asked = []
    run = deep._classifier._run
    monkeypatch.setattr(deep._classifier, "_run", lambda window: asked.append(1) or run(window))
    posts = [make.post(text) for text in ("they cooked https://example.org/a", "so dull", "they cooked")]
    first, other, again = deep.score(posts, film)
    assert len(asked) == 2
    assert first == again != other


def test_the_models_loaded_once_and_only_when_it_is_asked():
    scorer = find("fan-deep")
    assert scorer._classifier._session is None
    scorer.score(POSTS[:1], FILM)
    session = scorer._classifier._session
    scorer.score(POSTS, FILM)
    assert scorer._classifier._session is session


def test_what_cant_be_judged_is_not_and_nothing_but_a_link_is_neutral():
    posts = [make.post(" "), make.post("obra maestra", language="es"), make.post("https://example.org/a")]
    scores = DEEP.score(posts, FILM)
    assert [score.abstained for score in scores] == [True, True, False]
    assert scores[2].label == "neutral"


def test_a_title_is_no_opinion():
    loaded = make.film(title="Mission: Terrible", hashtags=("MissionTerrible",), phrases=())
    plain = make.post("Mission: Terrible opens on Friday #MissionTerrible")
    assert DEEP.score([plain], loaded)[0].label == "neutral"


def test_a_hostile_post_is_read_like_any_other():
    texts = ("\x00\ufffd" * 50, "a" * 100_000, "@" * 500, "😀" * 3000, "\\ud800 peak", "&#0; &lt;script&gt;")
    scores = DEEP.score([make.post(text) for text in texts], FILM)
    assert all(0 <= share <= 1 for score in scores for share in score.probabilities)


def test_names_mentions_emoji_and_shouting_become_plain_words():
    masker = Masker(FILM)
    text = "@fan1 The Glass Harbour is soooooo good 🔥👍🏽 #CantWait!!!!! https://example.org/x MY NAME IS"
    wanted = "user movie is soo good fire thumbs up Cant Wait!!! MY name IS"
    assert worded(text, masker) == wanted
    assert worded("it\\u2019s &lt;3 \U0001faa9", masker) == "it's <3 mirror ball".replace("'", "’")


@pytest.mark.timeout(120)
def test_worker_processes_give_the_same_scores():
    with ScorePool("fan-deep", workers=2, in_process_below=5) as pool:
        assert pool.score(POSTS * 10, FILM) == DEEP.score(POSTS * 10, FILM)
        assert not pool.note


def test_a_slow_scorer_is_given_less_at_a_time_so_that_a_run_can_stop():
    with ScorePool("fan-deep", workers=2) as slow, ScorePool("fan", workers=2) as fast:
        assert slow.at_once * 5 < fast.at_once
        assert slow._below < fast._below


def test_a_model_file_that_is_cut_off_is_one_clear_error(tmp_path, monkeypatch):
    broken = tmp_path / "fan_deep.onnx"
    broken.write_bytes(fan_deep.MODEL.read_bytes()[:5000])
    monkeypatch.setattr(fan_deep, "MODEL", broken)
    with pytest.raises(ConfigError, match="can't be read as an ONNX model"):
        find("fan-deep").score(POSTS, FILM)
    monkeypatch.setattr(fan_deep, "MODEL", tmp_path / "none.onnx")
    with pytest.raises(ConfigError, match="there is no file"):
        find("fan-deep")


@pytest.mark.parametrize("name", ["fan-deep", "cascade"])
def test_without_the_extra_the_error_names_the_line_that_adds_it(name, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ConfigError, match="needs onnxruntime and tokenizers") as caught:
        find(name)
    assert caught.value.hint == 'pip install "fansreact[deep]"'
    assert caught.value.exit_code == 2


def test_the_cascade_asks_the_model_only_about_what_fan_is_not_sure_of():
    fan, both = find("fan"), find("cascade")
    posts = [*POSTS, make.post("obra maestra", language="es"), make.post("it exists, and so do I")]
    first, deep, made = (scorer.score(posts, FILM) for scorer in (fan, DEEP, both))
    for post, by_fan, by_model, score in zip(posts, first, deep, made, strict=True):
        sure = post.language == "es" or by_fan.confidence >= cascade.SURE
        assert score.probabilities == (by_fan if sure else by_model).probabilities
        assert score.scorer == both.id
    assert made == [both.score([post], FILM)[0] for post in posts]


def test_what_fan_is_too_unsure_to_judge_goes_to_the_model():
    post = make.post("Nothing happens, twice, and I could not look away")
    doubt = replace(find("fan").score([post], FILM)[0], probabilities=(0.34, 0.33, 0.33), abstained=True)
    both = find("cascade")
    both._first.score = lambda *_: [replace(doubt, label="negative")]
    assert both.score([post], FILM)[0].probabilities == DEEP.score([post], FILM)[0].probabilities


def test_a_label_that_is_hardly_likelier_than_the_others_is_not_judged():
    assert scored("any/1", [0.35, 0.32, 0.33]).abstained
    assert not scored("any/1", [0.25, 0.34, 0.41]).abstained


def test_a_new_version_of_either_is_a_new_version_of_the_cascade(monkeypatch):
    before = find("cascade").id
    monkeypatch.setattr(fan_deep.FanDeep, "version", "next")
    assert find("cascade").id != before
