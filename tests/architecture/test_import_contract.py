"""The import contract holds, and it can fail: a broken specimen is shown to it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from ambassador.settings import CHECKOUT, PACKAGE


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--config", "pyproject.toml"]
    return subprocess.run(program, cwd=folder, capture_output=True, text=True, check=False)


def specimen(folder: Path) -> Path:
    """Copy the package and its contract to where it can be broken."""
    shutil.copytree(PACKAGE, folder / "ambassador", ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(CHECKOUT / "pyproject.toml", folder)
    return folder


def test_the_house_keeps_its_contract() -> None:
    answer = lint(CHECKOUT)
    assert answer.returncode == 0, answer.stdout


def test_a_sibling_that_imports_its_sibling_is_caught(tmp_path: Path) -> None:
    folder = specimen(tmp_path)
    with (folder / "ambassador/training/policy.py").open("a") as broken:
        broken.write("\nfrom ambassador.guidelines import models\n")
    answer = lint(folder)
    assert answer.returncode != 0
    assert "Subjects import one way BROKEN" in answer.stdout


def test_an_import_that_runs_back_up_is_caught(tmp_path: Path) -> None:
    folder = specimen(tmp_path)
    with (folder / "ambassador/people/queries.py").open("a") as broken:
        broken.write("\nfrom ambassador.standing import queries\n")
    answer = lint(folder)
    assert "ambassador.people.queries -> ambassador.standing.queries" in answer.stdout


def test_mathematics_that_knows_the_database_is_caught(tmp_path: Path) -> None:
    folder = specimen(tmp_path)
    with (folder / "ambassador/reach/curve.py").open("a") as broken:
        broken.write("\nimport sqlalchemy\n")
    answer = lint(folder)
    assert "Reach is pure mathematics BROKEN" in answer.stdout


def test_every_policy_is_held_pure() -> None:
    policies = {
        ".".join(path.relative_to(CHECKOUT).with_suffix("").parts) for path in PACKAGE.rglob("*policy.py")
    }
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    contracts = {contract["name"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}
    assert set(contracts["Policies are pure"]["source_modules"]) == policies
