"""The first schema. What each column holds stands beside the models, in tables.py and work_tables.py."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Instants are microseconds since 1970 UTC. SQLite gives its row number only to keys of the type INTEGER.
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes all tables."""
    op.create_table(
        "film",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_film")),
        sa.UniqueConstraint("slug", name=op.f("uq_film_slug")),
    )
    op.create_table(
        "author",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("remote_id", sa.Text()),
        sa.Column("handle", sa.Text()),
        sa.Column("name", sa.Text()),
        sa.Column("followers", NUMBER),
        sa.Column("verified", sa.Boolean()),
        sa.Column("created_at", NUMBER),
        sa.Column("bot", sa.Boolean()),
        sa.Column("as_of", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_author_source_key")),
    )
    op.create_table(
        "post",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("spoiler_text", sa.Text()),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("author_id", NUMBER),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.Column("edited_at", NUMBER),
        sa.Column("language", sa.Text()),
        sa.Column("hashtags", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("ref_type", sa.Text()),
        sa.Column("ref_id", sa.Text()),
        sa.Column("sensitive", sa.Boolean()),
        sa.Column("quotable", sa.Boolean(), nullable=False),
        sa.Column("at_home", sa.Boolean(), nullable=False),
        sa.Column("standing", sa.Text()),
        sa.Column("standing_at", NUMBER),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("source", "remote_id", name=op.f("uq_post_source_remote_id")),
    )
    op.create_table(
        "post_text",
        sa.Column("post_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("number", NUMBER, nullable=False, autoincrement=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("spoiler_text", sa.Text()),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("replaced_at", NUMBER),
        sa.PrimaryKeyConstraint("post_id", "number", name=op.f("pk_post_text")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_text_post_id_post")),
    )
    op.create_table(
        "post_counts",
        sa.Column("post_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("likes", NUMBER),
        sa.Column("reposts", NUMBER),
        sa.Column("replies", NUMBER),
        sa.Column("quotes", NUMBER),
        sa.Column("views", NUMBER),
        sa.Column("seen_at", NUMBER),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_counts")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_counts_post_id_post")),
    )
    op.create_table(
        "reaction",
        sa.Column("film_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.Column("post_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("author_id", NUMBER),
        sa.Column("content_hash", sa.Text()),
        sa.Column("text_key", sa.Text()),
        sa.Column("repost", sa.Boolean()),
        sa.Column("excluded", sa.Text()),
        sa.Column("scorer", sa.Text()),
        sa.Column("label", sa.Text()),
        sa.Column("negative", sa.Float()),
        sa.Column("neutral", sa.Float()),
        sa.Column("positive", sa.Float()),
        sa.Column("polarity", sa.Float()),
        sa.Column("evidence", sa.Text()),
        sa.Column("abstained", sa.Boolean()),
        sa.Column("scored_at", NUMBER),
        sa.PrimaryKeyConstraint("film_id", "created_at", "post_id", name=op.f("pk_reaction")),
        sa.ForeignKeyConstraint(["film_id"], ["film.id"], name=op.f("fk_reaction_film_id_film")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_reaction_unscored"), "reaction", ["film_id", "created_at", "post_id"], sqlite_where=sa.text("scorer IS NULL"), postgresql_where=sa.text("scorer IS NULL"))
    op.create_table(
        "pick",
        sa.Column("film_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("post_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("film_id", "post_id", name=op.f("pk_pick")),
        sa.ForeignKeyConstraint(["film_id"], ["film.id"], name=op.f("fk_pick_film_id_film")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_pick_post_id_post")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_pick_post_id"), "pick", ["post_id"])
    op.create_table(
        "rollup",
        sa.Column("film_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("bucket", NUMBER, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("posts", NUMBER, nullable=False),
        sa.Column("reposts", NUMBER, nullable=False),
        sa.Column("excluded", NUMBER, nullable=False),
        sa.Column("dirty", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("film_id", "bucket", "source", name=op.f("pk_rollup")),
        sa.ForeignKeyConstraint(["film_id"], ["film.id"], name=op.f("fk_rollup_film_id_film")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_rollup_dirty"), "rollup", ["film_id", "bucket"], sqlite_where=sa.text("dirty"), postgresql_where=sa.text("dirty"))
    op.create_table(
        "archive",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("film_id", NUMBER, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("posts", NUMBER, nullable=False),
        sa.Column("oldest", NUMBER),
        sa.Column("newest", NUMBER),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive")),
        sa.UniqueConstraint("film_id", "source", "name", name=op.f("uq_archive_film_id_source_name")),
        sa.ForeignKeyConstraint(["film_id"], ["film.id"], name=op.f("fk_archive_film_id_film")),
    )
    op.create_table(
        "tombstone",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_tombstone")),
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
    )
    op.create_table(
        "query",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("bottom", NUMBER, nullable=False),
        sa.Column("top", NUMBER, nullable=False),
        sa.Column("clean_top", NUMBER),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_query")),
        sa.UniqueConstraint("source", "account", "target", name=op.f("uq_query_source_account_target")),
    )
    op.create_table(
        "span",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("query_id", NUMBER, nullable=False),
        sa.Column("low", NUMBER, nullable=False),
        sa.Column("high", NUMBER, nullable=False),
        sa.Column("resume", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("next_try", NUMBER),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_span")),
        sa.ForeignKeyConstraint(["query_id"], ["query.id"], name=op.f("fk_span_query_id_query")),
    )
    op.create_index(op.f("ix_span_query_id"), "span", ["query_id"])
    op.create_table(
        "task",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("due_at", NUMBER, nullable=False),
        sa.Column("lease_until", NUMBER),
        sa.Column("holder", sa.Text()),
        sa.Column("fence", NUMBER, nullable=False),
        sa.Column("failures", NUMBER, nullable=False),
        sa.Column("last_error", sa.Text()),
        sa.Column("finished_at", NUMBER),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("name", "key", name=op.f("uq_task_name_key")),
    )
    op.create_index(op.f("ix_task_due_at"), "task", ["due_at"])
    op.create_table(
        "run",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("started_at", NUMBER, nullable=False),
        sa.Column("took_s", sa.Float(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("account", sa.Text()),
        sa.Column("film", sa.Text()),
        sa.Column("target", sa.Text()),
        sa.Column("fetched", NUMBER, nullable=False),
        sa.Column("new", NUMBER, nullable=False),
        sa.Column("known", NUMBER, nullable=False),
        sa.Column("rejected", NUMBER, nullable=False),
        sa.Column("pages", NUMBER, nullable=False),
        sa.Column("gaps", sa.Text(), nullable=False),
        sa.Column("joined", sa.Boolean(), nullable=False),
        sa.Column("error_kind", sa.Text()),
        sa.Column("error_message", sa.Text()),
        sa.Column("error_hint", sa.Text()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_index(op.f("ix_run_stage_started_at"), "run", ["stage", "started_at"])
    op.create_index(op.f("ix_run_started_at"), "run", ["started_at"])
    op.create_table(
        "budget",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("period_start", NUMBER, nullable=False),
        sa.Column("spent", NUMBER, nullable=False),
        sa.Column("remaining", NUMBER),
        sa.Column("resets_at", NUMBER),
        sa.PrimaryKeyConstraint("source", "account", name=op.f("pk_budget")),
    )
    op.create_table(
        "captured",
        sa.Column("query_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("low", NUMBER, nullable=False, autoincrement=False),
        sa.Column("high", NUMBER, nullable=False),
        sa.Column("counted", NUMBER, nullable=False),
        sa.Column("held", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("query_id", "low", name=op.f("pk_captured")),
        sa.ForeignKeyConstraint(["query_id"], ["query.id"], name=op.f("fk_captured_query_id_query")),
    )
    op.create_table(
        "film_target",
        sa.Column("film_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("film_id", "target", name=op.f("pk_film_target")),
        sa.ForeignKeyConstraint(["film_id"], ["film.id"], name=op.f("fk_film_target_film_id_film")),
    )
    op.create_table(
        "spending",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("per", sa.Text(), nullable=False),
        sa.Column("start", NUMBER, nullable=False),
        sa.Column("amount", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("source", "account", "bucket", "per", name=op.f("pk_spending")),
    )
    op.create_table(
        "breaker",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("failures", NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("open_until", NUMBER),
        sa.Column("key_mark", sa.Text()),
        sa.PrimaryKeyConstraint("source", "account", name=op.f("pk_breaker")),
    )
    op.create_table(
        "digest",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", NUMBER, nullable=False, autoincrement=False),
        sa.Column("film_id", NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("since", NUMBER, nullable=False),
        sa.Column("until", NUMBER, nullable=False),
        sa.Column("made_at", NUMBER, nullable=False),
        sa.Column("inputs_hash", sa.Text(), nullable=False),
        sa.Column("config_hash", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("frozen", sa.LargeBinary(), nullable=False),
        sa.Column("slot", sa.Text()),
        sa.Column("erased_at", NUMBER),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_digest")),
        sa.UniqueConstraint("film_id", "slot", name=op.f("uq_digest_film_id_slot")),
        sa.ForeignKeyConstraint(["film_id"], ["film.id"], name=op.f("fk_digest_film_id_film")),
    )
    op.create_index(op.f("ix_digest_film_id_made_at"), "digest", ["film_id", "made_at"])
    op.create_table(
        "digest_quote",
        sa.Column("digest_id", sa.Text(), nullable=False),
        sa.Column("version", NUMBER, nullable=False, autoincrement=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest_id", "version", "source", "remote_id", name=op.f("pk_digest_quote")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_digest_quote_source_remote_id"), "digest_quote", ["source", "remote_id"])
    op.create_table(
        "rejected",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sample", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejected")),
    )
    op.create_index(op.f("ix_rejected_at"), "rejected", ["at"])
    op.create_table(
        "raw_page",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raw_page")),
    )
    op.create_index(op.f("ix_raw_page_source_at"), "raw_page", ["source", "at"])


def downgrade() -> None:
    """Drops all tables, those that point at others first."""
    for table in (
        "raw_page",
        "rejected",
        "digest_quote",
        "digest",
        "breaker",
        "spending",
        "film_target",
        "captured",
        "budget",
        "run",
        "task",
        "span",
        "query",
        "secret",
        "tombstone",
        "archive",
        "rollup",
        "pick",
        "reaction",
        "post_counts",
        "post_text",
        "post",
        "author",
        "film",
    ):
        op.drop_table(table)
