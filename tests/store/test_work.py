"""Spans and their coverage, leases, reactions to be scored, runs, budgets, rejected records, raw pages, archives."""

from datetime import timedelta

import make
import pytest

from aggregator.errors import BudgetSpent, LeaseLost, RateLimited, StoreError
from aggregator.model import Evidence, Gap, Query, Rejected, RunError, RunReport, Score, Signals
from aggregator.model.quotas import Quota
from aggregator.store import archives, budgets, films, leases, raw_pages, reactions, rejects, runs, spans

FILM = "the-glass-harbour"
OTHER = "paper-lanterns"
NOON = make.NOON
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
TAG = Query("mastodon", "https://a.example", "#glassharbour")


def at(hours):
    return NOON + hours * HOUR


def test_nothing_of_a_query_that_was_never_asked_is_covered(store):
    with store.read() as s:
        assert (Gap(at(0), at(2), "not asked yet"),) == spans.coverage(s, TAG, at(0), at(2))
        assert spans.coverage(s, TAG, at(2), at(2)) == ()


def test_coverage_is_the_window_without_everything_unread(store):
    with store.write() as s:
        spans.set_state(s, TAG, bottom=at(2), top=at(20))
        spans.open(s, TAG, at(18), at(20))
        left = spans.open(s, TAG, at(4), at(6))
        spans.leave(s, left.id, why="the network did not answer")
        gap = spans.open(s, TAG, at(5), at(8))
        spans.leave(s, gap.id, why="the network gives 300 pages at most", gap=True)
        same = spans.open(s, TAG, at(8), at(9))
        spans.leave(s, same.id, why="the network gives 300 pages at most", gap=True)
        spans.close(s, spans.open(s, TAG, at(10), at(12)).id)
    with store.read() as s:
        assert (
            Gap(at(0), at(2), "before the first read"),
            Gap(at(4), at(5), "the network did not answer"),
            Gap(at(5), at(9), "the network gives 300 pages at most"),
            Gap(at(18), at(20), "not yet read"),
            Gap(at(20), at(24), "not asked yet"),
        ) == spans.coverage(s, TAG, at(0), at(24))
        assert spans.coverage(s, TAG, at(10), at(18)) == ()


def test_a_span_is_worked_off_from_its_newer_end(store):
    with store.write() as s:
        spans.set_state(s, TAG, bottom=at(0), top=at(10))
        old, new = spans.open(s, TAG, at(0), at(4)), spans.open(s, TAG, at(4), at(10))
        assert [new, old] == [each.span for each in spans.todo(s, TAG, NOON)]
        spans.advance(s, new.id, high=at(7), resume="page 2")
        spans.leave(s, new.id, why="the budget is spent")
    with store.read() as s:
        first, _ = spans.todo(s, TAG, NOON)
        assert (at(4), at(7), "page 2") == (first.span.low, first.span.high, first.span.resume)
        assert (first.state, first.why) == ("open", "the budget is spent")
        assert len(spans.list_all(s)) == 2


def test_a_gap_is_due_again_at_its_next_try_only(store):
    with store.write() as s:
        spans.set_state(s, TAG, bottom=at(0), top=at(10))
        later, never = spans.open(s, TAG, at(0), at(1)), spans.open(s, TAG, at(1), at(2))
        spans.leave(s, later.id, why="cut", next_try=at(5), gap=True)
        spans.leave(s, never.id, why="cut", gap=True)
        assert spans.todo(s, TAG, at(4)) == []
        assert [later] == [each.span for each in spans.todo(s, TAG, at(5))]


def test_a_span_that_is_closed_can_not_be_moved(store):
    with store.write() as s:
        spans.set_state(s, TAG, bottom=at(0), top=at(10))
        span = spans.open(s, TAG, at(0), at(1))
        spans.close(s, span.id)
    with pytest.raises(StoreError, match="no longer open"), store.write() as s:
        spans.advance(s, span.id, high=at(0), resume=None)


