"""Our own form of a post, one JSON object a line: what import reads and export writes (docs/archives.md).

`{"source","id","url","author":{"id","handle","name","followers","verified","created_at","bot"},"text","lang",
"created_at","likes","reposts","replies","quotes","views","hashtags":[],"media":[{"type","url","alt"}],
"ref":{"type","id"}|null,"sensitive","spoiler_text","film"}`

Unknown keys are passed over, missing values are null and never guessed. Four keys more are written only
where they say something, so that an export that is imported again is the same post: "edited_at",
"quotable": false, "at_home": false and "rating" (0 to 1).
"""

from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, cast

from aggregator.model import Author, Counts, Media, Post, Ref
from aggregator.model.posts import RefType
from aggregator.model.quick import quick
from aggregator.payloads.fields import (
    EARLIEST,
    LATEST,
    MAX_NAME,
    MOST,
    NO_COUNTS,
    body,
    count,
    flag,
    handle,
    https,
    identifier,
    kind,
    language,
    line,
    medium,
    optional_identifier,
    optional_utc,
    paragraph,
    shown,
    utc,
)
from aggregator.text import MAX_TEXT, clean, hashtag_list, hashtags_in

SOURCES = frozenset(
    {
        "bluesky",
        "facebook",
        "feeds",
        "instagram",
        "lemmy",
        "letterboxd",
        "mastodon",
        "nostr",
        "reddit",
        "threads",
        "tiktok",
        "tumblr",
        "x",
        "youtube",
    }
)
"""The networks that a line may name."""

MAX_HASHTAGS = 1_000
MAX_MEDIA = 100
_REF_TYPES = ("retweeted", "quoted", "replied_to")

_make_post, _make_author, _make_counts = quick(Post), quick(Author), quick(Counts)
_film = lru_cache(maxsize=256)(line)

# The keys that a whole line holds, taken out of it in one go: most lines are whole.
_KEYS = (
    "source", "id", "url", "author", "text", "lang", "created_at",
    "likes", "reposts", "replies", "quotes", "views",
    "hashtags", "media", "ref", "sensitive", "spoiler_text", "film",
)  # fmt: skip
_OF_AUTHOR = ("id", "handle", "name", "followers", "verified", "created_at", "bot")
_all, _all_of_author = itemgetter(*_KEYS), itemgetter(*_OF_AUTHOR)


def parse_record(record: object, *, now: datetime | None = None) -> tuple[Post, str | None]:
    """One object of our form as a Post, and the film that the line itself names.

    Raises ValueError with the reason: no id, no zoned time, an unknown source, a wrong type. A count or an
    optional field that is none is None. `now` bounds created_at (fields.in_range).
    """
    if type(record) is not dict:
        raise ValueError(f"not an object but {kind(record)}")
    edited, quotable, at_home, rating = None, True, True, None
    try:
        values = _all(record)
        whole = len(record) == len(_KEYS)
    except KeyError:
        values, whole = tuple(map(record.get, _KEYS)), False
    if not whole:
        if record.get("picked") is True:
            raise ValueError("picked by hand, which counts in no number: add it by its link")
        edited = record.get("edited_at")
        quotable = record.get("quotable") is not False
        at_home = record.get("at_home") is not False
        rating = _rating(record.get("rating"))
    (
        source, remote_id, url, author, text, lang, created_at, likes, reposts, replies, quotes, views,
        listed, media, ref, sensitive, spoiler, film,
    ) = values  # fmt: skip
    if type(source) is not str or source not in SOURCES:
        raise ValueError("no source" if source is None else f"unknown source: {shown(source)}")
    remote_id = identifier(remote_id)
    created_at = _moment(created_at, now)
    # The usual case in line, the others in `body`: this function runs 100,000 times in a row.
    text = clean(text) if type(text) is str and len(text) <= MAX_TEXT else body(text)
    counts = NO_COUNTS
    if not (likes is reposts is replies is quotes is views is None):
        counts = _make_counts(
            likes if likes is None else _count(likes),
            reposts if reposts is None else _count(reposts),
            replies if replies is None else _count(replies),
            quotes if quotes is None else _count(quotes),
            views if views is None else _count(views),
        )
    post = _make_post(
        source,
        remote_id,
        None if url is None else https(url),
        text,
        None if author is None else _author(author),
        created_at,
        None if edited is None else optional_utc(edited),
        None if lang is None else language(lang),
        hashtags_in(text) if listed is None else _hashtags(listed),
        _media(media) if media else (),
        counts,
        None if ref is None else _ref(ref),
        None if sensitive is None else flag(sensitive),
        None if spoiler is None else paragraph(spoiler),
        quotable,
        at_home,
        rating,
    )
    return post, (_film(film) if type(film) is str and len(film) <= MAX_NAME else line(film))


