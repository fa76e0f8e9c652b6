"""What is left to do, for oneself."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ambassador.people.sessions import signed_in
from ambassador.standing.own_queries import standing_of
from ambassador.standing.steps import steps_of, tasks_of
from ambassador.web.access import Permission, permits
from ambassador.web.i18n import language
from ambassador.web.rim import moment, reading

blueprint = Blueprint("standing", __name__)


@blueprint.get("/checklist")
@permits(Permission.TAKE_PART)
def checklist() -> ResponseReturnValue:
    standing = standing_of(reading(), signed_in().id, language(), moment())
    if not standing.is_opted_in:
        return render_template("standing/invitation.html", tasks=tasks_of(standing))
    return render_template("standing/checklist.html", standing=standing, steps=steps_of(standing))
