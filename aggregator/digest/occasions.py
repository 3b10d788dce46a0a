"""What each kind of story is about, in words: its opening, what fans speak of, the names of its parts.

All are written about fans, in American English (digest.voice puts them into a story's own words).
"""

from aggregator.digest.matter import Matter
from aggregator.digest.vocabulary import Vocabulary
from aggregator.model.digests import DigestKind
from aggregator.model.scoring import Label

# How a story opens.
OPENINGS: dict[DigestKind, tuple[str, ...]] = {
    "brief": (
        "Fans have been talking about {title} on {networks}.",
        "{title} has had fans talking on {networks}.",
        "On {networks}, fans have been sharing what they make of {title}.",
        "Here is what fans on {networks} have been saying about {title}.",
        "What are fans saying about {title}? This is the state of the talk on {networks}.",
    ),
    "trailer": (
        "The trailer for {title} has fans talking on {networks}.",
        "Fans have taken to {networks} to say what they make of the trailer for {title}.",
        "With a trailer for {title} out, fans on {networks} are weighing what it promises.",
        "On {networks}, fans have been picking over the trailer for {title}.",
        "A trailer for {title} is out, and fans are answering it on {networks}.",
    ),
    "first_look": (
        "A first look at {title} has fans talking on {networks}.",
        "Fans have taken to {networks} after a first look at {title}.",
        "On {networks}, fans have been studying the first look at {title}.",
        "Fans have had a first look at {title}, and {networks} is where they say what they saw in it.",
        "The first look at {title} is being read closely by fans on {networks}.",
    ),
    "casting": (
        "Casting news about {title} has fans talking on {networks}.",
        "Who will be in {title}? Fans on {networks} have views on the casting.",
        "On {networks}, fans have been weighing the casting of {title}.",
        "Fans have taken to {networks} to say what they make of the casting of {title}.",
        "The casting of {title} is the talk of its fans on {networks}.",
    ),
    "opening_weekend": (
        "{title} is meeting its audience, and fans on {networks} are saying what they think.",
        "As {title} reaches its audience, fans are sharing their verdicts on {networks}.",
        "The first verdicts on {title} are in: fans have been posting theirs on {networks}.",
        "With {title} out, fans have been giving their verdicts on {networks}.",
        "{title} is out, and on {networks} fans have been telling what they make of it.",
    ),
    "awards": (
        "Awards talk around {title} has fans posting on {networks}.",
        "With prizes in view, fans have been posting about {title} on {networks}.",
        "On {networks}, fans have been posting about {title} in the awards race.",
        "What should {title} win? Fans have been having their say on {networks}.",
        "The awards race has fans of {title} posting on {networks}.",
    ),
    "finale": (
        "The finale of {title} has viewers talking on {networks}.",
        "{title} has come to its end, and fans are looking back on {networks}.",
        "On {networks}, fans have been saying goodbye to {title} and telling what they make of its finale.",
        "Fans have taken to {networks} after the finale of {title}.",
        "With its finale, {title} has given fans on {networks} a last thing to talk about.",
    ),
    "controversy": (
        "A dispute about {title} has fans posting on {networks}.",
        "On {networks}, fans have been putting their views in a dispute about {title}.",
        "A dispute about {title} is being discussed by fans on {networks}.",
        "Fans have been discussing a dispute about {title} on {networks}.",
        "{title} is at the center of a dispute, and fans are discussing it on {networks}.",
    ),
    "death": (
        "Fans of {title} have been sharing their memories on {networks}.",
        "On {networks}, fans of {title} have been posting words of remembrance.",
        "After the news about {title}, fans have been writing what they remember on {networks}.",
        "Fans of {title} have been paying their respects on {networks}.",
        "Words of farewell from fans of {title} have been appearing on {networks}.",
    ),
    "critics": (
        "Critics have been giving their verdicts on {title} on {networks}.",
        "On {networks}, critics have been saying what they make of {title}.",
        "{title} has been before the critics, who have posted their verdicts on {networks}.",
        "Critics have been weighing in on {title}, in posts on {networks}.",
        "What do critics make of {title}? These are their posts on {networks}.",
    ),
}

_OF_PERSONS = (  # where the film of a death is a person
    "Fans of {title} have been sharing their memories on {networks}.",
    "On {networks}, fans have been remembering {title}.",
    "Fans have been paying their respects to {title} on {networks}.",
    "After the news about {title}, fans have been writing what they remember on {networks}.",
    "Words of farewell to {title} have been appearing on {networks}, written by fans.",
)

_OF_THE_NEWS = (  # after a death, where nobody's words of remembrance were found
    "After the news about {title}, fans have been posting on {networks}.",
    "On {networks}, fans have been writing after the news about {title}.",
    "Fans have been responding on {networks} to the news about {title}.",
)
_OF_PRIZE_GIVINGS = (  # where what awards are about is the event itself
    "{title} has fans posting on {networks}.",
    "Fans have been weighing {title} on {networks}.",
    "On {networks}, fans have been saying what they make of {title}.",
    "Fans have taken to {networks} with their views on {title}.",
    "What do fans make of {title}? They have been having their say on {networks}.",
)

