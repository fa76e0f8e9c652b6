"""Asking for follower lists by a design, for the programme manager; and answering, for those asked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ambassador.asking import drawing, frame_queries, operations, queries, words
from ambassador.asking.forms import AskForm
from ambassador.asking.page import design_page
from ambassador.asking.policy import most_lists
from ambassador.audience.addresses import channel_or_404
from ambassador.audience.policy import NAMES, Channel
from ambassador.people.sessions import signed_in
from ambassador.reach import SEED_BITS
from ambassador.settings import LANGUAGES
from ambassador.web.access import Permission, permits
from ambassador.web.addresses import id_in
from ambassador.web.errors import Refusal
from ambassador.web.forms import ButtonForm, status_of
from ambassador.web.i18n import language
from ambassador.web.rim import moment, reading, settings, transaction

blueprint = Blueprint("asking", __name__)


@blueprint.route("/programme/lists", methods=["GET", "POST"])
@permits(Permission.RUN_PROGRAMME)
def lists() -> ResponseReturnValue:
    """Choose how many to ask; sending the choice shows the letter, and draws nobody yet."""
    form, sizes = _ask_form()
    if not form.validate_on_submit():
        return _choose(form)
    refusal = _refusal(form, sizes)
    if refusal is not None:
        form.refuse(refusal)
        return _choose(form)
    channel = Channel(form.channel.data)
    return render_template(
        "asking/preview.html",
        form=form,
        name=NAMES[channel],
        written=[
            drawing.wording(each, name=signed_in().name, channel=channel)
            for each in sorted(LANGUAGES, key=lambda each: each != language())
        ],
    )


@blueprint.post("/programme/lists/begin")
@permits(Permission.RUN_PROGRAMME)
def begin() -> ResponseReturnValue:
    form, _sizes = _ask_form()
    channel = form.chosen
    if not form.validate_on_submit() or channel is None:
        # Somebody else may have begun on this channel a moment ago: their design is there to be seen.
        return redirect(url_for("asking.lists"), 303) if form.validate() else _choose(form)
    with transaction() as session:
        refusal = operations.begin(
            session,
            channel=channel,
            lists=form.lists.data,
            seed=secrets.token_hex(SEED_BITS // 8),
            by=signed_in().id,
            at=moment(),
        )
    if refusal is not None:
        form.refuse(refusal)
        return _choose(form)
    flash(_("The people are drawn, and the letters are on their way."), "success")
    return redirect(url_for("asking.design", channel=channel), 303)


@blueprint.get("/programme/lists/<channel>")
@permits(Permission.RUN_PROGRAMME)
def design(channel: str) -> ResponseReturnValue:
    asked_on, session = channel_or_404(channel), reading()
    found = queries.latest_design(session, asked_on)
    if found is None:
        abort(404)
    page = design_page(
        session, found, page=id_in(request.args.get("page", "1")), secret=settings().list_secret, at=moment()
    )
    return render_template(
        "asking/design.html",
        page=page,
        name=NAMES[asked_on],
        words=words,
    )


@blueprint.post("/programme/lists/<channel>/close")
@permits(Permission.RUN_PROGRAMME)
def close(channel: str) -> ResponseReturnValue:
    asked_on, form = channel_or_404(channel), ButtonForm()
    if form.validate_on_submit():
        with transaction() as session:
            operations.close(session, channel=asked_on, by=signed_in().id, at=moment())
        flash(_("Nobody is asked any more. Lists that are in stay in."), "success")
    return redirect(url_for("asking.lists"), 303)


@blueprint.get("/audience/asked")
@permits(Permission.TAKE_PART)
def asked() -> ResponseReturnValue:
    return render_template("asking/asked.html", questions=own_questions())


@blueprint.post("/audience/asked/<channel>/no")
@permits(Permission.TAKE_PART)
def say_no(channel: str) -> ResponseReturnValue:
    asked_on, form = channel_or_404(channel), ButtonForm()
    if form.validate_on_submit():
        with transaction() as session:
            operations.say_no(session, channel=asked_on, by=signed_in().id, at=moment())
        flash(_("Thank you for answering. Your no is counted, and your name is not kept with it."), "success")
    return redirect(url_for("asking.asked"), 303)


def own_questions() -> Sequence[tuple[Channel, str]]:
    """Return the channels, with their names, on which whoever is signed in has a question to answer."""
    return [(channel, NAMES[channel]) for channel in queries.open_questions(reading(), signed_in().id)]


def _ask_form() -> tuple[AskForm, Mapping[Channel, int]]:
    session = reading()
    sizes = frame_queries.frame_sizes(session, at=moment())
    going_on = {design.channel for design in queries.open_designs(session)}
    form = AskForm()
    form.offer(
        {c: most_lists(sizes[c]) for c in Channel if c not in going_on and most_lists(sizes.get(c, 0))}
    )
    return form, sizes


def _refusal(form: AskForm, sizes: Mapping[Channel, int]) -> Refusal | None:
    channel = form.chosen
    if channel is None:
        return Refusal(_("Choose one of the channels."), field="channel")
    resting = queries.resting_until(reading(), channel, at=moment())
    return operations.refused(form.lists.data, ambassadors=sizes[channel], resting_until=resting)


def _choose(form: AskForm) -> ResponseReturnValue:
    going_on = [(NAMES[Channel(design.channel)], design) for design in queries.open_designs(reading())]
    return render_template("asking/lists.html", form=form, going_on=going_on), status_of(form)


def init_app(app: Flask) -> None:
    """Let pages of other subjects show that somebody has been asked."""
    app.jinja_env.globals.update(list_questions=own_questions)
