"""The tables of fansreact.toml: their keys, kinds and defaults. docs/configuration.md says what each is for.

A Secret never stands in a file: it comes from the environment (reading.py sees to that).
"""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, Field, SecretStr, StrictBool, model_validator

from aggregator.config.kinds import (
    BaseUrl,
    Contact,
    Count,
    Country,
    Dollars,
    Duration,
    Formats,
    HeaderName,
    Instance,
    Instances,
    Links,
    Listened,
    Name,
    Networks,
    RedditName,
    StoreUrl,
    When,
)
from aggregator.model import Label
from aggregator.model.languages import AMERICAN, Language
from aggregator.model.schedule import Daily, Every

Secret: TypeAlias = SecretStr | None
Tokens: TypeAlias = dict[Instance, SecretStr]


class StoreSettings(BaseModel, extra="forbid", frozen=True):
    """[store]: the database. `url` may hold a password: it is never printed."""

    url: Annotated[StoreUrl, Field(repr=False)] = "sqlite:///fansreact.db"


class CollectSettings(BaseModel, extra="forbid", frozen=True):
    """[collect]: how much one run reads, and whom a network's operator may write to."""

    overlap: Duration = timedelta(minutes=30)
    first_run: Duration = timedelta(hours=24)
    page_budget: Annotated[Count, Field(ge=1, le=100_000)] = 200
    contact: Contact = ""


class ScheduleSettings(BaseModel, extra="forbid", frozen=True):
    """[schedule]: the rhythm of `fansreact run`."""

    collect: When = Every(timedelta(minutes=10))
    score: When = Every(timedelta(minutes=10))
    digest: When = Daily(7, 0, "Europe/London")
    digest_window: Duration = timedelta(hours=24)
    recheck: When = Every(timedelta(hours=6))
    facts: When = Every(timedelta(hours=24))
    media: When = Every(timedelta(minutes=30))
    watch: When = Every(timedelta(minutes=2))
    event_drafts: tuple[Duration, ...] = (timedelta(hours=2), timedelta(hours=24))
    lease: Duration = timedelta(minutes=2)


class DigestSettings(BaseModel, extra="forbid", frozen=True):
    """[digest]: what is written where and in which English, and whom readers write to about mistakes."""

    formats: Annotated[Formats, Field(min_length=1)] = ("html", "md", "json")
    out: Path = Path("digests")
    contact: Contact = ""
    facts_max_age: Duration = timedelta(days=180)
    language: Language = AMERICAN
    spike_drafts: Annotated[Count, Field(ge=0, le=100)] = 4


class ScoreSettings(BaseModel, extra="forbid", frozen=True):
    """[score]: who judges the posts. `processes` 0: one for each core. The last three: for scorer "onnx"."""

    scorer: Name = "fan"
    processes: Annotated[Count, Field(ge=0, le=256)] = 0
    model: str = ""
    tokenizer: str = ""
    labels: tuple[Label, ...] = ("negative", "neutral", "positive")


class LinksSettings(BaseModel, extra="forbid", frozen=True):
    """[links]: posts by their links. `base_url` "": each network is asked at its own address."""

    base_url: BaseUrl = ""


class MediaSettings(BaseModel, extra="forbid", frozen=True):
    """[media]: whether pictures of posts are looked at for what they look like. Needs the extra "media"."""

    hash: StrictBool = False
    per_run: Annotated[Count, Field(ge=1, le=10_000)] = 300


class DeskSettings(BaseModel, extra="forbid", frozen=True):
    """[desk]: where the editors' desk listens, and whose word it takes for who somebody is.

    `proxy_role` "": a name that has no account is refused; never "admin", which nobody becomes by a header.
    `feed` "token": the feed of published stories is for who may read the desk; "public": for everybody.
    """

    host: Listened = "127.0.0.1"
    port: Annotated[Count, Field(ge=0, le=65_535)] = 8000
    public_url: BaseUrl = ""
    session: Annotated[Duration, Field(ge=timedelta(minutes=5), le=timedelta(days=30))] = timedelta(hours=12)
    idle: Annotated[Duration, Field(ge=timedelta(minutes=5), le=timedelta(days=30))] = timedelta(hours=2)
    trusted_proxies: Networks = ()
    proxy_header: HeaderName = ""
    proxy_role: Literal["", "reader", "editor"] = ""
    feed: Literal["token", "public"] = "token"

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        """A header is believed from named addresses only, and an address is named for its header."""
        if self.proxy_header and not self.trusted_proxies:
            raise ValueError("has a proxy_header and no trusted_proxies; name the proxy's address")
        if self.trusted_proxies and not self.proxy_header:
            raise ValueError("has trusted_proxies and no proxy_header; name the header that says who it is")
        if self.proxy_role and not self.proxy_header:
            raise ValueError("has a proxy_role and no proxy_header; name the header, or remove the role")
        return self


