"""Short situations: one right option, and something to say to whoever chose each of them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from ambassador.training import policy
from ambassador.training.models import Question
from ambassador.training.policy import Fault, QuestionKind
from ambassador.web.access import Role
from tests.browser import Browser
from tests.factories import Factory

pytestmark = pytest.mark.usefixtures("content")

DISCLOSURE = 3
SITUATION = {
    "kind": "scenario",
    "prompt_nb": "Noen spør deg. Hva gjør du?",
    "options_nb": "Svarer\nTier",
    "feedback_nb": "Ja. Det hjelper.\nDa står spørsmålet der.",
    "explanation_nb": "Svar når du kan.",
    "prompt_en": "Somebody asks you. What do you do?",
    "options_en": "Answer\nSay nothing",
    "feedback_en": "Yes. That helps.\nThen the question stands there.",
    "explanation_en": "Answer when you can.",
    "right": "1",
}


@pytest.fixture
def editor(make: Factory) -> Browser:
    return make.browser_as(Role.PROGRAMME_MANAGER)


@pytest.fixture
def draft(editor: Browser) -> str:
    page = editor.get("/programme/courses")
    [form] = [form for form in page.forms.values() if form.action.endswith("/1/drafts")]
    return str(form.submit(status=303).location)


def faults(kind: QuestionKind, **changes: Any) -> list[tuple[Fault, str]]:
    words = {"prompt": "What?", "options": ["a", "b"], "feedback": ["1", "2"], "explanation": "So."}
    texts = {"nb": words, "en": {k: v for k, v in (words | changes).items() if v is not None}}
    return policy.faults_of(texts, kind=kind, right=[0], lesson=1, lessons=1)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"feedback": None}, [(Fault.NO_FEEDBACK, "en")]),
        ({"feedback": []}, [(Fault.NO_FEEDBACK, "en")]),
        ({"feedback": ["1", " "]}, [(Fault.NO_FEEDBACK, "en")]),
        ({"feedback": ["1"]}, [(Fault.UNEQUAL_FEEDBACK, "en")]),
        ({"feedback": ["1", "2", "3"]}, [(Fault.UNEQUAL_FEEDBACK, "en")]),
        ({"feedback": ["1", "2\n3"]}, [(Fault.SEVERAL_LINES, "en")]),
        ({"options": ["a", " "]}, [(Fault.EMPTY_OPTION, "en")]),
        ({"options": ["a", "b", "c"], "feedback": list("123")}, [(Fault.UNEQUAL_OPTIONS, "")]),
    ],
)
def test_a_situation_says_something_of_each_option(
    changes: dict[str, Any], expected: list[tuple[Fault, str]]
) -> None:
    assert faults(QuestionKind.SCENARIO, **changes) == expected


@pytest.mark.parametrize("kind", [QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUE_FALSE])
def test_no_other_kind_has_feedback(kind: QuestionKind) -> None:
    assert faults(kind, feedback=None) == [(Fault.NOT_A_SCENARIO, "nb")]


def test_a_situation_has_one_right_option() -> None:
    words = {"prompt": "What?", "options": ["a", "b"], "feedback": ["1", "2"], "explanation": "So."}
    asked = {"kind": QuestionKind.SCENARIO, "right": [0, 1], "lesson": 1, "lessons": 1}
    assert policy.faults_of({"nb": words, "en": words}, **asked) == [(Fault.ONE_RIGHT, "")]


def test_a_situation_is_written_seen_and_written_anew(editor: Browser, draft: str, make: Factory) -> None:
    assert "The draft is saved" in editor.submit(f"{draft}/questions/new", **SITUATION)
    with make.database.reading() as session:
        kept = session.scalars(select(Question).order_by(Question.id.desc()).limit(1)).one()
    assert kept.texts["en"]["feedback"] == ["Yes. That helps.", "Then the question stands there."]
    preview = editor.get(f"{draft}/preview?language=en").html.main.text
    assert "Feedback: Then the question stands there." in " ".join(preview.split())
    page = editor.submit(f"{draft}/questions/{kept.id}", feedback_en="Yes.\nNo.")
    assert "The draft is saved" in page
    with make.database.reading() as session:
        assert session.get_one(Question, kept.id).texts["en"]["feedback"] == ["Yes.", "No."]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"feedback_nb": "Ja."}, "feedback_nb", "Write as many lines as there are options"),
        ({"feedback_en": ""}, "feedback_en", "Write what whoever chose each option should hear"),
        ({"kind": "single"}, "feedback_en", "Only a short situation has feedback for each option"),
    ],
)
def test_a_fault_stands_beside_its_field_and_loses_nothing(
    editor: Browser, draft: str, changes: dict[str, str], field: str, sentence: str
) -> None:
    page = editor.submit(f"{draft}/questions/new", **(SITUATION | changes))
    assert page.status_int == 422
    assert sentence in page.html.find(id=f"{field}-error").text
    assert page.html.find(id="options_nb").text.strip() == "Svarer\nTier"


def test_only_what_one_chose_is_answered_and_only_afterwards(make: Factory) -> None:
    with make.database.reading() as session:
        asked = session.scalars(
            select(Question).where(Question.version_id == DISCLOSURE).order_by(Question.position)
        ).all()
    situation = next(question for question in asked if question.kind == QuestionKind.SCENARIO)
    said = situation.texts["en"]["feedback"]
    wrong = next(place for place in range(4) if place not in situation.right)
    browser = make.browser_of(make.person())
    page = browser.submit(f"/training/{DISCLOSURE}/quiz")
    assert not any(line in page for line in said)
    [form] = [form for form in page.forms.values() if "attempt" in form.fields]
    for question in asked:
        boxes = form.fields[f"question-{question.id}"]
        if question.kind == QuestionKind.MULTIPLE:
            for box in boxes:
                box.checked = int(box._value) in question.right
        else:
            boxes[0].value = str(wrong if question is situation else question.right[0])
    result = form.submit().follow()
    card = result.html.find(id=f"answer-{situation.position}").parent.text
    assert [line in card for line in said] == [place == wrong for place in range(4)]
    assert situation.texts["en"]["explanation"] in card
    assert "13 of 14" in result.html.main.text
