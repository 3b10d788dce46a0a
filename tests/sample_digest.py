"""Digests made by hand for the renderers: a full story and a round-up of the invented film."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from aggregator.model import Digest, Gap
from aggregator.model.digests import (
    Claim,
    Counted,
    Coverage,
    DigestEvent,
    DigestFact,
    DigestFilm,
    DigestMedia,
    HeldBack,
    Provenance,
    Quote,
    QuoteAuthor,
    Section,
    Sentence,
    Theme,
    Window,
)
from aggregator.model.pictures import DigestPicture, FirstSeen
from aggregator.model.shares import Sentiment, Share, Shares, VolumeOverTime

SINCE = datetime(2031, 5, 4, 14, 0, tzinfo=UTC)
UNTIL = datetime(2031, 5, 5, 16, 0, tzinfo=UTC)
TRAILER = "https://example.com/glass-harbour/trailer"
SYNOPSIS = "When the drowned town rises with the tide, a glassblower must choose which of its lights to save."


def quote(number: int, text: str, **fields: Any) -> Quote:
    source = fields.get("source", "mastodon")
    return Quote(
        **{
            "id": f"post-{number}",
            "source": source,
            "url": f"https://harbourlights.example/@fan{number}/{number}",
            "author": QuoteAuthor(f"fan{number}@harbourlights.example", f"Fan {number}", None, "fan"),
            "text": text,
            "excerpt": text,
            "display": text,
            "created_at": datetime(2031, 5, 4, 14 + number, 7, tzinfo=UTC),
            "stance": "positive",
            "confidence": 0.91,
            "theme": None,
            "checked_at": datetime(2031, 5, 5, 16, 2, tzinfo=UTC),
            "alive": True,
            "content_hash": "0" * 32,
            "copies": 0,
            **fields,
        }
    )


def fact(key: str, value: Any, standing: Any = "confirmed", name: str = "") -> DigestFact:
    return DigestFact(
        key, value, f"https://example.com/facts/{key}", date(2031, 4, 28), standing, name or key
    )


CELLO = "That cello under the foghorn. I have watched it nine times and I still get goosebumps."
SPOILED = "Two and a half minutes and they show us the brother is alive. Why would I pay for a ticket now?"

QUOTES = (
    quote(1, f"{CELLO} #GlassHarbour", excerpt=CELLO, display=CELLO, copies=3),
    quote(
        2,
        "The glass sea is the most beautiful thing I've seen in a trailer all year.\n\nPlease, please let it be "
        "practical effects 🌊",
        source="bluesky",
        url="https://bsky.app/profile/did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/post/3kabc",
        author=QuoteAuthor("tidepool.example", 'Wilhelmina "Tide" Pool', None, "critic"),
    ),
    quote(
        3,
        f"{SPOILED} Honestly.",
        stance="negative",
        excerpt=SPOILED,
        display=SPOILED,
    ),
    quote(
        4,
        "I can't see a damn thing, who graded this, a mole?",
        stance="negative",
        display="I can't see a d*** thing, who graded this, a mole?",
        author=QuoteAuthor("lamplit.example", None, None, "fan"),
        source="bluesky",
        url="https://bsky.app/profile/did:plc:bbbbbbbbbbbbbbbbbbbbbbbb/post/3kdef",
        checked_at=None,
    ),
)


def volume(posts: int) -> VolumeOverTime:
    """So many posts over the window by half hours, most of them at the trailer."""
    later = [posts // 60] * 51
    return VolumeOverTime(30, SINCE, (posts - sum(later), *later))


def sections() -> tuple[Section, ...]:
    def said(*texts: str) -> tuple[Sentence, ...]:
        return tuple(Sentence(text) for text in texts)

    def stated(text: str, value: Any, name: str) -> Sentence:
        return Sentence(text, (Claim("fact", value, fact=name),))

    return (
        Section("lede", None, said("Printed above, not here.")),
        Section(
            "pointer",
            None,
            said("Below, four posts from Mastodon and Bluesky stand for what fans had to say."),
        ),
        Section(
            "theme",
            "Praise for the music",
            said(
                "The music came up in 74 posts, most of them pleased.", "Fan 1 was among those who liked it."
            ),
            ("post-1",),
        ),
        Section("theme", "The visuals", said("The visuals came up in 61 posts."), ("post-2",)),
        Section(
            "dissent",
            "Not everyone was won over",
            said("Of the 279 posts that took a side, 90 read as critical."),
            ("post-3", "post-4"),
        ),
        Section(
            "context",
            "Background",
            (
                stated(
                    "The Glass Harbour follows The Salt Lantern (2027).", "The Salt Lantern", "predecessor"
                ),
                stated("Ottiline Varnholt directs it.", "Ottiline Varnholt", "director"),
            ),
        ),
        Section(
            "synopsis",
            "Official synopsis",
            (
                Sentence("The official synopsis of The Glass Harbour reads:"),
                stated(f"“{SYNOPSIS}”", SYNOPSIS, "synopsis"),
                stated(f"The trailer can be seen at {TRAILER}", TRAILER, "trailer"),
            ),
        ),
        Section("cast", "Cast", (stated("Perpetua Hallam-Reyes reportedly plays Wren.", "Wren", "cast[0]"),)),
        Section(
            "release",
            "Release",
            (stated("The Glass Harbour opens on 12 September 2031.", "2031-09-12", "release"),),
        ),
        Section(
            "method", "How this was made", said("People who post choose themselves: this is not a survey.")
        ),
    )


def shares(positive: int, neutral: int, negative: int) -> dict[str, Share]:
    judged = positive + neutral + negative

    def share(posts: int) -> Share:
        part = posts / judged
        reach = 1.96 * (part * (1 - part) / judged) ** 0.5
        return Share(posts, round(part, 4), round(max(0, part - reach), 4), round(min(1, part + reach), 4))

    return {"positive": share(positive), "neutral": share(neutral), "negative": share(negative)}


def full(**fields: Any) -> Digest:
    """A story with shares, gaps, media, facts of every standing."""
    made = Digest(
        id="the-glass-harbour-trailer-20310504-1a2b3c4d",
        version=2,
        kind="trailer",
        state="draft",
        made_at=datetime(2031, 5, 5, 16, 5, tzinfo=UTC),
        film=DigestFilm("the-glass-harbour", "The Glass Harbour", "film", invented=True),
        window=Window(SINCE, UNTIL, "trailer 1"),
        counted=Counted(
            352, 309, {"bluesky": 171, "mastodon": 181}, 6, 14, {"off topic": 9, "promotion": 11}
        ),
        coverage=(
            Coverage("bluesky", "#glassharbour", True),
            Coverage(
                "mastodon",
                "#glassharbour",
                False,
                (
                    Gap(
                        SINCE, datetime(2031, 5, 4, 15, 0, tzinfo=UTC), "mastodon: did not answer within 30 s"
                    ),
                ),
            ),
        ),
        headline="Fans love the trailer for The Glass Harbour, with the music the main talking point",
        headlines=(
            "Fans react to the trailer for The Glass Harbour",
            "Fans are won over by The Glass Harbour",
        ),
        highlights=(
            "Of 340 judged posts, about 55% were positive and about 25% negative.",
            "What came up most was the music, in 74 posts, ahead of the visuals, in 61.",
            "The Glass Harbour opens on 12 September 2031, distributed by Saltmarsh Lantern.",
        ),
        lede=(
            "The trailer for The Glass Harbour has fans talking on Mastodon and Bluesky. This story counts 352 posts "
            "by 309 authors, written between 14:00 UTC on 4 May and 16:00 UTC on 5 May 2031, with reposts and copies "
            "left out."
        ),
        sentiment=Sentiment(
            **shares(189, 61, 90),
            by_network={"bluesky": Shares(**shares(101, 25, 38)), "mastodon": Shares(**shares(88, 36, 52))},
            method="plain counts of labels given by an automatic classifier (fan/1), not calibrated for this film",
            calibrated=False,
        ),
        sentiment_reason=None,
        themes=(
            Theme("the music", 74, 0.2102, 52, 9, ("cello", "music", "score")),
            Theme("the visuals", 61, 0.1733, 30, 24, ("cinematography", "glass sea", "visuals")),
            Theme("the trailer", 40, 0.1136, 8, 26, ("footage", "trailer")),
        ),
        sections=sections(),
        quotes=QUOTES,
        media=(DigestMedia("post-2", "image", "https://bsky.app/image/1", "A drawing of the glass sea"),),
        facts=(
            fact("director", "Ottiline Varnholt"),
            fact("predecessor", {"title": "The Salt Lantern", "released": "2027-10-01"}),
            fact("cast", {"actor": "Perpetua Hallam-Reyes", "role": "Wren"}, "reported", "cast[0]"),
            fact("cast", {"actor": "Joaquim Thistlewood", "role": None}, "rumoured", "cast[1]"),
            fact("synopsis", {"text": SYNOPSIS, "of_film": "The Glass Harbour"}),
            fact("trailer", {"url": TRAILER}),
            fact(
                "release", {"date": "2031-09-12", "territory": "the UK", "distributor": "Saltmarsh Lantern"}
            ),
        ),
        spikes=(),
        method="People who post choose themselves: this is not a survey.",
        corrections=(),
        provenance=Provenance({"digest": "1", "scorer": "fan/1"}, "c" * 32, "d" * 32),
        events=(DigestEvent("trailer 1", SINCE, "trailer"),),
        volume=volume(352),
    )
    return replace(made, **fields)


def round_up(**fields: Any) -> Digest:
    """Too few posts for shares; one quote is gone from its network."""
    base = full()
    made = replace(
        base,
        film=replace(base.film, invented=False),
        headline="What some fans are saying on Mastodon about The Glass Harbour",
        headlines=(),
        highlights=("This round-up draws on 41 posts by 38 authors on Mastodon.", *base.highlights[1:]),
        sentiment=None,
        sentiment_reason="41 posts by 38 authors: too few for shares (needs 100 posts by 60 authors)",
        counted=Counted(41, 38, {"mastodon": 41}, 0, 2, {}),
        volume=volume(41),
        themes=tuple(replace(theme, share=None) for theme in base.themes),
        quotes=(replace(base.quotes[0], alive=False), *base.quotes[1:]),
        media=(),
        facts=(),
        coverage=(),
        corrections=({"at": "2031-05-06", "text": "An earlier version named the wrong network."},),
    )
    return replace(made, **fields)


def spoken(text: str, **fields: Any) -> Digest:
    """The full story with `text` in every place that a stranger can fill."""
    base = full()
    hostile = tuple(
        replace(
            one,
            text=text,
            excerpt=text,
            display=text,
            author=replace(one.author, name=text or None, handle=text or None, url=text),
        )
        for one in base.quotes
    )
    media = (replace(base.media[0], alt=text or None, type="image"),)
    first = FirstSeen("bluesky", text, text or None, text, SINCE)
    picture = DigestPicture(9, 8, first, text or None, 1, text or None, "unknown", "", None, None, (text,))
    return replace(base, quotes=hostile, media=media, pictures=(picture,), **fields)


def hostile(text: str, **fields: Any) -> Digest:
    """`spoken`, and `text` in every other place too: what editors, films.toml and archives fill."""
    base = spoken(text)
    return replace(
        base,
        film=replace(base.film, title=text, former_titles=(text,)),
        window=replace(base.window, event=text),
        headline=text,
        headlines=(f"{text} too",),
        highlights=(text, text, text),
        lede=text,
        sentiment=replace(base.sentiment, method=text) if base.sentiment else None,
        themes=tuple(replace(theme, label=text, words=(text,)) for theme in base.themes),
        sections=tuple(
            replace(
                section,
                heading=text if section.heading else None,
                sentences=tuple(replace(one, text=text) for one in section.sentences),
            )
            for section in base.sections
        ),
        facts=tuple(
            replace(one, value=text if isinstance(one.value, str) else dict.fromkeys(one.value, text))
            for one in base.facts
        ),
        coverage=(
            Coverage("mastodon", text, complete=False, gaps=(Gap(SINCE, UNTIL, text),)),
            *base.coverage[2:],
        ),
        counted=replace(base.counted, excluded={text: 3}),
        held_back=(HeldBack(text, 2, ("a", "b")),),
        events=(DigestEvent(text, SINCE, text),),
        method=text,
        corrections=({"at": "2031-05-06", "text": text},),
        **fields,
    )
