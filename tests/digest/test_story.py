"""The composed story: what stands in it, and how it is said."""

import re
from datetime import timedelta

import make
import pytest
from digest import crowd

from aggregator.digest import ThemeWords, compose, read_themes, verify
from aggregator.digest.prose import words_in
from aggregator.digest.titles import short_title
from aggregator.errors import NotEnoughReactions
from aggregator.model import Fact, Gap
from aggregator.model.digest_json import to_bytes, to_json
from aggregator.model.digests import Coverage
from aggregator.text import word_pattern

KINDS = (
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
)

OCCASIONS = {"trailer": "trailer", "first_look": "first look", "casting": "casting", "finale": "finale"}
FEW = crowd.crowd(40, 5)


def section(digest, kind):
    return next((one for one in digest.sections if one.kind == kind), None)


def said(digest, kind):
    found = section(digest, kind)
    return " ".join(one.text for one in found.sentences) if found else ""


def prose(digest):
    return " ".join(one.text for part in digest.sections for one in part.sentences)


def test_fewer_than_twelve_posts_make_no_story():
    with pytest.raises(NotEnoughReactions, match="The Glass Harbour: has 11, needs 12") as raised:
        crowd.story(crowd.crowd(11, 0))
    assert raised.value.hint


@pytest.mark.parametrize("posts", [12, 47, 99])
def test_few_posts_make_a_round_up_without_any_share(posts):
    digest, _ = crowd.story(crowd.crowd(posts - 4, 4))
    assert digest.sentiment is None
    assert digest.sentiment_reason == f"{posts} posts by {posts} people: too few for shares"
    assert {None} == {theme.share for theme in digest.themes}
    assert "share" not in {
        claim.kind for part in digest.sections for one in part.sentences for claim in one.claims
    }
    assert "%" not in prose(digest)
    assert "some fans" in (digest.headline + digest.lede).lower()
    assert 4 <= len(digest.quotes) <= 8


def test_many_posts_of_few_people_make_a_round_up_too():
    people = [make.author(f"p{n}") for n in range(59)]
    posts = [
        crowd.reaction(f"The film was wonderful, I saw it {n} times in all", author=people[n % 59])
        for n in range(150)
    ]
    digest, _ = crowd.story(posts)
    assert digest.sentiment_reason == "150 posts by 59 people: too few for shares"


def test_full_story_has_every_part_in_its_order():
    digest, _ = crowd.story(crowd.crowd(300, 100, 40, sources=("x", "bluesky")))
    kinds = [part.kind for part in digest.sections]
    assert kinds[:4] == ["headline", "highlights", "lede", "pointer"]
    assert kinds[-8:] == ["context", "synopsis", "about", "cast", "release", "related", "method", "seo"]
    assert "theme" in kinds
    assert "dissent" in kinds
    assert len(digest.headlines) == 5
    assert len(digest.highlights) == 3


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("praise", "scorn", "shrug"), [(300, 20, 30), (20, 200, 30), (100, 90, 20), (30, 20, 400), (20, 6, 3)]
)
def test_lengths_hold_for_every_kind_and_mood(kind, praise, scorn, shrug):
    posts = crowd.crowd(praise, scorn, shrug, sources=("x", "mastodon", "reddit"))
    if kind in OCCASIONS:
        posts = crowd.speaking_of(OCCASIONS[kind], posts)
    digest, _ = crowd.story(crowd.by_critics(posts) if kind == "critics" else posts, kind=kind)
    if kind in OCCASIONS:
        assert OCCASIONS[kind] in " ".join((digest.headline, *digest.headlines))
    for line in (digest.headline, *digest.headlines):
        assert 8 <= words_in(line) <= 14, line
        assert len(line) <= 90, line
    assert len({digest.headline, *digest.headlines}) == 6
    for bullet in digest.highlights:
        assert 10 <= words_in(bullet) <= 20, bullet
    assert words_in(*digest.highlights) <= 60
    assert 45 <= words_in(digest.lede) <= 65, digest.lede
    for part in digest.sections:
        if part.kind == "theme":
            assert 25 <= words_in(*(one.text for one in part.sentences)) <= 45, part


@pytest.mark.parametrize(
    "title",
    [
        "Up",
        "Mission: Impossible – The Final Reckoning of All the Harbours",
        "The Long and Winding Story of the Man Who Built the Harbour",
    ],
)
def test_headline_keeps_within_ninety_signs_where_the_title_allows(title):
    digest, _ = crowd.story(crowd.crowd(300, 20, 30), of=crowd.film(title=title))
    assert len(digest.headline) <= 90
    assert short_title(title) in digest.headline


