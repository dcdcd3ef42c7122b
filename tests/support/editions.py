"""A small edition for tests of the rules: two groups in two lists, two tables of staff, events, posts and a survey."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from charter.domain.answers import AnswerSheet, TableData, survey_measure
from charter.domain.edition import (
    ActionField,
    Band,
    CodeGrouping,
    CodeList,
    Criterion,
    DecisionRules,
    Edition,
    Gate,
    LevelDefinition,
    Measure,
    MetricDefinition,
    MetricUse,
    Question,
    Scoring,
    Survey,
    SurveyItem,
    TableDefinition,
    Theme,
    Tier,
    TypedInput,
)

REFERENCE = "small/1.0"
CODES = CodeList("code", {"p": "Code P", "q": "Code Q", "r": "Code R", "u": "Not known"})
GRADES = CodeList("grade", {"g1": "Grade 1", "g2": "Grade 2", "g3": "Grade 3", "g4": "Grade 4"})
DOCTORS = CodeList("doctor", {"junior": "Junior", "senior": "Senior"})
GROUPINGS = (
    CodeGrouping(
        "side", "code", {"main": ("p",), "few": ("q", "r"), "unknown": ("u",)}, {"main": "Main", "few": "Few"}
    ),
    CodeGrouping("totals", "side", {"known": ("main", "few"), "all": ("main", "few", "unknown")}, {}),
    CodeGrouping("half", "grade", {"low": ("g1", "g2"), "high": ("g3", "g4")}, {"low": "Low", "high": "High"}),
    CodeGrouping("third", "grade", {"lower": ("g1",), "middle": ("g2", "g3"), "upper": ("g4",)}, {}),
    CodeGrouping("doctors", "doctor", {"doctors": ("junior", "senior")}, {"doctors": "Doctors"}),
)
GRADE_COLUMNS = ("g1", "g2", "g3", "g4", "junior", "senior")
ROWS = ("p", "q", "r", "u")
# Staff by grade and doctor; mentees by half, and not of doctors; posts without columns but with totals.
STAFF = TableDefinition(
    "STAFF", "Staff", "counts", "people", ROWS, "code", GRADE_COLUMNS, ("grade", "doctor"), (Measure("staff", "Staff"),)
)
MENTEES = TableDefinition(
    "MENTEES", "Mentees", "counts", "people", ROWS, "code", ("low", "high"), ("half",),
    (Measure("asked", "Asked"), Measure("mentees", "Active mentees", at_most="asked"),
     Measure("put_forward", "Put forward", is_optional=True)),
    row_labels=dict(CODES.labels), column_labels={"low": "Low grades", "high": "High grades"},
)  # fmt: skip
POSTS = TableDefinition(
    "POSTS", "Posts", "counts", "people", ROWS, "code", (), (),
    (Measure("eligible", "Eligible"), Measure("appointed", "Appointed", at_most="eligible"),
     Measure("agency_eligible", "Agency eligible"), Measure("agency_appointed", "Agency appointed")),
    extras=(Measure("posts", "Posts"), Measure("open_posts", "Open posts", at_most="posts")),
)  # fmt: skip
BOARD = TableDefinition(
    "BOARD", "Board", "counts", "people", ("main", "few", "unknown"), "side", (), (), (Measure("members", "Members"),),
    not_applicable_when="there is no board",
)  # fmt: skip
EVENTS = TableDefinition(
    "EVENTS", "Events", "records", "events", (), None, (), (),
    (Measure("in_hours", "In hours"), Measure("remote", "Remote")),
)  # fmt: skip
ASKED = TableDefinition(
    "ASKED", "Survey", "survey", "people", ROWS, "code", (), (),
    (Measure("invited", "Invited"), Measure("responded", "Responded")),
    optional_rows={"few": ("q", "r")}, row_labels={**CODES.labels, "few": "Few"},
)  # fmt: skip
PLAN = TableDefinition("PLAN", "Action plan", "actions", "actions", (), None, (), (), ())
TABLES = (STAFF, MENTEES, POSTS, BOARD, EVENTS, ASKED, PLAN)
INPUTS = (
    TypedInput("begun_on", "date", "The scheme began on", None, "A-1", "A-1.q2"),
    TypedInput("hours", "number", "Hours", 0, "A-1", "A-1.q3"),
    TypedInput("leads", "integer", "Leads", 1, "A-1", "A-1.q4"),
)
SURVEY = Survey(
    (SurveyItem("S1", "One", (), None, None), SurveyItem("S2", "Two", (), None, None)),
    ("1", "2", "3", "4", "5", "not_applicable"), ("1", "2", "3", "4", "5"), ("4", "5"), 11, 20, {"4": "Agree"},
)  # fmt: skip
FIELDS = (ActionField("what", "text", True, "What"), ActionField("due", "date", True, "Due"),
          ActionField("rag", "enum", False, "State"))  # fmt: skip
RISING = (Band(0, None, Fraction(1, 2)), Band(1, Fraction(1, 2), Fraction(4, 5)), Band(2, Fraction(4, 5), None))
PERCENT = (Band(0, None, Fraction(40)), Band(1, Fraction(40), Fraction(80)), Band(2, Fraction(80), None))


def metric(kind: str, *, unit: str = "ratio", bands: Any = RISING, **declared: Any) -> MetricDefinition:
    """Give a metric "M" of a kind; fields of MetricDefinition are filled from keywords, the rest are parameters."""
    own = {name: declared.pop(name) for name in list(declared) if name in MetricDefinition.__dataclass_fields__}
    fixed: dict[str, Any] = {
        "id": "M", "name": "Metric", "role": "indicative", "reading": "", "direction": "higher", "band_set_id": None,
        "min_denominator": 20, "level_from": 20, "min_expected": 5, "pools": False,
    }  # fmt: skip
    return MetricDefinition(kind=kind, unit=unit, bands=bands, parameters=declared, **(fixed | own))


def criterion(criterion_id: str = "A-1", **changes: Any) -> Criterion:
    """Give a criterion with levels 0 to 4, one indicative metric M, and a yes/no question."""
    plain = Criterion(
        id=criterion_id, theme_id="A", title="Title", requirement="", guidance="", evidence=(),
        questions=(Question(f"{criterion_id}.q1", "yes_no", "Is it so?", True),),
        rubric=("none", "some", "enough", "much", "all"), gates=(), metrics=(MetricUse("M", "indicative"),),
        weight=Fraction(100), minimums={}, quotations=(), crosswalk={}, may_be_not_applicable=False,
    )  # fmt: skip
    return replace(plain, **changes)


def gate(question_id: str = "A-1.q1", refuses_level_from: int = 3) -> Gate:
    """Give a gate that "no" closes."""
    return Gate(question_id, "no", refuses_level_from)


def edition(*metrics: MetricDefinition, **changes: Any) -> Edition:
    """Give the small edition with these metrics; any field of Edition may be changed."""
    plain = Edition(
        charter_id="small", version="1.0", title="Small", status="draft", nation="", themes=(
            Theme("A", "A theme", "core", Fraction(100)),),
        levels=tuple(LevelDefinition(level, str(level), "") for level in range(5)), criteria=(criterion(),),
        code_lists={item.id: item for item in (CODES, GRADES, DOCTORS)},
        code_groupings={item.id: item for item in GROUPINGS}, tables=TABLES, typed_inputs=INPUTS, metrics=metrics,
        survey=SURVEY, tiers=(), no_tier_name="None", scoring=Scoring("percent", "%"),
        decision=DecisionRules({}, (), None, ()), disclosure={}, action_fields=FIELDS, definitions={},
        research_themes={}, crosswalk_names={}, checksum="",
    )  # fmt: skip
    return replace(plain, **changes)


def tier(tier_id: str, includes: str | None = None, eligibility: Any = ()) -> Tier:
    """Give a tier that asks for nothing but eligibility."""
    return Tier(tier_id, tier_id.title(), None, {}, {}, None, includes, tuple(eligibility))


def sheet(tables: dict[str, Any] | None = None, **answers: Any) -> AnswerSheet:
    """Give a sheet with tables of the year to the snapshot: table id -> cells, or year -> cells where keyed by year."""
    found = {
        table_id: {year: TableData(cells) for year, cells in (data if 0 in data or -1 in data else {0: data}).items()}
        for table_id, data in (tables or {}).items()
    }
    return AnswerSheet(REFERENCE, tables=found, **answers)


def posts(few: tuple[int, int], main: tuple[int, int]) -> dict[tuple[str, str, str], int | None]:
    """Give POSTS with (appointed, eligible) of the few (all under code q) and of the main group."""
    rows = {"p": main, "q": few, "r": (0, 0), "u": (0, 0)}
    cells: dict[tuple[str, str, str], int | None] = {}
    for row, (appointed, eligible) in rows.items():
        cells |= {("appointed", row, ""): appointed, ("eligible", row, ""): eligible}
    return cells


def answers(item: str, row: str, counts: tuple[int, int, int, int, int]) -> dict[tuple[str, str, str], int | None]:
    """Give a row's answers 1 to 5 to a survey item."""
    return {(survey_measure(item, str(place)), row, ""): count for place, count in enumerate(counts, start=1)}
