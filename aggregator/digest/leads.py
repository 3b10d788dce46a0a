"""Lead-ins to quotes: who stands on which side, and with which word of their own post."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from aggregator.digest.gate import CLAUSE, PLAINLY_BAD
from aggregator.digest.mask import is_coarse
from aggregator.digest.matter import Matter
from aggregator.digest.plain_words import ANY_BAD, ANY_GOOD
from aggregator.digest.prose import Piece, capital, joined, joined_words
from aggregator.digest.quotes import Candidate
from aggregator.digest.verdict import MANNERS, Manner
from aggregator.digest.words import TELLING
from aggregator.model.digests import Claim
from aggregator.model.posts import Post
from aggregator.model.scoring import Label
from aggregator.text import fold, word_pattern

SIDE: dict[Label, str] = {"positive": "pleased", "negative": "critical", "neutral": "neutral"}
_MANNER: dict[Manner, tuple[str, str]] = {
    "sided": ("is pleased", "pleased"),
    "moved": ("was moved", "moved"),
    "eager": ("is eager to see it", "eager to see it"),
}
_PLAIN_WORD = re.compile(r"[^\W\d_]{3,}")
_TURNED = re.compile(
    r"\b(?:not|never|no|nothing|without|hardly|cannot|cant|dont|didnt|isnt|wasnt|\w+n['’]t)\b"
)
_NOT_OF_IT = re.compile(
    r"\s+(?:\w+\s+)?(?:year|week(?:end)?|day|night|evening|morning|date|birthday|seats?|luck)\b"
)
"""What a word may be said of that is not the film: "made me cry enough for a good year"."""
_BEFORE = 4  # so many words before one may turn it into its opposite
_NAME = re.compile(r"(?=.{2,50}$)[^\W\d_][\w.’'& -]*")


def writer(candidate: Candidate) -> Piece:
    """Whom a quote is by, as a claim on it."""
    author = candidate.reaction.post.author
    name = "one fan"
    if author is not None and author.handle:
        name = f"@{author.handle}"
    elif author is not None and author.name:
        name = author.name
    return Piece(name, (Claim("quote", name, post_ids=(candidate.reaction.post.remote_id,)),))


def critic(candidate: Candidate, outlets: Mapping[tuple[str, str], str]) -> Piece:
    """A critic by name and outlet, as far as an editor's list has one: "Ana Ruiz of The Pier Gazette".

    An account without a name that can be printed in a sentence is told by its handle.
    """
    author, ids = candidate.reaction.post.author, (candidate.reaction.post.remote_id,)
    name = " ".join((author.name or "").split()) if author is not None else ""
    piece = writer(candidate)
    if _NAME.fullmatch(name):
        piece = Piece(name, (Claim("quote", name, post_ids=ids),))
    outlet = outlet_of(candidate.reaction.post, outlets)
    if outlet is None or outlet.casefold() in name.casefold():
        return piece
    return Piece(f"{piece.text} of {outlet}", (*piece.claims, Claim("quote", outlet, post_ids=ids)))


def by_of(matter: Matter) -> Callable[[Candidate], Piece]:
    """How the writers of quotes are named: critics by name and outlet, others by their handles."""
    return partial(critic, outlets=matter.outlets) if matter.manner.critics else writer


def ids(quotes: Sequence[Candidate]) -> tuple[str, ...]:
    """The posts' ids, in order."""
    return tuple(one.reaction.post.remote_id for one in quotes)


def outlet_of(post: Post, outlets: Mapping[tuple[str, str], str]) -> str | None:
    """For whom the author of a post writes, as an editor's list has it; None where it does not say."""
    handle = post.author.handle if post.author is not None else None
    return outlets.get((post.source, fold(handle).removeprefix("@"))) if handle else None


def telling_word(candidate: Candidate, words: Sequence[str] = ()) -> str | None:
    """The word of the quote that weighs most for its stance, preferably beside one of `words`, lower case."""
    score = candidate.reaction.score
    if score is None:
        return None
    subject = word_pattern(words)
    clauses = CLAUSE.split(candidate.excerpt)
    clauses.sort(
        key=lambda clause: subject.search(clause) is None
    )  # stable: the subject's clauses come first
    signs = [one for one in score.evidence if one.weight * score.polarity > 0]
    signs.sort(key=lambda one: (-abs(one.weight), one.words))
    for clause in clauses:
        for sign in signs:
            found = word_pattern([sign.words]).search(clause)
            if found is None:
                continue
            for word in re.finditer(r"\S+", found[0]):
                told, before = word[0].lower(), clause[: found.start() + word.start()]
                after = clause[found.start() + word.end() :]
                if _NOT_OF_IT.match(after.lower()) or told.endswith("ingly"):  # "surprisingly good"
                    continue
                if not _turned(before) and _tells(told, candidate.passed.stance, clause):
                    return told
    return None


def _turned(before: str) -> bool:
    """Whether the words before one turn it into its opposite: "never fire", "didn't disappoint"."""
    near = before.casefold().split()[-_BEFORE:]
    return _TURNED.search(" ".join(near)) is not None


