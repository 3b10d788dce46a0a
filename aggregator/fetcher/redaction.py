"""Keeps secrets out of every text that a person or a log may see.

Known secrets are replaced in all the forms in which a request or an answer may hold them: as they are,
percent-encoded, inside JSON, inside base64 (a Basic header). Unknown ones are recognised by where they
stand: values of known query parameters and JSON keys, Authorization values, JSON web tokens, logins in URLs.
"""

import base64
import json
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, quote_plus

HIDDEN = "***"
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
_PLACES = (
    (re.compile(rf"((?:^|[?&;\s])(?:{_PARAMETERS})=)[^&#\s\"'<>]+", re.IGNORECASE), rf"\1{HIDDEN}"),
    (re.compile(rf"(\"(?:{_KEYS})\"\s*:\s*\")[^\"]*", re.IGNORECASE), rf"\1{HIDDEN}"),
    (re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{4,}", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"), HIDDEN),
    (re.compile(r"(://)[^/@\s]+@"), rf"\1{HIDDEN}@"),
)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without these secrets, in whatever form, and without what looks like one by its place."""
    pattern = _pattern_of(secrets)
    if pattern is not None:
        text = pattern.sub(HIDDEN, text)
    for place, instead in _PLACES:
        text = place.sub(instead, text)
    return text


def hide(body: bytes, secrets: Iterable[str]) -> bytes:
    """The bytes without these secrets, in whatever form, for answers that are kept; nothing else changes."""
    pattern = _pattern_of(secrets)
    if pattern is None:
        return body
    text, count = pattern.subn(HIDDEN, body.decode("utf-8", "surrogateescape"))
    return text.encode("utf-8", "surrogateescape") if count else body


def holds(text: str, secrets: Iterable[str]) -> bool:
    """Whether one of these secrets stands in the text, in whatever form."""
    pattern = _pattern_of(secrets)
    return pattern is not None and pattern.search(text) is not None


def _pattern_of(secrets: Iterable[str]) -> re.Pattern[str] | None:
    return _pattern(tuple(sorted({secret for secret in secrets if len(secret) >= SHORTEST})))


@lru_cache(maxsize=64)
def _pattern(secrets: tuple[str, ...]) -> re.Pattern[str] | None:
    forms = {form for secret in secrets for form in _forms(secret)}
    if not forms:
        return None
    return re.compile(
        "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))
    )


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
