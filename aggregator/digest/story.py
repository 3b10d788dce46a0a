"""The fans' part of the story: theme blocks, the other view, voices, the pointer and the method."""

from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.digest.headline import JUDGED, TOOK_A_SIDE, Matter
from aggregator.digest.prose import Piece, capital, claim, count, joined, network, say, time_of, words_in
from aggregator.digest.quotes import Candidate, Pool
from aggregator.digest.shares import DISSENT
from aggregator.digest.themes import FoundTheme
from aggregator.model.digests import Claim, Section, Theme
from aggregator.model.scoring import Label

MOST_QUOTES, MOST_BLOCKS, IN_A_BLOCK = 8, 3, 2
FEWEST_QUOTES = 6
BLOCK_WORDS = (25, 45)
POINTER_WORDS = (20, 40)
DIVIDED = 0.35  # a theme whose smaller camp is as large as this gets a quote of each


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the story with its quotes. `theme` is the place of its theme in the digest, None without."""

    section: Section
    quotes: tuple[Candidate, ...]
    theme: int | None = None


def tell(matter: Matter, found: Sequence[FoundTheme], pool: Pool) -> list[Block]:
    """The blocks of the story, with 6 to 8 quotes (a round-up: 4 to 8) where as many pass the gate.

    Quotes are shared out as the camps are. The other view gets a block of its own when at least 15 % of the
    opinionated posts hold it, in praised and in panned films alike.
    """
    mood = matter.mood
    dissents = mood.opinionated > 0 and mood.minority_share >= DISSENT
    theirs = max(1, round(MOST_QUOTES * mood.minority_share)) if dissents else 0
    other_view = _take_varied(pool, mood.minority, found, min(2, theirs)) if dissents else []
    spare = theirs - len(other_view)
    ours = MOST_QUOTES - theirs
    blocks: list[Block] = []
    for place, one in enumerate(found):
        if len(blocks) == MOST_BLOCKS:
            break
        room = min(IN_A_BLOCK, MOST_QUOTES - len(pool.taken))
        taken: list[Candidate] = []
        for stance, amount in _wanted(one.theme, mood.leading, room):
            left = ours if stance == mood.leading else spare
            more = pool.take(stance, [one], min(amount, left, room - len(taken)))
            ours -= len(more) if stance == mood.leading else 0
            spare -= len(more) if stance != mood.leading else 0
            taken += more
        if taken:
            blocks.append(Block(_theme_section(matter, place, one.theme, taken), tuple(taken), place))
    wanted = min(ours, MOST_QUOTES - len(pool.taken))
    if len(pool.taken) < FEWEST_QUOTES or matter.sentiment is None or len(blocks) < 2:
        voices = pool.take(mood.leading, (), max(0, wanted))
        if len(pool.taken) < FEWEST_QUOTES and not dissents and matter.sentiment is None:
            voices += pool.take(mood.minority, (), 1)
        if voices:
            blocks.append(Block(_voices_section(matter, voices, first=not blocks), tuple(voices)))
    if dissents:
        blocks.append(Block(_dissent_section(matter, other_view), tuple(other_view)))
    return blocks


def _take_varied(pool: Pool, stance: Label, found: Sequence[FoundTheme], amount: int) -> list[Candidate]:
    """Prefer critical words about something over critical words alone."""
    taken = pool.take(stance, found, 1) if found else []
    return taken + pool.take(stance, (), amount - len(taken))


def _wanted(theme: Theme, leading: Label, room: int) -> list[tuple[Label, int]]:
    """Which quotes a theme's block asks for: those of its larger camp, or one of each where it is divided."""
    minority: Label = "negative" if leading == "positive" else "positive"
    sides = {"positive": theme.positive, "negative": theme.negative}
    opinions = max(1, theme.positive + theme.negative)
    if min(sides.values()) / opinions >= DIVIDED:
        return [(leading, 1), (minority, 1), (leading, room)]
    if sides[minority] > sides[leading]:
        return [(minority, room)]
    return [(leading, room)]


