"""The story: the one canonical form of a digest, of which every other format is a pure function.

The names and shapes are those of digest.json ("fansreact.digest/1"). Times are UTC. Shares, `low` and `high`
are 0 to 1, rounded to 4 places.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from aggregator.model.collecting import Gap
from aggregator.model.films import Conflict, Standing
from aggregator.model.languages import AMERICAN, Language
from aggregator.model.letting_out import Approval, Seo
from aggregator.model.pictures import DigestPicture, DigestTrigger
from aggregator.model.scoring import AuthorClass, Flag, Label
from aggregator.model.shares import MoodOverTime, Sentiment, VolumeOverTime

SCHEMA = "fansreact.digest/1"

DigestKind = Literal[
    "brief",
    "trailer",
    "first_look",
    "casting",
    "opening_weekend",
    "awards",
    "finale",
    "controversy",
    "death",
    "critics",
]
DigestState = Literal["draft", "approved", "published", "withdrawn"]
ClaimKind = Literal["quote", "count", "share", "fact"]
SectionKind = Literal[
    "headline", "highlights", "lede", "shows", "pointer", "theme", "dissent", "voices", "context", "synopsis",
    "about", "cast", "release", "related", "picked", "method", "seo",
]  # fmt: skip


ERASED = "erased-"
"""How the names begin that erased posts and authors get."""

ENOUGH_FOR_A_STORY = 12
"""Posts that a story which counts must rest on; below, only posts picked by hand can make one."""


@dataclass(frozen=True, slots=True)
class DigestFilm:
    """Which film the story is about. `invented` marks the demo's."""

    slug: str
    title: str
    kind: str
    invented: bool = False
    former_titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """[since, until), and the event it stands around, if any.

    `shows` is what there was to see or hear at the event, in an editor's words, `shows_source` the address
    that these rest on, if the editor gave one.
    """

    since: datetime
    until: datetime
    event: str | None = None
    shows: str | None = None
    shows_source: str | None = None


LATER_OF_WINDOWS = ("shows", "shows_source")
"""The fields that digests of earlier versions lack."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What the numbers rest on. `posts` are eligible: on topic, own words, each text once."""

    posts: int
    authors: int
    networks: dict[str, int]
    reposts: int
    duplicates: int
    excluded: dict[str, int]


@dataclass(frozen=True, slots=True)
class DigestEvent:
    """A moment of the film within the window, as films.toml names it. `at` is UTC."""

    name: str
    at: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether a target was read without a hole in the window."""

    source: str
    target: str
    complete: bool
    gaps: tuple[Gap, ...] = ()


ARCHIVE = "archive "


def is_archive(one: Coverage) -> bool:
    """Whether posts came from a file, whose maker chose what it holds, and not from a search of ours."""
    return one.target.startswith(ARCHIVE)


@dataclass(frozen=True, slots=True)
class Theme:
    """What fans speak of. A post mentions it if it holds one of `words` as whole words, whatever the case.

    `share` is that of all eligible posts, None in a round-up. `general`: the film itself, or going to see it,
    which is counted and told as no subject.
    """

    label: str
    posts: int
    share: float | None
    positive: int
    negative: int
    words: tuple[str, ...]
    general: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence asserts. `of` is where the value stands in this digest ("counted.posts",
    "sentiment.positive.share", "themes[0].posts"); a quote names its posts, a fact its name ("cast[0]").
    """

    kind: ClaimKind
    value: Any
    of: str | None = None
    post_ids: tuple[str, ...] = ()
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as it is printed; every number and name in it is covered by a claim."""

    text: str
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of the article: its sentences, then its quotes (ids of posts).

    Kinds headline, highlights, lede and seo hold the claims behind the texts of these names; a renderer
    prints those texts, not the sections.
    """

    kind: SectionKind
    heading: str | None
    sentences: tuple[Sentence, ...]
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteAuthor:
    """Whom we quote, as the network showed them; `outlet`: for whom they write, by an editor's list."""

    handle: str | None
    name: str | None
    url: str | None
    class_: AuthorClass = "unknown"
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A post chosen for the story.

    `excerpt` is a contiguous slice of the stored `text`; `display` is what is shown: the excerpt, masked by
    house style at most. `checked_at` is when the network last showed the post to us, None if never (archive).
    `picked`: an editor chose it by hand; it counts in no number, and its stance may be None (no scorer could
    judge it).
    """

    id: str
    source: str
    url: str | None
    author: QuoteAuthor
    text: str
    excerpt: str
    display: str
    created_at: datetime
    stance: Label | None
    confidence: float | None
    theme: str | None
    checked_at: datetime | None
    alive: bool
    content_hash: str
    copies: int = 0
    picked: bool = False


@dataclass(frozen=True, slots=True)
class DigestMedia:
    """An image or clip of a quoted post: a link, never a copy.

    `rights` is one of Rights ("unknown" in digests of earlier versions), `because` the sign that they were
    told by, in words; "" where they are unknown. A post that quotes another's has one item of the type "post"
    without an address: what that one shows. `alt` is the author's own description, None if there is none.
    """

    post_id: str
    type: str | None
    url: str | None
    alt: str | None
    rights: str = "unknown"
    because: str = ""


@dataclass(frozen=True, slots=True)
class DigestFact:
    """A fact of the film as the story uses it. `name` is how claims refer to it ("cast[0]").

    `provider`, `conflicts` and `disputed` as in Fact: what is disputed is listed and told nowhere. `too_old`:
    it was read so long before `made_at` that it may have changed since.
    """

    key: str
    value: Any
    source: str
    as_of: date
    standing: Standing
    name: str = ""
    provider: str = ""
    conflicts: tuple[Conflict, ...] = ()
    disputed: bool = False
    too_old: bool = False


LATER_OF_FACTS = ("provider", "conflicts", "disputed", "too_old")
"""The fields that digests of earlier versions lack."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Posts that count and that nobody quotes: why ("spoiler", "abusive"), how many, and which."""

    reason: str
    posts: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Campaign:
    """Posts that look organised: which sign of it (`kind`), what was seen, in words with its numbers, and
    the ids of the posts. What each of them weighs in the shares is frozen with it.
    """

    kind: str
    posts: int
    because: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lock:
    """A block that an editor changed: it stays so when the story is made again, as long as what it is about
    is there. `unsupported` is what no claim covers in it, `reason` why it stands all the same.
    """

    block: str
    who: str
    at: datetime
    locked: bool = True
    unsupported: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """From what the digest was made: versions of the parts, hash of the settings, hash of the inputs."""

    versions: dict[str, str]
    config_hash: str
    inputs_hash: str


