"""Headline, highlights and lede: what a reader sees first, said no stronger than the numbers allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from aggregator.digest.prose import (
    Choice,
    Piece,
    claim,
    count,
    joined,
    networks,
    say,
    share,
    short_day,
    time_of,
    words_in,
)
from aggregator.digest.share_words import is_wide
from aggregator.digest.shares import Mood
from aggregator.model.digests import Counted, DigestFilm, DigestKind, Sentence, Theme, Window
from aggregator.model.scoring import PICKED
from aggregator.model.shares import Sentiment

HIGHLIGHT_WORDS = (10, 20)
LEDE_WORDS = (45, 65)
JUDGED = "sentiment.positive.posts+sentiment.neutral.posts+sentiment.negative.posts"
TOOK_A_SIDE = "sentiment.positive.posts+sentiment.negative.posts"

_OCCASION: dict[DigestKind, tuple[str, ...]] = {
    "brief": (
        "Fans have been talking about {title} on {networks}.",
        "{title} has had fans talking on {networks}.",
        "On {networks}, fans have been sharing what they make of {title}.",
    ),
    "trailer": (
        "The trailer for {title} has fans talking on {networks}.",
        "Fans have taken to {networks} to say what they make of the trailer for {title}.",
    ),
    "first_look": (
        "A first look at {title} has fans talking on {networks}.",
        "Fans have taken to {networks} after a first look at {title}.",
    ),
    "casting": ("Casting news about {title} has fans talking on {networks}.",),
    "opening_weekend": (
        "{title} is meeting its audience, and fans on {networks} are saying what they think.",
        "As {title} reaches its audience, fans are sharing their verdicts on {networks}.",
    ),
    "awards": ("Awards talk around {title} has fans posting on {networks}.",),
    "finale": ("The finale of {title} has viewers talking on {networks}.",),
    "controversy": ("A row over {title} has fans arguing on {networks}.",),
    "death": ("Fans of {title} have been sharing their thoughts on {networks}.",),
    "critics": ("As critics weigh in on {title}, fans are answering on {networks}.",),
}


@dataclass(frozen=True, slots=True)
class Matter:
    """What the opening of a story is about. `sentiment` is None in a round-up.

    `unpraised` are labels of themes that nobody praises (ThemeWords.praised).
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
    busiest: dict[str, Any] | None = None
    unpraised: frozenset[str] = frozenset()

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

    def theme_posts(self, place: int) -> Piece:
        """How many posts mention a theme."""
        return count(self.themes[place].posts, f"themes[{place}].posts", "post")


def highlights(matter: Matter, film_line: Sentence | None) -> tuple[Sentence, ...]:
    """Three bullets of 10 to 20 words: the mood with its number, the main theme, a fact of the film."""
    picked = [
        fitting(matter.choice.order("mood bullet", _mood_bullets(matter)), HIGHLIGHT_WORDS),
        fitting(matter.choice.order("theme bullet", _theme_bullets(matter)), HIGHLIGHT_WORDS),
    ]
    basics = _basics(matter)
    rest = [film_line] if film_line is not None else []
    if matter.busiest is not None:
        rest.append(say("Of {posts} on {networks}, {busy} were written on {busy_day}.", **basics))
    rest += [
        say("The posts were written {when} by {authors} on {networks}.", **basics),
        say("This story counts {posts} by {authors} on {networks}.", **basics),
    ]
    return (*picked, fitting(rest, HIGHLIGHT_WORDS))


