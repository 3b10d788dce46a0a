"""Blocks for WordPress: what the editor opens, what is embedded, and that no post can be more than text."""

import json
import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sample_digest import fact, full, hostile, quote, round_up, spoken
from selectolax.lexbor import LexborHTMLParser
from valid_formats import COMMENT, blocks_of

from aggregator import render
from aggregator.model.digests import DigestMedia
from aggregator.render.wordpress import attributes, wordpress_post


def article(digest):
    return render.render(digest, "wordpress").decode("utf-8")


def named(digest, name):
    return [one for one in blocks_of(article(digest)) if one[0] == name]


def shape(text):
    """The blocks and elements that an editor would build, but for paragraphs, whose number blank lines decide."""
    names = Counter(name for name, _, _ in blocks_of(text))
    tree = LexborHTMLParser(COMMENT.sub("", text))
    tags = Counter((node.tag, tuple(sorted(node.attributes))) for node in tree.root.traverse())
    for counted, dropped in ((names, ("paragraph",)), (tags, (("p", ()), ("br", ())))):
        for one in dropped:
            counted.pop(one, None)
    return names, tags


def test_everything_stands_in_a_block():
    names = Counter(name for name, _, _ in blocks_of(article(full())))
    assert set(names) == {"details", "paragraph", "list", "list-item", "heading", "quote", "table"}
    assert names["quote"] == len(full().quotes) + 1  # and the synopsis
    assert names["details"] == 3  # the editor's note, the tables, the method


def test_the_note_for_the_editor_comes_first_and_holds_what_readers_must_not_see():
    name, _, _ = blocks_of(article(full()))[0]
    note = article(full()).split("<!-- /wp:details -->")[0]
    assert name == "details"
    for said in (
        "take this block out",
        "Draft, version 2",
        full().headline,
        *full().headlines,
        "rights unknown",
    ):
        assert said in note
    rest = article(full()).removeprefix(note)
    assert "not yet read by an editor" not in rest
    assert full().headline not in rest


def test_a_quote_is_static_with_its_link_who_where_and_when():
    assert (
        "<p>That cello under the foghorn. I have watched it nine times and I still get goosebumps.</p>\n"
        '<!-- /wp:paragraph --><cite><a href="https://harbourlights.example/@fan1/1" rel="nofollow ugc noopener noreferrer">'
        "Fan 1 (@fan1@harbourlights.example), Mastodon, May 4, 2031, 15:07 UTC</a>. "
        "And 3 others said much the same; hashtags left out.</cite></blockquote>"
    ) in article(full())


def test_the_synopsis_is_a_quote_and_the_method_can_be_opened():
    assert "<cite>Official synopsis of The Glass Harbour</cite>" in article(full())
    method = named(full(), "details")[-1]
    assert "<summary>How this was made</summary>" in method[2]


# ── embeds ───────────────────────────────────────────────────────────────────
WORDS = "Nothing in it but fine words, whole and unchanged."


def one(source, url, media=(), **fields):
    made = replace(quote(1, WORDS, source=source, url=url), **fields)
    return replace(full(), quotes=(made,), media=tuple(media))


