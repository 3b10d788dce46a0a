"""The mix of quotes beside the shares."""

import pytest

from aggregator.digest.mix import lies_within, room_for


@pytest.mark.parametrize(
    ("ours", "quotes", "theirs", "holds"),
    [(2, 6, 0.3, True), (0, 6, 0.29, False), (0, 5, 0.29, True), (4, 6, 0.35, False), (0, 0, 0.9, True)],
)
def test_quotes_may_lie_twenty_points_and_half_a_quote_beside_the_share(ours, quotes, theirs, holds):
    assert lies_within(ours, quotes, theirs) is holds


def test_a_camp_gets_no_more_than_its_share_allows():
    assert room_for(1, 3, 0.2, 2) == 1
    assert room_for(0, 0, 0.1, 6) == 0
    assert room_for(2, 2, 0.2, 2) == 0


def test_room_ends_where_one_quote_more_would_be_too_many():
    ours, others, theirs = 1, 4, 0.25
    room = room_for(ours, others, theirs, 8)
    assert lies_within(ours + room, ours + others + room, theirs)
    assert not lies_within(ours + room + 1, ours + others + room + 1, theirs)
