"""All judgements on a post for a film at once: what the store keeps beside each reaction."""

from typing import NamedTuple

from aggregator.model import Film, Post, Signals
from aggregator.signals.automation import automated
from aggregator.signals.copies import text_key
from aggregator.signals.relevance import Relevance
from aggregator.signals.reposts import is_repost

OFF_TOPIC = "off topic"
AUTOMATED = "automated"
PROMOTION = "promotion"
OTHER_LANGUAGE = "other language"
EXCLUSIONS = (OFF_TOPIC, AUTOMATED, PROMOTION, OTHER_LANGUAGE)
"""The words that `Signals.excluded` may hold."""

_UNDETERMINED = frozenset({"", "und", "mul", "zxx", "art", "qam", "qct", "qht", "qme", "qst"})
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

    def judge(self, post: Post) -> Signals:
        """Repost or not, the key of its text, and what excludes it from every number."""
        return Signals(text_key=text_key(post), repost=is_repost(post), excluded=self.explain(post).excluded)

    def explain(self, post: Post) -> Judgement:
        """What excludes the post, with the reason in words for an editor.

        The first that holds, in this order: it is about something else, a machine or a shop wrote it, it is
        declared to be in another language.
        """
        reason = self._relevance.reason_off_topic(post)
        if reason is not None:
            return Judgement(OFF_TOPIC, reason)
        found = automated(post)
        if found is not None:
            return Judgement(found.kind, found.because)
        if other_language(post.language):
            return Judgement(OTHER_LANGUAGE, f"the network declares {post.language!r}")
        return _COUNTS


_COUNTS = Judgement(None)


def judge(post: Post, film: Film) -> Signals:
    """`Judge(film).judge(post)`, keeping the last few films' judges: for callers with one post at a time."""
    known = _JUDGES.get(id(film))
    if known is None or known.film is not film:
        if len(_JUDGES) >= 32:
            _JUDGES.clear()
        known = _JUDGES[id(film)] = Judge(film)
    return known.judge(post)
