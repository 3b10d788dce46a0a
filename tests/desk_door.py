"""An entrance to the desk for tests: cheap hashes that are counted, tokens that are known beforehand."""

from datetime import timedelta
from hashlib import sha256
from itertools import count

import make
from argon2 import PasswordHasher

from aggregator.model.editors import By
from aggregator.pipeline.accounts import add_editor
from aggregator.pipeline.entrance import Entrance
from aggregator.pipeline.passwords import Passwords
from aggregator.store import audit

NOON = make.NOON
GOOD = "seven quiet lanterns"
HOME, AWAY = "192.0.2.7", "198.51.100.9"
ADMIN = By("admin", HOME)
MINUTE = timedelta(minutes=1)


class CountingHasher(PasswordHasher):
    """Says how often a password was really checked."""

    def __init__(self, **parameters):
        super().__init__(**({"time_cost": 1, "memory_cost": 8, "parallelism": 1} | parameters))
        self.checked = []

    __slots__ = ("checked",)

    def verify(self, kept, password):
        self.checked.append(kept)
        return super().verify(kept, password)


def numbered_bytes():
    """Bytes that look random, and are the same in every run."""
    numbers = count()
    return lambda size: sha256(b"%d" % next(numbers)).digest()[:size]


def entrance_of(store, hasher=None):
    source = numbered_bytes()
    return Entrance(store, Passwords(hasher or CountingHasher(), source), source)


def add(entrance, name="Ann.Vale", role="editor", password=GOOD):
    return add_editor(entrance, name, password, NOON, ADMIN, role=role)


def noted(store):
    """The audit log, oldest first, as (who, what, subject)."""
    with store.read() as s:
        return [(one.who, one.what, one.subject) for one in reversed(audit.newest(s))]
