"""The content we ship is whole: both languages, a sound quiz, nothing empty, nothing shouting."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ambassador.sharing.policy import Purpose
from ambassador.training.content import SLUGS

PACKAGE = Path(__file__).resolve().parents[2] / "ambassador"
GUIDELINE = PACKAGE / "guidelines" / "content" / "rules-of-play"
STATEMENT = PACKAGE / "guidelines" / "content" / "statement.toml"
CONSENT = PACKAGE / "optins" / "content" / "consent.toml"
SHARING = PACKAGE / "sharing" / "content" / "consent.toml"
COURSES = PACKAGE / "training" / "content"

LANGUAGES = ("nb", "en")
LESSONS = {
    "rules-of-play": (
        "1-your-choice",
        "2-own-responsibility",
        "3-disclosure",
        "4-dialogue",
        "5-mistakes-and-reach",
    ),
    "leaders-in-social-media": (
        "1-what-your-voice-does",
        "2-goals-of-your-own",
        "3-listen-and-read",
        "4-answer",
        "5-write",
        "6-time-and-pitfalls",
    ),
    "disclosure-in-practice": (
        "1-what-the-law-asks",
        "2-product-posts",
        "3-vacancies-and-culture",
        "4-gifts-and-discounts",
        "5-sharing-and-answering",
        "6-pictures-and-ai",
    ),
}
ALL_LESSONS = [f"{course}/{lesson}" for course, lessons in LESSONS.items() for lesson in lessons]
DOCUMENTS = [GUIDELINE / f"{language}.md" for language in LANGUAGES] + [
    COURSES / f"{lesson}.{language}.md" for lesson in ALL_LESSONS for language in LANGUAGES
]
TABLES = [
    *(STATEMENT, CONSENT, SHARING),
    *(COURSES / course / name for course in LESSONS for name in ("course.toml", "questions.toml")),
]

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


def questions(course: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_toml(COURSES / course / "questions.toml")["question"]
    return found


def every_question() -> list[dict[str, Any]]:
    return [question for course in LESSONS for question in questions(course)]


def heading_levels(body: str) -> list[int]:
    return [len(hashes) for hashes in re.findall(r"^(#+) ", body, re.MULTILINE)]


def is_norwegian(path: Path) -> bool:
    return path.name.endswith("nb.md")


def test_no_lesson_is_missing_or_left_over():
    assert set(SLUGS) == set(LESSONS) == {path.name for path in COURSES.iterdir()}
    for course, lessons in LESSONS.items():
        expected = {f"{lesson}.{language}.md" for lesson in lessons for language in LANGUAGES}
        assert {path.name for path in (COURSES / course).glob("*.md")} == expected
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
@pytest.mark.parametrize("lesson", ALL_LESSONS)
def test_a_lesson_is_short_and_has_a_list(lesson: str, language: str):
    _, body = read_document(COURSES / f"{lesson}.{language}.md")
    assert 200 <= words(body) <= 350
    assert re.search(r"^(- |1\. )", body, re.MULTILINE)


@pytest.mark.parametrize("stem", ["guideline", *ALL_LESSONS])
def test_both_languages_have_the_same_shape(stem: str):
    folder, prefix = (GUIDELINE, "") if stem == "guideline" else (COURSES, f"{stem}.")
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


@pytest.mark.parametrize("slug", LESSONS)
def test_a_course_names_itself_in_both_languages(slug: str):
    course = read_toml(COURSES / slug / "course.toml")
    assert course["slug"] == slug
    assert course["pass_percent"] == 80
    for part in ("title", "summary"):
        assert set(course[part]) == set(LANGUAGES)


def test_only_the_rules_of_play_must_be_passed():
    required = [slug for slug in LESSONS if read_toml(COURSES / slug / "course.toml").get("required", True)]
    assert required == ["rules-of-play"]


@pytest.mark.parametrize(
    ("slug", "number", "scenarios"),
    [("rules-of-play", 12, 0), ("leaders-in-social-media", 12, 4), ("disclosure-in-practice", 14, 8)],
)
def test_the_questions_cover_every_lesson(slug: str, number: int, scenarios: int):
    asked = questions(slug)
    assert len(asked) == number
    ids = [question["id"] for question in asked]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in ids)
    assert [question["lesson"] for question in asked] == sorted(question["lesson"] for question in asked)
    assert {question["lesson"] for question in asked} == set(range(1, len(LESSONS[slug]) + 1))
    kinds = [question["kind"] for question in asked]
    assert kinds.count("scenario") == scenarios
    assert kinds.count("multiple") >= 2
    assert kinds.count("true_false") >= 1


@pytest.mark.parametrize("question", every_question(), ids=lambda question: question["id"])
def test_a_question_can_be_asked_and_marked(question: dict[str, Any]):
    nb, en = question["nb"], question["en"]
    for side in (nb, en):
        feedback = {"feedback"} if question["kind"] == "scenario" else set()
        assert set(side) == {"prompt", "options", "explanation"} | feedback
        assert len(set(side.get("feedback", side["options"]))) == len(side["options"])
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


@pytest.mark.parametrize("slug", LESSONS)
def test_the_right_answer_moves_about_and_is_not_given_away_by_its_length(slug: str):
    asked = [question for question in questions(slug) if question["kind"] in ("single", "scenario")]
    places = [question["right"][0] for question in asked]
    assert {places.count(place) for place in range(4)} <= {len(asked) // 4, len(asked) // 4 + 1}
    for language in LANGUAGES:
        for extreme in (max, min):
            # Four options each: by chance the right one is the longest, or the shortest, in one of four.
            given_away = [
                question["id"]
                for question in asked
                for lengths in [[len(option) for option in question[language]["options"]]]
                if lengths.index(extreme(lengths)) == question["right"][0]
            ]
            assert len(given_away) <= len(asked) / 3, (language, given_away)


@pytest.mark.parametrize("slug", LESSONS)
def test_a_scenario_says_yes_to_the_right_option_alone(slug: str):
    for question in questions(slug):
        for language, word in (("nb", "Ja"), ("en", "Yes")):
            for place, said in enumerate(question[language].get("feedback", ())):
                assert said.startswith(f"{word}. ") == (place in question["right"]), said


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
