"""What an error status means, and whether asking again may help. Pure."""

from datetime import datetime

from aggregator.errors import (
    BudgetSpent,
    CredentialsRejected,
    RateLimited,
    SourceError,
    SourceUnavailable,
    UnexpectedPayload,
)
from aggregator.fetcher import limits
from aggregator.fetcher.answer import Answer


class Passing(Exception):
    """A failure that may pass: `error` is what is left of it when it does not, `wait_s` when to ask again."""

    def __init__(self, error: SourceError, wait_s: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait_s = wait_s

    def or_wait(self, seconds: float) -> "Passing":
        """The same, with this pause where the network named none."""
        if self.wait_s is None:
            self.wait_s = seconds
        return self


def judge(answer: Answer, *, now: datetime, credential: str, repeatable: bool) -> Exception:
    """The error to raise for this status: a SourceError, or Passing around one that a retry may cure."""
    source, status = answer.source, answer.status
    says = f": {answer.says}" if answer.says else ""
    where = f"{answer.url} answered {status}{says}"
    if status == 429:
        until = limits.resumes_at(answer.headers, now)
        return RateLimited(source, f"asks us to wait until {until:%Y-%m-%dT%H:%M:%SZ}", until=until)
    if status in {401, 403}:
        return _rejected(answer, credential, says)
    if status == 402:
        return BudgetSpent(
            source,
            f"the account has nothing left to spend (402{says})",
            hint="top up the account, or wait until its budget renews",
        )
    if status in {408, 425} or (status >= 500 and status != 501):
        until_ = limits.retry_after(answer.headers, now)
        if until_ is not None:
            return RateLimited(
                source, f"is overloaded and asks us to wait until {until_:%Y-%m-%dT%H:%M:%SZ}", until=until_
            )
        failure = SourceUnavailable(source, where, hint="nothing to do: it is asked again with the next run")
        return Passing(failure) if repeatable else failure
    return UnexpectedPayload(
        source,
        where,
        sample=answer.sample,
        hint="check the address of this source; the network may have changed",
    )


def _rejected(answer: Answer, credential: str, says: str) -> CredentialsRejected:
    if credential:
        return CredentialsRejected(
            answer.source,
            f"the key in {credential} was refused ({answer.status}{says})",
            hint=f"set {credential} to a key that is valid and may read",
        )
    return CredentialsRejected(
        answer.source,
        f"{answer.url} answers only to a login ({answer.status}{says})",
        hint="this address needs a key, or it has blocked us",
    )
