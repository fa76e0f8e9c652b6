"""The component page: every component in every state, for developers and for photographs."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue

from ambassador.web.access import Permission, permits

blueprint = Blueprint("components", __name__)


@blueprint.get("/components")
@permits(Permission.VISIT)
def page() -> ResponseReturnValue:
    return render_template("components/page.html")


def init_app(app: Flask) -> None:
    """Add the page where somebody develops: in the demo and in tests."""
    if app.extensions["ambassador.settings"].demo or app.testing:
        app.register_blueprint(blueprint)
