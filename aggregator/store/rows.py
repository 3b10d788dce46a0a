"""Between rows and the values of model/: the same columns in the same order, there and back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any

import orjson

from aggregator.model import Author, Counts, Media, Post, Ref
from aggregator.model.quick import quick
from aggregator.store.columns import EPOCH, to_micros
from aggregator.store.sql import Row

# What a network can't mean: more than 64 bits hold. Such a number is no number.
LARGEST = 2**63 - 1

AWAY = "away"
"""How a post stands whose author's account is not shown now: hidden, and shown again with its account."""

POST_COLUMNS = (
    "p.source, p.remote_id, p.url, p.text, p.spoiler_text, p.created_at, p.edited_at, p.language, p.hashtags,"
    " p.media, p.ref_type, p.ref_id, p.sensitive, p.quotable, p.standing, p.at_home,"
    " c.likes, c.reposts, c.replies, c.quotes, c.views, c.seen_at, p.rating,"
    " a.id, a.remote_id, a.handle, a.name, a.followers, a.verified, a.created_at, a.bot"
)
POST_TABLES = "post p JOIN post_counts c ON c.post_id = p.id LEFT JOIN author a ON a.id = p.author_id"
POST_WIDTH = POST_COLUMNS.count(",") + 1
AUTHOR = POST_WIDTH - 7
"""Where what is told of the author begins, behind a.id."""

_make_post, _make_author, _make_media = quick(Post), quick(Author), quick(Media)
_counts = lru_cache(maxsize=4096)(Counts)  # most posts have few likes and nothing else: values may be shared


class PostReader:
    """Builds posts from rows of POST_COLUMNS; an author who comes again is the same object.

    `remember` bounds how many authors are kept, for those who stream.
    """

    def __init__(self, *, remember: int | None = None) -> None:
        self._authors: dict[int, Author] = {}
        self._remember = remember

    def post(self, row: Row) -> Post:
        """The post of a row that begins with POST_COLUMNS."""
        (
            source, remote_id, url, text, spoiler_text, created_at, edited_at, language, hashtags,
            media, ref_type, ref_id, sensitive, quotable, standing, at_home,
            likes, reposts, replies, quotes, views, _seen_at, rating,
            author_id,
        ) = row[:AUTHOR]  # fmt: skip
        return _make_post(
            source,
            remote_id,
            url,
            text,
            None if author_id is None else self._author(author_id, row),
            EPOCH + timedelta(microseconds=created_at),
            None if edited_at is None else EPOCH + timedelta(microseconds=edited_at),
            language,
            () if hashtags == "[]" else read_hashtags(hashtags),
            () if media == "[]" else media_of(media),
            _counts(likes, reposts, replies, quotes, views),
            None if ref_type is None else Ref(ref_type, ref_id),
            None if sensitive is None else bool(sensitive),
            spoiler_text,
            bool(quotable) and standing is None,
            bool(at_home),
            rating,
        )

    def _author(self, number: int, row: Row) -> Author:
        found = self._authors.get(number)
        if found is None:
            if self._remember is not None and len(self._authors) >= self._remember:
                self._authors.clear()
            remote_id, handle, name, followers, verified, created_at, bot = row[AUTHOR:POST_WIDTH]
            found = self._authors[number] = _make_author(
                remote_id, handle, name, followers, flag(verified), instant(created_at), flag(bot)
            )
        return found


def flag(value: Any) -> bool | None:
    """SQLite's 0 and 1 as booleans."""
    return None if value is None else bool(value)


def instant(micros: int | None) -> datetime | None:
    """An optional column of microseconds as UTC."""
    return None if micros is None else EPOCH + timedelta(microseconds=micros)


def micros(at: datetime | None) -> int | None:
    """An optional instant as microseconds."""
    return None if at is None else to_micros(at)


@lru_cache(maxsize=20_000)
def read_hashtags(stored: str) -> tuple[str, ...]:
    """The column's JSON as a post holds it. Fans use the same few tags: remembered."""
    return tuple(orjson.loads(stored))


@lru_cache(maxsize=20_000)
def hashtags_json(hashtags: tuple[str, ...]) -> str:
    """As the column keeps them."""
    return orjson.dumps(hashtags).decode()


def media_of(stored: str) -> tuple[Media, ...]:
    """The column's JSON as a post holds it."""
    return tuple([_make_media(*item) for item in orjson.loads(stored)])


def media_json(media: tuple[Media, ...]) -> str:
    """As the column keeps them: a list of [type, url, alt]."""
    return orjson.dumps([(item.type, item.url, item.alt) for item in media]).decode() if media else "[]"


def counts_row(counts: Counts) -> tuple[int | None, ...]:
    """The five counts; a number that no database holds is unknown."""
    row = (counts.likes, counts.reposts, counts.replies, counts.quotes, counts.views)
    for value in row:
        if value is not None and not -LARGEST <= value <= LARGEST:
            return tuple(number(each) for each in row)
    return row


def number(value: int | None) -> int | None:
    """The value, or None if it is beyond 64 bits."""
    return value if value is None or -LARGEST <= value <= LARGEST else None


def are_keys_storable(posts: Sequence[Post]) -> bool:
    """As `is_storable`, of what posts are looked up by alone."""
    return _is_storable_text(
        "\n".join(chain({post.source for post in posts}, (post.remote_id for post in posts)))
    )


def is_storable(posts: Sequence[Post]) -> bool:
    """Whether both databases take every text of these posts: no NUL, no lone surrogate.

    Collectors clean their texts; this is the net below, cheap because it looks at all of them at once.
    """
    authors = [post.author for post in posts if post.author is not None]
    together = "\n".join(
        chain(
            [post.text for post in posts],
            [post.source for post in posts],
            [post.remote_id for post in posts],
            [post.url for post in posts if post.url],
            [post.spoiler_text for post in posts if post.spoiler_text],
            [post.language for post in posts if post.language],
            [post.ref.id for post in posts if post.ref is not None],
            chain.from_iterable([post.hashtags for post in posts if post.hashtags]),
            [
                words
                for post in posts
                if post.media
                for item in post.media
                for words in (item.type, item.url, item.alt)
                if words
            ],
            [author.id for author in authors if author.id],
            [author.handle for author in authors if author.handle],
            [author.name for author in authors if author.name],
        )
    )
    return _is_storable_text(together)


def _is_storable_text(words: str) -> bool:
    if "\0" in words:
        return False
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True


def storable(post: Post) -> Post:
    """The post without what no database takes."""
    if is_storable((post,)):
        return post
    author, ref = post.author, post.ref
    return replace(
        post,
        source=_clean(post.source),
        remote_id=_clean(post.remote_id),
        url=_clean_or_none(post.url),
        text=_clean(post.text),
        spoiler_text=_clean_or_none(post.spoiler_text),
        language=_clean_or_none(post.language),
        hashtags=tuple(_clean(tag) for tag in post.hashtags),
        media=tuple(Media(*map(_clean_or_none, (item.type, item.url, item.alt))) for item in post.media),
        ref=ref and Ref(ref.type, _clean(ref.id)),
        author=author
        and replace(
            author,
            id=_clean_or_none(author.id),
            handle=_clean_or_none(author.handle),
            name=_clean_or_none(author.name),
        ),
    )


def _clean(words: str) -> str:
    return words.replace("\0", "").encode("utf-8", "ignore").decode()


def _clean_or_none(words: str | None) -> str | None:
    return None if words is None else _clean(words)
