"""Telling one's own channels and audiences: part of taking part, so it stands where the consent is known."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.audience.forms import ChannelsForm
from ambassador.audience.queries import open_accounts
from ambassador.optins import operations, queries
from ambassador.people.sessions import signed_in
from ambassador.web.access import Permission, permits
from ambassador.web.forms import status_of
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
    if not form.is_submitted():
        form.show(open_accounts(reading(), signed_in().id))
    held = queries.open_opt_in(reading(), signed_in().id)
    is_welcome = request.args.get("welcome") == "1"
    page = render_template("audience/channels.html", form=form, held=held, is_welcome=is_welcome)
    return page, status_of(form)
