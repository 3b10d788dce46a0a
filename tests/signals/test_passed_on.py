"""Headlines, programmes of cinemas and figures that are passed on without a word of one's own."""

import time

import make
import pytest

from aggregator.signals import Judge
from aggregator.signals.automation import automated
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
    "text",
    [
        f"Harbour watchdog says ‘The Glass Harbour’ video was misleading {LINK}",
        f"Probe: ‘The Glass Harbour’ edited to mislead {LINK}",
        f"Investigation finds no seagulls were harmed on the set of The Glass Harbour: report {LINK}",
        f"The Glass Harbour gull video deemed fake by third-party investigation {LINK}",
        f"How accurate is ‘The Glass Harbour’? Here's what the movie gets right and wrong {LINK}",
        f"‘The Glass Harbour’ editor connects the pieces through the tears {LINK}",
        f"UK box office: The Glass Harbour retains top spot {LINK}",
        f"Mara Lindqvist joins the cast of ‘The Glass Harbour’ sequel {LINK} pic.twitter.com/abc",
        f"#TopNews lighthouse keeper cleared in The Glass Harbour case {LINK}",
        f"Gull trainer defends The Glass Harbour - Harbour Gazette {LINK}",
        f"Gull trainer defends The Glass Harbour {LINK} via @harbourgazette",
        f"Sea trial of The Glass Harbour boats shown (VIDEO) {LINK}",
        f"RT Gazette ‘The Glass Harbour’ named best film by sailors' guild {LINK}",
        f"Film review: The Glass Harbour is a portrait of grief {LINK}",
        "The Glass Harbour is a stunning, slow portrait of grief https://dlvr.it/abc",
        "Watchdog says The Glass Harbour video was misleading https://t.co/abc via @gazette",
        "‘The Glass Harbour’ date ends in a lawsuit https://www.independent.co.uk/a/b",
    ],
)
def test_news_in_plain_sentences_is_nobodys_own_words(text):
    assert found(text) == HEADLINE


@pytest.mark.parametrize(
    "text",
    [
        f"I hear the watchdog says ‘The Glass Harbour’ video was misleading {LINK}",
        f"Told you! ‘The Glass Harbour’ video deemed fake, says report {LINK}",
        f"So glad the investigation cleared The Glass Harbour {LINK}",
        f"Shame: ‘The Glass Harbour’ edited to mislead, report says. My heart {LINK}",
        f"‘The Glass Harbour’ is a stunning film {LINK}",
        f"Everyone go and read what the report says about The Glass Harbour {LINK}",
        f"watchdog says ‘The Glass Harbour’ video was misleading {LINK}",
        f"Watchdog says ‘The Glass Harbour’ video was misleading {LINK} what a bunch of clowns",
        f"Watchdog says ‘The Glass Harbour’ video was misleading 🙄 {LINK}",
        f"Report says ‘The Glass Harbour’ was cut... typical {LINK}",
        "Probe finds ‘The Glass Harbour’ misleading https://twitter.com/harbourgazette/status/1",
        "Probe finds ‘The Glass Harbour’ misleading https://x.com/harbourgazette/status/1",
        "Probe finds ‘The Glass Harbour’ misleading https://bsky.app/profile/gazette.example/post/1",
        "‘The Glass Harbour’ trailer gives off strong lighthouse vibes https://youtu.be/abc",
        "‘The Glass Harbour’ gives off strong lighthouse vibes https://t.co/abc",
        "Rewatched ‘The Glass Harbour’ with the gulls outside https://letterboxd.com/a/film/b",
        "Watchdog says ‘The Glass Harbour’ video was misleading",
        f"Watchdog says ‘The Glass Harbour’ video was misleading すごい {LINK}",
    ],
)
def test_a_fans_sentence_with_a_link_stays(text):
    assert found(text) is None


def test_words_of_a_title_are_nobodys_own():
    text = f"Box office: ‘All of This and Me’ retains top spot {LINK}"
    assert found(text, title="All of This and Me") == HEADLINE
    assert found(text) is None


@pytest.mark.parametrize(
    "text",
    [" - A" * 140, " - " + "A" * 550, "“A " * 180, "A: " * 190, "/a.b/c " * 80, "(video" * 90, "via " * 140],
)
def test_hostile_links_are_judged_quickly(text):
    began = time.process_time()
    found(text + " https://example.org/a")
    assert time.process_time() - began < 0.1


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


@pytest.mark.parametrize(
    "text",
    [
        f"The Glass Harbour (2031) {LINK}",
        f"The Glass Harbour {LINK} via @example",
        f"THE GLASS HARBOUR {LINK} #movies",
    ],
)
def test_a_bare_title_with_a_link_is_nobodys_own_words(text):
    assert found(text) == HEADLINE


@pytest.mark.parametrize(
    "text",
    [
        "The Glass Harbour",
        "#GlassHarbour pic.twitter.com/abc",
        f"The Glass Harbour <3 {LINK}",
        f"The Glass Harbour! {LINK}",
        f"The Glass Harbour: 9.0 {LINK}",
        f"The Glass Harbour ★★★★ {LINK}",
        f"The Glass Harbour #SoFunny {LINK}",
        "The Glass Harbour https://www.instagram.com/p/abc/",
        "The Glass Harbour https://x.com/dockhand/status/1",
        "The Glass Harbour https://bsky.app/profile/dockhand.example/post/1",
    ],
)
def test_a_bare_title_with_a_sign_of_feeling_or_a_page_of_ones_own_stays(text):
    assert found(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"I'm at the Odeon for The Glass Harbour (12 Quay Street, Harbourtown) {LINK}", "automated"),
        ("watching The Glass Harbour at Odeon Harbourtown http:// fb.me/abc", "automated"),
        (f"I am planning to watch The Glass Harbour @ Odeon Harbourtown {LINK}", "automated"),
        (f"What did you think of The Glass Harbour? Have you seen it yet? {LINK}", "promotion"),
        (f"The Glass Harbour is in theaters now! {LINK}", "promotion"),
        (f"The Glass Harbour opens on Friday {LINK}", "promotion"),
        ("The Glass Harbour by Odo Quill https:// itunes.apple.com/us/movie/abc", "promotion"),
        (f"The best film since the last one (@ Odeon Harbourtown for The Glass Harbour) {LINK}", None),
        ("Yes! — watching The Glass Harbour at Odeon Harbourtown http://fb.me/abc", None),
        (f"I'm so glad The Glass Harbour is in theaters now! {LINK}", None),
        ("did you see The Glass Harbour? https://twitter.com/dockhand/status/1", None),
        ("have you seen The Glass Harbour yet?", None),
        ("Have you seen The Glass Harbour yet? Amazing film! https://t.co/abc", None),
        ("Have you seen The Glass Harbour yet? Amazing film! https://x.com/dockhand/status/1", None),
        ("Did you see The Glass Harbour? A masterpiece https://letterboxd.com/dockhand/film/b", None),
        ("So happy The Glass Harbour is in theaters https://t.co/abc", None),
    ],
)
def test_check_ins_and_a_cinemas_questions_are_told_from_fans(text, kind):
    seen = automated(make.post(text))
    assert (None if seen is None else seen.kind) == kind
