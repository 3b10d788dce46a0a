"""The tables of what was read and what we think of it; those of the work itself stand in work_tables.py.

Each column is preceded by what it holds. Rows never leave store/: its functions give the values of model/.
"""

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from aggregator.store.columns import Base, Flag, Id, Instant, Json, KeyWords, Moment, Number, Real, Words


class FilmRow(Base):
    """What is watched, or was: a film that left the configuration keeps its posts and digests."""

    __tablename__ = "film"
    id: Mapped[Id]
    # The name that config, commands and digests use.
    slug: Mapped[Words] = mapped_column(unique=True)
    title: Mapped[Words]
    # film, series, person, franchise or event.
    kind: Mapped[Words]
    # Hash of the names, words, accounts and rules by which posts are judged: another one makes them stale.
    words: Mapped[Words]


class AuthorRow(Base):
    """Who wrote a post, as last shown to us."""

    __tablename__ = "author"
    __table_args__ = (UniqueConstraint("source", "key"),)
    id: Mapped[Id]
    # The network.
    source: Mapped[Words]
    # Author.key: the network's id, else "@" and the case-folded handle.
    key: Mapped[Words]
    # The network's id, if it gives one.
    remote_id: Mapped[Words | None]
    handle: Mapped[Words | None]
    name: Mapped[Words | None]
    followers: Mapped[Number | None]
    verified: Mapped[Flag | None]
    # When the account was opened.
    created_at: Mapped[Moment | None]
    # Whether the account says that it is automated.
    bot: Mapped[Flag | None]
    # How new these values are: when the network showed them, for an archive when its post was written.
    as_of: Mapped[Moment]


class PostRow(Base):
    """One public message, as it stands now; `created_at` never changes: reaction's key holds it."""

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("source", "remote_id"),)
    # Given by posts.save from a block, so that 1,000 rows need no answer each.
    id: Mapped[Id]
    # The network.
    source: Mapped[Words]
    # The network's id of it: always a text (ids beyond 2^53, URIs).
    remote_id: Mapped[Words]
    url: Mapped[Words | None]
    text: Mapped[Words]
    # The warning that stands before the text.
    spoiler_text: Mapped[Words | None]
    # Changes when a reader would see other words (model.content_hash).
    content_hash: Mapped[Words]
    # No index and no foreign key (whose check on delete would need one): every import would pay for them, and
    # only `forget` asks by author. The one way in and the one way out (saving.py, erase.py) keep it right.
    author_id: Mapped[Number | None]
    created_at: Mapped[Moment]
    edited_at: Mapped[Moment | None]
    language: Mapped[Words | None]
    # A list of texts without "#", case-folded, sorted.
    hashtags: Mapped[Json]
    # A list of [type, url, alt].
    media: Mapped[Json]
    # retweeted, quoted or replied_to, and the other post's id.
    ref_type: Mapped[Words | None]
    ref_id: Mapped[Words | None]
    sensitive: Mapped[Flag | None]
    # False where network or author asks not to show it.
    quotable: Mapped[Flag]
    # Whether this copy was read from the author's own server; a copy from elsewhere never overwrites it.
    at_home: Mapped[Flag]
    # What a reviewer gave, 0 (worst) to 1 (best); null: no rating, as with nearly all posts.
    rating: Mapped[Real | None]
    # gone, hidden or edited, as a recheck found it; away: hidden with its author's account; null: nothing is
    # known against it.
    standing: Mapped[Words | None]
    standing_at: Mapped[Moment | None]


class PostTextRow(Base):
    """The earlier texts of an edited post: kept, never overwritten."""

    __tablename__ = "post_text"
    post_id: Mapped[Id] = mapped_column(ForeignKey("post.id"), autoincrement=False)
    # 0 is the first text we read.
    number: Mapped[Number] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[Words]
    spoiler_text: Mapped[Words | None]
    content_hash: Mapped[Words]
    # When it was edited away, by the network's word.
    replaced_at: Mapped[Moment | None]


class PostCountsRow(Base):
    """What the network counts on a post, apart from it: a refresh touches no text. Null: it does not say."""

    __tablename__ = "post_counts"
    post_id: Mapped[Id] = mapped_column(ForeignKey("post.id"), autoincrement=False)
    likes: Mapped[Number | None]
    reposts: Mapped[Number | None]
    replies: Mapped[Number | None]
    quotes: Mapped[Number | None]
    views: Mapped[Number | None]
    # When the network last showed us the post; null for an archive's, which nobody asked it for.
    seen_at: Mapped[Moment | None]


class ReactionRow(Base):
    """A post belongs to a film, with score and signals: a window of a film is one range of its key.

    It has no foreign key to post: checking one on delete would need a second index as large as the table.
    erase.py, the one way out for posts, deletes both.
    """

    __tablename__ = "reaction"
    film_id: Mapped[Number] = mapped_column(ForeignKey("film.id"), primary_key=True, autoincrement=False)
    # The post's.
    created_at: Mapped[Moment] = mapped_column(Instant, primary_key=True)
    post_id: Mapped[Number] = mapped_column(primary_key=True, autoincrement=False)
    # The post's, so that shares by author need no other table.
    author_id: Mapped[Number | None]
    # From here on null until the score stage has seen the post's present text: an import writes none of it.
    # Of the text that signals and score are about.
    content_hash: Mapped[Words | None]
    # Signals.text_key: equal for copies of one text.
    text_key: Mapped[Words | None]
    # Signals.repost: another's words.
    repost: Mapped[Flag | None]
    # Signals.excluded: why it counts in no number; null if it counts.
    excluded: Mapped[Words | None]
    # Signals.author_class: who speaks; null from before it was judged: unknown.
    author_class: Mapped[Words | None]
    # Signals.language.
    language: Mapped[Words | None]
    # Signals.flags: a list of [name, because]; null for none.
    flags: Mapped[Json | None]
    # Who scored it ("fan/1"); null: unscored, or the text changed since.
    scorer: Mapped[Words | None]
    label: Mapped[Words | None]
    # The three probabilities, summing to 1.
    negative: Mapped[Real | None]
    neutral: Mapped[Real | None]
    positive: Mapped[Real | None]
    polarity: Mapped[Real | None]
    # A list of [words, weight].
    evidence: Mapped[Json | None]
    abstained: Mapped[Flag | None]
    scored_at: Mapped[Moment | None]
    __table_args__ = (
        # Small: holds what still has to be scored, and nothing else.
        Index(
            "ix_reaction_unscored",
            "film_id",
            "created_at",
            "post_id",
            sqlite_where=text("scorer IS NULL"),
            postgresql_where=text("scorer IS NULL"),
        ),
        {"sqlite_with_rowid": False},
    )


