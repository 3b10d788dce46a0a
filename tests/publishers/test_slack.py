"""Slack: the story as one message that can be changed, alerts that have a cap, and no address in any log."""

import logging

import pytest
from publishing_room import BOT, BOT_KEYS, SLACK

from aggregator.errors import PublishError
from aggregator.loopback import Reply
from aggregator.pipeline import states
from aggregator.pipeline.upkeep import renew_copies

WRITES = "/slack/api/chat.postMessage"
HOOK = f"/{SLACK['hook']}"


@pytest.fixture
def room(open_room):
    return open_room(BOT, BOT_KEYS)


@pytest.fixture
def hooked(open_room, tmp_path):
    """A room that knows an incoming webhook alone; its address holds the secret."""
    (tmp_path / "hook").write_text("https://hooks.slack.com/services/T0HUSH/B0HUSH/secretword4711\n")
    keys = {"FANSREACT_PUBLISH__SLACK__WEBHOOK_URL_FILE": str(tmp_path / "hook")}
    room = open_room("[publish.slack]\n", keys)
    slack = room.app.outlets["slack"]
    slack._fetcher.base_url = room.network.url
    return room


def slack(room):
    return room.network.double("slack")


def words(message):
    return str(message["blocks"])


def lose(room, path):
    room.network.twist = lambda asked, good: Reply(500, "oops") if asked.path == path else good


def test_a_story_becomes_one_message_with_a_link_to_it(room):
    made = room.story()
    done = room.publish(made.digest.id)
    (message,) = slack(room).messages
    assert made.digest.headline in words(message)
    assert message["channel"] == "C0FILMDESK"
    assert done.where == f"{room.network.url}/archives/C0FILMDESK/p{message['ts']}"
    room.publish(made.digest.id)
    assert len(slack(room).messages) == 1


def test_a_correction_changes_the_message_in_place(room):
    made = room.story()
    sent = room.publish(made.digest.id).digest
    room.lose_a_quote(sent)
    room.recheck()
    (done,) = renew_copies(room.app.ctx, room.app.outlets)
    (message,) = slack(room).messages
    assert done.error is None
    assert sent.quotes[0].display not in words(message)
    assert "no longer shown to everyone" in words(message)


@pytest.mark.parametrize("way", ["closed", "deleted"])
def test_a_message_that_cannot_be_changed_is_followed_by_another(room, way):
    made = room.story()
    room.publish(made.digest.id)
    if way == "closed":
        slack(room).closed.add(slack(room).messages[0]["ts"])
    else:
        slack(room).messages.clear()
    states.withdraw(room.app.ctx, made.digest.id, why="The trailer was a fake.", who="Ada Quill")
    (done,) = renew_copies(room.app.ctx, room.app.outlets)
    assert done.error is None
    last = slack(room).messages[-1]
    assert "takes the place of an earlier message" in words(last)
    assert "The trailer was a fake." in words(last)
    assert ("thread_ts" in last) == (way == "closed")


def test_a_message_whose_answer_was_lost_is_found_again_by_its_metadata(room):
    made = room.story()
    lose(room, WRITES)
    with pytest.raises(PublishError, match="answered 500") as refused:
        room.publish(made.digest.id)
    assert refused.value.lost
    room.network.twist = None
    done = room.publish(made.digest.id)
    assert len(slack(room).messages) == 1
    assert done.where.endswith(slack(room).messages[0]["ts"])


def test_a_later_version_finds_the_lost_message_of_an_earlier_one_and_changes_that(room):
    made = room.story()
    lose(room, WRITES)
    with pytest.raises(PublishError):
        room.publish(made.digest.id)
    room.network.twist = None
    states.correct(
        room.app.ctx, made.digest.id, kind="correction", text="The date was wrong.", who="Ada Quill"
    )
    room.publish(made.digest.id)
    (message,) = slack(room).messages
    assert "The date was wrong." in words(message)
    assert room.sendings(made.digest.id)[-1].version == 3


def test_without_the_right_to_read_nothing_is_sent_twice_unasked(room):
    made = room.story()
    lose(room, WRITES)
    with pytest.raises(PublishError):
        room.publish(made.digest.id)
    room.network.twist = None
    slack(room).scopes.discard("channels:history")
    with pytest.raises(PublishError, match=r"may have arrived.*channels:history") as refused:
        room.publish(made.digest.id)
    assert "--again" in refused.value.hint
    assert [one.state for one in room.sendings(made.digest.id)] == ["lost", "failed"]
    assert len(slack(room).messages) == 1
    room.publish(made.digest.id, again=True)
    assert len(slack(room).messages) == 2


