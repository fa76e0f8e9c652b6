"""Says how the numbers of the reach report are made, for the page and the download."""

from __future__ import annotations

from ambassador.reach import Grade
from ambassador.reach.estimators import HIGHEST, LOWEST, PAIRS_HIGH, PAIRS_LOW, USUAL
from ambassador.reports import words
from ambassador.reports.reach_report import ChannelReach
from ambassador.web.i18n import gettext as _


def sentences(best: ChannelReach) -> list[str]:
    """Return how the numbers are made, step by step and without formulas."""
    return [
        _("Only cleared ambassadors count: opted in, trained, and with the guidelines acknowledged, today."),
        _(
            "Their audiences are added up. That sum counts a person once for each ambassador they follow, so "
            "it is never called people. Some audiences are only told as “at least”, or not at all, so the "
            "sum may be higher."
        )
        if best.follows.is_open
        else _(
            "Their audiences are added up. That sum counts a person once for each ambassador they follow, so "
            "it is a ceiling and is never called people."
        ),
        *_overlap(best),
        _("A campaign reaches the people who are active in that month and see at least one of the posts."),
        _(
            "Figures are shown with two significant digits, because more would claim what nobody knows and "
            "could tell of single persons."
        ),
    ]


def _overlap(best: ChannelReach) -> list[str]:
    """Return where the overlap comes from, and what the range says."""
    if best.grade is Grade.ALL_SHARED:
        counted = _("All of them shared their follower list, so every person in the lists is counted once.")
        return [counted] if best.is_counted else [counted, _keys()]
    if best.grade is Grade.SHARED_LISTS:
        return [
            _(
                "How much the audiences overlap is measured. The largest audiences were asked for their "
                "lists and are counted as they are; what all the others add is worked out from lists drawn "
                "by chance."
            )
            if best.is_designed
            else _(
                "How much the audiences overlap is measured in the lists that were shared. The other "
                "audiences are taken to overlap in the same way."
            ),
            _(
                "The range shows how much the answer changes with only half of the lists, time after time. "
                "Nine times in ten the true number should lie within it."
            ),
        ]
    if best.grade is Grade.MUTUAL_COUNTS:
        return [
            _(
                "How much the audiences overlap is taken from pairs of ambassadors drawn by chance, who "
                "looked up how many contacts they have in common."
            ),
            _(
                "The range is what such pairs left open on real networks: from %(low)s to %(high)s times "
                "the figure, as far as the sum of the audiences allows. If no pair had anybody in common, it "
                "begins where sizes alone would begin.",
                low=words.decimal(PAIRS_LOW),
                high=words.decimal(PAIRS_HIGH),
            ),
        ]
    return [
        _(
            "How much the audiences overlap is not known here. It is taken from 18 real networks, none of "
            "which was a company like yours, so the range is wide: the true number lay within it in nine of "
            "ten of those."
        )
    ]


def formulas(best: ChannelReach) -> list[str]:
    """Return the formulas behind the steps, each in a sentence or two."""
    return [
        *_estimators(best),
        _(
            "The estimate is never below the largest single audience and never above the sum. It is shown "
            "with two significant digits, because more would claim what nobody knows."
        ),
        _(
            "A campaign reaches the people who are active and see at least one post. A is the share of "
            "people who are active, and r the share of an audience that sees one post. For each ambassador "
            "they follow, active people have the chance q = 1 − (1 − r/A)^posts of seeing at least one of "
            "the posts. People = A × R(Σ d·q): d is each audience, and R the curve that leads from follows "
            "to people."
        ),
        _("The curve goes through the figures as they are shown, and so do campaigns and plans."),
    ]


