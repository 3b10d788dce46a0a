"""What fans speak of. Aspect first: a theme is a set of words, so that anyone can count it again.

Three kinds, in this order of trust: the editor's words (config/themes.toml), names of cast and characters
(the film's facts), and names, things ("the dinosaurs") or pairs of words that this window's posts use
strikingly often. General ones, the film as a whole and going to see it, are counted beside these.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from aggregator.digest.other_works import OtherWorks
from aggregator.digest.style import ThemeWords
from aggregator.digest.vocabulary import TOKEN, Vocabulary
from aggregator.digest.words import FEELINGS, NOT_A_SURNAME, STOP_WORDS, SUBJECTS
from aggregator.model.digests import DigestKind, Theme
from aggregator.model.films import Film
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
_WHOLES = {"film": "film", "series": "series", "franchise": "franchise"}  # of a prize-giving: its films
MOST_LOOKED_AT = 200  # words that posts use most, of which names and things are sought
POINTED_AT = 0.35  # of the posts that use a word say "the" before it, to make it a thing
NAMED, THING = 0.8, 0.6  # how far what posts write is trusted to be a theme, beside an editor's words (1)
TITLE = "{title}"
KIND = "{kind}"
WHOLE_NAME = 0.5  # of the mentions of a name are part of one longer name, to take that as the label
AS_A_NAME = 0.4  # of the posts that write a pair of words, with capitals, to make it a name
_LINKED = ("@", "#", "/", ".", "_", "-")  # what stands before a handle, a hashtag or a piece of a link
PARTING = STOP_WORDS - {"of", "and"}  # beside a thing, these don't make it a piece of a title
FAR_LARGER = 3
TOO_ALIKE = 0.5  # of two themes that share more of their posts than this, the one with more weight stays

_NAME = re.compile(r"(?<![.!?…:\"“”'(\n])(?<!^)\s([A-Z][\w’']{3,})(?=\s[a-z]|[,.;!?’']|\s*$)")


@dataclass(frozen=True, slots=True)
class FoundTheme:
    """A theme and the places (in the list of eligible posts) of the posts that mention it, ascending."""

    theme: Theme
    members: tuple[int, ...]


def find_themes(
    texts: Sequence[str],
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
    opinion; those of this kind alone come first. What the story's kind is about is no theme of it, nor is
    another film. `share` is that of all
    eligible posts, None where a story carries no shares.
    """
    fewest = max(FEWEST_POSTS, int(len(texts) * LEAST_SHARE))
    title_words = _title_words(film)
    occasion = OCCASION.get(kind, frozenset())
    editors = [one for one in editor if not one.general and (not one.kinds or kind in one.kinds)]
    wanted = [(one, 1.0) for one in (*editors, *_names(film))]
    taken = {part for one, _ in wanted for word in one.words for part in TOKEN.findall(word)}
    wanted = [(one, trust) for one, trust in wanted if one.kinds or occasion.isdisjoint(one.words)]
    works = OtherWorks(film)
    for name, trust in _salient(texts, vocabulary, fewest, title_words | taken):
        holders = vocabulary.mentions(name.words)[:MENTIONS_READ]
        if not works.is_one(name.words, (texts[place] for place in holders)):
            wanted.append((name, trust))
    found = []
    for asked, trust in wanted:
        words = tuple(word for word in asked.words if not set(TOKEN.findall(word)) <= title_words)
        members = vocabulary.mentions(words) if words else ()
        if len(members) < fewest:
            continue
        one = _counted(asked.label, words, members, labels, len(texts) if with_shares else None)
        sides = one.theme.positive + one.theme.negative
        if trust < 1 and sides < OPINIONATED * len(members):
            continue  # a name that is only passed on: a vote, an event, an advertisement
        # What only this kind of story looks for, such as the prizes, goes before what any story does.
        found.append((not asked.kinds, -trust * (sides + 0.25 * len(members)), asked.label, one))
    found.sort(key=lambda one: one[:3])
    kept: list[FoundTheme] = []
    for _, _, _, one in found:
        if len(kept) < MOST_THEMES and not any(_overlap(one, other) > TOO_ALIKE for other in kept):
            kept.append(one)
    return tuple(kept)


