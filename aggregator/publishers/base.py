"""What every destination has in common, and what a story looks like on its way there."""

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol, TypeAlias

from aggregator.errors import (
    BudgetSpent,
    CredentialsRejected,
    PublishError,
    RateLimited,
    SourceError,
    SourceUnavailable,
)
from aggregator.fetcher import Fetcher
from aggregator.model import Digest

Event: TypeAlias = Literal["published", "corrected", "withdrawn"]
Ask: TypeAlias = Callable[..., Fetcher]
"""Opens a Fetcher: (name, base_url, headers=..., secrets=..., deadline_s=...)."""

PREFIX = "FANSREACT_PUBLISH__"
DEADLINE_S = 30.0
MOST_LINES = 200  # of a difference


class Publisher(Protocol):
    """Whatever the stage "publish" hands a digest to: a folder here, or one sending to a Destination outside.

    A shape and no base: whoever adds a place writes a Destination, the one base of this kind of plug-in. What
    a sending needs besides (the claim, the record of what came of it) is the same for all of them and known
    to none of them; a folder has neither claim nor copy.

    Publishing the same digest twice leaves one. What fails raises PublishError, and the digest stays a draft.
    """

    @property
    def name(self) -> str:
        """As `--to` calls it."""
        ...

    def publish(self, digest: Digest, bodies: Mapping[str, bytes]) -> Path | str:
        """Hand the digest over with its bodies, by format; where it can be seen: a path or an address."""
        ...


@dataclass(frozen=True, slots=True)
class Copy:
    """What stands at a destination, as far as we know.

    `remote_id` is its name there ("": it has none), `url` where people see it, `sent` what it says in the
    destination's own words (None: erased since), `sent_hash` the hash of that ("": of a copy just made),
    `modified` the destination's mark of its last change, `note` what a person should know of it.
    Of a lost try `remote_id` is the parcel's key, and `sent` what was to stand there.
    """

    remote_id: str = ""
    url: str = ""
    sent: bytes | None = field(default=b"", repr=False)
    sent_hash: str = ""
    modified: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One version of a story on its way to one destination.

    `body` is the story in the form that the destination takes. `key` names this sending for good: a second
    try has the same. `before` is the copy that stands there, `first` the first one that was ever sent (what
    later ones refer to), `lost` an earlier try of which nobody knows whether it arrived.

    `overwrite`: a copy that was changed or deleted there is replaced. `again`: what may have arrived already
    is sent once more. `hold` is called right before anything is changed there; it raises PublishError where
    the sending is not ours any more.
    """

    digest: Digest
    body: bytes = field(repr=False)
    event: Event
    key: str
    at: datetime
    before: Copy | None = None
    first: Copy | None = None
    lost: Copy | None = None
    overwrite: bool = False
    again: bool = False
    hold: Callable[[], None] = field(default=lambda: None, repr=False)


class Destination:
    """A place outside: one file in this package for each, found by its name.

    Attributes:
        name: as `--to` and the table [publish.NAME] call it.
        takes: the form that it is given, see pipeline.parcels.
        compares: whether it looks at its copy first, so that the same version may be sent to it again.
    """

    name: ClassVar[str]
    takes: ClassVar[str]
    compares: ClassVar[bool] = False

    @classmethod
    def lacks(cls, options: Mapping[str, Any], keys: Collection[str]) -> str:
        """The variable that has to be set before it can be opened, or several joined by "or"; "": none."""
        del options, keys
        return ""

    @classmethod
    def opened(cls, options: Mapping[str, Any], keys: Mapping[str, str], ask: Ask) -> "Destination":
        """Built from its checked table, its secrets in clear text by key, and who opens fetchers."""
        raise NotImplementedError

    def send(self, parcel: Parcel) -> Copy:
        """Make the copy there, or bring it up to date; what stands there now.

        The same parcel twice leaves one copy.

        Raises:
            PublishError: it was not taken; `lost` where nobody knows, `changed` where the copy is not ours.
        """
        raise NotImplementedError

    def stands(self, body: bytes) -> bytes:
        """What stands there once this body was taken, in the form of Copy.sent."""
        return body

    def check(self) -> str:
        """Ask one small question that changes nothing; who we are there, in words.

        Raises:
            PublishError: it does not answer, or does not know us.
        """
        raise NotImplementedError


def variable(destination: str, key: str) -> str:
    """The environment variable of a destination's secret."""
    return f"{PREFIX}{destination.upper()}__{key.upper()}"


def refused(name: str, error: SourceError, *, sending: bool = False, hint: str = "") -> PublishError:
    """A failed request as the PublishError that it means.

    `sending`: the request would have made something there, so that without an answer nobody knows.
    Raise it `from None`: what lies behind was logged without secrets, a traceback would show it with them.
    """
    what = error.message.removeprefix(f"{error.source}: ")
    lost = False
    match error:
        case CredentialsRejected() | BudgetSpent():
            pass
        case RateLimited():
            hint = hint or "try again then: nothing was sent"
        case SourceUnavailable(unsent=True):
            hint = hint or f"check this machine's network, and the address in [publish.{name}]"
        case SourceUnavailable():
            lost = sending
            hint = hint or "try again: a second try finds what the first one left there"
        case _:
            hint = hint or f"check the address in [publish.{name}]"
    return PublishError(name, what, hint=hint or error.hint, lost=lost)


def unified(ours: str, theirs: str) -> Sequence[str]:
    """The lines by which their text differs from ours, as `diff -u` writes them; the first MOST_LINES."""
    lines = [
        line.rstrip("\n")
        for line in difflib.unified_diff(
            ours.splitlines(), theirs.splitlines(), "as we sent it", "as it stands there", lineterm="", n=1
        )
    ]
    return (
        lines
        if len(lines) <= MOST_LINES
        else [*lines[:MOST_LINES], f"... and {len(lines) - MOST_LINES} more"]
    )
