"""What must hold of any file in a format, whatever the digest: used by tests, and by tests/opt_in/formats.py."""

import json
import re

import feedparser

# That of npm @wordpress/block-serialization-default-parser; tests/opt_in/formats.py asks the parser itself.
COMMENT = re.compile(r"<!--\s+(/)?wp:([a-z][a-z0-9_/-]*)\s+(\{.*?\}\s+)?(/)?-->", re.DOTALL)


def blocks_of(text):
    """(name, attributes, HTML of its own) of each block of WordPress, outer ones before inner.

    AssertionError on HTML outside of a block, and on blocks that are not closed.
    """
    made, open_ones, at = [], [], 0
    for found in COMMENT.finditer(text):
        between = text[at : found.start()]
        at = found.end()
        if open_ones:
            open_ones[-1][2] += between
        else:
            assert not between.strip(), f"loose HTML: {between[:80]!r}"
        closing, name, given, void = found.groups()
        assert not void
        if closing:
            assert open_ones.pop()[0] == name
        else:
            made.append([name, json.loads(given) if given else {}, ""])
            open_ones.append(made[-1])
    assert not open_ones
    assert not text[at:].strip()
    return [tuple(one) for one in made]


def faults_of_slack(body):
    """What Slack would refuse or read as markup: its limits are those of docs.slack.dev/reference/block-kit."""
    message = json.loads(body)
    faults = [] if len(body.decode()) <= 12_000 else [f"message of {len(body.decode())} characters"]
    faults += [] if 1 <= len(message["blocks"]) <= 50 else [f"{len(message['blocks'])} blocks"]
    for block in message["blocks"]:
        longest = {"header": 150, "section": 3_000, "context": 2_000}[block["type"]]
        texts = block["elements"] if block["type"] == "context" else [block["text"]]
        faults += [] if 1 <= len(texts) <= 10 else [f"{len(texts)} elements"]
        faults += [f"{block['type']} too long" for one in texts if not 1 <= len(one["text"]) <= longest]
        for one in texts:
            ours = one["type"] == "mrkdwn" and re.fullmatch(r"<https?://[^<>|]+\|[\w .-]+>", one["text"])
            if not ours and (one["type"] != "plain_text" or re.search("[<>]", one["text"])):
                faults.append(f"sign in {one['text'][:40]}")
    return faults


def faults_of_atom(body):
    """What RFC 4287 asks for and is not there."""
    feed = feedparser.parse(body)
    faults = [f"not well-formed: {feed.bozo_exception}"] if feed.bozo else []
    faults += [f"feed lacks {name}" for name in ("id", "title", "updated") if not feed.feed.get(name)]
    faults += [] if len(feed.entries) == 1 else [f"{len(feed.entries)} entries"]
    for entry in feed.entries:
        needed = ("id", "title", "updated", "author", "content")
        faults += [f"entry lacks {name}" for name in needed if not entry.get(name)]
    return faults
