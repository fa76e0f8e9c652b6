"""Writing and publishing courses."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ambassador.web.access import Permission, permits

blueprint = Blueprint("training_editor", __name__, url_prefix="/programme/courses" or None)


@blueprint.get("")
@permits(Permission.RUN_PROGRAMME)
def overview() -> ResponseReturnValue:
    return render_template("errors/error.html", status=501, title="training_editor.overview", sentence="")
