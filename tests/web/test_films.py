"""The films' pages: cards, a film whole, and what is done for it from there."""

import json
import re
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import make
import pytest

from aggregator.collectors.archive import read_archive
from aggregator.errors import StoreError
from aggregator.model.editors import By
from aggregator.payloads.jsonl import to_record
from aggregator.pipeline.adding import Added, AddReport, Refusal
from aggregator.pipeline.importing import import_archive
from aggregator.pipeline.score import score
from aggregator.store import digests
from aggregator.web import fresh
from aggregator.web.films_shown import FRESH_FOR
from aggregator.web.pages import film_work
from aggregator.web.tasks import tasks_of

FILM = "the-paper-lighthouse"
TURNED = chr(0x202E)
HOSTILE = f"""<script>alert(1)</script>"'{TURNED}"""


def bring(desk, tmp_path, number=30, *, text="I love the paper lighthouse, thought {n}", judge=True):
    """Posts of the last hours."""
    now = datetime.now(UTC)
    records = [
        to_record(
            make.post(
                text.format(n=n),
                remote_id=f"r{n}",
                author=make.author(f"fan_{n}"),
                created_at=now - timedelta(minutes=2 * n + 1),
            )
        )
        for n in range(number)
    ]
    path = tmp_path / "posts.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    import_archive(desk.app.ctx, "posts", read_archive(path), desk.app.film(FILM))
    if judge:
        score(desk.app.ctx, desk.app.pool, desk.app.films)


def outcome(desk, answer):
    """The task that an answer leads to, once it has ended."""
    assert answer.status_code == 303, answer.text
    path = urlsplit(answer.headers["location"]).path
    for _ in range(1000):
        task = tasks_of(desk.desk).find(path.removeprefix("/tasks/"))
        if task.ended:
            return task
        time.sleep(0.02)
    raise AssertionError(f"{task} did not end")


def test_card_tells_mood_volume_and_what_waits(desk, tmp_path):
    bring(desk, tmp_path)
    page = desk.browser("reader").get("/films").text
    assert "The Paper Lighthouse" in page
    assert "30 posts judged: too few for shares" in page
    assert re.search(r'<rect class="positive" x="0.0" width="100.0"', page)
    assert 'class="bar" d="M' in page
    assert "Add a film" not in page, "a reader can't"


