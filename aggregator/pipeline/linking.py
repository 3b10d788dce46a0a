"""A hashtag or phrase that is new to a film is first matched with the posts that are stored already.

They came in for another film, or from an archive; the networks are not asked for them again.
"""

from collections.abc import Sequence

from aggregator.collectors import answers, hashtag_targets, phrase_targets
from aggregator.model import Film
from aggregator.pipeline.context import Context
from aggregator.store import linking

AT_ONCE = 200  # targets that one look through the posts asks for: databases take no condition of any length


def link_stored(ctx: Context, film: Film) -> int:
    """Makes the film's what its new targets find among the stored posts; how many those are.

    A batch is a transaction: what a killed run has linked stays, and the next one goes through all again.

    Raises:
        StoreError: the database refused.
    """
    with ctx.store.read() as session:
        fresh = linking.unmatched(session, film.slug, targets(film))
    return sum(_link(ctx, film, fresh[at : at + AT_ONCE]) for at in range(0, len(fresh), AT_ONCE))


def targets(film: Film) -> tuple[str, ...]:
    """The hashtags and phrases by which stored posts are a film's."""
    return (*hashtag_targets(film), *phrase_targets(film))


def _link(ctx: Context, film: Film, fresh: Sequence[str]) -> int:
    above = linked = 0
    while not ctx.stopping.is_set():
        with ctx.store.read() as session:
            found = linking.candidates(session, film.slug, fresh, above=above)
        if not found:
            with ctx.store.write() as session:
                linking.matched(session, film.slug, fresh)
            break
        above = found[-1].id
        ours = [one for one in found if any(answers(one, target) for target in fresh)]
        if ours:
            with ctx.store.write() as session:
                linking.link(session, film.slug, ours)
        linked += len(ours)
    return linked
