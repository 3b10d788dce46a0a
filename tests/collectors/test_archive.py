import gzip
import io
import json
import re
import sys
import tracemalloc
from pathlib import Path

import make
import pytest

from aggregator.collectors import archive_bytes
from aggregator.collectors.archive import Tally, read_archive
from aggregator.errors import ConfigError
from aggregator.model import Post, Rejected
from aggregator.payloads.jsonl import to_record

POSTS = [make.post(f"lovely {n}") for n in range(3)]
LINES = b"".join(json.dumps(to_record(post)).encode() + b"\n" for post in POSTS)
TWEET = {
    "id": "7",
    "text": "lovely",
    "created_at": "2031-05-04T12:00:00Z",
    "author_id": "71",
    "public_metrics": {},
}


def read(content, **options):
    return list(read_archive(io.BytesIO(content), **options))


def line(number, reason):
    return Rejected(f"line {number}", reason)


@pytest.mark.parametrize(
    "content",
    [
        LINES,
        gzip.compress(LINES),
        b"\xef\xbb\xbf" + LINES,
        gzip.compress(b"\xef\xbb\xbf" + LINES),
        LINES.replace(b"\n", b"\r\n"),
        LINES.rstrip(),
        b"\n\n" + LINES.replace(b"\n", b"\n \n"),
        gzip.compress(LINES) + b"\0" * 100,
    ],
    ids=[
        "plain",
        "gzipped",
        "byte order mark",
        "gzipped byte order mark",
        "crlf",
        "no last newline",
        "empty lines",
        "padded gzip",
    ],
)
def test_our_form_is_read_however_the_file_was_kept(content):
    assert read(content) == POSTS


def test_a_gzip_file_of_several_members_is_read_to_its_end():
    members = b"".join(gzip.compress(part) for part in LINES.splitlines(keepends=True))
    assert read(members) == POSTS


def test_a_path_and_standard_input_are_read_alike(tmp_path, monkeypatch):
    path = tmp_path / "posts.jsonl"
    path.write_bytes(LINES)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LINES)))
    assert POSTS == list(read_archive(path)) == list(read_archive(str(path))) == list(read_archive("-"))


