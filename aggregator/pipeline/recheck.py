"""The stage "recheck": does each quoted post still stand as it was quoted? What does not is replaced, or the
story is blocked. Posts that the story names without quoting them (what set off a spike, the first with a
picture that many pass on) leave it when they are gone.

A version never changes. A recheck that finds everything as it was leaves no trace in it: when posts were seen
is kept with the posts. One that finds a quote gone, hidden or edited makes the story again from its own
inputs without that post, as the next version, with a correction. Where too little is left for that, the story
is blocked: it stays as it is, and is not published.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import orjson

from aggregator.collectors import Standing
from aggregator.digest import FEWEST_IN_A_ROUND_UP, FEWEST_QUOTES, named_taken_out, quote_taken_out
from aggregator.errors import AggregatorError, NotEnoughReactions
from aggregator.model import Digest
from aggregator.model.digest_json import from_json, plain
from aggregator.model.digests import Quote
from aggregator.pipeline import keeping
from aggregator.pipeline.context import Context
from aggregator.pipeline.digest import MadeDigest, keep_digest
from aggregator.pipeline.standing import CANT_TELL, Asking
from aggregator.pipeline.versions import Making, remake
from aggregator.store import digests, posts

FRESH = timedelta(hours=24)
"""A quote that a network showed us this lately may be published while that network can't be asked.

