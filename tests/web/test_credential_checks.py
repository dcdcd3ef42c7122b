"""Checking an award on the public page, and what others fetch to check one themselves."""

from __future__ import annotations

import io
from urllib.parse import urlsplit

import jwt
import pytest
from sqlalchemy.orm import Session

from charter.domain.credentials import Purpose
from charter.services.award_credentials import issue_credentials
from charter.services.credential_office import open_office
from charter.services.credentials import set_status
from charter.store.base import open_engine, writing
from tests.support.credentials import AWARD, conferred, with_quick_keys
from tests.support.teams import BODY, deed


@pytest.fixture
def database_session(settings):
    engine = open_engine(settings.database_url)
    with Session(writing(engine)) as session:
        yield session
    engine.dispose()


@pytest.fixture
def credential_id(settings, database_session, monkeypatch):
    """A credential of an award that is current on the day of the site."""
    with_quick_keys(monkeypatch)
    issued = issue_credentials(deed(database_session, "officer"), open_office(settings), conferred(database_session))
    database_session.commit()
    return issued


@pytest.fixture
def visitor(team_app):
    return team_app.test_client()


def test_a_credential_that_is_pasted_is_told_of(visitor, credential_id):
    token = visitor.get(f"/credentials/{credential_id}").text

    answer = visitor.post("/verify", data={"text": token})

    assert answer.status_code == 200
    assert "This award stands" in answer.text
    assert "Example Trust" in answer.text


def test_a_file_that_is_no_credential_has_its_sentence_beside_it(visitor):
    answer = visitor.post("/verify", data={"file": (io.BytesIO(b"hello"), "credential.jwt")})

    assert answer.status_code == 422
    assert "This is not a credential, a certificate or a digest." in answer.text
    assert 'id="file-error-1"' in answer.text


def test_what_was_pasted_is_not_lost_where_it_cannot_be_read(visitor):
    answer = visitor.post("/verify", data={"text": "hello <b>"})

    assert answer.status_code == 422
    assert "hello &lt;b&gt;</textarea>" in answer.text


def test_a_network_that_checks_too_many_has_to_wait(visitor, monkeypatch):
    monkeypatch.setattr("charter.services.lockouts.MOST_CHECKS", 1)
    visitor.post("/verify", data={"text": "hello"})

    answer = visitor.post("/verify", data={"text": "hello"})

    assert answer.status_code == 429
    assert "Too many credentials were checked from your network." in answer.text


def test_the_address_of_a_digest_leads_to_the_award(visitor, credential_id, database_session):
    digest = conferred(database_session, "another").digest

    assert "What the register has today" in visitor.get(f"/verify/{digest}").text
    assert visitor.get(f"/verify/{'0' * 64}").status_code == 404


def test_the_key_that_a_credential_names_is_published(visitor, credential_id):
    published = visitor.get(f"/issuers/{BODY}/keys")
    named = jwt.get_unverified_header(visitor.get(f"/credentials/{credential_id}").text)["kid"]

    alone = visitor.get(urlsplit(named).path)

    assert alone.json["kid"] == named
    assert alone.json in published.json["keys"]
    assert published.mimetype == "application/jwk-set+json"
    assert len(published.json["keys"]) == 2


def test_what_others_fetch_can_be_kept_for_five_minutes_and_read_by_any_page(visitor, credential_id):
    for address in (
        f"/issuers/{BODY}",
        f"/issuers/{BODY}/statuses/1/suspension/eddsa",
        f"/credentials/{credential_id}",
    ):
        answer = visitor.get(address)
        again = visitor.get(address, headers={"If-None-Match": answer.headers["ETag"]})

        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers
        assert again.status_code == 304


def test_an_institution_is_no_issuer(visitor, credential_id):
    assert visitor.get("/issuers/trust").status_code == 404
    assert visitor.get("/issuers/trust/keys").status_code == 404
    assert visitor.get(f"/issuers/{BODY}/statuses/2/suspension/eddsa").status_code == 404


def test_the_command_ends_with_1_where_it_does_not_stand(team_app, credential_id, visitor, database_session, tmp_path):
    file = tmp_path / "credential.jwt"
    file.write_text(visitor.get(f"/credentials/{credential_id}/rs256").text)
    set_status(deed(database_session, "officer"), AWARD, Purpose.SUSPENSION, is_set=True)
    database_session.commit()

    result = team_app.test_cli_runner().invoke(args=["charter", "credential", "verify", str(file)])

    assert result.exit_code == 1
    assert "NO  It is suspended: it does not count until the awarding body restores it." in result.output


def test_the_command_replaces_keys_and_lists_them(team_app, credential_id):
    run = team_app.test_cli_runner().invoke

    replaced = run(args=["charter", "credential", "rotate-key", BODY])
    listed = run(args=["charter", "credential", "keys"])

    assert replaced.exit_code == 0
    assert listed.output.count("checks what it signed") == 2
    assert listed.output.count("  signs") == 2
