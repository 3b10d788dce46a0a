"""A digest opened at the desk: what all of its pages need, and who may do what there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import Response
from markupsafe import Markup

from aggregator.digest.blocks import place_of
from aggregator.digest.checklist import Check
from aggregator.errors import NotThere
from aggregator.model import Digest
from aggregator.model.kinds import manner_of
from aggregator.model.ticks import Tick
from aggregator.pipeline import editing, ticking
from aggregator.pipeline.digest_list import head_of, still_out
from aggregator.render import article, words
from aggregator.text import clean
from aggregator.web.catalogue import text
from aggregator.web.desk import Desk
from aggregator.web.digest_blocks import Draft, mark, shown
from aggregator.web.fresh import fresh_of
from aggregator.web.views import View

CHECKED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Opened:
    """A digest as it stands now: its newest version with what was edited, ticked and read."""

    desk: editing.Desk
    ticks: Mapping[str, Tick]

    @property
    def story(self) -> Digest:
        """The newest version."""
        return self.desk.digest

    @property
    def read(self) -> tuple[ticking.ReadQuote, ...]:
        """Its quotes, the least certain first, and who read each."""
        return ticking.to_read(self.story, self.ticks)

    @property
    def ticks_by_quote(self) -> dict[tuple[str, str], Tick | None]:
        """Who read each quote, by its post."""
        return {(one.quote.source, one.quote.id): one.tick for one in self.read}

    @property
    def unread(self) -> int:
        """How many of its quotes nobody read."""
        return sum(one.tick is None for one in self.read)

    @property
    def needed(self) -> int:
        """How many people have to approve it."""
        return max(1, manner_of(self.story.kind).approvals)

    @property
    def withdrawn(self) -> bool:
        """Whether nothing of it may be used."""
        return self.story.state == "withdrawn"

    @property
    def unsupported(self) -> int:
        """How many edited blocks say what no claim covers, without a reason."""
        return sum(bool(lock.unsupported) and not lock.reason for lock in self.story.locks)


def opened(view: View, digest_id: str) -> Opened:
    """The digest of that id. Raises NotThere: there is none."""
    ctx = view.desk.app.ctx
    if head_of(ctx, digest_id) is None:
        raise NotThere(text("digest.unknown", id=digest_id), hint=text("digest.unknown_hint"))
    return Opened(editing.look(ctx, digest_id), ticking.ticks_of(ctx, digest_id))


def story_page(
    view: View,
    found: Opened,
    *,
    drafts: Mapping[str, Draft] | None = None,
    problem: Any = None,
    lost: str = "",
    status: int = 200,
) -> Response:
    """The story beside its plan. `drafts` are forms that come back, `problem` an error to be told above,
    `lost` what was typed into a form that is there no more.
    """
    return view.page(
        "digest.html",
        status=status,
        tab="story",
        shown=shown(found.desk, drafts),
        problem=problem,
        lost=lost,
        still_out=found.withdrawn and bool(still_out(view.desk.app.ctx, found.story.id)),
        **common(found),
    )


def common(found: Opened) -> dict[str, Any]:
    """What the templates of all pages of a digest need."""
    return {
        "found": found,
        "story": found.story,
        "words": words,
        "article": article,
        "mark": mark,
        "place_of": place_of,
        "marked": marked,
        "exact": exact,
    }


def exact(said: str) -> Markup:
    """Words with the blanks and line breaks at their ends, which cleaning takes away elsewhere."""
    return Markup("{}").format(clean(f"|{said}|")[1:-1])


def marked(said: str, excerpt: str) -> Markup:
    """A post's words with the quoted slice marked."""
    before, found, after = said.partition(excerpt)
    if not found:
        return exact(said)
    return Markup("{}<mark>{}</mark>{}").format(exact(before), exact(found), exact(after))


def checks_of(desk: Desk, found: Opened) -> tuple[Check, ...]:
    """What commands say of the thirty points; worked out once for a version, and anew after a while."""
    story = found.story

    def look() -> tuple[Check, ...]:
        return ticking.look_over(desk.app.ctx, story.id)[1]

    return fresh_of(desk).get(f"checklist {story.id} {story.version}", look, CHECKED_FOR)
