"""WordPress: one post for a digest, a draft, kept up to date, never overwritten; every fault has its answer."""

import base64
from dataclasses import replace

import pytest
from publishing_room import PASSWORD, WORDPRESS

from aggregator.errors import ConfigError, PublishError
from aggregator.loopback import Reply
from aggregator.pipeline import states

VARIABLE = "FANSREACT_PUBLISH__WORDPRESS__APPLICATION_PASSWORD"
POSTS = "/wp-json/wp/v2/posts"


def posted(room):
    """The number of the site's only post."""
    (number,) = room.site.posts
    return number


def asked(room, method, path=POSTS):
    return [target for how, target in room.network.requests if how == method and target.startswith(path)]


def state(room, digest_id):
    return room.newest(digest_id)["state"]


# ── the post ─────────────────────────────────────────────────────────────────


def test_a_story_becomes_one_draft_with_title_text_excerpt_slug_and_terms(room):
    made = room.story()
    done = room.publish(made.digest.id, who="Ada Quill")
    post = room.site.posts[posted(room)]
    assert post["status"] == "draft"
    assert post["slug"] == made.digest.seo.slug
    assert post["title"] == made.digest.headline
    assert post["excerpt"] == made.digest.seo.description
    assert post["content"].startswith("<!-- wp:")
    assert made.digest.quotes[0].url in post["content"]
    assert [room.site.terms["categories"][one] for one in post["categories"]] == ["Film & TV"]
    assert [room.site.terms["tags"][one] for one in post["tags"]] == [made.digest.film.title]
    assert done.where == f"{room.network.url}/wp-admin/post.php?post={posted(room)}&action=edit"
    (sending,) = room.sendings(made.digest.id)
    assert (sending.state, sending.remote_id, sending.version) == ("sent", str(posted(room)), 2)
    assert (sending.who, sending.event) == ("Ada Quill", "published")
    assert state(room, made.digest.id) == "published"


def test_publishing_it_again_writes_nothing_and_makes_no_second_post(room):
    made = room.story()
    room.publish(made.digest.id)
    before = len(asked(room, "POST"))
    room.publish(made.digest.id)
    assert len(asked(room, "POST")) == before
    assert len(room.site.posts) == 1


def test_the_next_version_changes_the_text_and_nothing_else_that_people_decide_there(room):
    made = room.story()
    room.publish(made.digest.id)
    room.site.edit(posted(room), status="publish", slug="our-own-slug")
    states.correct(
        room.app.ctx, made.digest.id, kind="correction", text="The date was wrong.", who="Ada Quill"
    )
    room.publish(made.digest.id)
    post = room.site.posts[posted(room)]
    assert (post["status"], post["slug"]) == ("publish", "our-own-slug")
    assert "The date was wrong." in post["content"]


def test_meta_is_kept_where_the_site_registered_it(room):
    room.site.registered = {"fansreact_digest", "fansreact_version"}
    made = room.story()
    room.publish(made.digest.id)
    assert room.site.posts[posted(room)]["meta"] == {
        "fansreact_digest": made.digest.id, "fansreact_version": "2",
    }  # fmt: skip


def test_terms_that_are_there_are_found_by_any_spelling_and_none_is_made_twice(room):
    room.site.terms["tags"][7] = "the paper lighthouse"
    room.site.terms["categories"][9] = "film  &  TV!"  # another name, the same address
    room.site.terms["categories"].pop(2)
    room.publish(room.story().digest.id)
    post = room.site.posts[posted(room)]
    assert (post["tags"], post["categories"]) == ([7], [9])


# ── a copy that was changed there ────────────────────────────────────────────


def test_a_copy_that_was_changed_there_is_refused_with_the_difference(room):
    made = room.story()
    room.publish(made.digest.id)
    number = posted(room)
    theirs = (
        room.site.posts[number]["content"]
        + "\n<!-- wp:paragraph -->\n<p>By our critic.</p>\n<!-- /wp:paragraph -->"
    )
    room.site.edit(number, content=theirs)
    with pytest.raises(PublishError, match=f"post {number} was changed there") as refused:
        room.publish(made.digest.id)
    assert "+<p>By our critic.</p>" in refused.value.problems
    assert "--overwrite" in refused.value.hint
    assert refused.value.exit_code == 1
    assert room.site.posts[number]["content"] == theirs
    assert [one.state for one in room.sendings(made.digest.id)] == ["sent", "changed"]


