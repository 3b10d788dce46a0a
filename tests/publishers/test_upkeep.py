"""Copies are kept true: corrections and withdrawals reach each one, and none that people changed is overwritten."""

import sys
from datetime import timedelta
from types import ModuleType

import make
import pytest
from bluesky_room import FILM
from publishing_room import BOT, BOT_KEYS, WORDPRESS, WORDPRESS_KEYS

from aggregator import jobs
from aggregator.errors import PublishError
from aggregator.loopback import Reply
from aggregator.model import Counts
from aggregator.pipeline import alerts, forget, states
from aggregator.pipeline.score import score
from aggregator.pipeline.sending import Insisting
from aggregator.pipeline.status import status
from aggregator.pipeline.upkeep import renew_copies
from aggregator.publishers.slack import Slack
from aggregator.store import leases, posts, spikes
from aggregator.store.alerts import Counted
from aggregator.store.spikes import NoticedSpike

POSTS = "/wp-json/wp/v2/posts"


def posted(room):
    """The number of the site's only post."""
    (number,) = room.site.posts
    return number


def test_a_quote_that_died_is_corrected_in_the_post_by_the_next_renewal(room):
    made = room.story()
    sent = room.publish(made.digest.id).digest
    room.lose_a_quote(sent)
    room.recheck()
    (done,) = renew_copies(room.app.ctx, room.app.outlets)
    assert str(done) == f"{made.digest.id} version 3: corrected at wordpress"
    post = room.site.posts[posted(room)]
    assert "is no longer shown to everyone" in post["content"]
    assert sent.quotes[0].url not in post["content"]
    assert renew_copies(room.app.ctx, room.app.outlets) == []


def test_a_copy_that_was_changed_there_waits_for_a_person_and_is_tried_once(room):
    made = room.story()
    sent = room.publish(made.digest.id).digest
    room.site.edit(posted(room), title="Our own title")
    room.lose_a_quote(sent)
    room.recheck()
    (done,) = renew_copies(room.app.ctx, room.app.outlets)
    assert "not corrected at wordpress: wordpress: post" in str(done)
    assert renew_copies(room.app.ctx, room.app.outlets) == []
    assert room.site.posts[posted(room)]["title"] == "Our own title"


def test_a_renewal_that_failed_is_tried_again(room):
    made = room.story()
    sent = room.publish(made.digest.id).digest
    room.lose_a_quote(sent)
    room.recheck()
    room.network.twist = lambda asked, good: (
        Reply(502, "bad gateway") if asked.method == "POST" and POSTS in asked.path else good
    )
    (failed,) = renew_copies(room.app.ctx, room.app.outlets)
    assert failed.error is not None
    room.network.twist = None
    (done,) = renew_copies(room.app.ctx, room.app.outlets)
    assert done.error is None


@pytest.mark.parametrize(
    ("way", "becomes"), [("draft", "draft"), ("private", "private"), ("keep", "publish")]
)
def test_a_withdrawn_story_says_so_there_and_nothing_else(open_room, way, becomes):
    room = open_room(f'{WORDPRESS}on_withdrawal = "{way}"\n')
    made = room.story()
    sent = room.publish(made.digest.id).digest
    room.site.edit(posted(room), status="publish")
    states.withdraw(room.app.ctx, made.digest.id, why="The trailer was a fake.", who="Ada Quill")
    (done,) = renew_copies(room.app.ctx, room.app.outlets, [made.digest.id], who="Ada Quill")
    assert (done.event, done.error) == ("withdrawn", None)
    post = room.site.posts[posted(room)]
    assert post["status"] == becomes
    assert "The trailer was a fake." in post["content"]
    assert not any(quote.url in post["content"] for quote in sent.quotes)
    assert room.sendings(made.digest.id)[-1].who == "Ada Quill"


