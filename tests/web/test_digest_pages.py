"""A digest at the desk: edited with its numbers watched, read quote by quote, approved, sent, taken back."""

import re
import time
from datetime import timedelta
from html import escape

import pytest
import sample_digest
import story_desk
from starlette.requests import Request
from story_desk import words

from aggregator.model.editors import Who
from aggregator.model.edits import quote_block
from aggregator.pipeline import editing, ticking
from aggregator.store import posts
from aggregator.web.desk import Desk
from aggregator.web.digest_open import Opened, story_page
from aggregator.web.digest_out import out_page
from aggregator.web.pages.digest import quotes_page
from aggregator.web.views import View

HTMX = {"HX-Request": "true"}
SPLIT = "Fans are split over The Paper Lighthouse trailer"
LEDE = "Fans on Bluesky wrote about the trailer all day."


@pytest.fixture
def story(config_dir, tmp_path):
    """A desk with a draft of a trailer's story."""
    with story_desk.opened(config_dir, tmp_path) as made:
        yield made


@pytest.fixture
def edgar(story):
    return story.desk.browser("editor")


def test_the_list_tells_what_needs_somebody_and_finds_by_film_state_and_kind(story, edgar):
    page = words(edgar.get("/digests"))
    assert "Need somebody now" in page
    assert "draft to be read" in page
    assert story.story.headline in page
    assert story.story.headline in words(
        edgar.get("/digests?film=the-paper-lighthouse&kind=trailer&state=draft")
    )
    for other in ("state=published", "kind=death", "film=another"):
        assert "No digest fits these filters." in words(edgar.get(f"/digests?{other}"))
    assert edgar.get("/digests?after=nonsense").status_code == 400
    assert edgar.get("/digests/nothing-of-that-name").status_code == 404


def test_every_page_of_a_digest_reads_without_javascript_and_knows_no_other_site(story, edgar):
    for tail in ("", "/quotes", "/out", "/checklist", "/changes", "/preview"):
        answer = edgar.get(story.path(tail))
        assert answer.status_code == 200, tail
        assert answer.text.count("<h1") == 1
        assert not re.search(r"<[^>]+\s(style|on\w+)=", answer.text), tail
        assert "<script>" not in answer.text
        assert all(one.startswith("/") for one in re.findall(r'(?:src|action)="([^"]+)"', answer.text)), tail
    checklist = words(edgar.get(story.path("/checklist")))
    assert "30. It is marked as drafted automatically" in checklist
    story_page = words(edgar.get(story.path()))
    for section in story.story.sections:
        assert section.kind in ("headline", "highlights", "lede", "seo", "method") or all(
            " ".join(one.text.split()) in story_page for one in section.sentences
        )
    assert all(" ".join(one.display.split()) in story_page for one in story.story.quotes)


def test_a_headline_is_watched_while_it_is_typed_and_marked_once_it_is_saved(story, edgar):
    shares = story.story.sentiment
    said = (
        f"this headline is not supported: positive {round(shares.positive.share * 100)}%, "
        f"negative {round(shares.negative.share * 100)}%"
        if shares is not None
        else "a round-up has no shares"
    )
    checked = edgar.post(story.path("/check"), data={"block": "headline", "value": SPLIT}, headers=HTMX)
    assert said in words(checked)
    fine = edgar.post(story.path("/check"), data={"block": "lede", "value": LEDE}, headers=HTMX)
    assert "Covered by the story’s numbers" in words(fine)
    assert "9,000 is not covered" in words(
        edgar.post(story.path("/check"), data={"block": "lede", "value": f"{LEDE} 9,000 did."}, headers=HTMX)
    )

    saved = edgar.post(
        story.path("/edit"), data={"block": "headline", "value": SPLIT, "version": 1}, headers=HTMX
    )
    assert saved.status_code == 200
    assert "not supported:" in words(saved)
    assert "edited by edgar" in words(saved)
    assert story.story.headline == SPLIT
    (lock,) = story.story.locks
    assert (lock.block, lock.who) == ("headline", "edgar")
    assert "11. Each number recomputes from its inputs : does not hold" in words(
        edgar.get(story.path("/checklist"))
    )

    reason = {"block": "headline", "value": SPLIT, "reason": "the studio counted it", "version": 2}
    assert edgar.post(story.path("/edit"), data=reason).status_code == 303
    assert "stands on the word of edgar: the studio counted it" in words(edgar.get(story.path()))
    assert edgar.post(story.path("/take-back"), data={"block": "headline", "seen": ""}).status_code == 303
    assert story.story.locks == ()


