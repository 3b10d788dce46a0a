"""The tables of the work itself: what is asked, how far it went, who holds what, what came of it."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from aggregator.store.columns import (
    Base,
    Bytes,
    Flag,
    Id,
    Instant,
    Json,
    KeyWords,
    Moment,
    Number,
    Real,
    Words,
)


class QueryRow(Base):
    """What a network is asked, and the interval [bottom, top) that was ever claimed for reading."""

    __tablename__ = "query"
    __table_args__ = (UniqueConstraint("source", "account", "target"),)
    id: Mapped[Id]
    source: Mapped[Words]
    # Whose limits it spends; "" for the network's only account.
    account: Mapped[Words]
    # `#hashtag` or `"phrase"`.
    target: Mapped[Words]
    # The oldest instant ever claimed.
    bottom: Mapped[Moment]
    # The newest instant ever claimed.
    top: Mapped[Moment]
    # The newest instant below which nothing is expected to arrive late any more.
    clean_top: Mapped[Moment | None]


class SpanRow(Base):
    """A piece [low, high) of a query that was claimed and is not read yet; deleted when it is."""

    __tablename__ = "span"
    id: Mapped[Id]
    query_id: Mapped[Number] = mapped_column(ForeignKey("query.id"), index=True)
    low: Mapped[Moment]
    high: Mapped[Moment]
    # The network's own mark of where the walk stopped.
    resume: Mapped[Words | None]
    # open: to be read on; gap: the network would not give it.
    state: Mapped[Words]
    # Why it stands open, in words for people; "" while nothing went wrong.
    why: Mapped[Words]
    # A gap is tried again from then on; null: never.
    next_try: Mapped[Moment | None]


class CapturedRow(Base):
    """How many posts a network says it holds of a query in [low, high), and how many of them we hold."""

    __tablename__ = "captured"
    query_id: Mapped[Number] = mapped_column(ForeignKey("query.id"), primary_key=True, autoincrement=False)
    low: Mapped[Moment] = mapped_column(Instant, primary_key=True)
    high: Mapped[Moment]
    counted: Mapped[Number]
    held: Mapped[Number]


class FilmTargetRow(Base):
    """A hashtag or phrase of a film that was matched with what was stored before the film had it."""

    __tablename__ = "film_target"
    film_id: Mapped[Number] = mapped_column(ForeignKey("film.id"), primary_key=True, autoincrement=False)
    target: Mapped[KeyWords]


class TaskRow(Base):
    """A piece of work that falls due again and again. Its lease keeps two processes from doing it at once."""

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("name", "key"), Index(None, "due_at"))
    id: Mapped[Id]
    # The job ("collect", "digest").
    name: Mapped[Words]
    # On what (a source, a film).
    key: Mapped[Words]
    due_at: Mapped[Moment]
    # Until when its holder is alone with it; null: nobody holds it.
    lease_until: Mapped[Moment | None]
    holder: Mapped[Words | None]
    # Raised by every claim: a late holder is known by its old number.
    fence: Mapped[Number]
    # Runs that failed since the last good one.
    failures: Mapped[Number]
    last_error: Mapped[Words | None]
    finished_at: Mapped[Moment | None]


class RunRow(Base):
    """One stage, once, with its report (model.RunReport)."""

    __tablename__ = "run"
    __table_args__ = (Index(None, "stage", "started_at"), Index(None, "started_at"))
    id: Mapped[Id]
    stage: Mapped[Words]
    started_at: Mapped[Moment]
    took_s: Mapped[Real]
    source: Mapped[Words | None]
    account: Mapped[Words | None]
    film: Mapped[Words | None]
    target: Mapped[Words | None]
    fetched: Mapped[Number]
    new: Mapped[Number]
    known: Mapped[Number]
    rejected: Mapped[Number]
    pages: Mapped[Number]
    # A list of [low, high, why], instants as microseconds.
    gaps: Mapped[Json]
    joined: Mapped[Flag]
    error_kind: Mapped[Words | None]
    error_message: Mapped[Words | None]
    error_hint: Mapped[Words | None]
    note: Mapped[Words]


class BudgetRow(Base):
    """What an account has spent, and what the network says is left: shared by all processes."""

    __tablename__ = "budget"
    source: Mapped[KeyWords]
    account: Mapped[KeyWords]
    # Our own quota: requests since period_start.
    period_start: Mapped[Moment]
    spent: Mapped[Number]
    # The network's word: requests left until resets_at; null: it said nothing.
    remaining: Mapped[Number | None]
    resets_at: Mapped[Moment | None]


class SpendingRow(Base):
    """What went of a quota in its present period: shared by all processes, begun anew with each period."""

    __tablename__ = "spending"
    source: Mapped[KeyWords]
    account: Mapped[KeyWords]
    # requests, units, searches, usd_micros ...
    bucket: Mapped[KeyWords]
    # day or month.
    per: Mapped[KeyWords]
    start: Mapped[Moment]
    amount: Mapped[Number]


class BreakerRow(Base):
    """An account that is left in peace, and why; a good run takes the row away."""

    __tablename__ = "breaker"
    source: Mapped[KeyWords]
    account: Mapped[KeyWords]
    # Runs in a row that found the network unavailable, or its key refused.
    failures: Mapped[Number]
    # unavailable or credentials.
    kind: Mapped[Words]
    message: Mapped[Words]
    hint: Mapped[Words]
    at: Mapped[Moment]
    # Not asked by the schedule before; null: not yet that often, or (a refused key) until the key changes.
    open_until: Mapped[Moment | None]
    # A hash of the keys that were refused; null for an unavailable network.
    key_mark: Mapped[Words | None]


class DigestRow(Base):
    """One version of a digest, never changed, save by `forget`."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("film_id", "slot"), Index(None, "film_id", "made_at"))
    id: Mapped[KeyWords]
    version: Mapped[Number] = mapped_column(primary_key=True, autoincrement=False)
    film_id: Mapped[Number] = mapped_column(ForeignKey("film.id"))
    kind: Mapped[Words]
    # The window [since, until).
    since: Mapped[Moment]
    until: Mapped[Moment]
    made_at: Mapped[Moment]
    inputs_hash: Mapped[Words]
    config_hash: Mapped[Words]
    # digest.json, byte for byte.
    body: Mapped[Bytes]
    # The posts it was made from, as they were: compressed JSON, a list for each.
    frozen: Mapped[Bytes]
    # Which scheduled moment it is for ("2031-05-04 Europe/London"): one digest each, also from two processes.
    slot: Mapped[Words | None]
    # When `forget` took something out of it; null: as it was made.
    erased_at: Mapped[Moment | None]
    # The story before its edits and the runners-up of its quotes: compressed JSON; null: neither.
    aside: Mapped[Bytes | None]


