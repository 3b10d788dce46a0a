"""Every error that fansreact raises, grouped by what to do next.

AggregatorError                 exit 1; has .hint
├── ConfigError                 exit 2; fix the file: every mistake with its path
├── SourceError                 that source stops for this run, the others go on, the report says so
│   ├── SourceUnavailable       back off, then next run
│   ├── RateLimited             next due at .until; not a failure
│   ├── CredentialsRejected     stop asking until the key changes; names the variable
│   ├── BudgetSpent             until the budget renews
│   └── UnexpectedPayload       never retried; a redacted sample is kept
├── StoreError                  rolled back
│   ├── SchemaOutOfDate         run: fansreact db upgrade
│   └── LeaseLost               another process took the work over; what was not saved is read again
├── NotEnoughReactions          says how many there are and how many are needed
├── VerificationFailed          names each quote and number that does not hold
├── NotAllowed                  nobody is let in unknown, beyond their role, or too often: says which
│   └── NotLoggedIn             log in, and come back to what was asked
├── NotThere                    there is no such thing, or not any more
├── NoSuchPage                  no page of this list: begin at the first one
├── EditConflict                somebody changed the same block meanwhile: has both texts
├── StillOpen                   a story waits for people first: says what is open
├── TooBusy                     more than this process can do at once: try again later
└── PublishError                the digest stays a draft

What a caller writes::

    try:
        digest = make_digest(...)
    except NotEnoughReactions as error:
        print(error, error.hint)

Messages are lower case, the subject first, then what happened in words; never a class name, never a secret.
The hint says what to do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher, get_close_matches
from typing import ClassVar, Literal


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean 'bluesky'?` for an unknown word, naming up to three known ones; "" where none is near."""
    names = {name.casefold(): name for name in sorted(known)}
    folded = word.casefold()
    near = get_close_matches(folded, names, n=3, cutoff=0.7)
    if near:  # only what is about as near as the nearest: names share prefixes
        likeness = {name: SequenceMatcher(None, name, folded).ratio() for name in near}
        near = [name for name in near if likeness[name] > likeness[near[0]] - 0.1]
    elif len(folded) >= 4:
        near = [name for name in names if folded in name or (len(name) >= 4 and name in folded)][:3]
    return f"did you mean {' or '.join(repr(names[name]) for name in near)}?" if near else ""


class AggregatorError(Exception):
    """Anything that fansreact can explain. `str()` is one line; `hint` says what to do about it.

    `kind` is the word that programs see (`{"error": {"kind": ...}}`), `exit_code` what a command ends with.
    """

    kind: ClassVar[str] = "failed"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def problems(self) -> tuple[str, ...]:
        """Each single thing that is wrong, one line each, where the error gathers several."""
        return ()


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in the configuration, and what would be right."""

    file: str
    key: str
    problem: str
    fix: str = ""

    def __str__(self) -> str:
        line = f"{self.file}: {self.key}: {self.problem}" if self.key else f"{self.file}: {self.problem}"
        return f"{line}; {self.fix}" if self.fix else line


class ConfigError(AggregatorError):
    """The configuration or the command's words are wrong: all mistakes at once, with file and key."""

    kind = "config"
    exit_code = 2

    def __init__(self, message: str, *, mistakes: Sequence[Mistake] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.mistakes = tuple(mistakes)

    @property
    def problems(self) -> tuple[str, ...]:
        """Each mistake as `file: key: what is wrong; what would be right`."""
        return tuple(str(mistake) for mistake in self.mistakes)


class SourceError(AggregatorError):
    """A network could not be read. That source stops for this run; the others go on."""

    kind = "source"

    def __init__(self, source: str, message: str, *, hint: str = "") -> None:
        super().__init__(f"{source}: {message}", hint=hint)
        self.source = source


class SourceUnavailable(SourceError):
    """No answer, too slow, or a failure on the network's side: back off and try in the next run.

    `unsent`: there was no connection, so that surely nothing was received.
    """

    kind = "unavailable"

    def __init__(self, source: str, message: str, *, hint: str = "", unsent: bool = False) -> None:
        super().__init__(source, message, hint=hint)
        self.unsent = unsent


class RateLimited(SourceError):
    """The network asked us to wait. Not a failure: the source is due again at `until` (UTC)."""

    kind = "rate_limited"

    def __init__(self, source: str, message: str, *, until: datetime, hint: str = "") -> None:
        super().__init__(source, message, hint=hint)
        self.until = until


class CredentialsRejected(SourceError):
    """The key is wrong, expired or lacks a permission: nothing is asked until it changes."""

    kind = "credentials"


class BudgetSpent(SourceError):
    """Our own limit on money, quota or pages is reached; it renews at `until` (UTC; None: next run)."""

    kind = "budget"

    def __init__(self, source: str, message: str, *, until: datetime | None = None, hint: str = "") -> None:
        super().__init__(source, message, hint=hint)
        self.until = until


class UnexpectedPayload(SourceError):
    """The answer is not what this network is known to send: it changed, or the address is not that network.

    Never retried. `sample` is a short, redacted piece of the answer, kept for whoever mends the parser.
    """

    kind = "payload"

    def __init__(self, source: str, message: str, *, sample: str = "", hint: str = "") -> None:
        super().__init__(source, message, hint=hint)
        self.sample = sample


class StoreError(AggregatorError):
    """The database refused; what was begun is rolled back."""

    kind = "store"


class SchemaOutOfDate(StoreError):
    """The database was made by another version of fansreact."""

    kind = "schema"


class LeaseLost(StoreError):
    """Our lease ran out and another process took the work over: this page is rolled back, it will read it."""

    kind = "lease_lost"


class NotEnoughReactions(AggregatorError):
    """Too few eligible posts for a story."""

    kind = "not_enough"

    def __init__(self, subject: str, *, has: int, needs: int, hint: str = "") -> None:
        super().__init__(f"{subject}: has {has}, needs {needs}", hint=hint)
        self.has = has
        self.needs = needs


@dataclass(frozen=True, slots=True)
class Failure:
    """One quote or number of a digest that does not hold.

    `kind` is "unsupported" where an editor's own words say what no claim covers.
    """

    where: str
    expected: str
    found: str
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}, found {self.found}"


