"""Who may use the desk: users add, list, role, password, disable, enable, logout; token, tokens, revoke."""

import sys
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from aggregator.cli.common import HERE, Call, command, parse_duration
from aggregator.errors import ConfigError
from aggregator.text import plural

if TYPE_CHECKING:
    from aggregator.model.editors import ApiToken, Editor
    from aggregator.pipeline.entrance import Entrance

LARGEST_FILE = 65_536

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The editor's name, in any case.")]
RoleWord = Literal["reader", "editor", "admin"]
ScopeWord = Literal["read", "write", "publish"]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", metavar="F", help="Read the password from its first line; - for stdin."),
]


def add_to(app: typer.Typer) -> None:
    """Give the command line these commands."""
    users = typer.Typer(no_args_is_help=True, help="Who may use the desk.")
    command(users, "add", epilog="Example: fansreact users add ann.vale --role editor")(add)
    command(users, "list", epilog="Example: fansreact users list")(list_)
    command(users, "role", epilog="Example: fansreact users role ann.vale admin")(role)
    command(users, "password", epilog="Example: fansreact users password ann.vale")(password)
    command(users, "disable", epilog="Example: fansreact users disable ann.vale")(disable)
    command(users, "enable", epilog="Example: fansreact users enable ann.vale")(enable)
    command(users, "logout", epilog="Example: fansreact users logout ann.vale")(logout)
    command(users, "token", epilog="Example: fansreact users token ann.vale --scope read --name cms")(token)
    command(users, "tokens", epilog="Example: fansreact users tokens ann.vale")(tokens)
    command(users, "revoke", epilog="Example: fansreact users revoke fr_Zk3vQ8aB")(revoke)
    app.add_typer(users, name="users")


def add(
    call: Call,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Letters, digits and . _ @ + -")],
    role: Annotated[
        RoleWord,
        typer.Option("--role", help="reader: looks; editor: changes and publishes; admin: accounts too."),
    ] = "reader",
    shown: Annotated[str, typer.Option("--shown", metavar="WORDS", help="The name as people read it.")] = "",
    password_file: PasswordFile = None,
) -> None:
    """Add an editor; the password is asked for, or read from a file or stdin."""
    from aggregator.pipeline.accounts import add_editor

    with call.database(create=True) as ctx:
        entrance, by = _entrance(ctx)
        secret = _password(password_file)
        made = add_editor(entrance, name, secret, ctx.clock(), by, role=role, shown=shown)
        call.out.result(_document(made), lambda: call.out.line(f"{made.name} is {_a(made.role)} now"))


def list_(call: Call) -> None:
    """List who may use the desk."""
    from aggregator.store import editors

    with call.database(create=True) as ctx, ctx.store.read() as session:
        found = editors.list_all(session)
    columns = ("name", "shown as", "role", "password", "added", "disabled")
    rows = [
        (one.name, one.shown, one.role, one.has_password, one.created_at, one.disabled_at) for one in found
    ]
    call.out.result({"users": [_document(one) for one in found]}, lambda: call.out.table(columns, rows))


def role(
    call: Call,
    name: NameArgument,
    role: Annotated[RoleWord, typer.Argument(metavar="ROLE", help="reader, editor or admin.")],
) -> None:
    """Give an editor another role; their sessions end."""
    from aggregator.pipeline.accounts import set_role

    with call.database() as ctx:
        entrance, by = _entrance(ctx)
        changed = set_role(entrance, name, role, ctx.clock(), by)
        call.out.result(
            _document(changed), lambda: call.out.line(f"{changed.name} is {_a(changed.role)} now")
        )


def password(call: Call, name: NameArgument, password_file: PasswordFile = None) -> None:
    """Give an editor another password; their sessions end."""
    from aggregator.pipeline.accounts import change_password
    from aggregator.pipeline.entrance import account_named

    with call.database() as ctx:
        entrance, by = _entrance(ctx)
        with ctx.store.read() as session:  # before anybody types a password for nobody
            known = account_named(session, name, lock=False).editor
        change_password(entrance, known.name, _password(password_file), ctx.clock(), by)
        call.out.result({"name": known.name}, lambda: call.out.line(f"{known.name} has another password now"))


def disable(call: Call, name: NameArgument) -> None:
    """Keep an editor out: sessions end, tokens are revoked."""
    from aggregator.pipeline.accounts import disable as disable_editor

    with call.database() as ctx:
        entrance, by = _entrance(ctx)
        changed = disable_editor(entrance, name, ctx.clock(), by)
        call.out.result(_document(changed), lambda: call.out.line(f"{changed.name} is disabled"))


