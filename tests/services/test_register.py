"""The register looked through: the same is found on every database."""

from __future__ import annotations

import datetime as dt

from charter.services.register import Wanted, near_text, register_page
from charter.services.verification import differences
from charter.store.accounts import OrganisationRow
from tests.support.register import few_awards, put_award
from tests.support.teams import BODY, KEY, NO_FILES, REFERENCE, TRUST

TODAY = dt.date(2027, 6, 1)


def found(session, **wanted):
    page = register_page(session, Wanted(sort="name", **wanted), TODAY)
    assert page.count == len(page.lines)
    return [line.id for line in page.lines]


def test_awards_are_found_by_name_code_and_each_filter(session):
    few_awards(session)
    put_award(session, "accents", name="École St. Mary’s & Søn", edition_reference="other/2.0")
    session.get(OrganisationRow, TRUST).ods_code = "RX1"
    session.flush()

    assert found(session, text="former TRUST") == found(session, text="ust FORM") == ["over"]
    assert found(session, text="SAINT MARYS ecole") == found(session, text="mary's SON") == ["accents"]
    assert found(session, text="%") == found(session, text="_") == found(session, text="nobody") == []
    assert found(session, text="rx1") == ["accents", "held", "over", "suspended", "withdrawn"]
    assert found(session, region="London", tier="bronze", body=BODY, edition=REFERENCE) == ["held"]
    assert found(session, state="expired") == ["over"]
    assert found(session, edition="other/2.0") == ["accents"]
    assert (near_text(session, "Fromer trust"), near_text(session, "zzzz")) == ("former trust", "")


def test_an_award_that_its_name_does_not_find_is_told_of(session):
    few_awards(session)
    put_award(session, "hidden", name="Hidden trust", search_name="")
    session.commit()

    assert [one for one in differences(session, KEY, NO_FILES) if "by its name" in one] == [
        "Award hidden, the register does not find it by its name."
    ]
