"""What is watched, as the other tables refer to it."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from aggregator.errors import StoreError
from aggregator.model import Film
from aggregator.signals import RULES
from aggregator.store.sql import Sql, insert_into
from aggregator.store.tables import FilmRow

COLUMNS = ("slug", "title", "kind", "words")
INSERT = insert_into(FilmRow, ("id", *COLUMNS))
STORED = f"SELECT {', '.join(COLUMNS)} FROM film"
STALE = (
    "UPDATE reaction SET scorer = NULL, text_key = NULL, repost = NULL, excluded = NULL"
    " WHERE film_id = (SELECT id FROM film WHERE slug = ?)"
)


def is_synced(s: Session, films: Sequence[Film]) -> bool:
    """Whether `sync` would change nothing: the usual case, for which no write lock is needed."""
    stored = {row[0]: tuple(row) for row in Sql(s).rows(STORED)}
    return all(stored.get(film.slug) == _row(film) for film in films)


def sync(s: Session, films: Sequence[Film]) -> None:
    """Makes each film known, as it is described today. Films that left the config keep what they have.

    A film whose names, words or known accounts changed has all its reactions judged and scored anew: what is
    off topic, and which names carry no feeling, was decided by the old ones. So does every film once the
    rules of judging themselves are others.
    """
    sql = Sql(s)
    sql.lock("films")
    stored = {row[0]: tuple(row) for row in sql.rows(STORED)}
    wanted = {film.slug: _row(film) for film in films}
    fresh = [row for slug, row in sorted(wanted.items()) if slug not in stored]
    sql.many(INSERT, [(new, *row) for new, row in zip(sql.new_ids("film", len(fresh)), fresh, strict=True)])
    changed = [row for slug, row in sorted(wanted.items()) if stored.get(slug, row) != row]
    sql.many(
        "UPDATE film SET title = ?, kind = ?, words = ? WHERE slug = ?",
        [(*row[1:], row[0]) for row in changed],
    )
    sql.many(STALE, [(row[0],) for row in changed if row[3] != stored[row[0]][3]])


def _row(film: Film) -> tuple[str, str, str, str]:
    words = (
        film.kind, film.title, film.former_titles, film.hashtags, film.phrases, film.must_any, film.never,
        film.people, film.characters, film.secrets, film.secret_until, film.accounts, RULES,
    )  # fmt: skip
    return (film.slug, film.title, film.kind, blake2b(orjson.dumps(words), digest_size=8).hexdigest())


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
    return {row[0]: row[1] for row in Sql(s).rows("SELECT id, slug FROM film")}
