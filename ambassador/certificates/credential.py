"""Knows certificates as Open Badges 3.0: credentials in the VC-JWT format, signed with Ed25519.

The list that says which are not to be relied on is a W3C Bitstring Status List, signed in the same way.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ambassador.certificates.policy import bits_of

VC = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
PURPOSE = "suspension"
"""One purpose for all: a badge may name one list only, and most of what is set can be unset again."""
LIST_COUNTS_FOR = timedelta(hours=1)
"""So that nobody can show an old list for long."""
LIST_MAY_BE_KEPT = timedelta(minutes=1)


@dataclass(frozen=True)
class Issuer:
    """Who gives certificates, and with which key."""

    company: str
    base_url: str
    key: str
    """The private key that signs, in hexadecimal."""

    @property
    def id(self) -> str:
        return self.address("issuer")

    @property
    def key_id(self) -> str:
        """Where the public key is, alone: Open Badges wants an address that leads to it."""
        return self.address("key.json")

    def address(self, path: str) -> str:
        """Return a whole address under /certificates."""
        return f"{self.base_url.rstrip('/')}/certificates/{path}"

    def profile(self) -> dict[str, Any]:
        """Return who the issuer is, for whoever follows its address."""
        return {
            "@context": [VC, OPEN_BADGES],
            "id": self.id,
            "type": ["Profile"],
            "name": self.company,
            "url": self.base_url,
        }

    def public_key(self) -> dict[str, str]:
        """Return the public key as a JWK (RFC 8037)."""
        public = self._private().public_key().public_bytes_raw()
        return {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": _base64url(public),
            "kid": self.key_id,
            "alg": "EdDSA",
            "use": "sig",
        }

    def signed(self, claims: dict[str, Any]) -> str:
        """Return claims as a signed JWT."""
        return jwt.encode(claims, self._private(), algorithm="EdDSA", headers={"kid": self.key_id})

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.key))


@dataclass(frozen=True)
class Badge:
    """What a credential says."""

    public_id: str
    name: str
    """The name its holder chose: it says whose it is, and nothing else does."""
    language: str
    version_id: int
    title: str
    description: str
    criteria: str
    passed_at: datetime
    valid_until: datetime
    list_number: int
    list_place: int


def credential(badge: Badge, issuer: Issuer) -> str:
    """Return the signed credential of a certificate."""
    page = issuer.address(badge.public_id)
    status_list = issuer.address(f"status/{badge.list_number}")
    profile = {name: value for name, value in issuer.profile().items() if name != "@context"}
    subject = f"{page}#holder"
    body: dict[str, Any] = {
        "@context": [VC, OPEN_BADGES],
        "id": f"{page}/badge",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": badge.title,
        "issuer": profile,
        "validFrom": _spelled(badge.passed_at),
        "validUntil": _spelled(badge.valid_until),
        "awardedDate": _spelled(badge.passed_at),
        "credentialSubject": {
            "id": subject,
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": badge.name,
                    "identityType": "name",
                }
            ],
            "achievement": {
                "id": uuid5(NAMESPACE_URL, issuer.address(f"courses/{badge.version_id}")).urn,
                "type": ["Achievement"],
                "achievementType": "CertificateOfCompletion",
                "name": badge.title,
                "description": badge.description,
                "inLanguage": badge.language,
                "criteria": {"narrative": badge.criteria},
                "creator": profile,
            },
        },
        "credentialStatus": {
            "id": f"{status_list}#{badge.list_place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": PURPOSE,
            "statusListIndex": str(badge.list_place),
            "statusListCredential": status_list,
        },
    }
    return issuer.signed(
        {
            **body,
            "iss": issuer.id,
            "jti": body["id"],
            "sub": subject,
            "nbf": int(badge.passed_at.timestamp()),
            "exp": int(badge.valid_until.timestamp()),
        }
    )


def status_list(number: int, certificate_ids: Collection[int], issuer: Issuer, *, at: datetime) -> str:
    """Return a signed status list, in which the bits of these certificates are set."""
    address, until = issuer.address(f"status/{number}"), at + LIST_COUNTS_FOR
    # The bytes depend on nothing but the bits: no time in the header of the compressed stream.
    packed = gzip.compress(bits_of(certificate_ids), compresslevel=6, mtime=0)
    return issuer.signed(
        {
            "@context": [VC],
            "id": address,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": issuer.id,
            "validFrom": _spelled(at),
            "validUntil": _spelled(until),
            "credentialSubject": {
                "id": f"{address}#list",
                "type": "BitstringStatusList",
                "statusPurpose": PURPOSE,
                "encodedList": f"u{_base64url(packed)}",
                "ttl": LIST_MAY_BE_KEPT // timedelta(milliseconds=1),
            },
            "iss": issuer.id,
            "jti": address,
            "sub": f"{address}#list",
            "nbf": int(at.timestamp()),
            "exp": int(until.timestamp()),
        }
    )


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _spelled(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