class Mastodon(BaseModel, extra="forbid", frozen=True):
    """Each instance is read by itself; some show hashtags only to those who have a token."""

    instances: Annotated[Instances, Field(min_length=1)] = ("https://mastodon.social",)
    respect_noai: StrictBool = True
    tokens: Tokens = {}


class Bluesky(BaseModel, extra="forbid", frozen=True):
    """Searching asks for an account and one of its app passwords."""

    base_url: BaseUrl = "https://bsky.social"
    profiles: StrictBool = False
    identifier: Secret = None
    app_password: Secret = None


class Jetstream(BaseModel, extra="forbid", frozen=True):
    """Bluesky's whole stream, sifted here; needs no account. The AppView at `hydrate_url` shows the posts."""

    base_url: BaseUrl = "https://jetstream2.us-east.bsky.network"
    hydrate_url: BaseUrl = "https://public.api.bsky.app"


class X(BaseModel, extra="forbid", frozen=True):
    """The paid API, version 2: its prices, and what may be spent in a run, a day and a month (UTC)."""

    base_url: BaseUrl = "https://api.x.com"
    usd_per_run: Dollars = 1.0
    usd_per_day: Dollars = 5.0
    usd_per_month: Dollars = 50.0
    bearer_token: Secret = None
    archive: bool = False
    vocabulary: Literal["tweet", "post"] = "tweet"
    page_size: Annotated[Count, Field(ge=10, le=500)] = 100
    post_price: Dollars = 0.005
    count_price: Dollars = 0.005


class Reddit(BaseModel, extra="forbid", frozen=True):
    """An application's id and secret are traded for tokens at `token_url`."""

    base_url: BaseUrl = "https://oauth.reddit.com"
    token_url: BaseUrl = "https://www.reddit.com/api/v1/access_token"  # noqa: S105 - an address, no token
    username: RedditName = ""
    comments_for: Duration = timedelta(hours=48)
    client_id: Secret = None
    client_secret: Secret = None


class Youtube(BaseModel, extra="forbid", frozen=True):
    """Comments under videos. A day has 100 searches: `search_every` says how they are spent."""

    base_url: BaseUrl = "https://youtube.googleapis.com/youtube/v3"
    searches_per_day: Annotated[Count, Field(ge=0, le=1_000_000)] = 100
    units_per_day: Annotated[Count, Field(ge=0, le=100_000_000)] = 10_000
    search: bool = True
    search_every: Duration = timedelta(hours=6)
    videos_per_search: Annotated[Count, Field(ge=1, le=50)] = 5
    replies_for: Duration = timedelta(hours=6)
    api_key: Secret = None


class Tumblr(BaseModel, extra="forbid", frozen=True):
    """Tagged posts."""

    base_url: BaseUrl = "https://api.tumblr.com"
    api_key: Secret = None


class Threads(BaseModel, extra="forbid", frozen=True):
    """Keyword search."""

    base_url: BaseUrl = "https://graph.threads.net"
    access_token: Secret = None


class Lemmy(BaseModel, extra="forbid", frozen=True):
    """Each instance is read by itself."""

    instances: Annotated[Instances, Field(min_length=1)] = ("https://lemmy.world",)


class Feeds(BaseModel, extra="forbid", frozen=True):
    """RSS and Atom."""

    urls: Links = ()


class Tmdb(BaseModel, extra="forbid", frozen=True):
    """The Movie Database: facts about films, no posts. `territory`: whose release date is told."""

    base_url: BaseUrl = "https://api.themoviedb.org"
    territory: Country = "US"
    api_key: Secret = None


class Wikidata(BaseModel, extra="forbid", frozen=True):
    """Facts about films, no posts; needs no key, but wants to know whom to write to ([collect] contact)."""

    base_url: BaseUrl = "https://www.wikidata.org"
    territory: Country = "US"


class OtherSource(BaseModel, extra="forbid", frozen=True):
    """A collector without a table of its own: a new file in collectors/, or one by its import path."""

    base_url: BaseUrl | None = None
    instances: Instances = ()


NETWORKS: dict[str, type[BaseModel]] = {
    "mastodon": Mastodon,
    "bluesky": Bluesky,
    "jetstream": Jetstream,
    "x": X,
    "reddit": Reddit,
    "youtube": Youtube,
    "tumblr": Tumblr,
    "threads": Threads,
    "lemmy": Lemmy,
    "feeds": Feeds,
    "tmdb": Tmdb,
    "wikidata": Wikidata,
}
"""Every source that has a table of its own, in the order in which they are shown."""

TABLES: dict[str, type[BaseModel]] = {
    "store": StoreSettings,
    "collect": CollectSettings,
    "schedule": ScheduleSettings,
    "digest": DigestSettings,
    "score": ScoreSettings,
    "links": LinksSettings,
    "media": MediaSettings,
    "desk": DeskSettings,
}
"""Every other table of fansreact.toml."""
