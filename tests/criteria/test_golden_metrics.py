"""The worked metric cases of the BME Mentoring Charter, edition 1.0; numbers written by hand."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from charter.domain.answers import AnswerSheet, TableData, survey_measure
from charter.domain.levels import level_cap
from charter.domain.metrics import compute_metric
from charter.domain.results import MetricResult
from charter.store.editions import load_edition
from tests.support.filled_tables import filled

EDITION = load_edition("bme-mentoring/1.0")


def sheet(**answers: object) -> AnswerSheet:
    return AnswerSheet(EDITION.reference, **answers)  # type: ignore[arg-type]


def uptake(few: tuple[int, int], white: tuple[int, int]) -> MetricResult:
    tables = {
        "DT-01": filled(EDITION, "DT-01", {("staff", "H", "b5"): few[1], ("staff", "A", "b6"): white[1]}),
        "DT-02": filled(
            EDITION,
            "DT-02",
            {("active_mentees", "asian", "c2"): few[0], ("active_mentees", "white", "c2"): white[0]},
        ),
    }
    return compute_metric(EDITION, sheet(tables=tables), "M01")


def test_uptake_of_42_in_300_against_180_in_900_is_level_2() -> None:
    result = uptake((42, 300), (180, 900))

    assert (result.value, result.status) == (Fraction(7, 10), "ok")
    assert (result.interval.low, result.interval.high) == pytest.approx((0.51, 0.95), abs=5e-3)
    assert (result.level, result.level_range) == (2, (1, 3))


def test_four_events_where_46_are_expected_are_evidence() -> None:
    result = uptake((4, 300), (180, 900))

    assert (result.value, result.status) == (Fraction(1, 15), "ok")
    assert (result.interval.low, result.interval.high) == pytest.approx((0.03, 0.17), abs=5e-3)
    assert (result.level, result.level_range) == (0, (0, 0))


def test_no_event_of_the_group_is_a_value_like_any_other() -> None:
    result = uptake((0, 300), (180, 900))

    assert (result.value, result.status) == (0, "ok")
    assert (result.interval.low, result.interval.high) == pytest.approx((0.00, 0.06), abs=5e-3)
    assert (result.level, result.level_range) == (0, (0, 0))


def test_no_event_of_the_reference_is_unbounded_and_takes_the_open_band() -> None:
    result = uptake((20, 300), (0, 900))

    assert (result.value, result.is_unbounded, result.status) == (None, True, "ok")
    assert result.interval.low == pytest.approx(15.68, abs=5e-3)
    assert result.interval.high is None
    assert (result.level, result.level_range, result.is_flagged) == (4, (4, 4), True)


def test_no_event_at_all_is_too_few() -> None:
    result = uptake((0, 300), (0, 900))

    assert (result.status, result.value, result.level, result.level_range) == ("too_few", None, None, None)


def test_a_base_of_fifteen_is_too_few() -> None:
    result = uptake((3, 15), (90, 900))

    assert (result.status, result.level) == ("too_few", None)


def test_doctors_count_in_uptake_where_both_tables_hold_them() -> None:
    staff = {
        ("staff", "H", "b5"): 200, ("staff", "H", "trainee"): 100,
        ("staff", "A", "b5"): 600, ("staff", "A", "consultant"): 100,
    }  # fmt: skip
    mentees = {
        ("active_mentees", "asian", "c2"): 20, ("active_mentees", "asian", "medical"): 10,
        ("active_mentees", "white", "c2"): 60, ("active_mentees", "white", "medical"): 10,
    }  # fmt: skip
    tables = {"DT-01": filled(EDITION, "DT-01", staff), "DT-02": filled(EDITION, "DT-02", mentees)}

    result = compute_metric(EDITION, sheet(tables=tables), "M01")

    assert (result.value, result.status) == (1, "ok")
    assert (result.interval.low, result.interval.high) == pytest.approx((0.67, 1.49), abs=5e-3)
    assert (result.level, result.level_range) == (4, (2, 4))


def test_appointment_of_the_christie_is_level_0_and_3_2_as_wres_2() -> None:
    cells = {
        ("shortlisted", "bme", "c2"): 10_000, ("appointed", "bme", "c2"): 1_465,
        ("shortlisted", "white", "c2"): 10_000, ("appointed", "white", "c2"): 4_699,
    }  # fmt: skip

    result = compute_metric(EDITION, sheet(tables={"DT-07": filled(EDITION, "DT-07", cells)}), "M21")

    # The Christie NHS FT, WRES action plan 2022-23: 14.65 % against 46.99 %, "3.2 times more likely".
    assert result.value == Fraction(1465, 4699)
    assert float(1 / result.value) == pytest.approx(3.21, abs=5e-3)
    assert result.level == 0
    assert result.katz_interval is not None


def test_opportunities_over_1_25_are_level_3_and_ask_for_a_sentence() -> None:
    cells = {
        ("eligible_staff", "black", ""): 300, ("appointed", "black", ""): 36,
        ("eligible_staff", "white", ""): 1200, ("appointed", "white", ""): 90,
    }  # fmt: skip

    result = compute_metric(EDITION, sheet(tables={"DT-05": filled(EDITION, "DT-05", cells)}), "M15")

    assert (result.value, result.status, result.is_flagged) == (Fraction(8, 5), "ok", True)
    assert (result.interval.low, result.interval.high) == pytest.approx((1.11, 2.29), abs=5e-3)
    assert (result.level, result.level_range) == (3, (3, 4))


def test_the_worse_step_of_representation_is_2() -> None:
    staff = {
        ("staff", "A", "b2"): 400, ("staff", "B", "b6"): 300, ("staff", "C", "b8a"): 100,
        ("staff", "H", "b5"): 200, ("staff", "M", "b7"): 90, ("staff", "R", "vsm"): 15,
    }  # fmt: skip

    result = compute_metric(EDITION, sheet(tables={"DT-01": filled(EDITION, "DT-01", staff)}), "M17")

    assert [step.value for step in result.steps] == [Fraction(5, 3), Fraction(2)]
    assert (result.value, result.status) == (2, "ok")
    assert (result.interval.low, result.interval.high) == pytest.approx((1.11, 3.61), abs=5e-3)
    assert (result.level, result.level_range) == (1, (0, 3))


def answered(item: str, row: str, counts: tuple[int, ...]) -> dict[tuple[str, str, str], int]:
    return {(survey_measure(item, str(answer)), row, ""): count for answer, count in enumerate(counts, start=1)}


def survey(cells: dict[tuple[str, str, str], int]) -> AnswerSheet:
    return sheet(tables={"DT-10": {0: TableData(cells)}})


def test_published_favourable_shares_give_a_gap_of_10_6_points() -> None:
    cells = answered("S08", "bme", (5120, 0, 0, 4880, 0)) | answered("S08", "white", (4060, 0, 0, 5940, 0))

    result = compute_metric(EDITION, survey(cells), "M16")

    assert (result.value, result.level) == (Fraction(-106, 10), 1)


def test_a_gap_of_exactly_10_points_is_inside_level_2() -> None:
    cells = answered("S08", "bme", (20, 10, 10, 30, 10)) | answered("S08", "white", (40, 20, 20, 100, 20))

    result = compute_metric(EDITION, survey(cells), "M16")

    assert (result.value, result.status) == (-10, "ok")
    assert (result.interval.low, result.interval.high) == pytest.approx((-22.5, 2.7), abs=5e-2)
    assert (result.level, result.level_range) == (2, (0, 4))


def test_fifteen_answers_show_a_value_and_give_no_level() -> None:
    result = compute_metric(EDITION, survey(answered("S06", "bme", (1, 2, 3, 5, 4))), "M10")

    assert (result.value, result.status, result.level) == (60, "too_few", None)
    assert result.neutral_percent == 20


def mentors(published: int, active: int) -> MetricResult:
    cells = {("active_mentors", "white", "c3"): active, ("with_published_profile", "white", "c3"): published}
    return compute_metric(EDITION, sheet(tables={"DT-03": filled(EDITION, "DT-03", cells)}), "M04")


def test_eight_profiles_of_ten_are_level_3() -> None:
    result = mentors(8, 10)

    assert (result.value, result.status) == (80, "ok")
    assert (result.interval.low, result.interval.high) == pytest.approx((49.0, 94.3), abs=5e-2)
    assert (result.level, result.level_range) == (3, (2, 4))


def test_eight_profiles_of_nine_are_too_few_and_cap_nothing() -> None:
    result = mentors(8, 9)

    assert (result.status, result.level) == ("too_few", None)
    assert level_cap(EDITION.criterion("MA-04"), {"M04": result}) is None


def test_four_early_endings_are_too_few_and_cap_nothing() -> None:
    cells = {
        ("ended_early", "bme_mentee_bme_mentor", ""): 4,
        ("rematch_offered_within_20wd", "bme_mentee_bme_mentor", ""): 4,
    }

    result = compute_metric(EDITION, sheet(tables={"DT-04": filled(EDITION, "DT-04", cells)}), "M08")

    assert (result.status, result.level) == ("too_few", None)
    assert level_cap(EDITION.criterion("TR-03"), {"M08": result}) is None


def test_no_events_are_too_few_and_no_fault() -> None:
    result = compute_metric(EDITION, sheet(tables={"DT-09": {0: TableData(records=())}}), "M13")

    assert (result.status, result.level) == ("too_few", None)


def test_mentor_load_of_3_is_level_0() -> None:
    cells = {
        ("mentees_held", "black", "c3"): 36, ("active_mentors", "black", "c3"): 12,
        ("mentees_held", "white", "c3"): 40, ("active_mentors", "white", "c3"): 40,
    }  # fmt: skip

    result = compute_metric(EDITION, sheet(tables={"DT-03": filled(EDITION, "DT-03", cells)}), "M22")

    assert (result.value, result.status) == (3, "ok")
    assert (result.interval.low, result.interval.high) == pytest.approx((1.92, 4.69), abs=5e-3)
    assert (result.level, result.level_range) == (0, (0, 2))


def test_progression_of_a_young_scheme_is_not_yet_though_its_table_is_blank() -> None:
    young = sheet(snapshot_on=dt.date(2027, 3, 31), inputs={"scheme_started_on": dt.date(2025, 10, 1)})

    result = compute_metric(EDITION, young, "M25")

    assert (result.status, result.level) == ("not_yet", None)
    assert level_cap(EDITION.criterion("OU-02"), {"M25": result})[0] == 2


def test_published_workforce_shares_are_reproduced() -> None:
    # North Cumbria Integrated Care, WRES report 2025: 990 BME, 6,307 White, 125 not declared of 7,422: 13, 85, 2 %.
    staff = {("staff", "H", "b5"): 990, ("staff", "A", "b5"): 6307, ("staff", "99", "b5"): 125}

    result = compute_metric(EDITION, sheet(tables={"DT-01": filled(EDITION, "DT-01", staff)}), "M29")

    assert round(result.value) == 98
    assert round(100 - result.value) == 2


def test_published_board_gap_is_reproduced() -> None:
    # KMPT, WRES 2020-22, indicator 9: board 17 % BME, workforce 21 % BME.
    tables = {
        "DT-01": filled(EDITION, "DT-01", {("staff", "H", "b5"): 21, ("staff", "A", "b5"): 79}),
        "DT-08": filled(EDITION, "DT-08", {("voting_members", "bme", ""): 17, ("voting_members", "white", ""): 83}),
    }

    result = compute_metric(EDITION, sheet(tables=tables), "M18")

    assert (result.value, result.interval, result.level) == (-4, None, None)


@pytest.mark.parametrize(
    ("few", "white", "ratio"),
    [
        # EEOC 1979, Questions and Answers on the Uniform Guidelines: rates 0.45, 0.48 and 0.51 against 0.60
        ((45, 100), (60, 100), Fraction(3, 4)),
        ((48, 100), (60, 100), Fraction(4, 5)),
        ((51, 100), (60, 100), Fraction(17, 20)),
        ((20, 80), (48, 120), Fraction(5, 8)),
    ],
)
def test_impact_ratios_of_the_four_fifths_rule_are_exact(
    few: tuple[int, int], white: tuple[int, int], ratio: Fraction
) -> None:
    assert uptake(few, white).value == ratio


def test_exactly_four_fifths_is_inside_level_3() -> None:
    assert (uptake((48, 100), (60, 100)).level, uptake((45, 100), (60, 100)).level) == (3, 2)
