"""Reads receipts: one's own acknowledgements, each with its proof, and what a hash is of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, aliased

from ambassador.guidelines.answering.models import Acknowledgement
from ambassador.guidelines.answering.policy import Method
from ambassador.guidelines.models import GuidelineText, GuidelineVersion, VersionWithdrawal
from ambassador.guidelines.policy import Label
from ambassador.guidelines.receipts.receipt import Receipt
from ambassador.trail import merkle, notes
from ambassador.trail.models import TrailEntry
from ambassador.trail.policy import chained_hash
from ambassador.trail.queries import Included, included


@dataclass(frozen=True)
class Issuer:
    """Who gives receipts, and with which key."""

    company: str
    base_url: str
    origin: str
    key: str
    """The private key that signs, in hexadecimal."""


@dataclass(frozen=True)
class Own:
    """One of somebody's own acknowledgements."""

    acknowledgement_id: int
    guideline_id: int
    number: int
    """Of the version."""
    label: Label
    title: str
    language: str
    at: datetime
    method: Method
    has_entry: bool
    """Only what has an entry in the trail can be proved."""


def own_acknowledgements(session: Session, person_id: int) -> Sequence[Own]:
    """Return what somebody acknowledged, the newest first."""
    rows = session.execute(
        _acknowledged()
        .where(Acknowledgement.person_id == person_id)
        .order_by(Acknowledgement.at.desc(), Acknowledgement.id.desc())
    ).all()
    return [
        Own(
            acknowledgement_id=signed.id,
            guideline_id=version.guideline_id,
            number=version.number,
            label=Label(version.major, version.minor),
            title=text.title,
            language=signed.language,
            at=signed.at,
            method=Method(signed.method),
            has_entry=signed.entry is not None,
        )
        for signed, version, text in rows
    ]


def receipt_of(
    session: Session, acknowledgement_id: int, *, person_id: int, issuer: Issuer, at: datetime
) -> Receipt | None:
    """Return the receipt of one of somebody's own acknowledgements, with a checkpoint signed now.

    None for another's, for one that was kept before entries were noted, and when what the entry says of the
    person was erased: without it the receipt would prove nobody's acknowledgement.
    """
    row = session.execute(
        _acknowledged().where(
            Acknowledgement.id == acknowledgement_id, Acknowledgement.person_id == person_id
        )
    ).first()
    if row is None or row[0].entry is None:
        return None
    entry = included(session, row[0].entry)
    if entry is None or not entry.personal:
        return None
    return _receipt(row, entry, issuer, at)


def _acknowledged() -> Select[Acknowledgement, GuidelineVersion, GuidelineText]:
    return (
        select(Acknowledgement, GuidelineVersion, GuidelineText)
        .join(GuidelineVersion, GuidelineVersion.id == Acknowledgement.version_id)
        .join(
            GuidelineText,
            (GuidelineText.version_id == GuidelineVersion.id)
            & (GuidelineText.language == Acknowledgement.language),
        )
    )


def _receipt(
    row: Row[Acknowledgement, GuidelineVersion, GuidelineText],
    entry: Included,
    issuer: Issuer,
    at: datetime,
) -> Receipt:
    signed, version, text = row
    happened, key = json.loads(entry.entry), notes.private_key(issuer.key)
    unsealed = Receipt(
        company=issuer.company,
        title=text.title,
        version=str(Label(version.major, version.minor)),
        published_at=_spelled(version.published_at),
        language=signed.language,
        document_sha256=signed.sha256,
        sentence=signed.sentence,
        acknowledged_at=_spelled(signed.at),
        method=str(signed.method),
        recorded_by_another=happened["by"] != signed.person_id,
        signed_on=signed.signed_on.isoformat() if signed.signed_on else "",
        name=entry.texts.get("name", ""),
        email=entry.texts.get("email", ""),
        number=entry.sequence,
        entry=entry.entry,
        previous_hash=entry.previous_hash,
        entry_hash=entry.hash,
        salt=entry.salt,
        personal=entry.personal,
        size=entry.size,
        proof=tuple(each.hex() for each in entry.proof),
        checkpoint=notes.signed(notes.Statement(issuer.origin, entry.size, entry.root, at), key),
        key=notes.public_bytes(key).hex(),
        check_at=f"{issuer.base_url.rstrip('/')}/receipts/check/{entry.hash}",
        document=text.shown,
    )
    return unsealed.sealed(key)


def _spelled(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else ""


class Life(StrEnum):
    """Whether a published version still holds."""

    IN_FORCE = "in force"
    SUPERSEDED = "superseded"
    """A newer version asked everybody anew."""
    REWORDED = "reworded"
    """A newer version changed the wording only: acknowledgements of this one still hold."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Checked:
    """What the public may know of an acknowledgement: anything but whose it is."""

    entry: int
    size: int
    """How many entries the trail had when it was looked up."""
    title: str
    label: Label
    language: str
    sha256: str
    at: datetime
    method: Method
    published_at: datetime
    life: Life
    is_proved: bool
    """The entry follows from the one before, and leads to the root of the trail as it stands."""


def checked(session: Session, entry_hash: str) -> Checked | None:
    """Return what the acknowledgement with this entry is of; None for anything but an acknowledgement's."""
    row = session.execute(
        _acknowledged()
        .add_columns(VersionWithdrawal.version_id.label("withdrawn"))
        .join(TrailEntry, TrailEntry.sequence == Acknowledgement.entry)
        .outerjoin(VersionWithdrawal, VersionWithdrawal.version_id == GuidelineVersion.id)
        .where(TrailEntry.hash == entry_hash)
    ).first()
    if row is None or row[1].published_at is None:
        return None
    signed, version, text, withdrawn = row
    entry = included(session, signed.entry)
    if entry is None:
        return None
    return Checked(
        entry=entry.sequence,
        size=entry.size,
        title=text.title,
        label=Label(version.major, version.minor),
        language=signed.language,
        sha256=signed.sha256,
        at=signed.at,
        method=Method(signed.method),
        published_at=version.published_at,
        life=Life.WITHDRAWN if withdrawn is not None else _life(session, version),
        is_proved=_is_proved(entry),
    )


def _life(session: Session, version: GuidelineVersion) -> Life:
    newer, taken_back = aliased(GuidelineVersion), aliased(VersionWithdrawal)
    majors = session.scalars(
        select(newer.major)
        .outerjoin(taken_back, taken_back.version_id == newer.id)
        .where(
            newer.guideline_id == version.guideline_id,
            newer.number > version.number,
            newer.published_at.is_not(None),
            taken_back.version_id.is_(None),
        )
    ).all()
    if not majors:
        return Life.IN_FORCE
    return Life.SUPERSEDED if max(majors) > version.major else Life.REWORDED


def _is_proved(entry: Included) -> bool:
    leaf = merkle.leaf(bytes.fromhex(entry.hash))
    leads_to = merkle.root_by_proof(entry.sequence - 1, entry.size, leaf, entry.proof)
    return entry.hash == chained_hash(entry.previous_hash, entry.entry) and leads_to == entry.root
