"""A webhook: the whole digest, signed by the rules of Standard Webhooks; a replay is known by its id and time."""

import base64
import json
import re
from pathlib import Path

import pytest
import sample_digest
from publishing_room import parcel

from aggregator.errors import PublishError
from aggregator.loopback import Reply
from aggregator.model.digest_json import to_json
from aggregator.pipeline import states
from aggregator.pipeline.upkeep import renew_copies
from aggregator.publishers.webhook import key_of, signature

TABLE = '[publish.webhook]\nurl = "{url}/in/fansreact?tenant=9&token=hushhush4711"\n'
SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two letters!!").decode()
KEYS = {"FANSREACT_PUBLISH__WEBHOOK__SIGNING_SECRET": SECRET}
PAGE = Path(__file__).parents[2] / "docs" / "publishing.md"


class Receiver:
    """Takes what is sent to /in/fansreact, and answers as it is told to."""

    def __init__(self, room) -> None:
        self.got = []
        self.reply = Reply(204, "")
        room.network.twist = self.take

    def take(self, asked, good):
        if asked.path != "/in/fansreact":
            return good
        if asked.method == "POST":
            self.got.append(asked)
        return self.reply


@pytest.fixture
def room(open_room):
    return open_room(TABLE.replace("?tenant=9&token=hushhush4711", ""), KEYS)


@pytest.fixture
def receiver(room):
    return Receiver(room)


@pytest.fixture(scope="module")
def verifier():
    """The verifier of docs/publishing.md, as a receiver would copy it."""
    code = re.search(r"```python\n(.+?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1]
    assert len(code.strip().splitlines()) <= 14
    names = {}
    exec(code, names)  # noqa: S102 - our own page
    return names["verified"]


def test_the_documented_verifier_takes_what_is_sent_and_refuses_a_replay(room, receiver, verifier):
    made = room.story()
    room.publish(made.digest.id)
    (sent,) = receiver.got
    now = room.now.timestamp()
    seen = set()
    document = verifier(sent.headers, sent.body, SECRET, now, seen)
    assert document["type"] == "digest.published"
    assert document["data"] == json.loads(json.dumps(room.newest(made.digest.id)))
    for headers, body, at in (
        (sent.headers, sent.body, now),  # the same once more
        (sent.headers, sent.body, now + 301),  # an old one
        ({**sent.headers, "webhook-id": "another"}, sent.body, now),
        (sent.headers, sent.body + b" ", now),
    ):
        assert verifier(headers, body, SECRET, at, seen) is None
    assert (
        verifier(sent.headers, sent.body, "whsec_" + base64.b64encode(b"x" * 32).decode(), now, set()) is None
    )


def test_the_signature_is_that_of_the_standards_own_example():
    """The example of the specification's reference libraries."""
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_second_try_has_the_first_ones_id(room, receiver):
    made = room.story()
    receiver.reply = Reply(500, "oops")
    with pytest.raises(PublishError, match="answered 500") as refused:
        room.publish(made.digest.id)
    assert "webhook-id" in refused.value.hint
    assert len(receiver.got) == 1
    receiver.reply = Reply(204, "")
    room.publish(made.digest.id)
    room.publish(made.digest.id)  # it stands: nothing is sent
    first, second = receiver.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == f"{made.digest.id}.v2.published"


def test_corrections_and_withdrawals_are_events_of_their_own(room, receiver):
    made = room.story()
    sent = room.publish(made.digest.id).digest
    room.lose_a_quote(sent)
    room.recheck()
    renew_copies(room.app.ctx, room.app.outlets)
    states.withdraw(room.app.ctx, made.digest.id, why="The trailer was a fake.", who="Ada Quill")
    renew_copies(room.app.ctx, room.app.outlets)
    told = [json.loads(one.body) for one in receiver.got]
    assert [one["type"] for one in told] == ["digest.published", "digest.corrected", "digest.withdrawn"]
    assert told[2]["data"]["quotes"] == []
    assert len({one.headers["webhook-id"] for one in receiver.got}) == 3


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (
            Reply(401, {"error": "bad signature"}),
            r"FANSREACT_PUBLISH__WEBHOOK__SIGNING_SECRET was refused \(401",
        ),
        (Reply(404, "no"), "answered 404"),
        (
            Reply(302, "", {"Location": "https://elsewhere.example/"}),
            "redirects to https://elsewhere.example/",
        ),
        (Reply(429, "", {"Retry-After": "900"}), "asks us to wait until"),
    ],
    ids=["401", "404", "302", "429"],
)
def test_what_the_receiver_refuses_is_one_line_with_a_hint(room, receiver, reply, says):
    made = room.story()
    receiver.reply = reply
    with pytest.raises(PublishError, match=says) as refused:
        room.publish(made.digest.id)
    assert refused.value.hint
    assert room.newest(made.digest.id)["state"] == "draft"


@pytest.mark.parametrize("status", [405, 501])
def test_the_check_sends_no_event_and_takes_a_receiver_that_knows_post_alone(room, receiver, status):
    receiver.reply = Reply(status, "")
    room.app.outlets["webhook"].check()
    assert receiver.got == []


def test_the_check_tells_of_a_receiver_that_is_broken(room, receiver):
    receiver.reply = Reply(500, "")
    with pytest.raises(PublishError, match="answered 500"):
        room.app.outlets["webhook"].check()


def test_a_secret_that_is_no_base64_is_told_without_it():
    with pytest.raises(PublishError, match="goes on with no base64") as refused:
        key_of("whsec_nonsense!")
    assert "nonsense" not in str(refused.value)


def test_what_is_signed_is_the_digest_byte_for_byte(room, receiver):
    story = sample_digest.full()
    room.app.outlets["webhook"].send(parcel(story, "json"))
    (sent,) = receiver.got
    assert json.loads(sent.body)["data"] == json.loads(json.dumps(to_json(story), default=str))
