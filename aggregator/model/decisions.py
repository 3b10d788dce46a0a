"""What an editor decides about a post of a film, as values: it reaches every story that is made from then on.

A decision about a post holds for that film alone. One about who speaks (author_class) is about the author of
the post, and holds for all of theirs that are the film's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from aggregator.model.scoring import LABELS, AuthorClass

DecisionKind = Literal["label", "pin", "reject", "spoiler", "harm", "author_class"]
KINDS: tuple[DecisionKind, ...] = ("label", "pin", "reject", "spoiler", "harm", "author_class")

OFF_TOPIC: Final = "off topic"
"""As a label, or as the reason of a rejection: the post is not about the film, and counts in no number."""
GIVEN_LABELS: tuple[str, ...] = (*LABELS, OFF_TOPIC)
REASONS = (OFF_TOPIC, "out of context", "not their own words", "too private", "unclear or dull", "other")
"""Why a post is rejected; an editor may add words of their own."""
AUTHOR_CLASSES: tuple[AuthorClass, ...] = ("fan", "critic", "cast", "official", "promo", "unknown")

_SLOTS = {"pin": "quote", "reject": "quote"}

Key = tuple[str, str]


def slot_of(kind: str) -> str:
    """What a decision settles: of each slot a post has at most one that stands. Pinning ends a rejection."""
    return _SLOTS.get(kind, kind)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision by one person. `post` is (source, id); `author` is (source, key), of author_class alone.

    `value` is the label, the reason of a rejection (REASONS), the kind of harm, the author class; "" else.
    `reason` are the editor's own words, or "". `drawn`: the label of a post of the film's random sample,
    given as its turn came; only such labels may correct shares. A decision stands until it is undone; one
    that takes its place undoes it too.
    """

    id: int
    film: str
    post: Key | None
    author: Key | None
    kind: DecisionKind
    value: str
    reason: str
    editor: str
    at: datetime
    drawn: bool = False
    undone_at: datetime | None = None
    undone_by: str | None = None

    @property
    def slot(self) -> str:
        """What it settles."""
        return slot_of(self.kind)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A decision that an editor asks for. `on` is the number of the decision that stood in its slot when the
    editor looked, 0 for none; None: whatever stands there.
    """

    kind: DecisionKind
    value: str = ""
    reason: str = ""
    on: int | None = None
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The decisions of a film that stand: by post, in the order in which they were made, and by author."""

    posts: Mapping[Key, tuple[Decision, ...]]
    authors: Mapping[Key, Decision]

    def __bool__(self) -> bool:
        return bool(self.posts or self.authors)

    def of(self, post: Key, author: Key | None) -> tuple[Decision, ...]:
        """Those about a post and whoever wrote it."""
        about = self.authors.get(author) if author is not None else None
        mine = self.posts.get(post, ())
        return mine if about is None else (*mine, about)
