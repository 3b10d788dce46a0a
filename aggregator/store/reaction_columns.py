"""A window's reactions as columns: what every number rests on, and of usual windows also the words.

One stream of rows, some hundreds at a time, goes into columns at once: of a million posts nothing but these
is held. Whole posts are read afterwards, of those that are looked at; of a large window the texts, too.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from aggregator.model import NOT_JUDGED, PICKED, WITHDRAWN, Flag, Ref
from aggregator.model.columns import Coder, GrowingStrings, GrowingTexts, Named, Numbers
from aggregator.model.frozen_columns import FrozenColumns, no_pictures
from aggregator.model.glimpses import Words
from aggregator.model.scoring import LABELS
from aggregator.signals.brigading import NEW_ACCOUNT
from aggregator.store import films
from aggregator.store.columns import MICROSECOND, to_micros
from aggregator.store.rows import AWAY, media_of
from aggregator.store.sql import Row, Sql

ROWS = 500
"""Rows that are held as Python's own values at once: so many stay in the processor's cache."""

_FROM = "FROM reaction r JOIN post p ON p.id = r.post_id"
_RANGE = "r.film_id = ? AND r.created_at >= ? AND r.created_at < ?"
_ORDER = " ORDER BY r.created_at, r.post_id"
_ALWAYS = (
    "r.created_at, p.source, p.remote_id, r.post_id, p.content_hash, r.text_key, a.remote_id,"
    " CASE WHEN coalesce(a.remote_id, '') = '' THEN a.handle END, a.created_at, r.negative, r.neutral,"
    " r.positive, r.scorer, r.abstained, r.label, r.repost, r.excluded, r.author_class, r.language, r.flags,"
    " p.standing"
)
_WORDS = "p.text, c.likes, p.url, nullif(p.media, '[]'), p.ref_type, p.ref_id"
_AUTHOR = "LEFT JOIN author a ON a.id = p.author_id"
COLUMNS = f"SELECT {_ALWAYS} {_FROM} {_AUTHOR} WHERE {_RANGE}{_ORDER}"
WITH_WORDS = (
    f"SELECT {_ALWAYS}, {_WORDS} {_FROM} JOIN post_counts c ON c.post_id = p.id {_AUTHOR}"
    f" WHERE {_RANGE}{_ORDER}"
)
TEXTS = f"SELECT r.post_id, p.text {_FROM} WHERE {_RANGE}{_ORDER}"
MANY = f"SELECT count(*) FROM reaction r WHERE {_RANGE}"


@dataclass(frozen=True, slots=True)
class Columns:
    """The posts of a window, oldest first (at one instant by network and id): a row each.

    `new` is 1 where the account was new when it wrote, -1 where nobody knows. `scorer` is None where a post
    is unscored. `words` were read where they were asked for.
    """

    frozen: FrozenColumns
    new: NDArray[np.int8]
    scorer: Named
    post_ids: Numbers
    words: Words | None


def number(s: Session, film: str, since: datetime, until: datetime) -> int:
    """How many reactions [since, until) holds."""
    values = (films.ids(s, [film])[film], to_micros(since), to_micros(until))
    return int(Sql(s).rows(MANY, *values)[0][0])


def window(s: Session, film: str, since: datetime, until: datetime, *, words_up_to: int = 0) -> Columns:
    """All reactions of [since, until), as `reactions.window` has them; with the words of each, where there
    are no more than `words_up_to`.
    """
    values = (films.ids(s, [film])[film], to_micros(since), to_micros(until))
    many = number(s, film, since, until)
    words = many <= words_up_to
    made = _Columns(many, words=words)
    for rows in _in_order(Sql(s).chunks(WITH_WORDS if words else COLUMNS, *values, size=ROWS)):
        made.add(rows)
    return made.whole()


def texts(
    s: Session, film: str, since: datetime, until: datetime
) -> Iterator[tuple[Numbers, tuple[str, ...]]]:
    """Streams the texts of a window, some hundreds at a time, with the numbers of their posts."""
    values = (films.ids(s, [film])[film], to_micros(since), to_micros(until))
    for rows in Sql(s).chunks(TEXTS, *values, size=ROWS):
        ids, words = zip(*rows, strict=True)
        yield np.array(ids, np.int64), words


def _in_order(chunks: Iterable[Sequence[Row]]) -> Iterator[list[Row]]:
    """The rows some hundreds at a time, those of one instant by network and id and never parted.

    They are compared as they are: no two have instant, network and id in common, which stand first.
    """
    held: list[Any] = []  # rows compare as tuples do
    for some in chunks:
        held += some
        last = held[-1][0]
        first = len(held)
        while first and held[first - 1][0] == last:
            first -= 1
        if first:
            yield sorted(held[:first])
            held = held[first:]
    if held:
        yield sorted(held)


class _Kind(NamedTuple):
    """What was judged of a post, as rows hold it: the same comes again and again, and is read once."""

    scorer: str | None
    abstained: bool | None
    label: str | None
    repost: bool | None
    excluded: str | None
    author_class: str | None
    language: str | None
    flags: str | None
    standing: str | None
    unjudged: bool

    @property
    def is_labelled(self) -> bool:
        return self.scorer is not None and not self.abstained

    def code(self) -> int:
        """The label's place, -1 for none."""
        return LABELS.index(self.label) if self.is_labelled else -1

    def why(self) -> str | None:
        """As `reactions` has it: what does not stand any more is withdrawn; what nobody judged says so."""
        if self.unjudged:
            return NOT_JUDGED.excluded
        if self.standing is not None and self.excluded in (None, PICKED):
            return WITHDRAWN.get("hidden" if self.standing == AWAY else self.standing)
        return self.excluded


