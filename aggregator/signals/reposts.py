"""Another's words: reposts by the network's button, and the old way of writing them.

Before there was a button, and wherever an archive is old, people wrote "RT @name: her words", sometimes
with a remark of their own before it. Where the remark ends and the other's words begin is plain to a reader
but not to a program that cuts a quote out of the middle: such a post is a repost as a whole. It costs a
remark now and then; the other way would put words into somebody's mouth.
"""

import re

from aggregator.model import Post
from aggregator.model.glimpses import Glimpse

_OLD_STYLE = re.compile(
    r"""^\W{0,4}(?:rt|mt)\s*:?\s*@\w     # 'RT @name', '"RT @name', 'rt: @name'
        | (?<!\w)(?:RT|MT)\s?:?\s?@\w    # a remark, then RT @name
    """,
    re.VERBOSE,
)
_HEAD = re.compile(r"^\W{0,4}(?:rt|mt)\s*:?\s*@\w", re.IGNORECASE)


def is_repost(post: Post | Glimpse) -> bool:
    """Whether these are another's words: reposted by the network's button, or "RT @name" in the text."""
    if post.ref is not None and post.ref.type == "retweeted":
        return True
    text = post.text
    if "@" not in text:
        return False
    head = text[:3].lower()
    if ("rt" in head or "mt" in head) and _HEAD.match(text) is not None:
        return True
    return ("RT" in text or "MT" in text) and _OLD_STYLE.search(text) is not None
