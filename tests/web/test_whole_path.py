"""An editor's whole path in a real browser: from a spike to a story in the CMS, and on to its correction."""

import re
from datetime import timedelta

import pytest
import spike_desk
from browsing import log_in, watch
from playwright.sync_api import Page, expect

from aggregator.runners.local import LocalRunner


@pytest.fixture
def made(config_dir, tmp_path):
    """The desk ten minutes after a trailer came out."""
    with spike_desk.opened(config_dir, tmp_path) as opened:
        yield opened


def test_from_a_spike_to_a_story_in_the_cms_and_to_its_correction(made, page: Page):  # noqa: PLR0915 - one path
    seen = watch(page.context, made.desk.url)
    page.set_default_timeout(30_000)

    # Edgar logs in. The film that everybody writes about stands first, with its spike and its draft.
    log_in(page, made.desk)
    expect(page.locator("main")).to_contain_text("Spike since")
    page.get_by_role("link", name="The Paper Lighthouse").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The Paper Lighthouse")
    expect(page.get_by_role("row", name=re.compile("goes on"))).to_be_visible()

    # He reads what people write in it, and rejects a post that means something else.
    page.get_by_role("link", name="Read its posts").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Posts")
    first = page.locator(".post").first
    rejected = first.get_by_role("heading").inner_text()
    first.get_by_role("link", name="Reject").click()
    page.get_by_role("dialog").get_by_label("out of context").check()
    page.get_by_role("dialog").get_by_role("button", name="Reject").click()
    expect(first).to_contain_text("rejected by edgar")

    # The draft is there already. One of its quotes is not the best: he puts a runner-up in its place.
    page.get_by_role("navigation").get_by_role("link", name="Digests").click()
    page.get_by_role("link", name=re.compile("Fans react to the trailer")).first.click()
    expect(page.locator("#bar")).to_contain_text("draft")
    page.get_by_role("link", name="Quotes").click()
    weak = page.locator(".reading").first
    before = weak.get_by_role("heading").inner_text()
    weak.get_by_text("Swap for another post").click()
    weak.get_by_role("button", name="Quote this instead").first.click()
    expect(page.get_by_role("status").first).to_contain_text("Swapped")
    expect(page.locator(".reading").get_by_role("heading", name=before, exact=True)).to_have_count(0)
    expect(page.locator(".reading", has_text=rejected)).to_have_count(0)

    # The headline could be stronger. While he types, the desk holds his words against the numbers.
    page.get_by_role("link", name="Story").click()
    headline = page.locator(".block.headline")
    headline.get_by_text("Edit", exact=True).click()
    words = headline.get_by_role("textbox", name="Headline")
    words.fill("Fans are split over The Paper Lighthouse trailer")
    expect(headline.locator(".watch")).to_contain_text("Not supported")
    expect(headline.locator(".watch")).to_contain_text(re.compile(r"positive \d+%, negative \d+%"))
    headline.get_by_role("button", name="Save").click()
    expect(headline.locator(".lock")).to_contain_text("not supported")
    expect(page.locator("#bar")).to_contain_text("1 edited block says what the numbers do not")

    # It does not hold, and it says so. He mends it: what the numbers bear out is covered again.
    headline.get_by_text("Edit", exact=True).click()
    words.fill("Fans react to The Paper Lighthouse trailer")
    expect(headline.locator(".watch")).to_contain_text("Covered by the story’s numbers and quotes")
    headline.get_by_role("button", name="Save").click()
    expect(headline.locator(".lock")).not_to_contain_text("not supported")
    expect(headline.locator(".said")).to_have_text("Fans react to The Paper Lighthouse trailer")
    expect(page.locator("#bar")).not_to_contain_text("numbers do not")

    # Every quote is read with its whole post, and ticked.
    page.get_by_role("link", name="Quotes").click()
    expect(page.locator(".reading").first).to_be_visible()
    for number in range(page.locator(".reading").count()):
        one = page.locator(".reading").nth(number)
        one.get_by_role("button", name="Read: it means what the lead-in says").click()
        expect(one.locator(".tick")).to_contain_text("read by edgar")
    expect(page.locator("#left")).not_to_contain_text("to read")

    # And so are the points that no command can tell.
    page.get_by_role("link", name="Check and publish").click()
    for number in (23, 24, 26):
        page.locator(f"#point-{number}").get_by_role("button", name="I looked at it: it holds").click()
        expect(page.locator(f"#point-{number}")).to_contain_text("edgar")
    expect(page.locator("#checklist")).to_contain_text("30 of 30 hold")

    # He puts his name to it and sends it to the CMS, where it lies as a draft.
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("#bar")).to_contain_text("approved by edgar")
    page.get_by_role("button", name="Send to WordPress").click()
    led_on_from_its_task(page)
    expect(page.locator("#bar")).to_contain_text("published")
    (copy,) = made.copies()
    assert copy["status"] == "draft"
    assert copy["title"] == "Fans react to The Paper Lighthouse trailer"

    # In the night somebody deletes a post that it quotes. The scheduled recheck finds out.
    lost = made.story.quotes[0]
    assert lost.url in copy["content"]
    made.delete_at_the_network(lost.id)
    made.room.now += timedelta(hours=7)
    LocalRunner(made.desk.app).run_once()

    # His session has ended too: he logs in again. The desk tells it, and the copy in the CMS says it too: the quote is gone, a correction stands there.
    log_in(page, made.desk, to="/digests")
    row = page.locator(".digest-row", has_text="Fans react to The Paper Lighthouse trailer")
    expect(row).to_contain_text(f"WordPress: version {made.story.version}")
    row.get_by_role("link", name="Fans react to The Paper Lighthouse trailer").click()
    expect(page.locator(".story")).not_to_contain_text(lost.display)
    expect(page.locator(".story")).to_contain_text("was deleted")
    (copy,) = made.copies()
    assert lost.url not in copy["content"]
    assert "was deleted" in copy["content"]

    assert seen.faults == []


def led_on_from_its_task(page: Page) -> None:
    """A task leads whoever waits on to what it brought; one that ended before its page came says so there."""
    expect(page.locator("#bar, #task .chip.good").first).to_be_visible()
    if page.locator("#task").count():
        page.get_by_role("link", name="Back").last.click()
