"""A place for what reviewers give (Letterboxd's stars), from 0 to 1; null for every post that is there already."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column."""
    op.add_column("post", sa.Column("rating", sa.Float()))


def downgrade() -> None:
    """Takes it away again, in place: a batch would copy the table, whose posts other tables point at."""
    op.drop_column("post", "rating")
