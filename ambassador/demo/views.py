"""The demo's own doors: sign in with one button."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ambassador.demo.history import DOORS, email_of
from ambassador.people import operations, queries
from ambassador.people.views import enter
from ambassador.web.access import Permission, permits
from ambassador.web.rim import moment, reading, transaction

blueprint = Blueprint("demo", __name__, url_prefix="/demo")
"""Registered only when the settings say demo: elsewhere there is no such door."""


@blueprint.get("")
@permits(Permission.VISIT)
def doors() -> ResponseReturnValue:
    return render_template("demo/doors.html", doors=DOORS)


@blueprint.post("/<door>")
@permits(Permission.VISIT)
def come_in(door: str) -> ResponseReturnValue:
    if door not in DOORS:
        abort(404)
    person = queries.person_with_email(reading(), email_of(door))
    if person is None:
        abort(404)
    with transaction() as session:
        started = operations.start_session(session, person_id=person.id, at=moment())
    enter(started)
    return redirect(url_for("people.start"), 303)
