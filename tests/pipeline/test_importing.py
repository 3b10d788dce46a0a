"""An archive is known again by its lines: what was read for a film once is not read twice, and nothing else changes."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache

import make
import pytest
from bluesky_room import FILM

from aggregator.collectors import archive_bytes
from aggregator.collectors.archive import Stretch, read_archive, read_stretches
from aggregator.model import Film
from aggregator.payloads.jsonl import to_record
from aggregator.pipeline.context import Context
from aggregator.pipeline.importing import import_archive
from aggregator.store import archives, erase, films, open_store, posts

DAY = datetime(2026, 5, 4, tzinfo=UTC)
PAPER = Film(slug=FILM, kind="film", title="The Paper Lighthouse", hashtags=("paperlighthouse",))
OTHER = Film(slug="the-glass-harbour", kind="film", title="The Glass Harbour", hashtags=("glassharbour",))


@pytest.fixture
def ctx(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'posts.db'}") as store:
        with store.write() as session:
            films.sync(session, [PAPER, OTHER])
        yield Context(store, "test")


@pytest.fixture(autouse=True)
def small_stretches(monkeypatch):
    monkeypatch.setattr(archive_bytes, "STRETCH", 10)


@cache  # an invented author is another one each time
def line(number):
    return json.dumps(
        to_record(
            make.post(
                f"post {number}",
                source="x" if number % 2 else "bluesky",
                remote_id=str(number),
                created_at=DAY + timedelta(minutes=number),
            )
        )
    )


def lines(count, first=0):
    return [line(number) for number in range(first, first + count)]


@pytest.fixture
def bring(ctx, tmp_path):
    """Imports such lines; the report, and how many of the records were read rather than known by their lines."""

    def bring(content, film=PAPER, name="posts.jsonl", **way):
        path = tmp_path / name
        path.write_text("\n".join(content) + "\n", encoding="utf-8")
        read = []

        def seen():
            for record in read_stretches(path, **way):
                if not isinstance(record, Stretch):
                    read.append(record)
                yield record

        return import_archive(ctx, name, seen(), film), len(read)

    return bring


def held(ctx, film=PAPER):
    with ctx.store.read() as session:
        return [
            (one.source, one.posts, one.oldest, one.newest) for one in archives.of_film(session, film.slug)
        ]


def test_the_same_file_again_is_known_by_its_lines_and_reported_as_before(ctx, bring):
    first, read = bring(lines(35))
    before = held(ctx)

    again, read_again = bring(lines(35))

    assert (first.read, first.new, read) == (35, 35, 35)
    assert (again.read, again.new, again.known, read_again) == (35, 0, 35, 0)
    assert (
        held(ctx)
        == before
        == [
            ("bluesky", 18, DAY, DAY + timedelta(minutes=34)),
            ("x", 17, DAY + timedelta(minutes=1), DAY + timedelta(minutes=33)),
        ]
    )


def test_only_what_is_new_in_a_file_that_grew_is_read(bring):
    bring(lines(35))

    again, read = bring(lines(48), name="grown.jsonl")

    assert (again.new, again.known) == (13, 35)
    assert read == 18  # the last stretch had five lines, and has ten now


def test_one_changed_character_is_read(ctx, bring):
    content = lines(20)
    bring(content)
    changed = [content[0].replace("post 0", "post 0!"), *content[1:]]

    again, read = bring(changed)

    assert (again.known, read) == (20, 10)


def test_another_film_reads_the_same_lines(ctx, bring):
    bring(lines(20))

    again, read = bring(lines(20), film=OTHER)

    assert (again.known, read) == (20, 20)
    assert [one[1] for one in held(ctx, OTHER)] == [10, 10]


def test_another_way_of_reading_reads_the_same_lines(bring):
    bring(lines(20))

    assert bring(lines(20), format="jsonl")[1] == 20


def test_lines_with_a_fault_are_read_and_told_each_time(bring):
    content = lines(30)
    content[14] = "no json"

    first, _ = bring(content)
    again, read = bring(content)

    assert [one.where for one in again.rejected] == [one.where for one in first.rejected] == ["line 15"]
    assert (again.read, again.known, read) == (30, 29, 10)


def test_after_something_was_erased_every_line_is_looked_at_again(ctx, bring):
    bring(lines(20))
    with ctx.store.write() as session:
        erase.erase(session, [("x", "7")], at=DAY)

    again, read = bring(lines(20))

    assert (again.new, again.known, again.refused, read) == (0, 19, 1, 20)
    with ctx.store.read() as session:
        assert posts.find(session, [("x", "7")]) == {}
    assert bring(lines(20))[1] == 10  # the stretch with the refused post is asked each time


def test_a_stretch_that_was_left_in_the_middle_is_not_known(ctx, tmp_path):
    path = tmp_path / "posts.jsonl"
    path.write_text("\n".join(lines(30)), encoding="utf-8")

    def until_the_fifteenth():
        for place, record in enumerate(read_stretches(path)):
            if place == 15:
                ctx.stopping.set()
            yield record

    import_archive(ctx, "posts.jsonl", until_the_fifteenth(), PAPER)
    ctx.stopping.clear()
    again = import_archive(ctx, "posts.jsonl", read_stretches(path), PAPER)

    assert again.read == 30
    with ctx.store.read() as session:
        assert len(posts.find(session, [("x" if n % 2 else "bluesky", str(n)) for n in range(30)])) == 30


def test_a_stretch_of_pages_is_known_with_all_its_posts(ctx, bring, monkeypatch):
    pages = [json.dumps([json.loads(line) for line in lines(7, first=7 * page)]) for page in range(25)]
    monkeypatch.setattr("aggregator.pipeline.importing.BATCH", 20)  # several transactions to a stretch

    first, _ = bring(pages)
    again, read = bring(pages)

    assert (first.new, again.new, again.known, read) == (175, 0, 175, 0)


def test_readers_of_posts_alone_see_no_stretches(tmp_path):
    path = tmp_path / "posts.jsonl"
    path.write_text("\n".join(lines(12)), encoding="utf-8")

    assert [post.remote_id for post in read_archive(path)] == [str(number) for number in range(12)]
