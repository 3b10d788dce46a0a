"""Who lets a story out: some kinds need more than one person, and every version keeps who it was."""

from collections.abc import Sequence

from aggregator.errors import PublishError
from aggregator.model import Digest
from aggregator.model.kinds import manner_of
from aggregator.text import clean, plural

LONGEST_NAME = 80


def check_leave(story: Digest, signed_off_by: Sequence[str], destination: str) -> tuple[str, ...]:
    """Who has let a story out, if it may go to that destination; those of an earlier publication first.

    Raises:
        PublishError: it is for the desk alone, or too few people let it out.
    """
    manner = manner_of(story.kind)
    if manner.internal and destination != "folder":
        raise PublishError(
            destination,
            f"digest {story.id}: is an internal brief, not for publication",
            hint="publish it to a folder, or make a story: fansreact digest FILM --kind trailer",
        )
    names = _each_once([*story.sign_offs.by, *signed_off_by], destination)
    if len(names) < manner.sign_offs and manner.sign_offs > 1:
        by = f"by {names[0]} alone" if names else "by nobody yet"
        raise PublishError(
            destination,
            f"digest {story.id}: a {story.kind} needs {manner.sign_offs} sign-offs and is signed off {by}",
            hint='let two people read it: --signed-off-by "A. Quill" --signed-off-by "B. Reed"',
        )
    return names


def check_unchanged(story: Digest, lost: int, version: int, destination: str) -> None:
    """Who signed a story off signed what they read: one whose quotes had to be replaced is read again.

    Raises:
        PublishError: quotes were replaced, and this kind needs more than one person to let it out.
    """
    if manner_of(story.kind).sign_offs > 1:
        raise PublishError(
            destination,
            f"digest {story.id}: {plural(lost, 'quote')} had to be replaced since it was signed off",
            hint=f"let two people read version {version}, then publish that: {story.id}-v{version}",
        )


def _each_once(given: Sequence[str], destination: str) -> tuple[str, ...]:
    """The names on one line each, those that differ only in case or blanks once."""
    found: dict[str, str] = {}
    for name in given:
        words = " ".join(clean(name).split())
        if not words or len(words) > LONGEST_NAME:
            raise PublishError(
                destination,
                f"--signed-off-by: {name!r:.40} is no name",
                hint=f"write a person's name, at most {LONGEST_NAME} characters",
            )
        found.setdefault(words.casefold(), words)
    return tuple(found.values())
