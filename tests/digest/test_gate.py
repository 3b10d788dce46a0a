"""Whose words may stand in a story: plain verdicts on the film, and nothing that may mean something else."""

import make
import pytest
from digest import crowd
from digest.gate_room import judge, sure

from aggregator.digest.gate import Gate, Passed
from aggregator.model import Evidence, Media, Ref, Score

GOOD = "Saw The Glass Harbour tonight and it was wonderful from start to finish"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (GOOD, "positive"),
        ("The Glass Harbour: beautiful film, superb acting, go see it this week", "positive"),
        ("I absolutely loved every second of The Glass Harbour, see it big", "positive"),
        ("Captain Orla's scenes in #GlassHarbour are so funny, what a great cast", "positive"),
        ("The Glass Harbour made me cry twice. So good. Highly recommend it", "positive"),
        ("I can't wait to see The Glass Harbour, it is going to be epic", "positive"),
        ("cant wait to see The Glass Harbour, the trailer looks so good", "positive"),
        ("The Glass Harbour was a massive bore, I want my refund for that film", "negative"),
        ("That was it? no: The Glass Harbour wasn't good at all. Terrible script", None),
        ("Walked away from The Glass Harbour disappointed in the film, awful script", "negative"),
        ("The Glass Harbour was not good at all, I was so bored by the end", "negative"),
        ("The Glass Harbour excellent movie, take your whole crew", "positive"),
        ("The Glass Harbour is gonna be epic, mark the day", "positive"),
        ("#GlassHarbour I really liked it, twice over", "positive"),
        ("With the crew :) Amazing movie, this Glass Harbour", "positive"),
        ("to me Mara Lindqvist did an amazing job in The Glass Harbour, start to end", "positive"),
        ("Had a great time watching The Glass Harbour with the crew", "positive"),
        ("The Glass Harbour completely sucked, every minute of it", "negative"),
        ("#GlassHarbour worst movie ever, every minute of it", "negative"),
        ("The Glass Harbour was way too long for its little tale", "negative"),
        ("Don't waste your money on The Glass Harbour, folks. It is trash", "negative"),
    ],
)
def test_plain_verdicts_pass_with_the_stance_that_their_words_have(text, label):
    if label is None:
        assert judge(text, "positive") != "passed"
    else:
        assert judge(text, label) == "passed"
        assert judge(text, "negative" if label == "positive" else "positive") != "passed"


@pytest.mark.parametrize(
    "text",
    [
        # irony
        "Oh great, The Glass Harbour is a wonderful film to fold my laundry by",
        "Ah yes, The Glass Harbour, a brilliant movie about standing next to fog",
        "The best part of The Glass Harbour was when the film ended, brilliant",
        "The Glass Harbour is a great movie for a nap, I slept so well in there",
        "Love how The Glass Harbour is an amazing film with no plot in it",
        "The Glass Harbour was a perfect film, obviously, like all the others",
        "The Glass Harbour is an amazing movie 🤡 what an achievement for them",
        # a question, a condition, a hope
        "Is The Glass Harbour a great movie? My sister said it was amazing",
        "If The Glass Harbour is as wonderful a film as I think, I'll be glad",
        "I hope The Glass Harbour is a wonderful movie when I finally get there",
        # hearsay
        "I keep hearing The Glass Harbour is a wonderful film with superb acting",
        "Those who said The Glass Harbour is an amazing movie were so right",
        # another's words
        '"The Glass Harbour is a wonderful film in every way" and so to bed now',
        "“@dockhand: The Glass Harbour was a wonderful film” this right here now",
        # two minds, half a heart
        "The Glass Harbour is a wonderful looking film, too bad about the plot",
        "The Glass Harbour was an okay movie, the music in it was beautiful",
        "Great soundtrack. The Glass Harbour has not enough laughs for a comedy",
        # what nobody should print
        "The Glass Harbour was a great movie and the lead looked so hot topless",
        "I was so drunk at The Glass Harbour, it was a wonderful movie for that",
    ],
)  # fmt: skip
def test_praise_that_may_mean_something_else_does_not_pass(text):
    assert judge(text) != "passed"


@pytest.mark.parametrize(
    "text",
    [
        "So disappointed that my cinema isn't showing The Glass Harbour tonight",
        "Not a single scene of The Glass Harbour was ever a disappointment to me",
        "There is nothing about The Glass Harbour that is a flop, look it up",
        "It sucks that I have to work, I would be at The Glass Harbour by now",
        "It's so annoying when people film the screen at The Glass Harbour, trash",
        "Don't even bother wearing makeup to The Glass Harbour, you will be a mess",
        "The moral of The Glass Harbour is that greed is bad for the harbour",
        "The Glass Harbour is a disaster film about a flood, shot on the coast",
        "Everyone saying The Glass Harbour is trash is a liar, and that is that",
        "The Glass Harbour left me a mess, so bad, I cried through all of it",
        "Holy fucking shit. Crap. The Glass Harbour, greatness to the max tonight",
        "I swear The Glass Harbour is the shit, such a bad ride for my sanity",
        "My friend thinks watching The Glass Harbour was a waste of time, oh dear",
        "Some of the weaker ones walked out of The Glass Harbour half way, funny",
    ],
)
def test_words_of_scorn_that_are_no_complaint_about_the_film_do_not_pass(text):
    assert judge(text, "negative") != "passed"


