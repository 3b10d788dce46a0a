"""A story that is made again without some of its posts changes as little as it can."""

import make
from digest import crowd

from aggregator.digest import compose, posts_taken_out, quote_taken_out

REACTIONS = crowd.crowd(130, 40, 20, sources=("x", "bluesky"))
DIGEST, _ = crowd.story(REACTIONS)


def again(without, **options):
    return compose(
        crowd.film(),
        [one for one in REACTIONS if one.post.key not in without],
        window=crowd.WINDOW, coverage=(), kind="trailer", made_at=crowd.WINDOW.until, style=crowd.STYLE,
        config_hash="c0ffee", **options,
    )[0]  # fmt: skip


def keys(digest):
    return [(quote.source, quote.id) for quote in digest.quotes]


def test_quotes_that_were_kept_come_before_all_others():
    for lost in keys(DIGEST):
        made = again({lost}, kept=set(keys(DIGEST)))

        assert set(keys(DIGEST)) - set(keys(made)) == {lost}
        assert len(made.quotes) == len(DIGEST.quotes)


def test_nothing_is_quoted_for_being_kept_that_the_gate_refuses():
    quoted = keys(DIGEST)[0]
    barred = crowd.changed([one for one in REACTIONS if one.post.key == quoted], quotable=False)
    rest = [one for one in REACTIONS if one.post.key != quoted]

    made = compose(
        crowd.film(), [*rest, *barred], window=crowd.WINDOW, coverage=(), kind="trailer", made_at=make.NOON,
        style=crowd.STYLE, config_hash="c0ffee", kept={quoted},
    )[0]  # fmt: skip

    assert quoted not in keys(made)


def test_wording_is_that_of_the_hash_it_is_given_and_the_digest_says_which():
    first = DIGEST.provenance.inputs_hash

    made = again(set(), wording=first)

    assert made.sections == DIGEST.sections
    assert made.provenance.versions == {**DIGEST.provenance.versions, "wording": first}
    assert made.provenance.inputs_hash == first


def test_corrections_say_in_a_sentence_what_happened():
    told = quote_taken_out("x", "edited", at=make.NOON, replaced=False)

    assert told == {
        "at": "2031-05-04T12:00:00Z",
        "kind": "quote",
        "why": "edited",
        "text": "A post on X that an earlier version quoted was changed by its author: it is not quoted any more.",
    }
    assert posts_taken_out(2, at=make.NOON, withdrawn=False)["text"] == (
        "2 posts were taken out for good: everything was counted again without them."
    )
    assert posts_taken_out(1, at=make.NOON, withdrawn=True)["text"] == (
        "A post was taken out for good: this story was withdrawn."
    )
