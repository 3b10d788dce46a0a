"""What pictures of posts look like, as 64 bits each: never a picture, nor its address."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "picture_hash",
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("bits", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("next_try", NUMBER, nullable=True),
        sa.Column("tries", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_picture_hash")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("picture_hash")
