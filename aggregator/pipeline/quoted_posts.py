"""The posts behind a story's quotes, whole: what was quoted, what it answers, and who could stand there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aggregator.model import Digest, Post
from aggregator.pipeline.context import Context
from aggregator.store import posts
from aggregator.store.posts import Standing

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Whole:
    """Posts by key. `parents`: for a post that answers or quotes another one that is stored, that one.
    `lost`: which of them are known to be gone, hidden or edited.
    """

    posts: Mapping[Key, Post]
    parents: Mapping[Key, Post]
    lost: Mapping[Key, Standing]


def whole_posts(
    ctx: Context, story: Digest, runners_up: Mapping[Key, Sequence[Key]], more: Sequence[Key] = ()
) -> Whole:
    """The stored posts of a story's quotes, their runners-up and `more`, with what each refers to."""
    keys = {(one.source, one.id) for one in story.quotes} | set(more)
    keys |= {key for listed in runners_up.values() for key in listed}
    with ctx.store.read() as session:
        found = posts.find(session, keys)
        above = {key: (key[0], post.ref.id) for key, post in found.items() if post.ref and post.ref.id}
        stored = posts.find(session, above.values())
        lost = posts.withdrawn(session, {*keys, *above.values()})
    parents = {key: stored[parent] for key, parent in above.items() if parent in stored}
    return Whole(found, parents, lost)
