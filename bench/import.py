"""How fast an archive is imported, against the least that any import must do, measured in the same run.

The peer: json.loads of every line, then raw sqlite3.executemany of the same rows with the same unique key
(source, id), 1,000 in a transaction, WAL and synchronous=NORMAL as ours. "The same rows" is what somebody who
imports raw would keep: one flat table, a row a post, with every field of our JSONL form (docs/archives.md),
hashtags and media as JSON. The tuples are made before the clock starts. The import does that and more: it
cleans, removes duplicates, links authors, counts and the film, refuses what was erased, marks and counts the
rollups.

The same file again is known by its lines; how long the same posts take where no thousand lines in a row are
the same (the first line moved to the end) is told too.

A second figure says how much of the import is not the database's: against json.loads and raw executemany of
all rows of the import's own four tables, with their own keys and indexes.

    FANSREACT_REAL_DATA=DIR python bench/import.py [--posts 100000] [--rounds 5]
"""

import argparse
import gzip
import json
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

POSTS_ASKED = 100_000
BATCH = 1_000
# In the order in which reactions come in, which is not the order of their table.
TABLES = {"author": "id", "post": "id", "post_counts": "post_id", "reaction": "post_id"}
FILM = {"slug": "any-film", "kind": "film", "title": "Any Film", "hashtags": ("anyfilm",)}
LIMITS = {"import": 0.45, "again": 0.6, "memory": 200}


