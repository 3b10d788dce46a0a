"""The stage "media": what the pictures of new posts look like, so that one is known under many addresses.

Off unless `[media] hash = true`. Each picture is asked for once, from the public internet alone, looked at,
and let go: what stays are 64 bits of which nobody can make a picture again.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from aggregator.digest import PASSES_ON
from aggregator.errors import RateLimited, SourceError, SourceUnavailable
from aggregator.fetcher import Fetcher
from aggregator.model import Film, RunReport
from aggregator.pipeline.context import Context
from aggregator.signals.fingerprint import MOST_BYTES, NoPicture, check_installed, fingerprint
from aggregator.signals.shared_pictures import is_still
from aggregator.store import pictures, runs
from aggregator.text import plural

STAGE = "media"
BACK = timedelta(days=7)
"""How old a post may be whose pictures are looked at: the links of older ones are often dead."""

MOST_TRIES = 3
AGAIN = timedelta(hours=6)
"""How often, and after how long, a server that did not answer is asked for a picture again."""

MOST_FAILURES = 3
"""Pictures in a row that a server does not give; then it is left in peace for this run."""

AT_ONCE = 20
ACCEPT = {"accept": "image/avif,image/webp,image/png,image/jpeg,image/gif"}


def asker(make: Callable[..., Fetcher]) -> Fetcher:
    """A fetcher for addresses that stand in posts: https, whole, of the public internet alone, small answers.

    Raises ConfigError where Pillow is not installed: nothing could be made of the answers.
    """
    check_installed()
    return make(
        STAGE,
        "",
        guard_addresses=True,
        deadline_s=20,
        max_bytes=MOST_BYTES,
        attempts=1,
        longest_wait_s=0,
    )


def look_at_pictures(ctx: Context, fetcher: Fetcher, films: Sequence[Film], *, most: int) -> RunReport:
    """Look at up to `most` pictures of the last week's posts, the newest first, and keep what they look like.

    `fetcher` is an `asker`. A picture that is none, or too large, or broken, is never asked for again; one
    whose server does not answer is, a few times.

    Raises:
        ConfigError: Pillow is not installed.
        StoreError: the database refused.
    """
    started, clock_start = ctx.clock(), time.monotonic()
    waiting = _waiting(ctx, films, most)
    failed: dict[str, int] = {}
    looked = kept = 0
    for at in range(0, len(waiting), AT_ONCE):
        if ctx.stopping.is_set():
            break
        seen = list(_seen(ctx, fetcher, waiting[at : at + AT_ONCE], failed))
        looked += len(seen)
        kept += sum(one.bits is not None for one in seen)
        with ctx.store.write() as session:
            pictures.save(session, seen)
    report = RunReport(
        stage=STAGE,
        started_at=started,
        took_s=round(time.monotonic() - clock_start, 3),
        fetched=looked,
        new=kept,
        note=f"{plural(kept, 'picture')} of {looked} looked at" if looked else "nothing to look at",
    )
    if looked:
        with ctx.store.write() as session:
            runs.record(session, report)
    return report


def _waiting(ctx: Context, films: Sequence[Film], most: int) -> list[pictures.Held]:
    """The pictures to look at, the newest of each film first."""
    now = ctx.clock()
    found: dict[str, pictures.Held] = {}
    allowed = [reason for reason in PASSES_ON if reason is not None]
    with ctx.store.read() as session:
        for film in films:
            batch: list[pictures.Held] = []
            for held in pictures.each(session, film.slug, now - BACK, allowed):
                if held.mark in found or not is_still(held.media):
                    continue
                batch.append(held)
                if len(batch) == pictures.AT_ONCE:
                    found |= {one.mark: one for one in pictures.unseen(session, batch, now)}
                    batch = []
                if len(found) >= most:
                    break
            found |= {one.mark: one for one in pictures.unseen(session, batch, now)}
    return list(found.values())[:most]


def _seen(
    ctx: Context, fetcher: Fetcher, waiting: Sequence[pictures.Held], failed: dict[str, int]
) -> Iterator[pictures.Seen]:
    for held in waiting:
        url = held.media.url or ""
        host = urlsplit(url).hostname or ""
        if failed.get(host, 0) >= MOST_FAILURES or ctx.stopping.is_set():
            continue
        try:
            body = fetcher.get(url, headers=ACCEPT).body
            yield pictures.Seen(held, fingerprint(body))
            failed.pop(host, None)
        except NoPicture as error:
            yield pictures.Seen(held, None, str(error))
        except RateLimited:
            failed[host] = MOST_FAILURES  # asked again in the next run: no mark against the picture
        except SourceUnavailable:
            failed[host] = failed.get(host, 0) + 1
            yield _later(ctx, held)
        except SourceError as error:
            yield pictures.Seen(held, None, error.kind)


def _later(ctx: Context, held: pictures.Held) -> pictures.Seen:
    with ctx.store.read() as session:
        again = pictures.tries(session, held) + 1 < MOST_TRIES
    return pictures.Seen(held, None, "no answer", ctx.clock() + AGAIN if again else None)
