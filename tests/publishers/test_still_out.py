"""A withdrawn story that still stands somewhere needs somebody until it is gone from there."""

from datetime import timedelta

import pytest

from aggregator.errors import AggregatorError, PublishError
from aggregator.loopback import Reply
from aggregator.pipeline import states, upkeep
from aggregator.pipeline.digest_list import needing, still_out
from aggregator.pipeline.sending import Insisting
from aggregator.store.heads import Asked


def needs(room):
    return [(one.head.kind, one.needs) for one in needing(room.app.ctx)]


def test_a_withdrawn_story_needs_somebody_until_it_is_gone_from_everywhere(room):
    ctx = room.app.ctx
    story = room.story().digest.id
    room.publish(story)
    (number,) = room.site.posts
    room.site.edit(number, title="Our own title")
    assert still_out(ctx, story) == ()  # it is not withdrawn
    states.withdraw(ctx, story, why="The trailer was a fake.", who="ada")
    assert needs(room) == [("trailer", ("still_out",))]

    (refused,) = upkeep.renew_copies(ctx, room.app.outlets)
    assert refused.error is not None
    room.now += timedelta(days=90)  # no matter how long ago, and how many stories came after it
    assert needs(room) == [("trailer", ("still_out",))]
    assert needing(ctx, Asked(state="draft")) == ()
    (place,) = still_out(ctx, story)
    assert (place.destination, place.state) == ("wordpress", "changed")
    assert "was changed there" in place.why

    with pytest.raises(AggregatorError, match="no withdrawn story that still stands at slack"):
        upkeep.take_back(ctx, room.app.outlets, story, "slack", who="ada")
    with pytest.raises(PublishError, match="was changed there"):
        upkeep.take_back(ctx, room.app.outlets, story, "wordpress", who="ada")
    upkeep.take_back(
        ctx, room.app.outlets, story, "wordpress", who="ada", insisting=Insisting(overwrite=True)
    )
    assert "The trailer was a fake." in room.site.posts[number]["content"]
    assert (needs(room), still_out(ctx, story)) == ([], ())


@pytest.mark.parametrize("way", ["trash", "delete"])
def test_a_withdrawn_story_whose_post_people_took_down_is_found_to_be_gone(room, way):
    story = room.story().digest.id
    room.publish(story)
    (number,) = room.site.posts
    states.withdraw(room.app.ctx, story, why="The trailer was a fake.", who="ada")
    getattr(room.site, way)(number)
    (done,) = upkeep.renew_copies(room.app.ctx, room.app.outlets)
    assert done.error is None
    assert needs(room) == []
    assert [one for one in room.site.posts.values() if one["status"] != "trash"] == []


def test_what_somebody_took_down_by_hand_needs_nobody_also_where_the_destination_is_gone(room):
    ctx = room.app.ctx
    story = room.story().digest.id
    room.publish(story)
    with pytest.raises(AggregatorError, match="no withdrawn story"):
        upkeep.note_gone(ctx, story, "wordpress", who="ada")
    states.withdraw(ctx, story, why="The trailer was a fake.", who="ada")
    with pytest.raises(AggregatorError, match="wordpress: is not set up any more"):
        upkeep.take_back(ctx, {}, story, "wordpress", who="ada")
    upkeep.note_gone(ctx, story, "wordpress", who="ada")
    assert needs(room) == []
    assert (room.sendings(story)[-1].who, room.sendings(story)[-1].why) == (
        "ada",
        "somebody took it down by hand",
    )
    assert upkeep.renew_copies(ctx, room.app.outlets) == []


def test_a_sending_of_which_nobody_knows_whether_it_arrived_may_still_stand(room):
    ctx = room.app.ctx
    story = room.story().digest.id
    posts_path = "/wp-json/wp/v2/posts"

    def lose(asked, good):
        return Reply(502, "") if asked.method == "POST" and posts_path in asked.path else good

    room.network.twist = lose
    with pytest.raises(PublishError) as lost:
        room.publish(story)
    assert lost.value.lost
    room.network.twist = None
    states.withdraw(ctx, story, why="The trailer was a fake.", who="ada")
    assert needs(room) == [("trailer", ("still_out",))]
    upkeep.take_back(ctx, room.app.outlets, story, "wordpress", who="ada")
    (post,) = room.site.posts.values()  # it had arrived
    assert "The trailer was a fake." in post["content"]
    assert needs(room) == []
