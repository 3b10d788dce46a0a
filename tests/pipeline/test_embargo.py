"""What is under embargo is drafted, and goes nowhere before."""

from dataclasses import replace
from datetime import timedelta

import bluesky_room
import orjson
import pytest

from aggregator.errors import PublishError
from aggregator.model import Event
from aggregator.pipeline.digest import make_digest
from aggregator.pipeline.publish import publish
from aggregator.pipeline.score import score
from aggregator.pipeline.versions import Making
from aggregator.publishers import Folder


def making_of(room, **fields):
    """The app's, with the film as films.toml has it now."""
    own = room.app.making
    films = {slug: replace(film, **fields) for slug, film in own.films.items()}
    return Making(films, own.style, own.config_hash)


def under_embargo(room, until):
    film = replace(room.app.film(bluesky_room.FILM), embargo_until=until)
    score(room.app.ctx, room.app.pool, [film])
    return make_digest(
        room.app.ctx, film, bluesky_room.WINDOW, asked=room.app.asked(film), kind="brief", style=room.app.style,
        config_hash=room.app.settings.config_hash(film), made_at=room.now,
    )  # fmt: skip


def send(room, document, making, forms=("json", "html")):
    return publish(
        room.app.ctx, document, Folder(room.tmp_path / "desk"), forms, asking=room.app.asking(), making=making
    )


def test_a_digest_under_embargo_is_refused_with_the_instant_and_what_to_do(open_room):
    room = open_room()
    made = room.digest()
    until = room.now + timedelta(hours=2)
    making = making_of(room, embargo_until=until)
    room.network.requests.clear()

    with pytest.raises(PublishError) as refused:
        send(room, orjson.loads(made.body), making)

    assert f"embargoed until {until:%Y-%m-%dT%H:%M:%SZ}" in refused.value.message
    assert "films.toml" in refused.value.hint
    assert not (room.tmp_path / "desk").exists()
    assert room.network.requests == []  # told before any network is asked


def test_when_the_embargo_is_over_it_goes_out_and_the_page_says_nothing_of_it(open_room):
    room = open_room()
    until = room.now + timedelta(hours=2)
    made = under_embargo(room, until)
    assert made.digest.embargo_until == until
    with pytest.raises(PublishError):
        send(room, orjson.loads(made.body), room.app.making)
    room.now = until

    done = send(room, orjson.loads(made.body), room.app.making)
    again = send(room, orjson.loads(made.body), room.app.making)

    files = sorted(done.where.iterdir())
    assert (done.digest.version, again.digest.version) == (2, 2)
    assert [path.name for path in files] == [f"{made.digest.id}-v2.html", f"{made.digest.id}-v2.json"]
    assert not any("mbargoed" in path.read_text(encoding="utf-8") for path in files)
    draft = replace(done.digest, embargo_until=until, version=1, state="draft", published_at=None)
    assert draft == made.digest


def test_an_event_that_got_its_embargo_after_the_draft_holds_it_back_too(open_room):
    room = open_room()
    made = room.digest()
    window = made.digest.window
    event = Event("press screening", window.since + timedelta(hours=1), "brief", room.now + timedelta(days=1))
    with pytest.raises(PublishError, match="embargoed until"):
        send(room, orjson.loads(made.body), making_of(room, events=(event,)))
