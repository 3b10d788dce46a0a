"""E-mail: over TLS, to people whom nothing names, under an id that stays; what may have arrived is not repeated."""

import logging
import ssl
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP

import pytest
import smtp_double
from publishing_room import parcel

from aggregator.errors import PublishError
from aggregator.pipeline import states
from aggregator.pipeline.upkeep import renew_copies

READERS = ("mira@paper.example", "jonas@wire.example", "desk@paper.example")
TABLE = """[publish.email]
host = "127.0.0.1"
port = {port}
security = "{security}"
user = "desk@paper.example"
sender = "Film desk <desk@paper.example>"
to = ["mira@paper.example", "jonas@wire.example", "desk@paper.example"]
"""
KEYS = {"FANSREACT_PUBLISH__EMAIL__PASSWORD": "mail hush"}


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    return smtp_double.certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def box(pem):
    with smtp_double.served(pem) as mailbox:
        yield mailbox


def trusting(room, pem, **server):
    """The room's e-mail, which believes the test's own certificate."""
    mail = room.app.outlets["email"]
    mail._server = replace(mail._server, trust=lambda: ssl.create_default_context(cafile=str(pem)), **server)
    return room


@pytest.fixture
def room(open_room, box, pem):
    return trusting(
        open_room(TABLE.replace("{port}", str(box.port)).replace("{security}", "starttls"), KEYS), pem
    )


def mails(box):
    return [message_from_bytes(body, policy=SMTP) for _, _, body in box.mails]


def test_a_story_goes_over_tls_to_every_reader_and_names_none_of_them(room, box):
    made = room.story()
    room.publish(made.digest.id)
    assert box.secure == [True]
    ((sender, readers, body),) = box.mails
    assert "desk@paper.example" in sender
    assert tuple(readers) == READERS
    (mail,) = mails(box)
    assert mail["From"] == "Film desk <desk@paper.example>"
    assert mail["To"] == "undisclosed-recipients:;"
    assert mail["Message-ID"] == f"<{made.digest.id}.v2@paper.example>"
    assert made.digest.headline in mail["Subject"]
    assert mail.get_content_type() == "multipart/alternative"
    assert mail["X-Unsent"] is None
    assert b"mira@" not in body
    assert made.digest.quotes[0].display[:20] in mail.get_body(("plain",)).get_content()


def test_the_same_version_is_sent_once(room, box):
    made = room.story()
    room.publish(made.digest.id)
    room.publish(made.digest.id)
    assert len(box.mails) == 1


def test_a_correction_answers_the_first_mail(room, box):
    made = room.story()
    sent = room.publish(made.digest.id).digest
    room.lose_a_quote(sent)
    room.recheck()
    (done,) = renew_copies(room.app.ctx, room.app.outlets)
    assert done.error is None
    states.withdraw(room.app.ctx, made.digest.id, why="The trailer was a fake.", who="Ada Quill")
    renew_copies(room.app.ctx, room.app.outlets)
    first, second, third = mails(box)
    assert second["Subject"].startswith("Corrected: ")
    assert third["Subject"].startswith("Withdrawn: ")
    assert second["In-Reply-To"] == third["In-Reply-To"] == first["Message-ID"]
    assert third["References"] == first["Message-ID"]
    assert len({one["Message-ID"] for one in (first, second, third)}) == 3


def test_a_server_that_is_silent_after_the_message_is_not_asked_again_unasked(room, box):
    made = room.story()
    box.silent_after = "."
    with pytest.raises(PublishError, match="gave no answer when it had the whole message"):
        room.publish(made.digest.id)
    box.silent_after = ""
    assert room.newest(made.digest.id)["state"] == "draft"
    with pytest.raises(PublishError, match="an earlier try may have arrived"):
        room.publish(made.digest.id)
    assert len(box.mails) == 1
    room.publish(made.digest.id, again=True)
    first, second = mails(box)
    assert first["Message-ID"] == second["Message-ID"]  # so that a mailbox knows it again


@pytest.mark.parametrize("command", ["EHLO", "AUTH", "MAIL", "RCPT", "DATA"])
def test_a_conversation_that_breaks_off_before_the_message_sends_nothing_and_may_be_tried_again(
    room, box, command
):
    made = room.story()
    box.silent_after = command
    with pytest.raises(PublishError, match="broke off the conversation") as refused:
        room.publish(made.digest.id)
    assert not refused.value.lost
    box.silent_after = ""
    room.publish(made.digest.id)
    assert len(box.mails) == 1


