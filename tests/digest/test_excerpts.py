"""What may be shown of a post, and how it is masked."""

import pytest
from digest import crowd
from hypothesis import given
from hypothesis import strategies as st

from aggregator.digest.excerpt import LONGEST, SHORTEST, Cut, cut
from aggregator.digest.gate import Gate, Passed, stance_of
from aggregator.digest.mask import has_slur, mask
from aggregator.model import Evidence

LONG = (
    "The stunts in this film are the best that I have seen in years, and the dive from the pier took my breath. "
    "The music by the band of the harbour carries every scene. "
    "I have told all of my friends on the quay to go and see it as soon as it opens in our town, and to take a friend."
)


def shown(text):
    found = cut(text)
    return text[found.start : found.end] if isinstance(found, Cut) else f"refused: {found}"


def test_post_that_fits_is_quoted_whole():
    text = "I loved the stunts in this movie, what a dive!"
    assert text == shown(text)


@pytest.mark.parametrize(
    "tail", [" https://t.co/abc", " pic.twitter.com/abc", " #Harbour #film #love", "\n\nhttp://www. x"]
)
def test_links_and_rows_of_hashtags_at_the_end_are_left_out(tail):
    text = "I loved the stunts in this movie, what a dive!"
    assert text == shown(text + tail)


def test_mentions_before_the_text_are_left_out_unless_they_are_its_subject():
    assert shown("@pat I loved the stunts in this movie, what a dive!").startswith("I loved")
    assert shown("@pat is a genius, I loved the stunts in this movie!").startswith("@pat is")


def test_long_post_is_cut_at_whole_sentences():
    assert shown(LONG) == LONG[: LONG.index(" I have told")]


@pytest.mark.parametrize(
    "turn",
    [
        "But the rest is dull.",
        "Not that I liked it.",
        "However, the plot is thin.",
        "I didn't like the rest.",
    ],
)
def test_nothing_is_cut_off_that_turns_the_meaning(turn):
    assert shown(f"{LONG} {turn}").startswith("refused")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Too short to say much", "too short"),
        ("Write to me at someone@example.org about this lovely film, please do", "mail address or phone number"),
        ("Call me on +44 20 7946 0018 about this lovely film, I would like that", "mail address or phone number"),
        ("I'm 13 and this is the best film that I have ever seen in my life", "may be a child"),
        ("i am only fifteen and this is the best film that I have ever seen", "may be a child"),
        ("What a great film, I loved each minute of my nap in it #sarcasm", "marked as irony or spoiler"),
        ("THIS IS THE BEST FILM THAT I HAVE EVER SEEN IN MY WHOLE LIFE", "all capitals"),
        ("@a @b @c @d you have to see this film, I loved the stunts in it", "talk among several people"),
        ("https://example.org/a and then I loved the stunts in this movie a lot", "a link amid its words"),
        ("I loved the stunts in this movie and then the… https://example.org/a", "cut off by its network"),
        ("#one #two #three #four loved the stunts in the movie a lot today", "more signs than words"),
    ],
)  # fmt: skip
def test_what_nobody_should_read_is_refused_with_its_reason(text, reason):
    assert reason == cut(text)


@pytest.mark.parametrize(
    "text",
    [
        "I saw it 13 times and loved it, what a film this turned out to be",
        "I'm 13 minutes in and I love this film already, what a start",
    ],
)
def test_numbers_that_are_no_age_are_no_age(text):
    assert isinstance(cut(text), Cut)


@given(st.text(max_size=400))
def test_whatever_is_cut_is_a_slice_of_the_text_within_the_limits(text):
    found = cut(text)
    if isinstance(found, Cut):
        assert SHORTEST <= found.end - found.start <= LONGEST
        assert text[found.start : found.end].strip() == text[found.start : found.end]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("fucking brilliant", "f****** brilliant"),
        ("absolute bullshit", "absolute b*******"),
        ("What the FUUUCK", "What the F*****"),
        ("the shittiest assholes", "the s******** a*******"),
        ("a classic Scunthorpe cocktail in Shitake class", "a classic Scunthorpe cocktail in Shitake class"),
        ("Dick Van Dyke passed the bass", "Dick Van Dyke passed the bass"),
    ],
)
def test_coarse_words_are_masked_with_their_inflections_and_nothing_else(text, masked):
    assert masked == mask(text)


