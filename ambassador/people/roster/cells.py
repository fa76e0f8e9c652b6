"""Knows how one cell of a roster is read: as text, as an address, as yes or no."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, time

YES = frozenset({"yes", "y", "ja", "j", "true", "sann", "1", "x", "✓", "✔"})
NO = frozenset({"", "no", "n", "nei", "false", "usann", "0", "-", "–"})
INACTIVE = NO - {""} | frozenset(
    {
        *("suspended", "archived", "deleted", "inactive", "disabled", "left", "terminated", "former"),
        *("suspendert", "arkivert", "slettet", "inaktiv", "deaktivert", "sluttet", "avsluttet"),
    }
)
GUESTS = frozenset({"guest", "gjest", "external", "ekstern"})
EXCEL_ERRORS = frozenset(
    {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)

_EMAIL = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]"
)


def text(cell: object) -> str:
    """Return a cell as one line of text: whole numbers without a decimal, days as 2026-03-01, odd characters
    dropped.

    Nothing is calculated: a text that begins with "=" stays that text.
    """
    written = cell if isinstance(cell, str) else _plain(cell)
    if not written.isascii():
        written = unicodedata.normalize("NFC", written)
    if not written.isprintable():
        # Control and direction characters have no place in a name; tabs and line ends are spaces.
        written = "".join(
            " " if character.isspace() else character
            for character in written
            if character.isspace() or unicodedata.category(character)[0] != "C"
        )
    written = " ".join(written.split())
    return "" if written in EXCEL_ERRORS else written


def _plain(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat()
    return str(cell)


def is_email(address: str) -> bool:
    """Say whether a text has the form of an address. Whether it exists, only a letter can tell."""
    return _EMAIL.fullmatch(address) is not None


def says_yes(cell: str) -> bool:
    return cell.casefold() in YES


def says_no(cell: str) -> bool:
    return cell.casefold() in NO


def is_inactive(status: str) -> bool:
    """Say whether a status means that the person does not work here now; an empty or unknown one does not."""
    return status.casefold() in INACTIVE


def is_guest(kind: str, *, sign_in_name: str) -> bool:
    """Say whether an account is a guest's, by its kind or by Entra's mark in the name."""
    return kind.casefold() in GUESTS or "#ext#" in sign_in_name.casefold()
