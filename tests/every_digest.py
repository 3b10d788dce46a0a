"""A digest of each sort that there is, all of invented posts: what the formats are held against validators with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from digest import crowd, test_kinds, test_picked, test_pictures, test_spikes
from render import drawings
from sample_digest import fact, full, hostile, quote, round_up, spoken

from aggregator.digest import apply_edits, checked
from aggregator.model import Digest
from aggregator.model.digests import DigestMedia
from aggregator.model.edits import Edit
from aggregator.model.letting_out import Approval
from aggregator.model.shares import VolumeOverTime

HOSTILE = '<b onclick="x()">]]> & --> <!-- /wp:quote --> [gallery] @channel <!here> *b* # https://a.example/?a=b&c \u202e😀'
AT = datetime(2031, 5, 6, 8, 30, tzinfo=UTC)


def every_digest() -> dict[str, Digest]:
    """Each digest by what is its own."""
    made = {}
    for kind in test_kinds.KINDS:
        for size, mood in (("story", (200, 60, 40)), ("round-up", (20, 9, 6))):
            for style in (crowd.STYLE, replace(crowd.STYLE, language="en-GB")):
                posts = test_kinds.posts_of(kind, *mood)
                if kind == "death":
                    posts = test_kinds.mourners(sum(mood))
                told, _ = crowd.story(posts, kind=kind, style=style)
                made[f"{kind} {size} {style.language}"] = told
    pictured, _ = test_pictures.story([*test_pictures.CROWD, *test_pictures.wave()])
    spiky, _ = test_spikes.story([*test_spikes.usual(), *test_spikes.wave()])
    picked, _ = crowd.story(test_picked.picks())
    made |= {"pictures": pictured, "spikes": spiky, "picked": picked, "edited": edited(pictured)}
    made |= {"everything": everything(), "by hand": full(), "round-up by hand": round_up()}
    made |= {"embargo": full(embargo_until=AT), "withdrawn": full(state="withdrawn", corrections=LINES)}
    made |= {"embeds": embeds(), "hostile posts": spoken(HOSTILE), "hostile all": hostile(HOSTILE)}
    made["approved controversy"] = replace(
        made["controversy story en-US"], state="published", published_at=AT, approvals=APPROVALS
    )
    return made


APPROVALS = (Approval("Ada Quill", AT, 1), Approval("Ben Reed", AT, 2))
LINES = tuple(
    {"at": AT.isoformat(), "kind": kind, "text": f"{kind.capitalize()}, 6 May 2031: it said twelve.", "who": "Ana"}
    for kind in ("update", "clarification", "correction")
)  # fmt: skip


def edited(digest: Digest) -> Digest:
    """With a headline and a lede that an editor wrote."""
    wanted = [
        Edit("headline", "text", "Fans & critics “react” to The Glass Harbour", "Ana", AT, 1),
        Edit("lede", "text", "An editor wrote <this> of the trailer.", "Ana", AT, 1),
    ]
    return apply_edits(digest, [checked(one, digest) for one in wanted], ()).digest


def embeds() -> Digest:
    """With a post of each network that WordPress embeds, and the film's own trailer."""
    urls = {
        "x": "https://x.com/fan_1/status/1234567890",
        "bluesky": "https://bsky.app/profile/did:plc:abc/post/3kabc",
        "reddit": "https://www.reddit.com/r/movies/comments/1abc/title/2def/",
        "tiktok": "https://www.tiktok.com/@tide.pool/video/71",
    }
    said = "Nothing in it but fine words, whole and unchanged, number {n}."
    quotes = tuple(
        quote(number, said.format(n=number), source=source, url=url)
        for number, (source, url) in enumerate(urls.items(), 1)
    )
    trailer = {"url": "https://www.youtube.com/watch?v=invented123"}
    facts = tuple(fact("trailer", trailer) if one.key == "trailer" else one for one in full().facts)
    media = (
        DigestMedia("post-1", "image", "https://x.com/i/1", "A pier", "poster_made", "its poster's own"),
    )
    return full(quotes=quotes, media=media, facts=facts)


def everything() -> Digest:
    """A published story of several days with every chart, pictures, a spike, edits, corrections, gaps."""
    base = drawings.moved((120, 30, 40), (80, 40, 60), None, (50, 20, 10), (9, 4, 5), (40, 9, 5))
    pictured, _ = test_pictures.story([*test_pictures.CROWD, *test_pictures.wave()])
    start = base.window.since + timedelta(hours=20)
    return replace(
        edited(base),
        state="published",
        published_at=AT,
        approvals=APPROVALS,
        corrections=LINES,
        pictures=pictured.pictures,
        trigger=pictured.trigger,
        spikes=(drawings.spike(start, start + timedelta(hours=3)),),
        language="en-GB",
        volume=VolumeOverTime(120, base.window.since, (40, 30, 12, 9, *[4] * 56)),
    )
