"""What the kind of a story decides: whom it listens to, what it may say, and how many must approve it."""

import re
from dataclasses import replace

import make
import pytest
from digest import crowd

from aggregator import render
from aggregator.digest import Style, ThemeWords, read_themes, verify
from aggregator.digest.checklist import checklist
from aggregator.errors import NotEnoughReactions
from aggregator.model import Account, Fact
from aggregator.model.digest_json import to_bytes, to_json
from aggregator.model.digests import DigestKind
from aggregator.model.kinds import manner_of
from aggregator.render import notices

KINDS = DigestKind.__args__
MOODS = [(110, 10, 10), (10, 110, 10), (60, 55, 10), (20, 15, 90), (40, 6, 4), (9, 2, 1)]
MOURNING = (
    "Rest in peace, Mara Lindqvist. I grew up watching her hold that lantern {n} times over",
    "Thank you for every scene, Mara. You will be missed by all of us here on pier {n}",
    "She was a legend to us in row {n}, and I will always remember her voice over the water",
    "Farewell to the finest keeper of them all, {n} candles burn on our pier in her memory tonight",
    "My heart is with her family; grateful for {n} years of songs that she gave to our harbour",
    "What an icon, gone too soon. We listened to all {n} of her records by the window last evening",
)


def posts_of(kind, praise, scorn, shrug, sources=("x", "bluesky")):
    posts = crowd.crowd(praise, scorn, shrug, sources=sources)
    return crowd.by_critics(posts) if kind == "critics" else posts


def section(digest, kind):
    return next((one for one in digest.sections if one.kind == kind), None)


def said(digest, kind):
    return " ".join(one.text for part in digest.sections if part.kind == kind for one in part.sentences)


def own_words(digest):
    """All that we say ourselves: headings and sentences, without names, titles and quoted words."""
    told = [digest.headline, *digest.headlines, digest.lede, *digest.highlights, digest.method]
    told += [digest.seo.title, digest.seo.description, digest.seo.push]
    for part in digest.sections:
        told += [part.heading or "", *(one.text for one in part.sentences)]
    return re.sub("“[^”]*”|@\\w+", " ", " ".join(told))


def mourners(posts, label="positive", films=("x", "bluesky")):
    return [
        crowd.reaction(
            MOURNING[n % 6].format(n=n),
            label,
            source=films[n % 2],
            remote_id=f"m{n}",
            url=f"https://example.org/m/{n}",
            author=make.author(f"mourner{n}"),
        )
        for n in range(1, posts + 1)
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("mood", "language"), list(zip(MOODS, ["en-US", "en-GB"] * 3, strict=True)))
def test_every_kind_verifies_in_both_languages(kind, mood, language):
    posts = posts_of(kind, *mood)
    style = replace(crowd.STYLE, language=language)
    digest, frozen = crowd.story(posts, kind=kind, style=style)
    failures = verify(to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=crowd.texts_of(posts))
    assert failures == []
    assert digest.language == language
    missed = [one for one in checklist(digest, frozen, failures, digest.made_at) if one.holds is False]
    # An invented crowd repeats itself: few of its posts may be quoted side by side.
    assert {one.number for one in missed} <= {5, 19}, missed


# ── what there was to see ────────────────────────────────────────────────────

SHOWN = "Two minutes of storm, and the Keeper on 3 boats at once"


@pytest.mark.parametrize(
    ("kind", "heading"), [("trailer", "What the trailer shows"), ("finale", "What happened")]
)
def test_what_an_editor_says_there_was_to_see_stands_in_a_part_of_its_own(kind, heading):
    window = replace(crowd.WINDOW, shows=SHOWN, shows_source="https://example.org/trailer-1")
    posts = crowd.crowd(200, 20, 30)
    digest, frozen = crowd.story(posts, kind=kind, window=window)
    part = section(digest, "shows")
    assert part.heading == heading
    assert [one.text for one in part.sentences] == [f"{SHOWN}.", "Source: https://example.org/trailer-1"]
    assert verify(to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=crowd.texts_of(posts)) == []
    for name in ("html", "md", "wordpress", "slack", "email", "atom"):
        body = render.render(digest, name).decode()
        assert "Keeper on 3 boats" in body.replace("=\r\n", "").replace("\n", " "), name