_JUDGED = slice(12, 12 + len(_Kind._fields) - 1)
"""Where rows hold what makes a kind, but for the last: a missing text_key tells that a post is unjudged."""


class _Columns:
    """Columns of `most` rows, filled some rows at a time."""

    def __init__(self, most: int, *, words: bool) -> None:
        # Where texts are held anyway, so may the others be; a million of them are packed.
        names = ("remote_id", "content_hash", "text_key", "author")
        self._texts = {name: GrowingStrings() if words else GrowingTexts(most) for name in names}
        self._arrays: dict[str, NDArray[Any]] = {
            "created_at": np.zeros(most, np.int64),
            "post_id": np.zeros(most, np.int64),
            "has_author": np.zeros(most, np.bool_),
            "probabilities": np.zeros((most, len(LABELS))),
            "new": np.zeros(most, np.int8),
            "source": np.zeros(most, np.int32),
            "kind": np.zeros(most, np.int32),
        }
        self._source, self._kind = Coder(), Coder()
        self._many = 0
        self._words: tuple[list[Any], ...] | None = ([], [], [], [], [], []) if words else None

    def add(self, rows: Sequence[Row]) -> None:
        """Some more rows of COLUMNS, or of WITH_WORDS."""
        (
            at, source, remote_id, post_id, words, text_key, author_id, handle, opened,
            negative, neutral, positive, *_,
        ) = columns = tuple(zip(*rows, strict=True))  # fmt: skip
        authors = [
            author or (f"@{name.casefold()}" if name else "")
            for author, name in zip(author_id, handle, strict=True)
        ]
        unjudged = None in text_key
        lacks = [key is None for key in text_key] if unjudged else repeat(False, len(rows))
        for name, values in (
            ("remote_id", remote_id),
            ("content_hash", words),
            ("text_key", [key or "" for key in text_key] if unjudged else text_key),
            ("author", authors),
        ):
            self._texts[name].add(values)
        instants = np.array(at, np.int64)
        self._keep(
            created_at=instants,
            post_id=np.array(post_id, np.int64),
            has_author=np.fromiter(map(bool, authors), np.bool_, len(rows)),
            probabilities=np.array([negative, neutral, positive], dtype=np.float64).T,
            new=_how_new(instants, opened),
            source=self._source.codes(source),
            kind=self._kind.codes(list(zip(*columns[_JUDGED], lacks, strict=True))),
        )
        if self._words is not None:
            for held, values in zip(self._words, columns[_JUDGED.stop :], strict=True):
                held.extend(values)

    def _keep(self, **columns: NDArray[Any]) -> None:
        high = self._many + len(columns["kind"])
        for name, values in columns.items():
            self._arrays[name][self._many : high] = values
        self._many = high

    def whole(self) -> Columns:
        """What was added, together."""
        arrays: dict[str, Any] = {name: values[: self._many] for name, values in self._arrays.items()}
        texts: dict[str, Any] = {name: self._texts.pop(name).whole() for name in sorted(self._texts)}
        kinds, each = [_Kind(*one) for one in self._kind], arrays.pop("kind")
        arrays["probabilities"][~_of_each([one.is_labelled for one in kinds], each, np.bool_)] = np.nan
        new, post_ids = arrays.pop("new"), arrays.pop("post_id")
        frozen = FrozenColumns(
            **texts,
            **arrays | {"source": self._source.named(arrays["source"])},
            label=_of_each([one.code() for one in kinds], each, np.int8),
            repost=_of_each([bool(one.repost) and not one.unjudged for one in kinds], each, np.bool_),
            excluded=_named([one.why() for one in kinds], each),
            author_class=_named(
                [(None if one.unjudged else one.author_class) or "unknown" for one in kinds], each
            ),
            language=_named([None if one.unjudged else one.language for one in kinds], each),
            flags=_named([() if one.unjudged else _flags(one.flags) for one in kinds], each),
            new_account=np.full(self._many, -1, np.int8),
            weight=np.ones(self._many),
            pictures=no_pictures(self._many),
        )
        scorer = _named([one.scorer for one in kinds], each)
        return Columns(frozen, new, scorer, post_ids, self._read_words())

    def _read_words(self) -> Words | None:
        if self._words is None:
            return None
        texts, likes, urls, media, ref_types, ref_ids = self._words
        return Words(
            texts,
            likes,
            urls,
            {place: media_of(stored) for place, stored in enumerate(media) if stored is not None},
            {place: Ref(kind, ref_ids[place]) for place, kind in enumerate(ref_types) if kind is not None},
        )


def _of_each(values: Sequence[Any], kinds: NDArray[np.int32], dtype: Any) -> NDArray[Any]:
    """For each row the value of its kind."""
    return np.array(values, dtype)[kinds]


def _named(values: Sequence[Any], kinds: NDArray[np.int32]) -> Named:
    coder = Coder()
    return coder.named(coder.codes(values)[kinds])


def _how_new(written: Numbers, opened: Sequence[int | None]) -> NDArray[np.int8]:
    ages = np.array(opened, dtype=np.float64)  # None becomes NaN
    known = ~np.isnan(ages)
    found: NDArray[np.int8] = np.where(
        known, (written - ages < NEW_ACCOUNT // MICROSECOND) & known, -1
    ).astype(np.int8)
    return found


@lru_cache(maxsize=20_000)
def _flags(stored: str | None) -> tuple[Flag, ...]:
    return tuple([Flag(*one) for one in orjson.loads(stored)]) if stored else ()
