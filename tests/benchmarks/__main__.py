"""Runs the benchmarks, all or those named, and prints one table."""

from __future__ import annotations

import importlib
import os
import platform
import sys

BENCHMARKS = ("roster", "inviting", "standing", "report", "checklist")


def main(names: list[str]) -> None:
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores\n")
    print("| what | measured | promise |\n|---|---|---|")
    for name in names or BENCHMARKS:
        for what, measured, promise in importlib.import_module(f"tests.benchmarks.{name}").run():
            print(f"| {what} | {measured} | {promise} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