def test_nothing_is_said_of_what_there_was_to_see_where_no_editor_does():
    assert section(crowd.story(crowd.crowd(200, 20, 30))[0], "shows") is None


def test_what_an_editor_says_of_an_event_changes_the_inputs_and_not_the_story():
    posts = crowd.crowd(200, 20, 30)
    plain, _ = crowd.story(posts)
    told, _ = crowd.story(posts, window=replace(crowd.WINDOW, shows=SHOWN))
    assert (told.id, told.seo.slug) == (plain.id, plain.seo.slug)
    assert told.provenance.inputs_hash != plain.provenance.inputs_hash


# ── awards ───────────────────────────────────────────────────────────────────

PRIZES = Style(
    themes=(
        *crowd.STYLE.themes,
        ThemeWords("best actress", ("best actress",), kinds=("awards",)),
        ThemeWords("best score", ("best score",), kinds=("awards",)),
        ThemeWords("best editing", ("best editing",), kinds=("awards",)),
    )
)


def prize_posts():
    posts = crowd.crowd(150, 15, 20)
    for n in range(40):
        prize = ("best actress", "best score")[n % 2]
        posts.append(
            crowd.reaction(
                f"The {prize} prize belongs to this wonderful film, I said so {n} times to row {n}",
                source="x", remote_id=f"p{n}", url=f"https://example.org/p/{n}",
                author=make.author(f"prize{n}"), created_at=make.NOON,
            )
        )  # fmt: skip
    return posts


def test_awards_have_a_part_for_each_prize_that_fans_speak_of_and_name_it():
    digest, _ = crowd.story(prize_posts(), kind="awards", style=PRIZES)
    headings = [part.heading for part in digest.sections if part.kind == "theme"]
    assert headings[:2] == ["Best actress", "Best score"]
    assert [theme.label for theme in digest.themes][:2] == ["best actress", "best score"]
    assert "best editing" not in {theme.label for theme in digest.themes}


def test_prizes_are_a_subject_of_awards_alone():
    digest, _ = crowd.story(prize_posts(), kind="trailer", style=PRIZES)
    assert not {theme.label for theme in digest.themes} & {"best actress", "best score"}


