"""Marks of logins and keys that tell nothing of them: they stand in the database and in reports."""

from collections.abc import Mapping
from hashlib import blake2b


def nameless(login: str) -> str:
    """A name for an account that tells nobody whose it is."""
    return f"account {blake2b(login.encode(), digest_size=4).hexdigest()}"


def key_mark(keys: Mapping[str, str]) -> str:
    """Changes with the keys and tells nothing of them; "" where there are none."""
    written = "\0".join(f"{name}={value}" for name, value in sorted(keys.items()))
    return blake2b(written.encode(), digest_size=16, person=b"fansreact-keys").hexdigest() if keys else ""
