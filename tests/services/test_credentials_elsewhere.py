"""Credentials of ours, read by others: an independent verifier, the published schema and the published contexts."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import jwt
import openbadgeslib.ob3.contexts
import pytest
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier, decode_encoded_list, set_indices
from pyld import jsonld

from charter.domain.credentials import (
    Algorithm,
    Issue,
    Purpose,
    StatusPlace,
    credential_document,
    profile_document,
)
from charter.services.award_credentials import issue_credentials
from charter.services.award_entries import claim_of, issuer_of
from charter.services.credentials import ListAsked, set_status, status_list_token, token_of
from charter.services.issuer_keys import keys_of, rotate_keys
from charter.store.body_looks import BodyLookRow
from tests.support.credentials import AWARD, conferred, office_in, with_quick_keys
from tests.support.teams import BODY, KEY, deed

NOW = dt.datetime.now(tz=dt.UTC)  # others look at the clock
LONG = (dt.date(2020, 1, 1), dt.date(2099, 12, 31))
SCHEMAS = Path(__file__).parents[1] / "support" / "open_badges"
CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "ob-v3p0-extensions.json",
}


@pytest.fixture
def session(databases):
    """A session on one kind of database: nothing here asks the database anything of its own."""
    with databases.session() as session:
        yield session


@pytest.fixture
def office(tmp_path, monkeypatch):
    with_quick_keys(monkeypatch)
    return office_in(tmp_path)


@pytest.fixture
def issued(session, office):
    """The id of a credential that holds now."""
    return issue_credentials(deed(session, "officer", NOW), office, conferred(session, days=LONG))


def pem(session, token):
    """The public key that the token names, from what is published."""
    key_id = jwt.get_unverified_header(token)["kid"].rpartition("/")[2]
    published = {key.key_id: key.jwk for key in keys_of(session, BODY, KEY) if key.is_published}
    return jwt.PyJWK(published[key_id]).key


def verified_elsewhere(session, office, token):
    """What the independent verifier reads, after it has fetched the list that the token names."""

    def download(address):
        number, purpose, slug = address.split("/statuses/")[1].split("/")
        algorithm = next(one for one in Algorithm if one.slug == slug)
        asked = ListAsked(BODY, int(number), Purpose(purpose), algorithm)
        return status_list_token(deed(session, "officer", NOW), office, asked).encode()

    return OB3Verifier(pem(session, token)).verify(token, check_status=True, download=download)


def look_of_the_body():
    return BodyLookRow(
        organisation_id=BODY,
        number=1,
        shown_name="The Body",
        palette_id="blue",
        website="https://body.example",
        contact_email="awards@body.example",
        letter_opening="",
        letter_closing="",
        signatory_name="",
        signatory_position="",
        person_id="officer",
        saved_at=NOW,
    )


def loaded(address, _options):
    folder = Path(openbadgeslib.ob3.contexts.__file__).parent
    document = json.loads((folder / CONTEXTS[address]).read_text(encoding="utf-8"))
    return {"contextUrl": None, "documentUrl": address, "document": document}


def names_in(value):
    if isinstance(value, dict):
        return set(value).union(*(names_in(one) for one in value.values()))
    return set().union(*(names_in(one) for one in value)) if isinstance(value, list) else set()


def payload(token):
    claims = {"iss", "jti", "sub", "nbf", "exp"}
    found = jwt.decode(token, options={"verify_signature": False})
    return {name: value for name, value in found.items() if name not in claims}


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_an_independent_verifier_reads_what_we_issued(session, office, issued, algorithm):
    read = verified_elsewhere(session, office, token_of(session, issued, algorithm))

    assert read.issuer.name == "Example body"
    assert read.achievement.name == "Silver: BME Mentoring Charter"
    assert read.expiration_date == dt.datetime(2099, 12, 31, 23, 59, 59, tzinfo=dt.UTC)


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_an_independent_verifier_refuses_what_was_changed(session, issued, algorithm):
    token = token_of(session, issued, algorithm)
    head, body, signature = token.split(".")

    with pytest.raises(OB3VerificationError):
        OB3Verifier(pem(session, token)).verify(f"{head}.{body[:-4]}AAAA.{signature}")


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_an_independent_verifier_sees_a_suspension_its_end_and_a_revocation(session, office, issued, algorithm):
    token = token_of(session, issued, algorithm)
    doing = deed(session, "officer", NOW)

    set_status(doing, AWARD, Purpose.SUSPENSION, is_set=True)
    with pytest.raises(OB3VerificationError, match="suspension"):
        verified_elsewhere(session, office, token)
    set_status(doing, AWARD, Purpose.SUSPENSION, is_set=False)
    assert verified_elsewhere(session, office, token)
    set_status(doing, AWARD, Purpose.REVOCATION, is_set=True)
    with pytest.raises(OB3VerificationError, match="is set"):
        verified_elsewhere(session, office, token)


def test_what_an_old_key_signed_is_verified_elsewhere_after_it_was_replaced(session, office, issued):
    token = token_of(session, issued, Algorithm.EDDSA)

    rotate_keys(deed(session, "officer", NOW), office.private, BODY)

    assert OB3Verifier(pem(session, token)).verify(token).issuer.name == "Example body"


def test_the_published_schemas_accept_credential_and_profile(session, office, issued):
    session.add(look_of_the_body())
    session.flush()
    credential = json.loads((SCHEMAS / "ob_v3p0_achievementcredential_schema.json").read_text(encoding="utf-8"))
    profile = json.loads((SCHEMAS / "ob_v3p0_profile_schema.json").read_text(encoding="utf-8"))

    for algorithm in Algorithm:
        document = payload(token_of(session, issued, algorithm))
        jsonschema.Draft201909Validator(credential).validate(document)
    ours = profile_document(issuer_of(session, BODY), office.addresses)
    jsonschema.Draft201909Validator(profile).validate(ours)
    assert (ours["name"], ours["url"], ours["email"]) == ("The Body", "https://body.example", "awards@body.example")


def test_the_published_contexts_know_every_word(session, office, issued):
    asked = ListAsked(BODY, 1, Purpose.REVOCATION, Algorithm.EDDSA)
    listed = status_list_token(deed(session, "officer", NOW), office, asked)
    options = {"documentLoader": loaded}

    for document in (payload(token_of(session, issued, Algorithm.EDDSA)), payload(listed)):
        expanded = jsonld.expand(document, options)
        back = jsonld.compact(expanded, {"@context": document["@context"]}, options)
        assert names_in(document) - names_in(back) == set()
        assert "example.org/base" not in json.dumps(expanded)


def test_the_list_has_the_bits_of_the_two_purposes_at_the_same_place(session, office, issued):
    doing = deed(session, "officer", NOW)
    set_status(doing, AWARD, Purpose.REVOCATION, is_set=True)
    place = int(payload(token_of(session, issued, Algorithm.EDDSA))["credentialStatus"]["statusListIndex"])

    for purpose in Purpose:
        listed = payload(status_list_token(doing, office, ListAsked(BODY, 1, purpose, Algorithm.RS256)))
        bits = decode_encoded_list(listed["credentialSubject"]["encodedList"])
        assert len(bits) * 8 == 131_072
        assert set_indices(bits) == {place}


def test_the_published_schema_accepts_an_award_from_before_the_register(session, office):
    award = conferred(session, days=LONG)
    before = replace(claim_of(session, award), charter_title="", edition_reference="", edition_checksum="")
    issue = Issue("id", StatusPlace(1, 0), Algorithm.RS256, office.addresses)

    document = credential_document(before, issue)

    schema = json.loads((SCHEMAS / "ob_v3p0_achievementcredential_schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft201909Validator(schema).validate(document)
    assert document["name"] == "Silver"
