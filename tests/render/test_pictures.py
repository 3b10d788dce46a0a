"""Pictures in every format: described, with whose they are; never shown, never led to without the rights."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sample_digest

from aggregator import render
from aggregator.model.digests import DigestMedia
from aggregator.model.films import MAY_BE_EMBEDDED
from aggregator.model.pictures import DigestPicture, DigestTrigger, FirstSeen
from aggregator.render import embeds

FORMATS = ("html", "md", "wordpress", "slack", "email", "atom")
ADDRESS = "https://img.example/secret-still.jpg"
POST = "https://bsky.app/profile/tidepool.example/post/3kfirst"
ALT = "Two people on a pier at dusk"
FIRST = FirstSeen("bluesky", "post-77", "tidepool.example", POST, datetime(2031, 5, 4, 14, 2, tzinfo=UTC))


def picture(**fields):
    return DigestPicture(
        **{
            "posts": 312, "people": 290, "first": FIRST, "type": "image", "items": 1, "alt": ALT, "rights": "leaked",
            "because": "it says “leaked”", "verified": None, "made_by": None, "ids": ("post-77",), **fields,
        }
    )  # fmt: skip


def shown(digest, form):
    body = render.render(digest, form).decode("utf-8")
    if form == "email":
        import email
        from email.policy import default

        parts = email.message_from_string(body, policy=default).iter_parts()
        body = "\n".join(part.get_content() for part in parts)
    return json.dumps(json.loads(body), ensure_ascii=False) if form == "slack" else body


@pytest.mark.parametrize("form", FORMATS)
def test_a_picture_is_told_with_its_posts_its_first_one_and_its_description(form):
    said = " ".join(shown(sample_digest.full(pictures=(picture(),)), form).replace("\\", "").split())
    for words in ("312 posts", "290 people", "@tidepool.example", "14:02 UTC", "alled a leak", ALT):
        assert words in said
    assert "<img" not in said
    assert form != "md" or "![" not in said


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("rights", ["agency", "leaked", "unknown", "nonsense"])
def test_without_the_rights_nobody_is_led_to_the_picture_and_nothing_is_embedded(form, rights):
    media = (DigestMedia("post-2", "image", ADDRESS, None, rights, "x"),)
    digest = sample_digest.full(media=media)
    quote = next(one for one in digest.quotes if one.id == "post-2")
    assert embeds.of_quote(quote, media) is None
    said = shown(digest, form)
    assert ADDRESS not in said
    assert "wp:embed" not in said or form == "wordpress"
    assert "post/3kabc" not in said.split("wp:embed")[1] if "wp:embed" in said else True
    assert "mage without description" in said or form == "atom"


@pytest.mark.parametrize("rights", sorted(MAY_BE_EMBEDDED))
def test_with_the_rights_the_post_is_embedded_where_the_format_can(rights):
    media = (DigestMedia("post-2", "image", ADDRESS, ALT, rights, "its poster says “my fan art”"),)
    digest = sample_digest.full(media=media)
    quote = next(one for one in digest.quotes if one.id == "post-2")
    assert embeds.of_quote(quote, media) is not None
    assert ADDRESS in shown(digest, "html")
    assert "<img" not in shown(digest, "html")


def test_a_quote_that_shows_anothers_post_is_not_embedded():
    item = DigestMedia("post-2", "post", None, None)
    quote = next(one for one in sample_digest.QUOTES if one.id == "post-2")
    assert embeds.of_quote(quote, ()) is not None
    assert embeds.of_quote(quote, (item,)) is None
    assert "Post quoted in it: rights unknown, not embedded" in shown(
        sample_digest.full(media=(item,)), "html"
    )


@pytest.mark.parametrize("form", FORMATS)
def test_a_first_post_that_may_not_be_named_is_not(form):
    hidden = replace(FIRST, handle=None, url=None)
    said = shown(sample_digest.full(pictures=(picture(first=hidden, alt=None),)), form)
    assert "a post on Bluesky" in said
    assert "mage without description" in said
    repost = replace(hidden, repost=True)
    assert "a repost on Bluesky" in shown(sample_digest.full(pictures=(picture(first=repost),)), form)


@pytest.mark.parametrize("form", FORMATS)
def test_a_first_post_that_was_withdrawn_is_named_no_more(form):
    quotes = (replace(sample_digest.QUOTES[0], alive=False), *sample_digest.QUOTES[1:])
    first = replace(FIRST, id="post-1")
    digest = sample_digest.full(quotes=quotes, pictures=(picture(first=first),))
    said = shown(digest, form)
    assert "3kfirst" not in said
    assert ALT not in said
    assert "312" in said


@pytest.mark.parametrize("form", FORMATS)
def test_a_withdrawn_story_tells_of_no_picture(form):
    digest = sample_digest.full(
        state="withdrawn", pictures=(picture(),), trigger=DigestTrigger(False, None, 0, "why")
    )
    said = shown(digest, form)
    assert "312" not in said
    assert "Not to be published" not in said


@pytest.mark.parametrize("form", FORMATS)
def test_what_blocks_a_story_stands_in_its_drafts(form):
    digest = sample_digest.full(trigger=DigestTrigger(False, "fan", 3, "films.toml says that it is fan-made"))
    assert "Not to be published yet: films.toml says that it is fan-made." in shown(digest, form)


@pytest.mark.parametrize("form", FORMATS)
def test_an_address_that_no_reader_may_be_sent_to_is_no_link(form):
    first = replace(FIRST, url="javascript:alert(1)")
    assert "javascript:" not in shown(sample_digest.full(pictures=(picture(first=first),)), form)


def test_a_set_of_pictures_is_told_as_one():
    said = shown(sample_digest.full(pictures=(picture(items=4),)), "md")
    assert "4 images that go together, in 312 posts" in said


def test_what_was_made_by_fans_or_machines_says_so():
    said = shown(sample_digest.full(pictures=(picture(made_by="ai", verified=False),)), "md")
    assert "Made with AI. Not verified." in said


def test_a_digest_of_an_earlier_version_without_pictures_is_read():
    from aggregator.model.digest_json import from_json, to_json

    document = to_json(sample_digest.full())
    del document["pictures"], document["trigger"]
    for item in document["media"]:
        del item["because"]
    digest = from_json(document)
    assert (digest.pictures, digest.trigger, digest.media[0].because) == ((), None, "")
