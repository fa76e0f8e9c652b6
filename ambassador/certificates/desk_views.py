"""The programme manager's desk: finding a certificate, and withdrawing it."""

from __future__ import annotations

import re

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.certificates import operations, queries, words
from ambassador.certificates.forms import FindForm, WithdrawForm
from ambassador.certificates.queries import Pass
from ambassador.people.sessions import signed_in
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Refusal
from ambassador.web.forms import status_of
from ambassador.web.i18n import language
from ambassador.web.rim import moment, reading, transaction

blueprint = Blueprint("certificate_desk", __name__, url_prefix="/programme/certificates")

NUMBER = re.compile("(?:https?://[^ ]+/)?([0-9a-f]{32})/?")
"""A certificate's number, alone or at the end of its address."""


@blueprint.get("")
@permits(Permission.RUN_PROGRAMME)
def desk() -> ResponseReturnValue:
    """Ask which certificate."""
    return render_template("certificates/desk.html", form=FindForm(), found=None)


@blueprint.post("")
@permits(Permission.RUN_PROGRAMME)
def find() -> ResponseReturnValue:
    """Show the passes that were meant; each look-up leaves an entry in the trail."""
    form, found = FindForm(), None
    if form.validate_on_submit():
        number = NUMBER.fullmatch(form.wanted.data)
        with transaction() as session:
            attempts = operations.find(
                session,
                wanted=form.wanted.data,
                public_id=number[1] if number else "",
                by=signed_in().id,
                at=moment(),
            )
        found = [each for one in attempts if (each := queries.a_pass(reading(), one)) is not None]
    page = render_template("certificates/desk.html", form=form, found=found, language=language, words=words)
    return page, 200 if found is not None else status_of(form)


@blueprint.get("/<int:attempt_id>/withdraw")
@permits(Permission.RUN_PROGRAMME)
def withdrawing(attempt_id: int) -> ResponseReturnValue:
    """Say what withdrawing does, and ask why."""
    return _page(_pass_or_404(attempt_id), WithdrawForm())


@blueprint.post("/<int:attempt_id>/withdraw")
@permits(Permission.RUN_PROGRAMME)
def withdraw(attempt_id: int) -> ResponseReturnValue:
    """Withdraw it, for good."""
    found, form = _pass_or_404(attempt_id), WithdrawForm()
    refusal: Refusal | None = None
    if form.validate_on_submit():
        with transaction() as session:
            refusal = operations.withdraw(
                session, attempt_id=attempt_id, reason=form.reason.data, by=signed_in().id, at=moment()
            )
        if refusal is None:
            flash(_("The certificate is withdrawn. Whoever checks it is told so from now on."), "success")
            return redirect(url_for(".desk"), 303)
        form.refuse(refusal)
    return _page(found, form), status_of(form, refusal)


def _pass_or_404(attempt_id: int) -> Pass:
    found = queries.a_pass(reading(), attempt_id)
    if found is None:
        abort(404)
    return found


def _page(found: Pass, form: WithdrawForm) -> str:
    return render_template(
        "certificates/withdraw.html", found=found, title=found.title(language()), form=form
    )