def _theme_section(matter: Matter, place: int, theme: Theme, quotes: Sequence[Candidate]) -> Section:
    label = matter.theme(place)
    pieces = {
        "theme": label,
        "posts": matter.theme_posts(place),
        "positive": count(theme.positive, f"themes[{place}].positive"),
        "negative": count(theme.negative, f"themes[{place}].negative"),
        "who": joined([_writer(one) for one in quotes]),
    }
    if matter.sentiment is None:
        links = [
            "Among the posts counted, {posts} spoke of {theme}.",
            "Some fans brought up {theme}, in {posts} of those counted.",
        ]
    else:
        links = [
            "Fans brought up {theme} in {posts}: {positive} read as positive and {negative} as negative.",
            "Talk of {theme} ran through {posts}; {positive} read as positive, {negative} as negative.",
            "{theme} came up in {posts}, {positive} of which sounded pleased and {negative} critical.",
            "In {posts}, fans spoke of {theme}: {positive} read as positive, {negative} as negative.",
        ]
    chosen = _turned(matter.choice.order("link", links), place)
    leads = _turned(matter.choice.order("lead", _leads(quotes)), place)
    options = [(say(link, **pieces), say(lead, **pieces)) for link in chosen for lead in leads]
    said = min(
        options, key=lambda one: (_outside(words_in(*(s.text for s in one)), BLOCK_WORDS), options.index(one))
    )
    return Section("theme", _heading(matter, place, theme), said, _ids(quotes))


def _leads(quotes: Sequence[Candidate]) -> list[str]:
    stances = {one.passed.stance for one in quotes}
    if len(stances) > 1:
        return [
            "{who} did not see it alike, as their posts quoted here show.",
            "{who} came down on different sides, in posts quoted here as they were written.",
        ]
    if len(quotes) == 1:
        only = {"positive": "liked what there was to see", "negative": "was not convinced"}[stances.pop()]
        return [
            f"{{who}} {only}, and put it this way in a post of their own.",
            f"{{who}} {only}, in a post quoted here as it was written.",
        ]
    return {
        "positive": [
            "{who} were among those who liked what they saw, as their posts quoted here show.",
            "Two of the warmer posts, by {who}, are quoted here as they were written.",
            "{who} both had kind words, which stand here just as they wrote them.",
            "Among the pleased were {who}, whose posts are quoted here in their own words.",
        ],
        "negative": [
            "{who} were among those who were not convinced, as their posts quoted here show.",
            "Two of the cooler posts, by {who}, are quoted here as they were written.",
            "{who} both had complaints, which stand here just as they wrote them.",
            "Among the critics were {who}, whose posts are quoted here in their own words.",
        ],
    }[stances.pop()]


def _turned(options: list[str], by: int) -> list[str]:
    """The options from another one on, so that the blocks of one story do not read alike."""
    start = by % len(options)
    return options[start:] + options[:start]


def _heading(matter: Matter, place: int, theme: Theme) -> str:
    label = theme.label
    if matter.sentiment is None or theme.positive + theme.negative < 10:
        return capital(label)
    if theme.positive >= 3 * theme.negative:
        options = [f"Praise for {label}", capital(label), f"Fans on {label}"]
    elif theme.negative >= 2 * theme.positive:
        options = [f"Doubts about {label}", f"Complaints about {label}"]
    else:
        options = [f"Mixed views on {label}", f"Fans differ on {label}"]
    return matter.choice.one(f"heading {place}", options)