class VerificationFailed(AggregatorError):
    """A digest does not say what its frozen inputs say."""

    kind = "verification"

    def __init__(self, message: str, *, failures: Sequence[Failure], hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.failures = tuple(failures)

    @property
    def problems(self) -> tuple[str, ...]:
        """Each failure as `where: expected ..., found ...`."""
        return tuple(str(failure) for failure in self.failures)


class NotAllowed(AggregatorError):
    """A person or a program was not let in, or may not do this. Nothing was done.

    `lacks` says what is missing: "login" (nobody that we know, or no longer), "authority" (known, but role or
    token does not reach so far), "patience" (too many wrong passwords: again at `until`, UTC).
    """

    kind = "not_allowed"

    def __init__(
        self,
        message: str,
        *,
        lacks: Literal["login", "authority", "patience"],
        until: datetime | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.lacks = lacks
        self.until = until


class NotLoggedIn(NotAllowed):
    """Nobody vouches for a request. `login` is the address to go to, from where one comes back."""

    def __init__(self, message: str, *, login: str, hint: str = "") -> None:
        super().__init__(message, lacks="login", hint=hint)
        self.login = login


class NotThere(AggregatorError):
    """What was asked for is not there, or not any more."""

    kind = "not_found"


class NoSuchPage(AggregatorError):
    """A cursor that belongs to no page of this list."""

    kind = "usage"


class EditConflict(AggregatorError):
    """A block was changed since the version that an edit was made on. Nothing was stored, nothing is lost:
    `mine` is what the edit says, `theirs` what stands there now, in `version`.
    """

    kind = "conflict"

    def __init__(self, message: str, *, block: str, mine: str, theirs: str, version: int) -> None:
        super().__init__(message, hint=f"look at version {version}, and make the edit on that")
        self.block = block
        self.mine = mine
        self.theirs = theirs
        self.version = version

    @property
    def problems(self) -> tuple[str, ...]:
        """Both texts, one a line."""
        return (f"yours: {self.mine}", f"theirs: {self.theirs}")


class StillOpen(AggregatorError):
    """A story may not be approved, or not go out, until people settled what is open. Nothing was done.

    `left` says what is open, a line each.
    """

    kind = "still_open"

    def __init__(self, message: str, *, left: Sequence[str] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.left = tuple(left)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is open, one line each."""
        return self.left


class TooBusy(AggregatorError):
    """More is asked for than this process can do: nothing was begun."""

    kind = "busy"


class PublishError(AggregatorError):
    """A destination did not take the digest, which stays a draft.

    `lost`: it was sent and no answer came, so that nobody knows whether it arrived. `changed`: the copy there
    is not the one that we sent; `difference` has the lines that tell it from ours, as `diff -u` writes them.
    """

    kind = "publish"

    def __init__(
        self,
        publisher: str,
        message: str,
        *,
        hint: str = "",
        lost: bool = False,
        changed: bool = False,
        difference: Sequence[str] = (),
    ) -> None:
        super().__init__(f"{publisher}: {message}", hint=hint)
        self.publisher = publisher
        self.lost = lost
        self.changed = changed
        self.difference = tuple(difference)

    @property
    def problems(self) -> tuple[str, ...]:
        """The difference, line by line."""
        return self.difference
