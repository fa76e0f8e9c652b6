"""Counting contacts in common with a few colleagues who agreed to it as well."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.optins.queries import open_opt_in
from ambassador.people.sessions import signed_in
from ambassador.sharing import mutual_operations as operations
from ambassador.sharing import mutual_queries as queries
from ambassador.sharing.content import consent_in
from ambassador.sharing.mutual_forms import AgreeForm, CountsForm, counts_form
from ambassador.sharing.mutual_policy import FEWEST_OTHERS, OFFERED
from ambassador.sharing.mutual_queries import Colleague
from ambassador.sharing.policy import Purpose
from ambassador.web.access import Permission, permits
from ambassador.web.forms import ButtonForm, status_of
from ambassador.web.i18n import language
from ambassador.web.rim import moment, reading, transaction

blueprint = Blueprint("sharing_mutual", __name__, url_prefix="/audience/mutual")


@blueprint.get("")
@permits(Permission.TAKE_PART)
def pairs() -> ResponseReturnValue:
    """Show what comes next: joining, the exact number, the consent, the colleagues, or thanks."""
    session, who = reading(), signed_in().id
    if open_opt_in(session, who) is None:
        return render_template("sharing/mutual_closed.html", has_joined=False)
    has_agreed = queries.has_agreed(session, who)
    if queries.exact_size(session, who) is None:
        return render_template("sharing/mutual_closed.html", has_joined=True, holds=has_agreed)
    if not has_agreed:
        return _consent_page(AgreeForm())
    waiting = _waiting()
    return _counts_page(counts_form(waiting), waiting)


@blueprint.post("/agree")
@permits(Permission.TAKE_PART)
def agree() -> ResponseReturnValue:
    form, refusal = AgreeForm(), None
    if form.validate_on_submit():
        with transaction() as session:
            refusal = operations.agree(session, seen=form.seen.data or "", by=signed_in().id, at=moment())
        if refusal is None:
            return redirect(url_for("sharing_mutual.pairs"), 303)
        form.refuse(refusal)
    return _consent_page(form), status_of(form, refusal)


@blueprint.post("/draw")
@permits(Permission.TAKE_PART)
def draw() -> ResponseReturnValue:
    if ButtonForm().validate_on_submit():
        with transaction() as session:
            is_drawn = operations.draw(session, by=signed_in().id, at=moment())
        if not is_drawn:
            flash(_("There is no further colleague to count with at the moment."), "info")
    return redirect(url_for("sharing_mutual.pairs"), 303)


@blueprint.post("/counts")
@permits(Permission.TAKE_PART)
def tell() -> ResponseReturnValue:
    waiting = _waiting()
    form = counts_form(waiting)
    if not form.validate_on_submit():
        return _counts_page(form, waiting), status_of(form)
    with transaction() as session:
        refusals = operations.answer(session, counted=form.told(waiting), by=signed_in().id, at=moment())
    if refusals:
        form.refuse_each(refusals)
        return _counts_page(form, waiting), status_of(form)
    flash(_("Thank you. What you counted is saved."), "success")
    return redirect(url_for("sharing_mutual.pairs"), 303)


@blueprint.post("/stop")
@permits(Permission.TAKE_PART)
def stop() -> ResponseReturnValue:
    if ButtonForm().validate_on_submit():
        with transaction() as session:
            operations.stop(session, by=signed_in().id, at=moment())
        flash(
            _("Your name is shown to nobody any more, and the counts you were part of are deleted."),
            "success",
        )
    return redirect(url_for("audience.channels"), 303)


def _consent_page(form: AgreeForm) -> str:
    consent = consent_in(Purpose.MUTUAL, language())
    form.show(consent)
    return render_template("sharing/mutual_consent.html", form=form, consent=consent)


def _waiting() -> Sequence[Colleague]:
    """Return the colleagues with whom whoever is signed in has not counted yet."""
    return [each for each in queries.colleagues(reading(), signed_in().id) if each.mutual is None]


def _counts_page(form: CountsForm, waiting: Sequence[Colleague]) -> str:
    session, who = reading(), signed_in().id
    return render_template(
        "sharing/mutual.html",
        form=form,
        waiting=waiting,
        counted=[each for each in queries.colleagues(session, who) if each.mutual is not None],
        has_enough=queries.count_others(session, who) >= FEWEST_OTHERS,
        has_room=queries.count_pairs(session, who) < OFFERED,
    )
