"""Cursors of the API: what comes out is what went in, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import NoSuchPage
from aggregator.web.cursors import cursor_of, place_of

FILTERS = st.lists(st.one_of(st.none(), st.text(max_size=20), st.integers()), max_size=4)


@given(place=st.text(st.characters(codec="utf-8"), max_size=60), listed=FILTERS)
def test_cursor_gives_its_place_back_and_fits_an_address(place, listed):
    cursor = cursor_of(place, "posts", *listed)
    assert place_of(cursor, "posts", *listed) == place
    assert cursor.isascii()
    assert cursor.replace("-", "").replace("_", "").isalnum()


@given(made_up=st.text(max_size=60))
def test_what_somebody_made_up_is_no_cursor(made_up):
    with pytest.raises(NoSuchPage):
        place_of(made_up, "posts")


@given(at=st.integers(0, 20), listed=FILTERS)
def test_cursor_that_was_changed_or_is_another_lists_is_refused(at, listed):
    cursor = cursor_of("1931.7", "posts", *listed)
    other = "A" if cursor[at % len(cursor)] != "A" else "B"
    changed = cursor[: at % len(cursor)] + other + cursor[at % len(cursor) + 1 :]
    for tried, noun in ((changed, "posts"), (cursor, "digests")):
        with pytest.raises(NoSuchPage):
            place_of(tried, noun, *listed)


def test_no_cursor_is_the_beginning():
    assert place_of(None, "posts") is None
