"""What all requests share: the app, how it is reached, and the parts that are opened once."""

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request

from aggregator.app import App
from aggregator.pipeline.entrance import Entrance


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk of one process. `secure`: readers come by https. `shared` holds what parts keep between
    requests, each under its module's name.
    """

    app: App
    entrance: Entrance
    secure: bool = False
    shared: MutableMapping[str, Any] = field(default_factory=dict)


def desk_of(request: Request) -> Desk:
    """The desk that this request came to."""
    found = request.app.state.desk
    assert isinstance(found, Desk)  # noqa: S101 - set by site.create; tells mypy
    return found
