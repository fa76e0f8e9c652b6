"""What is left to do, for oneself."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ambassador.web.access import Permission, permits

blueprint = Blueprint("standing", __name__, url_prefix="" or None)


@blueprint.get("/checklist")
@permits(Permission.TAKE_PART)
def checklist() -> ResponseReturnValue:
    return render_template("errors/error.html", status=501, title="standing.checklist", sentence="")
