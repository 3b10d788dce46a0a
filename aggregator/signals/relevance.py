"""Is a post about this film?

A post found by a hashtag or handed over by an editor is taken to be about the film, with three exceptions:

* it holds one of the film's `never` words;
* the film has `must_any` words and the post holds none of them, nor an unmistakable name of the film;
* the film's title is a common phrase ("Gold", "American Made"), and the post does not seem to mean the film:
  see common_titles. Beside such a title a `must_any` word vouches only if it is no common word itself:
  "movie" stands beside real snacks and real gold too.

Judgements with a reason; docs/signals.md says how often they were right on real posts.
"""

from aggregator.model import Film, Post
from aggregator.signals.common_titles import CommonTitle
from aggregator.signals.names import is_common_phrase, people_pattern, squeeze, words_pattern
from aggregator.signals.title_writing import CINEMA_WORDS


class Relevance:
    """The judgement for one film, its patterns built once."""

    def __init__(self, film: Film) -> None:
        names = [film.title, *film.former_titles]
        phrases = [phrase for phrase in film.phrases if not film.must_any or " " in phrase.strip()]
        plain = {squeeze(name) for name in (*names, *phrases) if is_common_phrase(name)}
        unmistakable = [name for name in (*names, *phrases) if squeeze(name) not in plain]
        self._never = words_pattern(film.never)
        self._must = words_pattern(film.must_any)
        self._tags = (
            frozenset(map(squeeze, unmistakable if film.must_any else (*unmistakable, *film.hashtags)))
            - plain
        )
        self._names = words_pattern(unmistakable)
        self._people = people_pattern(film) if film.must_any else None
        common = film.kind in {"film", "series", "event"} and is_common_phrase(film.title)
        self._common = CommonTitle(film) if common else None
        self._vouches = words_pattern(
            word
            for word in film.must_any
            if not is_common_phrase(word) and word.casefold() not in CINEMA_WORDS
        )
        self.trivial = self._never is None and self._must is None and self._common is None

    def reason_off_topic(self, post: Post) -> str | None:
        """Why the post is not about the film, in words; None where it is taken to be."""
        if self.trivial:
            return None
        if self._never is not None:
            found = self._never.search(post.text)
            if found is not None:
                return f"holds {found.group(0).casefold()!r}, a word that the film's config excludes"
        if self._unmistakably(post):
            return None
        if self._common is not None:
            vouched = self._vouches is not None and self._vouches.search(post.text) is not None
            return None if vouched else self._common.reason_off_topic(post)
        if self._must is None or self._must.search(post.text) is not None:
            return None
        return "holds none of the film's must_any words, nor an unmistakable name of it"

    def _unmistakably(self, post: Post) -> bool:
        """A title, phrase, hashtag or person that nobody would take for something else.

        With `must_any` the editor says that hashtags and short phrases are ambiguous: then only titles,
        people and phrases of several words count.
        """
        if not self._tags.isdisjoint(post.hashtags):
            return True
        if self._names is not None and self._names.search(post.text) is not None:
            return True
        return self._people is not None and self._people.search(post.text) is not None