def test_a_withdrawal_replaces_a_changed_copy_only_when_a_person_says_so(room):
    made = room.story()
    room.publish(made.digest.id)
    room.site.edit(posted(room), title="Our own title")
    states.withdraw(room.app.ctx, made.digest.id, why="The trailer was a fake.", who="Ada Quill")
    assert [one.error is None for one in renew_copies(room.app.ctx, room.app.outlets)] == [False]
    assert renew_copies(room.app.ctx, room.app.outlets) == []
    done = renew_copies(room.app.ctx, room.app.outlets, insisting=Insisting(overwrite=True))
    assert [one.error for one in done] == [None]
    assert room.site.posts[posted(room)]["title"].startswith("Withdrawn: ")


def test_what_was_sent_of_a_forgotten_person_is_erased_and_a_change_there_is_still_seen(room):
    made = room.story()
    sent = room.publish(made.digest.id).digest
    quote = sent.quotes[0]
    room.site.edit(posted(room), title="Our own title")
    forget.forget(room.app.ctx, forget.look_up(room.app.ctx, quote.id), room.app.making)
    assert [one.sent for one in room.sendings(made.digest.id)] == [None]
    (done,) = renew_copies(room.app.ctx, room.app.outlets)
    assert "was changed there" in done.error.message


def test_a_story_that_two_people_let_out_is_corrected_by_them_and_withdrawn_at_once(room):
    made = room.digest(kind="controversy")
    sent = room.publish(made.digest.id, approved_by=("Ada Quill", "Ben Reed")).digest
    room.lose_a_quote(sent)
    room.recheck()
    (done,) = renew_copies(room.app.ctx, room.app.outlets)
    assert "a controversy is read by 2 people again before it goes out" in done.error.message
    states.withdraw(room.app.ctx, made.digest.id, why="It was not so.", who="Ada Quill")
    (done,) = renew_copies(room.app.ctx, room.app.outlets)
    assert (done.event, done.error) == ("withdrawn", None)


def test_a_copy_whose_destination_is_not_set_up_any_more_is_told(room):
    made = room.story()
    room.publish(made.digest.id)
    states.withdraw(room.app.ctx, made.digest.id, why="It was not so.", who="Ada Quill")
    (done,) = renew_copies(room.app.ctx, {})
    assert done.error.message == "wordpress: is not set up any more"


def test_an_edited_draft_is_sent_nowhere_by_itself(room):
    made = room.story()
    room.publish(made.digest.id)
    with room.app.ctx.store.read():
        assert renew_copies(room.app.ctx, room.app.outlets) == []


# ── the jobs ─────────────────────────────────────────────────────────────────


@pytest.fixture
def desk(open_room):
    """A room with WordPress, and Slack for alerts."""
    return open_room(WORDPRESS + BOT, WORDPRESS_KEYS | BOT_KEYS)


def run(room, name):
    """The job's reports, as the scheduler would have them now."""
    jobs.plan(room.app)
    with room.app.ctx.store.write() as session:
        for task in leases.tasks(session):
            leases.reschedule(session, task.name, task.key, room.now, now=room.now)
    (claim,) = jobs.due(room.app, jobs.JOBS[name], 1)
    return jobs.perform(room.app, claim)


def told(room):
    return [str(one["blocks"]) for one in room.network.double("slack").messages]


def test_the_scheduled_recheck_corrects_the_post_and_tells_the_desk(desk):
    made = desk.story()
    sent = desk.publish(made.digest.id, "wordpress").digest
    desk.lose_a_quote(sent)
    notes = [report.note for report in run(desk, "recheck")]
    assert f"{made.digest.id} version 3: corrected at wordpress" in notes
    assert "no longer shown to everyone" in desk.site.posts[posted(desk)]["content"]
    (alert,) = told(desk)
    assert "1 post of a story gone" in alert
    assert "1 hidden; 1 replaced in version 3" in alert
    assert "corrected at wordpress" in alert
    assert f"<https://desk.example/digests/{made.digest.id}|Open it on the desk>" in alert
    assert sent.quotes[0].display not in alert
    assert alert.count("View the post") == 3
    assert run(desk, "recheck")[-1].stage == "recheck"
    assert len(told(desk)) == 1


