"""Opting in, opting out, and inviting others to."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ambassador.optins import inviting, operations, queries
from ambassador.optins.content import consent_in
from ambassador.optins.forms import InviteForm, JoinForm
from ambassador.people.sessions import signed_in
from ambassador.settings import LANGUAGES
from ambassador.web.access import Permission, permits
from ambassador.web.forms import ButtonForm, status_of
from ambassador.web.i18n import language
from ambassador.web.rim import moment, reading, transaction

blueprint = Blueprint("optins", __name__)


@blueprint.route("/join", methods=["GET", "POST"])
@permits(Permission.TAKE_PART)
def join() -> ResponseReturnValue:
    consent = consent_in(language())
    form, refusal = JoinForm(), None
    if form.validate_on_submit():
        with transaction() as session:
            refusal = operations.opt_in(session, seen=form.seen.data or "", by=signed_in().id, at=moment())
        if refusal is None:
            return redirect(url_for("audience.channels", welcome=1), 303)
        form.refuse(refusal)
    form.show(consent)
    held = queries.open_opt_in(reading(), signed_in().id)
    page = render_template("optins/join.html", form=form, consent=consent, held=held)
    return page, status_of(form, refusal)


@blueprint.route("/leave", methods=["GET", "POST"])
@permits(Permission.TAKE_PART)
def leave() -> ResponseReturnValue:
    form = ButtonForm()
    if form.validate_on_submit():
        with transaction() as session:
            operations.withdraw(session, by=signed_in().id, at=moment())
        flash(_("You have left the programme. Thank you for the time you took part."), "success")
        return redirect(url_for("standing.checklist"), 303)
    held = queries.open_opt_in(reading(), signed_in().id)
    return render_template("optins/leave.html", form=form, held=held)


@blueprint.route("/programme/invite", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def invite() -> ResponseReturnValue:
    """Choose whom to invite; sending the choice shows the letter and how many would get it."""
    form = _invite_form()
    if not form.validate_on_submit():
        return _choose(form)
    return render_template(
        "optins/invite_letter.html",
        form=form,
        people=queries.count_uninvited(reading(), at=moment(), team_ids=form.team_ids),
        written=[inviting.wording(each, name=signed_in().name) for each in LANGUAGES],
    )


@blueprint.post("/programme/invite/send")
@permits(Permission.RUN_PROGRAMME)
def send_invitations() -> ResponseReturnValue:
    form = _invite_form()
    if not form.validate_on_submit():
        return _choose(form)
    with transaction() as session:
        sent = inviting.invite(session, by=signed_in().id, at=moment(), team_ids=form.team_ids)
    if sent:
        flash(
            ngettext("%(num)s invitation is on its way.", "%(num)s invitations are on their way.", sent),
            "success",
        )
    else:
        flash(_("Nobody was left to invite, so no letter was written."), "info")
    return redirect(url_for("optins.invite"), 303)


def _invite_form() -> InviteForm:
    form = InviteForm()
    form.offer(queries.teams_to_invite(reading(), at=moment()))
    return form


def _choose(form: InviteForm) -> ResponseReturnValue:
    people = queries.count_uninvited(reading(), at=moment())
    return render_template("optins/invite.html", form=form, people=people), status_of(form)
