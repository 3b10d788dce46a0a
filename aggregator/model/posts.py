"""One public message as a network gave it, cleaned, without judgement."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

RefType = Literal["retweeted", "quoted", "replied_to"]


def content_hash(text: str, spoiler_text: str | None = None) -> str:
    """32 hex digits that change when a reader would see other words. Not a secret, not for signatures."""
    words = text if not spoiler_text else f"{spoiler_text}\0{text}"
    return hashlib.blake2b(words.encode("utf-8"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a post. Known by the network's id, else by handle; None = the network does not say."""

    id: str | None = None
    handle: str | None = None
    name: str | None = None
    followers: int | None = None
    verified: bool | None = None
    created_at: datetime | None = None
    bot: bool | None = None

    @property
    def key(self) -> str | None:
        """What tells two authors of one network apart; None for an unknown author, who is never quoted."""
        if self.id:
            return self.id
        return f"@{self.handle.casefold()}" if self.handle else None


@dataclass(frozen=True, slots=True)
class Counts:
    """What the network counts on a post. None = it does not say; never 0 for unknown."""

    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    quotes: int | None = None
    views: int | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """An image or clip of a post: its https link only, never a copy."""

    type: str | None
    url: str | None
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Ref:
    """The post that this one repeats, quotes or answers; `id` is "" where the origin does not say which."""

    type: RefType
    id: str


@dataclass(frozen=True, slots=True)
class Post:
    """One public message; a comment is a post with ref. Its key is (source, remote_id).

    `source` is the network, also for an archive's record. `text` is plain text, cleaned (text.clean).
    `created_at` and `edited_at` are UTC. `hashtags` stand without "#", case-folded NFC, sorted, each once.
    `quotable` is False where network or author asks not to show the post (protected, withheld,
    "!no-unauthenticated"). `at_home` says that this copy was read from the author's own server: a copy
    from elsewhere never overwrites it. `rating` is what a reviewer gave, from 0 (worst) to 1 (best); None:
    unrated.
    """

    source: str
    remote_id: str
    url: str | None
    text: str
    author: Author | None
    created_at: datetime
    edited_at: datetime | None = None
    language: str | None = None
    hashtags: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    counts: Counts = Counts()
    ref: Ref | None = None
    sensitive: bool | None = None
    spoiler_text: str | None = None
    quotable: bool = True
    at_home: bool = True
    rating: float | None = None

    @property
    def key(self) -> tuple[str, str]:
        """(source, remote_id): one post, however often it is read."""
        return (self.source, self.remote_id)

    @property
    def content_hash(self) -> str:
        """Changes when a reader would see other words."""
        return content_hash(self.text, self.spoiler_text)


@dataclass(frozen=True, slots=True)
class Review(Post):
    """A post that judges one film, named by the network."""

    film_title: str = ""
    film_year: int | None = None
