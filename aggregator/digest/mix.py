"""How far the mix of a story's quotes may lie from the shares: one rule to choose by and to check by."""

MIX = 0.20
"""The share of a camp's quotes, less its share of the posts that took a side."""


def lies_within(ours: int, quotes: int, theirs: float) -> bool:
    """Whether `ours` of so many quotes are near enough to the share `theirs`; quotes come whole."""
    return abs(ours / quotes - theirs) <= MIX + 0.5 / quotes if quotes else True


def room_for(ours: int, others: int, theirs: float, most: int) -> int:
    """How many more quotes a camp may have, up to `most`, before it has more than its share allows.

    It has `ours` of them, the other camp `others`; `theirs` is its share of the posts that took a side.
    """
    room = 0
    while room < most:
        quotes = ours + others + room + 1
        if (ours + room + 1) / quotes > theirs and not lies_within(ours + room + 1, quotes, theirs):
            break
        room += 1
    return room
