"""The page of assumptions: what a report takes for granted, who changed it and why, and changing it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.audience.policy import NAMES, Channel
from ambassador.people.sessions import signed_in
from ambassador.reports import assumption_operations as operations
from ambassador.reports import assumption_queries as queries
from ambassador.reports import assumption_words as words
from ambassador.reports.assumption_forms import AssumptionsForm
from ambassador.reports.assumption_operations import ChangeAssumptions
from ambassador.reports.assumption_policy import (
    BY_CHANNEL,
    SHIPPED,
    Difference,
    differences,
    listed,
    merged,
)
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Conflict
from ambassador.web.forms import status_of
from ambassador.web.rim import database, moment, reading, transaction

blueprint = Blueprint("assumptions", __name__, url_prefix="/reports/assumptions")


@blueprint.get("")
@permits(Permission.READ_REPORTS)
def page() -> ResponseReturnValue:
    current = queries.in_force(reading())
    return render_template(
        "reports/assumptions.html",
        current=current,
        assumed=listed(current, tuple(Channel)),
        history=queries.history(reading()),
        words=words,
    )


@blueprint.route("/change", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def change() -> ResponseReturnValue:
    form = AssumptionsForm()
    if not form.is_submitted():
        form.show(queries.in_force(reading()))
        return _form_page(form)
    if form.restore(request.form.get("restore", "")):
        return _form_page(form)
    if not form.validate():
        return _form_page(form), status_of(form)
    command = ChangeAssumptions(form.wanted(), form.began_from, form.why.data)
    with transaction() as session:
        result = operations.change(session, command, by=signed_in().id, at=moment())
    if isinstance(result, Conflict):
        form.refuse(result)
        return _form_page(form, theirs=_take_in_theirs(form)), status_of(form, result)
    if isinstance(result, tuple):
        for refusal in result:
            form.refuse(refusal)
        return _form_page(form), status_of(form)
    if result is None:
        flash(_("Nothing was changed, so there is no new version."), "info")
    else:
        flash(_("Version %(number)s is in force from now on.", number=result), "success")
    return redirect(url_for(".page"), 303)


def _take_in_theirs(form: AssumptionsForm) -> tuple[Difference, ...]:
    """Fill in what came in between, beside one's own changes, and return it."""
    with database().reading() as session:
        now = queries.in_force(session)
        base = queries.version(session, form.began_from) or now
    form.show(merged(base, mine=form.wanted(), theirs=now))
    return differences(base, now)


def _form_page(form: AssumptionsForm, *, theirs: tuple[Difference, ...] = ()) -> str:
    with database().reading() as session:
        current = queries.version(session, form.began_from) or queries.in_force(session)
    return render_template(
        "reports/assumptions_change.html",
        form=form,
        theirs=theirs,
        current=current,
        shipped=SHIPPED,
        typed=form.other_than(current),
        not_shipped=form.other_than(SHIPPED),
        by_channel=BY_CHANNEL,
        channels=NAMES,
        words=words,
    )
