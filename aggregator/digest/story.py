"""The fans' part of the story: theme blocks, the other view, voices, the pointer and the method."""

from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.digest import campaigns
from aggregator.digest.headline import JUDGED, TOOK_A_SIDE, Matter
from aggregator.digest.leads import SIDE, lead, writer
from aggregator.digest.prose import Piece, capital, claim, count, joined, network, say, time_of, words_in
from aggregator.digest.quotes import Candidate, Pool
from aggregator.digest.shares import DISSENT
from aggregator.digest.themes import FoundTheme
from aggregator.model.digests import Campaign, Claim, Coverage, HeldBack, Section, Sentence, Theme, is_archive
from aggregator.model.scoring import Label
from aggregator.signals.flags import ABUSIVE, ALLEGATION, SPOILER

MOST_QUOTES, MOST_BLOCKS, IN_A_BLOCK = 8, 3, 2
FEWEST_QUOTES = 6
FEWEST_IN_A_ROUND_UP = 4
BLOCK_WORDS = (25, 45)
POINTER_WORDS = (20, 40)
DIVIDED = 0.3  # a theme whose smaller camp is as large as this gets a quote of each
CLEAR = 0.2  # up to here the smaller camp of a theme needs no mention in its heading
MOST_VOICES = 4
MOST_ARCHIVES = 2  # by name; of more, only that they are archives


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the story with its quotes. `theme` is the place of its theme in the digest, None without."""

    section: Section
    quotes: tuple[Candidate, ...]
    theme: int | None = None


def tell(matter: Matter, found: Sequence[FoundTheme], pool: Pool) -> list[Block]:
    """The blocks of the story, with 6 to 8 quotes (a round-up: 4 to 8) where as many pass the gate.

    Each theme's block quotes the camps that this theme has. The film's smaller camp gets a block of its own
    when it holds at least 15 % of the opinionated posts, in praised and in panned films alike.
    """
    mood = matter.mood
    dissents = mood.opinionated > 0 and mood.minority_share >= DISSENT
    theirs = max(1, round(MOST_QUOTES * mood.minority_share)) if dissents else 0
    theirs = min(theirs, pool.camp(mood.minority))  # no room is kept for quotes that nobody has
    kept = min(2, (theirs + 1) // 2)  # room for the film's smaller camp, whatever the themes' blocks quote
    blocks: list[Block] = []
    for place, one in enumerate(found):
        room = min(IN_A_BLOCK, MOST_QUOTES - kept - len(pool.taken))
        if len(blocks) == MOST_BLOCKS or room == 0:
            break
        taken: list[Candidate] = []
        for stance, amount in _wanted(one.theme, mood.leading):
            taken += pool.take(stance, [one], min(amount, room - len(taken)))
        if taken:
            blocks.append(Block(_theme_section(matter, place, one.theme, taken), tuple(taken), place))
    if len(pool.taken) < FEWEST_QUOTES or matter.sentiment is None or len(blocks) < 2:
        quoted = sum(one.passed.stance == mood.leading for block in blocks for one in block.quotes)
        most = MOST_QUOTES if matter.sentiment is None else FEWEST_QUOTES
        wanted = min(
            MOST_QUOTES - theirs - quoted,
            most - kept - len(pool.taken),
            max(MOST_VOICES, FEWEST_QUOTES - len(pool.taken)),
        )
        voices = pool.take(mood.leading, (), max(0, wanted))
        if len(pool.taken) < FEWEST_QUOTES and not dissents and matter.sentiment is None:
            voices += pool.take(mood.minority, (), 1)
        if voices:
            blocks.append(Block(_voices_section(matter, voices), tuple(voices)))
    if dissents:
        quoted = sum(one.passed.stance == mood.minority for block in blocks for one in block.quotes)
        room = min(2, max(kept, theirs - quoted), MOST_QUOTES - len(pool.taken))
        other_view = _take_varied(pool, mood.minority, found, room)
        blocks.append(Block(_dissent_section(matter, other_view, above=quoted > 0), tuple(other_view)))
    return blocks


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


def _theme_section(matter: Matter, place: int, theme: Theme, quotes: Sequence[Candidate]) -> Section:
    pieces = {
        "theme": matter.theme(place),
        "posts": matter.theme_posts(place),
        "positive": _some(theme.positive, f"themes[{place}].positive"),
        "negative": _some(theme.negative, f"themes[{place}].negative"),
    }
    leads, more = lead(quotes, theme.words)
    chosen = _turned(matter.choice.order("link", _links(matter, theme)), place)
    leads = _turned(matter.choice.order("lead", leads), place)
    rest: tuple[Sentence, ...] = ()
    larger, smaller, divided = _camps(theme, matter.mood.leading)
    quoted = {one.passed.stance for one in quotes}
    missing = [SIDE[camp] for camp in ((larger, smaller) if divided else (larger,)) if camp not in quoted]
    if missing:
        rest = (say(f"None of the {missing[0]} ones passed our checks for quoting."),)
    options = [(say(link, **pieces), say(one, **more), *rest) for link in chosen for one in leads]
    said = min(
        options, key=lambda one: (_outside(words_in(*(s.text for s in one)), BLOCK_WORDS), options.index(one))
    )
    return Section("theme", _heading(matter, place, theme, quoted), said, _ids(quotes))


def _some(number: int, of: str) -> Piece:
    return count(number, of) if number else claim("none", "count", number, of)


def _links(matter: Matter, theme: Theme) -> list[str]:
    """Templates for how often a theme came up, and with which feeling."""
    if matter.sentiment is None:
        return [
            "Of those counted, {posts} spoke of {theme}, {positive} of them pleased and {negative} critical.",
            "Some fans brought up {theme}, in {posts} of all: {positive} pleased and {negative} critical.",
            "{theme} came up in {posts}; {positive} read as positive and {negative} as negative.",
        ]
    links = [
        "Fans brought up {theme} in {posts}: {positive} read as positive and {negative} as negative.",
        "Of the {posts} that mention {theme}, {positive} read as positive and {negative} as negative.",
    ]
    if theme.positive > theme.negative > 0:
        links.append(
            "{theme} came up in {posts}, where praise outnumbers criticism by {positive} to {negative}."
        )
    elif theme.negative > theme.positive > 0:
        links.append(
            "{theme} came up in {posts}, where criticism outnumbers praise by {negative} to {positive}."
        )
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
    larger, smaller, divided = _camps(theme, matter.mood.leading)
    few = matter.sentiment is None or theme.positive + theme.negative < 10
    if few or label in matter.unpraised or larger not in quoted or (divided and smaller not in quoted):
        return capital(label)
    if divided:
        options = [f"Mixed views on {label}", f"Fans differ on {label}", f"Two minds about {label}"]
    elif min(theme.positive, theme.negative) > CLEAR * (theme.positive + theme.negative):
        options = {
            "positive": [f"More praise than criticism for {label}", f"Mostly praise for {label}"],
            "negative": [f"Mostly doubts about {label}", f"More criticism than praise for {label}"],
        }[larger]
    else:
        options = {
            "positive": [f"Praise for {label}", f"Kind words for {label}", f"Fans are pleased with {label}"],
            "negative": [
                f"Doubts about {label}",
                f"Complaints about {label}",
                f"Fans find fault with {label}",
            ],
        }[larger]
    return _turned(matter.choice.order("heading", options), place)[0]


def _dissent_section(matter: Matter, quotes: Sequence[Candidate], *, above: bool) -> Section:
    critical = matter.mood.minority == "negative"
    heading = matter.choice.one(
        "dissent",
        ["Not everyone was won over", "The other view"]
        if critical
        else ["Some did like it", "The other view"],
    )
    pieces: dict[str, Piece] = {}
    word = "critical" if critical else "positive"
    if matter.sentiment is None:
        link = f"Some of the fans were {'less pleased' if critical else 'better pleased'} than others."
    else:
        pieces["minority"] = count(
            getattr(matter.mood, matter.mood.minority), f"sentiment.{matter.mood.minority}.posts"
        )
        pieces["sides"] = count(matter.mood.opinionated, TOOK_A_SIDE, "post")
        link = matter.choice.one(
            "dissent link",
            [
                f"Not all were of one mind: of the {{sides}} that took a side, {{minority}} read as {word}.",
                f"Of the {{sides}} that took a side, {{minority}} read as {word}.",
            ],
        )
    if quotes:
        templates, more = lead(quotes)
        told = say(matter.choice.one("dissent lead", templates), **more)
    elif above:
        told = say("Posts of that side are quoted above, with what they speak of.")
    else:
        told = say("None of these posts passed our checks for quoting, so none of them stands here.")
    return Section("dissent", heading, (say(link, **pieces), told), _ids(quotes))


def _voices_section(matter: Matter, quotes: Sequence[Candidate]) -> Section:
    heading = matter.choice.one("voices", ["In fans’ own words", "What fans wrote"])
    stances = {one.passed.stance for one in quotes}
    pieces = {"who": joined([writer(one) for one in quotes]), "title": matter.title}
    if stances == {"positive"}:
        options = ["{who} spoke well of {title}.", "{who} had good words for {title}."]
    elif stances == {"negative"}:
        options = ["{who} found fault with {title}.", "{who} spoke ill of {title}."]
    else:
        options = ["{who} did not agree about {title}."]
    said = [say(matter.choice.one("voices link", options), **pieces)]
    if len(quotes) < 3:
        templates, more = lead(quotes)
        said = [say(templates[-1], **more)]
    return Section("voices", heading, tuple(said), _ids(quotes))


def pointer(matter: Matter, blocks: Sequence[Block], picked: int = 0) -> Section | None:
    """The line that leads from the opening to the quotes: how many there are and how they were chosen.

    `picked` posts stand behind them, chosen by an editor.
    """
    quotes = [one for block in blocks for one in block.quotes]
    if not quotes:
        return None
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
    options = [
        "Below, {quotes} from {where} "
        + ("stands" if one else "stand")
        + " for what fans said, chosen by rule for a clear stance, subject and variety, "
        "each linked to its source.",
        "Here "
        + ("is" if one else "are")
        + " {quotes} from {where}, picked by rule for a clear stance and a range of subjects, "
        "each with a link to its source.",
    ]
    said = [say(text, **pieces) for text in matter.choice.order("pointer", options)]
    best = min(said, key=lambda s: (_outside(words_in(s.text), POINTER_WORDS), said.index(s)))
    return Section("pointer", None, (best,))


def method(
    matter: Matter,
    *,
    scorers: Sequence[str],
    coverage: Sequence[Coverage],
    contact: str,
    held: Sequence[HeldBack] = (),
    organised: Sequence[Campaign] = (),
) -> Section:
    """The line that says what the numbers rest on, and that this is not a survey."""
    counted = matter.counted
    left_out = [
        count(counted.reposts, "counted.reposts", "repost"),
        count(counted.duplicates, "counted.duplicates", "copy", "copies"),
        matter.set_aside("other post"),
    ]
    left_out = [piece for piece in left_out if piece.claims[0].value]
    pieces = {
        "posts": matter.posts,
        "authors": matter.authors,
        "networks": matter.networks,
        "when": time_of(matter.window),
        "rest": joined(left_out) if left_out else Piece("nothing"),
    }
    who_wrote = "{posts} by {authors} on {networks}" if counted.authors else "{posts} on {networks}"
    said = [say(who_wrote + ", {when}; left out: {rest}.", **pieces)]
    if matter.sentiment is not None:
        judged = count(matter.mood.judged, JUDGED)
        named = " and ".join(scorers)
        who = claim(named, "fact", named, "provenance.versions.scorer")
        whole = matter.mood.judged == counted.posts
        how = "uncalibrated"
        if matter.sentiment.calibrated:
            how = "and shares are corrected by posts that a person labelled"
        labels = "All labels" if whole else "Labels of {judged} posts"
        said.append(
            say(f"{labels} come from an automatic classifier ({{who}}), {how}.", judged=judged, who=who)
        )
    said += campaigns.sentences(organised)
    said += _held_back(held)
    archives = [place for place, one in enumerate(coverage) if is_archive(one)]
    if archives:
        said.append(_from_archives(archives, coverage))
    if any(not one.complete for one in coverage if not is_archive(one)):
        said.append(say("Parts of the window could not be read in full; the coverage list names them."))
    said.append(say("People who post choose themselves: this is not a survey."))
    said.append(say("Drafted automatically for an editor to check."))
    if contact:
        said.append(say("Corrections: {contact}", contact=Piece(contact, (Claim("fact", contact),))))
    return Section("method", "How this was made", tuple(said))


# By reason; a digest names the others in `held_back` alone.
_HELD_BACK = {
    ABUSIVE: (
        "Some posts were abusive: none of {posts} is quoted.",
        "One post was abusive and is not quoted.",
    ),
    ALLEGATION: (
        "{posts} accuse somebody of a crime or misconduct: none is quoted.",
        "One post accuses somebody of a crime or misconduct and is not quoted.",
    ),
    SPOILER: ("{posts} hold spoilers: none is quoted.", "One post holds spoilers and is not quoted."),
}


def _held_back(held: Sequence[HeldBack]) -> list[Sentence]:
    """That there were such posts, and how many."""
    told = []
    for place, one in enumerate(held):
        if one.reason in _HELD_BACK:
            several, single = _HELD_BACK[one.reason]
            posts = count(one.posts, f"held_back[{place}].posts", "post")
            told.append(say(several, posts=posts) if one.posts > 1 else say(single))
    return told


def _from_archives(places: Sequence[int], coverage: Sequence[Coverage]) -> Sentence:
    """An archive is a list that someone made: nobody can say what it lacks."""
    files = {coverage[place].target: place for place in reversed(places)}  # a file of two networks is one
    named = [
        claim(target, "fact", target, f"coverage[{place}].target")
        for target, place in reversed(files.items())
    ]
    some = "Posts" if len(places) == len(coverage) else "Some posts"
    if len(named) > MOST_ARCHIVES:
        return say(f"{some} come from archives, which can’t tell what they left out.")
    which = "which can’t tell what it left out" if len(named) == 1 else "which can’t tell what they left out"
    return say(f"{some} come from the {{named}}, {which}.", named=joined(named))


def _ids(quotes: Sequence[Candidate]) -> tuple[str, ...]:
    return tuple(one.reaction.post.remote_id for one in quotes)


def _outside(words: int, limits: tuple[int, int]) -> int:
    return max(0, limits[0] - words, words - limits[1])
