"""Lead-ins to quotes: who stands on which side, and with which word of their own post."""

import re
from collections.abc import Callable, Mapping, Sequence

from aggregator.digest.gate import CLAUSE, PLAINLY_BAD
from aggregator.digest.mask import is_coarse
from aggregator.digest.prose import Piece, capital, joined
from aggregator.digest.quotes import Candidate
from aggregator.digest.words import TELLING
from aggregator.model.digests import Claim
from aggregator.model.posts import Post
from aggregator.model.scoring import Label
from aggregator.text import fold, word_pattern

SIDE: dict[Label, str] = {"positive": "pleased", "negative": "critical", "neutral": "neutral"}
_PLAIN_WORD = re.compile(r"[^\W\d_]{3,}")
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
            for word in found[0].lower().split() if found else ():
                if _tells(word):
                    return word
    return None


def _tells(word: str) -> bool:
    """Whether a reader learns from a word how someone felt."""
    if not _PLAIN_WORD.fullmatch(word) or is_coarse(word):
        return False
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
    if len(quotes) == 1:
        return _of_one(told[0], sides[0]), pieces
    if len(quotes) == 2:
        return _of_two(told, sides), pieces
    side = sides[0] if len(set(sides)) == 1 else ""
    return [f"On the {side} side are {{who}}." if side else "{who} are on different sides."], pieces


def _of_one(word: str | None, side: str) -> list[str]:
    if word is None:
        return [f"On the {side} side is {{a}}.", f"{{a}} is on the {side} side."]
    return [
        f"On the {side} side is {{a}}, who says {{a_word}}.",
        f"{{a_Word}} is the word from {{a}}, on the {side} side.",
        f"{{a}} is on the {side} side, with the word {{a_word}}.",
        f"For {{a}}, on the {side} side, the word is {{a_word}}.",
        f"The word that {{a}} chooses is {{a_word}}, from the {side} side.",
    ]


def _of_two(told: Sequence[str | None], sides: Sequence[str]) -> list[str]:
    first, second = told
    one, other = sides
    if first is None or second is None:
        if one != other:
            return [f"{{a}} is on the {one} side, {{b}} on the {other} one."]
        if first is None and second is None:
            return [f"On the {one} side are {{a}} and {{b}}.", f"{{a}} and {{b}} are both on the {one} side."]
        says_a, says_b = (", who says {a_word}," if first else ""), (", who says {b_word}" if second else "")
        return [f"On the {one} side are {{a}}{says_a} and {{b}}{says_b}."]
    if one != other:
        return [
            f"{{a}}, on the {one} side, says {{a_word}}; {{b}}, on the {other} one, says {{b_word}}.",
            "The two sides in a word each: {a_word} from {a}, {b_word} from {b}.",
            f"Where {{a}} says {{a_word}}, {{b}} says {{b_word}}: one is {one}, the other {other}.",
        ]
    if first.casefold() == second.casefold():
        return [
            f"{{a_Word}} is the word from both {{a}} and {{b}}, on the {one} side.",
            f"On the {one} side, {{a}} and {{b}} both say {{a_word}}.",
            f"{{a}} and {{b}}, both on the {one} side, have one word for it: {{a_word}}.",
        ]
    return [
        "{a_Word} is the word from {a}, {b_word} the one from {b}.",
        f"On the {one} side, {{a}} says {{a_word}} and {{b}} says {{b_word}}.",
        f"Where {{a}} says {{a_word}}, {{b}}, as {one}, says {{b_word}}.",
        f"Two voices from the {one} side: {{a}} with {{a_word}}, {{b}} with {{b_word}}.",
        f"{{a}} and {{b}}, both on the {one} side, choose {{a_word}} and {{b_word}}.",
    ]
