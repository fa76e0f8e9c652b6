"""The `reach` commands: how far the estimates are from the truth on real follower graphs."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from ambassador.reach.companies import GraphTooSmallError
from ambassador.reach.evaluation import Design, Line, evaluate
from ambassador.reach.graphs import UnreadableGraphError, read_graph

HEADINGS = (
    "graph",
    "shared",
    "estimator",
    "design",
    "response",
    "median error",
    "90th pct",
    "bias",
    "coverage",
)


@click.group()
def reach() -> None:
    """How many different people the ambassadors reach."""


@reach.command("evaluate")
@click.argument("files", metavar="FILE.npz...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--size", type=click.IntRange(min=1), default=100, show_default=True, help="People in a programme."
)
@click.option(
    "--programmes",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    help="Programmes from each graph.",
)
@click.option(
    "--shared",
    default="0.0,0.1,0.25,0.5",
    show_default=True,
    callback=lambda _context, _parameter, text: fractions(text),
    help="Fractions of the programme that share their lists, with commas between.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The same seed, the same table."
)
@click.option(
    "--design",
    type=click.Choice([each.value for each in Design]),
    default=Design.RANDOM.value,
    show_default=True,
    help="Whom to ask: anybody by chance, or half from the largest audiences and half by weighted chance.",
)
@click.option(
    "--response",
    type=float,
    default=1.0,
    show_default=True,
    callback=lambda _context, _parameter, share: probability(share),
    help="The probability that whoever is asked agrees; for a no the next is asked.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def evaluate_command(
    *,
    files: Sequence[Path],
    size: int,
    programmes: int,
    shared: list[float],
    seed: int,
    design: str,
    response: float,
    as_json: bool,
) -> None:
    """Compare each estimator with the true union, on groups of connected people from real follower graphs.

    A FILE.npz holds the audience of row i as indices[indptr[i]:indptr[i+1]] and the row's own id as
    selfid[i], or -1 where the rows are not among the ids; groups are then drawn at random.
    """
    try:
        graphs = [read_graph(path) for path in files]
        with click.progressbar(length=len(graphs) * programmes, label="Evaluating", file=sys.stderr) as bar:
            lines = evaluate(
                graphs,
                size=size,
                programmes=programmes,
                fractions=shared,
                seed=seed,
                design=Design(design),
                response=response,
                progress=lambda: bar.update(1),
            )
    except (UnreadableGraphError, GraphTooSmallError) as refusal:
        raise click.ClickException(str(refusal)) from None
    if as_json:
        asked = {
            "size": size,
            "programmes": programmes,
            "shared": shared,
            "seed": seed,
            "design": design,
            "response": response,
        }
        click.echo(json.dumps(asked | {"lines": [asdict(line) for line in lines]}, indent=2))
    else:
        click.echo(table(lines))


def fractions(text: str) -> list[float]:
    """Read fractions from 0 to 1 with commas between, or raise click.BadParameter naming the wrong one."""
    found = []
    for part in text.split(","):
        try:
            fraction = float(part)
        except ValueError:
            raise click.BadParameter(
                f"'{part.strip()}' is not a number; write for example 0.0,0.25."
            ) from None
        if not 0 <= fraction <= 1:
            raise click.BadParameter(f"{part.strip()} is not between 0 and 1.")
        found.append(fraction)
    return list(dict.fromkeys(found))


def probability(share: float) -> float:
    """Return a share above 0 and up to 1, or raise click.BadParameter saying that it is none."""
    if not 0 < share <= 1:
        raise click.BadParameter(f"{share:g} is not above 0 and at most 1.")
    return share


def table(lines: Sequence[Line]) -> str:
    """Return the lines as a table of text, numbers to the right, with an empty line between graphs."""
    rows = [HEADINGS] + [_cells(line) for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    text = [_aligned(HEADINGS, widths), _aligned(tuple("-" * width for width in widths), widths)]
    for before, line in zip([None, *lines], lines, strict=False):
        if before and before.graph != line.graph:
            text.append("")
        text.append(_aligned(_cells(line), widths))
    return "\n".join(text)


def _cells(line: Line) -> tuple[str, ...]:
    return (
        line.graph,
        f"{line.shared:.0%}",
        line.estimator,
        line.design,
        f"{line.response:.0%}",
        f"{line.median:.1%}",
        f"{line.p90:.1%}",
        f"{line.bias:+.1%}",
        "no range" if line.coverage is None else f"{line.coverage:.0%}",
    )


def _aligned(cells: tuple[str, ...], widths: Sequence[int]) -> str:
    words = {HEADINGS.index(word) for word in ("graph", "estimator", "design")}
    aligned = [
        cell.ljust(width) if column in words else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(aligned).rstrip()
