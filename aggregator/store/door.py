"""The door of the store: what a database refuses leaves as a StoreError: one line, a hint, no secrets."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError

from aggregator.errors import StoreError

SECRET_SETTINGS = ("password", "passfile", "sslpassword")

# (what the driver says, what happened, what to do). The first that matches speaks.
WORDS: tuple[tuple[str, str, str], ...] = (
    (
        r"database (table )?is locked|database schema is locked|lock timeout|canceling statement due to lock",
        "is held by another process for too long",
        "try again when the other command is done; one process that never ends may have to be stopped",
    ),
    (
        r"deadlock detected|could not serialize",
        "two processes stood in each other's way",
        "try again: nothing was written",
    ),
    (
        r"database or disk is full|no space left on device",
        "has no room: the disk is full",
        "free some space, then run the command again: nothing was half written",
    ),
    (
        r"readonly database|read-only transaction|read-only file system",
        "can only be read",
        "check who owns the file and its folder (both must be writable), or use another --db",
    ),
    (
        r"file is not a database|file is encrypted",
        "is not a database of fansreact",
        "check [store] url or --db: the file holds something else",
    ),
    (
        r"disk i/o error",
        "could not be read or written by the system",
        "look for a full disk, a quota or a limit on files (ulimit -f), then whether the disk is failing",
    ),
    (
        r"malformed",
        "is damaged, or its disk is failing",
        "restore a backup; `sqlite3 FILE .recover` saves what can be read",
    ),
    (
        r"unable to open database file",
        "can't be opened",
        "check that its folder exists and may be written, or use another --db",
    ),
    (
        r"password authentication failed|no password supplied|role .* does not exist|permission denied",
        "does not let us in",
        "check the user and its password in [store] url (or PGPASSWORD), and what the user may do",
    ),
    (
        r"database .* does not exist",
        "does not exist on that server",
        "create it: createdb NAME",
    ),
    (
        (
            r"connection (failed|refused|timeout)|could not (connect|translate)"
            r"|server closed the connection|terminating connection|connection is bad|failed to resolve host"
            r"|the connection is (lost|closed)"
        ),
        "does not answer",
        "check host and port in [store] url, and whether the server runs",
    ),
    (
        r"queuepool limit",
        "has no free connection",
        "fewer workers at a time, or look for a command that hangs",
    ),
)


def shown(url: URL) -> str:
    """The address for people: no password in any of the places where one can stand."""
    plain = url.difference_update_query(SECRET_SETTINGS).set(drivername=url.get_backend_name())
    return plain.render_as_string(hide_password=True)


def explain(error: BaseException, url: URL) -> StoreError:
    """One line and a hint for what the driver said."""
    said = str(getattr(error, "orig", None) or error)
    for pattern, happened, hint in WORDS:
        if re.search(pattern, said, re.IGNORECASE):
            return StoreError(f"database {shown(url)} {happened}", hint=hint)
    first = _without_secrets(said.strip().splitlines()[0] if said.strip() else type(error).__name__, url)
    return StoreError(
        f"database {shown(url)}: {first}", hint="fansreact db check tells whether its tables are whole"
    )


@contextmanager
def door(url: URL) -> Iterator[None]:
    """Turns every SQLAlchemyError inside, and SQLite's own, into a StoreError.

    A driver's own traceback can hold the password of the address: where there is one, the cause is cut off.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        told = explain(error, url)
        if _secrets(url):
            raise told from None
        raise told from error


def _secrets(url: URL) -> list[str]:
    found = [str(url.password)] if url.password else []
    for name in SECRET_SETTINGS:
        value = url.query.get(name, ())
        found += [value] if isinstance(value, str) else list(value)
    return [secret for secret in found if secret]


def _without_secrets(words: str, url: URL) -> str:
    for secret in _secrets(url):
        words = words.replace(secret, "***")
    return words
