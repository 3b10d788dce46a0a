"""Two moments side by side, on the desk."""

import re
from datetime import timedelta

import make
import pytest
from desk_room import DeskRoom

FILM = "the-paper-lighthouse"
MOMENTS = {
    "film": FILM,
    "first_since": "2031-05-04T10:00",
    "first_until": "2031-05-04T14:00",
    "second_since": "2031-05-05T10:00",
    "second_until": "2031-05-05T14:00",
}


@pytest.fixture
def desk(config_dir):
    """A desk with sixty posts on each of two days."""
    with (config_dir / "films.toml").open("a", encoding="utf-8") as films:
        films.write(
            '[[films.events]]\nname = "the premiere"\nat = 2031-06-01T18:00:00Z\nkind = "first_look"\n'
        )
    with DeskRoom(config_dir, clock=lambda: make.NOON + timedelta(days=2)) as room:
        texts = ["I love the paper lighthouse trailer", "the paper lighthouse trailer was a boring mess"]
        made = [
            make.post(f"{texts[n % 2]}, number {n}", created_at=make.NOON + timedelta(days=day, seconds=n))
            for day in (0, 1)
            for n in range(60)
        ]
        room.fill(made, FILM)
        yield room


def test_two_moments_are_compared_and_kept_for_a_while(desk):
    """A reader may ask: nothing is stored. The page then shows both."""
    browser = desk.browser("reader")
    page = desk.ended(browser, browser.post("/compare", data=MOMENTS))
    address = re.search(r'href="(/compare\?[^"]+)"', page.text)[1].replace("&amp;", "&")
    shown = browser.get(address).text
    assert "Posts that count" in shown
    assert shown.count(">60<") >= 2


@pytest.mark.parametrize(
    "change",
    [
        {"first_since": "yesterday"},
        {"first_until": "2031-05-04T09:00"},
        {"second_since": "2031-05-04T10:00", "second_until": "2031-05-04T14:00"},
        {"second": "no such event"},
        {"second": "the premiere"},
        {"first_since": "0001-01-01T00:00+14:00"},
        {"second_until": "9999-12-31T23:59-12:00"},
    ],
)
def test_moment_that_is_none_is_refused(desk, change):
    """Nothing is begun, and it says what would be right; so of an event that is still to come."""
    answer = desk.browser().post("/compare", data={**MOMENTS, **change})
    assert answer.status_code == 422


def test_unknown_film_is_not_there(desk):
    """404, with the films that are near."""
    assert desk.browser().get("/compare?film=the-paper-lighthose").status_code == 404
