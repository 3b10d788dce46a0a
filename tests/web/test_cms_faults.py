"""What an editor sees where the CMS fails: one line with what to do, nothing sent twice, the story still theirs."""

from html import unescape

import pytest
import story_desk

from aggregator.loopback import Reply

HTML = Reply(
    200,
    "<!doctype html><title>Maintenance</title><script>window.ran=1</script>",
    {"Content-Type": "text/html"},
)
POSTS = "/wp-json/wp/v2/posts"


@pytest.fixture
def story(config_dir, tmp_path):
    """A desk with an approved story."""
    with story_desk.opened(config_dir, tmp_path) as made:
        edgar = made.desk.browser("editor")
        made.read_all(edgar)
        assert made.post(edgar, "/approve", reason="read by the desk").status_code == 303
        yield made


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(401, {"code": "incorrect_password", "message": "no"}), "password"),
        (Reply(403, {"code": "rest_cannot_create", "message": "no"}), "wordpress"),
        (Reply(404, {"code": "rest_no_route", "message": "No route"}), "wordpress"),
        (Reply(500, "<h1>Fatal error</h1>"), "500"),
        (HTML, "wordpress"),
        (Reply(429, "slow down", {"Retry-After": "7200"}), "wordpress"),
    ],
    ids=["401", "403", "404", "500", "HTML", "429"],
)
def test_a_refusal_is_one_line_with_a_hint_and_nothing_was_sent(story, reply, says):
    edgar = story.desk.browser("editor")
    story.room.network.twist = lambda asked, good: reply if asked.path.startswith("/wp-json") else good
    story.desk.app.ctx.stopping.wait = lambda *_: False
    told = story.finished(edgar, story.post(edgar, "/publish", to="wordpress"))
    assert "WordPress did not take it" in told
    assert says in told.lower()
    assert "Traceback" not in told
    assert "window.ran" not in told
    assert story.room.site.posts == {}
    assert story.story.state == "approved"
    # It stays beside the way out, until it went well.
    page = edgar.get(story.path("/out"))
    assert "Not taken: " in unescape(page.text)
    assert "<script>window" not in page.text
    story.room.network.twist = None
    done = story.finished(edgar, story.post(edgar, "/publish", to="wordpress"))
    assert "did not take it" not in done
    assert len(story.room.site.posts) == 1
    assert "Not taken: " not in unescape(edgar.get(story.path("/out")).text)


def test_an_answer_that_is_lost_on_its_way_makes_no_second_post(story):
    """The CMS took it and its answer broke: the next try finds the post."""
    edgar = story.desk.browser("editor")
    story.desk.app.ctx.stopping.wait = lambda *_: False
    lost = []

    def twist(asked, good):
        if asked.method == "POST" and asked.path == POSTS and not lost:
            lost.append(asked)
            return Reply(201, good.body, cut=True)
        return good

    story.room.network.twist = twist
    story.finished(edgar, story.post(edgar, "/publish", to="wordpress"))
    story.finished(edgar, story.post(edgar, "/publish", to="wordpress"))
    assert len(lost) == 1
    assert len(story.room.site.posts) == 1
    assert story.story.state == "published"


def test_two_presses_on_send_are_one_sending(story):
    """Also from two browsers: the second is shown the task of the first."""
    edgar, ada = story.desk.browser("editor"), story.desk.browser("admin")
    first = story.post(edgar, "/publish", to="wordpress")
    second = story.post(ada, "/publish", to="wordpress")
    story.finished(edgar, first)
    if second.status_code == 303:
        story.finished(ada, second)
    else:  # the first was done already: the story is another version
        assert second.status_code == 409
    assert len(story.room.site.posts) == 1
    assert story.story.state == "published"