@pytest.mark.parametrize("kind", ["death", "controversy"])
def test_nobody_loves_a_death_or_a_row(kind):
    digest, _ = crowd.story(crowd.crowd(300, 5), kind=kind)
    assert not re.search(r"love|praise|delight|warm|win", " ".join((digest.headline, *digest.headlines)))


@pytest.mark.parametrize(("praise", "scorn", "minority"), [(200, 60, "negative"), (60, 200, "positive")])
def test_the_other_view_is_shown_in_praised_and_in_panned_films(praise, scorn, minority):
    digest, _ = crowd.story(crowd.crowd(praise, scorn))
    quoted = {quote.id: quote for quote in digest.quotes}
    other = section(digest, "dissent")
    assert {minority} == {quoted[one].stance for one in other.quotes}


def test_the_other_view_is_told_even_if_nothing_of_it_can_be_quoted():
    mute = crowd.changed(crowd.crowd(0, 40, sources=("bluesky",)), quotable=False)
    digest, _ = crowd.story([*crowd.crowd(160, 0), *mute])
    assert section(digest, "dissent").quotes == ()
    assert "of the 200 posts" in said(digest, "dissent")
    assert "passed our checks" in said(digest, "dissent")


def test_small_minority_gets_no_block_of_its_own():
    digest, _ = crowd.story(crowd.crowd(200, 20))
    assert section(digest, "dissent") is None


def test_quotes_are_slices_by_different_people_about_the_theme_of_their_block():
    digest, _ = crowd.story(crowd.crowd(300, 100, sources=("x", "bluesky", "mastodon")))
    assert len(digest.quotes) >= 4
    assert len({quote.author.handle for quote in digest.quotes}) == len(digest.quotes)
    assert len({quote.source for quote in digest.quotes}) > 1
    themes = {theme.label: theme for theme in digest.themes}
    for quote in digest.quotes:
        assert quote.excerpt in quote.text
        if quote.theme is not None:
            assert word_pattern(themes[quote.theme].words).search(quote.text)


def test_coarse_words_are_masked_in_what_is_shown_and_nowhere_else():
    text = "This movie is fucking wonderful, the best thing that I saw all year"
    digest, _ = crowd.story([crowd.reaction(text, source="mastodon"), *crowd.crowd(12, 0)])
    [quote] = [one for one in digest.quotes if one.text == text]
    assert quote.excerpt == text
    assert quote.display == text.replace("fucking", "f******")


def test_copies_of_a_quoted_text_are_counted():
    text = "What a wonderful movie this is, honestly"
    same = [crowd.reaction(text, text_key=f"k{n}", source="bluesky") for n in range(5)]
    digest, _ = crowd.story([*same, *crowd.crowd(12, 0)])
    assert [quote.copies for quote in digest.quotes if quote.text == text] == [4]


def test_theme_is_counted_by_its_words_alone():
    reactions = crowd.crowd(100, 30, 20)
    digest, _ = crowd.story(reactions)
    for theme in digest.themes:
        pattern = word_pattern(theme.words)
        assert theme.posts == sum(pattern.search(one.post.text) is not None for one in reactions)


def test_names_that_many_posts_write_become_themes():
    where, how = ("with", "by", "near", "behind"), ("in", "on", "off")
    posts = [
        crowd.reaction(f"The scene {where[n % 4]} Bramwell {how[n % 3]} boat {n} was wonderful to see")
        for n in range(40)
    ]
    digest, _ = crowd.story([*posts, *crowd.crowd(80, 0)])
    assert "Bramwell" in [theme.label for theme in digest.themes]


def test_facts_are_said_as_firmly_as_they_stand():
    digest, _ = crowd.story(crowd.crowd(40, 5))
    told = prose(digest)
    assert "Ines Farrow directs The Glass Harbour." in told
    assert "reportedly by Tomas Quill" in told
    assert "It is rumored that Lou Okafor plays The Keeper." in told
    assert "The Glass Harbour is rumored to feature Lou Okafor." in told  # the role was told before
    assert "The official synopsis of The Salt Road reads: “A keeper counts" in told
    assert "What will The Glass Harbour be about?" in [part.heading for part in digest.sections]
    assert "opens in the United States on June 20, 2031, distributed by Lantern Films." in said(
        digest, "release"
    )