@dataclass(frozen=True, slots=True)
class Digest:
    """A story: see the module's docstring and docs/digest.md.

    `embargo_until`: it may not be published before (UTC). `published_at` is when it first went out,
    `date_modified` when a number, quote, headline, fact or correction of it last changed (None: it is as it
    was first made). `sampled`: among how many posts of a large window themes and quotes were looked for; 0:
    among all.
    """

    id: str
    version: int
    kind: DigestKind
    state: DigestState
    made_at: datetime
    film: DigestFilm
    window: Window
    counted: Counted
    coverage: tuple[Coverage, ...]
    headline: str
    headlines: tuple[str, ...]
    highlights: tuple[str, ...]
    lede: str
    sentiment: Sentiment | None
    sentiment_reason: str | None
    themes: tuple[Theme, ...]
    sections: tuple[Section, ...]
    quotes: tuple[Quote, ...]
    media: tuple[DigestMedia, ...]
    facts: tuple[DigestFact, ...]
    spikes: tuple[Any, ...]
    method: str
    corrections: tuple[Any, ...]
    provenance: Provenance
    held_back: tuple[HeldBack, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    pictures: tuple[DigestPicture, ...] = ()
    trigger: DigestTrigger | None = None
    language: Language = AMERICAN
    seo: Seo | None = None
    events: tuple[DigestEvent, ...] = ()
    volume: VolumeOverTime | None = None
    trend: MoodOverTime | None = None
    embargo_until: datetime | None = None
    locks: tuple[Lock, ...] = ()
    approvals: tuple[Approval, ...] = ()
    published_at: datetime | None = None
    date_modified: datetime | None = None
    sampled: int = 0
    schema: str = SCHEMA

    @property
    def counts_nothing(self) -> bool:
        """Whether the story rests on posts picked by hand alone."""
        return self.counted.posts < ENOUGH_FOR_A_STORY and any(quote.picked for quote in self.quotes)


@dataclass(frozen=True, slots=True)
class FrozenInput:
    """One post of the window as it was when the digest was made: enough to recompute every number.

    `author` is the author's key or None. `label` is None where the post was unscored or the scorer abstained.
    `new_account`: whether the account was new when it wrote this, None where the network does not say or no
    finding rests on it.
    `weight` is what the post weighs in shares, 0 to 1: less than 1 where it is part of a campaign.
    `pictures`: which of the digest's pictures it passes on ("1" is the first).
    """

    source: str
    remote_id: str
    content_hash: str
    text_key: str
    author: str | None
    created_at: datetime
    label: Label | None
    probabilities: tuple[float, float, float] | None
    repost: bool
    excluded: str | None
    author_class: AuthorClass = "unknown"
    language: str | None = None
    flags: tuple[Flag, ...] = ()
    new_account: bool | None = None
    weight: float = 1.0
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """How much was written of a film before a window: what is usual, against which its spikes stand out.

    `posts` are those of each hour from `start` on (UTC, a full hour) that were written before the window's
    `since`, which may lie within the last of these hours. `networks` are those that are counted, sorted.
    `zone` is the film's own: by its clock the days have their shape. `holes` are places of hours, also of the
    window's own, of which a part was not read. A digest that tells of a spike freezes it; the hours of the
    window itself are counted from its frozen inputs.
    """

    start: datetime
    posts: tuple[int, ...]
    networks: tuple[str, ...]
    zone: str = "UTC"
    holes: tuple[int, ...] = ()
