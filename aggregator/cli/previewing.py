"""What `collect --preview` shows: counts, cost and samples, before anything is bought or stored."""

from collections.abc import Sequence
from typing import Any

from aggregator.cli.output import Output
from aggregator.errors import AggregatorError
from aggregator.model.quotas import MICROS, MONEY, worded
from aggregator.payloads.jsonl import to_record
from aggregator.pipeline.preview import Preview
from aggregator.text import plural, printable

WIDTH = 100


def document(looked: Sequence[Preview]) -> dict[str, Any]:
    """The previews for programs; samples are posts in our JSONL form, money is in US dollars."""
    return {
        "previews": [
            {
                "source": one.query.source,
                "account": one.query.account,
                "target": one.query.target,
                "films": list(one.films),
                "from": one.low,
                "to": one.high,
                "posts": one.posts,
                "paid": one.is_paid,
                "cost": None if one.cost is None else one.cost / MICROS,
                "budget_left": None if one.left is None else one.left / MICROS,
                "samples": [to_record(post) for post in one.samples],
                "error": None
                if one.error is None
                else {"kind": one.error.kind, "message": one.error.message, "hint": one.error.hint},
            }
            for one in looked
        ]
    }


def tell(out: Output, looked: Sequence[Preview]) -> None:
    """The previews for people: a table, then the samples of each."""
    if not looked:
        out.line("nothing would be asked: see fansreact sources and fansreact films")
        return
    out.table(
        ("source", "target", "from", "to", "posts", "would cost", "budget left"),
        [
            (
                one.query.source,
                one.query.target,
                one.low,
                one.high,
                "not said" if one.posts is None else one.posts,
                _cost(one),
                "" if one.left is None else worded(MONEY, one.left),
            )
            for one in looked
        ],
        title="Nothing is bought or stored yet",
    )
    for one in looked:
        if one.error is not None:
            out.complain(AggregatorError(one.error.message, hint=one.error.hint))
        if one.samples:
            kind = "stored already" if one.is_paid else "as the network shows them now"
            out.line("")
            out.line(
                f"{one.query.source} {one.query.target}: {plural(len(one.samples), 'post')}, {kind}",
                style="bold",
            )
        for post in one.samples:
            who = (post.author.handle or post.author.name) if post.author is not None else None
            out.line(f"  {printable(who or 'unknown', 24)}: {printable(post.text, WIDTH)}")


def _cost(one: Preview) -> str:
    if not one.is_paid:
        return "nothing"
    return "not known" if one.cost is None else worded(MONEY, one.cost)
