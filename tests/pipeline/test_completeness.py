"""What is known of completeness beyond spans: what a new hashtag finds in store, and what networks count."""

from datetime import UTC, datetime, timedelta

import make
import pytest
from invented_network import QUERY, Invented, Network

from aggregator.errors import LeaseLost, SourceUnavailable
from aggregator.model import Author, Counted
from aggregator.pipeline import lease
from aggregator.pipeline.collect import TASK, Reading, collect_account
from aggregator.pipeline.context import Context
from aggregator.pipeline.intervals import Depths
from aggregator.pipeline.linking import link_stored
from aggregator.store import erase, films, leases, open_store, posts, reactions, refusals, rollups, spans

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DEPTHS = Depths(timedelta(minutes=30), timedelta(0), timedelta(hours=6))


class Counts(Invented):
    """A network that says how many posts it holds in each hour."""

    said: dict[datetime, int]
    asked: list[tuple[datetime, datetime]]

    def counted(self, query, low, high):
        self.asked.append((low, high))
        if self.said is None:
            raise SourceUnavailable("x", "no answer")
        return tuple(
            Counted(at, at + HOUR, number) for at, number in sorted(self.said.items()) if low <= at < high
        )


class Room:
    def __init__(self, path) -> None:
        self.now = NOON
        self.store = open_store(f"sqlite:///{path}")
        self.ctx = Context(self.store, "test", clock=lambda: self.now)
        self.network = Network(page_size=50)
        self.collector = Counts(self.network, lambda: self.now)
        self.collector.said, self.collector.asked = {}, []
        self.film = self.known(make.film(slug="harbour", hashtags=("GlassHarbour",)))

    def known(self, *made):
        with self.store.write() as session:
            films.sync(session, made)
        return made[0]

    def collect(self, film=None):
        with self.store.write() as session:
            claim = leases.claim(session, TASK, "x", now=self.now, lease=2 * HOUR, holder="someone")
        reading = Reading(self.collector, DEPTHS)
        [report] = collect_account(self.ctx, reading, [film or self.film], (), claim=claim)
        lease.give_back(self.ctx, claim, next_due=None)
        return report

    def save(self, film, *sightings):
        with self.store.write() as session:
            posts.save(session, [posts.Sighting(post, (film.slug,)) for post in sightings], seen_at=None)

    def tagged(self, created_at, visible_at=None):
        """A post on the network that bears the hashtag that is asked for."""
        post = make.post(
            f"number {len(self.network.posts)}", created_at=created_at, hashtags=("glassharbour",)
        )
        self.network.posts.append((post, visible_at or created_at))

    def count(self, film):
        with self.store.read() as session:
            return reactions.count(session, film.slug)


@pytest.fixture
def room(tmp_path):
    room = Room(tmp_path / "complete.db")
    yield room
    room.store.close()


# ── hashtags that are new to a film ──────────────────────────────────────────


def test_a_new_hashtag_first_finds_what_is_already_stored(room):
    room.save(
        room.film,
        make.post("one", remote_id="1", hashtags=("glassharbour", "shipwreck")),
        make.post("two", remote_id="2", hashtags=("glassharbour",)),
        make.post("three", remote_id="3", hashtags=("shipwrecks",)),
    )
    sequel = room.known(make.film(slug="sequel", hashtags=("ShipWreck",)), room.film)

    assert link_stored(room.ctx, sequel) == 1
    assert room.count(sequel) == 1
    assert link_stored(room.ctx, sequel) == 0


def test_phrases_find_posts_by_whole_words_whatever_the_case(room):
    room.save(
        room.film,
        make.post("At last: The GLASS  Harbour!", remote_id="1"),
        make.post("the glass harbours", remote_id="2"),
        make.post("100% harbour_", remote_id="3"),
    )
    sequel = room.known(
        make.film(slug="sequel", hashtags=("x",), phrases=("the glass harbour", "%_")), room.film
    )

    assert link_stored(room.ctx, sequel) == 1


def test_only_what_is_new_is_looked_for_again(room):
    sequel = room.known(make.film(slug="sequel", hashtags=("ShipWreck",)), room.film)
    link_stored(room.ctx, sequel)
    room.save(
        room.film,
        make.post("one", remote_id="1", hashtags=("shipwreck",)),
        make.post("two", remote_id="2", hashtags=("lighthouse",)),
    )
    sequel = room.known(make.film(slug="sequel", hashtags=("ShipWreck", "Lighthouse")), room.film)

    assert link_stored(room.ctx, sequel) == 1


