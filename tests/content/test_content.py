"""The content we ship is whole: both languages, a sound quiz, nothing empty, nothing shouting."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ambassador.sharing.policy import Purpose

PACKAGE = Path(__file__).resolve().parents[2] / "ambassador"
GUIDELINE = PACKAGE / "guidelines" / "content" / "rules-of-play"
STATEMENT = PACKAGE / "guidelines" / "content" / "statement.toml"
CONSENT = PACKAGE / "optins" / "content" / "consent.toml"
SHARING = PACKAGE / "sharing" / "content" / "consent.toml"
COURSE = PACKAGE / "training" / "content" / "rules-of-play"

LANGUAGES = ("nb", "en")
LESSONS = (
    "1-your-choice",
    "2-own-responsibility",
    "3-disclosure",
    "4-dialogue",
    "5-mistakes-and-reach",
)
DOCUMENTS = [GUIDELINE / f"{language}.md" for language in LANGUAGES] + [
    COURSE / f"{lesson}.{language}.md" for lesson in LESSONS for language in LANGUAGES
]
TABLES = [STATEMENT, CONSENT, SHARING, COURSE / "course.toml", COURSE / "questions.toml"]

FRONT_MATTER = re.compile(r"\A\+\+\+\n(?P<matter>.*?)^\+\+\+\n(?P<body>.*)\Z", re.DOTALL | re.MULTILINE)


def read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def read_document(path: Path) -> tuple[dict[str, Any], str]:
    match = FRONT_MATTER.match(path.read_text(encoding="utf-8"))
    assert match, f"{path.name} has no front matter between +++ lines"
    return tomllib.loads(match["matter"]), match["body"]


def words(text: str) -> int:
    return len(re.findall(r"\w[\w’'-]*", text))


def texts(value: Any) -> list[str]:
    """Every string inside a parsed TOML value, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return []


def questions() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_toml(COURSE / "questions.toml")["question"]
    return found


def heading_levels(body: str) -> list[int]:
    return [len(hashes) for hashes in re.findall(r"^(#+) ", body, re.MULTILINE)]


def is_norwegian(path: Path) -> bool:
    return path.name.endswith("nb.md")


def test_no_lesson_is_missing_or_left_over():
    expected = {f"{lesson}.{language}.md" for lesson in LESSONS for language in LANGUAGES}
    assert {path.name for path in COURSE.glob("*.md")} == expected
    assert {path.name for path in GUIDELINE.glob("*.md")} == {"nb.md", "en.md"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_has_a_title_and_headings_below_the_page_title(path: Path):
    matter, body = read_document(path)
    assert matter["title"].strip()
    levels = heading_levels(body)
    assert levels, "no headings"
    assert levels[0] == 2, "the first heading is not ##"
    assert 1 not in levels, "a first-level heading belongs to the page"
    assert not re.search(r"^(=+|-+)\s*$", body, re.MULTILINE), "an underlined heading"
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels)), "a level is skipped"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_no_section_is_empty(path: Path):
    _, body = read_document(path)
    for section in re.split(r"^## .*$", body, flags=re.MULTILINE)[1:]:
        assert words(section) >= 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guideline_is_short_enough_to_be_read(language: str):
    matter, body = read_document(GUIDELINE / f"{language}.md")
    assert matter["summary"].strip()
    assert 500 <= words(body) <= 800


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_is_short_and_has_a_list(lesson: str, language: str):
    _, body = read_document(COURSE / f"{lesson}.{language}.md")
    assert 200 <= words(body) <= 350
    assert re.search(r"^(- |1\. )", body, re.MULTILINE)


