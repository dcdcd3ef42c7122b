"""A tiny edition with one of each kind of question and table, for the answers file and the workbook."""

from __future__ import annotations

from fractions import Fraction

from charter.domain.edition import (
    ActionField,
    CodeList,
    Criterion,
    DecisionRules,
    Edition,
    Gate,
    LevelDefinition,
    Measure,
    Question,
    Scoring,
    Survey,
    SurveyItem,
    TableDefinition,
    Theme,
    Tier,
    TypedInput,
)

GROUPS = CodeList("group", {"x": "Group X", "y": "Group Y", "99": "Not known"})


def _question(number: int, kind: str, **more: object) -> Question:
    return Question(f"AA-01.q{number}", kind, f"Question {number}?", True, **more)  # type: ignore[arg-type]


def _criterion(criterion_id: str, questions: tuple[Question, ...], may_be_not_applicable: bool = False) -> Criterion:
    return Criterion(
        id=criterion_id,
        theme_id="AA",
        title=f"Title of {criterion_id}",
        requirement="The organisation does it.",
        guidance="Say how.",
        evidence=("A policy",),
        questions=questions,
        rubric=("Nothing.", "Something.", "Enough."),
        gates=(Gate("AA-01.q1", "no", 2),) if criterion_id == "AA-01" else (),
        metrics=(),
        weight=Fraction(50),
        minimums={},
        quotations=(),
        crosswalk={},
        may_be_not_applicable=may_be_not_applicable,
        not_applicable_when="there is none" if may_be_not_applicable else None,
    )


def one_of_each_kind() -> Edition:
    """Give an edition in which every kind of question, table, input and action field stands once."""
    questions = (
        _question(1, "yes_no"),
        _question(2, "narrative", word_limit=5),
        _question(3, "upload", max_files=2),
        _question(4, "date", input_id="begun_on"),
        _question(5, "number", input_id="helpers"),
        _question(6, "number", input_id="hours"),
        _question(7, "data_table", table_id="T-1"),
        _question(8, "rubric"),
    )
    one = Measure("people", "People")
    two = (Measure("asked", "Asked"), Measure("matched", "Matched", at_most="asked"))
    rows, labels = tuple(GROUPS.labels), dict(GROUPS.labels)
    columns, column_labels = ("low", "high"), {"low": "Low band", "high": "High band"}
    tables = (
        TableDefinition(
            "T-1",
            "Staff",
            "counts",
            "headcount",
            rows,
            "group",
            columns,
            (),
            (one,),
            row_labels=labels,
            column_labels=column_labels,
        ),
        TableDefinition(
            "T-2",
            "Demand",
            "counts",
            "people",
            rows,
            "group",
            columns,
            (),
            two,
            row_labels=labels,
            column_labels=column_labels,
        ),
        TableDefinition(
            "T-3",
            "Posts",
            "counts",
            "people",
            rows,
            "group",
            (),
            (),
            two,
            extras=(Measure("posts", "Posts in all"),),
            row_labels=labels,
            not_applicable_when="there are no posts",
        ),
        TableDefinition(
            "T-4",
            "Events",
            "records",
            "yes or no",
            (),
            None,
            (),
            (),
            (Measure("core_hours", "In core hours"), Measure("remote", "Remote")),
        ),
        TableDefinition(
            "T-5",
            "Survey",
            "survey",
            "people",
            ("x", "y"),
            "group",
            (),
            (),
            (Measure("invited", "Invited"), Measure("responded", "Responded")),
            optional_rows={"both": ("x", "y")},
            row_labels={**labels, "both": "X and Y together"},
        ),
    )
    return Edition(
        charter_id="tiny",
        version="1.0",
        title="Tiny charter",
        status="draft",
        nation="england",
        levels=(LevelDefinition(0, "Absent", ""), LevelDefinition(1, "Begun", ""), LevelDefinition(2, "Done", "")),
        themes=(Theme("AA", "A theme: of / its own", "core", Fraction(100)),),
        criteria=(_criterion("AA-01", questions), _criterion("AA-02", (), True)),
        code_lists={"group": GROUPS},
        code_groupings={},
        tables=tables,
        typed_inputs=(
            TypedInput("begun_on", "date", "Begun on", None, "AA-01", "AA-01.q4"),
            TypedInput("helpers", "integer", "Helpers", 1, "AA-01", "AA-01.q5"),
            TypedInput("hours", "number", "Hours", 0, "AA-01", "AA-01.q6"),
        ),
        metrics=(),
        survey=Survey(
            items=(SurveyItem("S1", "I can.", (), None, None), SurveyItem("S2", "I may.", (), None, None)),
            answers=("1", "2", "not_applicable"),
            valid_answers=("1", "2"),
            favourable_answers=("2",),
            min_group_n=11,
            level_from_n=20,
            scale_labels={"1": "No", "2": "Yes", "not_applicable": "Does not apply"},
        ),
        tiers=(
            Tier("first", "First", None, {}, {}, None, None, ()),
            Tier("second", "Second", None, {}, {}, None, None, ()),
        ),
        no_tier_name="None yet",
        scoring=Scoring("percent", "%"),
        decision=DecisionRules({}, (), None, ()),
        disclosure={},
        action_fields=(
            ActionField("ref", "string", True, "Reference"),
            ActionField("finding", "text", True, "Finding", word_limit=6),
            ActionField("criterion", "ref", True, "Criterion", refers_to="criteria.id"),
            ActionField("due", "date", True, "Due"),
            ActionField(
                "state",
                "enum",
                True,
                "State",
                values=("open", "closed"),
                value_labels={"open": "Open", "closed": "Closed"},
            ),
        ),
        definitions={"asked": "People who asked"},
        research_themes={},
        crosswalk_names={},
        checksum="0" * 64,
        facts={
            "application": {"scopes": [{"id": "whole"}, {"id": "part"}]},
            "benchmarking": {"trust_type": ["acute", "community"]},
        },
    )
