"""Posts by the hour, as spikes are counted: on topic, by network, from the reactions themselves."""

from datetime import timedelta

import make

from aggregator.store import reactions

FILM = "the-glass-harbour"
HOUR = timedelta(hours=1)


def hourly(store, since, until):
    with store.read() as s:
        return reactions.hourly(s, FILM, since, until)


def test_what_is_judged_and_on_topic_counts_by_network_and_full_hour(store, save, judge):
    at = make.NOON
    save(
        make.post(created_at=at),
        make.post(created_at=at + HOUR - timedelta(microseconds=1)),
        make.post(created_at=at + HOUR),
        make.post(source="bluesky", created_at=at + timedelta(minutes=5)),
        make.post(created_at=at - timedelta(microseconds=1)),
    )
    judge(repost=True)
    save(make.post(created_at=at))
    judge(excluded="off topic")
    save(make.post(created_at=at))  # not judged

    assert hourly(store, at, at + 2 * HOUR) == {"bluesky": {at: 1}, "x": {at: 2, at + HOUR: 1}}
    assert hourly(store, at - HOUR, at) == {"x": {at - HOUR: 1}}
    assert hourly(store, at + 2 * HOUR, at + 9 * HOUR) == {}


def test_a_window_may_be_cut_to_its_earliest_posts(store, save):
    early, late = make.post(created_at=make.NOON), make.post(created_at=make.NOON + HOUR)
    save(late, early)
    with store.read() as s:
        found = reactions.window(s, FILM, make.NOON, make.NOON + 2 * HOUR, limit=1)
    assert [one.post.key for one in found] == [early.key]
