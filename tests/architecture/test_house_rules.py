"""Rules of the house that a reader would otherwise have to remember."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from ambassador.app import template_folder
from ambassador.settings import PACKAGE


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_says_what_it_knows(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def within(*roles: str) -> list[Path]:
    """Return the modules of these roles; editor_operations are operations, too."""
    found = [path for path in modules() if path.stem.endswith(roles)]
    assert {path.stem.rpartition("_")[2] for path in found} >= set(roles)
    return found


def test_operations_never_commit() -> None:
    for path in within("operations", "inviting", "leaving", "uploads"):
        assert not re.search(r"\.(commit|rollback)\(", path.read_text("utf-8")), path


def test_only_the_rim_asks_for_the_time_or_the_visitor() -> None:
    asks = re.compile(r"\b(clock\.now|datetime\.now|current_user|flask import .*request)\b")
    for path in within("operations", "inviting", "leaving", "uploads", "queries", "policy", "models"):
        assert not asks.search(path.read_text("utf-8")), path


def test_templates_let_no_markup_through_unescaped() -> None:
    for path in template_folder().rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape false", text), path


def test_no_file_is_named_for_nothing() -> None:
    empty = {"utils", "helpers", "misc", "common", "manager", "handler"}
    assert not [path for path in modules() if path.stem in empty]
