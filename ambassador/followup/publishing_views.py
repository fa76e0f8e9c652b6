"""Publishing a guideline: for whom, by when, and how far its letters are."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("publishing", __name__, url_prefix="/programme/guidelines")
