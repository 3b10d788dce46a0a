"""A site that answers with JSON which is nothing of WordPress's, and a destination with a fault."""

from contextlib import suppress

import pytest

from aggregator.errors import PublishError
from aggregator.loopback import Reply


def state(room, digest_id):
    return room.newest(digest_id)["state"]


GARBAGE = [{}, [], None, [None], [7], [{}], {"id": "x"}, {"id": None, "code": []}, {"data": 3, "code": "term_exists"},
           [{"id": "x", "name": "Film & TV"}, {"id": None, "name": "The Paper Lighthouse"}]]  # fmt: skip


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("said", GARBAGE, ids=str)
def test_whatever_a_site_answers_the_story_stays_a_draft_and_is_never_sent_twice(room, said, status):
    made = room.story()
    reply = Reply(status, said)
    for sick in (
        lambda sent: sent.method == "GET",
        lambda sent: sent.method == "POST",
        lambda sent: "tags" in sent.path,
    ):
        room.network.twist = lambda sent, good, sick=sick: (
            reply if "wp-json/wp" in sent.path and sick(sent) else good
        )
        with suppress(PublishError):
            room.publish(made.digest.id)
        assert state(room, made.digest.id) == (
            "published" if room.sendings(made.digest.id)[-1].state == "sent" else "draft"
        )
    room.network.twist = None
    with suppress(PublishError):
        room.publish(made.digest.id)
    assert len(room.site.posts) == 1
    # Its copy is there; now the site forgets how to answer.
    room.lose_a_quote(made.digest)
    room.network.twist = lambda sent, good: reply if "wp-json/wp" in sent.path else good
    with suppress(PublishError):
        room.publish(made.digest.id)
    with suppress(PublishError):
        room.app.outlets["wordpress"].check()
    assert len(room.site.posts) == 1


def test_a_fault_of_a_destination_leaves_a_draft_and_one_line(room, monkeypatch):
    made = room.story()

    def broken(*_: object) -> None:
        raise KeyError("id")

    monkeypatch.setattr(room.app.outlets["wordpress"], "_found", broken)
    with pytest.raises(PublishError, match=r"met what it does not know \(KeyError\)") as refused:
        room.publish(made.digest.id)
    assert refused.value.lost
    assert state(room, made.digest.id) == "draft"
    assert room.sendings(made.digest.id)[-1].state == "lost"
