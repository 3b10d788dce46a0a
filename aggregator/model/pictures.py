"""What a story says of the images and clips that fans pass on, as digest.json holds it."""

from dataclasses import dataclass
from datetime import datetime

from aggregator.model.films import MadeBy, Rights


@dataclass(frozen=True, slots=True)
class FirstSeen:
    """The earliest post of a window that holds a picture.

    `handle` and `url` are None where readers may not be led there: its author or network asks not to show it,
    something holds it back, or it was erased. `repost`: all that was found are reposts, and `id` is the
    post that they repeat, which lies outside the window; then `created_at` is when the first of them was
    written, and nobody is named.
    """

    source: str
    id: str
    handle: str | None
    url: str | None
    created_at: datetime
    repost: bool = False


@dataclass(frozen=True, slots=True)
class DigestPicture:
    """An image or clip that many posts pass on, or several that go together (`items`).

    `posts` hold it, repost, quote or link it; `people` wrote them; `ids` are theirs. `alt` is how the author
    of the first post describes it. `rights` and `because` as in DigestMedia; `verified` and `made_by` as
    films.toml says, None where it says nothing.
    """

    posts: int
    people: int
    first: FirstSeen
    type: str | None
    items: int
    alt: str | None
    rights: Rights
    because: str
    verified: bool | None
    made_by: MadeBy | None
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DigestTrigger:
    """Whether what fans react to is what it seems.

    `verified` and `made_by` as films.toml says of the event, of a picture, or of what set off a spike.
    `doubted`: how many of the counted posts call it fan-made, made with AI or fake. `blocks`: why the story
    must not be published, None if it may.
    """

    verified: bool | None
    made_by: MadeBy | None
    doubted: int
    blocks: str | None
