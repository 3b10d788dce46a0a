"""The tables of what editors see and decide of digests: the head of each in lists, and ticks."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from aggregator.store.columns import Base, Json, KeyWords, Moment, Number, Words


class DigestHeadRow(Base):
    """A digest by its newest version, as lists show it. Made of that version's own text whenever one comes,
    goes, or has something erased.
    """

    __tablename__ = "digest_head"
    __table_args__ = (
        Index(None, "made_at", "digest_id"),
        Index(None, "film_id", "made_at", "digest_id"),
        Index(None, "state", "made_at", "digest_id"),
    )
    digest_id: Mapped[KeyWords]
    version: Mapped[Number]
    film_id: Mapped[Number] = mapped_column(ForeignKey("film.id"))
    kind: Mapped[Words]
    # draft, approved, published, withdrawn.
    state: Mapped[Words]
    # When the newest version was made.
    made_at: Mapped[Moment]
    # The window [since, until).
    since: Mapped[Moment]
    until: Mapped[Moment]
    # The film's title and the story's headline, as the version has them.
    title: Mapped[Words]
    headline: Mapped[Words]
    # Who approved it: a list of names.
    approved_by: Mapped[Json]
    # It may not be published before; null: at any time.
    embargo_until: Mapped[Moment | None]


class TickRow(Base):
    """What a person vouches for in a digest; it holds for every version that says the same there."""

    __tablename__ = "tick"
    digest_id: Mapped[KeyWords]
    # A hash of what was read (model.ticks): of a quote, or of all that a point of the checklist is about.
    mark: Mapped[KeyWords]
    # quote, point, or approval (then `reason` says why it was approved in spite of what does not hold).
    what: Mapped[Words]
    # The version that was read.
    version: Mapped[Number]
    who: Mapped[Words]
    at: Mapped[Moment]
    reason: Mapped[Words]


__all__ = ["DigestHeadRow", "TickRow"]
