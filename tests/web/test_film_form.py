"""The form of a film: what it shows is what is kept, mistakes stand at their field, nobody's work is lost."""

import json
import re
import time
from datetime import UTC, datetime
from html import unescape

import make
import pytest

from aggregator.collectors.archive import read_archive
from aggregator.model.editors import By
from aggregator.payloads.jsonl import to_record
from aggregator.pipeline import kept_films
from aggregator.pipeline.importing import import_archive
from aggregator.store import audit, reactions
from aggregator.web.film_form import filled, sent
from aggregator.web.tasks import tasks_of

FILM = "the-paper-lighthouse"
WHENCE = {"source": "https://example.org/a", "as_of": "2031-05-04", "standing": "reported"}
WHOLE = {
    "slug": FILM,
    "kind": "series",
    "title": "The Paper Lighthouse",
    "former_titles": ["Lighthouse", "A Light"],
    "hashtags": ["PaperLighthouse", "TPL"],
    "phrases": ["the paper lighthouse"],
    "must_any": ["series"],
    "never": ["origami"],
    "youtube_videos": ["abcdefghijk"],
    "subreddits": ["television"],
    "tmdb_id": 104,
    "wikidata_id": "Q42",
    "imdb_id": "tt0000042",
    "secrets": ["it falls"],
    "secret_until": "2031-06-01",
    "zone": "Europe/Lisbon",
    "embargo_until": "2031-05-01T10:00:00+00:00",
    "facts": {
        "director": {"value": "A. Mast", **WHENCE},
        "writers": [{"value": ["B. Keel", "C. Hull"], **WHENCE}],
        "cast": [{"actor": "Juno Vale", "role": "Mara", **WHENCE}, {"actor": "Ola Reef", **WHENCE}],
        "release": {"date": "2031-09-12", "territory": "Portugal", **WHENCE},
    },
    "events": [
        {
            "name": "trailer 1",
            "at": "2031-03-26T14:00:30+00:00",
            "kind": "trailer",
            "shows": "Two minutes",
            "source": "https://example.org/seen",
            "rights": "studio",
            "verified": True,
            "made_by": "studio",
        }
    ],
    "media": [{"url": "https://example.org/p", "rights": "leaked", "verified": False}],
    "accounts": {"critics": {"x": ["a_critic", "b_critic"]}, "outlets": {"x": {"a_critic": "The Tide"}}},
}


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the page's form if nobody touched it."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        at = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        if "name" in at and (at.get("type") not in ("checkbox", "radio") or " checked" in tag):
            found[at["name"]] = unescape(at.get("value", ""))
    for name, text in re.findall(
        r'<textarea id="[^"]*" name="([^"]*)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL
    ):
        found[name] = unescape(text)
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]*)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        found[name] = unescape((chosen or first)[1])
    return found


def keep(desk, entry=WHOLE, on=0, by="grace"):
    desk.app.watchlist.keep(entry, on=on, by=By(by))


def test_form_that_nobody_touched_keeps_the_film_as_it_is(desk):
    keep(desk)
    before = desk.app.film(FILM)
    editor = desk.browser()
    answer = editor.post(f"/films/{FILM}/edit", data=fields(editor.get(f"/films/{FILM}/edit").text))
    assert answer.status_code == 303, answer.text
    assert desk.app.film(FILM) == before
    assert desk.app.watchlist.version(FILM) == 2


def test_film_of_the_file_is_changed_in_the_database_and_the_log_says_by_whom(desk):
    editor = desk.browser()
    form = fields(editor.get(f"/films/{FILM}/edit").text)
    form["never"] = "origami\n paper boats "
    answer = editor.post(f"/films/{FILM}/edit", data=form)
    assert answer.headers["location"] == f"/films/{FILM}?done=done.film_saved"
    assert desk.app.film(FILM).never == ("origami", "paper boats")
    with desk.app.ctx.store.read() as session:
        line = audit.newest(session, limit=1)[0]
    assert (line.who, line.what, line.subject, line.detail) == ("edgar", "film changed", FILM, {"version": 1})
    history = editor.get(f"/films/{FILM}/history").text
    assert "edgar" in history
    assert "paper boats" in history


def test_new_film_gets_its_slug_from_its_title_and_is_watched_at_once(desk):
    editor = desk.browser()
    form = fields(editor.get("/films/new").text)
    form |= {"title": "Café  of the Öresund!", "hashtags": "CafeOeresund, #Oeresund"}
    answer = editor.post("/films/new", data=form)
    assert answer.status_code == 303, answer.text
    film = desk.app.film("cafe-of-the-oresund")
    assert film.hashtags == ("CafeOeresund", "Oeresund")
    assert "Café of the Öresund!" in editor.get("/films").text


