"""After a death: words of remembrance, chosen for what they say and not for a side, and their parts.

Nothing here tells a mood, and no camp is made of mourners. What is quoted is plainly warm: it holds a word of
farewell or mourning and none of scorn, and no scorer took it for critical.
"""

import re
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from aggregator.digest import occasions
from aggregator.digest.excerpt import Cut, cut, without_links
from aggregator.digest.gate import Passed
from aggregator.digest.leads import writer
from aggregator.digest.matter import Matter
from aggregator.digest.prose import capital, joined, outside, words_in
from aggregator.digest.quotable import Quotable
from aggregator.digest.quotes import Candidate
from aggregator.digest.story import BLOCK_WORDS, IN_A_BLOCK, MOST_BLOCKS, MOST_QUOTES, Block
from aggregator.digest.themes import FoundTheme
from aggregator.model.digests import Section
from aggregator.model.scoring import Reaction
from aggregator.signals.flags import PINNED, UNQUOTED
from aggregator.signals.near_duplicates import look_alike
from aggregator.text import word_pattern


def _any(*patterns: str) -> re.Pattern[str]:
    """Any of these as whole words, in lower case."""
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


MOST_READ = 2_000  # posts that are looked at, those that most people liked first

_VERY = "(?:always |never |so |deeply |sorely |greatly |dearly |really )*"
_MOURNS = _any(  # a post must hold one of these
    rf"r\.?i\.?p|rest in|rest easy|farewell|goodbye|gone too soon|(?:be|is|are|was) {_VERY}missed|mourn\w*",
    rf"(?:will|i['’]ll|we['’]ll) {_VERY}(?:miss|remember|forget)|in (?:loving )?memory|condolences|tribute",
    r"thoughts (?:and prayers )?(?:are )?(?:with|to)|hearts? (?:goes?|is|are)|heartbroken|heartbreaking",
    r"loss|lost a|saddened|so sad|passed away|passing",
)
_WARM = _any(  # and is the better for these
    r"memory|memories|remember|remembering|legend|icon|thank you|thanks for|grateful|gratitude|beloved",
    r"an? honou?r to|grew up (?:with|on|watching)",
)
_SCORN = _any(
    r"good riddance|about time|deserved|deserves it|overrated|(?:glad|happy) (?:he|she|they)|lol|lmao",
    r"joke|hoax|fake|clickbait|who cares|finally|never liked|hate[sd]?|karma|burn|hell|rot|idiot|awful",
    r"haha\w*|terrible|worst|conspiracy|murder\w*|killed|overdose|suicide|autopsy|cause of death|drunk",
    r"drugs?|funny|prank|but",
)
_SELLS = _any(
    r"buy|sale|ticket|stream(?:ing)?|subscribe|giveaway|podcast|breaking|exclusive",
    r"link in|via(?= @)|https?(?=:)",
)


def choose(quotable: Quotable) -> list[Candidate]:
    """The posts that may be quoted, most fitting first: one of an author, none like another."""
    liked = np.argsort(-np.nan_to_num(quotable.likes), kind="stable")[:MOST_READ].tolist()
    asked = [place for place in liked if place not in quotable.never]
    found = [one for place, reaction in quotable.each(asked) for one in _candidate(place, reaction)]
    found.sort(key=_standing)
    chosen: list[Candidate] = []
    authors: set[tuple[str, str | None]] = set()
    for one in found:
        author = one.reaction.post.author
        key = (one.reaction.post.source, author.key if author is not None else None)
        if key in authors or any(look_alike(one.excerpt, other.excerpt) for other in chosen):
            continue
        authors.add(key)
        chosen.append(one)
        if len(chosen) == 4 * MOST_QUOTES:
            break
    return chosen


def _standing(one: Candidate) -> tuple[bool, float, datetime, tuple[str, str]]:
    """What an editor pinned goes first."""
    pinned = one.reaction.signals.flagged((PINNED,)) is not None
    return (not pinned, -one.passed.merit, one.reaction.post.created_at, one.key)


