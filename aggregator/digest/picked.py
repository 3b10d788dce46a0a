"""Posts that an editor picked by hand: which may be quoted, and the story that rests on nothing else.

They stand outside every number. The gate of chosen quotes is not theirs: a person decided that they speak of
the film and are worth reading. What stays is what no editor may decide: words that the network or their
author asks not to show, slurs, private data, children, and text that can't be shown without a cut that might
turn its meaning; accusations and spoilers, as `Signals.flags` tells them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aggregator.digest.excerpt import Cut, cut, forbidden, without_links
from aggregator.digest.headline import HIGHLIGHT_WORDS, fitting
from aggregator.digest.matter import Matter
from aggregator.digest.prose import NETWORKS, Piece, claim, count, joined, say
from aggregator.model.digests import Claim, Section, Sentence
from aggregator.model.posts import Post
from aggregator.model.scoring import PICKED, Reaction
from aggregator.signals.flags import UNQUOTED
from aggregator.signals.near_duplicates import look_alike
from aggregator.signals.reposts import is_repost

ENOUGH_PICKED = 4
"""So many picked posts that may be quoted make a story without any number, where too few can be counted."""

MOST_PICKED = 10
LONGEST_PICKED = 500
"""Characters that are shown whole; a longer post is cut as any other."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A picked post and the slice of it that is shown."""

    reaction: Reaction
    cut: Cut

    @property
    def excerpt(self) -> str:
        """What is shown, before masking."""
        return self.reaction.post.text[self.cut.start : self.cut.end]


def unquotable(post: Post) -> str | None:
    """Why a post may not be quoted, though an editor picked it; None if it may."""
    author = post.author
    if not post.quotable:
        return "its author or its network asks not to show it"
    if post.sensitive or post.spoiler_text:
        return "it is marked as sensitive, or stands behind a warning"
    if not post.url or author is None or author.key is None or not (author.handle or author.name):
        return "who wrote it is unknown"
    if is_repost(post):
        return "it repeats another's words"
    found = slice_of(post.text)
    return found if isinstance(found, str) else None


def slice_of(text: str) -> Cut | str:
    """What is shown of a picked post, or why nothing can be."""
    if not any(map(str.isalnum, without_links(text))):
        return "it has no words"
    reason = forbidden(text)
    if reason is not None:
        return reason
    usual = cut(text)
    if isinstance(usual, Cut) and usual.whole:
        return usual
    if len(text) <= LONGEST_PICKED:
        return Cut(0, len(text), whole=True)
    if isinstance(usual, Cut):
        return usual
    return f"it is longer than {LONGEST_PICKED} characters, and {usual}"


def choose(reactions: Sequence[Reaction]) -> tuple[Pick, ...]:
    """The picked posts that are quoted, oldest first: the newest ten, one of an author, none twice."""
    chosen: list[Pick] = []
    authors: set[tuple[str, str | None]] = set()
    picked = [one for one in reactions if one.signals.excluded == PICKED]
    for one in sorted(picked, key=lambda each: (each.post.created_at, each.post.key), reverse=True):
        post = one.post
        if one.signals.repost or unquotable(post) is not None:
            continue
        if one.signals.flagged(UNQUOTED) is not None:
            continue
        found = slice_of(post.text)
        names = writer_names(post)
        alike = any(look_alike(post.text, other.reaction.post.text) for other in chosen)
        if isinstance(found, Cut) and not names & authors and not alike and len(chosen) < MOST_PICKED:
            chosen.append(Pick(one, found))
            authors |= names
    return tuple(reversed(chosen))


def writer_names(post: Post) -> set[tuple[str, str | None]]:
    """What tells a post's author apart, by id and by name: one author is quoted once."""
    author = post.author
    if author is None:
        return set()
    return {(post.source, author.key), (post.source, author.handle or author.name)}


# ── beside a story that counts ───────────────────────────────────────────────


