"""Knows the files a page needs: our stylesheet and script, Bootstrap's, and the icons the templates use."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import flask_bootstrap
from flask import Blueprint, Flask, Response, abort, current_app, request, url_for
from markupsafe import Markup

from ambassador.settings import PACKAGE
from ambassador.web.access import Permission, permits

OURS = PACKAGE / "static"
BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static"
ONE_YEAR = 365 * 24 * 3600

blueprint = Blueprint("assets", __name__)

_USED_ICON = re.compile(r"icon(?:=|\()\s*[\"']([a-z0-9-]+)[\"']")
_SYMBOL = re.compile(r'<symbol[^>]*\bid="([a-z0-9-]+)".*?</symbol>', re.DOTALL)


def init_app(app: Flask, *, templates: Path) -> None:
    """Read the assets into memory, and give the templates `asset` and `icon`."""
    files = {path.name: path.read_bytes() for path in sorted(OURS.iterdir()) if path.is_file()}
    files["bootstrap.css"] = (BOOTSTRAP / "bootstrap5/css/bootstrap.min.css").read_bytes()
    used = icons_used_in(path.read_text("utf-8") for path in templates.rglob("*.html"))
    files["icons.svg"] = icon_sprite(used)
    app.extensions["ambassador.assets"] = files
    digests = {name: hashlib.sha256(content).hexdigest()[:12] for name, content in files.items()}

    def asset(name: str) -> str:
        return url_for("assets.file", name=name, v=digests[name])

    def icon(name: str, label: str = "") -> Markup:
        aria = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
        return Markup('<svg class="icon" {}><use href="{}#{}"></use></svg>').format(
            aria, asset("icons.svg"), name
        )

    app.jinja_env.globals.update(asset=asset, icon=icon)
    app.register_blueprint(blueprint)


def icons_used_in(templates: Iterable[str]) -> set[str]:
    """Return the names of the icons that templates ask for, as icon("name") or icon="name"."""
    return {name for template in templates for name in _USED_ICON.findall(template)}


def icon_sprite(names: set[str]) -> bytes:
    """Return an SVG sprite of just these Bootstrap icons; raises KeyError for one that does not exist."""
    symbols = _icons()
    cut = "".join(symbols[name] for name in sorted(names))
    return f'<svg xmlns="http://www.w3.org/2000/svg">{cut}</svg>'.encode()


@cache
def _icons() -> dict[str, str]:
    """Return all of Bootstrap's icons by name: a megabyte is read once."""
    sprite = (BOOTSTRAP / "bootstrap5/icons/bootstrap-icons.svg").read_text("utf-8")
    return {found.group(1): found.group(0) for found in _SYMBOL.finditer(sprite)}


@blueprint.get("/assets/<name>")
@permits(Permission.VISIT)
def file(name: str) -> Response:
    """Answer with an asset; its address carries its hash, so a browser may keep it for a year."""
    files: dict[str, bytes] = current_app.extensions["ambassador.assets"]
    if name not in files:
        abort(404)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = Response(files[name], mimetype=kind)
    has_hash = "v" in request.args
    response.cache_control.max_age = ONE_YEAR if has_hash else 0
    response.cache_control.public = True
    response.cache_control.immutable = has_hash
    return response
