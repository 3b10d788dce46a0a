"""Which piece of time a run claims."""

from datetime import UTC, datetime, timedelta

from aggregator.pipeline.intervals import Claimed, Depths, page_shares, plan_run

NOW = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DEPTHS = Depths(overlap=30 * MINUTE, settle=MINUTE, first=timedelta(hours=24))


def claimed(*, top, clean_top=None, bottom=NOW - timedelta(days=2)):
    return Claimed(bottom=bottom, top=top, clean_top=clean_top or top)


def test_first_run_looks_back_as_far_as_configured():
    plan = plan_run(None, now=NOW, depths=DEPTHS)

    high = NOW - MINUTE
    assert plan.intervals == ((high - timedelta(hours=24), high),)
    assert plan.claimed == Claimed(bottom=high - timedelta(hours=24), top=high, clean_top=high)


def test_first_run_asked_for_a_date_looks_back_to_that_date():
    since = NOW - timedelta(days=5)

    assert plan_run(None, now=NOW, depths=DEPTHS, since=since).intervals[0][0] == since


def test_a_first_run_asked_for_the_future_claims_nothing():
    plan = plan_run(None, now=NOW, depths=DEPTHS, since=NOW + timedelta(days=1))

    assert plan.intervals == ()
    assert plan.claimed.bottom == plan.claimed.top == NOW - MINUTE


def test_a_clean_run_reads_the_overlap_again():
    top = NOW - 10 * MINUTE

    plan = plan_run(claimed(top=top), now=NOW, depths=DEPTHS)

    assert plan.intervals == ((top - 30 * MINUTE, NOW - MINUTE),)
    assert plan.claimed.clean_top == NOW - MINUTE


def test_a_run_with_a_backlog_claims_only_what_is_new():
    """Re-reading the overlap of a burst that is still being read would buy the same pages again and again."""
    top = NOW - 10 * MINUTE

    plan = plan_run(claimed(top=top), now=NOW, depths=DEPTHS, unread_highs=(top - 5 * MINUTE,))

    assert plan.intervals == ((top, NOW - MINUTE),)
    assert plan.claimed.clean_top == top
    assert plan.claimed.top == NOW - MINUTE


def test_the_first_clean_run_after_a_backlog_reads_all_of_it_again():
    clean_top = NOW - timedelta(hours=3)

    plan = plan_run(claimed(top=NOW - 10 * MINUTE, clean_top=clean_top), now=NOW, depths=DEPTHS)

    assert plan.intervals == ((clean_top - 30 * MINUTE, NOW - MINUTE),)


def test_an_outage_extends_one_span_instead_of_opening_hundreds():
    top = NOW - 10 * MINUTE

    plan = plan_run(claimed(top=top), now=NOW, depths=DEPTHS, unread_highs=(top,))

    assert plan.extends
    assert plan.intervals == ((top, NOW - MINUTE),)


def test_the_overlap_ends_where_the_first_run_began():
    bottom = NOW - 20 * MINUTE

    plan = plan_run(claimed(top=NOW - 10 * MINUTE, bottom=bottom), now=NOW, depths=DEPTHS)

    assert plan.intervals == ((bottom, NOW - MINUTE),)


def test_an_older_since_deepens_what_is_covered():
    bottom = NOW - timedelta(days=1)
    since = NOW - timedelta(days=3)

    plan = plan_run(claimed(top=NOW - 10 * MINUTE, bottom=bottom), now=NOW, depths=DEPTHS, since=since)

    assert plan.intervals[1] == (since, bottom)
    assert plan.claimed.bottom == since


def test_a_clock_set_back_claims_nothing_twice():
    top = NOW + timedelta(hours=2)

    plan = plan_run(claimed(top=top), now=NOW, depths=DEPTHS)

    assert plan.intervals == ()
    assert plan.claimed.top == top


def test_a_clock_set_back_leaves_owed_what_it_does_not_read_again():
    """After a backlog all since clean_top is to be read once more; what lies above this run's high is not."""
    top, clean_top = NOW + timedelta(hours=2), NOW - timedelta(hours=3)

    plan = plan_run(claimed(top=top, clean_top=clean_top), now=NOW, depths=DEPTHS)

    assert plan.intervals == ((clean_top - 30 * MINUTE, NOW - MINUTE),)
    assert (plan.claimed.top, plan.claimed.clean_top) == (top, NOW - MINUTE)


def test_a_clock_set_back_below_all_that_is_owed_changes_nothing():
    before = claimed(top=NOW + timedelta(hours=2), clean_top=NOW + timedelta(hours=1))

    plan = plan_run(before, now=NOW, depths=DEPTHS)

    assert (plan.intervals, plan.claimed) == ((), before)


def test_older_spans_keep_half_of_the_page_budget():
    assert page_shares(None, 2) == [None, None]
    assert page_shares(10, 0) == []
    assert page_shares(10, 1) == [10]
    assert page_shares(11, 3) == [6, 5, 5]
    assert page_shares(1, 3) == [0, 1, 1]
