"""What counts as a theme: names, things, one word with its plural, and the general ones beside them."""

from itertools import cycle

import pytest
from digest import crowd

from aggregator.digest import Style, ThemeWords, read_themes
from aggregator.model.digest_json import from_json, to_json

WHOLE = ThemeWords("the film as a whole", ("film", "movie", "{title} was"), general=True)
OTHERS = ("row", "pier", "dock", "boat", "tide")


def posts_on(said, how_many=40, label="positive"):
    """So many posts that say this, each a little otherwise; {n} is their number, {other} varies."""
    others = cycle(OTHERS)
    return [crowd.reaction(said.format(n=n, other=next(others)), label) for n in range(how_many)]


def themes(*posts, style=crowd.STYLE):
    digest, _ = crowd.story([one for some in posts for one in some], style=style)
    return {one.label: one for one in digest.themes}


def test_things_that_many_posts_point_at_become_themes_with_their_plural():
    found = themes(
        posts_on("Honestly {other} {n}: the lantern over there looked wonderful to me", 30),
        posts_on("Number {n} {other}, and the lanterns were wonderful again", 25),
        crowd.crowd(60, 10),
    )

    assert found["the lantern"].words == ("lantern", "lanterns")
    assert found["the lantern"].posts == 55


def test_words_that_nobody_points_at_are_no_things():
    found = themes(posts_on("lantern {other} {n} wonderful, so wonderful", 40), crowd.crowd(60, 10))

    assert "the lantern" not in found


def test_parts_of_every_film_are_the_editors_to_name():
    found = themes(
        posts_on("I thought the dialogue {other} was wonderful {n} times", 40), crowd.crowd(60, 10)
    )

    assert "the dialogue" not in found


def test_names_keep_their_capital_and_their_article():
    found = themes(
        posts_on("Whenever {other} {n} came up the Heron was wonderful to watch", 40), crowd.crowd(60, 10)
    )

    assert "the Heron" in found


@pytest.mark.parametrize(
    ("written", "label", "words"),
    [
        ("Silver Heron", "Silver Heron", "silver heron"),
        ("Silver Heron Society", "Silver Heron Society", "heron society"),
        ("Silver Heron of the Marshlands", "Silver Heron of the Marshlands", "silver heron"),
    ],
)
def test_a_name_that_most_write_at_greater_length_is_told_whole(written, label, words):
    said = f"Whenever {{other}} {{n}} spoke to {written} was wonderful to watch"
    found = themes(posts_on(said), crowd.crowd(60, 10))

    assert found[label].words == (words,)


def test_general_themes_are_counted_last_and_told_as_no_subject():
    style = Style(themes=(WHOLE, *crowd.STYLE.themes))
    digest, _ = crowd.story(
        [*posts_on("#GlassHarbour was wonderful {other} {n}", 80), *crowd.crowd(60, 20)], style=style
    )

    whole = digest.themes[-1]
    counted = sum(any(word in one for word in ("film", "movie")) for one in _texts(60, 20))
    assert whole.label == "the film as a whole"
    assert whole.general
    assert whole.posts == 80 + counted
    assert "{title}" not in "".join(whole.words)
    assert "the glass harbour was" in whole.words
    told = " ".join(one.text for part in digest.sections for one in part.sentences)
    headings = [part.heading or "" for part in digest.sections]
    assert not any(
        "film as a whole" in text for text in (told, digest.headline, *digest.headlines, *headings)
    )
    assert all(one.theme != whole.label for one in digest.quotes)


def _texts(praise, scorn):
    return [one.post.text for one in crowd.crowd(praise, scorn)]


def test_an_older_digest_without_the_key_is_read():
    digest, _ = crowd.story(crowd.crowd(60, 20))
    document = to_json(digest)
    for one in document["themes"]:
        del one["general"]

    assert from_json(document).themes == digest.themes


def test_general_is_true_or_false():
    with pytest.raises(ValueError, match=r"themes\[0\].general: must be true or false"):
        read_themes({"themes": [{"label": "the film", "words": ["film"], "general": "yes"}]})


def test_a_small_subject_within_a_large_one_is_a_subject_of_its_own():
    editor = Style((ThemeWords("the lamp", ("lamp",)), ThemeWords("the fog", ("fog",))))
    some = (
        posts_on("The lamp number {n} {other} looked wonderful to me", 60),
        posts_on("The fog in the lamp number {n} {other} looked wonderful to me", 8),
        crowd.crowd(60, 10),
    )
    assert themes(*some, style=editor)["the fog"].posts == 8


def test_two_names_of_one_subject_are_one_theme():
    editor = Style((ThemeWords("the lamp", ("lamp",)), ThemeWords("the lantern", ("lantern",))))
    some = (posts_on("The lamp, the lantern {n} {other} looked wonderful to me", 30), crowd.crowd(60, 10))
    assert len({"the lamp", "the lantern"} & {*themes(*some, style=editor)}) == 1