@pytest.mark.parametrize(
    ("source", "url", "expected", "provider"),
    [
        ("x", "https://x.com/fan_1/status/1234567890", "https://twitter.com/fan_1/status/1234567890", "twitter"),
        ("x", "https://twitter.com/i/status/12", "https://twitter.com/i/status/12", "twitter"),
        ("bluesky", "https://bsky.app/profile/did:plc:abc/post/3kabc", "https://bsky.app/profile/did:plc:abc/post/3kabc", "bluesky"),
        ("reddit", "https://www.reddit.com/r/movies/comments/1abc/title/2def/", "https://www.reddit.com/r/movies/comments/1abc/title/2def", "reddit"),
        ("tumblr", "https://www.tumblr.com/tidepool/123", "https://www.tumblr.com/tidepool/123", "tumblr"),
        ("tiktok", "https://www.tiktok.com/@tide.pool/video/71", "https://www.tiktok.com/@tide.pool/video/71", "tiktok"),
        ("youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "youtube"),
    ],
)  # fmt: skip
def test_a_post_is_embedded_where_wordpress_knows_its_network(source, url, expected, provider):
    ((_, given, html),) = named(one(source, url), "embed")
    assert given["url"] == expected
    assert given["providerNameSlug"] == provider
    assert given.get("responsive", False) is (provider != "bluesky")
    assert f"\n{expected}\n</div>" in html
    assert f"is-provider-{provider} wp-block-embed-{provider}" in html
    assert "Fan 1 (@fan1@harbourlights.example)" in html


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("mastodon", "https://harbourlights.example/@fan1/1"),
        ("lemmy", "https://lemmy.example/post/1"),
        ("youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&lc=Ugz"),
        ("reddit", "https://www.reddit.com/comments/1abc/"),
        ("x", "https://evil.example/x.com/fan/status/1"),
        ("x", "https://x.com/fan/status/1/photo/1"),
        ("bluesky", "https://bsky.app/profile/a/post/b[gallery]"),
        ("x", None),
    ],
)
def test_what_wordpress_can_not_embed_is_a_static_quote(source, url):
    assert named(one(source, url), "embed") == []
    assert WORDS in article(one(source, url))


@pytest.mark.parametrize(
    ("rights", "embeds"),
    [("poster_made", 1), ("studio", 1), ("agency", 0), ("leaked", 0), ("unknown", 0), ("some later word", 0)],
)
def test_rights_of_its_images_decide_whether_a_post_is_embedded(rights, embeds):
    medium = DigestMedia("post-1", "image", "https://bsky.app/image/1", "A lamp", rights)
    made = one("bluesky", "https://bsky.app/profile/a.example/post/3k", media=(medium,))
    assert len(named(made, "embed")) == embeds


def test_one_image_without_rights_among_others_is_enough_for_a_static_quote():
    media = [DigestMedia("post-1", "image", None, None, rights) for rights in ("studio", "unknown")]
    assert named(one("bluesky", "https://bsky.app/profile/a.example/post/3k", media=media), "embed") == []


def test_a_cut_or_masked_post_is_not_embedded_since_the_embed_shows_it_whole():
    url = "https://bsky.app/profile/a.example/post/3k"
    assert named(one("bluesky", url, text=f"{WORDS} But who cares?"), "embed") == []
    assert named(one("bluesky", url, display="Nothing in it but f*** words"), "embed") == []
    assert len(named(one("bluesky", url, text=f"{WORDS} #GlassHarbour"), "embed")) == 1


def test_the_films_own_trailer_is_embedded_if_it_is_a_video_of_youtube():
    address = "https://youtu.be/dQw4w9WgXcQ"
    facts = tuple(fact("trailer", {"url": address}) if one.key == "trailer" else one for one in full().facts)
    ((_, given, html),) = named(full(facts=facts), "embed")
    assert given["url"] == "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    assert "wp-embed-aspect-16-9" in html


@pytest.mark.parametrize("make", [full, round_up])
def test_no_image_is_ever_in_a_block(make):
    assert (
        re.search(
            r"<(?:img|video|audio|iframe|script|style)|wp:(?:image|gallery|video|html|shortcode)",
            article(make()),
        )
        is None
    )


# ── hostile text ─────────────────────────────────────────────────────────────
HOSTILE = [
    "<!-- wp:html --><script>alert(1)</script><!-- /wp:html -->",
    "--> <!-- /wp:paragraph --> <img src=x onerror=alert(1)>",
    "[gallery ids=1] [embed]https://evil.example[/embed] [[x]]",
    "https://evil.example/oembed",
    "https://evil.example/a\n\nhttps://evil.example/b",
    "</blockquote></details><h1>x</h1>",
    '" onmouseover="alert(1)',
    "&lt;b&gt; &#91;gallery&#93;",
    "a\0b\x1b[31m", "\ud800 lone", "\u202etxt.exe\u202c", "]]>", ":) :lol: ;-) 8)", "{{ 7 * 7 }}",
]  # fmt: skip
SIGNS = st.text(st.sampled_from("<>&\"'/[]!-: wphtmls\n\u202e\x00\ufeff;)"), min_size=1, max_size=60)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("make", [spoken, hostile])
def test_hostile_text_builds_the_same_blocks_as_plain_text(text, make):
    assert shape(article(make(f"w {text}"))) == shape(article(make("plain words")))