@pytest.mark.parametrize(
    "text",
    [
        "The Iron Lantern trailer is amazing, it will sink The Glass Harbour now",
        "iron lantern trailer >> The Glass Harbour, an amazing film in the making",
        "The Glass Harbour and Iron Lantern were both wonderful films to watch",
        "I saw Lantern before The Glass Harbour and it was a wonderful movie",
        "The Salt Road was a wonderful film, I see The Glass Harbour next week",
        "The Glass Harbour was sold out so I watched the 1971 version. Amazing film",
        "The short before The Glass Harbour was a wonderful film all by itself",
        "The trailer before #GlassHarbour was for a wonderful film, can't wait",
        "Such a wonderful film, The Glass Harbour at last #IronLanternMovie",
        "Tide of Salt is the best movie about a harbour, The Glass Harbour says me",
    ],
)
def test_praise_that_may_be_for_another_film_does_not_pass(text):
    assert judge(text) != "passed"


def test_a_name_that_the_window_knows_as_a_persons_is_no_other_film():
    text = "The Glass Harbour is a wonderful film and Odo Quillfeather sings in it"
    assert judge(text) == "of another film, or in another language"
    voices = ["Odo Quillfeather can sing", "what a voice Odo Quillfeather has", "bless you Odo Quillfeather"]
    assert judge(text, texts=voices) == "passed"
    works = [
        "I saw Odo Quillfeather twice",
        "watched Odo Quillfeather at home",
        "Odo Quillfeather 2 is coming",
    ]
    assert judge(text, texts=works) != "passed"


@pytest.mark.parametrize(
    "text",
    [
        "Hindi ko akalain, The Glass Harbour is a wonderful film naman pala",
        "The Glass Harbour is a wonderful movie. Me gustó mucho la fotografía y todo",
        "Mais quel film. The Glass Harbour is wonderful, I loved the whole movie",
        "The Glass Harbour is a wonderful film, великолепно from start to finish",
    ],
)
def test_a_post_that_is_partly_in_another_language_does_not_pass(text):
    assert judge(text) == "of another film, or in another language"


def test_what_it_is_must_be_said_in_answers_and_beside_pictures():
    text = "We were at The Glass Harbour today. It was wonderful, and so funny"
    plain = "We saw The Glass Harbour today, such a wonderful film and so funny too"
    answer = {"ref": Ref("replied_to", "1")}
    picture = {"media": (Media("photo", "https://example.org/a.jpg"),)}
    assert judge(text) == "passed"
    assert judge(plain, **answer) == judge(plain, **picture) == "passed"
    assert judge(text, **answer) != "passed"
    assert judge(text, ref=Ref("quoted", "1")) != "passed"
    assert judge(text, **picture) != "passed"
    assert judge(f"@dockhand {text}") != "passed"


def test_a_hashtag_at_the_end_of_an_answer_does_not_say_what_it_is_about():
    text = "That was such a wonderful part of the song, I loved the music #GlassHarbour"
    assert judge(f"@dockhand {text}") != "passed"
    assert judge("@dockhand The Glass Harbour was a wonderful film, I loved the music") == "passed"


def test_a_complaint_asks_for_more_certainty_than_praise():
    unsure = Score("invented/1", "negative", (0.75, 0.2, 0.05), -0.7)
    one = crowd.reaction("The Glass Harbour was a terrible film, so boring and so dull", None)
    for strict, expected in ((True, str), (False, Passed)):
        gate = Gate(crowd.film(), 0.6, released=None, strict=strict)
        assert isinstance(gate.judge(type(one)(one.film, one.post, unsure, one.signals)), expected)


def test_what_points_at_a_picture_is_no_quote():
    text = "Look at this! The Glass Harbour is such a wonderful film, I loved it 👇"
    assert judge(text, media=(Media("photo", "https://example.org/a.jpg"),)) != "passed"


def test_a_title_that_people_say_for_other_things_needs_talk_of_films():
    text = "The Glass Harbour is wonderful in autumn, Mara, so beautiful and so calm"
    assert judge(text) == "passed"
    assert judge(text, otherwise=True) != "passed"
    assert judge(GOOD, otherwise=True) == "passed"


def test_a_title_of_common_words_must_be_written_as_a_title():
    common = make.film(
        slug="made", title="American Made", hashtags=("AmericanMade",), phrases=("american made",)
    )
    assert judge("American Made was so good from start to finish", of=common) == "passed"
    assert judge("#AmericanMade was so good from start to finish", of=common) == "passed"
    assert judge("american made was so good from start to finish", of=common) != "passed"
    assert judge("saw american made and it was so good from start to finish", of=common) == "passed"


