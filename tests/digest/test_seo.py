"""What stands outside the page: lengths, slugs, and numbers that a claim covers."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from digest import crowd

from aggregator import render
from aggregator.digest import verify
from aggregator.model.digest_json import from_json, to_bytes, to_json
from aggregator.model.digests import DigestKind
from aggregator.render.wordpress import wordpress_post

HOSTILE = (
    "Up",
    "1917",
    "{title} {0} {posts}",
    "<script>alert(1)</script> & “Sons” – Part 2: The Return",
    "A. b. c. d",
    "x" * 300,
    "9" * 90,
    "千と千尋の神隠し" * 12,
    "The " + "Very " * 40 + "Long Night",
    "Fans React to Critics: The Favorite Color of 4 May 2031",
    "Ünïcödé ƒïlm \u202eevil",
)


@pytest.mark.parametrize("kind", DigestKind.__args__)
@pytest.mark.parametrize("mood", [(110, 10, 10), (30, 6, 4)])
def test_texts_have_their_lengths_in_every_kind(kind, mood):
    posts = crowd.crowd(*mood, sources=("x", "mastodon", "reddit", "lemmy"))
    digest, _ = crowd.story(crowd.by_critics(posts) if kind == "critics" else posts, kind=kind)
    seo = digest.seo
    assert 10 <= len(seo.title) <= 60, seo.title
    assert 120 <= len(seo.description) <= 155, seo.description
    assert len(seo.push) <= 110, seo.push
    assert len(seo.slug) <= 60
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", seo.slug)


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize("kind", ["trailer", "death", "controversy"])
def test_a_hostile_title_is_cut_and_never_read_as_a_template(title, kind):
    posts = crowd.crowd(110, 10, 10)
    film = crowd.film(title=title, slug="a-film")
    digest, frozen = crowd.story(posts, of=film, kind=kind)
    seo = digest.seo
    assert len(seo.title) <= 60
    assert len(seo.description) <= 155
    assert len(seo.push) <= 110
    assert verify(to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=crowd.texts_of(posts)) == []
    for name in ("html", "wordpress", "atom"):  # the others are no HTML: there it is text
        assert "<script>alert" not in render.render(digest, name).decode(), name


def test_a_slug_stays_the_same_whatever_the_numbers_and_differs_between_stories():
    first, _ = crowd.story(crowd.crowd(110, 10, 10))
    later, _ = crowd.story(crowd.crowd(20, 140, 10), of=crowd.film(title="Renamed"))
    assert first.seo.slug == later.seo.slug
    other, _ = crowd.story(crowd.crowd(110, 10, 10), kind="finale")
    shorter = replace(crowd.WINDOW, until=crowd.WINDOW.until - timedelta(hours=1))
    moved, _ = crowd.story(crowd.crowd(110, 10, 10), window=shorter)
    assert len({first.seo.slug, other.seo.slug, moved.seo.slug}) == 3
    assert first.seo.slug.startswith("the-glass-harbour-trailer-reactions-2031-05-04-")


def test_a_number_in_the_push_line_that_nothing_covers_fails():
    posts = crowd.crowd(110, 10, 10)
    digest, frozen = crowd.story(posts)
    tampered = replace(
        digest,
        seo=replace(digest.seo, push="What 999 people say", slug="another"),
        sections=tuple(
            replace(
                part, sentences=(*part.sentences[:2], replace(part.sentences[2], text="What 999 people say"))
            )
            if part.kind == "seo"
            else part
            for part in digest.sections
        ),
    )
    failures = verify(
        to_json(tampered), stored=to_bytes(tampered), frozen=frozen, texts=crowd.texts_of(posts)
    )
    said = {(one.where.split(".")[-1], one.found) for one in failures}
    assert ("text", "999") in said
    assert any(one.where == "seo.slug" for one in failures)


def test_formats_use_the_texts_where_they_have_a_place_for_them():
    digest, _ = crowd.story(crowd.crowd(110, 10, 10))
    page = render.render(digest, "html").decode()
    assert f"<title>{digest.seo.title}</title>" in page
    assert f'<meta name="description" content="{digest.seo.description}">' in page
    assert digest.seo.description in render.render(digest, "atom").decode()
    assert f'"text":"{digest.seo.push}"' in render.render(digest, "slack").decode()
    post = wordpress_post(digest)
    assert (post.slug, post.excerpt) == (digest.seo.slug, digest.seo.description)
    withdrawn = wordpress_post(replace(digest, state="withdrawn"))
    assert withdrawn.slug == digest.seo.slug
    assert digest.seo.description not in withdrawn.excerpt


def test_a_digest_of_earlier_versions_has_none_and_is_rendered_all_the_same():
    digest, _ = crowd.story(crowd.crowd(110, 10, 10))
    document = to_json(digest)
    for key in ("seo", "language"):
        del document[key]
    document["sections"] = [part for part in document["sections"] if part["kind"] != "seo"]
    for key in ("shows", "shows_source"):
        del document["window"][key]
    old = from_json(document)
    assert (old.seo, old.language) == (None, "en-US")
    for name in render.formats():
        assert render.render(old, name)
    assert digest.headline in render.render(old, "html").decode().split("</title>")[0]
