"""Sharing one's list of followers: bring it, see what would be kept, keep it, and stop."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from ambassador.audience.addresses import channel_or_404
from ambassador.audience.policy import NAMES, Channel
from ambassador.audience.queries import open_accounts
from ambassador.optins.queries import open_opt_in
from ambassador.people.sessions import signed_in
from ambassador.sharing import operations, queries
from ambassador.sharing.content import consent_in
from ambassador.sharing.files.faults import Refused
from ambassador.sharing.forms import BringForm, KeepForm
from ambassador.sharing.keys import packed, secret_check
from ambassador.sharing.offers import Offer, sealed, unsealed
from ambassador.sharing.policy import MOST_BYTES, MOST_PEOPLE, Purpose
from ambassador.sharing.reading import read_list
from ambassador.sharing.words import FILES, refusal_sentence
from ambassador.web.access import Permission, permits
from ambassador.web.addresses import id_in
from ambassador.web.errors import Refusal
from ambassador.web.forms import ButtonForm, status_of
from ambassador.web.i18n import language
from ambassador.web.rim import moment, reading, settings, transaction
from ambassador.web.sizes import takes_up_to

blueprint = Blueprint("sharing", __name__, url_prefix="/audience/lists")


@blueprint.get("")
@permits(Permission.TAKE_PART)
def lists() -> ResponseReturnValue:
    return render_template(
        "sharing/lists.html",
        held=_has_joined(),
        lists=_own_lists(),
        accounts=open_accounts(reading(), signed_in().id),
        names=NAMES,
        files=FILES,
    )


@blueprint.route("/<channel>", methods=["GET", "POST"])
@permits(Permission.TAKE_PART)
@takes_up_to(MOST_BYTES)
def share(channel: str) -> ResponseReturnValue:
    """Show how to bring a list; one that was brought is read and shown, and nothing of it is stored yet."""
    wanted, form = channel_or_404(channel), BringForm()
    if form.validate_on_submit() and _has_joined():
        brought = _brought(form)
        if brought is None:
            form.refuse(Refusal(_("Choose a file, or paste a list."), "file"))
        else:
            offer = _offer(brought, wanted, without=min(id_in(form.without.data), MOST_PEOPLE))
            if isinstance(offer, Offer):
                kept = KeepForm(
                    formdata=None, offer=sealed(offer, secret=settings().secret), size=str(offer.people)
                )
                return _preview(kept, offer)
            field = "file" if form.file.data else "pasted"
            form.refuse(Refusal(refusal_sentence(offer, wanted=wanted), field))
    return _bring(form, wanted), status_of(form)


@blueprint.post("/<channel>/keep")
@permits(Permission.TAKE_PART)
def keep(channel: str) -> ResponseReturnValue:
    """Keep what the preview showed."""
    wanted, form, refusal = channel_or_404(channel), KeepForm(), None
    offer = unsealed(
        form.offer.data or "",
        secret=settings().secret,
        person_id=signed_in().id,
        channel=wanted,
        at=moment(),
    )
    if offer is None or offer.secret_check != secret_check(settings().list_secret):
        again = BringForm(formdata=None)
        again.refuse(
            Refusal(_("This preview is no longer valid. Choose the file once more; nothing was stored."))
        )
        return _bring(again, wanted), 409
    if form.validate_on_submit():
        command = operations.Share(
            offer, form.seen.data or "", form.size_or(offer.people), settings().lists_kept_days
        )
        with transaction() as session:
            refusal = operations.share(session, command, by=signed_in().id, at=moment())
        if refusal is None:
            flash(_("Thank you. Your list from %(channel)s is shared.", channel=NAMES[wanted]), "success")
            return redirect(url_for("sharing.share", channel=wanted.value), 303)
        form.refuse(refusal)
    return _preview(form, offer), status_of(form, refusal)


@blueprint.post("/<channel>/stop")
@permits(Permission.TAKE_PART)
def stop(channel: str) -> ResponseReturnValue:
    wanted = channel_or_404(channel)
    if ButtonForm().validate_on_submit():
        with transaction() as session:
            has_stopped = operations.stop(session, channel=wanted, by=signed_in().id, at=moment())
        if has_stopped:
            flash(_("Your list from %(channel)s is deleted.", channel=NAMES[wanted]), "success")
    return redirect(url_for("sharing.lists"), 303)


@blueprint.errorhandler(413)
def too_large(_error: Exception) -> ResponseReturnValue:
    """Say so on a page of its own: what is too large is not even read, so no form can be filled in again."""
    return render_template("sharing/too_large.html"), 413


def _has_joined() -> bool:
    return open_opt_in(reading(), signed_in().id) is not None


def _own_lists() -> dict[Channel, queries.OwnList]:
    check = secret_check(settings().list_secret)
    return dict(queries.own_lists(reading(), signed_in().id, at=moment(), secret_check=check))


def _brought(form: BringForm) -> IO[bytes] | None:
    if isinstance(form.file.data, FileStorage) and form.file.data:
        return form.file.data.stream
    pasted = form.pasted.data or ""
    return BytesIO(pasted.encode("utf-8", "replace")) if pasted.strip() else None


def _offer(brought: IO[bytes], channel: Channel, *, without: int) -> Offer | Refused:
    secret = settings().list_secret
    found = read_list(brought, channel=channel, secret=secret)
    if isinstance(found, Refused):
        return found
    return Offer(
        person_id=signed_in().id,
        channel=channel,
        people=found.people,
        without=found.without + without,
        one_in=found.one_in,
        secret_check=secret_check(secret),
        made_at=moment(),
        keys=packed(found.kept),
    )


def _bring(form: BringForm, channel: Channel) -> str:
    if channel not in FILES:
        form.suit_plain_lists()
    return render_template(
        "sharing/share.html",
        form=form,
        held=_has_joined(),
        channel=channel,
        name=NAMES[channel],
        file=FILES.get(channel, ""),
        own=_own_lists().get(channel),
    )


def _preview(form: KeepForm, offer: Offer) -> str:
    days = settings().lists_kept_days
    consent = consent_in(Purpose.LIST, language(), days=days)
    form.show(consent)
    return render_template(
        "sharing/preview.html",
        form=form,
        offer=offer,
        consent=consent,
        name=NAMES[offer.channel],
        days=days,
        is_new=offer.channel not in _own_lists(),
    )
