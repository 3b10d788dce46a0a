"""A desk on this machine with three editors in it, for tests: a real server on loopback, and clients."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import httpx
import uvicorn
from argon2 import PasswordHasher

from aggregator import config, web
from aggregator.app import App
from aggregator.model import Post
from aggregator.model.editors import By
from aggregator.pipeline import accounts, tokens
from aggregator.pipeline.entrance import Entrance
from aggregator.pipeline.passwords import Passwords
from aggregator.pipeline.score import score
from aggregator.store import posts

PASSWORD = "four invented words together"
NAMES = {"reader": "rhea", "editor": "edgar", "admin": "ada"}
HERE = By("tests")


ONE_FILM = (
    '[[films]]\nslug = "the-paper-lighthouse"\nkind = "film"\ntitle = "The Paper Lighthouse"\n'
    'hashtags = ["PaperLighthouse"]\n'
)


class DeskRoom:
    """The desk over the configuration in a folder. `clock` is the time that everything has."""

    def __init__(
        self,
        config_dir: Path,
        *,
        environ: Mapping[str, str] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._opened = ExitStack()
        environ = dict(environ or {})
        self.app = App.build(config.load(config_dir, environ), environ=environ, clock=clock)
        self._opened.callback(self.app.close)
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        self.entrance = Entrance(self.app.ctx.store, Passwords(cheap))
        for role, name in NAMES.items():
            accounts.add_editor(self.entrance, name, PASSWORD, clock(), HERE, role=role)
        site = web.create(self.app, entrance=self.entrance)
        self.site, self.routes, self.desk = site, site.routes, site.state.desk
        settings = uvicorn.Config(site, port=0, log_config=None, lifespan="off", proxy_headers=False)
        self._server = uvicorn.Server(settings)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError("the desk's server did not start")
            time.sleep(0.01)
        host, port = self._server.servers[0].sockets[0].getsockname()
        self.url = f"http://{host}:{port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()
        self._server.should_exit = True
        self._thread.join(10)

    def fill(self, many: Sequence[Post], film: str) -> None:
        """Store these posts of a film, and score them."""
        with self.app.ctx.store.write() as session:
            for start in range(0, len(many), 1000):
                part = many[start : start + 1000]
                posts.save(
                    session, [posts.Sighting(one, (film,)) for one in part], seen_at=self.app.ctx.clock()
                )
        score(self.app.ctx, self.app.pool, [self.app.film(film)])

    def stranger(self, **headers: str) -> httpx.Client:
        """A browser that nobody has logged in with."""
        client = httpx.Client(base_url=self.url, headers=headers, timeout=30)
        self._opened.callback(client.close)
        return client

    def browser(self, role: str = "editor", **headers: str) -> httpx.Client:
        """A browser in which an editor of that role is logged in; it says which site its requests come from."""
        client = self.stranger(Origin=self.url, **headers)
        answer = client.post("/login", data={"name": NAMES[role], "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    def ended(self, client: httpx.Client, begun: httpx.Response) -> httpx.Response:
        """The page of a task that was begun, once it has ended."""
        for _ in range(600):
            page = client.get(begun.headers["location"])
            if "every 1s" not in page.text:
                return page
            time.sleep(0.1)
        raise AssertionError("the task did not end within a minute")

    def program(self, scope: str = "read", role: str = "editor") -> httpx.Client:
        """A program with a token of that scope."""
        made, _ = tokens.make_token(
            self.entrance, NAMES[role], self.app.ctx.clock(), HERE, scope=scope, name="tests"
        )
        return self.stranger(Authorization=f"Bearer {made}")


def with_one_film(folder: Path) -> DeskRoom:
    """A desk without posts, of one film, whose configuration and database are written to `folder`."""
    (folder / "fansreact.toml").write_text(f'[store]\nurl = "sqlite:///{folder}/desk.db"\n', encoding="utf-8")
    (folder / "films.toml").write_text(ONE_FILM, encoding="utf-8")
    return DeskRoom(folder)
