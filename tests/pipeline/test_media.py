"""The stage "media": pictures of posts are asked for once, looked at, and never kept."""

from datetime import timedelta

import httpx
import make
import pytest

pytest.importorskip("PIL", reason="the extra media is not installed: pip install 'fansreact[media]'")

import invented_pictures as drawn

from aggregator import config, jobs
from aggregator.app import App
from aggregator.errors import ConfigError
from aggregator.fetcher import Fetcher, MemoryBudget
from aggregator.model import Media
from aggregator.pipeline.context import Context
from aggregator.pipeline.media import AGAIN, MOST_FAILURES, asker, look_at_pictures
from aggregator.signals import fingerprint as module
from aggregator.signals.shared_pictures import picture_mark
from aggregator.store import erase, films, open_store, pictures, posts
from aggregator.store.sql import Sql

FILM = make.film(invented=False)
STILL = drawn.encoded(drawn.scene(1))
URL = "https://img.example/still.jpg"


class Room:
    """A store with posts, and servers that answer as they are told."""

    def __init__(self, tmp_path):
        self.now = make.NOON + timedelta(hours=2)
        self.ctx = Context(open_store(f"sqlite:///{tmp_path}/media.db"), "here:1", clock=lambda: self.now)
        with self.ctx.store.write() as session:
            films.sync(session, [FILM])
        self.answers, self.asked = {}, []

    def hold(self, *some):
        with self.ctx.store.write() as session:
            posts.save(session, [posts.Sighting(one, (FILM.slug,)) for one in some], seen_at=self.now)

    def answer(self, request):
        self.asked.append(str(request.url))
        found = self.answers.get(str(request.url), 404)
        return httpx.Response(found) if isinstance(found, int) else httpx.Response(200, content=found)

    def look(self, most=100):
        def make_fetcher(source, base_url, **options):
            return Fetcher(
                source, base_url, budget=MemoryBudget(lambda: self.now), clock=lambda: self.now,
                wait=lambda _: False, transport=httpx.MockTransport(self.answer), **options,
            )  # fmt: skip

        return look_at_pictures(self.ctx, asker(make_fetcher), [FILM], most=most)

    def known(self, *urls):
        with self.ctx.store.read() as session:
            return pictures.prints(session, [picture_mark(url) for url in urls])

    def rows(self):
        with self.ctx.store.read() as session:
            return Sql(session).rows("SELECT mark, bits, why, next_try, tries FROM picture_hash ORDER BY why")


@pytest.fixture
def room(tmp_path):
    made = Room(tmp_path)
    yield made
    made.ctx.store.close()


def post(number, *urls, kind="image", **fields):
    media = tuple(Media(kind, url) for url in urls)
    return make.post(f"Look at still {number}", remote_id=f"post-{number}", media=media, **fields)


def test_each_picture_is_asked_for_once_and_only_its_bits_are_kept(room, tmp_path):
    room.answers[URL] = STILL
    room.hold(post(1, URL), post(2, f"{URL}?w=100"), post(3, URL))
    report = room.look()
    assert (report.fetched, report.new) == (1, 1)
    assert len(room.asked) == 1
    assert room.look().fetched == 0
    assert len(room.asked) == 1
    assert set(room.known(URL).values()) == {module.fingerprint(STILL)}
    held = b"".join(one.read_bytes() for one in tmp_path.glob("media.db*"))
    assert STILL[200:260] not in held
    ((mark, bits, *_),) = room.rows()
    assert len(bits) == 16
    assert "img.example" not in mark


def test_what_is_no_picture_is_never_asked_for_again_and_a_silent_server_is(room):
    gone, page, away = (f"https://{n}.example/a.jpg" for n in ("gone", "page", "away"))
    room.answers |= {gone: 404, page: b"<html>no</html>", away: 503}
    room.hold(post(1, gone), post(2, page), post(3, away))
    assert room.look().new == 0
    assert sorted(row[2] for row in room.rows()) == ["no answer", "no picture, or a broken one", "payload"]
    room.asked.clear()
    assert room.look().fetched == 0
    room.now += AGAIN + timedelta(minutes=1)
    room.answers[away] = STILL
    assert room.look().new == 1
    assert room.asked == [away]