def test_what_never_left_this_machine_is_simply_sent_later(room):
    made = room.story()
    fetcher = room.app.outlets["slack"]._fetcher
    address, fetcher.base_url = fetcher.base_url, "http://127.0.0.1:9"
    with pytest.raises(PublishError, match="can't be reached") as refused:
        room.publish(made.digest.id)
    assert not refused.value.lost
    fetcher.base_url = address
    slack(room).scopes.discard("channels:history")
    room.publish(made.digest.id)
    assert len(slack(room).messages) == 1


@pytest.mark.parametrize(
    ("error", "says", "hint"),
    [
        ({"error": "invalid_auth"}, r"the bot's token was refused \(invalid_auth\)", "FANSREACT_PUBLISH__SLACK__BOT_TOKEN"),
        ({"error": "missing_scope", "needed": "chat:write"}, "missing_scope", "the scope chat:write"),
        ({"error": "not_in_channel"}, r"can't write to C0FILMDESK \(not_in_channel\)", "invite the app"),
        ({"error": "msg_too_long"}, r"refused the message \(msg_too_long\)", "docs.slack.dev"),
    ],
)  # fmt: skip
def test_what_slack_refuses_is_one_line_with_a_hint(room, error, says, hint):
    made = room.story()
    room.network.twist = lambda asked, good: (
        Reply(200, {"ok": False, **error}) if asked.path == WRITES else good
    )
    with pytest.raises(PublishError, match=says) as refused:
        room.publish(made.digest.id)
    assert hint in refused.value.hint
    assert room.newest(made.digest.id)["state"] == "draft"


def test_the_check_tells_who_the_bot_is_and_writes_nothing(room):
    assert room.app.outlets["slack"].check() == "Newsroom as fansreact"
    slack(room).room["token"] = "another"
    with pytest.raises(PublishError, match="was refused"):
        room.app.outlets["slack"].check()
    assert slack(room).messages == []


# ── by a webhook ─────────────────────────────────────────────────────────────


def test_a_webhook_gets_the_story_once_and_each_correction_as_a_message_of_its_own(hooked):
    made = hooked.story()
    assert hooked.publish(made.digest.id).where == "slack"
    hooked.publish(made.digest.id)
    assert len(slack(hooked).messages) == 1
    states.correct(
        hooked.app.ctx, made.digest.id, kind="correction", text="The date was wrong.", who="Ada Quill"
    )
    (done,) = renew_copies(hooked.app.ctx, hooked.app.outlets)
    assert done.error is None
    assert "takes the place of an earlier message" in words(slack(hooked).messages[1])


def test_the_check_of_a_webhook_asks_its_server_and_writes_nothing(hooked):
    assert "only a message would tell" in hooked.app.outlets["slack"].check()
    assert slack(hooked).messages == []


def test_a_webhooks_address_stands_in_no_error_and_no_log(hooked, caplog):
    made = hooked.story()
    caplog.set_level(logging.DEBUG)
    said = []
    for reply in (
        Reply(404, "no_service"),
        Reply(500, "oops"),
        Reply(200, "<html>"),
        Reply(302, "", {"Location": "/x"}),
    ):
        hooked.network.twist = lambda asked, good, reply=reply: reply if asked.path == HOOK else good
        with pytest.raises(PublishError) as refused:
            hooked.publish(made.digest.id, again=True)
        said += [str(refused.value), refused.value.hint]
    assert "the webhook was refused (404: no_service)" in said[0]
    for text in (*said, caplog.text):
        assert "secretword4711" not in text
        assert "B0HUSH" not in text
    assert "secretword4711" not in str(hooked.sendings(made.digest.id))


def test_a_webhook_without_an_answer_is_not_used_again_unasked(hooked):
    made = hooked.story()
    lose(hooked, HOOK)
    with pytest.raises(PublishError):
        hooked.publish(made.digest.id)
    hooked.network.twist = None
    with pytest.raises(PublishError, match="a webhook can't read its channel"):
        hooked.publish(made.digest.id)
    assert len(slack(hooked).messages) == 1