def test_a_copy_that_people_changed_is_told_to_the_desk(desk):
    made = desk.story()
    sent = desk.publish(made.digest.id, "wordpress").digest
    desk.site.edit(posted(desk), title="Our own title")
    desk.lose_a_quote(sent)
    failed = [report for report in run(desk, "recheck") if report.error is not None]
    assert [report.stage for report in failed] == ["publish"]
    (alert,) = told(desk)
    assert "was changed there" in alert


def test_a_story_that_cannot_do_without_its_quotes_goes_nowhere_and_the_desk_is_told_where_it_stands(desk):
    made = desk.story()
    sent = desk.publish(made.digest.id, "wordpress").digest
    for post in desk.network.double("bluesky").items:
        post["author"]["labels"] = [{"val": "!no-unauthenticated"}]
    run(desk, "recheck")
    (alert,) = told(desk)
    assert "It still stands as it was at wordpress: withdraw it" in alert
    assert "View the post" not in alert
    before = len(desk.network.requests)
    with pytest.raises(PublishError, match="not published"):
        desk.publish(made.digest.id, "slack")
    asked = [target for _, target in desk.network.requests[before:]]
    assert not any("chat.postMessage" in target for target in asked)
    assert sent.quotes[0].display not in alert


def test_drafts_and_spikes_are_told_once_with_their_size_three_posts_and_a_link(desk):
    made = desk.digest(kind="trailer", slot="trailer 1 +2 hours")
    began = desk.now.replace(minute=0)
    noticed = NoticedSpike("the-paper-lighthouse", began, desk.now, desk.now, 312, 40.0, draft=made.digest.id)
    with desk.app.ctx.store.write() as session:
        spikes.note(session, noticed)
    run(desk, "alert")
    spike, draft = told(desk)
    assert "Spike: The Paper Lighthouse" in spike
    assert "312 posts since" in spike
    assert "7.8 times what is usual" in spike
    assert f"Draft ready: {made.digest.headline}" in draft
    for alert in (spike, draft):
        assert alert.count("View the post") == 3
        assert f"https://desk.example/digests/{made.digest.id}" in alert
    run(desk, "alert")
    assert len(told(desk)) == 2


def test_a_spike_waits_ten_minutes_for_its_draft_or_says_why_there_is_none(desk):
    one = NoticedSpike("the-paper-lighthouse", desk.now, desk.now, desk.now, 312, 40.0)
    with desk.app.ctx.store.write() as session:
        spikes.note(session, one)
    run(desk, "alert")
    assert told(desk) == []
    with desk.app.ctx.store.write() as session:
        from dataclasses import replace

        spikes.note(session, replace(one, why="only 9 posts are of fans"))
    run(desk, "alert")
    (alert,) = told(desk)
    assert "No draft: only 9 posts are of fans" in alert


def test_a_day_has_so_many_alerts_and_the_others_are_counted(open_room):
    desk = open_room(f"{BOT}alerts_per_day = 1\n", BOT_KEYS)
    made = desk.digest(kind="trailer", slot="trailer 1 +2 hours")
    one = NoticedSpike("the-paper-lighthouse", desk.now, desk.now, desk.now, 312, 40.0, draft=made.digest.id)
    with desk.app.ctx.store.write() as session:
        spikes.note(session, one)
    run(desk, "alert")
    (only,) = told(desk)
    assert "Further alerts of today (UTC) are held back: the cap is 1" in only
    assert alerts.today(desk.app.ctx) == [Counted("slack", 1, 1)]
    (counted,) = status(desk.app.ctx, [], "fan", {}, {})["alerts"]
    assert (counted["to"], counted["day"], counted["sent"], counted["held_back"]) == (
        "slack", desk.now.date(), 1, 1,
    )  # fmt: skip
    desk.now += timedelta(days=1)
    assert alerts.today(desk.app.ctx) == []


def test_no_alert_but_the_last_of_a_day_says_that_others_are_held_back(desk):
    desk.digest(kind="trailer", slot="trailer 1 +2 hours")
    run(desk, "alert")
    (alert,) = told(desk)
    assert "held back" not in alert


