"""Taking the auditor's pack."""

from __future__ import annotations

from datetime import UTC
from tempfile import TemporaryFile

from flask import Blueprint, render_template, send_file
from flask.typing import ResponseReturnValue

from ambassador.guidelines.receipts import operations, pack
from ambassador.guidelines.receipts.views import issuer_of
from ambassador.people.sessions import signed_in
from ambassador.web.access import Permission, permits
from ambassador.web.forms import ButtonForm, status_of
from ambassador.web.i18n import language
from ambassador.web.rim import database, moment, settings, transaction

blueprint = Blueprint("auditor_pack", __name__, url_prefix="/programme/guidelines/pack")


@blueprint.route("", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def take() -> ResponseReturnValue:
    form = ButtonForm()
    if not form.validate_on_submit():
        return render_template("receipts/pack.html", form=form), status_of(form)
    with transaction() as session:
        operations.take_pack(session, by=signed_in().id, at=moment())
    # On disk, not in memory: the pack of a large company is larger than a server's share of it.
    file = TemporaryFile()  # noqa: SIM115  (the answer reads it, and closes it when it was sent)
    with database().snapshot() as session:
        pack.write(file, session, issuer=issuer_of(settings()), language=language(), at=moment())
    file.seek(0)
    name = f"auditor-pack-{moment().astimezone(UTC):%Y-%m-%d}.zip"
    return send_file(file, mimetype="application/zip", as_attachment=True, download_name=name, max_age=0)
