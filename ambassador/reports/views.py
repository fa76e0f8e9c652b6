"""The reach report and its download, today's and those that were shown before; and the programme's funnel."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Flask, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from ambassador.asking.queries import open_designs
from ambassador.audience.policy import NAMES, Channel
from ambassador.reports import (
    assumption_words,
    charts,
    curves,
    export,
    facts,
    kept_queries,
    method,
    policy,
    programme_queries,
    words,
)
from ambassador.reports.advice import advice, narrowing
from ambassador.reports.current import current_report
from ambassador.reports.curve_charts import curve_chart
from ambassador.reports.kept_queries import Kept
from ambassador.reports.reach_report import Narrower, ReachReport
from ambassador.web.access import Permission, permits
from ambassador.web.i18n import gettext as _
from ambassador.web.i18n import language
from ambassador.web.rim import moment, reading
from ambassador.web.spreadsheet import csv_download

blueprint = Blueprint("reports", __name__)

SOON = timedelta(days=30)


def init_app(app: Flask) -> None:
    """Let the page of a design, which lies below reports, show what further lists would do to the range."""
    app.jinja_env.globals.update(ranges_with_lists=ranges_with_lists)


def ranges_with_lists(channel: Channel) -> list[Narrower]:
    """Return the range of a channel today and with further lists; nothing where these change nothing."""
    found = next((reach for reach in current_report().channels if reach.channel is channel), None)
    ranges = narrowing(found) if found else []
    return ranges if len(ranges) > 1 else []


@blueprint.get("/reports/reach")
@permits(Permission.READ_REPORTS)
def reach() -> ResponseReturnValue:
    return _page(current_report())


@blueprint.get("/reports/reach.csv")
@permits(Permission.READ_REPORTS)
def reach_csv() -> ResponseReturnValue:
    return _download(current_report())


@blueprint.get("/reports/reach/<check>")
@permits(Permission.READ_REPORTS)
def kept(check: str) -> ResponseReturnValue:
    """Show a report again as it was shown, under its check number."""
    found = _kept_or_404(check)
    if found.report is None:
        return render_template("reports/kept_bare.html", kept=found)
    return _page(found.report, found)


@blueprint.get("/reports/reach/<check>.csv")
@permits(Permission.READ_REPORTS)
def kept_csv(check: str) -> ResponseReturnValue:
    found = _kept_or_404(check)
    if found.report is None:
        rows = [(_("Place"), _("Figure or text")), *found.lines()]
        return csv_download(rows, language=language(), filename=f"reach-{check}.csv")
    return _download(found.report)


def _kept_or_404(check: str) -> Kept:
    found = kept_queries.kept_as(reading(), check)
    if found is None:
        abort(404)
    return found


def _page(report: ReachReport, kept: Kept | None = None) -> str:
    best = report.headline
    return render_template(
        "reports/reach.html",
        report=report,
        best=best,
        kept=kept,
        download=url_for(".kept_csv", check=kept.check) if kept else url_for(".reach_csv"),
        words=words,
        assumption_words=assumption_words,
        method=method.sentences(best) if best else (),
        formulas=method.formulas(best) if best else (),
        advice=advice(best) if best else (),
        steps=curves.worth_telling(best) if best else (),
        curve_chart=curve_chart(best) if best else None,
        growth_chart=charts.growth_chart(report.growth),
        funnel_chart=charts.funnel_chart(report.funnel),
    )


def _download(report: ReachReport) -> ResponseReturnValue:
    return csv_download(
        export.rows(report), language=language(), filename=f"reach-{report.day.isoformat()}.csv"
    )


@blueprint.get("/programme")
@permits(Permission.RUN_PROGRAMME)
def programme() -> ResponseReturnValue:
    at = moment()
    funnel = facts.funnel_now(reading(), at=at)
    return render_template(
        "reports/programme.html",
        funnel=funnel,
        funnel_chart=charts.funnel_chart(funnel),
        expiring=policy.expiring(
            programme_queries.expiring(reading(), at=at, before=at + SOON), cleared=funnel.cleared
        ),
        waiting=programme_queries.waiting(reading()),
        designs=[(design.channel, NAMES[Channel(design.channel)]) for design in open_designs(reading())],
        words=words,
    )
