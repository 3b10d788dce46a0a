"""The door, in a real browser."""

from desk_room import NAMES, PASSWORD
from playwright.sync_api import expect


def test_editor_logs_in_and_out_with_the_keyboard_alone(desk, page):
    """Tab, type, Enter: nothing needs a mouse."""
    page.goto(desk.url)
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type(NAMES["editor"])
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/films")
    page.get_by_role("button", name="Log out").press("Enter")
    page.wait_for_url("**/login")


def test_page_loads_nothing_from_elsewhere(desk, page):
    """No font, no script, no picture of another site, and nothing that the policy had to stop."""
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{desk.url}/login")
    assert [url for url in asked if not url.startswith(desk.url)] == []
    assert complaints == []
