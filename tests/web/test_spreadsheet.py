"""Tables for spreadsheets: no cell runs, and numbers stay numbers."""

from __future__ import annotations

import pytest

from ambassador.web.spreadsheet import csv_text, disarmed


@pytest.mark.parametrize("text", ["=1+1", "+47", "-2", "@sum", "\t=1", "\r=1", "\n=1", "  =1"])
def test_what_would_start_a_formula_is_disarmed(text: str) -> None:
    assert disarmed(text) == f"'{text}"


def test_other_texts_are_left_alone() -> None:
    assert disarmed("Salg = marked") == "Salg = marked"


def test_numbers_are_left_alone_also_negative_ones() -> None:
    assert csv_text([(-2, 0.5, None, "a")], language="en") == "\ufeff-2,0.5,,a\r\n"


def test_norwegian_has_semicolons_and_decimal_commas() -> None:
    assert csv_text([(-2, 0.5, "a;b")], language="nb") == '\ufeff-2;0,5;"a;b"\r\n'
