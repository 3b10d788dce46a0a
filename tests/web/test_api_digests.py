"""A story through the API: read byte for byte, edited, read, approved, sent and taken back; and the feed."""

import xml.etree.ElementTree as ET

import orjson
import pytest
import story_desk
from desk_api import API, error, finished
from desk_room import DeskRoom

from aggregator import render
from aggregator.loopback import Reply
from aggregator.model.digest_json import from_json
from aggregator.store import digests
from aggregator.web.fresh import fresh_of

ATOM = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}
LEDE = "Fans on Bluesky wrote about the trailer all day."
FEED = "/feeds/published.atom"


@pytest.fixture
def story(config_dir, tmp_path):
    """A desk with a draft of a trailer's story."""
    with story_desk.opened(config_dir, tmp_path) as made:
        yield made


@pytest.fixture
def program(story):
    """A program that may publish."""
    return story.desk.program("publish")


def where(story, tail=""):
    return f"{API}/digests/{story.id}{tail}"


def stored(story, version=None):
    with story.room.app.ctx.store.read() as session:
        return digests.body(session, story.id, version)


def read_all(story, program):
    version = story.story.version
    for one in story.story.quotes:
        wanted = {"version": version, "source": one.source, "id": one.id}
        assert program.post(where(story, "/ticks"), json=wanted).status_code == 204


def publish(story, program):
    """Read it, approve it, and send it into a folder; what the task says."""
    read_all(story, program)
    wanted = {"version": story.story.version, "reason": "an invented story"}
    approved = program.post(where(story, "/approvals"), json=wanted)
    assert approved.status_code == 201, approved.text
    wanted = {"version": approved.json()["version"], "to": "folder"}
    return finished(story.desk, program, program.post(where(story, "/publications"), json=wanted))


def test_digest_is_given_byte_for_byte_and_only_once(story, program):
    """The stored document, with a tag by which nothing is sent twice; also where it travels compressed."""
    answer = program.get(where(story))
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == stored(story)
    tag = answer.headers["etag"]
    for asked in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        again = program.get(where(story), headers={"If-None-Match": asked})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert program.get(where(story), headers={"If-None-Match": '"other"'}).status_code == 200
    error(program.get(where(story), params={"version": 9}), 404)
    error(program.get(f"{API}/digests/nothing-of-that-name"), 404)


def test_digest_is_given_in_every_format(story, program):
    """As the command line writes it; what is HTML can do nothing at this address."""
    for name in render.formats():
        answer = program.get(where(story, f"/formats/{name}"))
        assert answer.content == (stored(story) if name == "json" else render.render(story.story, name)), name
        assert "attachment" in answer.headers["content-disposition"]
        assert "sandbox" in answer.headers["content-security-policy"]
    error(program.get(where(story, "/formats/aggregator.render.html:Html")), 422)


def test_edit_makes_a_version_and_a_late_one_loses_nothing(story, program):
    edit = {"block": "lede", "action": "text", "value": LEDE}
    made = program.post(where(story, "/edits"), json={"version": 1, "edits": [edit]})
    assert made.status_code == 201, made.text
    assert made.json()["version"] == 2
    assert program.get(where(story)).json()["lede"] == LEDE
    late = {"version": 1, "edits": [{**edit, "value": "Another lede that somebody typed."}]}
    conflict = error(program.post(where(story, "/edits"), json=late), 409)
    assert conflict["problems"] == ["yours: Another lede that somebody typed.", f"theirs: {LEDE}"]
    assert [one["block"] for one in program.get(where(story, "/plan")).json()["locks"]] == ["lede"]
    changes = program.get(where(story, "/changes"), params={"before": 1, "after": 2}).json()["changes"]
    assert any(one["block"] == "lede" for one in changes)
    assert program.get(where(story, "/versions")).json()["versions"] == [2, 1]
    back = program.post(where(story, "/edits/take-back"), json={"block": "lede"})
    assert back.status_code == 201
    assert program.get(where(story)).json()["lede"] == orjson.loads(stored(story, 1))["lede"]


