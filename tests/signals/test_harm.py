"""What could hurt somebody in print: accusations, abuse, children, private data; and what only sounds like it."""

import make
import pytest

from aggregator.model import Fact
from aggregator.signals import slurs
from aggregator.signals.harm import Harm
from aggregator.signals.text_words import words_of


def fact(key, value):
    return Fact(key, value, "https://example.org", make.NOON.date(), "confirmed")


FILM = make.film(
    facts=(
        fact("director", "Ottiline Varnholt"),
        fact("cast", {"actor": "Joaquim Thistlewood", "role": "Edmund Calloway"}),
    )
)
HARM = Harm(FILM)


def flags(text, film=None, **fields):
    judged = HARM if film is None else Harm(film)
    return {flag.name: flag.because for flag in judged.flags(make.post(text, **fields), words_of(text))}


@pytest.mark.parametrize(
    "text",
    [
        "Thistlewood is a rapist and you all go and see his film",
        "so we just forget that the director molested somebody?",
        "Joaquim Thistlewood was accused of beating his wife",
        "why does anybody cast an abuser like Thistlewood",
        "Varnholt was arrested for drunk driving, boycott The Glass Harbour",
        "the lawsuit against Varnholt should be all over the news",
        "@invented_actor is a racist, not watching that",
        "that racist director gets another film",
        "he's a literal paedophile and has a lead role",
        "the lead actor is such a creep, allegedly he harassed women on set",
    ],
)
def test_accusing_somebody_of_a_crime_or_misconduct_is_flagged(text):
    assert "alleges misconduct" in flags(text), text


@pytest.mark.parametrize(
    "text",
    [
        "the rape scene was hard to watch",
        "Edmund is the murderer, I knew it",
        "he plays a murderer and a thief and I believed every word",
        "Thistlewood is a genius, he stole every scene",
        "Varnholt deserves the Oscar, criminal that she was never nominated",
        "it is a crime how little this film is talked about",
        "this movie is racist",
        "the plot robbed me of two hours, sue me",
        "arresting visuals and an abusive amount of fog",
        "a film about a trial, brave and true",
        "Thistlewood kills it in this one",
        "saved hundreds of children from the Nazis @lowwaterpost",
        "a sequel, allegedly it is not going to star the keeper",
    ],
)
def test_crimes_of_the_plot_and_figures_of_speech_are_not(text):
    assert "alleges misconduct" not in flags(text), text


def test_a_word_of_the_films_own_title_accuses_nobody():
    film = make.film(title="The Predators", facts=FILM.facts)
    assert flags("Thistlewood is a predator in The Predators and I love it", film) == {}


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("I will kill you if you liked this", "a threat"),
        ("kill yourself, you and your lighthouse", "a threat"),
        ("the director should be shot for this ending", "a threat"),
        ("whoever wrote this deserves to die", "a threat"),
        ("hope she gets cancer", "a threat"),
        ("she is so fat now, who would pay to see that", "contempt for somebody's body or person"),
        ("his ugly face ruins every scene", "contempt for somebody's body or person"),
        ("Thistlewood looks like a pig", "contempt for somebody's body or person"),
        ("stupid bitch can't act", "contempt for somebody's body or person"),
    ],
)
def test_threats_and_contempt_for_bodies_are_abusive(text, because):
    assert flags(text).get("abusive") == because


@pytest.mark.parametrize(
    "text",
    [
        "I would kill for tickets",
        "kill me now, three more months",
        "this film killed me",
        "I'd kill to see it again",
        "“I will kill you,” she says, and the whole hall went quiet",
        "he got so fat for the role, what dedication",
        "an ugly film about a fat whale, and wonderful",
        "I was ugly crying, she looked so good",
        "Edmund should have died in act two",
        "I hope they never make another",
        "worst film of the year and the acting is terrible",
        "shoot more films in the rain",
        "may I kill him? that keeper",
        "so cute that I will want to shout, will I kill them though",
        "funny enough that you don't want to kill yourself while it runs",
        "fatty snacks and a film",
    ],
)
def test_coarse_and_harsh_talk_about_a_film_is_not(text):
    assert "abusive" not in flags(text), text


