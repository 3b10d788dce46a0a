"""Corrected shares: known answers from an invented scorer whose mistakes are known."""

import numpy as np
import pytest

from aggregator.measures.correction import Correction, lacking
from aggregator.measures.topics import UNKNOWN, topic_error, widened
from aggregator.measures.trial import trial
from aggregator.model import Calibration
from aggregator.model.scoring import LABELS

# An invented scorer: what it says of posts of each label, and how often.
ODDS = ((0.7, 0.2, 0.1), (0.25, 0.5, 0.25), (0.1, 0.2, 0.7))
SAYS = ((7, 2, 1), (2, 6, 2), (1, 2, 7))


def posts(amounts):
    """So many tens of posts of each label, with the invented scorer's probabilities."""
    truth, odds = [], []
    for kind, tens in enumerate(amounts):
        for said, often in enumerate(SAYS[kind]):
            truth += [LABELS[kind]] * (often * tens)
            odds += [ODDS[said]] * (often * tens)
    return truth, odds


def calibration(*amounts):
    truth, odds = posts(amounts)
    return Calibration("invented/1", tuple(truth), tuple(odds))


def alone(odds):
    return [[one] for one in odds]


def test_shares_of_another_mix_come_out_right_where_plain_counts_do_not():
    _, odds = posts((10, 10, 60))
    counted = [sum(one == said for one in odds) / len(odds) for said in ODDS]
    found = Correction(calibration(20, 20, 20)).estimate(alone(odds), "1f")
    assert counted == pytest.approx([0.1875, 0.25, 0.5625])
    assert [one.share for one in found] == pytest.approx([0.125, 0.125, 0.75], abs=0.01)
    for one, right in zip(found, (0.125, 0.125, 0.75), strict=True):
        assert one.low < right < one.high


def test_the_same_seed_gives_the_same_interval_and_another_one_hardly_differs():
    _, odds = posts((10, 20, 20))
    correction = Correction(calibration(20, 20, 20))
    first, again = (correction.estimate(alone(odds), "ab") for _ in range(2))
    other = correction.estimate(alone(odds), "cd")
    assert first == again
    assert first != other
    assert [one.share for one in first] == [one.share for one in other]
    assert [one.low for one in first] == pytest.approx([one.low for one in other], abs=0.06)


def test_fewer_labels_and_people_who_post_more_than_once_make_it_wider():
    _, odds = posts((10, 20, 20))

    def width(labels, people):
        positive = Correction(labels).estimate(people, "1")[2]
        return positive.high - positive.low

    many, few = calibration(100, 100, 100), calibration(5, 5, 5)
    assert width(few, alone(odds)) > 1.3 * width(many, alone(odds))
    by_tens = [odds[start : start + 10] for start in range(0, len(odds), 10)]  # ten alike of each person
    assert width(many, by_tens) > 1.5 * width(many, alone(odds))


def test_a_scorer_whose_numbers_are_no_probabilities_is_adjusted_by_its_confusions():
    given = calibration(40, 40, 40)
    correction = Correction(given)
    assert correction.maximises
    correction.maximises = False
    _, odds = posts((10, 10, 60))
    found = correction.estimate(alone(odds), "1")
    assert [one.share for one in found] == pytest.approx([0.125, 0.125, 0.75], abs=0.01)
    assert correction.point(odds).tolist() == pytest.approx([one.share for one in found])


def test_what_a_calibration_lacks_is_said():
    assert lacking(calibration(10, 10, 10)) is None
    assert lacking(calibration(4, 4, 4)) == "has 120 labels of posts that are judged, needs 150"
    assert lacking(calibration(20, 20, 0)) == "has 0 positive, needs 10 of each label"
    with pytest.raises(ValueError, match="needs 150"):
        Correction(calibration(1, 1, 1))


def test_intervals_are_widened_on_both_sides_and_stay_within_0_and_1():
    low, high = widened(0.6, 0.57, 0.63, 0.1)
    assert (round(0.6 - low, 3), round(high - 0.6, 3)) == (0.198, 0.198)
    assert widened(0.02, 0.01, 0.04, 0.1)[0] == 0.0
    assert widened(0.6, 0.57, 0.63, 0.0) == pytest.approx((0.57, 0.63))


def test_an_unmeasured_scorer_errs_as_the_worst_and_own_words_change_nothing():
    assert topic_error(["nobody/7"]) == UNKNOWN
    assert topic_error(["fan/1+3f2a"]) == topic_error(["fan/1"])
    assert topic_error(["fan/1", "nobody/7"]) == UNKNOWN
    assert topic_error([]) == UNKNOWN


def test_a_trial_with_known_mistakes_finds_what_plain_counts_are_off():
    truth, odds = posts((100, 100, 100))
    said = [LABELS[int(np.argmax(one))] for one in odds]
    found = trial(truth, said, odds, labels=1_500, size=500, draws=20, seed=1, error=(0.12, 0.12, 0.12))
    assert found is not None
    assert found.corrected < 0.05 < found.plain
    assert found.corrected_covers > 0.9
    assert found.plain_covers > 0.9
    assert trial(truth[:1000], said[:1000], odds[:1000], labels=300, size=50, draws=2, seed=1) is None
