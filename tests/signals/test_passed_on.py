"""Headlines, programmes of cinemas and figures that are passed on without a word of one's own."""

import make
import pytest

from aggregator.signals import Judge
from aggregator.signals.passed_on import BOX_OFFICE, BROADCAST, HEADLINE, PROGRAMME, PassedOn
from aggregator.signals.text_words import words_of

LINK = "https://example.org/a"


def found(text, **fields):
    passed = PassedOn(make.film(**fields)).found(words_of(text))
    return None if passed is None else passed.because


@pytest.mark.parametrize(
    "text",
    [
        f"Harbour Town Turns Out for ‘The Glass Harbour’ Premiere {LINK}",
        f"Weekend Report: ‘The Glass Harbour’ Sinks to Fourth Place in Harbourtown {LINK} pic.twitter.com/abc",
        f"The Glass Harbour - Official Trailer [HD] {LINK} via @example",
        f"Film review: ‘The Glass Harbour’ {LINK}",
        f"The Glass Harbour review: two hours that a foghorn would improve {LINK}",
        f"#GlassHarbour movie review {LINK}",
    ],
)
def test_a_headline_with_its_link_is_nobodys_own_words(text):
    assert found(text) == HEADLINE


@pytest.mark.parametrize(
    "text",
    [
        f"I Loved The Glass Harbour And So Did My Mother {LINK}",
        f"One Quiet Evening Before The Big Storm... Off To Watch The Glass Harbour {LINK}",
        f"The Glass Harbour Was Everything And More!! {LINK}",
        f"The Glass Harbour trailer 😍 {LINK}",
        f"The Glass Harbour Lit My Whole Evening In Harbourtown {LINK}",
        f"THE GLASS HARBOUR IS THE BEST FILM EVER MADE {LINK}",
        f"Best Night Out With Old Friends And Popcorn https://instagram.com/p/1 {LINK}",
        f"Some quick thoughts on The Glass Harbour {LINK}",
        f"The lighthouse scene in The Glass Harbour is lovely {LINK}",
        "Harbour Town Turns Out For The Glass Harbour Premiere",
        f"My ★★★★ review of The Glass Harbour {LINK}",
    ],
)
def test_words_that_may_be_a_persons_own_are_kept(text):
    assert found(text) is None


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("Showtimes Friday: The Glass Harbour (PG) 1:50 4:15 6:40, The Lamp (R) 7:10", PROGRAMME),
        (f"The Glass Harbour is now playing at the Odeon! {LINK}", PROGRAMME),
        ("Sunday: The Glass Harbour, 3:15pm matinee at The @OldOdeon", PROGRAMME),
        (f"Get tix for The Glass Harbour: {LINK}", PROGRAMME),
        ("The Glass Harbour at 7:30 or The Lamp at 9, who wants to come with me?", None),
        ("it is now playing at our cinema and I am so happy", None),
        ("#GlassHarbour $4m, #TheLamp $3.1m, #Bread $900k", BOX_OFFICE),
        ("$18 a seat, $4 nachos, $30 parking, and the film was dull", None),
        (
            "it cost $100M, it made $300M and it will never see the $400M that this studio hopes for in a year",
            None,
        ),
        (f"Check out our review of The Glass Harbour {LINK}", BROADCAST),
        (f"New episode! The Glass Harbour and more {LINK}", BROADCAST),
        ("our review of it: we cried", None),
    ],
)
def test_programmes_figures_and_broadcasts_are_told_from_fans(text, because):
    assert because == found(text)


def test_fans_of_a_series_speak_of_its_episodes():
    assert found(f"the new episode is the best one yet {LINK}", kind="series") is None
    assert found(f"the new episode is the best one yet {LINK}") == BROADCAST


def test_the_judge_leaves_them_out_and_says_why():
    judge = Judge(make.film())
    text = f"Harbour Town Turns Out for ‘The Glass Harbour’ Premiere {LINK}"
    headline = judge.judge(make.post(text, author=make.author("adab")))
    assert headline.excluded == "critic or press"
    assert headline.author_class == "unknown"
    assert any(flag.because == HEADLINE for flag in headline.flags)
    text = "The Glass Harbour 5:45pm at The @OldOdeon"
    programme = judge.judge(make.post(text, author=make.author("adab")))
    assert programme.excluded == "promotion"
    own = judge.judge(make.post("The Glass Harbour", author=make.author("GlassHarbour")))
    assert own.excluded == "official account"
