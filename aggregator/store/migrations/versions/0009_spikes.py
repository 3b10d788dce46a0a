"""Spikes as they were noticed while posts came in, and the drafts that were made of them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "spike",
        sa.Column("film_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("began_at", NUMBER, nullable=False),
        sa.Column("noticed_at", NUMBER, nullable=False),
        sa.Column("seen_until", NUMBER, nullable=False),
        sa.Column("ended_at", NUMBER, nullable=True),
        sa.Column("posts", NUMBER, nullable=False),
        sa.Column("expected", sa.Float(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=True),
        sa.Column("later_draft", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("film_id", "began_at", name=op.f("pk_spike")),
        sa.ForeignKeyConstraint(["film_id"], ["film.id"], name=op.f("fk_spike_film_id_film")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("spike")
