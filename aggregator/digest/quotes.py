"""Choosing quotes: central, sure and varied ones, one to an author, spread over networks and time."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from aggregator.digest.gate import BARELY_SURE, FAIRLY_SURE, Gate, Passed, speaks_of
from aggregator.digest.themes import FoundTheme
from aggregator.digest.vocabulary import Vocabulary
from aggregator.digest.words import STOP_WORDS
from aggregator.model.films import Film
from aggregator.model.posts import Post
from aggregator.model.scoring import Label, Reaction
from aggregator.signals.near_duplicates import look_alike
from aggregator.text import word_pattern

ENOUGH = 10  # candidates with which a round-up is content before its gate gives way
MOST_ASKED = 1000  # posts of each camp that are put to the gate
MOST_CANDIDATES = 150  # of each camp: LexRank compares each with each
TOO_ALIKE = 0.5  # cosine of two quotes that say the same
FITS = 0.4  # what a quote gains whose feeling stands in one clause with the theme's word
KEPT = 10.0  # more than any other worth: what a story quoted before stays in it
VARIETY = 0.7  # how much a quote loses by being like one already chosen
DAMPING = 0.85
_HASHTAG = re.compile(r"#\w+")

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A post that passed the gate. `place` is its index among the eligible posts."""

    place: int
    reaction: Reaction
    passed: Passed

    @property
    def key(self) -> tuple[str, str]:
        """(source, remote_id)."""
        return self.reaction.post.key

    @property
    def excerpt(self) -> str:
        """What is shown, before masking."""
        return self.reaction.post.text[self.passed.cut.start : self.passed.cut.end]

    def speaks_of(self, subject: re.Pattern[str]) -> bool:
        """Whether its words, and not only its hashtags or what is cut off, name the subject."""
        return subject.search(_HASHTAG.sub(" ", self.excerpt)) is not None


@dataclass(slots=True)
class Pool:
    """Candidates with their worth, and what was taken so far. `like` holds cosines between candidates."""

    candidates: list[Candidate]
    worth: Matrix
    like: Matrix
    taken: list[int] = field(default_factory=list)
    authors: set[str] = field(default_factory=set)
    shown: list[str] = field(default_factory=list)

    def leave_out(self, posts: Iterable[Post]) -> None:
        """Nobody who is quoted already is quoted again, and no text twice."""
        for post in posts:
            self.authors |= names_of(post)
            self.shown.append(post.text)

    def take(self, stance: Label, themes: Iterable[FoundTheme], amount: int) -> list[Candidate]:
        """Up to `amount` more quotes of that stance out of the themes' posts (no themes: out of all)."""
        members: set[int] = set()
        words: tuple[str, ...] = ()
        anywhere = True
        for theme in themes:
            anywhere = False
            members.update(theme.members)
            words += theme.theme.words
        subject = word_pattern(words)
        chosen: list[Candidate] = []
        while len(chosen) < amount:
            best = self._best(stance, None if anywhere else members, subject)
            if best is None:
                break
            self.taken.append(best)
            self.authors |= names_of(self.candidates[best].reaction.post)
            chosen.append(self.candidates[best])
        return chosen

    def _best(self, stance: Label, members: set[int] | None, subject: re.Pattern[str]) -> int | None:
        best, best_worth = None, -np.inf
        for index, candidate in enumerate(self.candidates):
            if candidate.passed.stance != stance or index in self.taken:
                continue
            if members is not None and not (candidate.place in members and candidate.speaks_of(subject)):
                continue
            if self._bars(index, candidate):
                continue
            worth = self._worth_now(index, candidate)
            score = candidate.reaction.score
            if score is not None and speaks_of(subject, candidate.excerpt, score):
                worth += FITS
            if worth > best_worth:
                best, best_worth = index, worth
        return best

    def _bars(self, index: int, candidate: Candidate) -> bool:
        if self.authors & names_of(candidate.reaction.post):
            return True
        if any(look_alike(candidate.reaction.post.text, text) for text in self.shown):
            return True
        for other in self.taken:
            if self.like[index, other] > TOO_ALIKE or look_alike(
                candidate.excerpt, self.candidates[other].excerpt
            ):
                return True
        return False

    def _worth_now(self, index: int, candidate: Candidate) -> float:
        worth = float(self.worth[index])
        if not self.taken:
            return worth
        worth -= VARIETY * max(float(self.like[index, other]) for other in self.taken)
        sources = {self.candidates[other].reaction.post.source for other in self.taken}
        worth += 0.2 if candidate.reaction.post.source not in sources else 0.0
        days = {self.candidates[other].reaction.post.created_at.date() for other in self.taken}
        return worth + (0.05 if candidate.reaction.post.created_at.date() not in days else 0.0)


