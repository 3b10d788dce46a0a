"""Choosing quotes: central, sure and varied ones, one to an author, spread over networks and time."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from aggregator.digest import central
from aggregator.digest.gate import BARELY_SURE, FAIRLY_SURE, Gate, Passed, speaks_of
from aggregator.digest.other_works import OtherNames
from aggregator.digest.quotable import KEPT, Quotable
from aggregator.digest.themes import MENTIONS_READ, FoundTheme
from aggregator.digest.vocabulary import Vocabulary
from aggregator.digest.words import STOP_WORDS
from aggregator.model.films import Film
from aggregator.model.posts import Post
from aggregator.model.scoring import LABELS, Label, Reaction
from aggregator.signals.near_duplicates import look_alike
from aggregator.text import word_pattern

ENOUGH = 8  # candidates of a camp with which a story is content before its gate gives way
MOST_ASKED = 400  # posts of each camp that are put to the gate
MOST_CANDIDATES = 150  # of each camp: LexRank compares each with each
TOO_ALIKE = 0.5  # cosine of two quotes that say the same
FITS = 0.4  # what a quote gains whose feeling stands in one clause with the theme's word
SAME_SUBJECT = 0.15  # what it loses for each quote already taken that speaks of a theme of its own
_FILM_TALK_LIST = """
movie movies film films flick trailer teaser cinema cinemas theater theatre theaters theatres episode episodes
season series finale saw seen watch watched watching
"""
FILM_TALK = tuple(_FILM_TALK_LIST.split())
LEAST_FILM_TALK = 0.22
"""Share of posts with such a word below which a window is not sure to be about the film: of 40 films of 2017,
the three whose names were mostly used otherwise have 0.02 to 0.17, all others 0.26 and more."""
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

    @property
    def words(self) -> str:
        """What is shown, without its hashtags."""
        return _HASHTAG.sub(" ", self.excerpt)

    def speaks_of(self, subject: re.Pattern[str]) -> bool:
        """Whether its words, and not only its hashtags or what is cut off, name the subject."""
        return subject.search(self.words) is not None


@dataclass(slots=True)
class Pool:
    """Candidates with their worth, and what was taken so far. `like` holds cosines between candidates,
    `speaks` of which themes, by their places, each speaks.
    """

    candidates: list[Candidate]
    worth: Matrix
    like: Matrix
    speaks: Sequence[frozenset[int]]
    taken: list[int] = field(default_factory=list)
    authors: set[str] = field(default_factory=set)
    shown: list[str] = field(default_factory=list)

    def reach(self, stance: Label, most: int) -> int:
        """How many more quotes of a stance could be taken, up to `most`: nobody twice, none too alike."""
        return len(replace(self, taken=list(self.taken), authors=set(self.authors)).take(stance, (), most))

    def leave_out(self, posts: Iterable[Post]) -> None:
        """Nobody who is quoted already is quoted again, and no text twice."""
        for post in posts:
            self.authors |= _names_of(post)
            self.shown.append(post.text)

    def take(self, stance: Label, themes: Iterable[FoundTheme], amount: int) -> list[Candidate]:
        """Up to `amount` more quotes of that stance out of the themes' posts (no themes: out of all)."""
        wanted = tuple(themes)
        chosen: list[Candidate] = []
        while len(chosen) < amount:
            best = next(self.ranked(stance, wanted), None)
            if best is None:
                break
            self.taken.append(best)
            self.authors |= _names_of(self.candidates[best].reaction.post)
            chosen.append(self.candidates[best])
        return chosen

    def instead_of(
        self, quote: Candidate, themes: Sequence[FoundTheme], amount: int
    ) -> tuple[Candidate, ...]:
        """Up to `amount` posts that could stand in a taken quote's place, the best first, of its stance and
        the themes' posts, each of another author. They may be alike: one alone will stand there.
        """
        others = [index for index in self.taken if self.candidates[index].key != quote.key]
        left = replace(self, taken=others)
        found: dict[str | None, Candidate] = {}
        for index in left.ranked(quote.passed.stance, tuple(themes)):
            author = self.candidates[index].reaction.post.author
            found.setdefault(author.key if author is not None else None, self.candidates[index])
            if len(found) == amount:
                break
        return tuple(found.values())

    def ranked(self, stance: Label, themes: Sequence[FoundTheme]) -> Iterator[int]:
        """The places of the candidates that may be taken, the best first."""
        members = {place for theme in themes for place in theme.members}
        subject = word_pattern([word for theme in themes for word in theme.theme.words])
        scored: list[tuple[float, int]] = []
        for index, candidate in enumerate(self.candidates):
            if candidate.passed.stance != stance or index in self.taken:
                continue
            if themes and not (candidate.place in members and candidate.speaks_of(subject)):
                continue
            worth = self._worth_now(index, candidate)
            score = candidate.reaction.score
            if score is not None and speaks_of(subject, candidate.excerpt, score):
                worth += FITS
            scored.append((-worth, index))
        # Whether it is too much like one that is taken costs most, and is asked of the best ones alone.
        return (index for _, index in sorted(scored) if not self._bars(index, self.candidates[index]))

    def _bars(self, index: int, candidate: Candidate) -> bool:
        if self.authors & _names_of(candidate.reaction.post):
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
        worth -= central.VARIETY * max(float(self.like[index, other]) for other in self.taken)
        worth -= SAME_SUBJECT * sum(len(self.speaks[index] & self.speaks[other]) for other in self.taken)
        sources = {self.candidates[other].reaction.post.source for other in self.taken}
        worth += 0.2 if candidate.reaction.post.source not in sources else 0.0
        days = {self.candidates[other].reaction.post.created_at.date() for other in self.taken}
        return worth + (0.05 if candidate.reaction.post.created_at.date() not in days else 0.0)


