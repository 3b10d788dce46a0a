"""Editors' edits of digests, and what stands beside a version: the generated story, the runners-up."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the table and the column."""
    op.create_table(
        "edit",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("digest_id", sa.Text(), nullable=False),
        sa.Column("block", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("seen", NUMBER, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("ended", NUMBER, nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edit")),
    )
    op.create_index(op.f("ix_edit_digest_id"), "edit", ["digest_id"])
    with op.batch_alter_table("digest") as table:
        table.add_column(sa.Column("aside", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Takes them away."""
    with op.batch_alter_table("digest") as table:
        table.drop_column("aside")
    op.drop_table("edit")