def test_a_changed_copy_is_replaced_when_a_person_says_so(room):
    made = room.story()
    room.publish(made.digest.id)
    ours = room.site.posts[posted(room)]["content"]
    room.site.edit(posted(room), content="<p>Something else.</p>")
    room.publish(made.digest.id, overwrite=True)
    assert room.site.posts[posted(room)]["content"] == ours
    room.publish(made.digest.id)  # and is ours from then on
    assert len(room.site.posts) == 1


def test_what_the_site_makes_of_our_text_is_no_change_by_a_person(room):
    room.site.rewrite = lambda content: content.replace("noopener ", "").replace("\n", "\r\n")
    made = room.story()
    room.publish(made.digest.id)
    room.publish(made.digest.id)
    states.correct(
        room.app.ctx, made.digest.id, kind="correction", text="The date was wrong.", who="Ada Quill"
    )
    room.publish(made.digest.id)
    assert "The date was wrong." in room.site.posts[posted(room)]["content"]


@pytest.mark.parametrize("way", ["trash", "delete"])
def test_a_post_that_was_deleted_there_is_not_made_anew_unasked(room, way):
    made = room.story()
    room.publish(made.digest.id)
    number = posted(room)
    getattr(room.site, way)(number)
    with pytest.raises(PublishError, match=f"post {number} was deleted there"):
        room.publish(made.digest.id)
    room.publish(made.digest.id, overwrite=True)
    assert [one["status"] for one in room.site.posts.values() if one["status"] != "trash"] == ["draft"]


def test_a_key_that_the_site_puts_into_the_post_is_not_kept_and_not_shown(room):
    made = room.story()
    login = base64.b64encode(f"newsdesk:{PASSWORD}".encode()).decode()

    def repeats(asked, good):
        if asked.method != "POST" or not isinstance(good.body, dict):
            return good
        return replace(good, body={**good.body, "content": {"raw": f"<p>authorization: Basic {login}</p>"}})

    room.network.twist = repeats
    room.publish(made.digest.id)
    room.network.twist = None
    (kept,) = room.sendings(made.digest.id)
    assert login not in kept.sent.decode()
    assert made.digest.quotes[0].url in kept.sent.decode()

    room.site.edit(posted(room), content=f"<p>authorization: Basic {login}</p>")
    with pytest.raises(PublishError) as changed:
        room.publish(made.digest.id)
    assert changed.value.changed
    assert login not in "".join(changed.value.difference)
    assert "+<p>authorization: Basic ***" in "".join(changed.value.difference)


# ── never two posts ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "lost",
    [Reply(500, {"code": "internal_server_error", "message": "There has been a critical error."}), Reply(201, "{}", cut=True),
     Reply(200, "<!DOCTYPE html><html><body>One moment, please</body></html>"), Reply(504, "gateway timeout")],
    ids=["500", "cut", "html", "504"],
)  # fmt: skip
def test_an_answer_that_is_lost_makes_no_second_post(room, lost):
    made = room.story()
    room.network.twist = lambda sent, reply: (
        lost if (sent.method, sent.path) == ("POST", POSTS) and reply.status == 201 else reply
    )
    with pytest.raises(PublishError, match="wordpress: "):
        room.publish(made.digest.id)
    assert state(room, made.digest.id) == "draft"
    assert [one.state for one in room.sendings(made.digest.id)] == ["lost"]
    assert len(asked(room, "POST", f"{POSTS}")) == 1  # what may have arrived is not sent again blindly
    room.network.twist = None
    room.publish(made.digest.id)
    assert len(room.site.posts) == 1
    assert state(room, made.digest.id) == "published"


def test_a_lost_post_is_found_though_its_address_was_changed_meanwhile(room):
    made = room.story()
    room.network.twist = lambda sent, reply: (
        Reply(500, {}) if reply.status == 201 and sent.path == POSTS else reply
    )
    with pytest.raises(PublishError):
        room.publish(made.digest.id)
    room.network.twist = None
    room.site.edit(posted(room), slug="another")
    room.publish(made.digest.id)
    assert len(room.site.posts) == 1


