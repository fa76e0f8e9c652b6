"""The trail: whether it is whole, its checkpoints, and what to check them with."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.trail import checkpoints, notes
from ambassador.trail.checking import Verdict
from ambassador.trail.forms import VerifyForm
from ambassador.trail.models import Checkpoint
from ambassador.trail.queries import newest_entry
from ambassador.trail.signing import NotWhole, public_key, sign, verified
from ambassador.trail.witnesses import Shown
from ambassador.trail.words import headline, notes_about, sentences
from ambassador.web.access import Permission, permits
from ambassador.web.errors import Refusal
from ambassador.web.forms import ButtonForm
from ambassador.web.rim import database, moment, reading, settings

blueprint = Blueprint("trail", __name__, url_prefix="/trail")

VERIFIED_AT_ONCE = 50_000
"""Entries up to which opening the page verifies them all: it takes about a second."""
SHOWN = 30
"""Checkpoints in the table."""


@blueprint.get("")
@permits(Permission.VERIFY_TRAIL)
def overview() -> ResponseReturnValue:
    """Say whether the trail is whole; a long one is verified by a button."""
    is_short = newest_entry(reading()) <= VERIFIED_AT_ONCE
    return _page(verified(database(), settings()) if is_short else None, VerifyForm(formdata=None))


@blueprint.post("")
@permits(Permission.VERIFY_TRAIL)
def verify() -> ResponseReturnValue:
    """Verify every entry, and hold a pasted checkpoint against the trail."""
    form = VerifyForm()
    if not form.validate_on_submit():
        return _page(None, form), 422
    shown = [Shown(_("you pasted"), form.pasted)] if form.pasted else []
    if shown and not _is_checkpoint(form.pasted):
        refusal = _("This is no checkpoint. Paste all of it: four lines, an empty one, and the signature.")
        form.refuse(Refusal(refusal, "note"))
        return _page(None, form), 422
    return _page(verified(database(), settings(), shown=shown), form)


@blueprint.post("/checkpoints")
@permits(Permission.VERIFY_TRAIL)
def take() -> ResponseReturnValue:
    """Verify the trail, and sign how it stands."""
    if not ButtonForm().validate_on_submit():
        abort(400)
    taken = sign(database(), settings(), at=moment())
    if isinstance(taken, NotWhole):
        flash(_("No checkpoint was taken, because the trail is not whole."), "danger")
    elif taken.at == moment():
        flash(_("The checkpoint is taken. Download it, and keep it outside the system."), "success")
    else:
        flash(_("Nothing came into the trail since the newest checkpoint, so that one still holds."), "info")
    return redirect(url_for("trail.overview"), 303)


@blueprint.get("/checkpoints/<int:checkpoint_id>.txt")
@permits(Permission.VERIFY_TRAIL)
def download(checkpoint_id: int) -> ResponseReturnValue:
    """Hand out a checkpoint as the file that was signed."""
    found = reading().get(Checkpoint, checkpoint_id)
    if found is None:
        abort(404)
    answer = Response(found.note, mimetype="text/plain")
    answer.headers.set("Content-Disposition", "attachment", filename=checkpoints.file_name(found))
    return answer


def _is_checkpoint(note: str) -> bool:
    try:
        notes.read(note)
    except notes.NotACheckpointError:
        return False
    return True


def _page(verdict: Verdict | None, form: VerifyForm) -> str:
    session = reading()
    key, origin = public_key(settings()), settings().trail_origin
    return render_template(
        "trail/overview.html",
        verdict=verdict,
        headline=headline(verdict) if verdict else "",
        sentences=sentences(verdict) if verdict else [],
        notes=notes_about(verdict) if verdict else [],
        entries=newest_entry(session),
        checkpoints=checkpoints.newest(session, most=SHOWN),
        form=form,
        file_name=checkpoints.file_name,
        key=key.hex(),
        key_name=notes.verifier_key(origin, key),
    )