def test_a_missing_file_a_folder_and_an_unknown_format_are_named_at_once(tmp_path):
    with pytest.raises(ConfigError, match=r"gone\.jsonl: no such file"):
        read_archive(tmp_path / "gone.jsonl")
    with pytest.raises(ConfigError, match="is a folder"):
        read_archive(tmp_path)
    with pytest.raises(ConfigError, match=re.escape("no such format: 'redit'; did you mean 'reddit'?")):
        read_archive("-", format="redit")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"source": "x"', "not JSON: unexpected end of data at character 15"),
        (b"lovely", "not JSON: unexpected character"),
        (b'{"id": "\xe9"}', "not UTF-8: byte 0xe9 at byte 9"),
        (b"7", "not an object but a number"),
        (b"{}", "an empty object"),
        (b'{"b": 1, "a": 2}', "not a post in a form we know: keys a, b"),
        (
            b'{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1}',
            "not a post in a form we know: keys a, b, c, d, e, f, ...",
        ),
        (b'{"error": "Invalid query"}', "an error answer, no post: Invalid query"),
        (b'{"source": "myspace", "id": "1", "text": "a"}', "unknown source: 'myspace'"),
        (b'{"source": "x", "text": "a"}', "no id"),
        (b'{"source": "x", "id": "1", "text": "a"}', "no zoned time"),
        (b'{"source": {"x": 1}, "id": "1", "text": "a"}', "unknown source: {'x': 1}"),
        (b"[[]]", "not an object but a list"),
        (b"[" * 100_000, "not JSON"),
        (b'{"a":' * 100_000, "not JSON"),
        (b"1" * 10_000, "not JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(bad, reason):
    first, *rest = read(LINES.splitlines(keepends=True)[0] + bad + b"\n" + LINES)
    assert [POSTS[0], *POSTS] == [first, *rest[1:]]
    assert rest[0].where.startswith("line 2")
    assert rest[0].reason.startswith(reason)


def test_a_line_over_the_limit_is_rejected_without_being_held(tmp_path):
    path = tmp_path / "long.jsonl"
    with path.open("wb") as file:
        file.write(LINES)
        for _ in range(60):
            file.write(b"x" * 1_000_000)
        file.write(b"\n" + LINES)
    tracemalloc.start()
    found = list(read_archive(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [*POSTS, line(4, "a line of 60,000,000 bytes, limit 5,000,000"), *POSTS] == found
    assert peak < 25_000_000


def test_a_long_last_line_is_rejected_too():
    assert read(LINES + b"x" * 5_000_001) == [*POSTS, line(4, "a line of 5,000,001 bytes, limit 5,000,000")]


@pytest.mark.parametrize("kept", [1, 5, 20])
def test_a_gzip_file_that_is_cut_off_gives_what_can_be_read(kept):
    many = LINES * 5_000
    packed = gzip.compress(many)
    found = read(packed[: len(packed) * kept // 21])
    assert found[-1].reason == "the gzip file is cut off"
    assert len(found) == int(found[-1].where.removeprefix("line "))
    assert all(isinstance(post, Post) for post in found[:-1])


def test_a_damaged_gzip_file_gives_what_can_be_read():
    packed = bytearray(
        gzip.compress(b"".join(json.dumps(to_record(make.post())).encode() + b"\n" for _ in range(20_000)))
    )
    packed[len(packed) // 2] ^= 0xFF
    found = read(bytes(packed))
    assert found[-1].reason.startswith("the gzip file is damaged: ")
    assert len(found) > 100


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("lovely".encode("utf-16"), "not UTF-8: the file looks like UTF-16"),
        (b"\x28\xb5\x2f\xfdxx", "the file is packed with zstd: unpack it first"),
        (b"PK\x03\x04xx", "the file is packed in a way other than gzip"),
        (gzip.compress(LINES) + b"PK", "the gzip file has other bytes after its end"),
        (b"\x1f\x8b", "the gzip file is cut off"),
    ],
)
def test_a_file_that_can_not_be_read_says_so(content, reason):
    assert read(content)[-1].reason.startswith(reason)


def test_an_empty_file_has_no_posts():
    assert read(b"") == read(gzip.compress(b"")) == read(b"\n\n") == []


def test_a_disk_that_fails_half_way_is_one_rejected_line():
    class Failing(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise OSError(5, "Input/output error")
            return super().read(size)

    assert list(read_archive(Failing(LINES))) == [
        *POSTS,
        line(4, "the file can't be read further: Input/output error"),
    ]


def test_halves_of_characters_and_numbers_of_any_length_are_read():
    record = (
        '{"source":"x","id":"7","text":"a\\ud800b","created_at":"2031-05-04T12:00:00Z","likes":NaN,"views":1%s}'
        % ("0" * 40)
    )
    (post,) = read(record.encode())
    assert (post.text, post.counts.likes, post.counts.views) == ("ab", None, None)


@pytest.mark.parametrize("indent", [None, 1])
def test_one_json_document_may_be_an_array_or_an_object(indent):
    records = [to_record(post) for post in POSTS]
    assert read(json.dumps(records, indent=indent).encode()) == POSTS
    assert read(json.dumps(records[0], indent=indent).encode()) == POSTS[:1]
    assert read(gzip.compress(json.dumps(records, indent=indent).encode())) == POSTS


def test_a_document_names_its_records():
    content = json.dumps([to_record(POSTS[0]), {"a": 1}], indent=1).encode()
    assert read(content) == [POSTS[0], Rejected("record 2", "not a post in a form we know: keys a")]


def test_an_array_on_one_line_may_be_longer_than_a_line(monkeypatch):
    monkeypatch.setattr(archive_bytes, "MAX_LINE", 500)
    assert read(json.dumps([to_record(post) for post in POSTS]).encode()) == POSTS


def test_a_document_that_is_too_large_or_broken_is_one_rejected_record(monkeypatch):
    content = json.dumps([to_record(post) for post in POSTS], indent=1).encode()
    assert read(content[:-5]) == [
        line(1, f"not JSON: unexpected end of data at character {len(content) - 4}")
    ]
    monkeypatch.setattr(archive_bytes, "MAX_DOCUMENT", 100)
    assert read(content)[0].reason.startswith("one JSON document of more than 100 bytes")


def test_a_page_gives_its_posts_and_names_the_one_it_can_not_read():
    page = {"data": [TWEET, {**TWEET, "created_at": None}, {**TWEET, "id": "8"}], "includes": {}}
    first, rejected, last = read(json.dumps(page).encode())
    assert (first.remote_id, rejected, last.remote_id) == (
        "7",
        Rejected("line 1, post 2", "no zoned time"),
        "8",
    )


def test_forms_may_be_mixed_in_one_file():
    comment = {
        "kind": "youtube#comment",
        "id": "Ug",
        "snippet": {"textOriginal": "a", "publishedAt": "2031-05-04T12:00:00Z"},
    }
    status = {
        "uri": "https://social.example/users/ana/statuses/1",
        "content": "<p>a</p>",
        "created_at": "2031-05-04T12:00:00Z",
        "visibility": "public",
        "account": {"acct": "ana@elsewhere.example", "id": "1", "url": "https://social.example/@ana"},
    }
    view = {
        "uri": "at://did:plc:abc/app.bsky.feed.post/1",
        "author": {"did": "did:plc:abc", "handle": "ana.example"},
        "record": {"text": "a", "createdAt": "2031-05-04T12:00:00Z"},
        "indexedAt": "2031-05-04T12:00:00Z",
    }
    event = {
        "did": "did:plc:abc",
        "time_us": 1_935_662_400_000_000,
        "kind": "commit",
        "commit": {
            "operation": "create",
            "collection": "app.bsky.feed.post",
            "rkey": "2",
            "record": view["record"],
        },
    }
    records = [
        to_record(POSTS[0]),
        TWEET,
        {
            "data": {"body": "a", "id": "c", "author": "b", "created_utc": 1_935_662_400, "link_id": "t3_l"},
            "kind": "t1",
        },
        comment,
        status,
        {"posts": [view]},
        {"feed": [{"post": view}]},
        event,
        [status, view],
    ]
    found = read("\n".join(map(json.dumps, records)).encode())
    expected = [
        "x",
        "x",
        "reddit",
        "youtube",
        "mastodon",
        "bluesky",
        "bluesky",
        "bluesky",
        "mastodon",
        "bluesky",
    ]
    assert expected == [one.source if isinstance(one, Post) else one for one in found]
    assert found[4].at_home is False  # acct names a host: it was read from elsewhere
    assert {make.NOON} == {post.created_at for post in found[1:]}


def test_other_events_of_the_stream_are_no_posts():
    event = {
        "did": "did:plc:abc",
        "kind": "commit",
        "commit": {"operation": "delete", "collection": "app.bsky.feed.post", "rkey": "2"},
    }
    assert read(json.dumps(event).encode()) == [
        line(1, "an event of the stream, no post: app.bsky.feed.post delete")
    ]


def test_a_named_format_reads_that_form_only():
    content = json.dumps(TWEET).encode() + b"\n" + LINES
    first, *rest = read(content, format="x")
    assert first.remote_id == "7"
    assert {"not a post of x in a form we know: keys author, created_at, film, hashtags, id, lang, ..."} == {
        one.reason for one in rest
    }
    assert read(content, format="jsonl") == [line(1, "no source"), *POSTS]


def test_the_tally_says_how_far_the_reading_has_come():
    tally = Tally()
    read(LINES + b"{}\n\n" + json.dumps({"data": [TWEET, TWEET]}).encode(), tally=tally)
    assert (tally.records, tally.posts, tally.rejected) == (5, 5, 1)
    assert tally.bytes > len(LINES)


def test_an_archive_from_the_future_is_rejected_by_our_clock():
    assert {one.where for one in read(LINES, now=make.NOON.replace(year=2030))} == {
        "line 1",
        "line 2",
        "line 3",
    }


def test_a_file_that_is_not_read_to_its_end_is_closed(tmp_path):
    path = tmp_path / "posts.jsonl"
    path.write_bytes(LINES)
    reading = read_archive(path)
    next(reading)
    reading.close()
    read_archive(path)


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "posts.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(100):
            file.write(LINES * 100)
    tracemalloc.start()
    count = sum(1 for _ in read_archive(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 30_000
    assert peak < 8_000_000


def test_the_examples_of_the_documentation_are_posts():
    page = (Path(__file__).parents[2] / "docs" / "archives.md").read_text(encoding="utf-8")
    examples = "".join(re.findall(r"```json\n(.*?)```", page, re.DOTALL))
    assert [one for one in read(examples.encode()) if isinstance(one, Rejected)] == []
    assert len(examples.splitlines()) == 5
