"""All judgements on a post for a film at once: what the store keeps beside each reaction."""

from typing import NamedTuple

from aggregator.model import AuthorClass, Film, Flag, Post, Signals
from aggregator.model.quick import quick
from aggregator.signals.authors import Authors, Who
from aggregator.signals.automation import automated
from aggregator.signals.copies import text_key
from aggregator.signals.harm import Harm
from aggregator.signals.language import Language, detect, names_of
from aggregator.signals.passed_on import PassedOn
from aggregator.signals.relevance import Relevance
from aggregator.signals.reposts import is_repost
from aggregator.signals.spoilers import Spoilers
from aggregator.signals.text_words import TextWords, words_of

OFF_TOPIC = "off topic"
AUTOMATED = "automated"
PROMOTION = "promotion"
OTHER_LANGUAGE = "other language"
NOT_A_FAN: dict[AuthorClass, str] = {
    "critic": "critic or press",
    "cast": "cast or crew",
    "official": "official account",
    "promo": PROMOTION,
}
"""Why the posts of these count in no number."""

EXCLUSIONS = (OFF_TOPIC, AUTOMATED, PROMOTION, *list(NOT_A_FAN.values())[:3], OTHER_LANGUAGE)
"""The words that `Signals.excluded` may hold."""

_UNDETERMINED = frozenset({"", "und", "mul", "zxx", "art", "qam", "qct", "qht", "qme", "qst"})
_make_signals = quick(Signals)
_JUDGES: dict[int, "Judge"] = {}


class Judgement(NamedTuple):
    """What excludes a post, and why, in words; both empty where it counts."""

    excluded: str | None
    because: str = ""


def other_language(language: str | None) -> bool:
    """Whether the network declares a language that is not English ("pt-BR", "th").

    Unknown and undetermined ("und", X's codes for posts of links or hashtags only) are not another language.
    """
    if language is None:
        return False
    code = language.lower()
    return not code.startswith("en") and code not in _UNDETERMINED


class Judge:
    """The judgements for one film, its patterns built once: keep one for a run."""

    def __init__(self, film: Film) -> None:
        self.film = film
        self._relevance = Relevance(film)
        self._authors = Authors(film)
        self._passed_on = PassedOn(film)
        self._harm = Harm(film)
        self._spoilers = Spoilers(film)
        self._names = names_of((film.title, *film.former_titles, *film.people, *film.characters))

    def judge(self, post: Post, who: Who | None = None) -> Signals:
        """Repost or not, the key of its text, who speaks, what excludes it, what holds it back, and why.

        `who`: what an editor takes its author for; None: what the signals say.
        """
        who = self._authors.of(post.author, post.source) if who is None else who
        language = self._language(post)
        said = words_of(post.text)
        excluded, because = self._exclusion(post, said, who, language)
        found = [*self._harm.flags(post, said), *self._spoilers.flags(post, said)]
        if excluded is not None:
            found.append(Flag(excluded, because))
        if who.because and who.because != because:
            found.append(Flag(f"author: {who.kind}", who.because))
        return _make_signals(
            text_key(post),
            is_repost(post),
            excluded,
            who.kind,
            language.code,
            _each_once(found) if found else (),
        )

    def _language(self, post: Post) -> Language:
        """What its words say, with what the network declares as a hint."""
        return detect(post.text, post.language, self._names)

    def explain(self, post: Post) -> Judgement:
        """What excludes the post, with the reason in words for an editor.

        The first that holds, in this order: it is about something else, a machine or a shop wrote it, no fan
        wrote it, it passes on a headline or a programme, it is in another language.
        """
        who = self._authors.of(post.author, post.source)
        return self._exclusion(post, words_of(post.text), who, self._language(post))

    def _exclusion(self, post: Post, said: TextWords, who: Who, language: Language) -> Judgement:
        reason = self._relevance.reason_off_topic(post)
        if reason is not None:
            return Judgement(OFF_TOPIC, reason)
        found = automated(post)
        if found is not None:
            return Judgement(found.kind, found.because)
        not_a_fan = NOT_A_FAN.get(who.kind)
        if not_a_fan is not None:
            return Judgement(not_a_fan, who.because)
        passed_on = self._passed_on.found(said)
        if passed_on is not None:
            return Judgement(passed_on.kind, passed_on.because)
        if other_language(language.code):
            return Judgement(OTHER_LANGUAGE, language.because)
        return _COUNTS


_COUNTS = Judgement(None)


def _each_once(found: list[Flag]) -> tuple[Flag, ...]:
    """Sorted by name; of two with one name the first."""
    named: dict[str, Flag] = {}
    for flag in found:
        named.setdefault(flag.name, flag)
    return tuple(named[name] for name in sorted(named))


def judge(post: Post, film: Film) -> Signals:
    """`Judge(film).judge(post)`, keeping the last few films' judges: for callers with one post at a time."""
    known = _JUDGES.get(id(film))
    if known is None or known.film is not film:
        if len(_JUDGES) >= 32:
            _JUDGES.clear()
        known = _JUDGES[id(film)] = Judge(film)
    return known.judge(post)
