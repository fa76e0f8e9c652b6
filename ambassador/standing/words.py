"""Says in words whether somebody was cleared on a day, and why."""

from __future__ import annotations

from datetime import date, datetime

from ambassador.people.audiences import Audience
from ambassador.standing.policy import Requirement, Standing
from ambassador.standing.reasons import Reason, Why
from ambassador.web.formats import day as written
from ambassador.web.i18n import gettext as _


def own_verdict(standing: Standing, day: date) -> str:
    """Return whether the reader was a cleared ambassador on a day, in a sentence."""
    if standing.is_cleared:
        return _("You were a cleared ambassador on %(day)s.", day=written(day))
    if standing.is_opted_in:
        return _("You were an ambassador on %(day)s, but not cleared.", day=written(day))
    return _("You were not an ambassador on %(day)s.", day=written(day))


def verdict(name: str, standing: Standing | None, day: date) -> str:
    """Return whether somebody was a cleared ambassador on a day, in a sentence.

    `standing` is None for all of whom no more is told, and they read alike: whoever never joined, left, said
    no, or is unknown.
    """
    if standing is not None and standing.is_cleared:
        return _("%(who)s was a cleared ambassador on %(day)s.", who=name, day=written(day))
    return _("%(who)s was not a cleared ambassador on %(day)s.", who=name, day=written(day))


def told(standing: Standing) -> list[tuple[str, str]]:
    """Return each part of clearance with why it is met or not, as pairs of a name and sentences."""
    joined = written(standing.opted_in_at) if standing.opted_in_at else ""
    parts = [(_("The programme"), _("Joined on %(day)s.", day=joined))] if joined else []
    requirements = (*standing.courses, *standing.guidelines)
    return [*parts, *((each.title, because(each)) for each in requirements if is_telling(each, standing))]


def is_telling(requirement: Requirement, standing: Standing) -> bool:
    """Say whether a requirement is worth telling: for who had not joined, only what was asked or done.

    A course that was never required is none.
    """
    if Reason(Why.NOT_REQUIRED) in requirement.reasons:
        return False
    return standing.is_opted_in or requirement.has_task or requirement.met_at is not None


def because(requirement: Requirement) -> str:
    """Return why a course or a guideline is met, or not, in sentences."""
    return " ".join(sentence(reason) for reason in requirement.reasons)


def sentence(reason: Reason) -> str:
    """Return a reason in one sentence."""
    return _SENTENCES[reason.why](reason)


def _acknowledged(reason: Reason) -> str:
    return _("Acknowledged version %(version)s on %(day)s.", version=reason.version, day=_day(reason.at))


def _waits(reason: Reason) -> str:
    if reason.until is None:
        return _("Version %(version)s waits to be acknowledged.", version=reason.version)
    if reason.held is None:
        return _(
            "Version %(version)s waits, and is needed from %(day)s on.",
            version=reason.version,
            day=_day(reason.until),
        )
    return _(
        "Cleared under version %(held)s until %(day)s; version %(version)s waits.",
        held=reason.held.major,
        day=_day(reason.until),
        version=reason.version,
    )


def _excepted(reason: Reason) -> str:
    return _(
        "Excepted until %(until)s, by decision of %(who)s on %(day)s.",
        until=_day(reason.until),
        who=reason.who,
        day=_day(reason.at),
    )


def _not_asked(reason: Reason) -> str:
    if reason.audience is Audience.LEADERS:
        return _("Not asked: for leaders only.")
    return _("Not asked: for other teams only.")


def _not_required(reason: Reason) -> str:
    if reason.at is not None and reason.until is None:
        return _("Not required since %(day)s.", day=_day(reason.at))
    if reason.until is not None:
        return _("Not yet required on that day, only from %(day)s on.", day=_day(reason.until))
    return _("Not required.")


def _not_binding(reason: Reason) -> str:
    if reason.until is None:
        return _("No version was in force on that day.")
    return _("Not yet required on that day, only from %(day)s on.", day=_day(reason.until))


def _missing(reason: Reason) -> str:
    return _(
        "Version %(version)s was required from %(day)s on, and not acknowledged.",
        version=reason.version,
        day=_day(reason.at),
    )


def _declined(reason: Reason) -> str:
    return _("Declined version %(version)s on %(day)s.", version=reason.version, day=_day(reason.at))


def _withdrawn(reason: Reason) -> str:
    return _("Version %(version)s was withdrawn on %(day)s.", version=reason.version, day=_day(reason.at))


def _passed(reason: Reason) -> str:
    return _("Passed on %(day)s, valid until %(until)s.", day=_day(reason.at), until=_day(reason.until))


def _ran_out(reason: Reason) -> str:
    return _("Passed, but that ran out on %(day)s.", day=_day(reason.until))


def _grace(reason: Reason) -> str:
    return _(
        "Passed, but that ran out on %(day)s; still cleared until %(until)s.",
        day=_day(reason.at),
        until=_day(reason.until),
    )


def _waived(reason: Reason) -> str:
    return _(
        "Waived until %(until)s, by decision of %(who)s on %(day)s.",
        until=_day(reason.until),
        who=reason.who,
        day=_day(reason.at),
    )


def _not_passed(_reason: Reason) -> str:
    return _("Not passed.")


_SENTENCES = {
    Why.ACKNOWLEDGED: _acknowledged,
    Why.WAITS: _waits,
    Why.EXCEPTED: _excepted,
    Why.NOT_ASKED: _not_asked,
    Why.NOT_REQUIRED: _not_required,
    Why.NOT_BINDING: _not_binding,
    Why.MISSING: _missing,
    Why.DECLINED: _declined,
    Why.WITHDRAWN: _withdrawn,
    Why.PASSED: _passed,
    Why.RAN_OUT: _ran_out,
    Why.GRACE: _grace,
    Why.WAIVED: _waived,
    Why.NOT_PASSED: _not_passed,
}


def _day(moment: datetime | None) -> str:
    return written(moment) if moment is not None else ""