def test_a_name_that_ends_in_a_full_stop_ends_its_sentence():
    value = {"date": "2031-06-20", "territory": "United States", "distributor": "Lantern Bros."}
    release = Fact("release", value, "https://example.org", make.NOON.date(), "confirmed")
    digest, _ = crowd.story(crowd.crowd(40, 5), of=crowd.film(facts=(release,)))
    assert said(digest, "release").endswith("distributed by Lantern Bros.")
    assert ".." not in prose(digest)


def test_tense_follows_the_release():
    release = Fact("release", {"date": "2031-05-01"}, "https://example.org", make.NOON.date(), "confirmed")
    digest, _ = crowd.story(crowd.crowd(40, 5), of=crowd.film(facts=(release,)))
    assert said(digest, "release") == "The Glass Harbour opened on May 1, 2031."


def test_sections_without_facts_are_left_out():
    digest, _ = crowd.story(crowd.crowd(40, 5), of=crowd.film(facts=(), former_titles=()))
    assert not {"context", "synopsis", "about", "cast", "release", "related"} & {
        part.kind for part in digest.sections
    }


def test_method_says_what_it_rests_on_and_that_it_is_no_survey():
    reposts = [crowd.reaction("RT @a: b", repost=True), crowd.reaction("c", excluded="automated")]
    digest, _ = crowd.story([*crowd.crowd(900, 200, 134), *reposts])
    assert digest.method.startswith(
        "1,234 posts by 1,234 people on X, May 4, 2031; not a survey. Left out: 1 repost and 1 other post."
    )
    assert "not a survey" in digest.method


def test_wording_varies_from_digest_to_digest():
    openings = {crowd.story(crowd.crowd(200 + n, 20))[0].headline for n in range(10)}
    assert len(openings) >= 3


def test_order_of_the_reactions_does_not_matter():
    reactions = crowd.crowd(120, 40, 20)
    assert to_json(crowd.story(reactions)[0]) == to_json(crowd.story(reactions[::-1])[0])


def test_id_is_readable_and_stable_for_film_kind_and_window():
    one, two = crowd.story(crowd.crowd(40, 5))[0], crowd.story(crowd.crowd(90, 5))[0]
    assert one.id == two.id
    assert re.fullmatch(r"the-glass-harbour-trailer-20310504-[0-9a-f]{8}", one.id)
    assert one.provenance.inputs_hash != two.provenance.inputs_hash


def test_themes_of_a_file_are_read_and_mistakes_are_named():
    assert (ThemeWords("the cast", ("acting", "cast")),) == read_themes(
        {"themes": [{"label": "the cast", "words": ["Cast", "acting"]}]}
    )
    for wrong, where in (
        ({"themes": [{}]}, r"themes\[0\].label"),
        ({"themes": [{"label": "a", "words": []}]}, r"themes\[0\].words"),
        ({"themes": 3}, "themes"),
    ):
        with pytest.raises(ValueError, match=where):
            read_themes(wrong)


def camps(digest, label):
    """The stances of the quotes in a theme's block, in their order."""
    stances = {quote.id: quote.stance for quote in digest.quotes}
    themes = [quote.id for quote in digest.quotes if quote.theme == label]
    return [stances[one] for one in themes]


def test_theme_with_two_camps_quotes_both_and_the_larger_first():
    for praise, scorn in ((300, 200), (200, 300)):
        digest, _ = crowd.story(crowd.crowd(praise, scorn))
        for theme in digest.themes:
            smaller = min(theme.positive, theme.negative)
            quoted = camps(digest, theme.label)
            if quoted and smaller >= 0.3 * (theme.positive + theme.negative):
                larger = "positive" if theme.positive >= theme.negative else "negative"
                assert (larger, 2) == (quoted[0], len(set(quoted))), theme


def test_camp_of_a_theme_that_cannot_be_quoted_is_told_and_the_heading_takes_no_side():
    mute = crowd.changed(crowd.crowd(0, 120, sources=("bluesky",)), quotable=False)
    digest, _ = crowd.story([*crowd.crowd(160, 0), *mute])
    blocks = [part for part in digest.sections if part.kind == "theme"]
    assert blocks
    for part in blocks:
        theme = next(one for one in digest.themes if one.label == part.heading.lower())
        assert theme.negative >= 0.3 * (theme.positive + theme.negative)
        assert re.search("critical ones?,? .*passed our checks", part.sentences[-1].text)


