"""Knows the sentences of what was passed elsewhere: why a day, a row or a list can't be."""

from __future__ import annotations

from flask_babel import lazy_gettext

from ambassador.people.roster.policy import FileFault, UnreadableFileError
from ambassador.people.roster.words import file_sentence
from ambassador.training.elsewhere.policy import Column, Days, RowFault
from ambassador.training.elsewhere.rows import Fault
from ambassador.web.formats import day as day_in_words
from ambassador.web.i18n import gettext as _

COLUMNS = {
    Column.EMAIL: lazy_gettext("Work e-mail"),
    Column.PASSED_ON: lazy_gettext("Day passed"),
    Column.UNTIL: lazy_gettext("Valid until"),
    Column.PROOF: lazy_gettext("Proof"),
}

_ROW_FAULTS = {
    RowFault.MORE_CELLS: lazy_gettext("more cells than headings: is a comma missing its quotation marks?"),
    RowFault.NO_EMAIL: lazy_gettext("no e-mail address"),
    RowFault.BAD_EMAIL: lazy_gettext("this is no e-mail address"),
    RowFault.NO_DAY: lazy_gettext("no day"),
    RowFault.BAD_DAY: lazy_gettext("the day can't be read: write it as 2026-03-01 or 01.03.2026"),
    RowFault.TO_COME: lazy_gettext("the day is in the future"),
    RowFault.TOO_LONG_AGO: lazy_gettext("the day is more than ten years ago"),
    RowFault.BAD_END: lazy_gettext("the end can't be read: write it as 2026-03-01 or 01.03.2026"),
    RowFault.END_BEFORE: lazy_gettext("the end is before the day passed"),
    RowFault.END_TOO_FAR: lazy_gettext("the end is more than ten years ahead"),
    RowFault.NO_PROOF: lazy_gettext("no proof"),
    RowFault.LONG_PROOF: lazy_gettext("the proof is longer than 1,000 characters"),
    RowFault.UNKNOWN: lazy_gettext("nobody here has this address"),
    RowFault.LEFT: lazy_gettext("no longer works here"),
    RowFault.ONESELF: lazy_gettext("this is you: for yourself somebody else has to do it"),
}


def row_sentence(fault: Fault) -> str:
    """Return why a row is not recorded."""
    if fault.reason is RowFault.SAME_ROW:
        return _("the same person and day as in line %(line)s", line=fault.first_line)
    return str(_ROW_FAULTS[fault.reason])


def day_sentence(fault: RowFault, days: Days) -> str:
    """Return which days can be written instead."""
    if fault in {RowFault.TO_COME, RowFault.TOO_LONG_AGO}:
        first, last = day_in_words(days.oldest), day_in_words(days.today)
        return _("Write a day from %(first)s to %(last)s.", first=first, last=last)
    last = day_in_words(days.furthest)
    return _("Write a day from the one when it was passed to %(last)s, or none.", last=last)


def list_sentence(found: UnreadableFileError) -> str:
    """Return why a file can't be read as a list of passes."""
    if found.fault is FileFault.TOO_MANY_ROWS:
        return _("The list has more than 20,000 rows. Send it in parts.")
    return file_sentence(found.fault, found.line)


def missing_sentence(missing: tuple[Column, ...]) -> str:
    """Return which columns a list lacks."""
    names = ", ".join(str(COLUMNS[column]).lower() for column in missing)
    return _("Columns are missing, or their headings are not known: %(names)s.", names=names)