def enable(call: Call, name: NameArgument) -> None:
    """Let a disabled editor in again, with the old password."""
    from aggregator.pipeline.accounts import enable as enable_editor

    with call.database() as ctx:
        entrance, by = _entrance(ctx)
        changed = enable_editor(entrance, name, ctx.clock(), by)
        call.out.result(_document(changed), lambda: call.out.line(f"{changed.name} is enabled"))


def logout(call: Call, name: NameArgument) -> None:
    """End every session of an editor, who has to log in anew; tokens stay."""
    from aggregator.pipeline.entering import log_out_everywhere
    from aggregator.pipeline.entrance import account_named

    with call.database() as ctx:
        entrance, by = _entrance(ctx)
        with ctx.store.read() as session:
            known = account_named(session, name, lock=False).editor.name
        ended = log_out_everywhere(entrance, known, ctx.clock(), by)
        call.out.result(
            {"name": known, "sessions": ended},
            lambda: call.out.line(f"{known}: {plural(ended, 'session')} ended"),
        )


def token(
    call: Call,
    name: NameArgument,
    scope: Annotated[
        ScopeWord, typer.Option("--scope", help="How far it reaches; publish holds write, write holds read.")
    ],
    label: Annotated[str, typer.Option("--name", metavar="WORDS", help="What it is for.")] = "",
    expires: Annotated[str, typer.Option("--expires", help="When it ends: 90d, 24h; or never.")] = "90d",
) -> None:
    """Make a token of the API for a program, and print it: once, nobody can read it again."""
    from aggregator.pipeline.tokens import make_token

    lasts = None if expires == "never" else _lasts(expires)
    with call.database() as ctx:
        entrance, by = _entrance(ctx)
        text, made = make_token(entrance, name, ctx.clock(), by, scope=scope, name=label, lasts=lasts)

        def tell() -> None:
            call.out.line(text)
            call.out.note("this is shown once: keep it where the program reads its secrets")

        call.out.result({"token": text, **asdict(made)}, tell)


def tokens(
    call: Call,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Only this editor's; all if none is named.")
    ] = None,
) -> None:
    """List the tokens of the API, without their secret."""
    from aggregator.pipeline.entrance import account_named
    from aggregator.store import api_tokens

    with call.database() as ctx, ctx.store.read() as session:
        owner = account_named(session, name, lock=False).editor.name if name else ""
        found = api_tokens.list_all(session, owner)
        now = ctx.clock()
    columns = ("token", "editor", "for", "scopes", "state", "ends", "last used")
    rows = [
        (
            one.prefix,
            one.editor,
            one.name,
            " ".join(one.scopes),
            _state(one, now),
            one.expires_at,
            one.last_used_at,
        )
        for one in found
    ]
    call.out.result({"tokens": [asdict(one) for one in found]}, lambda: call.out.table(columns, rows))


def revoke(
    call: Call,
    prefix: Annotated[
        str, typer.Argument(metavar="TOKEN", help="Its first signs, as `users tokens` shows them.")
    ],
) -> None:
    """Revoke a token: from now on it opens nothing."""
    from aggregator.pipeline.tokens import revoke_token

    with call.database() as ctx:
        entrance, by = _entrance(ctx)
        ended = revoke_token(entrance, prefix, ctx.clock(), by)
        call.out.result(asdict(ended), lambda: call.out.line(f"{ended.prefix} of {ended.editor} is revoked"))


def _entrance(ctx: Any) -> "tuple[Entrance, Any]":
    from aggregator.model.editors import By
    from aggregator.pipeline.entrance import Entrance

    return Entrance(ctx.store), By(HERE)


def _document(editor: "Editor") -> dict[str, Any]:
    return asdict(editor)


def _a(role: str) -> str:
    return f"{'a' if role == 'reader' else 'an'} {role}"


def _state(token: "ApiToken", now: datetime) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "expired" if token.expires_at is not None and now >= token.expires_at else "holds"


def _lasts(text: str) -> timedelta:
    lasts = parse_duration(text, "--expires")
    if lasts <= timedelta(0) or lasts > timedelta(days=3650):
        raise ConfigError(f"--expires: '{text}' is no time to end", hint="up to 3650d, or never")
    return lasts


def _password(file: Path | None) -> str:
    """The password from a file, from a terminal (twice, without echo), or from stdin.

    Raises:
        ConfigError: there is none.
    """
    if file is None and sys.stdin.isatty():
        typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt="And again", err=True)
        return typed
    if file is None or str(file) == "-":
        data = sys.stdin.buffer.readline(LARGEST_FILE)
    else:
        with file.open("rb") as opened:
            data = opened.readline(LARGEST_FILE)
    try:
        secret = data.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise ConfigError("password: is not UTF-8", hint="save the file as UTF-8") from None
    if not secret:
        raise ConfigError("password: is empty", hint="type one, or name a file with --password-file")
    return secret
