"""Several writers, killed writers, two claimers: nothing is lost, nothing is done twice, nobody meets a lock."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import make

from aggregator.errors import LeaseLost
from aggregator.store import leases, open_store, posts, reactions, rollups

FILM = "the-glass-harbour"
NOON = make.NOON

WRITER = """
import sys
import make
from aggregator.store import open_store, posts
url, who, batches, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
with open_store(url) as store:
    for batch in range(batches):
        many = [make.post(remote_id=f"{who}-{batch}-{n}", author=make.author(f"fan{n % 7}")) for n in range(size)]
        with store.write() as s:
            posts.save(s, [posts.Sighting(p, ("the-glass-harbour",)) for p in many], seen_at=None)
        print(batch, flush=True)
"""


def writer(url, who, *, batches, size=20):
    folders = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-c", WRITER, url, who, str(batches), str(size)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": folders}
    )


def test_twenty_writers_meet_no_lock_and_lose_nothing(store, url):
    processes = [writer(url, f"p{n}", batches=10) for n in range(2)]

    def write(who):
        for batch in range(5):
            many = [
                make.post(remote_id=f"t{who}-{batch}-{n}", author=make.author(f"fan{n}")) for n in range(10)
            ]
            with store.write() as s:
                sightings = [posts.Sighting(post, (FILM,)) for post in many]
                assert posts.save(s, sightings, seen_at=None).new == 10
                rollups.refresh(s)
            with store.read() as s:
                assert (batch + 1) * 10 <= reactions.count(s, FILM)

    with ThreadPoolExecutor(18) as pool:
        list(pool.map(write, range(18)))
    assert [process.communicate()[1] for process in processes] == [b"", b""]
    with store.read() as s:
        assert 18 * 50 + 2 * 200 == posts.count(s) == reactions.count(s)


def test_the_same_posts_from_many_sides_are_one_each(store):
    many = [make.post(remote_id=str(n), author=make.author("ida")) for n in range(100)]

    def write(_):
        with store.write() as s:
            sightings = [posts.Sighting(post, (FILM,)) for post in many]
            return posts.save(s, sightings, seen_at=None).new

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(write, range(4))) == 100


def test_a_writer_killed_in_the_middle_leaves_whole_batches_only(store, url):
    for number in range(3):
        process = writer(url, f"k{number}", batches=500, size=200)
        process.stdout.readline()
        time.sleep(0.05 * number)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    with store.read() as s:
        count = posts.count(s)
        assert (0, count) == (count % 200, reactions.count(s))
        assert count == sum(1 for _ in posts.each(s))  # every post has its author and counts
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()
    with store.write() as s:
        assert posts.save(s, [posts.Sighting(make.post())], seen_at=None).new == 1


def test_two_claimers_never_hold_one_task(url):
    """Eight claimers, some of which die and leave their lease to run out."""
    with open_store(url) as store:
        with store.write() as s:
            leases.ensure(s, [("collect", f"n{n}", NOON) for n in range(30)])
        lock, clock, held, done, overlaps = threading.Lock(), [0.0], {}, [], []

        def now():
            with lock:
                clock[0] += 0.01
                return NOON + timedelta(seconds=clock[0])

        def work(me):
            for turn in range(12):
                moment = now()
                with store.write() as s:
                    mine = leases.claim_due(
                        s, now=moment, lease=timedelta(seconds=1), holder=f"h{me}", limit=2
                    )
                    with lock:  # before the commit: after it another may claim what has run out meanwhile
                        for claim in mine:
                            until = held.get(claim.key)
                            if until is not None and until > moment:
                                overlaps.append(claim)
                            held[claim.key] = moment + timedelta(seconds=1)
                for claim in mine:
                    if (me + turn) % 5 == 0:
                        continue  # dies
                    # A thread that the machine let wait past its lease has lost the task, and learns it here.
                    with suppress(LeaseLost), store.write() as s:
                        leases.check(s, claim)
                        with lock:
                            held.pop(claim.key)
                            done.append(claim.key)
                        leases.finish(s, claim, now=now(), next_due=NOON + timedelta(days=1))

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(8)))
        assert overlaps == []
        assert len(done) == len(set(done))
        with store.write() as s:
            late = leases.claim_due(
                s, now=NOON + timedelta(hours=1), lease=timedelta(seconds=1), holder="x", limit=99
            )
        assert {f"n{n}" for n in range(30)} == set(done) | {claim.key for claim in late}