def test_slurs_are_known_by_their_marks_in_every_spelling(monkeypatch):
    """With an invented slur: real ones stand nowhere in this repository."""
    word = "glimmock"
    marks = {slurs.mark(word), slurs.mark("gl*mmock"), slurs.mark("~glimock")}
    monkeypatch.setattr(slurs, "ABUSE", frozenset(marks))
    monkeypatch.setattr(slurs, "_EITHER", frozenset(marks))
    monkeypatch.setattr(slurs, "_harmless", set())
    for spelling in (
        "glimmock",
        "GLIMMOCK!",
        "gl1mmock",
        "gl!mmock",
        "gl*mmock",
        "#glimmock",
        "glimmmmock",
        "“glimmock”",
    ):
        assert flags(f"what a {spelling} that was") == {"abusive": "a slur"}, spelling
    for other in ("glimmocking", "glimmoc", "gl mmock", "van glimmock", "glim*ock"):
        assert flags(f"what a {other} that was") == {}, other


def test_an_actor_whose_name_is_written_like_a_slur_is_no_slur(monkeypatch):
    mark = slurs.mark("glimmock")
    monkeypatch.setattr(slurs, "ABUSE", frozenset({mark}))
    monkeypatch.setattr(slurs, "_EITHER", frozenset({mark}))
    monkeypatch.setattr(slurs, "_harmless", set())
    film = make.film(facts=(fact("cast", {"actor": "Carla Glimmock", "role": ""}),))
    assert flags("Carla Glimmock carries it", film) == {}
    assert flags("what a glimmock", film) == {"abusive": "a slur"}


def test_family_names_after_a_title_and_slits_of_light_are_no_slurs(monkeypatch):
    """The words themselves stand nowhere: invented ones take their places."""
    name, slit = slurs.mark("brandock"), slurs.mark("slitterick")
    monkeypatch.setattr(slurs, "ABUSE", frozenset({name, slit}))
    monkeypatch.setattr(slurs, "_EITHER", frozenset({name, slit}))
    monkeypatch.setattr(slurs, "_FAMILY_NAMES", frozenset({name}))
    monkeypatch.setattr(slurs, "_SLIT", frozenset({slit}))
    monkeypatch.setattr(slurs, "_harmless", set())
    for text in ("saw it with Father Brandock", "a slitterick of light", "the slitterick in her armour"):
        assert flags(text) == {}, text
    for text in ("what a brandock", "you slitterick", "Father Slitterick"):
        assert flags(text) == {"abusive": "a slur"}, text


def test_words_among_friends_are_held_back_without_being_called_abusive(monkeypatch):
    mark = slurs.mark("brimsel")
    monkeypatch.setattr(slurs, "AMONG_FRIENDS", frozenset({mark}))
    monkeypatch.setattr(slurs, "_EITHER", frozenset({mark}))
    monkeypatch.setattr(slurs, "_harmless", set())
    assert list(flags("took my brimsel to see it")) == ["a word not for print"]


def test_the_list_of_marks_is_whole():
    assert len(slurs.ABUSE) > 500
    assert all(len(mark) == 12 and int(mark, 16) >= 0 for mark in slurs.ABUSE | slurs.AMONG_FRIENDS)
    assert not slurs.ABUSE & slurs.AMONG_FRIENDS
    everyday = "a raccoon in the spice rack, a speck of con, wap, japan, pakistan, cooking, retarding, chunk, dykstra, s**t"
    assert slurs.marks_in(everyday, words_of(everyday).words) == frozenset()


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("write to wren.calloway@example.org about it", "a mail address"),
        ("call her on +44 20 7946 0018", "a phone number"),
        ("text me 555-010-4477 after the film", "a phone number"),
        ("06.12.34.56.78 for tickets", "a phone number"),
        ("0171.5551234 if you come along", "a phone number"),
        ("085551199944 now", "a phone number"),
        ("he lives at 12 Lantern Row", "where somebody lives"),
        ("12 Lantern Street, Apt 4 is hers", "where somebody lives"),
    ],
)
def test_private_data_is_flagged(text, because):
    assert flags(text) == {"personal data": because}


