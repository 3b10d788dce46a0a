"""The tables of what left the house: stories at their destinations, and alerts."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from aggregator.store.columns import Base, Bytes, Id, KeyWords, Moment, Number, Words


class PublicationRow(Base):
    """One sending of a digest to a destination: first a claim, then what came of it."""

    __tablename__ = "publication"
    __table_args__ = (Index(None, "digest_id", "destination"), Index(None, "at"))
    id: Mapped[Id]
    digest_id: Mapped[Words]
    version: Mapped[Number]
    destination: Mapped[Words]
    # published, corrected or withdrawn.
    event: Mapped[Words]
    # sending: claimed, and nobody knows yet; sent; failed: not taken; lost: sent, and no answer came;
    # changed: the copy there is not ours any more.
    state: Mapped[Words]
    # How the destination names its copy; "": it does not.
    remote_id: Mapped[Words]
    url: Mapped[Words]
    # A hash of what stands there since (while sending: of what is sent).
    sent_hash: Mapped[Words]
    # Itself, compressed, so that a difference can be shown; null: not kept, or erased by `forget`.
    sent: Mapped[Bytes | None]
    # The destination's own mark of its copy's last change; "": it has none.
    modified: Mapped[Words]
    # When it was claimed, then when it was settled.
    at: Mapped[Moment]
    # Who sent it; "": the schedule.
    who: Mapped[Words]
    # What kept it from being taken, in words; "": nothing.
    why: Mapped[Words]


class AlertRow(Base):
    """An alert, each once: the daily cap counts these rows."""

    __tablename__ = "alert"
    __table_args__ = (Index(None, "at"),)
    destination: Mapped[KeyWords]
    kind: Mapped[KeyWords]
    # What it is about: a spike's film and beginning, a digest and its version.
    key: Mapped[KeyWords]
    at: Mapped[Moment]
    # sending; sent; capped: the day had its number already.
    state: Mapped[Words]


__all__ = ["AlertRow", "PublicationRow"]