def test_more_than_a_batch_is_linked_and_counted_in_the_rollups(room):
    many = [make.post(f"number {n}", remote_id=str(n), hashtags=("shipwreck",)) for n in range(2_300)]
    for at in range(0, len(many), 1_000):
        room.save(room.film, *many[at : at + 1_000])
    sequel = room.known(make.film(slug="sequel", hashtags=("ShipWreck",)), room.film)

    assert link_stored(room.ctx, sequel) == 2_300
    with room.store.write() as session:
        rollups.refresh(session)
    with room.store.read() as session:
        volume = rollups.volume(session, "sequel", make.NOON - HOUR, make.NOON + HOUR)
    assert sum(bucket.posts for bucket in volume) == 2_300


def test_a_collect_links_before_it_asks(room):
    room.save(room.film, make.post("one", remote_id="stored", hashtags=("shipwreck",)))
    sequel = room.known(make.film(slug="sequel", hashtags=("ShipWreck",)), room.film)

    report = room.collect(sequel)

    assert report.new == 0
    assert room.count(sequel) == 1


def test_a_film_of_very_many_hashtags_is_linked_in_parts(room):
    room.save(room.film, make.post("one", remote_id="1", hashtags=("tag1099",)))
    many = tuple(f"Tag{number}" for number in range(1_100))
    sequel = room.known(make.film(slug="sequel", hashtags=many), room.film)

    assert link_stored(room.ctx, sequel) == 1


# ── what the network counts ──────────────────────────────────────────────────


def test_an_hour_that_was_captured_in_part_has_a_name(room):
    for minute in range(0, 60, 2):
        room.tagged(NOON - 2 * HOUR + timedelta(minutes=minute))
    room.collector.said = {NOON - 2 * HOUR: 50, NOON - HOUR: 0}

    report = room.collect()

    [gap] = report.gaps
    assert (gap.low, gap.high) == (NOON - 2 * HOUR, NOON - HOUR)
    assert gap.why == "captured about 60 % of it (30 of 50 that the network counts)"
    with room.store.read() as session:
        assert spans.coverage(session, QUERY, NOON - HOUR, NOON) == ()


def test_a_rounded_count_is_no_gap(room):
    for minute in range(0, 60, 2):
        room.tagged(NOON - HOUR + timedelta(minutes=minute))
    room.collector.said = {NOON - HOUR: 33}

    assert room.collect().gaps == ()


def test_each_hour_is_asked_about_once_and_only_when_it_is_over(room):
    room.collect()
    room.now += timedelta(minutes=30)
    room.collect()
    room.collector.said = {NOON - timedelta(hours=at): 0 for at in range(1, 7)}
    room.collect()
    room.now = NOON + HOUR
    room.collect()

    assert room.collector.asked[0] == (NOON - 6 * HOUR, NOON)
    assert room.collector.asked[-1] == (NOON, NOON + HOUR)


def test_late_posts_fill_an_hour_that_was_short(room):
    room.collector.said = {NOON - HOUR: 10}
    assert room.collect().gaps
    for minute in range(10):
        room.tagged(NOON - timedelta(minutes=10 + minute), visible_at=NOON + timedelta(minutes=1))
    room.now = NOON + timedelta(minutes=5)
    room.collect()
    room.now = NOON + timedelta(minutes=10)
    room.collect()

    with room.store.read() as session:
        assert spans.coverage(session, QUERY, NOON - HOUR, NOON) == ()


def by(handle, room, number, at):
    """So many posts of one person with the hashtag that is asked for."""
    for _ in range(number):
        post = make.post(
            f"number {len(room.network.posts)}",
            created_at=at,
            hashtags=("glassharbour",),
            author=Author(id=handle, handle=handle),
        )
        room.network.posts.append((post, at))


def forget(room, handle):
    with room.store.write() as session:
        erase.erase(session, (), authors=[("x", handle)], at=room.now)


def test_posts_that_are_refused_as_their_author_was_forgotten_are_no_gap(room):
    by("gone", room, 1, NOON - 5 * HOUR)
    room.collect()
    forget(room, "gone")
    by("gone", room, 20, NOON + 10 * MINUTE)
    by("fan", room, 30, NOON + 20 * MINUTE)
    room.collector.said = {NOON: 50}
    room.now = NOON + 90 * MINUTE

    report = room.collect()
    room.now += 20 * MINUTE
    again = room.collect()

    assert (report.gaps, again.gaps) == ((), ())
    assert room.count(room.film) == 30


