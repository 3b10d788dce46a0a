"""The table of films that editors describe at the desk."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from aggregator.store.columns import Base, Id, Moment, Number, Words


class KeptFilmRow(Base):
    """One version of a film's description; the newest of a slug holds. Versions are added, never changed."""

    __tablename__ = "kept_film"
    __table_args__ = (UniqueConstraint("slug", "version"),)
    # Grows with every change, whichever film it is of: who knows the last one knows all.
    id: Mapped[Id]
    slug: Mapped[Words]
    version: Mapped[Number]
    # JSON, an entry of films.toml; null: taken back, films.toml alone describes it.
    description: Mapped[Words | None]
    changed_at: Mapped[Moment]
    changed_by: Mapped[Words]


__all__ = ["KeptFilmRow"]
