"""Everyone who works here, and their roles."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ambassador.web.access import Permission, permits

blueprint = Blueprint("people_admin", __name__, url_prefix="/people" or None)


@blueprint.get("")
@permits(Permission.MANAGE_PEOPLE)
def everyone() -> ResponseReturnValue:
    return render_template("errors/error.html", status=501, title="people_admin.everyone", sentence="")
