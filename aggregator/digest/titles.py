"""Headlines: what fans made of it, as strongly as the numbers allow, and of what they spoke."""

from collections.abc import Callable, Iterable, Iterator

from aggregator.digest import title_words as said_as
from aggregator.digest.matter import Matter
from aggregator.digest.occasions import MOMENT, SHORT
from aggregator.digest.prose import Piece, claim, share, words_in
from aggregator.digest.shares import believed
from aggregator.digest.voice import of_some
from aggregator.model.digests import ENOUGH_FOR_A_STORY, Sentence, Theme

HEADLINE_WORDS = (8, 14)
HEADLINE_SIGNS = 90
ALTERNATIVES = 5
LEANS = 2  # a theme is praised in a headline if it has so many times more pleased posts than critical ones
MOST = 0.515  # the share from which a side's is told as that of most
OPINIONS = 3  # and at least so many posts of that side


def headlines(matter: Matter) -> tuple[Sentence, ...]:
    """The headline and five alternatives: 8 to 14 words and at most 90 signs wherever the title allows.

    Those that say what fans praise, doubt or speak of come first; plain ones only fill up.
    """
    ranked = _templates(matter)
    said = list(_fill(matter, ranked, matter.film.title))
    fitting = [one for one in said if _fits(one.text)]
    if len(fitting) <= ALTERNATIVES:  # a long title: its first part stands for it
        short = short_title(matter.film.title)
        again = _fill(matter, ranked, short) if short != matter.film.title else []
        fitting += [one for one in again if _fits(one.text)]
        fitting += sorted((one for one in said if one not in fitting), key=lambda one: _misfit(one.text))
    unique = {one.text: one for one in reversed(fitting)}
    ordered = [unique.pop(one.text) for one in fitting if one.text in unique]
    return tuple(ordered[: ALTERNATIVES + 1])


def _templates(matter: Matter) -> list[str]:
    order = matter.choice.order
    if matter.counted.posts < ENOUGH_FOR_A_STORY:
        return [*order("headline", said_as.PICKED), *said_as.PLAIN["some"]]
    if not matter.manner.mood:
        whom = "person" if matter.film.kind == "person" else "other"
        kindly = [*order("headline", said_as.REMEMBER[whom]), *said_as.REMEMBER_PLAINLY[whom]]
        return kindly if matter.shares else [of_some(one) for one in kindly]
    own = order("headline kind", said_as.OF_KIND.get(matter.kind, ()))
    if matter.sentiment is None:
        some = order("headline", [*said_as.SOME, *(of_some(one) for one in own)])
        return [*some, *order("headline plain", said_as.PLAIN["some"])]
    if not matter.manner.verdict:
        neutral = [*order("headline themes", said_as.THEMES), *order("headline counts", said_as.COUNTED)]
        return [*own, *neutral, *said_as.PLAIN["react"]]
    verb = believed(matter.mood, matter.sentiment).verb
    sides = {
        "love": said_as.LOVE,
        "criticize": said_as.CRITICIZE,
        "split": said_as.SPLIT,
        "react": said_as.REACT,
    }
    first = order("headline", [*sides[verb], *own[:2]])
    mood, talk = order("headline mood", said_as.MOOD), order("headline themes", said_as.THEMES)
    if verb == "react":  # without a verdict, both sides in one line say most
        first.sort(key=lambda one: "{liked}" not in one or "{doubted}" not in one)
    rest = [*said_as.COUNTED, *order("headline plain", [*said_as.PLAIN[verb], *said_as.PLAIN["react"]])]
    return [*first, *own, *mood, *talk, *rest]


def short_title(title: str) -> str:
    """The title up to its last colon or dash: "Mission: Impossible – X" is "Mission: Impossible"."""
    for mark in (" – ", " — ", " - ", ": "):
        if mark in title:
            return title.rsplit(mark, 1)[0].rstrip(" :–—-")
    return title


