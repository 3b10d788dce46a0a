"""Quotas of money, units and requests, and the breakers of accounts that keep failing: rows that all share."""

from datetime import UTC, datetime, timedelta

import make
import pytest

from aggregator.errors import BudgetSpent
from aggregator.fetcher import Cost
from aggregator.model.quotas import Quota
from aggregator.store import breakers, budgets

NOON = make.NOON
HOUR = timedelta(hours=1)
PAGE = Cost("usd_micros", 500_000)
MONEY = (
    Quota("usd_micros", 1_000_000, "run", setting="sources.x.usd_per_run"),
    Quota("usd_micros", 2_000_000, "day", setting="sources.x.usd_per_day"),
    Quota("usd_micros", 3_000_000, "month", setting="sources.x.usd_per_month"),
)


def amounts(store, now=NOON, quotas=MONEY):
    with store.read() as s:
        return [spent.amount for spent in budgets.spent(s, "x", "me", quotas, now)]


def test_a_run_ends_at_its_own_budget_and_the_next_one_has_another(store):
    budget = budgets.StoreBudget(store, lambda: NOON, MONEY)
    for _ in range(2):
        budget.begin_run()
        budget.spend("x", "me", cost=PAGE)
        budget.spend("x", "me", cost=PAGE)
        if amounts(store)[0] < 2_000_000:
            with pytest.raises(BudgetSpent, match=r"x: its budget of \$1.00 a run is spent") as refused:
                budget.spend("x", "me", cost=PAGE)
            assert refused.value.until is None
            assert "sources.x.usd_per_run" in refused.value.hint

    assert amounts(store) == [2_000_000, 2_000_000]


def test_a_day_and_a_month_are_shared_by_all_processes_and_begin_anew(store):
    now = [datetime(2031, 5, 30, 22, 0, tzinfo=UTC)]
    one, two = (budgets.StoreBudget(store, lambda: now[0], MONEY[1:]) for _ in range(2))
    for budget in (one, two, one, two):
        budget.spend("x", "me", cost=PAGE)
    with pytest.raises(BudgetSpent, match=r"\$2.00 a day is spent") as refused:
        one.spend("x", "me", cost=PAGE)
    assert refused.value.until == datetime(2031, 5, 31, tzinfo=UTC)

    now[0] += 3 * HOUR
    one.spend("x", "me", cost=PAGE)
    two.spend("x", "me", cost=PAGE)
    with pytest.raises(BudgetSpent, match=r"\$3.00 a month is spent") as refused:
        one.spend("x", "me", cost=PAGE)
    assert refused.value.until == datetime(2031, 6, 1, tzinfo=UTC)

    now[0] += timedelta(days=1)
    one.spend("x", "me", cost=PAGE)
    assert amounts(store, now[0]) == [500_000, 500_000]


def test_what_is_refused_is_booked_nowhere(store):
    budget = budgets.StoreBudget(store, lambda: NOON, (*MONEY[1:], Quota("requests", 10, "day")))
    budget.spend("x", "me", cost=Cost("usd_micros", 1_900_000))
    with pytest.raises(BudgetSpent):
        budget.spend("x", "me", cost=PAGE)

    assert amounts(store) == [1_900_000, 1_900_000]
    assert amounts(store, quotas=[Quota("requests", 10, "day")]) == [1]
    with store.read() as s:
        assert [limit.spent for limit in budgets.limits(s)] == [1]


def test_a_short_page_costs_what_it_held(store):
    budget = budgets.StoreBudget(store, lambda: NOON, MONEY)
    for _ in range(3):  # three full pages would be more than the run may spend
        budget.spend("x", "me", cost=PAGE)
        budget.settle("x", "me", booked=PAGE, really=60_000)

    assert amounts(store) == [180_000, 180_000]


def test_accounts_do_not_spend_each_others_quota(store):
    budget = budgets.StoreBudget(store, lambda: NOON, [Quota("requests", 1, "day")])
    budget.spend("mastodon", "https://a.example")
    budget.spend("mastodon", "https://b.example")
    with pytest.raises(BudgetSpent):
        budget.spend("mastodon", "https://a.example")


# ── breakers ─────────────────────────────────────────────────────────────────


def failing(store, at, *, kind="unavailable", key_mark="old", chance=0.0):
    with store.write() as s:
        return breakers.fail(
            s, "x", "me", kind=kind, message="x: no answer", hint="", at=at, key_mark=key_mark, chance=chance
        )


def test_three_failures_in_a_row_open_a_breaker_for_a_pause_that_doubles(store):
    assert failing(store, NOON) is None
    assert failing(store, NOON) is None
    assert failing(store, NOON) == NOON + breakers.FIRST_PAUSE
    assert failing(store, NOON) == NOON + 2 * breakers.FIRST_PAUSE
    for _ in range(20):
        last = failing(store, NOON)
    assert last == NOON + breakers.LONGEST_PAUSE
    with store.read() as s:
        broken = breakers.find(s, "x", "me")
    assert broken.is_open(NOON, "old")
    assert not broken.is_open(NOON + breakers.LONGEST_PAUSE, "old")


def test_chance_lets_machines_come_back_apart(store):
    failing(store, NOON)
    failing(store, NOON)
    until = failing(store, NOON, chance=0.8)

    assert NOON + 0.75 * breakers.FIRST_PAUSE < until < NOON + breakers.FIRST_PAUSE


def test_a_refused_key_is_not_sent_again_until_it_changes(store):
    assert failing(store, NOON, kind="credentials", key_mark="old") is None
    with store.read() as s:
        broken = breakers.find(s, "x", "me")

    assert broken.is_open(NOON + timedelta(days=300), "old")
    assert not broken.is_open(NOON, "new")


def test_a_good_run_closes_the_breaker(store):
    for _ in range(3):
        failing(store, NOON)
    with store.write() as s:
        breakers.close(s, "x", "me")
    with store.read() as s:
        assert breakers.find(s, "x", "me") is None
        assert breakers.list_all(s) == {}
    assert failing(store, NOON) is None


def test_where_there_is_no_key_a_refusal_is_waited_out_like_any_failure(store):
    for _ in range(3):
        until = failing(store, NOON, kind="credentials", key_mark="")
    with store.read() as s:
        broken = breakers.find(s, "x", "me")

    assert broken.is_open(NOON, "")
    assert not broken.is_open(until, "")


def test_what_is_settled_after_midnight_gives_the_new_day_nothing_back(store):
    now = [datetime(2031, 5, 30, 23, 59, tzinfo=UTC)]
    day = [Quota("usd_micros", 500_000, "day")]
    early, late = (budgets.StoreBudget(store, lambda: now[0], day) for _ in range(2))
    early.spend("x", "me", cost=PAGE)
    now[0] += timedelta(minutes=2)
    late.spend("x", "me", cost=PAGE)
    early.settle("x", "me", booked=PAGE, really=0)

    with pytest.raises(BudgetSpent):
        late.spend("x", "me", cost=PAGE)
