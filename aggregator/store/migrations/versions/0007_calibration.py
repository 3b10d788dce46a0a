"""What a person's labels said of a scorer: for a film's shares, and to compare the next model with."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "calibration",
        sa.Column("film_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("scorer", sa.Text(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("labels", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("film_id", "scorer", name=op.f("pk_calibration")),
        sa.ForeignKeyConstraint(["film_id"], ["film.id"], name=op.f("fk_calibration_film_id_film")),
    )
    op.create_table(
        "evaluation",
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("scorer", sa.Text(), nullable=False),
        sa.Column("film", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("mark", "scorer", "film", name=op.f("pk_evaluation")),
    )


def downgrade() -> None:
    """Takes them away."""
    op.drop_table("evaluation")
    op.drop_table("calibration")
