"""Whether somebody was cleared on a day, with reasons: oneself, or whom the programme manager asks about."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from ambassador.people.sessions import signed_in
from ambassador.standing import operations, words
from ambassador.standing.forms import DayForm, LookUpForm
from ambassador.standing.operations import LookUp
from ambassador.standing.own_queries import standing_of
from ambassador.standing.policy import moment_on
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Refusal
from ambassador.web.forms import status_of
from ambassador.web.i18n import language
from ambassador.web.rim import moment, reading, transaction, zone

blueprint = Blueprint("standing_lookup", __name__, url_prefix="/standing")


@blueprint.get("")
@permits(Permission.TAKE_PART)
def own() -> ResponseReturnValue:
    """Show the reader's own standing on any day, today if none is asked for."""
    form = DayForm(MultiDict({"on": _today().isoformat(), **request.args.to_dict()}))
    when = None
    if form.validate() and form.on.data is not None:
        when = moment_on(form.on.data, zone(), now=moment())
        if when is None:
            form.refuse(operations.not_yet())
    standing = standing_of(reading(), signed_in().id, language(), when) if when else None
    page = render_template("standing/own.html", form=form, standing=standing, day=form.on.data, words=words)
    return page, 200 if standing else 422


@blueprint.get("/person")
@permits(Permission.RUN_PROGRAMME)
def person() -> ResponseReturnValue:
    """Ask whose standing, and on which day; an address in the link fills in the form."""
    form = LookUpForm(address=request.args.get("address", ""), on=_today())
    return render_template("standing/person.html", form=form, found=None, words=words)


@blueprint.post("/person")
@permits(Permission.RUN_PROGRAMME)
def look_up() -> ResponseReturnValue:
    """Show how somebody stood; each look-up leaves an entry in the trail, so it is no mere question."""
    form, found = LookUpForm(), None
    if form.validate_on_submit() and form.on.data is not None:
        command = LookUp(form.address.data, form.on.data, zone(), language())
        with transaction() as session:
            found = operations.look_up(session, command, by=signed_in().id, at=moment())
    if isinstance(found, Refusal):
        form.refuse(found)
        found = None
    page = render_template("standing/person.html", form=form, found=found, words=words)
    return page, 200 if found else status_of(form)


def _today() -> date:
    return moment().astimezone(zone()).date()
