"""The forms of sharing a list: bringing it, and keeping what the preview showed."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired

from ambassador.audience.policy import Size, Unreadable, read_size
from ambassador.optins.forms import ConsentForm
from ambassador.sharing.policy import MOST_PASTED
from ambassador.web.forms import Form, at_most, stripped


class BringForm(Form):
    """A file, or a list that is pasted; which of them is checked once both are known."""

    file = FileField(
        _("Your list"), description=_("The file, or the whole archive it came in, up to 100 MB.")
    )
    pasted = TextAreaField(
        _("Paste your list"),
        description=_("One profile address or name on each line."),
        render_kw={"rows": 4, "spellcheck": "false", "autocomplete": "off", "autocapitalize": "none"},
        validators=[at_most(MOST_PASTED)],
    )
    without = HiddenField(validators=[at_most(20)])
    """People in the file without an address, where the browser read it and left them out."""

    def suit_plain_lists(self) -> None:
        """Ask for a plain list only: the channel hands out no file of its own."""
        self.file.label.text = gettext("Or choose a text file")
        self.file.description = gettext("One profile address or name on each line.")


class KeepForm(ConsentForm):
    """What the preview showed, the size of the audience, and the consent to share the list."""

    offer = HiddenField()
    size = StringField(
        _("How many follow you there"),
        description=_("It follows from the list. Change it if you know better."),
        filters=[stripped],
        render_kw={"autocomplete": "off", "inputmode": "text"},
        validators=[at_most(60)],
    )
    agree = BooleanField(validators=[DataRequired(_("Tick the box if you want to share the list."))])

    def size_or(self, people: int) -> Size:
        """Return the size that was written, else the number of people in the list; only once validated."""
        read = read_size(self.size.data or "")
        return read if isinstance(read, Size) else Size(people)

    def validate_size(self, field: StringField) -> None:
        if field.data and isinstance(read_size(field.data), Unreadable):
            raise ValidationError(gettext("Write a number such as 450, 1 200, 1.2k or 500+."))