class PickRow(Base):
    """A post that stands for a film only because an editor picked it by hand: quotable, never counted.

    Gone as soon as a collector or an archive brings the same post for that film. A table of its own, so that
    the millions that are collected pay nothing for the few that are picked.
    """

    __tablename__ = "pick"
    film_id: Mapped[Number] = mapped_column(ForeignKey("film.id"), primary_key=True, autoincrement=False)
    post_id: Mapped[Number] = mapped_column(
        ForeignKey("post.id"), primary_key=True, autoincrement=False, index=True
    )
    # When the editor added it.
    at: Mapped[Moment]
    __table_args__ = ({"sqlite_with_rowid": False},)


class RollupRow(Base):
    """Raw counts of 15 minutes, for bursts and `status`; never a number that a digest prints."""

    __tablename__ = "rollup"
    film_id: Mapped[Number] = mapped_column(ForeignKey("film.id"), primary_key=True, autoincrement=False)
    # The start of the quarter of an hour.
    bucket: Mapped[Moment] = mapped_column(Instant, primary_key=True)
    source: Mapped[KeyWords]
    posts: Mapped[Number]
    reposts: Mapped[Number]
    excluded: Mapped[Number]
    # Set in the transaction that changes a post of the bucket; recomputed before reading.
    dirty: Mapped[Flag]
    __table_args__ = (
        Index(
            "ix_rollup_dirty",
            "film_id",
            "bucket",
            sqlite_where=text("dirty"),
            postgresql_where=text("dirty"),
        ),
        {"sqlite_with_rowid": False},
    )


class ArchiveRow(Base):
    """An archive that was imported for a film, by network: digests say where their posts come from."""

    __tablename__ = "archive"
    __table_args__ = (UniqueConstraint("film_id", "source", "name"),)
    id: Mapped[Id]
    film_id: Mapped[Number] = mapped_column(ForeignKey("film.id"))
    source: Mapped[Words]
    # The file's name, without its folder.
    name: Mapped[Words]
    # When it was first imported.
    at: Mapped[Moment]
    # Readable posts of that network in it, and their oldest and newest instants.
    posts: Mapped[Number]
    oldest: Mapped[Moment | None]
    newest: Mapped[Moment | None]
    # Records of the whole file, of whatever network, that could not be read.
    rejected: Mapped[Number | None]


class StretchRow(Base):
    """Lines of an archive that were read for a film without a fault: the same bytes tell nothing new.

    Erasing empties the table: a file that holds what was erased has to be read again, to be refused.
    """

    __tablename__ = "stretch"
    film_id: Mapped[Number] = mapped_column(ForeignKey("film.id"), primary_key=True, autoincrement=False)
    # blake2b of the lines and of how they were read.
    mark: Mapped[KeyWords]
    # {network: [posts, oldest, newest]}, instants in microseconds.
    held: Mapped[Json]


class PictureHashRow(Base):
    """What a picture looks like, in 64 bits, or why nothing is known of it. Never the picture or its address.

    `forget` takes it out with the posts that hold the picture.
    """

    __tablename__ = "picture_hash"
    # blake2b of what its addresses have in common (signals.picture_mark).
    mark: Mapped[KeyWords]
    # 16 hex digits; null: there is none.
    bits: Mapped[Words | None]
    # Why there is none; "".
    why: Mapped[Words]
    # From when on it may be tried again; null: never.
    next_try: Mapped[Moment | None]
    tries: Mapped[Number]


class TombstoneRow(Base):
    """What was erased and must not come back: a keyed hash, from which the id can't be read."""

    __tablename__ = "tombstone"
    # blake2b of "post" or "author", source and id, keyed by the secret.
    hash: Mapped[KeyWords]
    at: Mapped[Moment]


class RefusedRow(Base):
    """A post of late that was refused or erased, as somebody was forgotten: the network counts it still."""

    __tablename__ = "refused"
    # As a post's in `tombstone`.
    hash: Mapped[KeyWords]
    source: Mapped[Words]
    # In which it was written.
    hour: Mapped[Moment]


class SecretRow(Base):
    """Random keys that this database made for itself."""

    __tablename__ = "secret"
    # "tombstone".
    name: Mapped[KeyWords]
    # Hex digits.
    value: Mapped[Words]


__all__ = [
    "ArchiveRow",
    "AuthorRow",
    "FilmRow",
    "PickRow",
    "PictureHashRow",
    "PostCountsRow",
    "PostRow",
    "PostTextRow",
    "ReactionRow",
    "RefusedRow",
    "RollupRow",
    "SecretRow",
    "TombstoneRow",
]
