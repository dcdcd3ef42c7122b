"""Papers of cases, awards and rounds: what they are made of, who may ask, and that each is made once."""

import datetime as dt
import json

import pytest

from charter.domain.award_states import AwardState
from charter.domain.errors import ConflictOfInterest, UnknownCase, UnknownReport
from charter.services.certificates import CertificateFrame, badge_of, certificate_of, certificate_paper
from charter.services.matter_papers import (
    CERTIFICATE,
    ask_for_matter_paper,
    finish_matter_paper,
    matter_paper_content,
    matter_paper_state,
    start_matter_paper,
)
from charter.services.reading_packs import pack_files, reading_pack_of, reading_pack_paper
from charter.services.redaction import forget_address
from charter.services.round_facts import round_facts, round_report_of
from charter.services.standings import example_sheet
from charter.store.assessments import FrozenCopyRow, RoundRow
from charter.store.awards import AwardStandingRow
from charter.store.cases import CaseRow
from charter.store.decisions import DecisionRow
from charter.store.edition_moves import CONFIRMED, CarriedMarkRow
from charter.store.editions import load_edition
from charter.store.evidence import EvidenceRow
from charter.store.ratings import AgreedLevelRow
from tests.support.conferred import FRAME, conferred
from tests.support.panels import MEETING, OCTOBER, REVIEWERS, case_of_all_doors, case_with_panel, lock, panel_deed, rate
from tests.support.practice import practice_case
from tests.support.teams import REFERENCE, deed, round_in_progress

# ---- certificates and badges ---------------------------------------------------------------------------------------


def test_a_certificate_and_a_badge_say_what_the_award_says(session):
    award = conferred(session)

    certificate, badge = certificate_of(session, "award", FRAME), badge_of(session, "award")

    assert (certificate.institution_name, certificate.scope_text) == ("Example trust", "Directorate: Therapies")
    assert (certificate.tier.name, certificate.tier.rank, certificate.tier.count) == ("Silver", 2, 3)
    assert (certificate.awarded_on_text, certificate.valid_until_text) == ("12 November 2027", "12 November 2030")
    assert (certificate.edition_text, certificate.digest) == ("Edition 1.0", award.digest)
    assert (badge.year, badge.standing, badge.until_text) == (2027, AwardState.CURRENT, "until 12 November 2030")


def test_an_award_that_does_not_hold_has_no_day_until_which_it_holds(session):
    conferred(session)
    session.get(AwardStandingRow, "award").state = AwardState.SUSPENDED

    badge = badge_of(session, "award")

    assert (badge.standing, badge.until_text) == (AwardState.SUSPENDED, "")


def test_an_award_from_before_the_register_has_the_charters_name_from_its_body(session):
    conferred(session, edition_reference="", edition_checksum="", scope="whole_organisation", scope_name="")

    certificate = certificate_of(session, "award", CertificateFrame("https://x.example", charter_title="Old charter"))

    assert (certificate.charter_title, certificate.scope_text) == ("Old charter", "")
    assert certificate.edition_text == "An award from before this register"
    with pytest.raises(UnknownReport):
        badge_of(session, "none")


def test_a_paper_is_made_once_and_again_when_what_it_says_changes(session):
    conferred(session)
    paper = certificate_paper(session, "award", FRAME)

    assert ask_for_matter_paper(session, paper, OCTOBER) is True
    assert ask_for_matter_paper(session, paper, OCTOBER) is False
    assert start_matter_paper(session, paper.matter, CERTIFICATE, OCTOBER) is True
    assert start_matter_paper(session, paper.matter, CERTIFICATE, OCTOBER) is False
    finish_matter_paper(session, paper.matter, CERTIFICATE, b"%PDF", OCTOBER)

    signed_by_another = certificate_paper(session, "award", CertificateFrame(FRAME.address, signatory_name="Al"))
    assert (matter_paper_state(session, paper), matter_paper_content(session, paper)) == ("done", b"%PDF")
    assert matter_paper_state(session, signed_by_another) == "absent"
    assert matter_paper_content(session, signed_by_another) is None
    assert ask_for_matter_paper(session, signed_by_another, OCTOBER) is True


