# ruff: noqa: INP001 - a script
"""Makes aggregator/scorers/vader.txt from the installed vaderSentiment: its words by valence, and its emoji.

python training/make_vader.py

Left out is what can't be met: entries with a space, since texts are split at spaces, and emoji of several
characters, since vaderSentiment looks at one character after the other.
"""

from collections import defaultdict
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

PLACE = Path(__file__).parents[1] / "aggregator" / "scorers" / "vader.txt"


def told() -> str:
    """The file's text."""
    analyzer = SentimentIntensityAnalyzer()
    words: dict[float, list[str]] = defaultdict(list)
    for word, valence in analyzer.lexicon.items():
        if " " not in word:
            words[valence].append(word)
    lines = [f"{valence:g} {' '.join(sorted(words[valence]))}" for valence in sorted(words)]
    emoji = [f"{sign} {meaning}" for sign, meaning in sorted(analyzer.emojis.items()) if len(sign) == 1]
    return "\n".join([*lines, "", *emoji, ""])


if __name__ == "__main__":
    PLACE.write_text(told(), encoding="utf-8")
