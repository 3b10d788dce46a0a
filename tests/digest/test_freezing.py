"""What every number rests on: each post's own values, whatever is missing of it."""

from dataclasses import replace

import numpy as np
from digest import crowd

from aggregator.digest.freezing import freeze, writers_of
from aggregator.model import Flag, Signals
from aggregator.model.digests import FrozenInput
from aggregator.model.posts import Author
from aggregator.model.scoring import NOT_JUDGED


def reactions():
    """One of each kind: judged, abstained, unscored, by nobody, by a handle alone, flagged, on two networks."""
    plain = crowd.reaction("The stunts are wonderful", remote_id="p1", author=Author(id="7", handle="fan"))
    return [
        plain,
        replace(plain, post=replace(plain.post, remote_id="p2", source="bluesky", spoiler_text="the end")),
        replace(plain, post=replace(plain.post, remote_id="p3", author=None), score=None),
        replace(
            plain,
            post=replace(plain.post, remote_id="p4", author=Author(handle="FAN")),
            score=replace(plain.score, abstained=True),
            signals=Signals("k", True, "promotion", "promo", "en", (Flag("spoiler", "tells"),)),
        ),
        replace(plain, post=replace(plain.post, remote_id="p5", author=Author(name="Somebody"))),
        replace(plain, post=replace(plain.post, remote_id="p6"), signals=NOT_JUDGED),
    ]


def test_each_row_says_what_its_post_says():
    some = reactions()
    keys = [f"key {n % 4}" for n in range(len(some))]
    frozen = freeze(some, keys, writers_of(some))
    assert list(frozen) == [
        FrozenInput(
            one.post.source,
            one.post.remote_id,
            one.post.content_hash,
            key,
            one.post.author.key if one.post.author is not None else None,
            one.post.created_at,
            one.score.label if one.score is not None and not one.score.abstained else None,
            one.score.probabilities if one.score is not None and not one.score.abstained else None,
            one.signals.repost,
            one.signals.excluded,
            one.signals.author_class,
            one.signals.language,
            one.signals.flags,
        )
        for one, key in zip(some, keys, strict=True)
    ]
    assert frozen.labels([0, 2, 3]) == ["positive", None, None]
    assert len(freeze([], [], writers_of([]))) == 0


def test_its_groups_are_those_that_hashes_would_find():
    some = [*reactions(), *crowd.crowd(9, 5)]
    keys = [f"key {n % 5}" for n in range(len(some))]
    told = freeze(some, keys, writers_of(some))
    found = told.replace(text_key=told.text_key, author=told.author)
    assert set(found.__dict__).isdisjoint({"authors", "copies"})
    for ours, theirs in ((told.authors, found.authors), (told.copies, found.copies)):
        pairs = set(zip(ours.tolist(), theirs.tolist(), strict=True))
        assert len(pairs) == len(np.unique(ours)) == len(np.unique(theirs))
        assert (ours == -1).tolist() == (theirs == -1).tolist()
