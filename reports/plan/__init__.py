"""The action plan: where an institution stands, what it will do, and how it compares."""