def test_of_two_editors_at_one_block_the_second_gets_both_texts_and_loses_nothing(story, edgar):
    ada = story.desk.browser("admin")
    assert story.post(ada, "/edit", block="lede", value=LEDE).status_code == 303
    mine = "Fans on Bluesky were up all night & <b>wrote</b> of it."
    for headers in ({}, HTMX):
        refused = edgar.post(
            story.path("/edit"),
            data={"block": "lede", "value": mine, "reason": "I was there", "version": 1},
            headers=headers,
        )
        assert refused.status_code == 409
        assert f">{escape(mine)}</textarea>" in refused.text
        assert 'value="I was there"' in refused.text
        assert f"<dt>There now</dt><dd><bdi>{LEDE}</bdi></dd>" in refused.text
        assert '<input type="hidden" name="version" value="2">' in refused.text
    assert story.story.lede == LEDE
    again = edgar.post(story.path("/edit"), data={"block": "lede", "value": mine, "version": 2})
    assert again.status_code == 303
    # Another block hinders nobody, however old the page is.
    other = edgar.post(story.path("/edit"), data={"block": "highlights[0]", "value": LEDE, "version": 1})
    assert other.status_code == 303
    assert "Version 4 was made meanwhile" in words(ada.get(story.path("/news?version=2")))
    assert words(ada.get(story.path("/news?version=4"))) == ""


def test_what_fits_no_block_comes_back_with_the_reason_and_the_text(story, edgar):
    long = "So many words. " * 60
    refused = story.post(edgar, "/edit", block="headline", value=long)
    assert refused.status_code == 400
    assert "at most 200 fit" in words(refused)
    assert long.strip() in refused.text
    gone = story.post(edgar, "/edit", block="sections[nowhere].heading", value="x")
    assert gone.status_code == 400
    assert story.story.version == 1


def test_a_quote_is_shown_whole_with_what_it_answers_and_is_ticked_swapped_and_rejected(story, edgar):
    ctx = story.room.app.ctx
    quote = story.story.quotes[0]
    page = edgar.get(story.path("/quotes"))
    assert f"<mark>{escape(quote.excerpt, quote=False)}</mark>" in page.text.replace("&#39;", "'")
    order = [page.text.index(f'value="{one.quote.id}"') for one in ticking.to_read(story.story, {})]
    assert order == sorted(order)

    ticked = edgar.post(
        story.path("/tick"), data={"version": 1, "source": quote.source, "id": quote.id}, headers=HTMX
    )
    assert "read by edgar" in words(ticked)
    assert f"{len(story.story.quotes) - 1} quotes to read" in words(ticked)

    runners = editing.look(ctx, story.id).runners_up
    swapped = next(one for one in story.story.quotes if runners[one.source, one.id])
    instead = runners[swapped.source, swapped.id][0]
    done = story.post(
        edgar, "/quote", source=swapped.source, id=swapped.id, action="swap", value=" ".join(instead)
    )
    assert done.status_code == 303
    assert instead in {(one.source, one.id) for one in story.story.quotes}
    assert "swapped by edgar" in words(edgar.get(story.path("/quotes")))

    other = next(one for one in story.story.quotes if (one.source, one.id) != instead)
    bare = story.post(edgar, "/quote", source=other.source, id=other.id, action="reject")
    assert bare.status_code == 400
    assert "say why the post is rejected" in words(bare)
    why = {"action": "reject", "reason": "an advertisement"}
    assert story.post(edgar, "/quote", source=other.source, id=other.id, **why).status_code == 303
    assert (other.source, other.id) not in {(one.source, one.id) for one in story.story.quotes}
    page = edgar.get(story.path("/quotes"))
    assert "rejected by edgar: an advertisement" in words(page)
    back = {"block": quote_block(other.source, other.id), "page": "quotes"}
    assert edgar.post(story.path("/take-back"), data=back).status_code == 303
    assert "rejected by edgar" not in words(edgar.get(story.path("/quotes")))


def test_quotes_and_sections_are_moved_by_buttons(story, edgar):
    before = [one.heading for one in story.story.sections if one.heading]
    page = edgar.get(story.path())
    name = re.search(
        r'name="way" value="down"><input type="hidden" name="section" value="([^"]+)"', page.text
    )[1]
    assert story.post(edgar, "/order", section=name, way="down").status_code == 303
    after = [one.heading for one in story.story.sections if one.heading]
    assert sorted(after) == sorted(before)
    assert story.story.locks[0].block == "order"

    section = next(one for one in story.story.sections if len(one.quotes) > 1)
    names = dict(
        re.findall(
            r'name="section" value="([^"]+)"><input type="hidden" name="id" value="([^"]+)"', page.text
        )
    )
    where = next(section_name for section_name, one in names.items() if one in section.quotes)
    moved = story.post(edgar, "/order", section=where, way="up", id=section.quotes[1])
    assert moved.status_code == 303
    now = next(one for one in story.story.sections if set(one.quotes) == set(section.quotes))
    assert now.quotes[:2] == (section.quotes[1], section.quotes[0])


