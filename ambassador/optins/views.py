"""The front page, opting in, and opting out."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ambassador.web.access import Permission, permits

blueprint = Blueprint("optins", __name__, url_prefix="" or None)


@blueprint.get("/join")
@permits(Permission.TAKE_PART)
def join() -> ResponseReturnValue:
    return render_template("errors/error.html", status=501, title="optins.join", sentence="")
