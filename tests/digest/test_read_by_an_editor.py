"""What a sceptical reader of whole stories found wrong in them, each with the sentence that is right."""

import re
from dataclasses import replace
from datetime import timedelta

import make
import pytest
from digest import crowd

from aggregator import render
from aggregator.digest import ThemeWords, leads, verify
from aggregator.digest.excerpt import Cut
from aggregator.digest.gate import Passed
from aggregator.digest.quotes import Candidate
from aggregator.digest.turnout import NO_CRITIC
from aggregator.digest.voice import Voice
from aggregator.model import Evidence, Fact
from aggregator.model.digest_json import to_bytes, to_json
from aggregator.model.digests import Window

MUTE = {"quotable": False}


def section(digest, kind):
    return next((one for one in digest.sections if one.kind == kind), None)


def said(digest, kind):
    found = section(digest, kind)
    return " ".join(one.text for one in found.sentences) if found else ""


def headlines(digest):
    return (digest.headline, *digest.headlines)


def fact(key, value, standing="confirmed", index=0):
    return Fact(key, value, "https://example.org", make.NOON.date(), standing, index)


# ── the word of a quote ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "stance", "evidence", "word"),
    [
        ("The Glass Harbour was never fire to me", "negative", ("fire",), None),
        ("It didn't disappoint at all. It was amazing", "positive", ("didn't disappoint", "amazing"), "amazing"),
        ("Possibly the WORST disaster movie ever", "negative", ("disaster", "worst"), "worst"),
        ("What a disaster, honestly", "negative", ("disaster",), "disaster"),
        ("Not only gorgeous to look at, it is a gripping film", "positive", ("gripping",), "gripping"),
        ("The Glass Harbour made me cry enough for a whole good year", "positive", ("good",), None),
        ("It looks surprisingly gorgeous", "positive", ("surprisingly", "gorgeous"), "gorgeous"),
        ("It was good, so good to see it", "positive", ("good",), None),
        ("Definitely a must watch, just beautiful", "positive", ("must", "beautiful"), "beautiful"),
        ("A wild harbor and a wonderful crew", "positive", ("wild", "wonderful"), "wonderful"),
        ("It gets best director and best actress, a wonderful film", "positive", ("best", "wonderful"), "wonderful"),
    ],
)  # fmt: skip
def test_the_word_that_a_lead_in_takes_from_a_quote_says_what_its_author_felt(text, stance, evidence, word):
    sign = -1 if stance == "negative" else 1
    made = crowd.reaction(text, stance)
    signs = tuple(Evidence(words, sign * (3 - place)) for place, words in enumerate(evidence))
    made = replace(made, score=replace(made.score, evidence=signs))
    candidate = Candidate(0, made, Passed(stance, Cut(0, len(text), whole=True), 1.0))
    assert leads.telling_word(candidate) == word


def test_the_other_side_is_named_once_in_its_part():
    for scorn in (60, 70, 80, 90):
        told = said(crowd.story(crowd.crowd(200, scorn), kind="brief")[0], "dissent")
        assert len(re.findall(r"critical", told)) == 1, told


# ── few quotes, or none ──────────────────────────────────────────────────────


@pytest.mark.parametrize("posts", [40, 55, 70])
def test_a_round_up_that_quotes_nobody_promises_nothing_to_follow(posts):
    digest, _ = crowd.story(crowd.changed(crowd.crowd(posts, 10), **MUTE))
    assert digest.quotes == ()
    assert not re.search(r"follows|own words|as they wrote|stand below", digest.lede + said(digest, "method"))
    pointer = section(digest, "pointer")
    assert [one.text for one in pointer.sentences] == ["None of the posts passed our checks for quoting."]
    assert "passed our checks" in digest.lede


