"""Knows the words of receipts: how somebody acknowledged, in which language, and what a receipt says."""

from __future__ import annotations

from ambassador.guidelines.answering.policy import Method
from ambassador.guidelines.receipts.queries import Life
from ambassador.web.i18n import gettext as _


def method(how: str) -> str:
    """Say how somebody acknowledged."""
    return {
        Method.SELF: _("In the app, by the person"),
        Method.ON_BEHALF: _("Recorded in the app on their behalf"),
        Method.PAPER: _("On paper, recorded with a scan"),
    }[Method(how)]


def language(code: str) -> str:
    """Name a language in the reader's own."""
    return {"nb": _("Norwegian"), "en": _("English")}.get(code, code)


def life(of_version: Life) -> str:
    """Say whether a version still holds."""
    return {
        Life.IN_FORCE: _("In force now"),
        Life.SUPERSEDED: _("Superseded: a newer version has asked everybody anew"),
        Life.REWORDED: _("Followed by a version that changed the wording only: this acknowledgement holds"),
        Life.WITHDRAWN: _("Withdrawn by the company: acknowledgements of it no longer count"),
    }[of_version]
