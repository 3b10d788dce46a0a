"""What every format says about the story itself: its state, what it rests on, that it was made
automatically.
"""

from aggregator.model import Digest
from aggregator.model.kinds import manner_of
from aggregator.model.shares import Shares
from aggregator.render import by_hand, words
from aggregator.text import plural

INVENTED = "Invented for demonstration."
INVENTED_WHAT = "This film, its makers and every post and handle here are made up."
AUTOMATIC = "Drafted automatically by fansreact."
CHECKED = "Every quote is verbatim and every number can be counted again:"
ROUND_UP = "A round-up, without shares."
NO_MOOD = "No mood is told:"
INTERNAL = "Internal brief, not for publication."


def state(digest: Digest) -> str:
    """The state in a sentence: "Draft, version 2: not yet read by an editor."; before it the embargo."""
    said = (
        f"{words.capital(digest.state)}, version {digest.version}: {words.state(digest)}.{approvals(digest)}"
    )
    held = embargo(digest)
    return " ".join(filter(None, (f"{held}." if held else "", said, blocked(digest))))


def blocked(digest: Digest) -> str:
    """That a story must not be published yet, and why; "" where nothing stands against it."""
    why = digest.trigger.blocks if digest.trigger is not None else None
    return f"Not to be published yet: {why}." if why else ""


def approvals(digest: Digest) -> str:
    """How many people still have to approve it, after a blank; empty where none must. Who did is told nowhere
    outside digest.json.
    """
    missing = manner_of(digest.kind).approvals - len(digest.approvals)
    if missing < 1 or digest.state == "withdrawn":
        return ""
    more = "more " if digest.approvals else ""
    return f" To be approved by {plural(missing, f'{more}person', f'{more}people')}."


def mark(digest: Digest) -> str:
    """What every format says before anything else: that it is not for publication, until when it is held;
    empty for a story of which there is nothing such to say.
    """
    return ". ".join(filter(None, (internal(digest).rstrip("."), embargo(digest))))


def internal(digest: Digest) -> str:
    """That the story is for the desk alone; empty for all others."""
    return INTERNAL if manner_of(digest.kind).internal else ""


def is_round_up(digest: Digest) -> bool:
    """Whether it tells some voices, where a story with more of them would tell shares."""
    return digest.sentiment is None and digest.state != "withdrawn" and manner_of(digest.kind).mood


def no_shares(digest: Digest) -> str:
    """Why a story has no shares, in a word."""
    return ROUND_UP if manner_of(digest.kind).mood else NO_MOOD


def embargo(digest: Digest) -> str | None:
    """That the story may not go out yet: "Embargoed until May 4, 2031, 14:00 UTC"; None where it may.

    Until when that is said is for whoever renders it to know: no format looks at a clock.
    """
    if digest.embargo_until is None or digest.state in {"published", "withdrawn"}:
        return None
    return f"Embargoed until {words.minute(digest.embargo_until, digest.language)}"


def drawn(digest: Digest) -> str:
    """What the story was drafted from and when: posts, authors, window, and the draft's own minute."""
    return (
        f"Drafted from {by_hand.drawn_from(digest)}, written {words.window(digest.window, digest.language)}. "
        f"Draft made {words.minute(digest.made_at, digest.language)}."
    )


def checked(digest: Digest) -> str:
    """That quotes and numbers can be checked, and by which command."""
    return f"{CHECKED} fansreact verify {digest.id}"


def mood(digest: Digest) -> list[str]:
    """The three shares as lines; none in a round-up."""
    shares = digest.sentiment
    if shares is None:
        return []
    return [
        f"{camp}: {plural(one.posts, 'post')}, {words.percent(one.share)} "
        f"(95% interval {words.interval(one)})"
        for camp, one in ((camp, getattr(shares, camp)) for camp in words.CAMPS)
    ]


def mood_by_network(digest: Digest) -> list[str]:
    """The shares of each network as lines, where there are several."""
    shares = digest.sentiment
    if shares is None or len(shares.by_network) < 2:
        return []
    return [f"{words.network(name)}: {_camps(shares.by_network[name])}" for name in sorted(shares.by_network)]


def _camps(shares: Shares) -> str:
    told = ((camp, getattr(shares, camp)) for camp in words.CAMPS)
    return ", ".join(f"{words.percent(one.share)} {camp} ({words.interval(one)})" for camp, one in told)


def counted(digest: Digest) -> list[str]:
    """What was counted, by network, what was left out by reason, and what counts and is never quoted."""
    found = digest.counted
    left_out = {"reposts": found.reposts, "copies": found.duplicates, **dict(sorted(found.excluded.items()))}
    return [
        f"{plural(found.posts, 'post')} by {plural(found.authors, 'author')}",
        *(f"{words.network(name)}: {words.number(found.networks[name])}" for name in sorted(found.networks)),
        *(
            f"{by_hand.not_counted(reason).lower()}, {reason}: {words.number(posts)}"
            for reason, posts in left_out.items()
        ),
        *(f"counted, never quoted, {one.reason}: {words.number(one.posts)}" for one in digest.held_back),
    ]


def gaps(digest: Digest) -> list[str]:
    """The holes in what was read, one by one."""
    return [
        f"{words.network(one.source)} {one.target}, {gap}"
        for one in digest.coverage
        for gap in words.gaps(one, digest.language)
    ]
