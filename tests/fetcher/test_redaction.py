import base64
import html
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetcher import redact
from aggregator.fetcher.redaction import hide, holds

SECRET = "s3cr3t/with+signs & ünïcode"


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        quote(SECRET),
        quote(SECRET, safe=""),
        quote(SECRET, safe="").lower(),
        quote_plus(SECRET),
        json.dumps(SECRET),
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode(),
        SECRET.lower(),
        SECRET.upper(),
        quote(quote(SECRET)),
        SECRET.replace("/", "\\/"),
        SECRET.replace("&", "\\u0026").replace("/", "\\u002F"),
        html.escape(SECRET),
        SECRET.replace("/", "&sol;").replace("+", "&#43;").replace("&amp", "&AMP"),
        "".join(sign if sign.isalnum() else f"&#x{ord(sign):X};" for sign in SECRET),
    ],
)
def test_a_secret_is_hidden_in_every_form(form):
    hidden = redact(f"before {form} after", [SECRET])

    assert "***" in hidden
    assert form not in hidden
    assert hidden.startswith("before ")
    assert hidden.endswith(" after")


@given(
    before=st.text(st.characters(codec="ascii"), max_size=9),
    secret=st.text(st.characters(codec="ascii", exclude_characters="*"), min_size=12, max_size=40),
    after=st.text(st.characters(codec="ascii"), max_size=9),
)
def test_a_login_in_base64_does_not_tell_the_secret(before, secret, after):
    packed = base64.b64encode(f"{before}{secret}{after}".encode()).decode()

    hidden = redact(f"x {packed} x", [secret])

    assert packed not in hidden
    assert "***" in hidden


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.example/x?access_token=abc123&q=film", "https://a.example/x?access_token=***&q=film"),
        ("https://a.example/x?q=film&KEY=abc123", "https://a.example/x?q=film&KEY=***"),
        ("https://a.example/.rss?feed=abc123&user=me", "https://a.example/.rss?feed=***&user=me"),
        ("https://user:pass@a.example/x", "https://***@a.example/x"),
        ("authorization: Bearer abcdef.ghi", "authorization: Bearer ***"),
        ('{"accessJwt": "abc", "handle": "me"}', '{"accessJwt": "***", "handle": "me"}'),
        ("token eyJhbGciOi.eyJzdWIi.c2ln end", "token *** end"),
        ("monkey=banana?", "monkey=banana?"),
    ],
)
def test_what_looks_like_a_secret_is_hidden_without_being_known(text, expected):
    assert redact(text) == expected


def test_an_empty_or_tiny_secret_hides_nothing():
    assert redact("a film for a fan", ["", "a", "fan"]) == "a film for a fan"


def test_an_answer_is_kept_without_our_keys_and_else_byte_for_byte():
    body = b'{"a": "Bearer canary-1/2", "b": "canary-1%2F2", "c": "\xff\xfe", "password": "theirs"}'
    kept = hide(body, ["canary-1/2"])
    assert kept == b'{"a": "Bearer ***", "b": "***", "c": "\xff\xfe", "password": "theirs"}'
    assert hide(body, ["elsewhere"]) is body
    assert holds("x canary-1%2F2 y", ["canary-1/2"])
    assert not holds("x", ["canary-1/2", ""])


def test_a_long_piece_of_a_secret_is_hidden_too():
    hidden = redact("https://abcdef0123456789.example/ and 31000000001", ["31000000001|abcdef0123456789"])

    assert hidden == "https://***.example/ and 31000000001"
