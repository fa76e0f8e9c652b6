"""The Open Badge, read by programs that are not ours: its signature, its shape, and its bit in the list."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from openbadgeslib.ob3.status import check_credential_status

from ambassador.certificates.credential import Issuer
from tests.browser import Browser
from tests.certificates.conftest import NAME, Holder
from tests.factories import CERTIFICATE_KEY, TRAIL_KEY, ends

# Open Badges 3.0 still asks for the name that joserfc warns of.
pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated via RFC 9864")

VC = "https://www.w3.org/ns/credentials/v2"


@pytest.fixture
def published(holder: Holder) -> Holder:
    holder.publish()
    return holder


def token_of(holder: Holder, browser: Browser) -> str:
    return str(browser.get(f"{holder.address}/badge").body.decode())


def opened(token: str, browser: Browser) -> dict[str, Any]:
    """Return what a token says, checked by joserfc against the published set of keys."""
    keys = KeySet.import_key_set(browser.get("/certificates/keys.json").json)
    checked = jws.deserialize_compact(token, keys, algorithms=["EdDSA"])
    said: dict[str, Any] = json.loads(checked.payload)
    return said


def verifier(browser: Browser) -> OB3Verifier:
    """Return a verifier of Open Badges that was given the public key alone."""
    jwk = browser.get("/certificates/key.json").json
    public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(jwk["x"] + "="))
    return OB3Verifier(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def check_status(credential: Any, browser: Browser) -> None:
    """Let the verifier fetch the status list from the app, and check its signature as well."""
    jwk = browser.get("/certificates/key.json").json
    public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(jwk["x"] + "="))
    check_credential_status(
        credential,
        lambda address: browser.get(urlsplit(address).path).body,
        verify_list=True,
        list_pubkey_pem=public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    )


def bit_of(badge: dict[str, Any], browser: Browser) -> bool:
    """Read a badge's bit by hand, as the W3C describes it."""
    entry = badge["credentialStatus"]
    said = opened(browser.get(urlsplit(entry["statusListCredential"]).path).body.decode(), browser)
    encoded = said["credentialSubject"]["encodedList"]
    assert encoded.startswith("u")
    bits = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    assert len(bits) >= 16 * 1024
    index = int(entry["statusListIndex"])
    return bool(bits[index // 8] >> (7 - index % 8) & 1)


def test_an_independent_verifier_accepts_it_whole(published: Holder, browser: Browser) -> None:
    credential = verifier(browser).verify(token_of(published, browser))
    check_status(credential, browser)
    assert credential.issuer.name == "Nordlys"
    assert credential.achievement.criteria_narrative.startswith("A course of 5 lessons.")


def test_it_says_what_open_badges_wants(published: Holder, browser: Browser) -> None:
    said = opened(token_of(published, browser), browser)
    assert said["@context"] == [VC, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    subject, achievement = said["credentialSubject"], said["credentialSubject"]["achievement"]
    assert subject["type"] == ["AchievementSubject"]
    assert {"id", "type", "name", "description", "criteria"} <= achievement.keys()
    assert (said["iss"], said["jti"], said["sub"]) == (said["issuer"]["id"], said["id"], subject["id"])
    assert (said["nbf"], said["exp"]) == (
        int(published.passed_at.timestamp()),
        int(ends(published.passed_at, 12).timestamp()),
    )
    assert said["validFrom"] == published.passed_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_every_address_in_it_leads_to_what_it_names(published: Holder, browser: Browser) -> None:
    token = token_of(published, browser)
    said = opened(token, browser)
    header = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
    assert header == {"alg": "EdDSA", "typ": "JWT", "kid": "http://localhost/certificates/key.json"}
    assert browser.get(urlsplit(header["kid"]).path).json["kid"] == header["kid"]
    profile = browser.get(urlsplit(said["issuer"]["id"]).path).json
    assert (profile["id"], profile["name"]) == (said["issuer"]["id"], "Nordlys")
    assert browser.get(urlsplit(said["id"]).path).body.decode() == token
    assert "d" not in browser.get("/certificates/key.json").json


def test_it_names_its_holder_and_tells_nothing_else_of_them(published: Holder, browser: Browser) -> None:
    said = opened(token_of(published, browser), browser)
    assert said["credentialSubject"]["identifier"] == [
        {"type": "IdentityObject", "hashed": False, "identityHash": NAME, "identityType": "name"}
    ]
    assert "kari@nordlys.example" not in json.dumps(said)
    assert "Nordmann" not in json.dumps(said)


def test_it_is_in_the_language_that_was_chosen(holder: Holder, browser: Browser) -> None:
    holder.publish(language="nb")
    achievement = opened(token_of(holder, browser), browser)["credentialSubject"]["achievement"]
    assert achievement["inLanguage"] == "nb"
    assert achievement["criteria"]["narrative"].startswith("Et kurs på 5 leksjoner.")


def forged(token: str) -> dict[str, str]:
    """Return tokens that look like it: changed, signed by another key, unsigned, and cut short."""
    head, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    claims["credentialSubject"]["identifier"][0]["identityHash"] = "Somebody Else"
    changed = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return {
        "changed": f"{head}.{changed}.{signature}",
        "another key": Issuer("Nordlys", "http://localhost", TRAIL_KEY).signed(claims),
        "unsigned": f"{unsigned}.{changed}.",
        "cut": f"{head}.{body}.{signature[:-2]}",
    }


@pytest.mark.parametrize("way", ["changed", "another key", "unsigned", "cut"])
def test_a_forged_one_is_refused(published: Holder, browser: Browser, way: str) -> None:
    token = token_of(published, browser)
    forgery = forged(token)[way]
    with pytest.raises(OB3VerificationError):
        verifier(browser).verify(forgery)
    with pytest.raises((JoseError, ValueError)):
        opened(forgery, browser)


def test_it_runs_out_by_itself(published: Holder, browser: Browser) -> None:
    token = token_of(published, browser)
    with (
        time_machine.travel(published.passed_at + timedelta(days=400)),
        pytest.raises(OB3VerificationError, match="expired"),
    ):
        verifier(browser).verify(token)


@pytest.mark.parametrize("way", ["withdraw", "take_back", "leave"])
def test_its_bit_is_set_as_soon_as_it_does_not_count(published: Holder, browser: Browser, way: str) -> None:
    token = token_of(published, browser)
    badge = opened(token, browser)
    assert not bit_of(badge, browser)
    getattr(published, way)()
    assert bit_of(badge, browser)
    credential = verifier(browser).verify(token)
    with pytest.raises(OB3VerificationError, match="'suspension' is set"):
        check_status(credential, browser)


def test_of_others_no_bit_is_set_and_it_is_unset_when_it_counts_again(
    published: Holder, browser: Browser
) -> None:
    other = Holder(published.make, published.make.person(), published.passed_at)
    published.make.pass_course(other.person_id, at=other.passed_at)
    other.publish("Ola")
    badges = [opened(token_of(each, browser), browser) for each in (published, other)]
    published.take_back()
    assert [bit_of(each, browser) for each in badges] == [True, False]
    published.publish()
    assert [bit_of(each, browser) for each in badges] == [False, False]


def test_the_list_is_signed_short_lived_and_may_be_kept_for_a_minute(
    published: Holder, browser: Browser
) -> None:
    answer = browser.get("/certificates/status/1")
    said = opened(answer.body.decode(), browser)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert said["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert said["credentialSubject"]["type"] == "BitstringStatusList"
    assert said["credentialSubject"]["statusPurpose"] == "suspension"
    assert (said["jti"], said["iss"]) == (said["id"], said["issuer"])
    assert 0 < said["exp"] - said["nbf"] <= 3600


@pytest.mark.parametrize("number", ["0", "2", "99999"])
def test_a_list_that_nothing_is_in_is_not_found(published: Holder, browser: Browser, number: str) -> None:
    browser.get(f"/certificates/status/{number}", status=404)


def test_the_signing_key_is_one_of_its_own() -> None:
    assert Issuer("", "", CERTIFICATE_KEY).public_key()["x"] != Issuer("", "", TRAIL_KEY).public_key()["x"]
