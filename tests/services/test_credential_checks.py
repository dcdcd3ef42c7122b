"""Checking a credential that somebody hands in: what it says, whether it stands, and every way to cheat."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import io
import json

import pytest
from pypdf import PdfWriter
from sqlalchemy import text

from charter.domain.credentials import Algorithm, Purpose
from charter.domain.errors import UnreadableCredential
from charter.services import credential_words as words
from charter.services.award_credentials import issue_credentials
from charter.services.credential_checks import Desk, check
from charter.services.credential_reading import Handed, read_handed
from charter.services.credential_signing import make_key, sign
from charter.services.credentials import set_status, token_of
from charter.services.issuer_keys import give_up_key, keys_of, sign_with
from tests.support.credentials import AWARD, SITE, conferred, made_before, office_in, with_quick_keys
from tests.support.tampering import without_guards
from tests.support.teams import BODY, JUNE, KEY, deed

JULY = JUNE + dt.timedelta(days=30)


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
    """The tokens of an award of the trust, by kind."""
    credential_id = issue_credentials(deed(session, "officer"), office, conferred(session))
    session.commit()
    return {one: token_of(session, credential_id, one) for one in Algorithm}


def told(session, content, now=JULY):
    """The verdict on what was handed in, and its sentences."""
    verdict = check(Desk(session, KEY, now), read_handed(content))
    return verdict, [one.text for one in verdict.findings]


def part(content):
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def read(part_of_token):
    return json.loads(base64.urlsafe_b64decode(part_of_token + "=="))


def with_header(token, **changes):
    """The token with another header, not signed anew."""
    head, body, signature = token.split(".")
    return ".".join((part({**read(head), **changes}), body, signature)).encode()


def pdf(attached):
    """A PDF that carries a file of that name."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    for name, content in attached.items():
        writer.add_attachment(name, content)
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_credential_that_stands_is_told_in_plain_words(session, issued, algorithm):
    verdict, sentences = told(session, issued[algorithm].encode())

    assert (verdict.headline, verdict.stands) == ("This award stands", True)
    assert sentences == [
        "The signature holds: Example body signed it, and nothing was changed since.",
        "Its time runs until 31 May 2031.",
        "It was not revoked, and is not suspended.",
        f"The register says today of the award {AWARD}: holds until 31 May 2031.",
    ]
    assert dict(verdict.says) == {
        "Awarded": "Silver: BME Mentoring Charter",
        "To": "Example Trust",
        "ODS code": "RX1",
        "By": "Example body",
        "Edition": "bme-mentoring/1.0",
        "What was assessed": "Whole organisation",
        "From": "1 June 2027",
        "Until": "31 May 2031",
        "Number of the award": AWARD,
    }


def test_what_an_e_mail_did_to_it_does_not_matter(session, issued):
    token = issued[Algorithm.EDDSA]
    broken = "\ufeff" + "\r\n".join(token[at : at + 76] for at in range(0, len(token), 76)) + "\n"

    assert told(session, broken.encode())[0].stands


def test_one_in_an_envelope_is_taken_out(session, issued):
    envelope = {"type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{issued[Algorithm.RS256]}"}

    assert told(session, json.dumps(envelope).encode())[0].stands


def test_a_certificate_is_told_of_by_the_credential_that_it_carries(session, issued):
    verdict, sentences = told(session, pdf({"credential.jwt": issued[Algorithm.EDDSA].encode()}))

    assert verdict.stands
    assert sentences[-1] == words.PAPER_ITSELF


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b" \n", "Choose a file"),
        (b"\xff\xfe", "This is not a credential"),
        (b"hello", "This is not a credential"),
        (b"{" * 5000, "This is not a credential"),
        (b"a" * 65_537, "longer than 64 KB"),
        (b"%PDF-1.7 " + b"a" * 10_485_760, "bigger than 10 MB"),
        (b"%PDF-1.7\nnot one", "This PDF cannot be read"),
        (pdf({"other.txt": b"x"}), "This PDF carries no credential"),
    ],
)
def test_what_cannot_be_read_has_its_sentence(content, sentence):
    with pytest.raises(UnreadableCredential, match=sentence):
        read_handed(content)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"alg": "none"}, words.NO_SIGNATURE),
        ({"alg": "HS256"}, words.OTHER_SIGNATURE),
        ({"alg": ["EdDSA"]}, words.OTHER_SIGNATURE),
        ({"alg": "RS256"}, words.OTHER_KIND),
        ({"jwk": {"kty": "OKP"}}, words.OWN_KEY),
        ({"jku": "https://evil.example/keys"}, words.OWN_KEY),
        ({"x5c": ["MII"]}, words.OWN_KEY),
        ({"crit": ["exp"]}, words.ODD_HEADER),
        ({"typ": "at+jwt"}, words.ODD_HEADER),
        ({"kid": "https://evil.example/issuers/body/keys/" + "A" * 43}, words.UNKNOWN_KEY),
        ({"kid": {"a": 1}}, words.UNKNOWN_KEY),
    ],
)
def test_a_header_of_an_attackers_own_is_refused(session, issued, changes, sentence):
    verdict, sentences = told(session, with_header(issued[Algorithm.EDDSA], **changes))

    assert (verdict.headline, verdict.stands, sentences) == (words.NOT_GENUINE, False, [sentence])


