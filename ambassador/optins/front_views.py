"""The public front page: what the programme is, and what 100 ambassadors with 100 followers amount to."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ambassador.web.access import Permission, permits

blueprint = Blueprint("front", __name__)


@blueprint.get("/")
@permits(Permission.VISIT)
def page() -> ResponseReturnValue:
    return render_template("optins/front.html")