def test_part_is_not_sent_again_while_nothing_has_changed(desk, tmp_path):
    bring(desk, tmp_path)
    reader = desk.browser("reader")
    first = reader.get("/films?part=cards", headers={"HX-Request": "true"})
    assert "<html" not in first.text
    again = reader.get("/films?part=cards", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_page_of_a_film_has_everything_about_it(desk, tmp_path):
    bring(desk, tmp_path)
    page = desk.browser().get(f"/films/{FILM}").text
    for heading in (
        "Mood now",
        "Spikes of the last seven days",
        "Digests",
        "Draft a digest",
        "Facts",
        "Events",
    ):
        assert f">{heading}</h2>" in page
    assert f'action="/films/{FILM}/collect"' in page
    reader = desk.browser("reader").get(f"/films/{FILM}").text
    assert "Draft a digest" not in reader
    assert desk.browser().get("/films/no-such-film").status_code == 404
    assert desk.browser().get("/films/no-such-film/history").status_code == 404


@pytest.mark.parametrize(
    "path", ["/films", f"/films/{FILM}", f"/films/{FILM}/edit", f"/films/{FILM}/history"]
)
def test_hostile_description_is_text_on_every_page(desk, path):
    entry = {
        "slug": FILM,
        "title": f"Lighthouse {HOSTILE}",
        "phrases": ["lighthouse"],
        "events": [{"name": f"trailer {HOSTILE}", "at": datetime.now(UTC).isoformat(), "shows": HOSTILE}],
        "facts": {
            "director": {
                "value": HOSTILE,
                "source": "https://example.org/?q=%3Cb%3E",
                "as_of": "2031-05-04",
                "standing": "confirmed",
            }
        },
    }
    desk.app.watchlist.keep(entry, on=0, by=By(HOSTILE))
    page = desk.browser().get(path)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
    assert TURNED not in page.text


def test_drafting_is_a_task_that_leads_to_the_digest(desk, tmp_path):
    bring(desk, tmp_path)
    editor = desk.browser()
    task = outcome(desk, editor.post(f"/films/{FILM}/draft", data={"window": "last"}))
    assert task.state == "done", task.error
    with desk.app.ctx.store.read() as session:
        (made,) = digests.list_digests(session)
    assert task.outcome.to == f"/digests/{made.id}"
    assert task.outcome.all_good
    page = editor.get(f"/films/{FILM}").text
    assert f'href="/digests/{made.id}"' in page, "what was drafted is shown at once"
    again = outcome(desk, editor.post(f"/films/{FILM}/draft", data={"kind": "trailer"}))
    assert again.outcome.to != task.outcome.to


def test_too_few_posts_are_told_by_the_task(desk, tmp_path):
    bring(desk, tmp_path, 3)
    task = outcome(desk, desk.browser().post(f"/films/{FILM}/draft"))
    assert task.state == "failed"
    assert "needs 12" in task.error


@pytest.mark.parametrize(
    "window",
    [
        {"window": "range", "since": "2031-05-04T12:00", "until": "2031-05-04T10:00"},
        {"window": "range", "since": "never", "until": ""},
        {"window": "event", "event": "no such event"},
        {"window": "range"},
    ],
)
def test_window_that_is_none_is_refused_before_any_work(desk, window):
    answer = desk.browser().post(f"/films/{FILM}/draft", data=window)
    assert answer.status_code == 422
    assert tasks_of(desk.desk).of_key("") == []


def test_window_between_two_times_is_that_of_the_digest(desk, tmp_path):
    bring(desk, tmp_path, 60)
    now = datetime.now(UTC)
    since, until = now - timedelta(hours=1), now - timedelta(minutes=5)
    form = {"window": "range", "since": f"{since:%Y-%m-%dT%H:%M}", "until": f"{until:%Y-%m-%dT%H:%M}"}
    outcome(desk, desk.browser().post(f"/films/{FILM}/draft", data=form))
    with desk.app.ctx.store.read() as session:
        (made,) = digests.list_digests(session)
    assert (f"{made.since:%H:%M}", f"{made.until:%H:%M}") == (f"{since:%H:%M}", f"{until:%H:%M}")


def test_collecting_without_any_network_says_what_to_do(desk):
    answer = desk.browser().post(f"/films/{FILM}/collect")
    assert answer.status_code == 422
    assert "no network is on" in answer.text


def test_links_are_told_one_by_one_and_what_was_added_is_drafted(desk, tmp_path, monkeypatch):
    bring(desk, tmp_path, 20, judge=False)

    def add(app, film, urls, on_progress):
        on_progress(1)
        bad = tuple(Refusal(url, "it is deleted", "copy it whole") for url in urls if "bad" in url)
        good = tuple(Added(url, "x", url, True) for url in urls if "bad" not in url)
        return AddReport(film.slug, good, bad)

    monkeypatch.setattr(film_work.by_hand, "add", add)
    editor = desk.browser()
    form = {"links": "https://x.example/1\n  https://x.example/bad https://x.example/1", "draft": "yes"}
    task = outcome(desk, editor.post(f"/films/{FILM}/links", data=form))
    assert task.outcome.said.startswith("1 added, 0 known already, 1 refused")
    assert [(line.text, line.good, line.hint) for line in task.outcome.lines[:2]] == [
        ("https://x.example/bad: it is deleted", False, "copy it whole"),
        ("https://x.example/1", True, ""),
    ]
    assert task.outcome.to.startswith("/digests/"), "the posts that waited were judged for it"
    page = editor.get(f"/tasks/{task.id}").text
    assert "it is deleted" in page
    assert "Open the digest" in page


@pytest.mark.parametrize(("links", "told"), [("", "there is no link"), ("https://x.example/1 " * 2, None)])
def test_no_link_is_refused_and_the_same_link_is_one(desk, links, told, monkeypatch):
    seen = []

    def add(_app, film, urls, **_):
        seen.append(urls)
        return AddReport(film.slug, (), ())

    monkeypatch.setattr(film_work.by_hand, "add", add)
    answer = desk.browser().post(f"/films/{FILM}/links", data={"links": links})
    if told:
        assert answer.status_code == 422
        assert told in answer.text
    else:
        outcome(desk, answer)
        assert seen == [["https://x.example/1"]]


def test_too_many_links_are_refused(desk):
    links = "\n".join(f"https://x.example/{n}" for n in range(film_work.MOST_LINKS + 1))
    answer = desk.browser().post(f"/films/{FILM}/links", data={"links": links})
    assert answer.status_code == 422
    assert "51 links are too many" in answer.text


@pytest.mark.parametrize("path", ["collect", "draft", "links", "edit", "take-back"])
def test_reader_changes_nothing(desk, path):
    assert desk.browser("reader").post(f"/films/{FILM}/{path}", data={"version": "0"}).status_code == 403


def test_what_many_look_at_is_made_once_and_anew_behind_them(desk, monkeypatch):
    now, made = [datetime(2031, 5, 4, tzinfo=UTC)], []
    kept = fresh.Fresh(lambda: now[0])

    def make_it():
        made.append(now[0])
        return len(made)

    assert [kept.get("films", make_it, FRESH_FOR) for _ in range(3)] == [1, 1, 1]
    now[0] += FRESH_FOR
    assert kept.get("films", make_it, FRESH_FOR) == 1, "the old one is shown while the new one is made"
    for _ in range(500):
        if kept.get("films", make_it, FRESH_FOR) == 2:
            break
        time.sleep(0.01)
    assert len(made) == 2
    now[0] += fresh.SHOWN_FOR * FRESH_FOR
    assert kept.get("films", make_it, FRESH_FOR) == 3, "far too old: it is waited for"
    kept.forget()
    assert kept.get("films", make_it, FRESH_FOR) == 4


def test_failure_behind_the_readers_leaves_them_the_last_value(desk):
    now = [datetime(2031, 5, 4, tzinfo=UTC)]
    kept = fresh.Fresh(lambda: now[0])
    kept.get("films", lambda: 1, FRESH_FOR)

    def fails():
        raise StoreError("locked")

    now[0] += FRESH_FOR
    assert kept.get("films", fails, FRESH_FOR) == 1
    with pytest.raises(StoreError):
        kept.get("others", fails, FRESH_FOR)
