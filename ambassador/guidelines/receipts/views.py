"""Receipts of one's own acknowledgements, and the page that checks one for anybody."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from ambassador.guidelines.receipts import queries, words
from ambassador.guidelines.receipts.pack import VERIFIER
from ambassador.guidelines.receipts.printing import pdf_of
from ambassador.guidelines.receipts.queries import Issuer
from ambassador.guidelines.receipts.receipt import Receipt
from ambassador.people.sessions import signed_in
from ambassador.settings import Settings
from ambassador.web.access import Permission, permits
from ambassador.web.rim import moment, reading, settings

blueprint = Blueprint("receipts", __name__, url_prefix="/receipts")

HASH = re.compile("[0-9a-f]{64}")


@blueprint.get("")
@permits(Permission.TAKE_PART)
def own() -> ResponseReturnValue:
    """List what one has acknowledged, each with its receipt."""
    acknowledged = queries.own_acknowledgements(reading(), signed_in().id)
    return render_template("receipts/own.html", acknowledged=acknowledged, words=words)


@blueprint.get("/<int:acknowledgement_id>.json")
@permits(Permission.TAKE_PART)
def as_json(acknowledgement_id: int) -> ResponseReturnValue:
    receipt = _own_or_404(acknowledgement_id)
    return _download(receipt.as_json().encode(), f"{receipt.file_name}.json", "application/json")


@blueprint.get("/<int:acknowledgement_id>.pdf")
@permits(Permission.TAKE_PART)
def as_pdf(acknowledgement_id: int) -> ResponseReturnValue:
    receipt = _own_or_404(acknowledgement_id)
    return _download(pdf_of(receipt), f"{receipt.file_name}.pdf", "application/pdf")


@blueprint.get("/check/<entry_hash>")
@permits(Permission.VISIT)
def check(entry_hash: str) -> ResponseReturnValue:
    """Say what an acknowledgement is of, and never whose it is."""
    found = queries.checked(reading(), entry_hash) if HASH.fullmatch(entry_hash) else None
    if found is None:
        abort(404)
    return render_template("receipts/check.html", found=found, words=words)


@blueprint.get("/verify_receipt.py")
@permits(Permission.VISIT)
def verifier() -> ResponseReturnValue:
    return _download(VERIFIER.read_bytes(), VERIFIER.name, "text/x-python")


def issuer_of(settings: Settings) -> Issuer:
    """Return who signs receipts here."""
    return Issuer(
        company=settings.company,
        base_url=settings.base_url,
        origin=settings.trail_origin,
        key=settings.trail_key,
    )


def _own_or_404(acknowledgement_id: int) -> Receipt:
    found = queries.receipt_of(
        reading(),
        acknowledgement_id,
        person_id=signed_in().id,
        issuer=issuer_of(settings()),
        at=moment(),
    )
    if found is None:
        abort(404)
    return found


def _download(content: bytes, name: str, kind: str) -> Response:
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
