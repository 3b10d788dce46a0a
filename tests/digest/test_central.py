"""What is central: what many say; and several that say different things."""

import numpy as np

from aggregator.digest import central

SAID = (
    "the lantern scene made me cry",
    "cried at the lantern scene again",
    "that lantern scene, my whole row was crying",
    "the lantern scene is the best of it",
    "popcorn was stale in hall nine",
    "the score of the harbour chase is loud",
    "loved the harbour chase and its score",
)


def measured(texts):
    tokens = [central.tokens(one) for one in texts]
    like = central.cosines(central.vectors(tokens))
    return central.centrality(tokens, like), like


def test_what_many_say_is_more_central_than_what_one_says():
    worth, _ = measured(SAID)

    assert worth.argmin() == 4
    assert worth.argmax() in {0, 1, 2, 3}
    assert 0 <= worth.min() <= worth.max() <= 1


def test_what_was_said_already_is_not_chosen_again():
    worth, like = measured([SAID[3], *SAID])  # the most central one stands there twice

    first, second = central.varied(worth, like, 2)

    assert {first, second} != {0, 4}
    assert like[first, second] < 0.9 < like[0, 4]


def test_forms_of_a_word_hold_together():
    assert central.tokens("Scenes, SCENE crying cried") == ["scenes", "scene", "crying", "cried"]
    assert central.tokens("performance performances performed")[:2] == ["perfor", "perfor"]


def test_the_order_of_texts_changes_no_worth():
    worth, _ = measured(SAID)
    turned, _ = measured(SAID[::-1])

    assert np.allclose(worth, turned[::-1], atol=1e-9)


def test_nothing_and_empty_texts_are_measured_too():
    worth, like = measured([])
    assert central.varied(worth, like, 3) == []
    worth, like = measured(["", "?!", "the"])
    assert worth.shape == (3,)
    assert np.isfinite(worth).all()
    assert len(central.varied(worth, like, 5)) == 3


def test_cosines_are_the_products_of_all_rows():
    vectors = central.vectors([central.tokens(one) for one in (*SAID, "", SAID[0])])

    like = central.cosines(vectors)

    assert np.allclose(like, vectors @ vectors.T, rtol=0, atol=1e-12)
    assert (like == like.T).all()
    assert like[0, -1] > 0.999
    assert not like[-2].any()
