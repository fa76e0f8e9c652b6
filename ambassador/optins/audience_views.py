"""Telling one's own channels and audiences: part of taking part, so it stands where the consent is known."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.audience.forms import ChannelsForm
from ambassador.audience.policy import LOOKED_UP, NAMES
from ambassador.audience.queries import open_accounts
from ambassador.optins import operations, queries
from ambassador.optins.policy import covers_looking_up
from ambassador.people.sessions import signed_in
from ambassador.web.access import Permission, permits
from ambassador.web.forms import ButtonForm, status_of
from ambassador.web.rim import moment, reading, transaction

blueprint = Blueprint("audience", __name__)


@blueprint.route("/audience", methods=["GET", "POST"])
@permits(Permission.TAKE_PART)
def channels() -> ResponseReturnValue:
    form = ChannelsForm()
    if form.validate_on_submit():
        with transaction() as session:
            refusal = operations.tell_audiences(
                session, audiences=form.told(), by=signed_in().id, at=moment()
            )
        if refusal is None:
            flash(_("Your channels are saved."), "success")
            return redirect(url_for("standing.checklist"), 303)
        form.refuse(refusal)
    return _page(form)


@blueprint.post("/audience/confirm")
@permits(Permission.TAKE_PART)
def confirm() -> ResponseReturnValue:
    """Say that all one's numbers still hold, in one click."""
    button, form = ButtonForm(), ChannelsForm(formdata=None)
    if not button.validate_on_submit():
        return _page(form)
    with transaction() as session:
        refusal = operations.confirm_audiences(session, by=signed_in().id, at=moment())
    if refusal is not None:
        form.refuse(refusal)
        return _page(form)
    flash(_("Thank you. Your numbers are confirmed."), "success")
    return redirect(url_for("standing.checklist"), 303)


def _page(form: ChannelsForm) -> ResponseReturnValue:
    accounts = open_accounts(reading(), signed_in().id)
    if not form.is_submitted() or request.endpoint == "audience.confirm":
        form.show(accounts)
    held = queries.open_opt_in(reading(), signed_in().id)
    page = render_template(
        "audience/channels.html",
        form=form,
        held=held,
        is_welcome=request.args.get("welcome") == "1",
        known=[(NAMES[channel], accounts[channel]) for channel in NAMES if channel in accounts],
        is_asked_again=any(account.is_stale(moment()) for account in accounts.values()),
        looked_up=LOOKED_UP if held is not None and covers_looking_up(held.consent_version) else (),
        accounts=accounts,
    )
    return page, status_of(form)