def test_previews_are_framed_by_the_desk_alone_and_run_nothing(story, edgar):
    page = edgar.get(story.path("/preview"))
    assert re.search(r'<iframe class="preview" sandbox src="/digests/', page.text)
    for name in ("html", "email", "wordpress", "md", "slack", "atom"):
        assert edgar.get(story.path(f"/preview?format={name}")).status_code == 200
        alone = edgar.get(story.path(f"/preview/{name}"))
        policy = alone.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "sandbox" in policy
        assert alone.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert edgar.get(story.path("/preview/nothing")).status_code == 404
    assert edgar.get(story.path("/preview/html?version=9")).status_code == 404
    assert edgar.get(story.path()).headers["X-Frame-Options"] == "DENY"


def test_a_reader_sees_everything_and_changes_nothing(story):
    rhea = story.desk.browser("reader")
    for tail in ("", "/quotes", "/checklist", "/preview", "/changes"):
        page = rhea.get(story.path(tail))
        assert page.status_code == 200
        assert f'action="/digests/{story.id}/' not in page.text.replace("/changes", "").replace(
            "/preview", ""
        ), tail
    tails = (
        "edit",
        "check",
        "take-back",
        "quote",
        "rights",
        "order",
        "tick",
        "approve",
        "correct",
        "withdraw",
    )
    for tail in (*tails, "recheck", "publish"):
        assert story.post(rhea, f"/{tail}", block="lede", value=LEDE).status_code == 403, tail
    assert story.story.version == 1


def test_hostile_posts_are_text_on_every_page(story, edgar):
    hostile = '<script>alert(1)</script> "onmouseover=alert(1) \u202e {{7*7}} javascript:alert(1)'
    quote = story.story.quotes[0]
    with story.room.app.ctx.store.write() as session:
        found = posts.find(session, [(quote.source, quote.id)])[quote.source, quote.id]
        changed = type(found)(
            **{
                **{name: getattr(found, name) for name in found.__slots__},
                "text": hostile,
                "url": "javascript:alert(1)",
                "edited_at": found.created_at + timedelta(hours=1),
            }
        )
        posts.save(
            session, [posts.Sighting(changed, (story_desk.bluesky_room.FILM,))], seen_at=story.room.now
        )
    story.post(edgar, "/edit", block="lede", value=hostile)
    for tail in ("", "/quotes", "/out", "/changes", "/preview", "/preview/html"):
        page = edgar.get(story.path(tail)).text
        assert "<script>alert" not in page, tail
        assert 'href="javascript:' not in page, tail
        assert "\u202e" not in page, tail


def test_a_page_of_a_digest_is_made_in_time(story, edgar):
    """A coarse bound, the best of several tries: bench/web.py measures it."""

    def took(tail):
        started = time.perf_counter()
        assert edgar.get(story.path(tail)).status_code == 200
        return time.perf_counter() - started

    for tail in ("", "/quotes", "/out", "/changes"):
        assert min(took(tail) for _ in range(5)) < 2.0, tail


def test_a_destination_without_its_key_says_which_variable_would_bring_it(config_dir, tmp_path):
    with story_desk.opened(config_dir, tmp_path, keys={}) as story:
        page = words(story.desk.browser("editor").get(story.path("/out")))
        assert "needs FANSREACT_PUBLISH__WORDPRESS__APPLICATION_PASSWORD" in page


def shown(desk, story):
    """The pages of a story that no database holds."""
    scope = {"type": "http", "method": "GET", "path": "/digests/x", "query_string": b"", "headers": []}
    who = Who("ana", "Ana", "editor", ("read", "write", "publish"), "token")
    view = View(Desk(desk.app, desk.entrance), Request(scope), who)
    found = Opened(editing.Desk(story, story, (), {}), {})
    return [page(view, found).body.decode() for page in (story_page, quotes_page, out_page)]


def test_images_of_a_quoted_post_are_links_with_rights_that_an_editor_can_change(desk):
    story = sample_digest.full()
    _, quotes, _ = shown(desk, story)
    assert "<img" not in quotes
    for item in story.media:
        if item.url:
            assert (
                f'href="{escape(item.url)}" rel="nofollow ugc noopener noreferrer" target="_blank"' in quotes
            )
        assert f'<option value="{item.rights}" selected>' in quotes


@pytest.mark.parametrize(
    "hostile", ['"><img src=x onerror=alert(1)>', "</textarea><script>alert(1)</script>", "{{ 7*7 }}"]
)
def test_whatever_a_digest_holds_is_text(desk, hostile):
    for page in shown(desk, sample_digest.hostile(hostile)):
        assert "<img" not in page
        assert "<script>" not in page
        assert ">49<" not in page


def test_rights_of_what_the_story_does_not_show_are_refused(story, edgar):
    quote = story.story.quotes[0]
    refused = story.post(edgar, "/rights", post_id=quote.id, value="studio")
    assert refused.status_code == 400
    assert "the story has no such block" in words(refused)
    assert story.story.version == 1