def test_a_query_needs_both_ends_first_and_keeps_what_is_not_given(store):
    with pytest.raises(StoreError, match="not known yet"), store.write() as s:
        spans.set_state(s, TAG, top=at(3))
    with store.write() as s:
        spans.set_state(s, TAG, bottom=at(1), top=at(2))
        spans.set_state(s, TAG, top=at(3), clean_top=at(2))
        state = spans.set_state(s, TAG)
        assert (at(1), at(3), at(2)) == (state.bottom, state.top, state.clean_top)
        assert [each.query for each in spans.queries(s)] == [TAG]
        with pytest.raises(StoreError, match="ends before it begins"):
            spans.open(s, TAG, at(2), at(2))


def test_due_tasks_are_claimed_once_oldest_first(store):
    with store.write() as s:
        leases.ensure(
            s,
            [("collect", f"n{n}", at(-n)) for n in range(5)]
            + [("digest", "f", at(-9)), ("score", "", at(1))],
        )
        leases.ensure(s, [("collect", "n0", at(99))])  # known: keeps its time
    with store.write() as s:
        first = leases.claim_due(s, now=NOON, lease=HOUR, holder="a", limit=3, names=["collect"])
        second = leases.claim_due(s, now=NOON, lease=HOUR, holder="b", limit=9)
        assert {task.holder for task in leases.tasks(s) if task.key == "n4"} == {"a"}
    assert [each.key for each in first] == ["n4", "n3", "n2"]
    assert [(each.name, each.key) for each in second] == [
        ("digest", "f"),
        ("collect", "n1"),
        ("collect", "n0"),
    ]


def test_a_lease_that_ran_out_is_taken_over_and_the_late_holder_writes_nothing(store):
    with store.write() as s:
        mine = leases.claim(s, "collect", "x", now=NOON, lease=MINUTE, holder="a")
        assert None is leases.claim(s, "collect", "x", now=NOON, lease=MINUTE, holder="b")
    with store.write() as s:
        leases.renew(s, mine, now=NOON, lease=2 * MINUTE)
        assert None is leases.claim(s, "collect", "x", now=NOON + MINUTE, lease=MINUTE, holder="b")
        theirs = leases.claim(s, "collect", "x", now=NOON + 2 * MINUTE, lease=MINUTE, holder="b")
        assert mine.fence + 1 == theirs.fence

    def write_too_late(late):
        with store.write() as s:
            films.sync(s, [make.film(slug="late")])
            late(s)

    for late in (
        lambda s: leases.check(s, mine),
        lambda s: leases.renew(s, mine, now=NOON, lease=MINUTE),
        lambda s: leases.finish(s, mine, now=NOON, next_due=at(1)),
    ):
        with pytest.raises(LeaseLost, match="collect x: another process took it over"):
            write_too_late(late)
    with store.write() as s:
        assert "late" not in films.known(s)
        leases.check(s, theirs)
        leases.finish(s, theirs, now=at(1), next_due=at(2), error="no answer")
    with store.read() as s:
        assert [leases.Task("collect", "x", at(2), None, None, 2, 1, "no answer", at(1))] == leases.tasks(s)


def test_a_good_run_forgets_earlier_failures(store):
    with store.write() as s:
        for error in ("a", "b", None):
            claim = leases.claim(s, "collect", "x", now=NOON, lease=MINUTE, holder="a")
            leases.finish(s, claim, now=NOON, error=error)
        assert [(each.failures, each.last_error, each.due_at) for each in leases.tasks(s)] == [
            (0, None, NOON)
        ]


def test_tasks_that_nobody_wants_any_more_go_unless_they_are_held(store):
    with store.write() as s:
        leases.ensure(s, [("collect", key, NOON) for key in "abc"] + [("score", "", NOON)])
        leases.claim(s, "collect", "b", now=NOON, lease=MINUTE, holder="h")
        assert leases.retire(s, ["collect"], {("collect", "a")}, now=NOON) == 1
        assert [each.key for each in leases.tasks(s)] == ["a", "b", ""]


