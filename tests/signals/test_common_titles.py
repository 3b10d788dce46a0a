"""Films whose titles are common words, names or phrases: what fans write of them, and what others write."""

import re
import time

import make
import pytest

from aggregator.signals.names import is_common_phrase
from aggregator.signals.relevance import Relevance


def film(title, **fields):
    return make.film(title=title, hashtags=(re.sub(r"\W", "", title),), phrases=(), **fields)


WORD = Relevance(film("Bread"))
PLURAL = Relevance(film("Bridges"))
THE_WORD = Relevance(film("The Lamp"))
WORDS = Relevance(film("Country Made"))
PHRASE = Relevance(film("Thank You and Good Night"))
NAME = Relevance(film("Leonard"))
SHOUT = Relevance(film("Bread!"))


def kept(relevance, text):
    tags = tuple(sorted({tag.lower() for tag in re.findall(r"#(\w+)", text)}))
    return relevance.reason_off_topic(make.post(text, hashtags=tags)) is None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Leonard", True),
        ("All Saints", True),
        ("Thank You and Good Night", True),
        ("Leonard Brightwater", False),
        ("Only the Lamplighters", False),
        ("You and the Lamplighters", False),
    ],
)
def test_names_that_many_bear_and_set_phrases_are_common_phrases_too(title, expected):
    assert expected == is_common_phrase(title)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tonight I saw it: Bread 8/10", True),
        ("who baked this bread. 10/10 would eat again", False),
        ("#NowWatching Bread", True),
        ("#NW Bread", True),
        ("thinking about tickets to Bread", True),
        ("they were amazing in Bread", True),
        ("I cried during Bread", True),
        ("You would love Bread", True),
        ("the ending of Bread broke me", True),
        ("Bread = excellent", True),
        ("Bread blew my mind", True),
        ("Man, Bread did not disappoint", True),
        ("gotta see Glass Harbour and Bread", True),
        ("went to see “Bread” with mum", True),
        ("ready to see them both in #Bread", True),
        (
            "how it rises, I could watch it all day #bread",
            True,
        ),  # a hashtag and "watch it": what remains wrong
        ("lovely seeing neighbours over #bread and soup", False),
        ("new hands for my old watch. #bread and #rust", False),
        ("want to see more #bread on the table", False),
        ("#bread #soup #salt #CheapMovies #oven #Thursday", False),
    ],
)
def test_one_common_word_is_kept_where_the_post_says_that_it_was_seen(text, expected):
    assert expected == kept(WORD, text)


@pytest.mark.parametrize(
    "text",
    [
        "The Long Life of Bread was a fine movie about bees",
        "they open with Night Whale Film Bread at the festival",
        "this clip is cinema BREAD",
        "these films are BREAD",
        "Mills Have Cast Bread Of All Sorts In A New Film",
        "THE MAN WHO SAW BREAD OF GOLD AT THE MOVIES",
        "my whole bread soundtrack",
        "Country Reviews Bread Review of the new movie house",
    ],
)
def test_a_title_within_a_longer_name_or_in_a_headline_is_not_the_film(text):
    assert not kept(WORD, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bridges is amazing", True),
        ("#Bridges was overrated", True),
        ("bridges was so good", True),
        ("the bridges was good in 1900", False),
        ("the trouble with Bridges is its length", True),
        ("let's go see bridges some rainy evening", True),
        ("Damn Bridges was boring", True),
        ("honestly bridges is a masterpiece of boredom", True),
        ("bridges 10/10", True),
        ("Nw : Bridges", True),
        ("Bridges carry trains", False),
        ("we crossed three bridges and saw the river", False),
        ("seeing more #lorries on the roads than before, and on every one of the #bridges", False),
    ],
)
def test_a_plural_with_a_verb_in_the_singular_is_a_title(text, expected):
    assert expected == kept(PLURAL, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my aunt and I went to see The Lamp", True),
        ("we finally watched “ the lamp ” yesterday", True),
        ("All four of us loved The Lamp, even grandpa", True),
        ("DOES ANYBODY EVEN SEE THE LAMP OVER THERE", False),
        ("Ferry delayed, everybody must watch the tide - The Lamp https://example.org/ferry", False),
        ("Meet us and see the trams at The Lamp, platform two", False),
        ("A choir sings ' The Lamp -Post Song', watch it: https://example.org/a", False),
        ("the director of Letters From The Lamp is ill", False),
        ("Harbour Museum Shows The Lamp Of The Old Pier In A Film https://example.org/b", False),
    ],
)
def test_a_title_of_an_article_and_a_word_is_no_title_of_two_words(text, expected):
    assert expected == kept(THE_WORD, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#CountryMade is really entertaining", True),
        ("Country Made is pretty solid!!", True),
        ("Country Made - oddly enjoyable for its length", True),
        ("Loved Country Made, what a clever plan they had", True),
        ("I enjoyed “Country Made” more than the book", True),
        ("Country Made: 6/10", True),
        ("country made 9/10", True),
        ("got tickets to country made", True),
        ("got tickets to country made goods fairs", False),
        ("country made is one of the best movies this year", True),
        ("please watch Country made tonight", True),
        ("great to see Country made goods again", False),
        ("proud of her role in Country Made", True),
        ("@HarbourMovies #CountryMade", True),
        ("My Country Made review is up", True),
        ("Country Made is a good school", False),
        ("Country Made is a good film", True),
        ("wooden spoons #CountryMade See our shop", False),
        ("see how we mill our flour #CountryMade", False),
        ("Friday: Country Made Falls In The Towns And The Villages", False),
    ],
)
def test_a_title_of_two_common_words_is_known_by_what_is_said_of_it(text, expected):
    assert expected == kept(WORDS, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thank you and good night, veterans!", False),
        ("Thank You and Good Night, dear students. Best director of a school ever", False),
        ("he says “thank you and good night” is worn out", False),
        ("thank you and good night was a long movie", True),
        ("thank you and good night would be funnier in the dark", True),
        ("finally saw Thank You and Good Night", True),
        ("is thank you and good night still in the theater", True),
        ("a lovely evening", False),
    ],
)
def test_a_set_phrase_is_kept_beside_the_cinema_or_as_what_was_seen(text, expected):
    assert expected == kept(PHRASE, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Leonard is late again", False),
        ("Ada Leonard joins the board", False),
        ("I watched Dr. Leonard at work for an hour", False),
        ("just saw Leonard, what a movie", True),
        ("the movie Leonard deserves more", True),
        ("Leonard trailer!", True),
    ],
)
def test_a_name_that_many_bear_is_kept_where_the_film_is_meant(text, expected):
    assert expected == kept(NAME, text)


def test_marks_at_the_end_of_a_title_need_not_be_written():
    assert kept(SHOUT, "so who wants to see Bread with me")
    assert kept(SHOUT, "saw Bread! last night")
    assert not kept(SHOUT, "saw bread in the shop window")


def test_quotes_right_at_the_title_are_no_apostrophe():
    assert kept(WORDS, "I enjoyed 'Country Made' a lot")
    assert kept(WORD, "watched ‘Bread’ with the boys")


def test_hostile_posts_about_a_common_title_are_judged_quickly():
    texts = (
        "see A, B, C, Bread " * 1500,
        "Bread = " * 4000,
        "BREAD IS " * 4000,
        "see " + "A, " * 9000 + "Bread",
        "#Bread " * 5000,
        "“ Bread ” " * 4000,
    )
    begun = time.process_time()
    for relevance in (WORD, PHRASE, WORDS):
        for text in texts:
            relevance.reason_off_topic(make.post(text))
    assert time.process_time() - begun < 3
