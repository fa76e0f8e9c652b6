"""Taking a course."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ambassador.web.access import Permission, permits

blueprint = Blueprint("training", __name__, url_prefix="/training" or None)


@blueprint.get("/<int:course_id>")
@permits(Permission.TAKE_PART)
def course(course_id: int) -> ResponseReturnValue:
    return render_template("errors/error.html", status=501, title="training.course", sentence="")