def test_a_lost_post_that_a_person_changed_meanwhile_is_not_overwritten(room):
    made = room.story()
    room.network.twist = lambda sent, reply: (
        Reply(500, {}) if reply.status == 201 and sent.path == POSTS else reply
    )
    with pytest.raises(PublishError):
        room.publish(made.digest.id)
    room.network.twist = None
    content = room.site.posts[posted(room)]["content"]
    room.site.edit(posted(room), content=f"{content}\n<p>Mine.</p>")
    with pytest.raises(PublishError, match="was changed there"):
        room.publish(made.digest.id)
    assert len(room.site.posts) == 1


def test_another_story_with_the_same_address_is_not_taken_for_ours(room):
    made = room.story()
    room.site.posts[3] = {
        "id": 3, "title": "Another", "content": "<p>Not ours.</p>", "excerpt": "", "slug": made.digest.seo.slug,
        "status": "draft", "meta": {}, "categories": [], "tags": [], "date": room.site.now, "modified": room.site.now,
    }  # fmt: skip
    room.publish(made.digest.id)
    assert sorted(room.site.posts) == [3, 4]
    assert room.site.posts[3]["content"] == "<p>Not ours.</p>"


def test_two_processes_never_send_one_digest_at_once(room):
    made = room.story()
    second = room.build({})
    met = []

    def meanwhile(sent, reply):
        if sent.method == "POST" and sent.path == POSTS and not met:
            met.append(True)
            room.network.twist = None
            room.network._lock.release()
            try:
                with pytest.raises(PublishError, match="is being sent by another process") as refused:
                    room.publish(made.digest.id, app=second)
                met.append(refused.value.hint)
            finally:
                room.network._lock.acquire()
        return reply

    room.network.twist = meanwhile
    room.publish(made.digest.id)
    second.close()
    assert len(met) == 2
    assert len(room.site.posts) == 1


# ── a CMS that misbehaves ────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("reply", "says", "hint"),
    [
        (Reply(401, {"code": "incorrect_password", "message": "The provided password is an invalid application password."}),
         rf"the key in {VARIABLE} was refused \(401: The provided password", "application password in the profile"),
        (Reply(403, {"code": "rest_cannot_create", "message": "Sorry, you are not allowed to create posts as this user."}),
         r"was refused \(403: Sorry", "may write posts"),
        (Reply(404, {"code": "rest_no_route", "message": "No route was found matching the URL and request method."}),
         "answered 404: there is no REST API for posts", "base_url"),
        (Reply(404, "<html><body>Nothing here</body></html>"), "answered with a page of HTML", "REST API is on"),
        (Reply(200, "<!doctype html><html>Log in</html>"), "answered with a page of HTML", "REST API is on"),
        (Reply(200, {"hello": "world"}), "answered with no post of WordPress", "base_url"),
        (Reply(429, {}, {"Retry-After": "900"}), "asks us to wait until 2031-05-05T", "nothing was sent"),
        (Reply(500, {"message": "There has been a critical error on this website."}), "answered 500: There has been",
         "try again"),
        (Reply(503, "down", {"Retry-After": "900"}), "is overloaded and asks us to wait", "nothing was sent"),
        (Reply(301, "", {"Location": "https://www.elsewhere.example/wp-json/wp/v2/posts"}), "redirects to https://www.elsewhere.example/.*, which is not followed", ""),
    ],
    ids=["401", "403", "no route", "404 page", "html", "json", "429", "500", "503", "301"],
)  # fmt: skip
def test_each_fault_is_one_line_with_a_hint_and_the_story_stays_a_draft(room, reply, says, hint):
    made = room.story()
    room.network.twist = lambda sent, good: reply if sent.path == POSTS and sent.method == "POST" else good
    if reply.status == 200:
        room.network.twist = lambda sent, good: reply if sent.path == POSTS else good
    with pytest.raises(PublishError, match=says) as refused:
        room.publish(made.digest.id)
    assert "\n" not in str(refused.value)
    assert str(refused.value).count("wordpress: ") == 1
    assert hint in refused.value.hint
    assert refused.value.hint
    assert PASSWORD not in f"{refused.value} {refused.value.hint}"
    assert state(room, made.digest.id) == "draft"
    room.network.twist = None
    room.publish(made.digest.id)
    assert len(room.site.posts) == 1