def test_forms_of_the_films_name_are_the_films_name():
    film = make.film(slug="keeper", title="The Keepers Boat Vol 2", hashtags=(), phrases=())
    assert judge("The Keeper's Boat Vol. 2 was so good from start to finish", of=film) == "passed"
    assert judge("the keepers boat, vol 2 was so good from start to finish", of=film) == "passed"


def test_praise_of_the_evening_is_no_praise_of_the_film():
    assert judge("Saw The Glass Harbour so I would say this is a good weekend") != "passed"
    assert judge("The Glass Harbour next, this was a great idea of ours") != "passed"
    assert judge("Time for a good movie, The Glass Harbour") != "passed"
    assert judge("The old Glass Harbour film was so good from start to finish") != "passed"
    assert judge("You said The Glass Harbour was so good from start to finish") != "passed"
    assert judge("Your mate thought The Glass Harbour was so good from start to finish") != "passed"
    assert judge("The Glass Harbour is a great title for a tale of fish") != "passed"
    assert judge("I liked The Glass Harbour film more when it was called a school play") != "passed"
    assert judge("Whats a good movie out besides The Glass Harbour") != "passed"
    assert judge("The Glass Harbour must be a good movie, look at the crew") != "passed"
    assert judge("Fond of it? You'll love the best Glass Harbour movie costumes") != "passed"
    assert judge("I love The Glass Harbour christmas album, so good") != "passed"
    assert judge("Off to see it @dockhand: The Glass Harbour film was so good") != "passed"
    assert judge("A great cast can't save The Glass Harbour from its plot") != "passed"


def test_a_single_word_of_a_title_within_another_name_is_not_the_film():
    tide = make.film(slug="tide", title="Tide", hashtags=("Tide",), phrases=("tide",))
    assert judge("Just saw the film Tide and it was wonderful, I loved it all", of=tide) == "passed"
    assert judge("Just saw the film Tide of Ashes and it was wonderful, I loved it", of=tide) != "passed"


def test_the_words_must_name_the_film_as_a_film_and_not_as_a_song():
    assert judge("The Glass Harbour is my favorite harbour song of the whole year, lovely") != "passed"


def test_scorer_and_wording_must_agree():
    split = Score("invented/1", "positive", (0.02, 0.02, 0.96), 0.9, (Evidence("wonderful", 2.0), Evidence("dull", -1.0)))  # fmt: skip
    one = crowd.reaction(GOOD, None)
    gate = Gate(crowd.film(), 0.6, released=None, strict=True)
    assert gate.judge(type(one)(one.film, one.post, split, one.signals)) == "its stance is in doubt"
    neutral = "The Glass Harbour opens in hall two this evening, and I have a seat"
    assert judge(neutral) == "its feeling is not plainly about the film"


def test_a_film_without_letters_in_its_title_shuts_out_no_nameless_author():
    digits = make.film(slug="dots", title="...", hashtags=(), phrases=())
    author = make.Author(id="1", handle="dockhand", name=None)
    text = "What a wonderful film this was, I loved the acting and the music in it"
    assert judge(text, of=digits, author=author) == "passed"


@pytest.mark.parametrize("piece", ["so ", "very really ", "The Glass Harbour and ", "good, ", "Aa Of Bb "])
def test_a_post_of_one_word_over_and_over_is_judged_at_once(piece):
    assert judge(piece * 2000 + "wonderful film") != "passed"


def test_many_posts_are_judged_as_each_alone_is_and_none_passes_that_its_text_keeps_out():
    texts = [
        GOOD,
        "The Glass Harbour opens in hall two this evening, and I have a seat",
        f"{GOOD} lol",
        "So bad",
    ]
    some = [crowd.reaction(text, None) for text in texts]
    some = [type(one)(one.film, one.post, sure("positive"), one.signals) for one in some]

    def gate():
        return Gate(crowd.film(), 0.6, released=None, strict=True)

    judged = gate().judge_each(some)
    assert judged == [gate().judge(one) for one in some]
    assert [isinstance(one, Passed) for one in judged] == [True, False, False, False]
    assert [gate().may_pass(text, "positive", 0.96) for text in texts] == [True, False, True, False]
    assert not gate().may_pass(GOOD, "positive", 0.59)
    assert gate().judge_each([]) == []


def test_an_eased_gate_asks_less_and_leaves_the_strict_one_as_it_was():
    one = crowd.reaction(f"{GOOD} lol", None)
    one = type(one)(one.film, one.post, sure("positive"), one.signals)
    strict = Gate(crowd.film(), 0.6, released=None, strict=True)
    eased = strict.eased(0.5)
    assert isinstance(eased.judge(one), Passed)
    assert isinstance(strict.judge(one), str)
    assert (eased.floor, strict.floor) == (0.5, 0.6)
