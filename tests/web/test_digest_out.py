"""A digest leaves the house: approved, sent, rechecked, corrected, withdrawn; and nothing of it unread."""

from datetime import timedelta

import pytest
import story_desk
from story_desk import words

from aggregator.loopback import Reply
from aggregator.store import audit, publications

LEDE = "Fans on Bluesky wrote about the trailer all day."


@pytest.fixture
def story(config_dir, tmp_path):
    """A desk with a draft of a trailer's story."""
    with story_desk.opened(config_dir, tmp_path) as made:
        yield made


@pytest.fixture
def edgar(story):
    return story.desk.browser("editor")


def test_a_story_is_read_approved_and_sent_and_a_copy_changed_there_is_shown_and_not_overwritten(
    story, edgar
):
    refused = story.post(edgar, "/approve")
    assert refused.status_code == 400
    assert "quotes are not read yet" in words(refused)
    early = story.post(edgar, "/publish", to="wordpress")
    assert early.status_code == 400
    assert "the story is not approved" in words(early)

    story.read_all(edgar)
    open_points = story.post(edgar, "/approve", reason="the desk read all of it")
    assert open_points.status_code == 303
    assert story.story.state == "approved"
    assert "approved by edgar" in words(edgar.get(story.path()))

    sent = story.finished(edgar, story.post(edgar, "/publish", to="wordpress"))
    assert "is at WordPress: http" in sent
    assert "WordPress: version" in words(edgar.get("/digests"))
    assert story.story.state == "published"
    (number,) = story.room.site.posts
    assert story.room.site.posts[number]["status"] == "draft"
    with story.room.app.ctx.store.read() as session:
        (publication,) = publications.of_digest(session, story.id)
        told = [one.what for one in audit.newest(session)]
    assert publication.who == "edgar"
    assert told[0] == "digest published"
    assert "WordPress: version" in words(edgar.get(story.path("/out")))

    story.room.site.edit(number, title="Another title altogether")
    story.room.now += timedelta(minutes=5)
    changed = story.finished(edgar, story.post(edgar, "/publish", to="wordpress"))
    assert "did not take it" in changed
    page = words(edgar.get(story.path("/out")))
    assert "The copy was changed there" in page
    assert "Another title altogether" in page
    assert "Overwrite what was changed there" in page
    assert story.room.site.posts[number]["title"] == "Another title altogether"
    done = story.finished(edgar, story.post(edgar, "/publish", to="wordpress", overwrite="1"))
    assert "did not take it" not in done
    assert story.room.site.posts[number]["title"] != "Another title altogether"


def test_a_folder_takes_an_approved_story_and_an_unknown_place_is_told_at_once(story, edgar, tmp_path):
    story.read_all(edgar)
    story.post(edgar, "/approve", reason="read")
    nowhere = story.post(edgar, "/publish", to="slack")
    assert nowhere.status_code == 400
    assert "slack: is not set up" in words(nowhere)
    asked = story.post(edgar, "/publish", to="folder")
    assert "Back to the digest Back" not in story.finished(edgar, asked)
    led = edgar.get(asked.headers["Location"], headers={"X-Polling": "1", "HX-Request": "true"})
    told = words(edgar.get(led.headers["HX-Redirect"]))
    assert "Handed over." in told
    assert f"Files go to {tmp_path / 'out'}" in told
    assert list((tmp_path / "out").glob("*.html"))
    old = edgar.post(story.path("/publish"), data={"version": 1, "to": "folder"})
    assert old.status_code == 409


def test_a_recheck_that_finds_a_quote_gone_makes_a_version_that_has_to_be_read(story, edgar):
    story.read_all(edgar)
    lost = story.story.quotes[0]
    story.room.hide_from_strangers(lost.id)
    said = story.finished(edgar, edgar.post(story.path("/recheck")))
    assert "does not stand any more: version 2 quotes another" in said
    assert lost.id not in {one.id for one in story.story.quotes}
    assert "to read" in words(edgar.get(story.path()))


def test_an_approved_story_that_lost_a_quote_is_not_sent_with_another_that_nobody_read(story, edgar):
    story.read_all(edgar)
    story.post(edgar, "/approve", reason="read")
    story.room.hide_from_strangers(story.story.quotes[0].id)
    said = story.finished(edgar, story.post(edgar, "/publish", to="wordpress"))
    assert "1 post had to be taken out since it was approved" in said
    assert "read again" in said
    assert not story.room.site.posts
    assert story.story.state == "draft"


def test_a_controversy_needs_two_different_people(config_dir, tmp_path):
    with story_desk.opened(config_dir, tmp_path, "controversy") as story:
        edgar, ada = story.desk.browser("editor"), story.desk.browser("admin")
        story.read_all(edgar)
        assert story.post(edgar, "/approve", reason="read").status_code == 303
        assert "1 of 2 approved" in words(edgar.get(story.path()))
        assert story.post(edgar, "/approve", reason="read again").status_code == 303
        assert len(story.story.approvals) == 1
        assert story.story.state == "draft"
        assert "a second approval" in words(edgar.get("/digests"))
        early = story.post(edgar, "/publish", to="folder")
        assert early.status_code == 400
        assert "the story is not approved" in words(early)
        assert story.post(ada, "/approve", reason="read too").status_code == 303
        assert [one.who for one in story.story.approvals] == ["edgar", "ada"]
        story.finished(ada, story.post(ada, "/publish", to="folder"))
        assert story.story.state == "published"


