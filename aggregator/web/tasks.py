"""Work that somebody asks for on the desk and that takes longer than a page may: done in threads, told later.

What waits for networks has some threads, what computes has one, so that pages are still answered. A task
lives in this process alone: what it did stands in the database, what it said is kept for a day. None
is longer than a minute or two: scoring of many posts is left to `fansreact run`.
"""

import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

import structlog

from aggregator.errors import AggregatorError, TooBusy
from aggregator.fetcher import unforeseen
from aggregator.pipeline.context import Context
from aggregator.web.catalogue import text
from aggregator.web.desk import Desk

State: TypeAlias = Literal["waiting", "running", "done", "failed"]
Lane: TypeAlias = Literal["network", "compute"]
Tell: TypeAlias = Callable[[str], None]
"""How a running task says how far it is: one short sentence, which takes the place of the last one."""

THREADS: dict[Lane, int] = {"network": 4, "compute": 1}
MOST_WAITING = 20
"""In a lane; more are refused, as they would not be done before whoever asked has gone."""
KEPT = timedelta(days=1)
MOST_KEPT = 500
ENDS_WITHIN_S = 5.0
"""How long the end of the desk waits for what runs: a sending is to note what came of it."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that came of a task. `good` False: it did not work. `hint`: what would."""

    text: str
    good: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a task brought: a sentence, a line for each thing, and the page to go on with ("": none).

    `done`: the text, by its key, that this page shows as news to who is led on without having seen the rest.
    """

    said: str
    lines: tuple[Line, ...] = ()
    to: str = ""
    to_words: str = ""
    done: str = ""

    @property
    def all_good(self) -> bool:
        """Whether nothing failed: then nobody has to read it before going on."""
        return all(line.good for line in self.lines)


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it stands. `key` is the same where the same is asked again, `back` the page to go back to."""

    id: str
    name: str
    who: str
    key: str
    back: str
    asked_at: datetime
    state: State = "waiting"
    ended_at: datetime | None = None
    progress: str = ""
    outcome: Outcome | None = None
    error: str = ""
    hint: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("done", "failed")


class Tasks:
    """The tasks of one process. Threads may share it."""

    def __init__(self, ctx: Context, token_source: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._ctx = ctx
        self._token_source = token_source
        self._lock = threading.Lock()
        self._tasks: dict[str, Task] = {}
        self._lanes: dict[str, Lane] = {}
        self._futures: set[Future[None]] = set()
        self._pools = {
            lane: ThreadPoolExecutor(threads, thread_name_prefix=f"desk-{lane}")
            for lane, threads in THREADS.items()
        }

    def submit(
        self,
        name: str,
        who: str,
        function: Callable[[Tell], Outcome],
        *,
        lane: Lane = "network",
        key: str = "",
        back: str = "",
    ) -> str:
        """Have `function` done in a thread; the id under which its state is found.

        A task of the same `key` that has not ended is not begun twice: its id is given. What `function`
        raises ends in its state, with message and hint.

        Raises:
            TooBusy: too many wait already.
        """
        with self._lock:
            self._drop_old()
            for task in self._tasks.values():
                if key and task.key == key and not task.ended:
                    return task.id
            waiting = sum(
                task.state == "waiting" and self._lanes[task.id] == lane for task in self._tasks.values()
            )
            if waiting >= MOST_WAITING:
                raise TooBusy(text("tasks.too_many", name=name, n=waiting), hint=text("tasks.too_many_hint"))
            made = Task(self._token_source(12).hex(), name, who, key, back, self._ctx.clock())
            self._tasks[made.id] = made
            self._lanes[made.id] = lane
        future = self._pools[lane].submit(self._do, made.id, function)
        with self._lock:
            self._futures = {one for one in (*self._futures, future) if not one.done()}
        return made.id

    def find(self, task_id: str) -> Task | None:
        """The task of that id; None: there is none, or it ended long ago or in another process."""
        with self._lock:
            return self._tasks.get(task_id)

    def of_key(self, prefix: str) -> list[Task]:
        """The tasks whose key begins so, the newest first."""
        with self._lock:
            found = [task for task in self._tasks.values() if task.key.startswith(prefix)]
        return sorted(found, key=lambda task: (task.asked_at, task.id), reverse=True)

    def close(self, within_s: float = ENDS_WITHIN_S) -> None:
        """Begin nothing more, and wait so long for what runs, which is asked to stop."""
        self._ctx.stopping.set()
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            running = set(self._futures)
        left = wait(running, within_s).not_done
        if left:
            log.warning("tasks were still running at the end", tasks=len(left))

    def _do(self, task_id: str, function: Callable[[Tell], Outcome]) -> None:
        self._set(task_id, state="running")
        try:
            outcome = function(lambda words: self._set(task_id, progress=words))
        except AggregatorError as error:
            self._end(task_id, state="failed", error=error.message, hint=error.hint)
        except Exception as error:  # noqa: BLE001 - whatever it meets is told on its page, and logged
            log.error("a task failed", task=task_id, **unforeseen(error))
            told = text("tasks.unexpected", kind=type(error).__name__)
            self._end(task_id, state="failed", error=told, hint=text("tasks.unexpected_hint"))
        else:
            self._end(task_id, state="done", outcome=outcome)

    def _end(self, task_id: str, **values: object) -> None:
        self._set(task_id, ended_at=self._ctx.clock(), progress="", **values)

    def _set(self, task_id: str, **values: object) -> None:
        with self._lock:
            self._tasks[task_id] = replace(self._tasks[task_id], **values)  # type: ignore[arg-type]  # its own fields

    def _drop_old(self) -> None:
        before = self._ctx.clock() - KEPT
        ended = [task for task in self._tasks.values() if task.ended]
        surplus = max(0, len(self._tasks) - MOST_KEPT)
        for place, task in enumerate(sorted(ended, key=lambda one: one.ended_at or one.asked_at)):
            if place < surplus or (task.ended_at is not None and task.ended_at < before):
                del self._tasks[task.id], self._lanes[task.id]


_making = threading.Lock()


def tasks_of(desk: Desk) -> Tasks:
    """The tasks of this desk, made when they are first asked for."""
    with _making:
        found = desk.shared.get(__name__)
        if not isinstance(found, Tasks):
            found = desk.shared[__name__] = Tasks(desk.app.ctx, desk.entrance.token_source)
        return found