def build_pool(
    reactions: Sequence[Reaction],
    vocabulary: Vocabulary,
    themes: Sequence[FoundTheme],
    *,
    film: Film,
    released: datetime | None,
    sparse: bool,
    kept: Collection[tuple[str, str]] = (),
) -> Pool:
    """All posts that may be quoted, with their worth.

    Worth is merit (gate.py), how central a post is in its camp (LexRank over TF-IDF, Erkan and Radev 2004,
    https://doi.org/10.1613/jair.1523), how it was received on its own network (percentile of likes), and
    whether it speaks of a theme. `sparse`: where few pass, a round-up asks again, less strictly. `kept` are
    the keys of posts that are worth more than all others.
    """
    engaged = _reception(reactions)
    about = {place for theme in themes for place in theme.members}
    candidates: list[Candidate] = []
    for floor, strict in ((FAIRLY_SURE, True), (FAIRLY_SURE, False), (BARELY_SURE, False)):
        gate = Gate(film, floor, released=released, strict=strict)
        candidates = _camps(gate, reactions, about, engaged)
        if not sparse or len(candidates) >= ENOUGH:
            break
    candidates.sort(key=lambda one: (one.reaction.post.created_at, one.key))
    vectors = _vectors([vocabulary.tokens(one.place) for one in candidates], film)
    like = vectors @ vectors.T
    worth = np.zeros(len(candidates))
    for index, one in enumerate(candidates):
        worth[index] = one.passed.merit + 0.3 * engaged[one.place] + (0.25 if one.place in about else 0.0)
    for camp_of in ("positive", "negative"):
        of_camp = [index for index, one in enumerate(candidates) if one.passed.stance == camp_of]
        if of_camp:
            worth[of_camp] += 0.5 * _central(like[np.ix_(of_camp, of_camp)])
    worth[[index for index, one in enumerate(candidates) if one.key in kept]] += KEPT
    # Rounded, so that the last bits of a sum, which differ between processors, never decide.
    return Pool(candidates, np.round(worth, 6), np.round(like, 6))


def _camps(
    gate: Gate, reactions: Sequence[Reaction], about: set[int], engaged: Sequence[float]
) -> list[Candidate]:
    """The posts that pass, at most 150 of each camp; the most promising ones are asked first."""
    candidates: list[Candidate] = []
    for stance, at in (("positive", 2), ("negative", 0)):
        ranked = [
            (-_promise(one, one.score.probabilities[at], place in about, engaged[place]), place)
            for place, one in enumerate(reactions)
            if one.score is not None
            and one.score.label == stance
            and one.score.probabilities[at] >= gate.floor
        ]
        likely = [place for _, place in sorted(ranked)][:MOST_ASKED]
        camp: list[Candidate] = []
        for place in likely:
            if len(camp) >= MOST_CANDIDATES:
                break
            reaction = reactions[place]
            passed = gate.judge(reaction)
            if isinstance(passed, Passed):
                camp.append(Candidate(place, reaction, passed))
        candidates += camp
    return candidates


def names_of(post: Post) -> set[str]:
    """By what one person's posts are known, in whatever way the author is told."""
    author = post.author
    if author is None:
        return set()
    names = {f"{post.source} {author.key}"}
    return names | {f"@{author.handle.casefold()}"} if author.handle else names


def _promise(reaction: Reaction, confidence: float, about: bool, engaged: float) -> float:
    """A cheap guess of a post's worth, so that the gate is not asked about all."""
    text = reaction.post.text
    promise = confidence + 0.3 * engaged
    if about:
        promise += 0.4
    if 60 <= len(text) <= 200:
        promise += 0.3
    if text[:1] == "@":
        promise -= 0.3
    return promise - 0.5 if "http" in text else promise


def _reception(reactions: Sequence[Reaction]) -> list[float]:
    """For each post the share of its network's posts that have fewer likes, 0 where likes are unknown."""
    likes: dict[str, list[int]] = {}
    for one in reactions:
        if one.post.counts.likes is not None:
            likes.setdefault(one.post.source, []).append(one.post.counts.likes)
    below: dict[tuple[str, int | None], float] = {}
    for source, values in likes.items():
        levels, numbers = np.unique(np.array(values, dtype=np.float64), return_counts=True)
        fewer = (np.cumsum(numbers) - numbers) / len(values)
        below |= {(source, int(level)): share for level, share in zip(levels, fewer.tolist(), strict=True)}
    return [below.get((one.post.source, one.post.counts.likes), 0.0) for one in reactions]


def _vectors(texts: Sequence[Sequence[str]], film: Film) -> Matrix:
    """TF-IDF rows of length 1 over the words that carry meaning; the film's own names carry none here."""
    silent = STOP_WORDS | set(" ".join((film.title, *film.hashtags)).lower().split())
    columns: dict[str, int] = {}
    rows: list[dict[int, int]] = []
    for words in texts:
        row: dict[int, int] = {}
        for word in words:
            if word not in silent:
                column = columns.setdefault(word, len(columns))
                row[column] = row.get(column, 0) + 1
        rows.append(row)
    matrix = np.zeros((len(rows), max(1, len(columns))))
    for index, row in enumerate(rows):
        for column, count in row.items():
            matrix[index, column] = count
    present = (matrix > 0).sum(axis=0)
    matrix *= np.log((1 + len(rows)) / (1 + present)) + 1.0
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix / np.where(norms > 0, norms, 1.0)


def _central(like: Matrix) -> Matrix:
    """LexRank: how much each text is like those that are like many, 1 for the most central."""
    steps = like / np.maximum(like.sum(axis=1, keepdims=True), 1e-12)
    rank = np.full(len(like), 1.0 / len(like))
    for _ in range(40):
        rank = (1 - DAMPING) / len(like) + DAMPING * (steps.T @ rank)
    highest = rank.max()
    return np.asarray(rank / highest if highest > 0 else rank, dtype=np.float64)