def find_general(
    labels: Sequence[Label | None],
    vocabulary: Vocabulary,
    *,
    film: Film,
    editor: Sequence[ThemeWords],
    with_shares: bool,
) -> tuple[Theme, ...]:
    """The general themes that any post mentions, most mentioned first.

    Most posts say no more than that they saw the film, or are going to, and how it was. Nobody would write a
    paragraph on that, yet who counts what fans speak of has to count it.
    """
    found = []
    for asked in editor:
        if not asked.general:
            continue
        words = tuple(sorted({filled for word in asked.words for filled in _filled(word, film)}))
        members = vocabulary.mentions(words)
        if members:
            label = asked.label.replace(KIND, _WHOLES.get(film.kind, "films"))
            one = _counted(label, words, members, labels, len(labels) if with_shares else None)
            found.append(replace(one.theme, general=True))
    return tuple(sorted(found, key=lambda one: (-one.posts, one.label)))


def _filled(word: str, film: Film) -> Iterable[str]:
    """A word, with each title and hashtag of the film for "{title}"."""
    if TITLE not in word:
        return (word,)
    names = {
        film.title,
        *film.former_titles,
        *film.hashtags,
        *film.phrases,
        *(f"#{tag}" for tag in film.hashtags),
    }
    return {word.replace(TITLE, " ".join(name.split()).casefold()) for name in names if name}


def _counted(
    label: str,
    words: tuple[str, ...],
    members: tuple[int, ...],
    labels: Sequence[Label | None],
    posts: int | None,
) -> FoundTheme:
    """A theme with its counts. `posts` are all eligible ones, None where a story carries no shares."""
    counts = Counter(labels[place] for place in members)
    share = round(len(members) / posts, 4) if posts else None
    theme = Theme(label, len(members), share, counts["positive"], counts["negative"], words)
    return FoundTheme(theme, members)


