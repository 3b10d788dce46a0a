"""Stretches of archives that were read: an archive that is imported again is known by its lines."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "stretch",
        sa.Column("film_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("held", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("film_id", "mark", name=op.f("pk_stretch")),
        sa.ForeignKeyConstraint(["film_id"], ["film.id"], name=op.f("fk_stretch_film_id_film")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("stretch")
