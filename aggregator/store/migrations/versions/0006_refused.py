"""Posts of late that were refused as somebody was forgotten: the network counts them still."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "refused",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("hour", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_refused")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("refused")
