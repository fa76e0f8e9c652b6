"""The campaign page: who is due, done, overdue, declined and excepted, by team; figures only."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from ambassador.followup import campaign as campaigns
from ambassador.followup import export, publications, words
from ambassador.followup.campaign import Campaign
from ambassador.people.audience_words import audience
from ambassador.web.access import Permission, permits
from ambassador.web.i18n import language
from ambassador.web.rim import moment, reading
from ambassador.web.spreadsheet import csv_download

blueprint = Blueprint("followup", __name__, url_prefix="/programme/followup")


@blueprint.get("")
@permits(Permission.RUN_PROGRAMME)
def overview() -> ResponseReturnValue:
    """List the guidelines that somebody is asked to acknowledge."""
    rows = publications.asking(reading(), language=language())
    return render_template("followup/overview.html", rows=rows, words=words, audience=audience)


@blueprint.get("/<int:guideline_id>")
@permits(Permission.RUN_PROGRAMME)
def campaign(guideline_id: int) -> ResponseReturnValue:
    """Show how a guideline's version in force stands with everybody it asks."""
    return render_template(
        "followup/campaign.html",
        campaign=_campaign(guideline_id),
        words=words,
        audience=audience,
    )


@blueprint.get("/<int:guideline_id>.csv")
@permits(Permission.RUN_PROGRAMME)
def download(guideline_id: int) -> ResponseReturnValue:
    """Answer with the same figures as a file."""
    found = _campaign(guideline_id)
    filename = f"guideline-{guideline_id}-version-{found.label}.csv"
    return csv_download(export.rows(found), language=language(), filename=filename)


def _campaign(guideline_id: int) -> Campaign:
    found = campaigns.campaign(reading(), guideline_id, at=moment(), language=language())
    if found is None:
        abort(404)
    return found