def cut_title(title: str, signs: int) -> str:
    """The title in at most so many signs: its first part, else as many whole words as fit, and "…"."""
    title = title if len(title) <= signs else short_title(title)
    if len(title) <= signs:
        return title
    cut = title[: signs - 1]
    whole = cut.rsplit(" ", 1)[0] if " " in cut and title[signs - 1] != " " else cut
    return whole.rstrip(" ,;:.–—-0123456789") + "…"


def _fill(matter: Matter, templates: Iterable[str], title: str) -> Iterator[Sentence]:
    pieces = pieces_of(matter, title)
    for template in templates:
        try:
            yield matter.voice.say(template, **pieces)
        except KeyError:  # it speaks of something that this story does not have
            continue


def pieces_of(matter: Matter, title: str) -> dict[str, Piece]:
    """What a headline may speak of; of the film by `title`, its own or a shorter form of it."""
    name = claim(title, "fact", matter.film.title, "film.title")
    pieces = {
        "title": name,
        "moment": Piece(MOMENT[matter.kind].format(title=title), name.claims),
        "short": Piece(SHORT.get(matter.kind, "{title}").format(title=title), name.claims),
        "named": Piece(_named(matter, title), name.claims),
        "networks": matter.networks,
        **_themes(matter),
    }
    if matter.counted.posts >= ENOUGH_FOR_A_STORY:
        pieces["posts"] = matter.posts
        if matter.counted.authors > 1:
            pieces["authors"] = matter.authors
    if matter.manner.verdict:
        pieces |= _balance(matter)
    if matter.mood.positive and matter.mood.negative:
        pieces["sides"] = Piece("two sides")
    return pieces


def _named(matter: Matter, title: str) -> str:
    """What fans speak of as a name in a sentence: "the X trailer"; a title with an article has its own."""
    short = SHORT.get(matter.kind)
    if short is None:
        return title
    return (
        short.format(title=title) if title.lower().startswith("the ") else f"the {short.format(title=title)}"
    )


def _themes(matter: Matter) -> dict[str, Piece]:
    """The theme that came up most, the next, and those that fans plainly like and plainly do not."""
    pieces = {
        name: matter.theme(place) for name, place in zip(("theme", "second"), matter.ranked, strict=False)
    }
    liked = _leaning(matter, lambda one: (one.positive, one.negative))
    doubted = _leaning(matter, lambda one: (one.negative, one.positive))
    if liked is not None:
        pieces["liked"] = matter.theme(liked)
    if doubted is not None:
        pieces["doubted"] = matter.theme(doubted)
    return pieces


def _leaning(matter: Matter, sides: Callable[[Theme], tuple[int, int]]) -> int | None:
    """The place of the theme with most posts of the first side, among those that plainly lean to it."""
    places = [
        place
        for place, one in enumerate(matter.themes)
        if one.label not in matter.unpraised
        and sides(one)[0] >= OPINIONS
        and sides(one)[0] >= LEANS * sides(one)[1]
    ]
    return max(places, key=lambda place: (sides(matter.themes[place])[0], -place), default=None)


def _balance(matter: Matter) -> dict[str, Piece]:
    """Which side is larger, in words and as a share."""
    mood, found = matter.mood, matter.sentiment
    if found is None or mood.positive == mood.negative:
        return {}
    more, less = ("praise", "criticism") if mood.leading == "positive" else ("criticism", "praise")
    leading, other = found.positive, found.negative
    if mood.leading == "negative":
        leading, other = other, leading
    if leading.low <= other.high:
        return {}  # chance alone may have made the difference
    pieces = {"balance": Piece(f"more {more} than {less}")}
    if leading.share >= MOST:
        pieces["more"] = share(leading, f"sentiment.{mood.leading}", mood.judged)
        pieces["side"] = Piece(mood.leading)
    return pieces


def _fits(text: str) -> bool:
    return HEADLINE_WORDS[0] <= words_in(text) <= HEADLINE_WORDS[1] and len(text) <= HEADLINE_SIGNS


def _misfit(text: str) -> tuple[int, str]:
    words = words_in(text)
    missing, spare = max(0, HEADLINE_WORDS[0] - words), max(0, words - HEADLINE_WORDS[1])
    return (max(0, len(text) - HEADLINE_SIGNS) + 6 * missing + spare, text)
