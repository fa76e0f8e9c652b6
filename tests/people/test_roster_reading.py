"""Files of every common make become the same people, and what is no roster is refused with its reason."""

from __future__ import annotations

import contextlib
import re
import zipfile
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.people.roster.policy import (
    Field,
    FileFault,
    NotStaff,
    RowFault,
    UnreadableFileError,
    recognise,
)
from ambassador.people.roster.rows import Roster
from ambassador.people.roster.work import read_roster
from tests.people.roster_files import ENTRA, GOOGLE, MAIN, NORWEGIAN, PLAIN, as_csv, as_excel_writes, as_xlsx


def roster_of(content: bytes) -> Roster:
    found = read_roster(content).roster
    assert found is not None
    return found


def fault_of(content: bytes) -> FileFault:
    with pytest.raises(UnreadableFileError) as found:
        read_roster(content)
    return found.value.fault


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_separator_and_encoding_gives_the_same_people(separator: str, encoding: str) -> None:
    names = [entry.name for entry in roster_of(as_csv(PLAIN, separator=separator, encoding=encoding)).entries]
    assert names == ["Kari Nordmann", "Ola Lie", "Åse Ødegård"]


def test_a_workbook_gives_the_same_people_as_a_text() -> None:
    assert roster_of(as_xlsx(PLAIN)).entries == roster_of(as_csv(PLAIN)).entries
    assert roster_of(as_excel_writes(PLAIN)).entries == roster_of(as_csv(PLAIN)).entries


def test_an_entra_export_tells_staff_from_guests_and_closed_accounts() -> None:
    roster = roster_of(as_csv(ENTRA, separator=";", encoding="utf-8-sig"))
    assert [(e.email, e.external_id) for e in roster.entries] == [
        ("ase@nordlys.no", "a-1"),
        ("bjorn@nordlys.no", "a-2"),
        ("jens@nordlys.no", "a-3"),
    ]
    assert [outsider.reason for outsider in roster.outsiders] == [NotStaff.GUEST, NotStaff.INACTIVE]
    assert roster.entries[0].title == "Salgssjef"
    assert roster.entries[0].team == "Salg"
    assert roster.entries[0].is_leader is None


def test_a_google_export_takes_teams_from_units_and_leaders_from_managers() -> None:
    roster = roster_of(as_csv(GOOGLE))
    assert [(e.name, e.team, e.is_leader) for e in roster.entries] == [
        ("Kari Nordmann", "Salg", True),
        ("Ola Lie", "Marked", False),
    ]
    assert [outsider.shown for outsider in roster.outsiders] == ["per@nordlys.no"]


def test_norwegian_headings_are_known() -> None:
    assert [(e.title, e.is_leader) for e in roster_of(as_csv(NORWEGIAN)).entries] == [
        ("Sjef", True),
        ("Selger", False),
    ]


def test_a_leader_column_with_names_says_who_leads() -> None:
    rows = (("navn", "epost", "leder"), ("Kari Lie", "k@n.no", ""), ("Ola Lie", "o@n.no", "Kari Lie"))
    assert [entry.is_leader for entry in roster_of(as_csv(rows)).entries] == [True, False]


def test_entras_template_headings_are_known() -> None:
    headings = [
        "Name [displayName] Required",
        "User name [userPrincipalName] Required",
        "Department [department]",
    ]
    assert recognise(headings) == {Field.NAME: 0, Field.SIGN_IN_NAME: 1, Field.TEAM: 2}


def test_a_row_number_is_no_directory_id() -> None:
    assert Field.EXTERNAL_ID not in recognise(["id", "name", "email"])


def test_other_headings_wait_for_somebody_to_say_what_they_are() -> None:
    assert read_roster(as_csv((("Hvem", "Hvor"), ("Kari", "k@n.no")))).roster is None


def test_rows_that_cannot_be_read_have_their_line_and_reason() -> None:
    rows = (
        ("name", "email", "team"),
        ("Kari", "kari@n.no", "Salg"),
        ("Two\nlines", "not an address", ""),
        ("", "ola@n.no", ""),
        ("Per", "", ""),
        ("Kari again", "KARI@n.no", ""),
        ("Long" * 60, "long@n.no", ""),
        ("Shifted", "shifted@n.no", "Salg", "too much"),
        ("", "", ""),
    )
    assert [(f.line, f.reason) for f in roster_of(as_csv(rows)).faults] == [
        (3, RowFault.BAD_EMAIL),
        (5, RowFault.NO_NAME),
        (6, RowFault.NO_EMAIL),
        (7, RowFault.DUPLICATE_EMAIL),
        (8, RowFault.NAME_TOO_LONG),
        (9, RowFault.MORE_CELLS),
    ]


