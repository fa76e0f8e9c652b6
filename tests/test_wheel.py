"""The built wheel works on its own: templates inside, instance folder where it is told."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from ambassador.settings import CHECKOUT

OPEN_A_PAGE = """
from pathlib import Path
import ambassador
from ambassador.app import create_app
from ambassador.cli.serve import open_database
from ambassador.settings import load_settings

assert "site-packages" in ambassador.__file__, ambassador.__file__
settings = load_settings(instance=Path("here"))
app = create_app(settings, database=open_database(settings))
for address in ("/", "/sign-in", "/assets/app.css"):
    answer = app.test_client().get(address)
    assert answer.status_code == 200, (address, answer.status_code)
print("opened")
"""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(CHECKOUT)]
    subprocess.run(build, check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


def test_an_installed_wheel_opens_a_page(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    # The packages that are installed already serve it, so that only the wheel itself is fetched and unpacked.
    venv.create(home, with_pip=True)
    installed = Path(os.__file__).parent / "site-packages"
    here = Path(next(path for path in sys.path if path.endswith("site-packages")))
    [site] = (home / "lib").glob("python*/site-packages")
    (site / "others.pth").write_text(f"{here}\n{installed}\n")
    python = str(home / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", str(wheel)], check=True, cwd=tmp_path)
    answer = subprocess.run(
        [python, "-c", OPEN_A_PAGE], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert answer.stdout.strip() == "opened", answer.stderr
    assert (tmp_path / "here" / "ambassador.sqlite").exists()


def test_the_wheel_carries_templates_content_and_words(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in (
        "ambassador/templates/layouts/page.html",
        "ambassador/static/app.css",
        "ambassador/guidelines/content/rules-of-play/nb.md",
        "ambassador/guidelines/receipts/content/receipt.typ",
        "ambassador/guidelines/receipts/verify_receipt.py",
        "ambassador/translations/nb/web.po",
        "ambassador/migrations/script.py.mako",
    ):
        assert needed in names
