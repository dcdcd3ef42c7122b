"""Issuing credentials, and the keys that sign them."""

from __future__ import annotations

import datetime as dt
import stat

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from charter.domain.credentials import Algorithm, Purpose
from charter.domain.errors import NoCredentialKey, UnknownOrganisation, WrongState
from charter.services.award_credentials import issue_credentials, issue_due, replace_credentials
from charter.services.award_keeping import reinstate, suspend, withdraw_award
from charter.services.credential_signing import public_half
from charter.services.credentials import credential_of_award, set_status, statuses_now
from charter.services.issuer_keys import find_key, give_up_key, keys_of, make_missing_keys, rotate_keys
from charter.services.key_desks import key_desk, replace_keys
from charter.settings import Settings
from charter.store.accounts import OrganisationRow
from charter.store.awards import AwardStandingRow
from charter.store.chains import Happening
from charter.store.credentials import add_status, credentials_of
from charter.store.issuer_keys import add_key
from tests.support.awards import CONFERRED, conferred_award
from tests.support.credentials import AWARD, conferred, made_before, office_in, with_quick_keys
from tests.support.teams import BODY, JUNE, KEY, add_people, deed, round_in_progress


@pytest.fixture
def office(tmp_path, monkeypatch):
    with_quick_keys(monkeypatch)
    return office_in(tmp_path / "keys")


def test_an_award_gets_one_rendition_a_kind_at_one_place(session, office):
    issue_credentials(deed(session, "officer"), office, conferred(session))

    rows = credentials_of(session, AWARD)
    assert [row.algorithm for row in rows] == ["EdDSA", "RS256"]
    assert len({(row.credential_id, row.list_number, row.status_index) for row in rows}) == 1
    assert credential_of_award(session, AWARD) == rows[0].token


def test_what_was_issued_cannot_be_changed_or_deleted(session, office):
    issue_credentials(deed(session, "officer"), office, conferred(session))
    session.commit()

    for change in ("UPDATE credentials SET token = 'x'", "DELETE FROM issuer_key_events"):
        with pytest.raises(DatabaseError, match="written once"):
            session.execute(text(change))
        session.rollback()


def test_private_keys_are_files_for_their_owner_alone(session, office):
    add_people(session)

    made = make_missing_keys(deed(session, "officer"), office.private, BODY)

    files = sorted(office.private.folder.iterdir())
    assert [file.name for file in files] == sorted(f"{key.key_id}.pem" for key in made)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(office.private.folder.stat().st_mode) == 0o700


def test_the_database_holds_no_private_half(session, office):
    add_people(session)

    for key in make_missing_keys(deed(session, "officer"), office.private, BODY):
        assert {"d", "p", "q", "dp", "dq", "qi"}.isdisjoint(key.jwk)


def test_a_second_start_makes_no_other_keys(session, office):
    add_people(session)
    first = make_missing_keys(deed(session, "officer"), office.private, BODY)

    assert make_missing_keys(deed(session, "officer"), office.private, BODY) == first


def test_a_machine_without_the_private_half_says_so_and_makes_no_other(session, office, tmp_path):
    award = conferred(session)
    make_missing_keys(deed(session, "officer"), office.private, BODY)

    with pytest.raises(NoCredentialKey, match="not on this machine"):
        issue_credentials(deed(session, "officer"), office_in(tmp_path / "other"), award)

    assert len(keys_of(session, BODY, KEY)) == 2


def test_a_body_whose_key_is_not_here_keeps_no_other_body_waiting(session, office):
    round_in_progress(session)
    session.add(OrganisationRow(id="second", ods_code=None, name="Second body", kind="awarding_body"))
    session.flush()
    conferred(session, "a-first")
    conferred(session, "b-second", body="second")
    for key in make_missing_keys(deed(session, "officer"), office.private, BODY):
        office.private.delete(key.key_id)

    with pytest.raises(NoCredentialKey, match="is not on this machine"):
        issue_due(deed(session, "officer"), office)

    assert credential_of_award(session, "a-first") is None
    assert credential_of_award(session, "b-second") is not None


def test_a_replaced_key_stays_published_and_can_sign_no_more(session, office):
    add_people(session)
    old = make_missing_keys(deed(session, "officer"), office.private, BODY)

    rotate_keys(deed(session, "officer"), office.private, BODY)

    for key in old:
        found = find_key(session, key.key_id, KEY)
        assert (found.is_published, found.signs) == (True, False)
        assert office.private.find(key.key_id) is None