def test_a_spike_without_a_draft_is_told_with_its_trigger_and_the_posts_that_were_shared_most(desk):
    """By permalinks alone, and of those alone that may be shown; nothing that a fan wrote."""
    words = "I loved the dive from the pier in The Paper Lighthouse, part {n}"
    began, link = desk.now - timedelta(minutes=40), "https://example.org/the-trailer"
    crowd = [
        make.post(
            f"{words.format(n=n)} {link}" if n < 9 else words.format(n=n),
            source="bluesky",
            remote_id=f"at://did:plc:shared{n}/app.bsky.feed.post/{n}",
            url=f"https://bsky.app/profile/shared{n}.example/post/{n}",
            author=make.author(f"shared{n}.example"),
            created_at=began + timedelta(minutes=n),
            hashtags=("paperlighthouse",),
            counts=Counts(reposts={20: 40, 21: 30, 22: 20, 23: 10, 24: 5}.get(n, 0)),
            quotable=n != 20,
            sensitive=n == 21,
        )
        for n in range(26)
    ]
    with desk.app.ctx.store.write() as session:
        posts.save(session, [posts.Sighting(one, (FILM,)) for one in crowd], seen_at=desk.now)
    score(desk.app.ctx, desk.app.pool, [desk.app.film(FILM)])
    one = NoticedSpike(FILM, began, desk.now, desk.now, 312, 40.0, why="3 drafts of spikes in 24 hours")
    with desk.app.ctx.store.write() as session:
        spikes.note(session, one)

    run(desk, "alert")

    (alert,) = told(desk)
    assert "Spike: The Paper Lighthouse" in alert
    assert f"Set off, as far as we can tell, by {link} (linked by 9)" in alert
    assert "No draft: 3 drafts of spikes in 24 hours" in alert
    places = [alert.find(f"<{crowd[n].url}|View the post>") for n in (22, 23, 24)]
    assert places == sorted(places)
    assert min(places) > 0
    assert "Bluesky, passed on 20 times" in alert
    assert alert.count("View the post") == 3
    assert "I loved the dive" not in alert
    assert f"https://desk.example/films/{FILM}" in alert


def test_a_slack_of_somebodys_own_gets_stories_and_no_alerts(open_room, monkeypatch):
    class OwnSlack(Slack):
        @classmethod
        def lacks(cls, *_):
            return ""

        @classmethod
        def opened(cls, *given):
            ask = given[-1]
            return cls(ask(cls.name, "https://slack.example"), hook="", channel="C1")

    module = ModuleType("newsroom.slack")
    module.OwnSlack = OwnSlack
    monkeypatch.setitem(sys.modules, "newsroom.slack", module)
    desk = open_room('[publish."newsroom.slack:OwnSlack"]\n', {})
    assert isinstance(desk.app.outlets.get("slack"), OwnSlack)
    assert list(jobs.JOBS["alert"].keys(desk.app)) == []


def test_an_alert_that_slack_refused_is_raised_with_the_next_look(desk):
    desk.digest(kind="trailer", slot="trailer 1 +2 hours")
    desk.network.double("slack").scopes.clear()
    (report,) = run(desk, "alert")
    assert "the scope chat:write" in report.error.hint
    desk.network.double("slack").scopes.add("chat:write")
    run(desk, "alert")
    assert len(told(desk)) == 1


def test_hostile_words_of_a_post_stay_words_in_an_alert():
    import json

    import sample_digest

    from aggregator.render.alert import Alert, alert_message

    story = sample_digest.hostile("<!channel> <https://evil.example|win> *now* & @here")
    alert = Alert("draft ready", "k", f"Draft: {story.headline}", (), story.quotes, "javascript:alert(1)")
    message = json.loads(alert_message(alert))
    assert message["mrkdwn"] is False
    for block in message["blocks"]:
        for text in (block.get("text"), *block.get("elements", ())):
            if text is not None and "evil" in text["text"]:
                assert text["type"] == "plain_text"
                assert "<" not in text["text"]
    assert "javascript" not in str(message)
