"""Posts that a story names without quoting them are asked about too, and leave it when they are gone."""

import bluesky_room
import pytest
from digest import test_pictures, test_spikes
from pipeline.test_recheck import holds, recheck, versions

from aggregator.loopback import play
from aggregator.pipeline.digest import find_digest
from aggregator.pipeline.recheck import named

STILL = "https://img.example/still.jpg"
FIRST = 101


def with_still(number):
    """A post that shows the still, and that nobody would quote."""
    made = bluesky_room.view(number, f"Still {number} of The Paper Lighthouse, as seen on the pier")
    image = {"fullsize": STILL, "thumb": STILL, "alt": "A pier at dusk"}
    return made | {"embed": {"$type": "app.bsky.embed.images#view", "images": [image]}}


@pytest.fixture
def room(config_dir, tmp_path):
    posts = [*bluesky_room.crowd(30, 8), *(with_still(FIRST + number) for number in range(20))]
    with play(bluesky_room.record(tmp_path / "recording", posts)) as network:
        made = bluesky_room.Room(network, config_dir, tmp_path)
        made.collect()
        yield made
        made.app.close()


def test_a_story_names_the_first_post_with_a_picture_and_what_set_off_a_spike():
    pictured, _ = test_pictures.story([*test_pictures.CROWD, *test_pictures.wave()])
    spiky, _ = test_spikes.story([*test_spikes.usual(), *test_spikes.wave()])
    assert named(pictured) == {("x", "post-1")}
    assert named(spiky) == {("x", spiky.spikes[-1]["trigger"]["id"])}


def test_the_first_post_with_a_picture_leaves_the_story_when_it_is_deleted(room):
    made = room.digest(kind="trailer")
    first = bluesky_room.uri(FIRST)
    assert [one.first.id for one in made.digest.pictures] == [first]
    assert first not in {quote.id for quote in made.digest.quotes}
    assert recheck(room, made).checked == len(made.digest.quotes) + 1
    room.network.hide(first)

    found = recheck(room, made)

    assert (found.gone, found.replaced, found.blocked) == ((first,), {}, "")
    assert found.alive == found.checked - 1
    again = found.made.digest
    assert [quote.id for quote in again.quotes] == [quote.id for quote in made.digest.quotes]
    assert first not in str(find_digest(room.app.ctx, made.digest.id)["pictures"])
    assert again.counted.excluded == {"deleted since": 1}
    assert again.corrections[-1]["text"] == (
        "A post on Bluesky that an earlier version named was deleted: it is named no more."
    )
    assert holds(room, made.digest.id)


def test_one_that_is_gone_is_told_once(room):
    made = room.digest(kind="trailer")
    room.network.hide(bluesky_room.uri(FIRST))
    second = recheck(room, made).made
    assert recheck(room, second).made is None
    assert versions(room) == [1, 2]


def test_one_whose_words_were_changed_stays_since_none_of_them_stand_in_the_story(room):
    made = room.digest(kind="trailer")
    room.edit(bluesky_room.uri(FIRST), "Something else about The Paper Lighthouse on the pier")
    found = recheck(room, made)
    assert (found.edited, found.lost, found.made) == ((), 0, None)
