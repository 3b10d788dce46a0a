"""How readers are told of posts that an editor picked by hand; shared by the formats."""

from aggregator.model import PICKED, Digest
from aggregator.model.digests import Quote
from aggregator.text import plural


def drawn_from(digest: Digest) -> str:
    """What the story rests on: "12,304 posts by 9,110 authors", or how many posts an editor picked."""
    if digest.counts_nothing:
        return f"{plural(len(digest.quotes), 'post')} picked by hand, nothing counted"
    counted = digest.counted
    return f"{plural(counted.posts, 'post')} by {plural(counted.authors, 'author')}"


def note(quote: Quote) -> str:
    """Whether an editor picked it, outside every number; empty where it was chosen by rule."""
    return "picked by hand by an editor, not counted" if quote.picked else ""


def not_counted(reason: str) -> str:
    """How posts are told that stand in no number: what an editor picked is quoted all the same."""
    return "Not counted" if reason == PICKED else "Left out"
