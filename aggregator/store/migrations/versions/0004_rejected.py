"""How many records of an archive could not be read; null for those that were imported before it was counted."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds the column."""
    op.add_column("archive", sa.Column("rejected", NUMBER))


def downgrade() -> None:
    """Takes it away again."""
    op.drop_column("archive", "rejected")