def _tells(word: str, stance: Label, clause: str) -> bool:
    """Whether a reader learns from a word how someone felt, and it speaks for the side they are on."""
    if not _PLAIN_WORD.fullmatch(word) or is_coarse(word):
        return False
    own, other = (ANY_BAD, ANY_GOOD) if stance == "negative" else (ANY_GOOD, ANY_BAD)
    if other.fullmatch(word) or (stance != "negative" and PLAINLY_BAD.search(word)):
        return False
    if own.fullmatch(word) and not any(word in found[0] for found in own.finditer(clause.casefold())):
        return False  # a "disaster movie" is a kind of film
    if re.search(
        rf"\b{re.escape(word)}\s+(?:director|actor|actress|picture|supporting|original)\b", clause.casefold()
    ):
        return False  # the name of a prize
    return word in TELLING or PLAINLY_BAD.search(word) is not None


def lead(
    quotes: Sequence[Candidate], words: Sequence[str] = (), by: Callable[[Candidate], Piece] = writer
) -> tuple[list[str], dict[str, Piece]]:
    """Templates for a sentence on the writers of one to three quotes, and the pieces that fill them.

    `by` says whom a quote is by.
    """
    told = [telling_word(one, words) for one in quotes]
    sides = [SIDE[one.passed.stance] for one in quotes]
    pieces = {"who": joined([by(one) for one in quotes])}
    for name, one, word in zip("abc", quotes, told, strict=False):
        pieces[name] = by(one)
        pieces[f"{name}_word"] = Piece(f"“{word}”")
        pieces[f"{name}_Word"] = Piece(f"“{capital(word or '')}”")
    manners = [one.passed.manner for one in quotes]
    if len(set(sides)) == 1 and set(manners) != {"sided"}:
        return _of_manners(manners), pieces
    if len(quotes) == 1:
        return _of_one(told[0], sides[0]), pieces
    if len(quotes) == 2:
        return _of_two(told, sides), pieces
    if len(set(sides)) == 1:
        return [f"Among those {sides[0]} are {{who}}.", f"{{who}} are all on the {sides[0]} side."], pieces
    return ["{who} are on different sides."], pieces


def _of_manners(manners: Sequence[Manner]) -> list[str]:
    """Of those who have yet to see it, or tell of their tears, nobody says that they are pleased with it."""
    names = ["{a}", "{b}", "{c}"][: len(manners)]
    if len(set(manners)) > 1 and len(names) == 2:
        first, second = (f"{name} {_MANNER[manner][0]}" for name, manner in zip(names, manners, strict=True))
        return [f"{first}, and {second}.", f"{first}; {second}."]
    among = joined_words([_MANNER[one][1] for one in MANNERS if one in manners], "or")
    who, are = ("{a}", "is") if len(names) == 1 else ("{who}", "are")
    return [f"Among those {among} {are} {who}.", f"{who} {are} among those {among}."]


def _of_one(word: str | None, side: str) -> list[str]:
    if word is None:
        return [
            f"Among those {side} is {{a}}.",
            f"{{a}} is on the {side} side.",
            f"One of those {side} is {{a}}.",
        ]
    return [
        f"Among those {side} is {{a}}, who says {{a_word}}.",
        f"{{a_Word}} is the word from {{a}}, one of those {side}.",
        f"One of those {side}, {{a}}, says {{a_word}}.",
        f"{{a}} is on the {side} side, with the word {{a_word}}.",
        f"{{a}}, who is {side}, says {{a_word}}.",
    ]


def _of_two(told: Sequence[str | None], sides: Sequence[str]) -> list[str]:
    first, second = told
    one, other = sides
    if first is None or second is None:  # of one alone a word would stand there as if it were of both
        if one != other:
            return [f"{{a}} is on the {one} side, {{b}} on the {other} one."]
        return [
            f"Among those {one} are {{a}} and {{b}}.",
            f"{{a}} and {{b}} are both {one}.",
            f"Two of those {one} are {{a}} and {{b}}.",
        ]
    if one != other:
        return [
            f"{{a}}, on the {one} side, says {{a_word}}; {{b}}, on the {other} one, says {{b_word}}.",
            "The two sides in a word each: {a_word} from {a}, {b_word} from {b}.",
            f"{{a}} is {one} and says {{a_word}}; {{b}} is {other} and says {{b_word}}.",
        ]
    if first.casefold() == second.casefold():
        return [
            f"{{a_Word}} is the word from both {{a}} and {{b}}, who are {one}.",
            f"Among those {one}, {{a}} and {{b}} both say {{a_word}}.",
            f"{{a}} and {{b}}, both {one}, have one word for it: {{a_word}}.",
        ]
    return [
        "{a_Word} is the word from {a}, {b_word} the one from {b}.",
        f"Among those {one}, {{a}} says {{a_word}} and {{b}} says {{b_word}}.",
        f"{{a}} says {{a_word}}, {{b}} says {{b_word}}: both are {one}.",
        f"Two of those {one}: {{a}} with {{a_word}}, {{b}} with {{b_word}}.",
        f"{{a}} and {{b}}, both {one}, choose {{a_word}} and {{b_word}}.",
    ]
