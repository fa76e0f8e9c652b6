"""The forms of signing in, of one's own account, and of roles."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, EqualTo

from ambassador.people import policy
from ambassador.web.access import Role
from ambassador.web.forms import Form, at_most, stripped

EMAIL = {"autocomplete": "username", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}


ROLE_NAMES = {
    Role.PROGRAMME_MANAGER: _("Programme manager"),
    Role.LEADERSHIP: _("Leadership"),
    Role.ADMINISTRATOR: _("Administrator"),
}


def others_address() -> StringField:
    """Return the field for the address of somebody for whom one does something."""
    return StringField(
        _("Work e-mail of the person"),
        filters=[stripped],
        render_kw={**EMAIL, "autocomplete": "off"},
        validators=[DataRequired(_("Write a work e-mail address.")), at_most(254)],
    )


class SignInForm(Form):
    """Address and password."""

    email = StringField(
        _("Work e-mail"),
        filters=[stripped],
        render_kw=EMAIL,
        validators=[DataRequired(_("Write your work e-mail address.")), at_most(254)],
    )
    password = PasswordField(
        _("Password"),
        render_kw={"autocomplete": "current-password"},
        validators=[DataRequired(_("Write your password.")), at_most(policy.MAX_LENGTH)],
    )


class LinkRequestForm(Form):
    """Where to send a link."""

    email = StringField(
        _("Work e-mail"),
        filters=[stripped],
        render_kw=EMAIL,
        validators=[DataRequired(_("Write your work e-mail address.")), at_most(254)],
    )


class NewPasswordForm(Form):
    """A new password, typed twice."""

    password = PasswordField(
        _("New password"),
        render_kw={"autocomplete": "new-password"},
        description=_("At least 15 characters, or at least four words."),
        validators=[DataRequired(_("Write a password."))],
    )
    again = PasswordField(
        _("The same once more"),
        render_kw={"autocomplete": "new-password"},
        validators=[EqualTo("password", _("The two are not the same."))],
    )


class ChangePasswordForm(NewPasswordForm):
    """A new password, and the present one."""

    current = PasswordField(
        _("Present password"),
        render_kw={"autocomplete": "current-password"},
        validators=[DataRequired(_("Write your present password.")), at_most(policy.MAX_LENGTH)],
    )


class LanguageForm(Form):
    """The language to use."""

    language = RadioField(
        _("Language"), choices=[SelectChoice("nb", "Norsk bokmål"), SelectChoice("en", "English")]
    )


class RolesForm(Form):
    """The roles of a person."""

    roles = SelectMultipleField(
        _("Roles"),
        choices=[SelectChoice(role.value, name) for role, name in ROLE_NAMES.items()],
        description=_("Everyone who works here may take part; a role gives more than that."),
    )
