"""Two moments of a film, composed each and put side by side. Nothing is stored: it is a look, not a story."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aggregator.digest import Style
from aggregator.digest.comparison import compare as put_side_by_side
from aggregator.digest.sides import ReadTexts, Side
from aggregator.errors import NotEnoughReactions
from aggregator.model import Film, Query
from aggregator.model.comparisons import Comparison
from aggregator.model.digests import DigestKind, Window
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.pipeline.context import Context
from aggregator.pipeline.digest import compose_window
from aggregator.store import posts


def compare(
    ctx: Context,
    film: Film,
    moments: tuple[tuple[Window, DigestKind], tuple[Window, DigestKind]],
    *,
    asked: Sequence[Query],
    style: Style,
    config_hash: str,
    made_at: datetime,
) -> Comparison:
    """What moved between two moments of a film, each a window and the kind of story that fits it.

    Raises:
        NotEnoughReactions: one of the moments, which the message names, has too few eligible posts.
    """
    composed = []
    for window, kind in moments:
        try:
            made = compose_window(
                ctx,
                film,
                window,
                asked=asked,
                kind=kind,
                style=style,
                config_hash=config_hash,
                made_at=made_at,
            )
        except NotEnoughReactions as few:
            named = f"{film.title}, {window.event or window.since.isoformat()}"
            raise NotEnoughReactions(named, has=few.has, needs=few.needs, hint=few.hint) from few
        composed.append(made)
    with ctx.store.read() as session:
        sides = [Side(made.digest, made.frozen, _texts_of(session, made.frozen)) for made in composed]
        return put_side_by_side(*sides, made_at=made_at)


def _texts_of(session: Any, frozen: FrozenColumns) -> ReadTexts:
    """Reads what the posts at some places say."""

    def read(places: Sequence[int]) -> list[str]:
        keys = [(one.source, one.remote_id) for one in frozen.take(places)]
        found = posts.texts(session, keys)
        return [found.get(key, "") for key in keys]

    return read
