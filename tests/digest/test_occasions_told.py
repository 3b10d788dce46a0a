"""What an occasion leads with, and what it keeps silent about: a dispute's subject, an opening not out yet."""

import tomllib

import make
from digest import crowd

from aggregator import config
from aggregator.digest import Style, read_themes


def test_a_dispute_is_told_by_what_it_is_about():
    said = "The Glass Harbour number {} is a terrible film and the whitewashing in it is plain to see"
    posts = [
        crowd.reaction(said.format(number), "negative", author=make.author(f"walker{number}"))
        for number in range(30)
    ]
    themes = read_themes(tomllib.loads((config.defaults_dir() / "themes.toml").read_text(encoding="utf-8")))
    told = {}
    for kind in ("controversy", "brief"):
        told[kind], _ = crowd.story([*crowd.crowd(100, 60, 20), *posts], kind=kind, style=Style(themes))
    dispute = told["controversy"]
    assert "hitewashing" in dispute.headline
    assert "hitewashing" in dispute.highlights[1]
    assert "hitewashing" in dispute.lede
    [part] = [one for one in dispute.sections if one.heading == "Whitewashing"]
    assert "30 posts" in part.sentences[0].text
    assert not [one for one in told["brief"].sections if one.heading == "Whitewashing"]


def test_an_opening_weekend_before_the_release_tells_of_no_verdicts():
    ahead, _ = crowd.story(crowd.crowd(90, 30), kind="opening_weekend")
    assert "not out yet" in ahead.method
    told = " ".join((ahead.headline, *ahead.headlines, ahead.lede)).casefold()
    assert "verdict" not in told
    assert "opening weekend" not in told
    out, _ = crowd.story(crowd.crowd(90, 30), kind="opening_weekend", of=crowd.film(facts=()))
    assert "not out yet" not in out.method
