"""The posts behind quotes come whole, with what they answer and what became of them."""

from dataclasses import replace

import make
import sample_digest

from aggregator.model.posts import Ref
from aggregator.pipeline.quoted_posts import whole_posts
from aggregator.store import posts

NOON = make.NOON


def test_a_quote_comes_with_the_post_that_it_answers_and_with_who_could_stand_there(newsroom):
    room = newsroom()
    asked = make.post("What did you all make of the foghorn?")
    answer = make.post("The foghorn is the best part of it", ref=Ref("replied_to", asked.remote_id))
    lonely = make.post("A reply to somebody unknown", ref=Ref("replied_to", "not-stored"))
    runner = make.post("The foghorn again, please")
    sightings = [posts.Sighting(one, (make.film().slug,)) for one in (asked, answer, lonely, runner)]
    with room.store.write() as session:
        posts.save(session, sightings, seen_at=NOON)
        posts.set_standing(session, {runner.key: "gone"}, NOON)
    quotes = tuple(
        replace(sample_digest.QUOTES[0], source=one.source, id=one.remote_id) for one in (answer, lonely)
    )
    story = replace(sample_digest.full(), quotes=quotes)

    found = whole_posts(room.ctx, story, {answer.key: (runner.key,)})

    assert {key: post.text for key, post in found.posts.items()} == {
        one.key: one.text for one in (answer, lonely, runner)
    }
    assert {key: post.text for key, post in found.parents.items()} == {answer.key: asked.text}
    assert found.lost == {runner.key: "gone"}
