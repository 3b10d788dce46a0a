"""How long a digest takes of 1,000,000 posts in its window, and how much memory; and its verify.

python bench/million.py [--posts 1000000] [--db FILE]

The posts are invented, put together from pieces of invented sentences, and imported by the importer; a
stand-in scores them, since what is measured begins behind the scorer. With --db the database is kept, and
used again where it stands. Digest and verify run in processes of their own.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

LIMIT_SECONDS = 60
LIMIT_MEGABYTES = 1000
SEED = 20310504
SINCE = datetime(2031, 5, 1, tzinfo=UTC)
DAYS = 7

OPENINGS = (
    "Saw it last night and",
    "Honestly,",
    "Back from the early show:",
    "Second time in the cinema and",
    "So",
    "Just out of The Glass Harbour and",
    "Not what I expected:",
    "My sister was right,",
    "I have to say",
    "Well,",
)
THINGS = (
    "the stunts",
    "the acting",
    "the music",
    "the ending",
    "the villain",
    "the cast",
    "the story",
    "the lighthouse",
    "the visual effects",
    "the costumes",
    "the humor",
    "the first hour",
    "the storm scene",
    "Mara Lindqvist",
    "the photography",
    "the writing",
)
GOOD = (
    "were wonderful",
    "made me cry twice",
    "is the best thing I saw this year",
    "gave me chills",
    "was so well done",
    "is beautiful from start to finish",
    "deserve every award",
    "kept me on the edge of my seat",
)
BAD = (
    "were boring",
    "made no sense at all",
    "is a waste of good money",
    "felt far too long",
    "was terrible",
    "is the worst part of this movie",
    "disappointed me",
    "put me to sleep",
)
PLAIN = (
    "is on in hall four",
    "starts at eight",
    "runs for two hours",
    "has a new poster",
    "is all over my feed",
)
ENDS = (
    "and I would go again",
    "in this film",
    "and that is that",
    "from row {n}",
    "with {n} people in the room",
    "on screen {n}",
    "for the {n}th time",
    "and my friend agrees",
    "at the harbour cinema",
    "#GlassHarbour",
)
ASIDES = (
    "says",
    "as I told",
    "and so did",
    "sitting next to",
    "thanks to",
    "I owe a ticket to",
    "not that it matters to",
    "tell that to",
    "greetings from",
    "my popcorn went to",
    "now explain it to",
    "still arguing with",
)
WHERE = (
    "in the part with",
    "around",
    "after the scene with",
    "long before",
    "when we meet",
    "ever since",
    "despite",
)
BEGINS = (
    "Al", "Bren", "Cor", "Dal", "El", "Fen", "Gar", "Hol", "Is", "Jor", "Kel", "Lan", "Mar", "Nor",
    "Ol", "Per", "Quen", "Ros", "Sel", "Tor", "Ul", "Ver", "Wil", "Yor", "Zan", "Bri", "Cal", "Dor",
    "Em", "Fal",
)  # fmt: skip
MIDDLES = (
    "a", "e", "i", "o", "u", "an", "en", "in", "on", "ar", "er", "or", "ast", "est", "ist", "ov", "ev",
    "av",
)  # fmt: skip
LASTS = (
    "dan", "del", "fin", "gar", "hald", "kin", "lo", "mund", "na", "phe", "ric", "sa", "ta", "vin",
    "wen", "za",
)  # fmt: skip


def main() -> int:
    """Make the database if it is not there, measure, print, and exit 1 where a limit is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--posts", type=int, default=1_000_000)
    arguments.add_argument("--db", type=Path)
    arguments.add_argument("--do", choices=("digest", "verify"), help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.do:
        return _measured(given.do, given.db)
    with tempfile.TemporaryDirectory() as folder:
        path = given.db or Path(folder) / "million.db"
        if not path.exists():
            begun = time.perf_counter()
            build(path, given.posts)
            print(f"{given.posts:,} invented posts, {time.perf_counter() - begun:.0f} s to import and score")
        made, checked = (_run(what, path) for what in ("digest", "verify"))
    limits = f"(at most {LIMIT_SECONDS} s and {LIMIT_MEGABYTES} MB)"
    print(f"digest  {made['s']:6.1f} s   {made['mb']:5.0f} MB  {limits}")
    print(f"        {made['window']:,} posts in the window, {made['counted']:,} count")
    print(f"        sample of {made['sampled']:,}, {made['quotes']} quotes, {made['themes']} themes")
    print(f"verify  {checked['s']:6.1f} s   {checked['mb']:5.0f} MB  {checked['failures']} failures")
    held = made["s"] <= LIMIT_SECONDS and max(made["mb"], checked["mb"]) <= LIMIT_MEGABYTES
    return 0 if held and not checked["failures"] else 1


def _run(what: str, path: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--do", what, "--db", str(path)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout)


def _measured(what: str, path: Path) -> int:
    """In a process of its own: time and peak memory of one digest, or of its verify."""
    import tomllib

    from aggregator import config
    from aggregator.digest import Style, read_themes
    from aggregator.model.digests import Window
    from aggregator.pipeline.context import Context
    from aggregator.pipeline.digest import find_digest, make_digest, verify_digest
    from aggregator.store import digests, open_store, reactions

    themes = read_themes(tomllib.loads((config.defaults_dir() / "themes.toml").read_text(encoding="utf-8")))
    window = Window(SINCE, SINCE + timedelta(days=DAYS))
    with open_store(f"sqlite:///{path}", create=False) as store:
        ctx = Context(store, "bench")
        told: dict[str, object] = {}
        begun = time.perf_counter()
        if what == "digest":
            made = make_digest(
                ctx, _film(), window, asked=(), kind="brief", style=Style(themes=themes),
                config_hash=f"{time.time_ns():x}", made_at=window.until,
            ).digest  # fmt: skip
            told = {
                "counted": made.counted.posts,
                "sampled": made.sampled,
                "quotes": len(made.quotes),
                "themes": len(made.themes),
            }
        else:
            with store.read() as session:
                newest = digests.list_digests(session)[0]
            told = {"failures": len(verify_digest(ctx, find_digest(ctx, newest.id)))}
        seconds = time.perf_counter() - begun
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        with store.read() as session:
            told |= {"s": seconds, "mb": megabytes, "window": reactions.count(session, _film().slug)}
    print(json.dumps(told))
    return 0


def _film():
    from aggregator.model import Film

    return Film("the-glass-harbour", "film", "The Glass Harbour", hashtags=("GlassHarbour",), invented=True)


def build(path: Path, number: int) -> None:
    """A database of invented posts, imported and scored by the stand-in."""
    from aggregator.pipeline.context import Context
    from aggregator.pipeline.importing import import_archive
    from aggregator.store import films, open_store, reactions

    with open_store(f"sqlite:///{path}") as store:
        with store.write() as session:
            films.sync(session, [_film()])
        import_archive(Context(store, "bench"), "invented", invented(number), _film())
        after = None
        while True:
            with store.read() as session:
                some = reactions.unscored(session, "bench/1", film=_film().slug, limit=1000, after=after)
            if not some:
                return
            with store.write() as session:
                reactions.save_scores(session, [judged(one) for one in some], at=SINCE)
            after = some[-1]


def invented(number: int):
    """Posts of a week, each by one of half as many people; a few of them copies, a few passed on."""
    from aggregator.model import Author, Counts, Post

    chance = random.Random(SEED)
    for n in range(number):
        verdict = chance.choices((GOOD, BAD, PLAIN), (5, 2, 3))[0]
        opening, end = chance.choice(OPENINGS), chance.choice(ENDS).format(n=chance.randrange(1, 400))
        text = f"{opening} {chance.choice(THINGS)} {chance.choice(verdict)} {end}"
        if chance.random() < 0.5:
            text += f", {chance.choice(ASIDES)} {_name(chance)}"
        if chance.random() < 0.5:
            text += f", and {chance.choice(THINGS)} {chance.choice(verdict)}"
            text += f" {chance.choice(WHERE)} {_name(chance)}"
        if chance.random() < 0.04:
            text = f"RT @fan{chance.randrange(number // 2)}: {text}"
        source = chance.choices(("x", "bluesky", "mastodon"), (6, 3, 1))[0]
        who = chance.randrange(number // 2 + 1)
        at = SINCE + timedelta(microseconds=chance.randrange(DAYS * 86_400) * 1_000_000)
        yield Post(
            source, f"{source}-{n}", f"https://example.org/{source}/{n}", text,
            Author(f"author-{who}", f"fan{who}", f"Fan {who}"), at, counts=Counts(likes=chance.randrange(50)),
        )  # fmt: skip


def _name(chance) -> str:
    """One of ten thousand names that nobody bears: texts of fans hold words that few others use."""
    return chance.choice(BEGINS) + chance.choice(MIDDLES) + chance.choice(LASTS)


def judged(one, scorer: str = "bench/1"):
    """What a scorer and the signals would say, told by the pieces that a text is made of."""
    from aggregator.model import Evidence, Flag, Score, Signals
    from aggregator.signals.copies import text_key
    from aggregator.signals.reposts import is_repost
    from aggregator.store.reactions import Scored

    text, number = one.post.text, one.post_id
    sure = 0.9 + number % 90 / 1000
    rest = round((1 - sure) / 2, 4)
    found = next((words for words in (*GOOD, *BAD) if words in text), None)
    if found in GOOD:
        score = Score(scorer, "positive", (rest, rest, sure), 0.8, (Evidence(found.split()[-1], 2.0),))
    elif found in BAD:
        score = Score(scorer, "negative", (sure, rest, rest), -0.8, (Evidence(found.split()[-1], -2.0),))
    else:
        score = Score(scorer, "neutral", (rest, sure, rest), 0.0)
    flags = (Flag("spoiler", "tells the ending"),) if number % 97 == 0 else ()
    excluded = "off topic" if number % 23 == 0 else None
    signals = Signals(text_key(one.post), is_repost(one.post), excluded, "fan", "en", flags)
    return Scored(one.film, one.post_id, one.post.content_hash, score, signals)


if __name__ == "__main__":
    sys.exit(main())