def test_posts_that_were_erased_after_the_comparison_are_no_gap(room):
    by("gone", room, 20, NOON - 50 * MINUTE)
    by("fan", room, 30, NOON - 40 * MINUTE)
    room.collector.said = {NOON - HOUR: 60}
    [gap] = room.collect().gaps
    assert gap.why.startswith("captured about 83 %")

    forget(room, "gone")
    room.now += 10 * MINUTE
    room.collect()

    with room.store.read() as session:
        [gap] = spans.coverage(session, QUERY, NOON - HOUR, NOON)
    assert gap.why == "captured about 83 % of it (50 of 60 that the network counts)"


def test_what_is_missing_beside_the_forgotten_posts_is_still_told(room):
    by("gone", room, 1, NOON - 5 * HOUR)
    room.collect()
    forget(room, "gone")
    by("gone", room, 10, NOON + 10 * MINUTE)
    room.collector.said = {NOON: 50}
    room.now = NOON + 90 * MINUTE

    [gap] = [gap for gap in room.collect().gaps if gap.why.startswith("captured")]

    assert gap.why == "captured about 20 % of it (10 of 50 that the network counts)"


def test_which_posts_were_refused_is_forgotten_after_two_days(room):
    by("gone", room, 3, NOON - 2 * HOUR)
    room.collect()
    forget(room, "gone")
    low = NOON - 3 * HOUR
    with room.store.read() as session:
        assert refusals.number(session, "x", low, NOON) == 3

    room.now += 3 * 24 * HOUR
    room.collect()

    with room.store.read() as session:
        assert refusals.number(session, "x", low, NOON) == 0


def test_counts_that_can_not_be_had_are_a_note_and_no_failure(room):
    room.collector.said = None

    report = room.collect()

    assert report.error is None
    assert report.note == "not compared with the network's own counts: x: no answer"


def test_minutes_that_a_network_counts_are_compared_as_one_hour(room):
    for minute in range(60):
        room.tagged(NOON - HOUR + timedelta(minutes=minute))
    room.collector.counted = lambda _query, low, _high: tuple(
        Counted(
            NOON - HOUR + minute * timedelta(minutes=1), NOON - HOUR + (minute + 1) * timedelta(minutes=1), 2
        )
        for minute in range(60)
        if low <= NOON - HOUR
    )

    [gap] = room.collect().gaps

    assert (gap.low, gap.high) == (NOON - HOUR, NOON)
    assert gap.why == "captured about 50 % of it (60 of 120 that the network counts)"


def test_a_fault_in_counting_is_a_note_and_the_run_stands(room):
    room.tagged(NOON - HOUR)

    def broken(*_):
        raise KeyError("hitsTotal")

    room.collector.counted = broken
    report = room.collect()

    assert (report.error, report.new, report.gaps) == (None, 1, ())
    assert (
        report.note == "not compared with the network's own counts: x: its counts could not be read: KeyError"
    )


@pytest.mark.parametrize(
    "counts",
    [
        None,
        [7],
        [Counted(datetime(2031, 5, 4, 11), datetime(2031, 5, 4, 12), 7)],  # noqa: DTZ001 - that is the fault
        [Counted(NOON, NOON - HOUR, 7)],
        [Counted(NOON - HOUR, NOON, -7)],
    ],
    ids=["nothing", "numbers", "no zone", "backwards", "fewer than none"],
)
def test_counts_that_are_none_are_a_note_and_the_run_stands(room, counts):
    room.tagged(NOON - HOUR)
    room.collector.counted = lambda *_: counts

    report = room.collect()

    assert (report.error, report.new) == (None, 1)
    assert "its counts could not be read" in report.note


def test_a_process_that_lost_its_lease_keeps_no_comparison(room):
    """It only slept: what it asked long ago must not stand over what its successor found."""
    room.tagged(NOON - HOUR)

    def asleep(*_):
        room.now += 3 * HOUR
        with room.store.write() as session:
            assert leases.claim(session, TASK, "x", now=room.now, lease=HOUR, holder="another") is not None
        return (Counted(NOON - HOUR, NOON, 500),)

    room.collector.counted = asleep
    with pytest.raises(LeaseLost):
        room.collect()

    with room.store.read() as session:
        assert spans.coverage(session, QUERY, NOON - HOUR, NOON) == ()