def _moment(value: object, now: datetime | None) -> datetime:
    if now is None and type(value) is str:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return utc(value)
        if moment.tzinfo is UTC and EARLIEST <= moment <= LATEST:
            return moment
    return utc(value, now=now)


def _count(value: object) -> int | None:
    if type(value) is int and 0 <= value <= MOST:
        return value
    return None if isinstance(value, str) else count(value)


def _rating(value: object) -> float | None:
    """From 0 to 1; what lies outside is no rating of ours (stars, percents) and unknown."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= 1 else None


def _author(value: object) -> Author | None:
    if type(value) is not dict:
        raise ValueError(f"author is {kind(value)}, not an object: {shown(value)}")
    try:
        author_id, login, name, followers, verified, since, bot = _all_of_author(value)
    except KeyError:
        author_id, login, name, followers, verified, since, bot = map(value.get, _OF_AUTHOR)
    author_id = None if author_id is None else optional_identifier(author_id, "author.id")
    login = None if login is None else handle(login)
    if author_id is None and login is None:
        return None
    return _make_author(
        author_id,
        login,
        None if name is None else line(name),
        None if followers is None else _count(followers),
        None if verified is None else flag(verified),
        None if since is None else optional_utc(since),
        None if bot is None else flag(bot),
    )


def _hashtags(value: object) -> tuple[str, ...]:
    if type(value) is not list:
        raise ValueError(f"hashtags is {kind(value)}, not a list: {shown(value)}")
    if not value:
        return ()
    if len(value) > MAX_HASHTAGS:
        raise ValueError(f"{len(value):,} hashtags, limit {MAX_HASHTAGS:,}")
    for word in value:
        if type(word) is not str:
            raise ValueError(f"hashtags holds {kind(word)}, not text: {shown(word)}")
    return hashtag_list(value)


def _media(value: object) -> tuple[Media, ...]:
    if type(value) is not list:
        raise ValueError(f"media is {kind(value)}, not a list: {shown(value)}")
    if len(value) > MAX_MEDIA:
        raise ValueError(f"{len(value):,} media, limit {MAX_MEDIA:,}")
    found = []
    for item in value:
        if type(item) is not dict:
            raise ValueError(f"media holds {kind(item)}, not an object: {shown(item)}")
        one = Media(medium(item.get("type")), https(item.get("url")), paragraph(item.get("alt")))
        if one.url is not None or one.type is not None:
            found.append(one)
    return tuple(found)


def _ref(value: object) -> Ref:
    if type(value) is not dict:
        raise ValueError(f"ref is {kind(value)}, not an object: {shown(value)}")
    how = value.get("type")
    if how not in _REF_TYPES:
        raise ValueError(f"ref.type is {shown(how)}, must be one of {', '.join(_REF_TYPES)}")
    return Ref(cast("RefType", how), optional_identifier(value.get("id"), "ref.id") or "")


def to_record(post: Post, film: str | None = None) -> dict[str, Any]:
    """The object that `parse_record` reads as `post`: our keys in their order, times in UTC with Z."""
    author, counts, ref = post.author or Author(), post.counts, post.ref
    record: dict[str, Any] = {
        "source": post.source,
        "id": post.remote_id,
        "url": post.url,
        "author": {
            "id": author.id,
            "handle": author.handle,
            "name": author.name,
            "followers": author.followers,
            "verified": author.verified,
            "created_at": _iso(author.created_at),
            "bot": author.bot,
        },
        "text": post.text,
        "lang": post.language,
        "created_at": _iso(post.created_at),
        "likes": counts.likes,
        "reposts": counts.reposts,
        "replies": counts.replies,
        "quotes": counts.quotes,
        "views": counts.views,
        "hashtags": list(post.hashtags),
        "media": [{"type": item.type, "url": item.url, "alt": item.alt} for item in post.media],
        "ref": None if ref is None else {"type": ref.type, "id": ref.id or None},
        "sensitive": post.sensitive,
        "spoiler_text": post.spoiler_text,
        "film": film,
    }
    if post.edited_at is not None:
        record["edited_at"] = _iso(post.edited_at)
    if not post.quotable:
        record["quotable"] = False
    if not post.at_home:
        record["at_home"] = False
    if post.rating is not None:
        record["rating"] = post.rating
    return record


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
