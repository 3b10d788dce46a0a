"""Keeps secrets out of every text that a person or a log may see.

Known secrets are replaced in all the forms in which a request or an answer may hold them: as they are,
percent-encoded, in JSON or HTML, inside base64 (a Basic header). Unknown ones are recognised by where they
stand: values of known query parameters and JSON keys, Authorization values, JSON web tokens, logins in URLs.
"""

import base64
import json
import re
from collections.abc import Iterable
from functools import lru_cache
from html.entities import html5
from urllib.parse import quote, quote_plus

HIDDEN = "***"
_TELLING = (
    12  # characters: nobody writes as many by chance, in whatever case; a piece of a secret tells it too
)
SHORTEST = 4  # a shorter "secret" would blank out half of every message

# "feed" is the token of Reddit's private feeds, "key" the parameter of Google's APIs.
_PARAMETERS = (
    "access_token|api_key|apikey|app_password|auth|client_secret|code|feed|jwt|key|oauth_token|password|"
    "refresh_token|secret|sig|signature|token"
)
_KEYS = (
    "accessJwt|refreshJwt|access_token|refresh_token|id_token|client_secret|api_key|app_password|password|"
    "secret"
)
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._~-")  # written in one way
_RUN = re.compile(r"[\w.~-]+", re.ASCII)
_ENTITIES = {
    sign: sorted({name.removesuffix(";") for name, means in html5.items() if means == sign})
    for sign in "!\"#$%&'()*+,/:;<=>?@[\\]^`{|}"
}
_PLACES = (
    (re.compile(rf"((?:^|[?&;\s'\"(])(?:{_PARAMETERS})=)[^&#\s\"'<>]+", re.IGNORECASE), rf"\1{HIDDEN}"),
    (re.compile(rf"(\"(?:{_KEYS})\"\s*:\s*\")[^\"]*", re.IGNORECASE), rf"\1{HIDDEN}"),
    (re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{4,}", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"), HIDDEN),
    (re.compile(r"(://)[^/@\s]+@"), rf"\1{HIDDEN}@"),
)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without these secrets, in whatever form, and without what looks like one by its place."""
    text, _ = _without(text, secrets)
    for place, instead in _PLACES:
        text = place.sub(instead, text)
    return text


def hide(body: bytes, secrets: Iterable[str]) -> bytes:
    """The bytes without these secrets, in whatever form, for answers that are kept; nothing else changes."""
    text, count = _without(body.decode("utf-8", "surrogateescape"), secrets)
    return text.encode("utf-8", "surrogateescape") if count else body


def holds(text: str, secrets: Iterable[str]) -> bool:
    """Whether one of these secrets stands in the text, in whatever form."""
    return bool(_without(text, secrets)[1])


def _without(text: str, secrets: Iterable[str]) -> tuple[str, int]:
    """The text without these secrets, and how often one stood in it."""
    pattern, signs = _pattern(tuple(sorted({secret for secret in secrets if len(secret) >= SHORTEST})))
    if not signs:
        return text, 0
    lower = text.lower()  # a plain search for pieces is many times faster than the pattern
    return pattern.subn(HIDDEN, text) if any(sign in lower for sign in signs) else (text, 0)


@lru_cache(maxsize=64)
def _pattern(secrets: tuple[str, ...]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """What finds these secrets, and pieces in lower case of which one stands wherever it finds something."""
    forms = {form for secret in secrets for form in _forms(secret)}
    telling = {run for secret in secrets for run in _RUN.findall(secret) if len(run) >= _TELLING}
    coded = [_coded(one) for one in sorted({*secrets, *telling}, key=lambda one: (-len(one), one))]
    exact = [re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form))]
    pieces = {max(_RUN.findall(secret), key=len, default="").lower() for secret in secrets}
    pieces |= {form.lower() for form in forms}
    return re.compile("|".join([*coded, *exact])), tuple(sorted(pieces))


def _coded(secret: str) -> str:
    """A secret as URLs, JSON and HTML may write it, each sign in a way of its own; a long one in any case."""
    signs = [re.escape(sign) if sign in _PLAIN else _ways(sign) for sign in secret]
    return f"(?i:{''.join(signs)})" if len(secret) >= _TELLING else "".join(signs)


def _ways(sign: str) -> str:
    """A sign as it is, behind a backslash, percent-encoded (also twice), by its number in JSON and HTML."""
    code = sign.encode("utf-8", "surrogatepass")
    units = sign.encode("utf-16-be", "surrogatepass")
    percent = "".join(f"%(?:25)*{byte:02x}" for byte in code)
    escaped = "".join(f"\\\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
    numbered = f"&#(?:0*{ord(sign)}|x0*{ord(sign):x});?"
    named = [f"&{name};?" for name in _ENTITIES.get(sign, ())]
    return f"(?i:{'|'.join([*named, numbered, percent, escaped, chr(92) * 2 + '?' + re.escape(sign)])})"


def _forms(secret: str) -> set[str]:
    quoted = quote(secret, safe="")
    forms = {secret, quoted, quote(secret), quote_plus(secret), quoted.lower(), json.dumps(secret)[1:-1]}
    raw = secret.encode("utf-8", "surrogatepass")
    # Inside a longer base64 text a secret may begin at any of three places; only the characters that it
    # determines alone are known.
    for offset in range(3):
        text = base64.b64encode(b"\0" * offset + raw).decode()
        core = text[-(-offset * 8 // 6) : (offset + len(raw)) * 8 // 6]
        if len(core) >= 2 * SHORTEST:
            forms |= {core, core.replace("+", "-").replace("/", "_"), quote(core, safe="")}
    return {form for form in forms if len(form) >= SHORTEST}
