"""What providers of facts (TMDB, Wikidata) said of a film when they were last read."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "facts",
        sa.Column("film_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("film_id", "provider", name=op.f("pk_facts")),
        sa.ForeignKeyConstraint(["film_id"], ["film.id"], name=op.f("fk_facts_film_id_film")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("facts")
