"""Collectors: one file per way of reading a network, found by its name.

A collector turns a query and a span into pages, newest first. It is one class with one method that matters,
holds nothing between two walks, and neither sleeps, retries, logs nor stores: the fetcher waits, the pipeline
saves. `aggregator.testing.check_collector` checks these laws for any collector, also for those of others.
"""

import importlib
import json
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal, Protocol

from aggregator.errors import ConfigError, UnexpectedPayload, did_you_mean
from aggregator.fetcher import Cost, Fetcher, MemorySessionCache, SessionCache
from aggregator.model import About, Counted, Film, Page, Post, Query, Rejected, Span
from aggregator.model.quotas import Quota
from aggregator.paging import Sheet
from aggregator.text import contains_phrase, fold

Standing = Literal["alive", "edited", "gone", "hidden"]

MAX_ITEMS = 1_000
"""Posts of one answer; the networks give 40 or 100 when asked for them."""

_WORDS = re.compile(r'#[^\s"]+|"[^"]+"')
_SAMPLE = 200  # characters of an unreadable post that are kept
_CHANGED = "the network may have changed: see docs/sources for what it is known to send"


class Collector:
    """The base of all collectors: what the pipeline asks of them.

    Class attributes: `name` (of the file), `source` (the network), `docs` (address of the API's description),
    `needs_key` (variables without which nothing works), `login` (the one of them that says whose account
    it is), `may_use_key` (variables that open more), `per_instance` (one collector for each instance),
    `base_url` (the usual address), `overlap` (each run re-reads this much, for posts that arrive late),
    `settle` (what the network needs to index a post),
    `first_depth` (how far the first run goes back at most; None: as far as it is told), `page_size` (posts a
    request), `about` (for people), `quotas` (what the network gives an account in a day or month; settings
    may change them), `networks` (whose posts it gives, where these are not `source`'s own), `ascending` (it
    walks up, oldest first: a stream), `reads_together` (one walk serves all targets of an account; it is
    asked `stream:` and all of them, see `words_of`). An `overlap` of 0 says that nothing arrives late: the
    network is read in the order of arrival.
    """

    name: ClassVar[str]
    source: ClassVar[str]
    docs: ClassVar[str]
    about: ClassVar[About]
    quotas: ClassVar[tuple[Quota, ...]] = ()
    needs_key: ClassVar[tuple[str, ...]] = ()
    may_use_key: ClassVar[tuple[str, ...]] = ()
    login: ClassVar[str] = ""
    per_instance: ClassVar[bool] = False
    networks: ClassVar[tuple[str, ...]] = ()
    base_url: ClassVar[str] = ""
    overlap: ClassVar[timedelta] = timedelta(minutes=30)
    settle: ClassVar[timedelta] = timedelta(seconds=60)
    first_depth: ClassVar[timedelta | None] = None
    page_size: int = 100
    ascending: ClassVar[bool] = False
    reads_together: ClassVar[bool] = False

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        keys: Mapping[str, str] | None = None,
        sessions: SessionCache | None = None,
        elsewhere: Fetcher | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep what it reads with.

        Args:
            fetcher: asks the network; its account is the queries' account.
            keys: values of the variables in needs_key and may_use_key.
            sessions: where logins are kept; None: in memory.
            elsewhere: a guarded fetcher for addresses that stand in posts; None: those are not asked.
            options: the further keys of the source's table in fansreact.toml that are no secrets.
        """
        self.fetcher = fetcher
        self.keys = dict(keys or {})
        self.sessions = sessions or MemorySessionCache()
        self.elsewhere = elsewhere
        self.options = dict(options or {})

    @classmethod
    def accounts(cls, instances: Sequence[str], options: Mapping[str, Any]) -> tuple[str, ...]:
        """What is read each by itself, under its own lease and limits; "": the network's only account."""
        del options
        return tuple(instances) if cls.per_instance else ("",)

    @property
    def account(self) -> str:
        """Whose limits are spent: Query.account."""
        return self.fetcher.account

    @property
    def page_cost(self) -> Cost | None:
        """What a page costs at most where the network charges for posts; None: pages cost nothing.

        Before costly pages are read the network is asked how many posts it holds (`counted`), and they are
        bought here and there over the whole time, so that a budget which ends early ends evenly.
        """
        return None

    def targets(self, film: Film) -> tuple[str, ...]:
        """What this network is asked for the film: folded, sorted, each once."""
        return tuple(sorted({*hashtag_targets(film), *phrase_targets(film)}))

    def pages(self, query: Query, span: Span) -> Iterator[Page]:
        """The posts of [span.low, span.high), newest first, from span.resume on; `ascending`: oldest first.

        Ends with `reached == span.low` when everything the network holds was given (`span.high`, ascending);
        ends earlier where the network cut the walk off.

        Raises:
            SourceError: one of its five kinds.
        """
        raise NotImplementedError

    def belongs(self, post: Post, film: Film, query: Query) -> bool:
        """Whether a post that `query` brought stands for the film that asked it.

        Always, where the query itself names the film; a wide one (a subreddit, a feed, a stream) brings posts
        of others too, and its collector says here which are whose.
        """
        del post, film, query
        return True

    def counted(self, query: Query, low: datetime, high: datetime) -> tuple[Counted, ...]:
        """How many posts the network says it holds of [low, high), in slices; empty where it can't say.

        Raises:
            SourceError: the network could not be asked.
        """
        del query, low, high
        return ()

    def price(self, posts: int) -> Cost | None:
        """What reading so many posts takes from a budget of money; None: reading costs nothing."""
        page = self.page_cost
        return None if page is None else Cost(page.bucket, round(page.amount * posts / self.page_size))

    def recheck(self, posts: Sequence[Post]) -> dict[tuple[str, str], Standing]:
        """How these posts stand now, by their keys; a missing one means that the network can't say.

        Raises:
            SourceError: the network could not be asked.
        """
        del posts
        return {}

    def by_link(self, ids: Sequence[str]) -> tuple[Post, ...] | None:
        """The posts of these ids, as an editor's links name them (links.Link.id); None: it can't tell.

        What the network does not give is left out, so that () means: there is no such post.

        Raises:
            SourceError: the network could not be asked.
        """
        del ids
        return None

    def reread(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """These posts as the network shows them now, where it can: what edited ones say since.

        Raises:
            SourceError: the network could not be asked.
        """
        del posts
        return ()

    def vouches_for(self, source: str) -> bool:
        """Whether `recheck` can speak of posts of that network: of its own, unless a collector knows more."""
        return source == self.source

    def read(
        self, sheet: Sheet, parse: Callable[[Any], Post]
    ) -> tuple[tuple[Post, ...], tuple[Rejected, ...]]:
        """The posts of a page, in its order, and what could not be read of it.

        Raises:
            UnexpectedPayload: nothing on the page could be read, or it is none: the network has changed.
        """
        if len(sheet.items) > MAX_ITEMS:
            raise UnexpectedPayload(
                self.source, f"a page of {len(sheet.items):,} posts, limit {MAX_ITEMS:,}", hint=_CHANGED
            )
        return self._read(sheet.items, f"of {sheet.answer.url}", parse)

    def again(self, items: Sequence[Any], parse: Callable[[Any], Post]) -> tuple[Post, ...]:
        """The posts of items that were asked for by their ids; what can't be read is left out.

        Raises:
            UnexpectedPayload: none of them can be read.
        """
        return self._read(items, "asked for by its id", parse)[0]

    def _read(
        self, items: Sequence[Any], whence: str, parse: Callable[[Any], Post]
    ) -> tuple[tuple[Post, ...], tuple[Rejected, ...]]:
        posts: dict[tuple[str, str], Post] = {}
        rejected: list[Rejected] = []
        suspect = self._holds_keys(items)
        for place, item in enumerate(items):
            try:
                post = parse(item)
                if suspect or self.fetcher.knows(post.text):
                    self._refuse_keys(item, post)
            except (
                ValueError,
                TypeError,
                AttributeError,
                LookupError,
                ArithmeticError,
                RecursionError,
            ) as error:
                sample = self._sample(item)
                reason = self.fetcher.redact(str(error)) or type(error).__name__
                rejected.append(Rejected(f"item {place} {whence}", reason, sample))
            else:
                posts.setdefault(post.key, post)
        if rejected and not posts:
            raise UnexpectedPayload(
                self.source,
                f"no post of a page could be read: {rejected[0].reason}",
                sample=rejected[0].sample,
                hint=_CHANGED,
            )
        return tuple(posts.values()), tuple(rejected)

    def _holds_keys(self, items: Sequence[Any]) -> bool:
        """Whether a key of ours may stand anywhere on a page: one look at all of it.

        A text is looked at again when it is read: HTML may part a key by tags that are taken out.
        """
        try:
            return self.fetcher.knows(str(items))
        except RecursionError:
            return True

    def _refuse_keys(self, item: Any, post: Post) -> None:
        """A server may repeat what it is sent: a key of ours must not be kept as somebody's words."""
        if self.fetcher.knows(f"{item}{post}"):
            raise ValueError("holds a key of ours: the server repeats what it is sent")

    def _sample(self, item: Any) -> str:
        try:
            written = json.dumps(item, ensure_ascii=True)
        except RecursionError:
            return "nested too deeply to be shown"
        return self.fetcher.redact(written[: 4 * _SAMPLE])[:_SAMPLE]


def hashtag_targets(film: Film) -> tuple[str, ...]:
    """`#mi8` for each hashtag of the film, folded."""
    return tuple(sorted({f"#{fold(tag.lstrip('#'))}" for tag in film.hashtags if tag.lstrip("#")}))


def phrase_targets(film: Film) -> tuple[str, ...]:
    """`"mission impossible 8"` for each phrase of the film, folded, in double quotes."""
    phrases = {" ".join(fold(phrase).replace('"', " ").split()) for phrase in film.phrases}
    return tuple(sorted(f'"{phrase}"' for phrase in phrases if phrase))


def mentions(post: Post, film: Film) -> bool:
    """Whether the post has a hashtag of the film, or says one of its phrases or titles, old or new."""
    tags = {target[1:] for target in hashtag_targets(film)}
    if not tags.isdisjoint(post.hashtags):
        return True
    words = (film.title, *film.former_titles, *film.phrases)
    return any(contains_phrase(post.text, word) for word in words)


def together(targets: Iterable[str]) -> str:
    """The one target that stands for all of these: `stream:#mi8 "mission impossible 8"`."""
    return f"stream:{' '.join(sorted(set(targets)))}"


def words_of(query: Query) -> tuple[str, ...]:
    """The hashtags and phrases that a query asks for: those of a stream, or its one."""
    words = query.named("stream")
    return tuple(_WORDS.findall(query.target if words is None else words))


class Said(Protocol):
    """What a target is looked for in: a post, or as much of one as the store gives for it."""

    @property
    def text(self) -> str:
        """Its words, cleaned."""

    @property
    def hashtags(self) -> tuple[str, ...]:
        """Without "#", folded."""


def answers(post: Said, target: str) -> bool:
    """Whether the post has that hashtag, or says that phrase."""
    return target[1:] in post.hashtags if target.startswith("#") else contains_phrase(post.text, target[1:-1])


def names() -> tuple[str, ...]:
    """The collectors that ship with fansreact, sorted."""
    modules = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in modules if _in_module(f"{__name__}.{name}") is not None))


def find(name: str) -> type[Collector]:
    """The collector of that name, or at that import path ("your_package.module:Class").

    Raises:
        ConfigError: there is none; the message says which name is near.
    """
    if ":" in name:
        return _imported(name)
    found = _in_module(f"{__name__}.{name}") if name in names() else None
    if found is None:
        near = did_you_mean(name, names())
        raise ConfigError(
            f"no such source: {name!r}" + (f"; {near}" if near else ""),
            hint=f"known sources: {', '.join(names())}; your own: package.module:Class",
        )
    return found


def _in_module(path: str) -> type[Collector] | None:
    module = importlib.import_module(path)
    own = (value for value in vars(module).values() if isinstance(value, type) and value.__module__ == path)
    return next((value for value in own if issubclass(value, Collector)), None)


def _imported(path: str) -> type[Collector]:
    module_name, _, class_name = path.partition(":")
    try:
        found = getattr(importlib.import_module(module_name), class_name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigError(f"no such source: {path!r}; {error}", hint="write package.module:Class") from error
    if not (isinstance(found, type) and issubclass(found, Collector)):
        raise ConfigError(
            f"source {path!r} is no Collector", hint="derive it from aggregator.collectors.Collector"
        )
    return found
