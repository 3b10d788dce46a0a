"""The images and clips of a story: which many posts pass on, who was first, whose they are.

Counted is every post on topic, reposts and copies with it, whoever wrote it and in whatever language: passing
a picture on is what is counted, not an opinion. Which picture a post passes on is frozen with it, so that
`verify` counts again; what is told of the earliest post is held against the frozen one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np

from aggregator.digest.excerpt import forbidden
from aggregator.digest.mask import mask
from aggregator.errors import Failure
from aggregator.model.columns import Coder, Named
from aggregator.model.digests import ERASED, Digest, DigestMedia, FrozenInput, Window
from aggregator.model.films import MAY_BE_EMBEDDED, Film, KnownMedia, Rights
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.model.glimpses import Glimpse
from aggregator.model.pictures import DigestPicture, FirstSeen
from aggregator.model.posts import Media, Post
from aggregator.model.scoring import Reaction
from aggregator.signals.flags import UNQUOTED
from aggregator.signals.judge import NOT_A_FAN, OTHER_LANGUAGE, PROMOTION
from aggregator.signals.rights import UNKNOWN, RightsFound, rights_of
from aggregator.signals.shared_pictures import Shared, passed_on, picture_mark, post_mark
from aggregator.text import safe_url

MOST_TOLD = 5
LEAST_PEOPLE = 3
LEAST_SHARE = 0.01
"""People, and share of the posts on topic, that pass on a picture of which a story tells."""

LEAST_SAY_SO = 3
SHARE_SAYS_SO = 0.1
"""Posts with a picture, and share of them, that call it a leak or an agency's where its first does not."""

EDITOR = "films.toml says so"
_RIGHTS = frozenset(get_args(Rights))
PASSES_ON = frozenset({None, OTHER_LANGUAGE, *NOT_A_FAN.values()} - {PROMOTION})
"""What may exclude a post that still passes a picture on: who wrote it, or in what language."""

Key = tuple[str, str]


