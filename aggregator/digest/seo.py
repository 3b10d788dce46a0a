"""What stands outside the page: the title and description for search engines, the slug, and the push line.

Made by rule like the headline, of the same claims.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator

from aggregator.digest.identity import short_hash
from aggregator.digest.matter import Matter
from aggregator.digest.prose import Piece
from aggregator.digest.titles import cut_title, pieces_of
from aggregator.digest.voice import of_some
from aggregator.model.digests import (
    ENOUGH_FOR_A_STORY,
    DigestFilm,
    DigestKind,
    Section,
    Sentence,
    Window,
)
from aggregator.model.letting_out import Seo

TITLE_SIGNS, DESCRIPTION_SIGNS, SLUG_SIGNS, PUSH_SIGNS = 60, (120, 155), 60, 110
LONGEST_CUT, SHORTEST_CUT = 60, 12  # signs of a title that had to be cut

_SLUG_ENDS: dict[DigestKind, str] = {
    "brief": "brief",
    "trailer": "trailer-reactions",
    "first_look": "first-look-reactions",
    "casting": "casting-reactions",
    "opening_weekend": "first-verdicts",
    "awards": "awards-talk",
    "finale": "finale-reactions",
    "controversy": "two-sides",
    "death": "remembered",
    "critics": "critics",
}
_NO_SLUG = re.compile(r"[^a-z0-9]+")

_TITLES = (
    "{short}: fans on {theme} and {second}",
    "{short}: what fans say",
    "{short}: fan reactions",
    "Fans react to {moment}",
)
_TITLES_OF: dict[DigestKind, tuple[str, ...]] = {
    "opening_weekend": (
        "{title}: the first verdicts of fans",
        "{title}: what fans say",
        "{title}: fan verdicts",
    ),
    "controversy": ("{short}: what fans say", "{short}: the views of fans", "What fans say on {moment}"),
    "critics": (
        "{title}: what critics say",
        "{title}: the critics’ verdicts",
        "Critics on {title}: the verdicts",
    ),
    "death": ("{title}: words of remembrance", "{title}: what fans remember", "Remembered by fans: {title}"),
}
_TITLES_OF_SOME = ("{short}: what some fans say", "Some fans on {moment}", "{short}: some fans react")

_OPENINGS = (
    "What fans make of {moment}.",
    "What fans on {networks} say about {moment}.",
    "Fans on {networks} have posted about {moment}.",
    "Fans on {moment}.",
)
_OPENINGS_OF_A_DISPUTE = (
    "What fans write in {moment}.",
    "The views of fans on {networks} in {moment}.",
    "Fans on {moment}.",
)
_COUNTS = ("{posts} by {authors}, {span}.", "{posts} by {authors}.", "{posts} were counted.", "")
_TALK = (
    "The talk is of {theme} and {second}.",
    "Much of the talk is of {much}.",
    "What comes up most: {theme}.",
    "",
)
_TAILS = ("Each quote is linked to its source.", "With quotes and sources.", "Not a survey.", "")
_TAILS_WITHOUT_QUOTES = ("Counted by rule, and not a survey.", "Not a survey.", "")
_TITLES_OF_THE_NEWS = ("{title}: what fans write", "{title}: fans respond", "Fans respond: {title}")
_OPENINGS_OF_THE_NEWS = ("What fans write after the news about {title}.", "Fans on the news about {title}.")
_PUSHES_OF_THE_NEWS = (
    "What fans write after the news about {title}, in {posts}",
    "Fans respond to the news about {title}",
)

_PUSHES = (
    "{short}: fans speak of {theme} and {second}, in {posts}",
    "{short}, in {posts}: {balance}, and much about {much}",
    "{short}, in {posts}: {balance}, with {theme} coming up most",
    "What {authors} say about {moment}, with {theme} coming up most",
    "What fans say about {moment}, in {posts}",
    "What fans say about {moment}",
)
_PUSHES_OF: dict[DigestKind, tuple[str, ...]] = {
    "controversy": (
        "{short}: what fans say, in {posts} on {networks}",
        "What fans write about {moment}: {posts} read and counted",
        "What fans say about {moment}",
    ),
    "death": (
        "How fans remember, after the news about {title}: words from {posts}",
        "Fans share their memories after the news about {title}",
        "Fans of {title} share their memories",
    ),
}
_PUSH_OF_A_PERSON = (
    "Fans remember {title}: words from {posts}",
    "How fans remember {title}",
    "Fans remember {title}",
)
_PUSHES_PICKED = (
    "Some fans on {moment}, in posts picked by our editors",
    "What some fans say about {moment}",
)


def seo(matter: Matter) -> tuple[Seo, Section]:
    """The four texts, and the section that holds the claims of title, description and push line."""
    few = not matter.shares
    picked = matter.counted.posts < ENOUGH_FOR_A_STORY
    titles = _TITLES_OF.get(matter.kind, _TITLES)
    pushes = _PUSHES_OF.get(matter.kind, _PUSHES)
    openings: Iterable[str] = _OPENINGS if matter.kind != "controversy" else _OPENINGS_OF_A_DISPUTE
    if matter.kind == "death":
        openings = (
            "What fans write in remembrance, after the news about {title}.",
            "Fans on the news about {title}.",
        )
        if matter.film.kind == "person":
            pushes = _PUSH_OF_A_PERSON
            openings = ("What fans remember of {title}.", "Fans on {networks} remember {title}.")
        if matter.mute:
            titles, openings, pushes = _TITLES_OF_THE_NEWS, _OPENINGS_OF_THE_NEWS, _PUSHES_OF_THE_NEWS
    if few:
        titles = tuple(map(of_some, titles)) if not matter.manner.mood else _TITLES_OF_SOME
        pushes = _PUSHES_PICKED if picked else tuple(map(of_some, pushes))
        openings = map(of_some, openings)
    order = matter.choice.order
    title = _first(matter, order("seo title", titles), TITLE_SIGNS)
    push = _first(matter, [*order("push", pushes[:-1]), pushes[-1]], PUSH_SIGNS)
    description = _description(matter, order("seo description", list(openings)))
    made = Seo(title.text, description.text, slug_of(matter.film, matter.kind, matter.window), push.text)
    return made, Section("seo", None, (title, description, push))


def slug_of(film: DigestFilm, kind: DigestKind, window: Window) -> str:
    """The slug of a story, at most 60 signs: the same for all its versions, and no other's."""
    ending = f"{_SLUG_ENDS[kind]}-{window.since:%Y-%m-%d}-{short_hash(film.slug, kind, window)[:4]}"
    return f"{_ascii(film.slug)[: SLUG_SIGNS - len(ending) - 1].strip('-')}-{ending}".strip("-")