def build_pool(
    quotable: Quotable,
    vocabulary: Vocabulary,
    themes: Sequence[FoundTheme],
    *,
    film: Film,
    released: datetime | None,
    press: bool = False,
    kept: Collection[tuple[str, str]] = (),
) -> Pool:
    """All posts that may be quoted, with their worth.

    Worth is merit (gate.py), how central a post is in its camp (central.py), how it was received on its own
    network (percentile of likes), and whether it speaks of a theme. Where few of a camp pass, its posts are
    asked again, less strictly, and, where it is not critics that are quoted (`press`), once more. `kept` are
    the keys of posts that are worth more than all others, as is what an editor pinned.
    """
    engaged = quotable.reception()
    about = {place for theme in themes for place in theme.members}
    names = OtherNames(
        film, lambda name: (quotable.texts[place] for place in vocabulary.mentions((name,))[:MENTIONS_READ])
    )
    otherwise = _said_otherwise(vocabulary, len(quotable))
    gate = Gate(
        film,
        FAIRLY_SURE,
        released=released,
        strict=True,
        names=names,
        said_otherwise=otherwise,
        press=press,
    )
    gates = [gate, gate.eased(FAIRLY_SURE), gate.eased(BARELY_SURE)]
    asked = gates[:2] if press else gates
    camps = [_camp(asked, stance, quotable, about, engaged) for stance in ("positive", "negative")]
    candidates = [one for camp in camps for one in camp]
    candidates.sort(key=lambda one: (one.reaction.post.created_at, one.key))
    silent = central.shortened(STOP_WORDS | set(" ".join((film.title, *film.hashtags)).lower().split()))
    texts = [central.shortened_words(vocabulary.tokens(one.place)) for one in candidates]
    like = central.cosines(central.vectors(texts, silent))
    worth = np.zeros(len(candidates))
    for index, one in enumerate(candidates):
        worth[index] = (
            one.passed.merit + 0.3 * float(engaged[one.place]) + (0.25 if one.place in about else 0.0)
        )
    for camp_of in ("positive", "negative"):
        of_camp = [index for index, one in enumerate(candidates) if one.passed.stance == camp_of]
        if of_camp:
            said = [texts[index] for index in of_camp]
            worth[of_camp] += 0.5 * central.centrality(said, like[np.ix_(of_camp, of_camp)], silent)
    stays = [one.key in kept or bool(quotable.pinned[one.place]) for one in candidates]
    worth[np.array(stays, np.bool_)] += KEPT
    # Rounded, so that the last bits of a sum, which differ between processors, never decide.
    subjects = [word_pattern(one.theme.words) for one in themes]
    speaks = [
        frozenset(at for at, subject in enumerate(subjects) if subject.search(words))
        for words in [one.words for one in candidates]
    ]
    return Pool(candidates, np.round(worth, 6), np.round(like, 6), speaks)


def _camp(
    gates: Sequence[Gate], stance: Label, quotable: Quotable, about: set[int], engaged: Matrix
) -> list[Candidate]:
    """The posts of a camp that pass, at most 150; the most promising ones are asked first.

    Where the first gate lets through too few to choose from, the next one is asked, which is less strict.
    """
    sure = quotable.probabilities[:, LABELS.index(stance)].tolist()
    camp: list[Candidate] = []
    for gate in gates:
        camp = []
        ranked = quotable.ranked(stance, gate.floor, about, engaged)[:MOST_ASKED]
        promising = (place for place in ranked if gate.may_pass(quotable.texts[place], stance, sure[place]))
        for places, reactions in quotable.blocks(promising):
            judged = zip(places, reactions, gate.judge_each(reactions), strict=True)
            camp += [
                Candidate(place, one, passed) for place, one, passed in judged if isinstance(passed, Passed)
            ]
            if len(camp) >= MOST_CANDIDATES:
                break
        if len(camp) >= ENOUGH:
            break
    return camp[:MOST_CANDIDATES]


def _said_otherwise(vocabulary: Vocabulary, posts: int) -> bool:
    """Whether the window's posts use the film's name for other things ("thank you for your service").

    Where they speak of the film, a quarter or more of them speak of films, seeing and trailers.
    """
    talk: set[int] = set()
    for word in FILM_TALK:
        talk.update(vocabulary.holders(word))
    return len(talk) < LEAST_FILM_TALK * posts


def _names_of(post: Post) -> set[str]:
    author = post.author
    if author is None:
        return set()
    names = {f"{post.source} {author.key}"}
    return names | {f"@{author.handle.casefold()}"} if author.handle else names