def test_a_changed_word_breaks_the_signature(session, issued):
    head, body, signature = issued[Algorithm.EDDSA].split(".")
    changed = {**read(body), "name": "Gold"}

    assert told(session, f"{head}.{part(changed)}.{signature}".encode())[1] == [words.WRONG_SIGNATURE]


def test_the_public_key_is_no_secret_to_sign_with(session, issued):
    key = keys_of(session, BODY, KEY)[0]
    head = part({"alg": "HS256", "kid": f"{SITE}/issuers/{BODY}/keys/{key.key_id}"})
    body = issued[Algorithm.EDDSA].split(".")[1]
    digest = hmac.new(json.dumps(key.jwk).encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    signature = base64.urlsafe_b64encode(digest).decode().rstrip("=")

    assert told(session, f"{head}.{body}.{signature}".encode())[1] == [words.OTHER_SIGNATURE]


def test_another_key_under_our_keys_name_is_refused(session, issued):
    head, body, _ = issued[Algorithm.EDDSA].split(".")
    forged = sign(read(body), Algorithm.EDDSA, made_before(Algorithm.EDDSA, 8), read(head)["kid"])

    assert told(session, forged.encode())[1] == [words.WRONG_SIGNATURE]


def test_what_a_stolen_key_signed_was_never_issued(session, office, issued):
    key = next(one for one in keys_of(session, BODY, KEY) if one.algorithm is Algorithm.EDDSA)
    document = {**read(issued[Algorithm.EDDSA].split(".")[1]), "name": "Gold"}
    forged = sign_with(office, key, document)

    assert told(session, forged.encode())[1] == [words.NEVER_ISSUED]


def test_another_sites_credential_is_not_from_here(session, issued):
    other = make_key(Algorithm.EDDSA)
    body = read(issued[Algorithm.EDDSA].split(".")[1])
    foreign = sign(body, Algorithm.EDDSA, other, f"{SITE}/issuers/{BODY}/keys/{other.thumbprint()}")

    assert told(session, foreign.encode())[1] == [words.UNKNOWN_KEY]


def test_a_row_that_somebody_changed_past_the_guards_is_not_believed(session, issued):
    without_guards(session)
    session.execute(text("UPDATE credentials SET award_id = award_id, list_number = 7"))

    assert told(session, issued[Algorithm.EDDSA].encode())[1] == [words.NEVER_ISSUED]


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        (dt.datetime(2027, 5, 31, 23, 59, tzinfo=dt.UTC), "It holds from 1 June 2027 on, not yet."),
        (dt.datetime(2031, 6, 1, tzinfo=dt.UTC), "It ended on 31 May 2031."),
    ],
)
def test_it_stands_on_its_days_alone(session, issued, now, sentence):
    verdict, sentences = told(session, issued[Algorithm.EDDSA].encode(), now)

    assert (verdict.headline, verdict.stands) == ("This award does not stand", False)
    assert sentence in sentences


@pytest.mark.parametrize(("purpose", "sentence"), [("suspension", words.SUSPENDED), ("revocation", words.REVOKED)])
def test_what_became_of_it_is_told(session, issued, purpose, sentence):
    set_status(deed(session, "officer"), AWARD, Purpose(purpose), is_set=True)

    verdict, sentences = told(session, issued[Algorithm.RS256].encode())

    assert not verdict.stands
    assert sentence in sentences


def test_one_signed_after_its_key_was_lost_does_not_stand(session, office, issued):
    key = next(one for one in keys_of(session, BODY, KEY) if one.algorithm is Algorithm.EDDSA)
    give_up_key(deed(session, "officer", JULY), office.private, key.key_id, JUNE.date())

    verdict, sentences = told(session, issued[Algorithm.EDDSA].encode())

    assert not verdict.stands
    assert words.KEY_LOST.format(day="1 June 2027") in sentences
    assert verdict.headline == "This credential does not count any more; the award stands"


def test_text_without_a_signature_is_compared_with_what_was_issued(session, issued):
    document = read(issued[Algorithm.EDDSA].split(".")[1])

    assert told(session, json.dumps(document).encode())[1][0] == words.UNSIGNED_SAME
    assert told(session, json.dumps({**document, "name": "Gold"}).encode())[1] == [words.UNSIGNED_OTHER]
    assert told(session, b'{"id": "https://evil.example/credentials/1"}')[1] == [words.UNSIGNED_UNKNOWN]


def test_a_digest_leads_to_the_register(session, issued):
    digest = read(issued[Algorithm.EDDSA].split(".")[1])["evidence"][0]["id"].rpartition("/")[2]

    verdict, sentences = told(session, f"Digest (SHA-256): {digest[:8]} {digest[8:].upper()}".encode())

    assert (verdict.stands, verdict.entry.institution) == (True, "Example Trust")
    assert sentences[0] == words.DIGEST_KNOWN
    assert check(Desk(session, KEY, JULY), Handed(digest="0" * 64)).findings[0].text == words.DIGEST_UNKNOWN
