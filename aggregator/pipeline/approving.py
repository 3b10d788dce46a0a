"""Who approves a story: some kinds need more than one person before they are published."""

from collections.abc import Sequence

from aggregator.errors import AggregatorError, PublishError
from aggregator.model import Digest
from aggregator.model.kinds import manner_of
from aggregator.text import clean, plural

LONGEST_NAME = 80


def named(who: str) -> str:
    """A person's name on one line.

    Raises:
        AggregatorError: that is no name.
    """
    name = " ".join(clean(who).split())
    if not name:
        raise AggregatorError("nobody is named", hint="say who decides it")
    if len(name) > LONGEST_NAME:
        raise AggregatorError(
            f"{name:.20}...: is no name", hint=f"write a person's name, at most {LONGEST_NAME} characters"
        )
    return name


def is_same(one: str, other: str) -> bool:
    """Whether two names are one person's: they differ in case or blanks at most."""
    return named(one).casefold() == named(other).casefold()


def not_yet(story: Digest, names: Sequence[str]) -> list[str]:
    """Those of the names, each once, who have not approved what the story says."""
    known, found = [one.who for one in story.approvals], list[str]()
    for name in map(named, names):
        if not any(is_same(name, one) for one in (*known, *found)):
            found.append(name)
    return found


def check_approved(story: Digest, approved_by: Sequence[str], destination: str) -> None:
    """Whether enough people say that a story may go out: those who approved it before, and these.

    Raises:
        PublishError: too few people approve it.
        AggregatorError: one of the names is none.
    """
    needed = manner_of(story.kind).approvals
    names = [*(one.who for one in story.approvals), *not_yet(story, approved_by)]
    if len(names) < needed:
        by = f"{names[0]} alone" if names else "nobody yet"
        raise PublishError(
            destination,
            f"digest {story.id}: a {story.kind} needs the approval of {needed} people and has that of {by}",
            hint='let two people read it: --approved-by "A. Quill" --approved-by "B. Reed"',
        )


def check_unchanged(story: Digest, lost: int, approved_by: Sequence[str], destination: str) -> None:
    """Who approves a story approves what they read: one out of which posts had to be taken is read again.

    Raises:
        PublishError: posts were taken out, and somebody approved what stood there before, now or earlier, or
            the kind goes out with approvals alone.
    """
    if approved_by or manner_of(story.kind).approvals:
        raise PublishError(
            destination,
            f"digest {story.id}: not published, {plural(lost, 'post')} had to be taken out since it was "
            "approved",
            hint=f"let it be read again, then publish version {story.version}: {story.id}-v{story.version}",
        )
