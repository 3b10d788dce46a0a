"""Headlines: what fans made of it, as strongly as the numbers allow, and of what they spoke."""

from collections.abc import Callable, Iterable, Iterator

from aggregator.digest.headline import Matter
from aggregator.digest.prose import Piece, claim, say, share, words_in
from aggregator.digest.shares import believed
from aggregator.model.digests import ENOUGH_FOR_A_STORY, DigestKind, Sentence, Theme

HEADLINE_WORDS = (8, 14)
HEADLINE_SIGNS = 90
ALTERNATIVES = 5
LEANS = 2  # a theme is praised in a headline if it has so many times more pleased posts than critical ones
MOST = 0.515  # the share from which a side's is told as that of most
OPINIONS = 3  # and at least so many posts of that side

# What fans speak of, in full and in short.
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
_SHORT: dict[DigestKind, str] = {
    "trailer": "{title} trailer",
    "first_look": "{title} first look",
    "casting": "{title} casting",
    "awards": "{title} awards talk",
    "finale": "{title} finale",
    "controversy": "{title} row",
    "death": "{title} news",
}
_NO_VERDICT: frozenset[DigestKind] = frozenset({"death", "controversy"})  # nobody "loves" these

_LOVE = (
    "Fans love {moment}, with most praise for {liked}",
    "{moment} wins fans over, with {theme} leading the talk",
    "Fans warm to {moment}, with {liked} a favorite",
    "Fans praise {moment}, with much of the talk about {theme}",
    "Fans love {moment}, {posts} on {networks} suggest",
    "{moment} delights fans: what {authors} said about it",
)
_CRITICIZE = (
    "Fans criticize {moment}, with doubts about {doubted}",
    "{moment} lets many fans down, with {theme} leading the talk",
    "Fans pan {moment}, with much of the talk about {theme}",
    "Fans criticize {moment} in {posts} on {networks}",
    "{moment} disappoints fans: what {authors} said about it",
)
_SPLIT = (
    "Fans are split over {moment}, with {theme} the main talking point",
    "{moment} divides fans: praise for {liked}, doubts about {doubted}",
    "{moment} divides fans, with {theme} leading the talk",
    "Fans are split over {moment} in {posts} on {networks}",
    "{moment} divides fans: what {authors} said about it",
)
_REACT = (
    "Fans react to {moment}, with praise for {liked}, doubts about {doubted}",
    "{short}: fans praise {liked}, with doubts about {doubted}",
    "Praise for {liked}, doubts about {doubted}: fans react to {short}",
    "Fans react to {moment}, with praise for {liked}",
    "{short}: fans have most praise for {liked}",
    "Fans react to {moment}, with doubts about {doubted}",
)
_THEMES = (
    "Fans react to {moment}, with {theme} the main talking point",
    "{moment} gets fans talking, with {theme} coming up most",
    "{short}: {theme} comes first when fans talk",
    "From {theme} to {second}: what fans say about {moment}",
)
_MOOD = (
    "{short}: {balance} in {posts} on {networks}",
    "Fans react to {short}: {balance} in {posts}",
    "{more} of fans’ posts about {short} are {side}",
)
_COUNTED = (
    "Fans react to {moment} in {posts} on {networks}",
    "What fans say about {moment}: {posts} by {authors}",
    "What {authors} on {networks} make of {moment}: {posts}",
    "From {theme} to {second}: what fans bring up about {moment}",
)
_SOME = (
    "Some fans react to {moment}, with praise for {liked}, doubts about {doubted}",
    "{short}: some fans praise {liked}, with doubts about {doubted}",
    "Some fans react to {moment}, with praise for {liked}",
    "Some fans react to {moment}, with doubts about {doubted}",
    "Some fans react to {moment}, with {theme} the main talking point",
    "{moment} gets some fans talking, with {theme} coming up most",
    "From {theme} to {second}: what some fans say about {moment}",
    "Some fans share their thoughts on {moment}: {posts} counted",
    "What some fans are saying on {networks} about {moment}",
    "What some fans say about {moment}: {posts} by {authors}",
    "From {theme} to {second}: what some fans bring up about {moment}",
    "What some fans on {networks} make of {moment}: {posts} by {authors}",
    "Some fans react to {moment}: a round-up from {networks}",
)
# Of posts picked by hand: nothing was counted, so nothing is said of how many or how.
_PICKED = (
    "Some fans react to {moment}: posts picked by our editors",
    "Some fans react to {short}: posts picked by our editors",
    "What some fans are saying about {short}, picked by our editors",
    "{short}: some fans have their say, in posts picked by hand",
    "Posts picked by our editors: what some fans say about {moment}",
    "Picked by our editors: what some fans make of {short}",
    "In their own words: what some fans say about {moment}",
)
# For titles that leave no room, or too much of it, for more.
_PLAIN = {
    "love": (
        "Fans love {moment}", "{moment} wins fans over", "Fans love {moment}, and here is what they say",
    ),
    "criticize": ("Fans criticize {moment}", "{moment} leaves fans unconvinced"),
    "split": ("Fans are split over {moment}", "{moment} divides fans"),
    "react": (
        "Fans react to {moment}", "How fans are reacting to {moment}", "What fans are saying about {moment}",
        "Fans react to {moment}: what they are saying on {networks}", "{moment}: fans have their say",
        "Fans have their say on {moment}", "Fans share their thoughts on {moment} online",
    ),
    "some": (
        "Some fans react to {moment}", "What some fans are saying about {moment}",
        "How some fans are reacting to {moment}", "{moment}: some fans have their say",
        "Some fans have their say on {moment}", "What some fans made of {moment}, in their own words",
        "Some fans share their thoughts on {moment}",
    ),
}  # fmt: skip


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
        return [*order("headline", _PICKED), *_PLAIN["some"]]
    if matter.sentiment is None:
        return [*order("headline", _SOME[:4]), *order("headline themes", _SOME[4:]), *_PLAIN["some"]]
    if matter.kind in _NO_VERDICT:
        return [*order("headline themes", _THEMES), *order("headline counts", _COUNTED), *_PLAIN["react"]]
    verb = believed(matter.mood, matter.sentiment).verb
    own = order("headline", {"love": _LOVE, "criticize": _CRITICIZE, "split": _SPLIT, "react": _REACT}[verb])
    if verb == "react":  # without a verdict, both sides in one line say most
        own.sort(key=lambda one: "{liked}" not in one or "{doubted}" not in one)
    after = [*order("headline mood", _MOOD), *order("headline themes", _THEMES), *_COUNTED]
    return [*own, *after, *_PLAIN[verb], *_PLAIN["react"]]


def short_title(title: str) -> str:
    """The title up to its last colon or dash: "Mission: Impossible – X" is "Mission: Impossible"."""
    for mark in (" – ", " — ", " - ", ": "):
        if mark in title:
            return title.rsplit(mark, 1)[0].rstrip(" :–—-")
    return title


def _fill(matter: Matter, templates: Iterable[str], title: str) -> Iterator[Sentence]:
    name = claim(title, "fact", matter.film.title, "film.title")
    pieces = {
        "moment": Piece(_MOMENT[matter.kind].format(title=title), name.claims),
        "short": Piece(_SHORT.get(matter.kind, "{title}").format(title=title), name.claims),
        "posts": matter.posts,
        "networks": matter.networks,
        **_themes(matter),
        **_balance(matter),
    }
    if matter.counted.authors > 1:
        pieces["authors"] = matter.authors
    for template in templates:
        try:
            yield say(template, **pieces)
        except KeyError:  # it speaks of something that this story does not have
            continue


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
