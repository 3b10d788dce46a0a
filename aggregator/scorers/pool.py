"""Scores large batches in processes of their own: started by spawn, fed with text, giving back numbers.

A forked process would inherit the threads' locks and the database's connections; threads would not help,
since scoring is pure Python. Workers open no database and know no store. Small batches are scored where
they are: starting a worker costs about a second.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import TracebackType
from typing import Self

from aggregator.model import Evidence, Film, Label, OwnModel, Post, Score
from aggregator.scorers import Scorer, find

CHUNKS = 16
"""Into how many parts what is scored at once is cut: the workers share them evenly."""

_Row = tuple[Label, tuple[float, float, float], float, tuple[tuple[str, float], ...], bool]
_worker: Scorer | None = None


class ScorePool:
    """A scorer with workers beside it: one for the life of a process; close it, or use it in a `with`.

    `note` says in words when a worker died and a batch was scored without it.
    """

    def __init__(
        self,
        name: str,
        *,
        lexicon: Path | None = None,
        model: OwnModel | None = None,
        workers: int | None = None,
        in_process_below: int = 2000,
    ) -> None:
        """`workers` None: one for each processor, at most four; 1: none, all is scored in this process.

        Raises:
            ConfigError: there is no such scorer, its lexicon has mistakes, or what it needs is not installed.
        """
        self._scorer = find(name, lexicon=lexicon, model=model)
        self._name, self._lexicon, self._model = name, lexicon, model
        self._workers = min(4, os.cpu_count() or 1) if workers is None else workers
        self._below = min(in_process_below, self._scorer.at_once // 4)
        self._chunk = max(1, self._scorer.at_once // CHUNKS)
        self._executor: ProcessPoolExecutor | None = None
        self._starting = threading.Lock()  # jobs of several threads share the workers
        self.note = ""

    @property
    def id(self) -> str:
        """The scorer's name and version: "fan/1"."""
        return self._scorer.id

    @property
    def at_once(self) -> int:
        """How many posts to give it at a time."""
        return self._scorer.at_once

    def score(self, posts: Sequence[Post], film: Film) -> list[Score]:
        """One score for each post, in their order. If a worker dies, the batch is scored in this process."""
        if self._workers < 2 or len(posts) < self._below:
            return self._scorer.score(posts, film)
        try:
            return self._in_workers(posts, film)
        except BrokenProcessPool:
            self.close()
            self.note = f"a scoring worker died; {len(posts)} posts were scored without it"
            return self._scorer.score(posts, film)

    def _in_workers(self, posts: Sequence[Post], film: Film) -> list[Score]:
        with self._starting:
            if self._executor is None:
                self._executor = ProcessPoolExecutor(
                    self._workers,
                    mp_context=multiprocessing.get_context("spawn"),
                    initializer=_begin,
                    initargs=(self._name, self._lexicon, self._model, os.getpid()),
                )
            executor = self._executor
        chunks: list[Future[list[_Row]]] = [
            executor.submit(_score, [_slim(post) for post in posts[start : start + self._chunk]], film)
            for start in range(0, len(posts), self._chunk)
        ]
        scorer = self.id
        return [
            Score(scorer, label, chances, polarity, tuple(Evidence(*pair) for pair in evidence), abstained)
            for chunk in chunks
            for label, chances, polarity, evidence, abstained in chunk.result()
        ]

    def close(self) -> None:
        """Ends the workers; the next large batch would start new ones."""
        with self._starting:
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _slim(post: Post) -> Post:
    """The post without what no scorer reads: less to carry to the worker."""
    return Post(
        source=post.source,
        remote_id=post.remote_id,
        url=None,
        text=post.text,
        author=None,
        created_at=post.created_at,
        language=post.language,
        spoiler_text=post.spoiler_text,
    )


def _begin(name: str, lexicon: Path | None, model: OwnModel | None, parent: int) -> None:
    global _worker  # noqa: PLW0603 - a worker process keeps its one scorer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair: it ends its workers
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _worker = find(name, lexicon=lexicon, model=model)


def _end_with(parent: int) -> None:
    """A worker whose parent was killed would wait for work for ever, and hold its terminal open."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def _score(posts: list[Post], film: Film) -> list[_Row]:
    if _worker is None:  # pragma: no cover - the initializer ran, or the pool is broken
        raise RuntimeError("the worker has no scorer")
    return [
        (
            score.label,
            score.probabilities,
            score.polarity,
            tuple((item.words, item.weight) for item in score.evidence),
            score.abstained,
        )
        for score in _worker.score(posts, film)
    ]
