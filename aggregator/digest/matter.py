"""What the opening of a story is about: its film, numbers, mood and themes, as pieces for its sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aggregator.digest.prose import Choice, Piece, claim, count, networks
from aggregator.digest.shares import Mood
from aggregator.digest.voice import Voice
from aggregator.model.digests import Counted, DigestFilm, DigestKind, Theme, Window
from aggregator.model.kinds import Manner, manner_of
from aggregator.model.scoring import PICKED
from aggregator.model.shares import Sentiment

JUDGED = "sentiment.positive.posts+sentiment.neutral.posts+sentiment.negative.posts"
ENOUGH_TO_NAME, NAMED_SHARE = 5, 0.1  # posts that mention a theme, or their share, to name it in the opening
MUCH = 0.15  # of the counted posts that mention a theme, to say that much of the talk is of it
TOOK_A_SIDE = "sentiment.positive.posts+sentiment.negative.posts"


@dataclass(frozen=True, slots=True)
class Matter:
    """What a story is about. `sentiment` is None in a round-up, and where the kind tells no mood.

    `shares`: there are enough posts and people to speak of "fans", and not of "some fans".
    `categories` are labels of themes that only its kind looks for (prizes, what a dispute is about),
    `unpraised` those of themes that nobody praises (ThemeWords.praised). `outlets`: for whom critics write,
    by network and folded handle.
    `on_occasion`: enough posts speak of the occasion by name (a trailer, a finale) to tell of views on it.
    `quotes` stand in the story, those included that an editor picked; 0 until its parts are made.
    `busiest` is the day on which nearly all posts were written, if there is one, as `spikes[0]` holds it.
    """

    film: DigestFilm
    kind: DigestKind
    window: Window
    counted: Counted
    mood: Mood
    sentiment: Sentiment | None
    themes: Sequence[Theme]
    choice: Choice
    voice: Voice
    shares: bool
    busiest: dict[str, Any] | None = None
    on_occasion: bool = True
    quotes: int = 0
    unpraised: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    outlets: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def manner(self) -> Manner:
        """What a story of this kind may say."""
        return manner_of(self.kind)

    @property
    def spoken_as(self) -> DigestKind:
        """The kind by whose words its parts are named: where nobody speaks of the occasion, a plain one."""
        return self.kind if self.on_occasion else "brief"

    @property
    def mute(self) -> bool:
        """Whether it is about a death, and nobody's words of remembrance stand in it."""
        return not self.manner.mood and not self.quotes

    @property
    def title(self) -> Piece:
        """The film's title."""
        return claim(self.film.title, "fact", self.film.title, "film.title")

    @property
    def posts(self) -> Piece:
        """How many posts count."""
        return count(self.counted.posts, "counted.posts", "post")

    @property
    def authors(self) -> Piece:
        """How many people wrote them."""
        return count(self.counted.authors, "counted.authors", "person", "people")

    @property
    def networks(self) -> Piece:
        """Where they wrote."""
        return networks(self.counted.networks)

    def set_aside(self, noun: str) -> Piece:
        """How many posts were left out for a reason; those picked by hand are none of them."""
        reasons = [reason for reason in self.counted.excluded if reason != PICKED]
        number = sum(self.counted.excluded[reason] for reason in reasons)
        whole = len(reasons) == len(self.counted.excluded)
        of = "sum(counted.excluded)" if whole else "+".join(f"counted.excluded.{one}" for one in reasons)
        return count(number, of, noun)

    @property
    def ranked(self) -> list[int]:
        """The places of the themes, those that most posts mention first."""
        return sorted(range(len(self.themes)), key=lambda place: (-self.themes[place].posts, place))

    def theme(self, place: int) -> Piece:
        """The label of a theme."""
        return claim(self.themes[place].label, "fact", self.themes[place].label, f"themes[{place}].label")

    @property
    def told(self) -> list[int]:
        """The places of the themes that enough posts mention to be named in the opening, as `ranked`."""
        fewest = min(ENOUGH_TO_NAME, NAMED_SHARE * self.counted.posts)
        return [place for place in self.ranked if self.themes[place].posts >= fewest]

    @property
    def at_issue(self) -> list[int]:
        """Of `told` the places of what a dispute is about; none in a story of another kind."""
        if not self.manner.both_sides:
            return []
        return [place for place in self.told if self.themes[place].label in self.categories]

    def much(self, place: int) -> bool:
        """Whether a theme comes up so often that the story may say that much of the talk is of it."""
        return self.themes[place].posts >= MUCH * self.counted.posts

    def theme_number(self, place: int) -> Piece:
        """How many posts mention a theme, as a number alone."""
        return count(self.themes[place].posts, f"themes[{place}].posts")

    def theme_posts(self, place: int) -> Piece:
        """How many posts mention a theme."""
        return count(self.themes[place].posts, f"themes[{place}].posts", "post")
