"""A large window's reactions as columns: what every number rests on, without the words.

One stream of rows, a few thousand at a time, goes into columns at once: of a million posts nothing but these
is held. Texts and whole posts are read afterwards, of those that are looked at.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from aggregator.model import NOT_JUDGED, PICKED, WITHDRAWN, Flag
from aggregator.model.columns import Coder, GrowingTexts, Named, Numbers
from aggregator.model.frozen_columns import FrozenColumns, no_pictures
from aggregator.model.scoring import LABELS
from aggregator.signals.brigading import NEW_ACCOUNT
from aggregator.store import films
from aggregator.store.columns import MICROSECOND, to_micros
from aggregator.store.rows import AWAY
from aggregator.store.sql import Row, Sql

ROWS = 5_000
"""Rows that are held as Python's own values at once."""

_FROM = "FROM reaction r JOIN post p ON p.id = r.post_id"
_RANGE = "r.film_id = ? AND r.created_at >= ? AND r.created_at < ?"
_ORDER = " ORDER BY r.created_at, r.post_id"
COLUMNS = (
    "SELECT r.created_at, p.source, p.remote_id, r.post_id, p.content_hash, r.text_key, a.remote_id,"
    " a.handle, a.created_at, r.scorer, r.abstained, r.label, r.negative, r.neutral, r.positive, r.repost,"
    " r.excluded, r.author_class, r.language, r.flags, p.standing"
    f" {_FROM} LEFT JOIN author a ON a.id = p.author_id WHERE {_RANGE}{_ORDER}"
)
TEXTS = f"SELECT r.post_id, p.text {_FROM} WHERE {_RANGE}{_ORDER}"
MANY = f"SELECT count(*) FROM reaction r WHERE {_RANGE}"


@dataclass(frozen=True, slots=True)
class Columns:
    """The posts of a window, oldest first (at one instant by network and id): a row each.

    `new` is 1 where the account was new when it wrote, -1 where nobody knows. `scorer` is None where a post
    is unscored.
    """

    frozen: FrozenColumns
    new: NDArray[np.int8]
    scorer: Named
    post_ids: Numbers


def number(s: Session, film: str, since: datetime, until: datetime) -> int:
    """How many reactions [since, until) holds."""
    values = (films.ids(s, [film])[film], to_micros(since), to_micros(until))
    return int(Sql(s).rows(MANY, *values)[0][0])


def window(s: Session, film: str, since: datetime, until: datetime) -> Columns:
    """All reactions of [since, until), as `reactions.window` has them; there must be some."""
    values = (films.ids(s, [film])[film], to_micros(since), to_micros(until))
    made = _Columns(number(s, film, since, until))
    for rows in _in_order(Sql(s).chunks(COLUMNS, *values, size=ROWS)):
        made.add(rows)
    return made.whole()


def texts(
    s: Session, film: str, since: datetime, until: datetime
) -> Iterator[tuple[Numbers, tuple[str, ...]]]:
    """Streams the texts of a window, some thousands at a time, with the numbers of their posts."""
    values = (films.ids(s, [film])[film], to_micros(since), to_micros(until))
    for rows in Sql(s).chunks(TEXTS, *values, size=ROWS):
        ids, words = zip(*rows, strict=True)
        yield np.array(ids, np.int64), words


def _in_order(chunks: Iterable[Sequence[Row]]) -> Iterator[list[Row]]:
    """The rows some thousands at a time, those of one instant by network and id and never parted."""
    place = itemgetter(0, 1, 2)
    held: list[Row] = []
    for some in chunks:
        held += some
        last = held[-1][0]
        first = len(held)
        while first and held[first - 1][0] == last:
            first -= 1
        if first:
            yield sorted(held[:first], key=place)
            held = held[first:]
    if held:
        yield sorted(held, key=place)