def test_a_withdrawn_story_shows_its_line_and_nothing_else(story, edgar):
    quote = story.story.quotes[0]
    assert story.post(edgar, "/withdraw", said="").status_code == 400
    assert story.post(edgar, "/withdraw", said="The count was wrong.").status_code == 303
    for tail in ("", "/out", "/quotes", "/changes", "/preview", "/preview/html", "/preview/html?version=1"):
        page = words(edgar.get(story.path(tail), follow_redirects=True))
        assert quote.display not in page
    assert "The count was wrong." in words(edgar.get(story.path()))
    late = edgar.post(story.path("/edit"), data={"block": "lede", "value": LEDE, "version": 1})
    assert late.status_code in (400, 409)
    assert "was withdrawn" in words(late)


def test_what_is_corrected_or_withdrawn_is_told_to_the_copy_at_once_and_what_hinders_it_is_shown(
    story, edgar
):
    story.read_all(edgar)
    story.post(edgar, "/approve", reason="read")
    story.finished(edgar, story.post(edgar, "/publish", to="wordpress"))
    (number,) = story.room.site.posts
    told = story.finished(edgar, story.post(edgar, "/correct", kind="correction", said="It said more."))
    assert "corrected at wordpress" in told
    assert "It said more." in story.room.site.posts[number]["content"]

    story.room.site.edit(number, title="Another title altogether")
    refused = story.finished(edgar, story.post(edgar, "/correct", kind="update", said="It says more now."))
    assert "not corrected at wordpress" in refused
    assert "was changed there" in refused
    story.room.site.edit(number, title=story.story.headline)

    quote = story.story.quotes[0]
    gone = story.finished(edgar, story.post(edgar, "/withdraw", said="The count was wrong."))
    assert "withdrawn at wordpress" in gone
    assert "The count was wrong." in story.room.site.posts[number]["content"]
    assert quote.url not in story.room.site.posts[number]["content"]
    with story.room.app.ctx.store.read() as session:
        assert publications.of_digest(session, story.id)[-1].who == "edgar"


def test_a_withdrawn_story_that_still_stands_needs_somebody_and_is_taken_down_from_its_page(story, edgar):
    story.read_all(edgar)
    story.post(edgar, "/approve", reason="read")
    story.finished(edgar, story.post(edgar, "/publish", to="wordpress"))
    (number,) = story.room.site.posts
    story.room.site.edit(number, title="Another title altogether")
    refused = story.finished(edgar, story.post(edgar, "/withdraw", said="The count was wrong."))
    assert "not withdrawn at wordpress" in refused

    assert "withdrawn, and still stands somewhere" in words(edgar.get("/digests"))
    assert "It still stands elsewhere" in words(edgar.get(story.path()))
    page = words(edgar.get(story.path("/out")))
    assert "Still out there" in page
    assert "was changed there" in page
    assert "Withdraw it at WordPress" not in words(story.desk.browser("reader").get(story.path("/out")))
    again = story.finished(edgar, story.post(edgar, "/publish", to="wordpress"))
    assert "WordPress did not take it" in again
    done = story.finished(edgar, story.post(edgar, "/publish", to="wordpress", overwrite="1"))
    assert "Withdrawn at WordPress." in done
    assert "The count was wrong." in story.room.site.posts[number]["content"]
    assert "still stands" not in words(edgar.get("/digests")) + words(edgar.get(story.path()))
    assert "Still out there" not in words(edgar.get(story.path("/out")))
    assert story.post(edgar, "/gone", to="wordpress").status_code == 400
    with story.room.app.ctx.store.read() as session:
        assert audit.newest(session)[0].what == "digest taken down"


def test_whoever_took_a_withdrawn_story_down_by_hand_says_so(story, edgar):
    story.read_all(edgar)
    story.post(edgar, "/approve", reason="read")
    story.finished(edgar, story.post(edgar, "/publish", to="wordpress"))
    story.room.network.fail = lambda path: Reply(404, "") if "wp-json" in path else None
    story.finished(edgar, story.post(edgar, "/withdraw", said="The count was wrong."))
    assert "withdrawn, and still stands somewhere" in words(edgar.get("/digests"))
    assert story.post(edgar, "/gone", to="wordpress").status_code == 303
    assert "still stands" not in words(edgar.get("/digests"))
    with story.room.app.ctx.store.read() as session:
        assert publications.of_digest(session, story.id)[-1].who == "edgar"
        (line, *_) = audit.newest(session)
    assert line.what == "digest taken down"


def test_a_recheck_of_a_story_that_is_out_mends_its_copy_at_once(story, edgar):
    story.read_all(edgar)
    story.post(edgar, "/approve", reason="read")
    story.finished(edgar, story.post(edgar, "/publish", to="wordpress"))
    lost = story.story.quotes[0]
    story.room.hide_from_strangers(lost.id)
    said = story.finished(edgar, edgar.post(story.path("/recheck")))
    assert "corrected at wordpress" in said
    (post,) = story.room.site.posts.values()
    assert lost.url not in post["content"]


def test_a_correction_stands_in_the_story_and_a_wrong_one_comes_back(story, edgar):
    refused = story.post(edgar, "/correct", kind="rumour", said="An earlier version said more.")
    assert refused.status_code == 400
    assert "An earlier version said more.</textarea>" in refused.text
    assert story.post(edgar, "/correct", kind="correction", said="It said more.").status_code == 303
    assert "It said more." in words(edgar.get(story.path()))
