"""The editor's checklist over a thousand digests of real films: which points hold, and how often.

    FANSREACT_REAL_DATA=DIR python bench/digest_quality.py [--films moana,gold] [--side-by-side DIR]

Each film's posts are cut into windows: all of them, then halves, thirds, fifths, eighths and elevenths. Each
window with enough posts makes a digest by the rules as they stand; `verify` holds it against its inputs, the
checklist ticks what a command can tell, every format is rendered and looked at. Printed are the points, how
much quotes are alike, and how many of the posts that took a side mention a theme. Where a digest has too few
quotes it is told whether it says that no other post may be quoted; the point does not hold all the same.

--side-by-side DIR writes a page for an editor: the quotes of a whole window beside those that LexRank takes
from the same posts (sumy's where it is installed), and beside the most liked ones, without saying which is
which until it is asked. Real posts: keep it to yourself.
"""

import argparse
import json
import os
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from hashlib import blake2b
from html import escape
from itertools import pairwise
from pathlib import Path
from tomllib import loads
from xml.etree import ElementTree as ET

import numpy as np

from aggregator import config, render
from aggregator.collectors.archive import read_archive
from aggregator.digest import Style, central, compose, read_themes, story, verify
from aggregator.digest.checklist import checklist
from aggregator.digest.excerpt import without_links
from aggregator.digest.mask import mask
from aggregator.digest.words import SMALL_WORDS
from aggregator.errors import NotEnoughReactions
from aggregator.model import Digest, Film, Post, Reaction
from aggregator.model.digest_json import to_bytes, to_json
from aggregator.model.digests import FrozenInput, Window
from aggregator.scorers import find
from aggregator.signals.judge import Judge
from aggregator.text import word_pattern

PARTS = (1, 2, 3, 5, 8, 11)
REDUNDANCY, COVERAGE = 0.15, 0.60
ENOUGH_DIGESTS = 1_000
NUMBER_OF_QUOTES = 5
"""The point of the checklist that asks for enough quotes."""
TITLES = {
    "AlvinandtheChipmunks": "Alvin and the Chipmunks",
    "HaroldKumar": "A Very Harold & Kumar Christmas",
    "JackAndJill": "Jack and Jill",
    "Muppets": "The Muppets",
    "NewYearsEve": "New Year's Eve",
    "OneForTheMoney": "One for the Money",
    "TheGirlwiththeDragonTattoo": "The Girl with the Dragon Tattoo",
    "a_dogs_purpose": "A Dog's Purpose",
    "guardians_of_the_galaxy_vol_2": "Guardians of the Galaxy Vol. 2",
    "the_zookeepers_wife": "The Zookeeper's Wife",
    "tyler_perrys_boo_2_a_madea_halloween": "Tyler Perry's Boo 2! A Madea Halloween",
}
"""What an editor would write into films.toml, where the file's name does not say it."""
MOST_COMPARED = 400  # posts that LexRank is given
SETS = ("twitter_2017", "twitter_2011_search10", "twitter_engagement")


