"""Knows which column of a roster is what, by its heading: Microsoft Entra, Google Workspace, or plain."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

WAITS = timedelta(hours=2)
"""How long an upload waits for its confirmation before it is forgotten."""
STALLED = timedelta(seconds=90)
"""Without a sign of life for so long, the work on an upload has stopped: its server was restarted."""
MANY_LEAVE = 0.2
"""From this share of the staff on, leaving gets a warning of its own."""

MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CHARACTERS = 200
"""Characters in a name, a team or a title."""
MOST_IN_EMAIL = 254
MOST_IN_ID = 100


F = TypeVar("F", bound=StrEnum)


class Field(StrEnum):
    """What a column of a roster may hold."""

    EMAIL = "email"
    SIGN_IN_NAME = "sign_in_name"
    """Entra's userPrincipalName: stands in for an empty address."""
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    TEAM = "team"
    UNIT_PATH = "unit_path"
    """Google's path of units; its last part stands in for an empty team."""
    TITLE = "title"
    LEADER = "leader"
    MANAGER = "manager"
    """Whom the person reports to: those somebody reports to are leaders."""
    EXTERNAL_ID = "external_id"
    STATUS = "status"
    """Whether the account is in use."""
    BLOCKED = "blocked"
    """Whether sign-in is blocked: the opposite of a status."""
    KIND = "kind"
    """Member or guest."""


class FileFault(StrEnum):
    """Why a file can't be read as a roster."""

    EMPTY = "empty"
    NO_ROWS = "no_rows"
    OLD_EXCEL = "old_excel"
    NOT_A_ROSTER = "not_a_roster"
    NOT_A_WORKBOOK = "not_a_workbook"
    PROTECTED = "protected"
    TOO_LARGE_INSIDE = "too_large_inside"
    NO_ENCODING = "no_encoding"
    OPEN_QUOTE = "open_quote"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    UNEXPECTED = "unexpected"


class RowFault(StrEnum):
    """Why a row can't be read as a person."""

    NO_EMAIL = "no_email"
    BAD_EMAIL = "bad_email"
    DUPLICATE_EMAIL = "duplicate_email"
    DUPLICATE_ID = "duplicate_id"
    EMAIL_TAKEN = "email_taken"
    NO_NAME = "no_name"
    NAME_TOO_LONG = "name_too_long"
    TEAM_TOO_LONG = "team_too_long"
    TITLE_TOO_LONG = "title_too_long"
    ID_TOO_LONG = "id_too_long"
    MORE_CELLS = "more_cells"


class NotStaff(StrEnum):
    """Why somebody in the file is not staff."""

    GUEST = "guest"
    INACTIVE = "inactive"


class UnreadableFileError(Exception):
    """A file that is no roster, and where it stops being one."""

    def __init__(self, fault: FileFault, line: int | None = None) -> None:
        super().__init__(fault, line)
        self.fault, self.line = fault, line


KNOWN: Mapping[Field, Sequence[str]] = {
    Field.EMAIL: (
        *("mail", "email", "emailaddress", "workemail", "primaryemail", "primarysmtpaddress"),
        *("epost", "epostadresse", "jobbepost", "arbeidsepost", "mailadresse", "mailaddress"),
    ),
    Field.SIGN_IN_NAME: ("userprincipalname", "username", "brukernavn", "upn", "påloggingsnavn"),
    Field.NAME: (
        "displayname",
        "name",
        "fullname",
        "navn",
        "fulltnavn",
        "visningsnavn",
        "ansatt",
        "employee",
    ),
    Field.FIRST_NAME: ("givenname", "firstname", "fornavn"),
    Field.LAST_NAME: ("surname", "lastname", "familyname", "etternavn"),
    Field.TEAM: ("team", "department", "avdeling", "teamavdeling", "seksjon", "enhet", "section", "unit"),
    Field.UNIT_PATH: ("orgunitpath",),
    Field.TITLE: (
        *("title", "jobtitle", "employeetitle", "position"),
        *("tittel", "stilling", "tittelstilling", "stillingstittel", "stillingsbetegnelse"),
    ),
    Field.LEADER: ("leader", "isleader", "leder", "erleder", "personalansvar", "lederansvar"),
    Field.MANAGER: (
        *("manager", "manageremail", "managermail", "manageruserprincipalname", "managerupn", "managername"),
        *("reportsto", "nærmesteleder", "nærmestelederepost", "lederepost", "lederensepost", "leadersemail"),
    ),
    Field.EXTERNAL_ID: ("objectid", "externalid", "eksternid", "directoryid"),
    Field.STATUS: ("accountenabled", "status", "enabled", "active", "aktiv", "employeestatus"),
    Field.BLOCKED: ("blockcredential", "blocksignin", "blocked", "suspended", "sperret"),
    Field.KIND: ("usertype", "brukertype"),
}
"""The headings of each field, squeezed, the best first."""

_BRACKETS = re.compile(r"\[([^\]]*)\]")
_EVERY_KEY = frozenset(key for keys in KNOWN.values() for key in keys)

Columns = Mapping[Field, int]
"""The place of each field's column, counted from 0."""


@dataclass(frozen=True)
class Layout:
    """How a file is laid out: its headings, its first row, and which column is what."""

    headings: Sequence[str]
    example: Sequence[str]
    columns: Columns


def squeezed(heading: str) -> str:
    """Return a heading as letters and digits only, without case: "E-post " and "epost" are one."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(character for character in folded if character.isalnum())


def heading_key(heading: str) -> str:
    """Return what a heading is looked up by: Entra's "Name [displayName] Required" is displayname,
    Google's "First Name [Required]" is firstname."""
    if (inside := _BRACKETS.search(heading)) and squeezed(inside.group(1)) in _EVERY_KEY:
        return squeezed(inside.group(1))
    return squeezed(_BRACKETS.sub("", heading))


def columns_among(keys: Sequence[str], known: Mapping[F, Sequence[str]]) -> dict[F, int]:
    """Return the columns whose headings' keys are known; of two for one field, the better known."""
    found = {}
    for field, names in known.items():
        if places := [keys.index(name) for name in names if name in keys]:
            found[field] = places[0]
    return found


def recognise(headings: Sequence[str]) -> dict[Field, int]:
    """Return the columns of a roster, by their headings."""
    keys = [heading_key(heading) for heading in headings]
    found = columns_among(keys, KNOWN)
    # In a plain list "id" is often just the row's number; beside Entra's headings it is the objectId.
    if Field.EXTERNAL_ID not in found and "userprincipalname" in keys and "id" in keys:
        found[Field.EXTERNAL_ID] = keys.index("id")
    return found


def is_complete(columns: Columns) -> bool:
    """Say whether persons can be read from these columns: an address and a name are needed."""
    has_address = Field.EMAIL in columns or Field.SIGN_IN_NAME in columns
    has_name = Field.NAME in columns or Field.FIRST_NAME in columns or Field.LAST_NAME in columns
    return has_address and has_name


def many_leave(*, leaving: int, working: int) -> bool:
    """Say whether so many would leave that the file is probably not the whole roster."""
    return leaving > MANY_LEAVE * working
