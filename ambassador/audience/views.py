"""Stating one's own channels and audiences."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ambassador.web.access import Permission, permits

blueprint = Blueprint("audience", __name__, url_prefix="/audience" or None)


@blueprint.get("")
@permits(Permission.TAKE_PART)
def channels() -> ResponseReturnValue:
    return render_template("errors/error.html", status=501, title="audience.channels", sentence="")