def test_a_lost_key_is_published_no_more_and_what_it_signed_is_replaced(session, office):
    credential_id = issue_credentials(deed(session, "officer"), office, conferred(session))
    lost = keys_of(session, BODY, KEY)[0]

    give_up_key(deed(session, "officer"), office.private, lost.key_id, dt.date(2027, 5, 1))
    replaced = replace_credentials(deed(session, "officer"), office, lost.key_id)

    found = find_key(session, lost.key_id, KEY)
    assert (found.is_published, found.signs, found.lost_from) == (False, False, dt.date(2027, 5, 1))
    assert replaced == 1
    assert statuses_now(session, credential_id, KEY) == {Purpose.REVOCATION}
    assert len(credentials_of(session, AWARD)) == 4


def test_a_key_that_somebody_adds_to_the_database_is_no_key(session, office):
    add_people(session)
    jwk = public_half(Algorithm.EDDSA, made_before(Algorithm.EDDSA, 9))

    add_key(session, BODY, jwk, Happening("made", "stranger", JUNE, {"jwk": jwk}), b"not ours")

    assert keys_of(session, BODY, KEY) == ()


def test_a_status_that_somebody_adds_to_the_database_is_none(session, office):
    credential_id = issue_credentials(deed(session, "officer"), office, conferred(session))
    set_status(deed(session, "officer"), AWARD, Purpose.SUSPENSION, is_set=True)
    add_status(session, credential_id, Happening("restored", "stranger", JUNE, {}), b"not ours")

    assert statuses_now(session, credential_id, KEY) == {Purpose.SUSPENSION}


def test_a_revocation_is_for_good(session, office):
    issue_credentials(deed(session, "officer"), office, conferred(session))
    set_status(deed(session, "officer"), AWARD, Purpose.REVOCATION, is_set=True)

    with pytest.raises(WrongState, match="stays so"):
        set_status(deed(session, "officer"), AWARD, Purpose.REVOCATION, is_set=False)


def test_awards_that_count_and_have_none_get_one(session, office):
    conferred(session, "current")
    conferred(session, "suspended", state="suspended")
    conferred(session, "withdrawn", state="withdrawn")

    assert issue_due(deed(session, "officer"), office) == 2
    assert issue_due(deed(session, "officer"), office) == 0

    suspended = credentials_of(session, "suspended")[0].credential_id
    assert statuses_now(session, suspended, KEY) == {Purpose.SUSPENSION}
    assert credentials_of(session, "withdrawn") == []


def test_an_award_that_is_kept_for_longer_gets_a_credential_that_lasts_as_long(session, office):
    conferred(session)
    issue_due(deed(session, "officer"), office)
    session.get_one(AwardStandingRow, AWARD).ends_on = dt.date(2032, 5, 31)
    session.flush()

    issued = issue_due(deed(session, "officer", JUNE + dt.timedelta(days=1)), office)

    assert issued == 1
    assert [row.ends_on.year for row in credentials_of(session, AWARD)] == [2032, 2032, 2031, 2031]


def test_a_credential_follows_its_award(session, office):
    award_id = conferred_award(session)
    issue_due(deed(session, "officer", CONFERRED), office)
    credential_id = credentials_of(session, award_id)[0].credential_id

    suspend(deed(session, "officer", CONFERRED), award_id, "A return is missing.")
    assert statuses_now(session, credential_id, KEY) == {Purpose.SUSPENSION}
    reinstate(deed(session, "officer", CONFERRED), award_id, "It came.")
    assert statuses_now(session, credential_id, KEY) == set()
    withdraw_award(deed(session, "officer", CONFERRED), award_id, "It was false.")
    assert statuses_now(session, credential_id, KEY) == {Purpose.REVOCATION}


def test_the_administrator_sees_the_keys_and_replaces_those_that_they_saw_once(session, office, tmp_path):
    round_in_progress(session)
    issue_credentials(deed(session, "officer"), office, conferred(session))
    settings = Settings(tmp_path, "sqlite://", "immediate://", credential_keys=office.private.folder)
    officer = deed(session, "officer")
    before = key_desk(officer, settings, BODY)

    replace_keys(officer, settings, BODY, before.signing)

    after = key_desk(officer, settings, BODY)
    assert [(line.key.signs, line.is_here, line.signed_count) for line in after.lines] == [
        (True, True, 0),
        (True, True, 0),
        (False, False, 1),
        (False, False, 1),
    ]
    with pytest.raises(WrongState, match="replaced already"):
        replace_keys(officer, settings, BODY, before.signing)
    with pytest.raises(UnknownOrganisation):
        key_desk(deed(session, "lead"), settings, BODY)
