"""Work at the desk in a real browser: with the keyboard alone, without scripts, and two people at one story."""

import pytest
import story_desk
from browsing import log_in, watch
from desk_posts import LIST
from desk_room import NAMES, PASSWORD
from playwright.sync_api import Browser, Page, expect

MINE = "Fans on Bluesky were up all night for it."
THEIRS = "Fans on Bluesky wrote about the trailer all day."


@pytest.fixture
def story(config_dir, tmp_path):
    """A desk with a draft of a trailer's story."""
    with story_desk.opened(config_dir, tmp_path) as made:
        yield made


def test_from_the_door_to_a_rejected_post_without_a_mouse(story, page: Page):
    """Tab and Enter lead to the list; there each key decides, and `u` takes it back."""
    seen = watch(page.context, story.desk.url)
    keys = page.keyboard
    page.goto(f"{story.desk.url}/films")
    page.locator("input[name=name]:focus").wait_for()
    keys.type(NAMES["editor"])
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/films")
    tab_to(page, "The Paper Lighthouse")
    keys.press("Enter")
    page.wait_for_url("**/films/the-paper-lighthouse")
    tab_to(page, "Posts")
    keys.press("Enter")
    page.wait_for_url(f"**{LIST}")

    keys.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    for key, says in (("1", "positive"), ("2", "neutral"), ("3", "negative")):
        keys.press("j")
        here = page.locator(".post.current")
        expect(here).to_be_in_viewport()
        keys.press(key)
        expect(here).to_contain_text(f"labelled {says} by edgar")
    keys.press("k")
    keys.press("p")
    expect(page.locator(".post.current")).to_contain_text("pinned by edgar")
    keys.press("k")
    keys.press("x")
    expect(page.get_by_role("dialog")).to_be_visible()
    keys.press("1")
    keys.press("Enter")
    expect(page.locator(".post.current")).to_contain_text("rejected by edgar")
    keys.press("u")
    expect(page.locator(".post.current")).not_to_contain_text("rejected by edgar")
    assert seen.faults == []


def tab_to(page: Page, name: str) -> None:
    """Press Tab until a link of that name has the focus, which can be seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.locator("a:focus")
        if focused.count() and focused.inner_text().strip() == name:
            outline = focused.evaluate("one => getComputedStyle(one).outlineStyle")
            assert outline != "none", f"{name} has the focus, and nobody sees it"
            return
    raise AssertionError(f"no number of tabs leads to {name}")


def test_a_story_is_edited_read_and_approved_without_scripts(story, chromium: Browser):
    """Every form goes on by a redirect, and tells what was done."""
    browser = chromium.new_context(java_script_enabled=False)
    page = browser.new_page()
    log_in(page, story.desk)
    page.goto(f"{story.desk.url}{LIST}")
    first = page.locator(".post").first
    first.get_by_role("button", name="positive").click()
    expect(page.get_by_role("status").first).to_contain_text("Decided")
    expect(first).to_contain_text("labelled positive by edgar")
    first.get_by_role("link", name="Reject").click()
    page.locator("#reject-form").get_by_label("out of context").check()
    page.locator("#reject-form").get_by_role("button", name="Reject").click()
    expect(first).to_contain_text("rejected by edgar")

    page.goto(f"{story.desk.url}{story.path()}")
    block = page.locator(".block.lede")
    block.locator("summary").click()
    block.get_by_role("textbox", name="Lede").fill(THEIRS)
    block.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved as a new version")
    expect(block.locator(".said")).to_have_text(THEIRS)
    page.get_by_role("link", name="Quotes").click()
    for _ in range(page.get_by_role("button", name="Read: it means").count()):
        page.get_by_role("button", name="Read: it means").first.click()
        expect(page.get_by_role("status").first).to_contain_text("Kept with your name")
    page.get_by_role("link", name="Check and publish").click()
    page.get_by_role("link", name="checklist").click()
    for number in (23, 24, 26):
        page.locator(f"#point-{number}").get_by_role("button", name="I looked at it").click()
    page.get_by_role("link", name="Check and publish").click()
    page.get_by_label("Reason, where something is open").fill("Read by the desk.")
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("#bar")).to_contain_text("approved by edgar")
    page.get_by_role("button", name="Send to WordPress").click()
    # A page without scripts renews itself; nobody has to press anything.
    expect(page.locator("#task .chip.good").first).to_be_visible(timeout=30_000)
    assert len(story.room.site.posts) == 1
    browser.close()


def test_two_editors_at_one_block_see_both_texts_and_lose_none(story, chromium: Browser):
    pages = []
    for role in ("editor", "admin"):
        page = chromium.new_context().new_page()
        log_in(page, story.desk, role)
        page.goto(f"{story.desk.url}{story.path()}")
        page.locator(".block.lede summary").click()
        pages.append(page)
    edgar, ada = pages
    for page, words in ((ada, THEIRS), (edgar, MINE)):
        page.locator(".block.lede").get_by_role("textbox", name="Lede").fill(words)
    ada.locator(".block.lede").get_by_role("button", name="Save").click()
    expect(ada.locator(".block.lede .said")).to_have_text(THEIRS)

    edgar.locator(".block.lede").get_by_role("button", name="Save").click()
    block = edgar.locator(".block.lede")
    expect(block.get_by_role("alert")).to_contain_text("Nothing of yours is lost")
    expect(block.locator(".versus")).to_contain_text(MINE)
    expect(block.locator(".versus")).to_contain_text(THEIRS)
    expect(block.get_by_role("textbox", name="Lede")).to_have_value(MINE)
    assert story.story.lede == THEIRS

    block.get_by_role("button", name="Save").click()
    expect(block.locator(".said")).to_have_text(MINE)
    assert story.story.lede == MINE
    ada.get_by_role("link", name="Changes").click()
    expect(ada.locator("main")).to_contain_text("edgar")
    for page in pages:
        page.context.close()


def test_typed_words_are_not_lost_by_leaving_the_page(story, page: Page):
    """Whoever leaves with an unsaved text is asked first."""
    log_in(page, story.desk)
    page.goto(f"{story.desk.url}{story.path()}")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator(".block.lede summary").click()
    page.locator(".block.lede").get_by_role("textbox", name="Lede").press_sequentially("So ")
    page.get_by_role("link", name="Sources").click(no_wait_after=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert page.url.endswith(story.path())


def test_a_digest_withdrawn_while_another_edits_it_is_told_and_the_words_stay(story, page: Page):
    log_in(page, story.desk)
    page.goto(f"{story.desk.url}{story.path()}")
    page.locator(".block.lede summary").click()
    page.locator(".block.lede").get_by_role("textbox", name="Lede").fill(MINE)
    ada = story.desk.browser("admin")
    assert story.post(ada, "/withdraw", said="The count was wrong.").status_code == 303
    page.locator(".block.lede").get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("was withdrawn")
    assert story.story.state == "withdrawn"
    # What was typed can still be copied: from the form, and without scripts from the page that says why.
    expect(page.locator(".block.lede").get_by_role("textbox", name="Lede")).to_have_value(MINE)
    told = story.desk.browser().post(story.path("/edit"), data={"block": "lede", "value": MINE, "version": 1})
    assert f">{MINE}</textarea>" in told.text