def lede(matter: Matter) -> tuple[Sentence, ...]:
    """45 to 65 words: what, where and when, how many posts and people, the mood, what came up."""
    openings = matter.choice.order("occasion", _OCCASION[matter.kind])
    basics = _basics(matter)
    when = "{when}, {busy} of them on {busy_day}" if matter.busiest is not None else "{when}"
    counts = [
        say(
            f"This story counts {{posts}} by {{authors}}, written {when}; reposts and copies are left out.",
            **basics,
        ),
        say(
            f"It rests on {{posts}} by {{authors}}, written {when}, with reposts and copies left out.",
            **basics,
        ),
        say(f"It rests on {{posts}} by {{authors}}, written {when}.", **basics),
        say("{posts} by {authors} were counted.", **basics),
    ]
    if matter.counted.authors < 2 or matter.counted.posts < 2:
        counts = [say("This story counts {posts}, written {when}.", **basics)]
    moods = _lede_moods(matter)
    subjects = [say(template, **_themes(matter)) for template in _lede_themes(matter)]
    endings: list[tuple[Sentence, ...]] = [(one,) for one in subjects]
    endings += [(one, more) for one in subjects for more in _lede_more(matter)]
    endings.append(())
    options = [
        (say(opening, **basics), number, *mood, *ending)
        for number in counts
        for mood in moods
        for ending in endings
        for opening in openings
    ]
    return min(
        options,
        key=lambda one: (_outside(sum(words_in(s.text) for s in one), LEDE_WORDS), options.index(one)),
    )


def _outside(words: int, limits: tuple[int, int]) -> int:
    return max(0, limits[0] - words, words - limits[1])


def fitting(options: Sequence[Sentence], limits: tuple[int, int]) -> Sentence:
    """The first option of the wanted length, else the nearest."""
    return min(options, key=lambda one: (_outside(words_in(one.text), limits), options.index(one)))


def _basics(matter: Matter) -> dict[str, Piece]:
    return {
        "title": matter.title,
        "networks": matter.networks,
        "posts": matter.posts,
        "authors": matter.authors,
        "when": time_of(matter.window),
        **_busiest(matter),
    }


def _busiest(matter: Matter) -> dict[str, Piece]:
    if matter.busiest is None:
        return {}
    when = matter.busiest["day"]
    return {
        "busy": count(matter.busiest["posts"], "spikes[0].posts"),
        "busy_day": claim(short_day(date.fromisoformat(when)), "fact", when, "spikes[0].day"),
    }


def _themes(matter: Matter) -> dict[str, Piece]:
    pieces = {}
    if matter.themes:
        most = matter.ranked
        pieces["theme"] = matter.theme(most[0])
        pieces["themes"] = joined([matter.theme(place) for place in most[:3]])
        pieces["theme_posts"] = matter.theme_posts(most[0])
    return pieces


def _lede_themes(matter: Matter) -> list[str]:
    if not matter.themes:
        return ["No single subject stood out."]
    if len(matter.themes) == 1:
        return ["What came up most was {theme}, in {theme_posts}."]
    return matter.choice.order(
        "lede themes",
        [
            "Among the subjects that came up most: {themes}.",
            "What came up most was {theme}, in {theme_posts}.",
            "The subjects that came up most were {themes}, with {theme} first, in {theme_posts}.",
        ],
    )


def _lede_more(matter: Matter) -> list[Sentence]:
    """What an opening may add where it is short."""
    more = []
    rest = matter.set_aside("post")
    if rest.claims[0].value > 1:
        pieces = {"rest": rest}
        more.append(say("A further {rest} were set aside as off topic or for other reasons.", **pieces))
    mood = matter.mood
    if matter.sentiment is not None and _plainly(matter.sentiment, mood):
        larger, smaller = ("praise", "criticism") if mood.leading == "positive" else ("criticism", "praise")
        more.append(say(f"Among those that took a side, {larger} outweighs {smaller}."))
    return more


def _plainly(found: Sentiment, mood: Mood) -> bool:
    """Whether one side is larger, also by its share where that is corrected."""
    ahead = found.positive.share - found.negative.share
    return ahead > 0 if mood.leading == "positive" else ahead < 0


def _sides(matter: Matter) -> dict[str, Piece]:
    found, judged = matter.sentiment, matter.mood.judged
    if found is None:
        return {}
    first, second = matter.mood.leading, matter.mood.minority
    shares = {"positive": found.positive, "negative": found.negative}
    return {
        "judged": count(judged, JUDGED),
        "more": share(shares[first], f"sentiment.{first}", judged),
        "more_percent": share(shares[first], f"sentiment.{first}", judged, as_percent=True),
        "more_posts": count(shares[first].posts, f"sentiment.{first}.posts"),
        "first": Piece(first),
        "fewer": share(shares[second], f"sentiment.{second}", judged),
        "fewer_percent": share(shares[second], f"sentiment.{second}", judged, as_percent=True),
        "fewer_posts": count(shares[second].posts, f"sentiment.{second}.posts"),
        "second": Piece(second),
    }


