"""The demo's own doors: sign in with one button."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("demo", __name__)
