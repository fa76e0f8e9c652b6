"""One's own certificates: seen, published, taken back, and taken along."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.certificates import operations, queries, words
from ambassador.certificates.badges import badge_of, issuer_of
from ambassador.certificates.forms import PublishForm
from ambassador.certificates.operations import Publish
from ambassador.certificates.printing import pdf_of
from ambassador.certificates.queries import Pass
from ambassador.people.sessions import signed_in
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Refusal
from ambassador.web.forms import status_of
from ambassador.web.i18n import language
from ambassador.web.rim import moment, reading, settings, transaction

blueprint = Blueprint("certificates", __name__, url_prefix="/certificates/own")


@blueprint.get("/<int:attempt_id>")
@permits(Permission.TAKE_PART)
def own(attempt_id: int) -> ResponseReturnValue:
    """Show the certificate of one's own pass, and let its holder decide who else sees it."""
    found = _own_or_404(attempt_id)
    form = PublishForm(name=found.name or found.person_name, language=found.language or language())
    return _page(found, form)


@blueprint.post("/<int:attempt_id>")
@permits(Permission.TAKE_PART)
def publish(attempt_id: int) -> ResponseReturnValue:
    """Publish it under the name that was chosen."""
    found, form = _own_or_404(attempt_id), PublishForm()
    refusal: Refusal | None = None
    if form.validate_on_submit():
        command = Publish(attempt_id, form.tidied, form.language.data)
        with transaction() as session:
            refusal = operations.publish(session, command, by=signed_in().id, at=moment())
        if refusal is None:
            flash(_("Your certificate is published. Whoever has its address can check it."), "success")
            return redirect(url_for(".own", attempt_id=attempt_id), 303)
        form.refuse(refusal)
    return _page(found, form), status_of(form, refusal)


@blueprint.post("/<int:attempt_id>/take-back")
@permits(Permission.TAKE_PART)
def take_back(attempt_id: int) -> ResponseReturnValue:
    """Let its address look as if there had never been a certificate."""
    _own_or_404(attempt_id)
    with transaction() as session:
        refusal = operations.unpublish(session, attempt_id=attempt_id, by=signed_in().id, at=moment())
    if refusal is None:
        flash(_("Your certificate is not published any more: nobody can open its address."), "success")
    return redirect(url_for(".own", attempt_id=attempt_id), 303)


@blueprint.get("/<int:attempt_id>.pdf")
@permits(Permission.TAKE_PART)
def as_pdf(attempt_id: int) -> ResponseReturnValue:
    """Give it as a PDF, once it is published: before that, its code would lead nowhere."""
    found = _own_or_404(attempt_id)
    if not found.is_published or found.standing.is_withdrawn:
        abort(404)
    issuer = issuer_of(settings())
    content = pdf_of(
        found,
        company=settings().company,
        check_at=issuer.address(found.public_id),
        badge=badge_of(found, issuer),
        at=moment(),
    )
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="certificate-{found.public_id[:8]}.pdf"'
    return response


def _own_or_404(attempt_id: int) -> Pass:
    found = queries.own_pass(reading(), attempt_id, person_id=signed_in().id)
    if found is None:
        abort(404)
    return found


def _page(found: Pass, form: PublishForm) -> str:
    issuer = issuer_of(settings())
    check_at = issuer.address(found.public_id)
    about = {"company": issuer.company, "check_at": check_at, "timezone": settings().timezone}
    return render_template(
        "certificates/own.html",
        found=found,
        title=found.title(language()),
        status=found.status(moment()),
        form=form,
        check_at=check_at,
        linkedin=words.linkedin_address(found, **about),
        fields=words.linkedin_fields(found, **about),
        words=words,
    )