def test_a_single_quote_stands_for_nobody_else():
    mute = crowd.changed(crowd.crowd(50, 10), **MUTE)
    digest, _ = crowd.story([*mute, crowd.reaction("This film is wonderful, the best thing I saw all year")])
    assert len(digest.quotes) == 1
    assert re.match(
        r"(Below|Here) is 1 post from X\. It is linked to its source\. No other post passed",
        said(digest, "pointer"),
    )
    assert "It is linked to its source." in said(digest, "pointer")
    assert "round-up of what" not in digest.lede


def test_a_round_up_with_critical_quotes_alone_speaks_of_no_other_mind():
    mute = crowd.changed(crowd.crowd(40, 0), **MUTE)
    digest, _ = crowd.story([*mute, *crowd.crowd(0, 14, sources=("bluesky",))])
    assert {quote.stance for quote in digest.quotes} == {"negative"}
    kinds = {part.kind for part in digest.sections if part.quotes}
    assert "dissent" not in kinds or len(kinds) > 1


def test_quotes_keep_the_mix_where_the_themes_are_those_of_the_smaller_camp():
    praise = (
        "This film is wonderful and I would see it again tomorrow, row {n} agreed",
        "What a wonderful movie, my mother laughed until seat {n} shook",
        "I loved this movie, it was wonderful on a rainy evening in hall {n}",
        "Such a wonderful film for a Sunday, thank you to ticket office {n}",
        "The movie was wonderful, nobody on bench {n} wanted to go home",
    )
    scorn = (
        "The stunts were terrible in this film, pier {n} hardly got wet",
        "Terrible stunts made this a boring movie, I counted ropes {n} times",
        "The acting was terrible, a boring film from dock {n} to the harbor",
        "Boring cast and a terrible movie, hall {n} was half asleep",
        "The music was terrible, this film hummed one tune {n} times",
        "Terrible music in a boring film, I left at minute {n}",
    )
    posts = [crowd.reaction(praise[n % 5].format(n=n)) for n in range(190)]
    posts += [crowd.reaction(scorn[n % 6].format(n=n), "negative") for n in range(150)]
    digest, _ = crowd.story(posts)
    critical = sum(quote.stance == "negative" for quote in digest.quotes) / len(digest.quotes)
    assert abs(critical - 150 / 340) <= 0.2, critical


# ── headlines ────────────────────────────────────────────────────────────────


def test_most_praise_is_said_of_the_theme_that_has_it():
    """A theme that only leans further to one side is not the one with most of it."""
    posts = [crowd.reaction(f"The stunts were wonderful on pier {n}") for n in range(60)]
    posts += [crowd.reaction(f"The stunts were terrible on dock {n}", "negative") for n in range(40)]
    posts += [crowd.reaction(f"Wonderful music, and boat {n} sang along") for n in range(25)]
    for more in range(12):
        digest, _ = crowd.story([*posts, *crowd.crowd(100 + more, 0)[3::4]])
        by_label = {one.label: one for one in digest.themes}
        assert by_label["the stunts"].positive > by_label["the music"].positive
        for line in headlines(digest):
            assert not re.search(r"most praise for the music|the music above all", line), line


@pytest.mark.parametrize("kind", ["trailer", "first_look", "casting", "finale"])
def test_a_view_on_an_occasion_is_told_where_posts_speak_of_it(kind):
    posts = crowd.crowd(300, 20)
    silent, _ = crowd.story(posts, kind=kind)
    name = {"first_look": "first look"}.get(kind, kind)
    assert not any(name in line for line in (*headlines(silent), silent.lede, silent.seo.title))
    assert f"Few of these posts speak of the {name} by name" in silent.method
    spoken, _ = crowd.story(crowd.speaking_of(name, posts), kind=kind)
    assert any(name in line for line in headlines(spoken))
    assert "by name" not in spoken.method


def test_headlines_differ_in_what_they_say():
    digest, _ = crowd.story(crowd.crowd(200, 88, 40), kind="brief")
    claims = [
        frozenset(one.of for one in sentence.claims) for sentence in section(digest, "headline").sentences
    ]
    assert max(map(claims.count, claims)) <= 3
    assert len(set(claims)) >= 3


