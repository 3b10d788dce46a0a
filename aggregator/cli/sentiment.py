"""Commands on how well posts are judged: evaluate, train."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from aggregator.cli.common import Call, command
from aggregator.errors import AggregatorError, ConfigError


def add_to(app: typer.Typer) -> None:
    """Give the command line these commands."""
    command(app, "evaluate", epilog="Example: fansreact evaluate labels.csv --film the-glass-harbour")(
        evaluate
    )
    command(app, "train", epilog="Example: fansreact train labels.csv")(train)


def evaluate(
    call: Call,
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="Labelled posts, CSV or JSON lines, plain or .gz; - for stdin."),
    ],
    scorer: Annotated[
        str | None, typer.Option("--scorer", metavar="NAME", help="Another scorer than the configured one.")
    ] = None,
    film: Annotated[
        str | None, typer.Option("--film", metavar="FILM", help="Mask this film's names, as scoring does.")
    ] = None,
    calibrate: Annotated[
        bool,
        typer.Option("--calibrate", help="Correct the shares of the film's digests by these labels."),
    ] = False,
) -> None:
    """Measure how right the labels of posts are, by labels that a person gave."""
    from aggregator.pipeline import evaluate as stage
    from aggregator.scorers import find

    if calibrate and film is None:
        raise ConfigError("--calibrate: needs --film", hint="labels of one film say nothing of another")
    if file != "-" and not Path(file).is_file() and not Path(file).is_fifo():
        raise ConfigError(f"{file}: no such file", hint="name a file that can be read, or - for stdin")
    with call.app() as app:
        chosen = app.film(film) if film is not None else None
        name = scorer or app.settings.score.scorer
        found_scorer = find(name, lexicon=app.settings.file("lexicon.toml"), model=app.settings.own_model)
        with (
            sys.stdin.buffer if file == "-" else Path(file).open("rb") as stream,
            call.out.progress("evaluating"),
        ):
            found = stage.evaluate(
                app.ctx,
                stream,
                "stdin" if file == "-" else Path(file).name,
                found_scorer,
                chosen,
                with_trial=not call.out.as_json,
            )
        for one in found.rejected:
            call.out.note(f"{file}: {one.where}: {one.reason}")
        if found.rejected_count > len(found.rejected):
            call.out.note(f"{file}: ... and {found.rejected_count - len(found.rejected):,} more")
        kept = ""
        refused: AggregatorError | None = None
        if calibrate and chosen is not None:
            try:
                stage.calibrate(app.ctx, chosen, found.calibration)
                kept = f"{chosen.title}: digests correct their shares by these labels from now on"
            except AggregatorError as error:
                refused = error
        call.out.result(stage.document(found), lambda: _tell(call, found, kept))
        if refused is not None:
            call.out.complain(refused)
            call.out.exit_code = 1
        elif found.rejected_count:
            call.out.exit_code = 3


def train(
    call: Call,
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="Labelled posts, CSV or JSON lines, plain or .gz; - for stdin."),
    ],
    film: Annotated[
        str | None, typer.Option("--film", metavar="FILM", help="Mask this film's names, as scoring does.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Where the weights go; fan.npz of the configuration else."
        ),
    ] = None,
) -> None:
    """Fit the scorer fan to labels of your own; it is used from then on, and old scores are renewed."""
    from aggregator.pipeline import train as stage
    from aggregator.scorers.fan import OWN_WEIGHTS

    if file != "-" and not Path(file).is_file() and not Path(file).is_fifo():
        raise ConfigError(f"{file}: no such file", hint="name a file that can be read, or - for stdin")
    with call.app() as app:
        lexicon = app.settings.file("lexicon.toml")
        place = out or app.settings.config_dir / OWN_WEIGHTS
        if out is None and lexicon.parent != app.settings.config_dir:
            raise ConfigError(
                f"{app.settings.config_dir}: holds no lexicon.toml, beside which your weights belong",
                hint="copy it there: fansreact init writes one; or name a file with --out",
            )
        with (
            sys.stdin.buffer if file == "-" else Path(file).open("rb") as stream,
            call.out.progress("fitting"),
        ):
            found = stage.train(
                stream,
                "stdin" if file == "-" else Path(file).name,
                app.film(film) if film is not None else None,
                lexicon=lexicon,
                out=place,
            )
        for one in found.rejected:
            call.out.note(f"{file}: {one.where}: {one.reason}")
        document = {
            "posts": found.posts,
            "scorer": f"fan/{found.version}",
            "before": _short(found.before),
            "after": _short(found.after),
            "model": str(found.path),
        }
        call.out.result(document, lambda: _tell_training(call, found))
        if found.rejected_count:
            call.out.exit_code = 3


def _short(figures: Any) -> dict[str, float]:
    return {
        "macro_recall": round(figures.macro_recall, 4),
        "macro_f1": round(figures.macro_f1, 4),
        "accuracy": round(figures.accuracy, 4),
        "ece": round(figures.ece, 4),
    }


def _tell_training(call: Call, found: Any) -> None:
    """What the labels are worth, on posts that the weights have not seen."""
    call.out.line(f"fitted to {found.posts:,} labelled posts: {found.path}", "bold")
    call.out.line("")
    call.out.table(
        ("on labels not learnt from", "shipped", "your own", "change"),
        [
            (name, _percent(old), _percent(new), f"{100 * (new - old):+.1f}")
            for name, old, new in (
                ("macro-recall", found.before.macro_recall, found.after.macro_recall),
                ("accuracy", found.before.accuracy, found.after.accuracy),
                ("calibration error (ECE)", found.before.ece, found.after.ece),
            )
        ],
        title="Five fits, each held against a fifth of the posts",
    )
    call.out.line("")
    if found.helps:
        call.out.line("used from now on: fansreact score renews the scores that are stored")
    else:
        call.out.line(
            f"your labels do not help: remove {found.path} to go back to the shipped weights", "bold"
        )


def _tell(call: Call, found: Any, kept: str) -> None:
    """The figures as tables: what a newsroom wants to know first."""
    out, figures = call.out, found.figures
    out.line(
        f"{found.scorer} on {figures.posts:,} labelled posts, {found.posts_per_second:,.0f} posts a second",
        "bold",
    )
    if figures.abstained:
        out.line(
            f"{figures.abstained:,} of them are not judged (no text, another language): held as neutral, so "
            "wrong unless they are"
        )
    if found.rejected_count:
        rows = "row" if found.rejected_count == 1 else "rows"
        out.line(f"{found.rejected_count:,} {rows} could not be used")
    before = found.former.figures if found.former is not None else {}
    titles = ("figure", "now", "before", "change") if before else ("figure", "now")
    out.line("")
    out.table(
        titles,
        [
            _compared(name, now, old) if before else (name, _percent(now))
            for name, now, old in _figures(figures, before)
        ],
    )
    if found.former is not None:
        same = " (the same)" if found.former.scorer == found.scorer else ""
        out.line(f"before: {found.former.scorer}{same}, {found.former.at:%Y-%m-%d %H:%M} UTC", "dim")
    out.line("")
    labels = tuple(figures.confusion)
    out.table(
        ("a person says", *(f"scorer: {label}" for label in labels), "found", "of these right"),
        [
            (
                truth,
                *(figures.confusion[truth][said] for said in labels),
                _percent(figures.recall[truth]),
                _percent(figures.precision[truth]),
            )
            for truth in labels
        ],
        title="Which labels are mistaken for which",
    )
    out.line("")
    out.table(
        ("scorer is sure", "posts", "says", "is right"),
        [
            (f"{one.low:.0%} to {one.high:.0%}", one.posts, _percent(one.sure), _percent(one.right))
            for one in figures.bins
        ],
        title="Whether its probabilities can be believed",
    )
    out.line("")
    _tell_shares(call, found.trial)
    if kept:
        out.line("")
        out.line(kept, "bold")


def _figures(figures: Any, before: dict[str, Any]) -> list[tuple[str, float | None, float | None]]:
    recalls = before.get("recall", {})
    return [
        ("macro-recall", figures.macro_recall, before.get("macro_recall")),
        ("macro-F1", figures.macro_f1, before.get("macro_f1")),
        ("accuracy", figures.accuracy, before.get("accuracy")),
        *((f"recall, {label}", now, recalls.get(label)) for label, now in figures.recall.items()),
        ("calibration error (ECE)", figures.ece, before.get("ece")),
    ]


def _compared(name: str, now: float | None, old: float | None) -> tuple[str, str, str, str]:
    change = "" if now is None or old is None else f"{100 * (now - old):+.1f}"
    return name, _percent(now), _percent(old), change


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}%"


def _tell_shares(call: Call, trial: Any) -> None:
    """How far a digest's shares would be off."""
    if trial is None:
        call.out.line("too few posts of each label to say how far shares would be off")
        return
    rows = [("plain counts of labels", f"{100 * trial.plain:.1f} points")]
    if trial.corrected is not None:
        rows.append((f"corrected by {trial.labels:,} of these labels", f"{100 * trial.corrected:.1f} points"))
    call.out.table(
        ("shares", "off by, on average"),
        rows,
        title=f"How far shares of {trial.size:,} posts would be off, whatever their mix of feelings",
    )
    if trial.corrected is None:
        call.out.line("too few labels to correct shares by half of them", "dim")
