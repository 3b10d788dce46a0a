"""Passwords: argon2id hashes of them, and what a password has to be.

The parameters are RFC 9106's for ordinary machines (3 passes over 64 MiB, 4 lanes), as argon2-cffi has them:
https://argon2-cffi.readthedocs.io/en/stable/parameters.html (read on 2026-11-26).
"""

import secrets
import unicodedata
from base64 import b64encode
from collections.abc import Callable
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from aggregator.errors import AggregatorError
from aggregator.text import fold

TokenSource = Callable[[int], bytes]
"""So many random bytes; `secrets.token_bytes` for everything that is not a test."""

SHORTEST = 12
LONGEST = 1024
FEWEST_SIGNS = 5
FEWEST_BESIDES = 6  # signs of a password that has the name in it, beside the name
AT_ONCE = 4  # each hash takes 64 MiB: a crowd at the door must not take all memory


class Passwords:
    """Hashes and checks passwords. Threads may share it; at most four are worked on at a time."""

    def __init__(
        self, hasher: PasswordHasher | None = None, token_source: TokenSource = secrets.token_bytes
    ) -> None:
        self._hasher = hasher or PasswordHasher()
        self._random = token_source
        self._few = BoundedSemaphore(AT_ONCE)
        # The hash of no password: checking it takes as long as checking one, and nothing passes.
        own = self._hasher
        salt, end = (
            b64encode(token_source(size)).decode().rstrip("=") for size in (own.salt_len, own.hash_len)
        )
        self._nobody = (
            f"$argon2id$v=19$m={own.memory_cost},t={own.time_cost},p={own.parallelism}${salt}${end}"
        )

    def hash(self, password: str) -> str:
        """The hash to be kept of a password that `require_good` let through."""
        with self._few:
            return self._hasher.hash(_bytes(password) or b"", salt=self._random(self._hasher.salt_len))

    def are_right(self, kept: str, password: str) -> bool:
        """Whether a password is that of the kept hash. Where there is none ("") no takes as long."""
        said = _bytes(password)
        with self._few:
            try:
                self._hasher.verify(kept or self._nobody, said or b"")
            except (VerificationError, InvalidHashError):
                return False
        return bool(kept) and said is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether the hash was made with other parameters than ours."""
        return self._hasher.check_needs_rehash(kept)


def require_good(password: str, name: str) -> None:
    """Refuses what is guessed first.

    Raises:
        AggregatorError: too short, too long, no text, the editor's own name, or a few signs again and again.
    """
    said = _bytes(password)
    if said is None:
        raise AggregatorError("password: is too long or no text", hint=f"at most {LONGEST} signs")
    folded = fold(said.decode())
    if len(folded) < SHORTEST:
        raise AggregatorError(
            f"password: has {len(folded)} signs, needs {SHORTEST}",
            hint="four words that nobody says together",
        )
    if name in folded and len(folded.replace(name, "")) < FEWEST_BESIDES:
        raise AggregatorError("password: is little more than the editor's name", hint="take another")
    if len(set(folded)) < FEWEST_SIGNS:
        raise AggregatorError("password: is a few signs again and again", hint="take another")


def _bytes(password: str) -> bytes | None:
    """One form for what keyboards write in several (NIST SP 800-63B, 5.1.1.2: NFKC); None: can be none."""
    if len(password) > LONGEST:
        return None
    try:
        return unicodedata.normalize("NFKC", password).encode()
    except UnicodeEncodeError:  # half a character
        return None
