"""The reach report and its download, and the programme's funnel."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import to_user_timezone

from ambassador.reports import charts, curves, export, figures, method, policy, queries, words
from ambassador.reports.advice import advice
from ambassador.reports.curve_charts import curve_chart
from ambassador.reports.reach_report import ReachReport
from ambassador.web.access import Permission, permits
from ambassador.web.i18n import language
from ambassador.web.rim import moment, reading, settings
from ambassador.web.spreadsheet import csv_download

blueprint = Blueprint("reports", __name__)

SOON = timedelta(days=30)


def current_report() -> ReachReport:
    """Return the report at the moment of this request."""
    at = moment()
    return figures.reach_report(
        reading(),
        company=settings().company,
        at=at,
        day=to_user_timezone(at).date(),
        secret=settings().list_secret,
    )


@blueprint.get("/reports/reach")
@permits(Permission.READ_REPORTS)
def reach() -> ResponseReturnValue:
    report = current_report()
    best = report.headline
    return render_template(
        "reports/reach.html",
        report=report,
        best=best,
        words=words,
        method=method.sentences(best) if best else (),
        formulas=method.formulas(best) if best else (),
        advice=advice(best) if best else (),
        steps=curves.worth_telling(best) if best else (),
        curve_chart=curve_chart(best) if best else None,
        growth_chart=charts.growth_chart(report.growth),
        funnel_chart=charts.funnel_chart(report.funnel),
    )


@blueprint.get("/reports/reach.csv")
@permits(Permission.READ_REPORTS)
def reach_csv() -> ResponseReturnValue:
    report = current_report()
    return csv_download(
        export.rows(report), language=language(), filename=f"reach-{report.day.isoformat()}.csv"
    )


@blueprint.get("/programme")
@permits(Permission.RUN_PROGRAMME)
def programme() -> ResponseReturnValue:
    at = moment()
    funnel = figures.funnel_now(reading(), at=at)
    return render_template(
        "reports/programme.html",
        funnel=funnel,
        funnel_chart=charts.funnel_chart(funnel),
        expiring=policy.expiring(
            queries.expiring(reading(), at=at, before=at + SOON), cleared=funnel.cleared
        ),
        waiting=queries.waiting(reading()),
        words=words,
    )
