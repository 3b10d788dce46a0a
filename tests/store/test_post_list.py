"""The list of a film's posts over both databases: what is asked for, newest first, in bounded pieces."""

from dataclasses import replace
from datetime import timedelta

import make
import pytest

from aggregator.model import Evidence, Flag, Score, Signals
from aggregator.model.decisions import Decision
from aggregator.model.post_filters import COUNTED, LEFT_OUT, Place, PostFilter
from aggregator.store import decisions, films, post_list, posts, reactions
from aggregator.store.reactions import Scored

SLUG = "the-glass-harbour"
POSITIVE = Score("fan/1", "positive", (0.1, 0.1, 0.8), 0.7, (Evidence("lovely", 1.5),))
NEGATIVE = replace(POSITIVE, label="negative", probabilities=(0.8, 0.1, 0.1))
SILENT = replace(POSITIVE, label="neutral", abstained=True)
TEXTS = {
    "a": "The stunts are LOVELY, 100% so",
    "b": "Stuntwork? Never saw it",
    "c": "What an ÉTOILE of a film",
    "d": "I went home",
}
JUDGED = {
    "a": (POSITIVE, Signals("a", language="en", author_class="critic", excluded="critic or press")),
    "b": (NEGATIVE, Signals("b", language="en", flags=(Flag("spoiler", "tells"),))),
    "c": (SILENT, Signals("c", language="fr", excluded="other language")),
}


@pytest.fixture
def listed(store):
    """Four posts, a second apart, the last of which nobody judged; a function that finds them by a filter."""
    made = {
        name: make.post(
            text,
            remote_id=name,
            source="bluesky" if name == "b" else "x",
            author=make.author(f"of{name}"),
            created_at=make.NOON + timedelta(seconds=number),
        )
        for number, (name, text) in enumerate(TEXTS.items())
    }
    with store.write() as session:
        films.sync(session, [make.film()])
        posts.save(session, [posts.Sighting(one, (SLUG,)) for one in made.values()], seen_at=make.NOON)
        waiting = reactions.unscored(session, "fan/1", film=SLUG)
        reactions.save_scores(
            session,
            [
                Scored(SLUG, one.post_id, one.post.content_hash, *JUDGED[one.post.remote_id])
                for one in waiting
                if one.post.remote_id in JUDGED
            ],
            at=make.NOON,
        )

    def find(after=None, limit=50, **wanted):
        with store.read() as session:
            return post_list.page(session, SLUG, PostFilter(**wanted), after=after, limit=limit)

    return find


def names(found):
    return "".join(one.key[1] for one in found.posts)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, "dcba"),
        ({"text": "lovely"}, "a"),
        ({"text": "100%"}, "a"),
        ({"text": "100_"}, ""),
        ({"text": "étoile"}, "c"),
        ({"text": "STUNT"}, "ba"),
        ({"words": ("stunt", "stunts")}, "a"),
        ({"words": ("étoile",)}, "c"),
        ({"network": "bluesky"}, "b"),
        ({"language": "en"}, "ba"),
        ({"language": "unknown"}, "d"),
        ({"stance": "positive"}, "a"),
        ({"stance": "neutral"}, ""),
        ({"stance": "unjudged"}, "dc"),
        ({"flag": "spoiler"}, "b"),
        ({"flag": "spoil"}, ""),
        ({"excluded": COUNTED}, "b"),
        ({"excluded": LEFT_OUT}, "ca"),
        ({"excluded": "other language"}, "c"),
        ({"author_class": "critic"}, "a"),
        ({"author_class": "unknown"}, "dcb"),
        ({"since": make.NOON + timedelta(seconds=1), "until": make.NOON + timedelta(seconds=3)}, "cb"),
        ({"text": "stunt", "stance": "negative", "network": "bluesky"}, "b"),
    ],
)
def test_posts_that_have_what_is_asked_for_come_newest_first(listed, wanted, found):
    assert names(listed(**wanted)) == found


def test_pages_follow_each_other_without_a_gap_or_a_double(listed):
    first = listed(limit=2)
    second = listed(after=first.next, limit=2)
    assert (names(first), names(second), second.next) == ("dc", "ba", None)
    assert Place.read(str(first.next)) == first.next


@pytest.mark.parametrize("written", ["", "1", "1.x", "x.1", "1.-1", "9" * 40 + ".1", "１.２"])
def test_what_is_no_place_is_none(written):
    assert Place.read(written) is None


def test_what_is_rare_is_sought_in_pieces_that_say_how_far_they_reach(listed, monkeypatch):
    monkeypatch.setattr("aggregator.store.post_list.SEARCHED", 2)
    first = listed(text="lovely")
    assert (names(first), first.searched_to) == ("", make.NOON + timedelta(seconds=2))
    second = listed(text="lovely", after=first.next)
    assert (names(second), second.searched_to) == ("a", make.NOON)
    third = listed(text="lovely", after=second.next)
    assert (names(third), third.next, third.searched_to) == ("", None, None)


def test_a_filled_page_of_a_search_goes_on_behind_its_last_post(listed):
    first = listed(text="stunt", limit=1)
    assert (names(first), first.searched_to) == ("b", None)
    assert names(listed(text="stunt", limit=1, after=first.next)) == "a"


def test_what_was_decided_is_found_however_old_it_is(listed, store, monkeypatch):
    monkeypatch.setattr("aggregator.store.post_list.SEARCHED", 1)
    with store.write() as session:
        for name, kind, value in (("a", "pin", ""), ("b", "reject", "other"), ("c", "author_class", "fan")):
            key = ("bluesky" if name == "b" else "x", name)
            about = decisions.subject(session, SLUG, key)
            made = Decision(0, SLUG, key, None, kind, value, "", "ann", make.NOON)
            decisions.add(session, about, made)
    assert names(listed(decided="pin")) == "a"
    assert names(listed(decided="any")) == "ba"
    assert names(listed(decided="any", text="LOVELY")) == "a"
    monkeypatch.undo()
    assert names(listed(author_class="fan")) == "c"
    assert names(listed(author_class="unknown")) == "db"


def test_what_can_be_chosen_is_what_there_is(listed, store):
    with store.read() as session:
        assert post_list.languages(session, SLUG) == ["en", "fr"]
        assert list(post_list.networks(session, SLUG)) == ["bluesky", "x"]
