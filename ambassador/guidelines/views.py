"""Reading and acknowledging guidelines."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ambassador.web.access import Permission, permits

blueprint = Blueprint("guidelines", __name__, url_prefix="/guidelines" or None)


@blueprint.get("/<int:guideline_id>")
@permits(Permission.TAKE_PART)
def read(guideline_id: int) -> ResponseReturnValue:
    return render_template("errors/error.html", status=501, title="guidelines.read", sentence="")