@pytest.mark.parametrize("slug", [FILM, "new"])
def test_slug_that_is_taken_is_refused(desk, slug):
    form = {"title": "Another", "slug": slug, "hashtags": "Another", "kind": "film"}
    answer = desk.browser().post("/films/new", data=form)
    assert answer.status_code == 422
    assert "that is there already" in answer.text
    assert desk.app.film(FILM).title == "The Paper Lighthouse"


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"hashtags": "fine no!hashtag"}, "hashtags", "is no hashtag"),
        ({"title": ""}, "title", "is missing"),
        ({"title": "x" * 5000}, "title", "has 5,000 characters"),
        ({"zone": "Mars/Olympus"}, "zone", "Mars/Olympus"),
        ({"tmdb_id": "many"}, "tmdb_id", "whole number"),
        ({"events-0-name": ""}, "events-0-name", "is missing"),
        ({"events-0-at": "soon"}, "events-0-at", "is no time"),
        ({"events-0-source": "", "events-0-rights": "studio"}, "events-0-source", "is missing"),
        ({"facts-0-source": ""}, "facts-0-source", "is missing"),
        ({"facts-2-as_of": "yesterday"}, "facts-2-as_of", "is no date"),
        ({"facts-3-actor": "", "facts-3-role": "Mara"}, "facts-3-actor", "is missing"),
        ({"facts-1-value": "", "facts-1-source": "https://example.org/b"}, "facts-1-value", "is missing"),
        ({"media-0-url": "no address"}, "media-0-url", "is no address"),
        ({"accounts-critics": "x two words"}, "accounts-critics", "is no handle"),
        ({"embargo_until": "2031-13-45T99:99"}, "embargo_until", "is no time"),
    ],
)
def test_mistake_stands_at_its_field_and_nothing_that_was_written_is_lost(desk, change, field, told):
    keep(desk)
    editor = desk.browser()
    form = fields(editor.get(f"/films/{FILM}/edit").text) | {"never": "kept words"} | change
    answer = editor.post(f"/films/{FILM}/edit", data=form)
    assert answer.status_code == 422
    page = answer.text
    assert re.search(rf'<a href="#{field}">[^<]+</a>', page)
    wrong = re.search(rf'<p class="wrong" id="wrong-{field}-1">.*?</p>', page, re.DOTALL)
    assert told in unescape(wrong[0])
    assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', page)
    shown = fields(page)
    assert {name: shown[name].strip() for name in change} == change
    assert shown["never"] == "kept words"
    assert desk.app.watchlist.version(FILM) == 1


def test_film_that_nothing_finds_is_told_above_the_form(desk):
    editor = desk.browser()
    answer = editor.post("/films/new", data={"title": "A Film", "kind": "film"})
    assert answer.status_code == 422
    assert "has neither hashtags nor phrases" in answer.text


def test_second_editor_sees_what_the_first_one_wrote_and_loses_nothing(desk):
    keep(desk)
    editor, admin = desk.browser(), desk.browser("admin")
    mine = fields(editor.get(f"/films/{FILM}/edit").text) | {"never": "my words"}
    theirs = fields(admin.get(f"/films/{FILM}/edit").text) | {"phrases": "their phrase"}
    assert admin.post(f"/films/{FILM}/edit", data=theirs).status_code == 303
    refused = editor.post(f"/films/{FILM}/edit", data=mine)
    assert refused.status_code == 409
    assert "ada changed this film meanwhile" in refused.text
    assert "their phrase" in refused.text
    again = fields(refused.text)
    assert again["never"] == "my words"
    assert desk.app.film(FILM).phrases == ("their phrase",)
    assert editor.post(f"/films/{FILM}/edit", data=again).status_code == 303
    assert desk.app.film(FILM).never == ("my words",)
    assert len(desk.app.watchlist.changes(FILM)) == 3


def test_new_words_find_what_is_stored_behind_the_page(desk, tmp_path):
    post = make.post("so lovely #TPLight", remote_id="1", hashtags=("tplight",), created_at=datetime.now(UTC))
    path = tmp_path / "posts.jsonl"
    path.write_text(json.dumps(to_record(post)), encoding="utf-8")
    keep(desk, {"slug": "low-water", "title": "Low Water", "phrases": ["low water"]})
    import_archive(desk.app.ctx, "posts", read_archive(path), desk.app.film("low-water"))
    editor = desk.browser()
    form = fields(editor.get(f"/films/{FILM}/edit").text) | {"hashtags": "PaperLighthouse\nTPLight"}
    assert editor.post(f"/films/{FILM}/edit", data=form).status_code == 303
    (task,) = tasks_of(desk.desk).of_key(f"{FILM} ")
    for _ in range(500):
        if tasks_of(desk.desk).find(task.id).ended:
            break
        time.sleep(0.01)
    assert tasks_of(desk.desk).find(task.id).outcome.said == "1 stored post is the film’s now."
    with desk.app.ctx.store.read() as session:
        assert reactions.count(session, FILM) == 1
    form = fields(editor.get(f"/films/{FILM}/edit").text)
    editor.post(f"/films/{FILM}/edit", data=form)
    assert len(tasks_of(desk.desk).of_key(f"{FILM} ")) == 1, "nothing new is sought"


