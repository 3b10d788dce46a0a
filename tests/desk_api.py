"""The API as tests ask it: what a task brought, and what a failure says."""

import httpx
from desk_room import DeskRoom

API = "/api/v1"


def finished(desk: DeskRoom, client: httpx.Client, begun: httpx.Response) -> dict:
    """What a task says once it has ended."""
    assert begun.status_code == 202, begun.text
    for _ in range(600):
        told = client.get(begun.headers["location"]).json()
        if told["state"] in ("done", "failed"):
            return told
        desk.app.ctx.stopping.wait(0.05)
    raise AssertionError("the task did not end")


def error(answer: httpx.Response, status: int) -> dict:
    """The error of an answer with that status."""
    assert answer.status_code == status, answer.text
    return answer.json()["error"]