def _lede_moods(matter: Matter) -> list[tuple[Sentence, ...]]:
    if matter.sentiment is None:
        some = [
            "That is too few to speak of shares, so this is what some fans wrote, in their own words.",
            "Those are too few for shares, so what follows is a round-up of what some fans had to say.",
        ]
        return [(say(one),) for one in matter.choice.order("lede mood", some)]
    if matter.sentiment.calibrated:
        templates = [
            "Corrected for a classifier’s known mistakes, {more} of them were {first} and {fewer} {second}.",
            "Once a classifier’s known mistakes are corrected, {more} were {first} and {fewer} {second}.",
        ]
        return [(say(one, **_sides(matter)),) for one in matter.choice.order("lede mood", templates)]
    if matter.mood.judged == matter.counted.posts:
        templates = [
            "An automatic classifier read {more} of them as {first} and {fewer} as {second}.",
            "By the count of an automatic classifier, {more} were {first} and {fewer} {second}.",
        ]
        return [(say(one, **_sides(matter)),) for one in matter.choice.order("lede mood", templates)]
    templates = [
        "Of the {judged} that an automatic classifier could judge, {more} were {first} and {fewer} {second}.",
        "An automatic classifier could judge {judged} of them: {more} were {first} and {fewer} {second}.",
    ]
    return [(say(one, **_sides(matter)),) for one in matter.choice.order("lede mood", templates)]


def _mood_bullets(matter: Matter) -> list[Sentence]:
    if matter.sentiment is None:
        return [
            say(
                "Some fans spoke up: {posts} by {authors} on {networks} could be counted.", **_basics(matter)
            ),
            say("This round-up draws on {posts} by {authors} on {networks}.", **_basics(matter)),
        ]
    sides = _sides(matter)
    if matter.sentiment.calibrated:
        said = "By a corrected count of {judged} judged posts, {more} were {first} and {fewer} {second}."
        return [say(said, **sides)]
    if is_wide(matter.sentiment.positive, matter.sentiment.negative):
        templates = [
            "A classifier read {more_posts} of {judged} posts as {first}, and {fewer_posts} as {second}.",
            "Of {judged} posts, a classifier read {more_posts} as {first} and {fewer_posts} as {second}.",
        ]
        return [say(one, **sides) for one in templates]
    if matter.mood.judged == matter.counted.posts:
        return [
            say("Of all {judged} posts, {more_percent} were {first} and {fewer_percent} {second}.", **sides),
            say("{more} of all {judged} posts were {first}, and {fewer} were {second}.", **sides),
        ]
    return [
        say("Of {judged} judged posts, {more_percent} were {first} and {fewer_percent} {second}.", **sides),
        say("{more} of {judged} judged posts were {first}; {fewer} were {second}.", **sides),
        say("{more} of the {judged} posts that could be judged were {first}, and {fewer} {second}.", **sides),
    ]


def _theme_bullets(matter: Matter) -> list[Sentence]:
    if not matter.themes:
        return [
            say("No single subject stood out among the {posts} that were counted.", **_basics(matter)),
        ]
    pieces = {**_themes(matter), **_basics(matter)}
    if len(matter.themes) > 1:
        place = matter.ranked[1]
        pieces["second"], pieces["second_posts"] = matter.theme(place), matter.theme_posts(place)
        return [
            say(
                "What came up most was {theme}, in {theme_posts}, then {second}, in {second_posts}.",
                **pieces,
            ),
            say("Talk turned to {theme} in {theme_posts} and to {second} in {second_posts}.", **pieces),
        ]
    return [
        say("What came up most was {theme}, mentioned in {theme_posts} of all those counted.", **pieces),
        say("The main talking point was {theme}, which came up in {theme_posts}.", **pieces),
    ]