def test_rows_are_added_and_removed_without_saving_anything(desk):
    keep(desk)
    editor = desk.browser()
    form = fields(editor.get(f"/films/{FILM}/edit").text)
    page = editor.post(f"/films/{FILM}/edit", data=form | {"more": "events"}).text
    assert 'name="events-1-name"' in page
    page = editor.post(f"/films/{FILM}/edit", data=fields(page) | {"more": "facts.synopsis"}).text
    assert re.search(r'name="facts-\d-of_film"', page)
    assert desk.app.watchlist.version(FILM) == 1
    form = fields(page) | {
        "events-1-name": "premiere",
        "events-1-at": "2031-09-10T20:00",
        "events-0-remove": "yes",
    }
    assert editor.post(f"/films/{FILM}/edit", data=form).status_code == 303
    (event,) = desk.app.film(FILM).events
    assert (event.name, event.at.isoformat()) == ("premiere", "2031-09-10T20:00:00+00:00")


def test_film_is_left_to_the_file_again_and_one_that_is_nowhere_else_ends(desk):
    keep(desk)
    editor = desk.browser()
    page = editor.get(f"/films/{FILM}/history").text
    assert "Leave it to films.toml again" in page
    answer = editor.post(f"/films/{FILM}/take-back", data={"version": "1"})
    assert answer.headers["location"].endswith("done=done.film_back")
    assert desk.app.film(FILM).kind == "film"
    assert editor.post(f"/films/{FILM}/take-back", data={"version": "2"}).status_code == 422

    keep(desk, {"slug": "low-water", "title": "Low Water", "phrases": ["low water"]})
    editor.post("/films/low-water/take-back", data={"version": "1"})
    assert editor.get("/films/low-water").status_code == 404
    history = editor.get("/films/low-water/history")
    assert history.status_code == 200
    assert "watched no more" in history.text
    form = {"title": "Low Water", "slug": "low-water", "phrases": "low water again", "kind": "film"}
    assert editor.post("/films/new", data=form).status_code == 303
    assert desk.app.watchlist.version("low-water") == 3


def test_taking_back_an_older_version_is_refused(desk):
    keep(desk)
    keep(desk, {**WHOLE, "never": ["newer"]}, on=1)
    assert desk.browser().post(f"/films/{FILM}/take-back", data={"version": "1"}).status_code == 409
    assert desk.app.film(FILM).never == ("newer",)


def test_other_process_that_changed_a_film_is_seen_on_the_next_page(desk):
    editor = desk.browser()
    assert "origami" not in editor.get(f"/films/{FILM}/edit").text
    film = desk.app.film(FILM)
    entry = {**desk.app.watchlist.entry(film), "title": "Renamed Elsewhere"}
    kept_films.keep(desk.app.ctx, film, entry, on=0, by=By("ada"))
    assert "Renamed Elsewhere" in editor.get("/films").text
    assert "Renamed Elsewhere" in editor.get(f"/films/{FILM}").text


@pytest.mark.parametrize(
    "data",
    [
        {"events-0-name": "x", "events-99999-name": "y", "facts-0-key": "no such fact", "media-x-url": "z"},
        {
            "facts-0-value": "without a key",
            "events-0-nonsense": "x",
            "version": "-1",
            "more": "facts.nonsense",
        },
        {"accounts-fans": "\n|\n x \n x y | \x00"},
    ],
)
def test_form_that_no_page_of_ours_made_is_read_without_a_fault(desk, data):
    form = sent(data)
    form.add_row(data.get("more", ""))
    form.entry()
    answer = desk.browser().post("/films/new", data=data)
    assert answer.status_code in (200, 422)


def test_entry_that_is_shown_and_sent_back_says_the_same():
    form = filled({})
    assert form.entry()[0] == {}
    entry, places = filled(WHOLE).entry()
    assert entry["accounts"] == WHOLE["accounts"]
    assert entry["events"][0]["verified"] is True
    assert entry["facts"]["cast"][0] == {"actor": "Juno Vale", "role": "Mara", **WHENCE}
    assert places["facts.cast[1].role"] == "facts-4-role"
