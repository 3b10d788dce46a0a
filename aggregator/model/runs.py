"""What a stage has to report when it is done."""

from dataclasses import dataclass
from datetime import datetime

from aggregator.model.collecting import Gap


@dataclass(frozen=True, slots=True)
class RunError:
    """Why a run stopped, as words for people and a kind for programs; `until` when it may go on, if known."""

    kind: str
    message: str
    hint: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RunReport:
    """One stage, once. `account`, `film` and `target` are None where the stage has none.

    `gaps` are pieces of the asked time that remain unread. `joined`: another process did the work while we
    waited. `error.kind` "rate_limited" and "budget" are no failures of ours, but the work is done in part.
    """

    stage: str
    started_at: datetime
    took_s: float
    source: str | None = None
    film: str | None = None
    target: str | None = None
    fetched: int = 0
    new: int = 0
    known: int = 0
    rejected: int = 0
    pages: int = 0
    gaps: tuple[Gap, ...] = ()
    joined: bool = False
    error: RunError | None = None
    note: str = ""
    account: str | None = None