Where it was asked and can't tell of a post (its own server is away), a story made this lately goes out too.
"""

MOST_ROUNDS = 10  # of looking for quotes that stand

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Quotes that nobody could be asked about. `fault`: the network should have answered.

    `seen`: when the network last showed each of `ids` (None: never to us). `silent`: of them those whose
    network was asked, or should have been; `stale`: of these the ones that must not go out any more.
    """

    source: str
    why: str
    ids: tuple[str, ...]
    fault: bool = False
    stale: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    seen: tuple[datetime | None, ...] = ()

    def seen_in_words(self, remote_id: str) -> str:
        """`last seen 2031-05-04T12:00:00Z`, for people."""
        at = dict(zip(self.ids, self.seen, strict=True))[remote_id]
        return "never seen by us" if at is None else f"last seen {plain(at)}"


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What a recheck of one version found, and what became of it.

    `checked` and `alive` are numbers of its posts, those that it names too; of these alone the ids of `gone`
    and `hidden` may be. `unchecked` are those of the version that stands now.
    `replaced` maps ids of quotes to those that took their place.
    `blocked` says why the story can't be used, "" if it can. `made` is its next version, None where nothing
    had to change.
    """

    id: str
    version: int
    checked: int
    alive: int
    edited: tuple[str, ...]
    gone: tuple[str, ...]
    hidden: tuple[str, ...]
    replaced: dict[str, str]
    blocked: str
    unchecked: tuple[Unchecked, ...]
    made: MadeDigest | None = None

    @property
    def lost(self) -> int:
        """How many posts do not stand any more."""
        return len(self.edited) + len(self.gone) + len(self.hidden)


def recheck_digest(ctx: Context, stored: digests.StoredDigest, asking: Asking, making: Making) -> Rechecked:
    """Ask the networks about every quote of this version and settle what they say.

    Where a quote has to be replaced, the one that takes its place is asked about too.

    Raises:
        AggregatorError: it was withdrawn.
        StoreError: the database refused.
    """
    story = from_json(orjson.loads(stored.body))
    if story.state == "withdrawn":
        raise AggregatorError(
            f"digest {story.id} version {story.version}: was withdrawn", hint="make another: fansreact digest"
        )
    asking.ask(_keys(story) | named(story))
    lost, unchecked = _judge(ctx, story, asking)
    left = _judge_named(ctx, story, asking)
    ids: dict[Standing, list[str]] = {"edited": [], "gone": [], "hidden": []}
    quotes = [(quote.source, quote.id) for quote in story.quotes]
    for key in (*quotes, *sorted(left)):
        if key in lost | left:
            ids[(lost | left)[key]].append(key[1])
    told = named(story) & asking.standing.keys() | left.keys()
    checked = len(story.quotes) - sum(len(one.ids) for one in unchecked) + len(told)
    result = Rechecked(
        id=story.id,
        version=story.version,
        checked=checked,
        alive=checked - len(lost) - len(left),
        edited=tuple(ids["edited"]),
        gone=tuple(ids["gone"]),
        hidden=tuple(ids["hidden"]),
        replaced={},
        blocked="",
        unchecked=unchecked,
    )
    if not lost and not left:
        return result
    return keeping.settled(lambda: _replaced(ctx, stored, lost, asking, making, left=left, result=result))


def keys_of(stored: digests.StoredDigest) -> set[Key]:
    """The posts that a version shows or names. Its media are those of its quotes."""
    story = from_json(orjson.loads(stored.body))
    return _keys(story) | named(story)


def named(story: Digest) -> set[Key]:
    """The posts to which a story leads readers without quoting them: those that set off its spikes, and the
    first that hold the pictures which many pass on.
    """
    firsts = {(one.first.source, one.first.id) for one in story.pictures if one.first.url is not None}
    found = (spike.get("trigger") for spike in story.spikes if isinstance(spike, dict))
    triggers = {
        (one["source"], one["id"]) for one in found if isinstance(one, dict) and one.get("url") is not None
    }
    return (firsts | triggers) - _keys(story)


def _keys(story: Digest) -> set[Key]:
    return {(quote.source, quote.id) for quote in story.quotes}


def _judge(ctx: Context, story: Digest, asking: Asking) -> tuple[dict[Key, Standing], tuple[Unchecked, ...]]:
    """Quotes that do not stand, and those of which nobody can say."""
    keys, now = _keys(story), ctx.clock()
    with ctx.store.read() as session:
        stored = posts.find(session, keys)
        withdrawn = posts.withdrawn(session, keys)
        seen = posts.seen(session, keys)
    lost: dict[Key, Standing] = {}
    silent: dict[tuple[str, str], list[Key]] = {}
    for quote in story.quotes:
        key = (quote.source, quote.id)
        post, answer = stored.get(key), asking.standing.get(key)
        if post is None:  # erased
            lost[key] = "gone"
        elif answer in ("gone", "hidden"):
            lost[key] = answer
        elif answer == "edited" or post.content_hash != quote.content_hash:
            lost[key] = "edited"
        elif answer is None and key in withdrawn:  # a stream told it, or an earlier recheck
            lost[key] = withdrawn[key]
        elif answer is None and not post.quotable:
            lost[key] = "hidden"
        elif answer is None:
            silent.setdefault((quote.source, asking.unchecked.get(key, CANT_TELL)), []).append(key)
    unchecked = []
    for (source, why), some in sorted(silent.items()):
        fault = source in asking.faults
        asked = [key for key in some if fault or key in asking.silent]
        # A network that is down comes back; of what it can't tell, nobody will ever know more.
        made = [] if fault else [story.made_at]
        stale = [
            key for key in asked if all(now - at > FRESH for at in (*made, seen.get(key)) if at is not None)
        ]
        when = tuple(seen.get(key) for key in some)
        unchecked.append(Unchecked(source, why, _ids(some), fault, _ids(stale), _ids(asked), when))
    return lost, tuple(unchecked)


def _judge_named(ctx: Context, story: Digest, asking: Asking) -> dict[Key, Standing]:
    """Posts that the story names and that may not be shown any more. What else one says by now is no matter:
    none of its words stand there. One that is not stored (only reposts of it are) can't be asked about.
    """
    keys = named(story)
    with ctx.store.read() as session:
        withdrawn = posts.withdrawn(session, keys)
    told = {key: asking.standing.get(key) or withdrawn.get(key) for key in keys}
    return {key: said for key, said in told.items() if said in ("gone", "hidden")}


def _ids(keys: Sequence[Key]) -> tuple[str, ...]:
    return tuple(remote_id for _, remote_id in keys)


def _replaced(
    ctx: Context,
    stored: digests.StoredDigest,
    lost: dict[Key, Standing],
    asking: Asking,
    making: Making,
    *,
    left: dict[Key, Standing],
    result: Rechecked,
) -> Rechecked:
    """The story without these quotes and without those that it named (`left`), kept as its next version if
    enough of it is left.
    """
    story = from_json(orjson.loads(stored.body))
    film = making.films.get(story.film.slug)
    if film is None:
        return replace(
            result, blocked=f"{story.film.slug} is in no configuration: the story can't be made again"
        )
    at, out = ctx.clock(), lost | left
    for _ in range(MOST_ROUNDS):
        try:
            made = remake(
                ctx, stored, film, making, at=at, withdrawn=out, instead=_runners_up(stored, lost, out)
            )
        except NotEnoughReactions as few:
            return replace(result, blocked=f"{few} without them")
        again = made.digest
        wanted = FEWEST_IN_A_ROUND_UP if again.sentiment is None else FEWEST_QUOTES
        if len(again.quotes) < min(wanted, len(story.quotes)):
            number = f"{len(again.quotes)} of {len(story.quotes)} quotes"
            return replace(result, blocked=f"{number} are left and no other post can take their place")
        asking.ask(_keys(again) | named(again))
        fallen, unchecked = _judge(ctx, again, asking)
        fallen |= {key: said for key, said in _judge_named(ctx, again, asking).items() if key not in out}
        if not fallen:
            break
        out |= fallen
    else:
        return replace(result, blocked="the posts that were to take their place do not stand either")
    pairs = _pairs(story, again, lost)
    corrections = [
        quote_taken_out(quote.source, lost[key], at=at, replaced=quote.id in pairs)
        for quote in story.quotes
        if (key := (quote.source, quote.id)) in lost
    ]
    corrections += [named_taken_out(key[0], left[key], at=at) for key in sorted(left)]
    corrected = replace(again, corrections=(*again.corrections, *corrections))
    kept = keep_digest(
        ctx,
        corrected,
        made.frozen,
        stored.yardstick,
        stored.history,
        runners_up=made.runners_up,
        wishes=made.wishes,
    )
    return replace(result, replaced=pairs, unchecked=unchecked, made=kept)


def _runners_up(
    stored: digests.StoredDigest, lost: dict[Key, Standing], out: dict[Key, Standing]
) -> list[Key]:
    """For each lost quote the first of its runners-up that stands and that no other took."""
    chosen: list[Key] = []
    for key in sorted(lost):
        listed = stored.aside.runners_up.get(key, ())
        chosen += [one for one in listed if one not in out and one not in chosen][:1]
    return chosen


def _pairs(old: Digest, new: Digest, lost: dict[Key, Standing]) -> dict[str, str]:
    """Which new quote took the place of which lost one: first of the same theme and side."""
    before = _keys(old)
    fresh = [quote for quote in new.quotes if (quote.source, quote.id) not in before]
    missing = [quote for quote in old.quotes if (quote.source, quote.id) in lost]
    pairs: dict[str, str] = {}
    fits: tuple[Callable[[Quote, Quote], bool], ...] = (
        lambda a, b: (a.theme, a.stance) == (b.theme, b.stance),
        lambda a, b: a.stance == b.stance,
        lambda a, b: a.theme == b.theme,
        lambda _a, _b: True,
    )
    for fit in fits:
        for quote in missing:
            match = next((one for one in fresh if fit(quote, one)), None)
            if quote.id not in pairs and match is not None:
                pairs[quote.id] = match.id
                fresh.remove(match)
    return {quote.id: pairs[quote.id] for quote in missing if quote.id in pairs}


def told_of(result: Rechecked) -> str:
    """A recheck in a line: `5 of 6 alive, 1 gone; version 2 quotes another`."""
    parts = [f"{result.alive} of {result.checked} alive"]
    numbers = Counter(edited=len(result.edited), gone=len(result.gone), hidden=len(result.hidden))
    parts += [f"{number} {name}" for name, number in numbers.items() if number]
    silent = sum(len(one.ids) for one in result.unchecked)
    parts += [f"{silent} not checked"] if silent else []
    line = ", ".join(parts)
    if result.blocked:
        return f"{line}; blocked: {result.blocked}"
    if result.made is not None:
        line = "; ".join((line, *result.made.fallen))
        return f"{line}; {len(result.replaced)} replaced in version {result.made.digest.version}"
    return line
