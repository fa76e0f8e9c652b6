"""Knows how frozen values become plain ones that JSON holds, and are made again from them, exactly.

It follows the types of the fields, so a value with new fields needs nothing here.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from numbers import Integral, Real
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Made = TypeVar("Made")
Maker = Callable[[Any], Any]


class UnreadableError(Exception):
    """What was kept does not have the form that this version expects."""


def spelled(value: object) -> str:
    """Return JSON with sorted keys and no spaces; 1.0 stays apart from 1, as kept reports need it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def spelled_hash(value: object) -> str:
    """Return SHA-256 of a value's one spelling, in hexadecimal."""
    return hashlib.sha256(spelled(value).encode()).hexdigest()


def plain(value: Any) -> Any:
    """Return a value as dictionaries, lists, texts, numbers and None; raises TypeError for any other kind."""
    if is_dataclass(value) and not isinstance(value, type):
        return {entry.name: plain(getattr(value, entry.name)) for entry in fields(value)}
    if isinstance(value, (tuple, list)):
        return [plain(each) for each in value]
    return _plain_one(value)


def _plain_one(value: Any) -> Any:
    if value is None or isinstance(value, (bool, str)):
        # A member of a StrEnum is a text, but only its value is a plain one.
        return str(value.value) if isinstance(value, Enum) else value
    if isinstance(value, Enum):
        return _plain_one(value.value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} can't be kept: {value!r}")


def made(kind: type[Made], kept: Any) -> Made:
    """Return the value that `plain` was given; raises UnreadableError where the form is another."""
    try:
        return cast(Made, _maker(cast(Any, kind))(kept))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableError(f"{type(error).__name__}: {error}") from error


@lru_cache(maxsize=256)
def _maker(kind: Any) -> Maker:
    """Return what makes a value of a type; raises TypeError for a type that no report should have."""
    if is_dataclass(kind):
        return _dataclass_maker(kind)
    if get_origin(kind) in (Union, types.UnionType):
        return _union_maker(kind)
    if get_origin(kind) is tuple:
        return _tuple_maker(kind)
    if kind in (int, float, str, bool, type(None)):
        return _checker((int, float) if kind is float else (kind,))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if kind in (date, datetime):
        return kind.fromisoformat  # type: ignore[no-any-return]  # the type checker forgets which of the two
    raise TypeError(f"{kind!r} can't be made again from what is kept")


def _dataclass_maker(kind: Any) -> Maker:
    hints = get_type_hints(kind)
    makers = {entry.name: _maker(hints[entry.name]) for entry in fields(kind)}

    def make(kept: Any) -> Any:
        if set(kept) != set(makers):
            raise KeyError(*sorted(set(kept) ^ set(makers)))
        return kind(**{name: maker(kept[name]) for name, maker in makers.items()})

    return make


def _union_maker(kind: Any) -> Maker:
    [inner, *others] = [each for each in get_args(kind) if each is not type(None)]
    if others:
        raise TypeError(f"{kind!r} does not say which of its types a kept value has")
    maker = _maker(inner)
    return lambda kept: None if kept is None else maker(kept)


def _tuple_maker(kind: Any) -> Maker:
    inner = get_args(kind)
    if len(inner) == 2 and inner[1] is Ellipsis:  # noqa: PLR2004  (tuple[X, ...] has two arguments)
        maker = _maker(inner[0])
        return lambda kept: tuple(map(maker, _list(kept)))
    makers = [_maker(each) for each in inner]
    return lambda kept: tuple(maker(each) for maker, each in zip(makers, _list(kept), strict=True))


def _list(kept: Any) -> list[Any]:
    if not isinstance(kept, list):
        raise TypeError(f"{kept!r} is no list")
    return kept


def _checker(kinds: tuple[type, ...]) -> Maker:
    def check(kept: Any) -> Any:
        # True is an int to Python, and 1 would be a different text.
        if type(kept) not in kinds:
            raise TypeError(f"{kept!r} is no {kinds[-1].__name__}")
        return kept

    return check


def lines(kept: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every figure and text that was kept, with its place: for what no page can show."""
    if isinstance(kept, dict):
        for name, each in kept.items():
            yield from lines(each, f"{path}.{name}" if path else str(name))
    elif isinstance(kept, list):
        for number, each in enumerate(kept, start=1):
            yield from lines(each, f"{path}.{number}" if path else str(number))
    else:
        yield path, "" if kept is None else str(kept)