@pytest.mark.parametrize("stem", ["guideline", *LESSONS])
def test_both_languages_have_the_same_shape(stem: str):
    folder, prefix = (GUIDELINE, "") if stem == "guideline" else (COURSE, f"{stem}.")
    shapes = []
    for language in LANGUAGES:
        _, body = read_document(folder / f"{prefix}{language}.md")
        shapes.append((heading_levels(body), len(re.findall(r"^(?:- |\d+\. |> )", body, re.MULTILINE))))
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("path", [*DOCUMENTS, *TABLES], ids=lambda path: path.name)
def test_quotation_marks_are_those_of_the_language(path: Path):
    if path.suffix == ".md":
        matter, body = read_document(path)
        by_language = [("nb" if is_norwegian(path) else "en", text) for text in (*texts(matter), body)]
    else:
        parsed = read_toml(path)
        tables = parsed.get("question", [parsed, *(v for v in parsed.values() if isinstance(v, dict))])
        by_language = [(la, text) for table in tables for la in LANGUAGES for text in texts(table.get(la))]
    assert by_language
    for language, text in by_language:
        assert '"' not in text
        assert "'" not in text
        if language == "nb":
            assert not set("“”‘") & set(text), text
            assert text.count("«") == text.count("»"), text
        else:
            assert not set("«»") & set(text), text
            assert text.count("“") == text.count("”"), text


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.parent.parent.name + "/" + path.name)
def test_no_text_is_empty(path: Path):
    found = texts(read_toml(path))
    assert found
    assert all(text.strip() == text and text for text in found)


def test_the_course_names_itself_in_both_languages():
    course = read_toml(COURSE / "course.toml")
    assert course["slug"] == COURSE.name
    assert course["pass_percent"] == 80
    assert course["validity_months"] == 12
    for part in ("title", "summary"):
        assert set(course[part]) == set(LANGUAGES)


def test_twelve_questions_cover_every_lesson():
    assert len(questions()) == 12
    ids = [question["id"] for question in questions()]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in ids)
    assert {question["lesson"] for question in questions()} == {1, 2, 3, 4, 5}
    kinds = [question["kind"] for question in questions()]
    assert set(kinds) == {"single", "multiple", "true_false"}
    assert kinds.count("multiple") >= 2
    assert kinds.count("true_false") >= 2


@pytest.mark.parametrize("question", questions(), ids=lambda question: question["id"])
def test_a_question_can_be_asked_and_marked(question: dict[str, Any]):
    nb, en = question["nb"], question["en"]
    for side in (nb, en):
        assert set(side) == {"prompt", "options", "explanation"}
        assert len(set(side["options"])) == len(side["options"])
    assert len(nb["options"]) == len(en["options"]) >= 2

    right = question["right"]
    assert right == sorted(set(right))
    assert all(0 <= index < len(nb["options"]) for index in right)
    if question["kind"] == "multiple":
        assert 2 <= len(right) < len(nb["options"])
    else:
        assert len(right) == 1
    if question["kind"] == "true_false":
        assert nb["options"] == ["Riktig", "Galt"]
        assert en["options"] == ["True", "False"]


def test_the_right_answer_moves_about_and_is_not_given_away_by_its_length():
    single = [question for question in questions() if question["kind"] == "single"]
    assert {question["right"][0] for question in single} == {0, 1, 2, 3}
    for language in LANGUAGES:
        longest = []
        for question in single:
            lengths = [len(option) for option in question[language]["options"]]
            if lengths.index(max(lengths)) == question["right"][0]:
                longest.append(question["id"])
        assert len(longest) <= len(single) / 2, longest


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_consent_to_share_is_in_the_first_person(purpose: Purpose, language: str):
    consent = read_toml(SHARING)[purpose]
    sentence = consent[language]["sentence"]
    assert sentence.startswith(("Jeg ", "I "))
    assert sentence.endswith(".")
    assert len(consent["nb"]["points"]) == len(consent["en"]["points"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_consent_to_share_a_list_says_for_how_long_and_that_keys_are_not_anonymous(language: str):
    consent = read_toml(SHARING)["list"][language]
    assert "{days}" in consent["sentence"]
    assert "pseudonym" in consent["sentence"]
    assert "anonym" in " ".join(consent["points"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_consent_and_statement_are_in_the_first_person_without_placeholders(language: str):
    consent, statement = read_toml(CONSENT), read_toml(STATEMENT)
    assert consent["version"] == "2"
    assert 4 <= len(consent[language]["points"]) <= 5
    for sentence in (consent[language]["sentence"], statement[language]["sentence"]):
        assert sentence.startswith(("Jeg ", "I "))
        assert sentence.endswith(".")
        assert not set("{}[]<>%") & set(sentence)
    assert len(consent["nb"]["points"]) == len(consent["en"]["points"])
