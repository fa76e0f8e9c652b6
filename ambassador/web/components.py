"""The component page: every component in every state, for developers and for photographs."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice

from ambassador.web.access import Permission, permits
from ambassador.web.errors import Refusal
from ambassador.web.forms import Form

SCHEMES = ("browser", "light", "dark")

COLOURS = (
    *("paper", "surface", "sunken", "ink", "muted", "line", "line-strong"),
    *("accent", "accent-strong", "accent-soft", "on-accent", "link", "focus"),
    *("success", "success-soft", "warning", "warning-soft", "danger", "danger-soft", "info", "info-soft"),
    *("bar", "bar-range", "bar-ceiling", "bar-track"),
)

blueprint = Blueprint("components", __name__, url_prefix="/components")


class SpecimenForm(Form):
    """One of each control."""

    plain = StringField(_("A line of text"))
    hinted = StringField(_("A line with a hint"), description=_("What helps to fill it in stands here."))
    filled = StringField(_("A line that is filled in"))
    disabled = StringField(_("A line that is closed"), render_kw={"disabled": True})
    password = PasswordField(_("A password"))
    number = IntegerField(_("A whole number"))
    choice = SelectField(
        _("One of many"),
        choices=[
            SelectChoice("a", _("The first")),
            SelectChoice("b", _("The second")),
            SelectChoice("c", _("The third")),
        ],
    )
    text = TextAreaField(_("A longer text"))
    file = FileField(_("A file"), description=_("CSV or XLSX, at most 32 MB."))
    agreed = BooleanField(
        _("I have read this, and a sentence to agree to may well be so long that it takes three lines."),
        description=_("A hint may stand under it."),
    )
    one = RadioField(
        _("One of a few"), choices=[SelectChoice("yes", _("This one")), SelectChoice("no", _("That one"))]
    )
    several = SelectMultipleField(
        _("Some of a few"),
        choices=[
            SelectChoice("a", _("The first")),
            SelectChoice("b", _("The second")),
            SelectChoice("c", _("The third")),
        ],
    )


@blueprint.get("")
@permits(Permission.VISIT)
def page() -> ResponseReturnValue:
    scheme = request.args.get("scheme", "")
    sound = SpecimenForm(formdata=None, data=_filled())
    return render_template(
        "components/page.html",
        sound=sound,
        wrong=_all_wrong(),
        colours=COLOURS,
        schemes=SCHEMES,
        scheme=scheme if scheme in SCHEMES else SCHEMES[0],
    )


def _filled() -> dict[str, object]:
    return {
        "filled": "Kari Nordmann",
        "disabled": "kari.nordmann@nordlys.example",
        "agreed": True,
        "one": "yes",
        "several": ["a", "c"],
    }


def _all_wrong() -> SpecimenForm:
    form = SpecimenForm(formdata=None, prefix="wrong-", data={"plain": "12 000 000 000", "hinted": "kari@"})
    for name in ("plain", "hinted", "choice", "text", "file", "agreed", "one", "several"):
        form.refuse(Refusal(str(_("This sentence says what to do instead.")), field=name))
    form.refuse(Refusal(str(_("This is about the form as a whole."))))
    return form


def init_app(app: Flask) -> None:
    """Add the page where somebody develops: in the demo and in tests."""
    if app.extensions["ambassador.settings"].demo or app.testing:
        app.register_blueprint(blueprint)
