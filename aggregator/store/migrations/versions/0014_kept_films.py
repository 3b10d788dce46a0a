"""Films that editors describe at the desk, a row for each version."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "kept_film",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("changed_at", NUMBER, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_film")),
        sa.UniqueConstraint("slug", "version", name=op.f("uq_kept_film_slug_version")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("kept_film")