def test_a_site_that_drips_is_left_after_the_deadline(room):
    made = room.story()
    room.app.outlets["wordpress"]._fetcher._deadline_s = 0.4
    room.network.twist = lambda sent, good: replace(good, drip=0.05) if sent.path == POSTS else good
    with pytest.raises(PublishError, match=r"took longer than 0\.4 s"):
        room.publish(made.digest.id)
    assert state(room, made.digest.id) == "draft"


def test_a_user_who_may_not_make_categories_is_told_which_one_is_missing(open_room):
    room = open_room(WORDPRESS.replace('"Film & TV"', '"Film & TV", "Reactions"'))
    room.site.users["newsdesk"]["role"] = "author"
    made = room.story()
    with pytest.raises(PublishError, match="not allowed to create terms") as refused:
        room.publish(made.digest.id)
    assert "make 'Reactions' in WordPress" in refused.value.hint
    assert not room.site.posts


def test_a_destination_that_is_not_set_up_or_lacks_its_key_is_told_before_anything(open_room):
    room = open_room(keys={})
    with pytest.raises(ConfigError, match="wordpress: needs key") as refused:
        room.publish("any")
    assert VARIABLE in refused.value.hint
    with pytest.raises(ConfigError, match="slack: is not set up"):
        room.publish("any", "slack")
    with pytest.raises(ConfigError, match="no such destination: 'wordpres'") as unknown:
        room.publish("any", "wordpres")
    assert "wordpress" in unknown.value.hint


def test_the_check_asks_who_we_are_and_changes_nothing(room):
    assert room.app.outlets["wordpress"].check().endswith(" as newsdesk")
    room.site.users["newsdesk"]["role"] = "subscriber"
    with pytest.raises(PublishError, match="may not write posts"):
        room.app.outlets["wordpress"].check()
    assert [how for how, target in room.network.requests if "wp-json" in target] == ["GET", "GET"]


def test_a_site_that_lives_at_another_address_is_told_before_a_password_is_blamed(room):
    made = room.story()
    moved = Reply(301, "", {"Location": f"https://www.news.example{POSTS}?status=draft"})
    room.network.twist = lambda sent, good: moved if sent.path == POSTS else good
    with pytest.raises(
        PublishError, match=rf"redirects to https://www.news.example{POSTS}, which is not"
    ) as refused:
        room.publish(made.digest.id)
    assert "base_url" in refused.value.hint


def test_a_lost_post_whose_text_the_site_rewrote_is_ours_as_long_as_nobody_touched_it(room):
    made = room.story()
    room.site.rewrite = lambda content: content.replace("noopener ", "")
    room.network.twist = lambda sent, reply: (
        Reply(500, {}) if reply.status == 201 and sent.path == POSTS else reply
    )
    with pytest.raises(PublishError):
        room.publish(made.digest.id)
    room.network.twist = None
    room.publish(made.digest.id)
    assert len(room.site.posts) == 1


def test_a_command_that_is_stopped_while_it_sends_leaves_a_lost_sending_that_is_found_again(room):
    made = room.story()
    fetcher = room.app.outlets["wordpress"]._fetcher
    post = fetcher.post

    def stopped(path, *args, **rest):
        post(path, *args, **rest)
        raise KeyboardInterrupt

    fetcher.post = lambda path, *args, **rest: (stopped if path.endswith("/posts") else post)(
        path, *args, **rest
    )
    with pytest.raises(KeyboardInterrupt):
        room.publish(made.digest.id)
    fetcher.post = post
    assert [one.state for one in room.sendings(made.digest.id)] == ["lost"]
    room.publish(made.digest.id)
    assert len(room.site.posts) == 1
    assert [one.state for one in room.sendings(made.digest.id)] == ["lost", "sent"]


def test_an_author_is_enough_where_the_categories_are_there_already(room):
    room.site.users["newsdesk"]["role"] = "author"
    room.publish(room.story().digest.id)
    post = room.site.posts[posted(room)]
    assert [room.site.terms["categories"][one] for one in post["categories"]] == ["Film & TV"]
    assert len(post["tags"]) == 1
