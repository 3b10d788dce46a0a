"""Headlines: what fans made of it, as strongly as the numbers allow, and of what they spoke."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from aggregator.digest import title_words as said_as
from aggregator.digest.matter import Matter
from aggregator.digest.occasions import is_prize_giving, moment, short
from aggregator.digest.prose import Piece, claim, share, words_in
from aggregator.digest.shares import believed
from aggregator.digest.voice import of_some
from aggregator.model.digests import ENOUGH_FOR_A_STORY, Sentence, Theme

HEADLINE_WORDS = (8, 14)
HEADLINE_SIGNS = 90
ALTERNATIVES = 5
LEANS = 2  # a theme is praised in a headline if it has so many times more pleased posts than critical ones
MOST = 0.515  # the share from which a side's is told as that of most
OPINIONS, OPINIONS_SHARE = 3, 0.01  # and at least so many posts of that side, and this share of all
NAMED = 0.02  # the share of the posts that mention a theme, to name it in a headline
VERDICTS = frozenset({"opening_weekend", "critics"})  # kinds whose headlines tell what verdicts are on
ALIKE = 2  # headlines in a row of one angle; the next ones tell something else


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
    return tuple(_varied(ordered)[: ALTERNATIVES + 1])


def _varied(ordered: Sequence[Sentence]) -> list[Sentence]:
    """The headlines so that an editor has a choice: after two that claim the same, others come first."""
    seen: Counter[frozenset[str | None]] = Counter()
    turns = []
    for one in ordered:
        angle = frozenset(each.of for each in one.claims)
        turns.append(seen[angle] // ALIKE)
        seen[angle] += 1
    return [ordered[place] for place in sorted(range(len(ordered)), key=lambda place: turns[place])]


def _templates(matter: Matter) -> list[str]:
    order = matter.choice.order
    if matter.counted.posts < ENOUGH_FOR_A_STORY:
        return [*order("headline", said_as.PICKED), *said_as.PLAIN["some"]]
    if not matter.manner.mood:
        whom = "person" if matter.film.kind == "person" else "other"
        kindly = [*order("headline", said_as.REMEMBER[whom]), *said_as.REMEMBER_PLAINLY[whom]]
        if matter.mute:
            kindly = order("headline", said_as.RESPOND)
        return kindly if matter.shares else [of_some(one) for one in kindly]
    of_kind = said_as.OF_KIND.get(matter.kind, ()) if matter.on_occasion else ()
    own = order("headline kind", said_as.OF_PRIZE_GIVINGS if is_prize_giving(matter) else of_kind)
    if matter.at_issue:
        own = [*order("headline issue", said_as.AT_ISSUE), *own]
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
    if verb == "split":
        mood = []  # which of two camps is the larger is not what it is about
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
        "moment": Piece(moment(matter).format(title=title), name.claims),
        "short": Piece((short(matter) or "{title}").format(title=title), name.claims),
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
    named = short(matter)
    if named is None:
        return title
    name = named.format(title=title)
    return name if title.lower().startswith("the ") else f"the {name}"


def _themes(matter: Matter) -> dict[str, Piece]:
    """The theme that came up most, the next, and those that fans plainly like and plainly do not.

    What only a handful of many posts mention is in no headline.
    """
    often = [
        place
        for place in matter.told
        if matter.themes[place].posts >= NAMED * matter.counted.posts
        and (matter.kind not in VERDICTS or matter.themes[place].label not in matter.unpraised)
    ]
    pieces = {name: matter.theme(place) for name, place in zip(("theme", "second"), often, strict=False)}
    if often and matter.much(often[0]):
        pieces["much"] = matter.theme(often[0])
    if matter.at_issue:
        pieces["issue"] = matter.theme(matter.at_issue[0])
    liked = _leaning(matter, lambda one: (one.positive, one.negative))
    doubted = _leaning(matter, lambda one: (one.negative, one.positive))
    if liked is not None:
        pieces["liked"] = matter.theme(liked)
        if _is_most(matter, liked, lambda one: one.positive):
            pieces["most_liked"] = pieces["liked"]
    if doubted is not None:
        pieces["doubted"] = matter.theme(doubted)
        if _is_most(matter, doubted, lambda one: one.negative):
            pieces["most_doubted"] = pieces["doubted"]
    return pieces


def _leaning(matter: Matter, sides: Callable[[Theme], tuple[int, int]]) -> int | None:
    """The place of the theme with most posts of the first side, among those that plainly lean to it."""
    places = [
        place
        for place, one in enumerate(matter.themes)
        if one.label not in matter.unpraised
        and sides(one)[0] >= max(OPINIONS, OPINIONS_SHARE * matter.counted.posts)
        and sides(one)[0] >= LEANS * sides(one)[1]
    ]
    return max(places, key=lambda place: (sides(matter.themes[place])[0], -place), default=None)


def _is_most(matter: Matter, place: int, side: Callable[[Theme], int]) -> bool:
    """Whether no theme has more posts of that side, those included that do not lean to it."""
    praised = [one for one in matter.themes if one.label not in matter.unpraised]
    return side(matter.themes[place]) == max(map(side, praised))


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
