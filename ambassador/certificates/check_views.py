"""What anybody may open: the page that checks a certificate, its badge, and what checks badges."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from ambassador.certificates import policy, queries, words
from ambassador.certificates.badges import badge_of, issuer_of
from ambassador.certificates.credential import LIST_MAY_BE_KEPT, status_list
from ambassador.certificates.queries import Pass
from ambassador.web.access import Permission, permits
from ambassador.web.i18n import language
from ambassador.web.rim import moment, reading, settings

blueprint = Blueprint("certificate_checks", __name__, url_prefix="/certificates")

PUBLIC_ID = re.compile("[0-9a-f]{32}")
TOKEN = "application/vc+jwt"  # noqa: S105  (a kind of file, not a secret)  # nosec B105


@blueprint.get("/<public_id>")
@permits(Permission.VISIT)
def check(public_id: str) -> ResponseReturnValue:
    """Say how a certificate stands now; a private one is as one that never was."""
    found = _published_or_404(public_id)
    status = found.status(moment())
    return render_template(
        "certificates/check.html",
        found=found,
        title=found.title(language()),
        status=status,
        name=found.name if policy.names_holder(status) else "",
        words=words,
    )


@blueprint.get("/<public_id>/badge")
@permits(Permission.VISIT)
def badge(public_id: str) -> ResponseReturnValue:
    """Give a published certificate as an Open Badge 3.0, in the VC-JWT format."""
    found = _published_or_404(public_id)
    if not policy.names_holder(found.status(moment())):
        # The badge has the name, which is not told any more.
        abort(404)
    response = Response(badge_of(found, issuer_of(settings())), mimetype=TOKEN)
    response.headers["Content-Disposition"] = f'attachment; filename="certificate-{public_id[:8]}.jwt"'
    return response


@blueprint.get("/issuer")
@permits(Permission.VISIT)
def issuer() -> ResponseReturnValue:
    """Say who gives the badges."""
    return _json(issuer_of(settings()).profile())


@blueprint.get("/key.json")
@permits(Permission.VISIT)
def key() -> ResponseReturnValue:
    """Give the public key alone, as Open Badges wants it."""
    return _json(issuer_of(settings()).public_key())


@blueprint.get("/keys.json")
@permits(Permission.VISIT)
def keys() -> ResponseReturnValue:
    """Give the public key as a set, as other tools want it."""
    return _json({"keys": [issuer_of(settings()).public_key()]})


@blueprint.get("/status/<int:number>")
@permits(Permission.VISIT)
def status(number: int) -> ResponseReturnValue:
    """Say of all badges of a list at once which not to rely on, so that nobody learns whose is checked."""
    found = queries.not_to_be_relied_on(reading(), number)
    if found is None:
        abort(404)
    response = Response(status_list(number, found, issuer_of(settings()), at=moment()), mimetype=TOKEN)
    response.headers["Cache-Control"] = f"public, max-age={LIST_MAY_BE_KEPT.seconds}"
    return response


@blueprint.after_request
def _keep_it_fresh_and_unlisted(response: Response) -> Response:
    # Also of what is not found, so that a private certificate has the same headers as none.
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _published_or_404(public_id: str) -> Pass:
    found = queries.published(reading(), public_id) if PUBLIC_ID.fullmatch(public_id) else None
    if found is None:
        abort(404)
    return found


def _json(content: dict[str, Any]) -> Response:
    response = Response(json.dumps(content, ensure_ascii=False), mimetype="application/json")
    response.headers["Cache-Control"] = f"public, max-age={LIST_MAY_BE_KEPT.seconds}"
    return response
