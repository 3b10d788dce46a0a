"""The random sample on the desk: drawn, labelled blind in its turn, and what its labels are good for."""

import re
from html import unescape

from desk_posts import HTMX, LIST, numbered, save


def turn(browser):
    """What the form of the drawn post sends; None where none is drawn."""
    page = browser.get(f"{LIST}/sample").text
    fields = dict(re.findall(r'name="(source|post|on)" value="([^"]+)"', page))
    return {name: unescape(value) for name, value in fields.items()} or None


def test_sample_is_drawn_labelled_in_turn_and_corrects_shares_once_there_are_enough(desk):
    for label, start in (("positive", 0), ("negative", 70), ("neutral", 140)):
        save(desk, *numbered(210)[start : start + 70], label=label)
    browser = desk.browser()
    assert "No sample is drawn yet" in browser.get(f"{LIST}/sample").text
    assert browser.post(f"{LIST}/sample/draw", data={"more": "160"}).status_code == 303
    truth = ["positive"] * 70 + ["negative"] * 70 + ["neutral"] * 70
    while (drawn := turn(browser)) is not None:
        do = truth[int(drawn["post"].removeprefix("p"))]
        assert browser.post(f"{LIST}/sample/label", data={**drawn, "do": do}).status_code == 303
    page = browser.get(f"{LIST}/sample").text
    assert "Calibrate with 160 labels" in page
    answer = browser.post(f"{LIST}/sample/calibrate")
    assert answer.status_code == 303
    assert "Shares are corrected by 160 labels since" in browser.get(f"{LIST}/sample").text


def test_drawn_post_is_shown_without_what_the_scorer_thinks_of_it(desk):
    save(desk, *numbered(5))
    browser = desk.browser()
    browser.post(f"{LIST}/sample/draw", data={"more": "5"})
    page = browser.get(f"{LIST}/sample").text
    assert "said keeper" in page
    assert "80%" not in page
    assert 'class="sign' not in page


def test_label_in_the_sample_may_be_passed_over_or_undone(desk):
    save(desk, *numbered(5))
    browser = desk.browser()
    browser.post(f"{LIST}/sample/draw", data={"more": "5"})
    first = turn(browser)
    browser.post(f"{LIST}/sample/label", data={**first, "do": "pass"})
    second = turn(browser)
    assert second != first
    part = browser.post(f"{LIST}/sample/label", data={**second, "do": "neutral"}, headers=HTMX).text
    assert "2 of 5 had their turn" in part
    undo = re.search(r'value="(undo \d+)"', part)[1]
    browser.post(f"{LIST}/sample/label", data={"source": "x", "post": "p0", "do": undo})
    assert turn(browser) == second


def test_too_few_labels_correct_nothing_and_say_so(desk):
    save(desk, *numbered(5))
    browser = desk.browser()
    browser.post(f"{LIST}/sample/draw", data={"more": "5"})
    answer = browser.post(f"{LIST}/sample/calibrate")
    assert answer.status_code == 400
    assert "has 0 labels of posts that are judged, needs 150" in answer.text