def misfits(made: Seo) -> Iterator[tuple[str, str, str]]:
    """What is longer than its place allows, or no slug: its name, the limit, and what was found."""
    for name, text, most in (
        ("title", made.title, TITLE_SIGNS),
        ("description", made.description, DESCRIPTION_SIGNS[1]),
        ("slug", made.slug, SLUG_SIGNS),
        ("push", made.push, PUSH_SIGNS),
    ):
        if not text or len(text) > most:
            yield name, f"1 to {most} signs", f"{len(text)} signs"


def _ascii(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return _NO_SLUG.sub("-", letters).strip("-")


def _titled(matter: Matter) -> Iterator[dict[str, Piece]]:
    """What templates are filled with: first with the whole title, then with ever shorter forms of it."""
    title, span = matter.film.title, matter.voice.span_of(matter.window)
    lengths = [len(title), *range(LONGEST_CUT, SHORTEST_CUT - 1, -4)]
    for form in dict.fromkeys(cut_title(title, length) for length in lengths):
        yield {**pieces_of(matter, form), "span": span}


def _said(matter: Matter, templates: Iterable[str], pieces: dict[str, Piece]) -> Iterator[Sentence]:
    for template in templates:
        try:
            yield matter.voice.say(template, **pieces)
        except KeyError:  # it speaks of something that this story does not have
            continue


def _first(matter: Matter, templates: list[str], most: int) -> Sentence:
    """The first template that fits, with as much of the title as it can have."""
    said: list[Sentence] = []
    for pieces in _titled(matter):
        said += _said(matter, templates, pieces)
        fitting = [one for one in said if len(one.text) <= most]
        if fitting:
            return fitting[0]
    return min(said, key=lambda one: len(one.text))


def _description(matter: Matter, openings: list[str]) -> Sentence:
    """Sentences that fill the place a search engine has for them."""
    low, high = DESCRIPTION_SIGNS
    best: Sentence | None = None
    for pieces in _titled(matter):
        tails = _TAILS if matter.quotes else _TAILS_WITHOUT_QUOTES
        parts = [list(_said(matter, templates, pieces)) for templates in (openings, _COUNTS, _TALK, tails)]
        for chosen in itertools.product(*parts):
            one = _together(chosen)
            if low <= len(one.text) <= high:
                return one
            if len(one.text) <= high and (best is None or len(one.text) > len(best.text)):
                best = one
    return best if best is not None else _first(matter, openings, high)


def _together(sentences: Iterable[Sentence]) -> Sentence:
    said = [one for one in sentences if one.text]
    claims = {claim.of: claim for one in said for claim in one.claims}
    return Sentence(" ".join(one.text for one in said), tuple(claims.values()))