def test_a_server_that_gives_nothing_is_left_in_peace(room):
    some = [f"https://away.example/{n}.jpg" for n in range(9)]
    room.answers |= dict.fromkeys(some, 503) | {URL: STILL}
    room.hold(
        *(post(n, url, created_at=make.NOON + timedelta(minutes=n)) for n, url in enumerate(some, 1)),
        post(50, URL, created_at=make.NOON),
    )
    assert room.look().new == 1
    assert len([one for one in room.asked if "away" in one]) == MOST_FAILURES


def test_only_so_many_are_asked_for_in_a_run_the_newest_first(room):
    some = [f"https://img{n}.example/a.jpg" for n in range(6)]
    room.answers |= dict.fromkeys(some, STILL)
    room.hold(*(post(n + 1, url, created_at=make.NOON + timedelta(minutes=n)) for n, url in enumerate(some)))
    room.look(most=2)
    assert room.asked == [some[5], some[4]]


@pytest.mark.parametrize(
    "fields",
    [
        {"quotable": False},
        {"sensitive": True},
        {"created_at": make.NOON - timedelta(days=9)},
    ],
)
def test_what_is_not_to_be_shown_or_too_old_is_left_alone(room, fields):
    room.hold(post(1, URL, **fields))
    room.look()
    assert room.asked == []


def test_clips_are_not_asked_for_and_their_stills_are(room):
    clip, still = "https://img.example/a.mp4", "https://img.example/still-of-a.jpg"
    room.answers[still] = STILL
    room.hold(post(1, clip, still, kind="video"))
    room.look()
    assert room.asked == [still]


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/a.jpg",
        "https://[::1]/a.jpg",
        "https://169.254.169.254/a.jpg",
        "http://img.example/a.jpg",
    ],
)
def test_nothing_inside_a_network_and_nothing_unencrypted_is_asked(room, url):
    room.hold(post(1, url))

    def make_fetcher(source, base_url, **options):
        return Fetcher(
            source, base_url, budget=MemoryBudget(lambda: room.now), clock=lambda: room.now,
            wait=lambda _: False, **options,
        )  # fmt: skip

    report = look_at_pictures(room.ctx, asker(make_fetcher), [FILM], most=5)
    assert report.new == 0
    assert [row[1] for row in room.rows()] == [None] * len(room.rows())


def test_too_large_an_answer_is_cut_off(room):
    room.answers[URL] = b"\xff\xd8" + b"x" * module.MOST_BYTES
    room.hold(post(1, URL))
    assert room.look().new == 0
    assert room.rows()[0][2] == "payload"


def test_forgetting_a_post_forgets_what_its_pictures_look_like(room):
    other = "https://img.example/other.jpg"
    room.answers |= {URL: STILL, other: drawn.encoded(drawn.scene(2))}
    room.hold(post(1, URL), post(2, other))
    room.look()
    with room.ctx.store.write() as session:
        erase.erase(session, [("x", "post-1")], at=room.now)
    assert list(room.known(URL, other)) == [picture_mark(other)]


def test_what_was_seen_of_a_post_that_is_erased_meanwhile_is_dropped(room):
    room.hold(post(1, URL))
    with room.ctx.store.read() as session:
        (held,) = pictures.each(session, FILM.slug, make.NOON - timedelta(days=1), [])
    with room.ctx.store.write() as session:
        erase.erase(session, [("x", "post-1")], at=room.now)
        assert pictures.save(session, [pictures.Seen(held, 7)]) == 0
    assert room.rows() == []


def opened(config_dir, tmp_path, more=""):
    with (config_dir / "fansreact.toml").open("a", encoding="utf-8") as settings:
        settings.write(more)
    return App.build(config.load(config_dir, {}), environ={"XDG_STATE_HOME": str(tmp_path)})


def test_the_job_is_there_only_where_it_is_on(config_dir, tmp_path):
    app = opened(config_dir, tmp_path)
    assert jobs.MEDIA.keys(app) == ()
    app.close()
    app = opened(config_dir, tmp_path, "[media]\nhash = true\n")
    assert jobs.MEDIA.keys(app) == ("all",)
    (claim,) = _claimed(app)
    assert "nothing to look at" in jobs.perform(app, claim)[0].note
    app.close()


def _claimed(app):
    jobs.plan(app)
    return jobs.due(app, jobs.MEDIA, 1)


def test_where_pillow_is_missing_the_run_ends_with_the_line_that_adds_it(config_dir, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    app = opened(config_dir, tmp_path, "[media]\nhash = true\n")
    with pytest.raises(ConfigError, match="needs Pillow") as told:
        jobs.plan(app)
    assert 'pip install "fansreact[media]"' in told.value.hint
    app.close()
