"""How one JSON value differs from another, leaf by leaf."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from aggregator.errors import Failure

_MISSING = object()


def differences(where: str, expected: Any, found: Any) -> list[Failure]:
    """Each leaf of one JSON value that differs from that of another."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        keys = [*expected, *(key for key in found if key not in expected)]
        return [
            failure
            for key in keys
            for failure in differences(
                f"{where}.{key}" if where else key, expected.get(key, _MISSING), found.get(key, _MISSING)
            )
        ]
    if isinstance(expected, list) and isinstance(found, list):
        longest = max(len(expected), len(found))
        return [
            failure
            for place in range(longest)
            for failure in differences(
                f"{where}[{place}]",
                expected[place] if place < len(expected) else _MISSING,
                found[place] if place < len(found) else _MISSING,
            )
        ]
    if type(expected) is type(found) and expected == found:
        return []
    return [Failure(_writable(where), shown(expected), shown(found))]


def without_erased(canonical: Mapping[str, Any], failures: Sequence[Failure]) -> list[Failure]:
    """The same, but of a version that `forget` blanked no words of the file: they may be the erased post's.

    A quote whose post was erased is named once, by the name that it has since.
    """
    quotes = canonical.get("quotes")
    erased = {
        f"quotes[{place}]": quote["id"]
        for place, quote in enumerate(quotes if isinstance(quotes, list) else ())
        if not quote.get("text") and not quote.get("content_hash")
    }
    if not erased:
        return list(failures)
    told: list[Failure] = []
    for one in failures:
        place = one.where.split(".", 1)[0]
        if place in erased:
            one = Failure(place, f"{erased[place]}, taken out by forget", "what was erased")  # noqa: PLW2901
        elif one.found[:1] in ('"', "[", "{"):
            one = Failure(one.where, one.expected, "words that are not shown: some were erased")  # noqa: PLW2901
        told.append(one)
    return list(dict.fromkeys(told))


def shown(value: Any) -> str:
    """A value as a failure names it."""
    if value is _MISSING:
        return "nothing"
    try:
        text = _writable(json.dumps(value, ensure_ascii=False, default=str))
    except RecursionError:
        return "something nested too deeply to be shown"
    return text if len(text) <= 120 else f"{text[:117]}..."


def _writable(text: str) -> str:
    """A tampered file may hold halves of characters, which no output takes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
