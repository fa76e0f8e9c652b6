"""The form of importing a course."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from ambassador.training.editor_queries import CourseRow
from ambassador.web.forms import Form

NEW = "new"


class ImportForm(Form):
    """The zip of a course folder, and what it becomes."""

    file = FileField(
        _("The course"),
        description=_("The zip of a course folder, up to 150 MB."),
        render_kw={"accept": ".zip"},
        validators=[FileRequired(_("Choose a file."))],
    )
    course = SelectField(_("What it becomes"), default=NEW)

    def offer(self, courses: Sequence[CourseRow]) -> None:
        """Let it become a new course, or the next version of one of these."""
        self.course.choices = [
            SelectChoice(NEW, gettext("A new course")),
            *(
                SelectChoice(
                    str(course.course_id), gettext("A new version of “%(title)s”", title=course.title)
                )
                for course in courses
            ),
        ]

    @property
    def course_id(self) -> int | None:
        """The course it becomes a version of; None for a new one."""
        return None if self.course.data == NEW else int(self.course.data)
