"""The public front page: what the programme is, and what 100 ambassadors with 100 followers amount to."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from ambassador.optins import front_words
from ambassador.optins.example import work_out
from ambassador.optins.front_forms import ExampleChannel, ExampleForm
from ambassador.web.access import Permission, permits

STANDARD = {"ambassadors": "100", "followers": "100", "channel": ExampleChannel.LINKEDIN.value}
"""The example everybody knows: 100 times 100."""

blueprint = Blueprint("front", __name__)


@blueprint.get("/")
@permits(Permission.VISIT)
def page() -> ResponseReturnValue:
    form = ExampleForm(MultiDict({**STANDARD, **request.args.to_dict()}))
    is_sound = form.validate()
    # The text below the calculator speaks of the exponents, also where the numbers need mending.
    chosen = form.data if is_sound else ExampleForm(MultiDict(STANDARD)).data
    channel = ExampleChannel(chosen["channel"])
    example = work_out(chosen["ambassadors"], followers=chosen["followers"], channel=channel)
    return render_template(
        "optins/front.html",
        form=form,
        example=example if is_sound else None,
        rungs=front_words.rungs(example),
        foundations=front_words.foundations(example, channel=channel),
        exponents=front_words.exponents(),
    ), 200 if is_sound else 422