@pytest.mark.parametrize(
    ("kinds", "message"),
    [
        ('"awards"', 'themes[0].kinds: must be a list of kinds of story such as ["awards"]'),
        ('["award"]', "themes[0].kinds: 'award' is no kind of story; did you mean 'awards'?"),
    ],
)
def test_kinds_of_a_theme_are_checked(kinds, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        read_themes({"themes": [{"label": "x", "words": ["y"], "kinds": eval(kinds)}]})  # noqa: S307 - ours


# ── critics ──────────────────────────────────────────────────────────────────


def critics_story(posts=None, **film):
    return crowd.story(
        posts or crowd.by_critics(crowd.crowd(150, 30, 20)), of=crowd.film(**film), kind="critics"
    )


def renamed(posts):
    """Critics under names that hold no word that we look for."""
    return [
        replace(
            one,
            post=replace(one.post, author=replace(one.post.author, name=f"Ana Reed {n}", handle=f"areed{n}")),
        )
        for n, one in enumerate(posts)
    ]


@pytest.mark.parametrize("mood", [(150, 30, 20), (90, 85, 10), (20, 120, 20), (30, 8, 4)])
def test_a_story_about_critics_says_nothing_of_fans_in_any_format(mood):
    digest, _ = critics_story(renamed(crowd.by_critics(crowd.crowd(*mood))))
    for name in render.formats():
        body = render.render(digest, name).decode().replace("=\r\n", "")
        assert re.findall(r"(?i).{0,30}\bfans?\b.{0,20}", body) == [], name
    assert "critics" in digest.headline.casefold() + digest.lede.casefold()


def test_a_story_about_critics_counts_them_alone():
    fans = crowd.crowd(100, 20, 10)
    critics = renamed(crowd.by_critics(crowd.crowd(30, 10, 5, sources=("bluesky",))))
    digest, _ = critics_story(fans + critics)
    assert digest.counted.posts == 45
    assert digest.counted.excluded == {"no critic": 130}
    assert {quote.author.class_ for quote in digest.quotes} == {"critic"}
    with pytest.raises(NotEnoughReactions):
        critics_story(fans)


def test_critics_who_write_in_another_language_do_not_count():
    posts = crowd.by_critics(crowd.crowd(40, 5, 5))
    posts[0] = replace(posts[0], signals=replace(posts[0].signals, language="es"))
    digest, _ = critics_story(posts)
    assert digest.counted.excluded == {"other language": 1}


def test_critics_are_left_out_of_every_other_kind():
    posts = crowd.crowd(30, 5, 5) + crowd.by_critics(crowd.crowd(20, 0, 0, sources=("bluesky",)))
    digest, _ = crowd.story(posts)
    assert digest.counted.posts == 40
    assert digest.counted.excluded == {"critic or press": 20}


def test_a_critic_is_named_with_the_outlet_that_an_editor_wrote_down():
    posts = renamed(crowd.by_critics(crowd.crowd(150, 30, 20)))
    accounts = tuple(Account("x", f"areed{n}", "critic", "The Pier Gazette") for n in range(200))
    digest, frozen = critics_story(posts, accounts=accounts)
    quote = digest.quotes[0]
    assert quote.author.outlet == "The Pier Gazette"
    assert f"{quote.author.name} of The Pier Gazette" in " ".join(
        one.text for part in digest.sections for one in part.sentences
    )
    assert "The Pier Gazette" in render.render(digest, "html").decode()
    assert verify(to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=crowd.texts_of(posts)) == []
    unknown, _ = critics_story(posts)
    assert {one.author.outlet for one in unknown.quotes} == {None}
    assert unknown.quotes[0].author.name in own_words(unknown)


def test_a_critic_whose_name_would_break_the_sentence_is_named_by_the_handle():
    posts = renamed(crowd.by_critics(crowd.crowd(150, 30, 20)))
    posts = [
        replace(one, post=replace(one.post, author=replace(one.post.author, name="“Best” {a} critic\n<b>")))
        for one in posts
    ]
    digest, frozen = critics_story(posts)
    assert "{a}" not in own_words(digest)
    assert f"@{digest.quotes[0].author.handle}" in " ".join(
        one.text for part in digest.sections for one in part.sentences
    )
    assert verify(to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=crowd.texts_of(posts)) == []


# ── controversy ──────────────────────────────────────────────────────────────

VERDICTS = re.compile(
    r"(?i)\b(?:loves?|praises?|pans?|criticizes?|delights?|disappoints?|divides|split|wins? .* over|warm to|"
    r"complaints?|doubts? about|outweighs|outnumbers|leads by)\b"
)


@pytest.mark.parametrize("mood", MOODS[:4])
def test_a_controversy_takes_no_side_and_shows_both(mood):
    digest, _ = crowd.story(crowd.crowd(*mood), kind="controversy")
    assert not VERDICTS.search(own_words(digest)), VERDICTS.search(own_words(digest))
    assert section(digest, "dissent") is not None
    assert {quote.stance for quote in digest.quotes} == {"positive", "negative"}
    assert "To be approved by 2 people." in notices.state(digest)


def test_a_small_other_side_is_shown_in_a_controversy_and_in_no_other_kind():
    posts = crowd.crowd(300, 5, 20)
    assert section(crowd.story(posts, kind="controversy")[0], "dissent") is not None
    assert section(crowd.story(posts, kind="trailer")[0], "dissent") is None


@pytest.mark.parametrize("kind", [one for one in KINDS if one != "controversy"])
def test_other_kinds_need_nobodys_approval(kind):
    assert manner_of(kind).approvals == 0


# ── death ────────────────────────────────────────────────────────────────────

PLAYFUL = re.compile(
    r"(?i)\b(?:loves?|praises?|split|divides?|delights?|positive|negative|pleased|critical|camps?|thrilled)\b"
)


@pytest.mark.parametrize("kind_of_film", ["film", "person"])
@pytest.mark.parametrize("posts", [40, 160])
def test_after_a_death_nothing_is_measured_and_only_remembrance_is_quoted(kind_of_film, posts):
    told = mourners(posts) + crowd.crowd(5, 8, 4, sources=("mastodon",))
    digest, frozen = crowd.story(told, kind="death", of=crowd.film(kind=kind_of_film))
    assert digest.sentiment is None
    assert digest.sentiment_reason == "after a death none is measured"
    assert not PLAYFUL.search(own_words(digest)), PLAYFUL.search(own_words(digest))
    assert {(theme.positive, theme.negative) for theme in digest.themes} == {(0, 0)}
    assert 4 <= len(digest.quotes) <= 8
    for quote in digest.quotes:
        assert re.search("(?i)rest in peace|thank you|remember|farewell|grateful|icon", quote.excerpt), (
            quote.excerpt
        )
    assert ("some fans" in own_words(digest).lower()) is (posts == 40)
    page = render.render(digest, "html").decode()
    assert "<svg" not in page
    assert not re.search(r"\d+ (?:positive|negative)", page)
    assert verify(to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=crowd.texts_of(told)) == []


def test_neutral_words_of_remembrance_are_quoted_and_scorn_never_is():
    told = mourners(60, "neutral") + [
        crowd.reaction(
            f"Good riddance, rest in peace my foot, I never liked her voice on pier {n}", "positive"
        )
        for n in range(60)
    ]
    digest, _ = crowd.story(told, kind="death")
    assert {quote.stance for quote in digest.quotes} == {"neutral"}


def test_a_critical_label_keeps_a_remembrance_out():
    digest, _ = crowd.story(mourners(60, "negative"), kind="death")
    assert digest.quotes == ()


# ── brief, finale ────────────────────────────────────────────────────────────


def test_a_brief_is_marked_as_internal_in_every_format():
    digest, _ = crowd.story(crowd.crowd(200, 30, 20), kind="brief")
    kinds = {part.kind for part in digest.sections}
    assert {"highlights", "theme", "method"} <= kinds
    for name in render.formats():
        assert "Internal brief, not for publication" in render.render(digest, name).decode(), name


def test_after_a_finale_no_quote_tells_how_it_ends():
    endings = [
        crowd.reaction(f"The stunts were wonderful and in the last scene the Keeper dies, row {n} wept", author=make.author(f"e{n}"))
        for n in range(60)
    ]  # fmt: skip
    digest, _ = crowd.story(endings + crowd.crowd(60, 10, 10), kind="finale")
    assert digest.quotes
    assert not any("Keeper dies" in quote.excerpt for quote in digest.quotes)
    assert "none of them is quoted" in digest.method
    other, _ = crowd.story(endings + crowd.crowd(60, 10, 10), kind="trailer")
    assert other.counted == digest.counted


# ── what it will be about ────────────────────────────────────────────────────


def test_what_it_will_be_about_has_seventy_to_a_hundred_and_ten_words_where_facts_allow():
    source, day = "https://example.org/plot", make.NOON.date()
    sentences = (
        ("confirmed", "The film follows a keeper who counts the ships that do not come back to her harbour"),
        (
            "reported",
            "her brother returns on the last of them with a cargo that nobody on the pier will name",
        ),
        ("rumoured", "the lamp that she keeps turns out to have been dark for the whole of that winter"),
        ("reported", " ".join(["a word"] * 60)),
    )
    plots = tuple(
        Fact("plot", text, source, day, standing, n) for n, (standing, text) in enumerate(sentences)
    )
    roles = tuple(
        Fact("cast", {"actor": f"Actor {n}", "role": f"Role {n}"}, source, day, "reported", n)
        for n in range(12)
    )
    digest, _ = crowd.story(crowd.crowd(60, 5, 5), of=crowd.film(facts=(*plots, *roles)))
    part = section(digest, "about")
    text = " ".join(one.text for one in part.sentences)
    assert part.heading == "What will The Glass Harbour be about?"
    assert 70 <= len(text.split()) <= 110
    assert "As reported: her brother returns" in text
    assert "Rumor has it: the lamp" in text
    assert "Reportedly, Actor 0 plays Role 0, Actor 1 plays Role 1" in text
    assert "a word a word" not in text
    assert {claim.fact for one in part.sentences for claim in one.claims} >= {"plot[0]", "plot[1]", "cast[0]"}
