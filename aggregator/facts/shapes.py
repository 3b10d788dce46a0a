"""Whether facts have the shapes that stories and merging rest on: a provider may be anybody's."""

from collections.abc import Callable, Sequence
from typing import Any

from aggregator.errors import UnexpectedPayload
from aggregator.facts.base import LONGEST_NAME, LONGEST_TEXT, day, words
from aggregator.model import Fact
from aggregator.text import safe_url


def checked(provider: str, facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts, if each is one that can be told.

    Raises:
        UnexpectedPayload: one is none, or no reader could be sent to its source.
    """
    for fact in facts:
        fits = _SHAPES.get(fact.key)
        if fits is None or not fits(fact.value) or safe_url(fact.source) is None:
            raise UnexpectedPayload(
                provider,
                f"tells a {fact.key!r:.40} of {fact.value!r:.80} at {fact.source!r:.80}, which is no fact",
                hint="docs/facts.md says what a fact is",
            )
    return tuple(facts)


def _has(**inner: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """A table of these texts; those whose name ends in "_" may be left out, and no other may stand there."""
    names = {name.removesuffix("_"): fits for name, fits in inner.items()}
    needed = {name for name in inner if not name.endswith("_")}

    def fits(value: Any) -> bool:
        return (
            isinstance(value, dict)
            and needed <= value.keys() <= names.keys()
            and all(names[name](text) for name, text in value.items())
        )

    return fits


def _name(value: Any) -> bool:
    return value is not None and words(value, LONGEST_NAME) == value


def _text(value: Any) -> bool:
    return value is not None and words(value, LONGEST_TEXT) == value


def _day(value: Any) -> bool:
    return value is not None and day(value) == value


def _link(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("https://") and safe_url(value) == value


_SHAPES: dict[str, Callable[[Any], bool]] = {
    "director": _name,
    "writers": _name,
    "cast": _has(actor=_name, role_=_name),
    "release": _has(date=_day, territory_=_name, distributor_=_name),
    "synopsis": _has(text=_text, of_film_=_name),
    "trailer": _has(url=_link),
    "predecessor": _has(title=_name, released_=_day),
}
