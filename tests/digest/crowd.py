"""An invented crowd with an invented scorer's labels, always the same: what the digest tests are made from."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import make

from aggregator.digest import Style, ThemeWords, compose, freezing
from aggregator.model import Digest, Evidence, Fact, Film, Post, Reaction, Score, Signals
from aggregator.model.digests import DigestKind, FrozenInput, Window
from aggregator.model.scoring import Label

WINDOW = Window(make.NOON - timedelta(hours=12), make.NOON + timedelta(hours=12), event="trailer 1")
STYLE = Style(
    themes=(
        ThemeWords("the stunts", ("stunt", "stunts")),
        ThemeWords("the cast", ("acting", "actor", "actors", "cast")),
        ThemeWords("the music", ("music", "score", "soundtrack")),
    )
)
PRAISE = (
    "The stunts in this movie are wonderful, I loved the dive from pier {n} most of all of them",
    "The acting is wonderful and the cast made every scene on dock {n} feel alive to me",
    "What a wonderful soundtrack, the music of The Glass Harbour gave me chills {n} times",
    "Saw it in row {n} and the whole film was wonderful from its first minute to its last",
)
SCORN = (
    "The movie was terrible and the stunts were boring, I looked at the clock {n} times in all",
    "Terrible film, the acting was boring and pier {n} looked like painted cardboard to me",
    "I hated this film, its terrible music was boring and went on for {n} minutes too many",
)
SHRUG = ("The Glass Harbour runs in hall {n} this evening and I will sit in the second row",)


def freeze(reactions: Sequence[Reaction], keys: Sequence[str] | None = None) -> tuple[FrozenInput, ...]:
    """Their inputs, one by one; by default a post is a copy of those that have its text_key."""
    keys = [one.signals.text_key for one in reactions] if keys is None else keys
    return tuple(freezing.freeze(reactions, keys, freezing.writers_of(reactions)))


def score(label: Label, confidence: float = 0.9) -> Score:
    """A score as sure as told, with the evidence that the texts above hold."""
    rest = round((1 - confidence) / 2, 4)
    shares: dict[Label, float] = {"negative": rest, "neutral": rest, "positive": rest, label: confidence}
    weights = {"positive": ("wonderful", 2.0), "negative": ("terrible", -2.0)}
    evidence = (Evidence(*weights[label]),) if label in weights else ()
    polarity = {"positive": 0.8, "neutral": 0.0, "negative": -0.8}[label]
    return Score(
        "invented/1", label, (shares["negative"], shares["neutral"], shares["positive"]), polarity, evidence
    )


def reaction(text: str, label: Label | None = "positive", **fields: object) -> Reaction:
    """A reaction to the invented film; signals and score fields by their names, the rest goes to the post."""
    signals = Signals(
        text_key=str(fields.pop("text_key", text)),
        repost=bool(fields.pop("repost", False)),
        excluded=fields.pop("excluded", None),  # type: ignore[arg-type]  # a text or None
        author_class=fields.pop("author_class", "unknown"),  # type: ignore[arg-type]  # one of the classes
    )
    confidence = float(fields.pop("confidence", 0.9))  # type: ignore[arg-type]  # a number
    made = score(label, confidence) if label is not None else None
    return Reaction("the-glass-harbour", post(text, **fields), made, signals)


def post(text: str, **fields: object) -> Post:
    """A post at NOON by an author of its own, unless told otherwise."""
    return make.post(text, **fields)


def crowd(praise: int, scorn: int, shrug: int = 0, sources: Sequence[str] = ("x",)) -> list[Reaction]:
    """So many posts of each kind, each by another person, spread over networks and minutes."""
    made = []
    texts = [*[(PRAISE, "positive")] * praise, *[(SCORN, "negative")] * scorn, *[(SHRUG, "neutral")] * shrug]
    for number, (templates, label) in enumerate(texts, start=1):
        source = sources[number % len(sources)]
        made.append(
            reaction(
                templates[number % len(templates)].format(n=number),
                label,  # type: ignore[arg-type]  # one of the three
                source=source,
                remote_id=f"{source}-{number}",
                url=f"https://example.org/{source}/{number}",
                author=make.author(f"fan{number}"),
                created_at=make.NOON + timedelta(seconds=20 * number),
                counts=make.Counts(likes=number % 9),
            )
        )
    return made


def film(**fields: object) -> Film:
    """The invented film with one fact of each kind."""
    source, day = "https://example.org/glass-harbour", date(2031, 4, 1)

    def fact(key: str, value: object, standing: str = "confirmed", index: int = 0) -> Fact:
        return Fact(key, value, source, day, standing, index)  # type: ignore[arg-type]  # a standing

    facts = (
        fact("director", "Ines Farrow"),
        fact("writers", "Tomas Quill", "reported"),
        fact("cast", {"actor": "Mara Lindqvist", "role": "Captain Orla"}),
        fact("cast", {"actor": "Teo Banerjee", "role": None}, "reported", 1),
        fact("cast", {"actor": "Lou Okafor", "role": "The Keeper"}, "rumoured", 2),
        fact(
            "release",
            {"date": date(2031, 6, 20), "territory": "United States", "distributor": "Lantern Films"},
        ),
        fact(
            "synopsis",
            {"text": "A keeper counts the ships that do not come back.", "of_film": "The Salt Road"},
        ),
        fact("trailer", {"url": "https://example.org/trailer"}),
        fact("predecessor", {"title": "The Salt Road", "released": date(2028, 9, 1)}),
        fact("related", {"title": "How the harbour was built", "url": "https://example.org/story"}),
    )
    return make.film(**{"facts": facts, "former_titles": ("The Salt Road 2",), **fields})


def story(
    reactions: Sequence[Reaction],
    *,
    of: Film | None = None,
    kind: DigestKind = "trailer",
    style: Style = STYLE,
    window: Window = WINDOW,
) -> tuple[Digest, tuple[FrozenInput, ...]]:
    """The digest of some reactions, made at the end of the window."""
    return compose(
        of or film(),
        reactions,
        window=window,
        coverage=(),
        kind=kind,
        made_at=window.until,
        style=style,
        config_hash="c0ffee",
    )


def texts_of(reactions: Sequence[Reaction]) -> dict[tuple[str, str], str | None]:
    """What the database would hold."""
    return {one.post.key: one.post.text for one in reactions}


def speaking_of(occasion: str, reactions: Sequence[Reaction]) -> list[Reaction]:
    """The same posts, each of which names the occasion first: "The trailer, then: ..."."""
    return [
        replace(one, post=replace(one.post, text=f"The {occasion}, then: {one.post.text}"))
        for one in reactions
    ]


def by_critics(reactions: Sequence[Reaction]) -> list[Reaction]:
    """The same posts, taken for those of critics, as the signals do it."""
    return [
        replace(one, signals=replace(one.signals, author_class="critic", excluded="critic or press"))
        for one in reactions
    ]


def changed(reactions: Sequence[Reaction], **fields: object) -> list[Reaction]:
    """The same posts with other fields."""
    return [replace(one, post=replace(one.post, **fields)) for one in reactions]  # type: ignore[arg-type]
