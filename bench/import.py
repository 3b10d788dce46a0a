"""How fast an archive is imported, against the least that any import must do, measured in the same run.

The peer: json.loads of every line, then raw sqlite3.executemany of the very rows that the import stores as
posts, with the same unique key, 1,000 in a transaction. The import does that and more: it cleans, judges,
removes duplicates, links authors, counts and the film, and keeps the rollups.

    FANSREACT_REAL_DATA=DIR python bench/import.py [--posts 100000] [--rounds 5]
"""

import argparse
import gzip
import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

POSTS_ASKED = 100_000
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
        peer, first, again, memory = [], [], [], []
        for number in range(given.rounds):
            database = Path(folder) / f"{number}.db"
            made = _in_own_process("import", archive, database)
            repeated = _in_own_process("import", archive, database)
            raw = _in_own_process("raw", archive, database)
            peer.append(raw["seconds"])
            first.append(made["seconds"])
            again.append(repeated["seconds"])
            memory.append(max(made["megabytes"], repeated["megabytes"]))
            if (made["new"], repeated["new"]) != (kept, 0):
                print(f"expected {kept} new posts, then none: got {made}, {repeated}", file=sys.stderr)
                return 1
    return _tell(kept, peer, first, again, memory)


def _tell(kept: int, peer: list[float], first: list[float], again: list[float], memory: list[float]) -> int:
    ratio = statistics.median(peer) / statistics.median(first)
    repeat = statistics.median(again) / statistics.median(first)
    print(f"{kept:,} posts, median of {len(peer)} rounds")
    print(f"  json.loads + raw executemany  {statistics.median(peer):6.2f} s")
    whole, repeated = statistics.median(first), statistics.median(again)
    print(f"  whole import                  {whole:6.2f} s   ratio {ratio:.2f} (at least {LIMITS['import']})")
    print(
        f"  the same again                {repeated:6.2f} s   ratio {repeat:.2f} (at most {LIMITS['again']})"
    )
    print(f"  memory                        {max(memory):6.0f} MB  (at most {LIMITS['memory']})")
    held = ratio >= LIMITS["import"] and repeat <= LIMITS["again"] and max(memory) <= LIMITS["memory"]
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
    done = _raw(archive, database) if what == "raw" else _import(archive, database)
    return {**done, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _import(archive: str, database: str) -> dict[str, float]:
    from aggregator.collectors.archive import read_archive
    from aggregator.model import Film
    from aggregator.pipeline.context import Context
    from aggregator.pipeline.importing import import_archive
    from aggregator.store import films, open_store, rollups

    film = Film(**FILM)
    with open_store(f"sqlite:///{database}") as store:
        with store.write() as session:
            films.sync(session, [film])
        started = time.perf_counter()
        report = import_archive(Context(store, "bench"), "posts.jsonl", read_archive(Path(archive)), film)
        with store.write() as session:
            rollups.refresh(session)
        return {"seconds": time.perf_counter() - started, "new": report.new}


def _raw(archive: str, database: str) -> dict[str, float]:
    """The peer; the rows are read from the import's database before the clock starts."""
    source = sqlite3.connect(database)
    create = source.execute("SELECT sql FROM sqlite_master WHERE name = 'post'").fetchone()[0]
    rows = source.execute("SELECT * FROM post").fetchall()
    source.close()
    create = create.replace("FOREIGN KEY(author_id) REFERENCES author (id)", "CHECK (1)")
    raw = sqlite3.connect(f"{database}.raw", isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = NORMAL")
    raw.execute(create)
    insert = f"INSERT INTO post VALUES ({', '.join('?' * len(rows[0]))}) ON CONFLICT DO NOTHING"
    started = time.perf_counter()
    with Path(archive).open("rb") as lines:
        for line in lines:
            json.loads(line)
    for at in range(0, len(rows), 1_000):
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(insert, rows[at : at + 1_000])
        raw.execute("COMMIT")
    seconds = time.perf_counter() - started
    raw.close()
    return {"seconds": seconds, "new": len(rows)}


if __name__ == "__main__":
    sys.exit(main())