def positive(scorer="fan/1"):
    return Score(scorer, "positive", (0.1, 0.2, 0.7), 0.6, (Evidence("lovely", 1.25),), abstained=False)


def score_all(store, scorer, *, at=NOON, **which):
    last, number = None, 0
    while True:
        with store.read() as s:
            batch = reactions.unscored(s, scorer, limit=2, after=last, **which)
        if not batch:
            return number
        with store.write() as s:
            number += reactions.save_scores(
                s,
                [
                    reactions.Scored(
                        each.film, each.post_id, each.post.content_hash, positive(scorer), Signals("k")
                    )
                    for each in batch
                ],
                at=at,
            )
        last = batch[-1]


def test_every_reaction_is_scored_once_by_each_scorer(store, save):
    save(*(make.post() for _ in range(5)))
    save(*(make.post() for _ in range(4)), films=(FILM, OTHER))
    assert score_all(store, "fan/1") == 13
    assert score_all(store, "fan/1") == 0
    save(make.post())
    with store.read() as s:
        assert (
            reactions.count_unscored(s, "fan/1"), reactions.count_unscored(s, "fan/2"), reactions.count_unscored(s, "fan/2", film=OTHER),
        ) == (1, 14, 4)  # fmt: skip
    assert score_all(store, "fan/2", film=OTHER) == 4
    assert score_all(store, "fan/2", at=at(1)) == 10
    assert score_all(store, "fan/2", at=at(2), again_before=at(2)) == 14
    with store.read() as s:
        assert (reactions.count(s, FILM), reactions.count(s, OTHER)) == (10, 4)
        assert {positive("fan/2")} == {each.score for each in reactions.each(s, FILM)}


def test_a_score_for_a_text_that_changed_meanwhile_is_dropped(store, save):
    post = make.post("before", remote_id="1", created_at=NOON)
    save(post)
    with store.read() as s:
        (waiting,) = reactions.unscored(s, "fan/1")
    save(make.post("after", remote_id="1", created_at=NOON, author=post.author, edited_at=at(1)))
    with store.write() as s:
        assert (
            reactions.save_scores(
                s,
                [reactions.Scored(FILM, waiting.post_id, post.content_hash, positive(), Signals("k"))],
                at=NOON,
            )
            == 0
        )
        (again,) = reactions.unscored(s, "fan/1")
        signals = Signals("new", excluded="off topic")
        scored = reactions.Scored(FILM, again.post_id, again.post.content_hash, positive(), signals)
        assert reactions.save_scores(s, [scored], at=NOON) == 1
        (found,) = reactions.window(s, FILM, NOON, at(1))
    assert (positive(), signals) == (found.score, found.signals)


def test_a_window_holds_its_first_instant_and_not_its_last(store, save):
    save(*(make.post(created_at=at(n)) for n in range(4)), seen_at=at(9))
    with store.read() as s:
        found = reactions.window(s, FILM, at(1), at(3))
    assert [at(1), at(2)] == [each.post.created_at for each in found]
    assert {at(9)} == {each.seen_at for each in found}


def test_outcomes_are_those_of_runs_that_began_lately_and_not_too_many(store, monkeypatch):
    monkeypatch.setattr(runs, "MOST_OUTCOMES", 3)
    away = RunError("unavailable", "is away")
    with store.write() as s:
        for hour in range(5):
            runs.record(s, RunReport("collect", at(hour), float(hour), source="mastodon", error=away))
        runs.record(s, RunReport("score", at(2), 9.0))
    with store.read() as s:
        assert [one.took_s for one in runs.outcomes(s, at(0))] == [4.0, 3.0, 9.0]
        assert runs.outcomes(s, at(4)) == [runs.Outcome("collect", "mastodon", 4.0, "unavailable")]
        assert runs.outcomes(s, at(5)) == []