def beside(picks: Sequence[Pick], others: int) -> Section | None:
    """The block of picked posts in a story whose numbers rest on others; `others` quotes stand before it."""
    if not picks:
        return None
    some = count(len(picks), f"len(quotes)-{others}", "post")
    one = len(picks) == 1
    told = say(
        f"{{some}} {'was' if one else 'were'} picked by hand by an editor: "
        f"{'it counts' if one else 'they count'} in no number of this story.",
        some=some,
    )
    return Section("picked", "Picked by our editors", (told,), ids(picks))


# ── the story that rests on picked posts alone ───────────────────────────────


def networks(picks: Sequence[Pick]) -> Piece:
    """Where picked posts stand, each network once, as claims on the quotes' sources."""
    first: dict[str, int] = {}
    for place, one in enumerate(picks):
        first.setdefault(one.reaction.post.source, place)
    return joined(
        [
            claim(NETWORKS.get(name, name.capitalize()), "fact", name, f"quotes[{place}].source")
            for name, place in sorted(first.items())
        ]
    )


def _pieces(matter: Matter, picks: Sequence[Pick]) -> dict[str, Piece]:
    return {
        "title": matter.title,
        "networks": networks(picks),
        "quotes": count(len(picks), "len(quotes)", "post"),
        "when": matter.voice.time_of(matter.window),
        "span": matter.voice.span_of(matter.window),
    }


def highlights(matter: Matter, picks: Sequence[Pick], film_line: Sentence | None) -> tuple[Sentence, ...]:
    """Three bullets of 10 to 20 words, none of which speaks for more people than are quoted."""
    pieces = _pieces(matter, picks)
    rest = [film_line] if film_line is not None else []
    rest += [
        say("People on {networks} wrote these posts {when}, and each is linked.", **pieces),
        say("Each post is quoted as its author wrote it, with a link.", **pieces),
    ]
    return (
        say("An editor picked {quotes} by hand, from people who wrote about {title}.", **pieces),
        say("Nothing was counted: picked posts show some voices, and not what most people think."),
        fitting(rest, HIGHLIGHT_WORDS),
    )


def lede(matter: Matter, picks: Sequence[Pick]) -> tuple[Sentence, ...]:
    """What, where, when, and that nothing was counted."""
    pieces = _pieces(matter, picks)
    opening = matter.choice.one(
        "picked",
        [
            "People on {networks} have been writing about {title}.",
            "On {networks}, people have been sharing what they make of {title}.",
        ],
    )
    return (
        say(opening, **pieces),
        say("An editor picked {quotes} of theirs by hand, written {when}, and lets them speak.", **pieces),
        say(
            "Nothing was counted and nothing is said about how many think alike: "
            "what follows is what some people said, in their own words, each with a link to its source."
        ),
    )


def voices(picks: Sequence[Pick]) -> Section:
    """All picked posts in one block."""
    told = say("Each of these posts was picked by hand and stands as its author wrote it.")
    return Section("picked", "Posts picked by our editors", (told,), ids(picks))


def method(matter: Matter, picks: Sequence[Pick], contact: str) -> Section:
    """That this rests on a choice, and on no count."""
    said = [
        say(
            "{quotes} on {networks}, {span}, picked by hand by an editor; nothing was counted, not a survey.",
            **_pieces(matter, picks),
        ),
        say("Who picks shows a choice, and people who post choose themselves: this is not a survey."),
        say("Drafted automatically for an editor to check."),
    ]
    if contact:
        said.append(say("Corrections: {contact}", contact=Piece(contact, (Claim("fact", contact),))))
    return Section("method", "How this was made", tuple(said))


def ids(picks: Sequence[Pick]) -> tuple[str, ...]:
    """The posts' ids, in order."""
    return tuple(one.reaction.post.remote_id for one in picks)


NOTHING_COUNTED = "an editor picked these posts by hand, and too few others were found to count any"


def scorers(picks: Sequence[Pick]) -> list[Any]:
    """Who labelled them."""
    return sorted({one.reaction.score.scorer for one in picks if one.reaction.score is not None})
