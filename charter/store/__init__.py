"""The memory: criteria, answers files and workbooks as files, rows in the database."""
