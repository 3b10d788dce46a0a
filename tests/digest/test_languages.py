"""American and British English: in our own sentences, and in nobody else's."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from digest import crowd

from aggregator import render
from aggregator.digest.voice import Voice
from aggregator.model import Fact
from aggregator.model.digests import Window
from aggregator.model.languages import day, days, spelled

MAY_3 = datetime(2031, 5, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en-US", ["May 4, 2031", "May 4 to 10, 2031", "May 30 to June 2, 2031", "December 30, 2030 to January 2, 2031"]),
        ("en-GB", ["4 May 2031", "4 to 10 May 2031", "30 May to 2 June 2031", "30 December 2030 to 2 January 2031"]),
    ],
)  # fmt: skip
def test_dates_are_written_as_the_newsroom_does(language, told):
    assert day(date(2031, 5, 4), language) == told[0]
    assert days(date(2031, 5, 4), date(2031, 5, 10), language) == told[1]
    assert days(date(2031, 5, 30), date(2031, 6, 2), language) == told[2]
    assert days(date(2030, 12, 30), date(2031, 1, 2), language) == told[3]


@pytest.mark.parametrize(
    ("until", "american", "british"),
    [
        (datetime(2031, 5, 4, tzinfo=UTC), "on May 3, 2031", "on 3 May 2031"),
        (
            datetime(2031, 5, 3, 12, tzinfo=UTC),
            "between 00:00 and 12:00 UTC on May 3, 2031",
            "between 00:00 and 12:00 UTC on 3 May 2031",
        ),
        (
            datetime(2031, 5, 4, 9, 30, tzinfo=UTC),
            "between 00:00 UTC on May 3 and 09:30 UTC on May 4, 2031",
            "between 00:00 UTC on 3 May and 09:30 UTC on 4 May 2031",
        ),
    ],
)
def test_windows_are_told_in_both(until, american, british):
    window = Window(MAY_3, until)
    assert Voice("en-US").time_of(window).text == american
    assert Voice("en-GB").time_of(window).text == british


def test_only_our_words_are_spelled_the_british_way():
    assert (
        spelled("Fans criticize {criticize}, a favorite", "en-GB")
        == "Fans criticise {criticize}, a favourite"
    )
    assert spelled("Rumored", "en-GB") == "Rumoured"
    assert spelled("Rumored to be organized", "en-US") == "Rumored to be organized"


OWN = crowd.reaction("Wonderful film, my favorite color in a theater, and I criticize nothing of it")
POSTS = [*crowd.crowd(110, 10, 10), OWN]


def story(language):
    fact = Fact(
        "plot", "A favorite of the theater is criticized on 4 May 2031", "https://example.org/a", date(2031, 4, 1),
        "rumoured",
    )  # fmt: skip
    film = crowd.film(title="The Favorite Color of Humor")
    return crowd.story(
        POSTS, of=replace(film, facts=(*film.facts, fact)), style=replace(crowd.STYLE, language=language)
    )[0]


def test_titles_quotes_labels_and_facts_stay_as_they_are():
    digest = story("en-GB")
    text = " ".join(one.text for part in digest.sections for one in part.sentences)
    assert "The Favorite Color of Humor" in text
    assert "Favourite Colo" not in text
    assert "Rumour has it: A favorite of the theater is criticized on 4 May 2031." in text
    assert "is rumoured to" in text
    assert "20 June 2031" in text
    american = " ".join(one.text for part in story("en-US").sections for one in part.sentences)
    assert "Rumor has it: A favorite" in american
    assert "June 20, 2031" in american
    assert {quote.display for quote in digest.quotes} <= {quote.text for quote in digest.quotes}


@pytest.mark.parametrize(
    ("language", "dated", "hedge"), [("en-US", "May 4, 2031", "rumored"), ("en-GB", "4 May 2031", "rumoured")]
)
def test_every_format_writes_dates_and_hedges_in_the_storys_language(language, dated, hedge):
    digest = story(language)
    for name in ("html", "md", "wordpress", "slack", "email", "atom"):
        body = render.render(digest, name).decode().replace("=\r\n", "")
        assert f"{dated}, 12:" in body, name
        assert hedge in body, name
    assert f'lang="{language}"' in render.render(digest, "html").decode()


def test_the_language_changes_no_number_and_no_choice_of_quotes():
    first, second = story("en-US"), story("en-GB")
    assert first.counted == second.counted
    assert first.sentiment == second.sentiment
    assert first.quotes == second.quotes
    assert first.id == second.id