def test_text_is_checked_without_being_kept(story, program):
    wanted = {"block": "headline", "text": "Fans are split over the trailer, 97 % of them"}
    told = program.post(where(story, "/check"), json=wanted).json()
    assert not told["holds"]
    assert told["faults"]
    assert program.get(where(story, "/versions")).json()["versions"] == [1]


def test_quote_is_swapped_for_a_runner_up(story, program):
    plan = program.get(where(story, "/plan")).json()
    quote = next(one for one in plan["quotes"] if one["runners_up"])
    source, remote_id = quote["runners_up"][0]
    edit = {
        "block": f"quotes[{quote['source']} {quote['id']}]",
        "action": "swap",
        "value": f"{source} {remote_id}",
    }
    made = program.post(where(story, "/edits"), json={"version": 1, "edits": [edit]})
    assert made.status_code == 201, made.text
    ids = [one["id"] for one in program.get(where(story)).json()["quotes"]]
    assert remote_id in ids
    assert quote["id"] not in ids


def test_story_goes_out_only_read_and_approved_and_comes_back_withdrawn(story, program):
    """The whole way, by a program; each step with its line in the log."""
    publication = {"version": 1, "to": "folder"}
    early = error(program.post(where(story, "/publications"), json=publication), 400)
    assert (early["kind"], early["message"]) == ("still_open", "folder: the story is not approved")
    open_points = program.get(where(story, "/checklist")).json()
    assert len(open_points["points"]) == 30
    assert "not read" in open_points["left_open"][0]
    refused = error(program.post(where(story, "/approvals"), json={"version": 1}), 400)
    assert "not read" in " ".join([refused["message"], *refused["problems"]])
    told = publish(story, program)
    assert told["state"] == "done", told
    published = program.get(where(story)).json()
    assert published["state"] == "published"
    verified = program.get(where(story, "/verification")).json()
    assert verified == {"id": story.id, "version": published["version"], "ok": True, "failures": []}
    corrected = program.post(
        where(story, "/corrections"),
        json={
            "version": published["version"],
            "kind": "clarification",
            "text": "The trailer is the first one.",
        },
    )
    assert corrected.json()["state"] == "published"
    assert error(
        program.post(where(story, "/withdrawal"), json={"version": 1, "reason": "It was invented."}), 409
    )["problems"]
    withdrawn = program.post(
        where(story, "/withdrawal"),
        json={"version": corrected.json()["version"], "reason": "It was invented."},
    )
    assert withdrawn.json()["state"] == "withdrawn"
    log = story.desk.browser("admin").get(f"{API}/log", params={"limit": 200}).json()["lines"]
    done = [line["what"] for line in log if line["subject"] == story.id]
    for what in (
        "quote ticked",
        "digest approved",
        "digest published",
        "digest corrected",
        "digest withdrawn",
    ):
        assert what in done
    quoted = story.story.quotes or from_json(orjson.loads(stored(story, 1))).quotes
    assert not any(one.text in str(log) for one in quoted), "the log holds nothing of a fan"


def test_recheck_is_a_task_and_says_what_stands(story, program):
    told = finished(story.desk, program, program.post(where(story, "/recheck")))
    assert told["state"] == "done", told
    assert told["said"]


