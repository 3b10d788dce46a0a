"""The command that opens the editors' desk: serve."""

import sys
from typing import Annotated

import typer

from aggregator.cli.common import Call, command

ENDS_WITHIN_S = 5


def add_to(app: typer.Typer) -> None:
    """Give the command line this command."""
    command(app, "serve", epilog="Example: fansreact serve --port 8090")(serve)


def serve(
    call: Call,
    host: Annotated[str | None, typer.Option(help="Address to listen on (desk.host, 127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port (desk.port, 8000).")] = None,
) -> None:
    """The editors' desk in the browser, the JSON API, feeds and metrics, until it is asked to stop."""
    import uvicorn

    from aggregator import web
    from aggregator.errors import AggregatorError
    from aggregator.pipeline import accounts
    from aggregator.pipeline.entrance import Entrance

    with call.app() as app:
        desk = app.settings.desk
        where, at = host or desk.host, port or desk.port
        if not accounts.anybody(Entrance(app.ctx.store)) and not desk.proxy_header:
            call.out.note("nobody can log in yet: fansreact users add NAME --role admin")
        site = web.create(app, host=where)
        server = uvicorn.Server(
            uvicorn.Config(
                site,
                host=where,
                port=at,
                log_config=None,  # uvicorn's own would print addresses with their queries
                access_log=False,
                server_header=False,
                proxy_headers=False,  # whom a proxy vouches for is decided by desk.trusted_proxies alone
                timeout_graceful_shutdown=ENDS_WITHIN_S,
            )
        )
        shown = f"[{where}]" if ":" in where else where
        call.out.note(f"the desk: http://{shown}:{at}/ ; Ctrl-C ends it")
        try:
            server.run()
        except SystemExit as error:  # uvicorn's way to say that the address is taken
            raise AggregatorError(
                f"serve: {shown}:{at} can't be listened on", hint="another port: fansreact serve --port 8081"
            ) from error
        finally:
            web.end(site)
        if not server.started:
            sys.exit(1)
