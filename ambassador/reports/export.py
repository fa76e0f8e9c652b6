"""Writes the reach report as rows for a spreadsheet, each estimate with its range."""

from __future__ import annotations

from collections.abc import Iterator

from ambassador.reports import assumption_words, curves, method, words
from ambassador.reports.advice import advice
from ambassador.reports.policy import Count
from ambassador.reports.reach_report import ChannelReach, Figure, ReachReport
from ambassador.web.formats import day, month, number
from ambassador.web.i18n import gettext as _
from ambassador.web.spreadsheet import Cell

Row = tuple[Cell, ...]


def rows(report: ReachReport) -> Iterator[Row]:
    """Return the report as rows of one width: part, what, figure, low end, high end, ambassadors, remark.

    Headings and texts are in the reader's language. A figure that is held back has no number, and its remark
    says so; a range without a sure upper end is marked in the remark too.
    """
    yield (_("Part"), _("What"), _("Figure"), _("From"), _("To"), _("Ambassadors"), _("Remark"))
    yield from _about(report)
    for reach in report.channels:
        yield from _channel(reach)
    for channel in report.withheld:
        yield _text(
            words.channel(channel), _("Held back"), _("Fewer than 5 ambassadors have an audience here.")
        )
    for channel in report.unknown:
        yield _text(words.channel(channel), _("Unknown"), _("Nobody has told the size of an audience here."))
    if report.across is not None:
        part = _("All channels together")
        remark = _("People are never added up across channels: the same person may be on several.")
        yield (part, _("Different people"), None, report.across.low, report.across.high, None, remark)
    yield from _teams(report)
    for name, label in words.funnel_steps().items():
        yield _count(_("Funnel"), label, getattr(report.funnel, name))
    yield _count(_("Funnel"), _("On their way, in no figure of reach"), report.funnel.on_their_way)
    for point in report.growth:
        yield _count(_("Growth: cleared"), month(point.day), point.cleared)
    for point in report.growth:
        if point.people is not None:
            yield _figure(_("Growth: people"), month(point.day), point.people, None)
    for assumed in report.assumptions:
        source = f"{assumption_words.source(assumed.source)} ({assumption_words.quality(assumed.quality)})"
        value = assumption_words.value(assumed) if assumed.value is None else assumed.value
        what = assumption_words.called(assumed.subject, assumed.channels)
        yield (_("Assumptions"), what, value, assumed.low, assumed.high, None, source)
    if report.headline is not None:
        yield from _explained(report.headline)


def _about(report: ReachReport) -> Iterator[Row]:
    part, best = _("About this report"), report.headline
    if report.company:
        yield _text(part, _("Company"), report.company)
    yield _text(part, _("Date"), day(report.day))
    yield _text(part, _("Check number"), report.check)
    yield _text(part, _("Version of the assumptions"), str(report.assumptions_version))
    yield (part, _("Employees"), report.headcount, report.headcount, report.headcount, None, "")
    if best is not None:
        yield _text(part, _("In one sentence"), words.headline(report, best))
    elif report.is_withheld:
        yield _text(part, _("Held back"), words.too_few())


def _channel(reach: ChannelReach) -> Iterator[Row]:
    part = words.channel(reach.channel)
    ambassadors = _exact_or(reach.presence.ambassadors)
    for step, figure in reach.ladder:
        yield _figure(part, words.steps()[step], figure, ambassadors)
    yield _text(part, _("Coverage"), words.coverage(reach.presence))
    yield _text(part, _("Grade"), f"{reach.grade}: {words.grade_explained(reach)}")


def _explained(best: ChannelReach) -> Iterator[Row]:
    for step in curves.worth_telling(best):
        what = _("%(more)s more ambassadors", more=number(step.more))
        yield _figure(_("They would add"), what, step.added, None)
        yield _figure(_("All of them would reach"), what, step.people, None)
    for narrower in best.narrower:
        what = _("%(more)s more follower lists", more=number(narrower.more))
        yield (_("The range would be"), what, None, narrower.low, narrower.high, None, "")
    for place, each in enumerate(advice(best), start=1):
        yield _text(_("How to make the number better"), str(place), each.text)
    for place, sentence in enumerate(method.sentences(best), start=1):
        yield _text(_("How the number is made"), str(place), sentence)
    for place, sentence in enumerate(method.formulas(best), start=1):
        yield _text(_("The formulas"), str(place), sentence)


def _teams(report: ReachReport) -> Iterator[Row]:
    for team in report.teams:
        name = words.team(team)
        size = words.team_size(team) if team.ambassadors is None else team.ambassadors
        yield _figure(_("Teams: follows"), name, team.follows, size)
        yield _figure(_("Teams: people"), name, team.people, size)


def _exact_or(count: Count) -> int | str:
    return count.low if count.is_exact else words.count(count)


def _figure(part: str, what: str, figure: Figure, ambassadors: int | str | None) -> Row:
    remark = (
        _("or more: some audiences are only known as “at least”, or not at all") if figure.is_open else ""
    )
    return (part, what, figure.value, figure.low, figure.high, ambassadors, remark)


def _count(part: str, what: str, count: Count) -> Row:
    exact = count.low if count.is_exact else None
    return (part, what, exact, count.low, count.high, None, "" if count.is_exact else words.count(count))


def _text(part: str, what: str, text: str) -> Row:
    return (part, what, None, None, None, None, text)
