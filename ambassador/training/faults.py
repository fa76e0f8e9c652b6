"""Knows the sentence for each fault of a question, and the field it belongs beside."""

from __future__ import annotations

from flask_babel import gettext as _

from ambassador.training.policy import MOST_OPTIONS, Fault
from ambassador.web.errors import Refusal


def sentence_of(fault: Fault, language: str = "") -> Refusal:
    """Return a fault as a refusal; `language` says whose field it concerns."""
    sentence, field = {
        Fault.NO_PROMPT: (_("Write the question."), f"prompt_{language}"),
        Fault.NO_EXPLANATION: (_("Write why the right answer is right."), f"explanation_{language}"),
        Fault.FEW_OPTIONS: (_("Write at least two options, one on each line."), f"options_{language}"),
        Fault.MANY_OPTIONS: (_("Write at most %(most)s options.", most=MOST_OPTIONS), f"options_{language}"),
        Fault.SAME_OPTIONS: (_("Two of the options are the same."), f"options_{language}"),
        Fault.EMPTY_OPTION: (_("An option is empty."), f"options_{language}"),
        Fault.SEVERAL_LINES: (
            _("Each option, and what is said about it, is one line."),
            f"options_{language}",
        ),
        Fault.UNEQUAL_OPTIONS: (_("Write as many options in both languages."), "options_en"),
        Fault.NOT_TRUE_FALSE: (_("A statement has two options: true and false."), "kind"),
        Fault.NO_RIGHT: (_("Say which options are right."), "right"),
        Fault.UNKNOWN_RIGHT: (_("There is no option with this number."), "right"),
        Fault.ONE_RIGHT: (_("This kind of question has one right option."), "right"),
        Fault.NO_LESSON: (_("Choose the lesson it asks about."), "lesson"),
        Fault.NO_FEEDBACK: (
            _("Write what whoever chose each option should hear, one on each line."),
            f"feedback_{language}",
        ),
        Fault.UNEQUAL_FEEDBACK: (
            _("Write as many lines as there are options: one about each, in the same order."),
            f"feedback_{language}",
        ),
        Fault.NOT_A_SCENARIO: (
            _("Only a short situation has feedback for each option. Choose that kind, or empty this field."),
            f"feedback_{language}",
        ),
    }[fault]
    return Refusal(sentence, field)
