"""The site, put together: pages, API, feeds, health, and what stands before all of them."""

from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from aggregator import __version__
from aggregator.app import App
from aggregator.pipeline.entrance import Entrance
from aggregator.web import api, failures, feeds, health, measuring, pages, routes, statics
from aggregator.web.desk import Desk
from aggregator.web.headers import Guard

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def create(app: App, *, host: str = "127.0.0.1", entrance: Entrance | None = None) -> FastAPI:
    """The desk over this app, as an ASGI application.

    `host` is the address that it will listen on: at a loopback one only loopback names are answered, and the
    host of `desk.public_url`. `entrance`: another check of passwords and other randomness, for tests.
    """
    desk = app.settings.desk
    if entrance is None:
        entrance = Entrance(app.ctx.store, longest=desk.session, idle=desk.idle)
    public = urlsplit(desk.public_url)
    secure = public.scheme == "https"
    hosts = LOOPBACK | {public.hostname or "localhost"} if host in LOOPBACK else frozenset[str]()
    site = FastAPI(
        title="fansreact",
        version=__version__,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # FastAPI's pages load scripts from other sites
        redoc_url=None,
        generate_unique_id_function=routes.unique_id,
    )
    site.state.desk = Desk(app, entrance, secure)
    failures.add_to(site)
    near = (statics.router, health.router, measuring.router, feeds.router)
    for router in (*near, *api.routers(), *pages.routers()):
        site.include_router(router)
    routes.describe(site)
    site.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    site.add_middleware(Guard, hosts=hosts, secure=secure)
    site.add_middleware(measuring.Timed, answered=measuring.answered_of(site.state.desk))
    return site
