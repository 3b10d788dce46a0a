"""What fans feel: one file per scorer, found by its name.

    scorer = find("fan")
    scores = scorer.score(posts, film)

A scorer reads the posts' own words only; the film's names are masked before, so that a title ("Mission:
Impossible", "Bad Boys") is no opinion. Importing this package imports no scorer: TextBlob and NLTK are heavy.
"""

import difflib
import importlib
import pkgutil
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from aggregator.errors import ConfigError
from aggregator.model import Film, OwnModel, Post, Score

# Files of this folder that are no scorers.
_PARTS = {
    "classifier",
    "fan_features",
    "fan_model",
    "fitting",
    "lexicon",
    "masking",
    "moved",
    "phrase_reader",
    "phrases",
    "polarity",
    "polarity_words",
    "pool",
    "reading",
    "vader",
    "wording",
}
OWN_MODEL = "onnx"  # the scorer that reads files which the configuration names


class Scorer:
    """The one base. A scorer is a file with one subclass; it keeps no state between calls.

    `version` goes up whenever the same post would get another score: what is stored with an older version is
    scored again.
    """

    name: ClassVar[str]
    version: str = "1"
    at_once: ClassVar[int] = 8_000
    """Posts that it scores in a second or a few: a run that is told to stop does so after as many."""

    def __init__(self, lexicon: Path | None = None) -> None:
        """`lexicon` is the file of words, for scorers that read one; None: the words that are shipped."""

    @property
    def id(self) -> str:
        """Name and version, as it stands in `Score.scorer`: "fan/1"."""
        return f"{self.name}/{self.version}"

    def score(self, posts: Sequence[Post], film: Film) -> list[Score]:
        """One score for each post, in their order."""
        raise NotImplementedError


def names() -> tuple[str, ...]:
    """The scorers that ship, sorted."""
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name.replace("_", "-") for name in found if name not in _PARTS))


def find(name: str, *, lexicon: Path | None = None, model: OwnModel | None = None) -> Scorer:
    """The scorer of that file name ("fan"), or one's own by import path ("your_package.module:Class").

    `model` is for the one scorer that reads files which the configuration names; others do not get it.

    Raises:
        ConfigError: there is no such scorer, its lexicon has mistakes, or what it needs is not installed.
    """
    if ":" in name:
        return _own(name)(lexicon)
    if name not in names():
        near = difflib.get_close_matches(name, names(), n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(names())}"
        raise ConfigError(
            f"no such scorer: {name!r}; {hint}", hint="or name your own as package.module:Class"
        )
    module = importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
    made: Scorer = module.SCORER(lexicon, model) if name == OWN_MODEL else module.SCORER(lexicon)
    return made


def _own(path: str) -> type[Scorer]:
    module_name, _, class_name = path.partition(":")
    try:
        found = getattr(importlib.import_module(module_name), class_name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigError(f"no such scorer: {path!r}; {error}", hint="is its package installed?") from error
    if not (isinstance(found, type) and issubclass(found, Scorer)):
        raise ConfigError(f"no such scorer: {path!r}; it is no subclass of aggregator.scorers.Scorer")
    return found