def _estimators(best: ChannelReach) -> list[str]:
    if best.grade is Grade.COUNTS_ONLY:
        return [
            _(
                "Audiences in a company overlap. How much is estimated from 18 real networks: n equal "
                "audiences hold n to the power of %(usual)s times the people of one, and between n to the "
                "power of %(low)s and %(high)s in nine of ten networks. Those are the middle and the ends of "
                "the range.",
                usual=words.decimal(USUAL),
                low=words.decimal(LOWEST),
                high=words.decimal(HIGHEST),
            ),
            _(
                "Audiences are not equal, so the figure is the largest that the j largest audiences give, "
                "over every j: their sum divided by j, times j to that power. The low end and the high end "
                "follow the same rule, so one more ambassador never lowers an estimate."
            ),
        ]
    if best.grade is Grade.MUTUAL_COUNTS:
        return [
            _(
                "w is the sum of the contacts in common, divided by the sum of the products of the two "
                "audiences, over all pairs. ρ = w × (S² − Σ d²) / (2 S), where d is each audience and S "
                "their sum. People = S × ln(1 + 2ρ) / (2ρ)."
            ),
            _parts(best),
        ]
    return [*_lists(best), _keys(), _parts(best)]


def _lists(best: ChannelReach) -> list[str]:
    if best.grade is Grade.ALL_SHARED:
        return [_("People = the number of different codes in all the lists together.")]
    if best.is_designed:
        return [_curve(), *_designed(), _bend()]
    return [
        _curve(),
        _(
            "Range: people × exp(± 1.645 × √((s² + v) × (1 − m/n))), where m of n shared a list, s is the "
            "standard deviation of the logarithms of the estimates from 50 random halves of the lists, and v "
            "is what not knowing k leaves. Where almost nobody was found twice, or almost nobody once, the "
            "range is at least what three people more would have given."
        ),
        _bend(),
    ]


def _curve() -> str:
    return _(
        "The curve is R(t) = c × (1 − (1 + t/c)^−k) / k. Nobody is in one list twice, so a list of d people "
        "counts with the t at which R(t) = d, and several lists hold R(Σ t) people. For each k, c is chosen "
        "so that the curve gives the different people in the lists. How likely each k is follows from the "
        "people found in one list only, and from what was usual on real networks; the figure is the mean "
        "over all k, in logarithms, read off for the sizes of all audiences."
    )


def _designed() -> list[str]:
    return [
        _(
            "People = |U| + what is beyond. U is everyone in the lists that were asked for because they are "
            "the largest. From the lists drawn by chance, those in U are taken out, and the curve is fitted "
            "to what is left. It is read off for what is left of these lists, and of each audience that was "
            "not shared as large a share as is left of a list on average. Large audiences that were refused "
            "count as one more list, of those whom a curve through the large lists alone adds for them. The "
            "figure is the mean, in logarithms, of this and of one curve through all lists, which weighs as "
            "much as two drawn lists."
        ),
        _(
            "Range: people × exp(± 1.645 × √(s₁² × (1 − m₁/(m₁ + r)) + (s₂² + v) × (1 − m₂/(n − m₁)))), "
            "where m₁ large lists and m₂ drawn ones of n are in, and r large ones were refused. s₁ and s₂ "
            "are the standard deviations of the logarithms of the estimates from 50 random halves of the "
            "large lists, and of the drawn ones; v is what not knowing k leaves. The range also holds what "
            "the drawn lists say without the one curve, and what three people more or fewer beyond U would "
            "have given."
        ),
    ]


def _bend() -> str:
    return _(
        "Campaigns, plans, teams and months are read off R(S) = c × (1 − (1 + S/c)^−k) / k, for S follows. "
        "It goes through the people and all follows; its k is that of the curve through the lists that "
        "leaves them at the rate at which they still found new people: those found once, divided by the "
        "follows."
    )


def _keys() -> str:
    return _(
        "A list is kept as pseudonymous codes, and of long lists only every fourth or sixteenth code. All "
        "lists are then counted as the coarsest of them, the numbers are multiplied accordingly, and the "
        "range allows for it."
    )


def _parts(best: ChannelReach) -> str:
    if best.grade is Grade.MUTUAL_COUNTS:
        return _(
            "The curve from follows to people is R(S) = c × ln(1 + S/c). Teams and months are read off it at "
            "their share of the follows, and so is their range."
        )
    return _(
        "Teams and months are read off today's curve at their share of the follows. A part of j out of n "
        "ambassadors has the range of the curve, times exp(± 1.645 × √(v/j × (1 − j/n))); v is how far "
        "random halves of the shared lists lie from the curve."
    )
