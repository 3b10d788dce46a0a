"""The database: the only package that knows SQL.

`open_store(url)` gives a Store; `with store.read() as s` and `with store.write() as s` give a session. The
functions of one noun stand in one file each: films, facts, posts, reactions, spans, leases, runs, digests,
rollups, budgets, rejects, raw_pages, archives, evaluations, erase,
editors, desk_sessions, api_tokens, login_failures, audit. They take the session first; rows never
leave this package.
"""

from aggregator.store.schema import check_schema, schema_revision, upgrade_schema
from aggregator.store.session import Store, open_store

__all__ = ["Store", "check_schema", "open_store", "schema_revision", "upgrade_schema"]