class DigestQuoteRow(Base):
    """Which posts a version quotes, so that a recheck and `forget` find them."""

    __tablename__ = "digest_quote"
    digest_id: Mapped[KeyWords]
    version: Mapped[Number] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[KeyWords]
    remote_id: Mapped[KeyWords]
    __table_args__ = (Index(None, "source", "remote_id"), {"sqlite_with_rowid": False})


class SpikeRow(Base):
    """A time in which far more was written of a film than is usual, as it was noticed while posts came in."""

    __tablename__ = "spike"
    film_id: Mapped[Number] = mapped_column(ForeignKey("film.id"), primary_key=True, autoincrement=False)
    began_at: Mapped[Moment] = mapped_column(Instant, primary_key=True)
    noticed_at: Mapped[Moment]
    # Up to when it was read to go on.
    seen_until: Mapped[Moment]
    # Null: it goes on.
    ended_at: Mapped[Moment | None]
    # Posts from its beginning to seen_until, and how many are usual.
    posts: Mapped[Number]
    expected: Mapped[Real]
    # What keeps it from having a draft, in words; "": nothing.
    why: Mapped[Words]
    # Digests: the one made when it was noticed, and the one made when it ended or had gone on for long.
    draft: Mapped[Words | None]
    later_draft: Mapped[Words | None]


class EditRow(Base):
    """One block's change by an editor, and the versions that have it: from `version` to before `ended`."""

    __tablename__ = "edit"
    id: Mapped[Id]
    digest_id: Mapped[Words] = mapped_column(index=True)
    block: Mapped[Words]
    action: Mapped[Words]
    value: Mapped[Json]
    reason: Mapped[Words]
    # What no claim covers and the editor gave the reason for: a list of texts.
    confirmed: Mapped[Json]
    who: Mapped[Words]
    at: Mapped[Moment]
    # The version that the editor saw.
    seen: Mapped[Number]
    version: Mapped[Number]
    # null: it holds.
    ended: Mapped[Number | None]
    # Why it ended.
    why: Mapped[Words]


class CalibrationRow(Base):
    """A person's labels of a film's posts, with what a scorer said of them: no text, no author."""

    __tablename__ = "calibration"
    film_id: Mapped[Number] = mapped_column(ForeignKey("film.id"), primary_key=True, autoincrement=False)
    # Name and version ("fan/1").
    scorer: Mapped[KeyWords]
    at: Mapped[Moment]
    # Compressed JSON: a list of labels, a list of probabilities.
    labels: Mapped[Bytes]


class EvaluationRow(Base):
    """What a scorer last got right of a file of labels."""

    __tablename__ = "evaluation"
    # A hash of the texts and their labels.
    mark: Mapped[KeyWords]
    # Its name, without the version.
    scorer: Mapped[KeyWords]
    # Whose names were masked; "": nobody's.
    film: Mapped[KeyWords]
    # Name and version.
    version: Mapped[Words]
    at: Mapped[Moment]
    figures: Mapped[Json]


class RejectedRow(Base):
    """A record that could not be read, redacted, for whoever mends the parser."""

    __tablename__ = "rejected"
    __table_args__ = (Index(None, "at"),)
    id: Mapped[Id]
    source: Mapped[Words]
    at: Mapped[Moment]
    # A line, or the place on a page. (`where` is a word of SQL.)
    place: Mapped[Words]
    reason: Mapped[Words]
    sample: Mapped[Words]


class RawPageRow(Base):
    """An answer as it came, for some days: a parser's bug can be mended after the fact."""

    __tablename__ = "raw_page"
    __table_args__ = (Index(None, "source", "at"),)
    id: Mapped[Id]
    source: Mapped[Words]
    account: Mapped[Words]
    target: Mapped[Words]
    at: Mapped[Moment]
    # Compressed.
    body: Mapped[Bytes]


class FactsRow(Base):
    """What a provider of facts said of a film when it was last read; the next reading takes its place."""

    __tablename__ = "facts"
    film_id: Mapped[Number] = mapped_column(ForeignKey("film.id"), primary_key=True, autoincrement=False)
    # "tmdb", "wikidata".
    provider: Mapped[KeyWords]
    at: Mapped[Moment]
    # A list of [key, value, source, as_of, standing, index].
    facts: Mapped[Json]


__all__ = [
    "BreakerRow",
    "BudgetRow",
    "CalibrationRow",
    "CapturedRow",
    "DigestQuoteRow",
    "DigestRow",
    "EditRow",
    "EvaluationRow",
    "FactsRow",
    "FilmTargetRow",
    "QueryRow",
    "RawPageRow",
    "RejectedRow",
    "RunRow",
    "SpanRow",
    "SpendingRow",
    "SpikeRow",
    "TaskRow",
]
