"""Whom a kind of story listens to: who counts, and whose words are left unquoted."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from aggregator.model.columns import Coder, Named
from aggregator.model.digests import DigestKind
from aggregator.model.films import Film
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.model.kinds import manner_of
from aggregator.model.scoring import Reaction
from aggregator.signals.judge import NOT_A_FAN, OTHER_LANGUAGE, other_language
from aggregator.text import fold

NO_CRITIC = "no critic"
"""Why the posts of everybody else count in no number of a story about critics."""

_LAST = "(?:scene|shot|line|act|episode|minutes?)"
_ENDS = re.compile(
    rf"\b(?:end|ends|ended|endings?|(?:last|final) {_LAST}|twist|dies|died|dead|death|kill|kills|killed|"
    r"surviv\w+|(?:is|was|stays) alive|marr(?:y|ies|ied)|turns? out|reveal\w*|epilogue|post.?credits?)\b"
)
_AWAITS = re.compile(
    r"\b(?:(?:can(?:no|['’]?)t|can not) (?:even )?wait (?:to (?:see|watch)|for)|looking forward to|"
    r"(?:so|very|really|super) (?:excited|hyped|pumped|stoked) (?:for|to (?:see|watch))|"
    r"i(?:['’]m| am|['’]ve)? (?:\w+ )?(?:want|wanna|need|have|got|going|gonna|hope|hoping|planning) (?:to )?"
    r"(?:go )?(?:see|watch)\b"
    r"(?! (?:it|this|that) again)|to come out)"
)


def heard(reactions: Sequence[Reaction], kind: DigestKind) -> list[Reaction]:
    """The reactions as a story of that kind counts them.

    A story about critics counts those whom the signals take for critics or the press, and nobody else; in
    all others they are left out, as the signals left them.
    """
    if not manner_of(kind).critics:
        return list(reactions)
    return [_of_critic(one) for one in reactions]


def _of_critic(one: Reaction) -> Reaction:
    signals = one.signals
    if signals.author_class == "critic" and signals.excluded in (None, NOT_A_FAN["critic"]):
        excluded = OTHER_LANGUAGE if other_language(signals.language) else None
        return replace(one, signals=replace(signals, excluded=excluded))
    # Who passes on a headline is left out elsewhere as press is; here that would tell of critics left out.
    if signals.excluded in (None, NOT_A_FAN["critic"]):
        return replace(one, signals=replace(signals, excluded=NO_CRITIC))
    return one


def heard_columns(frozen: FrozenColumns, kind: DigestKind) -> FrozenColumns:
    """As `heard`, over the columns of a large window."""
    if not manner_of(kind).critics:
        return frozen
    codes, values = frozen.excluded.codes, frozen.excluded.values
    coder = Coder((value, code) for code, value in enumerate(values))
    critic = frozen.author_class.codes == frozen.author_class.code("critic")
    foreign = np.array([other_language(one) for one in frozen.language.values], np.bool_)
    foreign = foreign[frozen.language.codes]
    counts = (codes == frozen.excluded.code(None)) | (codes == frozen.excluded.code(NOT_A_FAN["critic"]))
    open_to = critic & counts
    found = codes.copy()
    found[open_to & ~foreign] = coder[None]
    found[open_to & foreign] = coder[OTHER_LANGUAGE]
    found[counts & ~critic] = coder[NO_CRITIC]
    return frozen.replace(excluded=Named(found, tuple(coder)))


def unquoted(kind: DigestKind, texts: Sequence[str]) -> frozenset[int]:
    """The places of the posts that count and are never quoted by rule: after a finale, what tells how it
    ends; among the verdicts of an opening weekend, what only looks forward to it.
    """
    told = {"finale": _ENDS, "opening_weekend": _AWAITS}.get(kind)
    if told is None:
        return frozenset()
    return frozenset(place for place, text in enumerate(texts) if told.search(text.casefold()) is not None)


def outlets(film: Film) -> dict[tuple[str, str], str]:
    """For whom critics write, by network and folded handle; the film's own lists go before everybody's."""
    found: dict[tuple[str, str], str] = {}
    for account in film.accounts:
        if account.outlet:
            found.setdefault((account.source, fold(account.handle)), account.outlet)
    return found
