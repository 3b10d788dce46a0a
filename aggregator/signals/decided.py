"""What editors decided of posts, laid over what the signals found: a decision always goes before them.

Each leaves a flag whose sign is BY_EDITOR. Flags are frozen with a digest and hashed into its inputs, so that
`verify` knows what was decided when it was made, and a digest is made anew once something else is decided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from aggregator.model import NOT_JUDGED, PICKED, WITHDRAWN, Film, Flag, Label, Post, Reaction, Signals
from aggregator.model.decisions import OFF_TOPIC, Decision, Standing
from aggregator.signals.authors import Who
from aggregator.signals.flags import CONTRADICTED, PINNED, REJECTED, SPOILER
from aggregator.signals.judge import EXCLUSIONS, Judge

BY_EDITOR = "an editor says so"
"""The sign by which an editor's flag is known. Why it was set is not told: that may hold a post's words."""

_STAYS = frozenset(
    {PICKED, NOT_JUDGED.excluded, *WITHDRAWN.values()}
)  # no judgement on the words goes before


def is_marked(flags: Iterable[Flag]) -> bool:
    """Whether an editor's decision stands among the flags."""
    return any(flag.because == BY_EDITOR for flag in flags)


def unmarked(signals: Signals) -> Signals:
    """The same without what editors decided, as far as it can be told from the flags."""
    set_by_editor = {flag.name for flag in signals.flags if flag.because == BY_EDITOR}
    flags = tuple(flag for flag in signals.flags if flag.because != BY_EDITOR)
    excluded = None if signals.excluded in set_by_editor else signals.excluded
    return replace(signals, excluded=excluded, flags=flags)


class Decided:
    """The decisions of a film that stand, to be laid over its posts. The same posts always give the same."""

    def __init__(self, film: Film, standing: Standing) -> None:
        self._film, self.standing = film, standing
        self._judge: Judge | None = None

    def __bool__(self) -> bool:
        return bool(self.standing)

    def about(self, post: Post) -> tuple[Decision, ...]:
        """The decisions about a post and its author."""
        key = post.author.key if post.author is not None else None
        return self.standing.of(post.key, None if key is None else (post.source, key))

    def reactions(self, found: Sequence[Reaction]) -> Sequence[Reaction]:
        """The reactions as editors decided; those that nothing was decided of are the same objects."""
        if not self:
            return found
        return [self._reaction(one) if self.about(one.post) else one for one in found]

    def _reaction(self, one: Reaction) -> Reaction:
        score = one.score
        label = score.label if score is not None and not score.abstained else None
        return replace(one, signals=self.signals(one.signals, one.post, label))

    def signals(self, held: Signals, post: Post, label: Label | None) -> Signals:
        """What holds of a post. `label` is the scorer's, None where it has none."""
        flags: list[str] = []
        off_topic = False
        for one in self.about(post):
            if one.kind == "author_class":
                held = self._spoken_by(held, post, one)
            elif one.kind == "pin":
                flags.append(PINNED)
            elif one.kind == "reject":
                flags.append(REJECTED)
                off_topic |= one.value == OFF_TOPIC
            elif one.kind == "spoiler":
                flags.append(SPOILER)
            elif one.kind == "harm":
                flags.append(one.value)
            elif one.value == OFF_TOPIC:
                flags.append(REJECTED)
                off_topic = True
            elif one.value != label:
                flags.append(CONTRADICTED)
        excluded = held.excluded
        if off_topic and excluded != OFF_TOPIC and (excluded is None or excluded in EXCLUSIONS):
            excluded = OFF_TOPIC
            flags.append(OFF_TOPIC)
        return replace(held, excluded=excluded, flags=_with(held.flags, flags))

    def _spoken_by(self, held: Signals, post: Post, one: Decision) -> Signals:
        """Judged anew, with the author taken for what the editor says."""
        if held.text_key == NOT_JUDGED.text_key:
            return held
        if self._judge is None:
            self._judge = Judge(self._film)
        judged = self._judge.judge(post, Who(one.value, BY_EDITOR))  # type: ignore[arg-type]  # one of AUTHOR_CLASSES
        excluded = held.excluded if held.excluded in _STAYS else judged.excluded
        return replace(held, excluded=excluded, author_class=judged.author_class, flags=judged.flags)


def _with(flags: tuple[Flag, ...], names: Iterable[str]) -> tuple[Flag, ...]:
    """The flags and those that an editor set, each name once, sorted; what was found stays as it was."""
    named = {flag.name: flag for flag in flags}
    for name in names:
        named.setdefault(name, Flag(name, BY_EDITOR))
    return tuple(named[name] for name in sorted(named))