def main() -> int:
    """Print the table; exit 1 where a point fails or a limit is missed."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--films", default="", help="only those whose files' names hold one of these")
    arguments.add_argument("--side-by-side", type=Path, metavar="DIR")
    given = arguments.parse_args()
    real = os.environ.get("FANSREACT_REAL_DATA")
    if not real:
        print("FANSREACT_REAL_DATA is not set: it names the folder with real posts", file=sys.stderr)
        return 2
    style = Style(read_themes(loads((config.defaults_dir() / "themes.toml").read_text(encoding="utf-8"))))
    found = Found()
    begun = time.perf_counter()
    for film, posts in _films(Path(real) / "data", given.films):
        reactions = _judged(film, posts)
        for window in _windows(reactions):
            found.add(film, reactions, window, style)
        if given.side_by_side is not None:
            _side_by_side(film, reactions, style, given.side_by_side)
        print(f"  {film.title:40} {len(reactions):6,} posts  {found.digests:5} digests", file=sys.stderr)
    if not found.digests:
        print(f"no film's file name holds one of: {given.films}", file=sys.stderr)
        return 2
    return found.tell(time.perf_counter() - begun, whole=not given.films)


class Found:
    """What was seen so far."""

    def __init__(self) -> None:
        self.digests = self.round_ups = self.refused = 0
        self.points: dict[int, tuple[str, Counter[bool | None], list[str]]] = {}
        self.formats: Counter[str] = Counter()
        self.alike: list[float] = []
        self.covered: list[float] = []
        self.quotes: list[int] = []
        self.few: Counter[str] = Counter()

    def add(self, film: Film, reactions: Sequence[Reaction], window: Window, style: Style) -> None:
        """One window: its digest, held against everything, or its refusal."""
        try:
            digest, frozen = _digest(film, reactions, window, style)
        except NotEnoughReactions:
            self.refused += 1
            return
        self.digests += 1
        self.round_ups += digest.sentiment is None
        texts = {one.post.key: one.post.text for one in reactions}
        failures = verify(to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=texts)
        for point in checklist(digest, frozen, failures, digest.made_at):
            _, seen, why = self.points.setdefault(point.number, (point.asks, Counter(), []))
            seen[point.holds] += 1
            if point.holds is False:
                why.append(f"{digest.id}: {point.seen}")
            if point.number == NUMBER_OF_QUOTES and point.holds is False:
                self.few[_why_few(digest)] += 1
        for name in render.formats():
            self.formats[name] += _stands(name, render.render(digest, name))
        self.quotes.append(len(digest.quotes))
        if len(digest.quotes) > 1:
            self.alike.append(_likeness(film, digest))
        if digest.sentiment is not None:
            self.covered.append(_covered(digest, frozen, texts))

    def tell(self, seconds: float, *, whole: bool) -> int:
        """Print it all; 1 where something does not hold."""
        full = self.digests - self.round_ups
        kinds = f"{full:,} full, {self.round_ups:,} round-ups"
        print(f"{self.digests:,} digests ({kinds}), {self.refused:,} refused, {seconds:.0f} s")
        wrong = 0
        for number, (asks, seen, why) in sorted(self.points.items()):
            told = f"{seen[True]:5} of {seen[True] + seen[False]:5}" if not seen[None] else "  a person's"
            print(f"{number:3} {told}  {asks}")
            for line in why[:2]:
                print(f"{'':19}{line[:150]}")
            if number == NUMBER_OF_QUOTES:
                for reason, many in self.few.most_common():
                    print(f"{'':6}{many:5}          {reason}")
            wrong += seen[False]
        for name, many in sorted(self.formats.items()):
            print(f"    {many:5} of {self.digests:5}  {name} stands")
            wrong += self.digests - many
        alike, covered = statistics.mean(self.alike), statistics.mean(self.covered)
        print(f"quotes in a digest           {statistics.mean(self.quotes):5.1f}")
        print(f"redundancy, mean of the most {alike:5.3f}  (at most {REDUNDANCY})")
        print(f"theme coverage, full ones    {covered:5.3f}  (at least {COVERAGE})")
        enough = self.digests >= ENOUGH_DIGESTS or not whole
        return 0 if not wrong and alike <= REDUNDANCY and covered >= COVERAGE and enough else 1


def _films(data: Path, only: str) -> Iterator[tuple[Film, list[Post]]]:
    """Every film of which there are posts with times, by its file's name."""
    paths = sorted(path for folder in SETS for path in (data / folder).glob("*.jsonl.gz"))
    for path in paths:
        if not any(part in path.name for part in only.split(",")):
            continue
        name = path.name.removesuffix(".jsonl.gz")
        title = _title(name)
        film = Film(
            slug="-".join(re.findall(r"[a-z0-9]+", title.lower())),
            kind="film",
            title=title,
            hashtags=tuple(sorted({re.sub(r"\W", "", title), name.replace("_", "")})),
            phrases=(title.lower(),),
        )
        yield film, [one for one in read_archive(path) if isinstance(one, Post)]


