"""Noticed spikes, counts by the minute, and tasks that are pulled forward, on both databases."""

from dataclasses import replace
from datetime import timedelta

import make

from aggregator.store import leases, picks, reactions, spikes
from aggregator.store.spikes import NoticedSpike

FILM = "the-glass-harbour"
OTHER = "paper-lanterns"
NOON = make.NOON
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SPIKE = NoticedSpike(FILM, NOON, NOON + 8 * MINUTE, NOON + 7 * MINUTE, 40, 5.5)


def note(store, *noticed):
    with store.write() as s:
        return [spikes.note(s, one) for one in noticed]


def test_a_spike_is_kept_once_and_what_became_of_it_with_it(store):
    later = replace(
        SPIKE, seen_until=NOON + HOUR, posts=300, ended_at=NOON + HOUR, why="so", draft="d", later_draft="e"
    )
    assert note(store, SPIKE, replace(SPIKE, film=OTHER), later) == [True, True, False]
    with store.read() as s:
        assert spikes.newest(s, FILM) == later
        assert spikes.newest(s, OTHER) == replace(SPIKE, film=OTHER)
        assert [one.film for one in spikes.begun_since(s, NOON)] == sorted([FILM, OTHER])
        assert spikes.begun_since(s, NOON + MINUTE) == []


def test_the_newest_is_the_one_that_began_last(store):
    note(store, replace(SPIKE, began_at=NOON + HOUR), SPIKE)
    with store.read() as s:
        assert spikes.newest(s, FILM).began_at == NOON + HOUR
        assert [one.began_at for one in spikes.begun_since(s, NOON)] == [NOON + HOUR, NOON]


def test_only_spikes_with_a_draft_count_for_the_day(store):
    note(store, replace(SPIKE, draft="d"), replace(SPIKE, began_at=NOON + HOUR))
    with store.read() as s:
        assert spikes.drafted_since(s, FILM, NOON) == 1
        assert spikes.drafted_since(s, FILM, NOON + HOUR) == 0
        assert spikes.drafted_since(s, OTHER, NOON) == 0


def test_posts_are_counted_by_the_minute_judged_or_not_and_none_that_was_picked(store, save, judge):
    save(make.post("off topic", created_at=NOON))
    judge(excluded="off topic")
    save(*[make.post(f"post {n}", created_at=NOON + n * MINUTE / 3) for n in range(9)])
    save(make.post("elsewhere", source="bluesky", created_at=NOON))
    judge()
    save(make.post("not judged yet", created_at=NOON))
    with store.write() as s:
        picks.add(s, FILM, make.post("by hand", created_at=NOON), at=NOON, seen_at=NOON)
    with store.read() as s:
        found = reactions.by_minute(s, FILM, NOON, NOON + 2 * MINUTE)
    assert found == {"x": {NOON: 4, NOON + MINUTE: 3}, "bluesky": {NOON: 1}}


def task(store, key):
    with store.read() as s:
        return next(one for one in leases.tasks(s) if one.key == key)


def test_tasks_are_pulled_forward_unless_they_have_a_reason_to_wait(store):
    due = NOON + 8 * MINUTE
    with store.write() as s:
        leases.ensure(s, [("collect", key, due) for key in ("free", "held", "failed", "tired", "not asked")])
        leases.ensure(s, [("collect", "told to wait", NOON + HOUR), ("score", "free", due)])
        for key, error in (("failed", "no answer"), ("tired", None)):
            claim = leases.claim(s, "collect", key, now=NOON - MINUTE, lease=HOUR, holder="a")
            leases.finish(s, claim, now=NOON - MINUTE, next_due=due, error=error)
        leases.claim(s, "collect", "held", now=NOON - MINUTE, lease=HOUR, holder="a")
    with store.write() as s:
        keys = ["free", "held", "failed", "tired", "told to wait", "unknown"]
        pulled = leases.pull_forward(
            s, "collect", keys, now=NOON, latest=NOON + 10 * MINUTE, rested_since=NOON - 2 * MINUTE
        )
    assert pulled == ["free"]
    assert task(store, "not asked").due_at == due
    assert task(store, "failed").due_at == due
    assert task(store, "told to wait").due_at == NOON + HOUR
    with store.read() as s:
        assert {(one.name, one.key): one.due_at for one in leases.tasks(s)}["score", "free"] == due
