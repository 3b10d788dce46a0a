"""The list of posts in a real browser: keys, news and conflicts."""

import make
import pytest
from desk_posts import LIST, decide, numbered, save, standing
from desk_room import NAMES, PASSWORD


@pytest.fixture
def listed(desk, page):
    """A browser on the list, with what its console complained of."""
    save(desk, *numbered(8))
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{desk.url}{LIST}")
    page.get_by_label("Name").fill(NAMES["editor"])
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk.url}{LIST}")
    yield page
    assert [one for one in complaints if "409" not in one] == []


def test_keys_move_decide_and_undo(desk, listed):
    page = listed
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("p")
    page.get_by_text("pinned by edgar").wait_for()
    page.locator(".post.current", has_text="keeper 6").wait_for()
    assert page.locator("#toast").inner_text().startswith("Fan")
    page.keyboard.press("k")
    page.keyboard.press("3")
    page.get_by_text("labelled negative by edgar").wait_for()
    page.keyboard.press("x")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.get_by_text("rejected by edgar").wait_for()
    assert standing(desk) == {
        ("x", "p6"): [("pin", "", "edgar")],
        ("x", "p7"): [("label", "negative", "edgar"), ("reject", "out of context", "edgar")],
    }
    page.keyboard.press("u")
    page.get_by_text("rejected by edgar").wait_for(state="detached")
    assert standing(desk)[("x", "p7")] == [("label", "negative", "edgar")]
    page.locator(".post.current", has_text="keeper 7").wait_for()


def test_keys_typed_into_a_field_are_text_and_the_dialog_of_keys_opens(listed):
    page = listed
    page.get_by_label("Words in the post").fill("")
    page.get_by_label("Words in the post").press("p")
    assert page.locator(".post.current").count() == 0
    page.locator("body").click(position={"x": 5, "y": 300})
    page.keyboard.press("?")
    page.get_by_role("heading", name="Keys").wait_for()
    page.keyboard.press("Escape")


def test_conflict_tells_both_and_shows_what_stands(desk, listed):
    page = listed
    decide(desk.browser("admin"), make.post(remote_id="p7"), "pin")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.get_by_text("theirs: pin, by ada").wait_for()
    page.locator(".post").first.get_by_text("pinned by ada").wait_for()
