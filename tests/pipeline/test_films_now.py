"""How a film stands now: its mood in counts, its volume by the hour, spikes, coverage, and what comes next."""

import json
from datetime import UTC, datetime, timedelta

import make
import pytest

from aggregator import config
from aggregator.app import App
from aggregator.collectors.archive import read_archive
from aggregator.jobs import by_hand
from aggregator.model import Query
from aggregator.model.kept import KeptFilm
from aggregator.payloads.jsonl import to_record
from aggregator.pipeline import collect, films_now
from aggregator.pipeline.importing import import_archive
from aggregator.pipeline.score import score
from aggregator.store import leases, spans, spikes
from aggregator.store.spikes import NoticedSpike

FILM = "the-paper-lighthouse"
NOW = datetime(2031, 5, 14, 12, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
QUERY = Query("mastodon", "https://one.example", "#paperlighthouse")
GOOD, BAD = "I love the paper lighthouse, thought {n}", "the paper lighthouse is terrible, awful, thought {n}"


class Room:
    """A newsroom with one film, whose clock stands still."""

    def __init__(self, app, tmp_path):
        self.app, self.path = app, tmp_path / "posts.jsonl"
        self.film = app.film(FILM)

    def posts(self, texts, *, at=NOW - 3 * HOUR, step=timedelta(seconds=30), name="fan", judge=True):
        records = [
            to_record(
                make.post(
                    text.format(n=n),
                    remote_id=f"{name}{n}",
                    author=make.author(f"{name}_{n}"),
                    created_at=at + n * step,
                )
            )
            for n, text in enumerate(texts)
        ]
        self.path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
        import_archive(self.app.ctx, "posts", read_archive(self.path), self.film)
        if judge:
            score(self.app.ctx, self.app.pool, [self.film])

    def now(self, queries=(), accounts=(), kept=None):
        asked = films_now.Asked(self.film, queries, accounts, kept)
        (one,) = films_now.films_now(self.app.ctx, [asked])
        return one

    def whole(self, queries=()):
        return films_now.film_now(self.app.ctx, films_now.Asked(self.film, queries, ()), facts_max_age=180)


@pytest.fixture
def room(config_dir, tmp_path):
    app = App.build(config.load(config_dir, {}), environ={"HOME": str(tmp_path)}, clock=lambda: NOW)
    yield Room(app, tmp_path)
    app.close()


def test_few_posts_are_counted_and_have_no_shares(room):
    room.posts([GOOD] * 6 + [BAD] * 2)
    one = room.now()
    assert (one.mood.positive, one.mood.negative, one.mood.authors) == (6, 2, 8)
    assert one.mood.shares is None
    assert (one.posts, one.unscored) == (8, 0)


def test_enough_posts_of_enough_people_have_shares_with_intervals(room):
    room.posts([GOOD] * 90 + [BAD] * 30)
    shares = room.now().mood.shares
    assert shares.positive.share == pytest.approx(0.75)
    assert shares.positive.low < 0.6  # the scorer errs from topic to topic
    assert shares.positive.high > 0.9
    assert shares.negative.posts == 30


def test_the_mood_is_that_of_the_last_day_alone(room):
    room.posts([BAD] * 20, at=NOW - 25 * HOUR - timedelta(minutes=30), name="old")
    room.posts([GOOD] * 3)
    assert (room.now().mood.positive, room.now().mood.negative) == (3, 0)


def test_hours_begin_seven_days_ago_and_end_with_the_running_one(room):
    room.posts([GOOD] * 4, at=NOW - timedelta(minutes=10))
    room.posts([GOOD] * 2, at=NOW - timedelta(days=6, hours=2), name="early")
    one = room.now()
    assert len(one.hours) == 7 * 24
    assert one.since == datetime(2031, 5, 7, 13, tzinfo=UTC)
    assert one.hours[-1] == 4
    assert sum(one.hours) == 6
    assert one.hours[(NOW - timedelta(days=6, hours=2) - one.since) // HOUR] == 2


def test_unjudged_posts_wait_and_the_newest_post_is_told(room):
    room.posts([GOOD] * 5, judge=False)
    one = room.now()
    assert (one.unscored, one.mood.judged) == (5, 0)
    assert one.newest == NOW - 3 * HOUR + timedelta(minutes=2)


def test_a_film_without_anything_stands_empty(room):
    one = room.now()
    assert (one.newest, one.next_collect, one.loud, one.complete_to) == (None, None, None, None)
    assert (one.posts, one.mood.judged, one.digests, one.spikes, one.queries) == (0, 0, (), (), ())


def test_coverage_says_up_to_when_all_is_read_and_which_gaps_the_day_has(room):
    with room.app.ctx.store.write() as session:
        spans.set_state(session, QUERY, bottom=NOW - 48 * HOUR, top=NOW - timedelta(minutes=7))
        gap = spans.open(session, QUERY, NOW - 6 * HOUR, NOW - 5 * HOUR)
        spans.leave(session, gap.id, why="it gives no more than 1,000", gap=True)
        old = spans.open(session, QUERY, NOW - 40 * HOUR, NOW - 39 * HOUR)
        spans.leave(session, old.id, why="long ago", gap=True)
    one = room.now([QUERY])
    assert one.complete_to == NOW - timedelta(minutes=7)
    (told,) = one.with_gaps
    assert [(gap.low, gap.why) for gap in told.gaps] == [(NOW - 6 * HOUR, "it gives no more than 1,000")]
    never = Query("mastodon", "https://two.example", "#paperlighthouse")
    both = room.now([QUERY, never])
    assert (both.complete_to, both.never_read) == (None, 1)


def test_the_next_run_is_that_of_the_first_account_that_is_due(room):
    with room.app.ctx.store.write() as session:
        leases.ensure(
            session,
            [
                (collect.TASK, "one", NOW + 5 * HOUR),
                (collect.TASK, "two", NOW + HOUR),
                (collect.TASK, "of another film", NOW),
            ],
        )
    one = room.now(accounts=("one", "two"))
    assert (one.next_collect, one.collecting) == (NOW + HOUR, False)
    with room.app.ctx.store.write() as session:
        leases.claim(session, collect.TASK, "one", now=NOW, lease=HOUR, holder="tests")
    assert room.now(accounts=("one", "two")).collecting


def test_a_noticed_spike_is_told_with_its_draft_and_what_set_it_off(room):
    link = "https://example.org/the-trailer"
    room.posts([GOOD + f" {link}"] * 40, at=NOW - timedelta(minutes=50))
    began = NOW - timedelta(minutes=50)
    with room.app.ctx.store.write() as session:
        spikes.note(
            session,
            NoticedSpike(FILM, began, began, NOW, posts=40, expected=5.0, draft="a-digest", why=""),
        )
    one = room.now([Query("x", "", "#paperlighthouse")])
    (spike,) = one.spikes
    assert one.loud is spike
    assert (spike.began_at, spike.ended_at, spike.posts, spike.times) == (began, None, 40, 8.0)
    assert spike.draft == "a-digest"
    assert spike.trigger["url"] == link


def test_a_spike_that_only_the_hours_tell_is_told_once_and_grows_old(room):
    for day in range(9):
        room.posts(
            [GOOD] * 48,
            at=NOW - timedelta(days=9 - day),
            step=timedelta(minutes=30),
            name=f"day{day}",
            judge=False,
        )
    room.posts([GOOD] * 200, at=NOW - timedelta(days=2), step=timedelta(seconds=20), name="burst")
    one = room.now()
    (spike,) = one.spikes
    assert spike.ended_at is not None
    assert abs(spike.began_at - (NOW - timedelta(days=2))) <= HOUR
    assert one.loud is None


def test_digests_are_told_by_their_newest_version_the_last_made_first(room):
    room.posts([GOOD] * 20)
    made = by_hand.draft(room.app, room.film).made.digest
    one = room.whole()
    assert [(digest.id, digest.version, digest.headline) for digest in one.digests] == [
        (made.id, 1, made.headline)
    ]
    assert one.digests[0].state == "draft"


def test_facts_that_are_old_are_marked_and_the_version_of_the_database_is_told(room):
    whence = {"source": "https://example.org/a", "standing": "confirmed"}
    facts = {
        "director": {"value": "A. Mast", "as_of": "2029-01-01", **whence},
        "trailer": {"url": "https://example.org/t", "as_of": "2031-05-01", **whence},
    }
    entry = {**room.app.watchlist.entry(room.film), "facts": facts}
    room.film = config.checked_film(entry, room.app.settings)
    assert [(fact.key, old) for fact, old in room.whole().facts] == [("director", True), ("trailer", False)]
    kept = KeptFilm(FILM, 3, entry, NOW, "ada")
    assert room.now(kept=kept).kept == kept


def test_picked_links_alone_make_a_draft_and_many_unjudged_posts_are_left_to_the_schedule(room, monkeypatch):
    room.posts([GOOD] * 20, judge=False)
    monkeypatch.setattr(by_hand, "SCORED_HERE", 5)
    room.posts([GOOD] * 12, at=NOW - HOUR, name="judged", judge=False)
    score(room.app.ctx, room.app.pool, [room.film])
    room.posts([GOOD] * 6, at=NOW - HOUR / 2, name="late", judge=False)
    drafted = by_hand.draft(room.app, room.film)
    assert drafted.unscored == 6
    monkeypatch.setattr(by_hand, "SCORED_HERE", 50)
    again = by_hand.draft(room.app, room.film)
    assert again.unscored == 0
    assert again.made.digest.counted.posts == drafted.made.digest.counted.posts + 6
