"""Figures of a scorer against labels, with answers worked out by hand."""

import pytest

from aggregator.measures.accuracy import accuracy
from aggregator.model import Score


def said(label, sure=0.8, *, abstained=False):
    rest = round((1 - sure) / 2, 4)
    odds = tuple(sure if one == label else rest for one in ("negative", "neutral", "positive"))
    return Score("invented/1", label, odds, 0.0, abstained=abstained)


def test_recall_f1_and_confusion_are_those_of_the_book():
    truth = ["negative", "negative", "neutral", "positive", "positive", "positive"]
    scores = [said(one) for one in ("negative", "positive", "neutral", "positive", "positive", "neutral")]
    found = accuracy(truth, scores)
    assert found.macro_recall == pytest.approx((1 / 2 + 1 + 2 / 3) / 3)
    assert found.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 2 / 3) / 3)
    assert found.accuracy == pytest.approx(4 / 6)
    assert found.confusion["positive"] == {"negative": 0, "neutral": 1, "positive": 2}
    assert (found.recall["negative"], found.precision["positive"]) == (0.5, pytest.approx(2 / 3))


def test_a_label_that_the_file_lacks_counts_in_no_mean():
    found = accuracy(["positive", "neutral"], [said("positive"), said("negative")])
    assert (found.macro_recall, found.recall["negative"]) == (0.5, None)


def test_posts_that_are_not_judged_are_wrong_unless_they_are_neutral():
    blank = said("neutral", 1.0, abstained=True)
    found = accuracy(["positive", "neutral", "negative"], [blank, blank, said("negative", 1.0)])
    assert (found.abstained, found.accuracy) == (2, pytest.approx(2 / 3))
    assert found.ece == 0.0
    assert sum(one.posts for one in found.bins) == 1


def test_calibration_error_is_the_gap_between_sure_and_right():
    truth = ["positive"] * 10
    scores = [said("positive", 0.7)] * 5 + [said("negative", 0.7)] * 5
    found = accuracy(truth, scores)
    assert found.ece == pytest.approx(0.2)
    assert [(one.low, one.posts, one.right) for one in found.bins] == [(0.7, 10, 0.5)] or found.bins[
        0
    ].low == 0.6


def test_no_labels_are_no_figures():
    with pytest.raises(ValueError, match="no labels"):
        accuracy([], [])
