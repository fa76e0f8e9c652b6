"""Whoever changes the trail by hand is found out, and what they did is named at the right entry."""

# ruff: noqa: S608  (the names of tables are constants of the tests, nothing comes from outside)

from __future__ import annotations

import pytest

from ambassador.db import Database
from tests.trail.tampering import Intruder
from tests.trail.trails import checked, first_of, lay, sign

ENTRIES = 21


@pytest.fixture(autouse=True)
def _trail(database: Database) -> None:
    lay(database, ENTRIES)


def test_an_untouched_trail_is_whole_up_to_its_last_entry(database: Database) -> None:
    sign(database, 8)
    note = sign(database)
    found = checked(database, notes_shown=[note])
    assert (found.is_whole, found.entries, found.whole_up_to) == (True, ENTRIES, ENTRIES)
    assert [claim.size for claim in found.fitting] == [8, ENTRIES, ENTRIES]
    assert found.root == found.fitting[-1].root


@pytest.mark.parametrize("sequence", [1, 2, 7, 8, 20, ENTRIES])
def test_an_edited_entry_is_found(database: Database, sequence: int) -> None:
    with Intruder(database) as intruder:
        intruder.edit(sequence)
    found = checked(database)
    assert first_of(found) == ("edit", "text", sequence, sequence)
    assert (found.whole_up_to, len(found.findings), found.entries) == (sequence - 1, 1, ENTRIES)


@pytest.mark.parametrize("sequence", [1, 2, 7, 8, 20])
def test_an_entry_that_was_hashed_anew_is_found_by_the_next(database: Database, sequence: int) -> None:
    note = sign(database)
    with Intruder(database) as intruder:
        intruder.edit(sequence, rehash=True)
    found = checked(database, notes_shown=[note])
    assert first_of(found) == ("edit", "follower", sequence, sequence)
    assert (found.whole_up_to, len(found.findings)) == (sequence - 1, 1)


def test_the_last_entry_hashed_anew_is_found_by_a_checkpoint(database: Database) -> None:
    sign(database, 16)
    sign(database)
    with Intruder(database) as intruder:
        intruder.edit(ENTRIES, rehash=True)
    found = checked(database)
    assert first_of(found) == ("rewritten", "root", 17, ENTRIES)
    assert found.whole_up_to == 16


@pytest.mark.parametrize("sequence", [1, 5, 16, 20])
def test_a_tail_rewritten_to_fit_is_found_by_a_checkpoint(database: Database, sequence: int) -> None:
    first, last = sign(database, 4), sign(database)
    with Intruder(database) as intruder:
        intruder.rewrite_from(sequence)
        intruder.run("DELETE FROM checkpoints")
    assert checked(database).is_whole
    found = checked(database, notes_shown=[last, first])
    at = (1, 4) if sequence < 5 else (5, ENTRIES)
    assert first_of(found) == ("rewritten", "root", *at)
    assert found.whole_up_to == at[0] - 1


def test_a_tree_that_does_not_fit_is_found(database: Database) -> None:
    with Intruder(database) as intruder:
        intruder.run("UPDATE trail_entries SET nodes = ? WHERE sequence = 8", "0" * 192)
    assert first_of(checked(database)) == ("edit", "nodes", 7, 8)


@pytest.mark.parametrize("sequence", [1, 4, 10])
def test_a_deleted_entry_leaves_a_gap(database: Database, sequence: int) -> None:
    note = sign(database)
    with Intruder(database) as intruder:
        intruder.remove(sequence)
    found = checked(database, notes_shown=[note])
    assert first_of(found) == ("gap", "missing", sequence, sequence)
    assert (found.whole_up_to, len(found.findings)) == (sequence - 1, 1)


@pytest.mark.parametrize("sequence", [1, 4, 10])
def test_a_deleted_entry_leaves_a_gap_when_the_others_move_up(database: Database, sequence: int) -> None:
    with Intruder(database) as intruder:
        intruder.remove(sequence)
        intruder.renumber_after(sequence)
    found = checked(database)
    assert first_of(found) == ("gap", "renumbered", sequence, sequence)
    assert (found.whole_up_to, len(found.findings), found.entries) == (sequence - 1, 1, ENTRIES - 1)


def test_a_cut_tail_is_found_by_a_kept_checkpoint(database: Database) -> None:
    sign(database)
    with Intruder(database) as intruder:
        intruder.cut_after(15)
    found = checked(database)
    assert first_of(found) == ("cut tail", "covered", 16, ENTRIES)
    assert found.whole_up_to == 15


def test_a_cut_tail_with_its_checkpoints_is_found_by_one_outside(database: Database) -> None:
    sign(database, 9)
    note = sign(database)
    with Intruder(database) as intruder:
        intruder.cut_after(15, checkpoints=True)
    assert checked(database).is_whole
    assert first_of(checked(database, notes_shown=[note])) == ("cut tail", "covered", 16, ENTRIES)


def test_a_cut_tail_is_found_by_facts_that_name_its_entries(database: Database) -> None:
    with Intruder(database) as intruder:
        intruder.run("DELETE FROM trail_entries WHERE sequence > 15")
    found = checked(database)
    assert first_of(found) == ("cut tail", "named", 16, ENTRIES)
    assert found.findings[0].source == "trail_personal"


def test_an_entry_that_follows_an_earlier_one_is_a_fork(database: Database) -> None:
    with Intruder(database) as intruder:
        intruder.add(ENTRIES + 1, after=18)
    found = checked(database)
    assert first_of(found) == ("fork", "same before", ENTRIES + 1, ENTRIES + 1)
    assert (found.findings[0].other, found.whole_up_to, len(found.findings)) == (18, ENTRIES, 1)


def test_two_entries_with_one_number_are_a_fork(database: Database) -> None:
    with Intruder(database) as intruder:
        intruder.add(12, after=11)
    found = checked(database)
    assert first_of(found) == ("fork", "same number", 12, 12)
    assert (found.whole_up_to, len(found.findings)) == (11, 1)


@pytest.mark.parametrize("column", ["content", "salt"])
def test_what_was_said_of_a_person_can_t_be_changed(database: Database, column: str) -> None:
    with Intruder(database) as intruder:
        intruder.run(f"UPDATE trail_personal SET {column} = ? WHERE sequence = 9", "{}")
    assert first_of(checked(database)) == ("edit", "personal", 9, 9)


def test_what_was_never_said_of_a_person_can_t_be_added(database: Database) -> None:
    with Intruder(database) as intruder:
        intruder.run(
            "INSERT INTO trail_personal SELECT 10, person_id, salt, content "
            "FROM trail_personal WHERE sequence = 9"
        )
    assert first_of(checked(database)) == ("edit", "personal", 10, 10)


def test_a_great_many_faults_are_told_in_few_words(database: Database) -> None:
    with Intruder(database) as intruder:
        intruder.run("UPDATE trail_entries SET entry = '{}'")
    found = checked(database)
    assert (len(found.findings), found.more) == (20, 1)
