"""The reach report and its downloads, and the programme's funnel."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ambassador.web.access import Permission, permits

blueprint = Blueprint("reports", __name__, url_prefix="" or None)


@blueprint.get("/reports/reach")
@permits(Permission.READ_REPORTS)
def reach() -> ResponseReturnValue:
    return render_template("errors/error.html", status=501, title="reports.reach", sentence="")


@blueprint.get("/programme")
@permits(Permission.RUN_PROGRAMME)
def programme() -> ResponseReturnValue:
    return render_template("errors/error.html", status=501, title="reports.programme", sentence="")
