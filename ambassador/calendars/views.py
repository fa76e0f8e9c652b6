"""The secret address of one's own due dates, and what a calendar program finds there."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from ambassador.calendars import operations, queries
from ambassador.calendars.feed import calendar_of
from ambassador.calendars.sources import SOURCES
from ambassador.mail.letters import absolute
from ambassador.people.sessions import signed_in
from ambassador.web.access import Permission, permits
from ambassador.web.forms import ButtonForm
from ambassador.web.i18n import LOCALES
from ambassador.web.rim import moment, reading, settings, transaction, zone

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")


@blueprint.get("")
@permits(Permission.TAKE_PART)
def own() -> ResponseReturnValue:
    """Say whether the reader has an address, and let them make, renew or end it."""
    return render_template("calendars/own.html", made_at=queries.made_at(reading(), signed_in().id))


@blueprint.post("")
@permits(Permission.TAKE_PART)
def make() -> ResponseReturnValue:
    """Make an address and show it, this once: only its hash is kept."""
    if not ButtonForm().validate_on_submit():
        return redirect(url_for(".own"), 303)
    with transaction() as session:
        token = operations.make_address(session, by=signed_in().id, at=moment())
    return render_template("calendars/made.html", address=absolute(url_for(".feed", token=token)))


@blueprint.post("/off")
@permits(Permission.TAKE_PART)
def turn_off() -> ResponseReturnValue:
    """End the reader's address."""
    if ButtonForm().validate_on_submit():
        with transaction() as session:
            operations.turn_off(session, person_ids=[signed_in().id], at=moment())
        flash(_("The address is turned off. Remove the calendar from your program, too."), "success")
    return redirect(url_for(".own"), 303)


@blueprint.get("/<token>.ics")
@permits(Permission.VISIT)
def feed(token: str) -> ResponseReturnValue:
    """Hand out a calendar to whoever has its address: calendar programs can't sign in.

    Unknown, turned off and left look alike. Nobody guesses 256 bits, so nothing counts the tries.
    """
    holder = queries.holder_of(reading(), token)
    if holder is None:
        abort(404)
    language = holder.language or settings().language
    with force_locale(LOCALES[language]):
        dues = [
            due
            for source in SOURCES
            for due in source(reading(), holder.person_id, language=language, at=moment())
        ]
        company = settings().company or _("Ambassador")
        written = calendar_of(dues, holder, company=company, zone=zone())
    response = Response(written, mimetype="text/calendar")
    response.headers["Content-Disposition"] = "inline; filename=due-dates.ics"
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)