def _overlap(one: FoundTheme, other: FoundTheme) -> float:
    """The share of the smaller one's posts that the other one has too; 0 where that is far larger, and so
    another subject: most posts on a trailer's cast say "trailer".
    """
    fewer, more = sorted((len(one.members), len(other.members)))
    if more > FAR_LARGER * fewer:
        return 0.0
    return len(set(one.members) & set(other.members)) / fewer


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
    texts: Sequence[str], vocabulary: Vocabulary, fewest: int, known: frozenset[str] | set[str]
) -> list[tuple[ThemeWords, float]]:
    """Names that posts write with a capital in mid-sentence, pairs of words that cling together, and things.

    All must be said by enough posts; feelings, common words, parts of any film and the film's own names are
    no themes. Beside each stands how far it is trusted to be one.
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
    written = _capitals(often, texts, vocabulary)
    pairs = vocabulary.pairs(often)
    themes = []
    in_pairs: set[str] = set()
    taken_forms: set[str] = set()
    for (first, second), count in sorted(pairs.items(), key=lambda one: (-one[1], one[0])):
        if count < fewest or first == second or count < 0.3 * min(often[first], often[second]):
            continue
        if {first, second} & in_pairs or first + second in known:
            continue
        written_so = _pair_as_written(first, second, texts, vocabulary)
        if written_so is None:
            continue
        in_pairs |= {first, second}
        label = _whole_name(written_so, (texts[place] for place in vocabulary.holders(first)[:MENTIONS_READ]))
        themes.append((ThemeWords(label, (f"{first} {second}",)), NAMED))
    ranked = sorted(often, key=lambda one: (-often[one], one))[:MOST_LOOKED_AT]
    for word in ranked:
        if word in in_pairs or len(word) <= 3:
            continue
        before, after = vocabulary.neighbors(word, MENTIONS_READ)
        seen = len(before)
        pointed_at = _is_pointed_at(before)
        if _part_of_a_phrase(before, after, PARTING if pointed_at else ()):
            continue
        if word in taken_forms or not (pointed_at or written[word].total() >= max(3, 0.5 * seen)):
            continue
        named = written[word].total() >= max(3, 0.25 * seen)
        if not named and word in SUBJECTS:
            continue  # every film has a plot: those are the editor's to name
        label = _as_written(word, written) if named else word
        forms = _forms(word, often)
        taken_forms |= set(forms)
        themes.append((ThemeWords(f"the {label}" if pointed_at else label, forms), NAMED if named else THING))
    return themes


def _capitals(
    often: Collection[str], texts: Sequence[str], vocabulary: Vocabulary
) -> dict[str, Counter[str]]:
    """How posts write each of these words with a capital in mid-sentence, once for each post."""
    written: dict[str, Counter[str]] = {word: Counter() for word in often}
    names = lru_cache(maxsize=None)(lambda place: _NAME.findall(texts[place]))
    for word in often:
        for place in vocabulary.holders(word)[:MENTIONS_READ]:
            for name in names(place):
                if name.lower() == word:
                    written[word][name] += 1
                    break
    return written


def _forms(word: str, often: Mapping[str, int]) -> tuple[str, ...]:
    """A word with its plural or singular, where posts use that too: "dinosaur" and "dinosaurs" are one."""
    others = {word + "s", word + "es", word.removesuffix("s"), word.removesuffix("es")}
    return tuple(sorted({word} | {other for other in others if other in often}))


def _is_pointed_at(before: Sequence[str]) -> bool:
    """Whether posts often say "the" before a word, as they do before a thing ("the dinosaurs")."""
    return before.count("the") >= POINTED_AT * len(before)


def _part_of_a_phrase(before: Sequence[str], after: Sequence[str], parting: Collection[str]) -> bool:
    """Whether half of the mentions have the same neighbor: "Beast" is then a piece of another title.

    Neighbors in `parting` make no phrase.
    """
    most = max(
        (
            number
            for side in (before, after)
            for name, number in Counter(side).items()
            if name and name not in parting
        ),
        default=0,
    )
    return most >= 0.5 * len(before)


def _pair_as_written(first: str, second: str, texts: Sequence[str], vocabulary: Vocabulary) -> str | None:
    """A pair of words as most posts that write it as a name do ("Puerto Rico"), or None where it is none.

    Words that only stand side by side in what many pass on ("animals harmed"), handles and parts of links
    are no subject that a person would name.
    """
    pattern = word_pattern([f"{first} {second}"])
    found = (pattern.search(texts[place]) for place in vocabulary.holders(first)[:MENTIONS_READ])
    forms: Counter[str] = Counter()
    for one in found:
        if one is not None and one.string[: one.start()][-1:] not in _LINKED:
            forms[" ".join(one.group().split())] += 1
    names = {form: number for form, number in forms.items() if all(map(_is_capital, form.split()))}
    if sum(names.values()) < AS_A_NAME * forms.total() or not names:
        return None
    return min(names, key=lambda form: (-names[form], form))


def _whole_name(name: str, texts: Iterable[str]) -> str:
    """The longer name that half of those who write this one write: "Heron Guild of Salt" of "Heron Guild"."""
    word = r"[A-Z][\w’'&-]*"
    small = r"(?:(?:of|the|and|in|for)\s+){0,2}"
    grown = re.compile(rf"(?<!\w)(?:{word}\s+)?{re.escape(name)}(?!\w)(?:\s+{small}{word}){{0,2}}")
    forms = Counter(" ".join(found[0].split()) for text in texts for found in grown.finditer(text))
    if not forms:
        return name
    form = min(forms, key=lambda one: (-forms[one], one))
    return form if forms[form] >= WHOLE_NAME * forms.total() else name


def _is_capital(word: str) -> bool:
    return word[:1].isupper()


def _as_written(word: str, written: dict[str, Counter[str]]) -> str:
    """A name as most posts write it ("LeFou"), a common word as it is."""
    forms = written.get(word)
    return min(forms, key=lambda form: (-forms[form], form)) if forms else word
