"""What a campaign would come to, and how many ambassadors a goal takes; both read off the report's curve."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from ambassador.reports import curves, planning, planning_words, words
from ambassador.reports.current import current_report
from ambassador.reports.curve_charts import curve_chart, posts_chart
from ambassador.reports.planning import Plan
from ambassador.reports.planning_forms import CampaignForm, GoalForm
from ambassador.reports.reach_report import ChannelReach, ReachReport, Subject
from ambassador.web.access import Permission, permits

blueprint = Blueprint("planning", __name__)


@blueprint.get("/reports/campaign")
@permits(Permission.READ_REPORTS)
def campaign() -> ResponseReturnValue:
    report = current_report()
    reach = _chosen(report)
    if reach is None:
        return _nothing(report, endpoint="planning.campaign")
    everyone = curves.about(reach.presence.ambassadors)
    default = planning.assumed(report, Subject.SEEN, reach.channel)
    posts = planning.assumed_posts(report)
    standard = {
        "ambassadors": str(everyone),
        "posts": str(posts),
        "eager": "0",
        "eager_posts": "4",
        "seen": f"{planning.in_half_percents(default.value):g}",
    }
    form = CampaignForm(MultiDict({**standard, **request.args.to_dict()}))
    form.ambassadors.up_to(everyone)
    form.eager.up_to(everyone)
    form.posts.up_to(max(planning.MOST_POSTS, posts))
    is_sound = form.validate()
    chosen = form.data if is_sound else CampaignForm(MultiDict(standard)).data
    plan = Plan(
        ambassadors=chosen["ambassadors"],
        posts=chosen["posts"],
        eager=min(chosen["eager"], chosen["ambassadors"]),
        eager_posts=chosen["eager_posts"],
        seen=planning.chosen_share(chosen["seen"], default=default),
        active=planning.assumed(report, Subject.ACTIVE, reach.channel),
    )
    points = planning.by_posts(reach, plan)
    return render_template(
        "reports/campaign.html",
        report=report,
        reach=reach,
        form=form,
        is_sound=is_sound,
        plan=plan,
        is_chosen_share=plan.seen is not default,
        outcome=planning.work_out(reach, plan),
        points=points,
        chart=posts_chart(points, chosen=plan.posts),
        words=words,
        planning_words=planning_words,
    ), 200 if is_sound else 422


@blueprint.get("/reports/plan")
@permits(Permission.READ_REPORTS)
def plan() -> ResponseReturnValue:
    report = current_report()
    reach = _chosen(report)
    if reach is None:
        return _nothing(report, endpoint="planning.plan")
    form = GoalForm(MultiDict(request.args.to_dict()))
    is_asked = "goal" in request.args
    is_sound = not is_asked or form.validate()
    goal = form.goal.data if is_asked and is_sound else None
    wanted = curves.to_reach(reach, goal) if goal else None
    return render_template(
        "reports/plan.html",
        report=report,
        reach=reach,
        form=form,
        goal=goal,
        answer=planning_words.needed(goal, wanted) if goal and wanted else "",
        steps=curves.worth_telling(reach),
        chart=curve_chart(reach),
        words=words,
    ), 200 if is_sound else 422


def _chosen(report: ReachReport) -> ChannelReach | None:
    """Return the channel in the address, else that of the headline; None where it is not in the report."""
    name = request.args.get("channel")
    if name is None:
        return report.headline
    return next((reach for reach in report.channels if reach.channel == name), None)


def _nothing(report: ReachReport, *, endpoint: str) -> ResponseReturnValue:
    """Say why there is nothing to plan with, or which channels there are."""
    status = 422 if report.channels else 200
    return render_template("reports/no_channel.html", report=report, endpoint=endpoint, words=words), status
