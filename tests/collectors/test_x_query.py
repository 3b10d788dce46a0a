"""What X is asked for a film: no word of an editor may change the question."""

import make
import pytest

from aggregator.collectors.x_query import compile_queries


def film(**fields):
    return make.film(**{"hashtags": (), "phrases": (), "never": (), **fields})


def test_a_films_words_become_one_query_whatever_their_order_and_case():
    one = film(
        hashtags=("GlassHarbour", "TGH"), phrases=("The  Glass Harbour",), never=("Glassware", "harbour tour")
    )
    other = film(
        hashtags=("tgh", "#glassharbour"), phrases=("the glass harbour",), never=("harbour tour", "glassware")
    )
    wanted = (
        '(#glassharbour OR #tgh OR "the glass harbour") -"harbour tour" -glassware -is:nullcast -is:retweet'
    )

    assert compile_queries(one, 512) == compile_queries(other, 512) == (wanted,)


def test_a_letter_stays_the_letter_that_x_compares():
    """Folded as hashtags are compared here, "ß" would be "ss", and X would find nothing."""
    assert compile_queries(film(hashtags=("Straße",)), 512) == ("#straße -is:nullcast -is:retweet",)


@pytest.mark.parametrize(
    "phrase",
    [
        'harbour" OR from:somebody OR "x',
        "harbour” OR from:somebody “x",
        "glass harbour\\",
        "(harbour OR",
        "-harbour) is:verified",
        "harbour\u202e\nOR\x00 #other",
        "or",
    ],
)
def test_no_phrase_can_end_its_quotes(phrase):
    (query,) = compile_queries(film(phrases=(phrase,), never=(phrase,)), 512)

    assert query.count('"') == 4
    assert "\\" not in query
    before, wanted, between, unwanted, after = query.split('"')
    assert (before, between, after) == ("", " -", " -is:nullcast -is:retweet")
    assert wanted == unwanted
    assert query.isprintable()


@pytest.mark.parametrize("nothing", ["...", '""', "—"])
def test_what_holds_no_word_is_not_asked(nothing):
    assert compile_queries(film(phrases=(nothing,)), 512) == ()
    assert compile_queries(film(hashtags=("a",), never=(nothing,)), 512) == ("#a -is:nullcast -is:retweet",)


def test_a_hashtag_that_is_none_is_asked_as_words():
    (query,) = compile_queries(film(hashtags=("glass) OR (harbour",)), 512)

    assert query == '"glass) or (harbour" -is:nullcast -is:retweet'


@pytest.mark.parametrize("limit", [512, 1024])
def test_a_long_query_is_split_and_each_part_carries_the_never_words(limit):
    words = tuple(f"glass harbour part {number} of a very long name" for number in range(60))
    never = tuple(f"never{number}" for number in range(12))

    queries = compile_queries(film(hashtags=("GlassHarbour",), phrases=words, never=never), limit)

    assert len(queries) > 1
    assert all(len(query) <= limit for query in queries)
    assert all(f"-{word}" in query for word in never for query in queries)
    assert all(sum(f'"{word}"' in query for query in queries) == 1 for word in words)


def test_never_words_that_find_no_room_are_left_to_the_judgement_of_relevance():
    never = tuple(f"a never word that is rather long {number}" for number in range(40))

    (query,) = compile_queries(film(hashtags=("GlassHarbour",), never=never), 512)

    assert len(query) <= 512
    assert 3 < query.count('-"') < 40


def test_a_phrase_that_is_too_long_is_asked_by_its_beginning():
    (query,) = compile_queries(film(phrases=("glass harbour " * 80,)), 512)

    assert 400 < len(query) <= 512
    assert query.startswith('"glass harbour glass')


def test_length_is_counted_as_x_may_count_it():
    queries = compile_queries(film(phrases=tuple(f"fog {'🌫' * 40} {n}" for n in range(20))), 512)

    assert all(len(query.encode("utf-16-le")) // 2 <= 512 for query in queries)
