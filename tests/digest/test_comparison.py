"""Two moments side by side: what is told to differ, and what is not."""

import random
from dataclasses import replace
from datetime import timedelta

import make
from digest import crowd

from aggregator.digest import compose
from aggregator.digest.comparison import compare
from aggregator.digest.differences import Proportion, difference, proportion, together
from aggregator.digest.sides import Side
from aggregator.model.digests import Coverage, Window
from aggregator.model.frozen import frozen_bytes
from aggregator.model.frozen_columns import read_columns

LATER = timedelta(days=10)
READ = (Coverage("x", "#glassharbour", complete=True),)


def side(reactions, days=0, event="first", coverage=READ):
    """The digest of these reactions, written so many days later than the crowd writes."""
    moved = [
        replace(
            one,
            post=replace(
                one.post,
                created_at=one.post.created_at + timedelta(days=days),
                remote_id=f"{days}-{one.post.remote_id}",
            ),
        )
        for one in reactions
    ]
    window = Window(
        crowd.WINDOW.since + timedelta(days=days), crowd.WINDOW.until + timedelta(days=days), event
    )
    digest, frozen = compose(
        crowd.film(),
        moved,
        window=window,
        coverage=coverage,
        kind="trailer",
        made_at=window.until,
        style=crowd.STYLE,
        config_hash="c0ffee",
    )
    texts = {one.post.key: one.post.text for one in moved}
    said = [texts[one.source, one.remote_id] for one in frozen]
    return Side(digest, frozen, lambda places: [said[place] for place in places])


def compared(first, second):
    return compare(first, second, made_at=make.NOON)


def test_a_share_that_moved_differs_and_is_told():
    found = compared(side(crowd.crowd(300, 60, 40)), side(crowd.crowd(120, 240, 40), 10, "second"))

    (one,) = found.networks
    assert one.shares is not None
    positive = one.shares["positive"]
    assert (positive.before, positive.after, positive.change) == (0.75, 0.3, -0.45)
    assert positive.differs
    assert positive.low < -0.45 < positive.high < 0
    assert not one.shares["neutral"].differs
    assert found.summary[1].startswith("On X, positive posts went from 75% to 30%: 45 points fewer (")
    assert not any("neutral" in line for line in found.summary)


def test_posts_of_a_campaign_weigh_less_in_the_shares_that_are_compared():
    first, second = side(crowd.crowd(200, 100)), side(crowd.crowd(200, 100), 10, "second")
    light = [replace(one, weight=0.5 if one.label == "positive" else 1.0) for one in second.frozen]

    (one,) = compared(first, replace(second, frozen=light)).networks

    assert (one.before, one.after) == (300, 300)
    assert (one.shares["positive"].before, one.shares["positive"].after) == (0.6667, 0.5)


def test_a_share_that_moved_by_chance_is_told_as_such():
    found = compared(side(crowd.crowd(200, 60, 40)), side(crowd.crowd(190, 68, 42), 10, "second"))

    assert found.networks[0].shares is not None
    assert not any(one.differs for one in found.networks[0].shares.values())
    assert "On X no share differs by more than chance." in found.summary


def test_networks_stand_apart_and_a_small_one_is_not_compared():
    first = crowd.crowd(200, 60, 40) + crowd.crowd(20, 3, 1, sources=("mastodon",))
    second = crowd.crowd(90, 160, 40) + crowd.crowd(20, 3, 1, sources=("mastodon",))

    found = compared(side(first), side(second, 10, "second"))

    mastodon, x = found.networks
    assert mastodon.shares is None
    assert mastodon.reason == "24 judged posts by 24 authors in the first moment, needs 100 by 60"
    assert x.shares is not None


def test_themes_are_counted_in_both_moments_by_the_same_words():
    music = [one for one in crowd.crowd(400, 100, 20) if "music" in one.post.text]
    plain = [one for one in crowd.crowd(400, 100, 20) if "music" not in one.post.text]

    found = compared(side(plain), side(plain[:150] + music, 10, "second"))

    themes = {one.label: one for one in found.themes}
    assert themes["the music"].before == 0
    assert themes["the music"].after == len(music)
    assert themes["the music"].movement == "gained"
    assert any(line.startswith("The music is new in the talk: 0 posts before") for line in found.summary)
    backwards = compared(side(plain[:150] + music), side(plain, 10, "second"))
    assert {one.label: one.movement for one in backwards.themes}["the music"] == "lost"