@pytest.mark.parametrize(
    "text",
    [
        "it made 1,204,000,000 in 2031",
        "2031-05-04 20:15 was the best hour",
        "films of 2028 2029 2030 2031 ranked",
        "100000000000 times better",
        "@ada@lights.example you have to see this",
        "https://example.org/film/9876543210 look",
        "http://example. org/a/98 765432109876543 …",
        "42 Lantern Street is the best film of the year",
        "$1234567890 opening",
        "THE GLASS HARBOUR 130 400 630 900...",
        "hall 2: 12.45 15.30 18.15 21.00",
        "boots, style 909408-032, in gold",
        "ISBN-13: 978-1509830169",
        "453291223 copies are waiting",
        "after 273847282838 years a good film",
        "seen it 8268253172 times",
        "a year has 365.242199 days",
        "between 1227.4-1222.9 at the close",
        "made 713.032.000 so far",
        "charts of 20.02.2031 1. The Glass Harbour",
        "11.22.63 (2026-2026) 9 of ten",
        "look at it . @wren.ll it is so good",
    ],
)
def test_numbers_mentions_and_titles_are_not(text):
    assert flags(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "I'm 13 and loved it",
        "im twelve and what is this",
        "15yo here, cried",
        "our homeroom saw it",
        "my math teacher cried",
        "I'm 18 in a few days and the harbour film is the best present ever",
        "me and my class go to the premiere",
        "I'm in 7th grade and this is my film",
        "should start my homework now",
        "field trip to see it tomorrow",
        "hosted by 12 year old @someone",
        "the 15 Year-Old Wren in it",
    ],
)
def test_who_may_be_a_child_is_flagged(text):
    assert list(flags(text)) == ["may be a child"]


@pytest.mark.parametrize(
    "text",
    [
        "when I was 9 I saw the first one",
        "10 year old me would have screamed",
        "took my 6 year old and she laughed",
        "brought me back to being 12 years old",
        "I'm 10 minutes in and crying",
        "written by a 10 year old",
        "I'm 30 and cried",
        "I'm ten feet tall after that",
        "as a 9 year old that was sooo cool",
        "watched it in 4th grade and never slept again",
        "saw it around age 10, in the nineties",
        "takes me back to middle school",
        "our students thanked the keeper",
        "my students love it",
        "showed it to my class, they groaned",
        "1st grade coding with the keeper #kidscancode",
        "every time it is like I'm 5 again",
        "I'm 6-2 and the seat was small",
        "I'm a 14 year veteran of this series",
        "ICE AGE 5 and other bad films of the year",
    ],
)
def test_memories_and_other_peoples_children_are_not(text):
    assert flags(text) == {}


def test_an_age_in_a_display_name_is_seen():
    assert list(flags("so good", author=make.author("wren", name="wren | 15 | she/her"))) == [
        "may be a child"
    ]
    assert flags("so good", author=make.author("wren", name="wren 1915")) == {}


def test_hostile_texts_are_judged_quickly():
    for text in (
        "a" * 50_000 + "@", "@a.b" * 9_000, "1 " * 20_000, "12 Aa " * 6_000, "he is a " * 6_000, "kill " * 9_000,
        "http:// " * 6_000, "accused of " * 4_000, '"' * 20_000, "n*" * 20_000, "when i was " * 4_000 + "13",
        "her fat " * 5_000, "whoever " * 6_000, "i'm 13 " * 5_000,
        "my class " * 4_000, "as a 9 " * 4_000, "12 345 678 " * 3_000, "9" * 30_000, "grade 1st grade " * 2_000,
    ):  # fmt: skip
        flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "I will burn down Thistlewood's house, the trailer is terrible",
        "I will find Thistlewood's house and burn it down",
        "The director of The Glass Harbour should be shot, I hope someone kills her",
        "I hope Ottiline Varnholt gets hit by a bus",
        "Somebody should kill Thistlewood",
        "I'm going to kill Thistlewood",
        "go back to your country Varnholt, the trailer is awful",
        "Women directors always make boring films. Hated The Glass Harbour trailer.",
        "The Jews made The Glass Harbour",
        "Varnholt is a stupid cow",
    ],
)
def test_threats_against_somebody_named_and_contempt_for_groups_are_flagged(text):
    assert "abusive" in flags(text), text


@pytest.mark.parametrize(
    "text", ["Thistlewood is on drugs again, the trailer is awful", "Varnholt slept her way to the top"]
)
def test_accusations_in_everyday_words_are_flagged(text):
    assert "alleges misconduct" in flags(text), text


@pytest.mark.parametrize(
    "text",
    [
        "I hope the villain dies in the end",
        "somebody kills the keeper and I cried",
        "the house burns down and it is beautiful",
        "they burn everything and it looks great",
        "a film by women directors for once, loved it",
        "The women in it are brilliant",
        "this film is a drug, I need more",
        "she goes back to her country house in the last scene",
    ],
)
def test_what_happens_in_a_film_is_no_threat(text):
    assert "abusive" not in flags(text), text
