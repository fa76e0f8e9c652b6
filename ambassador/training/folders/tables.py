"""Reads one table of a course's files, and notes everything that is wrong with it on the way."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from ambassador.training.folders.faults import Fault, Wrong
from ambassador.training.folders.parts import LONGEST_NAME, NAME, Setting, Value
from ambassador.web.forms import LONG

_AT_LINE = re.compile(r"at line ([0-9]+)")


def table_in(text: str, wrong: list[Wrong], *, file: str, lines_before: int = 0) -> Table | None:
    """Return the table that a TOML text is; None, and a fault with its line, where it is none."""
    try:
        return Table(tomllib.loads(text), wrong, Wrong(Fault.BROKEN_TOML, file))
    except (ValueError, RecursionError) as error:
        # An error at the end has no line of its own.
        said = _AT_LINE.search(str(error))
        line = int(said.group(1)) if said else text.count("\n") + 1
        wrong.append(Wrong(Fault.BROKEN_TOML, file, line=line + lines_before))
        return None


@dataclass(frozen=True)
class Table:
    """A table of TOML: whoever asks for a value gets one of the right kind, and what is wrong is noted."""

    values: dict[str, Any]
    wrong: list[Wrong]
    place: Wrong
    """Where it stands; its fault means nothing."""

    def note(self, fault: Fault, key: str = "", **more: Any) -> None:
        """Note a fault of this table."""
        self.wrong.append(
            replace(self.place, fault=fault, key=".".join(filter(None, (self.place.key, key))), **more)
        )

    def allow(self, keys: Collection[str]) -> None:
        """Note every key that would be lost."""
        for key in self.values:
            if key not in keys:
                self.note(Fault.UNKNOWN_KEY, key)

    def table(self, key: str, /, **place: Any) -> Table:
        """Return the table under a key; where there is none, one that notes nothing more."""
        found = self._get(key)
        if isinstance(found, dict):
            return Table(found, self.wrong, replace(self.place, **place))
        if found is not None:
            self.note(Fault.NOT_TABLE, key)
        return Table({}, [], self.place)

    def text(self, key: str, *, most: int, is_line: bool = False) -> str:
        """Return a text of at most so many characters."""
        found = self._get(key)
        if not isinstance(found, str):
            if found is not None:
                self.note(Fault.NOT_TEXT, key)
            return ""
        self._check_text(key, found, most=most)
        if is_line and "\n" in found:
            self.note(Fault.SEVERAL_LINES, key)
        return found

    def texts(self, key: str, *, most: int) -> list[str]:
        """Return a list of texts of at most so many characters together."""
        found = self._get(key)
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            if found is not None:
                self.note(Fault.NOT_TEXTS, key)
            return []
        self._check_text(key, "\n".join(found), most=most)
        return list(found)

    def number(self, key: str) -> int:
        """Return a whole number; 0 where there is none."""
        found = self._get(key)
        if type(found) is int:
            return found
        if found is not None:
            self.note(Fault.NOT_NUMBER, key)
        return 0

    def places(self, key: str) -> list[int]:
        """Return a list of places, counted from 0, in order and each once."""
        found = self._get(key)
        if not isinstance(found, list) or not all(type(each) is int for each in found):
            if found is not None:
                self.note(Fault.NOT_NUMBERS, key)
            return []
        return sorted(set(found))

    def name(self, key: str, *, default: str | None = None) -> str:
        """Return a short name of small letters, digits and hyphens."""
        if default is not None and key not in self.values:
            return default
        found = self.text(key, most=LONGEST_NAME)
        if isinstance(self.values.get(key), str) and not NAME.fullmatch(found):
            self.note(Fault.NOT_NAME, key)
        return found

    def names(self, key: str) -> tuple[str, ...]:
        """Return a list of short names that may be missing, in the order of their letters and each once."""
        found = self.texts(key, most=LONG) if key in self.values else []
        if any(len(name) > LONGEST_NAME or not NAME.fullmatch(name) for name in found):
            self.note(Fault.NOT_NAME, key)
        return tuple(sorted(set(found)))

    def value(self, setting: Setting) -> Value:
        """Return a setting, or what holds where it is not given."""
        if setting.name not in self.values:
            return setting.default
        found = self.values[setting.name]
        if setting.among:
            if found in setting.among:
                return str(found)
            self.note(Fault.UNKNOWN_AUDIENCE, setting.name)
        elif isinstance(setting.default, bool):
            if isinstance(found, bool):
                return found
            self.note(Fault.NOT_SWITCH, setting.name)
        elif type(found) is int and setting.least <= found <= setting.most:
            return found
        else:
            self.note(Fault.OUT_OF_RANGE, setting.name, least=setting.least, most=setting.most)
        return setting.default

    def _get(self, key: str) -> Any:
        if key not in self.values:
            self.note(Fault.MISSING_KEY, key)
        return self.values.get(key)

    def _check_text(self, key: str, text: str, *, most: int) -> None:
        if len(text) > most:
            self.note(Fault.TOO_LONG, key, most=most)
        if "\x00" in text:
            # PostgreSQL can't keep it.
            self.note(Fault.NUL, key)
