"""Every page of the desk in a real browser, full of hostile posts: nothing runs, nothing leaves, nobody is shut
out, nothing sticks out of a phone, and all of it reads without scripts.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import hostile_desk
import pytest
from browsing import (
    Seen,
    log_in,
    small_targets,
    watch,
    what_shuts_people_out,
    wider_than_the_window,
)
from playwright.sync_api import Browser, Page

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """One desk for all: looking at a page changes nothing."""
    with hostile_desk.opened(tmp_path_factory.mktemp("hostile")) as opened:
        yield opened


@contextmanager
def entered(chromium: Browser, made, **context) -> Iterator[tuple[Page, Seen]]:
    """A browser in which an admin, who sees everything, is logged in."""
    browser = chromium.new_context(**{"viewport": LAPTOP, "reduced_motion": "reduce", **context})
    browser.set_default_timeout(30_000)
    try:
        seen = watch(browser, made.desk.url)
        page = browser.new_page()
        log_in(page, made.desk, "admin")
        yield page, seen
    finally:
        browser.close()


def test_no_hostile_word_runs_or_asks_anything_of_another_host(made, chromium):
    with entered(chromium, made) as (page, seen):
        for address in made.addresses():
            page.goto(f"{made.desk.url}{address}")
            page.mouse.move(300, 400)
            if address not in made.desk_addresses():
                continue  # a sandbox, in which a test runs nothing either; what it complains of is seen below
            page.eval_on_selector_all("main details", "all => all.forEach((one) => { one.open = true; })")
            assert page.evaluate("window.ran") is None, address
            links = page.eval_on_selector_all("[href], [src], [action]", _ADDRESSES)
            assert [one for one in links if not one.startswith(("http:", "https:"))] == [], address
            away = page.eval_on_selector_all("a[target=_blank]", "all => all.map((one) => one.rel)")
            assert all({"noopener", "noreferrer", "nofollow"} <= set(rel.split()) for rel in away), address
            assert page.evaluate(_LOADED, made.desk.url) == [], address
        assert seen.faults == []


_ADDRESSES = """all => all.map((one) => ["href", "src", "action"].map((name) => one.getAttribute(name)))
    .flat().filter((one) => one !== null).map((one) => new URL(one, document.baseURI).href)"""
_LOADED = """home => performance.getEntriesByType("resource").map((one) => one.name)
    .filter((name) => !name.startsWith(home))"""


@pytest.mark.parametrize(("scheme", "window"), [("light", LAPTOP), ("dark", LAPTOP), ("light", PHONE)])
def test_axe_finds_nobody_shut_out_of_any_page(made, chromium, scheme, window):
    found = []
    with entered(chromium, made, color_scheme=scheme, viewport=window) as (page, _):
        for address in made.desk_addresses():
            page.goto(f"{made.desk.url}{address}")
            page.eval_on_selector_all("main details", "all => all.forEach((one) => { one.open = true; })")
            found += [f"{address}: {one}" for one in what_shuts_people_out(page)]
    assert found == []


def test_every_page_fits_a_phone_and_is_pressed_with_a_finger(made, chromium):
    found = []
    with entered(chromium, made, viewport=PHONE, has_touch=True, is_mobile=True) as (page, _):
        for address in made.desk_addresses():
            page.goto(f"{made.desk.url}{address}")
            page.eval_on_selector_all("main details", "all => all.forEach((one) => { one.open = true; })")
            found += [f"{address} sticks out: {one}" for one in wider_than_the_window(page)]
            found += [f"{address} is too small: {one}" for one in small_targets(page)]
        page.goto(f"{made.desk.url}/films")
        for name in ("Digests", "Compare", "Sources", "Settings", "Films"):
            page.get_by_role("navigation").first.get_by_role("link", name=name, exact=True).tap()
            page.wait_for_url(f"**/{name.lower()}")
    assert found == []


def test_every_page_reads_without_scripts(made, chromium):
    with (
        entered(chromium, made) as (with_scripts, _),
        entered(chromium, made, java_script_enabled=False) as (page, seen),
    ):
        for address in made.addresses():
            with_scripts.goto(f"{made.desk.url}{address}")
            answer = page.goto(f"{made.desk.url}{address}")
            assert answer is not None
            assert answer.status in (200, 404), address
            assert page.locator("h1").inner_text() == with_scripts.locator("h1").inner_text(), address
            assert page.locator("main").inner_text().strip(), address
        assert seen.faults == []
