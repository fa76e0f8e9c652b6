"""The forms of the roster import: sending a file, saying which column is what, confirming."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from ambassador.people.roster.policy import Field, is_complete
from ambassador.people.roster.words import FIELDS
from ambassador.web.errors import Refusal
from ambassador.web.forms import Form, at_most

ABSENT = ""
"""What is chosen for a field that the file does not have."""


class UploadForm(Form):
    """A file, and whether it holds everyone."""

    file = FileField(
        _("The roster"),
        description=_(
            "CSV or Excel (.xlsx), up to 32 MB: from Microsoft Entra, Google Workspace, or your own list "
            "with name, email, team, title and leader."
        ),
        render_kw={"accept": ".csv,.txt,.tsv,.xlsx"},
        validators=[FileRequired(_("Choose a file."))],
    )
    scope = RadioField(
        _("Who is in it?"),
        choices=[
            SelectChoice(
                "full", _("Everyone who works here: those who are missing will be proposed as leavers")
            ),
            SelectChoice("partial", _("Only some: nobody will be proposed as a leaver")),
        ],
        validators=[DataRequired(_("Say whether the file holds everyone."))],
    )


class ColumnsForm(Form):
    """Which column holds which field; columns that need no choice are kept as they were recognised."""

    email = SelectField(FIELDS[Field.EMAIL])
    name = SelectField(FIELDS[Field.NAME])
    first_name = SelectField(FIELDS[Field.FIRST_NAME])
    last_name = SelectField(FIELDS[Field.LAST_NAME])
    team = SelectField(FIELDS[Field.TEAM])
    title = SelectField(FIELDS[Field.TITLE])
    leader = SelectField(FIELDS[Field.LEADER])
    manager = SelectField(FIELDS[Field.MANAGER])
    external_id = SelectField(FIELDS[Field.EXTERNAL_ID])
    status = SelectField(FIELDS[Field.STATUS])

    def offer(self, headings: Sequence[str], example: Sequence[str]) -> None:
        """Offer the file's own columns, each with what its first row holds."""
        choices = [SelectChoice(ABSENT, str(_("Not in the file")))]
        for place, heading in enumerate(headings):
            shown = heading or str(_("Column %(number)s", number=place + 1))
            first = example[place] if place < len(example) else ""
            choices.append(SelectChoice(str(place), f"{shown} ({first})" if first else shown))
        for field in self.chosen_fields():
            self[field].choices = choices

    def fill_in(self, columns: Mapping[str, int]) -> None:
        """Choose what was recognised."""
        for field in self.chosen_fields():
            place = columns.get(field, columns.get(Field.SIGN_IN_NAME) if field == Field.EMAIL else None)
            self[field].data = ABSENT if place is None else str(place)

    def columns(self, recognised: Mapping[str, int]) -> dict[Field, int] | Refusal:
        """Return the columns as chosen; an address and a name are needed."""
        chosen = {Field(name): place for name, place in recognised.items()}
        for field in self.chosen_fields():
            chosen.pop(Field(field), None)
            if self[field].data != ABSENT:
                chosen[Field(field)] = int(self[field].data)
        if Field.EMAIL not in chosen:
            return Refusal(str(_("Say which column has the e-mail address.")), "email")
        if not is_complete(chosen):
            return Refusal(str(_("Say which column has the name, or the first and the last name.")), "name")
        return chosen

    @classmethod
    def chosen_fields(cls) -> list[str]:
        return [field.value for field in Field if hasattr(cls, field.value)]


class ConfirmForm(Form):
    """The plan that was shown, and whether those missing have left."""

    fingerprint = HiddenField(validators=[DataRequired(), at_most(64)])
    leavers = BooleanField()
