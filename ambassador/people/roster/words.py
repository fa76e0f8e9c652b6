"""Knows the sentences of the roster: what a fault means, and what a field is called."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from ambassador.people.roster.policy import Field, FileFault, NotStaff, RowFault

FILE_FAULTS = {
    FileFault.EMPTY: lazy_gettext("The file is empty."),
    FileFault.NO_ROWS: lazy_gettext("The file has headings, but nobody below them."),
    FileFault.OLD_EXCEL: lazy_gettext("This is an old Excel file. Save it as .xlsx or .csv, and send that."),
    FileFault.NOT_A_ROSTER: lazy_gettext("This is no list of people. Send a .csv or an .xlsx file."),
    FileFault.NOT_A_WORKBOOK: lazy_gettext(
        "This can't be read as an Excel workbook. Save it as .xlsx or .csv again, and send that."
    ),
    FileFault.PROTECTED: lazy_gettext("The file has a password. Save it without one, and send that."),
    FileFault.TOO_LARGE_INSIDE: lazy_gettext(
        "The workbook unpacks to more than a roster could be. Save only the list of people as .csv."
    ),
    FileFault.NO_ENCODING: lazy_gettext(
        "The file has characters that can't be read. Save it as CSV UTF-8, and send that."
    ),
    FileFault.OPEN_QUOTE: lazy_gettext(
        "A quotation mark is not closed, or stands inside a cell. Mend it, and send the file again."
    ),
    FileFault.TOO_MANY_ROWS: lazy_gettext("The file has more than 200,000 people. Send it in parts."),
    FileFault.TOO_MANY_COLUMNS: lazy_gettext(
        "The file has more than 200 columns. Send only those of people."
    ),
    FileFault.UNEXPECTED: lazy_gettext(
        "Something went wrong on our side, and nothing was changed. Try again; the server's log says more."
    ),
}

FIELDS = {
    Field.EMAIL: lazy_gettext("Work e-mail"),
    Field.SIGN_IN_NAME: lazy_gettext("Sign-in name"),
    Field.NAME: lazy_gettext("Whole name"),
    Field.FIRST_NAME: lazy_gettext("First name"),
    Field.LAST_NAME: lazy_gettext("Last name"),
    Field.TEAM: lazy_gettext("Team"),
    Field.UNIT_PATH: lazy_gettext("Unit"),
    Field.TITLE: lazy_gettext("Title"),
    Field.LEADER: lazy_gettext("Is a leader (yes or no)"),
    Field.MANAGER: lazy_gettext("Reports to (name or e-mail)"),
    Field.EXTERNAL_ID: lazy_gettext("The directory's id"),
    Field.STATUS: lazy_gettext("Account in use"),
    Field.BLOCKED: lazy_gettext("Sign-in blocked"),
    Field.KIND: lazy_gettext("Member or guest"),
}

DIFFERENCES = {
    "email": FIELDS[Field.EMAIL],
    "name": FIELDS[Field.NAME],
    "team": FIELDS[Field.TEAM],
    "title": FIELDS[Field.TITLE],
    "leader": lazy_gettext("Leader"),
    "external_id": FIELDS[Field.EXTERNAL_ID],
}

_ROW_FAULTS = {
    RowFault.NO_EMAIL: lazy_gettext("no e-mail address"),
    RowFault.BAD_EMAIL: lazy_gettext("this is no e-mail address"),
    RowFault.EMAIL_TAKEN: lazy_gettext("somebody else here has this address"),
    RowFault.NO_NAME: lazy_gettext("no name"),
    RowFault.NAME_TOO_LONG: lazy_gettext("the name is longer than 200 characters"),
    RowFault.TEAM_TOO_LONG: lazy_gettext("the team is longer than 200 characters"),
    RowFault.TITLE_TOO_LONG: lazy_gettext("the title is longer than 200 characters"),
    RowFault.ID_TOO_LONG: lazy_gettext("the directory's id is longer than 100 characters"),
    RowFault.MORE_CELLS: lazy_gettext("more cells than headings: is a comma missing its quotation marks?"),
}

_NOT_STAFF = {
    NotStaff.GUEST: lazy_gettext("guest account"),
    NotStaff.INACTIVE: lazy_gettext("account not in use"),
}


def file_sentence(fault: str, line: int | None) -> str:
    """Return why a file can't be read, and where."""
    sentence = str(FILE_FAULTS[FileFault(fault)])
    return sentence if line is None else _("Line %(line)s: %(sentence)s", line=line, sentence=sentence)


def row_sentence(reason: str, first_line: int | None) -> str:
    """Return why a row can't be read."""
    if reason == RowFault.DUPLICATE_EMAIL:
        return str(_("the same address as in line %(line)s", line=first_line))
    if reason == RowFault.DUPLICATE_ID:
        return str(_("the same directory id as in line %(line)s", line=first_line))
    return str(_ROW_FAULTS[RowFault(reason)])


def not_staff_sentence(reason: str) -> str:
    """Return why somebody in the file is not staff."""
    return str(_NOT_STAFF[NotStaff(reason)])
