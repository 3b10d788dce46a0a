"""Campaigns: what was seen is told with its numbers, what they post weighs less, and fans are no campaign."""

import random
from datetime import timedelta

import make
import pytest

from aggregator.signals.brigading import Row, campaigns, is_new


def row(number, *, author=None, minutes=0.0, age_days=None, cluster=None):
    at = make.NOON + timedelta(minutes=minutes)
    born = None if age_days is None else at - timedelta(days=age_days)
    own = f"own{number}" if cluster is None else cluster
    return Row(number, author or f"fan{number}", at, is_new(at, born), own)


def crowd(many, **fields):
    return [row(1_000 + n, minutes=n, **fields) for n in range(many)]


def test_near_identical_posts_in_step_are_counted_once():
    copies = [row(n, minutes=n / 20, cluster="c") for n in range(312)]
    found = campaigns([*crowd(200), *copies])
    assert [one.because for one in found.findings] == [
        "312 near-identical posts within 16 minutes, counted once"
    ]
    assert 0 not in found.weights
    assert [found.weights[n] for n in range(1, 312)] == [0.0] * 311
    assert found.copied_share == pytest.approx(312 / 512)


def test_copies_over_days_or_by_few_people_are_no_campaign():
    slowly = [row(n, minutes=60 * n, cluster="c") for n in range(50)]
    assert campaigns(slowly).findings == ()
    few = [row(n, author=f"a{n % 4}", cluster=f"c{n % 4 + n // 4 * 10}") for n in range(40)]
    assert campaigns(few).findings == ()


def test_many_new_accounts_weigh_half():
    found = campaigns([*crowd(60, age_days=900), *(row(n, age_days=3) for n in range(30))])
    assert found.findings[0].because == (
        "30 of 90 posts come from accounts that were less than 30 days old, weighed half"
    )
    assert {found.weights[n] for n in range(30)} == {0.5}
    assert found.new_share == pytest.approx(1 / 3)


def test_some_new_accounts_and_unknown_ages_say_nothing():
    assert campaigns([*crowd(95, age_days=900), *(row(n, age_days=3) for n in range(5))]).findings == ()
    unknown = campaigns(crowd(200))
    assert (unknown.new_share, unknown.findings, unknown.weights) == (None, (), {})


def test_an_account_that_says_one_thing_over_and_over():
    found = campaigns([*crowd(30), *(row(n, author="bot", minutes=60 * n, cluster="c") for n in range(6))])
    assert found.findings[0].because == (
        "6 posts by 1 account that repeats nearly the same words; one of each counts half, the others nothing"
    )
    assert [found.weights[n] for n in range(6)] == [0.5, 0, 0, 0, 0, 0]


def test_order_does_not_matter_and_nothing_is_nothing():
    rows = [*crowd(50, age_days=5), *(row(n, minutes=n / 9, cluster="c") for n in range(40))]
    mixed = random.Random(2).sample(rows, len(rows))
    assert campaigns(rows) == campaigns(mixed)
    assert campaigns([]).findings == ()
