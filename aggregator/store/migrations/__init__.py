"""The schema's history, run by Alembic. One file a step in versions/, each with its way back."""