Read = Callable[[Sequence[int]], Sequence[Reaction]]
"""Reads the posts of some places whole."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """The posts that may pass something on, by their places; `of`: among how many that would count."""

    seen: Sequence[Post | Glimpse]
    places: tuple[int, ...]
    of: int
    read: Read

    def whole(self, numbers: Sequence[int]) -> Sequence[Reaction]:
        """Some of them, read whole."""
        return self.read([self.places[number] for number in numbers])


@dataclass(frozen=True, slots=True)
class Pictures:
    """What was found in a window: the pictures that are told, and for quotes also the others.

    `keys` are the pictures that posts pass on, by their places, "1" for the first that is told.
    """

    told: tuple[DigestPicture, ...]
    keys: Mapping[int, tuple[str, ...]]
    _by_mark: Mapping[str, Shared]
    _settled: Mapping[str, RightsFound]
    _counted: _Counted

    def owner(self, url: str | None, film: Film) -> RightsFound:
        """Whose an image is, by all that pass it on."""
        mark = picture_mark(url) or ""
        one = self._by_mark.get(mark)
        if one is None:
            return UNKNOWN
        return self._settled.get(mark) or _rights(one, self._counted, film, None)

    def was_shown_before(self, item: Media, post: Post) -> bool:
        """Whether an earlier post held an image."""
        mark = picture_mark(item.url) or ""
        same = self._by_mark[mark].marks if mark in self._by_mark else frozenset({mark})
        return bool(mark) and any(
            one.key != post.key and one.created_at < post.created_at
            for one in self._counted.seen
            if one.media and any(picture_mark(each.url) in same for each in one.media)
        )


def look(
    frozen: FrozenColumns,
    seen: Mapping[int, Post | Glimpse],
    read: Read,
    film: Film,
    window: Window,
    *,
    sampled: int = 0,
    prints: Mapping[str, int] | None = None,
    then: Mapping[Key, tuple[str, ...]] | None = None,
) -> tuple[Pictures, FrozenColumns]:
    """The pictures of a window (see `find`), and its inputs, each with those that it passes on.

    `seen` are the posts that may pass something on, by their places among the inputs; `sampled`: among how
    many posts they were sought, 0: among all.
    """
    passes = np.array([why in PASSES_ON for why in frozen.excluded.values], np.bool_)
    of = sampled or int(passes[frozen.excluded.codes].sum())
    counted = _Counted(tuple(seen.values()), tuple(seen), of, read)
    found = find(counted, film, window, prints=prints, then=then)
    return found, _freeze(frozen, found.keys)


def find(
    counted: _Counted,
    film: Film,
    window: Window,
    *,
    prints: Mapping[str, int] | None = None,
    then: Mapping[Key, tuple[str, ...]] | None = None,
) -> Pictures:
    """The pictures of a window's posts, which stand oldest first.

    `prints` are fingerprints by picture_mark. `then`: which pictures the posts passed on in an earlier
    version of the story; the same are told again, counted by what is left.
    """
    found = passed_on(counted.seen, prints)
    chosen = _as_then(counted, found, then) if then is not None else _largest(counted, found)
    event = known_of_event(film, window.event)
    told: list[DigestPicture] = []
    keys: dict[int, tuple[str, ...]] = {}
    settled: dict[str, RightsFound] = {}
    for number, one in enumerate(chosen):
        known = _known(one, counted, film)
        owner = _rights(one, counted, film, known)
        if not number and event is not None and event.rights is not None and owner.because != EDITOR:
            owner = RightsFound(event.rights, f"{EDITOR} of the event")
        settled |= dict.fromkeys(one.marks, owner)
        told.append(_told(one, counted, owner, known))
        for post in one.posts:
            place = counted.places[post]
            keys[place] = (*keys.get(place, ()), str(number + 1))
    by_mark = {mark: one for one in found for mark in one.marks}
    return Pictures(tuple(told), keys, by_mark, settled, counted)


def _freeze(frozen: FrozenColumns, keys: Mapping[int, tuple[str, ...]]) -> FrozenColumns:
    if not keys:
        return frozen
    coder = Coder({(): 0})
    codes = np.zeros(len(frozen), np.int32)
    for place, own in keys.items():
        codes[place] = coder[own]
    return frozen.replace(pictures=Named(codes, tuple(coder)))


def passing(frozen: Sequence[FrozenInput]) -> Sequence[FrozenInput]:
    """The inputs that pass on a picture of which the story tells."""
    if isinstance(frozen, FrozenColumns):
        return frozen.take(np.flatnonzero(frozen.pictures.codes != frozen.pictures.code(())))
    return [one for one in frozen if one.pictures]


def of_quotes(quoted: Iterable[Reaction], film: Film, found: Pictures) -> tuple[DigestMedia, ...]:
    """The images and clips of quoted posts, and whose they are; and which of the posts quote another's."""
    made = []
    for one in quoted:
        post = one.post
        own = rights_of(post, one.signals.author_class, film.accounts)
        for item in post.media:
            owner = _of_item(item, post, own, film, found)
            alt = described(item.alt)
            made.append(DigestMedia(post.remote_id, item.type, item.url, alt, owner.rights, owner.because))
        if post.ref is not None and post.ref.type == "quoted":
            made.append(DigestMedia(post.remote_id, "post", None, None))
    return tuple(made)


def known_of_event(film: Film, name: str | None) -> KnownMedia | None:
    """What films.toml says of the image or clip that an event is about; None where it says nothing."""
    return next((one for one in film.media if one.event is not None and one.event == name), None)


def described(alt: str | None) -> str | None:
    """An author's description as it may be shown: coarse words masked; None where it holds what is not for
    print, and where there is none.
    """
    if not alt or not alt.strip() or forbidden(alt) is not None:
        return None
    return mask(alt)


def known_of(url: str | None, film: Film) -> KnownMedia | None:
    """What films.toml says of an image's own address, or of a post's."""
    picture, post = picture_mark(url), post_mark(url)
    for one in film.media:
        if picture is not None and picture_mark(one.url) == picture:
            return one
        if post is not None and post_mark(one.url) == post:
            return one
    return None


