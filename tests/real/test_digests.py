"""Digests of real posts: no text of them stands here, only what must hold of any digest."""

import gzip
import json
import os
import tomllib
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from valid_formats import blocks_of, faults_of_atom, faults_of_slack

from aggregator import render
from aggregator.digest import Style, compose, read_themes, verify
from aggregator.digest.prose import words_in
from aggregator.model import Author, Counts, Film, Post, Reaction
from aggregator.model.digest_json import to_bytes, to_json
from aggregator.model.digests import Window
from aggregator.scorers import find
from aggregator.signals.judge import Judge
from aggregator.text import clean

FILMS = ("Beauty and the Beast", "Justice League", "American Made", "Geostorm", "Collateral Beauty", "Wonder")


def folder() -> Path:
    if "FANSREACT_REAL_DATA" not in os.environ:
        pytest.skip("FANSREACT_REAL_DATA is not set: it names the folder with real posts")
    return Path(os.environ["FANSREACT_REAL_DATA"]) / "data" / "twitter_2017"


def reactions(film: Film, path: Path) -> list[Reaction]:
    posts = {}
    for line in gzip.decompress(path.read_bytes()).splitlines():
        record = json.loads(line)
        posts[record["id"]] = Post(
            source=record["source"],
            remote_id=record["id"],
            url=record["url"],
            text=clean(record["text"]),
            author=Author(handle=record["author"]["handle"]),
            created_at=datetime.fromisoformat(record["created_at"]),
            counts=Counts(likes=record["likes"], reposts=record["reposts"]),
        )
    judge, listed = Judge(film), list(posts.values())
    scores = find("fan").score(listed, film)
    return [
        Reaction(film.slug, post, score, judge.judge(post))
        for post, score in zip(listed, scores, strict=True)
    ]


@pytest.mark.parametrize("title", FILMS)
def test_digest_of_real_posts_holds_and_keeps_its_form(title):
    film = Film(
        slug=title.lower().replace(" ", "-"),
        kind="film",
        title=title,
        hashtags=(title.replace(" ", ""),),
        phrases=(title.lower(),),
    )
    found = reactions(film, folder() / f"{title.lower().replace(' ', '_')}.jsonl.gz")
    times = [one.post.created_at for one in found]
    window = Window(min(times), max(times) + timedelta(seconds=1))
    themes = read_themes(tomllib.loads((Path(__file__).parents[2] / "config" / "themes.toml").read_text()))
    digest, frozen = compose(
        film, found, window=window, coverage=(), kind="brief", made_at=window.until, style=Style(themes), config_hash="0"
    )  # fmt: skip
    texts = {one.post.key: one.post.text for one in found}
    assert verify(to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=texts) == []
    # Wonder, a common word, leaves some two dozen posts: a gate that refuses rather than errs passes few.
    assert (5 if digest.counted.posts >= 100 else 1) <= len(digest.quotes) <= 8
    assert len({quote.author.handle for quote in digest.quotes}) == len(digest.quotes)
    assert all(24 <= len(quote.excerpt) <= 240 for quote in digest.quotes)
    assert all(8 <= words_in(line) <= 14 for line in (digest.headline, *digest.headlines))
    assert 45 <= words_in(digest.lede) <= 65
    assert (digest.sentiment is None) == (digest.counted.posts < 100)
    assert digest.themes or digest.sentiment is None
    assert blocks_of(render.render(digest, "wordpress").decode("utf-8"))
    assert faults_of_slack(render.render(digest, "slack")) == []
    assert faults_of_atom(render.render(digest, "atom")) == []