def test_readers_that_the_server_refuses_are_counted_and_never_named(room, box, caplog):
    caplog.set_level(logging.DEBUG)
    made = room.story()
    box.says["RCPT"] = ["550 no such user <mira@paper.example>", "250 ok", "250 ok"]
    room.publish(made.digest.id)
    (sending,) = room.sendings(made.digest.id)
    assert sending.why == "1 of 3 receivers were refused by the server"
    assert tuple(box.mails[0][1]) == READERS[1:]
    assert not any(one in f"{sending} {caplog.text}" for one in READERS[:2])


@pytest.mark.parametrize(
    ("says", "what", "hint"),
    [
        (
            {"RCPT": ["550 <mira@paper.example> unknown"] * 3},
            r"refused all 3 receivers \(550\)",
            "check to under",
        ),
        ({"MAIL": ["550 5.7.1 not you"]}, r"refused the sender \(550 5.7.1 not you\)", "can say why"),
        ({"DATA": ["451 4.3.0 later"]}, "refused the message", "try again later"),
        ({".": ["554 spam of mira@paper.example"]}, "refused the message", "can say why"),
    ],
    ids=["readers", "sender", "later", "spam"],
)
def test_what_the_server_refuses_is_one_line_that_names_no_reader(room, box, says, what, hint):
    made = room.story()
    box.says = says
    with pytest.raises(PublishError, match=what) as refused:
        room.publish(made.digest.id)
    assert hint in refused.value.hint
    assert "mira@" not in str(refused.value)
    assert not refused.value.lost
    assert room.newest(made.digest.id)["state"] == "draft"


def test_a_wrong_password_is_told_without_it(room, box):
    box.password = "another"
    made = room.story()
    with pytest.raises(PublishError, match=r"refused the login of desk@paper.example \(535\)") as refused:
        room.publish(made.digest.id)
    assert "FANSREACT_PUBLISH__EMAIL__PASSWORD" in refused.value.hint
    assert "mail hush" not in f"{refused.value} {refused.value.hint}"


def test_a_server_without_tls_gets_neither_password_nor_mail(room, box):
    box.starttls = False
    with pytest.raises(PublishError, match="does not offer what security"):
        room.publish(room.story().digest.id)
    assert "AUTH" not in box.commands
    assert box.mails == []


def test_a_certificate_that_nobody_vouches_for_is_refused(open_room, box):
    room = open_room(TABLE.replace("{port}", str(box.port)).replace("{security}", "starttls"), KEYS)
    with pytest.raises(PublishError, match="can't be spoken to over tls"):
        room.publish(room.story().digest.id)
    assert "AUTH" not in box.commands


def test_tls_from_the_first_byte_is_spoken_too(open_room, pem):
    with smtp_double.served(pem, wrapped=True) as box:
        room = trusting(
            open_room(TABLE.replace("{port}", str(box.port)).replace("{security}", "tls"), KEYS), pem
        )
        assert room.app.outlets["email"].check() == "127.0.0.1 as desk@paper.example, 3 receivers"
        room.publish(room.story().digest.id)
        assert box.secure == [True]


def test_a_server_that_drips_is_left_after_the_deadline(room, box, pem):
    trusting(room, pem, deadline_s=0.5)
    box.drip = 0.2
    with pytest.raises(PublishError, match=r"took longer than 0\.5 s"):
        room.app.outlets["email"].check()


def test_the_check_logs_in_and_begins_no_mail(room, box):
    room.app.outlets["email"].check()
    assert "AUTH" in box.commands
    assert "MAIL" not in box.commands


def test_a_line_that_is_a_dot_ends_no_mail_and_a_headline_writes_no_header(room, box):
    made = room.story().digest
    hostile = replace(
        made, headline="Love\r\nBcc: everyone@paper.example\r\n\r\n.\r\nQUIT", lede="one\n.\ntwo"
    )
    room.app.outlets["email"].send(parcel(hostile, "email"))
    (mail,) = mails(box)
    assert mail["Bcc"] is None
    assert "everyone@paper.example" in mail["Subject"]
    assert len(box.mails) == 1
