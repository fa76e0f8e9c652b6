"""Knows how files begin that are known by their bytes, whatever their names say."""

from __future__ import annotations

PDF = b"%PDF-"
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
