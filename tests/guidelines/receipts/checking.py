"""Runs the checker as an auditor does: a file of its own, in another process, far from this app."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from ambassador.guidelines.receipts.pack import VERIFIER

Receipt = dict[str, Any]


def checked(folder: Path, *arguments: str | Path) -> tuple[int, str]:
    """Return the exit code of the checker, copied into a folder, and what it said."""
    alone = shutil.copy(VERIFIER, folder / "verify_receipt.py")
    # Isolated: neither this folder nor PYTHONPATH leads to the app.
    command = [sys.executable, "-I", str(alone), *map(str, arguments)]
    answer = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert not answer.stderr, answer.stderr
    return answer.returncode, answer.stdout


def receipt_checked(folder: Path, receipt: Receipt, *arguments: str | Path) -> tuple[int, str]:
    """Write a receipt into a folder, and check it."""
    path = folder / "receipt.json"
    path.write_text(json.dumps(receipt, ensure_ascii=False), "utf-8")
    return checked(folder, path, *arguments)