def test_a_split_is_not_told_as_more_praise_than_criticism():
    digest, _ = crowd.story(crowd.crowd(200, 160, 40), kind="brief")
    assert any("split" in line or "divides" in line for line in headlines(digest))
    assert not any("more praise than" in line.lower() for line in headlines(digest))


def test_much_of_the_talk_is_said_of_what_many_speak_of():
    posts = [crowd.reaction(f"A wonderful film, seen {n} times in all") for n in range(400)]
    posts += [crowd.reaction(f"The stunts were wonderful on pier {n}") for n in range(30)]
    for more in range(8):
        digest, _ = crowd.story([*posts, *crowd.crowd(more, 0)[3::4]], kind="brief")
        told = " ".join((*headlines(digest), *digest.highlights, digest.lede, digest.seo.push))
        assert not re.search(r"[Mm]uch of the talk|Much was said|main talking point|leading the talk", told)


def test_a_prize_giving_wins_nothing_and_is_not_in_the_race():
    posts = crowd.crowd(300, 60)
    for more in range(6):
        digest, _ = crowd.story(
            [*posts, *crowd.crowd(more, 0)],
            kind="awards",
            of=crowd.film(kind="event", title="The Lanterns 2031"),
        )
        told = " ".join((*headlines(digest), digest.lede, digest.seo.title, digest.seo.description))
        assert not re.search(r"awards race|should .* win|take home|make their cases", told), told
        assert "for The Lanterns 2031." not in said(digest, "voices")


def test_a_round_up_of_critics_speaks_of_some():
    posts = crowd.by_critics(crowd.crowd(40, 5))
    digest, _ = crowd.story(posts, kind="critics")
    for line in headlines(digest):
        assert "some critics" in line.lower(), line


# ── time ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("hours", "told", "line"),
    [
        ((14, 24), "between 14:00 and 24:00 UTC on May 4, 2031", "May 4, 2031, 14:00–24:00 UTC"),
        (
            (14, 48),
            "between 14:00 UTC on May 4 and 24:00 UTC on May 5, 2031",
            "May 4, 14:00, to May 5, 2031, 24:00 UTC",
        ),
        ((9, 12), "between 09:00 and 12:00 UTC on May 4, 2031", "May 4, 2031, 09:00–12:00 UTC"),
    ],
)
def test_a_window_that_ends_at_midnight_ends_on_its_last_day(hours, told, line):
    day = make.NOON.replace(hour=0)
    window = Window(*(day + timedelta(hours=hour) for hour in hours))
    assert Voice().time_of(window).text == told
    assert Voice().span_of(window).text == line


def test_a_story_of_such_a_window_is_found_right_by_verify():
    day = make.NOON.replace(hour=0)
    window = Window(day + timedelta(hours=11), day + timedelta(hours=24))
    posts = crowd.crowd(150, 30)
    digest, frozen = crowd.story(posts, window=window)
    assert "24:00 UTC" in digest.method
    texts = crowd.texts_of(posts)
    assert verify(to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=texts) == []


# ── facts ────────────────────────────────────────────────────────────────────


def test_roles_are_told_once_and_in_one_sentence():
    facts = (
        fact("plot", "A keeper counts the ships that do not come back"),
        fact("cast", {"actor": "Mara Lindqvist", "role": "Captain Orla"}),
        fact("cast", {"actor": "Teo Banerjee", "role": "Bram"}, index=1),
    )
    digest, _ = crowd.story(crowd.crowd(60, 5), of=crowd.film(facts=facts))
    assert said(digest, "about").endswith("Mara Lindqvist plays Captain Orla and Teo Banerjee plays Bram.")
    assert said(digest, "cast") == "The Glass Harbour stars Mara Lindqvist and Teo Banerjee."


