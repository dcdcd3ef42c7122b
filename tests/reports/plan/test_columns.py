"""Which fields of an action share a column."""

from reports.plan.columns import action_columns


def test_every_field_has_one_column():
    fields = [("ref", "Reference"), ("action", "Action"), ("due", "Due"), ("mood", "Mood")]

    columns = action_columns(fields)

    assert [(column.title, column.fields) for column in columns] == [
        ("Action", (("ref", "Reference"), ("action", "Action"))),
        ("When", (("due", "Due"), ("mood", "Mood"))),
    ]


def test_fields_that_nobody_knows_share_a_column_of_their_own():
    assert action_columns([("mood", "Mood")])[0].fields == (("mood", "Mood"),)


def test_no_fields_make_no_columns():
    assert action_columns([]) == ()
