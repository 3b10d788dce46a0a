"""Which posts of a window are counted once, and how many others said much the same as a quote."""

from collections.abc import Hashable, Sequence

from aggregator.model.films import Film
from aggregator.model.scoring import Reaction
from aggregator.signals.near_duplicates import Forms, counted_once
from aggregator.signals.wording import names_of


class Copies:
    """The texts of a window (no reposts, nothing excluded), each different one looked at once.

    `keys` holds for every reaction of the window what is equal for those of which one counts: its text_key,
    or the text_key of the earliest of its near-duplicates (signals.near_duplicates). It is frozen with the
    digest, so that `verify` counts by it again.
    """

    def __init__(self, ordered: Sequence[Reaction], film: Film) -> None:
        counted = [
            place
            for place, one in enumerate(ordered)
            if not one.signals.repost and one.signals.excluded is None
        ]
        self._forms = Forms(ordered[place].post.text for place in counted)
        keys = [one.signals.text_key for one in ordered]
        firsts = counted_once(
            self._forms,
            [_author(ordered[place]) for place in counted],
            names_of((film.title, *film.former_titles, *film.phrases, *film.hashtags)),
            [keys[place] for place in counted],
        )
        for place, first in zip(counted, firsts, strict=True):
            keys[place] = keys[counted[first]]
        self.keys = tuple(keys)

    def of(self, text: str, *, itself: bool = True) -> int:
        """How many other texts a reader would take for this one. `itself`: it is one of the window's."""
        found = len(self._forms.like(text))
        return max(0, found - 1) if itself else found


def _author(one: Reaction) -> Hashable | None:
    author = one.post.author
    return None if author is None or author.key is None else (one.post.source, author.key)
