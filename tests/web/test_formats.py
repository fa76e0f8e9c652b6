"""Figures as people read them: a count beside another shows no small group."""

from __future__ import annotations

from collections import defaultdict

from flask import Flask

from ambassador.web.formats import in_fives

FEWEST = 5


def test_a_count_is_written_in_steps_of_five(app: Flask) -> None:
    with app.test_request_context():
        found = [in_fives(people) for people in (0, 1, 4, 5, 9, 10, 1234)]
    assert found == ["0", "fewer than 5", "fewer than 5", "5–9", "5–9", "10–14", "1,230–1,234"]


def test_no_small_difference_to_an_exact_count_can_be_worked_out(app: Flask) -> None:
    possible = defaultdict(set)
    with app.test_request_context():
        for exact in range(5, 40):
            for people in range(exact, 60):
                possible[exact, in_fives(people)].add(people - exact)
    certain = [min(differences) for differences in possible.values() if len(differences) == 1]
    assert not any(0 < difference < FEWEST for difference in certain)
