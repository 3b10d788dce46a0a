"""Which posts are put to the gate first, and how they were received, by what is read of all of them."""

from dataclasses import replace

import make
import numpy as np
import pytest
from digest import crowd

from aggregator.digest import quotable
from aggregator.digest.quotable import Quotable
from aggregator.model import Flag
from aggregator.signals.flags import PINNED


def said(text, label="positive", confidence=0.9, likes=None, source="x"):
    return crowd.reaction(text, label, confidence=confidence, source=source, counts=make.Counts(likes=likes))


def ranked(some, about=(), floor=0.6, **fields):
    asked = replace(Quotable.of(some), **fields)
    return asked.ranked("positive", floor, about, asked.reception())


def test_posts_of_a_good_length_about_a_theme_go_first():
    short, plain = "Lovely", "The stunts of this film were wonderful, and so was all of its music"
    some = [
        said(short),
        said(plain),
        said(f"@somebody {plain}"),
        said(f"{plain} http://x.example"),
        said(plain),
    ]
    assert ranked(some, about={4}) == [4, 1, 0, 2, 3]


def test_a_camp_is_of_one_label_and_sure():
    some = [said("a"), said("b", "negative"), said("c", confidence=0.5), said("d", None), said("e")]
    assert ranked(some) == [0, 4]
    assert ranked(some, floor=0.5) == [0, 4, 2]
    abstained = replace(some[0], score=replace(some[0].score, abstained=True))
    assert ranked([abstained, *some[1:]]) == [4]


def test_what_is_never_quoted_is_not_asked_and_what_is_pinned_is_asked_first():
    some = [said("a"), said("b"), said("c", confidence=0.7)]
    pinned = replace(some[2], signals=replace(some[2].signals, flags=(Flag(PINNED, "by an editor"),)))
    assert ranked([*some[:2], pinned], never={0}) == [2, 1]


def test_reception_is_the_share_of_the_network_with_fewer_likes():
    some = [said("a", likes=4), said("b", likes=0), said("c", likes=4), said("d"), said("e", likes=9)]
    other = [said("f", likes=1, source="bluesky"), said("g", likes=2, source="bluesky")]
    received = Quotable.of([*some, *other]).reception()
    assert received == pytest.approx([0.25, 0.0, 0.25, 0.0, 0.75, 0.0, 0.5])
    assert len(Quotable.of([]).reception()) == 0
    assert ranked([]) == []


def test_posts_are_read_some_at_a_time_and_no_further_than_they_are_asked_for(monkeypatch):
    monkeypatch.setattr(quotable, "READ_AT_ONCE", 2)
    some, read = [said(f"text {n}") for n in range(5)], []

    def reading(places):
        read.append(list(places))
        return [some[place] for place in places]

    asked = replace(Quotable.of(some), read=reading)
    each = asked.each([4, 0, 3, 1])
    assert next(each) == (4, some[4])
    assert read == [[4, 0]]
    assert list(each) == [(0, some[0]), (3, some[3]), (1, some[1])]
    assert read == [[4, 0], [3, 1]]
    assert np.isnan(asked.likes).all()