def _title(name: str) -> str:
    """The title that a file is named after."""
    if name in TITLES:
        return TITLES[name]
    if "_" not in name and not name.islower():
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    small = {"and", "of", "the", "in", "on", "a", "to", "by", "as"}
    words = name.split("_")
    return " ".join(
        word if place and word in small else word.capitalize() for place, word in enumerate(words)
    )


def _judged(film: Film, posts: Sequence[Post]) -> list[Reaction]:
    judge = Judge(film)
    once = sorted({post.key: post for post in posts}.values(), key=lambda post: (post.created_at, post.key))
    scores = find("fan").score(once, film)
    return [
        Reaction(film.slug, post, score, judge.judge(post)) for post, score in zip(once, scores, strict=True)
    ]


def _windows(reactions: Sequence[Reaction]) -> Iterator[Window]:
    """The whole time and its parts, as many posts in each."""
    if not reactions:
        return
    times = [one.post.created_at for one in reactions]
    for parts in PARTS:
        bounds = [times[len(times) * part // parts] for part in range(parts)]
        bounds.append(times[-1] + timedelta(seconds=1))
        for since, until in pairwise(bounds):
            if since < until:
                yield Window(since, until)


def _digest(
    film: Film, reactions: Sequence[Reaction], window: Window, style: Style
) -> tuple[Digest, tuple[FrozenInput, ...]]:
    return compose(
        film,
        reactions,
        window=window,
        coverage=(),
        kind="brief",
        made_at=window.until,
        style=style,
        config_hash="bench",
    )


def _likeness(film: Film, digest: Digest) -> float:
    """For each quote how much it is like the one it is most like, on average: cosines of TF-IDF.

    The film's names, which nearly every quote holds, say nothing of that.
    """
    named = central.tokens(" ".join((film.title, *film.hashtags)))
    silent = central.shortened([*SMALL_WORDS, *named])
    rows = central.vectors([central.tokens(one.excerpt) for one in digest.quotes], silent)
    like = rows @ rows.T
    np.fill_diagonal(like, 0.0)
    return float(like.max(axis=1).mean())


def _covered(digest: Digest, frozen: Sequence[FrozenInput], texts: dict[tuple[str, str], str]) -> float:
    """The share of the posts that took a side which mention one of the story's themes."""
    pattern = word_pattern([word for theme in digest.themes for word in theme.words])
    sided = [
        texts[one.source, one.remote_id]
        for one in frozen
        if one.excluded is None and not one.repost and one.label in {"positive", "negative"}
    ]
    return sum(pattern.search(text) is not None for text in sided) / max(1, len(sided))


def _why_few(digest: Digest) -> str:
    """Why a digest has fewer quotes than it should, as it says itself. No point holds for that."""
    said = {one.text for part in digest.sections if part.kind == "pointer" for one in part.sentences}
    if said & {story.ALL_QUOTED, story.NONE_QUOTED}:
        return "do not: no other post may be quoted"
    return "do not: more would tilt the mix" if story.KEPT_EVEN in said else "do not, and do not say why"


def _stands(name: str, body: bytes) -> bool:
    """What can be told of a format without its own readers; tests/opt_in/formats.py asks those."""
    text = body.decode("utf-8", "replace")
    if name in {"json", "slack"}:
        document = json.loads(body)
        return name == "json" or (len(document["blocks"]) <= 50 and len(text) <= 12_000)
    if name == "atom":
        return ET.fromstring(body).tag.endswith("feed")  # noqa: S314 - our own bytes
    if name == "html":
        described = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        return described is not None and bool(json.loads(described[1])) and text.count("<script") == 1
    if name == "wordpress":
        return text.count("<!-- wp:") == text.count("<!-- /wp:")
    return bool(text.strip())


PAGE = """<!doctype html><html lang=en><meta charset=utf-8>
<meta name=viewport content="width=device-width,initial-scale=1"><title>{title}</title><style>
body{{font:16px/1.5 system-ui;margin:2rem auto;max-width:76rem;padding:0 1rem}}
.ways{{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:1.5rem}}
li{{margin-bottom:.8rem;overflow-wrap:anywhere}}ol{{padding-left:1.4rem}}h2{{border-top:3px solid}}
</style><h1>{title}</h1><p>{told}</p>
<p>{ways_told} ways chose {many} posts each, of the same posts, after reposts, copies, promotion and what is
off topic were left out. Links are taken out of all, coarse words are masked in all. Which would you print?
Which says what these fans made of it, which holds what you would have to cut? Decide before you look at who
is who.</p>
<div class=ways>{ways}</div>
<details><summary>Who is who</summary><p>{key}.</p><p>LexRank was given {read} of the posts, evenly spread, as
it compares each with each. fansreact reads all; what it leaves out of a long post is marked nowhere here.</p>
</details></html>
"""


def _side_by_side(film: Film, reactions: Sequence[Reaction], style: Style, folder: Path) -> None:
    """A page with ways of choosing from the same posts, for an editor who is not told which is which."""
    window = next(_windows(reactions), None)
    if window is None:
        return
    try:
        digest, frozen = _digest(film, reactions, window, style)
    except NotEnoughReactions:
        return
    eligible = {(one.source, one.remote_id) for one in frozen if one.excluded is None and not one.repost}
    posts = [one.post for one in reactions if one.post.key in eligible]
    many = max(1, len(digest.quotes))
    some = [one.text for one in posts][:: max(1, len(posts) // MOST_COMPARED)]
    name, ranked = _lexrank(some, many)
    ways = {
        "fansreact": [one.excerpt for one in digest.quotes],
        name: ranked,
        "the most liked posts": [
            one.text for one in sorted(posts, key=lambda one: (-(one.counts.likes or 0), one.key))[:many]
        ],
    }
    if not any(one.counts.likes for one in posts):
        del ways["the most liked posts"]  # the archive has no likes: its order would be that of the ids
    # In an order of the film's own, which nobody has to remember and which stays when the page is made again.
    order = sorted(ways, key=lambda way: blake2b(f"{film.slug} {way}".encode()).digest())
    letters = dict(zip("ABC", order, strict=False))
    columns = ""
    for letter, way in letters.items():
        items = "".join(f"<li>{escape(_shown(text))}</li>" for text in ways[way])
        columns += f"<section><h2>{letter}</h2><ol>{items}</ol></section>"
    page = PAGE.format(
        title=escape(film.title),
        told=escape(digest.lede),
        many=many,
        ways_told=("Two", "Three")[len(ways) - 2],
        ways=columns,
        key=escape(", ".join(f"{letter} is {way}" for letter, way in letters.items())),
        read=len(some),
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{film.slug}.html").write_text(page, encoding="utf-8")


def _shown(text: str) -> str:
    """A post as all columns show it: without links, which our quotes never hold, and coarse words masked."""
    return " ".join(mask(without_links(text)).split())


def _lexrank(some: Sequence[str], many: int) -> tuple[str, list[str]]:
    """What LexRank takes, and whose it is: sumy's own where that is installed."""
    try:
        from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
        from sumy.summarizers.lex_rank import LexRankSummarizer
    except ImportError:
        rows = central.vectors([central.tokens(text) for text in some])
        ranks = central.lexrank(rows @ rows.T)
        return "LexRank (ours)", [some[at] for at in np.argsort(-ranks, kind="stable")[:many].tolist()]

    class Words:
        """Sumy's own tokenizer asks for a corpus that is not there."""

        def to_words(self, text: str) -> list[str]:
            return re.findall(r"[a-z0-9']+", text.lower())

    tokenizer = Words()
    document = ObjectDocumentModel([Paragraph([Sentence(text, tokenizer) for text in some])])
    return "LexRank (sumy)", [str(one) for one in LexRankSummarizer()(document, many)]


if __name__ == "__main__":
    sys.exit(main())
