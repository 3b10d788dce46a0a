"""Makes the pictures of docs/desk.md: each page of the desk, light and dark, wide and on a phone.

    python docs/make_desk.py [docs/desk]

Plays the demo (an invented film, its invented fans), opens the desk over its database at the demo's own time,
logs an invented editor in and photographs what she sees. Needs the extra "test" and `chromium` (or
--browser); asks no network.
"""

import argparse
import secrets
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from aggregator import config, demo, web
from aggregator.app import App
from aggregator.model.editors import By
from aggregator.pipeline import accounts
from aggregator.pipeline.entrance import Entrance

WIDE, PHONE = (1280, 1000), (390, 844)
EDITOR = "mara.lindqvist"
MOST_BYTES = 200_000


@contextmanager
def desk(work: Path, password: str) -> Iterator[tuple[str, str]]:
    """The address of a desk over the demo's posts, and the id of its digest."""
    made = demo.play_demo(work / "demo")
    folder = work / "config"
    folder.mkdir()
    shipped = config.load(config.defaults_dir(), {})
    (folder / "films.toml").write_text(config.films_toml([shipped.film(demo.FILM)]), encoding="utf-8")
    (folder / "fansreact.toml").write_text(
        "[sources.mastodon]\n[sources.bluesky]\n[sources.youtube]\n", encoding="utf-8"
    )
    environ = {
        "FANSREACT_SOURCES__BLUESKY__IDENTIFIER": "desk.example",
        "FANSREACT_SOURCES__BLUESKY__APP_PASSWORD": "no-secret-at-all",
        "XDG_STATE_HOME": str(work / "state"),
    }
    settings = config.load(folder, environ, db=f"sqlite:///{(work / 'demo' / demo.DATABASE).resolve()}")
    app = App.build(settings, environ=environ, clock=lambda: demo.NOW)
    try:
        accounts.add_editor(
            Entrance(app.ctx.store),
            EDITOR,
            password,
            demo.NOW,
            By("the demo"),
            role="admin",
            shown="Mara Lindqvist",
        )
        server = uvicorn.Server(uvicorn.Config(web.create(app), port=0, log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        host, port = server.servers[0].sockets[0].getsockname()
        yield f"http://{host}:{port}", made.digest.id
        server.should_exit = True
        thread.join(10)
    finally:
        app.close()


def photograph(page: Page, address: str, picture: Path) -> int:
    """Write a page's upper part as a PNG; its size in bytes."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=picture)
    with Image.open(picture) as whole:  # a page of text has few colours: a third of the bytes
        whole.convert("RGB").quantize(128).save(picture, optimize=True)
    return picture.stat().st_size


def main() -> int:
    """Read the command's words and make all pictures; 1 if one of them is too large for a document."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", nargs="?", type=Path, default=Path("docs/desk"))
    parser.add_argument("--browser", default=shutil.which("chromium"))
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    password = secrets.token_urlsafe(24)
    heavy = []
    with (
        tempfile.TemporaryDirectory(prefix="fansreact-desk-") as work,
        desk(Path(work), password) as (url, digest),
    ):
        pages = {
            "films": "/films",
            "film": f"/films/{demo.FILM}",
            "posts": f"/films/{demo.FILM}/posts",
            "sample": f"/films/{demo.FILM}/posts/sample",
            "digests": "/digests",
            "digest": f"/digests/{digest}",
            "quotes": f"/digests/{digest}/quotes",
            "check": f"/digests/{digest}/out",
            "preview": f"/digests/{digest}/preview",
            "compare": f"/compare?film={demo.FILM}",
            "sources": "/sources",
            "settings": "/settings",
            "editors": "/settings/editors",
        }
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=asked.browser, args=["--no-sandbox"])
            for name, size, scheme in (
                ("light", WIDE, "light"),
                ("dark", WIDE, "dark"),
                ("phone", PHONE, "light"),
            ):
                width, height = size
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
                )
                page = context.new_page()
                page.goto(f"{url}/login")
                page.get_by_label("Name").fill(EDITOR)
                page.get_by_label("Password").fill(password)
                page.get_by_role("button", name="Log in").click()
                page.wait_for_url("**/films")
                for title, path in pages.items():
                    picture = asked.out / f"{title}-{name}.png"
                    if photograph(page, url + path, picture) > MOST_BYTES:
                        heavy.append(picture)
                context.close()
            browser.close()
    for picture in heavy:
        sys.stderr.write(
            f"{picture}: has {picture.stat().st_size:,} bytes, at most {MOST_BYTES:,} are wanted\n"
        )
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
