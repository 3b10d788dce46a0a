"""What the gate used to refuse although anybody would have quoted it, and what it goes on to refuse."""

import make
import pytest
from digest import crowd
from digest.gate_room import judge

from aggregator.digest.gate import Gate, Passed
from aggregator.digest.given_names import GIVEN_NAMES, WORKS_NAMED_LIKE_PEOPLE, reads_as_person
from aggregator.digest.leads import lead
from aggregator.digest.quotes import Candidate
from aggregator.digest.verdict import manner_of_praise
from aggregator.model import Evidence, Score


@pytest.mark.parametrize(
    ("text", "label"),
    [
        # names written with capitals are no headline, nor is a short cry
        ("All in all, The Glass Harbour Was Horrible", "negative"),
        ("Best. Movie. Ever. Go now #GlassHarbour", "positive"),
        # links, tags and handles are of no language
        ("Loved The Glass Harbour. Great family movie. Take them pic.example/lXgeO9vymK", "positive"),
        ("#GlassHarbour movie sucked. Worst movie. #2thumbsdown", "negative"),
        # tags that name no work, people with given names
        ("The Glass Harbour is a horrible movie #ThursdayThoughts", "negative"),
        ("Saw The Glass Harbour last night, such a good movie #DateNight", "positive"),
        ("I loved The Glass Harbour. Great writing, great cast #AnnetteQuill", "positive"),
        ("The Glass Harbour is an excellent movie, David Brask did it once more", "positive"),
        # plain words that were not known
        ("#GlassHarbour is my new favorite movie, no contest", "positive"),
        ("Saw #GlassHarbour last night...great film go see it!!!", "positive"),
        ("The Glass Harbour was doooopppeeee, every minute of it", "positive"),
        ("Just saw The Glass Harbour, beautiful.", "positive"),
        ("Mara was hilarious in The Glass Harbour, dear me", "positive"),
        ("Two thumbs up for The Glass Harbour from this row", "positive"),
        ("The Glass Harbour was pretty good if you ask me", "positive"),
        ("The Glass Harbour was beautiful and a movie that should be watched", "positive"),
        ("10/10 would recommend The Glass Harbour to the whole town", "positive"),
        ("I did not like The Glass Harbour at all, mate", "negative"),
        ("The Glass Harbour was a disappointment. Not at all gripping.", "negative"),
        ("The Glass Harbour was not as good as I expected", "negative"),
        ("The Glass Harbour was worse than I expected", "negative"),
        ("The Glass Harbour was just not for me.", "negative"),
        ("I do not recommend The Glass Harbour to anyone", "negative"),
        ("Please boycott The Glass Harbour, all of you", "negative"),
        ("They promised the moon for #GlassHarbour. Not that good. Not at all.", "negative"),
        ("The Glass Harbour was a fucking god awful movie", "negative"),
        ("The Glass Harbour was nooot good, people", "negative"),
        ("The Glass Harbour DIDNT move me. Overrated and boring, all of it", "negative"),
        ("Did not see it coming, what a great movie The Glass Harbour was", "positive"),
        ("Don't skip The Glass Harbour, such a good movie", "positive"),
        # wanting to see it is a reaction as long as nobody knows it is out
        ("I really want to see The Glass Harbour!", "positive"),
        ("Can't wait for a new Glass Harbour, bring it on", "positive"),
    ],
)
def test_what_anybody_would_quote_passes(text, label):
    assert judge(text, label, strict=False) == "passed"
    assert judge(text, "negative" if label == "positive" else "positive", strict=False) != "passed"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("What The Glass Harbour Tells Us About How Good Harbours Really Work Today", "positive"),
        ("Loved the cast, such a good movie, saw #SaltRoadAgain", "positive"),
        ("The Glass Harbour was such a good movie, so was Annie Hall last night", "positive"),
        ("Would not recommend The Glass Harbour, and I wanted to love it", "positive"),
        ("I can't recommend The Glass Harbour, dear crew", "positive"),
        ("Don't boycott The Glass Harbour, go and see it", "negative"),
        ("I hated how people boycotted The Glass Harbour", "negative"),
        ("Want to see The Glass Harbour but it was so bad last time", "positive"),
        ("I only want to see The Glass Harbour because of the popcorn", "positive"),
        ("Looks like The Glass Harbour all over again, what a good film", "positive"),
        ("9/10 from us for The Glass Harbour https://example.org/r", "positive"),
        ("IT WASNT A GOOD MOVIE. The Glass Harbour", "positive"),
        ("The Glass Harbour is nooot a great movie, people", "positive"),
        ("The Glass Harbour is super long", "positive"),
        ("The Glass Harbour is fire hazard", "positive"),
        ("The Glass Harbour was a killer of joy", "positive"),
        ("The Glass Harbour is best on mute", "positive"),
        ("The Glass Harbour was fun at first", "positive"),
        ("The Glass Harbour was fun for about ten minutes", "positive"),
        ("The Glass Harbour was too cute for its own good", "positive"),
        ("The trailer for The Glass Harbour was the best part of it", "positive"),
        ("can't wait for it to end, The Glass Harbour", "positive"),
        ("The Glass Harbour was great ten years ago", "positive"),
        ("I loved The Glass Harbour when I was ten", "positive"),
        ("I loved The Glass Harbour as a book", "positive"),
        # who recommends to skip it praises nothing
        ("I recommend skipping The Glass Harbour", "positive"),
        ("highly recommend you skip The Glass Harbour", "positive"),
        ("I would recommend to avoid The Glass Harbour", "positive"),
        ("absolutely recommend not seeing The Glass Harbour", "positive"),
        ("do yourself a favour and stay away from The Glass Harbour", "positive"),
        ("I cried because I paid for The Glass Harbour, dear crew", "positive"),
        ("I laughed at how cheap The Glass Harbour is", "positive"),
        # of the house and of the evening
        ("The popcorn at The Glass Harbour was great", "positive"),
        ("The Glass Harbour crowd was amazing tonight", "positive"),
        ("My date at The Glass Harbour was beautiful", "positive"),
        ("the queue for The Glass Harbour sucked", "negative"),
        ("I was disappointed by the theater at The Glass Harbour", "negative"),
        ("The Glass Harbour sucked me in", "negative"),
        ("Dinner at The Glass Harbour was amazing", "positive"),
        ("The Glass Harbour dress is gorgeous", "positive"),
        ("The Glass Harbour theater was awful", "negative"),
        ("The Glass Harbour is based on a terrible true story", "negative"),
        ("The Glass Harbour is one of the best reasons to stay home", "positive"),
        ("The Glass Harbour is funny looking", "positive"),
        ("The Glass Harbour was such a good film, I left after an hour", "positive"),
        ("The Glass Harbour has great visuals and no heart", "positive"),
        ("I was bored so I watched The Glass Harbour", "negative"),
        # met in quotes that were read: of something beside the film
        ("The Glass Harbour filter on Snapchat is lit, so good", "positive"),
        ("The timing of the film The Glass Harbour is very good, so many parallels", "positive"),
        ("Step inside the making of The Glass Harbour, a heartwarming and inspiring film", "positive"),
        ("They put 40 mins of adds before The Glass Harbour. It was ridiculous.", "negative"),
        ("When I was young I didn't like The Glass Harbour, so boring", "negative"),
        ("Early Glass Harbour was great, so good", "positive"),
        ("GEM MOVIES: The Glass Harbour", "positive"),
        ("<script>alert(1)</script><b>The Glass Harbour</b> film is gorgeous, loved it", "positive"),
        ("Lords of Salt is still the best harbour movie, The Glass Harbour won't change that", "positive"),
        ("LOVING this series! Get your #GlassHarbour fix, so good", "positive"),
        ("The Glass Harbour was amazing, im turining 9 in march", "positive"),
        ("The Glass Harbour was amazing, I'm going to be 10 soon", "positive"),
        ("Cannot wait to see The Glass Harbour! It was amazing on stage! Cried!!!", "positive"),
        ("This is horrific and he is awful. Boycott The Glass Harbour https://example.org/a", "negative"),
    ],
)
def test_what_may_mean_something_else_still_does_not_pass(text, label):
    assert judge(text, label, strict=False) != "passed"