# What fans speak of, in full and in short.
MOMENT: dict[DigestKind, str] = {
    "brief": "{title}",
    "trailer": "the trailer for {title}",
    "first_look": "the first look at {title}",
    "casting": "the casting of {title}",
    "opening_weekend": "{title}",
    "awards": "{title} in the awards race",
    "finale": "the finale of {title}",
    "controversy": "the dispute about {title}",
    "death": "the news about {title}",
    "critics": "{title}",
}
SHORT: dict[DigestKind, str] = {
    "trailer": "{title} trailer",
    "first_look": "{title} first look",
    "casting": "{title} casting",
    "finale": "{title} finale",
    "controversy": "{title} dispute",
    "death": "{title} news",
}

# Words by which a post speaks of the occasion itself, where there is a thing to speak of.
NAMES: dict[DigestKind, tuple[str, ...]] = {
    "trailer": ("trailer", "trailers", "teaser", "teasers", "footage", "clip"),
    "first_look": ("first look", "footage", "photo", "photos", "images", "poster", "posters", "stills"),
    "casting": ("casting", "cast as", "cast in", "miscast", "recast", "to play", "will play", "role of"),
    "finale": ("finale", "last episode", "final episode"),
}
NAMED = 0.01  # of the counted posts that speak of it by name, to say that fans love "the trailer"

# The part with what an editor says that there was to see.
SHOWS: dict[DigestKind, str] = {
    "trailer": "What the trailer shows",
    "first_look": "What the first look shows",
    "casting": "What was announced",
    "awards": "What was announced",
}

# The headings of the part with quotes of one side, and of that with the other side.
_VOICES: dict[DigestKind, tuple[str, ...]] = {
    "opening_weekend": ("First verdicts", "Verdicts in fans’ own words"),
    "finale": ("How fans look back", "In fans’ own words"),
    "death": ("In fans’ own words", "What fans remember", "Words of remembrance"),
    "controversy": ("In fans’ own words", "What fans wrote"),
    "critics": ("In fans’ own words", "What fans wrote", "The verdicts"),
}
_USUAL_VOICES = ("In fans’ own words", "What fans wrote", "Voices from the posts")
_DISSENT: dict[Label, tuple[str, ...]] = {
    "negative": (
        "Not everyone was won over",
        "The other view",
        "Where doubts remain",
        "Those who see it otherwise",
        "A word from the doubters",
    ),
    "positive": (
        "Some did like it",
        "The other view",
        "Where it found favor",
        "Those who see it otherwise",
        "A word from those who liked it",
    ),
}
_DISSENT_OF: dict[DigestKind, dict[Label, tuple[str, ...]]] = {
    "opening_weekend": {
        "negative": (
            "Who was not won over",
            "The other verdict",
            "Not everyone left happy",
            "A verdict that differs",
        ),
        "positive": ("Some left happy", "The other verdict"),
    },
    "casting": {
        "negative": ("Not everyone is convinced", "The other view", "Where doubts remain"),
        "positive": ("Some are glad", "The other view"),
    },
    "finale": {
        "negative": ("Not everyone was glad of it", "The other view"),
        "positive": ("Some were glad of it", "The other view"),
    },
    "controversy": {
        "negative": ("The other side", "Those who object"),
        "positive": ("The other side", "Those in support"),
    },
    "critics": {
        "negative": ("The other verdict", "Not every verdict is kind"),
        "positive": ("The other verdict", "Some verdicts are kinder"),
    },
}


def openings(matter: Matter) -> tuple[str, ...]:
    """How a story of this kind opens."""
    if is_prize_giving(matter):
        return _OF_PRIZE_GIVINGS
    if matter.mute:
        return _OF_THE_NEWS
    if not matter.on_occasion:
        return OPENINGS["brief"]
    of_person = matter.kind == "death" and matter.film.kind == "person"
    return _OF_PERSONS if of_person else OPENINGS[matter.kind]


def is_prize_giving(matter: Matter) -> bool:
    """Whether the story is about an event that gives prizes, and not about a film that may win some."""
    return matter.kind == "awards" and matter.film.kind == "event"


def moment(matter: Matter) -> str:
    """What fans speak of, with a place for the title."""
    plain = is_prize_giving(matter) or not matter.on_occasion
    return "{title}" if plain else MOMENT[matter.kind]


def short(matter: Matter) -> str | None:
    """The same as a name, None where that is the title alone."""
    return SHORT.get(matter.kind) if matter.on_occasion else None


def voices(kind: DigestKind) -> tuple[str, ...]:
    """Headings for the part with quotes that speak of no theme."""
    return _VOICES.get(kind, _USUAL_VOICES)


def dissent(kind: DigestKind, smaller: Label) -> tuple[str, ...]:
    """Headings for the part of the smaller camp."""
    return _DISSENT_OF.get(kind, _DISSENT)[smaller]


def are_named(kind: DigestKind, vocabulary: Vocabulary, posts: int, *, out: bool = True) -> bool:
    """Whether enough of so many posts speak of what the kind says that they are about.

    `out`: nothing says that the film is still to come; before, there is no opening weekend.
    """
    if kind == "opening_weekend":
        return out
    names = NAMES.get(kind)
    return names is None or len(vocabulary.mentions(names)) >= NAMED * posts
