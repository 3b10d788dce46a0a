"""Scoring in processes of their own."""

import os
import signal

import make
import pytest

from aggregator.errors import ConfigError
from aggregator.scorers import find
from aggregator.scorers.pool import ScorePool

POSTS = [
    make.post(f"number {n}: {text}")
    for n in range(30)
    for text in ("peak cinema", "so mid", "when is it out?")
]


@pytest.mark.timeout(60)
def test_workers_give_the_same_scores_as_the_scorer_itself_in_the_same_order():
    expected = find("fan").score(POSTS, make.film())
    with ScorePool("fan", workers=2, in_process_below=10) as pool:
        assert expected == pool.score(POSTS, make.film())
        assert pool.id == "fan/3"


@pytest.mark.timeout(60)
def test_a_killed_worker_ends_in_scores_and_a_note_not_in_a_hang():
    expected = find("fan").score(POSTS, make.film())
    with ScorePool("fan", workers=2, in_process_below=10) as pool:
        pool.score(POSTS, make.film())
        for pid in list(pool._executor._processes):
            os.kill(pid, signal.SIGKILL)
        assert expected == pool.score(POSTS, make.film())
        assert pool.note == "a scoring worker died; 90 posts were scored without it"
        assert expected == pool.score(POSTS, make.film())  # new workers


def test_a_small_batch_starts_no_process():
    pool = ScorePool("fan", workers=2)
    pool.score(POSTS, make.film())
    assert pool._executor is None


def test_an_unknown_scorer_is_refused_before_any_process_starts():
    with pytest.raises(ConfigError, match=r"no such scorer: 'fann'; did you mean 'fan'\?"):
        ScorePool("fann")