def main() -> int:
    """Run the rounds, print the figures, exit 1 where a limit is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--posts", type=int, default=POSTS_ASKED)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.one:
        print(json.dumps(_one(*given.one)))
        return 0
    real = os.environ.get("FANSREACT_REAL_DATA")
    if not real:
        print("FANSREACT_REAL_DATA is not set: it names the folder with real posts", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "posts.jsonl"
        kept = _write_archive(Path(real), archive, given.posts)
        if kept == 0:
            print(f"{real}: no posts in data/twitter_2017/*.jsonl.gz", file=sys.stderr)
            return 2
        shifted = Path(folder) / "shifted.jsonl"  # the same posts, but no thousand lines of it are the same
        with archive.open("rb") as whole, shifted.open("wb") as out:
            last = whole.readline()
            shutil.copyfileobj(whole, out)
            out.write(last)
        peer, tables, first, again, moved, memory = [], [], [], [], [], []
        for number in range(given.rounds):
            database = Path(folder) / f"{number}.db"
            made = _in_own_process("import", archive, database)
            repeated = _in_own_process("import", archive, database)
            shuffled = _in_own_process("import", shifted, database)
            peer.append(_in_own_process("flat", archive, database)["seconds"])
            tables.append(_in_own_process("tables", archive, database)["seconds"])
            first.append(made["seconds"])
            again.append(repeated["seconds"])
            moved.append(shuffled["seconds"])
            memory.append(max(made["megabytes"], repeated["megabytes"], shuffled["megabytes"]))
            if (made["new"], repeated["new"], shuffled["new"]) != (kept, 0, 0):
                print(
                    f"expected {kept} new posts, then none: got {made}, {repeated}, {shuffled}",
                    file=sys.stderr,
                )
                return 1
            for file in Path(folder).glob(f"{number}.db*"):
                file.unlink()
    return _tell(
        kept, {"peer": peer, "tables": tables, "first": first, "again": again, "moved": moved}, max(memory)
    )


def _tell(kept: int, seconds: dict[str, list[float]], memory: float) -> int:
    took = {name: statistics.median(each) for name, each in seconds.items()}
    ratio, repeat = took["peer"] / took["first"], took["again"] / took["first"]
    print(f"{kept:,} posts, median of {len(seconds['peer'])} rounds")
    print(f"  json.loads + raw rows, flat        {took['peer']:6.2f} s")
    print(f"  json.loads + raw rows, our tables  {took['tables']:6.2f} s")
    print(f"  whole import                       {took['first']:6.2f} s")
    print(f"  the same again                     {took['again']:6.2f} s")
    print(f"  the same posts in other places     {took['moved']:6.2f} s")
    print(f"import against flat rows      {ratio:.2f}  (at least {LIMITS['import']})")
    print(f"import against our tables     {took['tables'] / took['first']:.2f}")
    print(f"again against the first time  {repeat:.2f}  (at most {LIMITS['again']})")
    print(f"in other places, against that {took['moved'] / took['first']:.2f}")
    print(f"memory                        {memory:.0f} MB  (at most {LIMITS['memory']})")
    held = ratio >= LIMITS["import"] and repeat <= LIMITS["again"] and memory <= LIMITS["memory"]
    return 0 if held else 1


def _write_archive(real: Path, archive: Path, wanted: int) -> int:
    """The first posts of all films, each key once, in one plain file."""
    seen: set[tuple[str, str]] = set()
    with archive.open("w", encoding="utf-8") as out:
        for path in sorted((real / "data" / "twitter_2017").glob("*.jsonl.gz")):
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    record = json.loads(line)
                    key = (record["source"], record["id"])
                    if key in seen:
                        continue
                    seen.add(key)
                    out.write(line)
                    if len(seen) == wanted:
                        return wanted
    return len(seen)


def _in_own_process(what: str, archive: Path, database: Path) -> dict[str, float]:
    ran = subprocess.run(
        [sys.executable, __file__, "--one", what, str(archive), str(database)],
        check=True,
        capture_output=True,
        text=True,
    )
    answer: dict[str, float] = json.loads(ran.stdout)
    return answer


def _one(what: str, archive: str, database: str) -> dict[str, float]:
    if what == "flat":
        done = _raw_flat(archive, f"{database}.flat")
    elif what == "tables":
        done = _raw_tables(archive, database)
    else:
        done = _import(archive, database)
    return {**done, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _import(archive: str, database: str) -> dict[str, float]:
    from aggregator.collectors.archive import read_stretches
    from aggregator.model import Film
    from aggregator.pipeline.context import Context
    from aggregator.pipeline.importing import import_archive
    from aggregator.store import films, open_store, rollups

    film = Film(**FILM)
    with open_store(f"sqlite:///{database}") as store:
        with store.write() as session:
            films.sync(session, [film])
        started = time.perf_counter()
        report = import_archive(Context(store, "bench"), "posts.jsonl", read_stretches(Path(archive)), film)
        with store.write() as session:
            rollups.refresh(session)
        return {"seconds": time.perf_counter() - started, "new": report.new}


FLAT = """CREATE TABLE post (source TEXT NOT NULL, id TEXT NOT NULL, url TEXT, author_id TEXT,
author_handle TEXT, author_name TEXT, author_followers INTEGER, author_verified INTEGER,
author_created_at TEXT,
author_bot INTEGER, text TEXT, lang TEXT, created_at TEXT, likes INTEGER, reposts INTEGER, replies INTEGER,
quotes INTEGER, views INTEGER, hashtags TEXT, media TEXT, ref_type TEXT, ref_id TEXT, sensitive INTEGER,
spoiler_text TEXT, film TEXT, UNIQUE (source, id))"""


def _raw_flat(archive: str, database: str) -> dict[str, float]:
    """The peer: one flat row a post, in the order of the file."""
    with Path(archive).open("rb") as lines:
        rows = [_flat(json.loads(line)) for line in lines]
    raw = _raw_database(database)
    raw.execute(FLAT)
    insert = f"INSERT INTO post VALUES ({', '.join('?' * len(rows[0]))}) ON CONFLICT DO NOTHING"
    started = time.perf_counter()
    _read(archive)
    for at in range(0, len(rows), BATCH):
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(insert, rows[at : at + BATCH])
        raw.execute("COMMIT")
    return {"seconds": time.perf_counter() - started}


def _flat(record: dict[str, Any]) -> tuple[Any, ...]:
    author, ref = record["author"] or {}, record["ref"] or {}
    of_author = ("id", "handle", "name", "followers", "verified", "created_at", "bot")
    of_post = ("text", "lang", "created_at", "likes", "reposts", "replies", "quotes", "views")
    return (
        *(record[name] for name in ("source", "id", "url")),
        *(author.get(name) for name in of_author),
        *(record[name] for name in of_post),
        json.dumps(record["hashtags"]),
        json.dumps(record["media"]),
        ref.get("type"),
        ref.get("id"),
        *(record[name] for name in ("sensitive", "spoiler_text", "film")),
    )


def _raw_tables(archive: str, database: str) -> dict[str, float]:
    """All rows of the import's own tables, in their order, with their own keys and indexes."""
    raw = _raw_database(f"{database}.tables")
    source = sqlite3.connect(database)
    work = []
    for table, order in TABLES.items():
        for (create,) in source.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", (table,)
        ):
            raw.execute(create)
        rows = source.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall()
        work.append((f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows))
    source.close()
    batches = -(-max(len(rows) for _, rows in work) // BATCH)
    started = time.perf_counter()
    _read(archive)
    for number in range(batches):
        raw.execute("BEGIN IMMEDIATE")
        for insert, rows in work:
            size = -(-len(rows) // batches)
            raw.executemany(insert, rows[number * size : (number + 1) * size])
        raw.execute("COMMIT")
    return {"seconds": time.perf_counter() - started}


def _raw_database(path: str) -> sqlite3.Connection:
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = NORMAL")
    return raw


def _read(archive: str) -> None:
    with Path(archive).open("rb") as lines:
        for line in lines:
            json.loads(line)


if __name__ == "__main__":
    sys.exit(main())
