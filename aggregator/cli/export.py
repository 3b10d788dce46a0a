"""The command that gives posts out: export."""

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from aggregator.cli.common import Call, command
from aggregator.errors import ConfigError, did_you_mean
from aggregator.text import plural

CSV_COLUMNS = (
    "source", "id", "url", "author_id", "author_handle", "author_name", "text", "lang", "created_at", "likes",
    "reposts", "replies", "quotes", "views", "hashtags", "ref_type", "ref_id", "film", "rating",
)  # fmt: skip
FORMATS = ("jsonl", "csv")


def add_to(app: typer.Typer) -> None:
    """Give the command line this command."""
    command(app, "export", epilog="Example: fansreact export the-glass-harbour --format csv --out posts.csv")(
        export
    )


def export(
    call: Call,
    film: Annotated[
        str | None, typer.Argument(metavar="FILM", help="A film's slug; all posts if none.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="jsonl or csv.")] = "jsonl",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="F", help="File to write; stdout if none.")
    ] = None,
) -> None:
    """Give posts out, as JSONL (docs/archives.md) or as a table."""
    if form not in FORMATS:
        hint = did_you_mean(form, FORMATS) or "this version writes jsonl and csv"
        raise ConfigError(f"--format: '{form}' is not offered", hint=hint)
    as_document = call.out.as_json and out is None
    if as_document and form == "csv":
        raise ConfigError("--json: a table is no JSON document", hint="leave out --format csv, or give --out")
    with call.app() as app:
        records = _records(app, app.film(film).slug if film else None)
        with _opened(out) as stream:
            if as_document:
                written = _write_document(stream, records)
            elif form == "jsonl":
                written = _write_lines(stream, records)
            else:
                written = _write_table(stream, records)
    if out is not None:
        call.out.result(
            {"posts": written, "path": str(out)},
            lambda: call.out.line(f"{plural(written, 'post')} written to {out}"),
        )


def _records(app: Any, slug: str | None) -> Iterator[dict[str, Any]]:
    from aggregator.payloads.jsonl import to_record
    from aggregator.store import picks, posts

    with app.ctx.store.read() as session:
        picked = picks.keys(session)
        for post, of_film in posts.each(session, slug):
            record = to_record(post, of_film)
            # Said so that no import counts it: docs/archives.md.
            yield {**record, "picked": True} if (*post.key, of_film) in picked else record


@contextmanager
def _opened(out: Path | None) -> Iterator[TextIO]:
    """The file, or stdout as UTF-8 whatever the terminal is."""
    if out is not None:
        try:
            with out.open("w", encoding="utf-8", newline="") as file:
                yield file
        except OSError as error:  # of a write it does not name the file
            error.filename = error.filename or str(out)
            raise
        return
    stream = TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        yield stream
    finally:
        stream.flush()
        stream.detach()


def _write_lines(stream: TextIO, records: Iterator[dict[str, Any]]) -> int:
    written = 0
    for record in records:
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")
        written += 1
    return written


def _write_document(stream: TextIO, records: Iterator[dict[str, Any]]) -> int:
    """One JSON document, a post at a time: an export may be larger than memory."""
    written = 0
    stream.write('{"posts": [')
    for record in records:
        stream.write((",\n" if written else "\n") + json.dumps(record, ensure_ascii=False))
        written += 1
    stream.write("\n]}\n")
    return written


def _write_table(stream: TextIO, records: Iterator[dict[str, Any]]) -> int:
    written = 0
    table = csv.writer(stream)
    table.writerow(CSV_COLUMNS)
    for record in records:
        table.writerow([_spreadsheet_safe(value) for value in _csv_row(record)])
        written += 1
    return written


def _csv_row(record: dict[str, Any]) -> list[Any]:
    author, ref = record["author"] or {}, record["ref"] or {}
    flat = {
        **record,
        "author_id": author.get("id"),
        "author_handle": author.get("handle"),
        "author_name": author.get("name"),
        "hashtags": " ".join(record["hashtags"]),
        "ref_type": ref.get("type"),
        "ref_id": ref.get("id"),
        "rating": record.get("rating"),
    }
    return [flat[column] for column in CSV_COLUMNS]


def _spreadsheet_safe(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe, which it shows as text."""
    if isinstance(value, str) and value.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value