@given(st.text(max_size=200))
def test_masking_keeps_the_length_and_masks_nothing_twice(text):
    assert len(text) == len(mask(text))
    assert mask(text) == mask(mask(text))


def test_slurs_refuse_a_quote():
    assert has_slur("what a retarded plot this was")
    assert not has_slur("Dick Van Dyke and a chunk of coal")


def test_stance_needs_label_probability_polarity_and_evidence_to_agree():
    sure = crowd.score("positive")
    assert stance_of(sure, 0.6) == "positive"
    assert stance_of(crowd.score("positive", 0.55), 0.6) is None
    assert stance_of(crowd.score("neutral"), 0.6) is None
    assert stance_of(crowd.score("positive").__class__("s", "positive", (0, 0.1, 0.9), -0.2), 0.6) is None
    mixed = (Evidence("wonderful", 2.0), Evidence("boring", -1.5))
    assert stance_of(sure.__class__("s", "positive", (0, 0.1, 0.9), 0.5, mixed), 0.6) is None


def test_words_that_say_nothing_by_themselves_speak_against_no_stance():
    faint = (Evidence("good", 2.5), Evidence("was", -0.7), Evidence("a", -0.6))
    sure = crowd.score("positive").__class__("s", "positive", (0, 0.1, 0.9), 0.5, faint)
    assert stance_of(sure, 0.6) == "positive"


def test_a_smile_is_no_bracket():
    assert shown("What a film, we cried and we laughed :)") == "What a film, we cried and we laughed :)"
    assert cut("What a film (we cried and we laughed") == "an open bracket"


def judge(text, label="positive", strict=True, **fields):
    gate = Gate(crowd.film(), 0.6, released=fields.pop("released", None), strict=strict)
    found = gate.judge(crowd.reaction(text, label, **fields))
    return "passed" if isinstance(found, Passed) else found


def test_plain_verdict_on_the_film_passes():
    assert judge("The stunts in this movie were wonderful, I loved the dive") == "passed"
    assert judge("This was a terrible movie, boring from beginning to end", "negative") == "passed"


@pytest.mark.parametrize(
    "text",
    [
        "It was a wonderful movie but the ending ruined it for me",
        "A wonderful movie, so much better than the one before it",
        "Everyone says that this movie is wonderful and a joy to see",
        "Win tickets to this wonderful movie, RT to enter our draw",
        "Wonderful weather on the harbour today, off to the beach then",
        "Was this movie as wonderful as they all told me it would be?",
        "The Wonderful Movie That Everybody Loves Opens This Week",
    ],
)
def test_turns_comparisons_hearsay_promotion_and_other_subjects_do_not_pass(text):
    assert judge(text) != "passed"


@pytest.mark.parametrize(
    "fields",
    [
        {"quotable": False},
        {"sensitive": True},
        {"spoiler_text": "the end"},
        {"url": None},
        {"author": crowd.make.author("glassharbourmovie")},
    ],
)
def test_what_network_or_author_ask_not_to_show_and_the_films_own_account_do_not_pass(fields):
    assert judge("The stunts in this movie were wonderful, I loved the dive", **fields) != "passed"


def test_wish_to_see_a_film_is_a_reaction_only_before_its_release():
    text = "I can't wait to see this movie, the trailer is wonderful stuff"
    assert judge(text) == "passed"
    assert judge(text, released=crowd.WINDOW.since) != "passed"


def test_tears_are_no_complaint():
    assert judge("This movie was terrible for me, I'm a mess and crying again", "negative") != "passed"
