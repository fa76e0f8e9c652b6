"""Says in sentences what is wrong with the folder of a course, and where."""

from __future__ import annotations

from flask_babel import gettext as _

from ambassador.training.faults import sentence_of
from ambassador.training.folders.faults import Fault, Wrong
from ambassador.training.media.faults import sentence_of as media_sentence
from ambassador.web.formats import number


def wrong_sentence(wrong: Wrong) -> str:
    """Return one fault with its place: file, question, language and key, as far as they are known."""
    languages = {"nb": _("in Norwegian"), "en": _("in English")}
    places = [
        wrong.file,
        _("line %(line)s", line=wrong.line) if wrong.line else "",
        _("question %(number)s", number=wrong.question) if wrong.question else "",
        languages.get(wrong.language, ""),
        wrong.key,
    ]
    place = ", ".join(filter(None, places))
    sentence = _sentence(wrong)
    return f"{place}: {sentence}" if place else sentence


def _sentence(wrong: Wrong) -> str:
    if wrong.about is not None:
        return sentence_of(wrong.about).sentence
    if wrong.medium is not None:
        return media_sentence(wrong.medium)
    sentences: dict[Fault, str] = {
        Fault.NO_ARCHIVE: _("This is no zip file. Choose the zip of a course folder."),
        Fault.DAMAGED: _("The zip file is damaged, or it ends in the middle. Make it once more."),
        Fault.LOCKED: _("The zip file has a password. Make it once more without one."),
        Fault.PACKED_ODDLY: _("The zip file is packed in a way that is not safe to open."),
        Fault.TOO_LARGE: _(
            "This is more than can be read: 150 MB of zip file, of which 16 MB text, and 4 MB for each text."
        ),
        Fault.STRANGE_PATH: _("The path leads out of the folder."),
        Fault.SEVERAL_COURSES: _("There is more than one course in the file. Import them one at a time."),
        Fault.TWICE: _("The file is there twice."),
        Fault.MISSING_FILE: _("The file is missing."),
        Fault.UNKNOWN_FILE: _(
            "This is no part of a course. It holds course.toml, questions.toml and lessons such as "
            "1-begin.nb.md and 1-begin.en.md, beside each other. Pictures and videos lie in the folder "
            "media, and are called with small letters, digits and hyphens: desk.png, talk.mp4, talk.url."
        ),
        Fault.NOT_UTF8: _("The text is not in UTF-8. Save it in UTF-8."),
        Fault.BROKEN_TOML: _("This can't be read as TOML."),
        Fault.NO_FRONT_MATTER: _(
            'A lesson begins with +++, title = "...", and +++, each on a line of its own.'
        ),
        Fault.MISSING_KEY: _("This is missing."),
        Fault.UNKNOWN_KEY: _("Nothing is called that here, so it would be lost."),
        Fault.NOT_TEXT: _("This should be a text in quotation marks."),
        Fault.NOT_TEXTS: _("This should be a list of texts."),
        Fault.NOT_TABLE: _("This should be a table."),
        Fault.NOT_NUMBER: _("This should be a whole number."),
        Fault.NOT_NUMBERS: _("This should be a list of whole numbers; the first option is 0."),
        Fault.NOT_SWITCH: _("This should be true or false."),
        Fault.OUT_OF_RANGE: _(
            "This should be a whole number from %(least)s to %(most)s.", least=wrong.least, most=wrong.most
        ),
        Fault.NOT_NAME: _("Use small letters from a to z, digits, and hyphens between them."),
        Fault.SAME_NAME: _("Another question is called the same."),
        Fault.UNKNOWN_KIND: _("There is no such kind: it is single, multiple, true_false or scenario."),
        Fault.UNKNOWN_AUDIENCE: _("There is no such audience: it is ambassadors, all, teams or leaders."),
        Fault.NOT_FOR_TEAMS: _('Teams are named where it says audience = "teams".'),
        Fault.AFTER_ITSELF: _("No course can be passed before itself."),
        Fault.TOO_LONG: _("This is longer than %(most)s characters.", most=number(wrong.most)),
        Fault.SEVERAL_LINES: _("This should be one line."),
        Fault.NUL: _("There is a character here that can't be kept (NUL)."),
        Fault.NOT_NUMBERED: _("The files of the lessons should begin with 1, 2, 3 and so on, without a gap."),
        Fault.TOO_MANY_LESSONS: _("A course has at most %(most)s lessons.", most=wrong.most),
        Fault.TOO_MANY_QUESTIONS: _("A course has at most %(most)s questions.", most=wrong.most),
        Fault.QUESTION: _("This can't be asked."),
        Fault.MEDIUM: _("This can't be shown."),
    }
    return sentences[wrong.fault]
