"""[publish.NAME]: destinations are set up by their tables, secrets come from outside, every mistake is told at once."""

import pytest

GOOD = """
[publish.wordpress]
base_url = "https://news.example/"
user = "newsdesk"
[publish.slack]
channel = "C0FILMDESK"
[publish.email]
host = "smtp.news.example"
sender = "Film desk <desk@news.example>"
to = ["mira@news.example"]
[publish.webhook]
url = "https://hooks.news.example/in"
"""


def test_nothing_is_set_up_by_default_and_the_environment_sets_nothing_up(load):
    keys = {"FANSREACT_PUBLISH__SLACK__BOT_TOKEN": "xoxb-1", "FANSREACT_PUBLISH__WORDPRESS__USER": "newsdesk"}
    assert load("", environ=keys).publish == {}


def test_tables_and_secrets_come_together(load, tmp_path):
    (tmp_path / "mail").write_text("a phrase of words\n", encoding="utf-8")
    keys = {
        "FANSREACT_PUBLISH__WORDPRESS__APPLICATION_PASSWORD": "abcd efgh ijkl mnop",
        "FANSREACT_PUBLISH__EMAIL__PASSWORD_FILE": str(tmp_path / "mail"),
        "FANSREACT_PUBLISH__EMAIL__USER": "desk",
        "FANSREACT_PUBLISH__EMAIL__TO": "mira@news.example, jonas@news.example",
    }
    found = load(GOOD, environ=keys).publish
    assert list(found) == ["wordpress", "slack", "email", "webhook"]
    assert found["wordpress"].options["base_url"] == "https://news.example"
    assert found["wordpress"].keys() == {"application_password": "abcd efgh ijkl mnop"}
    assert found["email"].keys() == {"password": "a phrase of words"}
    assert found["email"].options["to"] == ("mira@news.example", "jonas@news.example")
    assert "password" not in found["email"].options
    assert "abcd" not in repr(found)


def test_somebodys_own_destination_has_its_options_and_secrets(load):
    keys = {"FANSREACT_PUBLISH__GHOST__ADMIN_KEY": "hush"}
    found = load('[publish."newsroom.ghost:Ghost"]\nblog = "films"\n', environ=keys).publish
    assert found["newsroom.ghost:Ghost"].options == {"blog": "films"}
    assert found["newsroom.ghost:Ghost"].keys() == {"admin_key": "hush"}


def test_every_mistake_is_told_at_once(mistakes):
    found = mistakes("""
[publish.wordpres]
[publish.wordpress]
base_url = "http://news.example"
user = "new:desk"
on_withdrawal = "delete"
application_password = "abcd"
[publish.slack]
alerts = ["spikes"]
alerts_per_day = -1
[publish.email]
host = "smtp news"
port = 70000
sender = "desk@news.example\\nBcc: all@news.example"
to = ["mira"]
security = "none"
[publish.webhook]
[publish.ghost]
""")
    told = "\n".join(found)
    for words in (
        "publish.wordpres: there is no such destination; did you mean 'wordpress'?",
        "publish.ghost: there is no such destination",
        "publish.wordpress.base_url: 'http://news.example' is not encrypted; write https://",
        "publish.wordpress.on_withdrawal: is 'delete'; must be one of: draft, private, keep",
        "publish.wordpress.application_password: is a secret and stands in no file",
        "publish.slack.alerts[0]: is 'spikes'",
        "publish.slack.alerts_per_day: is -1; must be at least 0",
        "publish.email.host: 'smtp news' is no name of a server",
        "publish.email.port: is 70000; must be at most 65535",
        "publish.email.sender: ",
        "publish.email.to[0]: 'mira' is no mail address",
        "publish.webhook.url: is missing; [publish.webhook] needs it",
    ):
        assert words in told, words


def test_what_only_goes_together_is_told_with_the_rest(mistakes):
    keys = {
        "FANSREACT_PUBLISH__SLACK__BOT_TOKEN": "xoxb-1",
        "FANSREACT_PUBLISH__SLACK__WEBHOOK_URL": "https://hooks.slack.com",
        "FANSREACT_PUBLISH__EMAIL__PASSWORD": "hush hush",
    }
    found = mistakes(
        GOOD.replace('channel = "C0FILMDESK"\n', "").replace('host = "smtp', 'security = "none"\nhost = "smtp')
        .replace('user = "newsdesk"', 'user = "new:desk"'),
        environ=keys,
    )  # fmt: skip
    told = "\n".join(found)
    for words in (
        "publish.slack.channel: is missing",
        "FANSREACT_PUBLISH__SLACK__WEBHOOK_URL: is no address of an incoming webhook",
        "publish.email.security: is 'none'",
        "publish.email.user: is missing; a password needs its user",
        "publish.wordpress.user: holds a colon",
    ):
        assert words in told, words
    assert "hooks.slack.com;" not in told


@pytest.mark.parametrize(
    "address",
    [
        "Desk\r\nBcc: x@y.example <a@b.example>",
        "a@b.example\n",
        "a b@c.example",
        "<a@b.example>",
        "a@b@c",
        "",
    ],
)
def test_no_address_can_carry_a_header(mistakes, address):
    import json

    table = GOOD.replace('"Film desk <desk@news.example>"', json.dumps(address))
    assert any("publish.email.sender: " in one for one in mistakes(table))


def test_http_is_for_this_machine_alone(load, mistakes):
    near = GOOD.replace("https://news.example/", "http://127.0.0.1:8080").replace(
        "https://hooks", "http://hooks"
    )
    (found,) = mistakes(near)
    assert "publish.webhook.url: 'http://hooks.news.example/in' is not encrypted" in found
