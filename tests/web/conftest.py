"""What the tests of the desk share: a desk with nothing in it yet, and a browser to look at it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_room import DeskRoom
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture
def desk(config_dir: Path) -> Iterator[DeskRoom]:
    """A desk over an empty database; its film is The Paper Lighthouse."""
    with DeskRoom(config_dir) as room:
        yield room


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's own Chromium. Where there is none these tests are skipped, loudly; CI has to have it."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("there is no chromium: apt-get install chromium")
        pytest.skip("NO BROWSER: the desk was not looked at; install chromium and run again")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of a browser that has never been here, as wide as a laptop."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()