def _dissent_section(matter: Matter, quotes: Sequence[Candidate]) -> Section:
    critical = matter.mood.minority == "negative"
    heading = matter.choice.one(
        "dissent",
        ["Not everyone was won over", "The other view"]
        if critical
        else ["Some did like it", "The other view"],
    )
    pieces = {
        "who": joined([_writer(one) for one in quotes]) if quotes else Piece(""),
    }
    word = "critical" if critical else "positive"
    if matter.sentiment is None:
        link = f"Some of the fans were {'less pleased' if critical else 'better pleased'} than others."
    else:
        pieces["minority"] = count(
            min(matter.mood.positive, matter.mood.negative), f"sentiment.{matter.mood.minority}.posts"
        )
        pieces["sides"] = count(matter.mood.opinionated, TOOK_A_SIDE, "post")
        link = f"Opinion was not all one way: of the {{sides}} that took a side, {{minority}} read as {word}."
    if not quotes:
        lead = "None of these posts passed our checks for quoting, so none of them stands here."
    elif len(quotes) == 1:
        lead = "{who} spoke for that side, in a post that is quoted here as it was written."
    else:
        lead = "{who} spoke for that side, in posts that are quoted here as they were written."
    return Section("dissent", heading, (say(link, **pieces), say(lead, **pieces)), _ids(quotes))


def _voices_section(matter: Matter, quotes: Sequence[Candidate], *, first: bool) -> Section:
    heading = matter.choice.one("voices", ["In fans’ own words", "What fans wrote"])
    stances = {one.passed.stance for one in quotes}
    pieces = {"who": joined([_writer(one) for one in quotes]), "title": matter.title}
    if stances == {"positive"}:
        options = ["{who} had good words for {title}.", "{who} liked what {title} had to offer."]
    elif stances == {"negative"}:
        options = ["{who} found fault with {title}.", "{who} had their doubts about {title}."]
    else:
        options = ["{who} did not agree about {title}.", "{who} each had a view on {title}."]
    if len(quotes) == 1:
        options = [one.replace("their", "some").replace("each had", "had") for one in options]
    said = [say(matter.choice.one("voices link", options), **pieces)]
    if first:
        said.append(say("Each post is quoted as it was written and linked to its original."))
    return Section("voices", heading, tuple(said), _ids(quotes))


def pointer(matter: Matter, blocks: Sequence[Block]) -> Section | None:
    """The line that leads from the opening to the quotes: how many there are and how they were chosen."""
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
    pieces = {"quotes": count(len(quotes), "len(quotes)", "post"), "where": where}
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


def method(matter: Matter, *, scorers: Sequence[str], complete: bool, contact: str) -> Section:
    """The line that says what the numbers rest on, and that this is not a survey."""
    counted = matter.counted
    left_out = [
        count(counted.reposts, "counted.reposts", "repost"),
        count(counted.duplicates, "counted.duplicates", "copy", "copies"),
        count(sum(counted.excluded.values()), "sum(counted.excluded)", "other post"),
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
        said.append(
            say(
                "Labels of {judged} posts come from an automatic classifier ({who}), uncalibrated.",
                judged=judged,
                who=who,
            )
        )
    if not complete:
        said.append(say("Parts of the window could not be read in full; the coverage list names them."))
    said.append(say("People who post choose themselves: this is not a survey."))
    said.append(say("Drafted automatically for an editor to check."))
    if contact:
        said.append(say("Corrections: {contact}", contact=Piece(contact, (Claim("fact", contact),))))
    return Section("method", "How this was made", tuple(said))


def _writer(candidate: Candidate) -> Piece:
    author = candidate.reaction.post.author
    name = "one fan"
    if author is not None and author.handle:
        name = f"@{author.handle}"
    elif author is not None and author.name:
        name = author.name
    return Piece(name, (Claim("quote", name, post_ids=(candidate.reaction.post.remote_id,)),))


def _ids(quotes: Sequence[Candidate]) -> tuple[str, ...]:
    return tuple(one.reaction.post.remote_id for one in quotes)


def _outside(words: int, limits: tuple[int, int]) -> int:
    return max(0, limits[0] - words, words - limits[1])