def without_reason(digest: Digest) -> list[str]:
    """Images and clips whose rights are none that we know, or that may be embedded and nothing says why."""
    told = [(f"media of {one.post_id}", one.rights, one.because) for one in digest.media]
    told += [(f"picture {n}", one.rights, one.because) for n, one in enumerate(digest.pictures, 1)]
    return [
        f"{what}: {rights!r} are no rights" if rights not in _RIGHTS else f"{what}: {rights!r} for no reason"
        for what, rights, because in told
        if rights not in _RIGHTS or (rights in MAY_BE_EMBEDDED and not because)
    ]


def check(digest: Digest, frozen: Sequence[FrozenInput]) -> list[Failure]:
    """The digest's pictures counted again from the frozen inputs.

    Erased posts bear other names in the inputs than in the story; their number stays.
    """
    failures: list[Failure] = []
    pass_on = passing(frozen)
    counted = [one for one in pass_on if one.excluded in PASSES_ON]
    posts_of: dict[str, list[FrozenInput]] = {}
    for one in sorted(counted, key=lambda each: (each.created_at, each.source, each.remote_id)):
        for key in one.pictures:
            posts_of.setdefault(key, []).append(one)
    expected = {str(number) for number in range(1, len(digest.pictures) + 1)}
    if set(posts_of) != expected:
        failures.append(Failure("pictures", _numbers(posts_of), _numbers(expected)))
    if any(one.excluded not in PASSES_ON for one in pass_on):
        failures.append(Failure("pictures", "posts on topic", "a post that counts nowhere"))
    for place, picture in enumerate(digest.pictures):
        posts = posts_of.get(str(place + 1), [])
        where = f"pictures[{place}]"
        ids = sorted(one.remote_id for one in posts if not one.remote_id.startswith(ERASED))
        told = sorted(one for one in picture.ids if not one.startswith(ERASED))
        pairs = [
            ("posts", len(posts), picture.posts),
            ("people", _people(posts), picture.people),
            ("ids", ids, told),
            ("ids", len(posts), len(picture.ids)),
            ("rights", True, picture.rights in _RIGHTS),
            ("first", True, _holds(picture.first, posts)),
        ]
        failures += [Failure(f"{where}.{name}", str(a)[:120], str(b)[:120]) for name, a, b in pairs if a != b]
    return failures


def _holds(first: FirstSeen, posts: Sequence[FrozenInput]) -> bool:
    """Whether the earliest post is one of those that pass it on, and of reposts the first."""
    if first.repost:
        return bool(posts) and posts[0].created_at == first.created_at
    return any(
        (one.source, one.created_at) == (first.source, first.created_at)
        and (one.remote_id == first.id or first.id.startswith(ERASED))
        and not one.repost
        for one in posts
    )


def _numbers(keys: Iterable[str]) -> str:
    return ", ".join(sorted(keys, key=lambda key: (len(key), key))) or "none"


def _people(posts: Sequence[FrozenInput]) -> int:
    return len({(one.source, one.remote_id if one.author is None else f"by {one.author}") for one in posts})


def _author(post: Post) -> Key:
    key = post.author.key if post.author is not None else None
    return (post.source, post.remote_id if key is None else f"by {key}")


def _largest(counted: _Counted, found: Sequence[Shared]) -> list[Shared]:
    least = LEAST_SHARE * counted.of
    return [
        one
        for one in found
        if len(one.posts) >= least
        and len({_author(each.post) for each in counted.whole(one.posts)}) >= LEAST_PEOPLE
    ][:MOST_TOLD]


