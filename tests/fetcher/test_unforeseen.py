"""An error that nobody foresaw, in words: what it said, what lies behind it, and where it came from."""

import structlog

from aggregator.fetcher import unforeseen


def deepest():
    held = "canary-value"
    raise KeyError(f"token={held}\nsecond line")


def halfway(depth):
    if depth:
        return halfway(depth - 1)
    try:
        deepest()
    except KeyError as error:
        raise ValueError("halfway") from error


def raised(depth=0):
    try:
        halfway(depth)
    except ValueError as error:
        return unforeseen(error)


def test_it_says_what_lies_behind_and_the_last_calls_first():
    told = raised()

    assert told["why"] == "ValueError: halfway"
    behind, *calls = told["trace"].split(" <- ")
    assert behind.startswith("behind it: KeyError: ")
    assert [one.rpartition(" ")[2] for one in calls] == ["halfway", "raised"]
    assert calls[0].startswith("tests/fetcher/test_unforeseen.py:")


def test_no_secret_and_no_value_of_a_variable_stands_in_it():
    assert "canary" not in str(raised())


def test_of_a_deep_stack_the_last_calls_are_told():
    assert len(raised(depth=200)["trace"].split(" <- ")) == 13


def test_a_log_without_any_set_up_prints_a_line(capsys):
    structlog.reset_defaults()
    structlog.get_logger().error("it failed", **raised())

    assert len(capsys.readouterr().out.splitlines()) == 1
