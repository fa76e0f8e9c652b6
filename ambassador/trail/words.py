"""Knows how what came of checking the trail is said, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext

from ambassador.trail.checking import Finding, Kind, Sign, Verdict
from ambassador.web.formats import number


def headline(verdict: Verdict) -> str:
    """Say in a sentence whether the trail is whole, and up to where."""
    up_to = number(verdict.whole_up_to)
    if verdict.is_whole:
        return str(_("The trail is whole up to entry %(entry)s, the newest.", entry=up_to))
    if all(found.kind is Kind.CHECKPOINT for found in verdict.findings):
        return str(
            _("The trail is in order up to entry %(entry)s, the newest, but not all is well.", entry=up_to)
        )
    if verdict.whole_up_to == 0:
        return str(_("The trail is not whole: the fault begins at its first entry."))
    return str(_("The trail is whole up to entry %(entry)s, and broken after it.", entry=up_to))


def sentences(verdict: Verdict) -> list[str]:
    """Say everything that was found wrong, one sentence for each fault."""
    said = [fault_sentence(found) for found in verdict.findings]
    if verdict.more:
        said.append(
            ngettext(
                "There is %(num)s further fault, not told here.",
                "There are %(num)s further faults, not told here.",
                verdict.more,
            )
        )
    return said


def notes_about(verdict: Verdict) -> list[str]:
    """Say what else is worth knowing: checkpoints that fit or were left out, and what was erased."""
    said = []
    if verdict.fitting:
        newest = verdict.fitting[-1]
        said.append(
            ngettext(
                "%(num)s checkpoint fits, over %(entries)s entries.",
                "%(num)s checkpoints fit, the largest over %(entries)s entries.",
                len(verdict.fitting),
                entries=number(newest.size),
            )
        )
    if verdict.erased:
        said.append(
            ngettext(
                "What %(num)s entry said of a person has been erased.",
                "What %(num)s entries said of persons has been erased.",
                verdict.erased,
            )
        )
    return [*said, *(fault_sentence(found) for found in verdict.remarks)]


def fault_sentence(found: Finding) -> str:
    """Say what was done to the trail, and to which entries."""
    return SENTENCES[found.sign](found)


def _edited_text(found: Finding) -> str:
    return str(_("Edit: the text or the hash of entry %(entry)s was changed.", entry=number(found.first)))


def _edited_and_hashed(found: Finding) -> str:
    return str(
        _(
            "Edit: entry %(entry)s was changed and hashed anew, perhaps with others before it; entry "
            "%(next)s no longer follows from it.",
            entry=number(found.first),
            next=number(found.first + 1),
        )
    )


def _edited_number(found: Finding) -> str:
    return str(_("Edit: entry %(entry)s does not say that it is this one.", entry=number(found.first)))


def _edited_nodes(found: Finding) -> str:
    return str(
        _(
            "Edit: the tree kept with entry %(last)s does not fit entries %(first)s to %(last)s.",
            first=number(found.first),
            last=number(found.last),
        )
    )


def _edited_personal(found: Finding) -> str:
    return str(
        _("Edit: what entry %(entry)s says of a person, or its salt, was changed.", entry=number(found.first))
    )


def _missing(found: Finding) -> str:
    if found.first == found.last:
        return str(_("Gap: entry %(entry)s is missing.", entry=number(found.first)))
    return str(
        _(
            "Gap: entries %(first)s to %(last)s are missing.",
            first=number(found.first),
            last=number(found.last),
        )
    )


def _renumbered(found: Finding) -> str:
    return str(
        ngettext(
            "Gap: %(num)s entry is missing at %(entry)s, and those after it were given other numbers.",
            "Gap: %(num)s entries are missing from %(entry)s on, and those after were given other numbers.",
            found.last - found.first + 1,
            entry=number(found.first),
        )
    )


def _same_number(found: Finding) -> str:
    return str(_("Fork: there are two entries with the number %(entry)s.", entry=number(found.first)))


def _same_before(found: Finding) -> str:
    if not found.other:
        return str(_("Fork: entry %(entry)s begins a second trail.", entry=number(found.first)))
    return str(
        _(
            "Fork: entry %(entry)s follows entry %(before)s, as entry %(next)s does.",
            entry=number(found.first),
            before=number(found.other),
            next=number(found.other + 1),
        )
    )


def _covered(found: Finding) -> str:
    return str(
        _(
            "Cut tail: checkpoint %(source)s covers %(last)s entries, and those from %(first)s on are gone.",
            source=found.source,
            first=number(found.first),
            last=number(found.last),
        )
    )


def _named(found: Finding) -> str:
    return str(
        _(
            "Cut tail: the table %(table)s names entry %(last)s, and those from %(first)s on are gone.",
            table=found.source,
            first=number(found.first),
            last=number(found.last),
        )
    )


def _rewritten(found: Finding) -> str:
    return str(
        _(
            "Rewritten: entries %(first)s to %(last)s fit each other, but are not those that checkpoint "
            "%(source)s was signed over.",
            source=found.source,
            first=number(found.first),
            last=number(found.last),
        )
    )


def _wrong_signature(found: Finding) -> str:
    return str(
        _("Checkpoint %(source)s has a wrong signature: it was changed, or made up.", source=found.source)
    )


def _other_key(found: Finding) -> str:
    return str(
        _(
            "Checkpoint %(source)s was signed with another key: it shows nothing unless that key is given.",
            source=found.source,
        )
    )


def _other_origin(found: Finding) -> str:
    return str(_("Checkpoint %(source)s is about another trail.", source=found.source))


def _unreadable(found: Finding) -> str:
    return str(_("Checkpoint %(source)s can't be read: it is no signed checkpoint.", source=found.source))


SENTENCES: dict[Sign, Callable[[Finding], str]] = {
    Sign.TEXT: _edited_text,
    Sign.FOLLOWER: _edited_and_hashed,
    Sign.NUMBER: _edited_number,
    Sign.NODES: _edited_nodes,
    Sign.PERSONAL: _edited_personal,
    Sign.MISSING: _missing,
    Sign.RENUMBERED: _renumbered,
    Sign.SAME_NUMBER: _same_number,
    Sign.SAME_BEFORE: _same_before,
    Sign.COVERED: _covered,
    Sign.NAMED: _named,
    Sign.ROOT: _rewritten,
    Sign.SIGNATURE: _wrong_signature,
    Sign.OTHER_KEY: _other_key,
    Sign.OTHER_ORIGIN: _other_origin,
    Sign.UNREADABLE: _unreadable,
}
"""How each sign of a fault is told."""
