"""Receipts of one's own acknowledgements, the page that checks one, and the auditor's pack."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("receipts", __name__, url_prefix="/receipts")
