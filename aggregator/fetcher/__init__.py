"""HTTP: one client per source, with deadlines, size limits, retries, redaction and errors by meaning.

The only package that knows httpx, httpcore and stamina. It also defines what it needs from others: Budget
(who may ask how often) and SessionCache (logins that outlive a process). What is promised stands in
docs/fetching.md.
"""

from aggregator.fetcher.answer import Answer
from aggregator.fetcher.asking import proxy_of
from aggregator.fetcher.budgets import Budget, Cost, MemoryBudget
from aggregator.fetcher.client import Fetcher
from aggregator.fetcher.redaction import redact
from aggregator.fetcher.sessions import DiskSessionCache, MemorySessionCache, SessionCache
from aggregator.fetcher.unforeseen import unforeseen

__all__ = [
    "Answer",
    "Budget",
    "Cost",
    "DiskSessionCache",
    "Fetcher",
    "MemoryBudget",
    "MemorySessionCache",
    "SessionCache",
    "proxy_of",
    "redact",
    "unforeseen",
]
