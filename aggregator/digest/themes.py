"""What fans speak of. Aspect first: a theme is a set of words, so that anyone can count it again.

Three kinds, in this order of trust: the editor's words (config/themes.toml), names of cast and characters
(the film's facts), and names or pairs of words that this window's posts use strikingly often.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aggregator.digest.other_works import OtherWorks
from aggregator.digest.style import ThemeWords
from aggregator.digest.vocabulary import TOKEN, Vocabulary
from aggregator.digest.words import FEELINGS, NOT_A_SURNAME, STOP_WORDS
from aggregator.model.digests import DigestKind, Theme
from aggregator.model.films import Film
from aggregator.model.posts import Post
from aggregator.model.scoring import Label
from aggregator.text import word_pattern

MOST_THEMES = 8
FEWEST_POSTS = 3
LEAST_SHARE = 0.01
OPINIONATED = 0.2  # of the posts that use a name, to make it a theme
MENTIONS_READ = 60  # of a name, to tell what it is the name of
# What a story of this kind is about: a theme that holds one of these words is its occasion, no part of it.
OCCASION: dict[DigestKind, frozenset[str]] = {
    "trailer": frozenset({"trailer", "trailers", "teaser"}),
    "first_look": frozenset({"first look", "footage"}),
    "casting": frozenset({"casting"}),
    "awards": frozenset({"award", "awards", "oscar", "oscars", "nominations"}),
    "finale": frozenset({"finale"}),
    "critics": frozenset({"critics"}),
}
TOO_ALIKE = 0.5  # of two themes that share more of their posts than this, the one with more weight stays

_NAME = re.compile(r"(?<![.!?…:\"“”'(\n])(?<!^)\s([A-Z][\w’']{3,})(?=\s[a-z]|[,.;!?’']|\s*$)")


@dataclass(frozen=True, slots=True)
class FoundTheme:
    """A theme and the places (in the list of eligible posts) of the posts that mention it, ascending."""

    theme: Theme
    members: tuple[int, ...]


def find_themes(
    posts: Sequence[Post],
    labels: Sequence[Label | None],
    vocabulary: Vocabulary,
    *,
    film: Film,
    kind: DigestKind,
    editor: Sequence[ThemeWords],
    with_shares: bool,
) -> tuple[FoundTheme, ...]:
    """Up to eight themes of the eligible posts, weightiest first.

    A theme weighs what its opinionated posts weigh, since "the trailer" that everybody links is no subject of
    opinion. What the story's kind is about is no theme of it, nor is another film. `share` is that of all
    eligible posts, None where a story carries no shares.
    """
    fewest = max(FEWEST_POSTS, int(len(posts) * LEAST_SHARE))
    title_words = _title_words(film)
    occasion = OCCASION.get(kind, frozenset())
    wanted = [(one, 1.0) for one in (*editor, *_names(film))]
    taken = {part for one, _ in wanted for word in one.words for part in TOKEN.findall(word)}
    wanted = [(one, trust) for one, trust in wanted if occasion.isdisjoint(one.words)]
    works = OtherWorks(film)
    for name in _salient(posts, vocabulary, fewest, title_words | taken):
        holders = vocabulary.mentions(name.words)[:MENTIONS_READ]
        if not works.is_one(name.words, (posts[place].text for place in holders)):
            wanted.append((name, 0.8))
    found = []
    for asked, trust in wanted:
        words = tuple(word for word in asked.words if not set(TOKEN.findall(word)) <= title_words)
        members = vocabulary.mentions(words) if words else ()
        if len(members) < fewest:
            continue
        counts = Counter(labels[place] for place in members)
        if trust < 1 and counts["positive"] + counts["negative"] < OPINIONATED * len(members):
            continue  # a name that is only passed on: a vote, an event, an advertisement
        theme = Theme(
            label=asked.label,
            posts=len(members),
            share=round(len(members) / len(posts), 4) if with_shares else None,
            positive=counts["positive"],
            negative=counts["negative"],
            words=words,
        )
        weight = trust * (counts["positive"] + counts["negative"] + 0.25 * len(members))
        found.append((-weight, asked.label, FoundTheme(theme, members)))
    found.sort(key=lambda one: one[:2])
    kept: list[FoundTheme] = []
    for _, _, one in found:
        if len(kept) < MOST_THEMES and not any(_overlap(one, other) > TOO_ALIKE for other in kept):
            kept.append(one)
    return tuple(kept)


def _overlap(one: FoundTheme, other: FoundTheme) -> float:
    common = len(set(one.members) & set(other.members))
    return common / min(len(one.members), len(other.members))


def _title_words(film: Film) -> frozenset[str]:
    named = " ".join((film.title, *film.former_titles, *film.phrases, *film.hashtags, *film.must_any))
    return frozenset(TOKEN.findall(named.lower()))


def _names(film: Film) -> Iterable[ThemeWords]:
    """Cast and characters, each by the whole name, and by a surname or first name that is no common word."""
    taken: set[str] = set()
    for person, by_surname in [(name, True) for name in film.people] + [
        (name, False) for name in film.characters
    ]:
        parts = person.split()
        if not parts or person.casefold() in taken:
            continue
        short = parts[-1] if by_surname else parts[0]
        words = {" ".join(parts).casefold()}
        plain = short.casefold()
        if len(parts) > 1 and len(short) >= 4 and plain not in NOT_A_SURNAME | STOP_WORDS | FEELINGS | taken:
            words.add(plain)
        if len(parts) == 1 and (len(plain) < 4 or plain in STOP_WORDS | FEELINGS):
            continue
        taken |= words
        yield ThemeWords(" ".join(parts), tuple(sorted(words)))


def _salient(
    posts: Sequence[Post], vocabulary: Vocabulary, fewest: int, known: frozenset[str] | set[str]
) -> list[ThemeWords]:
    """Names that posts write with a capital in mid-sentence, and pairs of words that cling together.

    Both must be said by enough posts; feelings, common words and the film's own names are no themes.
    """
    dull = STOP_WORDS | FEELINGS | known
    often = {
        word: number
        for word in vocabulary.often(fewest)
        if len(word) > 2
        and word not in dull
        and word[0].isalpha()
        and (number := len(vocabulary.holders(word))) >= fewest
    }
    capital: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for word in often:
        for place in vocabulary.holders(word)[:60]:
            for name in _NAME.findall(posts[place].text):
                if name.lower() == word:
                    capital[word] += 1
                    written.setdefault(word, Counter())[name] += 1
                    break
    pairs = vocabulary.pairs(often)
    themes = []
    in_pairs: set[str] = set()
    for (first, second), count in sorted(pairs.items(), key=lambda one: (-one[1], one[0])):
        if count < fewest or first == second or count < 0.3 * min(often[first], often[second]):
            continue
        if {first, second} & in_pairs or first + second in known:
            continue
        in_pairs |= {first, second}
        themes.append(ThemeWords(_pair_as_written(first, second, posts, vocabulary), (f"{first} {second}",)))
    for word in sorted(often, key=lambda one: (-often[one], one))[:200]:
        seen = min(60, often[word])
        stands = word not in in_pairs and len(word) > 3 and capital[word] >= max(3, 0.5 * seen)
        if stands and not _part_of_a_phrase(word, vocabulary):
            themes.append(ThemeWords(_as_written(word, written), (word,)))
    return themes


def _part_of_a_phrase(word: str, vocabulary: Vocabulary) -> bool:
    """Whether half of the mentions have the same neighbor: "Beast" is then a piece of another title."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    seen = vocabulary.holders(word)[:60]
    for place in seen:
        tokens = vocabulary.tokens(place)
        at = tokens.index(word)
        before[tokens[at - 1] if at else ""] += 1
        after[tokens[at + 1] if at + 1 < len(tokens) else ""] += 1
    most = max((count for side in (before, after) for name, count in side.items() if name), default=0)
    return most >= 0.5 * len(seen)


def _pair_as_written(first: str, second: str, posts: Sequence[Post], vocabulary: Vocabulary) -> str:
    """A pair of words as most posts write it ("Puerto Rico")."""
    pattern = word_pattern([f"{first} {second}"])
    found = (pattern.search(posts[place].text) for place in vocabulary.holders(first)[:60])
    forms = Counter(" ".join(one.group().split()) for one in found if one is not None)
    return min(forms, key=lambda form: (-forms[form], form), default=f"{first} {second}")


def _as_written(word: str, written: dict[str, Counter[str]]) -> str:
    """A name as most posts write it ("LeFou"), a common word as it is."""
    forms = written.get(word)
    return min(forms, key=lambda form: (-forms[form], form)) if forms else word
