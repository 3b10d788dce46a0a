"""What Alembic runs: always on a connection that schema.py (or a test) hands over, inside its transaction."""

from alembic import context

from aggregator.store.columns import Base


def run() -> None:
    """Runs the migrations that were asked for."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=Base.metadata,
        render_as_batch=True,  # SQLite can't alter a column: a table is copied
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