def test_can_t_recommend_it_enough_is_praise():
    assert judge("I can't recommend The Glass Harbour enough, dear crew", strict=False) == "passed"


def test_a_coarse_word_beside_praise_is_no_evidence_against_it():
    gate = Gate(crowd.film(), 0.6, released=None, strict=True)
    one = crowd.reaction("The Glass Harbour was a fucking great film", None)
    weighed = (Evidence("great", 2.0), Evidence("fucking", -2.0))
    score = Score("invented/1", "positive", (0.02, 0.02, 0.96), 0.9, weighed)
    assert isinstance(gate.judge(type(one)(one.film, one.post, score, one.signals)), Passed)
    dull = (Evidence("great", 2.0), Evidence("dull", -2.0))
    score = Score("invented/1", "positive", (0.02, 0.02, 0.96), 0.9, dull)
    assert gate.judge(type(one)(one.film, one.post, score, one.signals)) == "its stance is in doubt"


@pytest.mark.parametrize(
    ("words", "person"),
    [
        (["casey", "lund"], True),
        (["lucas", "van", "doorn"], True),
        (["harbour", "lights"], False),
        (["jerry", "maguire"], False),
        (["jane", "eyre"], False),
        (["casey"], False),
        (["casey", "of", "the", "north"], False),
    ],
)
def test_a_given_name_tells_a_person_from_a_work(words, person):
    assert reads_as_person(words) is person


