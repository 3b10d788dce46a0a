"""What is watched, as the other tables refer to it."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from aggregator.errors import StoreError
from aggregator.model import Film
from aggregator.store.sql import Sql, insert_into
from aggregator.store.tables import FilmRow

INSERT = insert_into(FilmRow, ("id", "slug", "title", "kind"))


def sync(s: Session, films: Sequence[Film]) -> None:
    """Makes each film known, with its title of today. Films that left the config keep what they have."""
    sql = Sql(s)
    sql.lock("films")
    stored = {slug: (title, kind) for slug, title, kind in sql.rows("SELECT slug, title, kind FROM film")}
    wanted = {film.slug: film for film in films}
    fresh = [film for slug, film in sorted(wanted.items()) if slug not in stored]
    ids = sql.new_ids("film", len(fresh))
    sql.many(INSERT, [(new, film.slug, film.title, film.kind) for new, film in zip(ids, fresh, strict=True)])
    changed = [
        (film.title, film.kind, slug)
        for slug, film in sorted(wanted.items())
        if slug in stored and stored[slug] != (film.title, film.kind)
    ]
    sql.many("UPDATE film SET title = ?, kind = ? WHERE slug = ?", changed)


def known(s: Session) -> list[str]:
    """The slugs of all films, also of those no longer watched, sorted."""
    return sorted(s.scalars(select(FilmRow.slug)))


def ids(s: Session, wanted: Iterable[str]) -> dict[str, int]:
    """The numbers of these films.

    Raises:
        StoreError: one was never synced.
    """
    every = {slug: number for number, slug in slugs(s).items()}
    names = sorted(set(wanted))
    missing = [slug for slug in names if slug not in every]
    if missing:
        raise StoreError(f"film {missing[0]}: not in the database", hint="is it in films.toml?")
    return {slug: every[slug] for slug in names}


def slugs(s: Session) -> dict[int, str]:
    """Every film's slug by its number."""
    return dict(s.execute(select(FilmRow.id, FilmRow.slug)).all())
