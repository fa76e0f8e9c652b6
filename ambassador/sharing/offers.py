"""Seals what a preview shows into a text that the form carries: until it is confirmed, nothing is stored."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from itsdangerous import BadSignature, Signer

from ambassador.audience.policy import Channel
from ambassador.sharing.keys import KEY_BYTES
from ambassador.sharing.policy import OFFER_HOLDS

SALT = "a follower list that waits for a consent"


@dataclass(frozen=True)
class Offer:
    """A list that was read and not kept yet: whose, from where, and what of it would be kept."""

    person_id: int
    channel: Channel
    people: int
    without: int
    one_in: int
    secret_check: str
    made_at: datetime
    keys: bytes = field(repr=False)
    """Kept keys, packed."""

    @property
    def kept(self) -> int:
        """How many keys would be kept."""
        return len(self.keys) // KEY_BYTES


def sealed(offer: Offer, *, secret: str) -> str:
    """Return an offer as a text that only somebody with the app's secret can make."""
    facts = {
        "person": offer.person_id,
        "channel": offer.channel,
        "people": offer.people,
        "without": offer.without,
        "one_in": offer.one_in,
        "check": offer.secret_check,
        "at": offer.made_at.isoformat(),
    }
    parts = (json.dumps(facts).encode(), offer.keys)
    return _signer(secret).sign(b"~".join(map(urlsafe_b64encode, parts))).decode("ascii")


def unsealed(text: str, *, secret: str, person_id: int, channel: Channel, at: datetime) -> Offer | None:
    """Return the offer in a text; None if it was changed, is too old, or is of another person or channel."""
    try:
        content = _signer(secret).unsign(text.encode("ascii", "replace"))
    except BadSignature:
        return None
    about, keys = map(urlsafe_b64decode, content.split(b"~"))
    facts = json.loads(about)
    offer = Offer(
        person_id=facts["person"],
        channel=Channel(facts["channel"]),
        people=facts["people"],
        without=facts["without"],
        one_in=facts["one_in"],
        secret_check=facts["check"],
        made_at=datetime.fromisoformat(facts["at"]),
        keys=keys,
    )
    is_fresh = offer.made_at <= at <= offer.made_at + OFFER_HOLDS
    return offer if (offer.person_id, offer.channel) == (person_id, channel) and is_fresh else None


def _signer(secret: str) -> Signer:
    return Signer(secret, salt=SALT, digest_method=sha256)