def test_formulas_and_odd_characters_are_only_text() -> None:
    rows = (("name", "email"), ("=1+1", "a@n.no"), ("Ka\x00ri\u202e  Lie\t", "b@n.no"))
    assert [entry.name for entry in roster_of(as_csv(rows)).entries] == ["=1+1", "Kari Lie"]


def test_a_title_above_the_headings_and_excels_first_line_are_passed_over() -> None:
    plain = as_csv(PLAIN, separator=";").decode()
    for above in ("sep=;\n", "Ansatte i Nordlys\n\n", "version:v1.0;;;\n"):
        assert roster_of((above + plain).encode()).entries[0].name == "Kari Nordmann"


def test_numbers_truths_days_and_errors_in_a_workbook_become_text() -> None:
    rows = (
        ("name", "email", "team", "leader"),
        ("Kari", "k@n.no", 12.0, True),
        ("Ola", "o@n.no", None, False),
        ("Åse", "a@n.no", date(2026, 3, 1), False),
        ("Per", "p@n.no", "#N/A", False),
    )
    assert [(e.team, e.is_leader) for e in roster_of(as_xlsx(rows)).entries] == [
        *(("12", True), ("", False), ("2026-03-01", False), ("", False))
    ]


def zipped(**parts: bytes) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return written.getvalue()


def with_part(content: bytes, name: str, replacement: bytes) -> bytes:
    written = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as before,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.namelist():
            after.writestr(part, replacement if part == name else before.read(part))
    return written.getvalue()


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", FileFault.EMPTY),
        (b" \n\n", FileFault.EMPTY),
        (b"name,email\n", FileFault.NO_ROWS),
        (PNG, FileFault.NOT_A_ROSTER),
        (b"%PDF-1.7\n", FileFault.NOT_A_ROSTER),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), FileFault.OLD_EXCEL),
        (zipped(picture=PNG), FileFault.NOT_A_WORKBOOK),
        (as_xlsx(PLAIN)[:-200], FileFault.NOT_A_WORKBOOK),
        (with_part(as_xlsx(PLAIN), "xl/worksheets/sheet1.xml", BOMB), FileFault.NOT_A_WORKBOOK),
        (with_part(as_excel_writes(PLAIN), "xl/sharedStrings.xml", BOMB), FileFault.NOT_A_WORKBOOK),
        (with_part(as_xlsx(PLAIN), "xl/worksheets/sheet1.xml", b"<worksheet><row"), FileFault.NOT_A_WORKBOOK),
        (with_part(as_xlsx(PLAIN), "xl/theme/theme1.xml", bytes(90_000_000)), FileFault.TOO_LARGE_INSIDE),
        (b'name,email\n"Kari,kari@n.no\nOla,ola@n.no\n', FileFault.OPEN_QUOTE),
        ("name,email\nKari,k@n.no\n".encode("utf-16")[:-1], FileFault.NO_ENCODING),
        (b"name,email\nKa\x81ri\xff,k@n.no\n", FileFault.NO_ENCODING),
        (as_csv([["name", "email"] * 150]), FileFault.TOO_MANY_COLUMNS),
    ],
)
def test_what_is_no_roster_is_refused_with_its_reason(content: bytes, fault: FileFault) -> None:
    assert fault_of(content) is fault


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', FileFault.TOO_MANY_COLUMNS),
        ('<row r="99999999999"><c><v>1</v></c></row>', FileFault.TOO_MANY_ROWS),
    ],
)
def test_a_cell_far_outside_a_workbook_is_refused_at_once(row: str, fault: FileFault) -> None:
    sheet = f"<worksheet {MAIN}><sheetData>{row}</sheetData></worksheet>".encode()
    assert fault_of(with_part(as_xlsx(PLAIN), "xl/worksheets/sheet1.xml", sheet)) is fault


def test_what_a_workbook_says_of_its_size_is_not_believed() -> None:
    whole = as_xlsx(PLAIN)
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    lying = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"', sheet)
    assert lying != sheet
    assert len(roster_of(with_part(whole, "xl/worksheets/sheet1.xml", lying)).entries) == 3


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(lambda text: ("name,email\n" + text).encode("utf-8", "replace"))
)
def test_whatever_is_sent_is_read_or_refused_but_never_breaks(content: bytes) -> None:
    with contextlib.suppress(UnreadableFileError):
        read_roster(content)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused_but_never_breaks(place: int, damage: bytes) -> None:
    whole = as_xlsx(PLAIN)
    content = whole[: place % len(whole)] + damage + whole[place % len(whole) + len(damage) :]
    with contextlib.suppress(UnreadableFileError):
        read_roster(content)
