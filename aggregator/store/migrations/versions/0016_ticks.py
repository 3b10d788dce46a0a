"""What editors ticked in digests, and the head of each digest as lists ask for it."""

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the tables, and the head of each digest from its newest version."""
    op.create_table(
        "tick",
        sa.Column("digest_id", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest_id", "mark", name=op.f("pk_tick")),
    )
    op.create_table(
        "digest_head",
        sa.Column("digest_id", sa.Text(), nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("film_id", NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", NUMBER, nullable=False),
        sa.Column("since", NUMBER, nullable=False),
        sa.Column("until", NUMBER, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("embargo_until", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["film_id"], ["film.id"], name=op.f("fk_digest_head_film_id_film")),
        sa.PrimaryKeyConstraint("digest_id", name=op.f("pk_digest_head")),
    )
    for columns in (("made_at",), ("film_id", "made_at"), ("state", "made_at")):
        named = "_".join((*columns, "digest_id"))
        op.create_index(op.f(f"ix_digest_head_{named}"), "digest_head", [*columns, "digest_id"])
    _fill()


def downgrade() -> None:
    """Takes them away: both tell of digests that stay."""
    op.drop_table("digest_head")
    op.drop_table("tick")


def _fill() -> None:
    same = ("film_id", "kind", "made_at", "since", "until")
    told_by = ("state", "title", "headline", "approved_by", "embargo_until")
    digest = sa.table("digest", *map(sa.column, ("id", "version", "body", *same)))
    head = sa.table("digest_head", *map(sa.column, ("digest_id", "version", *same, *told_by)))
    connection = op.get_bind()
    newest = sa.select(digest.c.id, sa.func.max(digest.c.version)).group_by(digest.c.id)
    for digest_id, version in connection.execute(newest).all():
        columns = (digest.c.body, *(digest.c[name] for name in same))
        one = sa.select(*columns).where(digest.c.id == digest_id, digest.c.version == version)
        body, *kept = connection.execute(one).one()
        told = json.loads(bytes(body))
        row = {
            "digest_id": digest_id,
            "version": version,
            **dict(zip(same, kept, strict=True)),
            "state": told.get("state") or "draft",
            "title": (told.get("film") or {}).get("title") or "",
            "headline": told.get("headline") or "",
            "approved_by": json.dumps([one["who"] for one in told.get("approvals") or ()]),
            "embargo_until": _micros(told.get("embargo_until")),
        }
        connection.execute(sa.insert(head).values(**row))


def _micros(told: str | None) -> int | None:
    if not told:
        return None
    at = datetime.fromisoformat(told).astimezone(UTC)
    return int((at - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 1_000_000 + at.microsecond
