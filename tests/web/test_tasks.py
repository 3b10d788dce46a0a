"""Longer work of the desk: done beside the pages, told on a page of its own, never twice, never without end."""

import threading
import time

import pytest

from aggregator.errors import AggregatorError, TooBusy
from aggregator.pipeline.context import Context
from aggregator.web import tasks as module
from aggregator.web.tasks import Line, Outcome, Tasks


class _Store:
    """Tasks only carry the context's clock."""


@pytest.fixture
def tasks():
    made = Tasks(Context(_Store(), "tests"))
    yield made
    made.close()


def ended(tasks, task_id):
    for _ in range(500):
        found = tasks.find(task_id)
        if found.ended:
            return found
        time.sleep(0.01)
    raise AssertionError(f"{found} did not end")


def test_a_task_ends_with_what_it_brought(tasks):
    made = tasks.submit("Draft", "ada", lambda _: Outcome("drafted", (Line("one"),), to="/digests/x"))
    found = ended(tasks, made)
    assert (found.state, found.name, found.who) == ("done", "Draft", "ada")
    assert found.outcome.to == "/digests/x"
    assert found.ended_at >= found.asked_at


def test_what_goes_wrong_is_told_with_its_hint_and_a_fault_of_ours_without_its_words(tasks):
    def fails(_):
        raise AggregatorError("mastodon: is away", hint="try later")

    def breaks(_):
        raise ValueError("secret words")

    failed, broken = (
        ended(tasks, tasks.submit("a", "ada", fails)),
        ended(tasks, tasks.submit("b", "ada", breaks)),
    )
    assert (failed.state, failed.error, failed.hint) == ("failed", "mastodon: is away", "try later")
    assert broken.state == "failed"
    assert "secret" not in broken.error + broken.hint


def test_a_running_task_says_how_far_it_is_and_is_not_begun_twice(tasks):
    go, told = threading.Event(), threading.Event()

    def work(tell):
        tell("2 of 3 read")
        told.set()
        go.wait(10)
        return Outcome("read")

    one = tasks.submit("Collect", "ada", work, key="collect harbour")
    told.wait(10)
    assert tasks.submit("Collect", "grace", work, key="collect harbour") == one
    assert (tasks.find(one).state, tasks.find(one).progress) == ("running", "2 of 3 read")
    assert tasks.of_key("collect ") == [tasks.find(one)]
    go.set()
    assert ended(tasks, one).progress == ""
    assert tasks.submit("Collect", "ada", lambda _: Outcome("read"), key="collect harbour") != one


def test_one_thread_computes_and_what_waits_for_networks_does_not_wait_for_it(tasks):
    go, at_once, most = threading.Event(), [], []

    def compute(_):
        at_once.append(1)
        most.append(len(at_once))
        time.sleep(0.05)
        at_once.pop()
        return Outcome("made")

    def blocked(_):
        go.wait(10)
        return Outcome("made")

    made = [tasks.submit("Draft", "ada", compute, lane="compute") for _ in range(3)]
    assert {ended(tasks, one).state for one in made} == {"done"}
    assert max(most) == 1
    tasks.submit("Draft", "ada", blocked, lane="compute")
    assert ended(tasks, tasks.submit("Add", "ada", lambda _: Outcome("read"))).state == "done"
    go.set()


def test_more_than_can_be_done_is_refused_and_ended_tasks_are_forgotten(tasks, monkeypatch):
    go = threading.Event()
    for _ in range(module.MOST_WAITING + 1):
        tasks.submit("Draft", "ada", lambda _: Outcome("made" if go.wait(10) else ""), lane="compute")
        time.sleep(0.01)
    with pytest.raises(TooBusy, match="wait already"):
        tasks.submit("Draft", "ada", lambda _: Outcome("made"), lane="compute")
    go.set()
    for task in tasks.of_key(""):
        ended(tasks, task.id)
    last = tasks.submit("Add", "ada", lambda _: Outcome("read"))
    ended(tasks, last)
    monkeypatch.setattr(module, "MOST_KEPT", 3)
    tasks.submit("Add", "ada", lambda _: Outcome("read"))
    assert len(tasks.of_key("")) == 4
    assert tasks.find(last) is not None


def of(desk):
    """The tasks of a room's desk."""
    return module.tasks_of(desk.desk)


def test_at_the_end_what_runs_is_asked_to_stop_and_waited_for_and_what_waits_is_never_begun():
    ctx, began, late = Context(_Store(), "tests"), threading.Event(), []

    def runs(_):
        began.set()
        assert ctx.stopping.wait(10)
        return Outcome("noted")

    tasks = Tasks(ctx)
    first = tasks.submit("a", "ada", runs, lane="compute")
    tasks.submit("b", "ada", lambda _: late.append(1), lane="compute")
    assert began.wait(10)
    tasks.close()
    assert tasks.find(first).state == "done"
    assert late == []


def test_the_end_waits_no_longer_than_it_may_for_what_does_not_stop():
    go, began = threading.Event(), threading.Event()

    def runs(_):
        began.set()
        go.wait(30)
        return Outcome("late")

    tasks = Tasks(Context(_Store(), "tests"))
    tasks.submit("a", "ada", runs)
    assert began.wait(10)
    started = time.monotonic()
    tasks.close(within_s=0.05)
    assert time.monotonic() - started < 10
    go.set()


def test_task_page_tells_what_came_of_it_and_leads_on(desk):
    tasks = of(desk)
    lines = (Line("https://example.org/<b>1</b>", good=False, hint="copy it whole"),)
    refused = tasks.submit("Add <links>", "ada", lambda _: Outcome("Nothing was added.", lines, to="/films"))
    drafted = tasks.submit("Draft", "ada", lambda _: Outcome("Drafted.", to="/digests/x"))
    ended(tasks, refused), ended(tasks, drafted)
    browser = desk.browser("reader")
    page = browser.get(f"/tasks/{refused}").text
    assert "Add &lt;links&gt;" in page
    assert "&lt;b&gt;1&lt;/b&gt;" in page
    assert "copy it whole" in page
    assert "hx-trigger" not in page
    # Where something was refused it is to be read; where nothing was, there is nothing to wait for.
    assert browser.get(f"/tasks/{refused}", headers={"HX-Request": "true"}).status_code == 200
    led = browser.get(f"/tasks/{drafted}", headers={"HX-Request": "true"})
    assert (led.status_code, led.headers["HX-Redirect"]) == (204, "/digests/x")


def test_task_page_of_one_that_runs_renews_itself_with_and_without_scripts(desk):
    go, tasks = threading.Event(), of(desk)
    made = tasks.submit("Collect", "ada", lambda _: Outcome("read" if go.wait(10) else ""))
    page = desk.browser("reader").get(f"/tasks/{made}").text
    go.set()
    assert 'hx-trigger="every 1s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_task_that_nobody_knows_is_not_there_and_a_stranger_sees_none(desk):
    made = of(desk).submit("Collect", "ada", lambda _: Outcome("read"))
    assert desk.browser("reader").get("/tasks/nothing").status_code == 404
    assert desk.stranger().get(f"/tasks/{made}").status_code == 303
