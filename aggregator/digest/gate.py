"""Who may stand in the story: posts whose stance is beyond doubt, written by fans, about the film.

Two who do not know of each other must agree on the stance: the scorer, by its probability and evidence, and
the wording (verdict.py). Then nothing in the whole post may speak against it (doubts.py, plain_words.py), nor
may it be of another film (other_works.py) or in another language (foreign.py).
"""

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from aggregator.digest import beside, doubts
from aggregator.digest.excerpt import Cut, cut, letters_case, turns
from aggregator.digest.foreign import partly_foreign
from aggregator.digest.mask import is_coarse
from aggregator.digest.other_works import OtherNames
from aggregator.digest.own_names import as_written, written_as_title
from aggregator.digest.plain_words import LUKEWARM
from aggregator.digest.verdict import (
    FILM,
    PERSON,
    Manner,
    Reader,
    holds_other_side,
    manner_of_praise,
    says,
)
from aggregator.digest.words import IDLE, STOP_WORDS, SUBJECTS
from aggregator.model.films import Film
from aggregator.model.scoring import Label, Reaction, Score
from aggregator.signals.flags import UNQUOTED
from aggregator.signals.names import is_common_phrase
from aggregator.text import word_pattern

SURE, FAIRLY_SURE, BARELY_SURE = 0.75, 0.6, 0.5
SURE_OF_SCORN = 0.8
"""Complaints are misread more often than praise ("the shit", "made me hate humans"): more is asked."""
SAYS_SOMETHING = 1.0
"""Weight of a word from which it speaks for a side: "was", "a" and the film's own name weigh less."""
NO_VERDICT = 0.5
"""How much less it serves that somebody cried, or wants to see the film, than what somebody thinks of it."""
LONGEST_READ = 3000
"""Characters of a post beyond which nobody can say in a line what it thinks."""

# What a critical post must hold where there are many to choose from: dictionaries mistake "mid twenties" and
# "I'm a mess" (in tears, happily) for scorn.
PLAINLY_BAD = re.compile(
    r"\b(?:disappoint\w*|bor(?:ed|ing|e)|terribl[ey]|awful\w*|worst|horribl[ey]|waste[ds]?|trash|garbage|"
    r"suck(?:ed|s)|"
    r"weak|bad(?:ly)?|dull|poor(?:ly)?|overrated|predictable|hate[ds]?|lame|ruin(?:ed|s)?|flat|disaster|"
    r"cringe\w*|"
    r"rubbish|underwhelm\w*|mediocre|messy|not\s+(?:good|great|worth|funny|impressed)|didn['’]?t\s+(?:like|"
    r"enjoy|work)|"
    r"flop(?:ped)?|fail(?:ed|s|ure)?|slow|pointless|stupid|dumb|ugly|annoying|ridiculous|forgettable|crap|"
    r"joke|regret)\b",
)
_FILM_TALK = re.compile(
    rf"\b(?:movies?|films?|flick|trailer|teaser|acting|cinematography|cgi|soundtrack|sequel|prequel|"
    rf"screenplay|cast|stunts|cinema|theat(?:er|re)s?)\b|\b(?:saw|seen|see|watch(?:ed|ing)?)\s+[\"'“‘]?{FILM}"
)
_ADDRESSED = re.compile(r"^(?:\.?@[\w.-]+[\s,:]+)+")
_LAST_TAGS = re.compile(r"(?:\s*#\w+)+\s*$")
_THIS_SERIES = re.compile(r"\bthis\s+(?:series|show|season|episode|comic|game|book)\b")
_SERIES_TALK = re.compile(r"\b(?:episodes?|seasons?|series|show|finale)\b")

