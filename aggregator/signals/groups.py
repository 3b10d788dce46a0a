"""Groups of things that hang together."""

from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

Node = TypeVar("Node", bound=Hashable)


class Groups(Generic[Node]):
    """Union-find over anything hashable."""

    def __init__(self) -> None:
        self._above: dict[Node, Node] = {}

    def top(self, node: Node) -> Node:
        """What stands for the node's group."""
        if node not in self._above:
            return node
        path = []
        while (above := self._above.get(node, node)) != node:
            path.append(node)
            node = above
        for one in path:
            self._above[one] = node
        return node

    def join(self, one: Node, other: Node) -> None:
        """Make one group of two."""
        above, below = self.top(one), self.top(other)
        if above != below:
            self._above[below] = above


def firsts(groups: Sequence[Hashable]) -> list[int]:
    """For each place the first place of its group."""
    first: dict[Hashable, int] = {}
    return [first.setdefault(group, place) for place, group in enumerate(groups)]
