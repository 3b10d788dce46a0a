"""An editor's checklist of a digest: what a command can tell is ticked, the rest is left to a person.

The thirty points of a newsroom that prints what strangers wrote: quotes, numbers, fairness, people, facts,
form. Each point holds or does not, with what was seen; a point for a person alone has no answer.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from aggregator.digest.excerpt import LONGEST, SHORTEST, forbidden, turns
from aggregator.digest.mask import mask
from aggregator.digest.mix import lies_within
from aggregator.digest.picked import LONGEST_PICKED
from aggregator.digest.pictures import without_reason
from aggregator.digest.prose import words_in
from aggregator.digest.share_words import ROUNDED_BELOW
from aggregator.digest.shares import DISSENT, Mood, believed
from aggregator.digest.style import MAX_DAYS
from aggregator.errors import Failure
from aggregator.model.ageing import is_too_old
from aggregator.model.digests import Digest, FrozenInput, Quote
from aggregator.model.kinds import manner_of
from aggregator.signals.near_duplicates import Forms
from aggregator.text import safe_url

CHECKED_WITHIN = timedelta(hours=24)
FACTS_KEEP = timedelta(days=180)
"""How old a fact may be, where the digest does not say; what can change no more never is (model.ageing)."""
QUOTES = (6, 8)
QUOTES_OF_A_ROUND_UP = (4, 8)

By = Literal["command", "person", "both"]
Group = Literal["quotes", "numbers", "fairness", "people", "film facts", "form"]


@dataclass(frozen=True, slots=True)
class Check:
    """One point. `holds` is None where only a person can tell; `seen` says what does not hold, else ""."""

    number: int
    group: Group
    asks: str
    by: By
    holds: bool | None
    seen: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """What is looked at: a digest, what it rests on, what verify found, and the present (UTC)."""

    digest: Digest
    frozen: Sequence[FrozenInput]
    failures: Sequence[Failure]
    now: datetime

    @property
    def counted_quotes(self) -> list[Quote]:
        """The quotes that a rule chose; an editor answers for those picked by hand."""
        return [one for one in self.digest.quotes if not one.picked]

    @property
    def mood(self) -> Mood:
        """The mood that the story goes by."""
        found = self.digest.sentiment
        if found is None:
            return Mood(0, 0, 0)
        weighed = (found.positive.share, found.neutral.share, found.negative.share)
        counted = Mood(
            found.positive.posts,
            found.neutral.posts,
            found.negative.posts,
            weighed if self.digest.campaigns else None,
        )
        return believed(counted, found)

    @property
    def judged(self) -> int:
        """How many posts the shares rest on."""
        found = self.digest.sentiment
        return 0 if found is None else found.positive.posts + found.neutral.posts + found.negative.posts


def checklist(
    digest: Digest, frozen: Sequence[FrozenInput], failures: Sequence[Failure], now: datetime
) -> tuple[Check, ...]:
    """All thirty points of a digest. `frozen` are its inputs, `failures` what `verify` found in it."""
    case = _Case(digest, frozen, failures, now)
    made = []
    for number, (group, asks, by, look) in enumerate(_POINTS, start=1):
        seen = look(case) if look is not None else None
        holds = None if seen is None else not seen
        made.append(Check(number, group, asks, by, holds, "; ".join(seen or ())))
    return tuple(made)


def _verbatim(case: _Case) -> list[str]:
    return [
        f"{_name(one)} is no slice of its post" for one in case.digest.quotes if one.excerpt not in one.text
    ]


def _attributed(case: _Case) -> list[str]:
    return [
        f"{_name(one)} lacks an author or a link"
        for one in case.digest.quotes
        if not (one.author.handle or one.author.name) or safe_url(one.url) is None
    ]


def _alive(case: _Case) -> list[str]:
    """A post of an archive was never asked for: the story says so beside it, and publishing asks again."""
    return [
        f"{_name(one)} was last seen more than a day ago"
        for one in case.digest.quotes
        if one.checked_at is not None and case.now - one.checked_at > CHECKED_WITHIN
    ]


def _one_author(case: _Case) -> list[str]:
    many = Counter((one.source, one.author.handle or one.author.name) for one in case.digest.quotes)
    return [f"{who} is quoted {times} times" for (_, who), times in sorted(many.items()) if times > 1]


def _number_and_length(case: _Case) -> list[str]:
    quotes = case.counted_quotes
    low, high = QUOTES if case.digest.sentiment is not None else QUOTES_OF_A_ROUND_UP
    seen = [] if case.digest.counts_nothing or low <= len(quotes) <= high else [f"{len(quotes)} quotes"]
    for one in case.digest.quotes:
        longest = LONGEST_PICKED if one.picked else LONGEST
        if len(one.excerpt) > longest or (not one.picked and len(one.excerpt) < SHORTEST):
            seen.append(f"{_name(one)} has {len(one.excerpt)} signs")
    return seen


def _too_alike(case: _Case) -> list[str]:
    forms = Forms([one.excerpt for one in case.digest.quotes])
    return [
        f"{_name(one)} reads like another quote"
        for one in case.digest.quotes
        if len(forms.like(one.excerpt)) > 1
    ]


def _gated(case: _Case) -> list[str]:
    allowed = {"positive", "negative"} if manner_of(case.digest.kind).mood else {"positive", "neutral"}
    return [f"{_name(one)} has no sure stance" for one in case.counted_quotes if one.stance not in allowed]


def _uncut(case: _Case) -> list[str]:
    """What is left out of a quoted post may hold no turn that would change what stands."""
    return [
        f"{_name(one)} leaves out a turn of its post"
        for one in case.counted_quotes
        if turns(one.text.replace(one.excerpt, " ", 1))
    ]


def _masked(case: _Case) -> list[str]:
    return [
        f"{_name(one)} shows coarse words"
        for one in case.digest.quotes
        if mask(one.display) != one.display or forbidden(one.text) == "slur"
    ]


def _recomputed(case: _Case) -> list[str]:
    return [f"{one.where} does not hold" for one in case.failures]


def _window_told(case: _Case) -> list[str]:
    claimed = {
        one.of
        for part in case.digest.sections
        if part.kind in {"lede", "method"}
        for sentence in part.sentences
        for one in sentence.claims
    }
    wanted = {"window.since"} if case.digest.counts_nothing else {"counted.posts", "window.since"}
    return [f"{one} is not told" for one in sorted(wanted - claimed)]


_EXACT = re.compile(r"(?<!about )(?<!\d)\d{1,3}%")


def _rounded(case: _Case) -> list[str]:
    """Below 400 judged posts no sentence gives a share to the point."""
    if case.digest.sentiment is None or case.judged >= ROUNDED_BELOW:
        return []
    return [
        f"“{sentence.text}” is too exact"
        for part in case.digest.sections
        for sentence in part.sentences
        if any(one.kind == "share" for one in sentence.claims) and _EXACT.search(sentence.text)
    ]


def _enough(case: _Case) -> list[str]:
    counted = case.digest.counted
    if case.digest.sentiment is None:
        shares = [
            sentence.text
            for part in case.digest.sections
            for sentence in part.sentences
            if any(one.kind == "share" for one in sentence.claims)
        ]
        return [f"“{text}” tells a share" for text in shares]
    return [] if counted.posts >= 100 and counted.authors >= 60 else ["shares of too few posts or people"]


def _once(case: _Case) -> list[str]:
    inputs = len(case.frozen)
    counted = case.digest.counted
    told = counted.posts + counted.reposts + counted.duplicates + sum(counted.excluded.values())
    return [] if told == inputs else [f"{told} posts are told of, {inputs} were read"]


def _weight(case: _Case) -> list[str]:
    """Nobody writes more of what counts than three posts or 5 %, and no automatic account any of it."""
    counted = case.digest.counted
    return [one.where for one in case.failures if one.where.startswith("counted")] + (
        ["more authors than posts"] if counted.authors > counted.posts else []
    )


def _dissents(case: _Case) -> list[str]:
    mood = case.mood
    always = manner_of(case.digest.kind).both_sides
    if not mood.opinionated or (mood.minority_share < DISSENT and not always):
        return []
    if any(one.kind == "dissent" for one in case.digest.sections):
        return []
    return ["the smaller side has no part of the story"]


def _verb_fits(case: _Case) -> list[str]:
    """A verb of the headline that says more than the numbers."""
    verb = case.mood.verb
    said = case.digest.headline.casefold().replace("critics", "fans").replace("some fans", "fans")
    for theme in case.digest.themes:
        said = said.replace(theme.label.casefold(), "it")  # "the love story" is no verdict
    strong = {
        "love": ("love ", "loves ", "wins fans over", "won over", "warm to", "delights"),
        "criticize": ("criticize ", "criticise ", "lets many fans down", " pan ", "disappoints"),
        "split": ("split over", "divides fans"),
    }
    return [
        f"the headline says “{word.strip()}”"
        for name, words in strong.items()
        for word in words
        if word in said and name != verb
    ] + (["the headline says “praise”"] if said.startswith("fans praise ") and verb != "love" else [])


def _mix(case: _Case) -> list[str]:
    """The share of critical quotes, beside that of critical posts among those that took a side."""
    quotes = case.counted_quotes
    mood = case.mood
    if case.digest.sentiment is None or not quotes or not mood.opinionated:
        return []
    ours, theirs = sum(one.stance == "negative" for one in quotes), mood.negative / mood.opinionated
    if lies_within(ours, len(quotes), theirs):
        return []
    return [f"{ours / len(quotes):.0%} of quotes are critical, {theirs:.0%} of posts"]


def _networks(case: _Case) -> list[str]:
    return [] if case.digest.counted.networks or case.digest.counts_nothing else ["no network is named"]


def _no_survey(case: _Case) -> list[str]:
    return [] if "not a survey" in case.digest.method else ["the line is missing"]


def _standing(case: _Case) -> list[str]:
    return [f"{_name(one)} does not stand any more" for one in case.digest.quotes if not one.alive]


def _no_child(case: _Case) -> list[str]:
    return [
        f"{_name(one)} may be a child"
        for one in case.digest.quotes
        if forbidden(one.text) == "may be a child"
    ]


def _private(case: _Case) -> list[str]:
    return [
        f"{_name(one)} holds a mail address or phone number"
        for one in case.digest.quotes
        if forbidden(one.text) == "mail address or phone number"
    ]


def _links_only(case: _Case) -> list[str]:
    """Images and clips are links, only those of quoted posts, and something says why one may be embedded."""
    quoted = {one.id for one in case.digest.quotes}
    return without_reason(case.digest) + [
        f"media of {one.post_id}, which is not quoted"
        for one in case.digest.media
        if one.post_id not in quoted
    ]


def _facts(case: _Case) -> list[str]:
    facts, today = case.digest.facts, case.now.date()
    told = case.digest.provenance.versions.get(MAX_DAYS, "")
    days = int(told) if told.isdecimal() else FACTS_KEEP.days
    seen = [f"{one.key} has no source" for one in facts if safe_url(one.source) is None]
    old = [one for one in facts if is_too_old(one, facts, today, days)]
    return seen + [f"{one.key} is of {one.as_of.isoformat()}" for one in old]


def _spoils(case: _Case) -> list[str]:
    held = {remote_id for one in case.digest.held_back if one.reason == "spoiler" for remote_id in one.ids}
    return [f"{_name(one)} may give the story away" for one in case.counted_quotes if one.id in held]


def _form(case: _Case) -> list[str]:
    digest = case.digest
    seen = []
    if len(digest.headline) > 120:
        seen.append(f"headline of {len(digest.headline)} signs")
    if len(digest.highlights) != 3:
        seen.append(f"{len(digest.highlights)} highlights")
    if words_in(*digest.highlights) > 66:
        seen.append(f"highlights of {words_in(*digest.highlights)} words")
    if not 30 <= words_in(digest.lede) <= 75:
        seen.append(f"lede of {words_in(digest.lede)} words")
    return seen


def _draft(case: _Case) -> list[str]:
    digest = case.digest
    seen = [] if "utomatically" in digest.method else ["the notice of automation is missing"]
    return seen if digest.provenance.inputs_hash else [*seen, "no provenance"]


def _name(one: Quote) -> str:
    return f"@{one.author.handle}" if one.author.handle else one.author.name or one.id


_Look = Callable[[_Case], list[str]]
_POINTS: tuple[tuple[Group, str, By, _Look | None], ...] = (
    ("quotes", "Every quote is a slice of the stored text", "command", _verbatim),
    ("quotes", "Each has an author, a network, a date and a link", "command", _attributed),
    ("quotes", "Each was seen online within a day, or comes from an archive that says so", "command", _alive),
    ("quotes", "No two quotes are by one author", "command", _one_author),
    ("quotes", "There are 6 to 8 of 24 to 240 signs (a round-up: 4 to 8)", "command", _number_and_length),
    ("quotes", "No two are too alike", "command", _too_alike),
    ("quotes", "Each passed the gate on its stance", "command", _gated),
    ("quotes", "Each means what its lead-in says; no irony", "person", None),
    ("quotes", "None is cut inside a negation or a “but”", "command", _uncut),
    ("quotes", "Coarse words are masked, slurs are not quoted", "command", _masked),
    ("numbers", "Each number recomputes from its inputs", "command", _recomputed),
    ("numbers", "The window and the number of posts are told", "command", _window_told),
    ("numbers", "Shares of fewer than 400 posts are rounded", "command", _rounded),
    ("numbers", "Shares rest on 100 posts by 60 authors at least", "command", _enough),
    ("numbers", "Every post is counted once or named as left out", "command", _once),
    ("numbers", "No author weighs more than 5 %, no automatic account at all", "command", _weight),
    ("fairness", "Dissent of 15 % and more is shown", "command", _dissents),
    ("fairness", "The headline’s verb fits the numbers", "command", _verb_fits),
    ("fairness", "The quotes’ mix lies within 20 points of the shares", "command", _mix),
    ("fairness", "Networks are named", "command", _networks),
    ("fairness", "It says that it is not a survey", "command", _no_survey),
    ("people", "No deleted, hidden or protected post is quoted", "command", _standing),
    ("people", "Nobody quoted may be a child", "both", _no_child),
    ("people", "Nobody private comes to harm by being quoted", "person", None),
    ("people", "No personal data of others is shown", "command", _private),
    ("people", "Images are links, with their rights told", "both", _links_only),
    ("film facts", "Every fact has a source and a date, none too old", "command", _facts),
    ("film facts", "Nothing gives the story away", "command", _spoils),
    ("form", "Headline, highlights and lede have their lengths", "command", _form),
    ("form", "It is marked as drafted automatically, with its provenance", "command", _draft),
)
