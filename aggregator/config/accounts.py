"""accounts.toml and `[films.accounts]`: whose accounts an editor knows, and for whom critics write."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel

from aggregator.config.kinds import Name, Text
from aggregator.config.mistakes import Mistakes, dotted, shown
from aggregator.model import Account, AuthorClass
from aggregator.text import clean, fold

CLASSES: dict[str, AuthorClass] = {
    "fans": "fan",
    "critics": "critic",
    "press": "critic",
    "cast": "cast",
    "official": "official",
    "promo": "promo",
}
"""The lists, and what those who stand in them are."""

_LONGEST = 300


def _handle(value: str) -> str:
    handle = fold(clean(value)).removeprefix("@")
    if not handle or any(sign.isspace() or sign in "/:" for sign in handle) or len(handle) > _LONGEST:
        raise ValueError(f"{value!r:.90} is no handle; write it like 'glassharbour'")
    return handle


Handles = tuple[Annotated[str, AfterValidator(_handle)], ...]
"""Without "@"; on Mastodon with the server, name@host."""


class AccountLists(BaseModel, extra="forbid", frozen=True):
    """Handles by network, a table for each class; and by handle the outlets that critics write for."""

    fans: dict[Name, Handles] = {}
    critics: dict[Name, Handles] = {}
    press: dict[Name, Handles] = {}
    cast: dict[Name, Handles] = {}
    official: dict[Name, Handles] = {}
    promo: dict[Name, Handles] = {}
    outlets: dict[Name, dict[Annotated[str, AfterValidator(_handle)], Text]] = {}


def read_accounts(raw: Any, file: str, where: str, mistakes: Mistakes) -> tuple[Account, ...]:
    """The accounts of a parsed table, each once: of two lists that name one, the first in CLASSES decides.

    Who has an outlet and stands in no list is a critic.
    """
    if not isinstance(raw, Mapping):
        right = 'write lists of handles by network, like critics = {x = ["a_critic"]}'
        mistakes.add(file, where, f"is {shown(raw)}", right)
        return ()
    prefix = f"{where}." if where else ""
    checked = mistakes.check(AccountLists, raw, lambda loc: (file, f"{prefix}{dotted(loc)}"))
    if not isinstance(checked, AccountLists):
        return ()
    found: dict[tuple[str, str], Account] = {}
    for name, kind in CLASSES.items():
        for source, handles in getattr(checked, name).items():
            for handle in handles:
                found.setdefault((source, handle), Account(source, handle, kind))
    for source, outlets in checked.outlets.items():
        for handle, outlet in outlets.items():
            account = found.get((source, handle), Account(source, handle, "critic"))
            found[source, handle] = replace(account, outlet=outlet)
    return tuple(found.values())
