"""Who speaks, in which language, and what a post was flagged for, each with its reason."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = ("author_class", "language", "flags")


def upgrade() -> None:
    """Adds the columns; what was judged before is judged anew, since its signals lack them."""
    for name in COLUMNS:
        op.add_column("reaction", sa.Column(name, sa.Text(), nullable=True))


def downgrade() -> None:
    """Takes them away."""
    with op.batch_alter_table("reaction") as table:
        for name in reversed(COLUMNS):
            table.drop_column(name)
