"""How many others wrote the words of a quote."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from aggregator.model.scoring import Reaction
from aggregator.signals.copies import normalise

_MARK = "\n"


class Copies:
    """The texts of a window (no reposts, nothing excluded) to look up how often one stands among them."""

    def __init__(self, reactions: Iterable[Reaction]) -> None:
        self._texts = [
            one.post.text for one in reactions if not one.signals.repost and one.signals.excluded is None
        ]
        self._folded = [text.casefold() for text in self._texts]
        self._whole = _MARK.join(self._folded)
        self._starts = list(accumulate((len(text) + len(_MARK) for text in self._folded), initial=0))

    def of(self, text: str, *, itself: bool = True) -> int:
        """How many other texts hold the same words. `itself`: the text is one of the window's counted ones.

        Only those with its longest words are normalised.
        """
        wanted = normalise(text)
        longest, *others = [*sorted(wanted.split(), key=lambda word: (-len(word), word))[:4], ""]
        if not longest:
            return 0
        found = 0
        at = self._whole.find(longest)
        while at >= 0:
            place = bisect_right(self._starts, at) - 1
            words = self._folded[place]
            if all(one in words for one in others):
                found += normalise(self._texts[place]) == wanted
            at = self._whole.find(longest, self._starts[place + 1])
        return found - 1 if itself else found
