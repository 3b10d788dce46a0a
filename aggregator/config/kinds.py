"""The kinds of value that stand in the configuration: each checks itself and says what would be right.

A validator raises ValueError("what is wrong; what would be right"), which mistakes.py parts at the "; ".
"""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Annotated, Any
from urllib.parse import SplitResult, parse_qs, urlsplit

from pydantic import AfterValidator, BeforeValidator, PlainValidator, StrictInt

from aggregator.model import schedule
from aggregator.text import clean, fold, hashtags_in, safe_url

MOST_DOLLARS = 1_000_000
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_WORD = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_PLUGIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*:[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_MAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|::1", re.ASCII)
_ADDRESS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?"
_MAILBOX = re.compile(rf"{_ADDRESS}|[A-Za-z0-9 '._-]+ <{_ADDRESS}>", re.ASCII)  # no sign that ends a header
_LONGEST_MAILBOX = 320
_YOUTUBE = re.compile(r"[A-Za-z0-9_-]{11}", re.ASCII)
_REDDIT_NAME = re.compile(r"[A-Za-z0-9_-]{3,20}", re.ASCII)
_WIKIDATA = re.compile(r"Q[1-9][0-9]{0,11}", re.ASCII)
_IMDB = re.compile(r"tt[0-9]{5,12}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_SUBREDDIT = re.compile(r"[A-Za-z0-9_]{2,21}", re.ASCII)
_HEADER = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
_LISTENED = re.compile(r"[A-Za-z0-9.:-]{1,253}", re.ASCII)
_LONGEST_TEXT = 5000
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _text(value: str) -> str:
    words = " ".join(clean(value).split())
    if not words:
        raise ValueError("is empty; write a text or leave the key out")
    if len(words) > _LONGEST_TEXT:
        raise ValueError(f"has {len(words)} characters; at most {_LONGEST_TEXT} are kept")
    return words


def _slug(value: str) -> str:
    if not SLUG.fullmatch(value) or len(value) > 80:
        raise ValueError(f"{value!r:.90} is no slug; write it like {slug_of(value) or 'my-film'!r}")
    return value


def slug_of(title: str) -> str:
    """The slug that a title suggests: "The Glass Harbour" is the-glass-harbour; "" where no letter fits."""
    return re.sub(r"[^a-z0-9]+", "-", _plain(title)).strip("-")[:80].strip("-")


def _plain(value: str) -> str:
    letters = unicodedata.normalize("NFKD", value.casefold())
    return "".join(sign for sign in letters if not unicodedata.combining(sign))


def _hashtag(value: str) -> str:
    word = clean(value).removeprefix("#")
    if word.isdecimal():
        raise ValueError(f"{value!r:.90} is no hashtag; networks link none without a letter")
    if hashtags_in(f"#{word}") != (fold(word),):
        right = "".join(sign for sign in word if sign == "_" or sign.isalnum()) or "MyFilm"
        raise ValueError(f"{value!r:.90} is no hashtag; letters, digits and _ only, like {right!r}")
    return word


def _youtube(value: str) -> str:
    if not _YOUTUBE.fullmatch(value):
        raise ValueError(f"{value!r:.90} is no video id; write the 11 characters after v= of its address")
    return value


def _wikidata(value: str) -> str:
    if not _WIKIDATA.fullmatch(value):
        raise ValueError(f"{value!r:.90} is no item of Wikidata; write it like 'Q42'")
    return value


def _imdb(value: str) -> str:
    if not _IMDB.fullmatch(value):
        raise ValueError(f"{value!r:.90} is no title of IMDb; write it like 'tt0000042'")
    return value


def _country(value: str) -> str:
    if not _COUNTRY.fullmatch(value):
        raise ValueError(f"{value!r:.90} is no country; write the two letters of ISO 3166, like 'US' or 'GB'")
    return value


def _subreddit(value: str) -> str:
    name = value.strip().removeprefix("/").removeprefix("r/")
    if not _SUBREDDIT.fullmatch(name):
        raise ValueError(f"{value!r:.90} is no subreddit; write it like 'movies'")
    return name


def _reddit_name(value: str) -> str:
    name = value.strip().removeprefix("/").removeprefix("u/")
    if name and not _REDDIT_NAME.fullmatch(name):
        raise ValueError(f"{value!r:.90} is no name of a Reddit account; write it like 'newsdesk'")
    return name


def _name(value: str) -> str:
    if not is_name(value.replace("-", "_")):
        raise ValueError(f"{value!r:.90} is no name; write it like 'fan' or 'your_package.module:Class'")
    return value


def is_name(value: str) -> bool:
    """Whether it may name a plug-in: `fan`, or `your_package.module:Class`."""
    return bool(_WORD.fullmatch(value) or _PLUGIN.fullmatch(value))


def _format(value: str) -> str:
    if not _WORD.fullmatch(value):
        raise ValueError(f"{value!r:.90} is no format; write it like 'html'")
    return value


def _contact(value: str) -> str:
    contact = value.strip()
    if contact and not _MAIL.fullmatch(contact):
        try:
            _link(contact)
        except ValueError:
            raise ValueError(f"{value!r:.90} reaches nobody; write a mail or https address") from None
    return contact


def _split(value: str, *, carries_keys: bool = True) -> SplitResult:
    """The parts of an http(s) address without a password; says what is wrong otherwise.

    `carries_keys`: something secret travels there, so http:// is for one's own network only.
    """
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket too few, a port that is no number
        raise ValueError("is no address; write it like https://example.org") from None
    if "@" in parts.netloc:
        # The address is not repeated: a password may stand in it.
        raise ValueError("holds a name or password; keys are given by settings of their own")
    if "://" not in value and re.fullmatch(r"[\w.-]+\.\w+(:\d+)?(/\S*)?", value):
        raise ValueError(f"{value!r:.90} has no scheme; write https://{value}")
    if not usable or re.search(r"\s", value):
        raise ValueError(f"{value!r:.90} is no address; write it like https://example.org")
    if carries_keys and parts.scheme == "http" and not _is_near(parts.hostname or ""):
        raise ValueError(
            f"{value!r:.90} is not encrypted; write https:// (http:// only within one's own network)"
        )
    return parts


def _is_near(host: str) -> bool:
    """Whether a host is this machine or one of one's own network: a bare name or a private address."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal"))


def _link(value: str) -> str:
    _split(value, carries_keys=False)
    if safe_url(value) is None:
        raise ValueError(
            f"{value!r:.90} is no address to send a reader to; write it like https://example.org"
        )
    return value


def _base_url(value: str) -> str:
    parts = _split(value)
    if parts.query or parts.fragment:
        raise ValueError(f"{value!r:.90} ends in ? or #; write the address without it")
    return parts._replace(netloc=parts.netloc.lower(), path=parts.path.rstrip("/")).geturl()


def secure_url(value: str) -> str:
    """An https address without "?" or "#", "/" at its end or a login; http to this very machine alone.

    Raises ValueError("what is wrong; what would be right").
    """
    url = _base_url(value)
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ValueError(f"{value!r:.90} is not encrypted; write https://")
    return url


def _host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise ValueError(f"{value!r:.90} is no name of a server; write it like 'smtp.example.org'")
    return value


def _mailbox(value: str) -> str:
    if not _MAILBOX.fullmatch(value) or len(value) > _LONGEST_MAILBOX:
        raise ValueError(f"{value!r:.90} is no mail address; write it like 'desk@example.org'")
    return value


def _instance(value: str) -> str:
    parts = _split(value)
    address = f"{parts.scheme}://{parts.netloc.lower()}"
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"{value!r:.90} is more than an instance; write {address}")
    return address


def _network(value: Any) -> IPv4Network | IPv6Network:
    """An address or a network, whose word is believed."""
    right = "write it like 127.0.0.1 or 10.0.0.0/8"
    try:
        network = ip_network(value.strip()) if isinstance(value, str) else None
    except ValueError:
        network = None
    if network is None:
        raise ValueError(f"{value!r:.60} is no address or network; {right}")
    if network.prefixlen == 0:
        raise ValueError(f"{value!r:.60} is the whole Internet; name your proxy's own address")
    return network


def _header(value: str) -> str:
    if value and not _HEADER.fullmatch(value):
        raise ValueError(f"{value!r:.90} is no name of a header; write it like 'X-Forwarded-User'")
    return value


def _listened(value: str) -> str:
    if not _LISTENED.fullmatch(value):
        raise ValueError(f"{value!r:.90} is no address to listen at; write it like '127.0.0.1' or '::1'")
    return value


def _once(values: tuple[str, ...]) -> tuple[str, ...]:
    """Each value once, compared folded: the first stands."""
    kept: dict[str, str] = {}
    for value in values:
        kept.setdefault(fold(value), value)
    return tuple(kept.values())


def _store_url(value: str) -> str:
    """Messages do not repeat the address: a password may stand in it."""
    if not value.isprintable():
        raise ValueError("holds control characters; write sqlite:///file.db")
    scheme, found, rest = value.partition("://")
    backend = scheme.partition("+")[0]
    if backend == "postgres":
        raise ValueError("begins with postgres://; write postgresql://")
    if not found or backend not in ("sqlite", "postgresql"):
        raise ValueError("is no database; write sqlite:///file.db or postgresql://user@host/database")
    if backend == "sqlite" and (not rest.startswith("/") or len(rest) < 2):
        raise ValueError(
            "names no file; write sqlite:///file.db (three slashes, four before an absolute path)"
        )
    if backend == "postgresql":
        try:
            parts = urlsplit(value)
            named = bool(parts.path.strip("/")) and (parts.port is None or parts.port > 0)
        except ValueError:
            named = False
        if not named:
            raise ValueError("names no database; write postgresql://user@host/database")
    return value


def holds_password(url: str) -> bool:
    """Whether a database's address carries a password, in its front or as a parameter."""
    try:
        parts = urlsplit(url)
        return parts.password is not None or "password" in parse_qs(parts.query)
    except ValueError:
        return False


def _duration(value: Any) -> timedelta:
    right = 'write it like "30 minutes", "24 hours" or "24h"'
    if not isinstance(value, str):
        raise ValueError(f"is {value!r:.60}, which is no duration; {right}")  # noqa: TRY004 - pydantic reads ValueError
    try:
        return schedule.parse_duration(value)
    except ValueError as error:
        raise ValueError(f"{error}; {right}") from None


def _schedule(value: Any) -> schedule.Schedule:
    if not isinstance(value, str):
        raise ValueError(  # noqa: TRY004 - pydantic reads ValueError
            f'is {value!r:.60}, no schedule; write it like "every 10 minutes" or "07:00 Europe/London"'
        )
    return schedule.parse(value)


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass  # 2024-02-30
    raise ValueError(f"{_shown(value)} is no date; write it like 2024-03-27")


def _instant(value: Any) -> datetime:
    """An instant with its zone, as UTC; a bare date is 00:00 UTC."""
    right = "write it like 2024-03-26T14:00:00Z"
    if isinstance(value, str):
        try:
            value = (
                datetime.fromisoformat(value) if len(value) > len("2024-03-26") else date.fromisoformat(value)
            )
        except ValueError:
            raise ValueError(f"{value!r:.60} is no time; {right}") from None
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(
                f"{value.isoformat()} has no time zone; write {value.isoformat()}Z for UTC, or an offset"
            )
        return _of_our_days(value).astimezone(UTC)
    if isinstance(value, date):
        return _of_our_days(datetime(value.year, value.month, value.day, tzinfo=UTC))
    raise ValueError(f"{_shown(value)} is no time; {right}")


def _of_our_days(moment: datetime) -> datetime:
    if not _EARLIEST <= moment < _LATEST:
        raise ValueError(f"{moment.isoformat()} lies before 1990 or after 2099; check the year")
    return moment


def _shown(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else f"{value!r:.60}"


def _zone(value: str) -> str:
    schedule.find_zone(value)
    return value


def _dollars(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST_DOLLARS:
        raise ValueError(f"must be an amount of US dollars such as 5.0, at most {MOST_DOLLARS:,}")
    return float(value)


Text = Annotated[str, AfterValidator(_text)]
"""Words for people: one space between, no control characters, at most 5,000 characters."""
Slug = Annotated[str, AfterValidator(_slug)]
Hashtags = Annotated[tuple[Annotated[str, AfterValidator(_hashtag)], ...], AfterValidator(_once)]
Texts = Annotated[tuple[Text, ...], AfterValidator(_once)]
YoutubeVideos = tuple[Annotated[str, AfterValidator(_youtube)], ...]
Subreddits = Annotated[tuple[Annotated[str, AfterValidator(_subreddit)], ...], AfterValidator(_once)]
WikidataId = Annotated[str, AfterValidator(_wikidata)]
ImdbId = Annotated[str, AfterValidator(_imdb)]
Country = Annotated[str, AfterValidator(_country)]
RedditName = Annotated[str, AfterValidator(_reddit_name)]
Name = Annotated[str, AfterValidator(_name)]
Formats = Annotated[tuple[Annotated[str, AfterValidator(_format)], ...], AfterValidator(_once)]
Contact = Annotated[str, AfterValidator(_contact)]
Link = Annotated[str, AfterValidator(_link)]
"""The address of a page for people to read."""
Networks = tuple[Annotated[IPv4Network | IPv6Network, PlainValidator(_network)], ...]
HeaderName = Annotated[str, AfterValidator(_header)]
Listened = Annotated[str, AfterValidator(_listened)]
"""An address of this machine to listen at."""
Links = Annotated[tuple[Link, ...], AfterValidator(_once)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]
SecureUrl = Annotated[str, AfterValidator(secure_url)]
"""An address to which a password or a story goes."""
Host = Annotated[str, AfterValidator(_host)]
MailBox = Annotated[str, AfterValidator(_mailbox)]
"""A mail address, with a name before it or without."""
MailBoxes = Annotated[tuple[MailBox, ...], AfterValidator(_once)]
Instance = Annotated[str, AfterValidator(_instance)]
Instances = Annotated[tuple[Instance, ...], AfterValidator(_once)]
StoreUrl = Annotated[str, AfterValidator(_store_url)]
Duration = Annotated[timedelta, PlainValidator(_duration)]
When = Annotated[schedule.Schedule, PlainValidator(_schedule)]
Day = Annotated[date, BeforeValidator(_day)]
Zone = Annotated[str, AfterValidator(_zone)]
"""A time zone by its name in the tz database."""
Moment = Annotated[datetime, PlainValidator(_instant)]
Count = StrictInt
Dollars = Annotated[float, BeforeValidator(_dollars)]
