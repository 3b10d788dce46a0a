"""Invented posts on a desk, for tests: each saved and judged, and what an editor's forms send about them."""

from datetime import timedelta

import make

from aggregator.model import Evidence, Flag, Score, Signals
from aggregator.store import decisions, posts, reactions, rollups
from aggregator.store.reactions import Scored

FILM = "the-paper-lighthouse"
LIST = f"/films/{FILM}/posts"
HTMX = {"HX-Request": "true"}


def score(label, sure=0.8):
    odds = {"negative": 0.1, "neutral": 0.1, "positive": 0.1, label: sure}
    return Score("fan/3", label, tuple(odds.values()), 0.5, (Evidence("lovely", 1.5),))


def save(desk, *made, label="positive", signals=None):
    """Posts of the film, each judged."""
    with desk.app.ctx.store.write() as session:
        posts.save(session, [posts.Sighting(one, (FILM,)) for one in made], seen_at=make.NOON)
        waiting = reactions.unscored(session, "fan/3", film=FILM, limit=5_000)
        told = signals or Signals("", language="en", flags=(Flag("spoiler", "tells how it ends"),))
        reactions.save_scores(
            session,
            [
                Scored(
                    FILM, one.post_id, one.post.content_hash, score(label),
                    Signals(one.post.remote_id, language=told.language, flags=told.flags, excluded=told.excluded),
                )
                for one in waiting
            ],
            at=make.NOON,
        )  # fmt: skip
        rollups.refresh(session, FILM)


def numbered(many, text="The Paper Lighthouse is lovely, said keeper {n}"):
    return [
        make.post(text.format(n=n), remote_id=f"p{n}", created_at=make.NOON + timedelta(seconds=n))
        for n in range(many)
    ]


def decide(client, post, do, **fields):
    """Send what a form of the page sends."""
    data = {"source": post.source, "post": post.remote_id, "do": do, **fields}
    return client.post(f"{LIST}/decide", data=data, headers=fields.pop("headers", {}))


def standing(desk):
    with desk.app.ctx.store.read() as session:
        found = decisions.standing(session, FILM)
    return {key: [(one.kind, one.value, one.editor) for one in made] for key, made in found.posts.items()}
