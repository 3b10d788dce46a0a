"""Headline, highlights and lede: what a reader sees first, said no stronger than the numbers allow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aggregator.digest.prose import (
    Choice,
    Piece,
    claim,
    count,
    joined,
    networks,
    say,
    share,
    time_of,
    words_in,
)
from aggregator.digest.shares import Mood
from aggregator.model.digests import Counted, DigestFilm, DigestKind, Sentence, Sentiment, Theme, Window

HEADLINE_WORDS = (8, 14)
HEADLINE_SIGNS = 90
HIGHLIGHT_WORDS = (10, 20)
LEDE_WORDS = (45, 65)
ALTERNATIVES = 5
JUDGED = "sentiment.positive.posts+sentiment.neutral.posts+sentiment.negative.posts"
TOOK_A_SIDE = "sentiment.positive.posts+sentiment.negative.posts"

_MOMENT: dict[DigestKind, str] = {
    "brief": "{title}",
    "trailer": "the trailer for {title}",
    "first_look": "the first look at {title}",
    "casting": "the casting of {title}",
    "opening_weekend": "{title}",
    "awards": "the awards talk around {title}",
    "finale": "the finale of {title}",
    "controversy": "the row over {title}",
    "death": "the news about {title}",
    "critics": "{title}",
}
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
_NO_VERDICT: frozenset[DigestKind] = frozenset({"death", "controversy"})  # nobody "loves" these

_HEADLINES = {
    "love": (
        "Fans love {moment}, with {theme} the main talking point",
        "{moment} wins fans over, with {theme} leading the talk",
        "Fans warm to {moment}, with {theme} getting people talking",
        "Fans praise {moment}, with much of the talk about {theme}",
        "Fans love {moment}, {posts} on {networks} suggest",
        "{moment} delights fans: what {authors} said about it",
        "Fans love {moment}: what they are saying on {networks}",
        "Fans love {moment}, and here is what they say",
        "Fans love {moment}",
        "{moment} wins fans over",
    ),
    "criticize": (
        "Fans criticize {moment}, with {theme} the main talking point",
        "{moment} lets many fans down, with {theme} leading the talk",
        "Fans pan {moment}, with much of the talk about {theme}",
        "Fans criticize {moment} in {posts} on {networks}",
        "{moment} disappoints fans: what {authors} said about it",
        "Fans criticize {moment}: what they are saying on {networks}",
        "Fans criticize {moment}, and here is what they say",
        "Fans criticize {moment}",
        "{moment} leaves fans unconvinced",
    ),
    "split": (
        "Fans are split over {moment}, with {theme} the main talking point",
        "{moment} divides fans, with {theme} leading the talk",
        "Fans are divided over {moment}, with {theme} getting people talking",
        "Fans are split over {moment} in {posts} on {networks}",
        "{moment} divides fans: what {authors} said about it",
        "Fans are split over {moment}: what they are saying on {networks}",
        "Fans are split over {moment}, and here is what they say",
        "Fans are split over {moment}",
        "{moment} divides fans",
    ),
    "react": (
        "Fans react to {moment}, with {theme} the main talking point",
        "{moment} gets fans talking, with {theme} coming up most",
        "Fans share their thoughts on {moment}, with {theme} leading the talk",
        "Fans react to {moment} in {posts} on {networks}",
        "What fans say about {moment}: {posts} by {authors}",
        "Fans react to {moment}: what they are saying on {networks}",
        "Fans react to {moment}, and here is what they say",
        "{moment}: here is how fans reacted online",
        "Fans react to {moment}",
        "How fans are reacting to {moment}",
        "What fans are saying about {moment}",
        "Fans have their say on {moment}",
        "{moment}: fans have their say",
    ),
    "some": (
        "Some fans react to {moment}, with {theme} the main talking point",
        "{moment} gets some fans talking, with {theme} coming up most",
        "What some fans are saying on {networks} about {moment}",
        "Some fans share their thoughts on {moment}: {posts} counted",
        "Some fans react to {moment}: a round-up from {networks}",
        "What some fans made of {moment}, in their own words",
        "Some fans react to {moment}, and here is what they say",
        "{moment}: here is how some fans reacted online",
        "How some fans are reacting to {moment}",
        "What some fans are saying about {moment}",
        "Some fans have their say on {moment}",
        "{moment}: some fans have their say",
        "{moment} gets some fans talking",
        "Some fans react to {moment}",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matter:
    """What the opening of a story is about. `sentiment` is None in a round-up."""

    film: DigestFilm
    kind: DigestKind
    window: Window
    counted: Counted
    mood: Mood
    sentiment: Sentiment | None
    themes: Sequence[Theme]
    choice: Choice

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

    def theme(self, place: int) -> Piece:
        """The label of a theme."""
        return claim(self.themes[place].label, "fact", self.themes[place].label, f"themes[{place}].label")

    def theme_posts(self, place: int) -> Piece:
        """How many posts mention a theme."""
        return count(self.themes[place].posts, f"themes[{place}].posts", "post")


def headlines(matter: Matter) -> tuple[Sentence, ...]:
    """The headline and five alternatives: 8 to 14 words and at most 90 signs wherever the title allows."""
    verb: str = "react" if matter.kind in _NO_VERDICT else matter.mood.verb
    if matter.sentiment is None:
        verb = "some"
    mine = matter.choice.order("headline", _HEADLINES[verb])
    others = [] if verb in ("react", "some") else list(_HEADLINES["react"])
    said = list(_fill(matter, [*mine, *others], matter.film.title))
    fitting = [one for one in said if _headline_fits(one.text)]
    if len(fitting) <= ALTERNATIVES:  # a long title: its first part stands for it
        short = short_title(matter.film.title)
        again = _fill(matter, [*mine, *others], short) if short != matter.film.title else []
        fitting += [one for one in again if _headline_fits(one.text)]
        fitting += sorted((one for one in said if one not in fitting), key=lambda one: _misfit(one.text))
    unique = {one.text: one for one in reversed(fitting)}
    ordered = [unique.pop(one.text) for one in fitting if one.text in unique]
    return tuple(ordered[: ALTERNATIVES + 1])


def short_title(title: str) -> str:
    """The title up to its last colon or dash: "Mission: Impossible – X" is "Mission: Impossible"."""
    for mark in (" – ", " — ", " - ", ": "):
        if mark in title:
            return title.rsplit(mark, 1)[0].rstrip(" :–—-")
    return title


def _fill(matter: Matter, templates: Iterable[str], title: str) -> Iterable[Sentence]:
    name = claim(title, "fact", matter.film.title, "film.title")
    moment = Piece(_MOMENT[matter.kind].format(title=title), name.claims)
    for template in templates:
        if "{theme}" in template and not matter.themes:
            continue
        if "{authors}" in template and matter.counted.authors < 2:
            continue
        theme = matter.theme(0) if matter.themes else Piece("")
        yield say(
            template,
            moment=moment,
            theme=theme,
            posts=matter.posts,
            authors=matter.authors,
            networks=matter.networks,
        )


def _headline_fits(text: str) -> bool:
    return HEADLINE_WORDS[0] <= words_in(text) <= HEADLINE_WORDS[1] and len(text) <= HEADLINE_SIGNS


def _misfit(text: str) -> tuple[int, str]:
    words = words_in(text)
    missing, spare = max(0, HEADLINE_WORDS[0] - words), max(0, words - HEADLINE_WORDS[1])
    return (max(0, len(text) - HEADLINE_SIGNS) + 6 * missing + spare, text)


def highlights(matter: Matter, film_line: Sentence | None) -> tuple[Sentence, ...]:
    """Three bullets of 10 to 20 words: the mood with its number, the main theme, a fact of the film."""
    picked = [
        _fitting(matter.choice.order("mood bullet", _mood_bullets(matter)), HIGHLIGHT_WORDS),
        _fitting(matter.choice.order("theme bullet", _theme_bullets(matter)), HIGHLIGHT_WORDS),
    ]
    rest = [film_line] if film_line is not None else []
    rest += [
        say("The posts were written {when} by {authors} on {networks}.", **_basics(matter)),
        say("All of the posts were written {when}, and each quote links to its original.", **_basics(matter)),
    ]
    return (*picked, _fitting(rest, HIGHLIGHT_WORDS))


def lede(matter: Matter) -> tuple[Sentence, ...]:
    """45 to 65 words: what, where and when, how many posts and people, the mood, what came up."""
    openings = matter.choice.order("occasion", _OCCASION[matter.kind])
    basics = _basics(matter)
    counts = [
        say(
            "This story counts {posts} by {authors}, written {when}, with reposts and copies left out.",
            **basics,
        ),
        say("{when}, {posts} by {authors} were counted, with reposts and copies left out.", **basics),
        say("It rests on {posts} by {authors}, written {when}.", **basics),
        say("{posts} by {authors} were counted.", **basics),
    ]
    if matter.counted.authors < 2 or matter.counted.posts < 2:
        counts = [say("This story counts {posts}, written {when}.", **basics)]
    moods = _lede_moods(matter)
    endings: list[tuple[Sentence, ...]] = [(say(t, **_themes(matter)),) for t in _lede_themes(matter)]
    endings += [(), (say("Each post quoted here is shown as it was written, with a link to the original."),)]
    endings += [(*endings[0], endings[-1][0])] if matter.themes else []
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


def _fitting(options: Sequence[Sentence], limits: tuple[int, int]) -> Sentence:
    """The first option of the wanted length, else the nearest."""
    return min(options, key=lambda one: (_outside(words_in(one.text), limits), options.index(one)))


def _basics(matter: Matter) -> dict[str, Piece]:
    return {
        "title": matter.title,
        "networks": matter.networks,
        "posts": matter.posts,
        "authors": matter.authors,
        "when": time_of(matter.window),
    }


def _themes(matter: Matter) -> dict[str, Piece]:
    pieces = {}
    if matter.themes:
        pieces["theme"] = matter.theme(0)
        pieces["themes"] = joined([matter.theme(place) for place in range(min(3, len(matter.themes)))])
        pieces["theme_posts"] = matter.theme_posts(0)
    return pieces


def _lede_themes(matter: Matter) -> list[str]:
    if not matter.themes:
        return []
    if len(matter.themes) == 1:
        return ["What came up most was {theme}, in {theme_posts}."]
    return matter.choice.order(
        "lede themes",
        ["Among the subjects that came up most: {themes}.", "Much of the talk was about {themes}."],
    )


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
        pieces["second"], pieces["second_posts"] = matter.theme(1), matter.theme_posts(1)
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
