"""The tables of what editors decide about posts."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from aggregator.store.columns import Base, Flag, Id, Moment, Number, Words


class DecisionRow(Base):
    """One decision of an editor about a post of a film, or about an author; never changed, but undone."""

    __tablename__ = "decision"
    __table_args__ = (Index(None, "film_id", "post_id"), Index(None, "post_id"), Index(None, "author_id"))
    id: Mapped[Id]
    film_id: Mapped[Number] = mapped_column(ForeignKey("film.id"))
    # Null: it is about an author. No foreign keys, as with reaction: erase.py takes both out.
    post_id: Mapped[Number | None]
    # Null: it is about a post.
    author_id: Mapped[Number | None]
    # label, pin, reject, spoiler, harm or author_class.
    kind: Mapped[Words]
    # What the kind asks for: the label, the reason, the kind of harm, the author class; "".
    value: Mapped[Words]
    # The editor's own words; "".
    reason: Mapped[Words]
    editor: Mapped[Words]
    at: Mapped[Moment]
    # Whether it is the label of a drawn post, given in its turn: only these may correct shares.
    drawn: Mapped[Flag]
    # Null: it stands.
    undone_at: Mapped[Moment | None]
    undone_by: Mapped[Words | None]


class DrawnRow(Base):
    """A post of a film's random sample, whose posts an editor labels one after another."""

    __tablename__ = "drawn"
    __table_args__ = (
        UniqueConstraint("film_id", "post_id"),
        Index(None, "post_id"),
        {"sqlite_with_rowid": False},
    )
    film_id: Mapped[Number] = mapped_column(ForeignKey("film.id"), primary_key=True, autoincrement=False)
    # Its place in the order in which posts are labelled, from 1.
    number: Mapped[Number] = mapped_column(primary_key=True, autoincrement=False)
    post_id: Mapped[Number]
    at: Mapped[Moment]
    # When an editor passed it over; null: nobody did.
    passed_at: Mapped[Moment | None]


__all__ = ["DecisionRow", "DrawnRow"]
