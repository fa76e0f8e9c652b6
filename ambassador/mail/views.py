"""The outbox page."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from ambassador.mail import queries
from ambassador.mail.models import Letter
from ambassador.web.access import Permission, permits
from ambassador.web.rim import reading, settings

blueprint = Blueprint("mail", __name__, url_prefix="/outbox")


@blueprint.get("")
@permits(Permission.READ_OUTBOX)
def outbox() -> ResponseReturnValue:
    session = reading()
    return render_template(
        "mail/outbox.html",
        letters=queries.latest_letters(session),
        waiting=queries.letters_waiting(session),
        has_server=settings().smtp is not None,
    )


@blueprint.get("/<int:letter_id>")
@permits(Permission.READ_OUTBOX)
def letter(letter_id: int) -> ResponseReturnValue:
    found = reading().get(Letter, letter_id)
    if found is None:
        abort(404)
    # With a mail server the links in a letter are the receiver's alone, also while it waits.
    return render_template("mail/letter.html", letter=found, has_server=settings().smtp is not None)
