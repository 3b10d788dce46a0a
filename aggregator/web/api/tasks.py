"""Tasks: work that goes on behind an answer."""

from typing import Annotated

from fastapi import Path

from aggregator.errors import NotThere
from aggregator.web.catalogue import text
from aggregator.web.routes import router_of, task_told
from aggregator.web.shapes import TaskTold
from aggregator.web.tasks import tasks_of
from aggregator.web.views import ReaderView

router = router_of("tasks")
TaskPath = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[0-9a-f]+$")]


@router.get("/tasks/{task_id}")
def get_task(view: ReaderView, task_id: TaskPath) -> TaskTold:
    """A task as it stands.

    It is known for a day, to the process that does it.
    """
    found = tasks_of(view.desk).find(task_id)
    if found is None:
        raise NotThere(text("tasks.gone"), hint=text("tasks.gone_hint"))
    return task_told(found)
