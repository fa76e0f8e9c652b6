"""Runs the benchmarks, all or those named, and prints one table."""

from __future__ import annotations

import importlib
import os
import platform
import sys
from argparse import ArgumentParser

BENCHMARKS = (
    *("roster", "inviting", "reminding", "standing", "report", "checklist", "lists"),
    *("acknowledging", "quizzes", "publishing", "cycles"),
    *("campaign", "courses", "receipts", "certificates", "trail"),
)


def main(arguments: list[str]) -> None:
    parser = ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}; none is all"
    )
    names = parser.parse_args(arguments).names
    if unknown := set(names) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores\n")
    print("| what | measured | promise |\n|---|---|---|")
    for name in names or BENCHMARKS:
        for what, measured, promise in importlib.import_module(f"tests.benchmarks.{name}").run():
            print(f"| {what} | {measured} | {promise} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
