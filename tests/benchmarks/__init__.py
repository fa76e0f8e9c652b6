"""Speed, measured: `python -m tests.benchmarks` prints a table. Nothing here is asserted in a timed test."""
