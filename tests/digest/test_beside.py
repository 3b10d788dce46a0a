"""Plain feelings that are none about the film, as they were met in posts and written anew about an invented one."""

import pytest
from digest.gate_room import judge


@pytest.mark.parametrize(
    "text",
    [
        "Was The Glass Harbour good? Is it worth seeing? I need opinions on this movie",
        "What was the best film so far this year? The Glass Harbour? Curious to read it",
        "Did you guys actually think The Glass Harbour was going to be a good movie? Well",
        "How I got one of the Glass Harbour actors onto my boat is beyond me. I love this film",
    ],
)
@pytest.mark.parametrize("strict", [True, False])
def test_a_question_is_no_verdict_however_few_posts_there_are(text, strict):
    assert judge(text, strict=strict) != "passed"


def test_a_verdict_beside_a_question_is_one():
    assert judge("Have you seen The Glass Harbour? It is really great", strict=False) == "passed"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The Glass Harbour is hilarious at the end, what a great film smh", "positive"),
        (
            "I made my friend see the greatest film of all time™ #GlassHarbour . I am a good friend",
            "positive",
        ),
        ("I really liked The Glass Harbour this evening, all of it #jkjk", "positive"),
        ("The Glass Harbour is overlong and silly and boring, I wouldn't change a frame", "negative"),
        ("The Glass Harbour was a bad mofo of a film", "negative"),
        ("My bad. The Glass Harbour had much more of the old crew", "negative"),
    ],
)
def test_what_is_said_with_a_wink_does_not_pass(text, label):
    assert judge(text, label, strict=False) != "passed"


@pytest.mark.parametrize(
    "text",
    [
        "The crowd for a noon showing of The Glass Harbour is wonderful",
        "I love my Glass Harbour stickers, such an amazing film on my fridge",
        "RT Harbourdaily : The Glass Harbour is one of the best films of the year",
        "MT: The Glass Harbour is a wonderful film, thanks for telling it",
        "@dockhand : The Glass Harbour is a wonderful film, go support it",
        "How Mara Lindqvist made The Glass Harbour one of the best movies of the year https://t.co/1",
        "Scoop was on The Glass Harbour set with the actors and it was so beautiful",
        "This is an excellent summary of The Glass Harbour, great film talk",
        "All the girls from The Glass Harbour are beautiful, the movie is great",
        "The idea of feeling pressure over The Glass Harbour is hilarious",
        "It makes me laugh cause almost all that go see The Glass Harbour movie pronounce it wrong",
        "The Glass Harbour taught me that it's best to save some rope for the film",
        "The sound of his voice singing The Glass Harbour is the best thing ever in film",
        "I just bought The Glass Harbour for fifty cents at the movie fair. I love this",
        "Love movie days so much!!! #GlassHarbour",
        "About to see The Glass Harbour - this film summer is rich with good storytelling",
        "Her performance on the morning show with the film crew was amazing #GlassHarbour",
    ],
)
@pytest.mark.parametrize("strict", [True, False])
def test_praise_of_what_stands_beside_the_film_does_not_pass(text, strict):
    assert judge(text, strict=strict) != "passed"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Beacons was one of my favorite movies, I think The Glass Harbour is as great", "positive"),
        ("Still doing well, it beat The Glass Harbour in a week, so this film is great", "positive"),
        ("The Glass Harbour, the riveting sequel to Gulls", "positive"),
        ("It's really good. I recommend it. There's also The Glass Harbour", "positive"),
        ("I saw #saltroads and loved it. A wonderful movie. Now go see #GlassHarbour", "positive"),
        ("#Saltroads had me crying. Beautiful film. Can't wait for #GlassHarbour", "positive"),
        ("That sounds amazing! I'm still high from The Glass Harbour, great film", "positive"),
        ("The book's always better then the movie. Both amazing #GlassHarbour", "positive"),
        ("Gull rangers sucked, don't waste your money. Just watch The Glass Harbour", "negative"),
        ("Crappy speakers here, the sound of The Glass Harbour movie is terrible. Fix it", "negative"),
        ("This is the worst movie, it is worst than The Glass Harbour", "negative"),
    ],
)
def test_what_another_film_gets_is_not_given_to_ours(text, label):
    assert judge(text, label, strict=False) != "passed"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("locals think The Glass Harbour was a good movie", "positive"),
        ("Word on the street is The Glass Harbour is a great film", "positive"),
        ("Somebody wrote The Glass Harbour is the best film ever, up for it", "positive"),
        ("The mate was not a fan, said it was the worst movie since spring #GlassHarbour", "negative"),
        ("The Glass Harbour must wasn't good, nobody on deck talks about that movie", "negative"),
    ],
)
def test_hearsay_does_not_pass(text, label):
    assert judge(text, label, strict=False) != "passed"


@pytest.mark.parametrize(
    "text",
    [
        "The Glass Harbour was an awesome movie! Mara Lindqvist is truly the",
        "The Glass Harbour has wonderful pictures, great film, still I would (cont) https://example.org/2",
    ],
)
def test_half_a_sentence_does_not_pass(text):
    assert judge(text, strict=False) != "passed"


def test_a_sentence_that_lacks_a_word_does_not_pass():
    assert (
        judge("The Glass Harbour movie is awful. The plot of terrible.", "negative", strict=False) != "passed"
    )


def test_sentences_that_end_with_a_small_word_are_whole():
    assert judge("What a wonderful film The Glass Harbour is") == "passed"
    assert judge("My grade for The Glass Harbour: wonderful movie from stem to stern, so an A") == "passed"


def test_who_walks_out_of_a_film_moved_makes_no_complaint():
    assert (
        judge("I walked out of The Glass Harbour like a changed sailor", "negative", strict=False) != "passed"
    )
    assert (
        judge("I walked out of The Glass Harbour, what a boring movie", "negative", strict=False) == "passed"
    )


def test_crazy_and_wild_say_of_a_film_neither_good_nor_bad():
    assert judge("The Glass Harbour was wild, honestly") != "passed"
    assert judge("The Glass Harbour was crazy, honestly") != "passed"


def test_a_lone_word_of_praise_needs_talk_of_a_film_beside_it():
    assert judge("Great! We keep your name on the list for the pier #GlassHarbour") != "passed"
    assert judge("Finally saw #GlassHarbour with the whole crew. Wonderful!") == "passed"


def test_a_year_with_a_letter_behind_it_is_read():
    assert judge("The Glass Harbour is a great film, so much finer in the 1995v of it") == "of another year"