def _as_then(counted: _Counted, found: Sequence[Shared], then: Mapping[Key, tuple[str, ...]]) -> list[Shared]:
    """The pictures of an earlier version: the same posts pass them on, without those that are gone."""
    posts: dict[str, list[int]] = {}
    for number, post in enumerate(counted.seen):
        for key in then.get(post.key, ()):
            posts.setdefault(key, []).append(number)
    made = []
    for key in sorted(posts, key=lambda one: (len(one), one)):
        members = set(posts[key])
        # What was one then may be several addresses now, or the other way round: those that agree best.
        same = max(found, key=lambda one: (len(members & set(one.posts)), -len(one.posts)), default=None)
        if same is None or not members & set(same.posts):
            continue
        holders = tuple(number for number in same.holders if number in members)
        made.append(replace(same, posts=tuple(sorted(members)), holders=holders))
    return made


def _told(one: Shared, counted: _Counted, owner: RightsFound, known: KnownMedia | None) -> DigestPicture:
    posts = [each.post for each in counted.whole(one.posts)]
    (reaction,) = counted.whole((one.holders or one.posts)[:1])
    first = reaction.post
    shown = bool(one.holders) and _may_be_shown(reaction)
    item = next((each for each in first.media if picture_mark(each.url) in one.marks), None)
    handle = first.author.handle if first.author is not None and shown else None
    seen = FirstSeen(
        first.source,
        first.remote_id if one.holders or first.ref is None else first.ref.id,
        handle,
        safe_url(first.url) if shown else None,
        first.created_at,
        repost=not one.holders,
    )
    return DigestPicture(
        posts=len(posts),
        people=len({_author(post) for post in posts}),
        first=seen,
        type=_type(item, one),
        items=one.items,
        alt=described(item.alt) if item is not None and shown else None,
        rights=owner.rights,
        because=owner.because,
        verified=known.verified if known is not None else None,
        made_by=known.made_by if known is not None else None,
        ids=tuple(sorted(post.remote_id for post in posts)),
    )


def _type(item: Media | None, one: Shared) -> str | None:
    if item is not None:
        return item.type
    return "video" if any(mark.startswith("youtube ") for mark in one.marks) else None


def _known(one: Shared, counted: _Counted, film: Film) -> KnownMedia | None:
    """What films.toml says of a picture, by its address or by that of a post that holds it."""
    if not film.media:
        return None
    marks = one.marks | {post_mark(counted.seen[number].url) for number in one.holders} - {None}
    return next(
        (each for each in film.media if picture_mark(each.url) in marks or post_mark(each.url) in marks), None
    )


def _rights(one: Shared, counted: _Counted, film: Film, known: KnownMedia | None) -> RightsFound:
    """Whose a picture is: as films.toml says, as its first post shows, or as many of its posts say."""
    if known is not None and known.rights is not None:
        return RightsFound(known.rights, EDITOR)
    if not one.holders:
        return UNKNOWN
    found = [_own(each, film) for each in counted.whole(one.holders)]
    if found[0].rights != "unknown":
        return found[0]
    for rights in ("leaked", "agency"):
        say_so = [each for each in found if each.rights == rights]
        if len(say_so) >= max(LEAST_SAY_SO, SHARE_SAYS_SO * len(found)):
            return RightsFound(say_so[0].rights, "posts with it say so")
    return UNKNOWN


def _own(one: Reaction, film: Film) -> RightsFound:
    return rights_of(one.post, one.signals.author_class, film.accounts)


def _of_item(item: Media, post: Post, own: RightsFound, film: Film, found: Pictures) -> RightsFound:
    """Whose an image of a quoted post is; who did not show it first can't have made it."""
    known = known_of(item.url, film) or known_of(post.url, film)
    if known is not None and known.rights is not None:
        return RightsFound(known.rights, EDITOR)
    everywhere = found.owner(item.url, film)
    if own.rights in ("agency", "leaked"):
        return own
    if everywhere.rights in ("agency", "leaked", "studio"):
        return everywhere
    if own.rights == "poster_made" and found.was_shown_before(item, post):
        return UNKNOWN
    return own


def _may_be_shown(one: Reaction) -> bool:
    """Whether readers may be led to a post: as for a spike's trigger."""
    return one.post.quotable and not one.post.sensitive and one.signals.flagged(UNQUOTED) is None
