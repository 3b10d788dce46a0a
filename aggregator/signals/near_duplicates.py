"""Near-duplicates at two levels: what is counted once, and what a reader would take for one text.

*Counting* must not merge people. Ten fans who each write "so excited for this movie" are ten; one who writes
it twice is one; and a text of 60 signs or more that others "write" with a word changed is passed on.
`counted_once` joins posts that are

* the same text or nearly the same (`ALIKE`) by one author, whatever its length;
* the same text of `LONG` signs or more or nearly the same, whoever posts it: a word in seven changed, a third
  added. What anybody might write ("The Glass Harbour was one of the best movies I've ever seen") is the
  exception: texts of nothing but stock words and the film's names stay apart unless they are equal.

*Showing* must not bore: `Forms.like` finds what reads alike, whoever wrote it, so that one stands
for all ("and 312 others said much the same").

Neither joins texts that differ in what turns their meaning: a number, a "not", praise for scorn. Groups are
the same whatever the order of the posts and on every machine.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import LCSseq
from rapidfuzz.fuzz import ratio

from aggregator.signals.candidates import Ints, Pairs, Table
from aggregator.signals.groups import Groups, firsts
from aggregator.signals.wording import STOCK, Traits, bare, bares, differ_in_meaning, traits

LONG = 60
"""Signs of the bare words, joined by blanks, from which nearly equal texts are copies, whoever posts them."""

CUT_SHORT = 45
"""Signs that the shorter of two such texts has at least: the longer one was cut, or lost a word."""

ALIKE = 85.0
"""rapidfuzz's ratio (0 to 100) of bare words from which two texts look alike."""

PREFIX = 40
"""Signs that must agree where one text is the cut-off beginning of the other."""


_Bools = npt.NDArray[np.bool_]


