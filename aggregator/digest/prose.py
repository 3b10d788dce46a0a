"""Sentences whose every number and name is a claim: pieces of text and what they assert, in templates."""

import hashlib
import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from aggregator.digest.share_words import in_plain_words, in_words, percent
from aggregator.model.digests import Claim, ClaimKind, Sentence
from aggregator.model.shares import Share

T = TypeVar("T")

NETWORKS = {
    "x": "X",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "youtube": "YouTube",
    "reddit": "Reddit",
    "tumblr": "Tumblr",
    "threads": "Threads",
    "lemmy": "Lemmy",
    "letterboxd": "Letterboxd",
    "tiktok": "TikTok",
    "instagram": "Instagram",
    "facebook": "Facebook",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A bit of a sentence and the claims that it makes."""

    text: str
    claims: tuple[Claim, ...] = ()


def claim(text: str, kind: ClaimKind, value: Any, of: str, fact: str | None = None) -> Piece:
    """A piece that asserts one value, which stands at `of` in the digest."""
    return Piece(text, (Claim(kind, value, of=of, fact=fact),))


def count(number: int, of: str, noun: str = "", plural: str = "") -> Piece:
    """A number with thousands separators, and its noun in the number that it asks for."""
    if noun:
        noun = " " + (noun if number == 1 else plural or noun + "s")
    return claim(f"{number:,}{noun}", "count", number, of)


def count_or_none(number: int, of: str) -> Piece:
    """A number alone, 0 as "none"."""
    return count(number, of) if number else claim("none", "count", number, of)


def share(value: Share, of: str, judged: int, *, as_percent: bool = False) -> Piece:
    """A share as its interval lets us say it."""
    text = percent(value, judged) if as_percent else in_words(value, judged)
    return claim(text, "share", value.share, f"{of}.share")


def roughly_said(value: Share, of: str, judged: int) -> Piece:
    """A share without a figure, whatever its interval; `judged` is as `share` takes it."""
    text = in_plain_words(value) if judged else "none"
    return claim(text, "share", value.share, f"{of}.share")


def joined(pieces: Sequence[Piece], word: str = "and") -> Piece:
    """A, B and C, with the claims of all."""
    text = joined_words([piece.text for piece in pieces], word)
    return Piece(text, tuple(one for piece in pieces for one in piece.claims))


def joined_words(words: Sequence[str], word: str = "and") -> str:
    """A, B and C."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {word} {words[-1]}"


def say(template: str, **pieces: Piece) -> Sentence:
    """The template with its pieces in place, a capital first, and the claims in their order of appearance."""
    claims: list[Claim] = []
    for _, name, _, _ in string.Formatter().parse(template):
        if name is not None:
            claims += [one for one in pieces[name].claims if one not in claims]
    text = template.format(**{name: piece.text for name, piece in pieces.items()})
    if text.endswith("..") and not text.endswith("..."):
        text = text[:-1]  # "distributed by Warner Bros." has its full stop already
    return Sentence(capital(text), tuple(claims))


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def ended(text: str) -> str:
    """Somebody's sentence with a full stop, where it has no end."""
    return text if text.rstrip().endswith((".", "!", "?", "”", '"')) else text.rstrip() + "."


def words_in(*texts: str) -> int:
    """Words as a newsroom counts them: what stands between blanks."""
    return sum(len(text.split()) for text in texts)


def outside(words: int, limits: tuple[int, int]) -> int:
    """By how many words a text misses its limits."""
    return max(0, limits[0] - words, words - limits[1])


@dataclass(frozen=True, slots=True)
class Choice:
    """Varies the wording from digest to digest, yet always alike for the same inputs."""

    seed: str

    def order(self, what: str, options: Sequence[T]) -> list[T]:
        """The options in an order of this digest's own."""
        ranked = sorted(range(len(options)), key=lambda place: (self._rank(what, place), place))
        return [options[place] for place in ranked]

    def one(self, what: str, options: Sequence[T]) -> T:
        """One of the options."""
        return self.order(what, options)[0]

    def _rank(self, what: str, place: int) -> bytes:
        return hashlib.blake2b(f"{self.seed} {what} {place}".encode(), digest_size=8).digest()


def network(name: str) -> str:
    """A network as people write it."""
    return NETWORKS.get(name, name.capitalize())


def networks(counted: dict[str, int]) -> Piece:
    """The networks by name, largest first; the fourth and further ones only as a number."""
    ranked = sorted(counted, key=lambda name: (-counted[name], name))
    pieces = [claim(network(name), "count", counted[name], f"counted.networks.{name}") for name in ranked]
    if len(pieces) > 3:
        rest = len(pieces) - 2
        more = Claim("count", rest, of="len(counted.networks)-2")
        pieces = [*pieces[:2], Piece(f"{rest} other networks", (more,))]
    return joined(pieces) if pieces else Piece("social networks")


def instant(when: datetime) -> str:
    """As digest.json writes it."""
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")
