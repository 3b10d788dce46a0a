"""The fans' part of the story: theme blocks, the other view, voices, and the pointer to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.digest import occasions, other_view
from aggregator.digest.leads import SIDE, by_of, ids, lead
from aggregator.digest.matter import Matter
from aggregator.digest.mix import room_for
from aggregator.digest.prose import (
    capital,
    claim,
    count,
    count_or_none,
    ended,
    joined,
    joined_words,
    network,
    outside,
    words_in,
)
from aggregator.digest.quotes import Candidate, Pool
from aggregator.digest.shares import DISSENT, Mood
from aggregator.digest.themes import FoundTheme
from aggregator.digest.verdict import MANNERS, Manner
from aggregator.model.digests import Claim, Section, Sentence, Theme
from aggregator.model.scoring import Label

MOST_QUOTES, MOST_BLOCKS, IN_A_BLOCK = 8, 3, 2
MOST_CATEGORIES = 6  # of an awards story, each with a block of its own
FEWEST_QUOTES = 6
FEWEST_IN_A_ROUND_UP = 4
BLOCK_WORDS = (25, 45)
POINTER_WORDS = (18, 40)
DIVIDED = 0.3  # a theme whose smaller camp is as large as this gets a quote of each
CLEAR = 0.2  # up to here the smaller camp of a theme needs no mention in its heading
PLAIN = 1.5  # from so many times the smaller camp on, a sentence says that the larger one leads
TITLED = frozenset({"film", "series"})  # kinds of what is watched that a verdict can be on as a whole
FEW_QUOTES = 2  # up to here a story has no variety to announce

_OF_TITLE: dict[Manner, str] = {
    "sided": "pleased with {}",
    "moved": "moved by {}",
    "eager": "eager to see {}",
}
ALL_QUOTED = "No other post passed our checks for quoting."
NONE_QUOTED = "None of the posts passed our checks for quoting."
KEPT_EVEN = "More from one side alone would give it more than its share."

# (stand), (are): as the number of quotes asks for.
_LINKED = ", each with its source."
_POINTERS = (
    f"Below (are) {{quotes}} from {{where}}, chosen by rule for clear views and variety of subject{_LINKED}",
    f"Here (are) {{quotes}} from {{where}}, picked by rule for clear views on several subjects{_LINKED}",
    f"What follows (are) {{quotes}} from {{where}}, chosen by rule for clear views and variety{_LINKED}",
    f"Chosen by rule for a clear stance and for variety, {{quotes}} from {{where}} (stand) below{_LINKED}",
    f"To hear them in their own words: {{quotes}} from {{where}}, chosen by rule for variety{_LINKED}",
)
# One or two show no variety, and no number of subjects; why they are no more is said behind.
_POINTERS_TO_FEW = (
    "Below (are) {quotes} from {where}. (Linked).",
    "Here (are) {quotes} from {where}. (Linked).",
)
_POINTERS_AFTER_A_DEATH = (
    f"Below (are) {{quotes}} from {{where}}, chosen by rule as words of remembrance{_LINKED}",
    f"Here (are) {{quotes}} from {{where}}, chosen by rule for the memory or respect that they tell{_LINKED}",
)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the story with its quotes. `theme` is the place of its theme in the digest, None without."""

    section: Section
    quotes: tuple[Candidate, ...]
    theme: int | None = None