def test_what_the_story_is_about_is_no_theme_of_it():
    style = crowd.Style(
        (*crowd.STYLE.themes, ThemeWords("the trailer", ("trailer",)), ThemeWords("the end", ("finale",)))
    )
    posts = [
        crowd.reaction(f"The trailer is wonderful, I watched it {n} times and loved it", source="bluesky")
        for n in range(40)
    ]
    labels = {
        kind: [one.label for one in crowd.story([*posts, *crowd.crowd(80, 0)], kind=kind, style=style)[0].themes]
        for kind in ("trailer", "finale")
    }  # fmt: skip
    assert ["the trailer" in labels[kind] for kind in ("trailer", "finale")] == [False, True]


def test_another_film_is_no_theme():
    posts = [
        crowd.reaction(f"Saw Bramwell Rising {n} and The Glass Harbour in one night, how wonderful")
        for n in range(40)
    ]
    digest, _ = crowd.story([*posts, *crowd.crowd(80, 0)])
    assert not [theme.label for theme in digest.themes if "Bramwell" in theme.label]


def test_hashtag_alone_does_not_make_a_quote_speak_of_a_theme():
    tagged = [
        crowd.reaction(f"Saw this movie in row {n} and it was wonderful to me #stunts", source="bluesky")
        for n in range(30)
    ]
    digest, _ = crowd.story([*tagged, *crowd.crowd(40, 0)])
    assert [one for one in digest.quotes if one.theme == "the stunts" and "#stunts" in one.text] == []


def test_day_on_which_nearly_all_was_written_is_told():
    window = crowd.Window(crowd.WINDOW.since - timedelta(days=6), crowd.WINDOW.until)
    digest, frozen = compose(
        crowd.film(), crowd.crowd(200, 20), window=window, coverage=(), kind="brief", made_at=window.until,
        style=crowd.STYLE, config_hash="0",
    )  # fmt: skip
    assert digest.spikes == ({"day": "2031-05-04", "posts": 220},)
    assert "all of them on May 4" in digest.lede
    found = verify(
        to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=crowd.texts_of(crowd.crowd(200, 20))
    )
    assert found == []  # fmt: skip


def test_archive_is_told_by_name():
    gap = Gap(crowd.WINDOW.since, crowd.WINDOW.until, "an archive can't say what it left out")
    read = (Coverage("x", "archive harbour-2031.jsonl", complete=False, gaps=(gap,)),)
    digest, frozen = compose(
        crowd.film(), FEW, window=crowd.WINDOW, coverage=read, kind="brief", made_at=crowd.WINDOW.until,
        style=crowd.STYLE, config_hash="0",
    )  # fmt: skip
    assert (
        "Posts come from the archive harbour-2031.jsonl, which can’t tell what it left out." in digest.method
    )
    texts = crowd.texts_of(FEW)
    assert verify(to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=texts) == []


def test_lead_ins_quote_only_words_of_the_posts_that_they_name():
    digest, frozen = crowd.story(crowd.crowd(300, 100))
    section = next(i for i, one in enumerate(digest.sections) if one.kind == "theme")
    document = to_json(digest)
    text = document["sections"][section]["sentences"][1]["text"]
    assert "“wonderful”" in text.lower()
    document["sections"][section]["sentences"][1]["text"] = text.lower().replace("wonderful", "marvellous")
    texts = crowd.texts_of(crowd.crowd(300, 100))
    found = verify(document, stored=document, frozen=frozen, texts=texts)
    assert "marvellous" in [one.found for one in found]


def test_best_headline_names_what_is_praised_or_doubted():
    stunts = [crowd.reaction(f"The stunts on pier {n} were wonderful", source="bluesky") for n in range(40)]
    digest, _ = crowd.story([*stunts, *crowd.crowd(160, 88, 40)])
    labels = "|".join(theme.label for theme in digest.themes)
    assert re.search(labels, digest.headline)


def test_writers_of_two_standings_stand_in_one_sentence():
    def fact(key, value, standing, index=0):
        return Fact(key, value, "https://example.org", make.NOON.date(), standing, index)

    facts = (
        fact("director", "Ines Farrow", "confirmed"),
        fact("writers", "Ines Farrow", "confirmed"),
        fact("writers", "Tomas Quill", "reported", 1),
    )
    digest, _ = crowd.story(crowd.crowd(40, 5), of=crowd.film(facts=facts, former_titles=()))
    assert said(digest, "context") == (
        "Ines Farrow directs The Glass Harbour. The script is by Ines Farrow and reportedly by Tomas Quill."
    )
