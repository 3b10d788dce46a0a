"""Editors' decisions about posts, and the random sample that they label."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "decision",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("film_id", NUMBER, nullable=False),
        sa.Column("post_id", NUMBER, nullable=True),
        sa.Column("author_id", NUMBER, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("editor", sa.Text(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("undone_at", NUMBER, nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["film_id"], ["film.id"], name=op.f("fk_decision_film_id_film")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_film_id_post_id"), "decision", ["film_id", "post_id"])
    op.create_index(op.f("ix_decision_post_id"), "decision", ["post_id"])
    op.create_index(op.f("ix_decision_author_id"), "decision", ["author_id"])
    op.create_table(
        "drawn",
        sa.Column("film_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("post_id", NUMBER, nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("passed_at", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["film_id"], ["film.id"], name=op.f("fk_drawn_film_id_film")),
        sa.PrimaryKeyConstraint("film_id", "number", name=op.f("pk_drawn")),
        sa.UniqueConstraint("film_id", "post_id", name=op.f("uq_drawn_film_id_post_id")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_drawn_post_id"), "drawn", ["post_id"])


def downgrade() -> None:
    """Takes them away."""
    op.drop_table("drawn")
    op.drop_table("decision")
