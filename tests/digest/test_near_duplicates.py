"""Near-duplicates in a story: counted once, and told beside the quote that stands for them."""

from digest import crowd


def test_a_text_that_others_pass_on_with_a_word_changed_counts_once():
    text = "The keeper's lamp scene made my whole row stand up and cheer in the middle of a Tuesday"
    passed_on = [
        crowd.reaction(text.replace("whole", word), text_key=word) for word in ("whole", "entire", "back")
    ]
    reactions = [*crowd.crowd(60, 40), *passed_on]
    digest, frozen = crowd.story(reactions)
    assert (digest.counted.posts, digest.counted.duplicates) == (101, 2)
    assert sum(one.text_key == "whole" for one in frozen) == 3


def test_a_quote_says_how_many_others_said_much_the_same():
    text = "The stunts in this movie are wonderful and the dive from the pier is the best one of all"
    same = [crowd.reaction(text.replace("dive", word), text_key=word) for word in ("dive", "leap", "jump")]
    digest, _ = crowd.story([*same, *crowd.crowd(60, 40)])
    told = {quote.text: quote.copies for quote in digest.quotes}
    assert all(told[one.post.text] == 2 for one in same if one.post.text in told)