def tell(matter: Matter, found: Sequence[FoundTheme], pool: Pool) -> list[Block]:
    """The blocks of the story, with 6 to 8 quotes (a round-up: 4 to 8) where as many pass the gate.

    Each theme's block quotes the camps that this theme has. The film's smaller camp gets a block of its own
    when it holds at least 15 % of the opinionated posts, in praised and in panned films alike. Neither camp
    gets more of the eight places than its share of these posts, unless the other one can't fill its own.
    """
    mood = matter.mood
    dissents = mood.opinionated > 0 and (matter.manner.both_sides or mood.minority_share >= DISSENT)
    theirs = max(1, round(MOST_QUOTES * mood.minority_share)) if dissents else 0
    theirs = min(theirs, pool.reach(mood.minority, theirs))  # no room is kept for quotes that nobody has
    kept = min(2, (theirs + 1) // 2)  # room for the film's smaller camp, whatever the themes' blocks quote
    most = {mood.leading: MOST_QUOTES - theirs, mood.minority: max(1, theirs) - kept}
    prizes = min(MOST_CATEGORIES, sum(one.theme.label in matter.categories for one in found))
    most_blocks = max(MOST_BLOCKS, prizes)
    in_a_block = 1 if prizes > MOST_BLOCKS else IN_A_BLOCK
    blocks: list[Block] = []
    for place, one in enumerate(found):
        room = min(in_a_block, MOST_QUOTES - kept - len(pool.taken))
        if len(blocks) == most_blocks or room == 0:
            break
        taken: list[Candidate] = []
        wanted = _wanted(one.theme, mood.leading)
        for number, (stance, amount) in enumerate(wanted):
            # Of a theme with two camps each is heard, and of a prize somebody, whatever the film's camps are.
            heard = number < len(wanted) - 1 or one.theme.label in matter.categories
            left = amount if heard else min(amount, most[stance])
            some = pool.take(stance, [one], min(left, room - len(taken)))
            most[stance] -= len(some)
            taken += some
        if taken or one.theme.label in matter.categories:
            first = all(block.quotes for block in blocks)
            told = _theme_section(matter, place, one.theme, taken, why=first)
            blocks.append(Block(told, tuple(taken), place))
    quoted = sum(one.passed.stance == mood.minority for block in blocks for one in block.quotes)
    theirs_quoted: list[Candidate] = []
    if dissents:
        more_fits = room_for(quoted, len(pool.taken) - quoted, mood.minority_share, kept)
        room = min(2, max(more_fits, theirs - quoted), MOST_QUOTES - len(pool.taken))
        theirs_quoted = _take_varied(pool, mood.minority, found, room)
    voices: list[Candidate] = []
    outweighed = _is_outweighed(mood, pool)
    if len(pool.taken) < FEWEST_QUOTES or matter.sentiment is None or len(blocks) < 2 or outweighed:
        in_all = MOST_QUOTES if matter.sentiment is None or outweighed else FEWEST_QUOTES
        voices = pool.take(mood.leading, (), max(0, min(most[mood.leading], in_all - len(pool.taken))))
        # Only where the larger camp has no more to say may the other one have more than its share.
        more = pool.take(mood.minority, (), _fair(mood, pool))
        if dissents:
            theirs_quoted += more
        else:
            voices += more
    if voices:
        blocks.append(Block(_voices_section(matter, voices), tuple(voices)))
    if dissents and (blocks or matter.sentiment is not None):
        told = other_view.section(matter, theirs_quoted, above=quoted > 0)
        blocks.append(Block(told, tuple(theirs_quoted)))
    elif theirs_quoted:  # a round-up that quotes nobody else has no view that this could differ from
        blocks.append(Block(_voices_section(matter, theirs_quoted), tuple(theirs_quoted)))
    return blocks


def _is_outweighed(mood: Mood, pool: Pool) -> bool:
    """Whether the smaller camp has more than a quote above its share: the film's themes may be its own."""
    ours = sum(pool.candidates[index].passed.stance == mood.minority for index in pool.taken)
    return mood.opinionated > 0 and ours > mood.minority_share * len(pool.taken) + 1


def _fair(mood: Mood, pool: Pool) -> int:
    """How many more quotes of the smaller camp a story may have that would else have fewer than six."""
    ours = sum(pool.candidates[index].passed.stance == mood.minority for index in pool.taken)
    left = max(0, FEWEST_QUOTES - len(pool.taken))
    return room_for(ours, len(pool.taken) - ours, mood.minority_share, left)


def _take_varied(pool: Pool, stance: Label, found: Sequence[FoundTheme], amount: int) -> list[Candidate]:
    """Prefer critical words about something over critical words alone."""
    taken = pool.take(stance, found, 1) if found and amount > 0 else []
    return taken + pool.take(stance, (), amount - len(taken))


def _camps(theme: Theme, leading: Label) -> tuple[Label, Label, bool]:
    """The larger and the smaller camp of a theme (equal: as in the film), and whether both matter."""
    larger: Label = leading
    if theme.positive != theme.negative:
        larger = "positive" if theme.positive > theme.negative else "negative"
    smaller: Label = "negative" if larger == "positive" else "positive"
    least = min(theme.positive, theme.negative)
    return larger, smaller, least > 0 and least >= DIVIDED * (theme.positive + theme.negative)


def _wanted(theme: Theme, leading: Label) -> list[tuple[Label, int]]:
    """What a theme's block asks for: its larger camp, or first one of each where both are substantial."""
    larger, smaller, divided = _camps(theme, leading)
    return [(larger, 1), (smaller, 1), (larger, 1)] if divided else [(larger, IN_A_BLOCK)]


def _theme_section(
    matter: Matter, place: int, theme: Theme, quotes: Sequence[Candidate], *, why: bool
) -> Section:
    """`why`: it is told why nobody is quoted, where nobody is; of several such parts the first says it."""
    pieces = {
        "theme": matter.theme(place),
        "posts": matter.theme_posts(place),
        "positive": count_or_none(theme.positive, f"themes[{place}].positive"),
        "negative": count_or_none(theme.negative, f"themes[{place}].negative"),
    }
    say = matter.voice.say
    chosen = _turned(matter.choice.order("link", _links(matter, theme)), place)
    if not quotes:
        none = (say("None of these posts passed our checks for quoting."),) if why else ()
        return Section("theme", capital(theme.label), (say(chosen[0], **pieces), *none))
    leads, more = lead(quotes, theme.words, by_of(matter))
    leads = _turned(matter.choice.order("lead", leads), place)
    rest: tuple[Sentence, ...] = ()
    larger, smaller, divided = _camps(theme, matter.mood.leading)
    quoted = {one.passed.stance for one in quotes}
    missing = [SIDE[camp] for camp in ((larger, smaller) if divided else (larger,)) if camp not in quoted]
    if missing:
        side = _turned(matter.choice.order("missing", _MISSING), place)[0]
        rest = (say(side.format(side=missing[0])),)
    options = [(say(link, **pieces), say(one, **more), *rest) for link in chosen for one in leads]
    said = min(
        options, key=lambda one: (outside(words_in(*(s.text for s in one)), BLOCK_WORDS), options.index(one))
    )
    return Section("theme", _heading(matter, place, theme, quoted), said, ids(quotes))


_MISSING = (
    "None of the {side} ones passed our checks for quoting.",
    "No {side} one passed our checks for quoting.",
    "Of the {side} ones, none passed our checks for quoting.",
)


def _links(matter: Matter, theme: Theme) -> list[str]:
    """Templates for how often a theme came up, and with which feeling."""
    if matter.sentiment is None:
        return [
            "Of those counted, {posts} spoke of {theme}, {positive} of them pleased and {negative} critical.",
            "Some fans brought up {theme}, in {posts} of all: {positive} pleased and {negative} critical.",
            "{theme} came up in {posts}; {positive} read as positive and {negative} as negative.",
            "In {posts} there was a word on {theme}: {positive} read as positive, {negative} as negative.",
            "Some spoke of {theme}: {posts} in all, {positive} of them kind and {negative} not.",
        ][: 3 if not matter.manner.verdict else None]
    links = [
        "Fans brought up {theme} in {posts}: {positive} read as positive and {negative} as negative.",
        "Of the {posts} that mention {theme}, {positive} read as positive and {negative} as negative.",
        "Where {theme} came up, in {posts}, {positive} read as positive and {negative} as negative.",
        "There are {posts} on {theme}: {positive} read as positive and {negative} as negative.",
    ]
    if matter.manner.verdict and theme.negative > 0 and theme.positive >= PLAIN * theme.negative:
        links += [
            "{theme} came up in {posts}, where praise outnumbers criticism by {positive} to {negative}.",
            "Praise leads by {positive} to {negative} among the {posts} that speak of {theme}.",
        ]
    elif matter.manner.verdict and theme.positive > 0 and theme.negative >= PLAIN * theme.positive:
        links += [
            "{theme} came up in {posts}, where criticism outnumbers praise by {negative} to {positive}.",
            "Criticism leads by {negative} to {positive} among the {posts} that speak of {theme}.",
        ]
    if theme.positive + theme.negative < theme.posts:
        links.append(
            "In {posts}, fans spoke of {theme}: {positive} pleased, {negative} critical, the rest on no side."
        )
    return links


def _turned(options: list[str], by: int) -> list[str]:
    """The options from another one on, so that the blocks of one story do not read alike."""
    start = by % len(options)
    return options[start:] + options[:start]


def _heading(matter: Matter, place: int, theme: Theme, quoted: set[Label]) -> str:
    """What the numbers say of a theme, as far as the quotes below it bear it out; else its name alone."""
    label = theme.label
    words = matter.voice.words
    larger, smaller, divided = _camps(theme, matter.mood.leading)
    few = matter.sentiment is None or theme.positive + theme.negative < 10
    plain = few or not matter.manner.verdict or label in matter.unpraised | matter.categories
    if plain or larger not in quoted or (divided and smaller not in quoted):
        return capital(label)
    if divided:
        options = ["Mixed views on {label}", "Fans differ on {label}", "Two minds about {label}"]
    elif min(theme.positive, theme.negative) > CLEAR * (theme.positive + theme.negative):
        options = {
            "positive": ["More praise than criticism for {label}", "Mostly praise for {label}"],
            "negative": ["Mostly doubts about {label}", "More criticism than praise for {label}"],
        }[larger]
    else:
        options = {
            "positive": ["Praise for {label}", "Kind words for {label}", "Fans are pleased with {label}"],
            "negative": ["Doubts about {label}", "Complaints about {label}", "Fans find fault with {label}"],
        }[larger]
    return words(_turned(matter.choice.order("heading", options), place)[0]).format(label=label)


def _voices_section(matter: Matter, quotes: Sequence[Candidate]) -> Section:
    say, choice = matter.voice.say, matter.choice
    heading = matter.voice.words(choice.one("voices", occasions.voices(matter.spoken_as)))
    stances = {one.passed.stance for one in quotes}
    by = by_of(matter)
    pieces = {"who": joined([by(one) for one in quotes]), "title": matter.title}
    if matter.manner.both_sides and len(stances) == 1:
        side = SIDE[quotes[0].passed.stance]
        options = [f"On the {side} side: {{who}}.", f"{{who}} {'is' if len(quotes) == 1 else 'are'} {side}."]
    elif not matter.manner.verdict:
        options = ["{who} wrote these words.", "The words are those of {who}."]
    elif matter.film.kind not in TITLED:  # of an event, say, posts praise and scold what belongs to it
        options = {
            "positive": ["{who} had good words.", "Good words came from {who}."],
            "negative": ["{who} had hard words.", "Hard words came from {who}."],
        }.get("".join(sorted(stances)), ["{who} did not agree."])
    elif len(stances) == 1 and any(one.passed.manner != "sided" for one in quotes):
        manners = {one.passed.manner for one in quotes}
        words = [_OF_TITLE[one] for one in MANNERS if one in manners]
        first, *rest = words
        among = joined_words([first.format("{title}"), *(one.format("it") for one in rest)], "or")
        options = [f"{capital(among)}: {{who}}.", f"Among those {among}: {{who}}."]
    elif stances == {"positive"}:
        options = [
            "{who} spoke well of {title}.",
            "{who} had good words for {title}.",
            "Good words for {title} came from {who}.",
            "Among those pleased with {title}: {who}.",
        ]
    elif stances == {"negative"}:
        options = [
            "{who} found fault with {title}.",
            "{who} spoke ill of {title}.",
            "Hard words for {title} came from {who}.",
            "Among those let down by {title}: {who}.",
        ]
    else:
        options = ["{who} did not agree about {title}.", "On {title}, {who} were of different minds."]
    said = [say(choice.one("voices link", options), **pieces)]
    if len(quotes) < 3 and matter.manner.verdict:
        templates, more = lead(quotes, by=by)
        said = [say(choice.one("voices lead", templates), **more)]
    return Section("voices", heading, tuple(said), ids(quotes))


def shown(matter: Matter) -> Section | None:
    """What there was to see at the event, in an editor's own words: nothing is inferred from posts."""
    if not matter.window.shows:
        return None
    said = [Sentence(ended(matter.window.shows), (Claim("fact", matter.window.shows, of="window.shows"),))]
    if matter.window.shows_source:
        url = matter.window.shows_source
        said.append(matter.voice.say("Source: {url}", url=claim(url, "fact", url, "window.shows_source")))
    return Section("shows", occasions.SHOWS.get(matter.kind, "What happened"), tuple(said))


def pointer(
    matter: Matter, blocks: Sequence[Block], picked: int = 0, pool: Pool | None = None
) -> Section | None:
    """The line that leads from the opening to the quotes: how many there are and how they were chosen.

    `picked` posts stand behind them, chosen by an editor. `pool`: what the quotes were chosen from, where a
    story of few has to say why they are few.
    """
    quotes = [one for block in blocks for one in block.quotes]
    why = _why_few(matter, pool, len(quotes)) if pool is not None else ()
    if not quotes:
        return Section("pointer", None, why) if why else None
    sources = sorted({one.reaction.post.source for one in quotes})
    where = joined(
        [
            claim(network(name), "count", matter.counted.networks[name], f"counted.networks.{name}")
            for name in sources
        ]
    )
    shown = f"len(quotes)-{picked}" if picked else "len(quotes)"
    pieces = {"quotes": count(len(quotes), shown, "post"), "where": where}
    one = len(quotes) == 1
    stand, are = ("stands", "is") if one else ("stand", "are")
    texts = _POINTERS if matter.manner.mood else _POINTERS_AFTER_A_DEATH
    if len(quotes) <= FEW_QUOTES and matter.manner.mood:
        texts = _POINTERS_TO_FEW
    linked = "It is linked to its source" if one else "Each is linked to its source"
    options = [
        text.replace("(stand)", stand).replace("(are)", are).replace("(Linked)", linked) for text in texts
    ]
    if one:
        options = [text.replace(_LINKED, ", with its source.") for text in options]
    said = matter.voice.sayings(matter.choice.order("pointer", options), **pieces)
    best = min(said, key=lambda s: (outside(words_in(s.text), POINTER_WORDS), said.index(s)))
    return Section("pointer", None, (best, *why))


def _why_few(matter: Matter, pool: Pool, quotes: int) -> tuple[Sentence, ...]:
    """Why there are fewer quotes than a story of this size should have; nothing where there are enough.

    Either nobody else may be quoted, or more of one side alone would be more than its share.
    """
    fewest = FEWEST_IN_A_ROUND_UP if matter.sentiment is None else FEWEST_QUOTES
    if quotes >= fewest:
        return ()
    if pool.reach("positive", 1) or pool.reach("negative", 1):
        return (matter.voice.say(KEPT_EVEN),)
    return (matter.voice.say(ALL_QUOTED if quotes else NONE_QUOTED),)