class Forms:
    """Texts by their bare words, each different one once: most that is copied is copied exactly.

    `places` are the form of each text, `texts` the forms' words joined by blanks, sorted, `signs` how long
    these are.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        found = bares(texts)
        self.texts = sorted(set(found))
        places = {words: place for place, words in enumerate(self.texts)}
        self.places = np.fromiter(map(places.__getitem__, found), np.int64, len(found))
        self.signs = np.fromiter(map(len, self.texts), np.int64, len(self.texts))
        self.table = Table(self.texts)

    def alike(self, pairs: Pairs) -> _Bools:
        """Which of these pairs of forms a reader would take for one text."""
        one, other = pairs.one.tolist(), pairs.other.tolist()
        return _alike(pairs, [self.texts[form] for form in one], [self.texts[form] for form in other])

    def like(self, text: str) -> list[int]:
        """The places of the texts that a reader would take for this one, ascending."""
        wanted = bare(text)
        if not wanted:
            return []
        pairs = self.table.against(wanted, self._near(wanted))
        pairs = pairs.where(
            _alike(pairs, [wanted] * len(pairs.other), [self.texts[form] for form in pairs.other])
        )
        own = traits(wanted)
        like = [form for form in pairs.other.tolist() if not differ_in_meaning(own, traits(self.texts[form]))]
        is_like = np.zeros(len(self.texts), dtype=np.bool_)
        is_like[like] = True
        places: list[int] = np.flatnonzero(is_like[self.places]).tolist()
        return places

    def _near(self, wanted: str) -> Ints:
        """The forms that hold some of its longest words, of the whole and of its beginning.

        What looks alike shares far more; this only passes over what shares nothing of weight.
        """
        marks = {*_longest(wanted, 6), *_longest(bare(wanted[:PREFIX]), 3)}
        return np.flatnonzero(self.table.holding(sorted(marks)) >= min(3, max(1, len(marks) // 2)))


def _longest(words: str, many: int) -> list[str]:
    return sorted(set(words.split()), key=lambda word: (-len(word), word))[:many]


def counted_once(
    forms: Forms,
    authors: Sequence[Hashable | None],
    names: frozenset[str] = frozenset(),
    keys: Sequence[str] | None = None,
) -> list[int]:
    """For each text the place of the first that is counted for it: its own, where it is counted itself.

    `authors` tell people apart, over all networks; None is nobody, and never the same as another.
    `names`: the words of the film's names (wording.names_of). Texts of one key (copies.text_key) are copies
    whatever else is said of them.
    """
    writers, size = _numbered(authors), len(forms.texts)
    of, known = forms.places, writers >= 0
    writer_of, form_of = np.divmod(np.unique(writers[known] * size + of[known]), max(size, 1))
    several = np.bincount(writer_of, minlength=writers.max(initial=-1) + 1) > 1
    busy: defaultdict[int, set[int]] = defaultdict(set)
    by_busy = several[writer_of]
    for form, writer in zip(form_of[by_busy].tolist(), writer_of[by_busy].tolist(), strict=True):
        busy[form].add(writer)
    groups: Groups[int] = Groups()
    anybodys = _join_near(forms, busy, STOCK | names, groups)
    own = _node(of, writers, size)
    once = anybodys[of]
    nodes = np.where(once, of, own)
    nobodys = np.flatnonzero(~once & (~known | (forms.signs[of] == 0)))
    nodes[nobodys] = -1 - nobodys
    others = np.flatnonzero(once & known)
    others = others[several[writers[others]]]
    for form, node in zip(of[others].tolist(), own[others].tolist(), strict=True):
        groups.join(form, node)
    found: list[int] = nodes.tolist()
    first_of_key: dict[str, int] = {}
    for key, node in zip(keys or (), found, strict=keys is not None):
        first = first_of_key.setdefault(key, node)
        if first != node:
            groups.join(first, node)
    return firsts([groups.top(node) for node in found])


def _numbered(authors: Sequence[Hashable | None]) -> Ints:
    """A number for each author, -1 for nobody."""
    number_of: dict[Hashable, int] = defaultdict(count().__next__)
    number_of[None] = -1
    return np.fromiter(map(number_of.__getitem__, authors), np.int64, len(authors))


def _node(form: Any, writer: Any, forms: int) -> Any:
    """What stands in groups for a writer's text of a form: of one, or of many. Nobody's (-1) is the form
    itself, which counts once, whoever writes it.
    """
    return (writer + 1) * forms + form


def _join_near(
    forms: Forms, busy: Mapping[int, set[int]], stock: frozenset[str], groups: Groups[int]
) -> _Bools:
    """Join forms that are passed on, and an author's that are alike; which forms count once for all.

    `busy`: of forms by people who wrote others as well, these people.
    """
    size = len(forms.texts)
    is_busy = np.zeros(size, dtype=np.bool_)
    is_busy[list(busy)] = True
    asked = np.flatnonzero((forms.signs >= CUT_SHORT) | is_busy)
    table = forms.table.part(asked)
    telling = np.zeros(size, dtype=np.int64)
    telling[asked] = table.telling(stock)
    kept: list[tuple[Ints, Ints, _Bools]] = [(asked[:0], asked[:0], is_busy[:0])]
    for rows, partners in table.candidates():
        ones, others = asked[rows], asked[partners]
        by_one = is_busy[ones] & is_busy[others]
        for at in np.flatnonzero(by_one).tolist():
            by_one[at] = not busy[ones[at]].isdisjoint(busy[others[at]])
        maybe = by_one | _may_be_passed_on(forms, ones, others)
        kept.append((ones[maybe], others[maybe], by_one[maybe]))
    pairs = forms.table.compared(*(np.concatenate([part[side] for part in kept]) for side in (0, 1)))
    by_one = np.concatenate([part[2] for part in kept])
    near = _passed_on(forms, pairs, telling)
    anybodys: _Bools = forms.signs >= LONG
    for one, other in _meant(forms, pairs.where(near)):
        groups.join(one, other)
        anybodys[[one, other]] = True
    rest = pairs.where(~near & by_one)
    for one, other in _meant(forms, rest.where(forms.alike(rest))):
        for writer in busy[one] & busy[other]:
            groups.join(_node(one, writer, size), _node(other, writer, size))
    return anybodys


def look_alike(one: str, other: str) -> bool:
    """Whether one story should not show both: for choosing quotes, never for counting.

    Also if they differ in what turns their meaning: two quotes of one template are one too many.
    """
    ours, theirs = _bare(one), _bare(other)
    if ours == theirs:
        return True
    common = LCSseq.similarity(ours.split(), theirs.split())
    fewer, more = sorted((len(ours.split()), len(theirs.split())))
    if common * 2 < fewer:
        return False
    like = (
        _near(fewer, common, more)
        or ratio(ours, theirs, score_cutoff=ALIKE) >= ALIKE
        or _cut_off(ours, theirs)
    )
    return bool(like)


_bare = lru_cache(maxsize=1_024)(bare)  # a quote is compared with many


def _meant(forms: Forms, pairs: Pairs) -> Iterable[tuple[int, int]]:
    """The pairs of forms that do not differ in meaning."""
    known: dict[int, Traits] = {}
    for one, other in _listed(pairs):
        for form in (one, other):
            if form not in known:
                known[form] = traits(forms.texts[form])
        if not differ_in_meaning(known[one], known[other]):
            yield one, other


def _may_be_passed_on(forms: Forms, one: Ints, other: Ints) -> _Bools:
    """What `_passed_on` can hold for, before words are compared in their order."""
    ours, theirs = forms.signs[one], forms.signs[other]
    may = (np.maximum(ours, theirs) >= LONG) & (np.minimum(ours, theirs) >= CUT_SHORT)
    long = np.flatnonzero(may)
    one, other = one[long], other[long]
    ours, theirs = forms.table.lengths[one], forms.table.lengths[other]
    fewer, more = np.minimum(ours, theirs), np.maximum(ours, theirs)
    lost = np.where(more - fewer <= _most_gained(fewer), _most_lost(fewer), 0)
    may[long] = forms.table.lacking(one, other) <= lost
    return may


def _most_lost(fewer: Ints) -> Ints:
    return np.maximum(1, fewer // 7)


def _most_gained(fewer: Ints) -> Ints:
    return np.maximum(4, fewer // 3)


def _passed_on(forms: Forms, pairs: Pairs, telling: npt.NDArray[np.int64]) -> _Bools:
    """Whether two people who post these pass on one text: long, of more than stock, and nearly the same."""
    one, other = forms.signs[pairs.one], forms.signs[pairs.other]
    long = (np.maximum(one, other) >= LONG) & (np.minimum(one, other) >= CUT_SHORT)
    lost, gained = pairs.fewer - pairs.common, pairs.more - pairs.common
    # Words that both have for sure and that not anybody writes of any film.
    telling = np.minimum(telling[pairs.one], telling[pairs.other]) - lost
    own = (telling >= 2) | ((telling >= 1) & (lost + gained <= 2))
    near = (lost <= _most_lost(pairs.fewer)) & (gained <= _most_gained(pairs.fewer))
    for at in np.flatnonzero(long & own & ~near & (lost == 0)).tolist():
        near[at] = _cut_off(forms.texts[pairs.one[at]], forms.texts[pairs.other[at]])
    return long & own & near


def _alike(pairs: Pairs, one: list[str], other: list[str]) -> _Bools:
    """Whether a reader would take the texts of these pairs for one, given their words joined by blanks."""
    like: _Bools = _near(pairs.fewer, pairs.common, pairs.more)
    rest = np.flatnonzero(~like & (pairs.common * 2 >= pairs.fewer)).tolist()
    ours, theirs = [one[at] for at in rest], [other[at] for at in rest]
    ratios = process.cpdist(ours, theirs, scorer=ratio, score_cutoff=ALIKE)
    like[rest] = [alike or _cut_off(a, b) for alike, a, b in zip(ratios >= ALIKE, ours, theirs, strict=True)]
    return like


def _near(fewer: Any, common: Any, more: Any) -> Any:
    """Whether texts of so many words with so many in common are alike by them: of one pair, or of many.

    A sixth of the shorter one's words may be others, a third may be added to it; of short texts one word and
    up to four. Below five words nothing but the signs tells.
    """
    lost, gained = fewer - common, more - common
    few_added = (gained <= fewer // 3) | ((gained <= 4) & (gained <= fewer // 2))
    return (fewer >= 5) & ((lost <= 1) | (lost <= fewer // 6)) & few_added


def _cut_off(one: str, other: str) -> bool:
    """Whether one is the beginning of the other, and long enough to be known by."""
    short, long = (one, other) if len(one) < len(other) else (other, one)
    return len(short) >= PREFIX and long.startswith(short)


def _listed(pairs: Pairs) -> Iterable[tuple[int, int]]:
    return zip(pairs.one.tolist(), pairs.other.tolist(), strict=True)