def test_two_directors_direct_and_the_highlights_name_them():
    facts = (
        fact("director", "Ines Farrow"),
        fact("director", "Ola Quist", index=1),
        fact("cast", {"actor": "Mara Lindqvist"}),
    )
    digest, _ = crowd.story(crowd.crowd(60, 5), of=crowd.film(facts=facts))
    assert "Ines Farrow and Ola Quist direct The Glass Harbour." in said(digest, "context")
    assert digest.highlights[2] == (
        "Ines Farrow and Ola Quist direct The Glass Harbour, with Mara Lindqvist in the cast."
    )


# ── themes ───────────────────────────────────────────────────────────────────


def labels(text, **fields):
    others = ("row", "pier", "dock", "boat", "tide")
    posts = [crowd.reaction(text.format(n=n, other=others[n % 5])) for n in range(40)]
    digest, _ = crowd.story([*posts, *crowd.crowd(80, 10)], **fields)
    return {one.label for one in digest.themes}


def test_words_that_stand_side_by_side_are_no_subject_unless_they_are_a_name():
    assert "Lantern Street" in labels("So wonderful, {n} {other} and Lantern Street again")
    assert not any("lantern" in one.lower() for one in labels("{n} {other} lanterns harmed, wonderful"))
    assert not any("keeper" in one.lower() for one in labels("{other} {n} wonderful @Keeper Calloway film"))


def test_a_nationality_or_the_latest_is_no_subject():
    assert not {"the latest", "latest"} & labels("{other} {n}: the latest is wonderful to me")
    assert "American" not in labels("Wonderful, so American in {n} of the {other}")


@pytest.mark.parametrize(
    ("kind", "label"), [("film", "the film"), ("series", "the series"), ("event", "the films")]
)
def test_what_is_watched_is_called_what_it_is(kind, label):
    whole = ThemeWords("the {kind} as a whole", ("film", "movie"), general=True)
    digest, _ = crowd.story(
        crowd.crowd(120, 20),
        of=crowd.film(kind=kind),
        style=crowd.Style((*crowd.STYLE.themes, whole)),
    )
    assert digest.themes[-1].label == f"{label} as a whole"
    assert ("## Film facts" in render.render(digest, "md").decode()) is (kind == "film")


def test_themes_are_listed_by_their_numbers():
    digest, _ = crowd.story(crowd.crowd(140, 60, 30))
    listed = render.render(digest, "md").decode().split("## What they talk about")[1].split("##")[0]
    numbers = [int(one) for one in re.findall(r": (\d+) posts?", listed)]
    assert numbers == sorted(numbers, reverse=True)


# ── who is heard ─────────────────────────────────────────────────────────────


def test_verdicts_of_an_opening_weekend_are_of_those_who_saw_it():
    awaiting = [
        crowd.reaction(f"I can't wait to see this wonderful movie from row {n}, the best of all")
        for n in range(60)
    ]
    digest, _ = crowd.story([*awaiting, *crowd.crowd(60, 10)], kind="opening_weekend")
    assert digest.quotes
    assert not any("can't wait" in quote.text for quote in digest.quotes)
    assert "only look forward to it count, and none of them is quoted" in digest.method


def test_a_story_about_critics_leaves_out_no_critics_by_its_own_account():
    critics = crowd.by_critics(crowd.crowd(150, 30))
    headline = crowd.reaction("Review: The Glass Harbour", excluded="critic or press")
    digest, _ = crowd.story([*critics, headline], kind="critics")
    assert digest.counted.excluded == {NO_CRITIC: 1}


def test_after_a_death_nobody_is_said_to_remember_where_no_such_words_were_found():
    digest, _ = crowd.story(crowd.crowd(300, 20), kind="death")
    assert digest.quotes == ()
    told = " ".join(
        (*headlines(digest), digest.lede, digest.seo.title, digest.seo.description, digest.seo.push)
    )
    assert not re.search(r"memor|remembered|remember\b|farewell|respects|follow|stand below", told), told
    assert "words of remembrance" in digest.lede


def test_a_description_speaks_of_quotes_where_there_are_any():
    digest, _ = crowd.story(crowd.changed(crowd.crowd(40, 10), **MUTE))
    assert "quote" not in digest.seo.description.replace("Each post that is quoted", "")