def test_round_ups_are_compared_without_any_share():
    found = compared(side(crowd.crowd(40, 5)), side(crowd.crowd(30, 10), 10, "second"))

    assert all(one.shares is None for one in found.networks)
    assert all(one.share is None and one.movement == "unclear" for one in found.themes)


def test_labels_of_different_scorers_are_never_compared():
    other = [
        replace(one, score=replace(one.score, scorer="invented/2"))
        for one in crowd.crowd(200, 60, 40)
        if one.score
    ]

    found = compared(side(crowd.crowd(200, 60, 40)), side(other, 10, "second"))

    assert found.networks[0].shares is None
    assert "invented/1, invented/2" in (found.networks[0].reason or "")
    assert any("fansreact score" in note for note in found.notes)


def test_volume_is_compared_only_where_everything_was_read():
    whole = compared(side(crowd.crowd(400, 60)), side(crowd.crowd(90, 30), 10, "second"))
    torn = compared(
        side(crowd.crowd(400, 60)),
        side(crowd.crowd(90, 30), 10, "second", coverage=(Coverage("x", "#glassharbour", complete=False),)),
    )

    assert whole.summary[0] == (
        "Fans wrote 3.8 times as much an hour around first as around second: 120 posts in 24 hours against "
        "460 posts in 24 hours."
    )
    assert "can’t be compared" in torn.summary[0]
    assert "times as much" not in torn.summary[0]
    assert any(note.startswith("second: not everything") for note in torn.notes)


def test_windows_that_overlap_are_named():
    found = compared(side(crowd.crowd(100, 30)), side(crowd.crowd(100, 30), 0.5, "second"))

    assert "the two windows overlap: some posts stand in both" in found.notes


def test_the_order_of_posts_does_not_matter():
    first, second = crowd.crowd(200, 60, 40, ("x", "bluesky")), crowd.crowd(100, 160, 40, ("x", "bluesky"))
    shuffled = list(first)
    random.Random(4).shuffle(shuffled)

    assert compared(side(first), side(second, 10, "s")) == compared(side(shuffled), side(second, 10, "s"))


def test_one_author_who_posts_much_is_worth_less_than_many():
    many = proportion((1.0 if n < 60 else 0.0, 1.0, 1) for n in range(100))
    few = proportion((30.0 if n < 2 else 0.0, 30.0 if n < 2 else 1.0, 1) for n in range(42))

    assert many.worth == 100
    assert few.worth < 15


def test_equal_crowds_are_told_apart_no_oftener_than_the_interval_says():
    generator = random.Random(11)
    z = together(1)

    def drawn():
        return Proportion(sum(generator.random() < 0.4 for _ in range(150)) / 150, 150)

    wrong = sum(difference(drawn(), drawn(), z).differs for _ in range(2_000))

    assert 0.03 <= wrong / 2_000 <= 0.07


def test_many_intervals_together_are_wider_than_one():
    one = difference(Proportion(0.4, 100), Proportion(0.55, 100), together(1))
    of_ten = difference(Proportion(0.4, 100), Proportion(0.55, 100), together(10))

    assert one.differs
    assert not of_ten.differs
    assert of_ten.low < one.low < one.high < of_ten.high


def as_columns(one):
    """The same moment as a large one has it, its inputs as columns."""
    return replace(one, frozen=read_columns(frozen_bytes(one.frozen)))


def test_inputs_as_columns_are_compared_to_the_same_numbers():
    sources = ("x", "bluesky")
    unknown = [replace(one, post=replace(one.post, author=None)) for one in crowd.crowd(20, 8, 4, sources)]
    unknown = [
        replace(one, post=replace(one.post, remote_id=f"nobody-{n}", text=f"{one.post.text} {n} nights"))
        for n, one in enumerate(unknown)
    ]
    first = side([*crowd.crowd(300, 160, 40, sources), *unknown])
    second = side(crowd.crowd(150, 240, 60, sources), 10, "second")
    second = replace(
        second, frozen=[replace(one, weight=0.5 if n % 3 else 1.0) for n, one in enumerate(second.frozen)]
    )

    found = compared(first, second)

    assert compared(as_columns(first), as_columns(second)) == found
    assert {one.source for one in found.networks if one.shares is not None} == {"x", "bluesky"}
    assert any(one.before and one.after for one in found.themes)


def test_a_text_that_is_not_there_any_more_mentions_nothing():
    whole = side(crowd.crowd(200, 60, 40))
    found = compared(replace(whole, read=lambda places: [""] * len(places)), whole)
    assert {one.before for one in found.themes} == {0}
    assert all(one.after for one in found.themes)
