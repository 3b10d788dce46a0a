"""Whom or what somebody means by a handle, an id or a link, and which of it is stored."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from aggregator.errors import AggregatorError, ConfigError
from aggregator.store import erase

Key = tuple[str, str]

FORMS = "a handle, @name@instance, source:handle, a post's id, or the link of a profile or a post"
SHOWN = 10
_PREFIXED = re.compile(r"([a-z][a-z0-9_]*):(?!//)(.+)", re.DOTALL)
# Networks with a host of their own; a host that is none of these and has /@name is an instance of Mastodon.
_HOSTS = {
    "x.com": "x",
    "twitter.com": "x",
    "bsky.app": "bluesky",
    "reddit.com": "reddit",
    "youtube.com": "youtube",
    "threads.net": "threads",
    "threads.com": "threads",
    "tiktok.com": "tiktok",
    "instagram.com": "instagram",
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word to look for, on one network or on any. `by` is the handle of the author whose post is meant,
    where the post's id holds the author's id instead (`word` has `{}` in its place).
    """

    word: str
    source: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """A person with all that they wrote, or one post. `name` is how to write it so that nothing else fits."""

    name: str
    posts: tuple[Key, ...] = ()
    authors: tuple[Key, ...] = ()


def resolve(session: Any, text: str) -> Meant:
    """The one stored person or post that this stands for.

    Raises:
        ConfigError: it may stand for several; they are listed.
        AggregatorError: nothing stored answers to it.
    """
    prefixed = _PREFIXED.fullmatch(text.strip())
    found = _look(session, meanings(prefixed[2], prefixed[1])) if prefixed is not None else []
    found = found or _look(session, meanings(text.strip()))
    if not found:
        raise AggregatorError(f"forget: nothing stored answers to '{text:.80}'", hint=f"write {FORMS}")
    if len(found) > 1:
        names = [one.name for one in found]
        more = f", and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        raise ConfigError(
            f"forget: '{text:.80}' may be any of {len(found)}",
            hint=f"write one of {', '.join(names[:SHOWN])}{more}",
        )
    return found[0]


def meanings(text: str, source: str | None = None) -> Iterator[Meaning]:
    """Everything that these words may stand for; the words themselves first."""
    yield Meaning(text, source)
    if not text.startswith(("https://", "http://")):
        return
    try:
        parts = urlsplit(text)
    except ValueError:
        return
    plain = f"https://{parts.netloc}{parts.path}".rstrip("/")
    if plain != text:
        yield Meaning(plain, source)
    for meaning in _of_link(parts):
        if source in (None, meaning.source):
            yield meaning


def _of_link(parts: SplitResult) -> Iterator[Meaning]:
    """What a network's link names. Hosts with a prefix (www, old, mobile) are the same network."""
    host = (parts.hostname or "").casefold()
    source = next((name for ours, name in _HOSTS.items() if host == ours or host.endswith(f".{ours}")), None)
    steps = [unquote(step) for step in parts.path.split("/") if step]
    match (source, steps):
        case ("x", [_, "status", number, *_]):
            yield Meaning(number, "x")
        case ("bluesky", ["profile", who, "post", key]):
            known = who.startswith("did:")
            yield Meaning(
                f"at://{who if known else '{}'}/app.bsky.feed.post/{key}", "bluesky", None if known else who
            )
        case ("bluesky", ["profile", who]):
            yield Meaning(who, "bluesky")
        case ("reddit", ["r", _, "comments", thread, *more]):
            yield Meaning(f"t1_{more[1]}" if len(more) > 1 else f"t3_{thread}", "reddit")
        case ("reddit", ["user" | "u", who]):
            yield Meaning(who, "reddit")
        case ("youtube", ["watch"]):
            for comment in parse_qs(parts.query).get("lc", []):
                yield Meaning(comment, "youtube")
        case ("youtube", ["channel", who]):
            yield Meaning(who, "youtube")
        case (str(), [who]):
            yield Meaning(who.removeprefix("@"), source)
        case (None, [who, number]) if who.startswith("@"):
            yield Meaning(f"https://{host}/users/{who[1:]}/statuses/{number}", "mastodon")
        case (None, [who]) if who.startswith("@"):
            name = who[1:]
            yield Meaning(name if "@" in name else f"{name}@{host}", "mastodon")


def _look(session: Any, wanted: Iterable[Meaning]) -> list[Meant]:
    """Who and what of these is stored, each once, sorted."""
    authors: set[Key] = set()
    posts: set[Key] = set()
    for meaning in wanted:
        for word in _words(session, meaning):
            found = erase.find(session, word)
            authors |= {key for key in found.authors if meaning.source in (None, key[0])}
            posts |= {key for key in found.posts if meaning.source in (None, key[0])}
    return [
        *_people(erase.people(session, authors)),
        *(Meant(_as_post(key), posts=(key,)) for key in sorted(posts)),
    ]


def _words(session: Any, meaning: Meaning) -> list[str]:
    if meaning.by is None:
        return [meaning.word]
    authors = erase.people(session, erase.find(session, meaning.by).authors)
    return [
        meaning.word.replace("{}", one.remote_id)
        for one in authors
        if one.remote_id and one.source == meaning.source
    ]


def _as_post(key: Key) -> str:
    source, remote_id = key
    return remote_id if "://" in remote_id else f"{source}:{remote_id}"


def _people(found: list[erase.Person]) -> Iterator[Meant]:
    """One for each person. An author known by handle alone (an archive's) is the one of that handle who is
    known by id, if there is just one.
    """
    for source, group in groupby(found, key=lambda one: one.source):
        persons = list(group)
        known = [one for one in persons if one.remote_id]
        if len(known) <= 1:
            handle = next((one.handle for one in persons if one.handle), persons[0].key)
            yield Meant(f"{source}:{handle}", authors=tuple((source, one.key) for one in persons))
        else:
            yield from (Meant(f"{source}:{one.key}", authors=((source, one.key),)) for one in persons)
