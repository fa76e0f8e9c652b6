"""Knows which checkpoints can be held against a trail: those that a trusted key signed, for this trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ambassador.trail.checking import Claim, Finding, Kind, Sign
from ambassador.trail.notes import NotACheckpointError, Statement, is_signed_by, names_key, read


@dataclass(frozen=True)
class Shown:
    """A checkpoint as somebody shows it: kept in the database, or in a file."""

    source: str
    note: str
    kept_key: str = ""
    """Of a kept one: the public key that its row names, in hexadecimal."""
    kept_size: int = 0
    kept_root: str = ""

    @property
    def is_kept(self) -> bool:
        return bool(self.kept_key)


@dataclass(frozen=True)
class Judged:
    """What of the checkpoints can be held against the trail."""

    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    remarks: tuple[Finding, ...]
    """Kept ones by another key: keys are changed now and then, so it is said, and breaks nothing."""


def judge(shown: Iterable[Shown], *, keys: Sequence[bytes], origin: str) -> Judged:
    """Tell the checkpoints that count from those that don't.

    A kept one may be of another origin, because the address that people open may change; one from outside may
    not. One that its own key didn't sign, or whose row says something else than its text, was tampered with.
    """
    claims, findings, remarks = list[Claim](), list[Finding](), list[Finding]()
    for each in shown:
        try:
            said = read(each.note)
        except NotACheckpointError:
            findings.append(Finding(Kind.CHECKPOINT, Sign.UNREADABLE, 1, 0, each.source))
            continue
        sign = _fault(each, said, keys=keys, origin=origin)
        if sign is None:
            claims.append(Claim(each.source, said.size, said.root, said.at))
        else:
            told = remarks if each.is_kept and sign is Sign.OTHER_KEY else findings
            told.append(Finding(Kind.CHECKPOINT, sign, 1, said.size, each.source))
    return Judged(tuple(claims), tuple(findings), tuple(remarks))


def _fault(shown: Shown, said: Statement, *, keys: Sequence[bytes], origin: str) -> Sign | None:
    if shown.is_kept and (shown.kept_size, shown.kept_root) != (said.size, said.root.hex()):
        return Sign.SIGNATURE
    if any(is_signed_by(shown.note, key) for key in keys):
        return None if shown.is_kept or said.origin == origin else Sign.OTHER_ORIGIN
    if any(names_key(shown.note, key) for key in keys):
        return Sign.SIGNATURE
    if shown.is_kept and not is_signed_by(shown.note, _bytes(shown.kept_key)):
        return Sign.SIGNATURE
    return Sign.OTHER_KEY


def _bytes(hexadecimal: str) -> bytes:
    try:
        return bytes.fromhex(hexadecimal)
    except ValueError:
        return b""
