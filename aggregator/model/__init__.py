"""The values that travel between the stages: frozen, slotted, without I/O.

films: what is watched. posts: what was read. collecting: what was asked, and how far the answer went.
networks: what people want to know of a network. scoring: what we think of a post. digests: the story.
runs: what a stage has to report.
"""

from aggregator.model.collecting import Counted, Gap, Page, Query, Rejected, Span, rest_of
from aggregator.model.digests import Digest
from aggregator.model.films import Account, Conflict, Event, Fact, Film
from aggregator.model.networks import About
from aggregator.model.posts import Author, Counts, Media, Post, Ref, Review, content_hash
from aggregator.model.runs import RunError, RunReport
from aggregator.model.scoring import (
    NOT_JUDGED,
    PICKED,
    WITHDRAWN,
    AuthorClass,
    Calibration,
    Evidence,
    Flag,
    Label,
    OwnModel,
    Reaction,
    Score,
    Signals,
    Yardstick,
)

__all__ = [
    "NOT_JUDGED",
    "PICKED",
    "WITHDRAWN",
    "About",
    "Account",
    "Author",
    "AuthorClass",
    "Calibration",
    "Conflict",
    "Counted",
    "Counts",
    "Digest",
    "Event",
    "Evidence",
    "Fact",
    "Film",
    "Flag",
    "Gap",
    "Label",
    "Media",
    "OwnModel",
    "Page",
    "Post",
    "Query",
    "Reaction",
    "Ref",
    "Rejected",
    "Review",
    "RunError",
    "RunReport",
    "Score",
    "Signals",
    "Span",
    "Yardstick",
    "content_hash",
    "rest_of",
]
