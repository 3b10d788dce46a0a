"""What the address of a list of posts asks for, read from it and written back into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from aggregator.model.decisions import AUTHOR_CLASSES
from aggregator.model.post_filters import COUNTED, LEFT_OUT, UNKNOWN, Place, PostFilter
from aggregator.model.scoring import LABELS
from aggregator.pipeline.post_list import EXCLUDED, FLAGS, Choices

NAMES = (
    "text", "stance", "network", "decided", "theme", "language", "flag", "counts", "author", "since", "until",
)  # fmt: skip
STANCES = (*LABELS, "unjudged")
DECIDED = ("any", "label", "pin", "reject", "spoiler", "harm")
COUNTS = (COUNTED, LEFT_OUT, *EXCLUDED)
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class AskedPosts:
    """What was asked for, as it was written, and what of it can't be asked: told, and passed over."""

    values: Mapping[str, str]
    filter: PostFilter
    refused: tuple[str, ...]
    after: Place | None

    def address(self, path: str, after: Place | None = None) -> str:
        """The address of this list, or of what comes behind a place in it."""
        asked = self.query | ({"after": str(after)} if after is not None else {})
        return f"{path}?{urlencode(asked)}" if asked else path

    @property
    def query(self) -> dict[str, str]:
        """What was asked for, without what is empty."""
        return {name: value for name, value in self.values.items() if value}

    def time(self, name: str) -> str:
        """What is asked for as "since" or "until", as a field for times shows it, UTC; "": nothing."""
        at = self.filter.since if name == "since" else self.filter.until
        return "" if at is None else f"{at:%Y-%m-%dT%H:%M}"

    @property
    def more(self) -> bool:
        """Whether anything is asked for beside the first four things."""
        return any(self.values[name] for name in NAMES[4:])


def read_back(written: str) -> dict[str, str]:
    """The names and values of an address's query, as a form brought it back; none that no list has."""
    return {name: value for name, value in parse_qsl(written[:2_000]) if name in (*NAMES, "after")}


def read(asked: Mapping[str, str], choices: Choices) -> AskedPosts:
    """What is asked for of a film that has these choices. What is none of them is refused, the rest holds."""
    values = {name: asked.get(name, "").strip()[:_LONGEST] for name in NAMES}
    known: dict[str, Sequence[str]] = {
        "stance": STANCES,
        "network": tuple(choices.networks),
        "decided": DECIDED,
        "theme": tuple(choices.themes),
        "language": (UNKNOWN, *choices.languages),
        "flag": FLAGS,
        "counts": COUNTS,
        "author": AUTHOR_CLASSES,
    }
    refused = [name for name, listed in known.items() if values[name] and values[name] not in listed]
    times = {"since": _instant(values["since"]), "until": _instant(values["until"], end=True)}
    refused += [name for name, at in times.items() if values[name] and at is None]
    held: dict[str, Any] = {
        name: value for name, value in values.items() if value and name not in refused and name in known
    }
    wanted = PostFilter(
        text=values["text"],
        words=tuple(choices.themes[held["theme"]]) if "theme" in held else (),
        network=held.get("network"),
        language=held.get("language"),
        stance=held.get("stance"),
        flag=held.get("flag"),
        excluded=held.get("counts"),
        author_class=held.get("author"),
        since=times["since"],
        until=times["until"],
        decided=held.get("decided"),
    )
    return AskedPosts(values, wanted, tuple(refused), Place.read(asked.get("after", "")))


def _instant(written: str, *, end: bool = False) -> datetime | None:
    """A day or an instant, UTC where it names no zone; None where it is none that can be asked for. A day at
    the `end` is part of what is asked for.
    """
    try:
        at = datetime.fromisoformat(written)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        if end and len(written) == len("2031-05-04"):
            at += timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return at if 1970 < at.year < 9999 else None
