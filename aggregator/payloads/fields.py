"""Small readers that the payload parsers share: one field of foreign JSON in, one value or a reason out.

What identifies or dates a post is strict (ValueError with the reason); what only describes it is lenient:
a wrong type there is None, as if the network had not said it.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from aggregator.model import Counts
from aggregator.text import MAX_TEXT, clean, safe_url

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)
"""How far a post's clock may run before ours."""

MOST = 2**63 - 1
"""Above, a count fits no database and is none."""

MAX_ID = 1_000
MAX_NAME = 300
NO_COUNTS = Counts()

# Networks that answer https wherever an old archive says http.
_UPGRADED = (
    "twitter.com",
    "x.com",
    "twimg.com",
    "reddit.com",
    "redd.it",
    "youtube.com",
    "youtu.be",
    "ytimg.com",
)
_RENAMED = {"in": "id", "iw": "he", "ji": "yi"}  # ISO 639 codes withdrawn in 1989, which X still sends
_NO_LANGUAGE = frozenset({"und", "zxx", "mul", "mis"})


def kind(value: object) -> str:
    """What JSON calls a value: for reasons."""
    names = {dict: "an object", list: "a list", str: "text", bool: "a truth value", type(None): "null"}
    return names.get(type(value), "a number")


def shown(value: object) -> str:
    """A value for a reason: one short line."""
    text = clean(repr(value)[:80])
    return text if len(text) <= 60 else text[:59] + "…"


def mapping(value: object) -> Mapping[str, Any]:
    """`value` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list; nothing where there is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def items_of(value: object) -> list[Any]:
    """Whatever a list of posts holds: what is no object among it is rejected in its place. [] for no list."""
    return value if isinstance(value, list) else []


MEDIA = frozenset({"image", "photo", "video", "gif", "gifv", "animated_gif", "audio", "unknown"})
"""What the networks call an image or clip."""


def medium(value: object) -> str | None:
    """What an image or clip is, in a network's word; None for what none is known to say."""
    return value if isinstance(value, str) and value in MEDIA else None


def identifier(value: object, what: str = "id") -> str:
    """An id as text.

    Raises ValueError: none, a fraction (a rounded id is another post's), blanks or control characters in it.
    """
    if type(value) is str and value.isprintable() and " " not in value and 0 < len(value) <= MAX_ID:
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None or value == "":
        raise ValueError(f"no {what}")
    if not isinstance(value, str):
        raise ValueError(f"{what} is {kind(value)}, not text: {shown(value)}")  # noqa: TRY004 - a reason, as all
    value = value.strip()
    if not value:
        raise ValueError(f"no {what}")
    if len(value) > MAX_ID:
        raise ValueError(f"{what} of {len(value):,} characters, limit {MAX_ID:,}")
    if not value.isprintable() or " " in value:
        raise ValueError(f"{what} has blanks or control characters: {shown(value)}")
    return value


def optional_identifier(value: object, what: str = "id") -> str | None:
    """An id as text, None where there is none. Raises ValueError as `identifier` does."""
    return None if value is None or value == "" else identifier(value, what)


def body(raw: object) -> str:
    """A post's text, cleaned; it may be empty. Raises ValueError: none, not text, above MAX_TEXT."""
    if not isinstance(raw, str):
        why = "no text" if raw is None else f"text is {kind(raw)}, not text: {shown(raw)}"
        raise ValueError(why)  # noqa: TRY004 - a reason, as all
    if len(raw) > MAX_TEXT:
        raise ValueError(f"text of {len(raw):,} characters, limit {MAX_TEXT:,}")
    return clean(raw)


def utc(value: object, *, now: datetime | None = None) -> datetime:
    """An ISO 8601 time with its zone, in UTC.

    Raises ValueError: none, without a zone, out of range (`in_range`).
    """
    try:
        moment = datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError("no zoned time" if value is None else f"no zoned time: created_at is {shown(value)}")
    return in_range(moment, now=now).astimezone(UTC)