def _candidate(place: int, reaction: Reaction) -> list[Candidate]:
    """The post as a quote, or nothing."""
    post, score, author = reaction.post, reaction.score, reaction.post.author
    hidden = not post.quotable or post.sensitive or post.spoiler_text or not post.url
    if hidden or score is None or score.label == "negative" or reaction.signals.flagged(UNQUOTED):
        return []
    if author is None or author.key is None or author.bot or not (author.handle or author.name):
        return []
    lower = post.text.casefold()
    if _SCORN.search(lower) or _SELLS.search(lower) or not _MOURNS.search(without_links(lower)):
        return []
    found = cut(post.text)
    if not isinstance(found, Cut):
        return []
    excerpt = post.text[found.start : found.end]
    mourns, warm = (len(of.findall(excerpt.casefold())) for of in (_MOURNS, _WARM))
    if not mourns or excerpt.rstrip().endswith("?"):
        return []
    merit = (
        min(mourns + warm, 3)
        + 0.5 * (60 <= len(excerpt) <= 180)
        + 0.2 * found.whole
        - 0.2 * excerpt.count("#")
    )
    return [Candidate(place, reaction, Passed(score.label, found, merit))]


def tell(matter: Matter, found: Sequence[FoundTheme], candidates: Sequence[Candidate]) -> list[Block]:
    """Parts on what is remembered, then words that speak of no subject: up to eight quotes in all."""
    left = list(candidates)
    blocks: list[Block] = []
    for place, one in enumerate(found):
        if len(blocks) == MOST_BLOCKS - 1:
            break
        subject = word_pattern(one.theme.words)
        taken = [each for each in left if each.speaks_of(subject)][:IN_A_BLOCK]
        if taken:
            left = [each for each in left if each not in taken]
            blocks.append(Block(_theme(matter, place, taken), tuple(taken), place))
    rest = left[: MOST_QUOTES - sum(len(block.quotes) for block in blocks)]
    if rest:
        blocks.append(Block(_voices(matter, rest), tuple(rest)))
    return blocks


def _theme(matter: Matter, place: int, quotes: Sequence[Candidate]) -> Section:
    pieces = {
        "theme": matter.theme(place),
        "posts": matter.theme_posts(place),
        "who": joined([writer(one) for one in quotes]),
    }
    links = [
        "Fans spoke of {theme} in {posts} of those that this story draws on, in words of their own.",
        "In the words that they leave, fans speak of {theme} in {posts}, each in a way of their own.",
        "In {posts}, what fans remember is tied to {theme}, each of them in a way of their own.",
    ]
    leads = [
        "These are the words of {who}, as they wrote them.",
        "{who} put it in these words.",
        "What follows was written by {who}, and stands here as it was posted.",
    ]
    chosen = matter.choice.order("link", links)
    chosen = chosen[place % len(chosen) :] + chosen[: place % len(chosen)]
    told = [
        (matter.voice.say(link, **pieces), matter.voice.say(lead, **pieces))
        for link in chosen
        for lead in matter.choice.order("lead", leads)
    ]
    best = min(
        told, key=lambda one: (outside(words_in(*(s.text for s in one)), BLOCK_WORDS), told.index(one))
    )
    return Section("theme", capital(matter.themes[place].label), best, _ids(quotes))


def _voices(matter: Matter, quotes: Sequence[Candidate]) -> Section:
    heading = matter.voice.words(matter.choice.one("voices", occasions.voices(matter.kind)))
    options = ["These words were written by {who}.", "{who} wrote these words of remembrance."]
    who = joined([writer(one) for one in quotes])
    told = matter.voice.say(matter.choice.one("voices link", options), who=who)
    return Section("voices", heading, (told,), _ids(quotes))


def _ids(quotes: Sequence[Candidate]) -> tuple[str, ...]:
    return tuple(one.reaction.post.remote_id for one in quotes)
