"""What those ask to be said of them whose facts are shown."""

from collections.abc import Iterable

from aggregator.model.films import Conflict

_ASKED = {"tmdb": "This product uses the TMDB API but is not endorsed or certified by TMDB."}
"""By provider. Wikidata's statements are in the public domain (CC0) and ask for nothing."""


def credits_for(providers: Iterable[str], conflicts: Iterable[Conflict] = ()) -> tuple[str, ...]:
    """The sentences that these providers ask for, and those of conflicting values; each once, sorted."""
    used = {*providers, *(one.provider for one in conflicts)}
    return tuple(_ASKED[name] for name in sorted(used) if name in _ASKED)