class _Columns:
    """Columns of up to `most` rows, filled some rows at a time."""

    def __init__(self, most: int) -> None:
        self._most, self._many = most, 0
        self._texts = {
            name: GrowingTexts(most) for name in ("remote_id", "content_hash", "text_key", "author")
        }
        self._arrays: dict[str, NDArray[Any]] = {}
        names = ("source", "excluded", "author_class", "language", "flags", "scorer")
        self._coders = {name: Coder() for name in names}

    def add(self, rows: Sequence[Row]) -> None:
        """Some more rows of COLUMNS."""
        (
            at, source, remote_id, post_id, words, text_key, author_id, handle,
            opened, scorer, abstained, label, negative, neutral, positive, repost, excluded,
            author_class, language, flags, standing,
        ) = zip(*rows, strict=True)  # fmt: skip
        many = len(rows)
        judged = [key is not None for key in text_key]
        authors = [
            author or (f"@{name.casefold()}" if name else None)
            for author, name in zip(author_id, handle, strict=True)
        ]
        for name, values in (
            ("remote_id", remote_id),
            ("content_hash", words),
            ("text_key", [key or "" for key in text_key]),
            ("author", [one or "" for one in authors]),
        ):
            self._texts[name].add(values)
        labelled = [who is not None and not silent for who, silent in zip(scorer, abstained, strict=True)]
        odds = np.array([negative, neutral, positive], dtype=np.float64).T
        odds[~np.array(labelled, np.bool_)] = np.nan
        instants = np.array(at, np.int64)
        self._keep(
            created_at=instants,
            post_ids=np.array(post_id, np.int64),
            has_author=np.fromiter((one is not None for one in authors), np.bool_, many),
            repost=np.fromiter(
                (bool(one) and known for one, known in zip(repost, judged, strict=True)), np.bool_, many
            ),
            label=np.fromiter(
                (LABELS.index(one) if there else -1 for one, there in zip(label, labelled, strict=True)),
                np.int8,
                many,
            ),
            probabilities=odds,
            new=_how_new(instants, opened),
            source=self._coders["source"].codes(source),
            scorer=self._coders["scorer"].codes(scorer),
            excluded=self._coders["excluded"].codes(
                [_excluded(*one) for one in zip(excluded, standing, judged, strict=True)]
            ),
            author_class=self._coders["author_class"].codes(
                [
                    (one if known else None) or "unknown"
                    for one, known in zip(author_class, judged, strict=True)
                ]
            ),
            language=self._coders["language"].codes(
                [one if known else None for one, known in zip(language, judged, strict=True)]
            ),
            flags=self._coders["flags"].codes(
                [_flags(one) if known and one else () for one, known in zip(flags, judged, strict=True)]
            ),
        )

    def _keep(self, **columns: NDArray[Any]) -> None:
        low = self._many
        for name, values in columns.items():
            if name not in self._arrays:
                self._arrays[name] = np.zeros((self._most, *values.shape[1:]), values.dtype)
            self._arrays[name][low : low + len(values)] = values
            self._many = low + len(values)

    def whole(self) -> Columns:
        """What was added, together."""
        arrays: dict[str, Any] = {name: values[: self._many] for name, values in self._arrays.items()}
        texts: dict[str, Any] = {name: self._texts.pop(name).whole() for name in sorted(self._texts)}
        named: dict[str, Any] = {name: coder.named(arrays.pop(name)) for name, coder in self._coders.items()}
        new, scorer, post_ids = arrays.pop("new"), named.pop("scorer"), arrays.pop("post_ids")
        frozen = FrozenColumns(
            **texts,
            **named,
            **arrays,
            new_account=np.full(self._many, -1, np.int8),
            weight=np.ones(self._many),
            pictures=no_pictures(self._many),
        )
        return Columns(frozen, new, scorer, post_ids)


def _excluded(why: str | None, standing: str | None, judged: bool) -> str | None:
    """As `reactions` has it: what does not stand any more is withdrawn, and what nobody judged says so."""
    if not judged:
        return NOT_JUDGED.excluded
    if standing is not None and why in (None, PICKED):
        return WITHDRAWN.get("hidden" if standing == AWAY else standing)
    return why


def _how_new(written: Numbers, opened: Sequence[int | None]) -> NDArray[np.int8]:
    ages = np.array([np.nan if one is None else one for one in opened], dtype=np.float64)
    known = ~np.isnan(ages)
    found: NDArray[np.int8] = np.where(
        known, (written - ages < NEW_ACCOUNT // MICROSECOND) & known, -1
    ).astype(np.int8)
    return found


@lru_cache(maxsize=20_000)
def _flags(stored: str) -> tuple[Flag, ...]:
    return tuple([Flag(*one) for one in orjson.loads(stored)])