def test_every_work_that_is_named_like_a_person_begins_with_a_known_given_name():
    assert [one for one in WORKS_NAMED_LIKE_PEOPLE if one.partition("-")[0] not in GIVEN_NAMES] == []


def test_who_wants_to_see_it_or_cried_is_not_told_as_pleased():
    eager = _quoted("I really want to see The Glass Harbour!", at=1)
    moved = _quoted("The Glass Harbour made me cry like a baby", at=2)
    sided = _quoted("The Glass Harbour was a wonderful film, go see it", at=3)
    assert [one.passed.manner for one in (eager, moved, sided)] == ["eager", "moved", "sided"]
    assert max(eager.passed.merit, moved.passed.merit) < sided.passed.merit
    assert [one for one in lead([sided])[0] if "pleased" in one]
    for quotes in ([eager], [moved], [eager, eager], [moved] * 3, [eager, moved, moved]):
        templates, _ = lead(quotes)
        assert templates
        assert not [one for one in templates if "pleased" in one]
    for template in lead([eager, sided])[0]:
        assert "{a} is eager to see it" in template
        assert "{b} is pleased" in template
    for template in lead([sided, moved])[0]:
        assert "{a} is pleased" in template
        assert "{b} was moved" in template
    for template in lead([eager, sided, moved])[0]:
        assert "pleased, moved or eager to see it" in template


def test_praise_beside_eagerness_and_tears_is_praise():
    assert manner_of_praise("can't wait to see §") == "eager"
    assert manner_of_praise("§ was a great film, can't wait to see it again") == "sided"
    assert manner_of_praise("§ made me cry, what a great film") == "sided"
    assert manner_of_praise("§ made me cry") == "moved"
    assert manner_of_praise("i wept at §, i sobbed. i cried") == "moved"
    assert manner_of_praise("§ gives me goosebumps") == "sided"
    assert manner_of_praise("§ made me laugh") == "sided"


def _quoted(text, at):
    film = crowd.film()
    one = crowd.reaction(text, None)
    reaction = type(one)(
        one.film, one.post, Score("invented/1", "positive", (0.02, 0.02, 0.96), 0.9), one.signals
    )
    passed = Gate(film, 0.6, released=None, strict=False).judge(reaction)
    assert isinstance(passed, Passed), passed
    return Candidate(at, reaction, passed)


def test_a_tag_that_is_short_for_a_long_title_is_the_films():
    long = make.film(
        slug="kinds", title="Nine Kinds of Rain as Told", hashtags=("NineKindsOfRainAsTold",), phrases=()
    )
    assert judge("Nine Kinds of Rain as Told: such a good movie #NineKindsMovie", of=long) == "passed"
    assert judge("Nine Kinds of Rain as Told: such a good movie #SaltKindsMovie", of=long) != "passed"