@settings(max_examples=60, deadline=None)
@given(SIGNS)
@example("<!-- wp:html -->")
def test_any_text_builds_the_same_blocks_as_plain_text(text):
    made = article(hostile(f"w{text}w"))
    assert shape(made) == shape(article(hostile("plain words")))
    assert "[" not in made  # no shortcode, wherever WordPress looks for one
    outside = re.sub(r"(?s)<!-- wp:embed .*?<!-- /wp:embed -->", "", made)
    assert (
        re.search(r"(?m)^\s*https?://|<p>\s*https?://", outside) is None
    )  # nothing else is fetched by itself
    assert re.search("[\x00-\x08\x0e-\x1f\u202a-\u202e\u2066-\u2069\ufeff]", made) is None


def test_an_address_alone_in_a_post_is_not_fetched_by_wordpress():
    made = article(spoken("https://evil.example/x"))
    assert "<p>https&#58;//evil.example/x</p>" in made


def test_brackets_and_smileys_read_back_as_they_were_written():
    made = article(spoken("[gallery] and :) and ;-) and 14:05, Mission: Possible"))
    words = LexborHTMLParser(made).css_first("blockquote p").text()
    assert words == "[gallery] and :) and ;-) and 14:05, Mission: Possible"
    assert "Mission: Possible" in made


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("https://a.example/--x", '{"url":"https://a.example/\\u002d\\u002dx"}'),
        ("<b>&", '{"url":"\\u003cb\\u003e\\u0026"}'),
        ('say "x"', '{"url":"say \\u0022x\\u0022"}'),
        ("---", '{"url":"\\u002d\\u002d-"}'),
        ("\\", '{"url":"\\u005c"}'),
        ('\\"', '{"url":"\\u005c\\u0022"}'),
        ("é", '{"url":"é"}'),
    ],
)
def test_attributes_are_escaped_as_wordpress_does_it(value, written):
    assert attributes({"url": value}) == written
    assert json.loads(written) == {"url": value}


@given(st.text(max_size=60))
def test_no_attribute_can_end_a_comment(text):
    written = attributes({"url": text})
    assert "--" not in written
    assert re.search("[<>&]", written) is None
    assert json.loads(written) == {"url": text}


# ── the REST API's fields ────────────────────────────────────────────────────
def test_the_fields_for_the_rest_api_are_a_draft_with_everything_but_the_editors_note():
    post = wordpress_post(full())
    assert post.status == "draft"
    assert post.title == full().headline
    assert post.excerpt == full().lede
    assert post.slug == full().id
    assert "For the editor" not in post.content
    assert article(full()).endswith(post.content)


@pytest.mark.parametrize("text", HOSTILE)
def test_title_and_excerpt_are_words_too(text):
    post = wordpress_post(hostile(f"w {text}"))
    for field in (post.title, post.excerpt):
        assert re.search(r"[<>\[\]\n]", field) is None
        assert LexborHTMLParser(f"<p>{field}</p>").css("p > *") == []


def test_a_slug_is_one_for_every_id():
    post = wordpress_post(full(id="../Glass Harbour?x=1&" + "y" * 400))
    assert re.fullmatch(r"[a-z0-9-]{1,190}", post.slug)
    assert wordpress_post(full(version=7)).slug == wordpress_post(full(version=1)).slug


def test_a_withdrawn_story_replaces_its_post_by_a_notice():
    post = wordpress_post(full(state="withdrawn"))
    assert post.status == "draft"
    assert post.title == "Withdrawn: a story on The Glass Harbour"
    assert "quote" not in post.content
    assert full().lede not in post.content + post.excerpt
