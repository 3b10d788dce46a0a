"""The page of one task: how far it is, what came of it, and where to go on."""

from fastapi import APIRouter, Response

from aggregator.errors import NotThere
from aggregator.web.catalogue import text
from aggregator.web.tasks import tasks_of
from aggregator.web.views import ReaderView

router = APIRouter(include_in_schema=False)


@router.get("/tasks/{task_id}")
def task(view: ReaderView, task_id: str) -> Response:
    """The task as it stands. Once all went well, whoever waits is led on to what it brought."""
    found = tasks_of(view.desk).find(task_id)
    if found is None:
        raise NotThere(text("tasks.gone"), hint=text("tasks.gone_hint"))
    if not view.partial:
        return view.page("task.html", task=found)
    outcome = found.outcome
    if outcome is not None and outcome.to and outcome.all_good:
        return view.moved(outcome.to, outcome.done)
    return view.part("task_part.html", task=found)
