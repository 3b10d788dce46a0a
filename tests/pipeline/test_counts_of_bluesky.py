"""Bluesky is asked hour by hour how many posts it holds: each hour is compared with what is stored of that hour."""

from dataclasses import replace
from datetime import timedelta

import bluesky_room
from sqlalchemy import select

from aggregator.store.work_tables import CapturedRow, QueryRow

HOUR = timedelta(hours=1)
TARGET = "#paperlighthouse"


def compared(room):
    """(hour, counted, held) of the hashtag."""
    with room.app.ctx.store.read() as session:
        rows = session.execute(
            select(CapturedRow.low, CapturedRow.high, CapturedRow.counted, CapturedRow.held)
            .join(QueryRow, QueryRow.id == CapturedRow.query_id)
            .where(QueryRow.target == TARGET)
            .order_by(CapturedRow.low)
        ).all()
    assert all(high - low == HOUR and low.minute == 0 for low, high, *_ in rows)
    return [(low, counted, held) for low, _high, counted, held in rows]


def test_each_hour_is_compared_with_what_is_stored_of_that_hour(open_room):
    """One post in five minutes, for a day: twelve an hour."""
    room = open_room(loved=150, hated=138)

    found = compared(room)

    newest = bluesky_room.DAY + timedelta(minutes=5 * 288)
    assert found[0][0] == room.now - 25 * HOUR  # further back nothing is compared; the last hour settles yet
    assert all(counted == held for _, counted, held in found)
    assert {held for low, _, held in found if low + HOUR <= newest} == {12}
    assert [held for low, _, held in found if low > newest] == [0] * 4


def test_only_the_hour_of_which_too_little_was_captured_is_a_gap(open_room):
    room = open_room(loved=150, hated=138)
    at = bluesky_room.DAY + 30 * HOUR

    def more(asked, reply):
        counts = asked.value("since") == f"{at:%Y-%m-%dT%H:%M:%S}.000Z" and asked.value("limit") == "1"
        return replace(reply, body={**reply.body, "hitsTotal": 40}) if counts else reply

    room.network.twist = more
    room.now += 3 * HOUR
    reports = room.collect()

    [report] = [report for report in reports if report.target == TARGET]
    [gap] = [gap for gap in report.gaps if gap.why.startswith("captured")]
    assert (gap.low, gap.high) == (at, at + HOUR)
    assert gap.why == "captured about 0 % of it (0 of 40 that the network counts)"