def in_range(moment: datetime, *, now: datetime | None = None) -> datetime:
    """`moment` if a post can be of it: since 1990, at most a day after `now` (None: before 2100).

    Raises ValueError where it can't.
    """
    if moment < EARLIEST:
        raise ValueError(f"created_at {moment.isoformat()} is before 1990")
    if moment > (LATEST if now is None else now + AHEAD):
        raise ValueError(f"created_at {moment.isoformat()} lies in the future")
    return moment


def epoch(value: object, *, now: datetime | None = None) -> datetime:
    """Seconds since 1970, also as text or with a fraction, in UTC. Raises ValueError as `utc` does."""
    moment = None
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        with suppress(ValueError, OverflowError, OSError):
            moment = datetime.fromtimestamp(float(value), UTC)
    if moment is None:
        raise ValueError(
            "no zoned time" if value is None else f"no zoned time: created_utc is {shown(value)}"
        )
    return in_range(moment, now=now)


def mail_date(value: object, *, now: datetime | None = None) -> datetime:
    """A time as "Fri, 04 May 2031 12:00:00 +0000", in UTC. Raises ValueError as `utc` does."""
    try:
        moment = parsedate_to_datetime(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError("no zoned time" if value is None else f"no zoned time: created_at is {shown(value)}")
    return in_range(moment, now=now).astimezone(UTC)


def optional_utc(value: object) -> datetime | None:
    """As `utc`; None where there is no such time."""
    if value is None:
        return None
    try:
        return utc(value)
    except ValueError:
        return None


def count(value: object) -> int | None:
    """A count, also as the text of one; None for what is none (negative, too large, a fraction)."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST:
        return value
    return None


def flag(value: object) -> bool | None:
    """True or False where the network says so."""
    return value if isinstance(value, bool) else None


def line(value: object) -> str | None:
    """A name: cleaned, on one line, at most 300 characters; None where there is none."""
    if not isinstance(value, str):
        return None
    if len(value) <= MAX_NAME and value.isascii() and value.isprintable() and "  " not in value:
        return value.strip() or None
    return " ".join(clean(value[: 2 * MAX_NAME]).split())[:MAX_NAME].strip() or None


def handle(value: object) -> str | None:
    """A login without "@"; None where there is none. Raises ValueError for what can't be a login."""
    if (
        type(value) is str
        and value.isascii()
        and value.isprintable()
        and " " not in value
        and "@" not in value
    ):
        return value[:MAX_NAME] or None
    name = optional_identifier(value, "handle")
    return None if name is None else clean(name).lstrip("@")[:MAX_NAME] or None


def paragraph(value: object) -> str | None:
    """Some cleaned text (an image's description, a warning); None where there is none."""
    return (clean(value[:MAX_TEXT]) or None) if isinstance(value, str) else None


def https(url: object) -> str | None:
    """An https address that a reader may be sent to; http becomes https for networks known to answer it."""
    safe = safe_url(url) if isinstance(url, str) else None
    if safe is None or safe.startswith("https://"):
        return safe
    scheme, rest = safe.split("://", 1)
    host = (urlsplit(safe).hostname or "").lower()
    known = host in _UPGRADED or host.endswith(tuple(f".{name}" for name in _UPGRADED))
    return f"https://{rest}" if known or scheme.lower() == "https" else None


@lru_cache(maxsize=1_024)
def _language(code: str) -> str | None:
    code = code.strip().replace("_", "-")
    main = code.split("-", 1)[0].lower()
    parts = code.split("-")
    plain = all(part.isascii() and part.isalnum() and len(part) <= 8 for part in parts)
    if not plain or len(main) not in (2, 3) or not main.isalpha() or main in _NO_LANGUAGE:
        return None
    if main[0] == "q" and len(main) == 3:  # X's own: qme (media only), qht (hashtags only), qst ...
        return None
    return "-".join([_RENAMED.get(main, main), *parts[1:]])


def unescape(text: str) -> str:
    """Undo the escaping of X and Reddit, once: "&amp;lt;" is "&lt;". Other entities are the author's own."""
    if "&" not in text:
        return text
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def language(code: object) -> str | None:
    """An ISO 639 code, perhaps with a region ("en", "pt-BR"); None for "und" and what names no language."""
    return _language(code) if isinstance(code, str) and len(code) <= 35 else None