def test_runs_come_back_as_they_were_reported(store):
    first = RunReport(
        "collect", at(0), 1.5, "x", None, "#a", 3, 2, 1, 0, 1, (Gap(at(0), at(1), "cut"),), note="a"
    )
    second = RunReport(
        "score", at(1), 0.25, error=RunError("store", "database: full", "free some"), joined=True
    )
    with store.write() as s:
        runs.record(s, first)
        runs.record(s, second)
        assert [second, first] == runs.latest(s)
        assert [first] == runs.latest(s, 5, "collect")
        assert [first] == runs.ended_since(s, at(0) + timedelta(seconds=1.5), "collect")
        assert runs.ended_since(s, at(0) + timedelta(seconds=1.6), "collect") == []
        assert runs.drop_older(s, at(1)) == 1
        assert [second] == runs.latest(s)


def test_a_budget_is_shared_and_believes_the_network(store):
    now = [NOON]
    three = [Quota("requests", 3, "day")]
    one, two = (budgets.StoreBudget(store, lambda: now[0], three) for _ in range(2))
    one.spend("youtube", "", requests=2)
    two.spend("youtube", "")
    with pytest.raises(BudgetSpent, match="its budget of 3 requests a day is spent") as refused:
        one.spend("youtube", "")
    assert refused.value.until == NOON + 12 * HOUR
    now[0] += 12 * HOUR
    one.spend("youtube", "")
    one.observe("x", "me", remaining=1, resets_at=now[0] + HOUR)
    two.spend("x", "me")
    with pytest.raises(RateLimited) as limited:
        one.spend("x", "me")
    assert now[0] + HOUR == limited.value.until
    now[0] += HOUR
    one.spend("x", "me")
    with store.read() as s:
        assert [(each.source, each.spent, each.remaining) for each in budgets.limits(s)] == [
            ("x", 2, None),
            ("youtube", 1, None),
        ]


def test_rejected_records_and_raw_pages_are_kept_for_a_while(store):
    with store.write() as s:
        rejects.keep(s, "x", (Rejected(f"line {n}", "no id", "{}") for n in range(500)), NOON)
        raw_pages.keep(s, TAG, b'{"a": 1}', NOON)
        raw_pages.keep(s, TAG, b"", NOON)
        raw_pages.keep(s, TAG, b"[]", at(2))
        assert [("x", NOON, Rejected("line 99", "no id", "{}"))] == rejects.latest(s, 1)
        assert [raw_pages.RawPage(TAG, NOON, b'{"a": 1}'), raw_pages.RawPage(TAG, at(2), b"[]")] == [
            *raw_pages.each(s, "mastodon")
        ]
        assert (rejects.drop_older(s, at(1)), raw_pages.drop_older(s, at(1))) == (100, 1)


def test_the_same_archive_again_changes_nothing(store, changes):
    def record(posts, when, rejected=0):
        held = {"posts": posts, "oldest": at(0), "newest": at(1), "rejected": rejected}
        with store.write() as s:
            archives.record(s, FILM, "x", "a.jsonl", at=when, **held)

    record(5, NOON)
    before = changes()
    record(5, at(5))
    assert before == changes()
    record(6, at(5))
    with store.read() as s:
        assert [archives.Archive("x", "a.jsonl", NOON, 6, at(0), at(1))] == archives.of_film(s, FILM)
    record(6, at(5), rejected=2)
    with store.read() as s:
        assert [archives.Archive("x", "a.jsonl", NOON, 6, at(0), at(1), 2)] == archives.of_film(s, FILM)


def test_an_allowance_beyond_all_numbers_is_kept_as_a_large_one(store):
    budget = budgets.StoreBudget(store, lambda: NOON)
    budget.observe("mastodon", "a", remaining=10**20, resets_at=NOON + HOUR)
    with store.read() as s:
        assert [each.remaining for each in budgets.limits(s)] == [budgets.MOST_LEFT]