UNCLEAR = "its feeling is not plainly about the film"
CLAUSE = re.compile(r"[.!?;:\n]+|,\s|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class Passed:
    """A post that may be quoted as `stance`: its slice, and `merit`, how well it serves (about -2 to 2).

    `manner`: whether it is on its side by a verdict, or by nothing but tears, or a wish to see the film.
    """

    stance: Label
    cut: Cut
    merit: float
    manner: Manner = "sided"


NOTHING_CUT = Cut(0, 0, whole=False)


@dataclass(slots=True)
class _Asked:
    """A post before the gate, and what was found of it so far."""

    reaction: Reaction
    score: Score
    stance: Label
    why: str | None = None
    """Why it may not be quoted; None as long as nothing speaks against it."""
    masked: str = ""
    cut: Cut = NOTHING_CUT

    @property
    def excerpt(self) -> str:
        """What would be shown of it."""
        return self.reaction.post.text[self.cut.start : self.cut.end]


def stance_of(score: Score, floor: float) -> Label | None:
    """The stance that the score vouches for: its label, if probability, polarity and evidence agree on it.

    None where the post is neutral, the probability lies below `floor`, or words of the other side weigh more
    than a third of those of its own. Of these count only words that say something by themselves, and no
    coarse ones: "fucking great" is praise.
    """
    if score.abstained or score.label == "neutral" or score.confidence < floor:
        return None
    sign = 1.0 if score.label == "positive" else -1.0
    if score.polarity * sign <= 0:
        return None
    own = sum(one.weight * sign for one in score.evidence if one.weight * sign > 0)
    other = -sum(
        one.weight * sign
        for one in score.evidence
        if one.weight * sign <= -SAYS_SOMETHING and not is_coarse(one.words)
    )
    if score.evidence and (own <= 0 or other > own / 3):
        return None
    return score.label


class Gate:
    """Decides for one film who may be quoted. `strict`: enough posts to choose from, so in doubt, no;
    `press`: it is critics that are quoted.
    """

    def __init__(
        self,
        film: Film,
        floor: float,
        *,
        released: datetime | None,
        strict: bool,
        names: OtherNames | None = None,
        said_otherwise: bool = False,
        press: bool = False,
    ) -> None:
        self.floor = floor
        self.released = released
        self.is_series = film.kind == "series"
        self.strict, self.press = strict, press
        self.names = names if names is not None else OtherNames(film, lambda _: ())
        self.reader = Reader(film)
        own = {_plain(name) for name in (film.title, *film.hashtags, *film.people)} - {""}
        self.makers = own | {
            f"{name}{end}" for name in own for end in ("movie", "film", "official", "themovie")
        }
        titles = (film.title, *film.former_titles, *film.phrases)
        self.titles = as_written((*titles, *film.hashtags))
        self.own_names = as_written((*titles, *film.hashtags, *film.people, *film.characters))
        self.said_otherwise, self.is_common = said_otherwise, is_common_phrase(film.title)
        self.as_title = written_as_title((film.title, *film.former_titles))
        names_ = (*titles, *film.hashtags, *film.people, *film.characters)
        surnames = {name.split()[-1] for name in film.people} | {name.split()[0] for name in film.characters}
        surnames = {name for name in surnames if len(name) > 3 and name.casefold() not in STOP_WORDS}
        self.subject = word_pattern({*names_, *surnames, *SUBJECTS})
        self._said: dict[tuple[str, Label], str | None] = {}

    def eased(self, floor: float) -> Self:
        """The same gate, less strict: it remembers what both ask."""
        eased = copy(self)
        eased.floor, eased.strict = floor, False
        return eased

    def may_pass(self, text: str, stance: Label, confidence: float) -> bool:
        """Whether neither its text alone nor how sure the scorer is of its stance keeps a post out.

        Most are kept out so, and need not be read whole.
        """
        return confidence >= self._least(stance) and self._plainly(text, stance) is not None

    def judge(self, reaction: Reaction) -> Passed | str:
        """Whether a post may be quoted, and how well it would serve; else why not."""
        return self.judge_each((reaction,))[0]

    def judge_each(self, reactions: Sequence[Reaction]) -> list[Passed | str]:
        """The same of many posts.

        Each question is put to all whom nothing has kept out so far, before the next one is asked: together
        the patterns are larger than the processor's first cache, and asked in turn of every post they would
        drive each other out of it (an eighth of the gate's time, measured).
        """
        found: list[_Asked | str] = [self._asked(one) for one in reactions]
        asked = [one for one in found if isinstance(one, _Asked)]
        for question in (self._unclear, self._doubted, self._uncut, self._doubted_shown):
            for one in asked:
                one.why = question(one)
            asked = [one for one in asked if one.why is None]
        return [one if isinstance(one, str) else one.why or self._passed(one) for one in found]

    def _least(self, stance: Label) -> float:
        """How probable a stance has to be."""
        return max(self.floor, SURE_OF_SCORN) if stance == "negative" and self.strict else self.floor

    def _asked(self, reaction: Reaction) -> _Asked | str:
        """A post whose words are worth a look; else why not."""
        post, score, author = reaction.post, reaction.score, reaction.post.author
        stance = stance_of(score, self.floor) if score is not None else None
        if score is None or stance is None or score.confidence < self._least(stance):
            return "its stance is in doubt"
        hidden = not post.quotable or post.sensitive or post.spoiler_text or not post.url
        if hidden or reaction.signals.flagged(UNQUOTED) is not None:
            return "not to be shown"
        if author is None or author.key is None or not (author.handle or author.name):
            return "unknown author"
        if author.bot or {_plain(author.handle or ""), _plain(author.name or "")} & self.makers:
            return "not a fan"
        return _Asked(reaction, score, stance)

    def _plainly(self, text: str, stance: Label) -> str | None:
        """A post's masked text, where it says plainly that its author is of this side; remembered, as a post
        is asked before and after it is read whole, and again where the gate is eased.
        """
        if (text, stance) not in self._said:
            masked = self.reader.masked(text[:LONGEST_READ])
            said = says(_ADDRESSED.sub("", masked), stance)
            self._said[text, stance] = masked if said else None
        return self._said[text, stance]

    def _unclear(self, one: _Asked) -> str | None:
        # What the whole post lacks, no slice of it has. Asked first, since most posts end here.
        masked = self._plainly(one.reaction.post.text, one.stance)
        if masked is None:
            return UNCLEAR
        one.masked = masked
        return None

    def _doubted(self, one: _Asked) -> str | None:
        return self._doubt(one.reaction, one.masked, one.stance)

    def _uncut(self, one: _Asked) -> str | None:
        found = cut(one.reaction.post.text)
        if isinstance(found, str):
            return found
        one.cut = found
        return None

    def _doubted_shown(self, one: _Asked) -> str | None:
        return self._doubt_shown(one.reaction, one.masked, one.excerpt, one.stance)

    def _passed(self, one: _Asked) -> Passed:
        apt = speaks_of(self.subject, one.excerpt, one.score)
        merit = _merit(one.reaction, one.score, one.excerpt, one.cut) + (0.3 if apt else 0.0)
        manner = manner_of_praise(self.reader.masked(one.excerpt)) if one.stance == "positive" else "sided"
        return Passed(one.stance, one.cut, merit - (NO_VERDICT if manner != "sided" else 0.0), manner)

    def _doubt_shown(self, reaction: Reaction, masked: str, excerpt: str, stance: Label) -> str | None:
        """Why what would be shown can't stand by itself, or is about something else."""
        text, written = reaction.post.text, reaction.post.created_at.year
        if (
            letters_case(self.own_names.sub(" ", excerpt)) > 0.7
            or excerpt.endswith("?")
            or beside.is_headline(masked)
        ):
            return "a question, or written like a headline"
        if beside.breaks_off(excerpt):
            return "half a sentence"
        shown = masked if excerpt == text else self.reader.masked(excerpt)
        leans = self._leans(reaction)
        own = self.reader.masked(_ADDRESSED.sub("", _LAST_TAGS.sub("", excerpt))) if leans else shown
        asked = excerpt == text and not leans  # the whole post said it
        if not (asked or says(own, stance, alone=leans)) or not self._is_anchored(shown, excerpt):
            return UNCLEAR
        if doubts.of_another_year(text, range(written - 1, written + 3), self.titles):
            return "of another year"
        elsewhere = not self.is_series and _THIS_SERIES.search(shown) is not None
        if elsewhere or self.names.in_text(text) or partly_foreign(text, self.own_names):
            return "of another film, or in another language"
        return None

    def _doubt(self, reaction: Reaction, masked: str, stance: Label) -> str | None:
        """What in the post speaks against taking it at its word.

        What costs little for those that it keeps out is asked first.
        """
        text = reaction.post.text
        found = doubts.where_choice(masked) if self.strict else None
        if found is not None:
            return found
        if (
            len(text) > LONGEST_READ
            or turns(text)
            or LUKEWARM.search(masked)
            or holds_other_side(masked, stance)
        ):
            return "of two minds"
        # Before a release, wanting to see the film is a reaction to it; after, it says nothing. A complaint
        # it is never.
        out = self.released is not None and reaction.post.created_at >= self.released
        if (out or stance == "negative") and doubts.PLAN.search(masked):
            return "a plan"
        if stance == "negative" and doubts.IN_TEARS.search(masked):
            return "moved, and no complaint"
        depicts = bool(reaction.post.media) or doubts.has_link(text)
        found = doubts.always(masked, depicts=depicts, press=self.press)
        if found is None and doubts.cites(text, self.titles):
            return "cites others' words"
        return found or beside.beside(masked, stance)

    def _leans(self, reaction: Reaction) -> bool:
        """Whether it answers or quotes a post that we lack, or shows a picture: "it" may be anything."""
        post = reaction.post
        answers = post.ref is not None and post.ref.type in {"quoted", "replied_to"}
        if post.media or doubts.shows_a_picture(post.text):
            return True
        return answers or post.text.startswith(("@", ".@")) or doubts.leans_on_another(post.text)

    def _is_anchored(self, shown: str, excerpt: str) -> bool:
        """Whether a quote says by itself that it speaks of a film: by its name, or as a film.

        A name that people also write without thinking of a film must stand there as that of one.
        """
        if _FILM_TALK.search(shown) or (self.is_series and _SERIES_TALK.search(shown)):
            return True
        if FILM not in shown:
            return False
        if PERSON in shown:
            return True
        return not self.said_otherwise and (not self.is_common or self.as_title.search(excerpt) is not None)


def speaks_of(subject: re.Pattern[str], excerpt: str, score: Score) -> bool:
    """Whether the feeling and its subject stand in one clause of the excerpt: the one is of the other."""
    felt = [
        words
        for one in score.evidence
        if one.weight * score.polarity > 0 and (words := one.words.casefold()) not in IDLE
    ]
    for clause in CLAUSE.split(excerpt):
        folded = clause.casefold()
        if any(feeling in folded for feeling in felt) and subject.search(clause):
            return True
    signs = [feeling for feeling in felt if not any(map(str.isalnum, feeling))]
    return bool(signs) and subject.search(excerpt) is not None and any(one in excerpt for one in signs)


def _merit(reaction: Reaction, score: Score, excerpt: str, found: Cut) -> float:
    """Sum of what makes a quote serve: sure, a verdict, of a good length, a fan's plain words."""
    length, lower = len(excerpt), excerpt.lower()
    merit = 0.8 * score.confidence
    merit += 0.3 if 60 <= length <= 180 else 0.0
    merit += 0.1 if found.whole else 0.0
    merit -= 0.35 if doubts.PERSONAL.search(lower) else 0.0
    merit -= 0.8 if doubts.PLAN.search(lower) else 0.0
    merit -= 0.2 if doubts.DOUBT.search(lower) else 0.0
    merit -= 0.3 if doubts.ASKS.match(lower) else 0.0
    merit -= 0.4 if "http" in reaction.post.text else 0.0
    merit -= 0.2 if found.start > 0 and reaction.post.text.startswith(("@", ".@")) else 0.0
    merit -= 0.08 * excerpt.count("#") + 0.15 * excerpt.count("@") + 0.5 * is_coarse(excerpt)
    merit -= 0.15 if "!!!" in excerpt or "..." in excerpt or "\n" in excerpt else 0.0
    author = reaction.post.author
    if author is not None and doubts.OUTLET.search(f"{author.handle or ''} {author.name or ''}".lower()):
        merit -= 1.0
    return merit + (0.2 if score.confidence >= SURE else 0.0)


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))