def test_a_paper_whose_worker_died_is_asked_for_anew_and_one_that_failed_too(session):
    conferred(session)
    paper = certificate_paper(session, "award", FRAME)
    ask_for_matter_paper(session, paper, OCTOBER)
    start_matter_paper(session, paper.matter, CERTIFICATE, OCTOBER)

    assert ask_for_matter_paper(session, paper, OCTOBER + dt.timedelta(minutes=9)) is False
    assert ask_for_matter_paper(session, paper, OCTOBER + dt.timedelta(minutes=11)) is True
    finish_matter_paper(session, paper.matter, CERTIFICATE, None, OCTOBER)
    assert matter_paper_state(session, paper) == "failed"
    assert ask_for_matter_paper(session, paper, OCTOBER) is True


def test_when_somebody_is_forgotten_every_made_paper_goes_and_can_be_made_again(session):
    conferred(session)
    paper = certificate_paper(session, "award", FRAME)
    ask_for_matter_paper(session, paper, OCTOBER)
    start_matter_paper(session, paper.matter, CERTIFICATE, OCTOBER)
    forget_address(deed(session, "operator"), "viewer@example.org")

    finish_matter_paper(session, paper.matter, CERTIFICATE, b"%PDF", OCTOBER)

    assert matter_paper_state(session, paper) == "absent"
    assert ask_for_matter_paper(session, paper, OCTOBER) is True


# ---- reading packs -------------------------------------------------------------------------------------------------


def test_a_pack_is_of_the_copy_that_the_case_is_about_and_protected_for_the_panel(session):
    case_id = case_with_panel(session)

    pack = reading_pack_of(session, case_id)

    assert pack.round_title == "BME Mentoring Charter 2027"
    assert pack.submission_text.startswith("Submission 1, frozen on ")
    assert (pack.summary.audience, pack.summary.is_internal) == ("panel", False)
    assert (pack.statement_title, pack.statement) == ("Statement by the BME staff network", "")
    assert [line.level for line in pack.rubrics["MA-01"]] == [0, 1, 2, 3, 4]
    # named in the answers, and nobody had added such a file
    assert [file.size_text for file in pack.files["MA-01"]] == ["", "", ""]


def test_practice_is_read_on_paper_too_without_files_or_anybodys_name(session):
    pack = reading_pack_of(session, practice_case(session))

    assert pack.summary.institution_title == "Riverbend Community Trust"
    assert pack.submission_text.startswith("An invented submission to practise on; its digest begins ")
    assert (pack.summary.audience, pack.files, pack.other_files, pack.statement_title) == ("panel", {}, (), "")


def test_whoever_is_shut_out_of_a_case_gets_no_pack_and_who_reviews_it_gets_one(session):
    case_id = case_of_all_doors(session)

    assert reading_pack_paper(panel_deed(session, "anna"), case_id).name == "reading-pack"
    with pytest.raises(ConflictOfInterest):
        reading_pack_paper(panel_deed(session, "shut"), case_id)
    with pytest.raises(UnknownCase):
        reading_pack_paper(panel_deed(session, "idle"), case_id)


def test_files_stand_with_the_criteria_that_name_or_took_them_and_the_rest_apart(session):
    assessment_id = round_in_progress(session)
    for name, version, state in (("Policy.pdf", 1, "clean"), ("Policy.pdf", 2, "clean"), ("offer.csv", 1, "infected"),
                                 ("loose.png", 1, "clean")):  # fmt: skip
        session.add(evidence(assessment_id, name, version, state))
    session.add(mark(assessment_id, 1, "/offers/NW-01/offer.csv"))
    session.add(mark(assessment_id, 2, "/offers/NW-01/gone.csv"))
    session.commit()
    went_in = {"Policy.pdf": ["Policy.pdf1", "Policy.pdf2"], "offer.csv": ["offer.csv1"], "loose.png": ["loose.png1"]}
    copy = FrozenCopyRow(assessment_id=assessment_id, files=json.dumps(went_in))
    edition, sheet = load_edition(REFERENCE), example_sheet(REFERENCE)

    by_criterion, others = pack_files(session, copy, edition, sheet)

    assert [(file.name, file.kind_text) for file in by_criterion["NW-01"]][-1] == (
        "offer.csv",
        "Harmful, not handed out",
    )
    assert "gone.csv" not in [file.name for files in by_criterion.values() for file in files]
    assert [(file.name, file.size_text, file.versions_text) for file in others] == [
        ("Policy.pdf", "2 KB", "newest of 2 versions"),
        ("loose.png", "2 KB", ""),
    ]