def test_a_withdrawn_story_that_still_stands_is_taken_down_or_said_to_be_gone(story, program):
    """By the same door that sent it: once more, or as what somebody did by hand."""
    read_all(story, program)
    wanted = {"version": 1, "reason": "an invented story"}
    version = program.post(where(story, "/approvals"), json=wanted).json()["version"]
    to = {"version": version, "to": "wordpress"}
    finished(story.desk, program, program.post(where(story, "/publications"), json=to))
    published = story.story.version
    error(program.post(where(story, "/publications/gone"), json={"to": "wordpress"}), 400)
    story.room.network.fail = lambda path: Reply(404, "") if "wp-json" in path else None
    reason = {"version": published, "reason": "It was invented."}
    assert program.post(where(story, "/withdrawal"), json=reason).status_code == 201
    for _ in range(600):  # its copies are told behind the answer
        last = story.room.sendings(story.id)[-1]
        if (last.event, last.state) == ("withdrawn", "failed"):
            break
        story.desk.app.ctx.stopping.wait(0.05)

    again = {"version": published + 1, "to": "wordpress"}
    refused = finished(story.desk, program, program.post(where(story, "/publications"), json=again))
    assert "did not take it" in refused["said"]
    gone = program.post(where(story, "/publications/gone"), json={"to": "wordpress"})
    last = gone.json()["publications"][-1]
    assert (last["event"], last["state"]) == ("withdrawn", "sent")
    assert last["why"] == "somebody took it down by hand"
    error(program.post(where(story, "/publications/gone"), json={"to": "wordpress"}), 400)


def test_destination_that_is_none_is_refused_before_anything_is_asked(story, program):
    read_all(story, program)
    wanted = {"version": 1, "reason": "an invented story"}
    version = program.post(where(story, "/approvals"), json=wanted).json()["version"]
    for to in ("slak", "../../etc", "email"):
        error(program.post(where(story, "/publications"), json={"version": version, "to": to}), 422)
    assert program.get(where(story, "/publications")).json() == {"publications": []}


def test_feed_has_what_is_out_and_buries_what_was_withdrawn(story, program):
    """A draft is not in it; an edit of what is out does not take it away; a withdrawal leaves a tombstone."""
    empty = program.get(FEED)
    assert empty.headers["content-type"] == "application/atom+xml"
    assert entries(empty) == []
    publish(story, program)
    feed = renewed(story, program)
    [entry] = entries(feed)
    assert entry.findtext("a:title", namespaces=ATOM) == story.story.headline
    assert program.get(FEED, headers={"If-None-Match": feed.headers["etag"]}).status_code == 304
    version = story.story.version
    edit = {"version": version, "edits": [{"block": "lede", "action": "text", "value": LEDE}]}
    assert program.post(where(story, "/edits"), json=edit).json()["state"] == "draft"
    feed = renewed(story, program)
    assert len(entries(feed)) == 1
    assert LEDE not in feed.text, "what was edited since is not out yet"
    wanted = {"version": version + 1, "reason": "It was invented."}
    assert program.post(where(story, "/withdrawal"), json=wanted).status_code == 201
    feed = renewed(story, program)
    assert entries(feed) == []
    [gone] = parsed(feed).findall("at:deleted-entry", ATOM)
    assert gone.get("ref") == entry.findtext("a:id", namespaces=ATOM)
    assert "It was invented." in gone.findtext("at:comment", namespaces=ATOM)


def test_feed_is_for_whoever_may_read_unless_it_is_public(story, config_dir):
    assert story.desk.stranger().get(FEED).status_code == 303
    assert story.desk.stranger(Authorization="Bearer fr_unknown").get(FEED).status_code == 303
    (config_dir / "fansreact.toml").write_text(
        f'[store]\nurl = "sqlite:///{config_dir}/public.db"\n[desk]\nfeed = "public"\n'
        'public_url = "http://127.0.0.1"\n',
        encoding="utf-8",
    )
    with DeskRoom(config_dir) as room:
        answer = room.stranger().get(FEED)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=60"
        assert 'rel="self" href="http://127.0.0.1/feeds/published.atom"' in answer.text
        assert room.stranger().get(f"{API}/digests").status_code == 401


def renewed(story, client):
    """The feed as it is when what was kept of it is old."""
    fresh_of(story.desk.desk).forget()
    return client.get(FEED)


def entries(feed):
    return parsed(feed).findall("a:entry", ATOM)


def parsed(feed):
    return ET.fromstring(feed.content)  # noqa: S314 - our own