def evidence(assessment_id, name, version, state):
    """Give a row of a file of two kilobytes."""
    return EvidenceRow(
        id=f"{name}{version}",
        assessment_id=assessment_id,
        name=name,
        version=version,
        kind=name[-3:],
        size_bytes=2048,
        sha256=f"{name}{version}",
        person_id="lead",
        added_at=OCTOBER,
        scan_state=state,
    )


def mark(assessment_id, number, place):
    """Give a row of an offered file that somebody confirmed."""
    return CarriedMarkRow(
        assessment_id=assessment_id,
        number=number,
        move_number=1,
        kind="offer",
        place=place,
        reason="offered",
        version=0,
        decision=CONFIRMED,
        person_id="lead",
        decided_at=OCTOBER,
    )


# ---- the round -----------------------------------------------------------------------------------------------------


def test_the_facts_of_a_round_are_those_of_its_cases(session):
    case_id = case_with_panel(session)
    for who, level in zip(REVIEWERS, (2, 2, 3), strict=True):
        rate(session, case_id, who, {"MA-01": level, "MA-02": 2})
    for who in REVIEWERS[:2]:
        lock(session, case_id, who)
    told(session, case_id)
    whole = session.get_one(RoundRow, session.get_one(CaseRow, case_id).round_id)

    facts = round_facts(session, whole, load_edition(REFERENCE), MEETING + dt.timedelta(days=30))

    assert [(one.outcome, one.applied_for, one.levels) for one in facts.judged] == [
        ("conferred", "gold", {"MA-01": 3, "MA-02": 2})
    ]
    # the third reviewer has not locked, so what they think counts for nothing
    assert (facts.exact, facts.adjacent) == ((2, 2), (2, 2))
    assert [name for name, _, _ in facts.promises] == [
        "Screening within 10 working days",
        "Outcome within 12 weeks of the submission",
        "Outcome within 10 working days of the panel",
    ]
    assert (facts.challenges[0].upheld, facts.challenges[0].open) == (0, 1)
    assert round_report_of(session, whole.id, OCTOBER).outcomes.lines == ()


def test_a_promise_to_a_submission_that_was_taken_back_is_neither_kept_nor_broken(session):
    case = session.get_one(CaseRow, case_with_panel(session))
    case.state = "closed"
    whole = session.get_one(RoundRow, case.round_id)

    facts = round_facts(session, whole, load_edition(REFERENCE), MEETING + dt.timedelta(days=300))

    assert (facts.promises, facts.waiting_count, facts.is_over) == ((), 0, True)


def told(session, case_id):
    """Let a case have agreed levels, a decision that was sent, and an appeal, as rows."""
    case = session.get_one(CaseRow, case_id)
    named = {"case_id": case_id, "is_not_applicable": False, "reason": "", "dissent": "", "person_id": "chair"}
    for criterion_id, number, level in (("MA-01", 1, 2), ("MA-01", 2, 3), ("MA-02", 1, 2)):
        session.add(AgreedLevelRow(**named, criterion_id=criterion_id, number=number, level=level, agreed_at=OCTOBER))
    session.add(
        DecisionRow(
            id="decision",
            case_id=case_id,
            number=1,
            copy_number=case.copy_number,
            edition_reference=case.edition_reference,
            edition_checksum="0" * 64,
            method_version="1",
            outcome="conferred",
            tier_id="silver",
            findings='{"applied_for": "gold"}',
            conditions=[],
            reason="",
            person_id="chair",
            decided_at=OCTOBER,
            digest="0" * 64,
        )
    )
    case.outcome_at = case.appealed_at = dt.datetime(2027, 11, 12, 9, tzinfo=dt.UTC)
    session.commit()
